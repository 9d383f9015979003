"""The keys of a screen, taught at its foot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget
from typing_extensions import override

from app.views import safe_text
from app.views.actions import shown_keys
from app.views.language import tr
from app.views.widgets.basics import KeyCap, caption, row

_HINT_GAP = 14  # px between two hints


def _key_words(key: str) -> str:
    """A key that has a name ("Space") by the one that its reader's keyboard gives it."""
    return shown_keys(key) if len(key) > 1 and key.isalpha() else key


class KeyHints(QWidget):
    """The bar that teaches the keys of a screen: "[A] acknowledge [S] snooze".

    The last hint leads to all keys: it is the one that stands there as long as any has room.
    """

    def __init__(self, hints: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self._hints: list[QWidget] = []
        self._caps: dict[str, tuple[QWidget, list[KeyCap]]] = {}
        for keys, words in hints:
            caps = [KeyCap(_key_words(key)) for key in keys.split(" ")]
            hint = row(*caps, caption(tr(words)), spacing=6)
            self._hints.append(hint)
            self._caps[keys] = hint, caps
            layout.addWidget(hint)
        layout.setSpacing(_HINT_GAP)
        layout.addStretch()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_reasons(self, reasons: Mapping[str, str]) -> None:
        """Why the act of a key can't be done now, empty where it can: it fades, and says so."""
        for keys, reason in reasons.items():
            hint, caps = self._caps[keys]
            hint.setToolTip(safe_text.tooltip(reason) if reason else "")
            for cap in caps:
                cap.set_faded(bool(reason))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Hints that have no room are left out whole, the last but one first."""
        super().resizeEvent(event)
        *others, last = self._hints
        left = self.width() - last.sizeHint().width()
        for hint in others:
            left -= hint.sizeHint().width() + _HINT_GAP
            hint.setVisible(left >= 0)
        last.setVisible(self.width() >= last.sizeHint().width())
