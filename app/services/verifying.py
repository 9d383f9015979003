"""Whether what people are said to have signed was signed by them: asked before anything is done."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import VerificationError
from app.models.database import LACKS_MODELS, PART
from app.models.enforcement.acts import ASKS_FOR_SIGNATURES
from app.models.queries.evidence import granted_waivers, request_facts
from app.models.queries.held_rows import load_beginning
from app.models.queries.lineage_reviews import LineageRange, load_range
from app.models.rules.four_eyes import has_quorum
from app.models.rules.signed_acts import SIGNED_STEPS
from app.models.tables.execution import Deployment, Runtime, Stage
from app.models.tables.governance import (
    Decision,
    Finding,
    LineageReview,
    SignedAct,
    TransitionRequest,
    Waiver,
)
from app.models.tables.inventory import RegisteredModel
from app.models.tables.life_cycle import DecisionTable, EngineInbox
from app.models.tables.organisation import Person, SigningKey, Workspace
from app.models.tables.trail import AuditEvent, AuditLeaf
from app.services.library import TABLES
from app.services.signed_documents import (
    choice_of,
    decision_facts,
    document_hash,
    lineage_review_facts,
    read_document,
    retirement_facts,
    review_facts,
    roll_back_facts,
    version_retirement_facts,
    waiver_facts,
)
from app.services.signed_steps import (
    OWN,
    RIGHTS_BY_THING,
    Signable,
    salted_as,
    shown_of,
    signable_of,
    step_document_facts,
    told_after,
)
from app.services.signing import ACT, DECISION, LINEAGE, REVIEW, STEP, WAIVER, kid, verify
from app.services.unit_of_work import InboxKind
from app.texts import N_

MISSING = N_("it carries no signature")
UNKNOWN_KEY = N_("the key it names is not known")
FOREIGN_KEY = N_("the key belongs to somebody else")
UNCONFIRMED_KEY = N_("the key was never confirmed by two administrators")
REVOKED_KEY = N_("the key was revoked before the decision was sealed")
BROKEN = N_("the signature does not hold")
ANOTHER = N_("what was signed says something else: {names}")
REVIEWED = ("accepted", "closed")
OTHER_RANGE = N_("the events of the range are others than those that were reviewed")
ANOTHER_KIND = N_("it was another kind of wish")
BROKEN_CHAIN = N_("the decision before it, which it names, is missing or changed")
GAP = N_("the decision before it, number {number} of this person, is missing")

NO_STEP = N_("nobody took the step that was signed")
OTHER_TABLE = N_("its rules are others than those that were put in force")
MOST_STEPS = 20
SIGNED_STEP_TAGS = [f"{thing}.{one}" for thing, states in SIGNED_STEPS.items() for one in states]

DOMAINS: dict[type[object], bytes] = {
    Finding: REVIEW, LineageReview: LINEAGE, SignedAct: STEP,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fault:
    """Why one signed act can't be relied on."""

    kind: str  # decision | waiver | review | policy | finding
    id: UUID
    person: str  # full name of who is said to have signed
    why: str


def is_signing_required(session: Session) -> bool:
    """By what the workspace says, and by what it said at its begin: a flag is soon turned off."""
    workspace = session.scalars(select(Workspace)).one()
    if workspace.is_team or workspace.is_demo:
        return True
    first = session.scalars(select(AuditEvent).order_by(AuditEvent.id).limit(1)).first()
    return first is not None and first.facts.get(ASKS_FOR_SIGNATURES) is True


def require_signed(session: Session, request_id: UUID | None, stage_id: UUID) -> None:
    """Refuse to act on a request whose decisions, or the waivers they rest on, don't hold.

    Raises:
        VerificationError: it names the decision and says what is wrong with it.
    """
    if not is_signing_required(session):
        return
    if request_id is None:
        if session.get_one(Stage, stage_id).kind == "production":
            raise VerificationError(
                "Nobody's accepted request leads there.",
                hint="A place in production was promised without one: look into the trail.",
            )
        return
    request = session.get_one(TransitionRequest, request_id)
    if request.state != "accepted" or not has_quorum(request_facts(session, request)):
        raise VerificationError(
            f"Request {request.number} says accepted, but its votes do not make that.",
            hint="Somebody changed it past the rules: look into the trail, then ask anew.",
        )
    faults = [*decision_faults(session, request), *policy_faults(session, request)]
    if request.snapshot_id is not None:
        faults += waiver_faults(session, request.snapshot_id)
        faults += review_faults(session, request.snapshot_id)
        faults += finding_faults(session, request.snapshot_id)
    if faults:
        first = faults[0]
        why = f"{first.why} ({len(faults)} faults in all)" if len(faults) > 1 else first.why
        raise VerificationError(
            f"The {first.kind} {str(first.id)[:8]} of {first.person} on request {request.number}"
            f" can't be relied on: {why}.",
            hint="Nothing was deployed. Ask the person; then ask for the decision anew.",
        )


