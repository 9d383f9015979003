"""Alerts: triage by keys; the list stays still, the detail says what to look at first."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget
from typing_extensions import override

from app.errors import InputError
from app.models.queries.alert_detail import AlertDetail, load_alert
from app.models.queries.alerts import (
    AlertQuery,
    AlertRow,
    LastAlert,
    RuntimeHealth,
    count_alerts,
    count_runtimes,
    load_last_alert,
)
from app.models.queries.needs import count_alerts_for
from app.models.queries.status import load_status
from app.models.rules.transitions import LIVE_ALERTS
from app.views import theme
from app.views.actions import ActionSpec
from app.views.cards import CARDS
from app.views.connection import Connection
from app.views.filters import FilterQuery, parse
from app.views.language import tr
from app.views.opening_outside import open_address
from app.views.panels.alerts_acts import CHOOSE, AlertActs
from app.views.panels.alerts_detail import AlertDetailPane, lineage_ref
from app.views.panels.alerts_list import GRAMMAR, HINTED, AlertList
from app.views.panels.alerts_on_call import OnCall
from app.views.panels.alerts_words import title_of
from app.views.panels.list_export import add_list_export
from app.views.panels.run_start import Occasion, ask_start_for
from app.views.panels.saved_views import SavedViews
from app.views.panels.watch_action import Watchable, add_watch_action
from app.views.places import GROUP, ObjectRef
from app.views.screen import SCREENS, Screen, ScreenWindow
from app.views.widgets.filter_bar import FilterBar
from app.views.widgets.panes import Panes
from app.views.zones import zone

_BESIDE, _BESIDE_NARROW, _WIDE_FROM = 336, 280, 1000  # of the mock-ups' pixels
REFRESH_MS = 15_000
LOOKING = ("lineage", "new", "group", "fold")  # acts that change nothing
OF_DETAIL = ("assign", "escalate", "run", "group")  # that need more of an alert than its row says
OF_TABLE = ("group", "fold")  # by keys with which one moves in fields
Around = tuple[int, RuntimeHealth, bool, LastAlert | None]


def read_around(session: Any, everything: str, me: UUID) -> Around:
    """How many alerts a list has, the health of runtimes, whether any service measures.

    And the last alert there was, where it has none.
    """
    total = count_alerts(session, AlertQuery.of(everything, me=me))
    last = None if total else load_last_alert(session)
    return total, count_runtimes(session), bool(load_status(session).running), last


def count_for_me(session: Any, decider: Any) -> int:
    """Open alerts of my role that nobody else has taken."""
    return count_alerts_for(session, decider.id)


@SCREENS.register("alerts")
class AlertsScreen(Screen):
    card = CARDS["alerts"]
    object_pane = 1
    badge_query = count_for_me

    def __init__(self, shell: ScreenWindow) -> None:
        super().__init__(shell)
        self._id: UUID | None = None
        self._wanted: UUID | None = None
        self._group_of: UUID | None = None  # whose group is shown once it is read
        self._is_driven = True
        self._counted: str | None = None  # the filter of the list whose rows are counted
        self._came_from_list = False  # whoever is asked for a reason, where one pane is seen
        self._stays = False  # on the alert that is acted on; keys go on to the next one
        self.list = AlertList(shell, self._after_page)
        self.saved_views = SavedViews(shell, self.list.listing(), self)
        self.list.head.insert_widget(1, self.saved_views.button)
        self.on_call = OnCall(shell, self, self.focus_list)
        self.list.head.insert_widget(3, self.on_call.button)
        self.detail = AlertDetailPane()
        self.acts = AlertActs(
            shell, self, self.detail, self._chosen, lambda: self.list.chosen_query
        )
        self.acts.stored, self.acts.left = self._on_acts_stored, self._on_acts_left
        self.split = Panes(
            self.list, self.detail, names=(tr("Alerts"), tr("The alert")), sizes=(0, _BESIDE)
        )
        self.split.turn_by(self.list.table.opened, 1)
        self.detail.reason.asked.connect(self._on_reason_asked)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.split)
        # Ages go on, and a service that died says nothing: neither comes through the feed.
        self._clock = QTimer(self, interval=REFRESH_MS)
        self._clock.timeout.connect(self.refresh)
        self._connect_signals()
        self._add_actions()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room, titles are read whole before the alert beside is wide."""
        super().resizeEvent(event)
        is_narrow = self.width() < theme.px(_WIDE_FROM)
        self.split.suggest(0, _BESIDE_NARROW if is_narrow else _BESIDE)

    def _connect_signals(self) -> None:
        table = self.list.table
        table.current_changed.connect(self._on_table_current_changed)
        table.selection_changed.connect(lambda _count: self._show_buttons())
        table.opened.connect(lambda _row: self.detail.acknowledge.setFocus())
        table.peeked.connect(lambda _row: self.toggle_detail())
        table.set_refs(_ref)
        table.opened_in_window.connect(lambda row: self.shell.open_window(_ref(row)))
        table.menu_requested.connect(
            lambda where: self.shell.actions_registry.context_menu("alerts", self).popup(where)
        )
        table.everything_selected.connect(self._show_buttons)
        self.list.filter.changed.connect(self.list.model.set_query)
        self.list.filter.changed.connect(self._on_list_filter_changed)
        self.list.filter.left.connect(self.focus_list)
        self.list.view_changed.connect(self._on_list_view_changed)
        self.detail.left_for.connect(self.shell.open_ref)
        self.detail.address_wanted.connect(
            lambda where: open_address(where, self.shell, self.window())
        )
        trigger = self.shell.actions_registry.trigger
        self.detail.acknowledged.connect(self._on_detail_acknowledged)
        self.detail.snoozed.connect(lambda: trigger("alerts.snooze"))
        self.detail.group_asked.connect(lambda: trigger("alerts.group"))
        self.detail.run_asked.connect(lambda: trigger("alerts.run"))
        self.backend.connection_changed.connect(self._on_backend_connection_changed)
        self.backend.decider_changed.connect(self._on_backend_decider_changed)
        self.backend.moment_changed.connect(self.list.model.start_over)

    def _add_actions(self) -> None:
        def add(verb: str, text: str, key: str, call: Any, blocked: Any) -> None:
            spec = ActionSpec(f"alerts.{verb}", text, (key,), "Actions", context="alerts",
                              changes=verb not in LOOKING)  # fmt: skip
            owner = self.list.table if verb in OF_TABLE else None
            self.add_action(spec, call, blocked=blocked, owner=owner, waits=verb in OF_DETAIL)

        acts, why = self.acts, self.acts.why_not
        add("acknowledge", tr("Acknowledge…"), "A", acts.acknowledge, lambda: why("open"))
        add("snooze", tr("Snooze…"), "S", self._snooze, lambda: why(*LIVE_ALERTS))
        add("assign", tr("Assign…"), "M", self._assign, lambda: why(*LIVE_ALERTS))
        add("escalate", tr("Escalate…"), "E", self._escalate, lambda: why(*LIVE_ALERTS))
        add("remedy", tr("Begin to remedy…"), "B", acts.remedy, lambda: why("open", "acknowledged"))
        add("run", tr("Start a life cycle against it…"), "N", self._start_run, self._why_no_run)
        add("comment", tr("Comment…"), "C", acts.comment, why)
        add("on_call", tr("Who is on call…"), "H", self.on_call.ask, self.on_call.why_not)
        add(
            "lineage",
            tr("Lineage"),
            "L",
            self._open_lineage,
            lambda: "" if self._current() else tr(CHOOSE),
        )
        add(
            "undo",
            tr("Take back an acknowledgement or a snooze"),
            "U",
            acts.undo,
            acts.why_not_undo,
        )
        add(
            "resolve",
            tr("Resolve"),
            "R",
            _nothing,
            lambda: tr("Alerts are resolved by proof: the monitor's next run that passes does it."),
        )
        add("group", tr("Show its group"), "Right", self._expand, self._why_no_group)
        add("fold", tr("Back from the group"), "Left", self._fold, self._why_not_fold)
        add_list_export(self, self.list.file)
        add_watch_action(self, "alerts", self._watchable, self)
        add("new", tr("Show new alerts"), ".", self.list.show_new, lambda: (
            "" if self.list.held_back else tr("No new alert waits.")
        ))  # fmt: skip

    def _why_no_group(self) -> str:
        one = self._current()
        if one is None:
            return tr(CHOOSE)
        shown = self.detail.shown
        if self.list.is_expanded:
            return tr("This is its group.")
        is_alone = shown is None or shown.row.id != one.id or not shown.others
        return tr("Nothing else of its monitor is open.") if is_alone else ""

    def _why_not_fold(self) -> str:
        return "" if self.list.is_expanded else tr("No group is shown.")

    def _expand(self) -> None:
        one = self._current()
        if one is not None:
            self.list.expand(one)

    def _fold(self) -> None:
        self._group_of = None  # also of one that is still on its way
        self.list.fold()

    @override
    def refresh(self) -> None:
        self.list.model.refresh()
        self._read_around()
        self._read_detail()
        self.on_call.read()

    def _read_around(self) -> None:
        me, whole = self.backend.decider.id, self.list.whole
        if whole != self._counted:
            self._counted = whole
            self.list.set_total(None)
        self.backend.read(
            partial(self._show_around, whole), read_around, whole, me,
            on_error=self._on_around_failed,
        )  # fmt: skip

    def _on_around_failed(self, error: BaseException) -> None:
        self.list.set_unread()
        self.shell.show_error(error)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._clock.start()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        self._clock.stop()
        super().hideEvent(event)

    @override
    def show_view(self, view_id: UUID) -> None:
        self.saved_views.show_by_id(view_id)

    def _on_list_filter_changed(self, _query: FilterQuery) -> None:
        self.saved_views.update_button()
        if self.list.whole != self._counted:
            self._read_around()

    def _on_list_view_changed(self) -> None:
        """What is read stays if it stands in the other view too, and nothing else does."""
        self.saved_views.update_button()
        self._wanted, self._id = self._wanted or self._id, None
        self.list.model.reload()
        self._read_around()

    @override
    def can_aim(self, ref: ObjectRef) -> bool:
        return ref.kind == "alert"

    @override
    def chosen_id(self) -> object:
        row = self._current()
        return row.id if row is not None else self._id

    @override
    def shown_id(self) -> object:
        return self.detail.shown.row.id if self.detail.shown is not None else None

    @override
    def shows(self, ref: ObjectRef) -> bool:
        shown = self.detail.shown
        if shown is None or str(shown.row.id) != ref.id:
            return False
        return [str(one.id) for one in self._chosen()] == [ref.id]

    @override
    def open_object(self, ref: ObjectRef) -> None:
        wanted = UUID(ref.id)
        self._wanted = wanted
        self._open(wanted)
        if ref.tab == GROUP:
            self._group_of = wanted
            self.list.set_place("live")  # no other view need have them
            self._read_detail()
        if self.list.table.select_key(wanted):
            self._wanted = None
        else:
            self.list.table.forget_cursor()  # highlighted is what is acted on, or nothing
            if self.list.model.rowCount() and not self.list.model.is_loading:
                self._wanted = None  # no page is on its way that could list it

    @override
    def here(self) -> ObjectRef:
        return ObjectRef("alert", str(self._id)) if self._id else super().here()

    @override
    def place_state(self) -> object:
        return self.list.place, str(self.list.filter.query), self._id

    @override
    def restore_state(self, state: object) -> None:
        if isinstance(state, tuple) and len(state) == 3:
            place, text, self._wanted = state
            self.list.set_place(str(place))
            query = parse(str(text), GRAMMAR)
            if query != self.list.filter.query:
                self.list.filter.set_query(query)
            self.refresh()

    @property
    @override
    def filter_bar(self) -> FilterBar:
        return self.list.filter

    @override
    def apply_filter(self, text: str) -> None:
        self.list.set_place("all")  # the filter says itself which of them
        super().apply_filter(text)

    @override
    def focus_filter(self) -> None:
        self.list.filter.setFocus()

    @override
    def focus_list(self) -> None:
        self.list.table.setFocus()
        self._say_where()

    @override
    def toggle_detail(self) -> None:
        self.split.toggle_last()

    @override
    def panes(self) -> list[QWidget]:
        return [self.list.filter.edit, self.list.table, self.detail.area]

    def _show_around(self, whole: str, found: Around) -> None:
        total, health, self._is_driven, last = found
        if whole == self._counted:
            self.list.set_last(last)
            self.list.set_total(total)
        self.list.set_runtimes(health)
        self._show_live()

    def _after_page(self) -> None:
        wanted, self._wanted = self._wanted, None
        is_found = wanted is not None and self.list.table.select_key(wanted)
        if not is_found and self._id is None:
            self.list.table.select_first()
            if (row := self._current()) is not None:
                self._open(row.id)  # the cursor was on it already, as somebody else
        if not self.list.model.rowCount() and (wanted is None or self._id is None):
            self._id = None
            self.detail.show_nothing()
            self.set_crumbs(tr(self.card.title))
        self._show_buttons()

    def _current(self) -> AlertRow | None:
        row = self.list.table.current_row()
        return row if isinstance(row, AlertRow) else self._shown_beside()

    def _shown_beside(self) -> AlertRow | None:
        """What is read, where the list does not hold it: opened from elsewhere."""
        shown = self.detail.shown
        return shown.row if shown is not None and shown.row.id == self._id else None

    def _watchable(self) -> Watchable | None:
        row = self._current()
        name = tr("alert {number}").format(number=row.number) if row else ""
        return Watchable("alert", row.id, name) if row else None

    def _on_table_current_changed(self, row: AlertRow | None) -> None:
        if row is not None and self._wanted is None:
            self.acts.forget(row)
            self._open(row.id)

    def _open(self, alert_id: UUID) -> None:
        if alert_id != self._id:
            self._id = alert_id
            self._read_detail()

    def _read_detail(self) -> None:
        if self._id is not None:
            self.backend.read(
                self._show_detail, load_alert, self._id, self.backend.decider.id,
                on_error=self._on_detail_failed,
            )  # fmt: skip

    def _on_detail_failed(self, error: BaseException) -> None:
        if self.backend.moment is None or not isinstance(error, InputError):
            self.backend.failed.emit(error)
            return
        self._id = None  # not recorded yet at the instant that is looked back to
        self.detail.show_nothing()
        self.set_crumbs(tr(self.card.title))
        self.list.table.select_first()

    def _show_detail(self, detail: AlertDetail) -> None:
        if detail.row.id == self._id:
            self.detail.show_alert(detail)
            if self._group_of == self._id and detail.others:
                self.list.expand(detail.row)
            self._group_of = None
            self._say_where()
            self._show_buttons()

    def _say_where(self) -> None:
        if self.detail.shown is not None:
            self.set_crumbs(tr(self.card.title), title_of(self.detail.shown.row))

    def _chosen(self) -> list[AlertRow]:
        """Without what left the list, but for the one that is read beside it, as it is by now."""
        shown = self.detail.shown.row if self.detail.shown is not None else None
        rows = []
        if not isinstance(self.list.table.current_row(), AlertRow):
            return [one for one in (self._shown_beside(),) if one is not None]
        for one in self.list.table.selected_rows():
            if not self.list.model.is_gone(one):
                rows.append(one)
            elif shown is not None and shown.id == one.id:
                rows.append(shown)
        return rows

    def _show_buttons(self) -> None:
        self.detail.set_blocked(self.acts.why_not("open"), self.acts.why_not(*LIVE_ALERTS))
        self.detail.start_run.set_blocked(self._why_no_run())
        reason = self.shell.actions_registry.reason
        self.list.hints.set_reasons(
            {keys: reason(f"alerts.{verb}") for keys, verb in HINTED.items()}
        )

    def _snooze(self) -> None:
        table = self.list.table
        cell = table.visualRect(table.currentIndex())
        self.acts.offer_snooze(table.viewport().mapToGlobal(cell.bottomLeft()))

    def _assign(self) -> None:
        self.acts.offer_people(escalates=False)

    def _escalate(self) -> None:
        self.acts.offer_people(escalates=True)

    def _why_no_run(self) -> str:
        """One alert at a time: a run is of one model."""
        detail = self.detail.shown
        if len(self._chosen()) > 1:
            return tr("Choose one alert: a run is started against one.")
        if reason := self.acts.why_not(*LIVE_ALERTS):
            return reason
        return "" if detail is not None else tr(CHOOSE)

    def _start_run(self) -> None:
        detail = self.detail.shown
        if detail is None or self._why_no_run():
            return
        one = detail.row
        title = tr("Start a run against alert {number}").format(number=one.number)
        occasion = Occasion(one.model_id, title, one.version, alert_id=one.id)
        ask_start_for(self, occasion, self._on_run_started)

    def _on_run_started(self) -> None:
        self.focus_list()
        self.refresh()

    @Slot()
    def _on_reason_asked(self) -> None:
        """It stands below the alert: that comes to the front, and the list again afterwards."""
        self._came_from_list = self.list.isVisible()
        self.split.bring(1)

    def _turn_back(self) -> None:
        if self._came_from_list:
            self._came_from_list = False
            self.split.turn(0)

    def _on_detail_acknowledged(self) -> None:
        """By the button beside the alert, under which the next one's would come to stand."""
        self._stays = True
        self.shell.actions_registry.trigger("alerts.acknowledge")

    def _on_acts_stored(self) -> None:
        if not self._stays:
            self._go_next()
        self._stays = False
        self._turn_back()
        self.list.table.setFocus()
        self.refresh()

    def _on_acts_left(self) -> None:
        self._stays = False
        self._turn_back()
        self.focus_list()
        self.refresh()

    def _go_next(self) -> None:
        """To the next open alert below, else to the first."""
        model = self.list.model
        rows = [one for one in model.rows if not model.is_gone(one)]
        chosen = {one.id for one in self._chosen()}
        places = [n for n, one in enumerate(rows) if one.id in chosen]
        after = rows[max(places) + 1 :] + rows if places else rows
        following = [one for one in after if one.state == "open" and one.id not in chosen]
        if following:
            self.list.table.select_key(following[0].id)

    def _open_lineage(self) -> None:
        row, shown = self._current(), self.detail.shown
        if row is not None and shown is not None and shown.row.id == row.id:
            self.shell.open_ref(lineage_ref(shown))
        elif row is not None:
            self.shell.open_ref(ObjectRef("lineage", str(row.model_id), row.model_name))

    @Slot(object)
    def _on_backend_connection_changed(self, _connection: Connection) -> None:
        self._show_live()
        self._show_buttons()

    def _show_live(self) -> None:
        connection = self.backend.connection
        since = f"{connection.since.astimezone(zone()):%H:%M}" if connection.since else ""
        self.list.set_live(connection.is_online, since, is_driven=self._is_driven)

    def _on_backend_decider_changed(self, _decider: object) -> None:
        self._id = self._wanted = None
        self.detail.show_nothing()
        self.list.model.reload()


def _nothing() -> None:
    """Never called: the action's rule always says why not."""


def _ref(one: AlertRow) -> ObjectRef:
    return ObjectRef("alert", str(one.id), title_of(one))
