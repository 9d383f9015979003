"""What is refused of requests, votes, placements, waivers, findings, risks and attestations."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, null

from app.models.rules.assessing import (
    AttestationFacts,
    HandOverFacts,
    RiskFacts,
    hand_over_blockers,
    submit_blockers,
    tier_blockers,
)
from app.models.rules.assessing import review_blockers as attested_blockers
from app.models.rules.emergency import ReviewFacts, review_blockers
from app.models.rules.four_eyes import RequestFacts, Slot, decision_blockers
from app.models.rules.notes import LONGEST, NoteFacts, note_blockers
from app.models.rules.policies import EVIDENCE_OPENING
from app.models.rules.roles import Role
from app.models.rules.scanned import SCANNED, kind_blockers
from tests.db.enforcement_cases import NOW, PRESENT
from tests.db.enforcement_kit import BY_HAND, EVERY_HAT, SERVICE_HANDLE, handle_of
from tests.db.enforcement_refusals import (
    BLANK,
    SIGNED,
    WHITE,
    Refusal,
    Rule,
    Scene,
    Told,
    fresh,
    me,
    new,
    once,
    own_model,
    powerless,
    signed_acts,
    somebody,
    stray,
    unexplained,
    unit_below,
    written_by,
)
from tests.db.enforcement_rows import a_table, method_in_force, of_service

VOTERS = ("other", "author")


def voted(*verdicts: str, has_slot: bool = True, **given: Any) -> Told:
    """A pending request with one slot, and so many votes."""

    def put(scene: Scene) -> UUID:
        common = {"state": "pending", "evidence_digest": PRESENT, "service_tag": fresh}
        key: UUID = scene.put("transition_request", **{**common, **given})
        if has_slot:
            scene.put("request_slot", request_id=key, slot=1, roles=["tester"], needed=1)
        for voter, verdict in zip(VOTERS, verdicts, strict=False):
            scene.put(
                "decision", request_id=key, slot=1, role="tester", verdict=verdict,
                seen_digest=PRESENT, decided_by=somebody(voter),
            )  # fmt: skip
        return key

    return put


def opened_below(scene: Scene) -> UUID:
    """A request of a unit whose policy wants the evidence opened."""
    scene.put("decision_table", **a_table(EVIDENCE_OPENING), unit_id=unit_below, state="published")
    return voted(unit_id=unit_below)(scene)  # type: ignore[no-any-return]


def begun(scene: Scene) -> dict[str, Any]:
    """A version whose release is for a, of a model that names b first."""
    of = of_service(scene.bench, scene.owner, "b")
    run = scene.put(
        "process_instance", model_id=of["model_id"], version_id=of["version_id"], state="active"
    )
    scene.put("variable", instance_id=run, scope_key="", name="service_tag", value="a")
    return of


def of_begun(name: str) -> Told:
    find = once("begun", begun)
    return lambda scene: find(scene)[name]


BEGUN = {name: of_begun(name) for name in ("model_id", "version_id", "snapshot_id")}
NOTE = {"request_id": voted(), "kind": "question", "text": "Why is it higher?"}
TESTED = (Slot(1, frozenset({Role.TESTER})),)
VOTE = {
    "request_id": voted(), "slot": 1, "role": "tester", "verdict": "accept",
    "seen_digest": PRESENT, **SIGNED,
}  # fmt: skip
EMERGENCY = {
    "is_emergency": True, "review_roles": ["compliance"], "review_days": 5,
    "due_at": NOW + timedelta(days=1),
}  # fmt: skip
PINNED = {"state": "pending"}


def said_as(
    kind: str = "question", *, text: str = "Why?", request_state: str = "pending", answers: str = ""
) -> Rule:
    return lambda _: note_blockers(NoteFacts(kind, text, request_state, answers))


def of_note(kind: str) -> dict[str, Any]:
    """An answer to such a note, and the request that both are about."""
    request = once("asked", voted())
    note = new("request_note", request_id=request, kind=kind, answers_id=None)
    return {"request_id": request, "answers_id": note}


OF_COMMENT, OF_QUESTION = of_note("comment"), of_note("question")
REQUESTS = (
    Refusal("write.refused", "decision", VOTE, by=BY_HAND, python=powerless("decision", "insert")),
    Refusal(
        "write.refused", "transition_request", {"reason": "Another one."},
        voted(requested_by=me, state="draft"), by=BY_HAND,
        python=powerless("transition_request", "update"),
    ),
    Refusal("decision.verdict", "decision", {**VOTE, "verdict": "perhaps"}),
    Refusal("decision.reason", "decision", {**VOTE, "reason": BLANK}, python=unexplained),
    Refusal("decision.reason", "decision", {**VOTE, "reason": WHITE}, python=unexplained),
    Refusal("text.size", "decision", {**VOTE, "reason": "x" + " " * LONGEST}),
    Refusal(
        "four_eyes.own_work", "decision",
        {**VOTE, "request_id": voted(instance_id=new("process_instance", started_by=me))},
        python=lambda scene: decision_blockers(
            RequestFacts(TESTED, frozenset({scene.me}), PRESENT), scene.actor, 1, Role.TESTER,
            seen_digest=PRESENT,
        ),
    ),
    Refusal("request.unopened", "decision", {**VOTE, "request_id": opened_below}),
    Refusal("actor.forged", "decision", {**VOTE, "decided_by": somebody()}),
    Refusal("actor.forged", "request_note", {**NOTE, "created_by": somebody()}, only_on="sqlite"),
    Refusal("note.kind", "request_note", {**NOTE, "kind": "remark"}, python=said_as("remark")),
    Refusal("note.text", "request_note", {**NOTE, "text": BLANK}, python=said_as(text=BLANK)),
    Refusal("note.text", "request_note", {**NOTE, "text": WHITE}, python=said_as(text=WHITE)),
    Refusal(
        "note.text", "request_note", {**NOTE, "text": "x" + " " * LONGEST},
        python=said_as(text="x" + " " * LONGEST),
    ),
    Refusal(
        "note.text", "request_note", {**NOTE, "text": "x" * (LONGEST + 1)},
        python=said_as(text="x" * (LONGEST + 1)),
    ),
    Refusal(
        "request.closed", "request_note", {**NOTE, "request_id": voted(state="accepted")},
        python=said_as(request_state="accepted"),
    ),
    Refusal("note.answer", "request_note", {**NOTE, "kind": "answer"}, python=said_as("answer")),
    Refusal(
        "note.answer", "request_note", {**NOTE, **OF_COMMENT, "kind": "answer"},
        python=said_as("answer", answers="comment"),
    ),
    Refusal(
        "note.answer", "request_note", {**NOTE, **OF_QUESTION}, python=said_as(answers="question")
    ),
    Refusal(
        "emergency.reason", "transition_request",
        {"is_emergency": True, "reason": BLANK, "service_tag": fresh}, python=unexplained,
    ),
    Refusal(
        "actor.forged", "transition_request", {"requested_by": somebody(), "service_tag": fresh}
    ),
    Refusal(
        "request.stage", "transition_request",
        {"stage_id": new("stage", stage_path_id=new("stage_path")), "service_tag": ""},
    ),
    Refusal("request.service", "transition_request", {"service_tag": fresh}),
    Refusal("request.service", "transition_request", {**BEGUN, "service_tag": "b"}),
    Refusal("request.quorum", "transition_request", {"state": "accepted"}, voted()),
    Refusal(
        "request.quorum", "transition_request", {"state": "accepted"}, voted(has_slot=False)
    ),
    Refusal(
        "request.veto", "transition_request", {"state": "accepted"}, voted("accept", "reject")
    ),
    Refusal(
        "request.outgrown", "transition_request", {"state": "accepted"},
        voted("accept", is_outgrown=True),
    ),
    Refusal("request.no_reject", "transition_request", {"state": "rejected"}, voted("accept")),
    Refusal(
        "emergency.unreviewed", "transition_request", PINNED,
        voted(**{**EMERGENCY, "review_roles": null(), "state": "draft"}), by=SERVICE_HANDLE,
    ),
    Refusal(
        "emergency.unreviewed", "transition_request", PINNED,
        voted(**{**EMERGENCY, "review_roles": [], "state": "draft"}), by=SERVICE_HANDLE,
    ),
    *(
        Refusal(
            "emergency.unreviewed", "transition_request", PINNED,
            voted(**{**EMERGENCY, "review_roles": wrong, "state": "draft"}), by=SERVICE_HANDLE,
        )
        for wrong in (JSON.NULL, {"compliance": 1}, "compliance")
    ),
    Refusal(
        "emergency.unreviewed", "transition_request", PINNED,
        voted(**{**EMERGENCY, "review_days": 31, "state": "draft"}), by=SERVICE_HANDLE,
    ),
    Refusal(
        "emergency.late", "transition_request", {"state": "accepted"},
        voted("accept", **{**EMERGENCY, "due_at": NOW - timedelta(days=1)}),
    ),
    Refusal("request.not_yours", "transition_request", {"state": "withdrawn"}, voted()),
    Refusal(
        "request.not_yours", "transition_request", {"reason": "Another one."},
        voted(state="draft"),
    ),
    *(
        Refusal(
            "request.reason", "transition_request", {"reason": "Another one."},
            voted(requested_by=somebody(by), state=state), by=by,
        )
        for by in (EVERY_HAT, SERVICE_HANDLE)
        for state in ("pending", "accepted", "rejected", "withdrawn")
    ),
    Refusal(
        "write.time", "transition_request", {"closed_at": NOW}, voted(), by=SERVICE_HANDLE
    ),
    Refusal("request.closed", "transition_request", {"closed_at": NOW}, voted()),
)  # fmt: skip


# Waivers and findings

LATER = NOW + timedelta(days=30)
GRANTED = {"state": "granted", "remark": "It may be so for a while.", "granted_by": me}
WAIVERS = (
    Refusal("actor.forged", "waiver", {"asked_by": somebody(), "expires_at": LATER}),
    Refusal(
        "waiver.reason", "waiver", {"reason": BLANK, "expires_at": LATER}, python=unexplained
    ),
    Refusal(
        "write.refused", "waiver", {"document": "{}"}, {"expires_at": LATER}, by=BY_HAND,
        python=powerless("waiver", "update"),
    ),
    Refusal("row.answered", "waiver", {"remark": "Agreed, says risk.", "expires_at": LATER}),
    Refusal("waiver.closed", "waiver", {"remark": "Another one."}, {"expires_at": LATER}),
    *(
        Refusal(
            "waiver.remark", "waiver", {**decided, "remark": BLANK}, {"expires_at": LATER},
            python=unexplained,
        )
        for decided in ({**GRANTED, **SIGNED}, {"state": "refused"})
    ),
    *signed_acts("waiver", GRANTED, "waiver.unsigned", row={"expires_at": LATER}),
    *stray("waiver", "act.not_signed", {"expires_at": LATER}),
    Refusal(
        "actor.forged", "waiver", {**GRANTED, "granted_by": somebody(), **SIGNED},
        {"expires_at": LATER},
    ),
)  # fmt: skip
RELEASE = once("release", new("transition_request", state="accepted", is_emergency=True))
REVIEWERS = frozenset({Role.RISK_OFFICER, Role.COMPLIANCE})
REVIEW = {"request_id": RELEASE, "kind": "emergency", "review_roles": sorted(map(str, REVIEWERS))}
REVIEWED = {"state": "closed", "reason": "It was looked at."}
DONE = {**REVIEW, **REVIEWED, **SIGNED}


def review(*, is_own: bool = False, decided: frozenset[Role] = frozenset()) -> Rule:
    def ask(scene: Scene) -> Any:
        barred = frozenset({scene.me} if is_own else ())
        return review_blockers(ReviewFacts(REVIEWERS, barred, decided), scene.actor)

    return ask


def accepted_as_it_is(scene: Scene) -> Any:
    facts = ReviewFacts(REVIEWERS, frozenset(), frozenset())
    return review_blockers(facts, scene.actor, state="accepted")


def decided_as(role: Role, voter: Told, **given: Any) -> Told:
    """The emergency release that one person in this role accepted."""

    def put(scene: Scene) -> Any:
        release = new("transition_request", state="accepted", is_emergency=True, **given)(scene)
        scene.put(
            "decision", request_id=release, slot=1, role=str(role), verdict="accept",
            seen_digest=PRESENT, decided_by=voter,
        )  # fmt: skip
        return release

    return put


FINDINGS = (
    Refusal("row.answered", "finding", {"reason": "Accepted, says risk."}),
    Refusal("emergency.forged", "finding", {"request_id": RELEASE, "kind": "emergency"}),
    Refusal("emergency.forged", "finding", {"due_at": LATER}),
    Refusal("emergency.forged", "finding", {"review_roles": ["compliance"]}),
    Refusal("emergency.forged", "finding", {"kind": "emergency"}),
    *(
        Refusal(
            "finding.scanned", "finding", {"kind": kind},
            python=lambda _, kind=kind: kind_blockers(kind, is_service=False),
        )
        for kind in SCANNED
    ),
    Refusal("four_eyes.own_work", "finding", REVIEWED, {"version_id": written_by()}),
    Refusal(
        "four_eyes.own_work", "finding", {**REVIEWED, **SIGNED},
        {**REVIEW, "request_id": new("transition_request", state="accepted", requested_by=me)},
        python=review(is_own=True),
    ),
    Refusal(
        "four_eyes.own_work", "finding", {**REVIEWED, **SIGNED},
        {**REVIEW, "request_id": decided_as(Role.TESTER, me)}, python=review(is_own=True),
    ),
    Refusal(
        "emergency.reviewer", "finding", {**REVIEWED, **SIGNED},
        {
            **REVIEW, "review_roles": ["compliance"],
            "request_id": decided_as(Role.COMPLIANCE, somebody()),
        },
        python=review(decided=REVIEWERS),
    ),
    Refusal(
        "emergency.accepted", "finding", {**REVIEWED, "state": "accepted", **SIGNED}, REVIEW,
        python=accepted_as_it_is,
    ),
    *signed_acts("finding", REVIEWED, "emergency.unsigned", row=REVIEW),
    *stray("finding", "finding.signed"),
    Refusal("reason.reworded", "finding", {"reason": "Another one."}, {}),
    *(
        Refusal(
            "write.refused", table, {"reason": "Another one."}, {}, by=BY_HAND,
            python=powerless(table, "update"),
        )
        for table in ("finding", "attestation")
    ),
    Refusal("reason.reworded", "finding", {"reason": "Another one."}, {"state": "closed"}),
    Refusal("finding.signed", "finding", {"signature": "c2lnbmVk"}, {}),
    Refusal("finding.signed", "finding", {"signature": "c2lnbmVk"}, REVIEW),
    Refusal("finding.signed", "finding", {"reason": "Another one."}, DONE),
    Refusal(
        "finding.signed", "finding", {"state": "open", "reason": "Anew."}, DONE,
        by=SERVICE_HANDLE,
    ),
    Refusal(
        "emergency.forged", "finding", {"snapshot_id": None}, REVIEW, by=SERVICE_HANDLE
    ),
)  # fmt: skip


# Risks and attestations


def method(scene: Scene) -> UUID:
    return method_in_force(scene.bench, scene.owner)


PROPOSED = {
    "state": "proposed", "tier": "medium", "answers": {"is_regulated": False}, "table_id": method,
    "use_case_id": new("use_case"),
}  # fmt: skip
ANSWERED = {"state": "accepted", "answered_by": me}


def of_own_model(scene: Scene) -> Any:
    use = scene.put("use_case")
    scene.put("use_case_model", use_case_id=use, model_id=own_model())
    return use


def judged(state: str = "proposed", *, is_own: bool = False, is_author: bool = False) -> Rule:
    def ask(scene: Scene) -> Any:
        assessor = scene.me if is_own else scene.bench.people["author"]
        return tier_blockers(RiskFacts(state, assessor, is_author), scene.actor)

    return ask


RISKS = (
    Refusal(
        "write.refused", "risk_assessment", {"remark": "Another one."}, PROPOSED, by=BY_HAND,
        python=powerless("risk_assessment", "update"),
    ),
    Refusal("actor.forged", "risk_assessment", {**PROPOSED, "assessed_by": somebody()}),
    Refusal("row.answered", "risk_assessment", {**PROPOSED, "remark": "Agreed, says risk."}),
    Refusal("row.answered", "risk_assessment", {**PROPOSED, "answered_by": somebody()}),
    Refusal("tier.unknown", "risk_assessment", {**PROPOSED, "tier": "extreme"}),
    Refusal("risk.method", "risk_assessment", {**PROPOSED, "table_id": None}),
    Refusal(
        "risk.method", "risk_assessment",
        {**PROPOSED, "table_id": new("decision_table", **a_table("risk-tier"), state="retired")},
    ),
    Refusal(
        "four_eyes.own_work", "risk_assessment", ANSWERED, {**PROPOSED, "assessed_by": me},
        python=judged(is_own=True),
    ),
    *(
        Refusal(
            "model.own_work", "risk_assessment", {**ANSWERED, "state": state},
            {**PROPOSED, "use_case_id": of_own_model}, python=judged(is_author=True),
        )
        for state in ("accepted", "refused")
    ),
    Refusal(
        "transition.refused", "risk_assessment", ANSWERED, {**PROPOSED, "state": "refused"},
        python=judged("refused"),
    ),
    Refusal(
        "transition.refused", "risk_assessment", ANSWERED, PROPOSED, by=BY_HAND, python=judged()
    ),
    Refusal(
        "actor.forged", "risk_assessment", {**ANSWERED, "answered_by": somebody()}, PROPOSED
    ),
    Refusal(
        "risk.differs", "risk_assessment", ANSWERED,
        {**PROPOSED, "answers": {"is_regulated": True}},
    ),
    Refusal("risk.closed", "risk_assessment", {"answered_by": me}, PROPOSED),
    Refusal("risk.closed", "risk_assessment", {"remark": "Another one."}, PROPOSED),
    Refusal(
        "risk.newer", "risk_assessment", {"state": "superseded"},
        {**PROPOSED, "state": "accepted"},
    ),
)  # fmt: skip
SUBMITTED = {"state": "submitted", "answer": "It is so."}
APPROVED = {"state": "approved", "reviewed_by": me}


def of_whom(scene: Scene, *, is_own: bool) -> UUID:
    return scene.me if is_own else scene.bench.people["other"]


def answered(state: str = "open", *, is_own: bool = True) -> Rule:
    return lambda scene: submit_blockers(
        AttestationFacts(state, of_whom(scene, is_own=is_own), NOW), scene.me
    )


def attested(state: str = "submitted", *, is_own: bool = False) -> Rule:
    return lambda scene: attested_blockers(
        AttestationFacts(state, of_whom(scene, is_own=is_own), NOW), scene.actor
    )


LEFT = new("person", closed_at=NOW - timedelta(days=9))
TAKEN = {"person_id": somebody()}


def handed(state: str = "open", *, is_closed: bool = True, is_taker_closed: bool = False) -> Rule:
    handing = HandOverFacts(is_closed, is_owner=not is_closed, is_taker_closed=is_taker_closed)
    return lambda scene: hand_over_blockers(
        AttestationFacts(state, scene.me, NOW), handing, scene.actor
    )


ATTESTATIONS = (
    Refusal(
        "attestation.closed", "attestation", TAKEN, {"state": "submitted", "person_id": LEFT},
        python=handed("submitted"),
    ),
    Refusal(
        "person.closed", "attestation",
        {"person_id": new("person", closed_at=NOW - timedelta(days=9))},
        {"state": "open", "person_id": LEFT}, python=handed(is_taker_closed=True),
    ),
    Refusal(
        "attestation.theirs", "attestation", {"person_id": me},
        {
            "state": "open", "person_id": somebody(),
            "model_id": new("registered_model", owner_id=somebody()),
        },
        python=handed(is_closed=False),
    ),
    Refusal(
        "attestation.role", "attestation", TAKEN, {"state": "open", "person_id": LEFT},
        by=handle_of(Role.DATA_SCIENTIST), python=handed(),
    ),
    Refusal(
        "transition.refused", "attestation", SUBMITTED, {"state": "approved", "person_id": me},
        python=answered("approved"),
    ),
    Refusal(
        "transition.refused", "attestation", APPROVED,
        {"state": "returned", "person_id": somebody()}, python=attested("returned"),
    ),
    Refusal(
        "transition.refused", "attestation", APPROVED,
        {"state": "submitted", "person_id": somebody()}, by=BY_HAND, python=attested(),
    ),
    Refusal(
        "attestation.not_yours", "attestation", SUBMITTED,
        {"state": "open", "person_id": somebody()}, python=answered(is_own=False),
    ),
    *(
        Refusal("row.answered", "attestation", {"state": "scheduled", **said})
        for said in ({"answer": "It is so."}, {"reason": "Well said."}, {"reviewed_by": me})
    ),
    Refusal(
        "attestation.answer", "attestation", {**SUBMITTED, "answer": BLANK},
        {"state": "open", "person_id": me}, python=unexplained,
    ),
    Refusal(
        "attestation.closed", "attestation", {"answer": "It is so."},
        {"state": "open", "person_id": me},
    ),
    Refusal(
        "attestation.closed", "attestation", {"reviewed_by": me},
        {"state": "submitted", "person_id": somebody()},
    ),
    Refusal(
        "attestation.closed", "attestation", {"answer": "It is so."},
        {"state": "approved", "person_id": somebody()},
    ),
    *(
        Refusal(
            "reason.reworded", "attestation", {"reason": "Another one."},
            {"state": state, "person_id": somebody(), "reviewed_by": somebody("author")},
        )
        for state in ("returned", "approved")
    ),
    Refusal(
        "reason.reworded", "attestation", {**SUBMITTED, "reason": "Another one."},
        {"state": "returned", "person_id": me, "reviewed_by": somebody()},
    ),
    Refusal(
        "four_eyes.own_work", "attestation", APPROVED, {"state": "submitted", "person_id": me},
        python=attested(is_own=True),
    ),
    Refusal(
        "actor.forged", "attestation", {**APPROVED, "reviewed_by": somebody()},
        {"state": "submitted", "person_id": somebody()},
    ),
)  # fmt: skip

REFUSALS = (
    *REQUESTS, *WAIVERS, *FINDINGS, *RISKS, *ATTESTATIONS,
)  # fmt: skip
