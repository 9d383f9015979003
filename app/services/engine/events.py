"""Events: waiting for a time or a message, boundary events, and what is sent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from app.errors import AppError, InputError
from app.models.bpmn.graph import EventDefinition, EventKind, Node, Timer
from app.models.tables.life_cycle import EngineInbox
from app.services.calendars import GRACE, Misfire, TimerPlan, next_timer, parse_timer
from app.services.engine.books import LiveToken
from app.services.engine.cancelling import cancel_inside, clear
from app.services.engine.flow import leave, wait_to_leave
from app.services.engine.walk import Walk, mapped, text_value
from app.services.unit_of_work import InboxKind


def catch(walk: Walk, token: LiveToken, node: Node) -> None:
    """Wait for what the event says; a none event lets through."""
    event = node.event
    if event is None or event.kind not in (EventKind.TIMER, EventKind.MESSAGE):
        leave(walk, token)
        return
    _wait(walk, token, node, event)


def arm(walk: Walk, token: LiveToken, node: Node, *, is_retry: bool) -> None:
    """Begin to wait for the boundary events of the activity that `token` has come to."""
    events = walk.books.definition.boundary_events.get(node.id, ())
    if not events or (is_retry and walk.books.has_waits(token)):
        return
    for boundary in events:
        if boundary.event is not None:
            _wait(walk, token, boundary, boundary.event)


def _wait(walk: Walk, token: LiveToken, node: Node, event: EventDefinition) -> None:
    variables = walk.values(token)
    if event.kind is EventKind.TIMER:
        if event.timer is None:
            raise InputError(f"The timer “{node.called}” has no time.")
        plan = timer_plan(event.timer, variables, walk.books.now)
        _add_timer(walk, token, node, plan)
    elif event.kind is EventKind.MESSAGE:
        if not event.message:
            raise InputError(f"“{node.called}” does not say which message it waits for.")
        name = text_value(event.message, variables)
        key = text_value(event.correlation_key, variables) or walk.books.facts.business_key
        walk.books.subscribe(token, node, name, key)


def timer_plan(timer: Timer, variables: Mapping[str, Any], now: datetime) -> TimerPlan:
    text = text_value(timer.expression, variables)
    return parse_timer(timer.kind.value, text, timer.zone, now)


def _add_timer(walk: Walk, token: LiveToken, node: Node, plan: TimerPlan) -> None:
    walk.books.add_job(
        token, "timer", node_id=node.id, due_at=plan.due_at, memory=plan_to_json(plan)
    )


def plan_to_json(plan: TimerPlan) -> dict[str, Any]:
    return {
        "kind": plan.kind,
        "text": plan.text,
        "zone": plan.zone,
        "due_at": plan.due_at.isoformat(),
        "anchor": plan.anchor.isoformat(),
        "index": plan.index,
        "repeats": plan.repeats,
    }


def plan_from_json(stored: Mapping[str, Any]) -> TimerPlan:
    times = {name: datetime.fromisoformat(stored[name]) for name in ("due_at", "anchor")}
    return TimerPlan(**{**stored, **times})


def following(plan: TimerPlan, misfire: str, now: datetime) -> TimerPlan | None:
    """The next fire; what was missed meanwhile is no other one, but for the policy “all”."""
    following_plan = next_timer(plan)
    while following_plan is not None and _is_missed(following_plan, misfire, now):
        following_plan = next_timer(following_plan)
    return following_plan


def _is_missed(plan: TimerPlan, misfire: str, now: datetime) -> bool:
    if misfire == Misfire.ALL:
        return False
    return plan.due_at < now - GRACE if misfire == Misfire.SKIP else plan.due_at <= now


def timer_fired(walk: Walk, token: LiveToken, node: Node, memory: Mapping[str, Any]) -> None:
    """The time that `token` waited for, or that a boundary event of its activity named, came."""
    if not node.attached_to:
        leave(walk, token)
        return
    if not node.is_interrupting and node.event and node.event.timer:
        misfire, now = node.event.timer.misfire, walk.books.now
        due = plan_from_json(memory)
        plan = following(due, misfire, now)
        if plan is not None:
            _add_timer(walk, token, node, plan)
        if misfire == Misfire.SKIP and _is_missed(due, misfire, now):
            return
    fire_boundary(walk, token, node)


def fire_boundary(walk: Walk, token: LiveToken, boundary: Node, outcome: str = "") -> None:
    """Go on at the boundary event: instead of the activity, or beside it."""
    books = walk.books
    if not boundary.is_interrupting:
        walk.todo.append(books.add_token(boundary.id, token.scope_id))
        return
    interrupt(walk, token, outcome)
    books.move(token, boundary.id)
    walk.todo.append(token)


def interrupt(walk: Walk, token: LiveToken, outcome: str = "") -> None:
    """End the activity that `token` is in, with all that runs inside it."""
    books = walk.books
    node = books.node(token)
    cancel_inside(walk, token)
    clear(walk, token)
    books.note_step(token, node, "failed" if outcome else "cancelled", outcome)
    books.drop_locals(token)


def message_arrived(walk: Walk, token: LiveToken, node: Node, variables: Mapping[str, Any]) -> None:
    """A message that `token` or a boundary event of its activity waited for was delivered."""
    books = walk.books
    books.set_all(token, variables)
    if node.attached_to:
        fire_boundary(walk, token, node)
        return
    books.clear_waits(token)
    try:
        books.set_all(books.scope_of(token), mapped(node.outputs, walk.values(token)))
        leave(walk, token)
    except AppError as error:
        wait_to_leave(walk, token, error)


def throw(walk: Walk, token: LiveToken, node: Node) -> None:
    """Send the node's message, if it has one, and go on."""
    send(walk, token, node)
    leave(walk, token)


def send(walk: Walk, token: LiveToken, node: Node) -> None:
    """Put a message into the inbox of this workspace: it is correlated in a step of its own."""
    event = node.event
    if event is None or event.kind is not EventKind.MESSAGE:
        return
    if not event.message:
        raise InputError(f"“{node.called}” does not say which message it sends.")
    books = walk.books
    variables = walk.values(token)
    payload = {
        "name": text_value(event.message, variables),
        "key": text_value(event.correlation_key, variables) or books.facts.business_key,
        "variables": mapped(node.inputs, variables),
        "sent_by": books.facts.id.hex,
    }
    books.work.session.add(
        EngineInbox(
            id=uuid4(),
            unit_id=books.facts.unit_id,
            kind=InboxKind.MESSAGE.value,
            payload=payload,
        )
    )
    books.work.flush()
