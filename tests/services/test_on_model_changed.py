"""Story S2: every unhappy path of On Model Changed, with real parts.

Each leaves exactly one task for the right role, an outcome of its own and nothing open, and
version 1 answers real requests all the while.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pyarrow as pa
import pyarrow.parquet as pa_parquet
import pytest
from sqlalchemy import select

from app.errors import RefusedError
from app.models.queries.approvals import load_request_facts
from app.models.queries.evidence import request_facts
from app.models.tables.engine import Variable
from app.models.tables.execution import Deployment
from app.models.tables.governance import Finding, TransitionRequest
from app.models.tables.inventory import Asset, ModelVersion
from app.models.tables.life_cycle import EngineInbox, UserTask
from app.models.tables.monitoring import TestResult
from app.models.tables.trail import AuditEvent
from app.services.commands.assets import NewAsset, attach_assets
from app.services.commands.findings import accept_finding
from app.services.commands.models import NewModel, add_document
from app.services.commands.processes import withdraw
from app.services.commands.registration import Wanted, register_wanted
from app.services.commands.requests import request_transition
from app.services.commands.waivers import ask_waiver, grant_waiver
from app.services.digests import digest_file
from app.services.intake.sources import Entry
from app.services.registering import Registration, register_path
from app.services.stores import put_file
from app.services.unit_of_work import InboxKind
from tests.model_folders import USELESS, Scorer, write_folder
from tests.releases import MODEL, REASON, V1, V2, Bank, Poller
from tests.services.release_kit import check_only_task, check_over
from tests.services.test_waivers import LET

SECRET = 'aws_access_key_id = "AKIAIOSFODNN7REALKEY"\n'


@pytest.fixture
def poller(bank: Bank) -> Iterator[Poller]:
    with bank.polled() as opened:
        yield opened


def codes(refused: pytest.ExceptionInfo[RefusedError]) -> set[str]:
    return {blocker.code for blocker in refused.value.blockers}


DATA_ROLES = {"data_scientist", "mlops_engineer"}


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


def test_a_label_that_the_sample_lacks_is_named_and_not_left_untested(
    bank: Bank, tmp_path: Path
) -> None:
    folder = write_folder(tmp_path / "v2", scorer=V2)
    schema = (folder / "schema.json").read_text()
    registered = bank.submit(
        bank.register(
            tmp_path / "v3", extra={"schema.json": schema.replace('"late"', '"defaulted"')}
        )
    )

    task = bank.task(registered, "review_test")

    assert "“defaulted”" in task.facts["error"]
    assert "late" in task.facts["error"]  # what there is instead


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
        work("sanne").write(
            grant_waiver, waivers[0].id, reason=LET, signer=bank.workspace.signer("sanne")
        )
    with pytest.raises(RefusedError) as author:  # a validator, but it is his version
        work("mark").write(
            grant_waiver, waivers[0].id, reason=LET, signer=bank.workspace.signer("mark")
        )
    with pytest.raises(RefusedError) as ungranted:
        bank.complete(task, "waive", by="aisha")
    for waiver in waivers:
        work("aisha").write(
            grant_waiver, waiver.id, reason=LET, signer=bank.workspace.signer("aisha")
        )
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


def test_who_began_the_run_does_not_decide_on_somebody_elses_draft(
    bank: Bank, tmp_path: Path
) -> None:
    """The list of what waits says so before they try."""
    registered = bank.register(tmp_path / "v2", scorer=V2)
    bank.workspace.work("sanne").write(
        request_transition, registered.version_id, stage="PROD", documents=""
    )
    bank.submit(registered, by="mark")
    task = bank.task(registered, "approve")

    with pytest.raises(RefusedError) as starter:
        bank.decide(task, "mark")
    with bank.workspace.service.reading() as session:
        request = session.get_one(TransitionRequest, task.request_id)
        facts = (
            request_facts(session, request), load_request_facts(session, [request])[request.id]
        )  # fmt: skip
        asked_by = request.requested_by

    assert asked_by == bank.workspace.work("sanne").actor.id
    assert codes(starter) == {"four_eyes.own_work", "request.role"}
    assert all(bank.workspace.work("mark").actor.id in one.authors for one in facts)


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


def test_an_older_version_ends_no_newer_one_under_way(
    bank: Bank, poller: Poller, tmp_path: Path
) -> None:
    older = bank.register(tmp_path / "v2", scorer=V2)
    newer = bank.submit(bank.register(tmp_path / "v3", scorer=Scorer((0.3, 0.1, -18.0))))
    waits = bank.task(newer, "approve")

    bank.submit(older)
    bank.task(older, "approve")

    assert bank.instance(newer) == "active"
    bank.decide(waits, "aisha")
    bank.decide(waits, "jo")
    assert bank.end(newer) == "DEPLOYED"
    bank.workspace.work("sanne").write(withdraw, older.version_id, reason=REASON)
    assert bank.end(older) == "WITHDRAWN"
    assert bank.serving() == [3]


def test_a_version_is_withdrawn(bank: Bank, poller: Poller, tmp_path: Path) -> None:
    registered = bank.submit(bank.register(tmp_path / "v2", scorer=V2))
    bank.task(registered, "approve")

    bank.workspace.work("sanne").write(withdraw, registered.version_id, reason=REASON)

    check_over(bank, poller, registered, "WITHDRAWN")
    check_only_task(bank, registered, "approve", {"risk_officer", "compliance"})


def test_submitting_the_same_content_twice_does_nothing_twice(
    bank: Bank, poller: Poller, tmp_path: Path
) -> None:
    registered = bank.submit(bank.register(tmp_path / "v2", scorer=V2))
    bank.submit(bank.register(tmp_path / "v2", scorer=V2))
    assert bank.release(registered) == "DEPLOYED"
    bank.submit(bank.register(tmp_path / "v2", scorer=V2))
    bank.background.settle(lambda: True, timeout_s=10, when_idle=True)

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
        "risk_tier": "low", "is_regulated": False, "submitter": "aisha", "stage": "SIT",
        "submitted_by": str(bank.workspace.work("aisha").actor.id), "stages": ["PROD"],
    }  # fmt: skip
    with sanne.unit() as work:
        told = {
            "template_key": "on-model-changed", "model_id": str(registered.model_id),
            "version_id": str(registered.version_id),
        }  # fmt: skip
        limits = {"block_from": "critical", "required": []}
        less = work.tell_engine(
            InboxKind.START, bank.workspace.unit_id, **told, variables={**forged, **limits}
        )
    with sanne.unit() as work:
        work.tell_engine(
            InboxKind.START, bank.workspace.unit_id, **told, start_key="forged", variables=forged
        )

    task = bank.task(registered, "review_findings")
    with bank.workspace.service.reading() as session:
        values = {
            v.name: v.value
            for v in session.scalars(
                select(Variable).where(Variable.instance_id == task.instance_id)
            )
        }
        refused = session.get_one(EngineInbox, less).result
    bank.complete(task, "reject", by="jo")

    assert "does not set block_from, required." in refused
    assert values["block_from"] == "high"
    assert values["required"]
    assert values["service_tag"] == MODEL
    assert values["submitted_by"] == str(sanne.actor.id)
    assert values["submitter"] == "sanne"
    assert values["stages"] == ["SIT", "PROD"]
    check_over(bank, poller, registered, "REJECTED")
