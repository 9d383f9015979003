"""What an auditor asks of evidence: what it still shows, for how long, and since what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from app.errors import InputError, RefusedError
from app.models.queries import as_of as past
from app.models.queries.find import find_stage
from app.models.queries.framework_evidence import (
    EvidenceOverview,
    EvidenceRow,
    load_evidence,
)
from app.models.queries.frameworks import load_framework
from app.models.queries.proofs import find_named
from app.models.tables.governance import Decision, TransitionRequest
from app.models.tables.inventory import RegisteredModel
from app.services.commands.frameworks import (
    NewControl,
    add_control,
    attach_evidence,
    import_framework,
    publish_framework,
    reassess_evidence,
    withdraw_evidence,
)
from app.services.commands.monitors import (
    NewMonitor,
    add_data_source,
    add_monitor,
    finish_run,
    start_run,
)
from app.services.commands.requests import decide
from app.services.unit_of_work import Work
from tests.journeys.test_command_line_frameworks import FIRST, SECOND
from tests.stories import Registered, ask, register
from tests.workspaces import TestWorkspace

WHY = "Read with the business."


@dataclass(frozen=True, slots=True)
class Version:
    """A version that was put in force: its requirements by reference."""

    id: UUID
    requirements: dict[str, UUID]


def in_force(bank: TestWorkspace, text: str) -> Version:
    jo = bank.work("jo")
    made = jo.write(import_framework, "file.toml", text.encode(), reason=WHY, unit="bank")
    bank.work("aisha").write(publish_framework, made.id, reason=WHY, seen=made.sha256)
    with jo.reading() as session:
        rows = load_framework(session, made.id).requirements
    return Version(made.id, {one.reference: one.id for one in rows})


@dataclass(frozen=True, slots=True)
class Shown:
    """A bank with one version in force, for which the policy on thresholds is evidence."""

    bank: TestWorkspace
    registered: Registered
    first: Version
    policy: UUID

    def attach(self, reference: str, control: UUID | None = None) -> UUID:
        return self.attach_other("policy", self.policy, reference, control)

    def attach_other(
        self, kind: str, found: UUID, reference: str = "1", control: UUID | None = None
    ) -> UUID:
        where = self.first.requirements[reference]
        more = {"control_id": control, "unit": "bank"}
        return self.bank.work("jo").write(attach_evidence, where, kind, found, **more).id

    def refused(self, evidence: UUID, requirement: UUID) -> list[str]:
        """Why it can't be assessed anew for this one."""
        with pytest.raises(RefusedError) as found:
            self.bank.work("jo").write(reassess_evidence, evidence, requirement, reason=WHY)
        return [one.code for one in found.value.blockers]

    def evidence(self, version: Version, *, days: int = 0) -> EvidenceOverview:
        """As it stands now, or would so many days later if nobody did anything."""
        jo = self.bank.work("jo")
        if days:
            with jo.unit() as work:
                later = work.now() + timedelta(days=days)
            jo = Work(self.bank.database("jo"), jo.actor, later)
        with jo.reading() as session:
            return load_evidence(session, version.id)


def row_of(found: EvidenceOverview, evidence: UUID, serves: str) -> EvidenceRow:
    return next(one for one in found.rows if one.id == evidence and serves in one.serves)


@pytest.fixture
def shown(workspace: TestWorkspace, monkeypatch: pytest.MonkeyPatch) -> Shown:
    monkeypatch.setattr(past, "require_settled", lambda *_: None)  # of days that are to come
    registered = register(workspace)
    jo = workspace.work("jo")
    with jo.reading() as session:
        policy = find_named(session, "policy", "release-thresholds", jo.actor.id)
    return Shown(workspace, registered, in_force(workspace, FIRST), policy)


def test_evidence_that_was_assessed_anew_grows_old_under_its_control(shown: Shown) -> None:
    jo = shown.bank.work("jo")
    often = NewControl("Letters are read", cadence_days=30)
    control = jo.write(add_control, shown.first.requirements["1"], often, unit="bank")
    old = shown.attach("1", control.id)
    second = in_force(shown.bank, SECOND)

    anew = jo.write(reassess_evidence, old, second.requirements["1"], reason=WHY).id

    present, later = shown.evidence(second), shown.evidence(second, days=31)
    now, then = (row_of(found, anew, "1") for found in (present, later))
    before = row_of(present, old, "1")
    assert (before.doubts, before.counts) == (("reassessed",), False)
    assert (now.counts, now.control, now.reassesses) == (True, 1, before.number)
    assert (then.counts, then.doubts) == (False, ("too_old",))
    assert ("1" in present.count.unmet, "1" in later.count.unmet) == (False, True)


def test_what_was_withdrawn_stays_withdrawn_under_every_version(shown: Shown) -> None:
    jo = shown.bank.work("jo")
    old = shown.attach("1")
    jo.write(withdraw_evidence, old, reason="It was of another model.")
    second = in_force(shown.bank, SECOND)

    refused = shown.refused(old, second.requirements["1"])

    rows = [
        one
        for version in (shown.first, second)
        for one in shown.evidence(version, days=1).rows
        if one.id == old
    ]
    assert refused == ["evidence.withdrawn"]
    assert [(one.version, one.outcome, one.counts) for one in rows] == [
        (1, "carried", False), (1, "carried", False), (1, "reassess", False),
    ]  # fmt: skip
    assert all("withdrawn" in one.doubts for one in rows)
    assert {"1", "4"} <= {*shown.evidence(second).count.unmet}


