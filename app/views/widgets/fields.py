"""Drop-downs and number fields with edges that can be seen; Fusion's own fail contrast."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QLocale, QRectF, QSize
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QDoubleSpinBox,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionSpinBox,
    QTimeEdit,
    QToolTip,
    QWidget,
)
from typing_extensions import override

from app.views import icons, painting, safe_text, theme
from app.views.theme import FontRole


def _draw_frame(painter: QPainter, widget: QWidget, *, has_focus: bool) -> None:
    t = theme.tokens()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    width = 2 if has_focus else 1
    edge = t.focus if has_focus else t.edge if widget.isEnabled() else t.divider
    painter.setPen(QPen(QColor(edge), width))
    painter.setBrush(QColor(t.base if widget.isEnabled() else t.window))
    half = width / 2
    painter.drawRoundedRect(QRectF(widget.rect()).adjusted(half, half, -half, -half), 4, 4)


_WIDEST, _NARROWEST = 420, 200  # px that a choice asks for and needs, however long its words are


class _PlainItems(QStyledItemDelegate):
    """Names in the list of a choice, with what is hidden in them made visible."""

    @override
    def displayText(self, value: object, locale: QLocale | QLocale.Language) -> str:
        return safe_text.one_line(value)


class Choice(QComboBox):
    """One of a few. `name` is what a reader hears.

    An item keeps its text as it is, which may be what is asked for; what is shown of it is plain.
    """

    def __init__(
        self,
        name: str,
        texts: Sequence[str] = (),
        parent: QWidget | None = None,
        *,
        keys: Sequence[str] = (),
    ) -> None:
        """`keys`: what is meant by each of `texts`, in whatever language it is read."""
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setItemDelegate(_PlainItems(self))
        self.addItems([safe_text.one_line(text) for text in texts])
        for n, key in enumerate(keys):
            self.setItemData(n, key)

    @override
    def sizeHint(self) -> QSize:
        font = theme.font(FontRole.BODY)
        texts = [self.itemText(n) for n in range(self.count())] or [self.placeholderText()]
        widths = [painting.text_width(text, font) for text in texts]
        width = round(max(widths) or 60) + theme.px(44)
        return QSize(min(width, theme.px(_WIDEST)), theme.px(theme.control_height()))

    @override
    def minimumSizeHint(self) -> QSize:
        least = super().minimumSizeHint()
        return least.boundedTo(QSize(theme.px(_NARROWEST), least.height()))

    def _words(self) -> tuple[str, str]:
        """What is chosen, or why nothing is; and as much of it as there is room for."""
        whole = safe_text.one_line(self.currentText() or self.placeholderText())
        room = self.width() - theme.px(12) - 24
        return whole, painting.elided(whole, theme.font(FontRole.BODY), room)

    @override
    def event(self, event: QEvent) -> bool:
        """The whole of what ends in "…", under the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            whole, shown = self._words()
            if shown != whole and not self.toolTip():
                QToolTip.showText(event.globalPos(), safe_text.tooltip(whole), self)
                return True
        return super().event(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t = theme.tokens()
        painter = QPainter(self)
        _draw_frame(painter, self, has_focus=self.hasFocus())
        size, middle = theme.px(12), self.height() / 2
        font = theme.font(FontRole.BODY)
        is_said = self.isEnabled() and bool(self.currentText())
        color = t.text if is_said else t.placeholder
        painting.draw_text(painter, 12, middle, self._words()[1], font, color)
        x = self.width() - size - 10
        icons.draw(painter, "chevron-down", x, middle - size / 2, size, t.secondary)
        painter.end()


class NumberBox(QDoubleSpinBox):
    """A number with small arrows; up and down keys work too."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.lineEdit().setProperty("frameless", True)
        self.lineEdit().setAccessibleName(name)

    @override
    def sizeHint(self) -> QSize:
        return QSize(theme.px(92), theme.px(theme.control_height()))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        _draw_box(self)


class TimeBox(QTimeEdit):
    """Hours and minutes with small arrows; up and down keys work too."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDisplayFormat("HH:mm")
        self.setAccessibleName(name)
        self.lineEdit().setProperty("frameless", True)
        self.lineEdit().setAccessibleName(name)

    @override
    def sizeHint(self) -> QSize:
        return QSize(theme.px(92), theme.px(theme.control_height()))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        _draw_box(self)


def _draw_box(box: QAbstractSpinBox) -> None:
    t = theme.tokens()
    painter = QPainter(box)
    _draw_frame(painter, box, has_focus=box.hasFocus())
    option = QStyleOptionSpinBox()
    box.initStyleOption(option)
    arrows = (
        ("chevron-up", QStyle.SubControl.SC_SpinBoxUp),
        ("chevron-down", QStyle.SubControl.SC_SpinBoxDown),
    )
    size = theme.px(10)
    for name, part in arrows:
        place = box.style().subControlRect(QStyle.ComplexControl.CC_SpinBox, option, part, box)
        at = QRectF(place).center()
        icons.draw(painter, name, at.x() - size / 2, at.y() - size / 2, size, t.secondary)
    painter.end()
