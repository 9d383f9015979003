"""Takes up what people want: each inbox row once, in the order it came, with a stated result."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from uuid import UUID

from sqlalchemy import bindparam, literal_column, select, update
from sqlalchemy.exc import DBAPIError

from app import texts
from app.errors import AppError, InputError
from app.models.locks import Lock, try_lock
from app.models.rules.blockers import require
from app.models.rules.names import shown_words
from app.models.rules.tasks import reason_blockers
from app.models.stored_json import Unreadable
from app.models.tables.base import mw_now
from app.models.tables.governance import TransitionRequest
from app.models.tables.inventory import ModelVersion, RegisteredModel
from app.models.tables.life_cycle import EngineInbox, UserTask
from app.services.engine import asked, messages
from app.services.engine.engine import Engine
from app.services.engine.people import as_refusal, task_of_request
from app.services.engine.starting import StartRequest, bound_template
from app.services.engine.statements import table_of
from app.services.engine.wishes import (
    IncidentWish,
    InstanceWish,
    MessageWish,
    RequestWish,
    StartWish,
    TaskWish,
    read_wish,
)
from app.services.unit_of_work import InboxKind, UnitOfWork, Work

log = logging.getLogger(__name__)

BROKE = "It broke inside the service."
SEE_LOG = "The log of the service has the details."
UNREADABLE = "What the entry says can't be read: ask for it anew."
TRIES = 3  # of a row that fails in a way nobody expected

InboxHandler = Callable[[UnitOfWork, EngineInbox], str | None]
Checkpoint = Callable[[str], None]

INBOX = table_of(EngineInbox)
_open = select(INBOX.c.id, INBOX.c.kind).where(INBOX.c.consumed_at.is_(None)).limit(1)
# A demo's record clock may stand still: SQLite then keeps the order by its row numbers.
_next = {
    "sqlite": _open.order_by(INBOX.c.created_at, literal_column("engine_inbox.rowid")),
    "postgresql": _open.order_by(INBOX.c.created_at, INBOX.c.id),
}
_consume = (
    update(INBOX)
    .where(INBOX.c.id == bindparam("row"), INBOX.c.consumed_at.is_(None))
    .values(consumed_at=mw_now(), result=bindparam("said"))
)


class Inbox:
    """One per worker.

    Args:
        others: what to do for kinds that are not the engine's; gives the result's sentence.
        checkpoint: tests only: told "taken:<kind>", "correlated:<kind>", "consumed:<kind>" while
            the row is held, and "done:<kind>" when all of it is stored.
    """

    def __init__(
        self,
        engine: Engine,
        others: Mapping[str, InboxHandler] | None = None,
        checkpoint: Checkpoint | None = None,
    ) -> None:
        self._engine = engine
        self._checkpoint = checkpoint
        self._tries: dict[UUID, int] = {}
        self._handlers: dict[str, InboxHandler] = {
            InboxKind.START: self._start,
            InboxKind.MESSAGE: self._message,
            InboxKind.TASK_OUTCOME: self._task_outcome,
            InboxKind.REQUEST_CLOSED: self._request_closed,
            InboxKind.RETRY: self._retry,
            InboxKind.CANCEL: self._cancel,
            InboxKind.SUSPEND: self._suspend,
            InboxKind.RESUME: self._resume,
            **(others or {}),
        }

    def take_one(self, work: Work) -> bool:
        """Consume the oldest row; False when there is none, or another worker reads the inbox."""
        found: UUID | None = None
        try:
            with work.unit() as unit:
                if not try_lock(unit.session.connection(), Lock.INBOX):
                    return False
                # What it says is read only when a failure to do so counts as a try of this row.
                first = unit.session.execute(_next[work.database.engine.dialect.name]).first()
                if first is None:
                    return False
                found, kind = first
                self._tell("taken", kind)
                said = self._handle(unit, unit.get(EngineInbox, found))
                self._tell("correlated", kind)
                self._consume(unit, found, said)
                self._tell("consumed", kind)
            self._tell("done", kind)
        except AppError:
            raise  # others hold the rows, or the database is not to be had: later again
        except Exception as error:
            if found is None:
                raise
            self._count_failure(work, found, error)
        return True

    def _tell(self, point: str, kind: str) -> None:
        if self._checkpoint is not None:
            self._checkpoint(f"{point}:{kind}")

    def _handle(self, unit: UnitOfWork, row: EngineInbox) -> str:
        handler = self._handlers.get(row.kind)
        if handler is None:
            return f"This service does not know how to do “{row.kind}”."
        if isinstance(row.payload, Unreadable):
            return UNREADABLE
        try:
            with unit.session.begin_nested():
                asked.check(unit, row)
                result = handler(unit, row)
                unit.flush()
        except AppError as error:
            return texts.in_full(error)
        except DBAPIError as error:
            refusal = as_refusal(error)
            if not isinstance(refusal, AppError):
                raise
            return texts.in_full(refusal)
        return result or ""

    def _consume(self, unit: UnitOfWork, row: UUID, said: str) -> None:
        unit.session.connection().execute(_consume, {"row": row, "said": said})
        self._tries.pop(row, None)

    def _count_failure(self, work: Work, row: UUID, error: Exception) -> None:
        self._tries[row] = self._tries.get(row, 0) + 1
        log.error("inbox row %s broke", row, exc_info=error)
        if self._tries[row] >= TRIES:
            with work.unit() as unit:
                self._stall(unit, unit.get(EngineInbox, row))
                self._consume(unit, row, f"{BROKE} {SEE_LOG}")

    def _stall(self, unit: UnitOfWork, row: EngineInbox) -> None:
        """What a person has done must not be lost: the process shows an incident to retry."""
        task = None
        if row.kind == InboxKind.TASK_OUTCOME:
            task = unit.session.get(UserTask, read_wish(TaskWish, row.payload).task_id)
        elif row.kind == InboxKind.REQUEST_CLOSED:
            task = task_of_request(unit, read_wish(RequestWish, row.payload).request_id)
        if task is not None:
            self._engine.stall(unit, task, BROKE, SEE_LOG)

    # The engine's kinds

    def _start(self, unit: UnitOfWork, row: EngineInbox) -> str:
        wish = read_wish(StartWish, row.payload)
        model_id = asked.model_of(unit, wish.model_id, wish.version_id)
        key = wish.template_key or _bound_template(unit, model_id)
        found = self._engine.definitions.find(unit.session.connection(), key, row.unit_id)
        if not asked.is_from_service(unit, row):
            template = self._engine.definitions.get(unit.session.connection(), found.id)
            has_version = wish.version_id is not None
            asked.require_free(wish.variables, template.parameters, has_version=has_version)
        if wish.overtakes is not None:
            asked.require_same_version(unit, wish.overtakes, wish.version_id)
            why_not = self._engine.overtake(unit, wish.overtakes)
            if why_not:
                return why_not
        self._engine.start(
            unit,
            StartRequest(
                template_id=found.id,
                unit_id=row.unit_id,
                start_key=asked.start_key(unit, row, wish.start_key, "inbox"),
                model_id=model_id,
                version_id=wish.version_id,
                business_key=wish.business_key,
                variables=wish.variables,
                started_by=row.created_by,
                title=wish.title or _title(unit, model_id, wish.version_id),
            ),
        )
        return ""

    def _message(self, unit: UnitOfWork, row: EngineInbox) -> str:
        wish = read_wish(MessageWish, row.payload)
        asked.require_ending(unit, row, wish)
        is_own = asked.is_from_service(unit, row)
        message = messages.Message(
            name=wish.name,
            key=wish.key,
            variables=asked.variables(unit, row, wish.variables),
            unit_id=row.unit_id,
            start_key=asked.start_key(unit, row, wish.start_key, "message"),
            sent_by=None if is_own else row.created_by,
            model_id=asked.model_of(unit, wish.model_id, wish.version_id),
            version_id=wish.version_id,
        )
        return messages.correlate(self._engine, unit, message)

    def _task_outcome(self, unit: UnitOfWork, row: EngineInbox) -> str:
        return self._engine.task_completed(unit, read_wish(TaskWish, row.payload).task_id)

    def _request_closed(self, unit: UnitOfWork, row: EngineInbox) -> str:
        wish = read_wish(RequestWish, row.payload)
        request = unit.get(TransitionRequest, wish.request_id)
        return self._engine.request_closed(unit, request.id, request.state)

    def _retry(self, unit: UnitOfWork, row: EngineInbox) -> str:
        return self._engine.retry(unit, read_wish(IncidentWish, row.payload).incident_id)

    def _cancel(self, unit: UnitOfWork, row: EngineInbox) -> str:
        wish = read_wish(InstanceWish, row.payload)
        if not asked.is_from_service(unit, row):
            require(reason_blockers(wish.reason))
        return self._engine.cancel(unit, wish.instance_id, shown_words(wish.reason))

    def _suspend(self, unit: UnitOfWork, row: EngineInbox) -> str:
        return self._engine.suspend(unit, read_wish(InstanceWish, row.payload).instance_id)

    def _resume(self, unit: UnitOfWork, row: EngineInbox) -> str:
        return self._engine.resume(unit, read_wish(InstanceWish, row.payload).instance_id)


def _bound_template(unit: UnitOfWork, model_id: UUID | None) -> str:
    bound = bound_template(unit.session.connection(), model_id)
    if not bound:
        raise InputError(
            "No life cycle was named, and none is bound to the model.",
            hint="Bind a life cycle to the model, or name one.",
        )
    return bound


def _title(unit: UnitOfWork, model_id: UUID | None, version_id: UUID | None) -> str:
    """Empty: the template's name."""
    if version_id is not None:
        version = unit.get(ModelVersion, version_id)
        model = unit.get(RegisteredModel, version.model_id)
        return f"{model.name} v{version.version}"
    return unit.get(RegisteredModel, model_id).name if model_id else ""
