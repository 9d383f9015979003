"""The drop-down of saved views that the lists share: mine, the team's, the screen's own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QCheckBox, QLineEdit, QMenu, QWidget

from app.errors import NotReachableError
from app.models.queries.saved_views import ViewContent, ViewRow, list_views
from app.services.commands.saved_views import (
    LONGEST_VIEW_NAME,
    bring_back_view,
    change_view,
    choose_default,
    pin_view,
    remove_view,
    save_view,
)
from app.views import safe_text, theme
from app.views.dialogs.sheet import Sheet
from app.views.filters import FilterGrammar, parse
from app.views.language import tr
from app.views.screen import ScreenWindow
from app.views.undo import Call, Undoable, both_ways
from app.views.widgets.button import Button
from app.views.widgets.data_table import DataTable
from app.views.widgets.filter_bar import FilterBar
from app.views.widgets.form import form
from app.views.widgets.scrim import open_sheet

_WIDE, _NARROW = 32, 14  # letters of a name on the button


@dataclass(frozen=True, slots=True)
class BuiltIn:
    """A view that the screen brings along."""

    title: str
    filter: str = ""
    place: str = ""

    @property
    def content(self) -> ViewContent:
        return ViewContent(self.filter, self.place)


@dataclass(frozen=True, slots=True)
class Listing:
    """What a view is of: a screen's filter, table, and which of its own lists it shows."""

    screen: str
    filter: FilterBar
    table: DataTable
    built_in: tuple[BuiltIn, ...]
    grammar: Callable[[], FilterGrammar | None] = lambda: None
    place: Callable[[], str] = lambda: ""
    set_place: Callable[[str], object] = lambda _place: None
    is_narrow: bool = False  # the button has room for the name alone
    is_beside_places: bool = False  # the screen's own lists have names of their own beside it


