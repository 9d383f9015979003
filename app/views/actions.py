"""Every command of the window as data; menus, tooltips, palette and shortcut sheet come from here.

An action is never hidden and its keys are never dead: asked while it is blocked, it answers with
the reason. Menus show it greyed with that reason.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication, QMenu, QMenuBar, QWidget

from app.views import safe_text
from app.views.language import N_, tr

CLOSE = "close"  # the last group of a menu
Blocked = Callable[[], str]  # "" when it may be done now, else the reason and the way out

MENUS = (N_("File"), N_("Edit"), N_("View"), N_("Go"), N_("Actions"), N_("Window"), N_("Help"))


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One command.

    Args:
        id: `<screen>.<verb>`; stored with rebound keys, never renamed.
        text: as on a button, with "…" when a dialog follows.
        keys: portable key sequences, the first is shown: "Ctrl+K", "G, H", "A".
        menu: the menu of the menu bar it stands in; empty: context menu and palette only.
        group: actions of one group stand together between separators.
        context: "" for everywhere, else the screen's key; letters need the focus of its list.
        icon: a Lucide name.
        is_hidden: not in the palette (moves of the cursor and such).
        words: what else somebody may call it, for the palette.
        changes: it stores something; blocked as long as the window says why nothing may be.
    """

    id: str
    text: str
    keys: tuple[str, ...] = ()
    menu: str = ""
    group: str = ""
    context: str = ""
    icon: str = ""
    is_hidden: bool = False
    changes: bool = False
    words: str = ""

    @property
    def is_letter(self) -> bool:
        """Single keys act on the focused list only (WCAG 2.1.4)."""
        return any(len(key) == 1 and key.isalpha() for key in self.keys)


@dataclass(frozen=True, slots=True)
class Entry:
    """An action as the palette and the shortcut sheet list it, at this moment."""

    id: str
    text: str
    keys: tuple[str, ...]
    icon: str
    context: str
    reason: str
    run: Callable[[], None]
    words: str = ""
    place: str = ""  # the title of its screen, where that is not in front

    @property
    def is_blocked(self) -> bool:
        return bool(self.reason)


_ARROWS = {"Left": "←", "Right": "→", "Up": "↑", "Down": "↓"}  # as on the keys themselves


def shown_keys(keys: str) -> str:
    """A key sequence as the platform writes it, with arrows; sequences with a space: "G H"."""
    native = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
    shown = native.replace(", ", " ")
    for name, arrow in _ARROWS.items():
        for word in {name, QCoreApplication.translate("QShortcut", name)}:  # in Dutch: Pijl rechts
            shown = re.sub(rf"\b{re.escape(word)}\b", arrow, shown)
    return shown


def is_plain(keys: str) -> bool:
    """Letters and signs alone, without Ctrl or Alt: what a slip of the hand can press."""
    return all(len(part) == 1 for part in keys.split(", "))


def meet(one: str, other: str) -> bool:
    """Whether two key sequences can't live in one place: equal, or one begins the other."""
    first, second = one.casefold().split(", "), other.casefold().split(", ")
    shorter = min(len(first), len(second))
    return first[:shorter] == second[:shorter]


class _Action:
    """A spec with its callback, its rule and its QAction."""

    def __init__(
        self, spec: ActionSpec, callback: Callable[[], object], blocked: Blocked, action: QAction
    ) -> None:
        self.spec = spec
        self.callback = callback
        self.blocked = blocked
        self.action = action
        self.keys = spec.keys  # those that somebody chose instead, where they did


