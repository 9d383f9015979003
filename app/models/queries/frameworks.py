"""Frameworks: which version counts where and when, its requirements, and what is done for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, defer

from app.errors import InputError
from app.models.queries.acts import home_unit
from app.models.queries.framework_duties import place_duties
from app.models.queries.framework_evidence import EvidenceOverview, load_evidence
from app.models.queries.framework_line import load_line
from app.models.queries.lookups import load_units, now, person_names, whole_number
from app.models.queries.responsibilities import RaciRow, list_raci
from app.models.rules.framework_file import read_framework
from app.models.rules.frameworks import CARRIED, VersionFacts, phase
from app.models.tables.base import NOBODY
from app.models.tables.frameworks import (
    Control,
    Framework,
    Requirement,
    RequirementMapping,
)
from app.models.tables.organisation import UnitAncestor

OPEN_PHASES = ("draft", "coming", "in_force")


@dataclass(frozen=True, slots=True)
class FrameworkRow:
    """A version. `phase`: draft, refused, coming, in_force, superseded or over."""

    key: str
    version: int
    id: UUID
    name: str
    publisher: str
    edition: str
    unit: str
    phase: str
    effective_from: datetime
    effective_until: datetime | None  # by its own file, or where the next one begins
    supersedes: int | None
    requirements: int
    reason: str
    sha256: str
    by: str  # who wrote its present state
    since: datetime
    unit_id: UUID
    supersedes_id: UUID | None


def list_frameworks(session: Session, *, is_all: bool = False) -> list[FrameworkRow]:
    """What is in force, comes, and is proposed; or every version."""
    rows = session.scalars(
        select(Framework)
        .order_by(Framework.key, Framework.unit_id, Framework.version)
        .options(defer(Framework.file))
    ).all()
    counted = {
        row[0]: row[1]
        for row in session.execute(
            select(Requirement.framework_id, func.count()).group_by(Requirement.framework_id)
        )
    }
    names = person_names(session, [one.recorded_by for one in rows])
    units = load_units(session)
    moment = now(session)
    found = []
    for one in rows:
        line = [_facts(x) for x in rows if (x.unit_id, x.key) == (one.unit_id, one.key)]
        found.append(
            FrameworkRow(
                key=one.key,
                version=one.version,
                id=one.id,
                name=one.name,
                publisher=one.publisher,
                edition=one.edition,
                unit=units[one.unit_id].key if one.unit_id in units else "",
                phase=phase(_facts(one), line, moment),
                effective_from=one.effective_from,
                effective_until=_end(one, line),
                supersedes=next((x.version for x in line if x.id == one.supersedes_id), None),
                requirements=counted.get(one.id, 0),
                reason=one.reason or "",
                sha256=one.sha256,
                by=names.get(one.recorded_by, ""),
                since=one.recorded_from,
                unit_id=one.unit_id,
                supersedes_id=one.supersedes_id,
            )
        )
    return [one for one in found if is_all or one.phase in OPEN_PHASES]


def _facts(one: Framework) -> VersionFacts:
    return VersionFacts(
        one.id, one.version, one.state, one.effective_from, one.effective_until, one.supersedes_id
    )


def _end(one: Framework, line: Iterable[VersionFacts]) -> datetime | None:
    ends = [x.effective_from for x in line if x.supersedes == one.id and x.state == "published"] + (
        [one.effective_until] if one.effective_until else []
    )
    return min(ends, default=None)


def find_framework(session: Session, text: str, me: UUID) -> FrameworkRow:
    """`key`: what counts for whoever asks; `unit/key`: there; `key:2`: that version.

    Where none counts yet, the newest one that is not refused.

    Raises:
        InputError: there is none, or several units have one of that number.
    """
    name, _, number = text.partition(":")
    unit, _, key = name.rpartition("/")
    rows = [
        one
        for one in list_frameworks(session, is_all=True)
        if one.key == key and unit in ("", one.unit)
    ]
    if number:
        wanted = whole_number(number.lower().removeprefix("v"))
        rows = [one for one in rows if one.version == wanted]
        units = sorted({one.unit for one in rows})
        if len(units) > 1:
            names = ", ".join(f"{one}/{text}" for one in units)
            raise InputError(f"Several units have a framework {text}.", hint=f"Say which: {names}.")
        return _one(text, rows)
    if not unit:
        rows = _nearest(session, rows, home_unit(session, me))
    counting = [one for one in rows if one.phase == "in_force"]
    open_ones = [one for one in rows if one.phase != "refused"]
    return _one(text, counting or open_ones or rows)


def _nearest(session: Session, rows: Sequence[FrameworkRow], unit_id: UUID) -> list[FrameworkRow]:
    """Those of the nearest unit that has one in force, at home or above; else all of them."""
    above = session.scalars(select(UnitAncestor.ancestor_id).where(UnitAncestor.unit_id == unit_id))
    depths = {one: _depth(session, one) for one in above}
    reaching = [one for one in rows if one.unit_id in depths]
    strong = [one for one in reaching if one.phase == "in_force"] or reaching
    if not strong:
        return list(rows)
    nearest = max(strong, key=lambda one: depths[one.unit_id]).unit_id
    return [one for one in reaching if one.unit_id == nearest]


def _depth(session: Session, unit_id: UUID) -> int:
    counted = select(func.count()).where(UnitAncestor.unit_id == unit_id)
    return session.scalar(counted) or 0


def _one(text: str, rows: Sequence[FrameworkRow]) -> FrameworkRow:
    if not rows:
        raise InputError(
            f"There is no framework {text}.",
            hint="modelward framework list --all shows every version.",
        )
    return max(rows, key=lambda one: one.version)


def find_proposed_framework(session: Session, text: str, me: UUID) -> FrameworkRow:
    """The newest proposal of this key; a number names one in whatever state.

    Raises:
        InputError: there is none.
    """
    if ":" in text:
        return find_framework(session, text, me)
    unit, _, key = text.rpartition("/")
    rows = [
        one
        for one in list_frameworks(session)
        if one.phase == "draft" and one.key == key and unit in ("", one.unit)
    ]
    if not rows:
        raise InputError(
            f"There is no proposed framework {text}.",
            hint="modelward framework list --all shows every version.",
        )
    return max(rows, key=lambda one: one.version)


@dataclass(frozen=True, slots=True)
class ControlRow:
    number: int
    id: UUID
    requirement_id: UUID
    name: str
    description: str
    owner: str
    cadence_days: int | None
    wanted: str
    is_ended: bool
    unit_id: UUID
    outcome: str = CARRIED  # of its requirement, on the way to the version that was asked for


@dataclass(frozen=True, slots=True)
class RequirementRow:
    """A requirement as it stands, with what is done for it and who answers for it."""

    id: UUID
    reference: str
    title: str
    text: str
    evidence: int  # that counts for it
    controls: tuple[ControlRow, ...]
    raci: tuple[RaciRow, ...]


@dataclass(frozen=True, slots=True)
class MappingRow:
    """What becomes of a requirement of the version before."""

    old: str
    old_title: str
    new: str
    new_title: str
    outcome: str
    note: str


@dataclass(frozen=True, slots=True)
class FrameworkDetail:
    row: FrameworkRow
    requirements: tuple[RequirementRow, ...]
    mapping: tuple[MappingRow, ...]
    new: tuple[str, ...]  # references that come from nowhere
    is_as_filed: bool  # the rows say what the file says


def load_framework(
    session: Session, framework_id: UUID, shown: EvidenceOverview | None = None
) -> FrameworkDetail:
    """A version with all that belongs to it.

    Args:
        shown: its evidence, where that was read already.
    Raises:
        InputError: it is not there, or lies in another unit.
    """
    rows = list_frameworks(session, is_all=True)
    row = next((one for one in rows if one.id == framework_id), None)
    if row is None:
        raise InputError("What you look for is not there, or belongs to another unit.")
    requirements = _requirements(session, framework_id)
    mapping = load_mapping(session, framework_id)
    named = {one.new for one in mapping}
    new = [one.reference for one in requirements if one.reference not in named]
    return FrameworkDetail(
        row=row,
        requirements=_with_duties(
            session, row, requirements, shown or load_evidence(session, framework_id)
        ),
        mapping=mapping,
        new=tuple(new) if row.supersedes is not None else (),
        is_as_filed=is_as_filed(session, session.get_one(Framework, framework_id)),
    )


def _requirements(session: Session, framework_id: UUID) -> list[Requirement]:
    statement = select(Requirement).where(Requirement.framework_id == framework_id)
    return list(session.scalars(statement.order_by(Requirement.position)))


def _with_duties(
    session: Session,
    row: FrameworkRow,
    requirements: Sequence[Requirement],
    shown: EvidenceOverview,
) -> tuple[RequirementRow, ...]:
    counted = Counter(reference for one in shown.rows if one.counts for reference in one.serves)
    controls = _controls(session, row.id)
    entries = list_raci(session, about_kind="requirement")
    of_key = [one for one in entries if one.about.partition("/")[0] == row.key]
    duties = place_duties(session, row.id, of_key)
    return tuple(
        RequirementRow(
            id=one.id,
            reference=one.reference,
            title=one.title,
            text=one.text,
            evidence=counted[one.reference],
            controls=tuple(controls.get(one.id, ())),
            raci=tuple(duties.get(one.id, ())),
        )
        for one in requirements
    )


def _controls(session: Session, framework_id: UUID) -> dict[UUID, list[ControlRow]]:
    """By requirement of a version: its own controls, and those of what was there before it."""
    line = load_line(session, framework_id)
    found: dict[UUID, list[ControlRow]] = {}
    for one in list_controls(session, line.requirements):
        for step in line.ways(one.requirement_id):
            if step.successor in line.target and step.successor is not None:
                found.setdefault(step.successor, []).append(replace(one, outcome=step.outcome))
    return found


def list_controls(session: Session, requirements: Iterable[UUID]) -> list[ControlRow]:
    """The controls of these requirements, by number."""
    rows = session.scalars(
        select(Control)
        .where(Control.requirement_id.in_(list(requirements)))
        .order_by(Control.number)
    ).all()
    names = person_names(session, [one.owner_id for one in rows])
    return [
        ControlRow(
            number=one.number,
            id=one.id,
            requirement_id=one.requirement_id,
            name=one.name,
            description=one.description,
            owner=names.get(one.owner_id, "") if one.owner_id else "",
            cadence_days=one.cadence_days,
            wanted=one.wanted,
            is_ended=one.is_ended,
            unit_id=one.unit_id,
        )
        for one in rows
    ]


def load_mapping(session: Session, framework_id: UUID) -> tuple[MappingRow, ...]:
    """What this version says of each requirement of the one before, in their order there."""
    rows = session.scalars(
        select(RequirementMapping).where(RequirementMapping.framework_id == framework_id)
    ).all()
    ids = {one.requirement_id for one in rows} | {one.successor_id for one in rows} - {None}
    known = {
        one.id: one for one in session.scalars(select(Requirement).where(Requirement.id.in_(ids)))
    }
    found = [
        (known.get(one.requirement_id), known.get(one.successor_id or NOBODY), one) for one in rows
    ]
    found.sort(key=lambda each: (each[0].position if each[0] else 0, str(each[2].successor_id)))
    return tuple(
        MappingRow(
            old=old.reference if old else "",
            old_title=old.title if old else "",
            new=new.reference if new else "",
            new_title=new.title if new else "",
            outcome=one.outcome,
            note=one.note,
        )
        for old, new, one in found
    )


def is_as_filed(session: Session, row: Framework) -> bool:
    """Whether its rows say what its file says: no database can read the file.

    What a second person looks at, and what is sealed, is the file.
    """
    draft = read_framework(row.file).draft
    if draft is None:
        return False
    top = (draft.key, draft.name, draft.publisher, draft.edition, draft.effective_from,
           draft.effective_until)  # fmt: skip
    kept = (row.key, row.name, row.publisher, row.edition, row.effective_from,
            row.effective_until)  # fmt: skip
    before = session.get(Framework, row.supersedes_id) if row.supersedes_id else None
    requirements = [(one.reference, one.title, one.text) for one in _requirements(session, row.id)]
    mapping = {(one.old, one.new, one.outcome, one.note) for one in load_mapping(session, row.id)}
    return (
        top == kept
        and draft.supersedes == (before.version if before else None)
        and [(one.reference, one.title, one.text) for one in draft.requirements] == requirements
        and {(one.old, one.new, one.outcome, one.note) for one in draft.mappings} == mapping
    )
