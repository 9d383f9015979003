"""How runs are worded: states, waits and durations, and the drawing's progress."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from app import texts
from app.models.bpmn.graph import NodeKind, ProcessDefinition
from app.models.queries.run_ends import SinceThen
from app.models.queries.run_list import ListedRun
from app.models.queries.run_page import PlaceRow, Run, StepRow, WaitRow
from app.models.queries.run_view import RunView
from app.models.queries.runs import RunRow
from app.models.stored_json import Unreadable
from app.views import cells
from app.views.cells import Age, State, Status
from app.views.charts.bpmn_painter import Progress
from app.views.charts.steps_gantt import StepBar, Work
from app.views.language import listed, tr
from app.views.panels.deployments_words import no_longer_cell
from app.views.panels.run_states import STATES

_BAD_ENDS = ("REJECTED", "FAILED")
_QUIET_KINDS = ("exclusive", "parallel", "start", "end", "sub_process", "boundary", "throw")
_PEOPLE_KINDS = ("user", "manual")


def state_of(row: RunRow, *, is_chip: bool = False) -> State:
    if row.no_longer is not None:
        return no_longer_cell(row.no_longer, is_chip=is_chip)
    status, word = STATES.get(row.state, (Status.UNKNOWN, row.state))
    if row.state == "completed" and row.outcome:
        word = texts.word(row.outcome.lower())
        status = Status.UNKNOWN if row.outcome in _BAD_ENDS else status
    return State(status, tr(word), is_chip)


def since_then_facts(then: SinceThen | None) -> list[tuple[str, object]]:
    """What became of the deployment of a run that ended, and what serves in its place."""
    if then is None:
        return []
    found: list[tuple[str, object]] = []
    if then.rolled_back is not None and then.rolled_back.at is not None:
        words = tr("{when} by {person}: “{reason}”").format(
            when=cells.moment(then.rolled_back.at),
            person=texts.person_name(then.rolled_back.by) or tr("the service"),
            reason=texts.told(then.rolled_back.reason),
        )
        found.append((tr("Rolled back"), words))
    if not then.serving or then.since is None:
        return [*found, (tr("Serves now"), tr("Nothing"))]
    serves = tr("{serving} since {when}").format(
        serving=then.serving, when=cells.moment(then.since)
    )
    return [*found, (tr("Serves now"), serves)]


def _waiting(*, is_chip: bool = False) -> State:
    status, word = STATES["waiting"]
    return State(status, tr(word), is_chip)


def listed_state(row: ListedRun) -> State:
    if row.state == "waiting":
        return _waiting()
    return state_of(row.run)


def view_state(view: RunView, *, is_chip: bool = False) -> State:
    """As the list says it: an active run that waits for a person is waiting."""
    if view.run.row.state == "active" and view.people:
        return _waiting(is_chip=is_chip)
    return state_of(view.run.row, is_chip=is_chip)


def latest(view: RunView) -> datetime:
    """Up to when the steps are drawn; a clock that runs behind the steps hides none of them."""
    times = [step.ended_at or step.started_at for step in view.run.steps]
    times += [place.entered_at for place in view.run.places]
    return max([view.run.row.ended_at or view.now, *times])


def since(row: ListedRun) -> Age:
    return Age(min(row.run.since, row.now), row.now)


def passed(start: datetime, end: datetime) -> str:
    """A duration that a clock set back does not turn negative."""
    return cells.duration(max(0.0, (end - start).total_seconds()))


def took(seconds: float) -> str:
    return cells.duration(max(0.0, seconds))


def about(row: RunRow) -> str:
    if row.model_name:
        return f"{row.model_name} v{row.version}" if row.version else row.model_name
    return row.title


def progress_of(view: RunView) -> Progress:
    run = view.run
    durations = {node: took(seconds) for node, seconds in run.durations_s.items() if seconds}
    for place in run.places:
        if place.state != "scope":
            durations[place.node_id] = passed(place.entered_at, view.now)
    open_incidents = [one.node_id for one in run.incidents if one.state == "open"]
    kinds = view.process.nodes
    shown = {
        node: words
        for node, words in durations.items()
        if node in kinds and kinds[node].kind.value not in _QUIET_KINDS
    }
    scopes = frozenset(place.node_id for place in run.places if place.state == "scope")
    return Progress(
        done=run.done_nodes - frozenset(run.tokens) - scopes,
        active=frozenset(run.tokens),
        taken=run.done_flows,
        tokens=run.tokens,
        incidents={node: open_incidents.count(node) for node in open_incidents},
        durations=shown,
    )


_STEP_STATES = {"done": Status.OK, "failed": Status.FAILED, "cancelled": Status.UNKNOWN}


def bars_of(view: RunView) -> list[StepBar]:
    """The steps that somebody or something worked on, then where the run stands now."""
    bars = [
        StepBar(
            f"{step.node_id}#{n}",
            texts.step_name(step.name),
            _STEP_STATES.get(step.state, Status.UNKNOWN),
            step.started_at,
            max(step.started_at, step.ended_at or step.started_at),
            Work.PEOPLE if step.kind in _PEOPLE_KINDS else Work.MACHINE,
        )
        for n, step in enumerate(_in_order(view.run.steps))
        if step.kind not in _QUIET_KINDS
    ]
    for place in view.run.places:
        if place.state != "scope" and view.run.row.ended_at is None:
            bars.append(_open_bar(view, place))
    return bars


def _in_order(steps: Sequence[StepRow]) -> list[StepRow]:
    return sorted(steps, key=lambda step: (step.started_at, step.ended_at or step.started_at))


def _open_bar(view: RunView, place: PlaceRow) -> StepBar:
    is_stuck = place.node_id in view.run.incident_nodes
    is_person = any(wait.kind == "person" for wait in place.waits_for)
    status = Status.CRITICAL if is_stuck else Status.WAITING if is_person else Status.RUNNING
    work = Work.INCIDENT if is_stuck else Work.PEOPLE if is_person else Work.MACHINE
    return StepBar(
        f"{place.node_id}@", texts.step_name(place.name), status, place.entered_at, None, work
    )


def node_of(bar_id: str) -> str:
    """The node a bar of the steps stands for."""
    return bar_id.split("#", maxsplit=1)[0].removesuffix("@")


def waits_of(run: Run, process: ProcessDefinition) -> list[tuple[str, str]]:
    """What else than people the run waits for: ("Timer", "until …"), without the scope's own."""
    found = []
    for place in run.places:
        for wait in place.waits_for:
            is_told = place.state == "scope" or wait.kind == "person" or wait.state == "failed"
            if is_told:  # as the run itself, with its people, or as an incident
                continue
            if wait.kind == "timer" and wait.due_at is not None:
                found.append((tr("Timer"), _timer(place, wait, process)))
            elif wait.kind == "message":
                found.append((tr("Message"), wait.what))
            elif wait.kind == "task":
                found.append((tr("Service"), _work(place, wait)))
    return found


