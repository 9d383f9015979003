"""The marks and bars of the lineage timeline."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from app.views import cells, painting, safe_text, theme
from app.views.charts.timeline_data import Cluster, Mark, TimelineEvent
from app.views.colors import ramp_color, readable_on
from app.views.language import tr
from app.views.theme import FontRole

_FADED = 0.5


def draw_cluster(
    painter: QPainter, cluster: Cluster, middle: float, is_later: bool, is_selected: bool
) -> None:
    """One event as its mark, several as their worst with a number."""
    with painting.saved(painter):
        painter.setOpacity(_FADED if is_later else 1.0)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        event = cluster.worst
        if cluster.count > 1:
            _draw_count(painter, cluster, middle, event)
        else:
            draw_mark(painter, QPointF(cluster.x, middle), event, is_later)
        if is_selected:
            t = theme.tokens()
            painter.setBrush(Qt.BrushStyle.NoBrush)
            if cluster.count > 1:
                painter.setPen(QPen(QColor(t.focus), 2))
                painter.drawRoundedRect(_count_box(cluster, middle), 4, 4)
                return
            r = theme.px(8)
            box = QRectF(cluster.x - r, middle - r, 2 * r, 2 * r)
            painter.setPen(QPen(QColor(t.base), 5))
            painter.drawRoundedRect(box, 4, 4)
            painter.setPen(QPen(QColor(t.focus), 2))
            painter.drawRoundedRect(box, 4, 4)
            draw_mark(painter, QPointF(cluster.x, middle), event, is_later)


def cluster_words(cluster: Cluster) -> str:
    """What a mark stands for: its event, or how many, from when to when, and the worst of them."""
    count, worst = cluster.count, cluster.worst
    told = f"{cells.moment(worst.at)}: {safe_text.one_line(worst.title)}"
    if count == 1:
        return told
    times = [one.at for one in cluster.events]
    span = tr("{start} to {end}").format(
        start=cells.moment(min(times)), end=cells.moment(max(times))
    )
    how = tr("Zoom in with + to see each.")
    return f"{tr('%n event(s)', '', count)}, {span}\n{told}\n{how}"


def mark_width(events: Sequence[TimelineEvent]) -> float:
    """Of the mark of these events: a chip with their number, or the one mark and its label."""
    count, font = sum(one.count for one in events), theme.font(FontRole.CAPTION_STRONG)
    if count > 1:
        return painting.text_width(_counted(count), font) + theme.px(26)
    label = painting.text_width(_label(events[0]), font) + 4 if events[0].label else 0.0
    return max(theme.px(9), label)


def _counted(count: int) -> str:
    """No number alone: beside the mark of a version "12" would be read as v12."""
    return f"×{count}"


def _label(event: TimelineEvent) -> str:
    return safe_text.one_line(event.label, 20)


def _count_box(cluster: Cluster, middle: float) -> QRectF:
    width = mark_width(cluster.events)
    return QRectF(cluster.x - width / 2, middle - theme.px(10), width, theme.px(20))


def _draw_count(painter: QPainter, cluster: Cluster, middle: float, event: TimelineEvent) -> None:
    t = theme.tokens()
    font = theme.font(FontRole.CAPTION_STRONG)
    text = _counted(cluster.count)
    is_glyph = event.mark is Mark.STATUS
    box = _count_box(cluster, middle)
    painter.setPen(Qt.PenStyle.NoPen)
    soft = painting.soft_color(event.status, t) if is_glyph else t.info_soft
    painter.setBrush(QColor(soft))
    painter.drawRoundedRect(box, 4, 4)
    color = painting.status_color(event.status, t) if is_glyph else t.current
    draw_mark(painter, QPointF(box.left() + theme.px(11), middle), event, False, with_label=False)
    painting.draw_text(painter, box.left() + theme.px(19), middle, text, font, color)


def draw_mark(
    painter: QPainter, at: QPointF, event: TimelineEvent, is_later: bool, with_label: bool = True
) -> None:
    """The mark of one event, centred on `at`."""
    t = theme.tokens()
    r = theme.px(4.5)
    painter.setPen(Qt.PenStyle.NoPen)
    if event.mark is Mark.DIAMOND:
        painter.setPen(QPen(QColor(t.text), 1.2))
        painter.setBrush(QColor(t.base if is_later else t.text))
        points = [QPointF(0, -r), QPointF(r, 0), QPointF(0, r), QPointF(-r, 0)]
        painter.drawPolygon(QPolygonF([at + point for point in points]))
    elif event.mark is Mark.DOT:
        painter.setBrush(QColor(t.current))
        painter.drawEllipse(at, r * 0.8, r * 0.8)
    elif event.mark is Mark.SIGNED:
        painter.setBrush(QColor(t.ok))
        painter.drawRoundedRect(QRectF(at.x() - r, at.y() - r, 2 * r, 2 * r), 2, 2)
    else:
        color = painting.status_color(event.status, t)
        painting.draw_glyph(painter, event.status, at, theme.px(10), color)
    if event.label and with_label:
        font = theme.font(FontRole.CAPTION_STRONG)
        label = _label(event)
        width = painting.text_width(label, font)
        x = at.x() - width / 2
        high = theme.px(16)
        backing = QRectF(x - 2, at.y() - theme.px(14) - high / 2, width + 4, high)
        painter.fillRect(backing, QColor(t.base))
        painting.draw_text(painter, x, at.y() - theme.px(14), label, font, t.text)


def draw_bar(
    painter: QPainter, area: QRectF, label: str, level: float, fade_from: float | None
) -> None:
    """A deployment in the colour of its stage; what lies after "as of" is faded.

    The label stands where the bar can be seen, even if it began before the view.
    """
    t = theme.tokens()
    fill = ramp_color(t.lanes, level)
    inner = area.adjusted(0, 0, -1, 0)
    painter.fillRect(inner, QColor(fill))
    if fade_from is not None and fade_from < inner.right():
        veil = QColor(t.base)
        veil.setAlphaF(_FADED)
        x = max(inner.left(), fade_from)
        painter.fillRect(QRectF(x, inner.top(), inner.right() - x, inner.height()), veil)
    role = FontRole.CAPTION_STRONG if level > 0.9 else FontRole.CAPTION_MEDIUM
    font = theme.font(role)
    seen = inner.intersected(painter.clipBoundingRect())
    words = painting.elided(safe_text.one_line(label), font, seen.width() - 12)
    if seen.width() > theme.px(28):
        color = readable_on(fill, t)
        painting.draw_text(painter, seen.left() + 6, inner.center().y(), words, font, color)
