"""What a row names belongs together: the version to the model, the snapshot to the version, …

Keys over several columns hold that, whoever writes: no guard looks, and none is in force here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, ForeignKeyConstraint, select
from sqlalchemy.exc import IntegrityError

from app.models.tables.everything import METADATA
from tests.db.enforcement_kit import Bench, open_bench

KEYS = [
    key
    for table in METADATA.sorted_tables
    for key in table.foreign_key_constraints
    if len(key.columns) > 1
]
# Of each table, what names a row of one model, version or snapshot beside its own.
HELD = {
    "snapshot": 2, "model_document": 2, "transition_request": 5, "placement": 6, "deployment": 10,
    "waiver": 3, "finding": 5, "user_task": 8, "monitor_run": 5, "test_result": 2, "alert": 4,
    "process_instance": 2, "application_use": 2, "decision_record": 4, "record_block": 2,
    "request_note": 2, "registration_request": 2,
}  # fmt: skip


@pytest.fixture(params=["sqlite", "postgresql"])
def bench(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Bench]:
    server = request.getfixturevalue("postgres") if request.param == "postgresql" else None
    with open_bench(tmp_path_factory.mktemp("rows"), server) as opened:
        yield opened


def others(bench: Bench, owner: Connection) -> dict[str, UUID]:
    """A row of each parent, about another model."""
    put = bench.put
    model = put(owner, "registered_model")
    version = put(owner, "model_version", model_id=model)
    snapshot = put(owner, "snapshot", version_id=version)
    request = put(owner, "transition_request", version_id=version, service_tag="b")
    stage = put(owner, "stage")
    return {
        "model_version": version,
        "snapshot": snapshot,
        "transition_request": request,
        "placement": put(
            owner, "placement", version_id=version, stage_id=stage, service_tag="b"
        ),
        "monitor": put(owner, "monitor", model_id=model),
        "monitor_run": put(owner, "monitor_run", snapshot_id=snapshot),
        "record_import": put(owner, "record_import", model_id=model),
        "request_note": put(owner, "request_note", request_id=request),
    }  # fmt: skip


def named(owner: Connection, key: ForeignKeyConstraint, row: UUID) -> dict[str, Any]:
    """What a child says that names this row."""
    there = [element.column for element in key.elements]
    found = owner.execute(select(*there).where(key.referred_table.c.id == row)).one()
    return dict(zip(key.column_keys, found, strict=True))


def well_named(bench: Bench, owner: Connection, table: str) -> dict[str, Any]:
    """What belongs together, of every key of a table."""
    keys = [key for key in KEYS if key.table.name == table]
    found = [named(owner, key, bench.seeds[key.referred_table.name]) for key in keys]
    return {name: value for one in found for name, value in one.items()}


def is_stored(bench: Bench, owner: Connection, key: ForeignKeyConstraint, **said: Any) -> bool:
    table = key.table.name
    more = {"service_tag": "c"} if table == "transition_request" else {}
    if table == "deployment":
        (place,) = (
            one for one in KEYS if one.table.name == table and "placement_id" in one.columns
        )
        more = named(owner, place, bench.seeds["placement"])
    owner.exec_driver_sql("SAVEPOINT one")
    try:
        bench.put(owner, table, **{**more, **said})
        is_late = bench.is_sqlite and key.deferrable  # it is looked at with the commit
        late = f"PRAGMA foreign_key_check({table})"
        return not (is_late and owner.exec_driver_sql(late).first())
    except IntegrityError as error:
        state = getattr(error.orig, "sqlstate", "")
        if state != "23503" and "FOREIGN KEY" not in str(error.orig):
            raise
        return False
    finally:
        owner.exec_driver_sql("ROLLBACK TO SAVEPOINT one")
        owner.exec_driver_sql("RELEASE SAVEPOINT one")


def test_no_row_names_what_does_not_belong_together(bench: Bench) -> None:
    wrong = []
    with bench.as_owner() as owner:
        other = others(bench, owner)
        if not bench.is_sqlite:  # keys are in force again, and no guard
            owner.exec_driver_sql("SET LOCAL session_replication_role = DEFAULT")
            owner.exec_driver_sql("SET CONSTRAINTS ALL IMMEDIATE")
            for table in sorted({str(key.table) for key in KEYS}):
                owner.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for key in KEYS:
            parent = key.referred_table.name
            own = well_named(bench, owner, key.table.name)
            anothers = named(owner, key, other[parent])
            assert is_stored(bench, owner, key, **own), key.name
            for name in key.column_keys:
                if is_stored(bench, owner, key, **{**own, name: anothers[name]}):
                    wrong.append((key.name, name))
        if not bench.is_sqlite:
            for table in sorted({str(key.table) for key in KEYS}):
                owner.exec_driver_sql(f"ALTER TABLE {table} ENABLE TRIGGER USER")

    assert wrong == []
    found: dict[str, int] = {}
    for key in KEYS:
        found[key.table.name] = found.get(key.table.name, 0) + len(key.columns)
    assert {name: found.get(name) for name in HELD} == HELD
