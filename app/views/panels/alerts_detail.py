"""One alert: the series that broke its limit, what changed before, how similar ones ended."""

from __future__ import annotations

import importlib
import statistics
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.models.queries.alert_detail import AlertDetail
from app.models.queries.alert_proof import Proof
from app.models.queries.alerts import AlertRow
from app.models.queries.events import EventRow
from app.models.queries.run_links import RunLink
from app.models.rules.paths import is_web_address
from app.models.rules.transitions import LIVE_ALERTS
from app.texts import person_name, told, word
from app.views import cells, theme
from app.views.cells import State, Status
from app.views.charts.limit import Limit
from app.views.language import tr
from app.views.panels.alerts_words import (
    deed,
    ending_words,
    left_words,
    meaning_words,
    owner_words,
    proof_words,
    repeated_words,
    run_words,
    since_words,
    stage_of,
    state_of,
    status_of,
    times_words,
    undone_words,
    versions_that_came,
    warned_words,
)
from app.views.panels.event_words import event_words
from app.views.panels.home_words import clock, rough
from app.views.panels.limits import alert_words, held, number, rule_words
from app.views.panels.parts import ScrollColumn
from app.views.places import ObjectRef, tab_of_measure, tab_of_run
from app.views.safe_text import clean, one_line
from app.views.shown_time import shown_now
from app.views.theme import FontRole
from app.views.widgets.basics import (
    Divider,
    Pane,
    SectionLabel,
    StageChip,
    StateChip,
    StyledLabel,
    caption,
    pane_title,
    row,
)
from app.views.widgets.button import Button, Kind
from app.views.widgets.placeholders import EmptyState
from app.views.widgets.reason_line import ReasonLine
from app.views.widgets.wrap import whole_up_to, wrapping_row

STORY_SHOWN = 8  # the newest; the lineage has all
CHART_HEIGHT = 150
LEAST_ACT = 160  # px of what somebody did, before it goes on below their name
RUNBOOK_SHOWN = 600  # letters; the monitor has all


