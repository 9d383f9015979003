"""What the window's own commands do, and when they can't be done."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app import texts
from app.views import language, theme
from app.views.actions import Blocked
from app.views.dialogs.help_sheet import HelpSheet
from app.views.dialogs.shortcut_sheet import ShortcutSheet
from app.views.glossary import Term
from app.views.guide_window import GuideWindow
from app.views.language import tr
from app.views.panels.printed_view import ViewPrint
from app.views.places import ObjectRef
from app.views.screen import Screen
from app.views.shell_actions import HANDLED, WORK
from app.views.undo import add_undo_actions
from app.views.widgets.column_choice import open_choice
from app.views.widgets.data_table import DataTable
from app.views.widgets.filter_row import FilterRow
from app.views.widgets.panes import bring_out, is_reachable
from app.views.widgets.scrim import open_sheet
from app.views.widgets.tabs import Tabs

if TYPE_CHECKING:
    from app.views.main_window import MainWindow


class WindowCommands:
    """Files the actions of `shell_actions` with the window's registry."""

    def __init__(self, window: MainWindow, theme_switch: theme.ThemeSwitch | None) -> None:
        self._window = window
        self._theme_switch = theme_switch
        self._printing = ViewPrint(window, window)
        self._handlers: dict[str, tuple[Callable[[], object], Blocked]] = {}
        self._guide: GuideWindow | None = None  # while it is open

    def add_all(self) -> None:
        add_undo_actions(self._window.actions_registry, self._window.undo_stack, self._window)
        callbacks, rules = self._callbacks(), self._rules()
        for spec in WORK:
            if spec.id in HANDLED:
                do = partial(self._do_handled, spec.id)
                blocked = partial(self._why_not_handled, spec.id)
                self._window.actions_registry.add(spec, do, blocked=blocked)
            else:
                rule = rules.get(spec.id)
                self._window.actions_registry.add(spec, callbacks[spec.id], blocked=rule)
        for code in texts.LANGUAGES:
            speaks = partial(self._speaks, code)
            self._window.actions_registry.set_tick(f"view.language_{code}", speaks)

    @staticmethod
    def _speaks(code: str) -> bool:
        return texts.language() == code

    def handle(
        self, action_id: str, callback: Callable[[], object], blocked: Blocked | None
    ) -> None:
        self._handlers[action_id] = (callback, blocked or _never)

    def _callbacks(self) -> dict[str, Callable[[], object]]:
        window = self._window
        return {
            "palette.open": self.open_palette,
            "go.back": window.go_back,
            "go.forward": window.go_forward,
            "edit.link": self._copy_link,
            "window.own": self._open_own,
            "file.print": self._print,
            "edit.filter": self._focus_filter,
            "edit.filter_row": self._turn_filter_row,
            "view.refresh": window.retry,
            "view.detail": lambda: window.ask_screen(Screen.toggle_detail),
            "view.rail": lambda: window.rail.set_folded(not window.rail.is_folded),
            "view.full_screen": self._toggle_full_screen,
            "view.theme": self._toggle_theme,
            "view.zoom_in": lambda: self._zoom(1),
            "view.zoom_out": lambda: self._zoom(-1),
            "view.zoom_reset": lambda: self._zoom(0),
            "view.language_en": lambda: self._keep_language("en"),
            "view.language_nl": lambda: self._keep_language("nl"),
            "view.columns": self._choose_columns,
            "view.reset": window.reset_layout,
            "pane.next": lambda: self._step_pane(1),
            "pane.previous": lambda: self._step_pane(-1),
            "tab.next": lambda: self._step_tab(1),
            "tab.previous": lambda: self._step_tab(-1),
            "actions.menu": self._open_actions_menu,
            "help.keys": self._open_keys,
            "help.screen": self._open_help,
            "help.guide": self._open_guide,
            "window.close": window.close,
            "app.quit": theme.application().closeAllWindows,
        }

    def _rules(self) -> dict[str, Blocked]:
        history = self._window.history
        fixed = "" if self._theme_switch else tr("The look is fixed in this session.")
        return {
            "go.back": lambda: (
                "" if history.can_go_back else tr("There is no place to go back to.")
            ),
            "go.forward": lambda: (
                "" if history.can_go_forward else tr("There is no place to go forward to.")
            ),
            "tab.next": self._why_no_tab,
            "tab.previous": self._why_no_tab,
            "edit.link": self._why_no_ref,
            "window.own": self._why_no_ref,
            "view.columns": self._why_no_columns,
            "edit.filter_row": self._why_no_filter_row,
            "view.theme": lambda: fixed,
            "view.zoom_in": lambda: fixed,
            "view.zoom_out": lambda: fixed,
            "view.zoom_reset": lambda: fixed,
        }

    def _do_handled(self, action_id: str) -> None:
        self._handlers[action_id][0]()

    def _why_not_handled(self, action_id: str) -> str:
        if action_id not in self._handlers:
            return tr("This workspace does not offer it.")
        return self._handlers[action_id][1]()

    def open_palette(self) -> None:
        palette = self._window.palette_
        if palette.isVisible():
            palette.close_palette()
        else:
            palette.open(self._window.current_key)

    def _ref(self) -> ObjectRef | None:
        """The row under the cursor of the list with the keyboard, else what is open on the screen.

        Where nothing is open it is the row of the first list that stands there.
        """
        screen, focused = self._window.current_screen, theme.application().focusWidget()
        shown = screen.findChildren(DataTable) if screen is not None else []
        refs = {one: one.current_ref for one in shown if one.isVisible()}
        row = next((ref for one, ref in refs.items() if one is focused), None)
        place = self._window.history.current
        opened = place.ref if place is not None else None
        return row or opened or next(filter(None, refs.values()), None)

    def _why_no_ref(self) -> str:
        return "" if self._ref() is not None else tr("Choose a row, or open an object first.")

    def _copy_link(self) -> None:
        ref = self._ref()
        if ref is not None:
            self.copy_link(ref)

    def _open_own(self) -> None:
        ref = self._ref()
        if ref is not None:
            self._window.open_window(ref)

    def copy_link(self, ref: ObjectRef) -> None:
        theme.application().clipboard().setText(ref.link)
        self._window.toast(tr("Link copied: {link}").format(link=ref.link))

    def _print(self) -> None:
        screen = self._window.current_screen
        if screen is not None:
            self._printing.open(screen, self._window.top.breadcrumb.crumbs)

    def _list(self) -> DataTable | None:
        """The list with the keyboard, else the first that has columns."""
        screen = self._window.current_screen
        shown = screen.findChildren(DataTable) if screen is not None else []
        found = [one for one in shown if one.isVisible() and one.has_columns]
        focused = theme.application().focusWidget()
        return next((one for one in found if one is focused), next(iter(found), None))

    def _why_no_columns(self) -> str:
        return "" if self._list() is not None else tr("No list with columns is shown.")

    def _choose_columns(self) -> None:
        table = self._list()
        if table is not None:
            open_choice(table)

    def _filter_row(self) -> FilterRow | None:
        """Of the list that the screen's filter field is of."""
        screen = self._window.current_screen
        shown = screen.findChildren(DataTable) if screen is not None else []
        found = [one.filter_row for one in shown if one.filter_row and one.isVisible()]
        return next(iter(found), None)

    def _why_no_filter_row(self) -> str:
        row = self._filter_row()
        if row is None:
            return tr("No list with a filter row is shown.")
        if not row.can_show:
            return tr("No column of this list has a filter of its own: type words in the field.")
        return ""

    def _turn_filter_row(self) -> None:
        """Shown with the keyboard in it; from within it is put away."""
        row = self._filter_row()
        if row is not None:
            self._window.turn_to_list()
            row.turn()

    def _open_keys(self) -> None:
        window = self._window
        entries = window.actions_registry.entries(window.current_key)
        open_sheet(ShortcutSheet(entries, window.screen_titles, window))

    def _open_help(self, term: Term | None = None) -> None:
        window = self._window
        if window.current_screen is None:
            self._open_guide()
            return
        entries = window.actions_registry.entries(window.current_key)
        sheet = HelpSheet(window.current_key, window.screen_titles, entries, window, term=term)
        sheet.guide_wanted.connect(self._open_guide)
        sheet.screen_wanted.connect(window.go)
        open_sheet(sheet)

    def open_term(self, term: Term) -> None:
        """What a word means, and the way to the thing."""
        self._open_help(term)

    def _open_guide(self, term: Term | None = None) -> None:
        """At the part about the screen that is open, or at a word; there is one guide at a time."""
        guide = self._guide
        if guide is None:
            guide = GuideWindow(self._window.screen_titles, self._window.preferences.value.keys)
            guide.screen_wanted.connect(self._go_from_guide)
            guide.closed.connect(self._forget_guide)
            self._guide = guide
        if term is not None:
            guide.open_term(term)
        else:
            guide.open_screen(self._window.current_key)
        guide.show()
        guide.raise_()
        guide.activateWindow()

    def _go_from_guide(self, key: str) -> None:
        self._window.go(key)
        self._window.activateWindow()

    def _forget_guide(self) -> None:
        self._guide = None

    def close_guide(self) -> None:
        if self._guide is not None:
            self._guide.close()

    def _open_actions_menu(self) -> None:
        window = self._window
        menu = window.actions_registry.context_menu(window.current_key, window)
        if menu.isEmpty():
            window.refuse(tr("Actions"), tr("There is nothing to do with what is selected."))
            return
        focused = theme.application().focusWidget() or window
        menu.popup(focused.mapToGlobal(focused.rect().topLeft()))

    def _toggle_full_screen(self) -> None:
        state = self._window.windowState()
        self._window.setWindowState(state ^ Qt.WindowState.WindowFullScreen)

    def _toggle_theme(self) -> None:
        if self._theme_switch is not None:
            self._theme_switch.toggle()
            self._keep_look()

    def _keep_language(self, code: str) -> None:
        # Open screens hold their words: windows are made anew, now or at the next start.
        self._window.preferences.set(language=code)
        registry, name = self._window.actions_registry, texts.LANGUAGES[code]
        wanted = language.wanted(self._window.preferences.value.language)
        if wanted == code != texts.language() and not registry.reason("app.reopen"):
            registry.trigger("app.reopen")
            return
        said = tr("The window speaks {language} from its next start.")
        self._window.toast(said.format(language=name))

    def _zoom(self, steps: int) -> None:
        if self._theme_switch is not None:
            self._theme_switch.zoom_by(steps)
            self._keep_look()

    def _keep_look(self) -> None:
        """At once: a session may be cut off."""
        if self._theme_switch is not None:
            self._window.preferences.set(
                theme=str(self._theme_switch.choice), zoom=self._theme_switch.zoom_factor
            )

    def _focus_filter(self) -> None:
        self._window.turn_to_list()
        self._window.ask_screen(Screen.focus_filter)

    def _panes(self) -> list[QWidget]:
        screen = self._window.current_screen
        inner = screen.panes() if screen else []
        panes = [self._window.rail.main, *inner, self._window.status.service]
        return [pane for pane in panes if is_reachable(pane) and pane.isEnabled()]

    def _tabs(self) -> Tabs | None:
        """Those around the focus, else the first that are seen."""
        screen = self._window.current_screen
        shown = [one for one in screen.findChildren(Tabs) if one.isVisible()] if screen else []
        focused = theme.application().focusWidget()
        here = [one for one in shown if focused is not None and one.isAncestorOf(focused)]
        return next(iter([*reversed(here), *shown]), None)

    def _why_no_tab(self) -> str:
        return "" if self._tabs() is not None else tr("This screen has no tabs.")

    def _step_tab(self, step: int) -> None:
        tabs = self._tabs()
        if tabs is not None:
            count = len(tabs.bar.tabs)
            tabs.show_page((tabs.current + step) % count)
            tabs.bar.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _step_pane(self, step: int) -> None:
        panes = self._panes()
        focused = theme.application().focusWidget()
        here = [
            n for n, p in enumerate(panes) if focused and (p is focused or p.isAncestorOf(focused))
        ]
        place = (here[0] + step) % len(panes) if here else 0
        bring_out(panes[place])
        panes[place].setFocus(Qt.FocusReason.ShortcutFocusReason)


def _never() -> str:
    return ""
