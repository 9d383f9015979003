"""A release passes over what is paused; where nothing else fits it waits, and says for whom."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest
import requests
from sqlalchemy import select

from app.models.queries.find import find_latest_snapshot
from app.models.queries.gate_check import gate_blockers
from app.models.queries.places import Places, match_places
from app.models.rules.matching import PAUSED
from app.models.rules.pauses import RUNTIME
from app.models.tables.engine import Job
from app.models.tables.execution import Deployment, Runtime
from app.services.commands.pauses import pause_connection, resume_connection
from app.services.commands.runtimes import NewRuntime, add_runtime, record_look
from app.services.runtime_access import runtime_folder
from app.texts import blocker
from tests.releases import MODEL, V1, V2, Bank, answered_by
from tests.services.test_windows import promoted

pytestmark = pytest.mark.xdist_group("released")
WHY = "Its disk is replaced today."
DONE = "The new disk is in place."


def runtime_id(bank: Bank, name: str) -> UUID:
    with bank.workspace.service.reading() as session:
        return session.scalars(select(Runtime.id).where(Runtime.name == name)).one()


def pause(bank: Bank, name: str) -> None:
    key = runtime_id(bank, name)
    bank.workspace.work("tom").write(pause_connection, RUNTIME, key, reason=WHY)


def resume(bank: Bank, name: str) -> None:
    key = runtime_id(bank, name)
    bank.workspace.work("tom").write(resume_connection, RUNTIME, key, reason=DONE)


def add_second(bank: Bank) -> UUID:
    new = NewRuntime("prod-2", "bank", stage_tags=("PROD",), service_tags=(MODEL,))
    key = bank.workspace.work("tom").write(add_runtime, new).id
    runtime_folder(bank.settings, "prod-2").mkdir(parents=True)
    bank.workspace.service.write(record_look, key, is_live=True)
    return key


def newest(bank: Bank) -> tuple[str, str, str]:
    with bank.workspace.service.reading() as session:
        found = session.execute(
            select(Runtime.name, Deployment.state, Deployment.reason)
            .join(Deployment, Deployment.runtime_id == Runtime.id)
            .order_by(Deployment.number.desc())
        ).first()
    assert found is not None
    return found[0], found[1], found[2]


def notes(bank: Bank) -> list[str]:
    with bank.workspace.service.reading() as session:
        return list(session.scalars(select(Job.note).where(Job.state == "queued")))


def places(bank: Bank, version_id: UUID) -> Places:
    work = bank.workspace.work("sanne")
    snapshot = work.read(find_latest_snapshot, version_id)
    assert snapshot is not None
    return work.read(match_places, snapshot.id, "PROD", MODEL)


def test_a_release_goes_to_the_runtime_that_is_not_paused_though_the_other_serves(
    bank: Bank, tmp_path: Path
) -> None:
    add_second(bank)
    pause(bank, "prod-1")

    promoted(bank, tmp_path / "v2")
    bank.drive(lambda: newest(bank)[:2] == ("prod-2", "deployed"))

    (before, row), (after, _) = (answered_by(bank.settings, one) for one in ("prod-1", "prod-2"))
    assert before == pytest.approx(V1.score(row)[0])  # it was asked nothing, and serves on
    assert after == pytest.approx(V2.score(row)[0])
    resume(bank, "prod-1")
    bank.background.watch_once()
    with pytest.raises(requests.HTTPError):  # what is over was taken off it
        answered_by(bank.settings, "prod-1")


def test_where_only_a_paused_one_fits_everybody_who_asks_reads_who_paused_it_and_why(
    bank: Bank, tmp_path: Path
) -> None:
    pause(bank, "prod-1")
    registered = promoted(bank, tmp_path / "v2")
    bank.drive(lambda: newest(bank)[1] == "waiting")

    found = places(bank, registered.version_id)
    blockers = bank.workspace.work("sanne").read(gate_blockers, registered.version_id, "PROD")

    said = "prod-1 is paused by Tom Bakker on "
    assert found.fits == ()
    assert [one.runtime.name for one in found.later] == ["prod-1"]
    (rule,) = [one for one in found.later[0].failed if one.rule == PAUSED]
    assert rule.found.startswith(said)
    assert rule.found.endswith(WHY)
    (told,) = [blocker(one) for one in blockers if one.code == "pause.holds"]
    assert told.startswith(said)
    assert WHY in told
    assert any(note.startswith(said) for note in notes(bank))
    name, _, reason = newest(bank)
    assert (name, reason.endswith(WHY), "Tom" in reason) == ("prod-1", True, False)
    resume(bank, "prod-1")
    bank.drive(lambda: bank.serving() == [2])
