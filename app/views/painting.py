"""The small drawn things of the product: glyphs, chips, key caps. Delegates and widgets share them.

Every function draws vertically centred on `middle` and says how wide it was.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from app.views import icons, theme
from app.views.cells import AgainstLimit, Stage, State, Status, Votes
from app.views.colors import mix, stage_colors
from app.views.theme import FontRole
from app.views.tokens import Tokens

_STATUS_TOKEN = {
    Status.OK: "ok",
    Status.WARNING: "warning",
    Status.CRITICAL: "critical",
    Status.FAILED: "critical",
    Status.RUNNING: "info",
    Status.WAITING: "waiting",
    Status.UNKNOWN: "unknown",
    Status.UNREACHABLE: "unknown",
    Status.ACKNOWLEDGED: "unknown",
}


def status_color(status: Status, t: Tokens) -> str:
    return str(getattr(t, _STATUS_TOKEN[status]))


def soft_color(status: Status, t: Tokens) -> str:
    return str(getattr(t, _STATUS_TOKEN[status] + "_soft"))


def soft_edge(status: Status, t: Tokens) -> QPen:
    """Round a soft fill: in high contrast there is none, and only an edge tells where it ends."""
    is_seen = soft_color(status, t) != t.base
    return QPen(Qt.PenStyle.NoPen) if is_seen else QPen(QColor(status_color(status, t)), 1)


@contextmanager
def saved(painter: QPainter) -> Iterator[QPainter]:
    """The painter as it was, also when drawing fails."""
    painter.save()
    try:
        yield painter
    finally:
        painter.restore()


# A list that scrolls or is filtered shows mostly words that it has shown before.
@lru_cache(maxsize=8_192)
def _text_width(text: str, font: QFont) -> float:
    return QFontMetricsF(font).horizontalAdvance(text)


@lru_cache(maxsize=64)
def _cap_height(font: QFont) -> float:
    return QFontMetricsF(font).capHeight()


@lru_cache(maxsize=8_192)
def _elided(text: str, font: QFont, width: float, mode: Qt.TextElideMode) -> str:
    return QFontMetricsF(font).elidedText(text, mode, width)


def text_width(text: str, font: QFont) -> float:
    return _text_width(text, font)


def draw_text(  # noqa: PLR0917 -- a drawing primitive: place, text, look
    painter: QPainter, x: float, middle: float, text: str, font: QFont, color: str
) -> float:
    """One line of plain text whose capitals are centred on `middle`.

    It runs as its own letters do: where the window runs from right to left, "≥ 0.7" and "2 d 12 h"
    are still read as they are.
    """
    painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
    painter.setFont(font)
    painter.setPen(QColor(color))
    painter.drawText(QPointF(x, middle + _cap_height(font) / 2), text)
    return _text_width(text, font)


def elided(text: str, font: QFont, width: float, *, in_middle: bool = False) -> str:
    mode = Qt.TextElideMode.ElideMiddle if in_middle else Qt.TextElideMode.ElideRight
    return _elided(text, font, max(0.0, width), mode)


def in_two_lines(
    words: str, font: QFont, width: float, *, in_middle: bool = False
) -> tuple[str, ...]:
    """As they stand: in one line, or broken between two words, the second one elided."""
    parts, count = words.split(" "), 0
    while count < len(parts) and text_width(" ".join(parts[: count + 1]), font) <= width:
        count += 1
    if count == len(parts):
        return (words,)
    first, rest = " ".join(parts[: max(count, 1)]), " ".join(parts[max(count, 1) :])
    lines = (first, rest) if rest else (first,)
    return tuple(elided(line, font, width, in_middle=in_middle) for line in lines)


def draw_glyph(painter: QPainter, status: Status, center: QPointF, size: float, color: str) -> None:
    """The status glyph; shapes differ so that colour is never needed to tell them apart."""
    with saved(painter):
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(QColor(color), size * 0.16)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.translate(center)
        _GLYPHS[status](painter, size / 2, pen)


def _tick(painter: QPainter, r: float, pen: QPen) -> None:
    painter.setPen(pen)
    painter.drawPolyline(
        QPolygonF([QPointF(-r * 0.9, 0), QPointF(-r * 0.25, r * 0.65), QPointF(r * 0.95, -r * 0.7)])
    )


def _triangle(painter: QPainter, r: float, pen: QPen) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(pen.color()))
    painter.drawPolygon(
        QPolygonF([QPointF(0, -r * 0.95), QPointF(r, r * 0.85), QPointF(-r, r * 0.85)])
    )


def _square(painter: QPainter, r: float, pen: QPen) -> None:
    side = round(r * 1.7)
    painter.fillRect(QRectF(round(-side / 2), round(-side / 2), side, side), pen.color())


def _cross(painter: QPainter, r: float, pen: QPen) -> None:
    painter.setPen(pen)
    a = r * 0.8
    painter.drawLine(QPointF(-a, -a), QPointF(a, a))
    painter.drawLine(QPointF(-a, a), QPointF(a, -a))


def _running(painter: QPainter, r: float, pen: QPen) -> None:
    a = r * 0.82
    painter.setPen(pen)
    painter.drawArc(QRectF(-a, -a, 2 * a, 2 * a), 60 * 16, 280 * 16)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(pen.color()))
    painter.drawPolygon(
        QPolygonF(
            [
                QPointF(-r * 0.1, -r * 1.25),
                QPointF(r * 0.75, -r * 0.75),
                QPointF(-r * 0.1, -r * 0.2),
            ]
        )
    )


def _waiting(painter: QPainter, r: float, pen: QPen) -> None:
    a = r * 0.85
    painter.setPen(pen)
    painter.drawEllipse(QPointF(0, 0), a, a)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(pen.color()))
    painter.drawPie(QRectF(-a, -a, 2 * a, 2 * a), 0, 90 * 16)


def _ring(painter: QPainter, r: float, pen: QPen) -> None:
    painter.setPen(pen)
    painter.drawEllipse(QPointF(0, 0), r * 0.8, r * 0.8)


def _diamond(painter: QPainter, r: float, pen: QPen) -> None:
    painter.setPen(pen)
    a = r * 0.95
    painter.drawPolygon(QPolygonF([QPointF(0, -a), QPointF(a, 0), QPointF(0, a), QPointF(-a, 0)]))


_GLYPHS = {
    Status.OK: _tick,
    Status.ACKNOWLEDGED: _tick,
    Status.WARNING: _triangle,
    Status.CRITICAL: _square,
    Status.FAILED: _cross,
    Status.RUNNING: _running,
    Status.WAITING: _waiting,
    Status.UNKNOWN: _ring,
    Status.UNREACHABLE: _diamond,
}


def state_width(state: State) -> float:
    words = text_width(state.text, theme.font(FontRole.CAPTION_MEDIUM))
    pending = theme.px(14) if state.is_pending else 0
    return words + theme.px(10 + 6) + (theme.px(14) if state.is_chip else 0) + pending


def draw_state(
    painter: QPainter, x: float, middle: float, state: State, *, on: str | None = None
) -> float:
    """Glyph and word, as a tinted chip where the state says so; `on` overrides all colours."""
    t = theme.tokens()
    color, width = on or status_color(state.status, t), state_width(state)
    left = x
    if state.is_chip:
        height = theme.px(20)
        box = QRectF(x, middle - height / 2, width, height)
        is_filled = state.status is Status.CRITICAL
        with saved(painter):
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            pen = QPen(QColor(on), 1) if on else soft_edge(state.status, t)
            fill = color if is_filled else soft_color(state.status, t)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush if on else QBrush(QColor(fill)))
            painter.drawRoundedRect(box, 4, 4)
        color = on or (t.critical_text if is_filled else color)
        left += theme.px(7)
    size = theme.px(10)
    draw_glyph(painter, state.status, QPointF(left + size / 2, middle), size, color)
    font = theme.font(FontRole.CAPTION_MEDIUM)
    end = left + size + theme.px(6)
    end += draw_text(painter, end, middle, state.text, font, color)
    if state.is_pending:
        draw_glyph(painter, Status.UNKNOWN, QPointF(end + theme.px(8), middle), theme.px(7), color)
    return width


def stage_width(stage: Stage) -> float:
    words = text_width(stage.name, theme.font(FontRole.CAPTION_STRONG))
    return words + theme.px(12) + (theme.px(16) if stage.is_protected else 0)


def draw_stage(
    painter: QPainter, x: float, middle: float, stage: Stage, *, on: str | None = None
) -> float:
    """A square chip of the stage ramp; `on` draws the ring that keeps it apart on a selection."""
    t = theme.tokens()
    fill, color = stage_colors(t, stage.level)
    width, height = stage_width(stage), theme.px(18)
    box = QRectF(round(x), round(middle - height / 2), round(width), height)
    if stage.is_outlined:
        color = on or t.secondary
    else:
        painter.fillRect(box, QColor(fill))
    if on or stage.is_outlined:
        with saved(painter):
            painter.setPen(QPen(QColor(on or t.edge), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))
    font = theme.font(FontRole.CAPTION_STRONG)
    if stage.is_struck:
        font = QFont(font)
        font.setStrikeOut(True)
    end = x + theme.px(6) + draw_text(painter, x + theme.px(6), middle, stage.name, font, color)
    if stage.is_protected:
        lock = theme.px(12)
        icons.draw(painter, "lock", end + theme.px(4), middle - lock / 2, lock, color)
    return width


def tag_width(name: str) -> float:
    return text_width(f"#{name}", theme.font(FontRole.CAPTION)) + theme.px(12)


def tag_within(name: str, room: float) -> str:
    """As much of a tag's name as can be read in `room`, its edge included."""
    if tag_width(name) <= room:
        return name
    return elided(name, theme.font(FontRole.CAPTION), room - tag_width(""))


