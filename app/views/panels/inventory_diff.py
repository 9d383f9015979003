"""Two snapshots side by side: what changed, how grave it is, and by which rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget
from typing_extensions import override

from app.models.queries.snapshot_diff import (
    BETTER,
    BREAKING,
    COSMETIC,
    GRADES,
    GROUPS,
    NOTABLE,
    Change,
    Raw,
    SnapshotDiff,
)
from app.texts import told, word
from app.views import theme
from app.views.cells import GroupTitle, State, Status, Text
from app.views.item_models.columns import Column
from app.views.item_models.row_table import RowTableModel
from app.views.language import N_, tr
from app.views.panels.change_walk import ChangeWalk
from app.views.panels.change_words import change_name, value_words
from app.views.panels.inventory_words import snapshot_name
from app.views.panels.raw_diff import RawDiff
from app.views.theme import FontRole
from app.views.widgets.basics import StateChip, StyledLabel, caption, row
from app.views.widgets.button import Button, Kind
from app.views.widgets.data_table import DataTable
from app.views.widgets.fields import Choice
from app.views.widgets.placeholders import EmptyState
from app.views.widgets.segments import Segments
from app.views.widgets.wrap import wrapping_row

MARKS = {
    BREAKING: Status.CRITICAL,
    NOTABLE: Status.WARNING,
    BETTER: Status.OK,
    COSMETIC: Status.UNKNOWN,
}
ORDER = (BREAKING, NOTABLE, COSMETIC)


@dataclass(frozen=True, slots=True)
class _Line:
    """A change, or the heading of a group."""

    group: str
    change: Change | None = None
    count: int = 0

    @property
    def key(self) -> tuple[str, str]:
        return self.group, self.change.name if self.change else ""


def _severity(line: _Line) -> State | GroupTitle:
    if line.change is None:
        return GroupTitle(word(line.group).capitalize(), line.count)
    return State(MARKS[line.change.grade], word(line.change.grade))


def _side(change: Change, text: str) -> Text:
    """What is missing is never shown as equal."""
    return Text(value_words(change, text), is_quiet=not text)


def _name(line: _Line) -> Text | str:
    return Text(change_name(line.change), is_strong=True) if line.change else ""


def _before(line: _Line) -> Text | str:
    return _side(line.change, line.change.before) if line.change else ""


def _after(line: _Line) -> Text | str:
    return _side(line.change, line.change.after) if line.change else ""


def _rule(line: _Line) -> str:
    return told(line.change.rule) if line.change else ""


COLUMNS: list[Column[_Line]] = [
    Column(N_("Change"), _severity, width=96, tooltip=_rule),
    Column(N_("What"), _name, width=180),
    Column(N_("Before"), _before, width=170),
    Column(N_("After"), _after, width=170),
    Column(
        N_("Why it counts so"),
        lambda line: Text(_rule(line), is_quiet=True),
        stretches=True,
        drop_below=760,
    ),
]


class DiffView(QWidget):
    """Alt+↓ and Alt+↑ go to the next and the previous change, Ctrl+Shift+X swaps; Esc closes.

    C says something about the change that is chosen, to who asks for the version.

    Enter shows what was frozen, as it was written; either side can be another snapshot.
    """

    closed = Signal()
    swapped = Signal()
    raw_wanted = Signal()
    sides_chosen = Signal(object, object)  # ids of snapshots: before, after
    export_asked = Signal()
    note_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._diff: SnapshotDiff | None = None
        self._title = StyledLabel("", FontRole.STRONG)
        self._choices: tuple[tuple[UUID, str], ...] = ()
        self._wanted = ""  # the change whose frozen text is asked for
        self._sides = self._build_sides()
        self._chips = QHBoxLayout()
        self._chips.setSpacing(10)
        self._least = Segments(tr("Changes shown"), (tr("All"), tr("Not cosmetic"), tr("Breaking")))
        self._least.setObjectName("inventory.diff.least")
        self._least.chosen.connect(self._show)
        self._model: RowTableModel[_Line] = RowTableModel(COLUMNS, lambda line: line.key, self)
        self.table = DataTable(self._model, tr("Changes between two snapshots"))
        self.table.setObjectName("inventory.diff")
        ChangeWalk(self.table, self._model, lambda line: line.change is not None)
        self._empty = EmptyState(tr("No difference"), "", pictures=("check",))
        self.table.set_empty_state(self._empty)
        back = Button(tr("Back to snapshots"), kind=Kind.LINK, keys="Esc")
        back.clicked.connect(lambda _checked: self.closed.emit())
        swap = Button(tr("Swap"), kind=Kind.QUIET, name=tr("Swap the two sides"))
        swap.setObjectName("inventory.diff.swap")
        swap.clicked.connect(lambda _checked: self.swapped.emit())
        export = Button(tr("Export…"), kind=Kind.QUIET, changes=True)
        export.setObjectName("inventory.diff.export")
        export.clicked.connect(lambda _checked: self.export_asked.emit())
        note = Button(
            tr("Comment…"),
            kind=Kind.QUIET,
            keys="C",
            name=tr("Comment on the change"),
            changes=True,
        )
        note.setObjectName("inventory.diff.comment")
        note.clicked.connect(lambda _checked: self.note_asked.emit())
        chips = QWidget()
        chips.setLayout(self._chips)
        self._chips.setContentsMargins(0, 0, 0, 0)
        raw = Button(tr("As frozen"), kind=Kind.QUIET, name=tr("Show what was frozen"))
        raw.setObjectName("inventory.diff.as_frozen")
        raw.clicked.connect(lambda _checked: self._ask_raw())
        self._bar = wrapping_row(
            self._title,
            self._sides,
            chips,
            None,
            self._least,
            note,
            swap,
            raw,
            export,
            back,
            spacing=10,
        )  # fmt: skip -- goes on below: keys and words take more room than half a window has
        self._warning = caption(tr("These are snapshots of different models."))
        self._warning.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 6, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self._bar)
        layout.addWidget(self._warning)
        self.raw = RawDiff()
        self.raw.closed.connect(self.show_changes)
        self._stack = QStackedLayout()
        layout.addLayout(self._stack, 1)  # first: what is added to none shows as a window
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.raw)
        self.table.opened.connect(lambda _line: self._ask_raw())
        self.setFocusProxy(self.table)

    def _build_sides(self) -> QWidget:
        self.before, self.after = Choice(tr("Before")), Choice(tr("After"))
        self.before.setObjectName("inventory.diff.before")
        self.after.setObjectName("inventory.diff.after")
        for choice in (self.before, self.after):
            choice.activated.connect(self._on_side_activated)
        return row(self.before, StyledLabel("⇄"), self.after, spacing=6)

    @property
    def diff(self) -> SnapshotDiff | None:
        return self._diff

    @property
    def shown_changes(self) -> tuple[Change, ...]:
        """Those that the choice of gravity leaves."""
        return tuple(one.change for one in self._model.rows if one.change is not None)

    @property
    def chosen_change(self) -> Change | None:
        """None on a heading, and where what was frozen is read."""
        line = self.table.current_row() if self._stack.currentWidget() is self.table else None
        return line.change if isinstance(line, _Line) else None

    def offer_sides(self, snapshots: Sequence[tuple[UUID, str]]) -> None:
        """Those of the model that is shown, the newest first."""
        self._choices = tuple((one, snapshot_name(label)) for one, label in snapshots)

    def show_diff(self, diff: SnapshotDiff) -> None:
        self._diff = diff
        self.show_changes()
        before, after = snapshot_name(diff.before_label), snapshot_name(diff.after_label)
        self._title.setText(f"{before}  ⇄  {after}")
        self._show_sides(diff)
        while self._chips.count():
            item = self._chips.takeAt(0)
            if item is not None and (old := item.widget()) is not None:
                old.deleteLater()
        for grade, status in MARKS.items():
            if count := diff.count_graded(grade):
                state = State(status, f"{count} {word(grade)}")
                self._chips.addWidget(StateChip(state))
        self._warning.setVisible(not diff.is_same_model)
        same = tr("The digests are equal.") if diff.is_identical else ""
        self._empty.set_texts(tr("No difference in %n group(s)", "", len(GROUPS)), same)
        # Sixty cosmetic lines would hide the two that matter.
        self._least.choose(1 if diff.count(BREAKING) + diff.count(NOTABLE) else 0)
        self._show()

    def _show_sides(self, diff: SnapshotDiff) -> None:
        """To choose from, where both are of the model that is shown; else they are only named."""
        ids = [one for one, _label in self._choices]
        can_choose = diff.before_id in ids and diff.after_id in ids
        self._title.setVisible(not can_choose)
        self._sides.setVisible(can_choose)
        if not can_choose:
            return
        for choice, chosen in ((self.before, diff.before_id), (self.after, diff.after_id)):
            choice.clear()
            choice.addItems([label for _one, label in self._choices])
            choice.setCurrentIndex(ids.index(chosen))

    @Slot()
    def _on_side_activated(self) -> None:
        ids = [one for one, _label in self._choices]
        chosen = ids[self.before.currentIndex()], ids[self.after.currentIndex()]
        if self._diff is not None and chosen != (self._diff.before_id, self._diff.after_id):
            self.sides_chosen.emit(*chosen)

    def _ask_raw(self) -> None:
        line = self.table.current_row()
        change = line.change if isinstance(line, _Line) else None
        self._wanted = change.name if change is not None else ""
        if self._diff is not None:
            self.raw_wanted.emit()

    def show_raw(self, raw: Raw) -> None:
        """Unless other snapshots are compared by now."""
        diff = self._diff
        if diff is None or (diff.before_id, diff.after_id) != (raw.before_id, raw.after_id):
            return
        labels = snapshot_name(diff.before_label), snapshot_name(diff.after_label)
        self.raw.show_texts(labels, (raw.before, raw.after), self._wanted)
        self._stack.setCurrentWidget(self.raw)
        self._bar.hide()  # it has a way back of its own, and needs the room
        self.raw.setFocus()

    @Slot()
    def show_changes(self) -> None:
        had_focus = self.raw.isAncestorOf(theme.application().focusWidget() or self)
        self._stack.setCurrentWidget(self.table)
        self._bar.show()
        if had_focus:
            self.table.setFocus()

    def _show(self) -> None:
        if self._diff is None:
            return
        shown = ORDER[: 3 - self._least.current]
        lines: list[_Line] = []
        for group in GROUPS:
            changes = [one for one in self._diff.group(group) if one.severity in shown]
            if changes:
                changes.sort(key=lambda one: GRADES.index(one.grade))
                lines.append(_Line(group, count=len(changes)))
                lines += [_Line(group, one) for one in changes]
        self._model.set_rows(lines)
        self.table.mark_ready()
        self.table.select_first()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)
