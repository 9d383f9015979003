"""What Home says about a thing that needs somebody: what to do, why it is here, where it opens."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from app.models.queries.home_next import NextDue
from app.models.queries.lookups import StageRef
from app.models.queries.need_rows import NeedRow
from app.models.rules.severities import GRAVITY
from app.texts import told, why, word
from app.views import cells, language
from app.views.cells import OF_SEVERITY, Stage, State, Status
from app.views.language import N_, tr
from app.views.panels.limits import alert_words
from app.views.places import GROUP, QUESTIONS, ObjectRef
from app.views.safe_text import one_line
from app.views.zones import zone

ACTIONS = {
    "approve": N_("Approve promotion"),
    "acknowledge": N_("Acknowledge an alert"),
    "retry": N_("Retry a failed step"),
    "renew": N_("Waiver expires"),
    "grant": N_("Decide on a waiver for"),
    "confirm": N_("Confirm a role of"),
    "attest": N_("Attest"),
    "review_answer": N_("Review an attestation of"),
    "judge_tier": N_("Accept the risk of"),
    "review_emergency": N_("Review the emergency release of"),
    "answer": N_("Answer a question about"),
    "register": N_("Register"),
    "publish": N_("Publish the life cycle"),
    "mend": N_("Mend the life cycle"),
}
STEPS = {
    "approve": N_("Review…"),
    "acknowledge": N_("Look…"),
    "retry": N_("Open run"),
    "renew": N_("Decide…"),
    "grant": N_("Decide…"),
    "confirm": N_("Look…"),
    "attest": N_("Answer…"),
    "review_answer": N_("Review…"),
    "judge_tier": N_("Judge…"),
    "review_emergency": N_("Review…"),
    "answer": N_("Answer…"),
    "register": N_("Look…"),
    "publish": N_("Look…"),
    "mend": N_("Look…"),
    "results": N_("Decide…"),
    "findings": N_("Judge…"),
    "runtime": N_("Find place…"),
    "deployment": N_("Decide…"),
    "complete": N_("Supply…"),
    "acceptance": N_("Test…"),
    "ask_next": N_("Decide…"),
}

# By kind of a task of a life cycle: what it is about.
TASK_WORDS = {
    "approve": N_("Promotion"),
    "results": N_("Failed limits"),
    "findings": N_("Findings of the scan"),
    "complete": N_("Something is missing"),
    "runtime": N_("No runtime fits"),
    "deployment": N_("Deployment stopped"),
    "review": N_("A step failed"),
    "acceptance": N_("Acceptance test"),
    "ask_next": N_("Next stage"),
    "acknowledge": N_("Rejected, to be read"),
    "register": N_("Registration"),
}

_OWN_OBJECTS = ("attestation", "risk", "finding", "waiver", "registration_request", "template")


def stage_cell(stage: StageRef | None, *, is_outlined: bool = False) -> Stage | None:
    """A stage in the colour of its place on its path: the same on every screen."""
    if stage is None:
        return None
    return Stage(stage.name, stage.level, stage.is_protected, is_outlined=is_outlined)


def due_state(
    due_at: datetime | None, now: datetime, *, severity: str = "", since: datetime | None = None
) -> State:
    """ "Overdue 2 h", "Today 16:00", "Mon 16 March"; without a due time, how grave and how old."""
    if due_at is None:
        status = OF_SEVERITY.get(severity, Status.WAITING)
        age = past(since, now) if since else ""
        if since and not severity:  # alone, an age would read as the time that is left
            is_new = (now - since).total_seconds() < 60
            words = tr("New") if is_new else tr("Waiting {age}").format(age=age)
            return State(status, words, is_chip=True)
        grave_words = word(severity).capitalize()
        return State(status, f"{grave_words} {age}".strip() or tr("Open"), is_chip=True)
    seconds = (due_at - now).total_seconds()
    if seconds < 0:
        return State(
            Status.CRITICAL, tr("Overdue {duration}").format(duration=rough(-seconds)), is_chip=True
        )
    local, today = due_at.astimezone(zone()), now.astimezone(zone())
    if local.date() == today.date():
        return State(Status.WARNING, tr("Today {time}").format(time=f"{local:%H:%M}"), is_chip=True)
    if _is_tomorrow(local, today):
        return State(
            Status.WARNING, tr("Tomorrow {time}").format(time=f"{local:%H:%M}"), is_chip=True
        )
    return State(Status.WAITING, language.written(due_at, "ddd d MMMM"), is_chip=True)


def _is_tomorrow(local: datetime, today: datetime) -> bool:
    return local.date() == today.date() + timedelta(days=1)


def due_words(due_at: datetime, now: datetime) -> State:
    """ "due today 16:00", "overdue 2 h", "due Sun 22 November": inside a line of facts."""
    state = due_state(due_at, now)
    local, today = due_at.astimezone(zone()), now.astimezone(zone())
    seconds, time = (due_at - now).total_seconds(), f"{local:%H:%M}"
    if seconds < 0:
        words = tr("overdue {duration}").format(duration=rough(-seconds))
    elif local.date() == today.date():
        words = tr("due today {time}").format(time=time)
    elif _is_tomorrow(local, today):
        words = tr("due tomorrow {time}").format(time=time)
    else:
        words = tr("due {when}").format(when=language.written(due_at, "ddd d MMMM"))
    return State(state.status, words)


def due_note(due_at: datetime | None, now: datetime) -> str:
    """The same in a word or two, at the right of a list's row."""
    if due_at is None:
        return ""
    seconds = (due_at - now).total_seconds()
    if seconds < 0:
        return tr("{duration} late").format(duration=rough(-seconds))
    local = due_at.astimezone(zone())
    if local.date() == now.astimezone(zone()).date():
        return f"{local:%H:%M}"
    return language.written(due_at, "ddd") if seconds < 6 * 86_400 else cells.day(due_at)


