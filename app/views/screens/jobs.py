"""Jobs: what the background service does now, what is due, what failed, what ended."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPoint, QTimer, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from app import texts
from app.models.queries.job_list import JobQuery, JobRow, count_jobs, list_jobs
from app.models.queries.words import Word
from app.views.actions import ActionSpec
from app.views.cards import CARDS
from app.views.cells import Age, State, Text
from app.views.filters import FilterQuery
from app.views.item_models.columns import Column
from app.views.item_models.paged_table import Sort
from app.views.job_words import STATES, known_works, work_words
from app.views.language import N_, tr
from app.views.panels.filter_count import FilterCount, counted
from app.views.panels.home_rows import DEPLOY_STEPS
from app.views.panels.list_export import Fields, ListFile, add_list_export
from app.views.panels.query_pages import QueryPages
from app.views.panels.run_cancel import ask_cancel
from app.views.panels.runs_words import passed
from app.views.panels.ways_out import WaysOut
from app.views.places import ObjectRef
from app.views.screen import SCREENS, Screen, ScreenWindow
from app.views.widgets.banner import BannerArea
from app.views.widgets.basics import Divider, screen_title
from app.views.widgets.button import Button
from app.views.widgets.data_table import DataTable
from app.views.widgets.filter_bar import FilterBar
from app.views.widgets.placeholders import EmptyState
from app.views.widgets.segments import Segments
from app.views.widgets.wrap import wrapping_row

_REFRESH_MS = 2_000  # jobs write no events: who looks at them asks
# Each with what is said where there is none in it.
VIEWS = (
    (N_("Under way"), "under_way", N_("Nothing is being done")),
    (N_("To come"), "to_come", N_("Nothing is to come")),
    (N_("Ended"), "ended", N_("Nothing has ended yet")),
)


def state_of(one: JobRow) -> State:
    status, words = STATES[one.state]
    return State(status, tr(words))


def step_of(one: JobRow) -> Text:
    words = texts.told(one.step)
    if one.steps_done is not None and one.state in ("running", "due"):
        words = tr("step {done} of {steps}").format(
            done=min(one.steps_done + 1, DEPLOY_STEPS), steps=DEPLOY_STEPS
        )
    is_code = one.note.replace("_", "").isalpha() and one.note.islower()
    return Text(words, texts.word(one.note) if is_code else texts.told(one.note))


def since(one: JobRow) -> Age:
    """When it came to be as it is: begun, due, failed, ended; of what is to come, until when."""
    if one.state == "later":
        return Age(one.due_at, one.now)
    waits = max(one.created_at, one.due_at) if one.state == "due" else one.created_at
    at = one.started_at if one.state == "running" else one.ended_at
    return Age(min(at or waits, one.now), one.now)


def elapsed(one: JobRow) -> str:
    """How long it has been under way since it was first taken up, or was until it ended."""
    if one.started_at is None:
        return ""
    return passed(one.started_at, one.ended_at or one.now)


COLUMNS: list[Column[JobRow]] = [
    Column(N_("State"), state_of, key="state", width=110),
    Column(
        N_("Work"),
        lambda r: Text(work_words(r.kind, r.task_type), is_strong=True),
        key="work",
        width=190,
    ),
    Column(N_("For"), lambda r: r.about, key="about", width=170, is_name=True),
    Column(N_("Step"), step_of, key="step", stretches=True),
    Column(
        N_("Attempt"),
        lambda r: str(r.attempt or ""),
        key="n",
        width=80,
        is_number=True,
        drop_below=900,
    ),
    Column(N_("Since"), since, key="since", width=90, is_number=True, drop_below=640),
    Column(N_("Elapsed"), elapsed, key="took", width=84, is_number=True, drop_below=720),
    Column(N_("Done by"), lambda r: r.owner, key="owner", width=120, drop_below=1000),
]
FIELDS: Fields[JobRow] = (
    ("state", lambda r: r.state),
    ("work", lambda r: work_words(r.kind, r.task_type)),
    ("for", lambda r: r.about),
    ("run", lambda r: r.run_number or ""),
    ("step", lambda r: texts.told(r.step)),
    ("note", lambda r: texts.told(r.note)),
    ("attempt", lambda r: r.attempt),
    ("made_utc", lambda r: r.created_at),
    ("due_utc", lambda r: r.due_at),
    ("begun_utc", lambda r: r.started_at),
    ("ended_utc", lambda r: r.ended_at),
    ("done_by", lambda r: r.owner),
)


@SCREENS.register("jobs")
class JobsScreen(Screen):
    card = CARDS["jobs"]

    def __init__(self, shell: ScreenWindow) -> None:
        super().__init__(shell)
        self._timer = QTimer(self, interval=_REFRESH_MS)
        self._timer.timeout.connect(self.refresh)
        self._build_layout()
        self._connect_signals()
        context = "jobs"
        open_ = ActionSpec("jobs.open", tr("Open what it is for"), ("O",), "Actions", "", context)
        cancel = ActionSpec(
            "jobs.cancel", tr("Cancel its run…"), ("Del",), "Actions", "", context, changes=True
        )
        self.add_action(open_, self._open, blocked=self.why_not_open, owner=self.table)
        self.add_action(cancel, self._cancel, blocked=self.why_not_cancel, owner=self.table)
        add_list_export(self, self._file)
        self._judge()

    def _file(self) -> ListFile:
        shown = f"{tr(VIEWS[self.view.current][0])} {self.filter.query}".strip()
        return replace(self._pages.file("jobs", FIELDS), filter_text=shown)

    def _build_layout(self) -> None:
        self.view = Segments(tr("Which jobs"), [tr(title) for title, *_ in VIEWS])
        self.view.setObjectName("jobs.view")
        self.filter = FilterBar(tr("Filter jobs"), hint=tr("Filter: work, model, service"))
        self.filter.setObjectName("jobs.filter")
        self.notices = BannerArea()
        self._pages: QueryPages[JobRow] = QueryPages(
            COLUMNS,
            lambda one: one.id,
            backend=self.backend,
            notices=self.notices,
            query_of=self._query_of,
            list_rows=list_jobs,
            count_rows=count_jobs,
            failed=self.backend.failed.emit,
            answered=self._after_page,
            parent=self,
        )
        self._model = self._pages.model
        self._count = FilterCount(
            self.filter, self._model,
            counted(self.backend, count_jobs, lambda: self._query_of(FilterQuery(), None)),
        )  # fmt: skip
        self.table = DataTable(self._model, tr("Jobs"))
        self.table.setObjectName("jobs.table")
        self.table.keep_from_edges()
        self.table.allow_sorting()
        self._empty = EmptyState("", pictures=("workflow", "zap", "check"))
        self.table.set_empty_state(self._empty)
        self._ways = WaysOut(self._empty, self.filter, self._model.count)
        self.table.expect_rows()
        self.open_button = Button(tr("Open what it is for"), icon="arrow-right", keys="O")
        self.open_button.setObjectName("jobs.open")
        self.cancel_button = Button(tr("Cancel its run…"), icon="x", keys="Del", changes=True)
        self.cancel_button.setObjectName("jobs.cancel")
        head = wrapping_row(screen_title(tr(self.card.title)), self.view, None, self.open_button,
                   self.cancel_button)  # fmt: skip
        head.setContentsMargins(16, 12, 16, 8)
        field = QWidget()
        inside = QVBoxLayout(field)
        inside.setContentsMargins(16, 0, 16, 10)
        inside.addWidget(self.filter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for part in (head, field, self.notices, Divider()):
            layout.addWidget(part)
        layout.addWidget(self.table, 1)

    def _connect_signals(self) -> None:
        self.view.chosen.connect(lambda _n: self._begin_anew())
        self.filter.changed.connect(self._model.set_query)
        self.filter.left.connect(self.table.setFocus)
        self.table.current_changed.connect(lambda _row: self._judge())
        self.table.opened.connect(lambda _row: self._open())
        self.table.menu_requested.connect(self._on_menu_requested)
        self.open_button.clicked.connect(self._open)
        self.cancel_button.clicked.connect(self._cancel)

    @override
    def refresh(self) -> None:
        self._model.refresh()
        self._count.read()

    def _begin_anew(self) -> None:
        self._model.reload()
        self._count.read()

    def _query_of(self, query: FilterQuery, sort: Sort | None) -> JobQuery:
        works = known_works()

        def named(word: str) -> Word:
            found = (one for one, name in works.items() if word.casefold() in name.casefold())
            return Word(word, frozenset(found))

        return JobQuery(
            self.backend.decider.id,
            VIEWS[self.view.current][1],
            tuple(map(named, query.words)),
            sort.key if sort else "",
            is_descending=sort.is_descending if sort else False,
            works=tuple(works),
        )

    def _after_page(self) -> None:
        self.table.mark_ready()
        if self._model.gone_count and self._model.gone_count == self._model.rowCount():
            self._model.reload()  # nothing is left that would move
            return
        self._word_empty()
        self.table.select_first()
        self._judge()

    def _word_empty(self) -> None:
        query = self._model.query
        if query.is_empty:
            self._empty.set_texts(
                tr(VIEWS[self.view.current][2]),
                tr("Life cycles, deployments and monitors leave their work here, step by step."),
            )
        else:
            self._empty.set_texts(tr("No job matches “{query}”").format(query=query))
        self._ways.follow_model(self._model)

    def _judge(self) -> None:
        self.open_button.set_blocked(self.why_not_open())
        self.cancel_button.set_blocked(self.why_not_cancel())

    def why_not_open(self) -> str:
        one: JobRow | None = self.table.current_row()
        if one is None:
            return tr("Choose a job first.")
        return "" if one.ref_id else tr("It belongs to no run and no monitor.")

    def why_not_cancel(self) -> str:
        one: JobRow | None = self.table.current_row()
        if one is None:
            return tr("Choose a job first.")
        if self._model.is_gone(one):
            return tr("It is not in this list any more.")
        return "\n".join(map(texts.blocker, one.cancel_blockers))

    @Slot()
    def _open(self) -> None:
        one: JobRow | None = self.table.current_row()
        if one is not None and one.ref_id is not None:
            title = (
                tr("Run {number}").format(number=one.run_number) if one.run_number else one.about
            )
            self.shell.open_ref(ObjectRef(one.ref_kind, str(one.ref_id), title))

    @Slot()
    def _cancel(self) -> None:
        one: JobRow | None = self.table.current_row()
        if one is None or one.instance_id is None or self.why_not_cancel():
            return
        ask_cancel(
            self,
            one.instance_id,
            one.run_number,
            facts=((tr("For"), one.about), (tr("At"), work_words(one.kind, one.task_type))),
            consequences=(
                tr("The step under way may still end; nothing after it begins."),
                tr("What serves now goes on serving."),
            ),
        )

    @Slot(QPoint)
    def _on_menu_requested(self, at: QPoint) -> None:
        self.shell.actions_registry.context_menu("jobs", self).popup(at)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._timer.start()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    @override
    def place_state(self) -> object:
        return self.view.current, self.filter.query

    @override
    def restore_state(self, state: object) -> None:
        match state:
            case (int() as view, FilterQuery() as query):
                self.view.choose(view)
                self.filter.set_query(query)

    @override
    def focus_list(self) -> None:
        self.table.setFocus()

    @override
    def focus_filter(self) -> None:
        self.filter.setFocus()

    @override
    def panes(self) -> list[QWidget]:
        return [self.filter, self.table]
