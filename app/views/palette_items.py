"""What the command palette lists, and how a line of it looks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

from app.views import icons, painting, safe_text, theme
from app.views.cells import Stage, State
from app.views.language import tr
from app.views.theme import FontRole

WIDTH = 640
_ITEM = Qt.ItemDataRole.UserRole + 1
_ROW, _GROUP = 32, 28
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class PaletteItem:
    """One result. `match` is what was typed, shown in the accent colour inside `title`."""

    group: str
    title: str
    run: Callable[[], object]
    detail: str = ""
    icon: str = "box"
    note: str = ""  # at the right: age, due
    keys: str = ""
    state: State | None = None
    stage: Stage | None = None
    reason: str = ""  # why it can't be done now
    run_in_window: Callable[[], object] | None = None
    # What can be done with it, which Tab narrows to.
    narrow: Callable[[], Sequence[PaletteItem]] | None = None
    is_mono_detail: bool = False
    is_meant: bool = False  # what was typed can be nothing else


Finder = Callable[[Callable[[Sequence[PaletteItem]], None], str, str], None]


class PaletteListModel(QAbstractListModel):
    """Items under their group titles."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[str | PaletteItem] = []

    def set_items(self, items: Sequence[PaletteItem]) -> None:
        self.beginResetModel()
        self._rows = []
        group = ""
        for item in items:
            if item.group != group:
                group = item.group
                self._rows.append(group)
            self._rows.append(item)
        self.endResetModel()

    def item(self, place: int) -> PaletteItem | None:
        row = self._rows[place] if 0 <= place < len(self._rows) else None
        return row if isinstance(row, PaletteItem) else None

    @property
    def items(self) -> list[PaletteItem]:
        return [row for row in self._rows if isinstance(row, PaletteItem)]

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 -- Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not self.checkIndex(index, self.CheckIndexOption.IndexIsValid):
            return None
        row = self._rows[index.row()]
        if role == _ITEM:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row if isinstance(row, str) else row.title
        if role == Qt.ItemDataRole.AccessibleTextRole and isinstance(row, PaletteItem):
            blocked = (
                tr("not possible now: {reason}").format(reason=row.reason) if row.reason else ""
            )
            return ", ".join(filter(None, [row.title, row.detail, row.note, row.keys, blocked]))
        return None

    @override
    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid() or self.item(index.row()) is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class PaletteDelegate(QStyledItemDelegate):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.typed = ""

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        is_group = isinstance(index.data(_ITEM), str)
        return QSize(theme.px(WIDTH), theme.px(_GROUP if is_group else _ROW))

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        t = theme.tokens()
        row, box = index.data(_ITEM), QRectF(option.rect)
        with painting.saved(painter):
            if isinstance(row, str):
                middle = box.bottom() - theme.px(11)
                font = theme.font(FontRole.SECTION)
                painting.draw_text(painter, 16, middle, row.upper(), font, t.secondary)
                return
            is_on = bool(option.state & QStyle.StateFlag.State_Selected)
            if is_on:
                painter.fillRect(box, QColor(t.highlight))
            self._draw_item(painter, box, row, t.highlight_text if is_on else None)

    def _draw_item(self, painter: QPainter, box: QRectF, item: PaletteItem, on: str | None) -> None:
        t = theme.tokens()
        middle, size = box.center().y(), theme.px(16)
        quiet = on or t.secondary
        icon = "lock" if item.reason else item.icon
        icons.draw(painter, icon, 16, middle - size / 2, size, quiet)
        x = 16.0 + size + 10
        right = self._draw_right(painter, box, item, on, taken=x + self._title_width(item))
        color = quiet if item.reason else (on or t.text)
        x = self._draw_title(painter, QPointF(x, middle), item.title, color, on)
        font = theme.font(FontRole.MONO if item.is_mono_detail else FontRole.CAPTION)
        detail = painting.elided(safe_text.one_line(item.detail), font, right - x - 16)
        painting.draw_text(painter, x + 10, middle, detail, font, quiet)

    def _title_width(self, item: PaletteItem) -> float:
        is_found = bool(self.typed) and self.typed in item.title.lower()
        font = theme.font(FontRole.STRONG if is_found else FontRole.BODY)
        return painting.text_width(safe_text.one_line(item.title, 80), font)

    def _draw_title(
        self, painter: QPainter, at: QPointF, title: str, color: str, on: str | None
    ) -> float:
        """The typed part in the accent colour, so that the eye finds why it is listed."""
        t = theme.tokens()
        shown = safe_text.one_line(title, 80)
        place = shown.lower().find(self.typed) if self.typed else -1
        if place < 0:
            font = theme.font(FontRole.BODY)
            return at.x() + painting.draw_text(painter, at.x(), at.y(), shown, font, color)
        strong = theme.font(FontRole.STRONG)
        end = place + len(self.typed)
        parts = ((shown[:place], color), (shown[place:end], on or t.focus), (shown[end:], color))
        x = at.x()
        for text, tint in parts:
            x += painting.draw_text(painter, x, at.y(), text, strong, tint)
        return x

    def _draw_right(
        self, painter: QPainter, box: QRectF, item: PaletteItem, on: str | None, *, taken: float
    ) -> float:
        """Its left edge. A reason why not comes before the detail: all that the title leaves."""
        t = theme.tokens()
        x, middle = box.right() - 16, box.center().y()
        keys = "Enter" if on and not item.reason else item.keys
        if keys:
            x -= painting.keycap_width(keys)
            painting.draw_keycap(painter, x, middle, keys, on=on)
            x -= 10
        if item.stage:
            x -= painting.stage_width(item.stage)
            painting.draw_stage(painter, x, middle, item.stage, on=on)
            x -= 10
        if item.state:
            x -= painting.state_width(item.state)
            painting.draw_state(painter, x, middle, item.state, on=on)
            x -= 10
        note = item.reason or item.note
        if note:
            font = theme.font(FontRole.CAPTION)
            room = max(x - taken - 16, 0) if item.reason else theme.px(300)
            shown = painting.elided(safe_text.one_line(note), font, room)
            x -= painting.text_width(shown, font)
            painting.draw_text(painter, x, middle, shown, font, on or t.secondary)
        return x