def policy_faults(session: Session, request: TransitionRequest) -> Iterator[Fault]:
    """What is wrong with how the table came in force that said who decides this."""
    table = request.route_table_id and session.get(DecisionTable, request.route_table_id)
    if not table:
        return
    step = last_step(session, table.id, "table.published")
    if step is None:  # nobody put it in force: it came with the product
        is_whole = table.sha256 in _began_with(session, table)
        who, why = "nobody", "" if is_whole else OTHER_TABLE
    else:
        who, why = _name(session, step.actor_id), taken_fault(session, step)
        why = why or ("" if step.facts.get("sha256") == table.sha256 else OTHER_TABLE)
    if hashlib.sha256(table.dmn).hexdigest() != table.sha256:
        why = why or OTHER_TABLE
    if why:
        yield Fault("policy", table.id, who, why)


def _began_with(session: Session, table: DecisionTable) -> Collection[object]:
    """Digests that this table may have had from the start: as event 0 tells, else as shipped."""
    beginning = load_beginning(session)
    if beginning is None or beginning.rows is None:
        return [hashlib.sha256(one.read()).hexdigest() for one in TABLES]
    told = beginning.rows.get("decision_table", {}).get(str(table.id), {})
    return [told.get("sha256")]


def finding_faults(session: Session, snapshot_id: UUID) -> Iterator[Fault]:
    """What is wrong with how people accepted or closed the findings of a snapshot."""
    rows = session.scalars(
        select(Finding).where(
            Finding.snapshot_id == snapshot_id,
            Finding.request_id.is_(None),
            Finding.state.in_(REVIEWED),
        )
    )
    for row in rows:
        step = last_step(session, row.id, f"finding.{row.state}")
        why = MISSING if step is None else taken_fault(session, step)
        if why:
            yield Fault("finding", row.id, _name(session, step.actor_id if step else None), why)


def last_step(session: Session, object_id: UUID, tag: str) -> AuditEvent | None:
    """The event that a thing last came into a state by."""
    return session.scalars(
        select(AuditEvent)
        .where(AuditEvent.object_id == object_id, AuditEvent.tag == tag)
        .order_by(AuditEvent.id.desc())
        .limit(1)
    ).first()


def taken_fault(session: Session, step: AuditEvent) -> str:
    """Why it can't be relied on that this person took the step; the service signs none."""
    person = session.get(Person, step.actor_id)
    if person is not None and person.kind == "service":
        return ""
    act = act_of(session, step)
    return MISSING if act is None else signed_act_fault(session, act)


def decision_faults(session: Session, request: TransitionRequest) -> Iterator[Fault]:
    """What is wrong with the decisions that count."""
    rows = session.scalars(
        select(Decision)
        .where(Decision.request_id == request.id, Decision.seen_digest == request.evidence_digest)
        .order_by(Decision.decided_at)
    ).all()
    for row in rows:
        why = decision_fault(session, request, row)
        if why:
            yield Fault("decision", row.id, _name(session, row.decided_by), why)


def decision_fault(session: Session, request: TransitionRequest, row: Decision) -> str:
    """Why this decision can't be relied on; empty where it can."""
    key_fault = _key_fault(
        session, row.signature, row.key_id, row.decided_by, ("decision", row.id, "recorded")
    )
    if key_fault:
        return key_fault
    key = session.get_one(SigningKey, row.key_id)
    if not verify(key.public_key, DECISION, row.document, row.signature):
        return BROKEN
    expected = decision_facts(session, request, choice_of(row))
    expected |= {"kid": key.kid, "n": row.sequence}
    other = _other_facts(row.document, expected)
    if other:
        return ANOTHER.format(names=", ".join(other))
    return _chain_fault(session, row)


def waiver_faults(session: Session, snapshot_id: UUID) -> Iterator[Fault]:
    """What is wrong with the waivers in force for a snapshot."""
    for row in granted_waivers(session, snapshot_id):
        why = waiver_fault(session, row)
        if why:
            yield Fault("waiver", row.id, _name(session, row.granted_by), why)