def _work(place: PlaceRow, wait: WaitRow) -> str:
    """What the service has to do; where that was put off, what it said of it."""
    step = texts.step_name(place.name)
    if wait.note and wait.state == "queued":
        if wait.attempts:
            step = tr("{step}, attempt {number}").format(step=step, number=wait.attempts)
        return tr("{step}: {why}").format(step=step, why=texts.told(wait.note))
    words = {
        "queued": tr("due", "job"),
        "leased": tr("being done"),
        "suspended": tr("suspended"),
    }
    said = f"{step}, {words.get(wait.state, wait.state)}"
    if wait.attempts:
        said = tr("{step}, attempt {number}").format(step=said, number=wait.attempts)
    return said


def _timer(place: PlaceRow, wait: WaitRow, process: ProcessDefinition) -> str:
    """When it fires and what comes then: a reminder must not read as if it were the due time."""
    when = cells.moment(wait.due_at) if wait.due_at else ""
    step = texts.step_name(place.name)
    node = process.nodes.get(wait.node_id)
    following = [process.nodes[flow.target] for flow in process.outgoing(node)] if node else []
    if node is None or node.kind is not NodeKind.BOUNDARY or not following:
        return tr("{name}, until {when}").format(name=step, when=when)
    then = listed([texts.step_name(one.called) for one in following])
    pattern = (
        tr("{when}: “{then}” instead of “{name}”")
        if node.is_interrupting
        else tr("{when}: “{then}”; “{name}” stays open")
    )
    return pattern.format(when=when, then=then, name=step)


def value_text(value: Any) -> str:
    """A variable as people read it: words bare, everything else as JSON."""
    if isinstance(value, Unreadable):
        return tr("It can't be read. Start the run anew.")
    if isinstance(value, str):
        return value or tr("(empty)")
    return json.dumps(value, ensure_ascii=False, default=str)
