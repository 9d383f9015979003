"""What needs one person in Governance: waivers, answers, assessments, emergency releases."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.models.queries.evidence import rule_name
from app.models.queries.id_lists import is_one_of
from app.models.queries.lapsed_waivers import list_lapsed
from app.models.queries.lookups import (
    Why,
    load_subjects,
    person_names,
    roles_by_unit,
    version_numbers,
)
from app.models.queries.need_rows import Held, NeedRow
from app.models.queries.regulated import works_for_use
from app.models.queries.reviews import is_overdue, list_waiting, review_facts
from app.models.rules.assessing import (
    AttestationFacts,
    RiskFacts,
    review_blockers,
    submit_blockers,
    tier_blockers,
)
from app.models.rules.emergency import review_blockers as emergency_blockers
from app.models.rules.four_eyes import DeciderFacts, WaiverFacts, waiver_blockers
from app.models.rules.roles import WAIVER_GRANTERS
from app.models.rules.transitions import TIER_JUDGES
from app.models.tables.governance import Attestation, RiskAssessment, Waiver
from app.models.tables.inventory import RegisteredModel, UseCase, VersionAuthor

EXPIRES_SOON = timedelta(days=30)


def list_governed_needs(session: Session, me: UUID, *, now: datetime) -> tuple[NeedRow, ...]:
    """Those that are done in Governance, in no order: the number of its entry in the rail."""
    held = roles_by_unit(session, me)
    return (
        *_waivers(session, me, now),
        *_asked_waivers(session, me, held, now),
        *_attestations(session, me, held, now),
        *_assessments(session, me, held),
        *_reviews(session, me, held, now),
    )


def _waivers(session: Session, me: UUID, now: datetime) -> list[NeedRow]:
    """Waivers on my models, or granted by me, that end soon, or are over while what they let
    pass serves on."""
    ends_soon = (Waiver.state == "granted") & (Waiver.expires_at < now + EXPIRES_SOON)
    lapsed = {one.id for one in list_lapsed(session, me)}
    rows = session.execute(
        select(Waiver, RegisteredModel.name)
        .join(RegisteredModel, RegisteredModel.id == Waiver.model_id)
        .where(
            or_(ends_soon, is_one_of(session, Waiver.id, lapsed)),
            or_(RegisteredModel.owner_id == me, Waiver.granted_by == me, Waiver.asked_by == me),
        )
    ).all()
    numbers = version_numbers(session, (waiver.version_id for waiver, _ in rows))
    return [
        NeedRow(
            kind="waiver",
            id=waiver.id,
            number=waiver.number,
            action="renew",
            title=rule_name(waiver),
            model_id=waiver.model_id,
            model_name=name,
            version=numbers.get(waiver.version_id),
            why=Why(
                "home.waiver_over" if waiver.id in lapsed else "home.waiver",
                expires_at=waiver.expires_at.date().isoformat(),
            ),
            since=waiver.recorded_from,
            due_at=waiver.expires_at,
            is_overdue=waiver.expires_at < now,
        )
        for waiver, name in rows
    ]


def _asked_waivers(session: Session, me: UUID, held: Held, now: datetime) -> list[NeedRow]:
    """Waivers that wait for their decision, and that I may grant or refuse."""
    units = [unit for unit, roles in held.items() if roles & WAIVER_GRANTERS]
    rows = session.execute(
        select(Waiver, RegisteredModel.name)
        .join(RegisteredModel, RegisteredModel.id == Waiver.model_id)
        .where(Waiver.state == "asked", Waiver.expires_at > now, Waiver.unit_id.in_(units))
    ).all()
    versions = {waiver.version_id for waiver, _ in rows}
    numbers = version_numbers(session, versions)
    names = person_names(session, [waiver.asked_by for waiver, _ in rows])
    works = set(
        session.scalars(
            select(VersionAuthor.version_id).where(
                VersionAuthor.person_id == me, VersionAuthor.version_id.in_(versions)
            )
        )
    )
    found = []
    for one, name in rows:
        authors = frozenset({me} if one.version_id in works else ())
        facts = WaiverFacts(asked_by=one.asked_by, authors=authors, state=one.state)
        if waiver_blockers(facts, DeciderFacts(me, held[one.unit_id])):
            continue
        person, until = names.get(one.asked_by, ""), one.expires_at.date().isoformat()
        found.append(
            NeedRow(
                kind="waiver",
                id=one.id,
                number=one.number,
                action="grant",
                title=rule_name(one),
                model_id=one.model_id,
                model_name=name,
                version=numbers.get(one.version_id),
                why=Why("home.waiver_asked", person=person, expires_at=until),
                asked_by=person,
                since=one.recorded_from,
            )
        )
    return found


def _attestations(session: Session, me: UUID, held: Held, now: datetime) -> list[NeedRow]:
    """Answers asked of me, and answers of others that I may approve."""
    rows = session.execute(
        select(Attestation, RegisteredModel.name)
        .join(RegisteredModel, RegisteredModel.id == Attestation.model_id)
        .where(
            or_(
                Attestation.state.in_(("open", "returned")) & (Attestation.person_id == me),
                (Attestation.state == "submitted") & Attestation.unit_id.in_(list(held)),
            )
        )
    ).all()
    names = person_names(session, [one.person_id for one, _ in rows])
    found = []
    for one, model in rows:
        facts = AttestationFacts(one.state, one.person_id, one.due_at)
        person = names.get(one.person_id, "")
        if not submit_blockers(facts, me):
            action, why = "attest", Why("home.attestation", question=one.question)
        elif not review_blockers(facts, DeciderFacts(me, held.get(one.unit_id, frozenset()))):
            action = "review_answer"
            why = Why("home.answered", person=person, campaign=one.campaign)
        else:
            continue
        found.append(
            NeedRow(
                kind="attestation",
                id=one.id,
                number=one.number,
                action=action,
                why=why,
                asked_by=person,
                since=one.recorded_from,
                model_id=one.model_id,
                title=model,
                model_name=model,
                due_at=one.due_at,
                is_overdue=facts.is_overdue(now),
            )
        )
    return found


def _assessments(session: Session, me: UUID, held: Held) -> list[NeedRow]:
    """Proposed assessments that I may accept or refuse."""
    units = [unit for unit, roles in held.items() if roles & TIER_JUDGES]
    rows = session.execute(
        select(RiskAssessment, UseCase.name)
        .join(UseCase, UseCase.id == RiskAssessment.use_case_id)
        .where(RiskAssessment.state == "proposed", RiskAssessment.unit_id.in_(units))
    ).all()
    names = person_names(session, [one.assessed_by for one, _ in rows])
    found = []
    for one, use in rows:
        is_author = works_for_use(session, one.use_case_id, me)
        facts = RiskFacts(one.state, one.assessed_by, is_author)
        if tier_blockers(facts, DeciderFacts(me, held[one.unit_id])):
            continue
        person = names.get(one.assessed_by, "")
        found.append(
            NeedRow(
                kind="risk",
                id=one.id,
                number=one.number,
                action="judge_tier",
                title=use,
                model_name=use,
                why=Why("home.assessment", person=person, tier=one.tier),
                asked_by=person,
                since=one.assessed_at,
            )
        )
    return found


def _reviews(session: Session, me: UUID, held: Held, now: datetime) -> list[NeedRow]:
    """Emergency releases that wait for a review by me, or by somebody of my role."""
    found = []
    rows = list_waiting(session, list(held))
    subjects = load_subjects(session, (one.model_id for one in rows))
    numbers = version_numbers(session, (one.version_id for one in rows))
    for one in rows:
        mine = DeciderFacts(me, held[one.unit_id])
        if emergency_blockers(review_facts(session, one), mine):
            continue
        name = subjects[one.model_id].name
        found.append(
            NeedRow(
                kind="finding",
                id=one.id,
                number=one.number,
                action="review_emergency",
                title=name,
                model_id=one.model_id,
                model_name=name,
                version=numbers.get(one.version_id),
                why=Why("home.review", reason=one.detail),
                since=one.recorded_from,
                due_at=one.due_at,
                is_overdue=is_overdue(one, now),
                severity="critical" if is_overdue(one, now) else one.severity,
            )
        )
    return found
