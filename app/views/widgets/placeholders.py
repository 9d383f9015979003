"""What stands where rows will be: skeletons while loading, a calm sentence when there are none."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import (
    QColor,
    QHideEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from app.views import icons, painting, safe_text, theme
from app.views.colors import mix
from app.views.language import tr
from app.views.theme import FontRole
from app.views.widgets.basics import StyledLabel
from app.views.widgets.button import Button, Kind

OUTLINES_MS = 300  # what comes sooner needs none
_TITLE = 160  # letters: what was typed into a filter may be endless, the ways out stand below it
_MAX = 16_777_215  # Qt's own figure for a width without a limit


class SkeletonRows(QWidget):
    """Grey bars where text will stand; still, so that nothing flickers.

    Once reading has `failed` they promise nothing: a word stands there until the next answer.
    """

    def __init__(self, parent: QWidget | None = None, *, rows: int = 8) -> None:
        super().__init__(parent)
        self._rows = rows
        self.top = 0  # px above the first
        self.columns: Sequence[tuple[int, int]] = ()  # left and width (px) of each; () where none
        self.has_failed = False
        self.setAccessibleName(tr("Loading"))

    def fail(self) -> None:
        self.has_failed = True
        self.setAccessibleName(tr("not read"))
        self.update()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.has_failed = False
        self.setAccessibleName(tr("Loading"))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t = theme.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(t.base))
        if self.has_failed:
            font, middle = theme.font(FontRole.CAPTION), self.top + theme.px(28) / 2
            left = self._places()[0][0]
            painting.draw_text(painter, left, middle, tr("not read"), font, t.secondary)
            painter.end()
            return
        painter.setPen(Qt.PenStyle.NoPen)
        height = theme.px(28)
        for n in range(self._rows):
            painter.setBrush(QColor(mix(t.text, t.base, 0.09 - 0.008 * n)))
            middle = self.top + n * height + height / 2
            for column, (left, room) in enumerate(self._places()):
                width = room * (0.55 + 0.25 * ((n * 7 + column * 3) % 5) / 4)
                painter.drawRoundedRect(QRectF(left, middle - 5, width, 10), 3, 3)
        painter.end()

    def _places(self) -> Sequence[tuple[int, int]]:
        """Where words will begin, and their room."""
        if self.columns:
            return self.columns
        found, x = [], 8
        for share in (0.08, 0.30, 0.14, 0.10):
            found.append((x, round(self.width() * share)))
            x += round(self.width() * share) + 24
        return found


class _Picture(QWidget):
    """An icon in a circle, or three of them joined by lines (how things begin here)."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__()
        self._names = names
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @override
    def sizeHint(self) -> QSize:
        return QSize(theme.px(46 + 96 * (len(self._names) - 1)), theme.px(46))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t = theme.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius, middle = theme.px(22), self.height() / 2
        for n, name in enumerate(self._names):
            x = theme.px(23 + 96 * n)
            if n:
                painter.setPen(QPen(QColor(t.divider), 1.5))
                start, end = x - theme.px(96) + radius + 5, x - radius - 5
                painter.drawLine(QPointF(start, middle), QPointF(end, middle))
            painter.setPen(QPen(QColor(t.edge), 1))
            painter.drawEllipse(QPointF(x, middle), radius, radius)
            size = theme.px(18)
            icons.draw(painter, name, x - size / 2, middle - size / 2, size, t.secondary)
        painter.end()


