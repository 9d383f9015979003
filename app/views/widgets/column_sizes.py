"""How wide the columns of a table are: as designed, as their words need, or as the reader wants."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHeaderView

from app.views import painting, theme
from app.views.cells import State
from app.views.delegates.cell_delegate import words_width
from app.views.item_models.columns import Column, Role
from app.views.language import tr
from app.views.theme import FontRole

if TYPE_CHECKING:
    from app.views.widgets.columned_table import ColumnedTable

_MEASURED_ROWS = 50
_WIDEST = 220  # a column for words, however long they are
_LEFT_TO_NAMES = 240
_LEAST_OF_NAMES = 120  # where all names are short
_MOST_OF_NAMES = 0.5  # of a list, where it is narrow
_LEAST = 24
_LEAST_OF_DESIGN = 0.65  # rows that are not measured may need more than those that are


class ColumnSizes:
    """`widths` and what is restored are as at a zoom of 100 %."""

    def __init__(self, table: ColumnedTable, columns: Sequence[Column[Any]]) -> None:
        self._table = table
        self._columns = columns
        self._zoom = theme.zoom()
        self._designed: dict[int, int] = {}
        self._words: dict[int, int] = {}  # what those of the first rows need
        self._names: dict[int, int] = {}  # the same of the columns that stretch
        self._given: dict[int, int] = {}  # what each has got here
        self._unknown: set[int] = set()  # what their cells need is not known: they spare nothing
        self._states: set[int] = set()  # columns of states: those are never cut
        self._chosen: set[int] = set()  # by the reader, here or at an earlier start
        self._measured = 0  # rows
        self._edge = 0
        for n, column in enumerate(columns):
            if column.stretches:
                self._header.setSectionResizeMode(n, QHeaderView.ResizeMode.Stretch)
            else:
                self._designed[n] = max(theme.px(column.width), _title_width(column.title))
                table.setColumnWidth(n, self._designed[n])
        # Later: a column that is being dragged has not got its width yet.
        self._soon = QTimer(table, singleShot=True, interval=0)
        self._soon.timeout.connect(self._keep_names)
        self._header.sectionResized.connect(self._keep_names_soon)

    def _keep_names_soon(self) -> None:
        """A slot of its own: with what the signal tells the timer would take it as its interval."""
        self._soon.start()

    @property
    def _header(self) -> QHeaderView:
        return self._table.horizontalHeader()

    @property
    def widths(self) -> tuple[int, ...]:
        return tuple(
            round(self._table.columnWidth(n) / self._zoom) for n in range(len(self._columns))
        )

    @property
    def chosen(self) -> dict[int, int]:
        """Only those that the reader gave another width."""
        widths = self.widths
        last = self._stretched
        return {
            n: widths[n]
            for n in self._designed
            if n != last and not self._table.isColumnHidden(n) and not self._is_ours(n)
        }

    @property
    def _stretched(self) -> int:
        """The last one that is seen, where it takes what the others leave; -1: none does."""
        header = self._header
        if not header.stretchLastSection():
            return -1
        seen = (header.logicalIndex(place) for place in reversed(range(header.count())))
        return next((n for n in seen if not self._table.isColumnHidden(n)), -1)

    @property
    def names_width(self) -> int:
        """What each of those that stretch has of the room that columns are fitted into."""
        shown = [n for n in range(len(self._columns)) if not self._table.isColumnHidden(n)]
        names = [n for n in shown if self._columns[n].stretches]
        others = sum(self._table.columnWidth(n) for n in shown if n not in names)
        return max(self._least_of_names, (self._table.room - others) // max(1, len(names)))

    def choose(self, widths: Mapping[int, int]) -> None:
        """The reader's own from now on."""
        for n, width in widths.items():
            if n in self._designed and width >= _LEAST:
                self._chosen.add(n)
                self._table.setColumnWidth(n, round(width * self._zoom))

    def end_stretch(self, n: int) -> None:
        """It was the last one, as wide as the list left it: the reader chose nothing."""
        if n in self._designed and n not in self._chosen:
            self._table.setColumnWidth(n, self._designed[n])

    def reset(self) -> None:
        """As after the first start."""
        self._chosen.clear()
        for n, width in self._designed.items():
            self._table.setColumnWidth(n, width)
        self.widen()

    def apply_zoom(self) -> None:
        ratio, self._zoom = theme.zoom() / self._zoom, theme.zoom()
        if ratio == 1:
            return
        for known in (self._designed, self._words, self._names, self._given):
            known.update({n: round(width * ratio) for n, width in known.items()})
        for n in range(len(self._columns)):
            self._table.setColumnWidth(n, round(self._table.columnWidth(n) * ratio))

    def forget_rows(self, first: int = 0) -> None:
        """From there on others come in their place, whose words may need more."""
        self._measured = min(self._measured, first)

    def measure(self, edge: int) -> None:
        """The first rows: in another language words need more than columns are given.

        Args:
            edge: how much further in the words of the first column stand.
        """
        model = self._table.model()
        rows = range(self._measured, min(model.rowCount(), _MEASURED_ROWS))
        if not rows:
            return
        self._measured, self._edge = rows.stop, edge
        for n in self._designed:
            shown = [model.index(place, n).data(Role.CELL) for place in rows]
            is_number = self._columns[n].is_number
            if any(isinstance(one, State) for one in shown):
                self._states.add(n)
            widths = [words_width(one, is_number=is_number) for one in shown]
            if any(one and not width for one, width in zip(shown, widths, strict=True)):
                self._unknown.add(n)
            words = max(widths)
            words += edge if n == 0 and words else 0
            self._need(n, words)
        for n, column in enumerate(self._columns):
            if column.stretches:
                shown = [model.index(place, n).data(Role.CELL) for place in rows]
                needed = max(words_width(one) or theme.px(_LEFT_TO_NAMES) for one in shown)
                needed += edge if self._header.sectionPosition(n) == 0 else 0
                self._names[n] = max(needed, self._names.get(n, 0), theme.px(_LEAST_OF_NAMES))

    def follow(self, first: int, last: int) -> bool:
        """Whether these rows say now what needs more: a column of states still shows it whole."""
        before, model = dict(self._words), self._table.model()
        rows = range(first, min(last + 1, self._measured))
        for n in self._states & self._words.keys():
            edge = self._edge if n == 0 else 0
            for cell in (model.index(place, n).data(Role.CELL) for place in rows):
                self._need(n, words_width(cell, is_number=self._columns[n].is_number) + edge)
        return self._words != before

    def giving_way(self, shown: Sequence[int]) -> set[int]:
        """Of these columns those without room beside the whole words of every state.

        First what only the widest lists show.
        """
        names = sum(self._columns[n].stretches for n in shown)
        room = self._table.room - names * self._least_of_names
        room -= sum(self._whole(n) for n in shown if n in self._designed)
        may_go = [n for n in shown if self._columns[n].drop_below and n not in self._states]
        gone: set[int] = set()
        for n in sorted(may_go, key=lambda one: self._columns[one].drop_below, reverse=True):
            if room >= 0 or not self._states.intersection(shown):
                break
            gone.add(n)
            room += self._whole(n) if n in self._designed else 0
        return gone

    def _whole(self, n: int) -> int:
        designed = self._designed[n]
        return max(designed, self._words.get(n, 0)) if n in self._states else designed

    def _need(self, n: int, words: int) -> None:
        known = self._words.get(n, 0)
        if words > known and self._is_ours(n):
            self._table.setColumnWidth(n, self._designed[n])  # else it seems the reader's own
        self._words[n] = min(max(words, known), theme.px(_WIDEST))

    def widen(self) -> None:
        """Columns get what their words need, as long as the stretching ones keep enough.

        Those of states first: for what is said there one runs down a list, so names give way. But
        before anything is cut, columns give what their words do not need.
        """
        shown = [n for n in range(len(self._columns)) if not self._table.isColumnHidden(n)]
        ours = [n for n in shown if n in self._words and self._is_ours(n)]
        names = [n for n in shown if self._columns[n].stretches]
        room = self._table.room
        for n in shown:
            if n not in names:
                room -= self._designed[n] if n in ours else self._table.columnWidth(n)
        kept = theme.px(_LEFT_TO_NAMES)
        wanted = sum(min(kept, self._names.get(n, kept)) for n in names)
        least = min(wanted, self._least_of_names * len(names))
        missing = sum(max(0, self._words[n] - self._designed[n]) for n in ours)
        spared = self._spared(ours, wanted + missing - room)
        room += sum(spared.values())
        for n in sorted(ours, key=lambda one: one not in self._states):
            base = self._designed[n] - spared.get(n, 0)
            more = max(0, self._words[n] - base)
            # What lies aside already may lie there with whole words.
            fits = more <= room - (least if n in self._states else wanted) or (
                n in self._states and room < least
            )
            self._given[n] = base + more if fits else base
            self._table.setColumnWidth(n, self._given[n])
            room -= more if fits else 0
        self._keep_names()

    def _spared(self, ours: Sequence[int], short: int) -> dict[int, int]:
        """Of what is short, what these columns have to spare: the most first."""
        spare = {}
        for n in ours:
            title = _title_width(self._columns[n].title)
            least = max(self._words[n], title, round(self._designed[n] * _LEAST_OF_DESIGN))
            spare[n] = 0 if n in self._unknown else max(0, self._designed[n] - least)
        found: dict[int, int] = {}
        for n in sorted(ours, key=lambda one: -spare[one]):
            found[n] = min(spare[n], max(0, short))
            short -= found[n]
        return found

    @property
    def _least_of_names(self) -> int:
        shown = [n for n in range(len(self._columns)) if not self._table.isColumnHidden(n)]
        names = sum(self._columns[n].stretches for n in shown)
        return min(
            theme.px(_LEAST_OF_NAMES), int(self._table.room * _MOST_OF_NAMES / max(1, names))
        )

    def _keep_names(self) -> None:
        """They take what the others leave, if it is enough to read them; else the list scrolls."""
        table, header = self._table, self._header
        shown = [n for n in range(len(self._columns)) if not table.isColumnHidden(n)]
        names = [n for n in shown if self._columns[n].stretches]
        if not names:
            return
        room = table.viewport().width()
        is_empty = not table.model().rowCount()
        least = header.minimumSectionSize() if is_empty else self._least_of_names
        left = room - sum(table.columnWidth(n) for n in shown if n not in names)
        fits = left >= least * len(names)
        mode = QHeaderView.ResizeMode.Stretch if fits else QHeaderView.ResizeMode.Fixed
        for n in names:
            if header.sectionResizeMode(n) is not mode:
                header.setSectionResizeMode(n, mode)
            if not fits:
                table.setColumnWidth(n, least)

    def _is_ours(self, n: int) -> bool:
        width = self._table.columnWidth(n)
        return n not in self._chosen and width in {
            self._designed[n],
            self._words.get(n),
            self._given.get(n),
        }


def _title_width(title: str) -> int:
    """What a title needs, up to half as much again as a usual column has."""
    words = painting.text_width(tr(title), theme.font(FontRole.CAPTION_MEDIUM))
    return min(round(words) + 18, theme.px(180))
