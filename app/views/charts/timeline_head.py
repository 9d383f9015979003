"""The lanes of the timeline: their names, as wide as they need, and how high each lane is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QFont, QPainter

from app.views import icons, painting, safe_text, theme
from app.views.charts.timeline_data import Lane
from app.views.theme import FontRole

_LEAST, _MOST = 144, 240  # px: with the names of the demo, and what leaves a chart beside it
_WORDED = 58  # px of the first lane: the words of a shade stand above its marks
_LEAST_STRETCH, _MOST_STRETCH = 0.6, 1.4  # of the height that lanes like: closer, marks touch
_MARGIN, _STAGE_AT, _GAP, _LOCK = 16, 84, 8, 22


def head_width(lanes: Sequence[Lane]) -> float:
    """Of the column, so that every name has its room."""
    needed = max((_name_width(lane) + _name_at(lanes, lane) for lane in lanes), default=0.0)
    return min(max(needed + theme.px(_GAP), theme.px(_LEAST)), theme.px(_MOST))


def lane_heights(lanes: Sequence[Lane], room: float, *, has_words: bool) -> list[float]:
    """All alike as the room allows; the first has what the words of a shade need above."""
    wanted = [float(theme.px(lane.height)) for lane in lanes]
    stretch = _stretch(room, sum(wanted))
    least = theme.px(_WORDED) if has_words else 0
    if not wanted or wanted[0] * stretch >= least:
        return [height * stretch for height in wanted]
    stretch = _stretch(room - least, sum(wanted[1:]))
    return [float(least), *(height * stretch for height in wanted[1:])]


def _stretch(room: float, wanted: float) -> float:
    return max(_LEAST_STRETCH, min(_MOST_STRETCH, room / (wanted or 1)))


def draw_title(
    painter: QPainter, lanes: Sequence[Lane], lane: Lane, middle: float, width: float
) -> None:
    """The name of a lane; one that is too long even so loses its middle."""
    t = theme.tokens()
    if lane.group:
        group = theme.font(FontRole.BODY)
        painting.draw_text(painter, theme.px(_MARGIN), middle, lane.group, group, t.text)
    x = _name_at(lanes, lane)
    color = t.secondary if lane.stage else t.text
    end = x + painting.draw_text(
        painter, x, middle, shown_title(lanes, lane, width), _font(lane), color
    )
    if lane.stage and lane.stage.is_protected:
        icons.draw(painter, "lock", end + 5, middle - theme.px(6), theme.px(12), t.secondary)


def shown_title(lanes: Sequence[Lane], lane: Lane, width: float) -> str:
    """What of its name is seen in a column of this width."""
    room = width - _name_at(lanes, lane) - theme.px(_GAP) - _lock_width(lane)
    return painting.elided(safe_text.one_line(lane.title), _font(lane), room, in_middle=True)


def _font(lane: Lane) -> QFont:
    return theme.font(FontRole.CAPTION if lane.stage else FontRole.BODY)


def _lock_width(lane: Lane) -> float:
    return theme.px(_LOCK) if lane.stage and lane.stage.is_protected else 0.0


def _name_width(lane: Lane) -> float:
    return painting.text_width(safe_text.one_line(lane.title), _font(lane)) + _lock_width(lane)


def _name_at(lanes: Sequence[Lane], lane: Lane) -> float:
    """Stages stand in one line, behind the word of their group however long that is."""
    if lane.stage is None:
        return float(theme.px(_MARGIN))
    font = theme.font(FontRole.BODY)
    groups = [painting.text_width(one.group, font) for one in lanes if one.group]
    behind = theme.px(_MARGIN) + max(groups, default=0.0) + theme.px(_GAP)
    return max(float(theme.px(_STAGE_AT)), behind)
