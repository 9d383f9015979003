"""The lines of Home's lists, as columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.models.queries.approvals import ApprovalRow
from app.models.queries.home_since import SinceRow
from app.models.queries.need_rows import NeedRow
from app.models.queries.watching import WatchRow
from app.texts import is_over, is_raised_again, person_name, told, why, word
from app.views.cells import Cell, Icon, State, Status, Text, TwoLines, Votes
from app.views.item_models.columns import Column
from app.views.language import N_, tr
from app.views.panels.approvals_list import title_of
from app.views.panels.deployments_words import STEP_NAMES
from app.views.panels.event_words import event_words
from app.views.panels.home_words import (
    TASK_WORDS,
    action_words,
    alert_reason,
    alert_title,
    clock,
    due_state,
    past,
    reason_words,
    side_words,
    stage_cell,
    step_words,
    subject,
)
from app.views.panels.limits import alert_words
from app.views.places import ObjectRef

WATCH_STATES: dict[str, tuple[Status, str]] = {
    "incident": (Status.CRITICAL, N_("incident")),
    "active": (Status.RUNNING, N_("running")),
    "waiting": (Status.WAITING, N_("waiting")),
    "suspended": (Status.WAITING, N_("suspended")),
    "acknowledged": (Status.ACKNOWLEDGED, N_("acknowledged")),
    "in_remediation": (Status.RUNNING, N_("in remediation")),
}
DEPLOY_STEPS = 6
# What an event is about, as the rail and the rooms draw it; else that something happened.
EVENT_ICONS = {
    "alert": "bell",
    "asset": "file-text",
    "attestation": "landmark",
    "data_source": "database",
    "decision": "shield-check",
    "deployment": "upload",
    "document": "file-text",
    "evidence": "file-text",
    "finding": "landmark",
    "framework": "landmark",
    "incident": "circle-play",
    "instance": "circle-play",
    "lineage_review": "git-branch",
    "model": "box",
    "monitor": "activity",
    "note": "message-square",
    "person": "user",
    "placement": "tag",
    "request": "shield-check",
    "risk": "landmark",
    "runtime": "server",
    "snapshot": "award",
    "table": "table",
    "task": "shield-check",
    "template": "workflow",
    "test_run": "activity",
    "use_case": "landmark",
    "version": "box",
    "waiver": "landmark",
}
TAKEN_UP = N_("It waits for you no more: somebody took it up, or a re-test that passed ended it.")


@dataclass(frozen=True, slots=True)
class Need:
    """A row of "needs you"; done ones stay ticked until the person leaves."""

    row: NeedRow
    is_done: bool = False

    @property
    def key(self) -> tuple[str, UUID]:
        return self.row.key


def merged(shown: Sequence[Need], fresh: Sequence[NeedRow]) -> list[Need]:
    """The order on screen stays; what is finished is ticked, what is new comes last."""
    by_key = {row.key: row for row in fresh}
    kept = [
        Need(by_key.pop(one.key)) if one.key in by_key else Need(one.row, is_done=True)
        for one in shown
    ]
    return [*kept, *(Need(row) for row in by_key.values())]


def need_columns(now: Callable[[], datetime]) -> list[Column[Need]]:
    def due(one: Need) -> Cell:
        row = one.row
        if one.is_done:
            return State(Status.ACKNOWLEDGED, tr("Done"), is_chip=True)
        if row.is_put_off:
            until = clock(row.remind_at, now()) if row.remind_at else tr("something happens")
            return State(Status.UNKNOWN, tr("Until {when}").format(when=until), is_chip=True)
        return due_state(row.due_at, now(), severity=row.severity, since=row.since)

    def what(one: Need) -> Cell:
        row = one.row
        if row.kind == "alert":
            title = alert_title(row)
            reason = tr(TAKEN_UP) if one.is_done else alert_reason(row)
        else:
            title = f"{action_words(row)} {subject(row)}"
            reason = tr("It waits for you no more.") if one.is_done else reason_words(row)
        return TwoLines(title, reason, None, stage=stage_cell(row.stage), is_strong=not one.is_done)

    def side(one: Need) -> Cell:
        first, second = side_words(one.row, now())
        votes: Votes | None = None
        if one.row.kind == "request" and one.is_done:
            first, second = second, ""  # how many votes there are by now is not known here
        elif one.row.kind == "request":
            votes = Votes(one.row.votes_given, one.row.votes_needed)
        return TwoLines(first, second, None, is_strong=False, votes=votes)

    def step(one: Need) -> Cell:
        if one.is_done and one.row.kind != "alert":
            return ""
        return Text(step_words(one.row), is_link=True)

    def way_in(one: Need) -> Cell:
        return Text("", is_link=True, keys="Enter") if step(one) else ""

    return [
        Column(tr("Due"), due, width=158),
        Column(tr("What and why"), what, stretches=True),
        Column(tr("Where it stands"), side, width=248, drop_below=820),
        Column(tr("Next step"), step, width=104, is_number=True),
        Column("", way_in, width=54, drop_below=820),
    ]


def watch_columns(now: Callable[[], datetime]) -> list[Column[WatchRow]]:
    def what(one: WatchRow) -> Cell:
        name = f"{one.model_name} v{one.version}" if one.version else one.model_name
        title = {
            "deployment": tr("Deployment {number} {name}").format(number=one.number, name=name),
            "alert": f"{alert_words(one.title)}, {name}",
            "run": tr("Run {number} {title}").format(number=one.number, title=one.title),
        }[one.kind]
        return TwoLines(title, _watch_detail(one, now()), None, stage=stage_cell(one.stage))

    def state(one: WatchRow) -> Cell:
        status, words = WATCH_STATES.get(one.state, (Status.RUNNING, word(one.state)))
        return State(status, tr(words), is_chip=True)

    return [
        Column(tr("Watching"), what, stretches=True),
        Column(tr("State"), state, width=148, is_number=True),
    ]


def _watch_detail(one: WatchRow, now: datetime) -> str:
    if one.kind == "deployment":
        step = tr(STEP_NAMES.get(one.step, "")) or tr("waiting to begin")
        said = tr("Step {done} of {steps}, {step}, {target}.").format(
            done=one.done, steps=DEPLOY_STEPS, step=step, target=one.target
        )
        if not one.serving_version:
            return said
        serving = tr("v{version} still serves.").format(version=one.serving_version)
        return f"{said} {serving}"
    if one.kind == "alert":
        return tr("Acknowledged by {step}, {when}").format(
            step=one.step, when=clock(one.since, now)
        )
    step = tr("At “{step}”").format(step=told(one.step)) if one.step else tr("Between two steps")
    return tr("{step}, {done} steps done, since {when}").format(
        step=step, done=one.done, when=clock(one.since, now)
    )


def watch_ref(one: WatchRow) -> ObjectRef:
    name = f"{one.model_name} v{one.version}" if one.version else one.title
    return ObjectRef(one.kind, str(one.id), name)


def since_columns(now: Callable[[], datetime]) -> list[Column[SinceRow]]:
    return [
        Column(tr("When"), lambda one: Text(clock(one.event.at, now()), is_quiet=True), width=72),
        Column("", lambda one: Icon(EVENT_ICONS.get(one.event.object_type, "history")), width=32),
        Column(
            tr("What"),
            lambda one: Text(person_name(one.event.actor), since_words(one), is_strong=True),
            stretches=True,
        ),
    ]


def since_words(one: SinceRow) -> str:
    """The words after the actor's name."""
    if one.count == 1:
        return event_words(one.event)
    event, count = one.event, one.count
    if event.tag == "alert.acknowledged":
        said = tr("acknowledged %n alert(s) on {subject}", "", count)
    elif is_raised_again(event.tag, event.words):
        said = tr("raised %n alert(s) on {subject} again", "", count)
    elif event.tag == "alert.open":
        said = tr("raised %n alert(s) on {subject}", "", count)
    elif is_over(event.tag, event.words):
        said = tr("resolved %n alert(s) on {subject}: what they were about is over", "", count)
    elif "measured" in event.words:
        said = tr(
            "resolved %n alert(s) on {subject} by a passing re-test of v{measured}", "", count
        )
    else:
        said = tr("resolved %n alert(s) on {subject} by a passing re-test", "", count)
    return said.format(subject=event.subject, measured=event.words.get("measured", ""))


def since_ref(one: SinceRow) -> ObjectRef:
    event = one.event
    if event.model_id is None:
        return ObjectRef(event.object_type, str(event.object_id), "")
    return ObjectRef("event", str(event.id), event.subject)  # in the lineage of its model


def waiting_columns(now: Callable[[], datetime]) -> list[Column[ApprovalRow]]:
    def what(one: ApprovalRow) -> Cell:
        words = tr(TASK_WORDS.get(one.action, "")) or told(one.title)
        return TwoLines(f"{title_of(one)}, {words.lower()}", why(one.why), None,
                        stage=stage_cell(one.stage), note=past(one.asked_at, now()))  # fmt: skip

    return [Column(tr("Waiting for others"), what, stretches=True)]