def draw_tag(
    painter: QPainter, x: float, middle: float, name: str, *, on: str | None = None
) -> float:
    t = theme.tokens()
    width, height = tag_width(name), theme.px(20)
    with saved(painter):
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(on or t.edge), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        box = QRectF(round(x) + 0.5, round(middle - height / 2) + 0.5, round(width) - 1, height - 1)
        painter.drawRoundedRect(box, 4, 4)
    font = theme.font(FontRole.CAPTION)
    draw_text(painter, x + theme.px(6), middle, f"#{name}", font, on or t.text)
    return width


def keycap_width(keys: str) -> float:
    return max(
        float(theme.px(18)), text_width(keys, theme.font(FontRole.CAPTION_MEDIUM)) + theme.px(10)
    )


def draw_keycap(
    painter: QPainter, x: float, middle: float, keys: str, *, on: str | None = None
) -> float:
    """A key as it stands on a button; `on` is the text colour on a filled button."""
    t = theme.tokens()
    width, height = keycap_width(keys), theme.px(18)
    with saved(painter):
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = QColor(on) if on else QColor(t.divider)
        painter.setPen(QPen(edge, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush if on else QBrush(QColor(t.window)))
        box = QRectF(round(x) + 0.5, round(middle - height / 2) + 0.5, round(width) - 1, height - 1)
        painter.drawRoundedRect(box, 3, 3)
    font = theme.font(FontRole.CAPTION_MEDIUM)
    words = text_width(keys, font)
    draw_text(painter, x + (width - words) / 2, middle, keys, font, on or t.secondary)
    return width


def draw_avatar(painter: QPainter, center: QPointF, name: str, *, is_self: bool = False) -> None:
    """Initials in a circle, 20 px."""
    t = theme.tokens()
    radius = theme.px(10)
    with saved(painter):
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        fill = t.highlight if is_self else mix(t.text, t.base, 0.13)
        painter.setBrush(QColor(fill))
        painter.drawEllipse(center, radius, radius)
        painter.setPen(QColor(t.highlight_text if is_self else t.text))
        painter.setFont(theme.font(FontRole.AVATAR))
        box = QRectF(center.x() - radius, center.y() - radius, 2 * radius, 2 * radius)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, initials(name))


