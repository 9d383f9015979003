"""The page of one run: its diagram over its steps, variables, and what happened."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from app.models.queries.events import EventRow
from app.models.queries.run_page import JobRow, VariableRow
from app.models.queries.run_view import RunView
from app.models.stored_json import Unreadable
from app.texts import person_name, told
from app.views import cells, theme
from app.views.cells import State, Status, Text
from app.views.charts.bpmn_painter import ProcessDiagram
from app.views.charts.canvas_bar import CanvasBar
from app.views.charts.chart import Chart, ChartPanel
from app.views.charts.steps_gantt import StepBar, StepsGantt
from app.views.item_models.columns import Column
from app.views.item_models.row_table import RowTableModel
from app.views.job_words import STATES, work_words
from app.views.language import N_, tr
from app.views.panels.event_words import event_words
from app.views.panels.runs_words import (
    about,
    bars_of,
    latest,
    node_of,
    progress_of,
    value_text,
    view_state,
)
from app.views.widgets.basics import StateChip, StyledLabel, caption, row, screen_title
from app.views.widgets.button import Button, Kind
from app.views.widgets.data_table import DataTable
from app.views.widgets.scroll_bar import use_slim_scroll_bars
from app.views.widgets.splitter import Splitter
from app.views.widgets.tabs import Hung, Tab, Tabs
from app.views.widgets.wrap import wrapping_row

DIAGRAM, STEPS, VARIABLES, EVENTS, LOG = range(5)
TAB_NAMES = ("diagram", "steps", "variables", "events", "log")


def _job_state(one: JobRow) -> State:
    status, words = STATES[one.state]
    return State(status, tr(words))


def _job_said(one: JobRow) -> str:
    if one.state == "later" and not one.note:
        return tr("due {when}").format(when=cells.moment(one.due_at))
    return told(one.note)


VARIABLE_COLUMNS: list[Column[VariableRow]] = [
    Column(N_("Variable"), lambda v: Text(v.name, is_strong=True), width=190),
    Column(
        N_("Value"),
        lambda v: Text(value_text(v.value), is_mono=not isinstance(v.value, Unreadable)),
        stretches=True,
    ),
    Column(N_("Of"), lambda v: v.scope or tr("the run"), width=160),
]
EVENT_COLUMNS: list[Column[EventRow]] = [
    Column(N_("When"), lambda e: cells.moment(e.at), width=130),
    Column(N_("Who"), lambda e: Text(person_name(e.actor), is_strong=True), width=150),
    Column(N_("What"), event_words, stretches=True),
]
LOG_COLUMNS: list[Column[JobRow]] = [
    Column(N_("Asked for"), lambda j: cells.moment(j.created_at), width=130),
    Column(N_("Step"), lambda j: Text(told(j.step), is_strong=True), width=150),
    Column(N_("Work"), lambda j: work_words(j.kind, j.task_type), width=152, drop_below=640),
    Column(N_("State"), _job_state, width=96),
    Column(N_("Try"), lambda j: str(j.attempt or ""), width=44, is_number=True),
    Column(N_("Done by"), lambda j: j.owner, width=120, drop_below=760),
    Column(N_("Said last"), _job_said, stretches=True, tooltip=_job_said),
]


class RunPage(QWidget):
    left = Signal()  # back to the list
    step_asked = Signal(object)  # node id: the runs that stand there

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view: RunView | None = None
        self.title = screen_title("")
        self.subject = StyledLabel("", is_secondary=True)
        self.chip = StateChip(cells.State(Status.UNKNOWN, ""))
        self.note = caption()
        self.diagram = ProcessDiagram(tr("Diagram of the run"))
        self.diagram.setObjectName("runs.diagram")
        self.steps = StepsGantt(tr("Steps of the run"))
        self.all_steps = StepsGantt(tr("All steps of the run"))
        self.all_steps.setObjectName("runs.steps")
        self._variables = RowTableModel(VARIABLE_COLUMNS, lambda v: (v.scope, v.name), self)
        self.variables = DataTable(self._variables, tr("Variables of the run"))
        self._events = RowTableModel(EVENT_COLUMNS, lambda e: e.id, self)
        self.events = DataTable(self._events, tr("Events of the run"))
        self._jobs = RowTableModel(LOG_COLUMNS, lambda j: j.id, self)
        self.log = DataTable(self._jobs, tr("What the service did for the run"))
        self.log.setObjectName("runs.log")
        self._build()
        self.diagram.activated.connect(self.step_asked)
        self.diagram.node_chosen.connect(self._on_diagram_node_chosen)
        self.steps.activated.connect(self._on_steps_activated)
        self.steps.cursor_moved.connect(self._on_steps_cursor_moved)
        self.all_steps.activated.connect(self._on_steps_activated)

    def _build(self) -> None:
        back = Button(
            tr("Runs"), icon="chevron-left", kind=Kind.QUIET, name=tr("Back to the list of runs")
        )
        back.setObjectName("runs.back")
        back.clicked.connect(self.left)
        self.go_button = Button(tr("Go to the token"), kind=Kind.LINK, keys="H")
        self.go_button.clicked.connect(self.go_to_token)
        head = QWidget()
        head_layout = QVBoxLayout(head)
        head_layout.setContentsMargins(20, 12, 20, 6)
        head_layout.setSpacing(4)
        head_layout.addWidget(row(back, self.title, self.subject, self.chip))
        head_layout.addWidget(self.note)
        self.tabs = Tabs(tr("Parts of the run"))
        self.tabs.bar.setContentsMargins(20, 0, 0, 0)
        self.tabs.add(Tab(tr("Diagram")), self._diagram_page())
        self.tabs.add(Tab(tr("Steps")), _scrolled(ChartPanel(self.all_steps)))
        self.tabs.add(Tab(tr("Variables")), self.variables)
        self.tabs.add(Tab(tr("Events")), self.events)
        self.tabs.add(Tab(tr("Log")), self.log)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(head)
        holder = QWidget()
        inside = QVBoxLayout(holder)
        inside.setContentsMargins(20, 0, 0, 0)
        inside.addLayout(Hung(self.tabs))
        layout.addWidget(holder, 1)

    def _diagram_page(self) -> QWidget:
        upper = QWidget()
        upper_layout = QVBoxLayout(upper)
        upper_layout.setContentsMargins(0, 0, 0, 0)
        upper_layout.setSpacing(0)
        upper_layout.addWidget(ChartPanel(self.diagram), 1)
        self.others_button = Button(tr("Runs at this step"), kind=Kind.LINK, keys="Enter")
        self.others_button.setObjectName("runs.others")
        self.others_button.clicked.connect(lambda _on: self.step_asked.emit(self.diagram.selected))
        sizes = CanvasBar(self.diagram)
        upper_layout.addWidget(wrapping_row(sizes, None, self.others_button, self.go_button))
        lower = QWidget()
        lower_layout = QVBoxLayout(lower)
        lower_layout.setContentsMargins(0, 4, 0, 0)
        lower_layout.setSpacing(0)
        lower_layout.addWidget(_scrolled(ChartPanel(self.steps)))
        self.splitter = Splitter(upper, lower, sizes=(0, 190), is_vertical=True)
        return self.splitter

    def show_view(self, view: RunView) -> None:
        before = self._view
        self._view = view
        one = view.run.row
        self.title.setText(tr("Run {number}").format(number=one.number))
        self.subject.setText(about(one))
        self.chip.set_state(view_state(view, is_chip=True))
        self.note.setText(
            f"{told(one.template_name)} v{one.template_version}    "
            + tr("started {when} by {started_by}").format(
                when=cells.moment(one.started_at),
                started_by=person_name(one.started_by) or tr("the service"),
            )
        )
        is_other = before is None or before.run.row.id != one.id
        self.diagram.set_progress(progress_of(view))
        if is_other or before is None or before.process is not view.process:
            self.diagram.set_process(view.process)
        self.go_button.setVisible(bool(self.diagram.standing))
        bars = bars_of(view)
        for gantt in (self.steps, self.all_steps):
            gantt.set_data(bars, latest(view))
        self._variables.set_rows(list(view.variables))
        self._events.set_rows(list(view.events))
        self._jobs.set_rows(list(view.jobs))
        for table in (self.variables, self.events, self.log):
            table.mark_ready()
        self.tabs.set_tab(STEPS, Tab(tr("Steps"), len(bars)))
        self.tabs.set_tab(VARIABLES, Tab(tr("Variables"), len(view.variables)))
        self.tabs.set_tab(EVENTS, Tab(tr("Events"), len(view.events)))
        self.tabs.set_tab(LOG, Tab(tr("Log"), len(view.jobs)))
        incident = Status.CRITICAL if view.run.incident_nodes else None
        self.tabs.set_tab(DIAGRAM, Tab(tr("Diagram"), None, incident))
        if is_other and self.diagram.standing:
            self.diagram.select(self.diagram.standing)

    @Slot()
    def go_to_token(self) -> None:
        if self.diagram.standing:
            self.diagram.go_to(self.diagram.standing)
            self.diagram.select(self.diagram.standing)

    @property
    def chart(self) -> Chart | None:
        """The chart of the tab that is shown; of two the one with the focus, else the diagram."""
        if self.tabs.current == 0:
            return self.steps if self.steps.hasFocus() else self.diagram
        return self.all_steps if self.tabs.current == 1 else None

    def focus(self) -> None:
        shown = (self.diagram, self.all_steps, self.variables, self.events, self.log)
        shown[self.tabs.current].setFocus()

    @Slot(str)
    def _on_diagram_node_chosen(self, node_id: str) -> None:
        for bar in reversed(self._bars()):
            if node_of(bar.id) == node_id:
                self.steps.select(bar.id)
                return
        self.steps.select("")

    def _bars(self) -> list[StepBar]:
        return bars_of(self._view) if self._view else []

    @Slot()
    def _on_steps_cursor_moved(self) -> None:
        if self.steps.current is not None:
            self.diagram.select(node_of(self.steps.current.id))

    @Slot(object)
    def _on_steps_activated(self, bar: StepBar) -> None:
        self.tabs.show_page(DIAGRAM)
        self.diagram.select(node_of(bar.id))
        self.diagram.go_to(node_of(bar.id))


def _scrolled(chart: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setMinimumHeight(theme.px(84))
    use_slim_scroll_bars(area)
    area.setWidget(chart)
    return area