def waiver_fault(session: Session, row: Waiver) -> str:
    """Why this granted waiver can't be relied on; empty where it can."""
    person, signature = row.granted_by, row.signature or ""
    if person is None:
        return MISSING
    key_fault = _key_fault(session, signature, row.key_id, person, ("waiver", row.id, "granted"))
    if key_fault:
        return key_fault
    key = session.get_one(SigningKey, row.key_id)
    if not verify(key.public_key, WAIVER, row.document or "", signature):
        return BROKEN
    other = _other_facts(row.document or "", {**waiver_facts(session, row, person), "kid": key.kid})
    return ANOTHER.format(names=", ".join(other)) if other else ""


def review_faults(session: Session, snapshot_id: UUID) -> Iterator[Fault]:
    """What is wrong with the reviews of emergency releases of a snapshot that are said to be done.

    While one is open the gate stops the next stage by itself.
    """
    rows = session.scalars(
        select(Finding).where(
            Finding.snapshot_id == snapshot_id,
            Finding.request_id.is_not(None),
            Finding.state.in_(REVIEWED),
        )
    )
    for row in rows:
        why = review_fault(session, row)
        if why:
            yield Fault("review", row.id, _name(session, reviewer_of(row)), why)


def review_fault(session: Session, row: Finding) -> str:
    """Why it can't be relied on that an emergency release was reviewed; empty where it can."""
    reviewer = reviewer_of(row)
    if reviewer is None:
        return MISSING
    facts = review_facts(session, row, reviewer)
    return _act_fault(session, row, reviewer, ("finding", row.id, "closed"), facts)


def reviewer_of(row: Finding) -> UUID | None:
    """Who signed the review, as its document says; None where nobody did."""
    return _uuid((read_document(row.document or "") or {}).get("actor"))


def _range_of(session: Session, row: LineageReview) -> LineageRange:
    of = row.first_position, row.last_position
    return load_range(session, row.model_id, *of, me=row.created_by)


def reads_range(session: Session, row: LineageReview) -> bool:
    """Whether this login reads as many events of the range as were signed off."""
    return _range_of(session, row).events >= row.events


def lineage_range_fault(session: Session, row: LineageReview) -> str:
    """Whether the events of the range are those that were signed off; empty where they are."""
    found = _range_of(session, row)
    return OTHER_RANGE if found.facts is None or found.facts.sha256 != row.sha256 else ""


def lineage_review_fault(session: Session, row: LineageReview) -> str:
    """Why this sign-off can't be relied on; empty where it can."""
    model, found = session.get(RegisteredModel, row.model_id), _range_of(session, row)
    if model is None or found.facts is None or found.facts.sha256 != row.sha256:
        return OTHER_RANGE
    facts = lineage_review_facts(session, row, model, row.created_by, marks=found.marks)
    return _act_fault(session, row, row.created_by, ("lineage_review", row.id, "signed"), facts)


def lineage_signature_fault(session: Session, row: LineageReview) -> str:
    """The same without reading the range, so beside every list: whether this person signed it."""
    model = session.get(RegisteredModel, row.model_id)
    if model is None:
        return OTHER_RANGE
    facts = lineage_review_facts(session, row, model, row.created_by, marks="")
    del facts["marks"]
    return _act_fault(session, row, row.created_by, ("lineage_review", row.id, "signed"), facts)


def require_roll_back_signed(
    session: Session, asked_id: UUID | None, deployment: Deployment
) -> None:
    """Refuse to roll back where nobody is known to have asked for that, by their signature.

    Raises:
        VerificationError: it names who is said to have asked, and says what is wrong.
    """
    if not is_signing_required(session):
        return
    asked = session.get(EngineInbox, asked_id) if asked_id else None
    why = roll_back_fault(session, asked, deployment) if asked else MISSING
    if why:
        name = _name(session, asked.created_by if asked else None)
        raise VerificationError(
            f"The roll-back of deployment {deployment.number}, asked for by {name},"
            f" can't be relied on: {why}.",
            hint="Nothing was switched. Ask the person; then ask for it anew.",
        )


def roll_back_fault(session: Session, asked: EngineInbox, deployment: Deployment) -> str:
    """Why this wish can't be relied on; empty where it can."""
    if asked.kind != InboxKind.ROLL_BACK:
        return ANOTHER_KIND
    facts = roll_back_facts(session, asked, deployment, asked.created_by)
    return _act_fault(session, asked, asked.created_by, ("inbox", asked.id, "asked"), facts)


