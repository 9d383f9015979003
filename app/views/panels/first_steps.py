"""Where nothing is kept yet: the first act with the reason why not, and the way to the guide."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from typing_extensions import override

from app.views.actions import ActionRegistry
from app.views.language import tr
from app.views.screen import Screen
from app.views.widgets.button import Button, Kind
from app.views.widgets.placeholders import EmptyState

GUIDE = "help.screen"


class FirstSteps(QObject):
    """Puts buttons of actions under an empty state; they follow their actions when it is shown.

    Where the list is empty for another reason (a filter, a view), `set_first(False)` hides them.
    """

    def __init__(self, screen: Screen, empty: EmptyState, *acts: tuple[str, str]) -> None:
        """
        Args:
            acts: the words of a button, and the id of the action that it stands for.
        """
        super().__init__(empty)
        self._empty = empty
        self._screen = screen
        self._registry: ActionRegistry = screen.shell.actions_registry
        self.buttons: dict[str, Button] = {}
        for words, action in acts:
            self._add(words, action, Kind.NORMAL)
        self._add(tr("How this screen works"), GUIDE, Kind.LINK)
        screen.backend.connection_changed.connect(self.update)
        empty.installEventFilter(self)

    def _add(self, words: str, action: str, kind: Kind) -> None:
        button = self._empty.add_action(words, lambda: self._registry.trigger(action), kind=kind)
        button.setObjectName(f"{self._screen.card.key}.first.{action}")
        self.buttons[action] = button

    def set_first(self, is_first: bool) -> None:
        for button in self.buttons.values():
            button.setVisible(is_first)
        self.update()

    def update(self) -> None:
        """Grey with the reason where it may not be done now."""
        for action, button in self.buttons.items():
            if self._registry.has(action):
                button.set_blocked(self._registry.reason(action))

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show:
            self.update()
        return False
