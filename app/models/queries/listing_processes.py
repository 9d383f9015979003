"""Running life cycles, their steps and incidents, and the files they run from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.errors import InputError
from app.models.queries.acts import home_unit
from app.models.queries.in_force import table_in_force, template_in_force
from app.models.queries.lookups import whole_number
from app.models.rules.policies import DRAFTS
from app.models.rules.transitions import RUNNING
from app.models.tables.engine import Incident, Job, ProcessInstance, StepRun, Token, Variable
from app.models.tables.life_cycle import DecisionTable, EngineInbox, LifeCycleTemplate
from app.models.tables.organisation import BusinessUnit


@dataclass(frozen=True, slots=True)
class ProcessRow:
    number: int
    id: UUID
    title: str
    template: str
    state: str
    outcome: str
    reason: str
    at: tuple[str, ...]  # the elements where it stands
    started_at: datetime
    ended_at: datetime | None
    incidents: tuple[int, ...]


def list_processes(
    session: Session, *, is_all: bool = False, model_id: UUID | None = None
) -> list[ProcessRow]:
    """Running ones, or all; the newest last."""
    statement = (
        select(ProcessInstance, LifeCycleTemplate.key, LifeCycleTemplate.version)
        .join(LifeCycleTemplate, LifeCycleTemplate.id == ProcessInstance.template_id)
        .order_by(ProcessInstance.number)
    )
    if not is_all:
        statement = statement.where(ProcessInstance.state.in_(RUNNING))
    if model_id is not None:
        statement = statement.where(ProcessInstance.model_id == model_id)
    return [_row(session, *row) for row in session.execute(statement)]


def _row(session: Session, instance: ProcessInstance, key: str, version: int) -> ProcessRow:
    tokens = session.scalars(
        select(Token.node_id)
        .where(Token.instance_id == instance.id, Token.state.in_(("waiting", "incident")))
        .order_by(Token.entered_at)
    )
    incidents = session.scalars(
        select(Incident.number)
        .where(Incident.instance_id == instance.id, Incident.state == "open")
        .order_by(Incident.number)
    )
    return ProcessRow(
        number=instance.number,
        id=instance.id,
        title=instance.title,
        template=f"{key} {version}",
        state=instance.state,
        outcome=instance.outcome,
        reason=instance.reason,
        at=tuple(tokens),
        started_at=instance.started_at,
        ended_at=instance.ended_at,
        incidents=tuple(incidents),
    )


@dataclass(frozen=True, slots=True)
class StepRow:
    element: str
    name: str
    kind: str
    state: str
    outcome: str
    started_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class IncidentRow:
    number: int
    id: UUID
    element: str
    message: str
    hint: str
    state: str
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class ProcessDetail:
    process: ProcessRow
    steps: tuple[StepRow, ...]
    incidents: tuple[IncidentRow, ...]
    variables: dict[str, Any]


def load_process(session: Session, instance_id: UUID) -> ProcessDetail:
    row = session.execute(
        select(ProcessInstance, LifeCycleTemplate.key, LifeCycleTemplate.version)
        .join(LifeCycleTemplate, LifeCycleTemplate.id == ProcessInstance.template_id)
        .where(ProcessInstance.id == instance_id)
    ).one()
    steps = session.scalars(
        select(StepRun)
        .where(StepRun.instance_id == instance_id)
        .order_by(StepRun.started_at, StepRun.id)
    )
    incidents = session.scalars(
        select(Incident).where(Incident.instance_id == instance_id).order_by(Incident.number)
    )
    variables = session.scalars(
        select(Variable).where(Variable.instance_id == instance_id, Variable.scope_key == "")
    )
    return ProcessDetail(
        _row(session, *row),
        tuple(
            StepRow(s.node_id, s.name, s.node_kind, s.state, s.outcome, s.started_at, s.ended_at)
            for s in steps
        ),
        tuple(
            IncidentRow(i.number, i.id, i.node_id, i.message, i.hint, i.state, i.opened_at)
            for i in incidents
        ),
        {v.name: v.value for v in sorted(variables, key=lambda one: one.name)},
    )


def find_instance(session: Session, text: str) -> UUID:
    """A process by its number or id.

    Raises:
        InputError: there is none.
    """
    return _by_number(session, ProcessInstance, text, what="process")


def find_incident(session: Session, text: str) -> UUID:
    return _by_number(session, Incident, text, what="incident")


def open_incidents(session: Session, instance_id: UUID) -> list[UUID]:
    statement = select(Incident.id).where(
        Incident.instance_id == instance_id, Incident.state == "open"
    )
    return list(session.scalars(statement.order_by(Incident.number)))


def _by_number(
    session: Session, kind: type[ProcessInstance] | type[Incident], text: str, *, what: str
) -> UUID:
    wanted = text.strip().lstrip("#")
    found: UUID | None = None
    number = whole_number(wanted)
    if number is not None:
        found = session.scalar(select(kind.id).where(kind.number == number))
    else:
        try:
            found = session.scalar(select(kind.id).where(kind.id == UUID(wanted)))
        except ValueError:
            found = None
    if found is None:
        raise InputError(f"There is no {what} {text}.")
    return found


@dataclass(frozen=True, slots=True)
class InboxRow:
    """What somebody asked of the engine, and what came of it."""

    id: UUID
    kind: str
    created_at: datetime
    consumed_at: datetime | None
    result: str

    @property
    def has_ended(self) -> bool:
        return self.consumed_at is not None


def load_inbox(session: Session, row_id: UUID) -> InboxRow:
    row = session.get_one(EngineInbox, row_id)
    return InboxRow(row.id, row.kind, row.created_at, row.consumed_at, row.result)


def load_wishes(session: Session, ids: Iterable[UUID]) -> dict[UUID, InboxRow]:
    """What became of these."""
    return {one: load_inbox(session, one) for one in ids}


def list_unfinished(session: Session) -> list[InboxRow]:
    """What was asked and not taken up, or could not be done."""
    statement = (
        select(EngineInbox)
        .where((EngineInbox.consumed_at.is_(None)) | (EngineInbox.result != ""))
        .order_by(EngineInbox.created_at)
    )
    return [
        InboxRow(r.id, r.kind, r.created_at, r.consumed_at, r.result)
        for r in session.scalars(statement)
    ]


def next_task_at(session: Session) -> datetime | None:
    """When the next automatic step is due; timers of the far future do not count."""
    return session.scalar(
        select(Job.due_at)
        .where(Job.state == "queued", Job.kind != "timer")
        .order_by(Job.due_at)
        .limit(1)
    )


@dataclass(frozen=True, slots=True)
class FileRow:
    """A template or table at one version."""

    kind: str  # bpmn | dmn
    key: str
    version: int
    name: str
    unit: str
    state: str
    element: str  # id of the process or decision
    sha256: str
    id: UUID


def list_files(session: Session, key: str = "") -> list[FileRow]:
    """Templates, then tables; each version."""
    templates = session.execute(_with_unit(LifeCycleTemplate, key))
    tables = session.execute(_with_unit(DecisionTable, key))
    return [
        *(_file_row("bpmn", row, row.process_id, unit) for row, unit in templates),
        *(_file_row("dmn", row, row.decision_id, unit) for row, unit in tables),
    ]


def _with_unit(
    kind: type[LifeCycleTemplate] | type[DecisionTable], key: str
) -> Select[*tuple[Any, ...]]:
    statement: Select[*tuple[Any, ...]] = (
        select(kind, BusinessUnit.key)
        .join(BusinessUnit, BusinessUnit.id == kind.unit_id)
        .order_by(kind.key, kind.version)
    )
    return statement.where(kind.key == key) if key else statement


def _file_row(
    kind: str, row: LifeCycleTemplate | DecisionTable, element: str, unit: str
) -> FileRow:
    return FileRow(
        kind, row.key, row.version, row.name, unit, row.state, element, row.sha256, row.id
    )


def find_file(session: Session, text: str, me: UUID, *, unit: str = "") -> FileRow:
    """`key`: what is in force in the unit (else the newest draft for it); `key:3`: that version.

    Args:
        me: whose highest unit counts where none is named.
    Raises:
        InputError: there is none, or several units have one.
    """
    key, _, number = text.partition(":")
    if not number:
        found = _in_force(session, key, _unit_id(session, unit) if unit else home_unit(session, me))
        if found is not None:
            return found
    return _newest(text, _versions(session, text, unit), unit)


def find_draft(session: Session, text: str, *, unit: str = "") -> FileRow:
    """`key`: the newest that is not published yet, of the only unit that has one; `key:3`: that.

    Raises:
        InputError: there is none, or several units have one.
    """
    rows = _versions(session, text, unit)
    drafts = [row for row in rows if ":" in text or row.state in DRAFTS]
    if rows and not drafts:
        raise InputError(
            f"No version of {text} waits to be published.",
            hint="modelward template list shows every version.",
        )
    return _newest(text, drafts, unit)


def find_file_by_id(session: Session, row_id: UUID) -> FileRow:
    return next(row for row in list_files(session) if row.id == row_id)


def _in_force(session: Session, key: str, unit_id: UUID) -> FileRow | None:
    template = template_in_force(session, key, unit_id)
    found = template.id if template else table_in_force(session, key, unit_id)
    return find_file_by_id(session, found) if found else None


def _versions(session: Session, text: str, unit: str) -> list[FileRow]:
    key, _, number = text.partition(":")
    wanted = whole_number(number.lower().removeprefix("v")) if number else None
    if unit:
        _unit_id(session, unit)
    return [
        row
        for row in list_files(session, key)
        if unit in ("", row.unit) and (not number or row.version == wanted)
    ]


def _newest(text: str, rows: list[FileRow], unit: str) -> FileRow:
    if not rows:
        where = f" in {unit}" if unit else ""
        raise InputError(
            f"There is no template or table {text}{where}.",
            hint="modelward template list shows every version.",
        )
    units = sorted({row.unit for row in rows})
    if len(units) > 1:
        raise InputError(
            f"Several units have a template or table {text}.",
            hint="Say which with --unit: " + ", ".join(units) + ".",
        )
    return max(rows, key=lambda row: row.version)


def _unit_id(session: Session, key: str) -> UUID:
    found = session.scalars(select(BusinessUnit.id).where(BusinessUnit.key == key)).first()
    if found is None:
        raise InputError(f"There is no unit {key}.", hint="modelward unit list shows them.")
    return found


def load_content(session: Session, row: FileRow) -> bytes:
    """The file, byte for byte as it was imported."""
    if row.kind == "bpmn":
        return session.get_one(LifeCycleTemplate, row.id).bpmn
    return session.get_one(DecisionTable, row.id).dmn
