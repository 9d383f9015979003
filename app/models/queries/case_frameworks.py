"""Case files of frameworks and of responsibilities: what counts, what shows it, who answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import zip_longest
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.queries.case_parts import MOST_LINKS, Act, Fact, Found, Link, Part, Reader
from app.models.queries.draft_facts import draft_facts
from app.models.queries.framework_duties import place_duties
from app.models.queries.framework_evidence import EvidenceOverview, EvidenceRow, load_evidence
from app.models.queries.frameworks import (
    ControlRow,
    FrameworkDetail,
    RequirementRow,
    load_framework,
)
from app.models.queries.lookups import list_holders, person_names, roles_by_unit
from app.models.queries.policy_change import LineChange, PolicyChange
from app.models.queries.responsibilities import RaciRow, list_raci
from app.models.rules.blockers import Blocker
from app.models.rules.frameworks import PARTS
from app.models.rules.mending import NAMERS
from app.models.rules.policies import answer_blockers, publish_blockers
from app.models.rules.rights import write_blockers
from app.models.rules.roles import Role
from app.models.rules.transitions import Thing, transition_blockers
from app.models.tables.frameworks import Framework, RaciEntry, Requirement, RequirementEvidence
from app.models.tables.governance import Decision
from app.models.tables.inventory import ModelDocument
from app.models.tables.monitoring import MonitorRun

MOST_NAMERS = 5


def framework_case(reader: Reader, one: Framework) -> Found:
    session = reader.session
    shown = load_evidence(session, one.id)
    found = load_framework(session, one.id, shown)
    row = found.row
    controls = tuple(controls_of(found))
    facts = (
        Fact("publisher", one.publisher),
        Fact("edition", one.edition),
        Fact("framework", one.key),
        Fact("version", one.version),
        Fact("effective_from", one.effective_from),
        Fact("effective_until", row.effective_until or ""),
        Fact("reason", one.reason or ""),
        *_counts(one, shown),
        Fact("requirements", len(found.requirements)),
        *(() if found.is_as_filed else (Fact("as_filed", False),)),
        Fact("sha256", one.sha256),
    )
    return Found(
        facts,
        (*_versions(session, one), *_evidence(session, shown), *_duties(found)),
        _acts(reader, one, shown, controls),
        tuple(_parts(found, _lacking(session, one, found, shown))),
        (*(each.id for each in shown.rows), *(each.id for each in controls)),
    )


def _counts(one: Framework, shown: EvidenceOverview) -> Iterator[Fact]:
    """The answer to what still counts, where it is asked."""
    if one.state != "published" and not shown.rows:
        return
    count = shown.count
    yield Fact("counting", count.counting)
    for key in ("to_reassess", "dropped", "doubtful"):
        if number := getattr(count, key):
            yield Fact(key, number)
    yield Fact("unmet", ", ".join(count.unmet))


def _lacking(
    session: Session, one: Framework, found: FrameworkDetail, shown: EvidenceOverview
) -> dict[str, Fact]:
    """Of each requirement that nothing shows who can: those named for it, else who may name one."""
    if one.state != "published":
        return {}
    namers = list_holders(session, one.unit_id, NAMERS)
    names = tuple(dict.fromkeys(each.full_name for each in namers))[:MOST_NAMERS]
    facts = {}
    for row in found.requirements:
        if row.reference in shown.count.unmet:
            able = [each.who for each in row.raci if each.part == "responsible"]
            able += [each.owner for each in row.controls if each.owner and not each.is_ended]
            who = tuple(dict.fromkeys(able))
            facts[row.reference] = Fact("can_show", who) if who else Fact("can_name", names)
    return facts


def _parts(found: FrameworkDetail, lacking: Mapping[str, Fact]) -> Iterator[Part]:
    outcomes = {each.new: each for each in found.mapping}
    for one in found.requirements:
        change = outcomes.get(one.reference)
        said = change.outcome if change else "new" if one.reference in found.new else ""
        facts = [
            Fact("change", said if said != "carried" else ""),
            Fact("note", change.note if change and said != "carried" else ""),
            *((lacking[one.reference],) if one.reference in lacking else ()),
            *(
                Fact(part, tuple(map(_holder, (each for each in one.raci if each.part == part))))
                for part in PARTS
            ),
            *(
                Fact("control", (each.name, each.owner, each.cadence_days, each.is_ended))
                for each in sorted(one.controls, key=lambda each: each.is_ended)
            ),
        ]
        told = tuple(each for each in facts if each.value)
        yield Part(f"{one.reference}  {one.title}", one.text, told)


def _holder(one: RaciRow) -> object:
    """Who; with where that comes from, where it was said of an earlier requirement."""
    is_plain = not one.carried_from and not one.is_to_confirm
    return one.who if is_plain else (one.who, one.carried_from, one.is_to_confirm)


def _versions(session: Session, one: Framework) -> Iterator[Link]:
    same = session.execute(
        select(Framework.id, Framework.version, Framework.state)
        .where(Framework.unit_id == one.unit_id, Framework.key == one.key, Framework.id != one.id)
        .order_by(Framework.version.desc())
        .limit(MOST_LINKS)
    )
    for key, version, state in same:
        note = "supersedes" if key == one.supersedes_id else state
        yield Link("framework", str(key), f"{one.key} v{version}", note)


def _evidence(session: Session, shown: EvidenceOverview) -> Iterator[Link]:
    """Each piece with what it leads to: its model, its request, its policy, its monitor."""
    places = _places(session, shown.rows)
    for one in shown.rows[:MOST_LINKS]:
        place = places.get(one.id)
        if place is None:
            continue
        serves = ", ".join(one.serves) or one.requirement
        note = "counts" if one.counts else one.doubts[0]
        kind, key = place
        yield Link(kind, str(key), f"#{one.number} {one.title}", note, serves)


def _places(session: Session, rows: tuple[EvidenceRow, ...]) -> dict[UUID, tuple[str, UUID]]:
    def of(kind: str, table: Any, *columns: Any) -> dict[UUID, Any]:
        ids = [one.object_id for one in rows if one.kind == kind]
        return {x[0]: x for x in session.execute(select(*columns).where(table.id.in_(ids)))}

    documents = of("document", ModelDocument, ModelDocument.id, ModelDocument.model_id)
    decisions = of("decision", Decision, Decision.id, Decision.request_id)
    runs = of("test_run", MonitorRun, MonitorRun.id, MonitorRun.monitor_id, MonitorRun.model_id)
    found: dict[UUID, tuple[str, UUID]] = {}
    for one in rows:
        if one.kind == "policy":
            found[one.id] = ("policy", one.object_id)
        elif one.object_id in documents:
            found[one.id] = ("model", documents[one.object_id][1])
        elif one.object_id in decisions:
            found[one.id] = ("request", decisions[one.object_id][1])
        elif one.object_id in runs:
            _, monitor, model = runs[one.object_id]
            found[one.id] = ("monitor", monitor) if monitor else ("model", model)
    return found


def _duties(found: FrameworkDetail) -> Iterator[Link]:
    for requirement in found.requirements:
        for one in requirement.raci:
            was = f"{one.carried_from} → " if one.carried_from else ""
            title = f"{was}{requirement.reference}"
            yield Link("raci", str(one.id), title, one.part, one.who)


def controls_of(found: FrameworkDetail) -> Iterator[ControlRow]:
    """Each control once, though it may serve several requirements."""
    yield from {each.id: each for one in found.requirements for each in one.controls}.values()


def load_changeable(session: Session, framework_id: UUID, me: UUID) -> FrameworkDetail:
    """A version with those of its controls that `me` may change."""
    held = roles_by_unit(session, me)

    def kept(one: RequirementRow) -> tuple[ControlRow, ...]:
        return tuple(each for each in one.controls if not _change_blockers(each, held))

    found = load_framework(session, framework_id)
    rows = tuple(replace(one, controls=kept(one)) for one in found.requirements)
    return replace(found, requirements=rows)


def _change_blockers(one: ControlRow, held: Mapping[UUID, frozenset[Role]]) -> tuple[Blocker, ...]:
    """By its own unit: a control may lie in a unit below its framework's."""
    return write_blockers("control", "update", held.get(one.unit_id, ()))


