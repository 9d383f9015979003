"""The product's own push button: its edge passes contrast, its key stands on it."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QEnterEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget
from typing_extensions import override

from app.views import icons, painting, safe_text, theme
from app.views.colors import mix
from app.views.theme import FontRole

_LEAST, _LEAST_CHOICE = 48, 96  # px of one that elides; of one that names what is chosen
NO_CHANGE = "why_no_change"  # the method of a window that tells why nothing may be changed


class Kind(StrEnum):
    PRIMARY = "primary"  # one per screen
    NORMAL = "normal"
    QUIET = "quiet"  # no edge
    DANGER = "danger"
    LINK = "link"


class Button(QPushButton):
    """Icon, words, key cap and, for a menu, a chevron. Icon-only buttons need `name`.

    One that `changes` something is grey as long as the window around it says `why_no_change`. One
    with the name of a thing on it `elides`: without room it ends in "…", and its tooltip has all.
    """

    def __init__(
        self,
        text: str = "",
        *,
        kind: Kind = Kind.NORMAL,
        icon: str = "",
        keys: str = "",
        name: str = "",
        has_menu: bool = False,
        changes: bool = False,
        elides: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(safe_text.one_line(text), parent)
        self._changes = changes
        self._elides = elides
        self._kind = kind
        self._icon_name = icon
        self._keys = keys
        self._has_menu = has_menu
        self._hovered = False
        self._blocked = ""  # why not, for a reason of its own
        self._reason = ""  # why not, as it is shown
        self.setAccessibleName(safe_text.one_line(name or text))
        self._is_folded = self._is_terse = False
        self._name = safe_text.one_line(name) if not text else ""  # of one without words
        self.setToolTip(self._own_tip())
        across = QSizePolicy.Policy.Maximum if elides else QSizePolicy.Policy.Fixed
        self.setSizePolicy(across, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.ArrowCursor)

    @property
    def kind(self) -> Kind:
        return self._kind

    @property
    def keys(self) -> str:
        return self._keys

    @property
    def reason(self) -> str:
        return self._reason

    def set_folded(self, is_folded: bool) -> None:
        """Its icon alone, where there is little room; its words are under the pointer then."""
        if self._icon_name and is_folded != self._is_folded:
            self._is_folded = is_folded
            self._show_reason(self._reason)
            self.updateGeometry()

    @property
    def width_with_words(self) -> int:
        """What it asks for (px) when it is neither folded nor terse."""
        was = self._is_folded, self._is_terse
        self._is_folded = self._is_terse = False
        width = self.sizeHint().width()
        self._is_folded, self._is_terse = was
        return width

    def set_short(self, is_short: bool) -> None:
        """Its icon alone, or without an icon its words alone."""
        self.set_folded(is_short)
        if not self._icon_name:
            self.set_terse(is_short)

    def set_terse(self, is_terse: bool) -> None:
        """Without its key, which the pointer tells then."""
        if self._keys and is_terse != self._is_terse:
            self._is_terse = is_terse
            self._show_reason(self._reason)
            self.updateGeometry()

    def _own_tip(self) -> str:
        name = self.text() if self._is_folded or self._is_terse else self._name
        return safe_text.tooltip(name + (f" ({self._keys})" if self._keys else "")) if name else ""

    def set_blocked(self, reason: str) -> None:
        """Grey with a reason, or usable again with an empty one."""
        self._blocked = reason
        self._show_reason(self._why_no_change() or reason)

    def follow_window(self) -> None:
        """The window's mind changed, or this stands in another one."""
        if self._changes and (reason := self._why_no_change() or self._blocked) != self._reason:
            self._show_reason(reason)

    def _why_no_change(self) -> str:
        """What the nearest window that has a say in it says; a sheet stands in another window."""
        above = self.parentWidget() if self._changes else None
        while above is not None and not hasattr(above, NO_CHANGE):
            above = above.parentWidget()
        return str(getattr(above, NO_CHANGE)()) if above is not None else ""

    def _show_reason(self, reason: str) -> None:
        self._reason = reason
        self.setEnabled(not reason)
        self.setToolTip(safe_text.tooltip(reason) if reason else self._own_tip())
        self.setAccessibleDescription(safe_text.one_line(reason))

    @override
    def setText(self, text: str) -> None:
        if self.accessibleName() in ("", self.text()):
            self.setAccessibleName(safe_text.one_line(text))
        super().setText(safe_text.one_line(text))
        self.updateGeometry()

    @override
    def sizeHint(self) -> QSize:
        is_bare = (self._is_folded or not self.text()) and not self._has_menu
        padding = 12 if self._kind not in (Kind.LINK, Kind.QUIET) else 8
        width = 0.0 if self._kind is Kind.LINK else 2.0 * padding
        width += sum(width for width, _ in self._parts()) + 6 * (len(self._parts()) - 1)
        is_link = self._kind is Kind.LINK
        height = theme.px(theme.target() if is_link else theme.control_height())
        return QSize(height if is_bare else max(theme.px(theme.target()), round(width)), height)

    @override
    def minimumSizeHint(self) -> QSize:
        hint = self.sizeHint()
        least = theme.px(_LEAST_CHOICE if self._has_menu else _LEAST)
        return hint.boundedTo(QSize(least, hint.height())) if self._elides else hint

    def _font_role(self) -> FontRole:
        if self._kind is Kind.PRIMARY:
            return FontRole.STRONG
        return FontRole.CAPTION_MEDIUM if self._kind is Kind.LINK else FontRole.BODY

    def _parts(self) -> list[tuple[float, str]]:
        """What stands on the button, in order, with its width."""
        parts: list[tuple[float, str]] = []
        if self._icon_name:
            parts.append((float(theme.px(16)), "icon"))
        has_words = bool(self.text()) and not self._is_folded
        if has_words:
            parts.append((painting.text_width(self.text(), theme.font(self._font_role())), "text"))
        if self._keys and has_words and not self._is_terse:
            parts.append((painting.keycap_width(self._keys), "keys"))
        if self._has_menu:
            parts.append((float(theme.px(12)), "chevron"))
        return parts

    def _colors(self) -> tuple[str | None, str | None, str]:
        """Fill, edge, text."""
        t = theme.tokens()
        if not self.isEnabled():
            edge = None if self._kind in (Kind.QUIET, Kind.LINK) else t.divider
            return None, edge, t.placeholder
        hover = mix(t.text, t.base, 0.06 if not self.isDown() else 0.12)
        touched = self._hovered or self.isDown() or self.isChecked()
        if self._kind is Kind.PRIMARY:
            fill = mix(t.highlight_text, t.highlight, 0.10) if touched else t.highlight
            return fill, fill, t.highlight_text
        if self._kind is Kind.LINK:
            return None, None, t.focus
        if self._kind is Kind.QUIET:
            return (hover if touched else None), None, t.text
        text = t.critical if self._kind is Kind.DANGER else t.text
        return (hover if touched else t.base), t.edge, text

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._elides and not self._reason:
            is_short = self.width() < self.sizeHint().width()
            self.setToolTip(safe_text.tooltip(self.text()) if is_short else "")

    @override
    def showEvent(self, event: QShowEvent) -> None:
        self.follow_window()
        super().showEvent(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter belongs to the sheet around it, also where the focus is on Cancel."""
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
            return
        super().keyPressEvent(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t = theme.tokens()
        fill, edge, color = self._colors()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        if fill or edge:
            painter.setPen(QPen(QColor(edge), 1) if edge else Qt.PenStyle.NoPen)
            painter.setBrush(QBrush(QColor(fill)) if fill else Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box, 4, 4)
        if self.hasFocus() and self._kind is Kind.LINK:
            self._draw_link_focus(painter)
        elif self.hasFocus():
            ring = t.highlight_text if self._kind is Kind.PRIMARY else t.focus
            inset = 3 if self._kind is Kind.PRIMARY else 1
            painter.setPen(QPen(QColor(ring), 1.5 if self._kind is Kind.PRIMARY else 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(inset, inset, -inset, -inset), 3, 3)
        self._draw_parts(painter, color)
        painter.end()

    def _draw_link_focus(self, painter: QPainter) -> None:
        """Behind and below the words, which reach to both edges: a ring would go through them."""
        t, box = theme.tokens(), QRectF(self.rect())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(mix(t.focus, t.base, 0.16)))
        painter.drawRoundedRect(box, 3, 3)
        painter.setBrush(QColor(t.focus))
        painter.drawRect(QRectF(box.left(), box.bottom() - 2, box.width(), 2))

    def _draw_parts(self, painter: QPainter, color: str) -> None:
        parts = self._parts()
        text = self.text()
        if self._elides and (over := self.sizeHint().width() - self.width()) > 0:
            parts = [(width - over if part == "text" else width, part) for width, part in parts]
            room = next(width for width, part in parts if part == "text")
            text = painting.elided(text, theme.font(self._font_role()), room)
        total = sum(width for width, _ in parts) + 6 * (len(parts) - 1)
        # A link stands where words would, under and above others, however short it is.
        x = 0.0 if self._kind is Kind.LINK else (self.width() - total) / 2
        middle = self.height() / 2
        on = color if self._kind is Kind.PRIMARY else None
        for width, part in parts:
            # What can't be pressed must not look as if: glyph and key fade, the word stays legible.
            painter.setOpacity(1.0 if self.isEnabled() or part == "text" else 0.45)
            if part == "icon":
                tint = color if self._kind is not Kind.QUIET else theme.tokens().secondary
                icons.draw(painter, self._icon_name, x, middle - width / 2, round(width), tint)
            elif part == "text":
                painting.draw_text(painter, x, middle, text, theme.font(self._font_role()), color)
            elif part == "keys":
                painting.draw_keycap(painter, x, middle, self._keys, on=on)
            else:
                tint = theme.tokens().secondary
                icons.draw(painter, "chevron-down", x, middle - width / 2, round(width), tint)
            x += width + 6

    @override
    def enterEvent(self, event: QEnterEvent) -> None:
        self._hovered = True
        self.update()
        super().enterEvent(event)

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = False
        self.update()
        super().leaveEvent(event)

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()
        super().changeEvent(event)


def follow_window(window: QWidget) -> None:
    """Every button in this window, and in the sheets over it, asks again whether it may change."""
    for button in window.findChildren(Button):
        button.follow_window()
