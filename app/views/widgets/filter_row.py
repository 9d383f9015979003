"""A row under the titles of a table: one editor for each column that a condition can filter.

The filter field stays the truth. An editor shows the conditions on the key of its column, and
writes such conditions into the field; so there is one way to filter, and all of it is in SQL.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, QRect, QStringListModel, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QListView, QWidget
from typing_extensions import override

from app.texts import word
from app.views import safe_text, theme
from app.views.filter_cells import text_of, tokens_of, tokens_on, with_tokens
from app.views.filters import FilterKey, FilterToken
from app.views.item_models.columns import Column
from app.views.language import tr
from app.views.widgets.fields import Choice
from app.views.widgets.filter_bar import FilterBar

if TYPE_CHECKING:
    from app.views.widgets.data_table import DataTable

_HEIGHT = 32  # px at a zoom of 100 %
_GAP = 3
_MOST_OFFERED = 12
_LOOKED_THROUGH = 400  # loaded rows, for what to offer
_LEAVING = (Qt.Key.Key_Return, Qt.Key.Key_Enter)

Tokens = tuple[FilterToken, ...]


class TextCell(QLineEdit):
    """Words, or limits of what is compared; offers what it knows. Sent when it is left."""

    changed = Signal(object)  # Tokens

    def __init__(self, key: FilterKey, offers: Callable[[], Sequence[str]]) -> None:
        super().__init__()
        self._key = key
        self._offers = offers
        self._shown: Tokens = ()
        self.setPlaceholderText("<30d" if key.is_compared else tr("any"))
        self._offered = QStringListModel(self)
        completer = QCompleter(self._offered, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._popup = QListView()
        completer.setPopup(self._popup)
        # Later, because the completer itself writes into the field after this signal.
        completer.activated.connect(lambda _text: QTimer.singleShot(0, self, self.send))
        self.setCompleter(completer)
        self.textEdited.connect(self._offer)
        self.editingFinished.connect(self.send)

    def take_key(self, key: FilterKey | None) -> bool:
        """Go on for that key; False: it needs another editor."""
        if key is None or key.name != self._key.name or _is_choice(key):
            return False
        self._key = key
        return True

    def show_tokens(self, tokens: Tokens) -> None:
        if set(tokens) == set(self._shown):
            return  # what is being written, and not sent yet, stays
        self._shown = tokens
        if set(tokens_of(self._key, self.text())) != set(tokens):
            self.setText(text_of(self._key, tokens))
            self.setCursorPosition(0)

    @Slot()
    def send(self) -> None:
        tokens = tokens_of(self._key, self.text())
        if set(tokens) != set(self._shown):
            self._shown = tokens
            self.changed.emit(tokens)

    def empty(self) -> bool:
        """Take out what it says; False: it said nothing."""
        had = bool(self.text())
        self.clear()
        self.send()
        return had

    def open_offers(self) -> bool:
        """All there is to choose from; False: nothing is known."""
        self._offer(self.text())
        if self._offered.rowCount():
            self.completer().complete()
        return bool(self._offered.rowCount())

    def _offer(self, text: str) -> None:
        start = text.rfind(",") + 1
        typed = text[start:].strip()
        sign = "-" if typed.startswith("-") else ""
        head = f"{text[:start]}{' ' if start else ''}{sign}"
        wanted = typed.removeprefix("-").casefold()
        fitting = [f"{head}{one}" for one in self._offers() if wanted in one.casefold()]
        self._offered.setStringList(fitting[:_MOST_OFFERED])


class ChoiceCell(Choice):
    """One of the values that there are; what else the field asks for stands there, too."""

    changed = Signal(object)  # Tokens

    def __init__(self, key: FilterKey) -> None:
        super().__init__("")
        self._key = key
        self.addItem(tr("any"), None)
        for value in key.values:
            text = key.shown(value) if key.shown is not None else word(value)
            self.addItem(safe_text.one_line(text), value)
        self._own = self.count()
        self.activated.connect(self._on_activated)

    def take_key(self, key: FilterKey | None) -> bool:
        """Go on for that key; False: it needs another editor."""
        return key == self._key

    def show_tokens(self, tokens: Tokens) -> None:
        while self.count() > self._own:
            self.removeItem(self._own)
        place = 0
        if tokens:
            one = tokens[0]
            is_plain = len(tokens) == len(one.values) == 1 and not one.is_negated
            place = self.findData(one.values[0].casefold()) if is_plain else -1
        if place < 0:
            self.addItem(safe_text.one_line(text_of(self._key, tokens)), tokens)
            place = self._own
        self.setCurrentIndex(place)

    def empty(self) -> bool:
        """Ask for nothing; False: it did not."""
        had = self.currentIndex() > 0
        if had:
            self.changed.emit(())
        return had

    @Slot(int)
    def _on_activated(self, place: int) -> None:
        found = self.itemData(place)
        if isinstance(found, str):
            found = (FilterToken(self._key.name, (found,)),)
        self.changed.emit(tuple(found or ()))


Cell = TextCell | ChoiceCell


def _takes_focus(widget: QWidget) -> bool:
    return widget.focusPolicy() != Qt.FocusPolicy.NoFocus


def _tip(key: FilterKey) -> str:
    if key.is_compared:
        return tr("An age: <30d, >4h, or 7d..30d. Writes {key}… into the filter.").format(
            key=key.name
        )
    return tr("Writes {key}: into the filter.").format(key=key.name)


def _is_choice(key: FilterKey) -> bool:
    return bool(key.values) and not key.is_open


class FilterRow(QWidget):
    """Lives in the header of its table, which gives it room under the titles."""

    def __init__(self, table: DataTable, bar: FilterBar) -> None:
        header = table.head
        super().__init__(header)
        self._table, self._bar, self._header = table, bar, header
        self._cells: dict[int, Cell] = {}  # by column
        self._keys: dict[int, FilterKey] = {}
        self._cover = QWidget(self)  # below the editor of a pinned column, over the others
        self._cover.setAutoFillBackground(True)
        self._cover.setBackgroundRole(QPalette.ColorRole.Base)
        self.setAccessibleName(tr("Filter row of {list}").format(list=table.accessibleName()))
        self.hide()
        bar.changed.connect(self._follow)
        bar.grammar_changed.connect(self._fill)
        header.sectionResized.connect(self._place)
        header.sectionMoved.connect(self._on_header_section_moved)
        header.geometriesChanged.connect(self._place)
        table.horizontalScrollBar().valueChanged.connect(self._place)
        theme.keep_sized(self, self._header.updateGeometry)

    @property
    def can_show(self) -> bool:
        """Whether any column has a key of the field."""
        return bool(self._found())

    @property
    def is_on(self) -> bool:
        return not self.isHidden()

    @property
    def _has_focus(self) -> bool:
        focused = theme.application().focusWidget()
        return focused is not None and self.isAncestorOf(focused)

    def cell(self, column: int) -> Cell | None:
        """The editor of a column."""
        return self._cells.get(column)

    def set_on(self, is_on: bool) -> None:
        """Show it, or put it away; its conditions stay in the field."""
        if is_on:
            self._fill()
        self.setVisible(is_on)
        self._header.set_foot(self if is_on else None)
        self._place()

    def turn(self) -> None:
        """Shown with the keyboard in its first editor; put away from within."""
        if self.is_on and self._has_focus:
            self._table.setFocus()
            self.set_on(False)
            return
        if not self.is_on:
            self.set_on(True)
        for cell in self._in_order()[:1]:
            cell.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @override
    def sizeHint(self) -> Any:
        hint = super().sizeHint()
        hint.setHeight(theme.px(_HEIGHT))
        return hint

    def _found(self) -> dict[int, FilterKey]:
        grammar = self._bar.grammar
        keys = {
            n: grammar.key(one.filter_key)
            for n, one in enumerate(self._table.rows_model.columns)
            if one.filter_key
        }
        return {n: key for n, key in keys.items() if key is not None}

    @Slot()
    def _fill(self) -> None:
        """One editor a column; those that can go on stay, with what is being typed in them."""
        found = self._found()
        for n, cell in list(self._cells.items()):
            if not cell.take_key(found.get(n)):
                del self._cells[n]
                cell.hide()
                cell.deleteLater()
        self._keys = found
        for n, key in found.items():
            if n not in self._cells:
                self._cells[n] = self._make(n, key)
        self._follow()
        self._order()
        self._place()

    def _make(self, n: int, key: FilterKey) -> Cell:
        column = self._table.rows_model.columns[n]
        if _is_choice(key):
            cell: Cell = ChoiceCell(key)
        else:
            cell = TextCell(key, lambda: self._offers(column, self._keys[n]))
        cell.setParent(self)
        cell.setObjectName(f"filterrow.{key.name}")
        cell.setAccessibleName(tr("Filter by {column}").format(column=tr(column.title)))
        cell.setToolTip(safe_text.tooltip(_tip(key)))
        cell.installEventFilter(self)
        cell.changed.connect(lambda tokens: self._send(key, tokens))
        return cell

    def _offers(self, column: Column[Any], key: FilterKey) -> list[str]:
        """What the field completes, then what the rows have that are there."""
        found = list(key.values)
        value = column.filter_value
        if value is not None:
            shown = {value(one) for one in self._table.rows_model.rows[:_LOOKED_THROUGH]}
            found += sorted((one for one in shown if one), key=str.casefold)
        return list(dict.fromkeys(found))

    def _send(self, key: FilterKey, tokens: Tokens) -> None:
        self._bar.set_query(with_tokens(self._bar.query, key, tokens))

    @Slot()
    def _follow(self) -> None:
        """Say what the field says."""
        for n, cell in self._cells.items():
            cell.show_tokens(tokens_on(self._bar.query, self._keys[n]))

    def _in_order(self) -> list[Cell]:
        """Those that are seen, as they stand."""
        return [self._cells[n] for n in self._table.column_order if self._is_seen(n)]

    def _is_seen(self, column: int) -> bool:
        return column in self._cells and not self._table.isColumnHidden(column)

    @Slot()
    def _on_header_section_moved(self) -> None:
        self._order()
        self._place()

    def _order(self) -> None:
        """Tab goes through the editors as they stand, then into the rows."""
        ordered = [self._cells[n] for n in self._table.column_order if n in self._cells]
        before: QWidget = self._table
        while before is self._table or before in ordered or not _takes_focus(before):
            before = before.previousInFocusChain() or self._bar.edit
        for cell in ordered:
            QWidget.setTabOrder(before, cell)
            before = cell

    @Slot()
    def _place(self) -> None:
        """Each editor under the title of its column."""
        if not self.is_on:
            return
        gap, pinned = theme.px(_GAP), self._table.pinned
        place = pinned.box
        self._cover.setGeometry(place.left(), 0, place.width() + gap, self.height() - 1)
        self._cover.setVisible(not place.isEmpty())
        self._cover.raise_()
        for n, cell in self._cells.items():
            cell.setVisible(self._is_seen(n))
            width = self._header.sectionSize(n)
            shift = pinned.shift_of(n)
            left = self._header.sectionViewportPosition(n) + shift
            box = QRect(left, 0, width, self.height())
            if shift:
                cell.raise_()
            before, after = self._margins(n)
            cell.setGeometry(box.adjusted(max(gap, before), gap, -max(gap, after), -gap))

    def _margins(self, column: int) -> tuple[int, int]:
        """What a list that fills its pane leaves free at its edges."""
        header, free = self._header, 2 * self._table.edge_px
        start = header.sectionPosition(column)
        is_last = start + header.sectionSize(column) == header.length()
        found = (0 if start else free), (free if is_last else 0)
        return (found[1], found[0]) if self.isRightToLeft() else found

    def _reveal(self, cell: Cell) -> None:
        """Scroll sideways to the column of an editor that gets the keyboard."""
        column = next((n for n, one in self._cells.items() if one is cell), 0)
        bar, header = self._table.horizontalScrollBar(), self._header
        pinned = self._table.pinned
        if pinned.width and column == pinned.column:
            return  # it is always in sight
        start, room = header.sectionPosition(column), header.viewport().width()
        end = start + header.sectionSize(column)
        start -= pinned.width
        if start < bar.value():
            bar.setValue(start)
        elif end > bar.value() + room:
            bar.setValue(min(start, end - room))

    @override
    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self._place()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t = theme.tokens()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(t.base))
        painter.setPen(QColor(t.divider))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
        painter.end()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(watched, (TextCell, ChoiceCell)):
            if event.type() == QEvent.Type.FocusIn:
                self._reveal(watched)
            if isinstance(event, QKeyEvent):
                return self._handle_key(watched, event)
        return super().eventFilter(watched, event)

    def _handle_key(self, cell: Cell, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if event.type() == QEvent.Type.ShortcutOverride:
            # In a list of values letters choose one: they are no actions of the list there.
            is_letter = event.modifiers() == Qt.KeyboardModifier.NoModifier and event.text().strip()
            is_ours = isinstance(cell, QComboBox) and bool(is_letter)
            event.setAccepted(is_ours)
            return is_ours
        if event.type() != QEvent.Type.KeyPress:
            return False
        is_down = key == Qt.Key.Key_Down and isinstance(cell, TextCell)
        if key not in (*_LEAVING, Qt.Key.Key_Escape) and not is_down:
            return False
        if not self._stays(cell, key):
            self._table.setFocus()
        return True

    def _stays(self, cell: Cell, key: Qt.Key) -> bool:
        """Whether the keyboard stays after Esc, Enter or ↓; else the rows get it."""
        if key == Qt.Key.Key_Escape:
            return cell.empty()
        if isinstance(cell, ChoiceCell):
            return False
        if key == Qt.Key.Key_Down:
            return cell.open_offers()
        cell.send()
        return False