class AlertDetailPane(Pane):
    left_for = Signal(object)  # ObjectRef
    address_wanted = Signal(str)  # of a page outside
    acknowledged = Signal()
    snoozed = Signal()
    run_asked = Signal()
    group_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.shown: AlertDetail | None = None
        self.area = ScrollColumn(tr("Alert"), margins=(16, 12, 12, 12))
        self.chart: Any = None
        self._nothing = EmptyState(
            tr("Choose an alert"), tr("Its series and what changed before it.")
        )
        self.acknowledge = Button(tr("Acknowledge…"), kind=Kind.PRIMARY, keys="A", changes=True)
        self.snooze = Button(tr("Snooze…"), keys="S", changes=True)
        self.lineage = Button(kind=Kind.QUIET, icon="git-branch", name=tr("Lineage"), keys="L")
        self.start_run = Button(
            tr("Start a life cycle…"), kind=Kind.QUIET, icon="circle-play", keys="N", changes=True
        )
        self.start_run.setObjectName("alerts.run")
        self.start_run.clicked.connect(lambda _checked: self.run_asked.emit())
        self.acknowledge.setObjectName("alerts.acknowledge")
        self.snooze.setObjectName("alerts.snooze")
        self.acknowledge.clicked.connect(lambda _checked: self.acknowledged.emit())
        self.snooze.clicked.connect(lambda _checked: self.snoozed.emit())
        self.lineage.clicked.connect(lambda _checked: self._open_lineage())
        self.reason = ReasonLine()
        self.why_not = caption("", wraps=True)
        self._foot = QWidget()
        foot = QVBoxLayout(self._foot)
        foot.setContentsMargins(16, 10, 12, 10)
        foot.setSpacing(8)
        foot.addWidget(self.why_not)
        foot.addWidget(wrapping_row(self.acknowledge, self.snooze))
        foot.addWidget(wrapping_row(self.start_run, None, self.lineage))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._nothing, 1)
        layout.addWidget(self.area, 1)
        layout.addWidget(Divider())
        layout.addWidget(self.reason)
        layout.addWidget(self._foot)
        self.reason.is_asking.connect(self._on_reason_is_asking)
        self.setMinimumWidth(theme.px(300))
        self.show_nothing()

    def set_blocked(self, acknowledge: str, snooze: str) -> None:
        """Why each can't be done now; said once where it is the same, for nobody hovers first."""
        self.acknowledge.set_blocked(acknowledge)
        self.snooze.set_blocked(snooze)
        self.why_not.setText(acknowledge)
        self.why_not.setVisible(bool(acknowledge) and acknowledge == snooze)

    def show_nothing(self) -> None:
        self.shown = None
        self._nothing.show()
        self.area.hide()
        self._foot.hide()
        self.reason.hide()

    def _on_reason_is_asking(self, is_asking: bool) -> None:
        """One set of buttons at a time."""
        self._foot.setVisible(self.shown is not None and not is_asking)

    def show_alert(self, detail: AlertDetail) -> None:
        if detail == self.shown:
            return
        self.shown = detail
        self._nothing.hide()
        self.area.show()
        self._foot.setVisible(not self.reason.isVisibleTo(self))
        now = shown_now()
        column = self.area.start_over(detail.row.id)
        one = detail.row
        opens = self._link("external-link", tr("Open the monitor"), _measure_ref(detail))
        column.addWidget(
            row(SectionLabel(tr("Alert {number}").format(number=one.number)), None, opens)
        )
        mark = StateChip(State(status_of(one), ""))
        title = pane_title(alert_words(one.title))
        title.setWordWrap(True)
        head = QHBoxLayout()
        head.setSpacing(6)
        top = Qt.AlignmentFlag.AlignTop  # beside the first of its lines
        head.addWidget(mark, 0, top)
        head.addWidget(title, 1, top)
        column.addLayout(head)
        column.addWidget(self._place(detail))
        column.addWidget(self._chart(detail))
        self._add_state(column, detail, now)
        self._add_proof(column, detail)
        self._add_group(column, detail.others)
        self._add_runs(column, detail.runs)
        self._add_story(column, detail, now)
        self._add_changes(column, detail.changes, now)
        self._add_similar(column, detail)
        self._add_runbook(column, detail)
        column.addStretch()

    def _link(self, icon: str, name: str, ref: ObjectRef) -> Button:
        button = Button(kind=Kind.QUIET, icon=icon, name=name)
        button.clicked.connect(lambda _checked: self.left_for.emit(ref))
        return button

    def _place(self, detail: AlertDetail) -> QWidget:
        one = detail.row
        stage = stage_of(one)
        model = Button(f"{one.model_name} v{one.version}", kind=Kind.LINK, elides=True)
        ref = ObjectRef("model", str(one.model_id), one.model_name)
        model.clicked.connect(lambda _checked: self.left_for.emit(ref))
        where = caption(", ".join(detail.runtimes))
        parts: list[QWidget] = [model]
        if isinstance(stage, cells.Stage):
            parts.append(StageChip(stage))
        elif str(stage):
            parts.append(caption(str(stage)))
        return row(*parts, where, spacing=8)

    def _chart(self, detail: AlertDetail) -> QWidget:
        points = detail.series
        if not points:
            limit = held(detail.threshold, detail.value)
            words = (
                tr("{number}, must be {words}").format(
                    number=number(detail.value), words=limit.words
                )
                if detail.threshold
                else ""
            )
            return StyledLabel(words or told(detail.row.detail), is_secondary=True, wraps=True)
        # Late: pyqtgraph must not be loaded before the first paint of the window.
        trend = importlib.import_module("app.views.charts.trend")
        panels = importlib.import_module("app.views.charts.chart")
        chart = trend.TrendChart(rule_words(detail.row.rule))
        limit = held(detail.threshold, detail.value)
        bound = Limit(limit.value, limit.operator) if limit.value is not None else None
        if limit.sides is not None:
            bound = Limit(limit.sides[1], "≤", low=limit.sides[0])
        marks = [trend.Happening(at, words) for at, words in versions_that_came(detail)]
        values = [trend.TrendPoint(one.at, one.value) for one in points]
        values += [trend.TrendPoint(at, None) for at in detail.gaps]
        values.sort(key=lambda one: one.at)
        chart.set_data(values, bound, marks)
        panel = panels.ChartPanel(chart)
        panel.setFixedHeight(theme.px(CHART_HEIGHT))
        self.chart = panel
        assert isinstance(panel, QWidget)
        return panel

    def _add_state(self, column: QVBoxLayout, detail: AlertDetail, now: datetime) -> None:
        one = detail.row
        times = tr("seen {times} ×, last {when}").format(
            times=one.times, when=clock(one.last_seen_at, now)
        )
        chip = StateChip(state_of(one, is_chip=True))
        column.addWidget(wrapping_row(chip, caption(times)))
        if since := since_words(detail, now):
            column.addWidget(caption(since, wraps=True))
        said = [tr("Severity: {severity}").format(severity=word(one.severity)), owner_words(one)]
        column.addWidget(caption("    ".join(filter(None, said)), wraps=True))
        if words := " ".join(filter(None, (meaning_words(one), ending_words(one)))):
            label = caption(words, wraps=True)
            label.setObjectName("alerts.ends")
            column.addWidget(label)
        if one.monitor_id is not None and one.state in LIVE_ALERTS:
            name = one_line(told(one.monitor_name))
            monitor = Button(name, kind=Kind.LINK, icon="activity", elides=True)
            monitor.setObjectName("alerts.proves")
            monitor.clicked.connect(partial(self._leave_for, _measure_ref(detail)))
            column.addWidget(row(monitor, None))
        if repeated := repeated_words(detail.repeated):
            column.addWidget(StyledLabel(repeated, wraps=True))
        if left := left_words(detail.left):
            label = StyledLabel(left, wraps=True)
            label.setObjectName("alerts.left")
            column.addWidget(label)
        if undone := undone_words(detail.undone):
            label = StyledLabel(undone, wraps=True)
            label.setObjectName("alerts.undone")
            column.addWidget(label)
        if one.state in LIVE_ALERTS and (warned := warned_words(detail.series)):
            label = StyledLabel(warned, wraps=True)
            label.setObjectName("alerts.warned")
            column.addWidget(label)
        if one.reason:
            self._add_reason(column, detail, now)

    def _add_reason(self, column: QVBoxLayout, detail: AlertDetail, now: datetime) -> None:
        """The last that somebody wrote with an act, below who that was."""
        reason = detail.row.reason
        act = next((one for one in detail.story if _words_with(one) == reason), None)
        if act is not None:
            who = caption(f"{person_name(act.actor)} {deed(act)}, {clock(act.at, now)}", wraps=True)
            who.setObjectName("alerts.reasoned")
            column.addWidget(who)
        column.addWidget(StyledLabel(reason, wraps=True, can_copy=True))

    def _add_proof(self, column: QVBoxLayout, detail: AlertDetail) -> None:
        """The run that resolved it, with what it measured."""
        if detail.row.state in LIVE_ALERTS or not detail.proofs:
            return
        proof = detail.proofs[0][1]
        link = Button(run_words(proof), kind=Kind.LINK)
        link.setObjectName("alerts.proof")
        link.clicked.connect(partial(self._leave_for, _run_ref(detail.row, proof)))
        column.addWidget(wrapping_row(caption(tr("Resolved by")), link))
        column.addWidget(caption(proof_words(proof), wraps=True))

    def _add_group(self, column: QVBoxLayout, others: int) -> None:
        """What the same monitor found beside it: one of them is put off alone, or all at once."""
        if others:
            words = tr("%n other(s) of its monitor", "", others)
            link = Button(words, kind=Kind.LINK, keys="→", name=words)
            link.setObjectName("alerts.group")
            link.clicked.connect(lambda _checked: self.group_asked.emit())
            column.addWidget(wrapping_row(link))

    def _add_runs(self, column: QVBoxLayout, runs: Sequence[RunLink]) -> None:
        """The life cycles that were started against it."""
        for one in runs:
            name = tr("Run {number}").format(number=one.number)
            ref = ObjectRef("run", str(one.id), name)
            link = Button(name, kind=Kind.LINK)
            link.setObjectName("alerts.remedy")
            link.clicked.connect(partial(self._leave_for, ref))
            words = ", ".join((told(one.template_name), word(one.state)))
            column.addWidget(wrapping_row(caption(tr("Remedied by")), link, caption(words)))

    def _leave_for(self, ref: ObjectRef, _checked: bool = False) -> None:
        self.left_for.emit(ref)

    def _add_story(self, column: QVBoxLayout, detail: AlertDetail, now: datetime) -> None:
        """Who did and said what, the newest first."""
        story, proofs = detail.story, dict(detail.proofs)
        column.addSpacing(8)
        column.addWidget(SectionLabel(tr("What was done and said"), len(story)))
        for one in story[:STORY_SHOWN]:
            column.addWidget(Said(one, now, proofs.get(one.id)))
        if len(story) > STORY_SHOWN:
            rest = tr("and {count} more, in the lineage").format(count=len(story) - STORY_SHOWN)
            column.addWidget(caption(rest))

    def _add_changes(self, column: QVBoxLayout, changes: Sequence[EventRow], now: datetime) -> None:
        column.addSpacing(8)
        title = StyledLabel(tr("Changed before").upper(), FontRole.SECTION, is_secondary=True)
        within = caption(tr("in the 24 h before it opened"))
        whole_up_to(within, LEAST_ACT)
        column.addWidget(wrapping_row(title, within, spacing=7))
        for n, one in enumerate(changes[:6]):
            column.addWidget(_Change(one, now, is_first=n == 0))
        if not changes:
            none = tr("Nothing was deployed, tagged or reconfigured")
            column.addWidget(caption(none, wraps=True))
        elif len(changes) > 6:
            column.addWidget(
                caption(tr("and {count} more, in the lineage").format(count=len(changes) - 6))
            )

    def _add_similar(self, column: QVBoxLayout, detail: AlertDetail) -> None:
        shown, similar = detail.row, detail.similar
        column.addSpacing(8)
        column.addWidget(Divider())
        column.addWidget(
            SectionLabel(tr("Similar"), tr("{count} in 90 days").format(count=len(similar)))
        )
        for one in similar[:4]:
            chip = StateChip(State(Status.OK, one.state))
            took = rough(one.seconds) if one.seconds is not None else ""
            words = StyledLabel(f"{one.model_name}, {cells.day(one.opened_at)}")
            line = row(chip, words, None, caption(took))
            line.setToolTip(one.reason)
            column.addWidget(line)
        known = [one.seconds for one in similar if one.seconds is not None]
        if len(known) > 1:
            column.addWidget(
                caption(
                    tr("Half ended within {rough}").format(rough=rough(statistics.median(known)))
                )
            )
        if not similar:
            was_broken = shown.times > 1 or shown.is_again
            before = times_words(detail) if was_broken else tr("This limit was not broken before")
            column.addWidget(caption(before, wraps=True))

    def _add_runbook(self, column: QVBoxLayout, detail: AlertDetail) -> None:
        """What is to be done, from whoever has thought about it before."""
        one = detail.row
        if one.monitor_id is None:
            return
        column.addSpacing(8)
        column.addWidget(Divider())
        column.addWidget(SectionLabel(tr("Runbook")))
        if is_web_address(detail.runbook):
            link = Button(one_line(detail.runbook), kind=Kind.LINK, icon="book-open", elides=True)
            link.setObjectName("alerts.runbook")
            link.clicked.connect(lambda _checked: self.address_wanted.emit(detail.runbook))
            column.addWidget(row(link, None))
            return
        if detail.runbook:
            text = StyledLabel(clean(detail.runbook, RUNBOOK_SHOWN), wraps=True, can_copy=True)
            text.setObjectName("alerts.runbook")
            column.addWidget(text)
        else:
            column.addWidget(caption(tr("Nobody has written down yet what to do."), wraps=True))
        if not detail.runbook or len(detail.runbook) > RUNBOOK_SHOWN:
            whole = tr("Read all of it") if detail.runbook else tr("Write it with the monitor")
            leads = Button(whole, kind=Kind.LINK)
            leads.setObjectName("alerts.monitor")
            leads.clicked.connect(partial(self._leave_for, _monitor_ref(one)))
            column.addWidget(row(leads, None))

    def _open_lineage(self) -> None:
        if self.shown is not None:
            self.left_for.emit(lineage_ref(self.shown))


