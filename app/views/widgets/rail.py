"""The navigation at the left: icon and word, badges for what needs me; folds to icons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPainter, QPalette, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.views import icons, painting, safe_text, theme
from app.views.cards import RailGroup
from app.views.cells import State, Status
from app.views.language import tr
from app.views.screen import Badge
from app.views.theme import FontRole
from app.views.widgets.basics import Pane
from app.views.widgets.button import Button, Kind
from app.views.widgets.scroll_bar import use_slim_scroll_bars

WIDTH, FOLDED = 200, 48
_ROW, _SEPARATOR = 32, 13
_ENTRY = Qt.ItemDataRole.UserRole + 1
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class RailEntry:
    """One screen in the rail. An empty key is the line between groups."""

    key: str
    title: str = ""
    icon: str = ""
    group: RailGroup = RailGroup.WORK
    keys: str = ""  # shown in the tooltip when folded
    badge: Badge = field(default_factory=Badge)


class RailListModel(QAbstractListModel):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: list[RailEntry] = []

    def set_entries(self, entries: Sequence[RailEntry]) -> None:
        self.beginResetModel()
        self._entries = []
        for entry in entries:
            if self._entries and self._entries[-1].group != entry.group:
                self._entries.append(RailEntry("", group=entry.group))
            self._entries.append(entry)
        self.endResetModel()

    def set_badge(self, key: str, badge: Badge) -> None:
        place = self.place(key)
        if place >= 0 and self._entries[place].badge != badge:
            self._entries[place] = replace(self._entries[place], badge=badge)
            index = self.index(place)
            self.dataChanged.emit(index, index)

    def place(self, key: str) -> int:
        return next((n for n, e in enumerate(self._entries) if e.key == key and key), -1)

    @property
    def entries(self) -> tuple[RailEntry, ...]:
        """Without the lines between groups."""
        return tuple(entry for entry in self._entries if entry.key)

    def entry(self, place: int) -> RailEntry:
        return self._entries[place]

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 -- Qt's own signature
        return 0 if parent.isValid() else len(self._entries)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not self.checkIndex(index, self.CheckIndexOption.IndexIsValid):
            return None
        entry = self._entries[index.row()]
        if role == _ENTRY:
            return entry
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.title
        if role == Qt.ItemDataRole.ToolTipRole and entry.key:
            return safe_text.tooltip(f"{entry.title} ({entry.keys})" if entry.keys else entry.title)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return _sentence(entry)
        return None

    @override
    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid() or not self._entries[index.row()].key:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


def _sentence(entry: RailEntry) -> str:
    if not entry.badge.count:
        return entry.title
    count = entry.badge.count
    what = (
        tr("%n incident(s)", "", count)
        if entry.badge.is_incident
        else tr("%n need(s) you", "", count)
    )
    return f"{entry.title}, {what}"


class _RailDelegate(QStyledItemDelegate):
    def __init__(self, rail: QWidget) -> None:
        super().__init__(rail)
        self.is_folded = False

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        entry: RailEntry = index.data(_ENTRY)
        width = theme.px(FOLDED if self.is_folded else WIDTH) - 16
        return QSize(width, theme.px(max(_ROW, theme.target()) if entry.key else _SEPARATOR))

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        t = theme.tokens()
        entry: RailEntry = index.data(_ENTRY)
        box = QRectF(option.rect)
        middle = box.center().y()
        with painting.saved(painter):
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if not entry.key:
                painter.fillRect(
                    QRectF(box.left() + 8, round(middle), box.width() - 16, 1), QColor(t.divider)
                )
                return
            is_on = bool(option.state & QStyle.StateFlag.State_Selected)
            is_hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
            if is_on or is_hovered:
                share = (0.34 if t.is_dark else 0.12) if is_on else 0.06
                fill = QColor(t.highlight if is_on else t.text)
                fill.setAlphaF(share)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(fill)
                painter.drawRoundedRect(box.adjusted(0, 1, 0, -1), 4, 4)
            if option.state & QStyle.StateFlag.State_HasFocus and option.widget.hasFocus():
                painter.setPen(QPen(QColor(t.focus), 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(box.adjusted(1, 2, -1, -2), 4, 4)
            size = theme.px(16)
            x = box.left() + (box.width() - size) / 2 if self.is_folded else box.left() + 10
            icons.draw(
                painter, entry.icon, x, middle - size / 2, size, t.focus if is_on else t.secondary
            )
            if self.is_folded:
                self._draw_dot(painter, QPointF(x + size, middle - size / 2), entry.badge)
                return
            font = theme.font(FontRole.STRONG if is_on else FontRole.BODY)
            painting.draw_text(
                painter, box.left() + 10 + size + 10, middle, entry.title, font, t.text
            )
            self._draw_badge(painter, box, entry.badge)

    def _draw_badge(self, painter: QPainter, box: QRectF, badge: Badge) -> None:
        if not badge.count:
            return
        t = theme.tokens()
        if badge.is_incident:
            state = State(Status.CRITICAL, str(badge.count), is_chip=True)
            x = box.right() - 10 - painting.state_width(state)
            painting.draw_state(painter, x, box.center().y(), state)
            return
        font, text = theme.font(FontRole.CAPTION_STRONG), str(badge.count)
        x = box.right() - 10 - painting.text_width(text, font)
        painting.draw_text(painter, x, box.center().y(), text, font, t.secondary)

    def _draw_dot(self, painter: QPainter, at: QPointF, badge: Badge) -> None:
        if badge.count:
            t = theme.tokens()
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(t.critical if badge.is_incident else t.focus))
            painter.drawEllipse(at, 3.5, 3.5)


class _RailList(QListView):
    """Arrow keys walk, Enter or a click goes."""

    chosen = Signal(str)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.rail_model = RailListModel(self)
        self.rail_delegate = _RailDelegate(self)
        self.setModel(self.rail_model)
        self.setItemDelegate(self.rail_delegate)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        use_slim_scroll_bars(self)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        palette = QPalette(self.palette())
        palette.setBrush(QPalette.ColorRole.Base, Qt.BrushStyle.NoBrush)
        self.viewport().setAutoFillBackground(False)
        self.clicked.connect(self._on_clicked)

    def height_of_rows(self) -> int:
        count = self.rail_model.rowCount()
        return sum(self.sizeHintForRow(n) for n in range(count)) + 4

    def keep_rows_whole(self, *, is_on: bool) -> None:
        """Leave free what is too low for one more row, rather than show a part of it."""
        room = self.contentsRect().height()
        feet = [
            self.visualRect(self.rail_model.index(n)).bottom() + 1
            for n in range(self.rail_model.rowCount())
        ]
        last = max((foot for foot in feet if 0 < foot <= room), default=room)
        self.setViewportMargins(0, 0, 0, room - last if is_on else 0)

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        entry: RailEntry = index.data(_ENTRY)
        if entry.key:
            self.chosen.emit(entry.key)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._on_clicked(self.currentIndex())
            return
        super().keyPressEvent(event)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    @override
    def keyboardSearch(self, search: str) -> None:
        """Off: `G` then a letter goes to a screen."""


class Rail(Pane):
    """Screens above, administration at the foot."""

    chosen = Signal(str)  # key of a screen
    folded_changed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(is_chrome=True, parent=parent)
        self.setObjectName("rail")
        self.main = _RailList(tr("Screens"))
        self.main.setObjectName("rail.main")
        self.foot = _RailList(tr("Administration and settings"))
        self.foot.setObjectName("rail.foot")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 10, 8, 6)
        layout.setSpacing(0)
        self._above = self._cue("chevron-up", tr("Screens above"), -1)
        self._below = self._cue("chevron-down", tr("Screens below"), 1)
        layout.addWidget(self._above)
        layout.addWidget(self.main, 1)
        layout.addWidget(self._below)
        layout.addWidget(self.foot)
        self.main.verticalScrollBar().valueChanged.connect(lambda _value: self._show_cues())
        for each in (self.main, self.foot):
            each.chosen.connect(self.chosen)
        self._is_folded = False
        theme.keep_sized(self, lambda: self.set_folded(self._is_folded))

    @property
    def is_folded(self) -> bool:
        return self._is_folded

    @property
    def entries(self) -> tuple[RailEntry, ...]:
        """What it shows now, with its badges."""
        return (*self.main.rail_model.entries, *self.foot.rail_model.entries)

    def set_entries(self, entries: Sequence[RailEntry]) -> None:
        self.main.rail_model.set_entries([e for e in entries if e.group is not RailGroup.FOOT])
        self.foot.rail_model.set_entries([e for e in entries if e.group is RailGroup.FOOT])
        self.foot.setFixedHeight(self.foot.height_of_rows())
        self.foot.setVisible(self.foot.rail_model.rowCount() > 0)

    def set_badge(self, key: str, badge: Badge) -> None:
        self.main.rail_model.set_badge(key, badge)
        self.foot.rail_model.set_badge(key, badge)

    def mark(self, key: str) -> None:
        """Show which screen is on."""
        for each in (self.main, self.foot):
            place = each.rail_model.place(key)
            if place < 0:
                each.clearSelection()
                each.setCurrentIndex(QModelIndex())
            else:
                each.setCurrentIndex(each.rail_model.index(place))

    def _cue(self, icon: str, name: str, step: int) -> Button:
        """Says that there is more, and goes there; keys and wheel need it for nothing."""
        made = Button(kind=Kind.QUIET, icon=icon, name=name)
        made.setObjectName(f"rail.{icon}")
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        bar = self.main.verticalScrollBar()
        made.clicked.connect(lambda _on: bar.setValue(bar.value() + step * bar.pageStep()))
        made.hide()
        return made

    def _show_cues(self) -> None:
        """Folded there is no scroll bar: arrows where not all screens have room."""
        rows, foot = self.main.height_of_rows(), self.foot.height_of_rows()
        is_short = self._is_folded and rows + foot > self.contentsRect().height()
        bar = self.main.verticalScrollBar()
        for cue, is_on in (
            (self._above, bar.value() > bar.minimum()),
            (self._below, bar.value() < bar.maximum()),
        ):
            cue.setVisible(is_short)
            cue.setEnabled(is_on)
        self.main.keep_rows_whole(is_on=is_short)

    def set_folded(self, folded: bool) -> None:
        self._is_folded = folded
        for each in (self.main, self.foot):
            each.rail_delegate.is_folded = folded
            # Beside icons a scroll bar would take the place of theirs; wheel and keys still scroll.
            bar = Qt.ScrollBarPolicy
            each.setVerticalScrollBarPolicy(
                bar.ScrollBarAlwaysOff if folded else bar.ScrollBarAsNeeded
            )
            each.doItemsLayout()
        self.foot.setFixedHeight(self.foot.height_of_rows())
        self.setFixedWidth(theme.px(FOLDED if folded else WIDTH))
        self._show_cues()
        self.folded_changed.emit(folded)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.foot.setFixedHeight(self.foot.height_of_rows())
        self._show_cues()
        QTimer.singleShot(0, self, self._show_cues)  # once the list has its new height
