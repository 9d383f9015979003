"""The bar under the menu: back and forward, where I am, the search field, bell and jobs."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget
from typing_extensions import override

from app.views import icons, painting, safe_text, theme
from app.views.language import tr
from app.views.theme import FontRole
from app.views.widgets.basics import Pane
from app.views.widgets.button import Button, Kind

_IN_MIDDLE_FROM = 800  # px of a window in which the path has room beside a field in its middle
_FIELD_LEAST = 150


class Breadcrumb(QWidget):
    """ "Inventory > cc-fraud > v14"; a click on a part before the last goes back to it."""

    clicked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._crumbs: tuple[str, ...] = ()
        self._parts: list[_Crumb] = []
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(2)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @property
    def crumbs(self) -> tuple[str, ...]:
        return self._crumbs

    def set_crumbs(self, crumbs: Sequence[str]) -> None:
        wanted = tuple(safe_text.one_line(crumb, 60) for crumb in crumbs)
        if wanted == self._crumbs:
            return  # one of them may have the keyboard
        self._crumbs = wanted
        while (item := self._layout.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._parts = [self._part(n, crumb) for n, crumb in enumerate(self._crumbs)]
        for part in self._parts:
            self._layout.addWidget(part)
        self._layout.addStretch()
        self.setAccessibleName(" › ".join(self._crumbs))
        self._fit()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Where I am is read in full before where that lies: the way there begins further on.

        Its first part that is seen says so by "…".
        """
        parts = self._parts
        room = self.width()
        # One that is cut anyway is read no worse beside the screen it belongs to.
        is_with_first = len(parts) > 1 and parts[-1].sizeHint().width() > room >= (
            parts[0].sizeHint().width()
            + parts[-1].minimumSizeHint().width()
            + self._layout.spacing()
        )
        shown = parts[-1:]
        for one in reversed(parts):
            one.is_cut = False
        for one in reversed(parts):
            room -= one.sizeHint().width() + self._layout.spacing()
            is_first = one is parts[0]
            has_room = room >= (0 if is_first else _Crumb.cut_width())
            one.setVisible(has_room or one is parts[-1] or (is_with_first and is_first))
            shown = [one] if has_room else shown
        if shown and not is_with_first:
            shown[0].is_cut = shown[0] is not parts[0]
            shown[0].updateGeometry()

    def _part(self, n: int, crumb: str) -> _Crumb:
        part = _Crumb(crumb, is_last=n == len(self._crumbs) - 1, is_first=n == 0)
        part.clicked.connect(lambda _checked, n=n: self.clicked.emit(n))
        return part