def rough(seconds: float) -> str:
    """One unit only: "2 h", "3 d"."""
    words = cells.duration(max(0.0, seconds)).split(" ")
    return " ".join(words[:2])


def past(at: datetime, now: datetime) -> str:
    """How long ago, never in the future: clocks of two machines may differ a little."""
    seconds = (now - at).total_seconds()
    return rough(seconds) if seconds >= 60 else tr("now")


def clock(at: datetime, now: datetime) -> str:
    """ "10:02" today, "Fri 17:40" this week, else the day, with its year where that differs."""
    local, today = at.astimezone(zone()), now.astimezone(zone())
    if local.date() == today.date():
        return f"{local:%H:%M}"
    if abs((today - local).total_seconds()) < 6 * 86_400:
        return language.written(at, "ddd HH:mm")
    return cells.day(at) if local.year == today.year else language.written(at, "d MMM yyyy")


def nothing_words(due: NextDue | None, now: datetime) -> str:
    """The calm line of an empty list, with the day that comes next where one is known."""
    if due is None:
        return tr("Nothing needs you now.")
    return tr("Nothing needs you now. Next, {when}: {what}.").format(
        when=clock(due.at, now), what=why(due.why)
    )


def subject(need: NeedRow) -> str:
    name = told(need.model_name) if need.kind == "template" else need.model_name
    return f"{name} v{need.version}" if need.version else name


def action_words(need: NeedRow) -> str:
    """What is to be done: the task's own name where it has one."""
    if need.kind in ("request", "task"):
        return told(need.title) or tr(ACTIONS.get(need.action, need.action))
    return tr(ACTIONS.get(need.action, need.action))


def reason_words(need: NeedRow) -> str:
    """Why it is here, with what it is about where the title doesn't say it."""
    if need.kind in ("alert", "incident"):
        return need.title
    if need.kind == "waiver":
        return f"{need.title}. {why(need.why)}"
    return why(need.why)


def alert_title(need: NeedRow) -> str:
    """What it found; of several of one monitor how many there are."""
    if not need.others:
        return f"{alert_words(need.title)}, {subject(need)}"
    words = tr("%n alert(s) of {monitor}, {model}", "", 1 + len(need.others))
    return words.format(monitor=one_line(told(need.monitor_name)), model=subject(need))


