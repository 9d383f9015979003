"""Keys: every action with its keys, others instead where somebody wants them, never two alike."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QKeySequenceEdit, QLineEdit, QVBoxLayout, QWidget

from app.views import theme
from app.views.actions import ActionRegistry, is_plain, shown_keys
from app.views.cards import CARDS
from app.views.cells import Text
from app.views.filters import FilterQuery
from app.views.item_models.columns import Column
from app.views.item_models.row_table import RowTableModel
from app.views.language import N_, tr
from app.views.panels.ways_out import WaysOut
from app.views.preferences import PreferenceStore
from app.views.widgets.basics import StyledLabel, row
from app.views.widgets.button import Button, Kind
from app.views.widgets.data_table import DataTable
from app.views.widgets.filter_bar import FilterBar
from app.views.widgets.placeholders import EmptyState


@dataclass(frozen=True, slots=True)
class KeyRow:
    id: str
    text: str
    where: str
    keys: tuple[str, ...]
    is_changed: bool
    is_letter: bool


COLUMNS: list[Column[KeyRow]] = [
    Column(N_("Action"), lambda r: Text(r.text), key="text", stretches=True),
    Column(N_("Where"), lambda r: r.where, key="where", width=150),
    Column(
        N_("Keys"),
        lambda r: Text(" · ".join(map(shown_keys, r.keys)), is_mono=True),
        key="keys",
        width=190,
    ),
    Column(N_("Changed"), lambda r: tr("yes") if r.is_changed else "", key="changed", width=90),
]


class KeyEditor(QWidget):
    """A list of the actions known so far, and a field that takes keys for the chosen one."""

    def __init__(self, registry: ActionRegistry, store: PreferenceStore) -> None:
        super().__init__()
        self._registry = registry
        self._store = store
        self._rows: list[KeyRow] = []
        self._model = RowTableModel(COLUMNS, lambda r: r.id, self)
        self.table = DataTable(self._model, tr("Actions and their keys"))
        self.table.setObjectName("settings.keys.table")
        self.table.allow_sorting()
        self.table.setMinimumHeight(theme.px(260))
        self.filter = FilterBar(tr("Filter actions"), hint=tr("Filter: action, place or keys"))
        self.filter.setObjectName("settings.keys.filter")
        self._empty = EmptyState("", pictures=("search",))
        self.table.set_empty_state(self._empty)
        self._ways = WaysOut(
            self._empty, self.filter, lambda then, query: then(len(_fitting(self._rows, query)))
        )
        self.field = QKeySequenceEdit()
        self.field.setObjectName("settings.keys.field")
        self.field.setMaximumSequenceLength(2)
        self.field.setAccessibleName(tr("New keys"))
        self.field.setMinimumSize(theme.px(180), theme.px(28))
        self.field.setClearButtonEnabled(True)
        inner = self.field.findChild(QLineEdit)
        assert isinstance(inner, QLineEdit)
        inner.setMinimumHeight(theme.px(28))
        inner.setAccessibleName(tr("New keys"))
        inner.setPlaceholderText(tr("press the new keys here"))
        self.use_button = Button(tr("Use these keys"), kind=Kind.PRIMARY)
        self.use_button.setObjectName("settings.keys.use")
        self.none_button = Button(tr("No keys"))
        self.none_button.setObjectName("settings.keys.none")
        self.reset_button = Button(tr("Reset"))
        self.reset_button.setObjectName("settings.keys.reset_one")
        self.said = StyledLabel("", is_secondary=True, wraps=True)
        self.said.setObjectName("settings.keys.said")
        self._build()
        # A screen brings many actions at once: they are read once, after all of them.
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.refresh)
        self.refresh()

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.filter)
        layout.addWidget(self.table, 1)
        buttons = row(self.field, self.use_button, self.none_button, self.reset_button)
        layout.addWidget(buttons)
        layout.addWidget(self.said)
        self.filter.changed.connect(lambda _query: self.refresh())
        self.filter.left.connect(self.table.setFocus)
        self.table.current_changed.connect(lambda _row: self._judge())
        self.table.opened.connect(lambda _row: self.field.setFocus())
        self.field.keySequenceChanged.connect(lambda _keys: self._judge())
        self.use_button.clicked.connect(self._on_use_button_clicked)
        self.none_button.clicked.connect(lambda: self._keep(()))
        self.reset_button.clicked.connect(self._on_reset_button_clicked)

    @Slot()
    def refresh_soon(self) -> None:
        self._soon.start()

    @Slot()
    def refresh(self) -> None:
        """Actions come with their screens, so they are read anew whenever this is shown."""
        titles = {key: tr(card.title) for key, card in CARDS.items()}
        chosen = self._store.value.keys
        query = self.filter.query
        self._rows = [
            KeyRow(
                spec.id,
                tr(spec.text),
                titles.get(spec.context, spec.context) if spec.context else tr("Everywhere"),
                self._registry.keys(spec.id),
                spec.id in chosen,
                spec.is_letter,
            )
            for spec in self._registry.specs()
        ]
        shown = _fitting(self._rows, query)
        self._empty.set_texts(tr("No action matches “{query}”").format(query=query))
        self._model.set_rows(shown)
        self._ways.follow(query, is_empty=not shown)
        self.filter.set_count(None if query.is_empty else len(shown), len(self._rows))
        self.table.mark_ready()
        self.table.select_first()
        self._judge()

    def blocker(self) -> str:
        """Why the keys in the field can't be taken for the chosen action; empty: they can."""
        chosen: KeyRow | None = self.table.current_row()
        keys = self._typed()
        if chosen is None:
            return tr("Choose an action first.")
        if not keys:
            return tr("Press the new keys in the field.")
        if is_plain(keys) and ", " not in keys and not chosen.is_letter:
            return tr("A single letter would act while you type. Add Ctrl or Alt, or a second key.")
        taken = self._registry.claimed_by(keys, chosen.id)
        if taken:
            return tr("{keys} belongs to “{action}” already. Change that one first.").format(
                keys=shown_keys(keys), action=tr(self._registry.spec(taken).text)
            )
        return ""

    def _typed(self) -> str:
        return self.field.keySequence().toString(QKeySequence.SequenceFormat.PortableText)

    def _judge(self) -> None:
        reason = self.blocker()
        chosen: KeyRow | None = self.table.current_row()
        self.use_button.set_blocked(reason)
        self.said.setText(reason if self._typed() else "")
        self.none_button.set_blocked("" if chosen and chosen.keys else tr("It has no keys."))
        is_changed = chosen is not None and chosen.is_changed
        self.reset_button.set_blocked("" if is_changed else tr("It has the keys it began with."))

    def _keep(self, keys: tuple[str, ...]) -> None:
        chosen: KeyRow | None = self.table.current_row()
        if chosen is not None:
            self._store.set(keys={**self._store.value.keys, chosen.id: keys})
            self.field.clear()
            self.refresh()

    @Slot()
    def _on_use_button_clicked(self) -> None:
        if not self.blocker():
            self._keep((self._typed(),))

    @Slot()
    def _on_reset_button_clicked(self) -> None:
        chosen: KeyRow | None = self.table.current_row()
        if chosen is None:
            return
        back = self._registry.spec(chosen.id).keys
        claims = (self._registry.claimed_by(key, chosen.id) for key in back)
        taken = next((one for one in claims if one), "")
        if taken:
            self.said.setText(
                tr("Its first keys belong to “{action}” now. Change that one first.").format(
                    action=tr(self._registry.spec(taken).text)
                )
            )
            return
        rest = {name: keys for name, keys in self._store.value.keys.items() if name != chosen.id}
        self._store.set(keys=rest)
        self.refresh()


def _fitting(rows: list[KeyRow], query: FilterQuery) -> list[KeyRow]:
    words = [word.casefold() for word in query.words]
    return [one for one in rows if all(word in _text(one) for word in words)]


def _text(one: KeyRow) -> str:
    return f"{one.text} {one.where} {' '.join(map(shown_keys, one.keys))}".casefold()
