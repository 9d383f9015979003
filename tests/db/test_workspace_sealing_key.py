"""A workspace from before there were seals gets its sealing key when it is upgraded."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from alembic import command
from sqlalchemy import insert, select

from app.models.database import Database
from app.models.queries.trail import last_head, list_seal_keys, log_id
from app.models.tables.organisation import (
    BusinessUnit,
    Membership,
    Person,
    UnitAncestor,
    Workspace,
)
from app.models.tables.trail import AuditEvent
from app.models.upgrade import alembic_config
from app.services import secrets as secrets_module
from app.services.sealing import Sealer, find_sealing_key, key_name
from app.services.server_preparing import prepare_server
from app.services.trail.holding import hold_rows
from app.services.unit_of_work import Work
from app.services.workspace import (
    SERVICE_HANDLE,
    FirstPerson,
    NewWorkspace,
    create_workspace,
    upgrade_workspace,
)
from tests.machine import machine

BEFORE_SEALS = "0001"


def old_workspace(database: Database) -> None:
    """The tables and first rows of the first version, before its rules."""
    unit, root, service, log = (uuid4() for _ in range(4))
    with database.session(writes=True) as session:
        connection = session.connection()
        if not database.is_sqlite:
            prepare_server(connection)
        command.upgrade(alembic_config(connection), BEFORE_SEALS)
        stamp = {"recorded_by": root}
        for table, row in (
            (Workspace, {"id": 1, "name": "Old", "is_team": False, "is_demo": False,
                         "log_id": log}),
            (BusinessUnit, {"id": unit, "unit_id": unit, "key": "bank", "name": "B", **stamp}),
            (UnitAncestor, {"unit_id": unit, "ancestor_id": unit}),
            (Person, {"id": root, "handle": "root", "full_name": "Ada Root", "login": None,
                      **stamp}),
            (Person, {"id": service, "handle": SERVICE_HANDLE, "full_name": "Service",
                      "login": None if database.is_sqlite else "postgres", "kind": "service",
                      **stamp}),
            (Membership, {"id": uuid4(), "unit_id": unit, "person_id": service, "role": "worker",
                          **stamp}),
        ):  # fmt: skip
            connection.execute(insert(table).values(**row))


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_an_upgrade_makes_the_key_that_seals_from_then_on(
    kind: str, request: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MODELWARD_HOME", str(tmp_path / "home"))
    is_team = kind == "postgresql"
    server = request.getfixturevalue("postgres") if is_team else None
    database = Database(server.new_database() if server else tmp_path / "old.db")
    old_workspace(database)

    report = upgrade_workspace(database)
    again = upgrade_workspace(database)

    work = Work.of(database, None if is_team else SERVICE_HANDLE)
    settings = machine(home=tmp_path / "home")
    pair = find_sealing_key(database, settings, work.read(log_id))
    assert pair is not None
    sealed = Sealer(work, pair).run_once()
    rows = hold_rows(work)
    with work.reading() as session:
        keys = list_seal_keys(session)
        head = last_head(session)
        tags = session.scalars(select(AuditEvent.tag)).all()
    database.close()
    assert any("the key that seals the trail" in line for line in report.done)
    assert not any("the key that seals" in line for line in again.done)
    assert [one.kid for one in keys.values()] == [pair.kid]
    assert tags == ["key.active"]
    assert (rows.faults, rows.held, rows.first) == ((), 1, 4)  # the key is told
    assert head is not None
    assert sealed == head.size == 1


class Drawer:
    """A keyring that counts how often it is asked."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}
        self.asked = 0

    def get_password(self, _service: str, name: str) -> str | None:
        self.asked += 1
        return self.kept.get(name)

    def set_password(self, _service: str, name: str, value: str) -> None:
        self.kept[name] = value


@pytest.mark.parametrize("is_demo", [True, False])
def test_a_demo_s_key_lies_beside_its_file_and_asks_no_keyring(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_demo: bool
) -> None:
    monkeypatch.setenv("MODELWARD_HOME", str(tmp_path / "home"))
    drawer = Drawer()
    monkeypatch.setattr(secrets_module, "system_keyring", lambda: drawer)
    (tmp_path / "bank").mkdir()
    database = Database(tmp_path / "bank" / "bank.db")
    people = (FirstPerson("ada", "Ada Root"), FirstPerson("bram", "Bram Visser"))
    create_workspace(
        database,
        NewWorkspace(
            name="Bank", unit_key="bank", unit_name="Bank", people=people, is_demo=is_demo
        ),
    )
    log = Work.of(database, SERVICE_HANDLE).read(log_id)

    pair = find_sealing_key(database, machine(home=tmp_path / "home"), log)

    database.close()
    assert pair is not None
    assert [(tmp_path / "bank" / "keys" / key_name(log)).is_file(), drawer.asked == 0] == [
        is_demo, is_demo,
    ]  # fmt: skip
    assert (key_name(log) in drawer.kept) is not is_demo