def initials(name: str) -> str:
    """Two letters: first and last word of a name."""
    words = name.split()
    if not words:
        return "?"
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


def draw_progress(painter: QPainter, box: QRectF, share: float, color: str) -> None:
    """A thin bar of work done."""
    with saved(painter):
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.tokens().divider))
        painter.drawRoundedRect(box, 2, 2)
        painter.setBrush(QColor(color))
        done = box.width() * min(1.0, max(0.0, share))
        painter.drawRoundedRect(QRectF(box.left(), box.top(), done, box.height()), 2, 2)


def draw_against_limit(painter: QPainter, box: QRectF, cell: AgainstLimit, on: str | None) -> None:
    """What holds in soft ok, a line at each limit, old hollow, new filled; a square when over."""
    t = theme.tokens()
    middle, height = box.center().y(), theme.px(14)
    ends = box.left(), box.right()
    limits = [None if one is None else _x_in(box, cell, one) for one in (cell.low, cell.high)]
    left, right = (end if at is None else at for end, at in zip(ends, limits, strict=True))
    track, good_color, ring, hole = t.divider, t.ok_soft, t.reference, t.base
    if on:  # of the chosen row: soft ok would swallow what is drawn in its light colour
        track = good_color = mix(on, t.highlight, 0.25)
        ring, hole = on, t.highlight
    with saved(painter):
        painter.fillRect(QRectF(box.left(), middle - 1, box.width(), 2), QColor(track))
        good = QRectF(left, middle - theme.px(5), right - left, theme.px(10))
        painter.fillRect(good, QColor(good_color))
        for at in limits:
            if at is not None:
                line = QRectF(at - 0.75, middle - height / 2, 1.5, height)
                painter.fillRect(line, QColor(on or t.text))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if cell.before is not None:
            painter.setPen(QPen(QColor(ring), 1.5))
            painter.setBrush(QColor(hole))
            painter.drawEllipse(QPointF(_mark_x(box, cell, cell.before), middle), 3.2, 3.2)
        at_value = QPointF(_mark_x(box, cell, cell.value), middle)
        if cell.is_over:
            draw_glyph(painter, Status.CRITICAL, at_value, 9, on or t.critical)
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(on or t.current))
            painter.drawEllipse(at_value, 4, 4)


