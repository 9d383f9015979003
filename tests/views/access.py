"""What WCAG asks of a window, counted: contrast of the tokens, names, sizes, what Tab reaches."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QScrollBar,
    QWidget,
)

from app.views.colors import contrast, mix
from app.views.tokens import DARK, DARK_CONTRAST, LIGHT, LIGHT_CONTRAST, Tokens

LEAST = 24  # px; WCAG 2.5.8
STATUSES = ("ok", "warning", "critical", "info", "waiting", "unknown")
WORDS = ("text", "secondary", "placeholder", *STATUSES)
TOKENS = {
    "light": LIGHT,
    "dark": DARK,
    "light contrast": LIGHT_CONTRAST,
    "dark contrast": DARK_CONTRAST,
}


def contrasts(t: Tokens) -> Iterator[tuple[str, float, float]]:
    """Each pair of colours that meet: what it is, its ratio, and the least it may have."""
    strong = 7.0 if t in (LIGHT_CONTRAST, DARK_CONTRAST) else 0.0
    for name in WORDS:
        color = getattr(t, name)
        yield f"{name} on content", contrast(color, t.base), max(4.5, strong)
        yield f"{name} on chrome", contrast(color, t.window), 4.5
    for name in STATUSES:
        soft = contrast(getattr(t, name), getattr(t, f"{name}_soft"))
        yield f"{name} on its soft fill", soft, max(4.5, strong)
    yield "edge on content", contrast(t.edge, t.base), max(3.0, strong)
    yield "edge on chrome", contrast(t.edge, t.window), 3.0
    for ground in (t.base, t.window):
        yield "focus", contrast(t.focus, ground), 3.0
    for color in (t.reference, t.current, t.challenger, t.third):
        yield "line of a chart", contrast(color, t.base), 3.0
    pale = mix(t.highlight, t.base, t.selection_share)
    yield "text of a selection", contrast(t.highlight_text, t.highlight), 4.5
    yield "text on critical", contrast(t.critical_text, t.critical), 4.5
    yield "text on a pale selection", contrast(t.text, pale), 4.5
    yield "quiet text on a pale selection", contrast(t.secondary, pale), 4.5


def focusable(root: QWidget) -> list[QWidget]:
    return [
        widget
        for widget in root.findChildren(QWidget)
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]


def is_inner(widget: QWidget) -> bool:
    """Viewports and scroll bars belong to the area around them, a number's field to its box."""
    parent = widget.parentWidget()
    if isinstance(widget, QScrollBar) or isinstance(parent, QAbstractSpinBox):
        return True
    return isinstance(parent, QAbstractScrollArea) and parent.viewport() is widget


def is_small(widget: QWidget) -> bool:
    """What is inner is pressed with what is around it, which is larger."""
    return min(widget.width(), widget.height()) < LEAST and not is_inner(widget)


def violations(window: QWidget, screen: str) -> Iterator[str]:
    """Stops of the focus without a name, and targets that are too small."""
    for each in focusable(window):
        seen = f"{screen}: {type(each).__name__} {each.objectName()}"
        if not each.accessibleName() and not is_inner(each):
            yield f"{seen} has no name"
        if is_small(each):
            yield f"{seen} {each.accessibleName()} is {each.width()} × {each.height()}"


def unreached(window: QWidget, seen: set[QWidget]) -> list[QWidget]:
    """Stops that Tab should have come to and did not."""
    return [one for one in focusable(window) if one.isEnabled() and one not in seen]


def stops_by_tab(press_tab: Callable[[], object], most: int = 300) -> set[QWidget]:
    """What Tab comes to until it comes round, whatever has the focus now."""
    seen: set[QWidget] = set()
    for _ in range(most):
        press_tab()
        focused = QApplication.focusWidget()
        if focused is None or focused in seen:
            break
        seen.add(focused)
    return seen
