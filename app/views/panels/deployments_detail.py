"""One deployment: what serves now, its steps with times, what each step found, what came before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from app.models.queries.deployments import BACK, DeploymentDetail, HistoryRow, StepRow
from app.models.rules.deployment_states import ACTIVE, COMING, SWITCHING
from app.models.rules.matching import MatchRule
from app.texts import person_name, told, word
from app.views import cells, painting, theme
from app.views.cells import State, Status, Text
from app.views.item_models.columns import Column
from app.views.item_models.row_table import RowTableModel
from app.views.language import N_, tr
from app.views.panels.deployments_words import (
    STEP_NAMES,
    elapsed,
    facts_text,
    reason_line,
    serving_line,
    shown_steps,
    spell_reason,
    spell_since,
    spell_state,
    spell_until,
    stage_of,
    state_of,
    step_name,
    step_state,
    strip_words,
    took,
    version_of,
)
from app.views.panels.parts import clear
from app.views.panels.runtimes_words import RULES
from app.views.theme import FontRole
from app.views.widgets.banner import Banner
from app.views.widgets.basics import (
    Pane,
    StageChip,
    StateChip,
    StyledLabel,
    caption,
    pane_title,
    row,
)
from app.views.widgets.button import Button, Kind
from app.views.widgets.data_table import DataTable
from app.views.widgets.marks import Glyph
from app.views.widgets.placeholders import EmptyState
from app.views.widgets.tabs import OVERHANG, Hung, Tab, Tabs
from app.views.widgets.wrap import wrapping_row
from app.views.zones import zone

STEP_COLUMNS: list[Column[StepRow]] = [
    Column(N_("Time"), lambda s: f"{s.started_at.astimezone(zone()):%H:%M:%S}", width=76),
    Column(N_("Step"), lambda s: Text(step_name(s.step), is_strong=True), width=130),
    Column(
        N_("State"),
        step_state,
        width=90,
    ),
    Column(N_("Took"), took, width=96, is_number=True),
    Column(N_("Try"), lambda s: str(s.attempt), width=40, is_number=True),
    Column(
        N_("Found"),
        lambda s: Text(facts_text(s.facts), is_mono=True),
        stretches=True,
        tooltip=lambda s: facts_text(s.facts),
    ),
]
HISTORY_COLUMNS: list[Column[HistoryRow]] = [
    Column("#", lambda h: str(h.deployment.number), width=44, is_number=True),
    Column(N_("Snapshot"), lambda h: Text(version_of(h.deployment), is_strong=True), width=150),
    Column(N_("State"), spell_state, width=120),
    Column(N_("Served from"), spell_since, width=140),
    Column(N_("Until"), spell_until, width=140),
    Column(N_("Why"), spell_reason, stretches=True, tooltip=spell_reason),
]


_STEP_LINE = 24  # px of one line of steps


class StepStrip(QWidget):
    """All steps in order, those to come as rings: how far it is at one look."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._marks: list[tuple[Status, str, str]] = []
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._fit()

    def set_steps(self, steps: Sequence[StepRow], *, is_open: bool, is_back: bool = False) -> None:
        """Those so far; while it is open, those to come too: once it goes back, of the way back."""
        self._marks = [(step_state(s).status, step_name(s.step), strip_words(s)) for s in steps]
        if is_open:
            known = [s.step for s in steps]
            way = [BACK + step for step in STEP_NAMES] if is_back else STEP_NAMES
            rest = [step for step in way if step not in known]
            self._marks += [(Status.UNKNOWN, step_name(step), "") for step in rest]
        self.setAccessibleName(
            tr("Steps: {steps}").format(
                steps=", ".join(
                    f"{name} {word(status)} {time}" for status, name, time in self._marks
                )
            )
        )
        self._fit()
        self.update()

    def places(self) -> list[QPointF]:
        """Where each mark begins, and its middle: what does not fit goes on below."""
        font, small = theme.font(FontRole.CAPTION_MEDIUM), theme.font(FontRole.NUMBER_CAPTION)
        found: list[QPointF] = []
        x, line = 0.0, 0
        for _status, name, time in self._marks:
            needed = theme.px(10) + 10 + painting.text_width(name, font)
            needed += painting.text_width(time, small) if time else 0
            if found and x + needed > self.width():
                x, line = 0.0, line + 1
            found.append(QPointF(x, theme.px(_STEP_LINE) * (line + 0.5)))
            x += needed + 16 + painting.text_width("›", small)
        return found

    def _fit(self) -> None:
        line = theme.px(_STEP_LINE)
        last = self.places()[-1].y() if self._marks else 0.0
        self.setFixedHeight(max(line, round(last + line / 2)))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t, painter = theme.tokens(), QPainter(self)
        size = theme.px(10)
        font, small = theme.font(FontRole.CAPTION_MEDIUM), theme.font(FontRole.NUMBER_CAPTION)
        places = self.places()
        for n, (status, name, time) in enumerate(self._marks):
            x, middle = places[n].x(), places[n].y()
            tint = painting.status_color(status, t)
            painting.draw_glyph(painter, status, QPointF(x + size / 2, middle), size, tint)
            color = t.secondary if status is Status.UNKNOWN else t.text
            x += size + 5
            x += painting.draw_text(painter, x, middle, name, font, color) + 5
            if time:
                x += painting.draw_text(painter, x, middle, time, small, t.secondary)
            if n + 1 < len(places):
                painting.draw_text(painter, x + 8, middle, "›", small, t.secondary)
        painter.end()


