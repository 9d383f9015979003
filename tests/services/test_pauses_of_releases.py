"""A release passes over what is paused; where nothing else fits it waits, and says for whom."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
import requests
from sqlalchemy import select

from app.models.queries.deployments import load_deployment
from app.models.queries.find import find_latest_snapshot
from app.models.queries.gate_check import gate_blockers
from app.models.queries.pauses import find_pause
from app.models.queries.places import Places, match_places
from app.models.rules.matching import PAUSED
from app.models.rules.pauses import RUNTIME, SCORING, STORE
from app.models.tables.engine import Incident, Job
from app.models.tables.execution import Deployment, Runtime, Store
from app.models.tables.monitoring import Monitor, MonitorRun
from app.services.commands.challenges import ask_comparison
from app.services.commands.monitors import ask_run
from app.services.commands.pauses import pause_connection, resume_connection
from app.services.commands.reproductions import ask_reproduction
from app.services.commands.runtimes import NewRuntime, add_runtime, record_look
from app.services.reproducing.spec import What
from app.services.runtime_access import runtime_folder
from app.services.runtime_server.held_log import HeldLog
from app.services.stores import DATA
from app.services.unit_of_work import UnitOfWork
from app.texts import blocker
from tests.releases import MODEL, V1, V2, Bank, answered_by
from tests.services.test_roll_back import V3, ask, release_v2, state
from tests.services.test_windows import promoted

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


def left_unfinished(bank: Bank) -> list[UUID]:
    with bank.workspace.service.reading() as session:
        return list(session.scalars(select(Incident.id)))


def work_a_while(bank: Bank) -> None:
    """As often as would end a job, were a look an attempt."""
    for _ in range(8):
        bank.background.worker.run_once()
        bank.clock.forward_to(bank.clock() + timedelta(minutes=2))


def test_a_roll_back_on_a_paused_runtime_waits_and_goes_before_a_release_that_waits(
    bank: Bank, tmp_path: Path
) -> None:
    second = release_v2(bank, tmp_path / "v2")
    pause(bank, "prod-1")
    promoted(bank, tmp_path / "v3", V3)
    bank.drive(lambda: newest(bank)[1] == "waiting")
    tom = bank.workspace.work("tom")

    ask(bank, second)
    bank.drive(lambda: state(bank, second) == "rolling_back")
    work_a_while(bank)

    detail = tom.read(load_deployment, second, tom.actor.id)
    assert detail.pause is not None
    assert detail.pause.sentence in notes(bank)
    assert detail.row.state == "rolling_back"
    assert left_unfinished(bank) == []
    answer, row = answered_by(bank.settings, "prod-1")
    assert answer == pytest.approx(V2.score(row)[0])  # nothing was switched
    resume(bank, "prod-1")
    bank.drive(lambda: state(bank, second) == "rolled_back")
    assert bank.serving() == [1]
    bank.drive(lambda: bank.serving() == [3])
    assert left_unfinished(bank) == []


def store(bank: Bank, name: str) -> UUID:
    """The store of that name, recorded where it is not yet."""

    def find_or_add(work: UnitOfWork) -> Store:
        found = work.session.scalars(select(Store).where(Store.name == name)).first()
        return found or work.add(Store(unit_id=bank.workspace.unit_id, name=name))

    return bank.workspace.work("tom").write(find_or_add).id


def finished(bank: Bank, kind: str) -> list[str]:
    with bank.workspace.service.reading() as session:
        return list(
            session.scalars(
                select(MonitorRun.verdict).where(
                    MonitorRun.kind.startswith(kind), MonitorRun.state == "done"
                )
            )
        )


@pytest.mark.parametrize("kind", ["compare_versions", "reproduce_scoring"])
def test_a_comparison_and_a_reproduction_wait_for_a_paused_store_and_go_on_by_themselves(
    bank: Bank, tmp_path: Path, kind: str
) -> None:
    registered = bank.register(tmp_path / "v2", scorer=V2)
    key, tom = store(bank, DATA), bank.workspace.work("tom")
    tom.write(pause_connection, STORE, key, reason=WHY)
    mark = bank.workspace.work("mark")
    if kind == "compare_versions":
        mark.write(ask_comparison, registered.version_id)
    else:
        mark.write(ask_reproduction, registered.version_id, What.SCORING)

    work_a_while(bank)

    paused = tom.read(find_pause, STORE, DATA)
    assert paused is not None
    assert paused.sentence in notes(bank)
    assert finished(bank, kind) == []
    tom.write(resume_connection, STORE, key, reason=DONE)
    bank.drive(lambda: bool(finished(bank, kind)))
    assert finished(bank, kind) != ["not_possible"]
    assert left_unfinished(bank) == []


def test_a_monitor_waits_for_the_paused_store_of_the_log_and_begins_no_run(bank: Bank) -> None:
    key, tom = store(bank, SCORING), bank.workspace.work("tom")
    tom.write(pause_connection, STORE, key, reason=WHY)
    before = len(finished(bank, "monitor"))
    with bank.workspace.service.reading() as session:
        monitor = session.scalars(
            select(Monitor.id).where(Monitor.name == "Scoring log PROD")
        ).one()
    tom.write(ask_run, monitor)

    work_a_while(bank)

    paused = tom.read(find_pause, STORE, SCORING)
    assert paused is not None
    assert paused.sentence in notes(bank)
    assert len(finished(bank, "monitor")) == before
    tom.write(resume_connection, STORE, key, reason=DONE)
    bank.drive(lambda: len(finished(bank, "monitor")) > before)


def test_a_monitor_measures_nothing_of_a_log_that_is_not_whole_yet(bank: Bank) -> None:
    before = len(finished(bank, "monitor"))
    held = HeldLog(runtime_folder(bank.settings, "prod-1"))
    left = held.folder / MODEL / "20260501T120000.000000Z-abcd0123-1-held-1.jsonl"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"")
    with bank.workspace.service.reading() as session:
        wanted = select(Monitor.id).where(Monitor.name == "Scoring log PROD")
        monitor = session.scalars(wanted).one()
    bank.workspace.work("tom").write(ask_run, monitor)

    work_a_while(bank)

    assert any("what prod-1 held is brought there now" in note for note in notes(bank))
    assert len(finished(bank, "monitor")) == before
    left.unlink()
    bank.drive(lambda: len(finished(bank, "monitor")) > before)
