"""Templates and decision tables as a list, and one of them with its file."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.errors import InputError
from app.models.bpmn.graph import ProcessDefinition
from app.models.dmn import xml_io as dmn_xml
from app.models.dmn.decisions import Decision
from app.models.enforcement.history import SUFFIX
from app.models.queries.lookups import load_units, person_names, roles_by_unit
from app.models.queries.processes import read_process
from app.models.queries.returned_drafts import load_sent_back, load_stored_by
from app.models.rules.blockers import Blocker
from app.models.rules.four_eyes import DeciderFacts
from app.models.rules.policies import (
    DRAFTS,
    DraftFacts,
    put_up_blockers,
    send_back_blockers,
    take_back_blockers,
)
from app.models.rules.rights import write_blockers
from app.models.rules.transitions import RUNNING
from app.models.tables.base import SCHEMA
from app.models.tables.engine import ProcessInstance
from app.models.tables.everything import METADATA
from app.models.tables.life_cycle import DecisionTable, LifeCycleTemplate


@dataclass(frozen=True, slots=True)
class Answer:
    """To a draft: who published it or sent it back, when and why."""

    by: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class LifeCycleRow:
    """One version. `kind`: bpmn (a template) or dmn (a decision table)."""

    id: UUID
    kind: str
    key: str
    name: str
    version: int
    state: str
    unit_key: str
    unit_name: str
    running: int  # runs under way on this very version
    by: str  # who stored it, and when
    at: datetime
    is_put_up_by_me: bool  # who takes it back; others send it back
    blockers: tuple[Blocker, ...]  # why this reader may not publish it
    put_up_blockers: tuple[Blocker, ...]  # why not put it up; where it is, take it or send it back
    sent_back: Answer | None = None  # by whom it was asked to publish it, the last time


@dataclass(frozen=True, slots=True)
class LifeCycleList:
    rows: tuple[LifeCycleRow, ...]
    units: tuple[str, ...]  # keys of units where the reader may import


@dataclass(frozen=True, slots=True)
class LifeCycleFile:
    """A template has a process to draw; a table file its decisions."""

    row: LifeCycleRow
    data: bytes
    sha256: str
    element: str
    process: ProcessDefinition | None
    decisions: tuple[Decision, ...]
    parameters: tuple[tuple[str, object], ...]
    published: Answer | None = None


def list_life_cycles(session: Session, me: UUID) -> LifeCycleList:
    """Templates before tables, by name, the newest version first."""
    held, units = roles_by_unit(session, me), load_units(session)
    running = {
        row[0]: row[1]
        for row in session.execute(
            select(ProcessInstance.template_id, func.count())
            .where(ProcessInstance.state.in_(RUNNING))
            .group_by(ProcessInstance.template_id)
        )
    }
    templates = session.scalars(select(LifeCycleTemplate)).all()
    tables = session.scalars(select(DecisionTable)).all()
    stored_by = load_stored_by(session)
    sent_back = load_sent_back(session)
    writers = {by for by, _at in stored_by.values()} | {no[0] for no in sent_back.values()}
    names = person_names(session, writers)
    written = _drafts_of(session, me)
    found = []
    stored: list[LifeCycleTemplate | DecisionTable] = [*templates, *tables]
    published: dict[tuple[type, UUID, str], set[int]] = defaultdict(set)
    for one in stored:
        if one.state == "published":
            published[type(one), one.unit_id, one.key].add(one.version)
    for one in stored:
        is_template = isinstance(one, LifeCycleTemplate)
        table = "life_cycle_template" if is_template else "decision_table"
        unit = units[one.unit_id]
        roles = held.get(one.unit_id, frozenset())
        by, at = stored_by.get(one.id, (one.recorded_by, one.recorded_from))
        found.append(
            LifeCycleRow(
                id=one.id,
                kind="bpmn" if is_template else "dmn",
                key=one.key,
                name=one.name,
                version=one.version,
                state=one.state,
                unit_key=unit.key,
                unit_name=unit.name,
                running=running.get(one.id, 0),
                by=names.get(by, ""),
                at=at,
                is_put_up_by_me=one.state == "in_review" and one.recorded_by == me,
                blockers=(
                    *write_blockers(table, "update", roles),
                    *((Blocker("policy.second"),) if one.id in written else ()),
                ),
                put_up_blockers=_put_up_blockers(
                    DraftFacts(
                        one.state,
                        {me} if one.id in written else (),
                        one.version,
                        frozenset(published[type(one), one.unit_id, one.key]),
                        one.recorded_by,
                    ),
                    DeciderFacts(me, roles),
                ),
                sent_back=(
                    Answer(names.get(no[0], ""), no[1], no[2])
                    if (no := sent_back.get(one.id)) is not None
                    else None
                ),
            )
        )
    found.sort(key=lambda row: (row.kind, row.name.casefold(), row.unit_key, -row.version))
    mine = [
        units[unit_id].key
        for unit_id, roles in held.items()
        if unit_id in units and not write_blockers("life_cycle_template", "insert", roles)
    ]
    return LifeCycleList(tuple(found), tuple(sorted(mine)))


def _put_up_blockers(facts: DraftFacts, reader: DeciderFacts) -> tuple[Blocker, ...]:
    if facts.state != "in_review":
        return put_up_blockers(facts, reader)
    is_own = reader.person == facts.put_up_by
    return (take_back_blockers if is_own else send_back_blockers)(facts, reader)


def _drafts_of(session: Session, me: UUID) -> set[UUID]:
    """What this person wrote in, if only a word: somebody else puts it in force."""
    found: set[UUID] = set()
    for table in ("life_cycle_template", "decision_table"):
        for name in (table, table + SUFFIX):
            c = METADATA.tables[f"{SCHEMA}.{name}"].c
            found.update(session.scalars(select(c.id).where(c.recorded_by == me)))
    return found


def load_life_cycle(session: Session, row_id: UUID, me: UUID) -> LifeCycleFile:
    """One version with its file.

    Raises:
        InputError: there is none.
    """
    row = next((one for one in list_life_cycles(session, me).rows if one.id == row_id), None)
    if row is None:
        raise InputError(f"There is no life cycle {row_id}.")
    if row.kind == "bpmn":
        one = session.get_one(LifeCycleTemplate, row_id)
        process = read_process(one.bpmn, one.process_id)
        given = tuple(sorted(one.parameters.items()))
        return LifeCycleFile(
            row, one.bpmn, one.sha256, one.process_id, process, (), given, _published(session, one)
        )
    table = session.get_one(DecisionTable, row_id)
    decisions = tuple(dmn_xml.parse(table.dmn).decisions.values())
    return LifeCycleFile(
        row, table.dmn, table.sha256, table.decision_id, None, decisions, (),
        _published(session, table),
    )  # fmt: skip


def _published(session: Session, one: LifeCycleTemplate | DecisionTable) -> Answer | None:
    """By whom it was put in force. Why is kept of tables only."""
    if one.state in DRAFTS:
        return None
    table = METADATA.tables[f"{SCHEMA}.{one.__tablename__}"]
    found = None
    for place in (METADATA.tables[table.fullname + SUFFIX], table):
        c = place.c
        kept = select(c.recorded_by, c.recorded_from, c.reason)
        kept = kept.where(c.id == one.id, c.state == "published").order_by(c.row_version).limit(1)
        found = found or session.execute(kept).first()
    if found is None:
        return None
    names = person_names(session, [found.recorded_by])
    why = found.reason if isinstance(one, DecisionTable) else ""
    return Answer(names.get(found.recorded_by, ""), found.recorded_from, why or "")
