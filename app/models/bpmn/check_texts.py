"""Checks the small texts of a process: expressions, timers, retry cycles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.models.bpmn.graph import Flow, Node, NodeKind, Timer, TimerKind
from app.models.language import juel
from app.models.language.juel import is_expression
from app.models.rules.instants import from_iso

_DURATION = re.compile(
    r"P(?=\d|T\d)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?", re.ASCII
)
# Policy numbers: a timer that fires without a pause, or after everybody has gone, is a slip.
SHORTEST_CYCLE_S = 10.0
LONGEST_DURATION_YEARS = 100
_DAY_S = 86_400
_YEAR_S = 365 * _DAY_S
_REPEAT = re.compile(r"R\d*")
_CRON_FIELD = re.compile(r"[\dA-Za-z*?,/#LW-]+", re.ASCII)
CRON_FIELDS = (5, 6, 7)


def expression_faults(node: Node) -> Iterator[str]:
    """What can't be read of a node's expressions."""
    texts = [
        *((f"the input “{each.target}”", each.source) for each in node.inputs),
        *((f"the output “{each.target}”", each.source) for each in node.outputs),
        ("the assignee", node.assignee),
        ("the due date", node.due),
        ("the called process", node.called_element),
        ("the decision", node.decision),
        *(("a role", role) for role in node.roles),
    ]
    if node.event is not None:
        texts += [
            ("the message's name", node.event.message),
            ("the correlation key", node.event.correlation_key),
        ]
    if node.multi_instance is not None:
        texts += [
            ("the collection", node.multi_instance.collection),
            ("the number of instances", node.multi_instance.cardinality),
            ("the completion condition", node.multi_instance.completion_condition),
        ]
    for what, text in texts:
        for problem in juel.check(text):
            yield f"{what} can't be read: {problem.message}"


def condition_faults(flow: Flow) -> Iterator[str]:
    if not flow.condition:
        return
    if not is_expression(flow.condition):
        yield f"the condition “{_short(flow.condition)}” is no expression; write ${{…}} or =feel"
    for problem in juel.check(flow.condition):
        yield f"the condition can't be read: {problem.message}"


def timer_faults(node: Node) -> Iterator[str]:
    """What is wrong with the time an event names, and with the due date of a task."""
    timer = node.event.timer if node.event else None
    if timer is not None:
        yield from _timer_faults(timer)
        if node.kind is NodeKind.START and is_expression(timer.expression):
            yield "the time that starts a process can't depend on variables"
        if timer.kind is TimerKind.CYCLE and node.kind is NodeKind.CATCH:
            yield "an intermediate event waits once: a cycle has no meaning here"
        if (
            timer.kind is TimerKind.CYCLE
            and node.kind is NodeKind.BOUNDARY
            and node.is_interrupting
        ):
            yield "an interrupting event fires once: a cycle has no meaning here"
    if (
        node.due
        and not is_expression(node.due)
        and not (is_date(node.due) or is_duration(node.due))
    ):
        yield f"the due date “{_short(node.due)}” is no ISO 8601 date or duration"
    elif node.due and not is_expression(node.due):
        yield from _span_faults(TimerKind.DURATION, node.due)


def _timer_faults(timer: Timer) -> Iterator[str]:
    text = timer.expression
    if not text:
        yield "the timer says no time"
    elif is_expression(text):
        for problem in juel.check(text):
            yield f"the time can't be read: {problem.message}"
    elif timer.kind is TimerKind.DATE and not is_date(text):
        yield f"“{_short(text)}” is no ISO 8601 date and time"
    elif timer.kind is TimerKind.DURATION and not is_duration(text):
        yield f"“{_short(text)}” is no ISO 8601 duration such as PT5M"
    elif timer.kind is TimerKind.CYCLE and not is_cycle(text):
        yield f"“{_short(text)}” is neither a cycle such as R3/PT10M nor a cron expression"
    elif timer.kind is not TimerKind.DATE:
        yield from _span_faults(timer.kind, text)
    if not is_zone(timer.zone):
        yield f"there is no time zone “{_short(timer.zone)}”"


def _span_faults(kind: TimerKind, text: str) -> Iterator[str]:
    for part in text.split("/"):
        if is_duration(part):
            seconds = _about_seconds(part)
            if seconds > LONGEST_DURATION_YEARS * _YEAR_S:
                yield f"“{_short(part)}” is longer than {LONGEST_DURATION_YEARS} years"
            elif kind is TimerKind.CYCLE and seconds < SHORTEST_CYCLE_S:
                yield (
                    f"the cycle “{_short(text)}” repeats more often than every"
                    f" {SHORTEST_CYCLE_S:g} seconds"
                )


def _about_seconds(duration: str) -> float:
    """Near enough for limits: months of 30 days, years of 365."""
    match = _DURATION.fullmatch(duration)
    assert match is not None
    years, months, weeks, days, _, hours, minutes, seconds, _ = match.groups()
    units = ((years, "Y", 365 * _DAY_S), (months, "M", 30 * _DAY_S), (weeks, "W", 7 * _DAY_S),
             (days, "D", _DAY_S), (hours, "H", 3600), (minutes, "M", 60),
             (seconds, "S", 1))  # fmt: skip
    return sum(float(text.rstrip(letter)) * unit for text, letter, unit in units if text)


def is_date(text: str) -> bool:
    try:
        from_iso(text)
    except ValueError:
        return False
    return True


def is_duration(text: str) -> bool:
    return _DURATION.fullmatch(text) is not None


def is_cycle(text: str) -> bool:
    """`R3/PT10M`, `R/2026-01-01T00:00:00Z/P1D`, or cron with 5, 6 or 7 fields."""
    fields = text.split()
    if len(fields) in CRON_FIELDS:
        return all(_CRON_FIELD.fullmatch(field) for field in fields)
    parts = text.split("/")
    if not _REPEAT.fullmatch(parts[0]):
        return False
    match parts[1:]:
        case [duration]:
            return is_duration(duration)
        case [start, duration]:
            return (is_date(start) and is_duration(duration)) or (
                is_duration(start) and is_date(duration)
            )
    return False


def is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:60]}…"