def test_evidence_is_assessed_anew_only_for_what_its_requirement_became(shown: Shown) -> None:
    """Of the second version 1 and 4 come from 1, 2 comes from 2, and 3 was dropped."""
    evidence = {one: shown.attach(one) for one in ("1", "2", "3")}
    second = in_force(shown.bank, SECOND)
    other = in_force(shown.bank, FIRST.replace("fair-credit", "fair-trade"))
    pairs = [(old, new) for old in evidence for new in second.requirements]
    came_from = {("1", "1"), ("1", "4"), ("2", "2")}

    for old, new in sorted({*pairs} - came_from):
        refused = shown.refused(evidence[old], second.requirements[new])
        assert refused == ["evidence.anew"], (old, new)
    elsewhere = shown.refused(evidence["1"], other.requirements["1"])
    for old, new in sorted(came_from):
        where = second.requirements[new]
        shown.bank.work("jo").write(reassess_evidence, evidence[old], where, reason=WHY)

    assert elsewhere == ["evidence.anew"]
    assert shown.evidence(second).count.unmet == ()
    assert shown.evidence(shown.first).count.counting == 3  # under the version of then


# What may be evidence at all


def vote(bank: TestWorkspace, request: UUID, by: str, verdict: str = "accept") -> UUID:
    work = bank.work(by)
    work.write(decide, request, verdict=verdict, reason=WHY, signer=bank.signer(by))
    mine = (Decision.request_id == request, Decision.decided_by == work.actor.id)
    with work.reading() as session:
        return session.scalars(select(Decision.id).where(*mine)).one()


def test_only_a_request_that_was_accepted_is_evidence_as_a_decision(shown: Shown) -> None:
    bank, jo = shown.bank, shown.bank.work("jo")
    request = ask(bank, shown.registered)
    with jo.reading() as session:
        number = str(session.get_one(TransitionRequest, request).number)
    one_of_two = vote(bank, request, "aisha")
    rejected = vote(bank, ask(bank, register(bank, name="churn")), "aisha", "reject")

    for vain in (one_of_two, rejected):
        with pytest.raises(InputError, match="can't be evidence"):
            shown.attach_other("decision", vain)
    with pytest.raises(InputError, match="was not accepted"):
        jo.read(find_named, "decision", number, jo.actor.id)

    last = vote(bank, request, "jo")
    assert jo.read(find_named, "decision", number, jo.actor.id) == last
    attached = [shown.attach_other("decision", one) for one in (one_of_two, last)]
    assert [one.id for one in shown.evidence(shown.first).rows if one.counts] == attached


# Runs


@dataclass
class Runs:
    """Runs of one model, each later than the one before."""

    bank: TestWorkspace
    made: int = 0

    def add(self, of: Registered, verdict: str = "", monitor: UUID | None = None) -> UUID:
        """A release test, or a run of a monitor; without a verdict it is still under way."""
        self.made += 1
        with self.bank.service.unit() as work:
            run = start_run(
                work, run_key=str(self.made), kind="monitor" if monitor else "release",
                monitor_id=monitor, model_id=of.model_id, version_id=of.version_id,
                snapshot_id=of.snapshot_id, data_digest=f"{self.made:064}",
                fire_at=datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=self.made),
            )  # fmt: skip
            if verdict:
                finish_run(work, run.id, results=(), verdict=verdict)
            return run.id


def a_monitor(bank: TestWorkspace, of: Registered, name: str) -> UUID:
    with bank.work("tom").unit() as work:
        model = work.get(RegisteredModel, of.model_id)
        source = add_data_source(work, unit="bank", name="Scores", kind="files")
        stage = find_stage(work.session, model, "PROD")
        return add_monitor(work, model.id, NewMonitor(name, "a", stage.id, source.id)).id


def test_a_run_is_doubted_only_for_a_newer_one_of_its_snapshot_or_monitor(shown: Shown) -> None:
    bank, first = shown.bank, shown.registered
    second, runs = register(bank, content=b"v2"), Runs(bank)
    drift, bias = (a_monitor(bank, first, name) for name in ("drift", "bias"))
    passed = {
        "release": shown.attach_other("test_run", runs.add(first, "PASS")),
        "drift": shown.attach_other("test_run", runs.add(first, "PASS", drift)),
    }
    with pytest.raises(InputError, match="can't be evidence"):
        shown.attach_other("test_run", runs.add(first))

    def doubts() -> dict[str, tuple[str, ...]]:
        by_id = {one.id: one.doubts for one in shown.evidence(shown.first).rows}
        return {name: by_id[key] for name, key in passed.items()}

    runs.add(second, "FAIL")
    runs.add(first, "FAIL", bias)
    runs.add(first)
    assert doubts() == {"release": (), "drift": ()}
    runs.add(first, "FAIL")
    assert doubts() == {"release": ("other_verdict",), "drift": ()}
    runs.add(first, "FAIL", drift)
    runs.add(first, "PASS")
    assert doubts() == {"release": (), "drift": ("other_verdict",)}
