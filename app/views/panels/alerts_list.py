"""The alerts as a table that never moves under the cursor: what is new waits behind a pill."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import ceil
from typing import Any
from uuid import UUID

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.models.queries.alerts import (
    STATES,
    AlertQuery,
    AlertRow,
    LastAlert,
    RuntimeHealth,
    count_alerts,
    list_alerts,
    list_alerts_by_id,
)
from app.models.rules.severities import GRAVEST_FIRST
from app.models.rules.transitions import LIVE_ALERTS
from app.views import cells, safe_text, theme
from app.views.cells import Age, Cell, State, Status, Text
from app.views.delegates.cell_delegate import words_width
from app.views.filters import FilterGrammar, FilterKey, FilterQuery, FilterToken, parse
from app.views.item_models.columns import Column
from app.views.item_models.paged_table import PagedTableModel, Sort
from app.views.language import N_, tr
from app.views.panels.alerts_words import (
    last_words,
    stage_of,
    state_of,
    state_tooltip,
    title_of,
    usual_states,
)
from app.views.panels.filter_count import FilterCount
from app.views.panels.list_export import Fields, ListFile
from app.views.panels.parts import clear
from app.views.panels.query_pages import QueryPages
from app.views.panels.saved_views import BuiltIn, Listing
from app.views.panels.ways_out import Elsewhere, WaysOut
from app.views.screen import ScreenWindow
from app.views.shown_time import looks_back, shown_now
from app.views.widgets.banner import BannerArea
from app.views.widgets.basics import (
    Divider,
    Pane,
    ShorterLabel,
    StateChip,
    caption,
    row,
    screen_title,
)
from app.views.widgets.columned_table import EDGE
from app.views.widgets.data_table import DataTable
from app.views.widgets.filter_bar import FilterBar
from app.views.widgets.key_hints import KeyHints
from app.views.widgets.placeholders import EmptyState
from app.views.widgets.tall_rows import TallRows
from app.views.widgets.wrap import WrapLayout

GRAMMAR = FilterGrammar(
    (
        FilterKey("severity", N_("Severity"), GRAVEST_FIRST, is_open=False),
        FilterKey("state", N_("State"), (*STATES, "live"), is_open=False),
        FilterKey("stage", N_("Stage"), ("PROD", "UAT", "SIT")),
        FilterKey("service", N_("Service"), ("mine",)),
        FilterKey("owner", N_("Owner"), ("me", "none")),
        FilterKey("model", N_("Model")),
        FilterKey("monitor", N_("Monitor")),
        FilterKey("unit", N_("Unit")),
        FilterKey("age", N_("Age"), ("<1h", ">4h", ">1d"), is_compared=True),
    )
)
VIEWS = (
    ("live", N_("Open"), "state:live"),
    ("all", N_("All"), ""),
    ("snoozed", N_("Snoozed"), "state:snoozed"),
    ("ended", N_("Ended"), "state:resolved,closed"),
)
_OTHER = {"live": "ended", "snoozed": "live", "ended": "live"}  # where it is looked for then
_NONE_MATCHES = {
    "live": N_("No open alert matches “{query}”"),
    "all": N_("No alert matches “{query}”"),
    "snoozed": N_("No snoozed alert matches “{query}”"),
    "ended": N_("No ended alert matches “{query}”"),
}
HINTS = (
    ("A", N_("acknowledge")),
    ("S", N_("snooze")),
    ("M", N_("assign")),
    ("E", N_("escalate")),
    ("C", N_("comment")),
    ("U", N_("undo")),
    ("L", N_("lineage")),
    ("→", N_("its group")),
    ("J K", N_("next, previous")),
    ("Space", N_("peek")),
    ("X", N_("select")),
    ("/", N_("filter")),
    ("Ctrl+/", N_("all keys")),
)
HINTED = {
    "A": "acknowledge", "S": "snooze", "M": "assign", "E": "escalate", "C": "comment",
    "U": "undo", "L": "lineage", "→": "group",
}  # fmt: skip

FIELDS: Fields[AlertRow] = (
    ("alert", lambda one: one.number),
    ("state", lambda one: one.state),
    ("severity", lambda one: one.severity),
    ("title", title_of),
    ("model", lambda one: one.model_name),
    ("version", lambda one: one.version),
    ("stage", lambda one: one.stage.name if one.stage else ""),
    ("service_tag", lambda one: one.service_tag),
    ("monitor", lambda one: one.monitor_name),
    ("opened_utc", lambda one: one.opened_at),
    ("last_seen_utc", lambda one: one.last_seen_at),
    ("times", lambda one: one.times),
    ("snoozed_until_utc", lambda one: one.snoozed_until),
    ("owner", lambda one: one.owner),
    ("acknowledged_utc", lambda one: one.acknowledged_at),
    ("acknowledged_by", lambda one: one.acknowledged_by),
    ("resolved_utc", lambda one: one.resolved_at),
)


def _width_of_states() -> int:
    """Of the widest: no column moves as an alert takes another state."""
    widest = max(map(words_width, usual_states()))
    return ceil(widest / theme.zoom()) + EDGE


class AlertList(Pane):
    view_changed = Signal()

    def __init__(self, shell: ScreenWindow, answered: Callable[[], object]) -> None:
        """`answered` is called after each page that was read."""
        super().__init__()
        self._backend = shell.backend
        self._answered = answered
        self._last: LastAlert | None = None
        self._folded: tuple[FilterQuery, UUID] | None = None  # what was shown before a group was
        self._group = FilterQuery()
        self._wanted: UUID | None = None  # to be chosen in what comes
        self.place = VIEWS[0][0]  # which of the screen's own lists
        self.filter = FilterBar(
            tr("Filter alerts"), GRAMMAR, hint=tr("Filter: model, severity, stage")
        )
        self.filter.setObjectName("alerts.filter")
        self.notices = BannerArea()
        self._pages: QueryPages[AlertRow] = QueryPages(
            self._columns(),
            lambda one: one.id,
            backend=shell.backend,
            notices=self.notices,
            query_of=self.query_of,
            list_rows=list_alerts,
            count_rows=count_alerts,
            failed=shell.show_error,
            answered=self._on_page_answered,
            parent=self,
        )
        self.model: PagedTableModel[AlertRow] = self._pages.model
        self.model.strikes = False  # an alert's state says what became of it
        self.table = DataTable(self.model, tr("Alerts"))
        self.table.setObjectName("alerts.table")
        self.table.keep_from_edges()
        self.table.allow_sorting()
        TallRows(self.table, usual=0, tall=46)
        self._is_driven = True
        self.empty = EmptyState(tr("All quiet"), tr("No alert is open."), pictures=("bell",))
        self.table.set_empty_state(self.empty)
        self._count = FilterCount(self.filter, self.model)
        self._ways = WaysOut(self.empty, self.filter, self.model.count, self._elsewhere)
        self.pill = self.table.pill
        self.pill.setObjectName("alerts.new")
        self.everything = caption("")
        self.everything.setObjectName("alerts.everything")
        self.everything.hide()
        self.live = StateChip(State(Status.WAITING, tr("reading")))  # until the first answer
        self._is_unread = True
        self._runtimes = QWidget()
        self._runtime_row = QHBoxLayout(self._runtimes)
        self._runtime_row.setContentsMargins(0, 0, 0, 0)
        self.dropped = caption("")
        self.dropped.setObjectName("alerts.dropped")
        self.dropped.hide()
        self.hints = KeyHints(HINTS)
        self._build()
        self.model.total_changed.connect(self._on_total_changed)
        self.table.columns_dropped.connect(self._on_columns_dropped)
        self.table.everything_selected.connect(self._show_everything)
        self.table.selection_changed.connect(lambda _count: self._show_everything())

    def _build(self) -> None:
        self.head = head = WrapLayout(spacing=12)
        head.addWidget(screen_title(tr("Alerts")))
        head.addWidget(self.live)
        head.add_stretch()
        head.addWidget(self._runtimes)
        filtering = QHBoxLayout()
        filtering.setSpacing(8)
        filtering.addWidget(self.filter, 1)
        filtering.addWidget(self.dropped)
        top = QVBoxLayout()
        top.setContentsMargins(16, 12, 16, 8)
        top.setSpacing(8)
        top.addLayout(head)
        top.addLayout(filtering)
        top.addWidget(self.everything)
        hints = Pane(is_chrome=True)
        line = QHBoxLayout(hints)
        line.setContentsMargins(16, 8, 16, 8)
        line.addWidget(self.hints)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(self.notices)
        layout.addWidget(self.table, 1)
        layout.addWidget(Divider())
        layout.addWidget(hints)

    @Slot(object)
    def _on_columns_dropped(self, titles: tuple[str, ...]) -> None:
        said = tr("Hidden for lack of room: {names}").format(names=", ".join(titles))
        self.dropped.setText(tr("%n column(s) hidden", "", len(titles)))
        self.dropped.setAccessibleName(said)
        self.dropped.setToolTip(safe_text.tooltip(said))
        self.dropped.setVisible(bool(titles))

    @property
    def is_expanded(self) -> bool:
        return self._folded is not None and self.filter.query == self._group

    def expand(self, one: AlertRow) -> None:
        """Only the alerts of its monitor, each of its members a row of its own."""
        conditions = ("model", one.model_name), ("monitor", one.monitor_name)
        group = FilterQuery(tuple(FilterToken(key, (name,)) for key, name in conditions))
        if not self.is_expanded:  # out of a group that is open already one comes to the list
            self._folded = (self.filter.query, one.id)
        self._group, self._wanted = group, one.id
        self.filter.set_query(group)

    def fold(self) -> None:
        """The list as it was, on the alert that was expanded."""
        if self._folded is not None:
            (query, wanted), self._folded = self._folded, None
            self._wanted = wanted
            self.filter.set_query(query)

    def listing(self) -> Listing:
        """For the drop-down of saved views: the screen's own are its first ones."""
        return Listing(
            "alerts",
            self.filter,
            self.table,
            tuple(BuiltIn(tr(words), place=key) for key, words, _filter in VIEWS),
            lambda: GRAMMAR,
            place=lambda: self.place,
            set_place=self.set_place,
        )

    def file(self) -> ListFile:
        """The view with its filter, to be written."""
        asked = self._asked(self.model.query)
        return replace(self._pages.file("alerts", FIELDS), filter_text=asked)

    def set_place(self, place: str) -> None:
        """Show another of the screen's own lists."""
        if place != self.place and place in {key for key, _words, _filter in VIEWS}:
            self.place = place
            self.view_changed.emit()

    @property
    def view_filter(self) -> str:
        return _filter_of(self.place)

    @property
    def listed_in(self) -> str:
        """The list that is filtered: the view, or all where a state is typed."""
        return "all" if _says_state(self.filter.query) else self.place

    @property
    def whole(self) -> str:
        """The same as a filter."""
        return _filter_of(self.listed_in)

    def query_of(self, query: FilterQuery, sort: Sort | None = None) -> AlertQuery:
        """The filter as the database understands it.

        Raises:
            InputError: a condition can't be understood.
        """
        return AlertQuery.of(
            self._asked(query),
            me=self._me,
            sort=sort.key if sort else "",
            is_descending=sort.is_descending if sort else False,
            is_strict=False,
        )

    def _asked(self, query: FilterQuery) -> str:
        """The view and what is typed; a state that is typed asks for more than the view."""
        typed = str(query)
        return typed if _says_state(query) else f"{self.view_filter} {typed}".strip()

    def _elsewhere(self) -> Elsewhere | None:
        """Where the same may be found: of what is not open any more, or of what is."""
        other = _OTHER.get(self.listed_in)
        if other is None:
            return None
        title, states = next((words, found) for key, words, found in VIEWS if key == other)
        return Elsewhere(
            tr(title),
            lambda then, query: self.model.count(then, parse(f"{query} {states}", GRAMMAR)),
            lambda: self.set_place(other),
        )

    @property
    def chosen_query(self) -> AlertQuery | None:
        """The whole query where Ctrl+A chose it, whatever of it is loaded; else None.

        What waits behind the pill is not meant: nobody has seen it.
        """
        if not self.table.has_everything:
            return None
        unseen: Any = self.model.waiting
        return replace(self.query_of(self.model.query), without=unseen)

    @property
    def _me(self) -> UUID:
        found: UUID = self._backend.decider.id
        return found

    @property
    def held_back(self) -> int:
        """How many alerts wait behind the pill."""
        return self.model.new_count

    def set_total(self, total: int | None) -> None:
        """How many there are without the filter; None: not counted yet."""
        self._count.show_all(total)

    def set_last(self, last: LastAlert | None) -> None:
        """The newest alert there was, said where nothing is open."""
        if last != self._last:
            self._last = last
            self._word_empty()

    def show_new(self) -> None:
        """Let in what waited; the cursor stays on its row."""
        self.table.show_new_rows()

    def _on_page_answered(self) -> None:
        self.table.mark_ready()
        if self._wanted is not None and self.table.select_key(self._wanted):
            self._wanted = None
        self._read_ended()
        self.table.viewport().update()  # ages go on where nothing changed
        self._word_empty()
        self._answered()

    def _read_ended(self) -> None:
        """What left the list says how it ended, not how it stood when it was listed last."""
        gone = [one.id for one in self.model.rows if self.model.is_gone(one)]
        if gone:
            self._backend.read(self.model.retell, list_alerts_by_id, tuple(gone))

    def _on_total_changed(self, found: object) -> None:
        if isinstance(found, int):
            self._show_everything()

    def _show_everything(self) -> None:
        total = self.model.total or 0
        is_beyond = self.table.has_everything and total > self.model.rowCount()
        self.everything.setVisible(is_beyond)
        if is_beyond:
            self.everything.setText(
                tr("All %n alert(s) of this list are chosen, also those further down.", "", total)
            )

    def set_live(self, is_live: bool, since: str = "", *, is_driven: bool = True) -> None:
        """`is_driven`: a service measures; without one the list is right, but nothing comes."""
        if not is_live:
            state = State(Status.WARNING, tr("not live since {since}").format(since=since))
        elif not is_driven:
            state = State(Status.WARNING, tr("no service: nothing is measured"))
        else:
            state = State(Status.OK, tr("live"))
        self.live.set_state(state)
        self.live.setVisible(not looks_back())  # it tells of the present, as the status line does
        self._is_unread = False
        if is_driven != self._is_driven:
            self._is_driven = is_driven
            self._word_empty()

    def set_unread(self) -> None:
        """The first answer was a failure: nothing is on its way any more."""
        if self._is_unread:
            self.live.set_state(State(Status.UNKNOWN, tr("not read")))

    def set_runtimes(self, health: RuntimeHealth) -> None:
        clear(self._runtime_row)
        counts = (
            (Status.OK, health.ready),
            (Status.WARNING, health.troubled),
            (Status.UNREACHABLE, health.unreachable),
        )
        chips = [StateChip(State(status, str(count))) for status, count in counts if count]
        what = ShorterLabel()
        what.set_words(tr("runtimes") if chips else tr("no runtimes"), "")
        parts: list[QWidget] = [what, *chips]
        self._runtimes.setAccessibleName(
            tr(
                "{ready} runtimes ready, {troubled} busy or draining, {unreachable} unreachable"
            ).format(ready=health.ready, troubled=health.troubled, unreachable=health.unreachable)
        )
        self._runtime_row.addWidget(row(None, *parts, spacing=8))
        self._runtimes.setVisible(not looks_back())  # which of them answered then is not kept

    def _word_empty(self) -> None:
        if not self.filter.query.is_empty:
            words = tr(_NONE_MATCHES[self.listed_in]).format(query=self.filter.query)
            self.empty.set_texts(words)
        elif self.view_filter == "state:live":
            title, now = tr("All quiet"), tr("No alert is open. Monitors go on by themselves.")
            if looks_back():
                title, now = tr("No alert is open"), ""
            elif not self._is_driven:
                title, now = tr("No alert is open"), tr("No service runs, so nothing is measured.")
            last = last_words(self._last, shown_now()) if self._last is not None else ""
            self.empty.set_texts(title, " ".join(filter(None, (now, last))))
        else:
            self.empty.set_texts(
                tr("No alerts"), tr("An alert comes when a monitor's limit is broken.")
            )
        self._ways.follow_model(self.model)

    def _columns(self) -> list[Column[AlertRow]]:
        def title(one: AlertRow) -> Cell:
            return Text(
                title_of(one),
                is_strong=one.state == "open" and one.snoozed_until is None,
                is_quiet=one.state not in LIVE_ALERTS,
                wraps=True,
            )

        def age(one: AlertRow) -> Cell:
            now = shown_now()
            if one.state not in LIVE_ALERTS and one.resolved_at is not None:
                return Text(tr("until {day}").format(day=cells.day(one.resolved_at)), is_quiet=True)
            return Age(min(one.opened_at, now), now)

        def owner(one: AlertRow) -> Cell:
            mine = one.owner_id is not None and one.owner_id == self._me
            return Text(tr("you") if mine else one.owner or "–", is_quiet=not one.owner)

        return [
            Column(tr("State"), state_of, key="state", width=_width_of_states(),
                   tooltip=state_tooltip, filter_key="state"),
            Column(tr("Alert"), title, key="title", stretches=True),
            Column(tr("Model"), lambda one: f"{one.model_name} v{one.version}", key="model",
                   is_name=True, width=96, drop_below=560,
                   filter_key="model", filter_value=lambda one: one.model_name),
            Column(tr("Stage"), stage_of, key="stage", width=70, drop_below=510,
                   filter_key="stage",
                   filter_value=lambda one: one.stage.name if one.stage else ""),
            Column(tr("Age"), age,
                   key="age", is_number=True, width=98, drop_below=620, filter_key="age"),
            Column(tr("Owner"), owner, key="owner", width=116, drop_below=900,
                   filter_key="owner", filter_value=lambda one: one.owner),
            Column(tr("Times"), lambda one: str(one.times) if one.times > 1 else "", key="times",
                   is_number=True, width=50, drop_below=760,
                   tooltip=lambda one: tr("Seen {times} times").format(times=one.times)),
        ]  # fmt: skip


def _filter_of(place: str) -> str:
    return next(found for key, _words, found in VIEWS if key == place)


def _says_state(query: FilterQuery) -> bool:
    return any(one.key == "state" for one in query.tokens)
