"""Notifications: what happened to me and to what I watch, one line per object."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from PySide6.QtCore import QPoint, QTimer, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from app.models.queries.notices import Notice, WatchedRow, list_notices, list_watched
from app.services.commands.watching import Put, put_away, set_watch, take_back
from app.texts import word
from app.views.actions import ActionSpec
from app.views.cards import CARDS
from app.views.cells import Age, Text
from app.views.filters import FilterQuery
from app.views.item_models.columns import Column
from app.views.item_models.row_table import RowTableModel
from app.views.kept_screens import AT_THE_NEWEST
from app.views.language import N_, tr
from app.views.panels.list_export import Fields, ListFile, add_list_export, file_of_rows
from app.views.panels.notices_words import (
    ADMINISTRATION,
    kind_of,
    leads_to,
    sentence,
    step_words,
    watched_kind,
    watched_name,
    watched_ref,
)
from app.views.panels.watch_action import Watchable, watching
from app.views.panels.ways_out import WaysOut
from app.views.places import ObjectRef
from app.views.read_marks import NOTICES as READ
from app.views.screen import SCREENS, Screen, ScreenWindow
from app.views.shown_time import shown_now
from app.views.undo import Call, Undoable, both_ways
from app.views.widgets.basics import Divider, screen_title
from app.views.widgets.button import Button, Kind
from app.views.widgets.data_table import DataTable
from app.views.widgets.filter_bar import FilterBar
from app.views.widgets.placeholders import EmptyState
from app.views.widgets.segments import Segments
from app.views.widgets.tall_rows import TallRows
from app.views.widgets.wrap import wrapping_row

CHOOSE = N_("Choose a line first.")
_ANEW_MS = 1_500  # until what comes in no longer moves the cursor


@dataclass(frozen=True, slots=True)
class _Line:
    one: Notice
    now: datetime
    is_read: bool = False

    @property
    def is_past(self) -> bool:
        return self.is_read or self.one.is_over


NOTICES: list[Column[_Line]] = [
    Column(N_("Why"), lambda r: kind_of(r.one), key="kind", width=240, drop_below=640),
    Column(
        N_("What happened"),
        lambda r: Text(
            sentence(r.one.event), is_strong=not r.is_past, is_quiet=r.is_past, wraps=True
        ),
        key="what",
        stretches=True,
    ),
    Column(
        N_("Before"),
        lambda r: tr("%n more", "", r.one.count - 1) if r.one.count > 1 else "",
        key="more",
        width=80,
        is_number=True,
        drop_below=900,
    ),
    Column(N_("Age"), lambda r: Age(r.one.event.at, r.now), key="age", width=90, is_number=True),
]
WATCHED: list[Column[WatchedRow]] = [
    Column(N_("Kind"), watched_kind, key="kind", width=140),
    Column(
        N_("Name"),
        lambda r: Text(watched_name(r), is_strong=True),
        key="name",
        stretches=True,
        is_name=True,
    ),
    Column(N_("State"), lambda r: word(r.state), key="state", width=160),
]
FIELDS: Fields[_Line] = (
    ("at_utc", lambda r: r.one.event.at),
    ("why", lambda r: str(kind_of(r.one))),
    ("what_happened", lambda r: sentence(r.one.event)),
    ("model", lambda r: r.one.event.model_name),
    ("version", lambda r: r.one.event.version),
    ("before", lambda r: r.one.count - 1),
)
WATCHED_FIELDS: Fields[WatchedRow] = (
    ("kind", lambda r: str(watched_kind(r))),
    ("name", watched_name),
    ("state", lambda r: r.state),
)


def _kept(
    shown: Sequence[Notice], known: Sequence[Notice], found: Sequence[Notice], known_to: int
) -> tuple[Notice, ...]:
    """What is shown in its places, as it is by now; with what comes back that is not new.

    Args:
        known: what was found before, also what waits.
        known_to: the newest event that was ever found.
    """
    places, before = {one.key for one in shown}, {one.key for one in known}
    back = {one.key for one in found if one.key not in before and one.event.id <= known_to}
    if back:
        return tuple(one for one in found if one.key in places | back)
    fresh = {one.key: one for one in found}
    return tuple(fresh[one.key] for one in shown if one.key in fresh)


@SCREENS.register("notifications")
class NotificationsScreen(Screen):
    card = CARDS["notifications"]

    def __init__(self, shell: ScreenWindow) -> None:
        super().__init__(shell)
        self._found: tuple[Notice, ...] = ()  # all that were read, the newest first
        self._notices: tuple[Notice, ...] = ()  # of them those that are shown, in their places
        self._known_to = 0  # the newest event that was ever found
        self._told = 0  # how many the pill says that wait
        self._is_of_another = False  # what is shown: of another person, or of another time
        self._watched: tuple[WatchedRow, ...] = ()
        self._newest = 0  # the event that the cursor was put on
        self._is_looked_at_anew = False
        self._build_layout()
        self._connect_signals()
        self._add_actions()
        self._judge()

    def _build_layout(self) -> None:
        self.view = Segments(tr("Which list"), [tr("News"), tr("What I watch")])
        self.view.setObjectName("notifications.view")
        self.filter = FilterBar(tr("Filter notices"), hint=tr("Filter: model, person, words"))
        self.filter.setObjectName("notifications.filter")
        self._model = RowTableModel(NOTICES, lambda r: r.one.key, self)
        self.table = _table(self._model, tr("Notices"), "notifications.table")
        self._tall = TallRows(self.table, usual=0, tall=46)
        self.table.setProperty(AT_THE_NEWEST, True)
        self._nothing_new = EmptyState("", pictures=("bell", "eye", "check"))
        self.table.set_empty_state(self._nothing_new)
        self.table.expect_rows()
        self._watched_model = RowTableModel(WATCHED, lambda r: r.object_id, self)
        self.watched_table = _table(self._watched_model, tr("Watched"), "notifications.watched")
        self._nothing_watched = EmptyState("", pictures=("eye", "bell", "check"))
        self.watched_table.set_empty_state(self._nothing_watched)
        self.watched_table.expect_rows()
        self._ways = [
            WaysOut(one, self.filter) for one in (self._nothing_new, self._nothing_watched)
        ]
        self.stack = QStackedWidget()
        self.stack.addWidget(self.table)
        self.stack.addWidget(self.watched_table)
        self.open_button = Button(tr("Open"), kind=Kind.PRIMARY, keys="Enter")
        self.open_button.setObjectName("notifications.open")
        self.remove_button = Button(tr("Remove from my list"), keys="Del", changes=True)
        self.remove_button.setObjectName("notifications.remove")
        self.clear_button = Button(tr("Remove all"), changes=True)
        self.clear_button.setObjectName("notifications.clear")
        head = wrapping_row(screen_title(tr(self.card.title)), self.view, None, self.open_button,
                   self.remove_button, self.clear_button)  # fmt: skip
        head.setContentsMargins(16, 12, 16, 8)
        field = QWidget()
        inside = QVBoxLayout(field)
        inside.setContentsMargins(16, 0, 16, 10)
        inside.addWidget(self.filter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for part in (head, field, Divider()):
            layout.addWidget(part)
        layout.addWidget(self.stack, 1)

    def _connect_signals(self) -> None:
        self.view.chosen.connect(self._on_view_chosen)
        self.filter.changed.connect(self._on_filter_changed)
        self.filter.left.connect(self.focus_list)
        self.table.pill.clicked.connect(self._show_new)
        self.backend.decider_changed.connect(self._on_decider_changed)
        for table in (self.table, self.watched_table):
            table.current_changed.connect(lambda _row: self._judge())
            table.opened.connect(lambda _row: self._open())
            table.menu_requested.connect(self._on_menu_requested)
        self.open_button.clicked.connect(self._open)
        self.remove_button.clicked.connect(self._remove)
        self.clear_button.clicked.connect(self._remove_all)

    def _add_actions(self) -> None:
        context = "notifications"
        specs: tuple[tuple[str, str, str, Any, Any], ...] = (
            ("open", tr("Open"), "O", self._open, self.why_not),
            ("remove", tr("Remove from my list"), "Del", self._remove, self.why_not),
            ("read", tr("Mark all as read"), "R", self._read_all, self.why_none_unread),
            ("watch", tr("Watch, or no longer"), "W", self._unwatch, self.why_not_unwatch),
            ("new", tr("Show new notices"), ".", self._show_new, self._why_none_waits),
        )
        for key, text, keys, callback, blocked in specs:
            spec = ActionSpec(f"notifications.{key}", text, (keys,), "Actions", "", context,
                              changes=key not in ("open", "read", "new"))  # fmt: skip
            self.add_action(spec, callback, blocked=blocked, owner=self.stack)
        add_list_export(self, self._file)

    def _file(self) -> ListFile:
        text = str(self.filter.query)
        if self.view.current == 0:
            return file_of_rows("notifications", FIELDS, self._model.rows, filter_text=text)
        rows = self._watched_model.rows
        return file_of_rows("watched", WATCHED_FIELDS, rows, filter_text=text)

    # Reading

    @override
    def refresh(self) -> None:
        me = self.backend.decider.id
        self.backend.read(self._take, list_notices, me, now=shown_now())
        self.backend.read(self._take_watched, list_watched, me)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._is_looked_at_anew = True
        self._go_to_newest()  # what was read while it was hidden is not read again
        QTimer.singleShot(_ANEW_MS, self, self._on_looked_at)

    @Slot()
    def _on_looked_at(self) -> None:
        self._is_looked_at_anew = self.backend.is_reading  # what is on its way belongs to coming
        if self._is_looked_at_anew:
            QTimer.singleShot(_ANEW_MS, self, self._on_looked_at)

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        """Who comes back finds the newest on top."""
        super().hideEvent(event)
        if self._waiting:
            self._show_new()

    def _take(self, notices: tuple[Notice, ...]) -> None:
        """While the list is read, what is new waits behind the pill, and the rest stays put."""
        is_read = self.table.isVisible() and not self._is_looked_at_anew
        self._known_to = max((self._known_to, *(one.event.id for one in self._found)))
        kept = _kept(self._notices, self._found, notices, self._known_to)
        self._found = notices
        self._notices = kept if is_read and kept and not self._is_of_another else notices
        self._is_of_another = False
        self._show()
        self._go_to_newest()
        self.table.mark_ready()

    @property
    def _waiting(self) -> int:
        return len(self._found) - len(self._notices)

    def _why_none_waits(self) -> str:
        return "" if self._waiting else tr("No new notice waits.")

    @Slot()
    def _show_new(self) -> None:
        """Let in what waited; the cursor stays on its row."""
        self._notices = self._found
        self._show()
        self._tall.fit()
        self.table.scrollToTop()

    @Slot()
    def _on_decider_changed(self) -> None:
        self._is_of_another = True

    def _go_to_newest(self) -> None:
        """Who comes here stands on what came last; who reads on is left where they are."""
        pressing = [one for one in self._notices if not one.is_over]
        newest = max(pressing, key=lambda one: one.event.id, default=None)
        if newest is None or newest.event.id <= self._newest or not self._is_looked_at_anew:
            return
        self._newest = newest.event.id
        self.table.select_key(newest.key)

    def _is_read(self, one: Notice) -> bool:
        marks, me = self.shell.preferences.marks, self.backend.decider.id
        return one.event.id <= marks.reached(me, READ, one.event.object_id)

    def _mark_read(self, one: Notice) -> None:
        self.shell.preferences.marks.reach(
            self.backend.decider.id, READ, one.event.object_id, one.event.id,
            keeps=not self.backend.is_viewing,
        )  # fmt: skip

    def why_none_unread(self) -> str:
        is_any = any(not one.is_read for one in self._model.rows)
        return "" if is_any else tr("Everything here has been read.")

    @Slot()
    def _read_all(self) -> None:
        """What is shown, not what a filter hides."""
        for line in self._model.rows:
            self._mark_read(line.one)
        self._show()

    def _take_watched(self, rows: tuple[WatchedRow, ...]) -> None:
        self._watched = rows
        self._show()
        self.watched_table.mark_ready()

    @Slot()
    def _on_filter_changed(self) -> None:
        self._notices = self._found
        self._show()
        self._tall.fit()

    def _show(self) -> None:
        now = shown_now()
        words = [word.casefold() for word in self.filter.query.words]
        shown = [
            _Line(one, now, self._is_read(one)) for one in self._notices if _fits(_text(one), words)
        ]
        self._model.set_rows(shown)
        if self._waiting != self._told:
            self._told = self._waiting
            self.table.tell_waiting(self._waiting)
        watched = [one for one in self._watched if _fits(_watched_text(one), words)]
        self._watched_model.set_rows(watched)
        is_news = self.view.current == 0
        count = len(shown) if is_news else len(watched)
        total = len(self._notices) if is_news else len(self._watched)
        self.filter.set_count(count if words else None, total)
        self._word_empty()
        self._present.select_first()
        self._judge()

    def _word_empty(self) -> None:
        if self.filter.query.is_empty:
            self._nothing_new.set_texts(
                tr("Nothing new"),
                tr(
                    "What is assigned to you, alerts and deployments of your models, your requests "
                    "and whatever you watch (W) comes here."
                ),
            )
            self._nothing_watched.set_texts(
                tr("You watch nothing"),
                tr("W watches what is selected in the inventory, alerts, runs and deployments."),
            )
        else:
            words = tr("Nothing matches “{query}”").format(query=self.filter.query)
            for one in (self._nothing_new, self._nothing_watched):
                one.set_texts(words)
        for n, rows in enumerate((self._model.rows, self._watched_model.rows)):
            ways = self._ways[n]
            tell = ways.follow if n == self.view.current else ways.offer
            tell(self.filter.query, is_empty=not rows)

    @property
    def _present(self) -> DataTable:
        return self.table if self.view.current == 0 else self.watched_table

    def _judge(self) -> None:
        reason = self.why_not()
        ref = self._ref()
        self.open_button.setText(step_words(ref) if ref else tr("Open"))
        self.open_button.set_blocked(reason)
        self.remove_button.setText(
            tr("Remove from my list") if self.view.current == 0 else tr("Watch no longer")
        )
        self.remove_button.set_blocked(reason)
        has_any = self.view.current == 0 and bool(self._model.rows)
        self.clear_button.set_blocked("" if has_any else tr("There is nothing to remove."))

    def _ref(self) -> ObjectRef | None:
        chosen = self._present.current_row()
        if isinstance(chosen, _Line):
            return leads_to(chosen.one.event)
        return watched_ref(chosen) if isinstance(chosen, WatchedRow) else None

    # Doing

    def why_not(self) -> str:
        return "" if self._present.current_row() is not None else tr(CHOOSE)

    def why_not_unwatch(self) -> str:
        chosen = self._present.current_row()
        if isinstance(chosen, _Line) and not chosen.one.is_watched:
            return tr("It came to you by itself; W watches an object on its own screen.")
        return self.why_not()

    @Slot()
    def _open(self) -> None:
        ref = self._ref()
        if ref is None:
            return
        chosen = self._present.current_row()
        if isinstance(chosen, _Line):
            self._mark_read(chosen.one)
            self._show()
        if ref.kind == ADMINISTRATION:
            self.shell.go(ADMINISTRATION)
        elif ref.kind:
            self.shell.open_ref(ref)

    @Slot()
    def _remove(self) -> None:
        chosen = self._present.current_row()
        if isinstance(chosen, WatchedRow):
            self._unwatch()
        elif isinstance(chosen, _Line):
            event = chosen.one.event
            self.backend.run(self._on_removed, put_away, event.object_type, event.object_id,
                             event.id)  # fmt: skip

    @Slot()
    def _remove_all(self) -> None:
        """What is shown, not what a filter hides."""
        for line in self._model.rows:
            event = line.one.event
            self.backend.run(lambda _put: self.refresh(), put_away, event.object_type,
                             event.object_id, event.id)  # fmt: skip

    def _on_removed(self, put: Put) -> None:
        back = Call(take_back, (put,))
        again = Call(put_away, (put.object_type, put.object_id, put.up_to))
        turn = both_ways(self.backend, back, again)
        act = Undoable(tr("Remove from my list"), turn, after=self.refresh)
        self.shell.toast(tr("Removed from your list"), act)
        self.refresh()

    @Slot()
    def _unwatch(self) -> None:
        chosen = self._present.current_row()
        if isinstance(chosen, _Line):
            event = chosen.one.event
            watched = {one.object_id: one for one in self._watched}
            found = next((one for one in (event.object_id, event.model_id) if one in watched), None)
            if found is not None:
                self._stop_watching(watched[found])
        elif isinstance(chosen, WatchedRow):
            self._stop_watching(chosen)

    def _stop_watching(self, row: WatchedRow) -> None:
        one = Watchable(row.object_type, row.object_id, watched_name(row))

        def done(_on: bool) -> None:
            act = watching(self.backend, one, is_on=False, after=self.refresh)
            self.shell.toast(tr("You no longer watch it"), act)
            self.refresh()

        self.backend.run(done, set_watch, one.object_type, one.object_id, on=False)

    @Slot()
    def _on_view_chosen(self) -> None:
        self.stack.setCurrentIndex(self.view.current)
        self._show()

    @Slot(QPoint)
    def _on_menu_requested(self, at: QPoint) -> None:
        self.shell.actions_registry.context_menu("notifications", self).popup(at)

    # Places

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
        self._present.setFocus()

    @override
    def focus_filter(self) -> None:
        self.filter.setFocus()

    @override
    def panes(self) -> list[QWidget]:
        return [self.filter, self._present]


def _table(model: RowTableModel[Any], name: str, object_name: str) -> DataTable:
    table = DataTable(model, name)
    table.keep_from_edges()
    table.setObjectName(object_name)
    table.allow_sorting()
    return table


def _fits(text: str, words: list[str]) -> bool:
    return all(word in text for word in words)


def _text(one: Notice) -> str:
    return f"{sentence(one.event)} {one.event.model_name} {kind_of(one)}".casefold()


def _watched_text(one: WatchedRow) -> str:
    return f"{watched_name(one)} {one.state}".casefold()