class ActionRegistry(QObject):
    """All commands of one main window; `no_change` tells why none of them may store anything.

    `awaited` tells of the screen in front that it is still read, whatever else stops its keys, and
    `prepared` of the sheet that was asked for last: until it comes no command asks for another.
    """

    refused = Signal(str, str)  # text of the action, why not
    changed = Signal()  # actions came or went

    def __init__(
        self,
        window: QWidget,
        no_change: Blocked | None = None,
        awaited: Blocked | None = None,
        prepared: Blocked | None = None,
    ) -> None:
        super().__init__(window)
        self._awaited = awaited or _never
        self._prepared = prepared or _never
        self._window = window
        self._no_change = no_change or _never
        self._actions: dict[str, _Action] = {}
        self._ticks: dict[str, Callable[[], bool]] = {}
        self._letters_on = True
        self._chosen: Mapping[str, tuple[str, ...]] = {}

    def add(
        self,
        spec: ActionSpec,
        callback: Callable[[], object],
        *,
        blocked: Blocked | None = None,
        owner: QWidget | None = None,
    ) -> QAction:
        """File an action. Its keys work in the whole window, or inside `owner` when given.

        Letters need an owner (a list), so that text fields keep them.
        """
        if spec.id in self._actions:
            raise ValueError(f"two actions are called {spec.id!r}")
        if spec.is_letter and owner is None:
            raise ValueError(f"the letter of {spec.id!r} needs the list it belongs to")
        home = owner or self._window
        action = QAction(safe_text.one_line(tr(spec.text)), home)
        action.setObjectName(spec.id)
        context = Qt.ShortcutContext.WindowShortcut
        if owner is not None:
            context = Qt.ShortcutContext.WidgetWithChildrenShortcut
        action.setShortcutContext(context)
        action.setMenuRole(_menu_role(spec.id))
        action.triggered.connect(lambda: self._on_triggered(spec.id))
        home.addAction(action)
        rule = blocked or _never
        if spec.changes:
            rule = partial(_either, self._no_change, rule)
        self._actions[spec.id] = _Action(spec, callback, rule, action)
        self._bind(self._actions[spec.id])
        action.destroyed.connect(lambda: self._forget(spec.id, action))
        self.changed.emit()
        return action

    def remove(self, action_id: str) -> None:
        """Take an action out again (a closed window)."""
        found = self._actions.pop(action_id, None)
        if found is not None:
            found.action.deleteLater()
            self.changed.emit()

    def set_text(self, action_id: str, text: str) -> None:
        """Another name, in the reader's language, for an action that says what it is about."""
        found = self._actions[action_id]
        if found.spec.text != text:
            found.spec = replace(found.spec, text=text)
            found.action.setText(safe_text.one_line(text).replace("&", "&&"))
            self.changed.emit()

    def _on_triggered(self, action_id: str) -> None:
        """By its keys, or from a menu, which is closed by then; an open menu keeps other keys."""
        popup = QApplication.activePopupWidget()
        if popup is not None:
            if self._actions[action_id].action not in popup.actions():
                return
            popup.close()
        self.trigger(action_id)

    def trigger(self, action_id: str) -> None:
        """Do it, or say why not."""
        found = self._actions.get(action_id)
        if found is None:
            return
        reason = found.blocked()
        if reason:
            awaited = self._awaited() if found.spec.context else ""
            self.refused.emit(tr(found.spec.text), awaited or reason)
            return
        if found.spec.changes and (reason := self._prepared()):
            self.refused.emit(tr(found.spec.text), reason)
            return
        found.callback()

    def reason(self, action_id: str) -> str:
        """Why it can't be done now; empty when it can."""
        return self._actions[action_id].blocked()

    def action(self, action_id: str) -> QAction:
        return self._actions[action_id].action

    def spec(self, action_id: str) -> ActionSpec:
        return self._actions[action_id].spec

    def has(self, action_id: str) -> bool:
        return action_id in self._actions

    def entries(self, context: str | None = None) -> list[Entry]:
        """What can be done here: the actions of everywhere and of the screen `context`."""
        wanted = {"", context} if context is not None else None
        return [
            Entry(
                id=each.spec.id,
                text=tr(each.spec.text),
                keys=tuple(map(shown_keys, each.keys)),
                icon=each.spec.icon,
                context=each.spec.context,
                reason=each.blocked(),
                run=partial(self.trigger, each.spec.id),
                words=tr(each.spec.words) if each.spec.words else "",
            )
            for each in self._actions.values()
            if not each.spec.is_hidden and (wanted is None or each.spec.context in wanted)
        ]

    def fill_menu_bar(self, bar: QMenuBar, here: Callable[[], str]) -> None:
        """Menus in their order; each is filled when it opens, so that it is never out of date.

        Args:
            here: the key of the screen in sight; what belongs to another one is not offered.
        """
        for name in MENUS:
            menu = bar.addMenu("&" + tr(name))
            menu.setObjectName(f"menu.{name.lower()}")
            menu.setToolTipsVisible(True)
            fill = partial(self._fill, menu, name, here)
            menu.aboutToShow.connect(fill)
            menu.aboutToHide.connect(self._enable_all)
            fill()
        self._enable_all()  # filled, not open: no menu will hide and do it

    def menu(self, ids: Sequence[str], parent: QWidget) -> QMenu:
        """A context menu; "-" is a separator. Call `popup`, never `exec`."""
        menu = QMenu(parent)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setToolTipsVisible(True)
        for action_id in ids:
            if action_id == "-":
                menu.addSeparator()
            else:
                menu.addAction(self._updated(self._actions[action_id]))
        menu.aboutToHide.connect(self._enable_all)
        return menu

    def context_menu(self, context: str, parent: QWidget) -> QMenu:
        """Everything that can be done on a screen, by group."""
        ids: list[str] = []
        last = ""
        for each in self._actions.values():
            if each.spec.context != context or each.spec.is_hidden:
                continue
            if ids and each.spec.group != last:
                ids.append("-")
            last = each.spec.group
            ids.append(each.spec.id)
        return self.menu(ids, parent)

    def set_letters_on(self, on: bool) -> None:
        """Switch all keys without Ctrl or Alt off or on again (WCAG 2.1.4)."""
        self._letters_on = on
        for each in self._actions.values():
            self._bind(each)

    def set_chosen_keys(self, chosen: Mapping[str, tuple[str, ...]]) -> None:
        """Keys by action id that somebody chose instead of ours; also for actions yet to come."""
        self._chosen = chosen
        for each in self._actions.values():
            self._bind(each)
        self.changed.emit()

    def keys(self, action_id: str) -> tuple[str, ...]:
        """The keys in force."""
        return self._actions[action_id].keys

    def specs(self) -> list[ActionSpec]:
        return [each.spec for each in self._actions.values()]

    def claimed_by(self, keys: str, action_id: str) -> str:
        """The id of another action that these keys can't be told from; empty: they are free."""
        place = self._actions[action_id].spec.context
        for each in self._actions.values():
            is_near = not place or not each.spec.context or each.spec.context == place
            if each.spec.id == action_id or not is_near:
                continue
            if any(meet(keys, one) for one in each.keys):
                return each.spec.id
        return ""

    def _bind(self, each: _Action) -> None:
        each.keys = self._chosen.get(each.spec.id, each.spec.keys)
        live = [key for key in each.keys if self._letters_on or not is_plain(key)]
        each.action.setShortcuts([QKeySequence(key) for key in live])

    def conflicts(self) -> list[tuple[str, str, str]]:
        """Pairs of actions that claim the same keys in the same place: (keys, one, other)."""
        seen: dict[tuple[str, str], str] = {}
        found = []
        for each in self._actions.values():
            for key in each.keys:
                place = (key, each.spec.context)
                if place in seen:
                    found.append((key, seen[place], each.spec.id))
                seen.setdefault(place, each.spec.id)
        return found

    def tooltip(self, action_id: str) -> str:
        """Name, keys and, when it can't be done, the reason; escaped."""
        each = self._actions[action_id]
        keys = f" ({shown_keys(each.keys[0])})" if each.keys else ""
        reason = each.blocked()
        return safe_text.tooltip(f"{tr(each.spec.text)}{keys}" + (f"\n{reason}" if reason else ""))

    def _fill(self, menu: QMenu, name: str, here: Callable[[], str]) -> None:
        menu.clear()
        last: str | None = None
        for each in self._in_menu(name, here()):
            if last is not None and each.spec.group != last:
                menu.addSeparator()
            last = each.spec.group
            menu.addAction(self._updated(each))

    def _in_menu(self, name: str, context: str) -> Iterator[_Action]:
        """Group by group, in the order in which they were filed; what closes comes last."""
        of_menu = (each for each in self._actions.values() if each.spec.menu == name)
        found = [each for each in of_menu if each.spec.context in ("", context)]
        groups = list(dict.fromkeys(each.spec.group for each in found))
        found.sort(key=lambda each: (each.spec.group == CLOSE, groups.index(each.spec.group)))
        return iter(found)

    def set_tick(self, action_id: str, is_on: Callable[[], bool]) -> None:
        """Mark it in its menu where it is what holds now."""
        self._ticks[action_id] = is_on

    def _updated(self, each: _Action) -> QAction:
        reason = each.blocked()
        if each.spec.id in self._ticks:
            each.action.setCheckable(True)
            each.action.setChecked(self._ticks[each.spec.id]())
        each.action.setEnabled(not reason)
        each.action.setToolTip(self.tooltip(each.spec.id))
        each.action.setStatusTip(reason)
        return each.action

    def _enable_all(self) -> None:
        # A disabled QAction swallows its keys in silence; ours answer with the reason.
        for each in self._actions.values():
            each.action.setEnabled(True)

    def _forget(self, action_id: str, action: QAction) -> None:
        found = self._actions.get(action_id)
        if found is not None and found.action is action:
            del self._actions[action_id]


def _never() -> str:
    return ""


def _either(first: Blocked, second: Blocked) -> str:
    return first() or second()


def _menu_role(action_id: str) -> QAction.MenuRole:
    roles = {
        "app.quit": QAction.MenuRole.QuitRole,
        "app.about": QAction.MenuRole.AboutRole,
        "go.settings": QAction.MenuRole.PreferencesRole,
    }
    return roles.get(action_id, QAction.MenuRole.NoRole)
