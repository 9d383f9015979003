"""The process engine: each method is one step, in the transaction it is given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, select, update

from app.errors import AppError
from app.models.bpmn.graph import Node, NodeKind
from app.models.database import Clock, real_clock
from app.models.tables.base import UtcDateTime
from app.models.tables.life_cycle import UserTask
from app.services import jobs
from app.services.engine import activities, calls, events, failures, flow, nodes, people
from app.services.engine import statements as sql
from app.services.engine.books import INCIDENT, Books, LiveToken
from app.services.engine.cancelling import ENDED, cancel_instance, open_books
from app.services.engine.decisions import decide_by_table
from app.services.engine.definitions import Definitions
from app.services.engine.starting import (
    StartRequest,
    check_start,
    complete_start,
    known_instance,
    new_instance,
)
from app.services.engine.walk import Decide, Opener, Parts, PresentFacts, Walk, no_facts
from app.services.jobs import ClaimedJob
from app.services.task_types import BpmnError, Done, Later, Outcome
from app.services.unit_of_work import UnitOfWork

_requeue = (
    update(sql.JOB)
    .where(sql.JOB.c.id == bindparam("job"), sql.JOB.c.state == "failed")
    .values(
        state=bindparam("to_state"),
        inputs=bindparam("handed"),
        attempt=0,
        attempts_left=bindparam("left"),
        due_at=bindparam("at", type_=UtcDateTime()),
        ended_at=None,
    )
)
_hold = (
    update(sql.JOB)
    .where(sql.JOB.c.instance_id == bindparam("instance"), sql.JOB.c.state == bindparam("was"))
    .values(state=bindparam("becomes"))
)
_open_incident = (
    select(
        sql.INCIDENT.c.instance_id,
        sql.INCIDENT.c.token_id,
        sql.INCIDENT.c.job_id,
        sql.INCIDENT.c.state,
        sql.JOB.c.kind.label("job_kind"),
        sql.JOB.c.inputs,
    )
    .outerjoin(sql.JOB, sql.JOB.c.id == sql.INCIDENT.c.job_id)
    .where(sql.INCIDENT.c.id == bindparam("incident"))
)
_refused_starts = (
    select(sql.INCIDENT.c.id)
    .join(sql.INSTANCE, sql.INSTANCE.c.id == sql.INCIDENT.c.instance_id)
    .where(
        sql.INSTANCE.c.template_id == bindparam("template"),
        sql.INCIDENT.c.node_id == bindparam("node"),
        sql.INCIDENT.c.state == "open",
    )
)
_state_of = select(sql.INSTANCE.c.state).where(sql.INSTANCE.c.id == bindparam("instance"))
_own_children = (
    select(sql.INSTANCE.c.id)
    .join(sql.TOKEN, sql.TOKEN.c.id == sql.INSTANCE.c.parent_token_id)
    .where(sql.TOKEN.c.instance_id == bindparam("instance"), sql.INSTANCE.c.state.not_in(ENDED))
)

StartFacts = Callable[[UnitOfWork, StartRequest], Mapping[str, Any]]  # go before what a start says

OnCancelled = Callable[[UnitOfWork, UUID], None]


class MadeWay(NamedTuple):
    """Why an instance ends for another one (empty: it does not), and why that one may not start."""

    reason: str
    why_not: str


OnOvertaken = Callable[[UnitOfWork, UUID], MadeWay]


class Engine:
    """Moves tokens. Holds no state but the cache of definitions; threads may share it.

    The methods that people's wishes lead to give a sentence: empty when done, else why not.

    Args:
        openers: called for each new user task of that kind, in the same transaction.
        closers: called when the process takes back such a task.
        decide: evaluates a decision table.
        clock: the due clock.
        start_facts: what a run is told of its model at its start, before what the start says.
        present_facts: those of them that may change, as of each step after it.
        on_cancelled: called when somebody has ended an instance, in the same transaction.
        on_overtaken: asked whether an instance makes way for one that starts in its place.
    """

    def __init__(
        self,
        *,
        definitions: Definitions | None = None,
        openers: Mapping[str, Opener] | None = None,
        closers: Mapping[str, Opener] | None = None,
        decide: Decide = decide_by_table,
        clock: Clock = real_clock,
        start_facts: StartFacts | None = None,
        present_facts: PresentFacts = no_facts,
        on_cancelled: OnCancelled | None = None,
        on_overtaken: OnOvertaken | None = None,
    ) -> None:
        self._on_cancelled = on_cancelled
        self._on_overtaken = on_overtaken
        self._start_facts = start_facts
        self.definitions = definitions or Definitions()
        self.clock = clock
        self.parts = Parts(
            self.definitions,
            decide,
            dict(openers or {}),
            dict(closers or {}),
            present_facts,
        )

    # Starting

    def start(self, work: UnitOfWork, request: StartRequest) -> UUID:
        """The instance of this start key, started now unless it was before.

        Raises:
            InputError: the template can't be started, or not for this version.
        """
        known = known_instance(work.session.connection(), request.start_key)
        if known is not None:
            return known
        template = self.definitions.get(work.session.connection(), request.template_id)
        check_start(work.session.connection(), template, request)
        if self._start_facts is not None:
            trusted = {**request.variables, **self._start_facts(work, request)}
            request = replace(request, variables=trusted)
        books = new_instance(work, self.parts, request, self.clock())
        walk = Walk(books, self.parts)
        walk.todo.extend(books.tokens.values())
        self._finish_step(walk)
        return books.facts.id

    def refuse_start(
        self, work: UnitOfWork, request: StartRequest, message: str, hint: str
    ) -> None:
        """Show a start that nobody asked for, and that was refused, as an incident to retry.

        One that stands open for the same start event is enough.
        """
        waiting = {"template": request.template_id, "node": request.start_node}
        if work.session.connection().execute(_refused_starts, waiting).first() is None:
            books = new_instance(work, self.parts, request, self.clock(), is_refused=True)
            (token,) = books.tokens.values()
            books.open_incident(token, message, hint)
            books.close()

    # Jobs

    def settle(self, work: UnitOfWork, job: ClaimedJob, outcome: Outcome) -> bool:
        """Take up what the handler gave; False when the job was no longer this worker's."""
        if job.instance_id is None:
            return self._settle_alone(work, job, outcome)
        if isinstance(outcome, Later):
            return self._put_back(work, job, outcome)
        walk, token = self._open(work, job)
        if not jobs.finish(work, job):
            return False
        if token is None:
            return True
        if isinstance(outcome, BpmnError):
            self._raise(walk, token, job, outcome)
        else:
            self._complete(walk, token, job, outcome)
        self._finish_step(walk)
        return True

    def fail(
        self,
        work: UnitOfWork,
        job: ClaimedJob,
        message: str,
        hint: str = "",
        *,
        is_final: bool = False,
    ) -> bool:
        """Count a failed attempt: tried again later, or an incident when that was the last."""
        left = 0 if is_final else job.attempts_left - 1
        if job.instance_id is None:
            if left > 0:
                wait = timedelta(seconds=_wait_s(Node("", NodeKind.SERVICE), left))
                at = self.clock() + wait
                return jobs.put_back(
                    work,
                    job,
                    at,
                    memory=job.memory,
                    note=message,
                    attempt=job.attempt,
                    attempts_left=left,
                )
            return jobs.finish(work, job, "failed", message)
        walk, token = self._open(work, job)
        inputs: Mapping[str, Any] | None = None
        try:
            if left > 0 and token is not None and token.node_id in walk.books.template.asking:
                inputs = activities.handed(walk, token, walk.books.node(token))
        except AppError as error:
            left, message, hint = 0, f"{message} {error.message}", error.hint or hint
        if left > 0 and token is not None:
            at = self.clock() + timedelta(seconds=_wait_s(walk.books.node(token), left))
            state = _queue_state(walk.books)
            is_held = jobs.put_back(
                work,
                job,
                at,
                memory=job.memory if inputs in (None, job.inputs) else {},  # of other inputs
                inputs=inputs,
                note=message,
                attempt=job.attempt,
                attempts_left=left,
                state=state,
            )
            if is_held:
                walk.books.close()  # with the facts that it was told anew
            return is_held
        if not jobs.finish(work, job, "failed", message):
            return False
        if token is not None:
            walk.books.open_incident(token, message, hint, job.id)
            self._finish_step(walk)
        return True

    def fire(self, work: UnitOfWork, job: ClaimedJob) -> None:
        """Do the engine's own job: timer, begin, return. Nothing when it is no longer held."""
        walk, token = self._open(work, job)
        if not jobs.finish(work, job) or token is None:
            return
        try:
            self._fire(walk, token, job)
        except AppError as error:
            walk.books.open_incident(token, error.message, error.hint, job.id)
            jobs.mark(work, job.id, "failed", error.message)
        self._finish_step(walk)

    # What people want

    def task_completed(self, work: UnitOfWork, task_id: UUID) -> str:
        """A person has completed the task in a transaction of their own."""
        task = work.session.get(UserTask, task_id)
        if task is None:
            return "There is no such task."
        if task.state != "completed":
            return f"The task is {task.state}, not completed."
        return self._take_up_task(work, task)

    def request_closed(self, work: UnitOfWork, request_id: UUID, state: str) -> str:
        """The request behind an approval is closed: its task ends with the same outcome."""
        task = people.task_of_request(work, request_id)
        if task is None:
            return "No task waits for this request."
        if task.state in ("completed", "cancelled"):
            return f"The task of this request is {task.state} already."
        if state not in task.outcomes:
            return f"The request is {state}; the task can't end with that."
        people.complete_by_request(work, task, state)
        return self._take_up_task(work, task)

    def stall(self, work: UnitOfWork, task: UserTask, message: str, hint: str) -> None:
        """Make an incident of a task whose outcome broke the step that should take it up."""
        books = open_books(work, task.instance_id, self.parts, self.clock())
        token = books.tokens.get(task.token_id)
        if token is not None and token.node_id == task.node_id and token.state != INCIDENT:
            books.open_incident(token, message, hint)
            books.close()

    def retry(self, work: UnitOfWork, incident_id: UUID) -> str:
        """Try the step of an incident again, with all its attempts, by what holds now."""
        connection = work.session.connection()
        row = connection.execute(_open_incident, {"incident": incident_id}).first()
        if row is None:
            return "There is no such incident."
        books = open_books(work, row.instance_id, self.parts, self.clock())
        token = books.tokens.get(row.token_id)
        if row.state != "open" or token is None or token.state != INCIDENT:
            return "The incident is resolved already."
        walk = Walk(books, self.parts)
        inputs = row.inputs
        try:
            complete_start(books)
            if row.job_kind == "task":
                inputs = activities.handed(walk, token, books.node(token))
        except AppError as error:
            return " ".join(filter(None, [error.message, error.hint]))
        books.resolve_incident(token)
        if row.job_id is not None:
            values = {
                "job": row.job_id,
                "to_state": _queue_state(books),
                "handed": inputs,
                "left": max(1, books.node(token).retries.attempts),
                "at": self.clock(),
            }
            connection.execute(_requeue, values)
        else:
            walk.retried = token
            walk.todo.append(token)
        self._finish_step(walk)
        return ""

    def cancel(self, work: UnitOfWork, instance_id: UUID, reason: str) -> str:
        """End the instance, whatever it waits for, and the processes it called."""
        state = self._state(work, instance_id)
        if state is None:
            return "There is no such process."
        if not cancel_instance(work, instance_id, reason, self.parts, self.clock()):
            return f"The process is {state} already."
        if self._on_cancelled is not None:
            self._on_cancelled(work, instance_id)
        return ""

    def overtake(self, work: UnitOfWork, instance_id: UUID) -> str:
        """End the instance for one that is about to start in its place, in this transaction."""
        if self._on_overtaken is None:
            return "Nothing makes way for a start in this service."
        way = self._on_overtaken(work, instance_id)
        if way.reason:
            cancel_instance(work, instance_id, way.reason, self.parts, self.clock())
        return way.why_not

    def suspend(self, work: UnitOfWork, instance_id: UUID) -> str:
        """Start nothing more for the instance; what runs ends, and what people do is kept."""
        return self._hold(work, instance_id, is_held=True)

    def resume(self, work: UnitOfWork, instance_id: UUID) -> str:
        return self._hold(work, instance_id, is_held=False)

    def deliver(
        self, work: UnitOfWork, subscription_id: UUID, variables: Mapping[str, Any]
    ) -> None:
        """Hand a message to the one step that waits for it."""
        connection = work.session.connection()
        row = connection.execute(sql.one_subscription, {"subscription": subscription_id}).one()
        books = open_books(work, row.instance_id, self.parts, self.clock())
        token = books.tokens.get(row.token_id)
        if token is None:
            return
        walk = Walk(books, self.parts)
        node = books.definition.nodes[row.node_id]
        events.message_arrived(walk, token, node, variables)
        self._finish_step(walk)

    # Parts of steps

    def _open(self, work: UnitOfWork, job: ClaimedJob) -> tuple[Walk, LiveToken | None]:
        """Lock the instance before the job: every step takes its locks in this order."""
        assert job.instance_id is not None
        books = open_books(work, job.instance_id, self.parts, self.clock())
        token = books.tokens.get(job.token_id) if job.token_id else None
        return Walk(books, self.parts), token

    def _finish_step(self, walk: Walk) -> None:
        nodes.run(walk)
        walk.books.close()

    def _guarded(
        self, walk: Walk, token: LiveToken, act: Callable[[], None], job_id: UUID | None = None
    ) -> bool:
        try:
            act()
        except AppError as error:
            walk.books.open_incident(token, error.message, error.hint, job_id)
            return False
        return True

    def _complete(self, walk: Walk, token: LiveToken, job: ClaimedJob, outcome: Done) -> None:
        node = walk.books.node(token)

        def act() -> None:
            activities.set_results(walk, token, node, outcome.outputs)
            flow.leave(walk, token)

        if not self._guarded(walk, token, act, job.id):
            jobs.mark(walk.books.work, job.id, "failed", "Its results could not be taken up.")

    def _raise(self, walk: Walk, token: LiveToken, job: ClaimedJob, error: BpmnError) -> None:
        walk.books.set_all(walk.books.scope_of(token), error.outputs)
        if failures.raise_error(walk, token, error.code, error.message):
            return
        unhandled = failures.uncaught(error.code, error.message)
        walk.books.open_incident(token, unhandled.message, unhandled.hint, job.id)
        jobs.mark(walk.books.work, job.id, "failed", unhandled.message)

    def _settle_alone(self, work: UnitOfWork, job: ClaimedJob, outcome: Outcome) -> bool:
        if isinstance(outcome, Later):
            at = self.clock() + timedelta(seconds=outcome.delay_s)
            return jobs.put_back(work, job, at, memory=outcome.state, note=outcome.note)
        if isinstance(outcome, BpmnError):
            return jobs.finish(work, job, "failed", f"{outcome.code}: {outcome.message}")
        return jobs.finish(work, job)

    def _put_back(self, work: UnitOfWork, job: ClaimedJob, later: Later) -> bool:
        connection = work.session.connection()
        row = connection.execute(sql.lock_instance, {"instance": job.instance_id}).one()
        at = self.clock() + timedelta(seconds=later.delay_s)
        state = "suspended" if row.state == "suspended" else "queued"
        return jobs.put_back(work, job, at, memory=later.state, note=later.note, state=state)

    def _fire(self, walk: Walk, token: LiveToken, job: ClaimedJob) -> None:
        if job.kind == "begin":
            walk.todo.append(token)
        elif job.kind == "timer":
            node = walk.books.definition.nodes[job.node_id]
            events.timer_fired(walk, token, node, job.memory)
        else:
            self._return(walk, token, job.memory)

    def _return(self, walk: Walk, token: LiveToken, memory: Mapping[str, Any]) -> None:
        node = walk.books.node(token)
        if memory["error"]:
            if not failures.raise_error(walk, token, memory["error"], memory["message"]):
                raise failures.uncaught(memory["error"], memory["message"])
            return
        found = calls.results(walk, token, node, UUID(memory["child"]))
        walk.books.set_all(walk.books.scope_of(token), found)
        flow.leave(walk, token)

    def _take_up_task(self, work: UnitOfWork, task: UserTask) -> str:
        books = open_books(work, task.instance_id, self.parts, self.clock())
        token = books.tokens.get(task.token_id)
        if token is None or token.node_id != task.node_id:
            return "The process had gone another way before the task was completed."
        if token.state == INCIDENT:
            books.resolve_incident(token)
        walk = Walk(books, self.parts)
        self._guarded(walk, token, lambda: people.finish_task(walk, token, task))
        self._finish_step(walk)
        return ""

    def _hold(self, work: UnitOfWork, instance_id: UUID, *, is_held: bool) -> str:
        state = self._state(work, instance_id)
        if state is None:
            return "There is no such process."
        if state in ENDED or (state == "suspended") is is_held:
            return f"The process is {state}."
        connection = work.session.connection()
        books = open_books(work, instance_id, self.parts, self.clock())
        if is_held:
            values = {"instance": instance_id, "to_state": "suspended"}
            connection.execute(sql.set_state, values)
        else:
            books.is_resumed = True
            books.close()
        was, becomes = ("queued", "suspended") if is_held else ("suspended", "queued")
        connection.execute(_hold, {"instance": instance_id, "was": was, "becomes": becomes})
        for child in connection.execute(_own_children, {"instance": instance_id}).scalars().all():
            self._hold(work, child, is_held=is_held)
        return ""

    def _state(self, work: UnitOfWork, instance_id: UUID) -> str | None:
        found: str | None = (
            work.session.connection().execute(_state_of, {"instance": instance_id}).scalar()
        )
        return found


def _queue_state(books: Books) -> str:
    return "suspended" if books.facts.state == "suspended" else "queued"


def _wait_s(node: Node, attempts_left: int) -> float:
    """How long to wait before the next attempt: one wait per failure, the last one repeats."""
    waits = node.retries.wait_s or (1.0,)
    failures_so_far = max(0, node.retries.attempts - attempts_left - 1)
    return waits[min(failures_so_far, len(waits) - 1)]
