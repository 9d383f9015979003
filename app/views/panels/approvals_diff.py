"""What differs from what serves now: a line of counts, groups of changes with their gravity."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.models.queries.snapshot_diff import (
    BETTER,
    BREAKING,
    COSMETIC,
    GRADES,
    GROUPS,
    NOTABLE,
    STILL_BROKEN,
    WARNS,
    Change,
    SnapshotDiff,
)
from app.texts import told, word
from app.views import cells
from app.views.cells import Cell, GroupTitle, State, Status, Text
from app.views.item_models.columns import Column
from app.views.item_models.row_table import RowTableModel
from app.views.language import N_, tr
from app.views.panels.change_walk import ChangeWalk
from app.views.panels.change_words import change_name, pair_words, words_about
from app.views.theme import FontRole
from app.views.widgets.basics import StateChip, StyledLabel, row
from app.views.widgets.data_table import DataTable
from app.views.widgets.placeholders import EmptyState

GRAVITY = {
    BREAKING: (Status.CRITICAL, N_("breaking")),
    NOTABLE: (Status.WARNING, N_("notable")),
    BETTER: (Status.OK, N_("better")),
    COSMETIC: (Status.UNKNOWN, N_("cosmetic")),
}
OVER = {STILL_BROKEN: Status.FAILED, WARNS: Status.WARNING}  # rules that say where the value is
REST = GroupTitle("")  # the rest of a heading's row
Line = tuple[str, Change | None]  # a heading has no change


def counts_row(diff: SnapshotDiff, title: str) -> QWidget:
    """ "Diff v13 → v14 ■ 1 breaking ▲ 4 notable ✓ 2 better ○ 11 cosmetic"."""
    chips = [
        StateChip(State(status, f"{diff.count_graded(key)} {tr(words)}"))
        for key, (status, words) in GRAVITY.items()
        if diff.count_graded(key)
    ]
    if not chips:
        chips = [StateChip(State(Status.OK, tr("no difference")))]
    return row(StyledLabel(title, FontRole.STRONG), *chips, spacing=14)


def worst_of(diff: SnapshotDiff | None) -> Status | None:
    """For the tab: only what breaks or deserves a look."""
    if diff is None:
        return None
    if diff.count(BREAKING):
        return Status.CRITICAL
    return Status.WARNING if diff.count_graded(NOTABLE) else None


class DiffPanel(QWidget):
    """All changes, the gravest group first."""

    def __init__(self, diff: SnapshotDiff | None, title: str) -> None:
        super().__init__()
        self._model: RowTableModel[Line] = RowTableModel(COLUMNS, _key, self)
        self.table = DataTable(self._model, title)
        self.table.setObjectName("approvals.diff")
        ChangeWalk(self.table, self._model, lambda line: line[1] is not None)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 10, 0, 0)
        layout.setSpacing(8)
        if diff is None:
            words = tr("Nothing of this model serves yet, so there is nothing to compare with.")
            self.table.set_empty_state(EmptyState(tr("No difference to show"), words))
        else:
            layout.addWidget(counts_row(diff, title))
            words = (
                tr("The digests are equal.")
                if diff.is_identical
                else tr("All groups are the same.")
            )
            self.table.set_empty_state(EmptyState(tr("No difference"), words))
            self._model.set_rows(_lines(diff))
        layout.addWidget(self.table, 1)
        self.table.mark_ready()
        self.table.select_first()

    @property
    def current_words(self) -> str:
        """The chosen change as one writes about it; empty on a heading."""
        line: Line | None = self.table.current_row()
        return "" if line is None or line[1] is None else words_about(line[1])


def _lines(diff: SnapshotDiff) -> list[Line]:
    lines: list[Line] = []
    for name in GROUPS:
        changes = _worst_first(diff.group(name))
        if changes:
            lines.append((word(name), None))
            lines.extend((name, change) for change in changes)
    return lines


def _worst_first(changes: Sequence[Change]) -> list[Change]:
    return sorted(changes, key=lambda one: (GRADES.index(one.grade), one.rule not in OVER))


def _name(line: Line) -> Cell:
    group, change = line
    return GroupTitle(group) if change is None else Text(change_name(change))


def _before(line: Line) -> Cell:
    return REST if line[1] is None else Text(pair_words(line[1])[0], is_quiet=True)


def _after(line: Line) -> Cell:
    return REST if line[1] is None else Text(pair_words(line[1])[1], is_strong=True)


def _gravity(line: Line) -> Cell:
    if line[1] is None:
        return REST
    if line[1].rule in OVER:
        is_over = line[1].rule == STILL_BROKEN
        return State(OVER[line[1].rule], tr("over the limit") if is_over else tr("warning"))
    status, words = GRAVITY[line[1].grade]
    return State(status, tr(words))


def _why(line: Line) -> Cell:
    return REST if line[1] is None else Text(told(line[1].rule), is_quiet=True)


COLUMNS: list[Column[Line]] = [
    Column(N_("Change"), _name, width=240),
    Column(N_("Before"), _before, width=120),
    Column(N_("After"), _after, stretches=True),
    Column(N_("Gravity"), _gravity, width=100),
    Column(N_("Why"), _why, width=246, drop_below=860),
]


def _key(line: Line) -> object:
    return (
        line[0],
        line[1].name if line[1] else None,
        cells.copied(line[1].after) if line[1] else "",
    )