class _Crumb(QPushButton):
    def __init__(self, text: str, *, is_last: bool, is_first: bool) -> None:
        super().__init__(text)
        self.is_cut = False  # the parts before it are left out
        self._is_last = is_last
        self._is_first = is_first
        self.setAccessibleName(text)
        self.setFlat(True)
        focus = Qt.FocusPolicy.NoFocus if is_last else Qt.FocusPolicy.TabFocus
        self.setFocusPolicy(focus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setToolTip(safe_text.tooltip(text))

    @staticmethod
    def cut_width() -> int:
        return round(painting.text_width("…", theme.font(FontRole.BODY))) + theme.px(4)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(min(theme.px(64), self.sizeHint().width()), theme.px(26))

    @override
    def sizeHint(self) -> QSize:
        font = theme.font(FontRole.STRONG if self._is_last else FontRole.BODY)
        lead = 0 if self._is_first else theme.px(20)
        lead += self.cut_width() if self.is_cut else 0
        return QSize(round(painting.text_width(self.text(), font)) + lead + 8, theme.px(26))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t = theme.tokens()
        painter = QPainter(self)
        x, middle = 4.0, self.height() / 2
        if self.is_cut:
            painting.draw_text(painter, x, middle, "…", theme.font(FontRole.BODY), t.secondary)
            x += self.cut_width()
        if not self._is_first:
            size, y = theme.px(14), middle - theme.px(14) / 2
            if self.isRightToLeft():  # what comes before stands to the right of it
                icons.draw(painter, "chevron-left", self.width() - size, y, size, t.edge)
            else:
                icons.draw(painter, "chevron-right", x - 4, y, size, t.edge)
                x += theme.px(18)
        color = t.text if self._is_last or self.underMouse() else t.secondary
        font = theme.font(FontRole.STRONG if self._is_last else FontRole.BODY)
        shown = self.text()
        if self.width() < self.sizeHint().width():
            shown = painting.elided(shown, font, self.width() - x - 2)
        painting.draw_text(painter, x, middle, shown, font, color)
        if self.hasFocus():
            painter.setPen(QPen(QColor(t.focus), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(x - 5, 2, -1, -2), 4, 4)
        painter.end()


class PaletteField(QPushButton):
    """Looks like a field, opens the command palette."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Search or run a command…"), parent)
        self.setAccessibleName(tr("Search or run a command"))
        self.setObjectName("palette.field")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    @override
    def sizeHint(self) -> QSize:
        return QSize(theme.px(420), theme.px(28))

    def _words_in(self, room: float) -> str:
        fits = painting.text_width(self.text(), theme.font(FontRole.BODY)) <= room
        return self.text() if fits else tr("Search…")

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t = theme.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = 2 if self.hasFocus() else 1
        painter.setPen(QPen(QColor(t.focus if self.hasFocus() else t.edge), width))
        painter.setBrush(QColor(t.base))
        half = width / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(half, half, -half, -half), 4, 4)
        size, middle = theme.px(14), self.height() / 2
        icons.draw(painter, "search", theme.px(9), middle - size / 2, size, t.secondary)
        font, left = theme.font(FontRole.BODY), theme.px(30)
        keys = round(painting.keycap_width("Ctrl+K"))
        room = self.width() - left - theme.px(12)
        words = self._words_in(room - keys)
        if painting.text_width(words, font) > room - keys:
            keys = 0
        words = painting.elided(words, font, room - keys)
        painting.draw_text(painter, left, middle, words, font, t.placeholder)
        if keys:
            painting.draw_keycap(painter, self.width() - keys - 8, middle, "Ctrl+K")
        painter.end()


class CountButton(QPushButton):
    """Bell or jobs: an icon and how many; the pointer tells what it opens, and by which keys."""

    def __init__(self, icon: str, what: str, name: str, keys: str) -> None:
        super().__init__()
        self._icon_name = icon
        self._what = what
        self._keys = keys
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.set_count(0)

    def set_count(self, count: int) -> None:
        self.setText(str(count) if count else "")
        self.setAccessibleName(f"{self._what}: {count}")
        words = tr("Open {screen}: {count} ({keys})")
        said = words.format(screen=self._what, count=count, keys=self._keys)
        self.setToolTip(safe_text.tooltip(said))
        self.updateGeometry()

    @override
    def sizeHint(self) -> QSize:
        words = painting.text_width(self.text(), theme.font(FontRole.STRONG))
        return QSize(round(words) + theme.px(30), theme.px(28))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t = theme.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        size, middle = theme.px(16), self.height() / 2
        icons.draw(painter, self._icon_name, 4, middle - size / 2, size, t.secondary)
        font = theme.font(FontRole.STRONG)
        painting.draw_text(painter, size + 9, middle, self.text(), font, t.text)
        if self.hasFocus():
            painter.setPen(QPen(QColor(t.focus), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)
        painter.end()


class TopBar(Pane):
    """40 px; the search field is in the middle of a window in which the path has room then."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(is_chrome=True, parent=parent)
        self.setObjectName("top")
        to, fro = "chevron-left", "chevron-right"
        if self.isRightToLeft():
            to, fro = fro, to
        self.back = Button(kind=Kind.QUIET, icon=to, name=tr("Back"), keys="Alt+←")
        self.forward = Button(kind=Kind.QUIET, icon=fro, name=tr("Forward"), keys="Alt+→")
        self.back.setObjectName("top.back")
        self.forward.setObjectName("top.forward")
        self.breadcrumb = Breadcrumb()
        self.field = PaletteField()
        self.bell = CountButton("bell", tr("Notifications"), "top.notifications", "G N")
        self.jobs = CountButton("zap", tr("Jobs"), "top.jobs", "G J")
        left = QHBoxLayout()
        left.setSpacing(0)
        for widget in (self.back, self.forward):
            left.addWidget(widget)
        left.addSpacing(6)
        left.addWidget(self.breadcrumb, 1)
        right = QHBoxLayout()
        right.setSpacing(8)
        right.addStretch()
        self._right = right
        right.addWidget(self.bell)
        right.addWidget(self.jobs)
        layout = self._line = QHBoxLayout(self)
        layout.setContentsMargins(8, 0, 10, 1)
        layout.setSpacing(12)
        layout.addLayout(left, 1)
        layout.addWidget(self.field)
        layout.addLayout(right, 1)
        theme.keep_sized(self, lambda: self.setFixedHeight(theme.px(41)))

    def take(self, widget: QWidget) -> None:
        """Give it a place before the bell."""
        self._right.insertWidget(1, widget)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_in_middle = self.width() >= theme.px(_IN_MIDDLE_FROM)
        third = min(theme.px(420), self.width() // 3)
        self.field.setFixedWidth(third if is_in_middle else theme.px(_FIELD_LEAST))
        self._line.setStretchFactor(self._right, 1 if is_in_middle else 0)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        line = QRectF(0, self.height() - 1, self.width(), 1)
        painter.fillRect(line, QColor(theme.tokens().divider))
        painter.end()
