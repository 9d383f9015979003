"""Where a filter leaves nothing: which condition to take out, and how many rows would come then."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from PySide6.QtCore import QObject

from app.views import safe_text
from app.views.filters import FilterQuery
from app.views.item_models.paged_table import PagedTableModel
from app.views.language import tr
from app.views.widgets.filter_bar import FilterBar
from app.views.widgets.placeholders import EmptyState

MOST = 4  # conditions that are tried: each is a count of its own
_WORDS = 40  # letters of a condition on a button
Count = Callable[[Callable[[int], None], FilterQuery], None]


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Another view of the same list, in which the same filter may find something."""

    title: str
    count: Count = field(compare=False)
    show: Callable[[], object] = field(compare=False)


class WaysOut(QObject):
    """Fills an empty state; `count(then, query)` tells how many rows a wider filter finds."""

    def __init__(
        self,
        empty: EmptyState,
        bar: FilterBar,
        count: Count | None = None,
        elsewhere: Callable[[], Elsewhere | None] = lambda: None,
    ) -> None:
        super().__init__(empty)
        self._empty = empty
        self._bar = bar
        self._count = count
        self._elsewhere = elsewhere
        self._asked: FilterQuery | None = None
        self._beyond: Elsewhere | None = None  # where else it was looked for
        self._there = 0  # how many it finds there
        self._found: dict[str, tuple[FilterQuery, int]] = {}  # by the condition that goes

    def follow_model(self, model: PagedTableModel[Any]) -> None:
        """At any time: rows of the filter before tell nothing of the one that is being read."""
        if model.is_answered:
            self.follow(model.query, is_empty=not model.rowCount())

    def follow(self, query: FilterQuery, *, is_empty: bool) -> None:
        """After each answer to `query`; nothing is counted twice."""
        if self._bar.answer(query, is_empty=is_empty) and _has_focus_around(self._empty):
            self._bar.edit.setFocus()
        self.offer(query, is_empty=is_empty)

    def offer(self, query: FilterQuery, *, is_empty: bool) -> None:
        """The same of a list that is not in front, and takes no keys."""
        if not is_empty or query.is_empty:
            self._asked = None
            self._empty.set_ways(())
            return
        beyond = self._elsewhere()
        if (query, beyond) == (self._asked, self._beyond):
            return
        self._asked, self._found = query, {}
        self._beyond, self._there = beyond, 0
        self._fill()
        if beyond is not None:
            beyond.count(partial(self._on_counted_there, query, beyond), query)
        wider = list(_wider(query))
        if self._count is None or len(wider) < 2:  # without its one condition it is no filter
            return
        for name, one in wider[:MOST]:
            self._count(partial(self._on_counted, query, name, one), one)

    def _on_counted(self, asked: FilterQuery, name: str, wider: FilterQuery, count: int) -> None:
        if asked == self._asked and count:
            self._found[name] = wider, count
            self._fill()

    def _on_counted_there(self, asked: FilterQuery, beyond: Elsewhere, count: int) -> None:
        if (asked, beyond) == (self._asked, self._beyond) and count:
            self._there = count
            self._fill()

    def _fill(self) -> None:
        # The most rows first: that condition holds back the most.
        found = sorted(self._found.items(), key=lambda one: -one[1][1])
        ways: list[tuple[str, Callable[[], object]]] = [
            (
                tr("Remove “{condition}” (%n would match)", "", count).format(condition=name),
                partial(self._take, wider),
            )
            for name, (wider, count) in found
        ]
        if self._beyond is not None and self._there:
            said = tr("Look in “{view}” (%n match there)", "", self._there)
            ways.insert(0, (said.format(view=self._beyond.title), self._leave))
        self._empty.set_ways([*ways, (tr("Clear the filter"), partial(self._take, FilterQuery()))])

    def _leave(self) -> None:
        if self._beyond is not None:
            self._beyond.show()
            self._bar.left.emit()

    def _take(self, query: FilterQuery) -> None:
        self._bar.set_query(query)
        self._bar.left.emit()


def _has_focus_around(empty: EmptyState) -> bool:
    """Whether the keys go to the list that it stands in."""
    focused = empty.window().focusWidget()
    return focused is not None and focused.isAncestorOf(empty)


def _wider(query: FilterQuery) -> Iterator[tuple[str, FilterQuery]]:
    """Each condition, as it is called, and the filter without it."""
    for token in query.tokens:
        yield safe_text.one_line(str(token), _WORDS), query.without(token)
    for word in query.words:
        rest = tuple(one for one in query.words if one != word)
        yield safe_text.one_line(word, _WORDS), FilterQuery(query.tokens, rest)
