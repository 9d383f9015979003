"""Beside a run: its incident and what was tried, whom it waits for since when, and how to steer."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app import texts
from app.models.queries.retries import RetryState
from app.models.queries.run_view import PersonWait, RunView
from app.models.queries.runs import IncidentRow
from app.models.stored_json import Unreadable
from app.views import cells, theme
from app.views.cells import State, Status
from app.views.language import listed, tr
from app.views.panels.operate_column import Column
from app.views.panels.retry_trail import RetryTrail
from app.views.panels.runs_words import (
    about,
    passed,
    since_then_facts,
    value_text,
    view_state,
    waits_of,
)
from app.views.panels.waits_words import hindrances, who
from app.views.theme import FontRole
from app.views.widgets.basics import (
    Avatar,
    Divider,
    FactList,
    Pane,
    SectionLabel,
    StateChip,
    StyledLabel,
    caption,
    pane_title,
    row,
)
from app.views.widgets.button import Button, Kind
from app.views.widgets.placeholders import EmptyState

_KEY_VARIABLES = ("stage", "runtime", "service_tag", "verdict", "deployment", "risk_tier")
_CODED = ("risk_tier", "verdict")


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why a button may not be used now; empty: it may."""

    retry: str = ""
    suspend: str = ""
    cancel: str = ""


def _value_words(name: str, value: object) -> str:
    """A code in words; whatever else as the list of variables has it."""
    if name in _CODED and isinstance(value, str):
        return texts.word(value.lower())
    return value_text(value)