def lineage_ref(detail: AlertDetail) -> ObjectRef:
    """The lineage of its model, at the last that happened to the alert."""
    one = detail.row
    if detail.story:
        return ObjectRef("event", str(detail.story[0].id), one.model_name)
    return ObjectRef("lineage", str(one.model_id), one.model_name)


class _Change(QFrame):
    """What happened before, with a bar at its left; the first is the first suspect."""

    def __init__(self, one: EventRow, now: datetime, *, is_first: bool) -> None:
        super().__init__()
        self.setObjectName("alerts.change")
        role = FontRole.STRONG if is_first else FontRole.BODY
        words = f"{person_name(one.actor)} {event_words(one)}"
        self.setAccessibleName(words)
        text = StyledLabel(words, role, wraps=True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 2, 0, 2)
        layout.setSpacing(10)
        layout.addWidget(Divider(is_vertical=True))
        layout.addWidget(text, 1)
        layout.addWidget(caption(clock(one.at, now)))


# The words that go with an act; of others, what stands in the event is of an act before.
_WITH_WORDS = {
    "alert.acknowledged": "reason",
    "alert.in_remediation": "reason",
    "alert.escalated": "reason",
    "alert.snoozed": "reason",
    "alert.commented": "comment",
}


def _words_with(one: EventRow) -> str:
    return one.texts.get(_WITH_WORDS.get(one.tag, ""), "")


