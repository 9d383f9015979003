"""Story S2: every unhappy path of On Model Changed, with real parts.

Each leaves exactly one task for the right role, an outcome of its own and nothing open, and
version 1 answers real requests all the while.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pyarrow as pa
import pyarrow.parquet as pa_parquet
import pytest
from sqlalchemy import select

from app.errors import RefusedError
from app.models.tables.engine import Variable
from app.models.tables.execution import Deployment, Placement
from app.models.tables.governance import Finding, TransitionRequest
from app.models.tables.inventory import Asset, ModelVersion
from app.models.tables.life_cycle import UserTask
from app.models.tables.monitoring import TestResult
from app.models.tables.trail import AuditEvent
from app.services.commands.assets import NewAsset, attach_assets
from app.services.commands.findings import accept_finding
from app.services.commands.models import NewModel, add_document
from app.services.commands.processes import withdraw
from app.services.commands.registration import Wanted, register_wanted
from app.services.commands.requests import withdraw_request
from app.services.commands.runtimes import find_runtime, tag_runtime
from app.services.commands.tasks import claim_task
from app.services.commands.waivers import ask_waiver, grant_waiver
from app.services.deploying.sequence import candidate_name
from app.services.digests import digest_file
from app.services.intake.sources import Entry
from app.services.registering import Registration, register_data, register_path
from app.services.runtime_access import runtime_folder
from app.services.runtime_process import find_running, stop
from app.services.stores import put_file
from app.services.training import job
from app.services.unit_of_work import InboxKind
from tests.model_folders import USELESS, Scorer, people, write_folder
from tests.releases import MODEL, OPEN, REASON, V1, V2, Bank, Poller

pytestmark = pytest.mark.xdist_group("released")

SECRET = 'aws_access_key_id = "AKIAIOSFODNN7REALKEY"\n'


@pytest.fixture
def poller(bank: Bank) -> Iterator[Poller]:
    with bank.polled() as opened:
        yield opened


def codes(refused: pytest.ExceptionInfo[RefusedError]) -> set[str]:
    return {blocker.code for blocker in refused.value.blockers}


def check_only_task(
    bank: Bank, registered: Registration, node: str, roles: set[str], *, times: int = 1
) -> None:
    """People were asked at this step and at no other, and those who should be."""
    tasks = bank.tasks(registered)
    assert [task.node_id for task in tasks] == [node] * times
    assert set(tasks[0].roles) == roles
    assert not [task for task in tasks if task.state in OPEN]


def check_over(bank: Bank, poller: Poller, registered: Registration, outcome: str) -> None:
    """Nothing is left, and version 1 serves as it did."""
    before = len(poller.scores)
    assert bank.end(registered) == outcome
    assert bank.left_open() == {}
    assert bank.serving() == [1]
    bank.drive(lambda: len(poller.scores) > before + 1)
    assert poller.saw_only(V1), (poller.failures[:3], set(poller.scores))


# Training

DATA_ROLES = {"data_scientist", "mlops_engineer"}


def data_file(folder: Path, *, rows: int = 200, label: str = "late") -> Path:
    path = folder / "data.csv"
    table = people(rows, 5)
    lines = [f"{a:.3f},{b:.3f},{'yes' if a > 52 else 'no'}" for a, b in table]
    path.write_text("\n".join([f"income,age,{label}", *lines]) + "\n")
    return path


def submit_data(bank: Bank, data: Path, **training: object) -> Registration:
    registered = register_data(
        bank.workspace.work("sanne"), bank.settings, data, NewModel(name=MODEL), label="late"
    )
    return bank.submit(registered, training=training)


def test_training_that_fails_on_its_data(bank: Bank, poller: Poller, tmp_path: Path) -> None:
    registered = submit_data(bank, data_file(tmp_path, label="other"))

    task = bank.task(registered, "review_training")
    assert "late" in task.facts["error"]
    assert task.assignee_id == bank.workspace.work("sanne").actor.id
    bank.complete(task, "reject", by="sanne")

    check_over(bank, poller, registered, "FAILED")
    check_only_task(bank, registered, "review_training", DATA_ROLES)


def training_folder(bank: Bank) -> Path:
    return next(bank.settings.work_folder.glob("job-*/training/spec.json")).parent


def test_training_that_is_cancelled(bank: Bank, poller: Poller, tmp_path: Path) -> None:
    registered = submit_data(bank, data_file(tmp_path))
    bank.drive(lambda: bool(list(bank.settings.work_folder.glob("job-*/training/child.json"))))

    job.cancel(training_folder(bank))
    task = bank.task(registered, "review_training")
    bank.complete(task, "reject", by="sanne")

    assert "cancelled" in task.facts["error"]
    check_over(bank, poller, registered, "FAILED")
    check_only_task(bank, registered, "review_training", DATA_ROLES)


def test_training_beyond_its_time_limit(bank: Bank, poller: Poller, tmp_path: Path) -> None:
    registered = submit_data(bank, data_file(tmp_path), time_limit_s=0.05)

    task = bank.task(registered, "review_training")
    bank.complete(task, "reject", by="sanne")

    assert "time" in task.facts["error"].lower()
    check_over(bank, poller, registered, "FAILED")
    check_only_task(bank, registered, "review_training", DATA_ROLES)


# Reminders


def wait_for_reminder(bank: Bank, task: UserTask, times: int) -> UserTask:
    """The task after so many more days in which nobody did anything."""
    for _ in range(times):
        before = load_task(bank, task).reason
        bank.clock.ahead += timedelta(days=1, seconds=5)
        bank.drive(lambda before=before: load_task(bank, task).reason != before)  # type: ignore[misc]
    return load_task(bank, task)


def load_task(bank: Bank, task: UserTask) -> UserTask:
    with bank.workspace.service.reading() as session:
        return session.get_one(UserTask, task.id)


def test_what_is_missing_is_reminded_of_and_escalated(bank: Bank, tmp_path: Path) -> None:
    registered = bank.submit(bank.register(tmp_path / "v2", without=("model_card.md",)))
    task = bank.task(registered, "supply")

    reminded = wait_for_reminder(bank, task, 1)
    escalated = wait_for_reminder(bank, task, 1)
    again = wait_for_reminder(bank, task, 1)
    bank.complete(task, "withdraw", by="sanne")

    assert (reminded.state, set(reminded.roles)) == ("created", DATA_ROLES)
    assert reminded.reason.startswith("Reminder 1:")
    assert (escalated.state, set(escalated.roles)) == ("escalated", {*DATA_ROLES, "architect"})
    assert escalated.reason.endswith("It now goes to architect too.")
    assert again.reason.startswith("Reminder 3:")
    assert bank.end(registered) == "WITHDRAWN"
    assert bank.left_open() == {}
    with bank.workspace.service.reading() as session:
        told = session.scalars(
            select(AuditEvent.tag).where(AuditEvent.object_id == task.id).order_by(AuditEvent.id)
        ).all()
    assert told == [
        "task.created", "task.changed", "task.escalated", "task.changed", "task.completed",
    ]  # fmt: skip


def test_an_approval_that_waits_is_escalated_and_still_decided_by_its_deciders(
    bank: Bank, tmp_path: Path
) -> None:
    registered = bank.submit(bank.register(tmp_path / "v2", scorer=V2))
    task = bank.task(registered, "approve")

    escalated = wait_for_reminder(bank, task, 2)
    for who in ("aisha", "jo"):
        bank.decide(task, who)

    assert escalated.state == "escalated"
    assert set(escalated.roles) == {"risk_officer", "compliance", "architect"}
    assert bank.end(registered) == "DEPLOYED"
    assert load_task(bank, task).reason == ""
    assert bank.left_open() == {}


# Tests and limits


def test_a_test_without_a_sample(bank: Bank, poller: Poller, tmp_path: Path) -> None:
    registered = bank.submit(bank.register(tmp_path / "v2", without=("holdout.parquet",)))

    task = bank.task(registered, "review_test")
    bank.complete(task, "reject", by="sanne")

    assert "holdout.parquet" in task.facts["error"]
    check_over(bank, poller, registered, "FAILED")
    check_only_task(bank, registered, "review_test", DATA_ROLES)


def test_a_test_beyond_its_time_limit(bank: Bank, poller: Poller, tmp_path: Path) -> None:
    registered = bank.register(tmp_path / "v2", scorer=V2)
    bank.submit(registered, test_time_limit_s=1e-9)

    task = bank.task(registered, "review_test")
    bank.complete(task, "reject", by="sanne")

    assert "seconds" in task.facts["error"]
    check_over(bank, poller, registered, "FAILED")
    check_only_task(bank, registered, "review_test", DATA_ROLES)


RESULT_ROLES = {"data_scientist", "validator", "risk_officer"}


def submit_useless(bank: Bank, folder: Path, *, by: str = "sanne") -> Registration:
    return bank.submit(bank.register(folder, scorer=Scorer(USELESS), by=by), by=by)


def test_a_failed_limit_is_rejected(bank: Bank, poller: Poller, tmp_path: Path) -> None:
    registered = submit_useless(bank, tmp_path / "v2")

    task = bank.task(registered, "review_results")
    assert "auc:score" in task.facts["failed"]
    bank.complete(task, "reject", by="aisha")

    check_over(bank, poller, registered, "REJECTED")
    check_only_task(bank, registered, "review_results", RESULT_ROLES)


def test_one_far_number_in_the_training_sample_is_a_named_error_and_no_broken_step(
    bank: Bank, poller: Poller, tmp_path: Path
) -> None:
    folder = write_folder(tmp_path / "v2", scorer=V2)
    rows = pa_parquet.read_table(folder / "train.parquet")
    income = rows["income"].to_numpy().copy()
    income[7] = 1e200
    place = rows.column_names.index("income")
    spoiled = rows.set_column(place, "income", pa.array(income))
    pa_parquet.write_table(spoiled, folder / "train.parquet")
    work = bank.workspace.work("sanne")
    registered = bank.submit(register_path(work, bank.settings, folder, NewModel(name=MODEL)))

    task = bank.task(registered, "review_results")
    assert "wasserstein:income" in task.facts["failed"]
    with bank.workspace.work("sanne").reading() as session:
        method = session.scalars(
            select(TestResult.method).where(
                TestResult.test == "wasserstein", TestResult.verdict == "ERROR"
            )
        ).one()
    assert "to 1e+200: their standard deviation is beyond" in method
    bank.complete(task, "reject", by="aisha")

    check_over(bank, poller, registered, "REJECTED")


def test_a_failed_limit_is_mended_and_resubmitted(
    bank: Bank, poller: Poller, tmp_path: Path
) -> None:
    registered = submit_useless(bank, tmp_path / "v2")
    bank.complete(bank.task(registered, "review_results"), "resubmit", by="mark")
    task = bank.task(registered, "supply")

    replace_files(bank, registered, write_folder(tmp_path / "mended", scorer=V2))
    bank.complete(task, "supplied", by="sanne")
    assert bank.release(registered) == "DEPLOYED"

    assert [t.node_id for t in bank.tasks(registered)] == ["review_results", "supply", "approve"]
    assert bank.left_open() == {}
    assert bank.serving() == [2]
    assert poller.saw_only(V1, V2)


def replace_files(bank: Bank, registered: Registration, folder: Path) -> None:
    """The author exchanges the model, its reference answers and its samples."""
    with bank.workspace.work("sanne").unit() as work:
        present = work.session.scalars(
            select(Asset).where(Asset.version_id == registered.version_id)
        ).all()
        for row in present:
            name = row.path.rpartition("/")[2]
            source = folder / name
            if row.store:
                path = f"mended/{registered.version_id}/{name}"
                put_file(bank.settings, row.store, path, source, digest_file(source))
                new = NewAsset(row.role, path, source, store=row.store)
            else:
                new = NewAsset(row.role, row.path, source)
            (attached,) = attach_assets(work, registered.version_id, [new])
            if attached.id != row.id and row.replaced_by is None:
                row.replaced_by = attached.id
                work.flush()


def in_a_month() -> datetime:
    return datetime.now(UTC) + timedelta(days=30)


def test_a_failed_limit_is_waived_by_a_second_eligible_person_only(
    bank: Bank, poller: Poller, tmp_path: Path
) -> None:
    work = bank.workspace.work
    registered = submit_useless(bank, tmp_path / "v2", by="mark")
    task = bank.task(registered, "review_results")

    with pytest.raises(RefusedError) as without:
        bank.complete(task, "waive", by="aisha")
    waivers = []
    for rule in task.facts["failed"]:
        waivers.append(
            work("sanne").write(
                ask_waiver, registered.version_id, rule=rule, reason=REASON, expires_at=in_a_month()
            )
        )
    with pytest.raises(RefusedError) as asker:
        work("sanne").write(grant_waiver, waivers[0].id, signer=bank.workspace.signer("sanne"))
    with pytest.raises(RefusedError) as author:  # a validator, but it is his version
        work("mark").write(grant_waiver, waivers[0].id, signer=bank.workspace.signer("mark"))
    with pytest.raises(RefusedError) as ungranted:
        bank.complete(task, "waive", by="aisha")
    for waiver in waivers:
        work("aisha").write(grant_waiver, waiver.id, signer=bank.workspace.signer("aisha"))
    bank.complete(task, "waive", by="aisha")
    assert bank.release(registered) == "DEPLOYED"

    assert codes(without) == codes(ungranted) == {"task.waivers"}
    assert codes(asker) == {"four_eyes.own_work", "waiver.role"}
    assert codes(author) == {"four_eyes.own_work"}
    assert [t.node_id for t in bank.tasks(registered)] == ["review_results", "approve"]
    assert bank.left_open() == {}
    assert poller.saw_only(V1, Scorer(USELESS))


# Security

FINDING_ROLES = {"compliance", "risk_officer", "validator"}


def submit_leaky(bank: Bank, folder: Path) -> Registration:
    return bank.submit(bank.register(folder, scorer=V2, extra={"settings.py": SECRET}))


def test_a_security_finding_is_rejected(bank: Bank, poller: Poller, tmp_path: Path) -> None:
    registered = submit_leaky(bank, tmp_path / "v2")

    task = bank.task(registered, "review_findings")
    with pytest.raises(RefusedError) as author:
        bank.complete(task, "accepted", by="sanne")
    bank.complete(task, "reject", by="jo")

    assert codes(author) == {"task.role"}
    check_over(bank, poller, registered, "REJECTED")
    check_only_task(bank, registered, "review_findings", FINDING_ROLES)


def test_a_security_finding_is_accepted_by_somebody_else_than_its_author(
    bank: Bank, poller: Poller, tmp_path: Path
) -> None:
    registered = submit_leaky(bank, tmp_path / "v2")
    task = bank.task(registered, "review_findings")
    with bank.workspace.service.reading() as session:
        findings = session.scalars(
            select(Finding.id).where(
                Finding.version_id == registered.version_id, Finding.state == "open"
            )
        ).all()

    with pytest.raises(RefusedError):
        bank.workspace.work("sanne").write(accept_finding, findings[0], reason=REASON)
    for finding in findings:
        bank.workspace.work("jo").write(accept_finding, finding, reason=REASON)
    bank.complete(task, "accepted", by="jo")
    assert bank.release(registered) == "DEPLOYED"

    assert [t.node_id for t in bank.tasks(registered)] == ["review_findings", "approve"]
    assert bank.left_open() == {}
    assert poller.saw_only(V1, V2)


def test_a_security_finding_is_fixed(bank: Bank, poller: Poller, tmp_path: Path) -> None:
    registered = submit_leaky(bank, tmp_path / "v2")
    bank.complete(bank.task(registered, "review_findings"), "fix", by="jo")
    task = bank.task(registered, "supply")

    with bank.workspace.work("sanne").unit() as work:
        clean = NewAsset("code", "settings.py", b"region = 'eu'\n")
        attach_assets(work, registered.version_id, [clean])
    bank.complete(task, "supplied", by="sanne")
    assert bank.release(registered) == "DEPLOYED"

    assert [t.node_id for t in bank.tasks(registered)] == ["review_findings", "supply", "approve"]
    assert poller.saw_only(V1, V2)


def test_what_is_missing_is_asked_for_by_name_or_the_version_is_withdrawn(
    bank: Bank, poller: Poller, tmp_path: Path
) -> None:
    registered = bank.submit(bank.register(tmp_path / "v2", without=("requirements.txt",)))

    task = bank.task(registered, "supply")
    bank.complete(task, "withdraw", by="sanne")

    assert task.facts["missing"] == [
        "No file fixes the version of every library (requirements.txt with ==)."
    ]
    check_over(bank, poller, registered, "WITHDRAWN")
    check_only_task(bank, registered, "supply", DATA_ROLES)


def test_a_library_that_is_not_fixed_is_named_with_its_line(bank: Bank, tmp_path: Path) -> None:
    requirements = {"requirements.txt": "numpy==2.4.1\n# of the bank\nrequests>=2\n"}
    registered = bank.submit(bank.register(tmp_path / "v2", extra=requirements))

    task = bank.task(registered, "supply")
    bank.complete(task, "withdraw", by="sanne")

    assert task.facts["missing"] == [
        "No file fixes the version of every library (requirements.txt with ==). "
        "Not fixed: “requests>=2” (requirements.txt:3)."
    ]
    assert registered.missing == tuple(task.facts["missing"])


def test_what_is_entered_by_hand_is_asked_for_all_that_it_lacks_and_the_same_words_are_no_version(
    bank: Bank,
) -> None:
    sanne = bank.workspace.work("sanne")

    def enter(purpose: str, model_id: UUID | None = None, card: str = "") -> Registration:
        entry, new = Entry("overlay", purpose), NewModel(name="overlay", kind="vendor")
        wanted = Wanted(entry, new, model_id=model_id, card=card)
        return register_wanted(sanne, bank.settings, wanted)

    first = enter("Overlay of 2025")
    with pytest.raises(RefusedError) as refused:
        enter("Another one")  # without saying that it is meant to be the next version
    again = enter("Overlay of 2025", first.model_id)
    second = bank.submit(enter("Overlay of 2026", first.model_id, "For provisions only."))
    task = bank.task(second, "supply")
    bank.complete(task, "withdraw", by="sanne")

    assert codes(refused) == {"model.exists"}
    assert (again.version_id, again.is_new) == (first.version_id, False)
    assert (second.version, second.is_new) == (2, True)
    assert tuple(task.facts["missing"]) == second.missing
    assert len(second.missing) == 4  # all but the card that was written
    assert bank.end(second) == "WITHDRAWN"


# Approval


def test_an_approval_is_rejected(bank: Bank, poller: Poller, tmp_path: Path) -> None:
    registered = bank.submit(bank.register(tmp_path / "v2", scorer=V2))
    task = bank.task(registered, "approve")

    with pytest.raises(RefusedError) as submitter:
        bank.decide(task, "sanne")
    bank.decide(task, "aisha")
    bank.decide(task, "jo", "reject")
    notice = bank.task(registered, "notice")
    bank.complete(notice, "noted", by="sanne")

    assert {"four_eyes.own_work", "request.role"} == codes(submitter)
    check_over(bank, poller, registered, "REJECTED")
    assert [t.node_id for t in bank.tasks(registered)] == ["approve", "notice"]
    assert set(task.roles) == {"risk_officer", "compliance"}
    assert notice.assignee_id == bank.workspace.work("sanne").actor.id


def test_votes_on_older_evidence_do_not_count(bank: Bank, poller: Poller, tmp_path: Path) -> None:
    registered = bank.submit(bank.register(tmp_path / "v2", scorer=V2))
    task = bank.task(registered, "approve")
    with bank.workspace.service.reading() as session:
        assert task.request_id is not None
        seen = session.get_one(TransitionRequest, task.request_id).evidence_digest
    bank.decide(task, "aisha")
    bank.workspace.work("sanne").write(
        add_document, registered.model_id, kind="note", title="Change", uri="https://docs.example/9",
        version_id=registered.version_id,
    )  # fmt: skip

    with pytest.raises(RefusedError) as at_once:
        bank.decide(task, "jo")
    bank.drive(lambda: not bank.left_open().get("inbox"))
    with pytest.raises(RefusedError) as by_old_look:
        bank.decide(task, "jo", seen_digest=seen)
    bank.decide(task, "jo")
    assert bank.instance(registered) == "active"
    assert bank.serving() == [1]
    bank.decide(task, "aisha")

    assert bank.end(registered) == "DEPLOYED"
    assert codes(at_once) == codes(by_old_look) == {"request.evidence_changed"}
    assert bank.left_open() == {}
    assert poller.saw_only(V1, V2)


def test_a_newer_version_supersedes_one_under_way(
    bank: Bank, poller: Poller, tmp_path: Path
) -> None:
    older = bank.submit(bank.register(tmp_path / "v2", scorer=V2))
    task = bank.task(older, "approve")
    bank.decide(task, "aisha")

    newer = bank.submit(bank.register(tmp_path / "v3", scorer=Scorer((0.3, 0.1, -18.0))))
    assert bank.end(older) == "SUPERSEDED"
    with pytest.raises(RefusedError) as late:
        bank.decide(task, "jo")
    assert bank.release(newer) == "DEPLOYED"

    assert "request.closed" in codes(late)
    assert bank.left_open() == {}
    assert bank.serving() == [3]
    assert [t.node_id for t in bank.tasks(older)] == ["approve"]
    assert poller.saw_only(V1, Scorer((0.3, 0.1, -18.0)))


def test_training_under_way_ends_when_the_version_is_superseded(
    bank: Bank, poller: Poller, tmp_path: Path
) -> None:
    older = submit_data(bank, data_file(tmp_path, rows=2000))
    bank.drive(lambda: bool(list(bank.settings.work_folder.glob("job-*/training/child.json"))))
    folder = training_folder(bank)

    newer = bank.submit(bank.register(tmp_path / "v3", scorer=V2))
    assert bank.end(older) == "SUPERSEDED"
    bank.background.sweep_once()

    assert not folder.exists()
    assert bank.release(newer) == "DEPLOYED"
    assert bank.left_open() == {}
    assert poller.saw_only(V1, V2)


@pytest.mark.parametrize("how", ["version", "request"])
def test_a_version_is_withdrawn(bank: Bank, poller: Poller, tmp_path: Path, how: str) -> None:
    registered = bank.submit(bank.register(tmp_path / "v2", scorer=V2))
    task = bank.task(registered, "approve")
    sanne = bank.workspace.work("sanne")

    if how == "version":
        sanne.write(withdraw, registered.version_id, reason=REASON)
    else:
        assert task.request_id is not None
        sanne.write(withdraw_request, task.request_id, reason=REASON)

    check_over(bank, poller, registered, "WITHDRAWN")
    check_only_task(bank, registered, "approve", {"risk_officer", "compliance"})


# Runtimes

OPERATOR_ROLES = {"operator", "mlops_engineer"}


def retag(bank: Bank, name: str, *stages: str) -> None:
    with bank.workspace.work("tom").unit() as work:
        tag_runtime(work, find_runtime(work, name).id, stage_tags=stages)


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

    retag(bank, "sit-1", "SIT")
    bank.workspace.work("tom").write(claim_task, task.id)
    bank.complete(task, "retry", by="tom")
    assert bank.release(registered) == "DEPLOYED"

    assert bank.left_open() == {}
    assert poller.saw_only(V1, V2)


@pytest.mark.parametrize("outcome", ["abandon", "other_runtime", "retry"])
def test_a_deployment_that_fails_its_smoke_test(
    bank: Bank, poller: Poller, tmp_path: Path, outcome: str
) -> None:
    registered = bank.submit(bank.register(tmp_path / "v2", scorer=V2, reference_shift=0.4))

    task = bank.task(registered, "review_deployment")
    bank.complete(task, outcome, by="tom")
    if outcome == "other_runtime":
        bank.complete(bank.task(registered, "no_runtime"), "abandon", by="tom")
    if outcome == "retry":
        bank.complete(bank.task(registered, "review_deployment"), "abandon", by="tom")

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


def test_submitting_the_same_content_twice_does_nothing_twice(
    bank: Bank, poller: Poller, tmp_path: Path
) -> None:
    registered = bank.submit(bank.register(tmp_path / "v2", scorer=V2))
    bank.submit(bank.register(tmp_path / "v2", scorer=V2))
    assert bank.release(registered) == "DEPLOYED"
    bank.submit(bank.register(tmp_path / "v2", scorer=V2))
    bank.background.run_until_idle(timeout_s=10)

    with bank.workspace.service.reading() as session:
        versions = session.scalars(select(ModelVersion.version)).all()
        deployments = session.scalars(
            select(Deployment.id).where(Deployment.version_id == registered.version_id)
        ).all()
    assert sorted(versions) == [1, 2]
    assert len(deployments) == 2
    assert bank.left_open() == {}


def test_who_starts_a_life_cycle_chooses_neither_its_limits_nor_its_deciders(
    bank: Bank, poller: Poller, tmp_path: Path
) -> None:
    """A start as raw SQL could write it: nothing that decides is taken from it."""
    registered = bank.register(tmp_path / "v2", scorer=V2, extra={"settings.py": SECRET})
    sanne = bank.workspace.work("sanne")
    forged = {
        "block_from": "critical", "required": [], "risk_tier": "low", "is_regulated": False,
        "submitter": "aisha", "stage": "SIT",
        "submitted_by": str(bank.workspace.work("aisha").actor.id), "stages": ["PROD"],
    }  # fmt: skip
    with sanne.unit() as work:
        work.tell_engine(
            InboxKind.START, bank.workspace.unit_id, template_key="on-model-changed",
            model_id=str(registered.model_id), version_id=str(registered.version_id),
            start_key="forged", variables=forged,
        )  # fmt: skip

    task = bank.task(registered, "review_findings")
    with bank.workspace.service.reading() as session:
        values = {
            v.name: v.value
            for v in session.scalars(
                select(Variable).where(Variable.instance_id == task.instance_id)
            )
        }
    bank.complete(task, "reject", by="jo")

    assert values["block_from"] == "high"
    assert values["required"]
    assert values["service_tag"] == MODEL
    assert values["submitted_by"] == str(sanne.actor.id)
    assert values["submitter"] == "sanne"
    assert values["stages"] == ["SIT", "PROD"]
    check_over(bank, poller, registered, "REJECTED")
