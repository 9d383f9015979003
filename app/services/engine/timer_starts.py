"""Timer start events: the newest published version of a template starts by its calendar."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy.sql.expression import SQLColumnExpression

from app.errors import AppError
from app.models.bpmn.graph import EventKind, Node, Timer
from app.models.tables.engine import TimerStart
from app.services.calendars import GRACE, Misfire, TimerPlan, next_timer, parse_timer
from app.services.engine.definitions import Template
from app.services.engine.engine import Engine
from app.services.engine.events import plan_from_json, plan_to_json
from app.services.engine.starting import StartRequest
from app.services.engine.statements import table_of
from app.services.unit_of_work import UnitOfWork, Work
from app.texts import N_

log = logging.getLogger(__name__)

ROW = table_of(TimerStart)
_KEY = ["template_id", "node_id"]  # another service may add the same row at this moment
_add_once = {
    "sqlite": sqlite.insert(ROW).on_conflict_do_nothing(index_elements=_KEY),
    "postgresql": postgresql.insert(ROW).on_conflict_do_nothing(index_elements=_KEY),
}
REFUSED = N_("It did not start by its timer.")
MAX_MISSED = 1_000  # more missed fires than this are not told apart


class TimerStarts:
    """One per worker; several workers may share a database: rows are locked while they fire."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._known: frozenset[UUID] | None = None
        self._unreadable: set[UUID] = set()  # by this process; others may know better

    def fire_due(self, work: Work) -> None:
        """Follow what is published, then start what is due."""
        self._follow_templates(work)
        now = self._engine.clock()
        while work.read(_has_due, now, self._unreadable):
            with work.unit() as unit:
                row = unit.session.scalars(
                    select(TimerStart)
                    .where(*_is_due(now, self._unreadable))
                    .order_by(TimerStart.next_fire_at)
                    .limit(1)
                    .with_for_update(skip_locked=True)
                ).first()
                if row is None:
                    return  # another worker does it
                self._try(unit, row, now)

    def _try(self, unit: UnitOfWork, row: TimerStart, now: datetime) -> None:
        """What breaks is left until this process begins anew: others are due too."""
        template_id = row.template_id
        try:
            with unit.session.begin_nested():
                self._fire(unit, row, now)
        except Exception:
            log.exception("the timer of the life cycle %s broke", template_id)
            self._unreadable.add(template_id)

    def _follow_templates(self, work: Work) -> None:
        with work.reading() as session:
            newest = self._engine.definitions.newest(session.connection())
        known = frozenset(each.id for each in newest)
        if known == self._known:
            return
        with work.unit() as unit:
            self._write_rows(unit, known)
        self._known = known

    def _write_rows(self, unit: UnitOfWork, published: frozenset[UUID]) -> None:
        connection = unit.session.connection()
        rows = {(row.template_id, row.node_id): row for row in unit.session.scalars(
            select(TimerStart).with_for_update()
        )}  # fmt: skip
        for row in rows.values():
            row.is_active = row.template_id in published
        for template in self._engine.definitions.get_many(connection, published):
            for node, timer in timer_starts(template):
                if (template.id, node.id) not in rows:
                    self._add_row(unit, template, node, timer)

    def _add_row(self, unit: UnitOfWork, template: Template, node: Node, timer: Timer) -> None:
        try:
            plan = parse_timer(timer.kind.value, timer.expression, timer.zone, self._engine.clock())
        except AppError as error:
            log.error("%s can't start by its timer: %s", template.key, error.message)
            return
        row = {
            "id": uuid4(),
            "unit_id": template.unit_id,
            "template_id": template.id,
            "node_id": node.id,
            "next_fire_at": plan.due_at,
            "plan": plan_to_json(plan),
            "is_active": True,
        }
        connection = unit.session.connection()
        connection.execute(_add_once[connection.dialect.name], row)

    def _fire(self, unit: UnitOfWork, row: TimerStart, now: datetime) -> None:
        try:
            template = self._engine.definitions.get(unit.session.connection(), row.template_id)
        except AppError as error:  # left to other services, and to the next that begins
            log.error("the life cycle %s can't start: %s", row.template_id, error.message)
            self._unreadable.add(row.template_id)
            return
        node = template.definition.nodes[row.node_id]
        misfire = node.event.timer.misfire if node.event and node.event.timer else "once"
        due, following = due_plans(plan_from_json(row.plan), now)
        for plan in _wanted(due, misfire, now):
            self._start(unit, template, node, plan.due_at)
        row.last_fire_at = due[-1].due_at
        row.next_fire_at = following.due_at if following else None
        row.plan = plan_to_json(following or due[-1])
        row.is_active = following is not None

    def _start(self, unit: UnitOfWork, template: Template, node: Node, at: datetime) -> None:
        request = StartRequest(
            template_id=template.id,
            unit_id=template.unit_id,
            start_key=f"timer:{template.id.hex}:{node.id}:{at.isoformat()}",
            variables={"fire_at": at.isoformat()},
            start_node=node.id,
        )
        try:
            with unit.session.begin_nested():
                self._engine.start(unit, request)
        except AppError as error:
            log.error("%s did not start at %s: %s", template.key, at, error.message)
            self._engine.refuse_start(unit, request, f"{REFUSED} {error.message}", error.hint)


def timer_starts(template: Template) -> Iterator[tuple[Node, Timer]]:
    for node in template.definition.starts.get(template.definition.id, ()):
        if node.event is not None and node.event.kind is EventKind.TIMER and node.event.timer:
            yield node, node.event.timer


def due_plans(plan: TimerPlan, now: datetime) -> tuple[list[TimerPlan], TimerPlan | None]:
    """Every fire from `plan` up to `now`, and the first one after it."""
    due = [plan]
    following = next_timer(plan)
    while following is not None and following.due_at <= now:
        due.append(following)
        following = next_timer(following)
        if len(due) > MAX_MISSED and following is not None:
            return due[-1:], _first_after(plan, now)
    return due, following


def _first_after(plan: TimerPlan, now: datetime) -> TimerPlan | None:
    try:
        return parse_timer(plan.kind, plan.text, plan.zone, now)
    except AppError:  # it ran out meanwhile: no reason to hold up the starts of others
        return None


def _wanted(due: list[TimerPlan], misfire: str, now: datetime) -> list[TimerPlan]:
    if misfire == Misfire.ALL:
        return due
    if misfire == Misfire.SKIP:
        return [plan for plan in due if now - plan.due_at <= GRACE]
    return due[-1:]


def _is_due(now: datetime, without: Collection[UUID]) -> list[SQLColumnExpression[bool]]:
    due: list[SQLColumnExpression[bool]] = [TimerStart.is_active, TimerStart.next_fire_at <= now]
    return [*due, TimerStart.template_id.not_in(without)] if without else due


def _has_due(session: Session, now: datetime, without: Collection[UUID]) -> bool:
    statement = select(TimerStart.id).where(*_is_due(now, without))
    return session.scalars(statement.limit(1)).first() is not None
