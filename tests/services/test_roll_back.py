"""Rolling back: while others have promises, and taken up again after a kill in the middle."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from app.errors import AppError, BusyError, NotReachableError, PausedError
from app.models.queries.deployments import BACK
from app.models.queries.deployments import load_deployment as load_deployment_detail
from app.models.queries.inventory import InventoryQuery, list_models
from app.models.queries.releases import (
    load_deployment,
    load_runtime,
    load_snapshot,
    load_snapshot_files,
)
from app.models.queries.roll_backs import load_asked_roll_back, roll_back_key
from app.models.queries.run_ends import NoLonger
from app.models.queries.run_list import list_run_page
from app.models.queries.run_view import load_run_view
from app.models.queries.search import search
from app.models.tables.engine import Job
from app.models.tables.execution import Deployment, DeploymentStep, Placement
from app.services.commands.deployments import record_step
from app.services.commands.roll_backs import (
    ask_roll_back,
    begin_roll_back,
    settle_roll_back,
    stop_roll_back,
)
from app.services.deploying.sequence import Record, SmokeCase, roll_back
from app.services.registering import Registration
from app.services.runtime_access import reach
from app.services.task_types import Reader, Writer
from app.services.tasks import roll_back as tasks_roll_back
from app.services.unit_of_work import UnitOfWork
from app.services.unproven_alerts import reopen_unproven
from app.views.panels.run_states import ended_or_under_way
from tests.model_folders import Scorer
from tests.nights import Nights
from tests.releases import MODEL, REASON, V2, Bank

V3 = Scorer((0.2, 0.1, -15.0))
PASSED = {"psi:income": 0.05}


def deployment_in_production(bank: Bank, registered: Registration) -> UUID:
    with bank.workspace.service.reading() as session:
        found = session.scalars(
            select(Deployment.id)
            .where(Deployment.version_id == registered.version_id, Deployment.state == "deployed")
            .order_by(Deployment.number.desc())
        ).first()
    assert found is not None
    return found


def state(bank: Bank, deployment: UUID) -> str:
    return bank.workspace.service.read(load_deployment, deployment).state


def answers(bank: Bank, deployment: UUID) -> str:
    """The version that the runtime of a deployment answers with."""
    row = bank.workspace.service.read(load_deployment, deployment)
    runtime = bank.workspace.service.read(load_runtime, row.runtime_id)
    with reach(bank.settings, runtime) as adapter:
        present = adapter.current_default(MODEL)
    return present.version if present else ""


def release_v2(bank: Bank, folder: Path) -> UUID:
    registered = bank.submit(bank.register(folder, scorer=V2))
    assert bank.release(registered) == "DEPLOYED"
    return deployment_in_production(bank, registered)


def ask(bank: Bank, deployment: UUID) -> UUID:
    return bank.workspace.work("tom").write(
        ask_roll_back, deployment, reason=REASON, signer=bank.workspace.signer("tom")
    )


def test_a_version_rolls_back_while_another_has_the_promise(bank: Bank, tmp_path: Path) -> None:
    deployment = release_v2(bank, tmp_path / "v2")
    third = bank.submit(bank.register(tmp_path / "v3", scorer=V3))
    task = bank.task(third, "approve")
    bank.decide(task, "aisha")
    ask(bank, deployment)  # before the promise, or the third may serve first
    bank.decide(task, "jo")

    bank.drive(lambda: state(bank, deployment) == "rolled_back")

    assert bank.end(third) == "DEPLOYED"
    assert bank.serving() == [3]
    assert bank.left_open() == {}
    with bank.workspace.service.reading() as session:
        stays = session.scalars(
            select(Placement.version_id)
            .where(Placement.stage_kind == "production")
            .order_by(Placement.placed_from)
        ).all()
    assert len(stays) == 4  # 1, 2, 1 again, 3


def test_a_roll_back_killed_after_its_switch_is_not_undone_and_knows_what_served(
    bank: Bank, tmp_path: Path
) -> None:
    deployment = release_v2(bank, tmp_path / "v2")
    service = bank.workspace.service
    row = service.read(load_deployment, deployment)
    assert row.replaces_id is not None
    old = service.read(load_deployment, row.replaces_id)
    asked = ask(bank, deployment)
    service.write(begin_roll_back, deployment, asked)
    with reach(bank.settings, service.read(load_runtime, row.runtime_id)) as adapter:
        roll_back(
            adapter,
            MODEL,
            str(service.read(load_snapshot_files, old.snapshot_id).version),
            sha256=service.read(load_snapshot, old.snapshot_id).model_sha256,
            record=lambda step, how, facts: service.write(
                record_step, deployment, BACK + step, how, facts
            ),
            resume={},
        )  # and here the worker is killed

    bank.background.watch_once()
    assert answers(bank, deployment) == "1"

    bank.drive(lambda: state(bank, deployment) == "rolled_back")
    assert bank.serving() == [1]
    with service.reading() as session:
        verified = session.scalars(
            select(DeploymentStep.facts).where(
                DeploymentStep.deployment_id == deployment, DeploymentStep.step == BACK + "verify"
            )
        ).one()
    assert verified["previous"]["version"] == "2"


def test_a_roll_back_that_another_service_ended_meanwhile_does_not_switch(
    bank: Bank, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deployment = release_v2(bank, tmp_path / "v2")

    def late(*_: object, record: Record, **__: object) -> None:
        bank.workspace.service.write(settle_roll_back, deployment, reason=REASON)
        record("switch", "started", {})

    monkeypatch.setattr(tasks_roll_back, "roll_back", late)
    ask(bank, deployment)
    bank.drive(lambda: state(bank, deployment) == "rolled_back")

    with bank.workspace.service.reading() as session:
        steps = session.scalars(
            select(DeploymentStep.step).where(DeploymentStep.deployment_id == deployment)
        ).all()
    assert [step for step in steps if step.startswith(BACK)] == []
    assert answers(bank, deployment) == "2"


def test_a_roll_back_renews_the_evidence_of_a_version_that_waits(
    bank: Bank, tmp_path: Path
) -> None:
    deployment = release_v2(bank, tmp_path / "v2")
    third = bank.submit(bank.register(tmp_path / "v3", scorer=V3))
    task = bank.task(third, "approve")

    ask(bank, deployment)
    bank.drive(lambda: state(bank, deployment) == "rolled_back")

    bank.decide(task, "aisha")  # on what serves now, not on what served then
    bank.decide(task, "jo")
    assert bank.end(third) == "DEPLOYED"


def test_a_run_and_its_model_say_that_what_they_deployed_was_rolled_back(
    bank: Bank, tmp_path: Path
) -> None:
    deployment = release_v2(bank, tmp_path / "v2")
    service, tom = bank.workspace.service, bank.workspace.work("tom")
    before = [one.run.no_longer for one in service.read(list_run_page).rows]

    ask(bank, deployment)
    bank.drive(lambda: state(bank, deployment) == "rolled_back")

    newest, first = (one.run for one in service.read(list_run_page).rows)
    assert before == [None, NoLonger("undeployed", "")]
    assert (newest.no_longer, first.no_longer) == (
        NoLonger("rolled_back", REASON, ("prod-1",)),  # SIT serves on
        None,
    )
    assert newest.outcome == "DEPLOYED"
    (model,) = tom.read(list_models, InventoryQuery.of("", me=tom.actor.id)).rows
    assert model.step.no_longer == newest.no_longer
    found = [one for one in tom.read(search, str(newest.number)) if one.kind == "run"]
    assert [ended_or_under_way(one.detail) for one in found] == ["rolled back in part"]
    view = service.read(load_run_view, newest.id, tom.actor.id)
    then = view.since_then
    assert view.was_deployed
    assert then is not None
    assert then.rolled_back is not None
    assert (then.rolled_back.by, then.serving) == ("Tom Bakker", f"{MODEL} v1")
    assert service.read(load_run_view, first.id, tom.actor.id).since_then == replace(
        then, rolled_back=None
    )


@dataclass(frozen=True)
class First:
    """Version 1, which serves where a test begins."""

    model_id: UUID
    version_id: UUID
    snapshot_id: UUID


def first_of(bank: Bank) -> First:
    with bank.workspace.service.reading() as session:
        row = session.scalars(select(Placement).where(Placement.stage_kind == "production")).one()
        return First(row.model_id, row.version_id, row.snapshot_id)


@pytest.mark.parametrize("is_killed", [False, True], ids=["at once", "after a kill"])
def test_the_alerts_that_only_what_leaves_has_passed_are_open_again(
    bank: Bank, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_killed: bool
) -> None:
    first = first_of(bank)
    nights = Nights(bank.workspace, first.model_id, service_tag=MODEL)
    nights.night(first, {"psi:income": 0.3})
    deployment = release_v2(bank, tmp_path / "v2")
    row = bank.workspace.service.read(load_deployment, deployment)
    nights.night(replace(first, version_id=row.version_id, snapshot_id=row.snapshot_id), PASSED)
    assert nights.states() == {"psi:income": "resolved"}
    tried: list[UUID] = []

    def killed_once(read: Reader, write: Writer, back: UUID) -> int:
        tried.append(back)
        if is_killed and len(tried) == 1:
            raise BusyError("The database is busy.")
        return reopen_unproven(read, write, back)

    monkeypatch.setattr(tasks_roll_back, "reopen_unproven", killed_once)
    ask(bank, deployment)
    bank.drive(lambda: len(tried) == 1 + is_killed and nights.states() == {"psi:income": "open"})

    assert state(bank, deployment) == "rolled_back"


def found_by(bank: Bank, deployment: UUID, step: str) -> dict[str, object]:
    with bank.workspace.service.reading() as session:
        found = session.scalars(
            select(DeploymentStep.facts).where(
                DeploymentStep.deployment_id == deployment, DeploymentStep.step == step
            )
        ).one()
    return dict(found)


def test_what_serves_again_is_tested_by_the_cases_that_its_snapshot_froze(
    bank: Bank, tmp_path: Path
) -> None:
    deployment = release_v2(bank, tmp_path / "v2")
    tom = bank.workspace.work("tom")
    promised = tom.read(load_deployment_detail, deployment, tom.actor.id).roll_back

    ask(bank, deployment)
    bank.drive(lambda: state(bank, deployment) == "rolled_back")

    assert promised is not None
    assert promised.is_testable
    assert found_by(bank, deployment, "smoke")["cases"] == 1
    assert found_by(bank, deployment, BACK + "smoke")["cases"] == 1
    assert found_by(bank, deployment, BACK + "confirm")["cases"] == 1


def how_far(bank: Bank, deployment: UUID, asked: UUID) -> str:
    with bank.workspace.service.reading() as session:
        return load_asked_roll_back(session, deployment, asked).step


@pytest.fixture
def otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    """What would serve again answers otherwise than it did then."""
    as_frozen = tasks_roll_back.smoke_of

    def otherwise(*args: Any) -> tuple[SmokeCase, ...]:
        (case,) = as_frozen(*args)
        (score,) = case.expected
        other = replace(score, data=tuple(one + 0.1 for one in score.data))
        return (replace(case, expected=(other,)),)

    monkeypatch.setattr(tasks_roll_back, "smoke_of", otherwise)


def why(bank: Bank, deployment: UUID, asked: UUID) -> tuple[str, int]:
    """Why the roll back failed, as people are told, and how often it was tried."""
    with bank.workspace.service.reading() as session:
        told = load_asked_roll_back(session, deployment, asked)
        key = roll_back_key(deployment, asked)
        return told.why, session.scalars(select(Job.attempt).where(Job.key == key)).one()


@pytest.mark.usefixtures("otherwise")
def test_what_would_serve_again_but_answers_otherwise_than_then_does_not(
    bank: Bank, tmp_path: Path
) -> None:
    deployment = release_v2(bank, tmp_path / "v2")

    asked = ask(bank, deployment)
    bank.drive(lambda: how_far(bank, deployment, asked) == "failed")

    assert state(bank, deployment) == "deployed"
    assert answers(bank, deployment) == "2"
    told, attempts = why(bank, deployment, asked)
    assert "differs by 0.1" in told
    assert attempts == 1  # it would answer so again


@pytest.mark.usefixtures("otherwise")
def test_a_roll_back_that_was_given_up_before_a_kill_says_so_in_words(
    bank: Bank, tmp_path: Path
) -> None:
    deployment = release_v2(bank, tmp_path / "v2")
    asked = ask(bank, deployment)
    bank.workspace.service.write(begin_roll_back, deployment, asked)
    bank.workspace.service.write(stop_roll_back, deployment)  # and here the worker is killed

    bank.drive(lambda: how_far(bank, deployment, asked) == "failed")

    told, _ = why(bank, deployment, asked)
    assert told.startswith("On this word it was tried to roll back once, and failed.")
    assert told.endswith("Ask for the roll back anew.")


NO_ANSWER = NotReachableError("prod-1 does not answer.", hint="Start it.")
PAUSED = PausedError("prod-1 is paused.")


@pytest.mark.parametrize("first", [[], [NO_ANSWER, PAUSED]], ids=["", "paused meanwhile"])
def test_a_runtime_that_does_not_answer_ends_a_roll_back_and_is_named(
    bank: Bank, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, first: list[AppError]
) -> None:
    """Whatever else happened before: the deployment is not left on its way back."""
    deployment = release_v2(bank, tmp_path / "v2")
    tries = iter(first)

    def silent(*_: object, **__: object) -> None:
        raise next(tries, NO_ANSWER)

    monkeypatch.setattr(tasks_roll_back, "LOOK_S", 0.01)
    monkeypatch.setattr(tasks_roll_back, "roll_back", silent)
    asked = ask(bank, deployment)
    bank.drive(lambda: how_far(bank, deployment, asked) == "failed")

    assert why(bank, deployment, asked)[0] == NO_ANSWER.message
    assert state(bank, deployment) == "deployed"


@pytest.mark.parametrize("at", [3, 10])
def test_a_database_that_is_busy_for_a_moment_ends_no_roll_back(
    bank: Bank, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    deployment = release_v2(bank, tmp_path / "v2")
    told: list[str] = []

    def busy(work: UnitOfWork, deployment_id: UUID, step: str, how: str, facts: Any) -> None:
        told.append(f"{step} {how}")
        if len(told) == at:
            raise BusyError("Somebody else is writing to the same place right now.")
        record_step(work, deployment_id, step, how, facts)

    monkeypatch.setattr(tasks_roll_back, "record_step", busy)
    ask(bank, deployment)
    bank.drive(lambda: state(bank, deployment) == "rolled_back")

    assert len(told) > at
    assert answers(bank, deployment) == "1"