class SavedViews(QObject):
    """The button with its menu. `pins_changed`: the rail shows others now."""

    pins_changed = Signal()
    read = Signal()  # the list came

    def __init__(self, shell: ScreenWindow, listing: Listing, home: QWidget) -> None:
        super().__init__(home)
        self._shell = shell
        self._listing = listing
        self._home = home
        self._rows: tuple[ViewRow, ...] = ()
        self._is_read = False
        self._at_first = self.content()
        self._shown: ViewRow | BuiltIn | None = self._built_in_now()
        self._base = self._at_first
        self._wanted: UUID | None = None  # to be shown once it is in the list
        self._recalled: tuple[UUID, bool] | None = None
        self.button = Button("", has_menu=True)
        self.button.setObjectName(f"{listing.screen}.views")
        self.button.clicked.connect(lambda _on: self.open_menu())
        self.menu: QMenu | None = None
        listing.table.filter_through(listing.filter)
        listing.filter.changed.connect(lambda _query: self.update_button())
        header = listing.table.horizontalHeader()
        header.sectionMoved.connect(lambda _n, _from, _to: self.update_button())
        listing.table.columns_chosen.connect(self.update_button)
        header.sortIndicatorChanged.connect(lambda _n, _order: self.update_button())
        shell.backend.decider_changed.connect(self._on_decider_changed)
        self.update_button()
        self.reload()

    @property
    def shown(self) -> ViewRow | BuiltIn | None:
        return self._shown

    @property
    def rows(self) -> tuple[ViewRow, ...]:
        return self._rows

    @property
    def is_changed(self) -> bool:
        """Whether what is seen is no longer what the view holds."""
        return self.content() != self._base

    def content(self) -> ViewContent:
        """What is seen now."""
        listing = self._listing
        column, is_descending = listing.table.sorting
        return ViewContent(
            str(listing.filter.query),
            listing.place(),
            listing.table.column_order,
            listing.table.column_widths,
            column,
            is_descending,
            tuple(sorted(listing.table.hidden_columns)),
        )

    def show(self, view: ViewRow | BuiltIn) -> None:
        """Look at the list this way; the row that is chosen stays so where it is still there."""
        listing, wanted = self._listing, view.content
        if listing.place() != wanted.place and wanted.place:
            listing.set_place(wanted.place)
        listing.table.set_columns(wanted.order or self._at_first.order, wanted.widths)
        listing.table.hide_columns(wanted.hidden)
        if isinstance(view, ViewRow):
            listing.table.set_sorting(wanted.sort, is_descending=wanted.is_descending)
        else:
            first = self._at_first
            listing.table.set_sorting(first.sort, is_descending=first.is_descending)
        listing.filter.set_query(parse(wanted.filter, listing.grammar()))
        self._shown, self._base = view, self.content()
        self.update_button()

    @property
    def kept(self) -> tuple[UUID, bool] | None:
        """Which view is shown, and whether it was changed since: for the next start."""
        shown = self._shown
        return (shown.id, self.is_changed) if isinstance(shown, ViewRow) else None

    def recall(self, view_id: UUID, is_changed: bool) -> None:
        """What is seen now is this view, once it is known that it is still there."""
        self._recalled = view_id, is_changed

    def show_by_id(self, view_id: UUID) -> None:
        """The same for one that may not have been read yet: from the rail."""
        self._wanted = view_id
        self.reload()

    def reload(self) -> None:
        me = getattr(self._shell.backend.decider, "id", None)
        if me is not None:
            self._shell.backend.read(
                self._on_read, list_views, me, self._listing.screen, on_error=self._on_failed
            )

    def _on_read(self, rows: tuple[ViewRow, ...]) -> None:
        is_first, self._is_read = not self._is_read, True
        self._rows = rows
        if isinstance(self._shown, ViewRow):
            same = next((one for one in rows if one.id == self._shown.id), None)
            self._shown = same or self._built_in_now()
        self._name_recalled(rows)
        wanted, self._wanted = self._wanted, None
        chosen = next((one for one in rows if one.id == wanted), None)
        is_as_built = self._shown is None or isinstance(self._shown, BuiltIn)
        if chosen is None and is_first and is_as_built and self.content() == self._at_first:
            chosen = next((one for one in rows if one.is_default), None)
        if chosen is not None:
            self.show(chosen)
        self.update_button()
        self.read.emit()

    def _name_recalled(self, rows: tuple[ViewRow, ...]) -> None:
        recalled, self._recalled = self._recalled, None
        if recalled is None:
            return
        row = next((one for one in rows if one.id == recalled[0]), None)
        if row is not None:
            self._shown, self._base = row, row.content if recalled[1] else self.content()

    def _on_failed(self, error: BaseException) -> None:
        """What was read before stays. That the database does not answer, the window says."""
        if not isinstance(error, NotReachableError):
            self._shell.backend.failed.emit(error)

    @Slot(object)
    def _on_decider_changed(self, _decider: object) -> None:
        self._rows, self._shown, self._is_read = (), self._built_in_now(), True
        self.reload()

    def _built_in_now(self) -> BuiltIn | None:
        """The screen's own view that fits what is seen, if one does."""
        now = self.content()
        return next(
            (
                one
                for one in self._listing.built_in
                if (one.filter, one.place) == (now.filter, now.place)
            ),
            None,
        )

    @Slot()
    def update_button(self) -> None:
        """The name of what is seen; that it was changed since is said too."""
        if not isinstance(self._shown, ViewRow) and self.is_changed:
            self._shown, self._base = self._built_in_now(), self.content()
        shown = self._shown
        name = shown.name if isinstance(shown, ViewRow) else shown.title if shown else ""
        is_changed = isinstance(shown, ViewRow) and self.is_changed
        pattern = tr("View: {name}, changed") if is_changed else tr("View: {name}")
        name = name or tr("own filter")
        if self._listing.is_beside_places and isinstance(shown, BuiltIn):
            self.button.setText(tr("Views"))
        elif self._listing.is_narrow:
            short = safe_text.one_line(name, _NARROW)
            self.button.setText(f"{short} *" if is_changed else short)
        else:
            self.button.setText(pattern.format(name=safe_text.one_line(name, _WIDE)))
        self.button.setAccessibleName(pattern.format(name=name))

    # The menu

    def open_menu(self) -> None:
        """Below the button; made anew each time."""
        menu = QMenu(self._home)
        menu.setObjectName(f"{self._listing.screen}.viewmenu")
        menu.setToolTipsVisible(True)
        self._add_views(menu)
        self._add_acts(menu)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.aboutToHide.connect(self._on_menu_hidden)
        self.menu = menu
        menu.popup(self.button.mapToGlobal(self.button.rect().bottomLeft()))

    @Slot()
    def _on_menu_hidden(self) -> None:
        self.menu = None

    def _add_views(self, menu: QMenu) -> None:
        mine = [one for one in self._rows if one.is_mine]
        team = [one for one in self._rows if not one.is_mine]
        choice = QActionGroup(menu)
        for title, views in ((tr("Mine"), mine), (tr("The team's"), team)):
            if views:
                _head(menu, title)
            for one in views:
                words = one.name if one.is_mine else f"{one.name} · {one.owner}"
                if one.is_default:
                    words = tr("{name} (first shown)").format(name=words)
                self._add_view(menu, choice, one, words)
        _head(menu, tr("Built in"))
        for each in self._listing.built_in:
            self._add_view(menu, choice, each, each.title)
        menu.addSeparator()

    def _add_view(
        self, menu: QMenu, choice: QActionGroup, view: ViewRow | BuiltIn, words: str
    ) -> None:
        action = menu.addAction(safe_text.one_line(words, 80).replace("&", "&&"))
        action.setActionGroup(choice)
        action.setCheckable(True)
        action.setChecked(view == self._shown)
        action.triggered.connect(lambda _on: self.show(view))

    def _add_acts(self, menu: QMenu) -> None:
        shown = self._shown if isinstance(self._shown, ViewRow) else None
        held = self._shell.backend.why_no_change
        none = held or ("" if shown is not None else tr("Save what you see as a view first."))
        others = tr("This view is somebody else's.")
        not_mine = none or ("" if shown is not None and shown.is_mine else others)
        unchanged = "" if self.is_changed else tr("Nothing was changed.")
        _act(menu, tr("Save the changes"), self._save_changes, not_mine or unchanged)
        _act(menu, tr("Save as…"), self.save_as, held)
        _act(menu, tr("Rename…"), self.rename, not_mine)
        is_shared = shown is not None and shown.is_shared
        _check(menu, tr("Share with the team"), self.share, is_shared, not_mine)
        is_default = shown is not None and shown.is_default
        _check(menu, tr("Show first"), self.make_default, is_default, not_mine)
        is_pinned = shown is not None and shown.is_pinned
        _check(menu, tr("Pin to the rail"), self.pin, is_pinned, none)
        _act(menu, tr("Delete"), self.delete, not_mine)

    # What the menu does

    def save_as(self) -> None:
        sheet = NameSheet(tr("Save this view"), tr("Save"), "", self._home.window())
        sheet.submitted.connect(lambda: self._save(sheet))
        open_sheet(sheet, draft=(self._listing.screen, "save_view"))

    def _save(self, sheet: NameSheet) -> None:
        def done(view_id: UUID) -> None:
            sheet.accept()
            self.show_by_id(view_id)

        self._shell.backend.run(
            done,
            save_view,
            self._listing.screen,
            sheet.name.text(),
            self.content(),
            is_shared=sheet.shared.isChecked(),
            on_error=sheet.fail,
        )

    def _save_changes(self) -> None:
        if isinstance(self._shown, ViewRow):
            now = self.content()
            self._shown, self._base = replace(self._shown, content=now), now
            self._change(self._shown.id, content=now)

    def rename(self) -> None:
        shown = self._shown
        if not isinstance(shown, ViewRow):
            return
        sheet = NameSheet(
            tr("Rename the view"), tr("Rename"), shown.name, self._home.window(), can_share=False
        )

        def done(_nothing: object) -> None:
            sheet.accept()
            self._reload_all()

        def send() -> None:
            name = sheet.name.text()
            self._shell.backend.run(done, change_view, shown.id, name=name, on_error=sheet.fail)

        sheet.submitted.connect(send)
        open_sheet(sheet, draft=(str(shown.id), "rename_view"))

    def share(self, is_shared: bool) -> None:
        if isinstance(self._shown, ViewRow):
            self._change(self._shown.id, is_shared=is_shared)

    def make_default(self, is_default: bool) -> None:
        if isinstance(self._shown, ViewRow):
            self._shell.backend.run(
                self._reload_all,
                choose_default,
                self._listing.screen,
                self._shown.id if is_default else None,
            )

    def pin(self, is_pinned: bool) -> None:
        if isinstance(self._shown, ViewRow):
            self._shell.backend.run(self._reload_all, pin_view, self._shown.id, is_pinned=is_pinned)

    def delete(self) -> None:
        """At once, with a way back."""
        shown = self._shown
        if isinstance(shown, ViewRow):
            then = partial(self._on_deleted, shown)
            self._shell.backend.run(then, remove_view, shown.id)

    def _on_deleted(self, view: ViewRow, _nothing: object = None) -> None:
        back, again = Call(bring_back_view, (view.id,)), Call(remove_view, (view.id,))
        act = Undoable(
            tr("Delete the view “{name}”").format(name=view.name),
            both_ways(self._shell.backend, back, again),
            after=self._reload_all,
        )
        self._shell.toast(tr("View “{name}” deleted").format(name=view.name), act)
        self._reload_all()

    def _change(self, view_id: UUID, **values: Any) -> None:
        self._shell.backend.run(self._reload_all, change_view, view_id, **values)

    def _reload_all(self, _result: object = None) -> None:
        self.reload()
        self._shell.pins_changed()
        self.pins_changed.emit()


