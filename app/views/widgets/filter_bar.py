"""One field to filter by: typed conditions become chips, the rest is text to look for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QEvent,
    QObject,
    QPointF,
    QRectF,
    QSize,
    QStringListModel,
    Qt,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QCompleter,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QPushButton,
    QSizePolicy,
    QWidget,
)
from typing_extensions import override

from app.views import icons, notices, painting, safe_text, theme
from app.views.cells import Status
from app.views.filters import FilterGrammar, FilterQuery, FilterToken, parse
from app.views.language import tr
from app.views.theme import FontRole
from app.views.widgets.basics import KeyCap, caption

_DEBOUNCE_MS = 90  # between two keys of who types on; later is a pause
_WIDEST_CHIP, _NARROWEST_CHIP = 260, 56
_BESIDE, _BESIDE_STRANGE = 30, 47  # px beside the words of a chip: its cross, and its sign


class TokenChip(QPushButton):
    """One condition; a click, Del or Backspace takes it out.

    A long one gives way to the field it stands in: it ends in "…", and its tooltip has the whole.
    One whose value can't be is no choice like others: it has the edge and sign of a warning.
    """

    removed = Signal(object)  # FilterToken

    def __init__(
        self, token: FilterToken, strange: Sequence[str] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(safe_text.one_line(token), parent)
        self.token = token
        self.is_strange = bool(strange)
        name, tip = tr("Remove the filter {token}").format(token=self.text()), self.text()
        if strange:
            why = tr("There is no “{values}”.").format(values=", ".join(strange))
            name, tip = f"{name}. {why}", f"{tip}\n{why}"
        self.setAccessibleName(safe_text.one_line(name))
        self.setToolTip(safe_text.tooltip(tip))
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda: self.removed.emit(self.token))

    @override
    def sizeHint(self) -> QSize:
        width = round(painting.text_width(self.text(), theme.font(FontRole.CAPTION_MEDIUM)))
        room = theme.px(_WIDEST_CHIP)
        beside = theme.px(_BESIDE_STRANGE if self.is_strange else _BESIDE)
        return QSize(min(width + beside, room), theme.px(theme.target()))

    @override
    def minimumSizeHint(self) -> QSize:
        whole = self.sizeHint()
        return QSize(min(theme.px(_NARROWEST_CHIP), whole.width()), whole.height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t = theme.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = t.warning if self.is_strange else t.edge
        painter.setPen(QPen(QColor(t.focus if self.hasFocus() else edge), 1))
        painter.setBrush(QColor(t.window))
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, 4, 4)
        middle, font = self.height() / 2, theme.font(FontRole.CAPTION_MEDIUM)
        size = theme.px(12)
        x, left = self.width() - size - theme.px(5), theme.px(6)
        if self.is_strange:
            at = QPointF(left + size / 2, middle)
            painting.draw_glyph(painter, Status.WARNING, at, size, t.warning)
            left += size + theme.px(5)
        shown = painting.elided(self.text(), font, x - left - theme.px(1))
        painting.draw_text(painter, left, middle, shown, font, t.text)
        icons.draw(painter, "x", x, middle - size / 2, size, t.secondary)
        painter.end()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit(self.token)
        else:
            super().keyPressEvent(event)


class FilterBar(QWidget):
    """`changed` comes 90 ms after the last key, at once for chips."""

    changed = Signal(object)  # FilterQuery
    grammar_changed = Signal()
    left = Signal()  # Esc on an empty field, or Enter: the list wants the focus

    def __init__(
        self,
        name: str,
        grammar: FilterGrammar | None = None,
        *,
        hint: str = "filter",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._grammar = grammar or FilterGrammar()
        self._query = FilterQuery()
        self._sent = FilterQuery()
        self._answered: FilterQuery | None = None  # what its list found last is for this
        self._is_barren = False  # and is nothing
        self._is_entered = False  # what is found is still awaited
        self._chips: list[TokenChip] = []
        self.edit = QLineEdit()
        self.edit.setProperty("frameless", True)
        self._hint = hint
        self.edit.setPlaceholderText(hint)
        theme.keep_sized(self.edit, lambda: self.edit.setMinimumHeight(theme.px(theme.target())))
        self.edit.setAccessibleName(name)
        self.edit.installEventFilter(self)
        self.setFocusProxy(self.edit)
        self._count = caption()
        self._key = KeyCap("/")
        self._chip_layout = QHBoxLayout()
        self._chip_layout.setSpacing(6)
        layout = QHBoxLayout(self)
        theme.keep_sized(self, lambda: layout.setContentsMargins(theme.px(32), 2, 8, 2))
        layout.setSpacing(8)
        layout.addLayout(self._chip_layout)
        layout.addWidget(self.edit, 1)
        layout.addWidget(self._count)
        layout.addWidget(self._key)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._debounce = QTimer(self, singleShot=True, interval=_DEBOUNCE_MS)
        self._debounce.timeout.connect(self._send)
        self._complete()
        self.edit.textEdited.connect(self._on_edit_text_edited)
        self.edit.returnPressed.connect(self._on_edit_return_pressed)

    def _complete(self) -> None:
        self._offers = QStringListModel(self)
        completer = QCompleter(self._offers, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._popup = QListView()
        completer.setPopup(self._popup)
        completer.activated.connect(self._on_completer_activated)
        self.edit.setCompleter(completer)

    @property
    def query(self) -> FilterQuery:
        return self._query

    @property
    def grammar(self) -> FilterGrammar:
        return self._grammar

    def set_query(self, query: FilterQuery) -> None:
        """Show and apply a filter made elsewhere (facets, saved views, history)."""
        self._query = query
        self.edit.setText(" ".join(str(FilterQuery(words=(w,))) for w in query.words))
        self._rebuild_chips()
        self._send()

    def set_grammar(self, grammar: FilterGrammar) -> None:
        """Other keys or values to offer, learned from the data; the filter stays."""
        if grammar != self._grammar:
            before, self._grammar = self._grammar, grammar
            if any(before.strange(one) != grammar.strange(one) for one in self._query.tokens):
                self._rebuild_chips()
            self.grammar_changed.emit()

    def set_count(self, shown: int | None, total: int | None, gone: int = 0) -> None:
        """ "7 of 412", spoken too; `gone` are listed beside them, and belong there no longer."""
        numbers = [
            f"{n:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")
            for n in (shown, total)
            if n is not None
        ]
        text = "".join(numbers)
        if len(numbers) == 2:
            text = tr("{given} of {needed}").format(given=numbers[0], needed=numbers[1])
        if text and gone:
            text = tr("{count} · %n no longer", "", gone).format(count=text)
        if text != self._count.text():
            self._count.setText(text)
            self._key.setVisible(not text)
            QTimer.singleShot(0, self, self._fit_hint)
            notices.announce(text, self.edit, is_detail=True)

    def answer(self, query: FilterQuery, *, is_empty: bool) -> bool:
        """What the list found for it; whether the keyboard is wanted back: nothing was found.

        What is found for a filter of before is no answer to the one that was entered.
        """
        self._answered, self._is_barren = query, is_empty and not query.is_empty
        if not self._is_entered or query != self._query:
            return False
        self._is_entered = False
        return self._is_barren

    def clear(self) -> None:
        self.set_query(FilterQuery())

    @override
    def sizeHint(self) -> QSize:
        return QSize(theme.px(320), theme.px(28))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._fit_hint)  # not before the field has its width

    def _fit_hint(self) -> None:
        """As many whole examples as have room: half of one teaches nothing."""
        room, metrics = self.edit.width() - theme.px(8), self.edit.fontMetrics()
        hint = self._hint
        while ", " in self._hint and hint and metrics.horizontalAdvance(hint) > room:
            hint = hint.rpartition(", ")[0]
        self.edit.setPlaceholderText(hint)

    def _rebuild_chips(self) -> None:
        for chip in self._chips:
            chip.hide()
            chip.deleteLater()
        strange = self._grammar.strange
        self._chips = [TokenChip(token, strange(token)) for token in self._query.tokens]
        for chip in self._chips:
            chip.removed.connect(self._on_chip_removed)
            self._chip_layout.addWidget(chip)
            chip.show()

    def _absorb(self, text: str) -> None:
        """Turn typed conditions into chips; words stay in the field."""
        typed = parse(text, self._grammar)
        merged = FilterQuery(self._query.tokens).and_also(FilterQuery(typed.tokens))
        has_new = merged.tokens != self._query.tokens
        self._query = FilterQuery(merged.tokens, typed.words)
        if has_new:
            self._rebuild_chips()
        if typed.tokens:
            self.edit.setText(" ".join(str(FilterQuery(words=(w,))) for w in typed.words))

    @Slot(str)
    def _on_edit_text_edited(self, text: str) -> None:
        self._is_entered = False  # who types on has the keyboard
        is_done = text.endswith(" ") and text.count('"') % 2 == 0
        if is_done and parse(text, self._grammar).tokens:
            self._absorb(text)
        else:
            words = parse(text, self._grammar).words
            self._query = FilterQuery(self._query.tokens, words)
            self._offers.setStringList(list(self._grammar.completions(text)) if text else [])
        self._debounce.start()

    @Slot(str)
    def _on_completer_activated(self, text: str) -> None:
        if text.endswith(":"):
            self._offers.setStringList(list(self._grammar.completions(text)))
            QTimer.singleShot(0, self.edit.completer().complete)
            return
        # Later, because the completer itself writes into the field after this signal.
        QTimer.singleShot(0, self, self._on_edit_return_pressed)

    @Slot()
    def _on_edit_return_pressed(self) -> None:
        self._popup.hide()
        self._absorb(self.edit.text())
        self._is_entered = self._query != self._answered
        self._send()  # some lists find at once
        if self._query == self._answered and self._is_barren:
            return  # letters typed next mend it: in the empty list they would be acts
        self.left.emit()

    @Slot(object)
    def _on_chip_removed(self, token: FilterToken) -> None:
        self._query = self._query.without(token)
        self._rebuild_chips()
        self.edit.setFocus()
        self._send()

    @Slot()
    def _send(self) -> None:
        self._debounce.stop()
        if self._query != self._sent:
            self._sent = self._query
            self.changed.emit(self._query)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.edit:
            if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
                self.update()
            if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
                return self._handle_key(event)
        return super().eventFilter(watched, event)

    def _handle_key(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Escape:
            if self._query.is_empty and not self.edit.text():
                self.left.emit()
            else:
                self.clear()
            return True
        if event.key() == Qt.Key.Key_Backspace and not self.edit.text() and self._query.tokens:
            self._on_chip_removed(self._query.tokens[-1])
            return True
        if event.key() == Qt.Key.Key_Down and not self._popup.isVisible():
            self.left.emit()
            return True
        return False

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.edit.setFocus()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t = theme.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = 2 if self.edit.hasFocus() else 1
        painter.setPen(QPen(QColor(t.focus if self.edit.hasFocus() else t.edge), width))
        painter.setBrush(QColor(t.base))
        half = width / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(half, half, -half, -half), 4, 4)
        size = theme.px(14)
        icons.draw(painter, "search", theme.px(9), (self.height() - size) / 2, size, t.secondary)
        painter.end()