class _Causes(QWidget):
    """Why a deployment can't go on, where the finder of places knows it: rule, needed, found."""

    asked = Signal()  # the runtime is wanted

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("deployments.causes")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 2, 0, 2)
        self._column.setSpacing(3)
        self.hide()

    def show_rules(self, rules: Sequence[MatchRule], runtime: str) -> None:
        """None: it says nothing."""
        clear(self._column)
        self.setVisible(bool(rules))
        if not rules:
            return
        title = tr("What rules it out on {runtime} now").format(runtime=runtime)
        link = Button(tr("Show the runtime"), kind=Kind.LINK)
        link.setObjectName("deployments.runtime")
        link.clicked.connect(lambda _checked: self.asked.emit())
        self._column.addWidget(row(StyledLabel(title, FontRole.CAPTION_STRONG), None, link))
        for rule in rules:
            self._column.addWidget(_rule_line(rule))


def _rule_line(rule: MatchRule) -> QWidget:
    name = tr(RULES.get(rule.rule, rule.rule.replace("_", " ").capitalize()))
    words = tr("{rule}: needed {needed}, found {found}.").format(
        rule=name, needed=told(rule.needed), found=told(rule.found)
    )
    said = StyledLabel(" ".join(filter(None, (words, told(rule.fix)))), wraps=True, can_copy=True)
    line = QWidget()
    layout = QHBoxLayout(line)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(6)
    layout.addWidget(Glyph(Status.FAILED, tr("does not hold")), 0, Qt.AlignmentFlag.AlignTop)
    layout.addWidget(said, 1)
    return line