def _acts(
    reader: Reader, one: Framework, shown: EvidenceOverview, controls: Sequence[ControlRow]
) -> tuple[Act, ...]:
    if one.state != "published":
        draft = draft_facts(reader.session, one)
        return (
            Act("publish", publish_blockers(draft, reader.decider)),
            Act("refuse", answer_blockers(draft, reader.decider)),
        )
    attach = transition_blockers(Thing.EVIDENCE, "", "attached", reader.roles)
    withdraw = transition_blockers(Thing.EVIDENCE, "attached", "withdrawn", reader.roles)
    left = any(each.doubts == ("reassess",) for each in shown.rows)
    nothing = () if left else (Blocker("evidence.settled"),)
    some = () if shown.rows else (Blocker("evidence.none"),)
    done = _control_blockers(reader, controls, is_ended=False)
    return (
        Act("attach", attach),
        Act("reassess", (*attach, *nothing)),
        Act("control", write_blockers("control", "insert", reader.roles)),
        Act("change", done),
        Act("end", done),
        Act("reopen", _control_blockers(reader, controls, is_ended=True)),
        Act("withdraw", (*withdraw, *some)),
    )


def _control_blockers(
    reader: Reader, controls: Sequence[ControlRow], *, is_ended: bool
) -> tuple[Blocker, ...]:
    """Why the reader can change none of these."""
    held = roles_by_unit(reader.session, reader.me)
    found = [_change_blockers(each, held) for each in controls if each.is_ended == is_ended]
    if not found:
        return (Blocker("control.none_ended" if is_ended else "control.none"),)
    return () if () in found else found[0]


