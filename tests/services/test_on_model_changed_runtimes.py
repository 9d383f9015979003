"""On Model Changed where runtimes don't fit, fail or die: every way out has its task."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from app.models.queries.job_list import JobQuery, list_jobs
from app.models.queries.retries import RetryState, load_retry_of
from app.models.queries.run_view import load_run_view
from app.models.queries.submission import load_standing
from app.models.queries.task_detail import load_task
from app.models.tables.engine import ProcessInstance
from app.models.tables.execution import Deployment, Placement
from app.models.tables.life_cycle import UserTask
from app.services.commands.runtimes import find_runtime, tag_runtime
from app.services.commands.tasks import claim_task
from app.services.deploying.names import candidate_name
from app.services.registering import Registration
from app.services.runtime_access import runtime_folder
from app.services.runtime_process import find_running, stop
from app.views.panels.inventory_words import on_its_way
from tests.model_folders import Scorer
from tests.releases import MODEL, V1, V2, Bank, Poller
from tests.services.release_kit import check_over


@pytest.fixture
def poller(bank: Bank) -> Iterator[Poller]:
    with bank.polled() as opened:
        yield opened


OPERATOR_ROLES = {"operator", "mlops_engineer"}


def retag(bank: Bank, name: str, *stages: str) -> None:
    with bank.workspace.work("tom").unit() as work:
        tag_runtime(work, find_runtime(work, name).id, stage_tags=stages)


def why_it_waits(bank: Bank, registered: Registration) -> list[str]:
    work = bank.workspace.work("sanne")
    standing = work.read(load_standing, registered.version_id, work.actor.id)
    return on_its_way(standing).splitlines()


def run_of(bank: Bank, task: UserTask) -> int:
    with bank.workspace.service.reading() as session:
        return session.get_one(ProcessInstance, task.instance_id).number


def test_no_runtime_fits_and_the_release_is_given_up(
    bank: Bank, poller: Poller, tmp_path: Path
) -> None:
    retag(bank, "prod-1", "UAT")
    registered = bank.submit(bank.register(tmp_path / "v2", scorer=V2))
    for who in ("aisha", "jo"):
        bank.decide(bank.task(registered, "approve"), who)

    task = bank.task(registered, "no_runtime")
    assert any("prod-1" in rule for rule in task.facts["rules"])
    bank.complete(task, "abandon", by="tom")

    check_over(bank, poller, registered, "FAILED")
    assert [t.node_id for t in bank.tasks(registered)] == ["approve", "no_runtime"]
    assert set(task.roles) == OPERATOR_ROLES


def test_a_runtime_is_made_to_fit_and_the_release_goes_on(
    bank: Bank, poller: Poller, tmp_path: Path
) -> None:
    retag(bank, "sit-1", "UAT")
    registered = bank.submit(bank.register(tmp_path / "v2", scorer=V2))
    task = bank.task(registered, "no_runtime")

    tom = bank.workspace.work("tom")
    assert tom.read(load_retry_of, task.id) is None  # nobody has asked for it
    bank.complete(task, "retry", by="tom")
    again = bank.task(registered, "no_runtime")
    tried = tom.read(load_retry_of, task.id)
    assert tried is not None
    assert (tried.step, tried.task_id) == ("failed", again.id)
    said = why_it_waits(bank, registered)
    assert said[0] == f"v{registered.version} is on its way already, in run {run_of(bank, again)}."
    assert said[1] == f"It waits at “No runtime fits”: task {again.number}, for Tom Bakker."
    assert any("sit-1" in line for line in said[2:])

    retag(bank, "sit-1", "SIT")
    assert why_it_waits(bank, registered)[2:] == ["For SIT it now fits on: sit-1. Choose Retry."]
    tom.write(claim_task, again.id)
    bank.complete(again, "retry", by="tom")
    assert tom.read(load_retry_of, again.id) == RetryState("requested")
    assert bank.release(registered) == "DEPLOYED"
    assert tom.read(load_retry_of, again.id) == RetryState("verified", at="Match runtime")

    assert bank.left_open() == {}
    assert poller.saw_only(V1, V2)


@pytest.mark.parametrize("outcome", ["abandon", "other_runtime", "retry"])
def test_a_deployment_that_fails_its_smoke_test(
    bank: Bank, poller: Poller, tmp_path: Path, outcome: str
) -> None:
    registered = bank.submit(bank.register(tmp_path / "v2", scorer=V2, reference_shift=0.4))
    task = bank.task(registered, "review_deployment")
    tom = bank.workspace.work("tom")
    (tried,) = [
        one
        for one in tom.read(list_jobs, JobQuery(tom.actor.id, "ended")).rows
        if one.task_type == "deploy" and one.about.endswith("v2")
    ]
    assert (tried.state, tried.step) == ("ended_badly", "Deploy")
    assert "score" in tried.note

    bank.complete(task, outcome, by="tom")
    if outcome == "other_runtime":
        bank.complete(bank.task(registered, "no_runtime"), "abandon", by="tom")
    if outcome == "retry":
        again = bank.task(registered, "review_deployment")
        detail = tom.read(load_task, again.id, tom.actor.id, now=datetime.now(UTC))
        assert [(one.outcome, one.person) for one in detail.tries] == [("retry", "Tom Bakker")]
        assert detail.run is not None
        assert not tom.read(load_run_view, detail.run.id, tom.actor.id).was_deployed
        bank.complete(again, "abandon", by="tom")

    assert "score" in task.facts["error"]
    assert set(task.roles) == OPERATOR_ROLES
    check_over(bank, poller, registered, "FAILED")
    with bank.workspace.service.reading() as session:
        states = session.scalars(
            select(Deployment.state).where(Deployment.version_id == registered.version_id)
        ).all()
    assert states == ["failed"] * (2 if outcome == "retry" else 1)
    more = {"abandon": [], "other_runtime": ["no_runtime"], "retry": ["review_deployment"]}
    assert [t.node_id for t in bank.tasks(registered)] == ["review_deployment", *more[outcome]]


def test_reference_rows_that_can_not_be_sent_are_a_persons_task(
    bank: Bank, poller: Poller, tmp_path: Path
) -> None:
    rows = {"rows": [{"income": None, "age": 40.0}], "score_output": "score", "score": [0.5]}
    extra = {"reference.json": json.dumps(rows)}
    registered = bank.submit(bank.register(tmp_path / "v2", scorer=V2, extra=extra))

    task = bank.task(registered, "review_deployment")
    bank.complete(task, "abandon", by="tom")

    assert "“income” is missing in row 1" in task.facts["error"]
    check_over(bank, poller, registered, "FAILED")
    with bank.workspace.service.reading() as session:
        states = session.scalars(
            select(Deployment.state).where(Deployment.version_id == registered.version_id)
        ).all()
    assert states == ["failed"]


def test_production_can_not_take_the_file_and_its_promise_is_withdrawn(
    bank: Bank, poller: Poller, tmp_path: Path
) -> None:
    scorer = Scorer((0.251, 0.101, -16.51))  # of this test alone: the runtime never had it
    registered = bank.submit(bank.register(tmp_path / "v2", scorer=scorer))
    sha256 = hashlib.sha256(scorer.onnx()).hexdigest()
    models = runtime_folder(bank.settings, "prod-1") / "models"
    in_the_way = models / candidate_name(MODEL, sha256)
    in_the_way.write_text("A file where the runtime needs a folder.")

    try:
        for who in ("aisha", "jo"):
            bank.decide(bank.task(registered, "approve"), who)
        task = bank.task(registered, "review_deployment")
        bank.complete(task, "abandon", by="tom")
        check_over(bank, poller, registered, "FAILED")
    finally:
        in_the_way.unlink()

    assert [t.node_id for t in bank.tasks(registered)] == ["approve", "review_deployment"]
    assert bank.serving("SIT") == [2]
    with bank.workspace.service.reading() as session:
        states = session.scalars(
            select(Placement.state).where(
                Placement.version_id == registered.version_id,
                Placement.stage_kind == "production",
            )
        ).all()
    assert states == ["withdrawn"]


def test_a_runtime_that_died_is_started_again_and_the_release_goes_on(
    bank: Bank, poller: Poller, tmp_path: Path
) -> None:
    folder = runtime_folder(bank.settings, "sit-1")
    before = find_running(folder)
    assert before is not None
    stop(folder)
    registered = bank.submit(bank.register(tmp_path / "v2", scorer=V2))

    assert bank.release(registered) == "DEPLOYED"

    after = find_running(folder)
    assert after is not None
    assert after.pid != before.pid
    assert bank.left_open() == {}
    assert poller.saw_only(V1, V2)
