"""The contract of a screen, and the registry the navigation is built from.

A screen is a file in `app/views/screens` with one class. It is built when first shown, reads
through `self.backend`, and is refreshed by the window when a topic of its own changed. An example:

    COLUMNS: list[Column[AlertRow]] = [
        Column("State", lambda row: State(row.status, row.state), key="state", width=140),
        Column("Alert", lambda row: Text(row.title, is_strong=True), key="title", stretches=True),
        Column("Age", lambda row: Age(row.opened_at, row.now), is_number=True, width=80),
    ]

    @SCREENS.register("alerts")
    class AlertsScreen(Screen):
        card = CARDS["alerts"]  # title, icon, letter, topics: known before this file is imported
        badge_query = count_my_open_alerts  # (session, decider) -> int or Badge

        def __init__(self, shell: ScreenWindow) -> None:
            super().__init__(shell)
            self._model = RowTableModel(COLUMNS, lambda row: row.id, self)
            self.table = DataTable(self._model, "Alerts")
            self.table.setObjectName("alerts.table")
            self.filter = FilterBar("Filter alerts", GRAMMAR)
            self.filter.changed.connect(self.refresh)
            self.filter.left.connect(self.focus_list)
            layout = QVBoxLayout(self)
            layout.addWidget(self.filter)
            layout.addWidget(self.table, 1)
            spec = ActionSpec("alerts.ack", "Acknowledge", ("A",), "Actions", context="alerts")
            self.add_action(spec, self._ack, blocked=self._why_not_ack, owner=self.table)

        def refresh(self) -> None:
            self.backend.read(self._show, list_alerts, self.backend.decider, self.filter.query)

        def _show(self, rows: list[AlertRow]) -> None:
            self._model.set_rows(rows)
            self.table.mark_ready()

        def _why_not_ack(self) -> str:
            return "" if self.table.current_row() else "Choose an alert first."

        def _ack(self) -> None:
            self.backend.run(self._on_acked, acknowledge, self.table.current_row().id)

        def _on_acked(self, _result: object) -> None:
            self.shell.toast("Acknowledged")

        def focus_list(self) -> None:
            self.table.setFocus()

Object names are API for tests: `<screen>.<part>`. Where more is read of what the cursor is put on,
`chosen_id` and `shown_id` say so: no key answers what was shown before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar, Protocol
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtGui import QAction, QPalette, QShowEvent
from PySide6.QtWidgets import QTableView, QWidget
from typing_extensions import override

from app.registry import Registry
from app.views.actions import ActionRegistry, ActionSpec, Blocked
from app.views.alive import content_of
from app.views.backend import Backend
from app.views.cards import Card
from app.views.cells import Status
from app.views.deeds import Deed
from app.views.drafts import DraftStore
from app.views.filters import parse
from app.views.language import N_, tr
from app.views.places import SCREEN, ObjectRef
from app.views.preferences import PreferenceStore
from app.views.theme import ThemeSwitch
from app.views.undo import Offered, UndoStack
from app.views.widgets.banner import Banner
from app.views.widgets.filter_bar import FilterBar
from app.views.widgets.instant_cover import InstantCover
from app.views.widgets.panes import Panes
from app.views.widgets.placeholders import EmptyState, SkeletonRows

BEING_READ = N_("It is being read; try again in a moment.")


@dataclass(frozen=True, slots=True)
class Badge:
    """Things that need this person, not totals; an incident is filled."""

    count: int = 0
    is_incident: bool = False


class ScreenWindow(Protocol):
    """What a screen may ask of the window around it."""

    @property
    def backend(self) -> Backend: ...
    @property
    def actions_registry(self) -> ActionRegistry: ...
    @property
    def preferences(self) -> PreferenceStore: ...
    @property
    def theme_switch(self) -> ThemeSwitch | None:
        """None where the look is fixed."""

    @property
    def drafts(self) -> DraftStore:
        """Texts that were begun and not sent."""

    @property
    def undo_stack(self) -> UndoStack:
        """What can be taken back of what was done at this computer."""

    def go(self, screen: str, ref: ObjectRef | None = None, *, filter_text: str = "") -> None:
        """Show another screen, with an object open or a filter set; Back leads here again."""

    def open_ref(self, ref: ObjectRef) -> None:
        """Open an object on the screen that shows its kind."""

    def show_here(self, ref: ObjectRef) -> None:
        """Show another object in this window; Back, where there is one, leads to the one before."""

    def open_window(self, ref: ObjectRef) -> None:
        """Open an object in a window of its own."""

    def view_as(self, handle: str) -> None:
        """See the app as this person sees it, until the strip is left; for administrators."""

    def forget_places(self) -> None:
        """Forget on this computer which workspace, person and place were open last."""

    def pins_changed(self) -> None:
        """A saved view came into the rail, or left it."""

    def set_crumbs(self, *crumbs: str) -> None:
        """Where the person is, for the breadcrumb: "Inventory", "cc-fraud", "v14"."""

    def toast(self, text: str, offer: Offered = None, *, kind: str = "") -> None:
        """A short note at the bottom right; never for errors. `offer`: what was done, which Ctrl+Z
        takes back, or a way to what it tells of.

        A note of a `kind` takes the place of the one before, which is true no longer.
        """

    def tell(self, deed: Deed) -> None:
        """Something was done that a guided hint may wait for."""

    def show_banner(
        self, key: str, status: Status, title: str, text: str = "", *, can_close: bool = True
    ) -> Banner:
        """A message above the content; the same key replaces it."""

    def clear_banner(self, key: str) -> None: ...

    def show_error(self, error: BaseException) -> None:
        """A banner in the user's words, with the hint."""


