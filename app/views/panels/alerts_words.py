"""An alert's state, severity and owner in words and marks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from app.models.queries.alert_detail import AlertDetail, SeriesPoint
from app.models.queries.alert_left import Left
from app.models.queries.alert_proof import Proof, Repeated, Undone
from app.models.queries.alerts import AlertRow, LastAlert
from app.models.queries.events import EventRow
from app.models.rules.transitions import LIVE_ALERTS
from app.texts import is_over, is_raised_again, told, word
from app.views import cells
from app.views.cells import OF_SEVERITY, Cell, State, Status, Text
from app.views.language import N_, tr
from app.views.panels.event_words import event_words
from app.views.panels.home_words import clock, rough, stage_cell
from app.views.panels.limits import alert_words, limit_words, number
from app.views.panels.measure_words import meaning
from app.views.safe_text import one_line
from app.views.shown_time import shown_now

_STATES = {
    "acknowledged": (Status.ACKNOWLEDGED, N_("acknowledged")),
    "in_remediation": (Status.RUNNING, N_("in remediation")),
    "resolved": (Status.OK, N_("resolved")),
    "closed": (Status.ACKNOWLEDGED, N_("closed")),
}


def status_of(one: AlertRow) -> Status:
    """The mark: how grave while it is open, where it stands afterwards."""
    if one.snoozed_until is not None:
        return Status.WAITING
    if one.state == "open":
        return OF_SEVERITY.get(one.severity, Status.WAITING)
    return _STATES.get(one.state, (Status.UNKNOWN, ""))[0]


def state_of(one: AlertRow, *, is_chip: bool = False) -> State:
    """In the list without when it was resolved: a column that grows moves the rows."""
    if one.snoozed_until is not None:
        words = tr("snoozed until {when}") if is_chip else tr("until {when}")
        when = clock(one.snoozed_until, shown_now())
        return State(Status.WAITING, words.format(when=when), is_chip=is_chip)
    if one.state == "open":
        words = tr("open, again") if one.is_again else tr("open", "alert")
        return State(status_of(one), words, is_chip=is_chip)
    status, words = _STATES.get(one.state, (Status.UNKNOWN, one.state))
    words = tr(words)
    if is_chip and one.state == "resolved" and one.resolved_at is not None:
        words = tr("resolved {when}").format(when=cells.day(one.resolved_at))
    return State(status, words, is_chip=is_chip)


def usual_states() -> list[State]:
    """As the list shows them, in the language that is read."""
    words = [tr("open, again"), *(tr(each) for _, each in _STATES.values())]
    return [State(Status.WAITING, each) for each in words]


def owner_words(one: AlertRow) -> str:
    if one.escalated_by:
        return tr("{escalated_by} escalated it to {owner}").format(
            escalated_by=one.escalated_by, owner=one.owner
        )
    if one.acknowledged_by and one.owner_id == one.acknowledged_by_id:
        is_of_before = one.acknowledged_at is not None and one.acknowledged_at < one.opened_at
        if one.state == "open" or is_of_before:  # it came back since
            words = tr("Acknowledged by {acknowledged_by} the last time")
        else:
            words = tr("Acknowledged by {acknowledged_by}")
        return words.format(acknowledged_by=one.acknowledged_by)
    return tr("Assigned to {owner}").format(owner=one.owner) if one.owner else ""


def versions_that_came(detail: AlertDetail) -> list[tuple[datetime, str]]:
    """What may explain the curve: by the first run that measured it, else by its deployment."""
    measured = [(one.at, f"v{one.version}") for one in detail.switches]
    stage = detail.row.stage
    deployed = [
        (one.at, f"v{one.version}")
        for one in detail.changes
        if one.tag == "deployment.deployed"
        and (stage is None or one.facts.get("stage_id") == str(stage.id))
        and detail.series[0].at <= one.at
    ]
    known = {words for _, words in measured}
    return [*(one for one in deployed[:1] if one[1] not in known), *measured]


def stage_of(one: AlertRow) -> Cell:
    """Where the version is; one that was replaced must not read as if it served."""
    if one.stage is not None and one.has_left:
        return Text(tr("left {stage}").format(stage=one.stage.name), is_quiet=True)
    return stage_cell(one.stage, is_outlined=one.state not in LIVE_ALERTS) or ""


def severity_words(one: AlertRow) -> str:
    return tr("Severity: {severity}").format(severity=word(one.severity))


def state_tooltip(one: AlertRow) -> str:
    """The state in full, which a narrow column cuts, and how grave it is."""
    return f"{state_of(one, is_chip=True)}. {severity_words(one)}"


def meaning_words(one: AlertRow) -> str:
    """What the measure of a monitor's alert says; empty: the service raised it by itself."""
    return meaning(one.rule.partition(":")[0]) if one.monitor_id is not None else ""


def ending_words(one: AlertRow) -> str:
    """How a live alert ends; empty: it has."""
    if one.state not in LIVE_ALERTS:
        return ""
    if one.monitor_id is None:
        return tr("It is resolved by itself once its cause is gone. Nobody resolves it by hand.")
    said = tr(
        "It is resolved by a re-test: the next run of {monitor} that passes this test. Nobody "
        "resolves it by hand."
    ).format(monitor=one_line(told(one.monitor_name)))
    if one.stage is None or not one.has_left:
        return said
    left = tr(
        "v{version} has left {stage}; a run that passes on the version that serves there now "
        "resolves it too."
    )
    return f"{said} {left.format(version=one.version, stage=one.stage.name)}"