class Said(QWidget):
    """One line of the alert's story: who, what, when; below it their words."""

    def __init__(self, one: EventRow, now: datetime, proof: Proof | None = None) -> None:
        super().__init__()
        self.setObjectName("alerts.said")
        is_comment = one.tag == "alert.commented"
        did = deed(one)
        when = caption(clock(one.at, now))
        when.setToolTip(cells.moment_in_full(one.at))
        who = StyledLabel(person_name(one.actor), FontRole.STRONG)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 2, 0, 4)
        layout.setSpacing(1)
        act = caption(did, wraps=True)
        act.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        whole_up_to(act, LEAST_ACT)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(wrapping_row(who, act, spacing=6), 1)
        head.addWidget(when, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(head)
        words = _words_with(one)
        if proof is not None:
            words = f"{run_words(proof)}: {proof_words(proof)}"
        if words:
            said = StyledLabel(words, is_secondary=not is_comment, wraps=True, can_copy=True)
            layout.addWidget(said)
        self.setAccessibleName(" ".join(filter(None, (who.text(), did, when.text(), words))))


def _run_ref(one: AlertRow, proof: Proof) -> ObjectRef:
    """In the list of the monitor's runs."""
    return replace(_monitor_ref(one), tab=tab_of_run(proof.run_id))


def _measure_ref(detail: AlertDetail) -> ObjectRef:
    """The charts of what the alert is about."""
    return replace(_monitor_ref(detail.row), tab=tab_of_measure(detail.test, detail.feature))


def _monitor_ref(one: AlertRow) -> ObjectRef:
    return ObjectRef("monitor", str(one.monitor_id), one.monitor_name)
