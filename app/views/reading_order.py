"""Tab goes as one reads: by where things stand, not by which was made first.

Qt goes by the order of making, and much is made when it is first shown: a tab's page came after the
buttons below it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow, QWidget
from typing_extensions import override

from app.views import theme


class ReadingWindow(QMainWindow):
    """A window whose Tab and Shift+Tab go in the order of reading."""

    @override
    def focusNextPrevChild(self, next: bool) -> bool:
        hints = theme.application().styleHints()
        focused = theme.application().focusWidget()
        if hints.tabFocusBehavior() != Qt.TabFocusBehavior.TabFocusAllControls or not focused:
            return super().focusNextPrevChild(next)
        stops = [*stops_of(self)]
        if focused not in stops:
            return super().focusNextPrevChild(next)
        place = (stops.index(focused) + (1 if next else -1)) % len(stops)
        reason = Qt.FocusReason.TabFocusReason if next else Qt.FocusReason.BacktabFocusReason
        stops[place].setFocus(reason)
        return True


def stops_of(widget: QWidget) -> Iterator[QWidget]:
    """What Tab comes to in it as it stands now, in the order of reading."""
    if _is_stop(widget):
        yield widget
    for child in _read(widget):
        yield from stops_of(child)


def _is_stop(widget: QWidget) -> bool:
    policy = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    return bool(policy) and widget.isEnabled() and widget.focusProxy() is None


def _read(widget: QWidget) -> Sequence[QWidget]:
    found = widget.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
    seen = [one for one in found if one.isVisible() and not one.isWindow()]
    return [*_cut(seen, is_turned=widget.isRightToLeft())]


def _cut(parts: Sequence[QWidget], *, is_turned: bool) -> Iterator[QWidget]:
    """From top to bottom; what stands beside each other from its start, one after the other whole.

    A recursive cut, across and then along, wherever nothing is cut through.
    """
    if len(parts) < 2:
        yield from parts
        return
    rows = _apart(parts, lambda one: (one.y(), one.height()))
    if len(rows) > 1:
        for row in rows:
            yield from _cut(row, is_turned=is_turned)
        return
    columns = _apart(parts, lambda one: (one.x(), one.width()))
    if is_turned:
        columns.reverse()
    if len(columns) > 1:
        for column in columns:
            yield from _cut(column, is_turned=is_turned)
        return
    yield from sorted(parts, key=lambda one: (one.y(), one.x()))  # they lie over each other


def _apart(
    parts: Sequence[QWidget], extent: Callable[[QWidget], tuple[int, int]]
) -> list[list[QWidget]]:
    """Groups whose extents don't touch those of the next, in order."""
    groups: list[list[QWidget]] = []
    end = 0
    for one in sorted(parts, key=lambda part: extent(part)[0]):
        begins, length = extent(one)
        if groups and begins < end:
            groups[-1].append(one)
        else:
            groups.append([one])
        end = max(end, begins + length) if len(groups[-1]) > 1 else begins + length
    return groups