def require_version_retirement_signed(session: Session, asked: EngineInbox) -> None:
    """Refuse to retire a version where nobody is known to have asked, by their signature.

    Raises:
        VerificationError: it names who is said to have asked, and says what is wrong.
    """
    if not is_signing_required(session):
        return
    if why := version_retirement_fault(session, asked):
        raise VerificationError(
            f"The retirement asked for by {_name(session, asked.created_by)}"
            f" can't be relied on: {why}.",
            hint="Nothing was retired. Ask the person; then ask for it anew.",
        )


def version_retirement_fault(session: Session, asked: EngineInbox) -> str:
    """Why this wish can't be relied on; empty where it can."""
    if asked.kind != InboxKind.RETIRE_VERSION:
        return ANOTHER_KIND
    facts = version_retirement_facts(session, asked, asked.created_by)
    return _act_fault(session, asked, asked.created_by, ("inbox", asked.id, "asked"), facts)


def retirement_fault(session: Session, runtime: Runtime) -> str:
    """Why it can't be relied on that somebody retired this runtime; empty where it can."""
    said = read_document(runtime.document or "") or {}
    actor = _uuid(said.get("actor"))
    if actor is None:
        return MISSING
    facts = retirement_facts(session, runtime, actor)
    return _act_fault(session, runtime, actor, ("runtime", runtime.id, "retired"), facts)


def signed_act_fault(session: Session, act: SignedAct) -> str:
    """Why this signed step can't be relied on; empty where it can.

    What the trail tells of the step itself must be what was signed, fact by fact, and no less.
    """
    said = read_document(act.document) or {}
    told = {name: said.get(name) for name in ("facts", "texts", "shown")}
    facts = step_document_facts(
        session, act, told, name=str(said.get("name")), actor=act.created_by
    )
    found = _act_fault(session, act, act.created_by, ("act", act.id, "signed"), facts)
    return found or _step_fault(session, act, told)


def _step_fault(session: Session, act: SignedAct, told: Mapping[str, Any]) -> str:
    """What the signed document says otherwise than the event of the step, and than the row."""
    if not all(isinstance(one, dict) for one in told.values()):
        return ANOTHER.format(names="its form")
    step = step_of(session, act)
    if step is None:
        return NO_STEP
    rights = RIGHTS_BY_THING[act.thing]
    expected = {name: step.facts.get(name) for name in rights.facts if name not in OWN}
    names = expected.keys() | told["facts"].keys()
    other = [one for one in sorted(names) if told["facts"].get(one) != expected.get(one)]
    other += [
        one for one in rights.texts if not salted_as(step.facts.get(one), told["texts"].get(one))
    ]
    row: Signable | None = session.get(signable_of(act.thing), act.object_id)
    if row is not None:
        other += _other_than_row(row, act, told)
    return ANOTHER.format(names=", ".join(dict.fromkeys(other))) if other else ""


def _other_than_row(row: Signable, act: SignedAct, told: Mapping[str, Any]) -> Iterator[str]:
    """What the row says otherwise, as long as nothing was written into it since the step."""
    if told["shown"] != shown_of(row):
        yield "shown"
    if row.row_version == act.of_version + 1:
        here = told_after(row, {})
        for part in ("facts", "texts"):
            names = here[part].keys() | told[part].keys()
            yield from (
                name for name in sorted(names) if here[part].get(name) != told[part].get(name)
            )


def step_of(session: Session, act: SignedAct) -> AuditEvent | None:
    """The event of the step that this person took by this act; None where it is not here."""
    signed = select(AuditEvent.id).where(
        AuditEvent.object_id == act.id, AuditEvent.tag == "act.signed"
    )
    first = session.scalars(signed.limit(1)).first()
    return session.scalars(
        select(AuditEvent)
        .where(
            AuditEvent.object_id == act.object_id,
            AuditEvent.tag == f"{act.thing}.{act.state}",
            AuditEvent.actor_id == act.created_by,
            AuditEvent.id > (first or 0),
        )
        .order_by(AuditEvent.id)
        .limit(1)
    ).first()


def act_of(session: Session, step: AuditEvent) -> SignedAct | None:
    """What the person who took this step signed for it: their last act before it."""
    thing, _, state = step.tag.partition(".")
    return session.scalars(
        select(SignedAct)
        .join(AuditEvent, AuditEvent.object_id == SignedAct.id)
        .where(
            SignedAct.object_id == step.object_id,
            SignedAct.thing == thing,
            SignedAct.state == state,
            SignedAct.created_by == step.actor_id,
            AuditEvent.id < step.id,
        )
        .order_by(AuditEvent.id.desc())
        .limit(1)
    ).first()


