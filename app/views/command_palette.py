"""Ctrl+K: every command and every object from one field; what can't be done now says why.

An overlay inside the window, 640 px, top centre, over a scrim. Prefixes narrow: `>` commands,
`#` tags, `@` people, `?` help, `=` a time question. Tab narrows to what can be done with an object.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QRectF,
    Qt,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.views import icons, notices, safe_text, theme
from app.views.actions import ActionRegistry, Entry
from app.views.glossary import terms_called
from app.views.language import tr
from app.views.palette_items import WIDTH, Finder, PaletteDelegate, PaletteItem, PaletteListModel
from app.views.palette_match import is_called, is_keyed, is_led_by, matches, nearness, rank
from app.views.theme import FontRole
from app.views.widgets.basics import Divider, KeyCap, StyledLabel, caption
from app.views.widgets.scroll_bar import use_slim_scroll_bars

PREFIXES = ("=", ">", "#", "@", "?")
_DEBOUNCE_MS = 120
_MOST_COMMANDS = 8
_MOST_NEAR = 5
_OPEN = "palette.open"
_MOST_UNASKED = 5  # of this screen, before anything is typed
_MOST_TERMS = 4
_LEAST_OF_TERM = 2  # letters before a word is looked up


class _Panel(QFrame):
    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t = theme.tokens()
        painter = QPainter(self)
        painter.setPen(QPen(QColor(t.edge), 1))
        painter.setBrush(QColor(t.base))
        painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        size = theme.px(15)
        icons.draw(painter, "search", 16, theme.px(14), size, t.secondary)
        painter.end()


class CommandPalette(QWidget):
    """Lies over the window; Esc or a click beside it closes it and gives the focus back."""

    closed = Signal()
    term_chosen = Signal(object)  # Term

    def __init__(
        self,
        parent: QWidget,
        actions: ActionRegistry,
        find: Finder | None = None,
        elsewhere: Callable[[], list[Entry]] = list,
    ) -> None:
        super().__init__(parent)
        self._actions = actions
        self._elsewhere = elsewhere  # what other screens do, once something is typed
        self._find = find
        self._context = ""
        self._found: list[PaletteItem] = []
        self._narrowed: PaletteItem | None = None  # the object whose commands are listed
        self._text_before = ""  # what had found it
        self._question = 0
        self._has_moved = False  # to another line, before the first answer came
        self._is_asking = False  # the database has not answered yet
        self._focus_before: QWidget | None = None
        self.setObjectName("palette")
        self.setAccessibleName(tr("Command palette"))
        self._build()
        self._debounce = QTimer(self, singleShot=True, interval=_DEBOUNCE_MS)
        self._debounce.timeout.connect(self._ask)
        self.input.textChanged.connect(self._on_input_text_changed)
        self.list.clicked.connect(self._on_list_clicked)
        parent.installEventFilter(self)
        self.hide()

    def _build(self) -> None:
        self.panel = _Panel(self)
        self.input = QLineEdit()
        self.input.setObjectName("palette.input")
        self.input.setProperty("frameless", True)
        self.input.setPlaceholderText(tr("Search or run a command…"))
        self.input.setAccessibleName(tr("Search or run a command"))
        self.input.installEventFilter(self)
        self._count = caption()
        self.nothing = caption("", wraps=True)
        self.nothing.setContentsMargins(16, 12, 16, 12)
        self.nothing.hide()
        self.model = PaletteListModel(self)
        self._delegate = PaletteDelegate(self)
        self.list = QListView()
        self.list.setObjectName("palette.list")
        self.list.setAccessibleName(tr("Results"))
        self.list.setModel(self.model)
        self.list.setItemDelegate(self._delegate)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        use_slim_scroll_bars(self.list)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        head = QHBoxLayout()
        self._about = StyledLabel("", FontRole.PANE_TITLE, is_secondary=True)
        self._about.hide()
        head.addWidget(self._about)
        head.addWidget(self.input, 1)
        head.addWidget(self._count)
        theme.keep_sized(self.input, partial(self._size_head, head))
        layout = QVBoxLayout(self.panel)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(Divider())
        layout.addWidget(self.list, 1)
        layout.addWidget(self.nothing, 1)
        layout.addWidget(Divider())
        layout.addLayout(self._hints())

    def _size_head(self, head: QHBoxLayout) -> None:
        head.setContentsMargins(theme.px(42), theme.px(10), theme.px(16), theme.px(10))
        self.input.setFont(theme.font(FontRole.PANE_TITLE))

    def _hints(self) -> QHBoxLayout:
        layout = QHBoxLayout()
        layout.setContentsMargins(16, 9, 16, 9)
        layout.setSpacing(8)
        for keys, words in (
            ("Enter", tr("open")),
            ("Ctrl+Enter", tr("new window")),
            ("Tab", tr("narrow")),
        ):
            layout.addWidget(KeyCap(keys))
            layout.addWidget(caption(words))
            layout.addSpacing(8)
        layout.addStretch()
        layout.addWidget(caption(tr("narrow with")))
        for prefix in (">", "#", "@", "=", "?"):
            layout.addWidget(KeyCap(prefix))
        return layout

    def open(self, context: str = "", text: str = "") -> None:
        """Show it for the screen `context`, with `text` typed already."""
        self._context = context
        self._focus_before = theme.application().focusWidget()
        self._found, self._has_moved = [], False
        self._set_narrowed(None)
        self.input.setText(text)
        self._place()
        self.show()
        self.raise_()
        self.input.setFocus()
        self._show()
        self._ask()

    def close_palette(self) -> None:
        if not self.isVisible():
            return
        self._question += 1
        self.hide()
        if self._focus_before is not None and self._focus_before.isVisible():
            self._focus_before.setFocus()
        self.closed.emit()

    def split(self) -> tuple[str, str]:
        """The prefix typed, and the words after it; a space behind them ends the last one."""
        text = self.input.text().lstrip()
        if text[:1] in PREFIXES and self._narrowed is None:
            return text[0], text[1:].lstrip()
        return "", text

    @Slot()
    def _on_input_text_changed(self) -> None:
        self._question += 1  # an answer that is still to come is one to other letters
        self._is_asking = True
        self._show(is_typed=True)
        self._debounce.start()

    @Slot()
    def _ask(self) -> None:
        """Objects come from the database, later; an answer to an older text is dropped."""
        prefix, text = self.split()
        if self._find is None or prefix in (">", "?") or self._narrowed is not None:
            self._is_asking = False
            self._show()
            return
        self._question += 1
        question = self._question

        def show(items: Sequence[PaletteItem]) -> None:
            if question == self._question:
                self._found = list(items)
                self._is_asking = False
                self._show(is_typed=not text and not self._has_moved)

        self._find(show, prefix, text.strip())

    def _show(self, *, is_typed: bool = False) -> None:
        """`is_typed`: other letters ask for another line; an answer leaves the chosen one be.

        A command that is called as typed is chosen before the objects that stand above it.
        """
        prefix, text = self.split()
        found, commands, items = self._listed(prefix, text)
        chosen = self.model.item(self.list.currentIndex().row())
        self._delegate.typed = text.lower()
        self.model.set_items(items)
        self._count.setText(tr("%n result(s)", "", len(items)) if text or prefix else "")
        self._say_nothing(text, is_empty=not items and not self._is_asking)
        titles = [item.title for item in items]
        place = len(found) if text and is_led_by(commands, text) else 0
        if chosen is not None and chosen.title in titles and not is_typed:
            place = titles.index(chosen.title)
        self._select(self._row_of_item(place))
        self._place()

    def _listed(
        self, prefix: str, text: str
    ) -> tuple[list[PaletteItem], list[PaletteItem], list[PaletteItem]]:
        """Objects, commands, and all that is listed."""
        if self._narrowed is not None and self._narrowed.narrow is not None:
            words = text.lower().split()
            own = [
                one
                for one in self._narrowed.narrow()
                if all(word in one.title.lower() for word in words)
            ]
            return [], own, own
        found = [] if prefix in (">", "?") else self._found
        commands = self._commands(prefix, text)
        listed = [*found, *commands, *self._terms(prefix, text)]
        if not listed and not self._is_asking:
            listed = self._near(prefix, text)
        return found, commands, listed

    def _say_nothing(self, text: str, *, is_empty: bool) -> None:
        """A way on, where nothing is found: an empty list teaches nobody what to type."""
        words = tr(
            "Nothing is called “{text}”. Type a model, a person, a number, "
            "or what you want to do: approve, roll back, which version served."
        )
        self.nothing.setText(words.format(text=safe_text.one_line(text, 40)))
        self.nothing.setVisible(is_empty and bool(text))
        self.list.setVisible(self.nothing.isHidden())

    def _commands(self, prefix: str, text: str) -> list[PaletteItem]:
        if prefix in ("#", "@", "="):
            return []
        known = self._actions.entries(self._context)
        known += self._elsewhere() if text and prefix != "?" else []
        entries = [
            entry
            for entry in known
            if matches(entry, text) and (entry.id != _OPEN or prefix == "?")  # it is open
        ]
        entries.sort(key=lambda entry: rank(entry, text, self._context))
        most = None if prefix else _MOST_COMMANDS if text else _MOST_UNASKED
        group = tr("Keys") if prefix == "?" else tr("Commands")
        return [self._command_item(entry, group, text) for entry in entries[:most]]

    def _near(self, prefix: str, text: str) -> list[PaletteItem]:
        """Where nothing is called so: what has some of the words of a whole question."""
        if prefix not in ("", ">"):
            return []
        near = {
            entry: count
            for entry in self._actions.entries(self._context)
            if entry.id != _OPEN and (count := nearness(entry, text))
        }
        best = sorted(near, key=lambda entry: (-near[entry], rank(entry, text, self._context)))
        return [self._command_item(entry, tr("Near to that"), text) for entry in best[:_MOST_NEAR]]

    def _command_item(self, entry: Entry, group: str, text: str) -> PaletteItem:
        return PaletteItem(
            group,
            entry.text,
            entry.run,
            icon=entry.icon or "chevron-right",
            keys=entry.keys[0] if entry.keys else "",
            reason=entry.reason,
            detail=entry.place or ("" if is_called(entry, text) else entry.words),
            is_meant=is_keyed(entry, text),
        )

    def _terms(self, prefix: str, text: str) -> list[PaletteItem]:
        """What the words mean that were typed; with `?` all of them."""
        if prefix not in ("", "?") or len(text) < _LEAST_OF_TERM:
            return []
        return [
            PaletteItem(
                tr("Words"),
                term.said,
                partial(self.term_chosen.emit, term),
                icon="book-open",
                detail=term.told,
            )
            for term in terms_called(text.strip())[: None if prefix else _MOST_TERMS]
        ]

    def _row_of_item(self, place: int) -> int:
        rows = [n for n in range(self.model.rowCount()) if self.model.item(n) is not None]
        return rows[place] if place < len(rows) else -1

    def _select(self, row: int) -> None:
        if row >= 0:
            self.list.setCurrentIndex(self.model.index(row))

    def _move(self, step: int) -> None:
        self._has_moved = True
        row = self.list.currentIndex().row() + step
        while 0 <= row < self.model.rowCount():
            if self.model.item(row) is not None:
                self._select(row)
                item = self.model.item(row)
                notices.announce(item.title if item else "", self.input)
                return
            row += step

    def run_current(self, *, in_window: bool = False) -> None:
        """Do what is chosen; what is blocked stays and tells its reason."""
        item = self.model.item(self.list.currentIndex().row())
        if item is None:
            return
        if item.reason:
            notices.announce(item.reason, self.input)
            return
        self.close_palette()
        (item.run_in_window if in_window and item.run_in_window else item.run)()

    @Slot(QModelIndex)
    def _on_list_clicked(self, index: QModelIndex) -> None:
        self.list.setCurrentIndex(index)
        self.run_current()

    def _narrow(self) -> None:
        """To what can be done with the chosen object; of a command the whole name is written."""
        item = self.model.item(self.list.currentIndex().row())
        if item is None or self._narrowed is not None:
            return
        if item.narrow is None:
            prefix, _text = self.split()
            self.input.setText(prefix + item.title)
            return
        self._text_before = self.input.text()
        self._set_narrowed(item)
        self.input.setText("")
        self._show(is_typed=True)
        notices.announce(tr("What to do with {title}").format(title=item.title), self.input)

    def _widen(self) -> bool:
        """Back to what was searched; False where nothing was narrowed."""
        if self._narrowed is None:
            return False
        self._set_narrowed(None)
        self.input.setText(self._text_before)
        self._show(is_typed=True)
        return True

    def _set_narrowed(self, item: PaletteItem | None) -> None:
        self._narrowed = item
        title = safe_text.one_line(item.title, 40) if item is not None else ""
        self._about.setText(f"{title} ›")
        self._about.setVisible(item is not None)
        words = tr("Search or run a command…") if item is None else tr("What to do with it…")
        self.input.setPlaceholderText(words)

    def _escape(self) -> None:
        if not self._widen():
            self.close_palette()

    def _place(self) -> None:
        area = self.parentWidget()
        if area is None:
            return
        self.setGeometry(area.rect())
        width = min(theme.px(WIDTH), area.width() - 32)
        body: QWidget = self.nothing if self.list.isHidden() else self.list
        rows = sum(self.list.sizeHintForRow(n) for n in range(self.model.rowCount()))
        needed = rows if body is self.list else self.nothing.heightForWidth(width - 2)
        chrome = self.panel.sizeHint().height() - body.sizeHint().height()
        height = min(area.height() - theme.px(120), chrome + max(needed, theme.px(60)) + 6)
        left = (area.width() - width) // 2
        self.panel.setGeometry(left, theme.px(72), width, height)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.input and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.KeyPress:
                return self._handle_key(event)
        elif event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def _handle_key(self, event: QKeyEvent) -> bool:
        ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        keys: dict[Qt.Key, Callable[[], object]] = {
            Qt.Key.Key_Escape: self._escape,
            Qt.Key.Key_Down: lambda: self._move(1),
            Qt.Key.Key_Up: lambda: self._move(-1),
            Qt.Key.Key_Return: lambda: self.run_current(in_window=ctrl),
            Qt.Key.Key_Enter: lambda: self.run_current(in_window=ctrl),
            Qt.Key.Key_Tab: self._narrow,
        }
        if event.key() == Qt.Key.Key_Backspace and not self.input.text():
            return self._widen()
        action = keys.get(Qt.Key(event.key()))
        if action is None:
            return False
        action()
        return True

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self.panel.geometry().contains(event.position().toPoint()):
            self.close_palette()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t = theme.tokens()
        painter = QPainter(self)
        scrim = QColor(Qt.GlobalColor.black)
        scrim.setAlphaF(t.scrim_share)
        painter.fillRect(self.rect(), scrim)
        painter.end()
