"""The lineage timeline: lanes of events and deployments, an as-of line, reviewed ranges.

←→ event in its lane, Shift+←→ in any lane, ↑↓ lane, + − zoom, [ ] the ends of a range,
Home End, A "as of here". The wheel zooms at the pointer, dragging moves, with Shift it chooses a
range; a click on a bar or on the months is "as of here" too.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget
from typing_extensions import override

from app.views import cells, language, painting, safe_text, theme
from app.views.charts.chart import Chart, ChartTable
from app.views.charts.timeline_data import (
    Cluster,
    Lane,
    TimelineBar,
    TimelineEvent,
    TimelineReview,
    clusters,
    time_marks,
)
from app.views.charts.timeline_head import draw_title, head_width, lane_heights
from app.views.charts.timeline_marks import cluster_words, draw_bar, draw_cluster, mark_width
from app.views.charts.timeline_table import table_of
from app.views.language import N_, tr
from app.views.shown_time import shown_now
from app.views.theme import FontRole

_HEADER = 36
_WORD_ROOM = 72  # of the mock-ups' pixels: in less a shade has no words
_LEAST_SPAN = timedelta(minutes=10)
_HIT_PX = 9.0


class Timeline(Chart):
    """Emits what is chosen; the screen shows it beside."""

    event_chosen = Signal(str)  # id of an event
    as_of_requested = Signal(object)  # datetime; None: of an instant that is yet to be said
    range_chosen = Signal(object, object)  # datetime, datetime: to review or export
    view_changed = Signal(object, object)  # what is seen now, for the overview

    def __init__(self, name: str = N_("Lineage timeline"), parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._lanes: tuple[Lane, ...] = ()
        self._events: tuple[TimelineEvent, ...] = ()
        self._bars: tuple[TimelineBar, ...] = ()
        self._by_lane: dict[str, tuple[list[float], list[TimelineEvent]]] = {}
        self._now = shown_now()
        self._start, self._end = self._now - timedelta(days=180), self._now + timedelta(days=10)
        self._as_of: datetime | None = None
        self._reviewed: tuple[TimelineReview, ...] = ()
        self._selected = ""
        self._range_start: datetime | None = None
        self._chosen: tuple[datetime, datetime] | None = None
        self._grabbed: float | None = None
        self._pressed: QPointF | None = None
        self._is_marking = False  # a range, by dragging
        self._is_room = False

    def end_at_seal(self) -> None:
        """In a review room the present is its seal."""
        self._is_room = True

    @property
    def _present(self) -> str:
        return tr("the seal") if self._is_room else tr("now")

    def set_data(
        self,
        lanes: Sequence[Lane],
        events: Sequence[TimelineEvent],
        bars: Sequence[TimelineBar],
        *,
        now: datetime,
    ) -> None:
        self._lanes, self._bars, self._now = tuple(lanes), tuple(bars), now
        self._events = tuple(sorted(events, key=lambda event: event.at))
        self._by_lane = {}
        for event in self._events:
            in_lane = self._by_lane.setdefault(event.lane, ([], []))
            in_lane[0].append(event.at.timestamp())
            in_lane[1].append(event)
        if self._selected not in {event.id for event in events}:
            self._selected = ""
        self.updateGeometry()
        self.update()
        self.data_changed.emit()

    def set_view(self, start: datetime, end: datetime) -> None:
        if end - start >= _LEAST_SPAN:
            self._start, self._end = start, end
            self.view_changed.emit(start, end)
            self.update()

    @property
    def seen(self) -> tuple[datetime, datetime]:
        """From when to when it shows."""
        return self._start, self._end

    def set_as_of(self, at: datetime | None) -> None:
        """Later things fade; None is now."""
        self._as_of = at
        self.update()

    def set_reviewed(self, reviewed: Sequence[TimelineReview]) -> None:
        """Shade what was reviewed."""
        self._reviewed = tuple(reviewed)
        self.updateGeometry()
        self.update()
        self.data_changed.emit()

    @property
    def chosen_range(self) -> tuple[datetime, datetime] | None:
        """The stretch whose two ends were chosen last; None: there is none."""
        return self._chosen

    def clear_range(self) -> None:
        self._range_start = self._chosen = None
        self.update()

    @property
    def selected(self) -> TimelineEvent | None:
        return next((event for event in self._events if event.id == self._selected), None)

    def select(self, event_id: str) -> None:
        """Choose from outside; emits nothing."""
        self._selected = event_id
        self.update()

    @override
    def table(self) -> ChartTable:
        return table_of(
            self._lanes, self._events, self._bars, self._reviewed, present=self._present
        )

    @override
    def sizeHint(self) -> QSize:
        lanes = sum(theme.px(lane.height) for lane in self._lanes)
        return QSize(theme.px(700), lanes + theme.px(_HEADER))

    @override
    def minimumSizeHint(self) -> QSize:
        lanes = round(sum(self._heights(0)))
        return QSize(theme.px(420), max(theme.px(240), lanes + theme.px(_HEADER)))

    def head_width(self) -> float:
        """Of the column with the names of the lanes: the overview begins where the lanes do."""
        return head_width(self._lanes)

    def _heights(self, room: float) -> list[float]:
        return lane_heights(self._lanes, room, has_words=bool(self._reviewed))

    def _x(self, at: datetime) -> float:
        share = (at - self._start) / (self._end - self._start)
        return self.head_width() + share * (self.width() - self.head_width())

    def _at(self, x: float) -> datetime:
        share = (x - self.head_width()) / max(1.0, self.width() - self.head_width())
        return self._start + share * (self._end - self._start)

    def _lane_boxes(self) -> list[tuple[Lane, QRectF]]:
        top, boxes = float(theme.px(_HEADER)), []
        heights = self._heights(self.height() - top)
        for lane, height in zip(self._lanes, heights, strict=True):
            boxes.append((lane, QRectF(0, top, self.width(), height)))
            top += height
        return boxes

    def _clusters(self, lane: Lane) -> list[Cluster]:
        times, events = self._by_lane.get(lane.key, ([], []))
        first = bisect_left(times, self._start.timestamp())
        last = bisect_right(times, self._end.timestamp())
        span = (self._end - self._start).total_seconds()
        width = max(1.0, self.width() - self.head_width())
        start, left = self._start.timestamp(), self.head_width()
        found = clusters(
            events[first:last],
            times[first:last],
            lambda stamp: left + (stamp - start) / span * width,
            span / width,
            mark_width,
        )
        return [self._whole(one) for one in found]

    def _whole(self, one: Cluster) -> Cluster:
        """Several that stand at an end are counted inside it: half a number is another one."""
        if one.count < 2:
            return one
        half = mark_width(one.events) / 2 + 1
        least, most = self.head_width() + half, self.width() - half
        return replace(one, x=max(least, min(one.x, most)))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t = theme.tokens()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(t.base))
        self._draw_reviewed(painter)
        self._draw_chosen(painter)
        self._draw_months(painter)
        self._write_reviewed(painter)  # no line of a month runs through the words
        self._draw_now(painter)  # below the marks: their labels stay legible
        for lane, box in self._lane_boxes():
            self._draw_lane(painter, lane, box)
        painter.fillRect(QRectF(self.head_width() - 1, 0, 1, self.height()), QColor(t.divider))
        self._draw_times(painter)
        if self.hasFocus():
            painter.setPen(QPen(QColor(t.focus), 2))
            painter.drawRect(QRectF(self.rect()).adjusted(1, 1, -1, -1))
        painter.end()

    def _clip(self, painter: QPainter) -> None:
        painter.setClipRect(
            QRectF(self.head_width(), 0, self.width() - self.head_width(), self.height())
        )

    @property
    def _seen_reviews(self) -> list[TimelineReview]:
        seen = [one for one in self._reviewed if one.end >= self._start and one.start <= self._end]
        return sorted(seen, key=lambda one: one.start)

    def _draw_reviewed(self, painter: QPainter) -> None:
        for review in self._seen_reviews:
            self._draw_stretch(painter, review.start, review.end, theme.tokens().ok)

    def _write_reviewed(self, painter: QPainter) -> None:
        free_from = float(self.head_width())
        for review in self._seen_reviews:
            free_from = self._write_into(painter, review, free_from)

    def _write_into(self, painter: QPainter, review: TimelineReview, free_from: float) -> float:
        """What a shade means, at its top, and where the words of the next may begin.

        The whole is under the pointer, also where two shades lie on each other.
        """
        x = max(free_from, self._x(review.start)) + theme.px(6)
        # Its last event stands at its end mostly, with half a label of its own before that.
        room = min(self.width(), self._x(review.end)) - x - theme.px(20)
        if room < theme.px(_WORD_ROOM):
            return free_from
        font, middle = theme.font(FontRole.CAPTION), theme.px(_HEADER + 10)
        words, t = painting.elided(review.words, font, room), theme.tokens()
        backing = QRectF(
            x - 2, middle - theme.px(8), painting.text_width(words, font) + 4, theme.px(16)
        )
        for color in (QColor(t.base), _shade(t.ok)):
            painter.fillRect(backing, color)
        return x + painting.draw_text(painter, x, middle, words, font, t.secondary)

    def _draw_chosen(self, painter: QPainter) -> None:
        if self._chosen is not None:
            self._draw_stretch(painter, *self._chosen, theme.tokens().focus)

    def _draw_stretch(self, painter: QPainter, start: datetime, end: datetime, color: str) -> None:
        with painting.saved(painter):
            self._clip(painter)
            x, right, top = self._x(start), self._x(end), theme.px(_HEADER)
            painter.fillRect(QRectF(x, top, right - x, self.height() - top), _shade(color))
            edge = QColor(color)
            edge.setAlphaF(0.35)
            for at in (x, right):
                painter.fillRect(QRectF(round(at), top, 1, self.height() - top), edge)

    def _draw_months(self, painter: QPainter) -> None:
        t = theme.tokens()
        font, middle = theme.font(FontRole.CAPTION), theme.px(_HEADER) / 2
        room = int((self.width() - self.head_width()) / theme.px(84))
        taken = [one for one in (self._as_of_chip(), self._now_word()) if one is not None]
        for at, pattern in time_marks(self._start, self._end, room):
            x = round(self._x(at))
            painter.fillRect(QRectF(x, 0, 1, self.height()), QColor(painting.row_divider(t)))
            label = language.written(at, pattern)
            words = QRectF(x + 6, 0, painting.text_width(label, font) + 4, theme.px(_HEADER))
            if any(words.intersects(one) for one in taken):
                continue
            if words.right() > self.width():
                continue  # half a name at the edge says nothing
            painting.draw_text(painter, x + 6, middle, label, font, t.secondary)
        y = theme.px(_HEADER) - 1
        painter.fillRect(QRectF(0, y, self.width(), 1), QColor(t.divider))

    def _draw_lane(self, painter: QPainter, lane: Lane, box: QRectF) -> None:
        t = theme.tokens()
        middle = box.center().y()
        painter.setPen(QPen(QColor(t.divider), 1))
        if lane.stage is None or lane.stage.level >= 1.0:
            painter.drawLine(QPointF(0, box.bottom()), QPointF(self.width(), box.bottom()))
        draw_title(painter, self._lanes, lane, middle, self.head_width())
        with painting.saved(painter):
            self._clip(painter)
            if lane.is_linked:
                self._draw_link(painter, lane, middle)
            for bar in self._bars:
                if bar.lane == lane.key:
                    self._draw_bar(painter, bar, lane, box)
            for cluster in self._clusters(lane):
                is_on = any(event.id == self._selected for event in cluster.events)
                draw_cluster(painter, cluster, middle, self._is_later(cluster.events[0].at), is_on)

    def _draw_link(self, painter: QPainter, lane: Lane, middle: float) -> None:
        times, _events = self._by_lane.get(lane.key, ([], []))
        if times:
            painter.setPen(QPen(QColor(theme.tokens().edge), 1))
            first, last = (self._x(datetime.fromtimestamp(at, UTC)) for at in (times[0], times[-1]))
            painter.drawLine(QPointF(first, middle), QPointF(last, middle))

    def _draw_bar(self, painter: QPainter, bar: TimelineBar, lane: Lane, box: QRectF) -> None:
        until = bar.until or self._now
        if until < self._start or bar.since > self._end:
            return
        height = box.height() * 0.62
        left, right = self._x(bar.since), self._x(until)
        area = QRectF(left, box.center().y() - height / 2, max(2.0, right - left), height)
        fade = self._x(self._as_of) if self._as_of else None
        draw_bar(painter, area, bar.label, lane.stage.level if lane.stage else 1.0, fade)

    def _is_later(self, at: datetime) -> bool:
        return self._as_of is not None and at > self._as_of

    def _draw_now(self, painter: QPainter) -> None:
        t = theme.tokens()
        word = self._now_word()
        if word is None:
            return
        with painting.saved(painter):
            self._clip(painter)
            x = self._x(self._now)
            painter.setPen(QPen(QColor(t.text), 1, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(x, theme.px(_HEADER)), QPointF(x, self.height()))
            font, middle = theme.font(FontRole.CAPTION), word.center().y()
            painting.draw_text(painter, word.left(), middle, self._present, font, t.text)

    def _now_word(self) -> QRectF | None:
        """Whole, at the edge too; none elsewhere, where it would stand at another time."""
        if not self._start <= self._now <= self._end:
            return None
        width = painting.text_width(self._present, theme.font(FontRole.CAPTION))
        left = min(self._x(self._now) - 12, self.width() - width - 4)
        return QRectF(left, 0, width, theme.px(_HEADER))

    def _draw_times(self, painter: QPainter) -> None:
        """As-of as a solid line with its label, the begun range as a green one."""
        t = theme.tokens()
        middle = theme.px(_HEADER) / 2
        with painting.saved(painter):
            self._clip(painter)
            if self._range_start is not None:
                painter.setPen(QPen(QColor(t.ok), 2))
                at = self._x(self._range_start)
                painter.drawLine(QPointF(at, theme.px(_HEADER)), QPointF(at, self.height()))
            if self._as_of is None:
                return
            x = self._x(self._as_of)
            painter.fillRect(QRectF(x - 1, middle, 2, self.height()), QColor(t.focus))
            strong = theme.font(FontRole.CAPTION_STRONG)
            words = tr("as of {when}").format(when=cells.day(self._as_of))
            chip = self._as_of_chip() or QRectF()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(t.highlight))
            painter.drawRoundedRect(chip, 3, 3)
            painting.draw_text(painter, chip.left() + 7, middle, words, strong, t.highlight_text)

    def _as_of_chip(self) -> QRectF | None:
        if self._as_of is None:
            return None
        words = tr("as of {when}").format(when=cells.day(self._as_of))
        width = painting.text_width(words, theme.font(FontRole.CAPTION_STRONG)) + 14
        top = theme.px(_HEADER) / 2 - theme.px(10)
        return QRectF(self._x(self._as_of) - width + 12, top, width, theme.px(20))

    def _choose(self, event: TimelineEvent) -> None:
        self._selected = event.id
        if not self._start <= event.at <= self._end:
            half = (self._end - self._start) / 2
            self.set_view(event.at - half, event.at + half)
        self.update()
        self.say(f"{cells.moment(event.at)}: {event.title}")
        self.event_chosen.emit(event.id)

    def step(self, by: int, *, any_lane: bool = False) -> None:
        """The next or previous event, in the same lane or in any."""
        here = self.selected
        pool = [e for e in self._events if any_lane or here is None or e.lane == here.lane]
        if not pool:
            return
        place = pool.index(here) + by if here in pool else self._nearest_place(pool, by)
        self._choose(pool[min(len(pool) - 1, max(0, place))])

    def _nearest_place(self, pool: Sequence[TimelineEvent], by: int) -> int:
        """Nothing is chosen yet: begin beside the instant one looks at, not a year before it."""
        at = self._as_of or self._start
        if by < 0:
            at = self._as_of or self._end
        before = sum(event.at <= at for event in pool)
        return before if by > 0 else before - 1

    def change_lane(self, by: int) -> None:
        """The event nearest in time in the next lane that has any."""
        here = self.selected
        if here is None:
            self.step(-1, any_lane=True)
            return
        keys = [lane.key for lane in self._lanes]
        place = keys.index(here.lane) + by if here.lane in keys else 0
        while 0 <= place < len(keys):
            pool = [event for event in self._events if event.lane == keys[place]]
            if pool:
                self._choose(min(pool, key=lambda event: abs(event.at - here.at)))
                return
            place += by

    def zoom(self, factor: float, x: float | None = None) -> None:
        """Below 1 zooms in, around a point of the widget or the chosen event."""
        here = self.selected
        anchor = self._at(x) if x is not None else here.at if here else self._at(self.width() / 2)
        start = anchor - (anchor - self._start) * factor
        self.set_view(start, anchor + (self._end - anchor) * factor)

    def _mark_end(self, *, is_start: bool) -> None:
        at = self.selected.at if self.selected else self._as_of or self._now
        if is_start or self._range_start is None:
            self._range_start, self._chosen = at, None
            self.update()
            self.say(tr("range from {when}").format(when=cells.moment(at)))
            return
        self._end_range(self._range_start, at)

    def _end_range(self, one: datetime, other: datetime) -> None:
        first, last = sorted((one, other))
        self._range_start, self._chosen = None, (first, last)
        self.update()
        self.say(
            tr("range {first} to {last}").format(first=cells.moment(first), last=cells.moment(last))
        )
        self.range_chosen.emit(first, last)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if not self._handle_key(Qt.Key(event.key()), shift):
            super().keyPressEvent(event)

    def _handle_key(self, key: Qt.Key, shift: bool) -> bool:
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.step(1 if key == Qt.Key.Key_Right else -1, any_lane=shift)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.change_lane(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(0.7)
        elif key == Qt.Key.Key_Minus:
            self.zoom(1 / 0.7)
        elif key in (Qt.Key.Key_BracketLeft, Qt.Key.Key_BracketRight):
            self._mark_end(is_start=key == Qt.Key.Key_BracketLeft)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and self._events:
            self._choose(self._events[0 if key == Qt.Key.Key_Home else -1])
        elif key == Qt.Key.Key_A:
            self.as_of_requested.emit(self.selected.at if self.selected else None)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.selected:
            self.activated.emit(self.selected)
        elif key == Qt.Key.Key_Escape and (self._chosen or self._range_start):
            self.clear_range()
        else:
            return False
        return True

    @override
    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            words = self.words_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), safe_text.tooltip(words), self)
            return True
        return super().event(event)

    def words_at(self, at: QPointF) -> str:
        """What is said of the place under the pointer: its mark or bar, and who reviewed it."""
        if at.x() < self.head_width():
            return next((lane.title for lane, box in self._lane_boxes() if box.contains(at)), "")
        mark, bar, here = self._mark_at(at), self._bar_at(at), self._at(at.x())
        is_inside = at.y() >= theme.px(_HEADER)
        reviews = [one.words for one in self._reviewed if one.start <= here <= one.end]
        return "\n".join(
            [
                *([cluster_words(mark)] if mark else []),
                *([self._bar_words(bar)] if bar else []),
                *(reviews if is_inside else []),
            ]
        )

    def _bar_words(self, bar: TimelineBar) -> str:
        since, until = (
            cells.moment(bar.since),
            cells.moment(bar.until) if bar.until else self._present,
        )
        when = tr("{start} to {end}").format(start=since, end=until)
        click = tr("A click tells what served then.")
        return f"{bar.label}\n{when}\n{click}"

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus()
        mark = self._mark_at(event.position())
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._range_start, self._chosen = self._at(event.position().x()), None
            self._is_marking = True
            self.update()
        elif mark is not None:
            self._choose(mark.worst)
        else:
            self._grabbed = event.position().x()
            self._pressed = event.position()

    def _mark_at(self, at: QPointF) -> Cluster | None:
        for lane, box in self._lane_boxes():
            if not box.contains(at):
                continue
            near = [
                one
                for one in self._clusters(lane)
                if abs(one.x - at.x()) <= max(_HIT_PX, mark_width(one.events) / 2)
            ]
            if near:
                return min(near, key=lambda c: abs(c.x - at.x()))
        return None

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._is_marking and self._range_start is not None:
            here = self._at(event.position().x())
            self._chosen = min(self._range_start, here), max(self._range_start, here)
            self.update()
        elif self._grabbed is not None:
            moved = self._at(self._grabbed) - self._at(event.position().x())
            self._grabbed = event.position().x()
            self.set_view(self._start + moved, self._end + moved)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click, not a drag, on what was in place or on the months asks what served then."""
        if self._is_marking:
            self._is_marking = False
            start, end = self._range_start, self._at(event.position().x())
            if start is None or abs(self._x(start) - event.position().x()) <= _HIT_PX:
                self.clear_range()
            else:
                self._end_range(start, end)
            return
        pressed, self._grabbed, self._pressed = self._pressed, None, None
        if pressed is None or (event.position() - pressed).manhattanLength() > _HIT_PX:
            return
        at = self._at(pressed.x())
        if pressed.x() >= self.head_width() and at <= self._now and self._tells_time(pressed):
            self.as_of_requested.emit(at)

    def _tells_time(self, at: QPointF) -> bool:
        return at.y() < theme.px(_HEADER) or self._bar_at(at) is not None

    def _bar_at(self, at: QPointF) -> TimelineBar | None:
        for lane, box in self._lane_boxes():
            if box.contains(at):
                here = self._at(at.x())
                in_lane = (bar for bar in self._bars if bar.lane == lane.key)
                return next((b for b in in_lane if b.since <= here <= (b.until or self._now)), None)
        return None

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        self.zoom(0.999 ** event.angleDelta().y(), event.position().x())


def _shade(color: str) -> QColor:
    """So light that marks and words on it stay legible."""
    found = QColor(color)
    found.setAlphaF(0.07)
    return found