class NameSheet(Sheet):
    """A name, and whether the team sees it."""

    def __init__(
        self, title: str, verb: str, text: str, parent: QWidget, *, can_share: bool = True
    ) -> None:
        self.name = QLineEdit(text)
        super().__init__("view", title, verb, parent)
        self.name.setObjectName("view.name")
        self.name.setAccessibleName(tr("Name of the view"))
        self.name.setMaxLength(LONGEST_VIEW_NAME)
        self.name.setFixedHeight(theme.px(28))
        self.name.textChanged.connect(self.update_verb)
        self.name.returnPressed.connect(self._submit)  # it asks for nothing else
        self.shared = QCheckBox(tr("The team sees it too"))
        self.shared.setObjectName("view.shared")
        self.shared.setVisible(can_share)
        self.body.addWidget(form([(tr("Name"), self.name), ("", self.shared)]))
        self.name.setFocus()
        self.name.selectAll()
        self.update_verb()

    def lacks(self) -> str:
        return "" if self.name.text().strip() else tr("Give it a name.")


def _head(menu: QMenu, words: str) -> None:
    """What the entries below it have in common; nobody can choose it."""
    menu.addSeparator()
    menu.addAction(words).setEnabled(False)


def _act(menu: QMenu, words: str, call: Callable[[], object], reason: str) -> QAction:
    action = menu.addAction(words)
    action.setEnabled(not reason)
    action.setToolTip(safe_text.tooltip(reason))
    action.triggered.connect(lambda _on: call())
    return action


def _check(
    menu: QMenu, words: str, call: Callable[[bool], object], is_on: bool, reason: str
) -> None:
    action = _act(menu, words, lambda: call(not is_on), reason)
    action.setCheckable(True)
    action.setChecked(is_on)
