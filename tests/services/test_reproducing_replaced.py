"""A version that was replaced and undeployed is run again like any other."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.models.queries.evidence import latest_release_run
from app.models.queries.reproduction import find_reproduction
from app.models.tables.execution import Placement
from app.models.tables.inventory import ModelVersion, Snapshot
from app.models.tables.monitoring import TestResult
from app.services.commands.reproductions import ask_reproduction, run_key
from app.services.reproducing.spec import What
from tests.releases import V2, Bank

pytestmark = pytest.mark.xdist_group("released")


def run_again(bank: Bank, version: ModelVersion, what: What, *, by: str) -> dict[str, Any]:
    key = run_key(bank.workspace.work(by).write(ask_reproduction, version.id, what))

    def is_done() -> bool:
        found = bank.workspace.service.read(find_reproduction, key)
        return found is not None and found.state == "done"

    bank.drive(is_done)
    return dict(bank.workspace.service.read(find_reproduction, key).answer)


def test_a_replaced_version_stays_reproducible(bank: Bank, tmp_path: Path) -> None:
    second = bank.submit(bank.register(tmp_path / "v2", scorer=V2))
    assert bank.release(second) == "DEPLOYED"
    assert bank.serving() == [2]
    with bank.workspace.service.reading() as session:
        first = session.scalars(select(ModelVersion).where(ModelVersion.version == 1)).one()
        places = session.scalars(select(Placement).where(Placement.version_id == first.id)).all()
        snapshot = session.scalars(select(Snapshot).where(Snapshot.version_id == first.id)).one()
        tests_before = latest_release_run(session, snapshot.id)
        results = len(session.scalars(select(TestResult)).all())
    assert tests_before is not None
    assert places
    assert not [one for one in places if one.state in ("promised", "in_place")]

    evaluated = run_again(bank, first, What.EVALUATION, by="jo")
    assert (evaluated["verdict"], evaluated["version"]) == ("equal", 1), evaluated["why"]
    names = {one["name"] for one in evaluated["compared"]}
    assert any(name.endswith(", verdict") for name in names)
    scored = run_again(bank, first, What.SCORING, by="sanne")
    assert scored["verdict"] == "within_tolerance", scored["why"]

    with bank.workspace.service.reading() as session:
        run = latest_release_run(session, snapshot.id)
        assert run is not None
        assert run.id == tests_before.id  # gates and evidence rest on what they did
        assert len(session.scalars(select(TestResult)).all()) == results
    assert bank.serving() == [2]