def acts_of_steps(session: Session, object_id: UUID) -> Iterator[SignedAct]:
    """What people signed of the steps that a thing took, the newest first.

    An act that no step of the same person followed stands under nothing.
    """
    steps = session.scalars(
        select(AuditEvent)
        .where(AuditEvent.object_id == object_id, AuditEvent.tag.in_(SIGNED_STEP_TAGS))
        .order_by(AuditEvent.id.desc())
        .limit(MOST_STEPS)
    )
    for step in steps:
        if (act := act_of(session, step)) is not None:
            yield act


def _act_fault(
    session: Session,
    row: EngineInbox | Runtime | Finding | LineageReview | SignedAct,
    actor: UUID,
    event: tuple[str, UUID, str],
    facts: dict[str, Any],
) -> str:
    domain = DOMAINS.get(type(row), ACT)
    signature, document = row.signature or "", row.document or ""
    key_fault = _key_fault(session, signature, row.key_id, actor, event)
    if key_fault:
        return key_fault
    key = session.get_one(SigningKey, row.key_id)
    if not verify(key.public_key, domain, document, signature):
        return BROKEN
    other = _other_facts(document, {**facts, "kid": key.kid})
    return ANOTHER.format(names=", ".join(other)) if other else ""


def _uuid(text: object) -> UUID | None:
    try:
        return UUID(str(text))
    except ValueError:
        return None


def _key_fault(
    session: Session,
    signature: str,
    key_id: UUID | None,
    person: UUID,
    event: tuple[str, UUID, str],
) -> str:
    if not signature or key_id is None:
        return MISSING
    key = session.get(SigningKey, key_id)
    if key is None or key.purpose != "decision" or kid(key.public_key) != key.kid:
        return UNKNOWN_KEY
    if key.person_id != person:
        return FOREIGN_KEY
    if not is_confirmed(session, key):
        return UNCONFIRMED_KEY
    if key.state == "revoked" and not _was_sealed_before(session, key, event):
        return REVOKED_KEY
    return ""


def is_confirmed(session: Session, key: SigningKey) -> bool:
    """Two administrators, neither of them its owner, put it in force; or it was there first."""
    if key.state not in ("active", "revoked"):
        return False
    confirmers = {key.endorsed_by, key.confirmed_by}
    if None not in confirmers:
        return len(confirmers) == 2 and key.person_id not in confirmers
    created = session.scalars(
        select(AuditEvent).where(AuditEvent.tag == "workspace.created").order_by(AuditEvent.id)
    ).first()
    return created is not None and key.kid in created.facts.get("keys", ())


def _was_sealed_before(session: Session, key: SigningKey, event: tuple[str, UUID, str]) -> bool:
    """By position in the sealed log, never by a clock."""
    kind, object_id, word = event
    position = session.scalar(
        select(AuditLeaf.position)
        .join(AuditEvent, AuditEvent.id == AuditLeaf.event_id)
        .where(AuditEvent.object_id == object_id, AuditEvent.tag == f"{kind}.{word}")
        .order_by(AuditLeaf.position)
        .limit(1)
    )
    return position is not None and position < (key.revoked_at_size or 0)


def _other_facts(document: str, expected: dict[str, object]) -> list[str]:
    said = read_document(document)
    if said is None:
        return ["its form"]
    return [name for name, value in expected.items() if said.get(name) != value]


def _chain_fault(session: Session, row: Decision) -> str:
    """Empty where the decision before, of the same person in the same unit, is the one it names.

    In a room of one model it may lie outside, on another model: then nobody can tell.
    """
    said = read_document(row.document) or {}
    if row.sequence is None:
        return BROKEN_CHAIN
    if row.sequence == 1:
        return "" if said.get("prev") == "" else BROKEN_CHAIN
    before = session.scalars(
        select(Decision.document).where(
            Decision.decided_by == row.decided_by,
            Decision.unit_id == row.unit_id,
            Decision.sequence == row.sequence - 1,
        )
    ).first()
    if before is None:
        may_lack = session.connection().info.get(PART) == LACKS_MODELS
        return "" if may_lack else GAP.format(number=row.sequence - 1)
    return "" if said.get("prev") == document_hash(before) else BROKEN_CHAIN


def _name(session: Session, person: UUID | None) -> str:
    found = session.get(Person, person) if person else None
    return found.full_name if found else "nobody"