class RunPanel(QWidget):
    retry_asked = Signal()
    suspend_asked = Signal()
    cancel_asked = Signal()
    variables_asked = Signal()
    task_opened = Signal(object)  # PersonWait
    deployment_opened = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view: RunView | None = None
        self._retry: RetryState | None = None
        self._reasons = Reasons()
        self.has_title = True  # beside the list; the page has its own
        self.trail = RetryTrail(self)
        self.trail.hide()
        self.column = Column(tr("About the run"))
        self.suspend_button = Button(tr("Suspend"), icon="pause", kind=Kind.QUIET, changes=True)
        self.suspend_button.setObjectName("runs.suspend")
        self.suspend_button.clicked.connect(self.suspend_asked)
        self.cancel_button = Button(tr("Cancel run…"), kind=Kind.DANGER, changes=True)
        self.cancel_button.setObjectName("runs.cancel")
        self.cancel_button.clicked.connect(self.cancel_asked)
        self.retry_button: Button | None = None
        foot = Pane()
        foot_layout = QVBoxLayout(foot)
        foot_layout.setContentsMargins(16, 8, 16, 12)
        foot_layout.addWidget(row(self.suspend_button, None, self.cancel_button))
        self._foot = foot
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.column, 1)
        layout.addWidget(Divider())
        layout.addWidget(foot)
        self.setMinimumWidth(theme.px(280))
        self.show_nothing()

    def show_nothing(self) -> None:
        self._view = None
        self.column.clear()
        self.column.add_filling(
            EmptyState(
                tr("No run is chosen"),
                tr("Choose one in the list: its steps and what it waits for stand here."),
                pictures=("workflow",),
            )
        )
        self._foot.hide()

    def show_view(self, view: RunView, reasons: Reasons, retry: RetryState | None) -> None:
        self._view, self._reasons, self._retry = view, reasons, retry
        self._fill()

    def show_retry(self, retry: RetryState | None, reasons: Reasons) -> None:
        """Only the retry went on: nothing else moves."""
        self._retry, self._reasons = retry, reasons
        if self._view is not None:
            self._fill()

    def _fill(self) -> None:
        view = self._view
        if view is None:
            return
        scroll = self.column.verticalScrollBar().value()
        self.trail.setParent(self)
        self.column.clear()
        self.retry_button = None
        row_ = view.run.row
        if self.has_title:
            self.column.add(
                row(
                    pane_title(tr("Run {number}").format(number=row_.number)),
                    StateChip(view_state(view, is_chip=True)),
                ),
                StyledLabel(about(row_), is_secondary=True, wraps=True),
            )
        for incident in view.run.incidents:
            if incident.state == "open":
                self._add_incident(view, incident)
        if self._retry is not None:
            self._add_retry()
        self._add_waits(view)
        self._add_variables(view)
        self._add_facts(view)
        self._show_buttons(view)
        self.column.verticalScrollBar().setValue(scroll)

    def _add_incident(self, view: RunView, incident: IncidentRow) -> None:
        label = SectionLabel(tr("Incident"))
        label.add_trailing(caption(tr("no. {number}").format(number=incident.number)))
        title = row(
            StateChip(State(Status.CRITICAL, incident.step)),
            caption(tr("since {when}").format(when=cells.moment(incident.opened_at))),
        )
        button = Button(
            tr("Retry step"), kind=Kind.PRIMARY, icon="refresh-cw", keys="R", changes=True
        )
        button.setObjectName("runs.retry")
        button.set_blocked(self._reasons.retry)
        button.clicked.connect(self.retry_asked)
        parts: list[QWidget] = [
            label,
            title,
            StyledLabel(texts.told(incident.message), FontRole.STRONG, wraps=True, can_copy=True),
        ]
        if incident.hint:
            parts.append(StyledLabel(texts.told(incident.hint), wraps=True))
        serving = self._serving_note(view)
        if serving:
            parts.append(caption(serving, wraps=True))
        parts += [
            row(button),
            caption(tr("Counts only when the step's own check passes."), wraps=True),
            SectionLabel(
                tr("Attempts"), tr("{attempts}, none left").format(attempts=incident.attempts or 1)
            ),
        ]
        self.column.add_section(*parts)
        if self.retry_button is None:
            self.retry_button = button

    @staticmethod
    def _serving_note(view: RunView) -> str:
        if view.deployment_number is None:
            return ""
        return tr("Deployment {deployment_number} belongs to this run.").format(
            deployment_number=view.deployment_number
        )

    def _add_retry(self) -> None:
        assert self._retry is not None
        self.trail.set_state(self._retry)
        self.trail.show()
        self.column.add_section(SectionLabel(tr("Retry")), self.trail)
        if self._retry.detail:
            self.column.add(StyledLabel(self._retry.detail, wraps=True))

    def _add_waits(self, view: RunView) -> None:
        others = waits_of(view.run, view.process)
        if not view.people and not others:
            return
        self.column.add_section(SectionLabel(tr("Waiting for")))
        for wait in view.people:
            self.column.add(self._person(view, wait))
        if others:
            facts = FactList(label_width=64)
            facts.set_facts(others)
            self.column.add(facts)

    def _person(self, view: RunView, wait: PersonWait) -> QWidget:
        holder = QWidget()
        layout = QVBoxLayout(holder)
        layout.setContentsMargins(0, 0, 0, 4)
        layout.setSpacing(3)
        open_button = Button(
            tr("Open", "to open it"),
            kind=Kind.LINK,
            name=tr("Open task {number}").format(number=wait.number),
        )
        open_button.clicked.connect(lambda: self.task_opened.emit(wait))
        name = StyledLabel(who(wait), FontRole.STRONG, wraps=True)
        first = wait.assignee or (wait.candidates[0] if len(wait.candidates) == 1 else "")
        head: list[QWidget | None] = [name, None, open_button]
        if first:
            head.insert(0, Avatar(first))
        name.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        layout.addWidget(row(*[each for each in head if each is not None], stretch_at=9))
        since = passed(wait.opened_at, view.now)
        layout.addWidget(
            caption(
                tr("{name}, task {number}, for {since}").format(
                    name=texts.told(wait.name), number=wait.number, since=since
                ),
                wraps=True,
            )
        )
        for line in hindrances(wait):
            layout.addWidget(StyledLabel(line, wraps=True, can_copy=True))
        if wait.voted:
            voted = tr("{names} decided already").format(names=listed(wait.voted))
            layout.addWidget(caption(voted, wraps=True))
        if wait.due_at is not None:
            late = wait.due_at < view.now
            words = (
                tr("overdue by {passed}").format(passed=passed(wait.due_at, view.now))
                if late
                else tr("due")
            )
            when = "" if late else f" {cells.moment(wait.due_at)}"
            layout.addWidget(caption(words + when))
        return holder

    def _add_variables(self, view: RunView) -> None:
        known = {one.name: one.value for one in view.variables if not one.scope}
        shown = [
            (texts.column(name), _value_words(name, known[name]))
            for name in _KEY_VARIABLES
            if known.get(name) or isinstance(known.get(name), Unreadable)
        ]
        if not shown:
            return
        label = SectionLabel(tr("Variables"))
        button = Button(tr("All"), kind=Kind.LINK, keys="V", name=tr("All variables"))
        button.clicked.connect(self.variables_asked)
        label.add_trailing(button)
        facts = FactList(label_width=84)
        facts.set_facts(shown)
        self.column.add_section(label, facts)

    def _add_facts(self, view: RunView) -> None:
        one = view.run.row
        facts: list[tuple[str, object]] = [
            (tr("Life cycle"), f"{texts.told(one.template_name)} v{one.template_version}"),
            (
                tr("Started"),
                tr("{when} by {started_by}").format(
                    when=cells.moment(one.started_at),
                    started_by=texts.person_name(one.started_by) or tr("the service"),
                ),
            ),
        ]
        if one.ended_at is not None:
            facts.append((tr("Ended"), cells.moment(one.ended_at)))
        if one.reason:
            facts.append((tr("Reason"), one.reason))
        if view.run.parent is not None:
            facts.append(
                (tr("Called by"), tr("run {number}").format(number=view.run.parent.number))
            )
        if view.run.called:
            facts.append(
                (
                    tr("Calls"),
                    ", ".join(
                        tr("run {number}").format(number=each.number) for each in view.run.called
                    ),
                )
            )
        if view.deployment_number is not None:
            link = Button(
                tr("Deployment {deployment_number}").format(
                    deployment_number=view.deployment_number
                ),
                kind=Kind.LINK,
            )
            link.clicked.connect(self.deployment_opened)
            facts.append((tr("Deployed by") if view.was_deployed else tr("Tried by"), link))
        if one.ended_at is not None:
            facts += since_then_facts(view.since_then)
        shown = FactList(label_width=84)
        shown.set_facts(facts)
        self.column.add_section(SectionLabel(tr("About")), shown)

    def _show_buttons(self, view: RunView) -> None:
        is_held = view.run.row.state == "suspended"
        self.suspend_button.setText(tr("Resume") if is_held else tr("Suspend"))
        self._foot.setVisible(view.run.row.ended_at is None)
        self.suspend_button.set_blocked(self._reasons.suspend)
        self.cancel_button.set_blocked(self._reasons.cancel)