def since_words(detail: AlertDetail, now: datetime) -> str:
    """Since when it is open this time, and when it was the first; empty: it opened once."""
    opened, first = detail.row.opened_at, cells.day(detail.first_at)
    if detail.row.state not in LIVE_ALERTS or first == cells.day(opened):
        return ""
    said = tr("Open since {opened}, the first time on {first}.")
    return said.format(opened=clock(opened, now), first=first)


def times_words(detail: AlertDetail) -> str:
    """How often the limit was broken, all of them told by this one alert."""
    times = detail.row.times
    return tr("Only this alert broke the limit, %n time(s) since {day}", "", times).format(
        day=cells.day(detail.first_at)
    )


def last_words(last: LastAlert, now: datetime) -> str:
    """When the last alert came, and how soon somebody took note of it, or it ended."""
    when = clock(last.opened_at, now)
    for at, words in (
        (last.acknowledged_at, tr("Last alert {when}, acknowledged in {span}.")),
        (last.resolved_at, tr("Last alert {when}, resolved in {span}.")),
    ):
        if at is not None and at >= last.opened_at:
            return words.format(when=when, span=rough((at - last.opened_at).total_seconds()))
    return tr("Last alert {when}.").format(when=when)


def title_of(one: AlertRow) -> str:
    return alert_words(one.title)


_DEEDS = {
    "alert.open": N_("raised it"),
    "alert.acknowledged": N_("acknowledged it"),
    "alert.taken_back": N_("took back the acknowledgement"),
    "alert.in_remediation": N_("began to remedy it"),
    "alert.snoozed": N_("put it off until {when}"),
    "alert.woken": N_("ended the snooze"),
    "alert.assigned": N_("gave it to {name}"),
    "alert.released": N_("gave it back to everybody"),
    "alert.escalated": N_("escalated it to {name}"),
    "alert.commented": N_("commented"),
    "alert.resolved": N_("resolved it by a passing re-test"),
    "alert.closed": N_("closed it"),
}
_RAISED_AGAIN, _IS_OVER = N_("raised it again"), N_("resolved it: it is over")


def deed(one: EventRow) -> str:
    """What somebody did with the alert that these words stand below."""
    said = _DEEDS.get(one.tag)
    if is_raised_again(one.tag, one.words):
        said = _RAISED_AGAIN
    elif is_over(one.tag, one.words):
        said = _IS_OVER
    if said is None:
        return event_words(one)
    until = one.facts.get("snoozed_until")
    when = cells.moment(datetime.fromisoformat(until)) if isinstance(until, str) else ""
    name = str(one.words.get("assignee", ""))
    return tr(said).replace("{when}", when).replace("{name}", name)


DIGEST_SHOWN = 12  # letters, as among the runs of a monitor


def run_words(proof: Proof) -> str:
    return tr("Run {number} of v{version}").format(number=proof.number, version=proof.version)


def proof_words(proof: Proof) -> str:
    """What the run that resolved an alert measured, on which data."""
    parts = []
    if proof.value is None:
        parts.append(tr("It ran to its end."))
    elif proof.threshold:
        limit = proof.fails_at or proof.threshold
        warns_at = proof.threshold if limit != proof.threshold else ""
        words = limit_words(limit, warns_at, proof.value)
        said = tr("{number}, must be {words}")
        parts.append(said.format(number=number(proof.value), words=words))
    else:
        parts.append(number(proof.value))
    if proof.rows:
        parts.append(tr("n {rows}").format(rows=cells.significant(proof.rows)))
    if proof.until is not None:
        parts.append(tr("data until {when}").format(when=cells.moment(proof.until)))
    if proof.data_digest:
        parts.append(tr("data {digest}").format(digest=proof.data_digest[:DIGEST_SHOWN]))
    return "    ".join(parts)


def repeated_words(repeated: Repeated | None) -> str:
    """Why a run that passed resolved nothing."""
    if repeated is None:
        return ""
    return tr("Run {run} passed on the same data as run {earlier}, which proves nothing.").format(
        run=repeated.run, earlier=repeated.earlier
    )


def left_words(left: Left | None) -> str:
    """Why a run that passed resolved nothing: it says nothing of what serves instead."""
    if left is None:
        return ""
    said = tr("Run {run} passed, but for v{measured}, which had left by then: v{serves} served.")
    return said.format(run=left.run, measured=left.measured, serves=left.serves)


def undone_words(undone: Undone | None) -> str:
    """Why an alert that a run had resolved is open again, though nothing was measured since."""
    if undone is None:
        return ""
    said = tr("v{serves} serves again; run {run}, which resolved this, had measured v{measured}.")
    return said.format(serves=undone.serves, run=undone.run, measured=undone.measured)


def warned_words(series: Sequence[SeriesPoint]) -> str:
    """Why a value that is inside its limit by now ended nothing."""
    if not series or series[-1].verdict != "WARN":
        return ""
    said = tr("The last run found {number}, which is still a warning; one that passes ends it.")
    return said.format(number=number(series[-1].value))