class Screen(QWidget):
    """One entry of the rail. Subclasses set the class attributes and override `refresh`."""

    card: ClassVar[Card]
    # `badge_query(session, decider)` gives an int or a Badge; run without building the screen.
    badge_query: ClassVar[Callable[..., Any] | None] = None
    object_pane: ClassVar[int] = 0  # the one of `split` in which an object is read

    def __init__(self, shell: ScreenWindow) -> None:
        super().__init__()
        self.shell = shell
        self._crumbs: tuple[str, ...] = ()
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.setAccessibleName(tr(self.card.title))
        self._reader = getattr(shell.backend.decider, "id", None)
        self._is_new, self._is_held = True, False
        self._cover = InstantCover(self, shell.backend, self._focus_first, self._is_unread)
        shell.backend.moment_changed.connect(self._on_instant_changed)
        shell.backend.failed.connect(self.end_outlines)
        shell.backend.decider_changed.connect(self._on_reader_changed)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        """Until it was read for the first time no pane says that nothing is chosen."""
        super().showEvent(event)
        if self._is_new:
            self._is_new, self._is_held = False, True
            self._hold_back(is_held=True)
            self.backend.settled.connect(self._on_backend_settled)
            QTimer.singleShot(0, self, self._on_backend_settled)  # where nothing is to be read

    @Slot()
    def _on_backend_settled(self) -> None:
        if self._is_held and not self.backend.is_reading:
            self._is_held = False
            self.backend.settled.disconnect(self._on_backend_settled)
            self._hold_back(is_held=False)

    def _hold_back(self, *, is_held: bool) -> None:
        for one in self.findChildren(EmptyState):
            one.hold_back(is_held=is_held)

    @Slot()
    def end_outlines(self) -> None:
        """Reading failed: what stands for rows to come says so, instead of promising them."""
        if self.isVisible():
            for one in self.findChildren(SkeletonRows):
                one.fail()

    @Slot()
    def _on_instant_changed(self) -> None:
        """What it shows is of another instant; before its first look that is nothing."""
        if not self._is_new:
            self.forget_shown()
            self._cover.put_up()

    def forget_shown(self) -> None:
        """Another instant is being read: what may not have been there then goes at once."""

    @Slot(object)
    def _on_reader_changed(self, decider: object) -> None:
        reader = getattr(decider, "id", None)
        if reader != self._reader:
            self._reader = reader
            self.begin_anew()

    def begin_anew(self) -> None:
        """Somebody else looks: what was filtered is not what they look for."""
        if self.filter_bar is not None:
            self.filter_bar.clear()

    @property
    def backend(self) -> Backend:
        return self.shell.backend

    @property
    def crumbs(self) -> tuple[str, ...]:
        """What it said last of where the person is, for when they come back."""
        return self._crumbs or (tr(self.card.title),)

    def set_crumbs(self, *crumbs: str) -> None:
        """Where the person is; a screen that was left says it when it is in front again."""
        self._crumbs = crumbs
        if self.isVisible():
            self.shell.set_crumbs(*crumbs)

    def refresh(self) -> None:
        """Read what is shown again. Never waits; the cursor stays where it is."""

    def open_object(self, ref: ObjectRef) -> None:
        """Show one object of the kinds this screen opens."""

    def close_object(self) -> None:
        """Show what stands around all objects: the person went to the screen itself."""

    def can_aim(self, ref: ObjectRef) -> bool:
        """Whether its actions can be asked for an object of this kind that is not open yet."""
        return False

    def shows(self, ref: ObjectRef) -> bool:
        """Whether what an action would be done to now is this object, and nothing beside it."""
        return False

    def chosen_id(self) -> object:
        """What the keys are meant for since it was chosen; None: for no one thing."""
        return None

    def shown_id(self) -> object:
        """What was read last of what is chosen, which is what the actions know; None: nothing."""
        return None

    def why_unread(self) -> str:
        """Why nothing is done yet: what is shown is what was chosen before."""
        chosen, shown = self.chosen_id(), self.shown_id()
        if chosen is None or shown is None or chosen == shown:
            return ""
        if not self.backend.is_reading:  # it failed, as a banner says, or is about to be
            return tr("It is not read yet; F5 reads it.")
        return tr(BEING_READ)

    @property
    def filter_bar(self) -> FilterBar | None:
        """What its list is filtered by; None: it has no such list."""
        bar = getattr(self, "filter", None)
        return bar if isinstance(bar, FilterBar) else None

    def apply_filter(self, text: str) -> None:
        """Show what fits a filter, as people write it; for screens with a filter bar."""
        if self.filter_bar is not None:
            self.filter_bar.set_query(parse(text))

    @property
    def is_folded(self) -> bool:
        """Whether only one of its panes is seen, for want of room."""
        split = getattr(self, "split", None)
        return isinstance(split, Panes) and split.is_folded

    @property
    def room_for_notes(self) -> QWidget | None:
        """The list beside the object that is read: a note there covers nothing that is asked."""
        split = getattr(self, "split", None)
        return split.beside_last if isinstance(split, Panes) else None

    def turn(self, place: int) -> None:
        """Have one of its panes in front, where there is no room for all of them."""
        split = getattr(self, "split", None)
        if isinstance(split, Panes):
            split.turn(place)

    def show_view(self, view_id: UUID) -> None:
        """Show a saved view of this screen; for screens that have them."""

    def here(self) -> ObjectRef:
        """What is open, to come back to; where nothing is, the screen itself."""
        return ObjectRef(SCREEN, self.card.key)

    def place_state(self) -> object:
        """Filter and selection, to come back to; anything comparable."""
        return None

    def restore_state(self, state: object) -> None:
        """Show again what `place_state` gave."""

    def arrangement(self) -> dict[str, Any]:
        """What a person arranged here by choice, as JSON: kept for them on every set of screens."""
        return {}

    def arrange(self, found: Mapping[str, Any]) -> None:
        """Arrange it as `arrangement` told; empty: as after the first start."""

    def focus_filter(self) -> None:
        """`/` and Ctrl+F."""

    def focus_list(self) -> None:
        """The foot of the Esc ladder."""

    def focus_seen(self) -> None:
        """The keys go to what is seen: the list may be folded away behind what was opened.

        Never to the filter, which would take the next letters for words.
        """
        focused = self.window().focusWidget()
        if self.is_folded and (focused is None or not focused.isVisible()):
            panes = (one for one in self.panes() if not isinstance(one, FilterBar))
            seen = (one for one in panes if one.isVisible())
            (next(seen, None) or self).setFocus()

    def why_awaited(self) -> str:
        """Nothing was read of it yet, or not what was chosen first: what a key can't do now it may
        be able to do then.
        """
        is_empty = self.shown_id() is None
        if self.chosen_id() is None:  # then of its lists: other parts of it may still be read
            lists = self.findChildren(QTableView)
            is_empty = self._is_held and not any(one.model().rowCount() for one in lists)
        return tr(BEING_READ) if is_empty and self.backend.is_reading else ""

    def _is_unread(self) -> bool:
        """Something of it could not be read of the instant that is shown."""
        return any(screen_of(one) is self for one in self.backend.unread)

    def _focus_first(self) -> None:
        self.focus_list()
        self.focus_seen()

    def toggle_detail(self) -> None:
        """F4."""

    def panes(self) -> list[QWidget]:
        """For F6, in reading order: filter, list, detail."""
        return []

    def add_action(
        self,
        spec: ActionSpec,
        callback: Callable[[], object],
        *,
        blocked: Blocked | None = None,
        owner: QWidget | None = None,
        waits: bool = True,
    ) -> QAction:
        """File an action that works inside this screen (or inside `owner`, for letters).

        It waits until what was chosen last is read, unless it is about no one thing.
        """

        def why_not() -> str:
            if self._cover.is_up:
                return tr(BEING_READ)
            return (self.why_unread() if waits else "") or (blocked() if blocked else "")

        return self.shell.actions_registry.add(spec, callback, blocked=why_not, owner=owner or self)


def screen_of(then: Callable[[Any], object]) -> Screen | None:
    """The screen on which an answer is awaited; None: it is awaited in the window's frame."""
    while isinstance(then, partial):
        then = then.func
    cells = getattr(then, "__closure__", None) or ()  # of one that was made on the spot
    waiting = [getattr(then, "__self__", None), *map(content_of, cells)]
    screens = (one for one in map(_screen_around, waiting) if one is not None)
    return next(screens, None)


def _screen_around(waiting: object) -> Screen | None:
    """A part of a screen stands in it; what only acts for one holds on to it."""
    if not isinstance(waiting, QObject):
        kept = getattr(waiting, "__dict__", {}).values()
        waiting = next((one for one in kept if isinstance(one, Screen)), None)
    while isinstance(waiting, QObject) and not isinstance(waiting, Screen):
        waiting = waiting.parent()
    return waiting if isinstance(waiting, Screen) else None


SCREENS: Registry[Screen] = Registry("screen", "app.views.screens")
