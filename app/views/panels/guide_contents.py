"""Left in the guide: its contents; while something is looked for, the parts that have it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
)
from typing_extensions import override

from app.views import notices, painting, theme
from app.views.guide_book import GuideBook, Hit, Part
from app.views.language import tr
from app.views.theme import FontRole
from app.views.widgets.basics import Pane, caption
from app.views.widgets.scroll_bar import use_slim_scroll_bars
from app.views.widgets.search_box import SearchBox

_WHAT = Qt.ItemDataRole.UserRole
_HIT_HEIGHT = 46
Index = QModelIndex | QPersistentModelIndex


class _TopicDelegate(QStyledItemDelegate):
    """As high as what is pressed has to be."""

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        hint = super().sizeHint(option, index)
        return QSize(hint.width(), max(hint.height(), theme.px(theme.target())))


class _HitDelegate(QStyledItemDelegate):
    """The part's name, and in what it stands, over the words around what was found."""

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(theme.px(120), theme.px(_HIT_HEIGHT))

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        t = theme.tokens()
        hit: Hit = index.data(_WHAT)
        box = QRectF(option.rect)
        with painting.saved(painter):
            is_on = bool(option.state & QStyle.StateFlag.State_Selected)
            if is_on:
                painter.fillRect(box, QColor(t.highlight))
            x, room = box.left() + theme.px(12), box.width() - theme.px(24)
            strong, small = theme.font(FontRole.STRONG), theme.font(FontRole.CAPTION)
            color = t.highlight_text if is_on else t.text
            quiet = t.highlight_text if is_on else t.secondary
            title, middle = painting.elided(hit.part.title, strong, room), box.top() + theme.px(15)
            width = painting.draw_text(painter, x, middle, title, strong, color) + theme.px(10)
            where = painting.elided(hit.where, small, max(0, room - width))
            right = x + room - painting.text_width(where, small)
            painting.draw_text(painter, right, middle, where, small, quiet)
            snippet = painting.elided(hit.snippet, small, room)
            painting.draw_text(painter, x, box.top() + theme.px(33), snippet, small, quiet)