def load_framework_change(session: Session, framework_id: UUID) -> PolicyChange:
    """What a version changes of the one it comes after: its own fields, then each requirement."""
    found = load_framework(session, framework_id)
    before = session.get(Framework, found.row.supersedes_id) if found.row.supersedes_id else None
    old = {one.reference: one for one in _stored(session, before.id)} if before else {}
    new = {one.reference: one for one in found.requirements}
    lines, unchanged = _field_changes(before, session.get_one(Framework, framework_id)), 0
    for one in found.mapping:
        was, becomes = old.get(one.old), new.get(one.new)
        same = was and becomes and (was.reference, was.title, was.text) == (
            becomes.reference, becomes.title, becomes.text,
        )  # fmt: skip
        if same and one.outcome == "carried":
            unchanged += 1
            continue
        note = f" ({one.outcome}: {one.note})" if one.note else f" ({one.outcome})"
        gone = f"{_said(was)}{note}" if was else ""
        lines.append(LineChange(gone, _said(becomes) if becomes else ""))
    came = [_said(new[one]) for one in found.new] if before else list(map(_said, new.values()))
    lines += [LineChange(was, now) for was, now in zip_longest([], came, fillvalue="")]
    return PolicyChange(
        version=found.row.version,
        digest=found.row.sha256,
        in_force=f"{found.row.key} v{before.version}" if before else "",
        digest_in_force=before.sha256 if before else "",
        lines=tuple(lines),
        unchanged=unchanged,
    )


# What a file says of the whole framework, as it spells it.
_FIELDS = ("name", "publisher", "edition", "effective_from", "effective_until")


def _field_changes(before: Framework | None, new: Framework) -> list[LineChange]:
    if before is None:
        return []
    pairs = ((_field(before, one), _field(new, one)) for one in _FIELDS)
    return [LineChange(was, now) for was, now in pairs if was != now]


def _field(one: Framework, name: str) -> str:
    """ "effective from: 2026-07-01"."""
    value = getattr(one, name)
    said = f"{value:%Y-%m-%d}" if isinstance(value, datetime) else str(value or "–")
    return f"{name.replace('_', ' ')}: {said}"


def _stored(session: Session, framework_id: UUID) -> list[Requirement]:
    statement = select(Requirement).where(Requirement.framework_id == framework_id)
    return list(session.scalars(statement.order_by(Requirement.position)))


def _said(one: Requirement | RequirementRow) -> str:
    return f"{one.reference} {one.title}: {' '.join(one.text.split())}"


def evidence_links(session: Session, object_id: UUID) -> list[Link]:
    """The frameworks for which something on record is evidence."""
    rows = session.execute(
        select(Framework.id, Framework.key, Framework.version, Requirement.reference)
        .join(Requirement, Requirement.framework_id == Framework.id)
        .join(RequirementEvidence, RequirementEvidence.requirement_id == Requirement.id)
        .where(RequirementEvidence.object_id == object_id, RequirementEvidence.state == "attached")
        .order_by(Framework.key, Framework.version, Requirement.position)
        .limit(MOST_LINKS)
    )
    return [
        Link("framework", str(key), f"{name} v{version}", "evidence_for", reference)
        for key, name, version, reference in rows
    ]


def raci_case(reader: Reader, one: RaciEntry) -> Found:
    session = reader.session
    names = person_names(session, [one.person_id])
    facts = (
        Fact("about_kind", one.about_kind),
        Fact("part", one.part),
        Fact("role", one.role),
        Fact("person", names.get(one.person_id, "") if one.person_id else ""),
        Fact("reason", one.reason),
    )
    others = [
        Link("raci", str(each.id), f"#{each.number}", each.part, each.who)
        for each in list_raci(session, about_kind=one.about_kind, about=one.about)
        if each.id != one.id
    ]
    blockers = transition_blockers(Thing.RACI, one.state, "ended", reader.roles)
    acts = (Act("change", blockers), Act("end", blockers))
    return Found(facts, (*others, *_of_requirement(session, one)), acts)


def _of_requirement(session: Session, one: RaciEntry) -> Iterator[Link]:
    if one.about_kind != "requirement":
        return
    key, _, _ = one.about.partition("/")
    entries = list_raci(session, about_kind=one.about_kind, about=one.about, is_all=True)
    mine = [each for each in entries if each.id == one.id]
    rows = session.execute(
        select(Framework.id, Framework.version)
        .where(Framework.key == key, Framework.state == "published")
        .order_by(Framework.version.desc())
    )
    for framework, version in rows.all():
        placed = place_duties(session, framework, mine)
        known = select(Requirement.reference).where(Requirement.id.in_(list(placed)))
        references = session.scalars(known.order_by(Requirement.position)).all()
        if references:
            told = ", ".join(references)
            yield Link("framework", str(framework), f"{key} v{version}", "about", told)