def _x_in(box: QRectF, cell: AgainstLimit, value: float) -> float:
    low, high = cell.span
    return box.left() + (value - low) / (high - low) * box.width()


def _mark_x(box: QRectF, cell: AgainstLimit, value: float) -> float:
    """Where a value stands; one that breaks a limit never lies on its line, however near."""
    x, clear = _x_in(box, cell, value), theme.px(5)
    if cell.high is not None and cell.is_above(value):
        return max(x, _x_in(box, cell, cell.high) + clear)
    if cell.low is not None and cell.is_below(value):
        return min(x, _x_in(box, cell, cell.low) - clear)
    return x


def votes_width(votes: Votes) -> float:
    return votes.needed * (theme.px(11) + 4.0)


def draw_votes(painter: QPainter, x: float, middle: float, votes: Votes, on: str | None) -> float:
    """A filled tick for each decision given, a ring for each that is missing."""
    t = theme.tokens()
    size, color = theme.px(11), on or t.ok
    for n in range(votes.needed):
        center = QPointF(x + size / 2, middle)
        if n < votes.given:
            with saved(painter):
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(color))
                painter.drawEllipse(center, size / 2, size / 2)
            tick = t.highlight if on else t.base
            draw_glyph(painter, Status.OK, center, size * 0.6, tick)
        else:
            draw_glyph(painter, Status.UNKNOWN, center, size * 1.15, on or t.secondary)
        x += size + 4
    return x


def selection_fill(t: Tokens, *, on_base: bool = True) -> str:
    """Selection in a list without focus."""
    return mix(t.highlight, t.base if on_base else t.window, t.selection_share)


def row_divider(t: Tokens) -> str:
    return mix(t.divider, t.base, 0.6)


def draw_hatch(painter: QPainter, box: QRectF, color: str, step: float = 6.0) -> None:
    """Diagonal lines over `box`: a reference, or a batch that never came."""
    with saved(painter):
        painter.setClipRect(box)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(color), 1))
        start = math.floor((box.left() - box.height()) / step) * step
        x = start
        while x < box.right():
            painter.drawLine(QPointF(x, box.bottom()), QPointF(x + box.height(), box.top()))
            x += step


def draw_spark(
    painter: QPainter, box: QRectF, values: Sequence[float], line: str, dot: str
) -> None:
    """A line over the whole width, from the least to the most of the values."""
    low, high = min(values, default=0.0), max(values, default=0.0)
    span = high - low
    step = box.width() / max(len(values) - 1, 1)
    points = [
        QPointF(
            box.left() + n * step,
            box.bottom() - (value - low) / span * box.height() if span else box.center().y(),
        )
        for n, value in enumerate(values)
    ]
    if not points:
        return
    with saved(painter):
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(line), 1.4))
        painter.drawPolyline(QPolygonF(points))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(dot))
        painter.drawEllipse(points[-1], 2.6, 2.6)