class GuideContents(Pane):
    """Enter in the field opens the next part that was found, Shift+Enter the one before."""

    part_chosen = Signal(object)  # Part
    searched = Signal()  # other words are looked for, or none

    def __init__(self, book: GuideBook) -> None:
        super().__init__()
        self._book = book
        self._items: dict[str, QTreeWidgetItem] = {}  # by the link of the part
        self._looked_for = ""
        self.field = SearchBox(tr("Search the guide"), tr("Search the guide"))
        self.field.setObjectName("guide.search")
        self.field.setClearButtonEnabled(True)
        self.field.installEventFilter(self)
        self.count = caption("", wraps=True)
        self.count.setObjectName("guide.count")
        self.count.hide()
        self.tree = self._make_tree()
        self.hits = self._make_hits()
        self._stack = QStackedWidget()
        self._stack.addWidget(self.tree)
        self._stack.addWidget(self.hits)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 0, 0)
        layout.setSpacing(8)
        head = QVBoxLayout()
        head.setContentsMargins(0, 0, 8, 0)
        head.addWidget(self.field)
        head.addWidget(self.count)
        layout.addLayout(head)
        layout.addWidget(self._stack, 1)
        self.field.searched.connect(self._search)

    @property
    def looked_for(self) -> str:
        return self._looked_for

    @property
    def list(self) -> QTreeWidget | QListWidget:
        """What stands below the field now."""
        return self.hits if self._looked_for else self.tree

    def _make_tree(self) -> QTreeWidget:
        tree = QTreeWidget()
        tree.setObjectName("guide.contents")
        tree.setAccessibleName(tr("Contents"))
        tree.setHeaderHidden(True)
        tree.setFrameShape(QFrame.Shape.NoFrame)
        tree.setIndentation(theme.px(16))
        tree.setItemDelegate(_TopicDelegate(tree))
        tree.setTextElideMode(Qt.TextElideMode.ElideRight)
        use_slim_scroll_bars(tree)
        above: list[QTreeWidgetItem] = []
        for part in self._book.contents:
            above = above[: part.level - 1]
            item = QTreeWidgetItem(above[-1] if above else tree, [part.title])
            item.setData(0, _WHAT, part)
            item.setToolTip(0, part.title)
            item.setExpanded(part.level == 1)
            self._items[part.link] = item
            above.append(item)
        tree.itemClicked.connect(self._on_tree_chosen)
        tree.itemActivated.connect(self._on_tree_chosen)
        return tree

    def _make_hits(self) -> QListWidget:
        hits = QListWidget()
        hits.setObjectName("guide.hits")
        hits.setAccessibleName(tr("Parts with these words"))
        hits.setFrameShape(QFrame.Shape.NoFrame)
        hits.setItemDelegate(_HitDelegate(hits))
        hits.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        use_slim_scroll_bars(hits)
        hits.itemClicked.connect(self._on_hit_chosen)
        hits.itemActivated.connect(self._on_hit_chosen)
        return hits

    def show_part(self, part: Part) -> None:
        """Where the reader is, without opening it again."""
        item = self._items.get(part.link) or self._items.get(self._book.topic(part)[0].link)
        if item is not None:
            self.tree.setCurrentItem(item)
            self.tree.scrollToItem(item)

    def leave_search(self) -> None:
        self.field.clear()
        self._search("")

    @Slot(str)
    def _search(self, typed: str) -> None:
        if typed == self._looked_for:
            return
        self._looked_for = typed
        found = self._book.find(typed)
        self.hits.clear()
        for hit in found:
            item = QListWidgetItem(", ".join((hit.part.title, hit.where, hit.snippet)), self.hits)
            item.setData(_WHAT, hit)
            item.setToolTip(hit.part.title)
        self.hits.setCurrentRow(-1)
        self._stack.setCurrentWidget(self.list)
        self.count.setVisible(bool(typed))
        words = tr("%n part(s) with these words", "", len(found))
        self.count.setText(words if found else tr("No part of the guide has all these words."))
        if typed:
            notices.announce(self.count.text(), self.field)
        self.searched.emit()

    def step(self, step: int) -> None:
        """To the next part that was found, or the one before; after the last comes the first."""
        self._search(self.field.words)  # also what was typed this moment
        many = self.hits.count()
        if many:
            row = self.hits.currentRow()
            place = (row + step) % many if row >= 0 else (0 if step > 0 else many - 1)
            self.hits.setCurrentRow(place)
            self._on_hit_chosen(self.hits.item(place))

    @Slot(QListWidgetItem)
    def _on_hit_chosen(self, item: QListWidgetItem) -> None:
        hit: Hit = item.data(_WHAT)
        self.part_chosen.emit(hit.part)

    @Slot(QTreeWidgetItem)
    def _on_tree_chosen(self, item: QTreeWidgetItem) -> None:
        part: Part = item.data(0, _WHAT)
        self.part_chosen.emit(part)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The keys of the list work while one types."""
        if (
            watched is self.field
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
        ):
            act = self._acts(event).get(Qt.Key(event.key()))
            if act is not None:
                act()
                return True
        return super().eventFilter(watched, event)

    def _acts(self, event: QKeyEvent) -> dict[Qt.Key, Callable[[], None]]:
        is_shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        enter = -1 if is_shift else 1
        if not self.field.words:
            return {Qt.Key.Key_Down: self.tree.setFocus}
        return {
            Qt.Key.Key_Return: lambda: self.step(enter),
            Qt.Key.Key_Enter: lambda: self.step(enter),
            Qt.Key.Key_Down: lambda: self.step(1),
            Qt.Key.Key_Up: lambda: self.step(-1),
        }