class DeploymentPane(Pane):
    roll_back_asked = Signal()
    cancel_asked = Signal()
    lineage_asked = Signal()
    run_asked = Signal()
    deployment_chosen = Signal(object)  # DeploymentRow
    runtime_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.title = pane_title("")
        self.subject = StyledLabel("", FontRole.STRONG)
        self.stage = StageChip(cells.Stage(""))
        self.target = StyledLabel("")
        self.chip = StateChip(State(Status.UNKNOWN, ""))
        self.run_button = Button("", kind=Kind.LINK)
        self.run_button.clicked.connect(self.run_asked)
        self.lineage_button = Button(tr("Lineage"), keys="L", kind=Kind.QUIET, icon="git-branch")
        self.lineage_button.clicked.connect(self.lineage_asked)
        self.roll_back_button = Button(tr("Roll back…"), keys="B", icon="undo-2", changes=True)
        self.roll_back_button.setObjectName("deployments.roll_back")
        self.roll_back_button.clicked.connect(self.roll_back_asked)
        self.cancel_button = Button(tr("Cancel…"), keys="Del", changes=True)
        self.cancel_button.setObjectName("deployments.cancel")
        self.cancel_button.clicked.connect(self.cancel_asked)
        self.serving = StyledLabel("", FontRole.STRONG, wraps=True)
        self.serving.setObjectName("deployments.serving")
        self.reason = StyledLabel("", wraps=True, can_copy=True)
        self.failure = QWidget()  # holds a banner while the deployment that is shown failed
        self.failure.setObjectName("deployments.failure")
        QVBoxLayout(self.failure).setContentsMargins(0, 0, 0, 0)
        self.causes = _Causes()
        self.causes.asked.connect(self.runtime_asked)
        self.facts = caption("", wraps=True)
        self.strip = StepStrip()
        self._steps = RowTableModel(STEP_COLUMNS, lambda s: s.position, self)
        self.log = DataTable(self._steps, tr("Steps of the deployment"))
        self.log.setObjectName("deployments.log")
        self.log.set_empty_state(
            EmptyState(tr("No step has begun"), tr("What each step finds stands here."))
        )
        self._history = RowTableModel(HISTORY_COLUMNS, lambda h: (h.deployment.id, h.came_at), self)
        self.history = DataTable(self._history, tr("What served here before"))
        self.history.opened.connect(lambda one: self.deployment_chosen.emit(one.deployment))
        self.tabs = Tabs(tr("Parts of the deployment"))
        self.tabs.add(Tab(tr("Log of steps")), self.log)
        self.tabs.add(Tab(tr("History here")), self.history)
        self._build()

    @override
    def minimumSizeHint(self) -> QSize:
        # With all lines of what wraps: a page that scrolls asks for no height at a width.
        layout, is_large = self.layout(), theme.zoom() > 1.0
        lines = layout.minimumHeightForWidth(self.width()) if layout and is_large else 0
        return super().minimumSizeHint().expandedTo(QSize(0, max(theme.px(240), lines)))

    def _build(self) -> None:
        self._empty = EmptyState(
            tr("No deployment is chosen"),
            tr("Choose one above: its steps and what serves now stand here."),
            pictures=("upload",),
        )
        self._body = QWidget()
        inside = QVBoxLayout(self._body)
        inside.setContentsMargins(OVERHANG, 0, 0, 0)  # no widget is laid out left of its parent
        inside.setSpacing(6)
        inside.addWidget(
            wrapping_row(
                self.title, self.subject, caption("→"), self.target, self.stage, self.chip,
                self.run_button, None, self.lineage_button, self.cancel_button,
                self.roll_back_button,
            )
        )  # fmt: skip
        for part in (self.serving, self.failure, self.reason, self.causes, self.facts, self.strip):
            inside.addWidget(part)
        inside.addLayout(Hung(self.tabs), 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16 - OVERHANG, 10, 16, 0)
        layout.addWidget(self._empty, 1)
        layout.addWidget(self._body, 1)
        self._body.hide()

    def show_nothing(self) -> None:
        self._body.hide()
        self._empty.show()

    def _show_failure(self, title: str, reason: str) -> None:
        """Why it stopped, before all else that is said of it; empty: it did not."""
        layout = self.failure.layout()
        assert isinstance(layout, QVBoxLayout)
        clear(layout)
        self.failure.setVisible(bool(reason))
        if reason:
            layout.addWidget(Banner("failure", Status.FAILED, title, reason, can_close=False))

    def show_detail(
        self, detail: DeploymentDetail, now: datetime, no_roll_back: str, no_cancel: str
    ) -> None:
        one = detail.row
        self._empty.hide()
        self._body.show()
        self.title.setText(tr("Deployment {number}").format(number=one.number))
        self.subject.setText(version_of(one))
        self.target.setText(one.runtime_name)
        stage = stage_of(one.stage, is_quiet=one.state not in ACTIVE)
        if isinstance(stage, cells.Stage):
            self.stage.set_stage(stage)
        self.chip.set_state(state_of(one, is_chip=True))
        self.run_button.setVisible(detail.run is not None)
        if detail.run is not None:
            self.run_button.setText(tr("run {number}").format(number=detail.run.number))
        self.serving.setText(serving_line(detail.serving, one))
        reason = reason_line(detail)
        self.reason.setText(reason)
        has_failed = bool(reason) and one.state == "failed"
        where = tr("Failed at: {step}").format(step=step_name(one.step)) if one.step else ""
        self._show_failure(where or word(one.state), reason if has_failed else "")
        self.reason.setVisible(bool(reason) and not has_failed)
        self.causes.show_rules(detail.causes, one.runtime_name)
        replaced = detail.replaced
        facts = [tr("service #{tag}").format(tag=one.service_tag), word(one.strategy)]
        if replaced:
            facts.append(tr("instead of {version_of}").format(version_of=version_of(replaced)))
        facts.append(
            tr("begun {when} by {started_by}").format(
                when=cells.moment(one.started_at),
                started_by=person_name(one.started_by) or tr("the service"),
            )
        )
        lasts = tr("for {elapsed} so far") if one.state in COMING else tr("took {elapsed}")
        facts.append(lasts.format(elapsed=elapsed(one, now)))
        whole = ", ".join(facts)
        if no_roll_back:  # one line with them: at 200 % there is no room for one more
            reason = no_roll_back.replace("\n", " ")
            whole += ". " + tr("No roll back: {reason}").format(reason=reason)
        self.facts.setText(whole)
        steps = shown_steps(detail)
        self.strip.set_steps(
            steps,
            is_open=one.state in (*COMING, *SWITCHING),
            is_back=one.state == "rolling_back",
        )
        self._steps.set_rows(steps)
        self._history.set_rows(list(detail.history))
        for table in (self.log, self.history):
            table.mark_ready()
        self.tabs.set_tab(1, Tab(tr("History here"), detail.history_count))
        back = detail.roll_back
        self.roll_back_button.setText(
            tr("Roll back to v{version}…").format(version=back.to.version)
            if back
            else tr("Roll back…")
        )
        self.roll_back_button.set_blocked(no_roll_back)
        # One that serves, or has ended, has nothing to be cancelled.
        self.cancel_button.setVisible(one.state in COMING)
        self.cancel_button.set_blocked(no_cancel)
