"""A row that goes on below where there is no room beside: at 200 %, in long languages."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, QTimer
from PySide6.QtWidgets import QLayout, QLayoutItem, QSizePolicy, QSpacerItem, QStyle, QWidget
from typing_extensions import override

from app.views import theme
from app.views.widgets.button import Button


class WrapLayout(QLayout):
    """One line as long as all can stand in it at their least width, else as many as it takes."""

    def __init__(self, parent: QWidget | None = None, *, spacing: int = 8) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._taken = 0  # the height of the lines as they stand
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(spacing)

    @override
    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def add_stretch(self) -> None:
        """What is free goes here, as long as it is one line."""
        self.addItem(QSpacerItem(0, 0))

    def insert_widget(self, place: int, widget: QWidget) -> None:
        self.addWidget(widget)
        self._items.insert(place, self._items.pop())

    @override
    def count(self) -> int:
        return len(self._items)

    @override
    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    @override
    def takeAt(self, index: int) -> QLayoutItem | None:
        taken = self._items.pop(index) if 0 <= index < len(self._items) else None
        self.invalidate()
        return taken

    @override
    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation.Horizontal

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        return self._place(QRect(0, 0, width, 0), is_trial=True)

    @override
    def sizeHint(self) -> QSize:
        shown = [one.sizeHint() for one in self._shown()]
        width = sum(one.width() for one in shown) + self.spacing() * max(0, len(shown) - 1)
        return self._around(QSize(width, max((one.height() for one in shown), default=0)))

    @override
    def minimumSize(self) -> QSize:
        shown = [one.minimumSize() for one in self._shown()]
        width = max((one.width() for one in shown), default=0)
        least = self._around(QSize(width, max((one.height() for one in shown), default=0)))
        # Splitters and stacks ask for no height at a width: what is taken now is needed.
        return least.expandedTo(QSize(0, self._taken))

    @override
    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        taken = self._place(rect, is_trial=False)
        if taken != self._taken:
            self._taken = taken
            parent = self.parentWidget()
            if parent is not None:  # later: amid a layout those around would not hear it
                QTimer.singleShot(0, parent, self._tell_taken)

    def _tell_taken(self) -> None:
        parent = self.parentWidget()
        self.invalidate()
        if parent is not None:
            parent.updateGeometry()

    def _around(self, size: QSize) -> QSize:
        margins = self.contentsMargins()
        return size.grownBy(margins)

    def _shown(self) -> list[QLayoutItem]:
        return [one for one in self._items if one.spacerItem() is None and not one.isEmpty()]

    def _place(self, rect: QRect, *, is_trial: bool) -> int:
        """Put everything in its place; the height that it takes."""
        margins = self.contentsMargins()
        inner = rect.marginsRemoved(margins)
        y = inner.top()
        for n, line in enumerate(self._lines(inner.width())):
            y += self.spacing() if n else 0
            y += self._place_line(line, QRect(inner.left(), y, inner.width(), 0), is_trial)
        return y - inner.top() + margins.top() + margins.bottom()

    @property
    def least_of_one_line(self) -> int:
        """The width (px) below which it goes on below."""
        shown = self._shown()
        gaps = self.spacing() * max(0, len(shown) - 1)
        margins = self.contentsMargins()
        least = sum(one.minimumSize().width() for one in shown)
        return least + gaps + margins.left() + margins.right()

    def _lines(self, width: int) -> list[list[QLayoutItem]]:
        shown = self._shown()
        gaps = self.spacing() * max(0, len(shown) - 1)
        if sum(one.minimumSize().width() for one in shown) + gaps <= width:
            return [[one for one in self._items if one in shown or one.spacerItem() is not None]]
        filled = self._broken(shown, width, frozenset())
        parted = self._broken(shown, width, self._behind_free_space())
        # What stands at the end of one line stays together, where it takes no line more.
        return parted if len(parted) <= len(filled) else filled

    def _behind_free_space(self) -> frozenset[int]:
        """The ids of what comes first behind it."""
        shown = {id(one) for one in self._shown()}
        found: set[int] = set()
        is_behind = False
        for one in self._items:
            is_behind = is_behind or one.spacerItem() is not None
            if is_behind and id(one) in shown:
                found.add(id(one))
                is_behind = False
        return frozenset(found)

    def _broken(
        self, shown: Sequence[QLayoutItem], width: int, firsts: frozenset[int]
    ) -> list[list[QLayoutItem]]:
        """As many on each line as have room; those of `firsts` begin one."""
        lines: list[list[QLayoutItem]] = []
        left = 0
        for one in shown:
            needed = min(width, max(one.sizeHint().width(), one.minimumSize().width()))
            if not lines or left < needed + self.spacing() or id(one) in firsts:
                lines.append([])
                left = width + self.spacing()
            lines[-1].append(one)
            left -= needed + self.spacing()
        return lines

    def _place_line(self, line: Sequence[QLayoutItem], room: QRect, is_trial: bool) -> int:
        widths = self._widths(line, room.width())
        heights = [_height(one, width) for one, width in zip(line, widths, strict=True)]
        height = max(heights, default=0)
        x = room.left()
        parent = self.parentWidget()
        side = parent.layoutDirection() if parent is not None else Qt.LayoutDirection.LeftToRight
        for one, width, tall in zip(line, widths, heights, strict=True):
            if one.spacerItem() is not None:
                x += width
                continue
            if not is_trial:
                is_top = bool(one.alignment() & Qt.AlignmentFlag.AlignTop)
                above = 0 if is_top else (height - tall) // 2
                box = QRect(x, room.top() + above, width, tall)
                around = QRect(room.left(), room.top(), room.width(), height)
                one.setGeometry(QStyle.visualRect(side, around, box))
            x += width + self.spacing()
        return height

    def _widths(self, line: Sequence[QLayoutItem], room: int) -> list[int]:
        """What each asks for; less where that is too much, more where something is free."""
        widgets = [one for one in line if one.spacerItem() is None]
        room -= self.spacing() * max(0, len(widgets) - 1)
        least = {id(one): one.minimumSize().width() for one in widgets}
        given = {id(one): max(one.sizeHint().width(), least[id(one)]) for one in widgets}
        over = sum(given.values()) - room
        for one in sorted(widgets, key=lambda each: least[id(each)] - given[id(each)]):
            taken = max(0, min(over, given[id(one)] - least[id(one)]))
            given[id(one)] -= taken
            over -= taken
        spacers = [one for one in line if one.spacerItem() is not None]
        eager = spacers or [one for one in widgets if _is_eager(one)]
        for one in eager:
            given[id(one)] = given.get(id(one), 0) + max(0, -over) // len(eager)
        return [min(given.get(id(one), 0), room) if one in widgets else given.get(id(one), 0)
                for one in line]  # fmt: skip


def _is_eager(item: QLayoutItem) -> bool:
    return bool(item.expandingDirections() & Qt.Orientation.Horizontal)


def _height(item: QLayoutItem, width: int) -> int:
    if item.spacerItem() is not None:
        return 0
    return item.heightForWidth(width) if item.hasHeightForWidth() else item.sizeHint().height()


def wrapping_row(*widgets: QWidget | None, spacing: int = 8, is_top: bool = False) -> QWidget:
    """As `row`, but it goes on below; None is where the free space of one line goes.

    `is_top`: what is less high stands at the upper edge, not in the middle.
    """
    holder = QWidget()
    layout = WrapLayout(holder, spacing=spacing)
    for widget in widgets:
        if widget is None:
            layout.add_stretch()
        else:
            layout.addWidget(widget)
            if is_top:
                layout.setAlignment(widget, Qt.AlignmentFlag.AlignTop)
    if None not in widgets:
        layout.add_stretch()
    return holder


def whole_up_to(widget: QWidget, width: int) -> None:
    """What ends in "…" has that much room (px) before: what stands beside it goes on below."""
    theme.keep_sized(
        widget, lambda: widget.setMinimumWidth(min(widget.sizeHint().width(), theme.px(width)))
    )


class _Folding(QObject):
    def __init__(self, row: QWidget, buttons: Sequence[Button]) -> None:
        super().__init__(row)
        self._row, self._buttons = row, tuple(buttons)
        row.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self._fold()
        return False

    def _fold(self) -> None:
        layout = self._row.layout()
        assert isinstance(layout, WrapLayout)
        shown = [one for one in self._buttons if not one.isHidden()]
        words = sum(one.width_with_words - one.sizeHint().width() for one in shown)
        is_short = layout.least_of_one_line + words > self._row.contentsRect().width()
        for one in self._buttons:
            one.set_short(is_short)


def fold_where_short(row: QWidget, *buttons: Button) -> None:
    """These are their icons, or their words, alone where the row would else go on below."""
    _Folding(row, buttons)


def kept_whole(words: QWidget) -> QWidget:
    """Wrapped words that are given all their lines also in a splitter, which asks for none."""
    words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    holder = QWidget()
    WrapLayout(holder).addWidget(words)
    return holder