def alert_reason(need: NeedRow) -> str:
    if need.is_handed:
        said = why(need.why)
    elif need.others:
        said = tr("The gravest: {title}.").format(title=alert_words(need.title))
    else:
        said = _seen_words(need)
    left = need.why.params.get("left", "")
    if not left:
        return said
    gone = tr("The version has left {stage}.").format(stage=left)
    return f"{said} {gone}"


def _seen_words(need: NeedRow) -> str:
    times = need.why.params.get("times", 1)
    seen = int(times) if isinstance(times, int) else 1
    return tr(
        "Open alert of severity {severity}, seen %n time(s). Acknowledge it, or begin to remedy.",
        "",
        seen,
    ).format(severity=word(need.severity))


# Kinds that stand for themselves: what they are called at the right, and since when.
_NUMBERED = {
    "task": (N_("task {number}"), N_("since {when}")),
    "question": (N_("request {number}"), N_("asked {when}")),
    "alert": (N_("alert {number}"), N_("since {when}")),
    "incident": (N_("incident {number}"), N_("since {when}")),
    "attestation": (N_("attestation {number}"), N_("since {when}")),
    "risk": (N_("assessment {number}"), N_("since {when}")),
    "finding": (N_("finding {number}"), N_("since {when}")),
    "waiver": (N_("waiver {number}"), N_("granted {when}")),
}


def side_words(need: NeedRow, now: datetime) -> tuple[str, str]:
    """Two quiet lines at the right: where it stands, and who asked."""
    when = clock(need.since, now)
    if need.kind == "request":
        asked = tr("asked by {asked_by}, {when}").format(asked_by=need.asked_by, when=when)
        return tr("four eyes {votes_given} of {votes_needed}").format(
            votes_given=need.votes_given, votes_needed=need.votes_needed
        ), asked
    if need.kind == "registration_request":
        asked = tr("asked by {asked_by}, {when}").format(asked_by=need.asked_by, when=when)
        return tr("request {number}").format(number=need.number), asked
    if need.kind == "template":
        words = tr("sent back {when}") if need.action == "mend" else tr("asked {when}")
        return tr("version {number}").format(number=need.number), words.format(when=when)
    if need.action in ("grant", "confirm"):
        asked = tr("asked by {asked_by}, {when}").format(asked_by=need.asked_by, when=when)
        words = tr("waiver {number}") if need.kind == "waiver" else tr("request {number}")
        return words.format(number=need.number), asked
    if need.others:
        return _severities((need, *need.others)), tr("since {when}").format(when=when)
    name, since = _NUMBERED.get(need.kind, _NUMBERED["waiver"])
    return tr(name).format(number=need.number), tr(since).format(when=when)


def _severities(alerts: Sequence[NeedRow]) -> str:
    """ "1 critical, 7 high": the gravest first."""
    counts = Counter(one.severity for one in alerts)
    grave = sorted(counts, key=lambda one: GRAVITY.get(one, len(GRAVITY)))
    return ", ".join(f"{counts[one]} {word(one)}" for one in grave)


def step_words(need: NeedRow) -> str:
    return tr(STEPS.get(need.action, N_("Open…")))


def ref_of(need: NeedRow) -> ObjectRef:
    """Where Enter leads: the decision with its evidence, the alert, the run, the model."""
    title = subject(need)
    if need.kind == "question":
        return ObjectRef("request", str(need.id), f"{action_words(need)}: {title}", QUESTIONS)
    if need.kind in ("request", "task"):
        return ObjectRef(need.kind, str(need.id), f"{action_words(need)}: {title}")
    if need.kind == "alert":
        return ObjectRef("alert", str(need.id), need.title, GROUP if need.others else "")
    if need.kind == "incident" and need.instance_id is not None:
        return ObjectRef("run", str(need.instance_id), title)
    if need.person_id is not None or need.kind in _OWN_OBJECTS:
        kind = "person" if need.person_id is not None else need.kind
        return ObjectRef(kind, str(need.person_id or need.id), title)
    return ObjectRef("model", str(need.model_id), need.model_name)