class EmptyState(QWidget):
    """One sentence on what lives here, and the next real action.

    `has_outlines`: where most of the time something will stand, outlines do while it is read.
    """

    def __init__(
        self,
        title: str,
        text: str = "",
        *,
        pictures: Sequence[str] = ("inbox",),
        has_outlines: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._is_held = False
        self._outlines = SkeletonRows(self) if has_outlines else None
        if self._outlines is not None:
            self._outlines.hide()
        self._inside = QWidget()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._inside)
        center = Qt.AlignmentFlag.AlignHCenter
        self._title = StyledLabel(title, FontRole.PANE_TITLE)
        self._text = StyledLabel(text, is_secondary=True, wraps=True, parent=self)
        self._text.setAlignment(center)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        self._layout = layout = QVBoxLayout(self._inside)
        layout.setSpacing(10)
        layout.addStretch(2)
        self._picture = _Picture(pictures)
        layout.addWidget(self._picture, alignment=center)
        self._title.setAlignment(center)
        self._title.setWordWrap(True)
        layout.addWidget(self._title)
        layout.addWidget(self._text, alignment=center)
        holder = QHBoxLayout()
        holder.addStretch()
        holder.addLayout(self._buttons)
        holder.addStretch()
        layout.addLayout(holder)
        self._ways = QVBoxLayout()
        self._ways.setSpacing(8)
        layout.addLayout(self._ways)
        layout.addStretch(3)

    def hold_back(self, *, is_held: bool) -> None:
        """Say nothing while nobody knows yet whether it is true."""
        self._is_held = is_held
        # All at once: a button that its screen hides meanwhile stays hidden afterwards.
        self._inside.setVisible(not is_held)
        self._fit()
        if self._outlines is not None:
            self._outlines.hide()
            QTimer.singleShot(OUTLINES_MS, self, self._show_outlines)

    def _show_outlines(self) -> None:
        if self._outlines is not None:
            self._outlines.setVisible(self._is_held)

    def set_texts(self, title: str, text: str = "") -> None:
        self._title.setText(safe_text.one_line(title, _TITLE))
        self._text.setText(text)
        self._fit_text(text)

    def _fit_text(self, text: str) -> None:
        """As wide as the words or the pane, up to 420: by itself it asks for too little."""
        width = round(painting.text_width(text, theme.font(FontRole.BODY))) + 8
        room = self.width() - 2 * self.layout_margin() if self.isVisible() else theme.px(420)
        self._text.setMinimumSize(0, 0)  # else it counts as that large, whatever is asked
        self._text.setMaximumWidth(_MAX)
        shown = self._balanced(max(1, min(theme.px(420), room, width)))
        self._text.setFixedWidth(shown)
        # Aligned in a layout, a wrapping label is given the height of fewer lines than it has.
        self._text.setMinimumHeight(self._text.heightForWidth(shown) if text else 0)
        self._text.setVisible(bool(text))
        if self.isVisible():
            self._title.setMinimumHeight(max(0, self._title.heightForWidth(room)))

    def _balanced(self, width: int) -> int:
        """As narrow as the same number of lines allows: no word stands alone on the last one."""
        height, least = self._text.heightForWidth(width), width // 2
        while least < width:
            middle = (least + width) // 2
            if self._text.heightForWidth(middle) > height:
                least = middle + 1
            else:
                width = middle
        return width

    def layout_margin(self) -> int:
        return self._layout.contentsMargins().left()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
        if self._outlines is not None:
            self._outlines.setGeometry(self.rect().adjusted(8, 8, -8, 0))

    def _fit(self) -> None:
        self._fit_text(self._text.text())
        is_high = self.height() >= self._full_height()
        self._picture.setVisible(is_high)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        """It may have another width than when it was seen last."""
        super().showEvent(event)
        self._fit_text(self._text.text())

    def _full_height(self) -> int:
        """With the picture, which goes first where words and buttons need its room."""
        height = self._layout.totalMinimumSize().height()
        if self._picture.isHidden():
            height += self._picture.sizeHint().height() + self._layout.spacing()
        return height

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def add_action(
        self,
        text: str,
        callback: Callable[[], object],
        *,
        kind: Kind = Kind.NORMAL,
        keys: str = "",
        changes: bool = False,
    ) -> Button:
        button = Button(text, kind=kind, keys=keys, changes=changes)
        button.clicked.connect(lambda _checked: callback())
        self._buttons.addWidget(button)
        return button

    def set_ways(self, ways: Sequence[tuple[str, Callable[[], object]]]) -> None:
        """Buttons below each other, instead of those that were there: ways out of what is said."""
        while (item := self._ways.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for text, callback in ways:
            button = Button(text, elides=True)
            button.setObjectName("empty.way")
            button.clicked.connect(lambda _checked, do=callback: do())
            self._ways.addWidget(button, alignment=Qt.AlignmentFlag.AlignHCenter)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.tokens().base))
        painter.end()
