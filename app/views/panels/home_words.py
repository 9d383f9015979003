"""What Home says about a thing that needs somebody: what to do, why it is here, where it opens."""

from __future__ import annotations

from datetime import datetime

from app.models.queries.home import NeedRow
from app.models.queries.lookups import StageRef
from app.texts import why
from app.views import cells
from app.views.cells import Stage, State, Status
from app.views.places import ObjectRef

ACTIONS = {
    "approve": "Approve promotion",
    "acknowledge": "Take note of an alert",
    "retry": "Retry a failed step",
    "renew": "Waiver expires",
}
STEPS = {
    "approve": "Review…",
    "acknowledge": "Look…",
    "retry": "Open run",
    "renew": "Decide…",
    "results": "Decide…",
    "findings": "Judge…",
    "runtime": "Find place…",
    "deployment": "Decide…",
    "complete": "Supply…",
}
SOON_S = 36 * 3600


def stage_cell(stage: StageRef | None, *, is_outlined: bool = False) -> Stage | None:
    """A stage in the colour of its kind: a path's production stage is always the last."""
    if stage is None:
        return None
    level = {"production": 1.0, "staging": 0.66, "none": 0.0, "archived": 0.0}
    return Stage(
        stage.name, level.get(stage.kind, 0.33), stage.is_protected, is_outlined=is_outlined
    )


def stage_named(name: str) -> Stage | None:
    """A stage that is known by its name only: where a request comes from."""
    if not name:
        return None
    return Stage(name, 1.0 if name.upper().startswith("PROD") else 0.66)


def due_state(
    due_at: datetime | None, now: datetime, *, severity: str = "", since: datetime | None = None
) -> State:
    """ "Overdue 2 h", "Today 16:00", "Mon 16 March"; without a due time, how grave and how old."""
    if due_at is None:
        grave = {"critical": Status.CRITICAL, "high": Status.WARNING}
        status = grave.get(severity, Status.WAITING)
        age = past(since, now) if since else ""
        return State(status, f"{severity.capitalize()} {age}".strip() or "Open", is_chip=True)
    seconds = (due_at - now).total_seconds()
    if seconds < 0:
        return State(Status.CRITICAL, f"Overdue {rough(-seconds)}", is_chip=True)
    local, today = due_at.astimezone(), now.astimezone()
    if local.date() == today.date():
        return State(Status.WARNING, f"Today {local:%H:%M}", is_chip=True)
    if seconds < SOON_S:
        return State(Status.WARNING, f"Tomorrow {local:%H:%M}", is_chip=True)
    return State(Status.WAITING, f"{local:%a} {local.day} {local:%B}", is_chip=True)


def due_words(due_at: datetime, now: datetime) -> State:
    """ "due today 16:00", "overdue 2 h", "due Sun 22 November": inside a line of facts."""
    state = due_state(due_at, now)
    words = state.text
    if words.startswith("Overdue"):
        return State(state.status, words.lower())
    for start in ("Today", "Tomorrow"):
        words = words.replace(start, start.lower())
    return State(state.status, f"due {words}")


def due_note(due_at: datetime | None, now: datetime) -> str:
    """The same in a word or two, at the right of a list's row."""
    if due_at is None:
        return ""
    seconds = (due_at - now).total_seconds()
    if seconds < 0:
        return f"{rough(-seconds)} late"
    local = due_at.astimezone()
    if local.date() == now.astimezone().date():
        return f"{local:%H:%M}"
    return f"{local:%a}" if seconds < 6 * 86_400 else cells.day(due_at)


def rough(seconds: float) -> str:
    """One unit only: "2 h", "3 d"."""
    words = cells.duration(max(0.0, seconds)).split(" ")
    return " ".join(words[:2])


def past(at: datetime, now: datetime) -> str:
    """How long ago, never in the future: clocks of two machines may differ a little."""
    seconds = (now - at).total_seconds()
    return rough(seconds) if seconds >= 60 else "now"


def clock(at: datetime, now: datetime) -> str:
    """ "10:02" today, "Fri 17:40" this week, else the day."""
    local, today = at.astimezone(), now.astimezone()
    if local.date() == today.date():
        return f"{local:%H:%M}"
    if abs((today - local).total_seconds()) < 6 * 86_400:
        return f"{local:%a %H:%M}"
    return cells.day(at)


def subject(need: NeedRow) -> str:
    return f"{need.model_name} v{need.version}" if need.version else need.model_name


def action_words(need: NeedRow) -> str:
    """What is to be done: the task's own name where it has one."""
    if need.kind in ("request", "task"):
        return need.title or ACTIONS.get(need.action, need.action)
    return ACTIONS.get(need.action, need.action)


def reason_words(need: NeedRow) -> str:
    """Why it is here, with what it is about where the title doesn't say it."""
    if need.kind in ("alert", "incident"):
        return need.title
    if need.kind == "waiver":
        return f"{need.title}. {why(need.why)}"
    return why(need.why)


def alert_reason(need: NeedRow) -> str:
    times = need.why.params.get("times", 1)
    seen = f"seen {times} times" if times != 1 else "seen once"
    return f"Open {need.severity} alert, {seen}. Take note of it, or begin to remedy."


def side_words(need: NeedRow, now: datetime) -> tuple[str, str]:
    """Two quiet lines at the right: where it stands, and who asked."""
    if need.kind == "request":
        asked = f"asked by {need.asked_by}, {clock(need.since, now)}"
        return f"four eyes {need.votes_given} of {need.votes_needed}", asked
    if need.kind == "task":
        return f"task {need.number}", f"since {clock(need.since, now)}"
    if need.kind == "alert":
        return f"alert {need.number}", f"since {clock(need.since, now)}"
    if need.kind == "incident":
        return f"incident {need.number}", f"since {clock(need.since, now)}"
    return f"waiver {need.number}", f"granted {clock(need.since, now)}"


def step_words(need: NeedRow) -> str:
    return STEPS.get(need.action, "Open…")


def ref_of(need: NeedRow) -> ObjectRef:
    """Where Enter leads: the decision with its evidence, the alert, the run, the model."""
    title = subject(need)
    if need.kind in ("request", "task"):
        return ObjectRef(need.kind, str(need.id), f"{action_words(need)}: {title}")
    if need.kind == "alert":
        return ObjectRef("alert", str(need.id), need.title)
    if need.kind == "incident" and need.instance_id is not None:
        return ObjectRef("run", str(need.instance_id), title)
    return ObjectRef("model", str(need.model_id), need.model_name)
