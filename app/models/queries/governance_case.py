"""One governed thing as a case file: facts, links both ways, history, and what a reader may do."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.queries.case_frameworks import evidence_links, framework_case, raci_case
from app.models.queries.case_parts import MOST_LINKS, Act, Fact, Found, Link, Part, Reader
from app.models.queries.draft_facts import draft_facts
from app.models.queries.events import EventRow, load_event_rows
from app.models.queries.evidence import rule_name
from app.models.queries.governance import CaseRow, case_row
from app.models.queries.lookups import load_units, now, person_names, roles_by_unit
from app.models.queries.policy_change import RuleText, rule_texts
from app.models.queries.regulated import works_for_use
from app.models.queries.reviews import judging_blockers
from app.models.queries.story_records import list_last_answers
from app.models.rules.assessing import (
    UNANSWERED,
    AttestationFacts,
    HandOverFacts,
    RiskFacts,
    hand_over_blockers,
    highest,
    review_blockers,
    submit_blockers,
    tier_blockers,
)
from app.models.rules.blockers import Blocker
from app.models.rules.four_eyes import WaiverFacts, waiver_blockers
from app.models.rules.policies import answer_blockers, publish_blockers
from app.models.rules.rights import RIGHTS_BY_TABLE, write_blockers
from app.models.rules.roles import Role
from app.models.rules.transitions import Thing, transition_blockers
from app.models.tables.applications import Application, ApplicationUse, DecisionRecord
from app.models.tables.execution import DataSource
from app.models.tables.frameworks import Framework, RaciEntry
from app.models.tables.governance import (
    Attestation,
    Finding,
    RiskAssessment,
    TransitionRequest,
    Waiver,
)
from app.models.tables.inventory import (
    ModelVersion,
    RegisteredModel,
    UseCase,
    UseCaseModel,
    VersionAuthor,
)
from app.models.tables.life_cycle import DecisionTable
from app.models.tables.monitoring import Monitor
from app.models.tables.organisation import Person
from app.models.tables.trail import AuditEvent

MOST_EVENTS = 80
TABLE_OF = {
    "use_case": "use_case", "risk": "risk_assessment", "finding": "finding", "waiver": "waiver",
    "attestation": "attestation", "policy": "decision_table", "application": "application",
    "source": "data_source", "framework": "framework", "raci": "raci_entry",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class CaseFile:
    row: CaseRow
    facts: tuple[Fact, ...]
    links: tuple[Link, ...]
    acts: tuple[Act, ...]
    events: tuple[EventRow, ...]  # the newest first
    parts: tuple[Part, ...] = ()
    rules: tuple[RuleText, ...] = ()  # of a policy

    def act(self, key: str) -> Act | None:
        return next((one for one in self.acts if one.key == key), None)


@dataclass(frozen=True, slots=True)
class NewRights:
    """Why this reader may not begin something of a kind anywhere; and in which units they may."""

    blockers: Mapping[str, tuple[Blocker, ...]]
    units: tuple[tuple[str, str], ...]  # key, name: where the reader has any duty


def load_new_rights(session: Session, me: UUID) -> NewRights:
    held = roles_by_unit(session, me)
    everywhere = frozenset(role for roles in held.values() for role in roles)
    blockers = {}
    for kind, table in TABLE_OF.items():
        thing = RIGHTS_BY_TABLE[table].thing
        first = _FIRST.get(kind)
        found = [*write_blockers(table, "insert", everywhere)]
        if thing is not None and first is not None and not found:
            found += transition_blockers(thing, "", first, everywhere)
        blockers[kind] = tuple(found)
    units = load_units(session)
    mine = sorted((units[one].key, units[one].name) for one in held if one in units)
    return NewRights(blockers, tuple(mine))


_FIRST = {"risk": "proposed", "finding": "open", "waiver": "asked", "attestation": "scheduled",
          "policy": "draft", "framework": "draft", "raci": "in_force"}  # fmt: skip


def load_case(session: Session, kind: str, case_id: UUID, me: UUID) -> CaseFile:
    """The case file of one thing as `me` may act on it.

    Raises:
        InputError: there is none.
    """
    row = case_row(session, kind, case_id)
    stored = session.get_one(_TABLES[kind], case_id)
    roles = roles_by_unit(session, me).get(stored.unit_id, frozenset())
    reader = Reader(session, me, roles, now(session))
    found = _FILES[kind](reader, stored)
    about = _model_link(row)
    return CaseFile(
        row=row,
        facts=(*found.facts, *_places(row)),
        links=(*about, *found.links),
        acts=(*found.acts, Act("comment", _comment_blockers(roles))),
        events=_history(session, [case_id, *found.others]),
        parts=found.parts,
        rules=found.rules,
    )


def _comment_blockers(roles: Collection[Role]) -> tuple[Blocker, ...]:
    """Who belongs to its unit may say something; others only read what an upper unit has."""
    return () if roles else (Blocker("act.object"),)


def _places(row: CaseRow) -> tuple[Fact, ...]:
    """Whose it is, where nothing else of it says so, and in which unit."""
    owner = (Fact("owner", row.owner),) if row.kind in ("use_case", "application", "source") else ()
    return (*owner, Fact("unit", row.unit))


def _model_link(row: CaseRow) -> tuple[Link, ...]:
    if row.model_id is None:
        return ()
    title = f"{row.model} v{row.version}" if row.version else row.model
    return (Link("model", str(row.model_id), title, "about"),)


def _history(session: Session, ids: Iterable[UUID]) -> tuple[EventRow, ...]:
    events = session.scalars(
        select(AuditEvent)
        .where(AuditEvent.object_id.in_(list(ids)))
        .order_by(AuditEvent.at.desc(), AuditEvent.id.desc())
        .limit(MOST_EVENTS)
    ).all()
    return load_event_rows(session, events)


def _risk_links(session: Session, use_case_id: UUID, but: UUID | None = None) -> list[Link]:
    rows = session.scalars(
        select(RiskAssessment)
        .where(RiskAssessment.use_case_id == use_case_id)
        .order_by(RiskAssessment.number.desc())
        .limit(MOST_LINKS)
    )
    return [
        Link("risk", str(one.id), f"#{one.number}", one.state, one.tier)
        for one in rows
        if one.id != but
    ]


def _use_case(reader: Reader, one: UseCase) -> Found:
    session = reader.session
    models = session.execute(
        select(RegisteredModel, UseCaseModel.service_tag)
        .join(UseCaseModel, UseCaseModel.model_id == RegisteredModel.id)
        .where(UseCaseModel.use_case_id == one.id)
        .order_by(RegisteredModel.name_folded)
        .limit(MOST_LINKS)
    ).all()
    served = [
        Link("model", str(model.id), model.name, "serves", f"#{tag}" if tag else "")
        for model, tag in models
    ]
    applications = session.execute(
        select(Application.id, Application.name)
        .join(ApplicationUse, ApplicationUse.application_id == Application.id)
        .where(ApplicationUse.use_case_id == one.id)
        .distinct()
        .limit(MOST_LINKS)
    ).all()
    used = [Link("application", str(row.id), row.name, "uses") for row in applications]
    risks = _risk_links(session, one.id)
    tier = next((link.detail for link in risks if link.note == "accepted"), "")
    differ = sorted(model.name for model, _ in models if tier and model.risk_tier != tier)
    graver = [name for name in differ if _is_below(models, name, tier)]
    facts = [
        Fact("description", one.description),
        Fact("regulated", one.is_regulated),
        Fact("tier", tier or "not_assessed"),
    ]
    if graver:
        facts.append(Fact("tier_differs", ", ".join(graver)))
    may_change = write_blockers("use_case", "update", reader.roles)
    may_assess = transition_blockers(Thing.RISK, "", "proposed", reader.roles)
    return Found(
        tuple(facts),
        (*served, *used, *risks),
        (Act("assess", may_assess), Act("change", may_change)),
        others=tuple(UUID(link.id) for link in risks),
    )


def _is_below(models: Iterable[Any], name: str, tier: str) -> bool:
    held: str = next(model.risk_tier for model, _ in models if model.name == name)
    return highest([held, tier]) != held


def _risk(reader: Reader, one: RiskAssessment) -> Found:
    session = reader.session
    use = session.get_one(UseCase, one.use_case_id)
    names = person_names(session, [one.assessed_by, one.answered_by])
    models = session.execute(
        select(RegisteredModel.id, RegisteredModel.name)
        .join(UseCaseModel, UseCaseModel.model_id == RegisteredModel.id)
        .where(UseCaseModel.use_case_id == use.id)
        .order_by(RegisteredModel.name_folded)
        .limit(MOST_LINKS)
    ).all()
    facts = (
        Fact("tier", one.tier),
        Fact("score", one.score),
        Fact("method", f"{one.method} v{one.method_version}"),
        *(Fact(f"answer:{name}", value) for name, value in sorted(one.answers.items())),
        Fact("reason", one.reason),
        Fact("assessed_by", names.get(one.assessed_by, "")),
        Fact("assessed_at", one.assessed_at),
        Fact("answered_by", names.get(one.answered_by, "") if one.answered_by else ""),
        Fact("remark", one.remark),
    )
    method = [Link("table", str(one.table_id), f"{one.method} v{one.method_version}", "method")]
    links = (
        Link("use_case", str(use.id), use.name, "about"),
        *(Link("model", str(row.id), row.name, "follows") for row in models),
        *(method if one.table_id else ()),
        *_risk_links(session, use.id, one.id),
    )
    is_author = works_for_use(session, use.id, reader.decider.person)
    blockers = tier_blockers(RiskFacts(one.state, one.assessed_by, is_author), reader.decider)
    return Found(facts, links, (Act("accept", blockers), Act("refuse", blockers)))


_FINDING_ACTS = (("mitigate", "mitigating"), ("accept", "accepted"), ("close", "closed"),
                 ("reopen", "open"))  # fmt: skip


def _finding(reader: Reader, one: Finding) -> Found:
    facts = (
        *(Fact("severity", one.severity), Fact("found_by", one.kind)),
        *((Fact("due_at", one.due_at),) if one.due_at else ()),
        Fact("detail", one.detail),
        Fact("place", one.place),
        Fact("fix", one.fix),
        Fact("reason", one.reason),
    )
    acts = []
    for key, target in _FINDING_ACTS:
        found = [*transition_blockers(Thing.FINDING, one.state, target, reader.roles)]
        if target in ("accepted", "closed"):
            found += judging_blockers(reader.session, one, reader.decider, state=target)
        if key != "reopen" or one.state == "accepted":
            acts.append(Act(key, tuple(found)))
    return Found(facts, tuple(_requests(reader.session, one.version_id)), tuple(acts))


def _requests(session: Session, version_id: UUID) -> list[Link]:
    rows = session.scalars(
        select(TransitionRequest)
        .where(TransitionRequest.version_id == version_id)
        .order_by(TransitionRequest.requested_at.desc())
        .limit(MOST_LINKS)
    )
    return [Link("request", str(one.id), f"#{one.number}", "request", one.state) for one in rows]


def _waiver(reader: Reader, one: Waiver) -> Found:
    session = reader.session
    names = person_names(session, [one.asked_by, one.granted_by])
    facts = (
        Fact("rule", rule_name(one)),
        Fact("expires_at", one.expires_at),
        Fact("asked_because", one.reason),
        Fact("asked_by", names.get(one.asked_by, "")),
        Fact("granted_by", names.get(one.granted_by, "") if one.granted_by else ""),
        Fact("remark", one.remark),
        Fact("signed", bool(one.signature)),
    )
    authors = session.scalars(
        select(VersionAuthor.person_id).where(VersionAuthor.version_id == one.version_id)
    )
    waiver = WaiverFacts(
        one.asked_by, frozenset(authors), one.state, one.expires_at <= reader.moment
    )
    blockers = waiver_blockers(waiver, reader.decider)
    acts = (Act("grant", blockers), Act("refuse", blockers))
    return Found(facts, tuple(_requests(session, one.version_id)), acts)


def _attestation(reader: Reader, one: Attestation) -> Found:
    session = reader.session
    names = person_names(session, [one.person_id, one.reviewed_by])
    facts = (
        Fact("question", one.question),
        Fact("asked_of", names.get(one.person_id, "")),
        Fact("due_at", one.due_at),
        Fact("repeat_days", one.repeat_days or ""),
        Fact("answer", one.answer),
        Fact("review", one.reason),
        Fact("reviewed_by", names.get(one.reviewed_by, "") if one.reviewed_by else ""),
    )
    others = session.scalars(
        select(Attestation)
        .where(
            Attestation.campaign == one.campaign,
            Attestation.model_id == one.model_id,
            Attestation.id != one.id,
        )
        .order_by(Attestation.number.desc())
        .limit(MOST_LINKS)
    )
    links = tuple(
        Link("attestation", str(other.id), f"#{other.number}", "same_campaign", other.state)
        for other in others
    )
    attested = AttestationFacts(one.state, one.person_id, one.due_at)
    review = review_blockers(attested, reader.decider)
    acts = [
        Act("submit", submit_blockers(attested, reader.me)),
        Act("approve", review),
        Act("return", review),
    ]
    if one.state in UNANSWERED:
        asked = session.get_one(Person, one.person_id)
        model = session.get_one(RegisteredModel, one.model_id)
        handing = HandOverFacts(asked.closed_at is not None, model.owner_id == asked.id)
        handed = hand_over_blockers(attested, handing, reader.decider)
        acts.insert(1, Act("hand_over", handed))
    if one.state == "scheduled":
        may = transition_blockers(Thing.ATTESTATION, "scheduled", "open", reader.roles)
        acts.insert(0, Act("open", may))
    return Found(facts, links, tuple(acts))


def _policy(reader: Reader, one: DecisionTable) -> Found:
    session = reader.session
    same = session.scalars(
        select(DecisionTable)
        .where(DecisionTable.unit_id == one.unit_id, DecisionTable.key == one.key)
        .order_by(DecisionTable.version.desc())
        .limit(MOST_LINKS)
    ).all()
    facts = (
        Fact("key", one.key),
        Fact("version", one.version),
        Fact("reason", one.reason or ""),
        Fact("sha256", one.sha256),
    )
    links = (
        Link("table", str(one.id), f"{one.key} v{one.version}", "file"),
        *(
            Link("policy", str(other.id), f"v{other.version}", other.state)
            for other in same
            if other.id != one.id
        ),
        *evidence_links(session, one.id),
    )
    policy = draft_facts(session, one)
    acts = (
        Act("publish", publish_blockers(policy, reader.decider)),
        Act("refuse", answer_blockers(policy, reader.decider)),
    )
    return Found(facts, links, acts, rules=rule_texts(one))


def _application(reader: Reader, one: Application) -> Found:
    session = reader.session
    records = session.scalar(
        select(func.count())
        .select_from(DecisionRecord)
        .where(DecisionRecord.application_id == one.id)
    )
    rows = session.execute(
        select(ApplicationUse, RegisteredModel.name, ModelVersion.version, UseCase.name)
        .join(RegisteredModel, RegisteredModel.id == ApplicationUse.model_id)
        .join(ModelVersion, ModelVersion.id == ApplicationUse.version_id)
        .outerjoin(UseCase, UseCase.id == ApplicationUse.use_case_id)
        .where(ApplicationUse.application_id == one.id)
        .order_by(ApplicationUse.used_from.desc())
        .limit(MOST_LINKS)
    ).all()
    links: list[Link] = []
    for use, model, version, name in rows:
        until = f"{use.used_until:%Y-%m-%d}" if use.used_until else ""
        span = f"{use.used_from:%Y-%m-%d} – {until}".rstrip()
        note = "used_before" if until else "uses"
        links.append(Link("version", str(use.version_id), f"{model} v{version}", note, span))
        if use.use_case_id is not None and str(use.use_case_id) not in {x.id for x in links}:
            links.append(Link("use_case", str(use.use_case_id), name, "for"))
    if records:
        links += [
            Link(
                "customer_decision",
                row.decision_id,
                row.decision_id,
                "decided",
                f"{row.at:%Y-%m-%d}",
            )
            for row in list_last_answers(session, application_id=one.id)
        ]
    facts = (Fact("description", one.description), Fact("records", records or 0))
    act = Act("change", write_blockers("application", "update", reader.roles))
    return Found(facts, tuple(links), (act,), others=tuple(use.id for use, *_ in rows))


def _source(reader: Reader, one: DataSource) -> Found:
    facts = (
        Fact("kind", one.kind),
        Fact("store", one.store),
        Fact("pattern", one.pattern),
        Fact("label_key", one.label_key),
        Fact("label_delay_s", one.label_delay_s or ""),
        Fact("data_class", one.data_class),
        Fact("purpose", one.purpose),
        Fact("retention_days", one.retention_days or ""),
        Fact("encryption", one.encryption),
        Fact("access", one.access),
    )
    monitors = reader.session.execute(
        select(Monitor.id, Monitor.name, RegisteredModel.name.label("model"))
        .join(RegisteredModel, RegisteredModel.id == Monitor.model_id)
        .where(Monitor.data_source_id == one.id)
        .order_by(Monitor.name)
        .limit(MOST_LINKS)
    ).all()
    links = tuple(Link("monitor", str(row.id), row.name, "read_by", row.model) for row in monitors)
    act = Act("change", write_blockers("data_source", "update", reader.roles))
    return Found(facts, links, (act,))


_TABLES: Mapping[str, type[Any]] = {
    "use_case": UseCase, "risk": RiskAssessment, "finding": Finding, "waiver": Waiver,
    "attestation": Attestation, "policy": DecisionTable, "application": Application,
    "source": DataSource, "framework": Framework, "raci": RaciEntry,
}  # fmt: skip
_FILES: Mapping[str, Callable[[Reader, Any], Found]] = {
    "use_case": _use_case, "risk": _risk, "finding": _finding, "waiver": _waiver,
    "attestation": _attestation, "policy": _policy, "application": _application,
    "source": _source, "framework": framework_case, "raci": raci_case,
}  # fmt: skip
