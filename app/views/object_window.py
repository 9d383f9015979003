"""One object in a window of its own, beside the main window: the same screen, nothing around it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from app.views import safe_text, theme
from app.views.actions import ActionRegistry, ActionSpec
from app.views.backend import Backend
from app.views.cells import Status
from app.views.deeds import Deed
from app.views.drafts import DraftStore
from app.views.language import tr
from app.views.places import ObjectRef
from app.views.preferences import PreferenceStore
from app.views.screen import Screen, ScreenWindow
from app.views.theme import ThemeSwitch
from app.views.undo import Offered, UndoStack, add_undo_actions, show_note
from app.views.widgets.banner import Banner, BannerArea
from app.views.widgets.button import follow_window
from app.views.widgets.lost_database import forget_lost_database
from app.views.widgets.room import Room
from app.views.widgets.toasts import Toasts
from app.views.widgets.view_strip import as_recorded

PAST = "past"


class ObjectWindow(QWidget):
    """Going elsewhere from here happens in the main window."""

    closed = Signal(object)  # itself

    def __init__(self, make: Callable[[ScreenWindow], Screen], ref: ObjectRef, main: Any) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._main = main
        self.ref = ref
        self._actions = ActionRegistry(
            self, self.why_no_change, prepared=lambda: self.backend.why_no_sheet
        )
        self._actions.set_chosen_keys(self.preferences.value.keys)
        self._actions.set_letters_on(self.preferences.value.letters)
        self._banners = BannerArea()
        self._toasts = Toasts(self)
        self.screen_ = make(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._banners)
        layout.addWidget(Room(self.screen_), 1)
        theme.dress(self)
        self.setWindowTitle(safe_text.one_line(ref.title or tr(self.screen_.card.title)))
        self._actions.add(ActionSpec("window.close", tr("Close"), ("Ctrl+W",)), self.close)
        self._actions.add(ActionSpec("view.refresh", tr("Refresh"), ("F5",)), self.screen_.refresh)
        add_undo_actions(self._actions, self.undo_stack, self)
        self.undo_stack.gone.connect(self._toasts.forget)
        self._actions.refused.connect(self._on_actions_refused)
        self.backend.changed.connect(self._on_backend_changed)
        self.backend.moment_changed.connect(self._on_backend_moment_changed)
        for changed in (self.backend.decider_changed, self.backend.connection_changed):
            changed.connect(self._follow)
        self.backend.returned.connect(self._on_backend_returned)
        self.resize(1000, 720)
        self._on_backend_moment_changed(self.backend.moment)
        self.screen_.open_object(ref)
        self.screen_.turn(self.screen_.object_pane)
        self.screen_.refresh()

    @property
    def backend(self) -> Backend:
        backend: Backend = self._main.backend
        return backend

    def why_no_change(self) -> str:
        return self.backend.why_no_change

    @property
    def actions_registry(self) -> ActionRegistry:
        return self._actions

    @property
    def preferences(self) -> PreferenceStore:
        preferences: PreferenceStore = self._main.preferences
        return preferences

    @property
    def theme_switch(self) -> ThemeSwitch | None:
        switch: ThemeSwitch | None = self._main.theme_switch
        return switch

    @property
    def undo_stack(self) -> UndoStack:
        stack: UndoStack = self._main.undo_stack
        return stack

    @property
    def current_screen(self) -> Screen:
        return self.screen_

    @property
    def drafts(self) -> DraftStore:
        drafts: DraftStore = self._main.drafts
        return drafts

    def go(self, screen: str, ref: ObjectRef | None = None, *, filter_text: str = "") -> None:
        self._main.go(screen, ref, filter_text=filter_text)
        self._main.activateWindow()

    def open_ref(self, ref: ObjectRef) -> None:
        self._main.open_ref(ref)
        self._main.activateWindow()

    def show_here(self, ref: ObjectRef) -> None:
        self.screen_.open_object(ref)

    def open_window(self, ref: ObjectRef) -> None:
        self._main.open_window(ref)

    def view_as(self, handle: str) -> None:
        self._main.view_as(handle)
        self._main.activateWindow()

    def forget_places(self) -> None:
        self._main.forget_places()

    def pins_changed(self) -> None:
        self._main.pins_changed()

    def set_crumbs(self, *crumbs: str) -> None:
        self.setWindowTitle(safe_text.one_line(" › ".join(crumbs)))

    def toast(self, text: str, offer: Offered = None, *, kind: str = "") -> None:
        show_note(self, self._toasts, self.undo_stack, text, offer, kind=kind)

    def tell(self, deed: Deed) -> None:
        self._main.tell(deed)

    def show_banner(
        self, key: str, status: Status, title: str, text: str = "", *, can_close: bool = True
    ) -> Banner:
        return self._banners.show_banner(key, status, title, text, can_close=can_close)

    def clear_banner(self, key: str) -> None:
        self._banners.clear(key)

    def show_error(self, error: BaseException) -> None:
        self._banners.show_error("error", error)

    def _on_backend_changed(self, topics: frozenset[Any]) -> None:
        if topics & self.screen_.card.topics:
            self.screen_.refresh()

    @Slot(str, str)
    def _on_actions_refused(self, _text: str, reason: str) -> None:
        self.toast(reason)

    @Slot()
    def _follow(self) -> None:
        follow_window(self)

    @Slot()
    def _on_backend_returned(self) -> None:
        forget_lost_database(self)
        self.screen_.refresh()

    def _on_backend_moment_changed(self, moment: datetime | None) -> None:
        if moment is None:
            self.clear_banner(PAST)
        else:
            self.show_banner(PAST, Status.WARNING, as_recorded(moment), can_close=False)
        self.screen_.refresh()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        """Not into the filter, which would take letters that act on what is open for words."""
        super().showEvent(event)
        if self.focusWidget() is None:
            self.screen_.focus_list()
            self.screen_.focus_seen()

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        self.closed.emit(self)
        super().closeEvent(event)
