"""The words of the field: what each means here, and the screens on which the thing lives."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from typing_extensions import override

from app.views import theme
from app.views.cards import CARDS
from app.views.cells import Text
from app.views.glossary import Term, find_terms
from app.views.item_models.columns import Column
from app.views.item_models.row_table import RowTableModel
from app.views.language import tr
from app.views.panels.parts import clear
from app.views.theme import FontRole
from app.views.widgets.basics import Divider, StyledLabel
from app.views.widgets.button import Button, Kind
from app.views.widgets.data_table import DataTable
from app.views.widgets.placeholders import EmptyState
from app.views.widgets.wrap import WrapLayout


class WordList(QWidget):
    """Those of one screen until something is typed; then of all. Enter goes to where it lives."""

    screen_wanted = Signal(str)  # its key
    guide_wanted = Signal(object)  # the Term to read about

    def __init__(self, screen: str, titles: Mapping[str, str], term: Term | None = None) -> None:
        """`titles`: of the screens that the window has, by their keys."""
        super().__init__()
        self._screen = screen
        self._titles = titles
        self.field = QLineEdit()
        self.field.setObjectName("words.field")
        self.field.setAccessibleName(tr("Search all words"))
        self.field.setPlaceholderText(tr("Search all words"))
        self.field.setClearButtonEnabled(True)
        self.field.setFixedHeight(theme.px(30))
        self.field.installEventFilter(self)
        columns: list[Column[Term]] = [
            Column(tr("Word"), lambda one: Text(one.said, is_strong=True), width=190),
            Column(tr("Meaning here"), lambda one: one.told, stretches=True),
        ]
        self.model: RowTableModel[Term] = RowTableModel(columns, lambda one: one.name, self)
        self.table = DataTable(self.model, tr("Words"))
        self.table.setObjectName("words.table")
        self.table.setSelectionMode(DataTable.SelectionMode.SingleSelection)
        self.table.set_empty_state(EmptyState(tr("No word is called or explained so")))
        self.name = StyledLabel("", FontRole.STRONG, wraps=True, can_copy=True)
        self.meaning = StyledLabel("", wraps=True, can_copy=True)
        self.meaning.setObjectName("words.meaning")
        self.command = StyledLabel("", FontRole.MONO, is_secondary=True, can_copy=True)
        self._places = QWidget()
        self._links = WrapLayout(self._places, spacing=4)
        self._shown: list[Button] = []
        self._build()
        self.field.textChanged.connect(self._on_field_text_changed)
        self.table.current_changed.connect(self._show)
        self.table.opened.connect(self._open)
        self._fill()
        if term is not None:
            self.field.setText(term.said)
            self.table.select_key(term.name)

    @property
    def links(self) -> list[Button]:
        """The screens on which the chosen thing lives."""
        return list(self._shown)

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 12, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.field)
        layout.addWidget(self.table, 1)
        layout.addWidget(Divider())
        layout.addWidget(self.name)
        layout.addWidget(self.meaning)
        layout.addWidget(self._places)
        layout.addWidget(self.command)

    def _fill(self) -> None:
        self.model.set_rows(find_terms(self.field.text(), self._screen))
        self.table.mark_ready()
        self.table.select_first()
        self._show(self.table.current_row())

    @Slot(str)
    def _on_field_text_changed(self, _text: str) -> None:
        self.table.setCurrentIndex(self.model.index(-1, -1))
        self._fill()

    @Slot(object)
    def _show(self, term: Term | None) -> None:
        clear(self._links)
        self._shown = []
        self.name.setText(term.said if term else "")
        self.meaning.setText(term.told if term else "")
        self.command.setText(f"modelward {term.command}" if term and term.command else "")
        self.command.setVisible(bool(term and term.command))
        for key in self._known(term):
            words = tr("Go to {screen}").format(screen=self._titles[key])
            link = Button(words, kind=Kind.LINK, icon=CARDS[key].icon)
            link.setObjectName(f"words.go.{key}")
            link.clicked.connect(partial(self.screen_wanted.emit, key))
            self._links.addWidget(link)
            self._shown.append(link)
        if term is not None:
            read = Button(tr("Read in the guide"), kind=Kind.LINK, icon="file-text")
            read.setObjectName("words.guide")
            read.clicked.connect(partial(self.guide_wanted.emit, term))
            self._links.addWidget(read)

    def _known(self, term: Term | None) -> list[str]:
        return [key for key in term.screens if key in self._titles] if term else []

    @Slot(object)
    def _open(self, term: Term) -> None:
        known = self._known(term)
        if known:
            self.screen_wanted.emit(known[0])

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up, down and Enter work on the list while one types."""
        keys = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if (
            watched is self.field
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in keys
        ):
            self.table.keyPressEvent(event)
            return True
        return super().eventFilter(watched, event)
