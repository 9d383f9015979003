"""The lineage of a version as a graph: what it was made of above, what came of it below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app.views import icons, painting, safe_text, theme
from app.views.charts import graph_layout
from app.views.charts.canvas import Bounds, Canvas
from app.views.charts.chart import ChartTable
from app.views.charts.graph_layout import HEIGHT, WIDTH, Link, Part, Placed, Thing
from app.views.language import N_, tr
from app.views.theme import FontRole
from app.views.tokens import Tokens

DEPTHS = (1, 2, 3, 4, 5)
DEPTH = 2  # links from the focus, at first
_DIMMED = 0.45  # what does not lie on the way to the cursor
_MAP = QSize(148, 96)
_APART = 8  # from any box


class GraphChart(Canvas):
    """↑↓ walk along the links, ←→ beside, Space opens or folds, 1 to 5 set how far it is seen."""

    readable = 0.85
    thing_chosen = Signal(str)  # its key
    reach_changed = Signal(int)

    def __init__(self, name: str = N_("Lineage graph"), parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        # Above it stand two rows of choices and the line of what serves: at twice the size little
        # room is left, and what is out of the widget can't be brought into sight.
        self.setMinimumSize(theme.px(160), theme.px(64))
        self._things: dict[str, Thing] = {}
        self._links: tuple[Link, ...] = ()
        self._more: Mapping[str, int] = {}
        self._focus = ""
        self._depth = DEPTH
        self._opened: set[str] = set()
        self._selected = ""
        self._part = Part()
        self._placed = Placed()
        self._lit: frozenset[str] = frozenset()

    def set_data(
        self,
        things: Sequence[Thing],
        links: Sequence[Link],
        focus: str,
        more: Mapping[str, int] | None = None,
    ) -> None:
        """Show this graph around `focus`; of the same focus, the cursor and what is open stay."""
        is_other = focus != self._focus
        self._things = {one.key: one for one in things}
        self._links, self._more, self._focus = tuple(links), more or {}, focus
        if is_other:
            self._opened.clear()
            self._selected = ""
        self._arrange(is_new=is_other)

    @property
    def selected(self) -> Thing | None:
        return next((one for one in self._part.things if one.key == self._selected), None)

    @property
    def part(self) -> Part:
        """What is drawn now."""
        return self._part

    @property
    def reach(self) -> int:
        return self._depth

    def set_reach(self, depth: int) -> None:
        """Show what is up to so many links from the focus."""
        if depth in DEPTHS and depth != self._depth:
            self._depth = depth
            self._opened.clear()
            self._arrange(is_new=True)
            self.reach_changed.emit(depth)
            self.say(tr("%n thing(s) are shown", "", len(self._part.things)))

    def _arrange(self, *, is_new: bool) -> None:
        self._part = graph_layout.part_of(
            tuple(self._things.values()), self._links, self._focus,
            depth=self._depth, opened=self._opened, more=self._more,
        ) if self._focus in self._things else Part()  # fmt: skip
        self._placed = graph_layout.place(self._part)
        if self._selected not in self._placed.corners:
            self._selected = ""
        self._light()
        if is_new or not self._is_placed:
            self.place()
        self.update()
        self.data_changed.emit()

    def _light(self) -> None:
        """The way from the focus to the cursor, and what the cursor is linked with."""
        if not self._selected or self._selected == self._focus:
            self._lit = frozenset()
            return
        found = graph_layout.way(self._part.links, self._focus, self._selected)
        near = graph_layout.around(graph_layout.sides(self._part.links), self._selected)
        self._lit = frozenset((*found, *near, self._selected))

    def toggle(self, key: str) -> None:
        """Show the hidden neighbours of a thing, or unfold a folded box; again, put them back."""
        can_open = key.startswith(graph_layout.FOLDED) or self._part.hidden.get(key)
        if not can_open and key not in self._opened:
            return
        self._opened ^= {key}
        before = {one.key for one in self._part.things}
        self._arrange(is_new=False)
        shown = [one.key for one in self._part.things if one.key not in before]
        if self._selected not in self._placed.corners:
            self._selected = shown[0] if shown else self._focus
            self._light()
        self.reveal(self._middle(self._selected))
        self.say(tr("%n thing(s) are shown", "", len(self._part.things)))

    @property
    @override
    def bounds(self) -> Bounds:
        return self._placed.bounds

    @property
    @override
    def focus_point(self) -> QPointF | None:
        key = self._selected or self._focus
        return self._middle(key) if key in self._placed.corners else None

    def _box(self, key: str) -> QRectF:
        x, y = self._placed.corners[key]
        return QRectF(x, y, WIDTH, HEIGHT)

    def _middle(self, key: str) -> QPointF:
        return self._box(key).center() if key in self._placed.corners else QPointF(0, 0)

    @override
    def thing_at(self, position: QPointF) -> str:
        at = self.to_drawing(position)
        return next((key for key in self._placed.corners if self._box(key).contains(at)), "")

    @override
    def choose(self, key: str) -> None:
        if key not in self._placed.corners:
            return
        self._selected = key
        self._light()
        self.reveal(self._middle(key))
        self.update()
        self.say(self._words(key))
        self.thing_chosen.emit(key)

    def _words(self, key: str) -> str:
        """A thing with what links it, as one sentence for the read-out."""
        one = next(each for each in self._part.things if each.key == key)
        names = {each.key: title_of(each) for each in self._part.things}
        said = [one.kind_word, title_of(one), one.state_word, one.when]
        said += [
            tr("{relation} {name}").format(relation=link.words, name=names[link.target])
            for link in self._part.links
            if link.source == key
        ][:4]
        hidden = self._part.hidden.get(key, 0)
        if hidden:
            said.append(tr("%n more", "", hidden))
        return ", ".join(filter(None, said))

    @override
    def table(self) -> ChartTable:
        """Every thing of the graph, folded or not, with what it comes from and leads to."""
        names = {key: f"{one.kind_word} {one.title}" for key, one in self._things.items()}
        sided = graph_layout.sides(self._links)
        rows = []
        for key, one in self._things.items():
            before, after = sided.get(key, ([], []))
            rows.append(
                (
                    one.kind_word, one.title, one.note, one.state_word, one.when,
                    "; ".join(names[each] for each in before if each in names),
                    "; ".join(names[each] for each in after if each in names),
                )
            )  # fmt: skip
        heads = (tr("Kind"), tr("What"), tr("Number"), tr("State"), tr("Time"), tr("Comes from"),
                 tr("Leads to"))  # fmt: skip
        return ChartTable(heads, tuple(rows))

    @override
    def draw(self, painter: QPainter) -> None:
        t = theme.tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for link in self._part.links:
            self._draw_link(painter, link, t)
        for one in self._part.things:
            self._draw_thing(painter, one, t)
        for link in self._part.links:
            if self._selected in (link.source, link.target):
                self._draw_words(painter, link, t)

    def _is_dim(self, *keys: str) -> bool:
        return bool(self._lit) and not all(key in self._lit for key in keys)

    def _path(self, link: Link) -> QPainterPath:
        source, target = self._box(link.source), self._box(link.target)
        path = QPainterPath()
        if abs(source.top() - target.top()) < 1:  # beside it, in the same row
            is_right = target.left() > source.left()
            path.moveTo(source.right() if is_right else source.left(), source.center().y())
            end = target.left() if is_right else target.right()
            path.lineTo(end, target.center().y())
            return path
        at = QPointF(source.center().x(), source.bottom())
        path.moveTo(at)
        tops = sorted({self._box(row[0]).top() for row in self._placed.rows if row})
        passed = [y for y in tops if source.top() < y < target.top()]
        bends = self._placed.bends.get((link.source, link.target), ())
        for x, y in zip(bends, passed, strict=False):  # between the boxes of the rows in between
            at = _curve(path, at, QPointF(x, y))
            at = QPointF(x, y + HEIGHT)
            path.lineTo(at)
        _curve(path, at, QPointF(target.center().x(), target.top()))
        return path

    def _draw_link(self, painter: QPainter, link: Link, t: Tokens) -> None:
        path = self._path(link)
        is_on = bool(self._lit) and not self._is_dim(link.source, link.target)
        color = QColor(t.focus if is_on else t.edge)
        with painting.saved(painter):
            painter.setOpacity(_DIMMED if self._is_dim(link.source, link.target) else 1.0)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(color, 2.0 if is_on else 1.2))
            painter.drawPath(path)
            end, before = path.pointAtPercent(1), path.pointAtPercent(0.9)
            painter.translate(end)
            is_flat = abs(end.y() - before.y()) < 1
            turn = (0 if end.x() > before.x() else 180) if is_flat else 90
            painter.rotate(turn)
            painter.drawPolyline([QPointF(-5, -3.5), QPointF(0, 0), QPointF(-5, 3.5)])

    def _draw_words(self, painter: QPainter, link: Link, t: Tokens) -> None:
        """What the link means, at its middle."""
        font = _natural(theme.font(FontRole.CAPTION))
        width = painting.text_width(link.words, font)
        far = link.target if link.source == self._selected else link.source
        # Nearer to the other end: links that begin at one box would be written over each other.
        share = 0.66 if far == link.target else 0.34
        at = self._path(link).pointAtPercent(share)
        backing = QRectF(at.x() - width / 2 - 4, at.y() - 8, width + 8, 16)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(t.base))
        painter.drawRoundedRect(backing, 3, 3)
        painting.draw_text(painter, backing.left() + 4, at.y(), link.words, font, t.secondary)

    def _draw_thing(self, painter: QPainter, one: Thing, t: Tokens) -> None:
        box = self._box(one.key)
        with painting.saved(painter):
            painter.setOpacity(_DIMMED if self._is_dim(one.key) else 1.0)
            is_focus, is_on = one.key == self._focus, one.key == self._selected
            fill = QColor(painting.selection_fill(t) if is_focus else t.base)
            painter.setBrush(fill)
            painter.setPen(QPen(QColor(t.edge), 1))
            if one.is_folded:
                painter.drawRoundedRect(box.translated(4, 4), 4, 4)
            if is_on:
                painter.setPen(QPen(QColor(t.focus), 2.5))
            elif is_focus:
                painter.setPen(QPen(QColor(t.focus), 1.5))
            painter.drawRoundedRect(box, 4, 4)
            self._draw_text(painter, one, box, t)
            self._draw_hidden(painter, one, box, t)

    def _draw_text(self, painter: QPainter, one: Thing, box: QRectF, t: Tokens) -> None:
        icons.draw(painter, one.icon, box.left() + 9, box.center().y() - 8, 16, t.secondary)
        left, room = box.left() + 33, box.width() - 33 - 8 - (16 if one.status else 0)
        strong, plain = FontRole.CAPTION_STRONG, FontRole.CAPTION
        font, small = _natural(theme.font(strong)), _natural(theme.font(plain))
        title = painting.elided(safe_text.one_line(title_of(one)), font, room)
        painting.draw_text(painter, left, box.top() + 13, title, font, t.text)
        words = one.state_word if one.is_folded else one.line
        note = painting.elided(safe_text.one_line(words), small, room)
        painting.draw_text(painter, left, box.top() + 28, note, small, t.secondary)
        if one.status is not None:
            color = painting.status_color(one.status, t)
            at = QPointF(box.right() - 14, box.center().y())
            painting.draw_glyph(painter, one.status, at, 11, color)

    def _draw_hidden(self, painter: QPainter, one: Thing, box: QRectF, t: Tokens) -> None:
        """A pill with how many neighbours are not drawn."""
        count = self._part.hidden.get(one.key, 0)
        if not count:
            return
        font = _natural(theme.font(FontRole.CAPTION_STRONG))
        words = f"+{count}"
        width = painting.text_width(words, font) + 12
        pill = QRectF(box.right() - width - 6, box.bottom() - 8, width, 16)
        painter.setPen(QPen(QColor(t.edge), 1))
        painter.setBrush(QColor(t.window))
        painter.drawRoundedRect(pill, 8, 8)
        painting.draw_text(painter, pill.left() + 6, pill.center().y(), words, font, t.focus)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        left, top, right, bottom = self.bounds
        whole = QRectF(left, top, right - left, bottom - top)
        if self._part.things and not self.seen.contains(whole):
            frame = self.map_frame()
            if frame is not None:
                painter = QPainter(self)
                self._draw_map(painter, whole, frame)
                painter.end()

    def map_frame(self) -> QRectF | None:
        """The corner in which all of it is drawn small: one where nothing lies; None: none is."""
        wide, high = theme.px(_MAP.width()), theme.px(_MAP.height())
        if self.width() <= 3 * wide or self.height() <= 3 * high:
            return None
        right, bottom = self.width() - wide - 12, self.height() - high - 12
        corners = ((right, bottom), (12, bottom), (right, 12), (12, 12))
        for x, y in corners:
            frame = QRectF(x, y, wide, high)
            around = frame.adjusted(-_APART, -_APART, _APART, _APART)
            here = QRectF(self.to_drawing(around.topLeft()), self.to_drawing(around.bottomRight()))
            if not any(self._box(key).intersects(here) for key in self._placed.corners):
                return frame
        return None

    def _draw_map(self, painter: QPainter, whole: QRectF, frame: QRectF) -> None:
        """All of it within the frame, with the part that is seen."""
        t = theme.tokens()
        inner = frame.adjusted(6, 6, -6, -6)
        scale = min(inner.width() / whole.width(), inner.height() / whole.height())
        painter.setPen(QPen(QColor(t.divider), 1))
        painter.setBrush(QColor(t.window))
        painter.drawRect(frame)
        painter.setClipRect(inner)
        painter.translate(inner.center() - whole.center() * scale)
        painter.scale(scale, scale)
        painter.setPen(Qt.PenStyle.NoPen)
        for key in self._placed.corners:
            is_marked = key in (self._focus, self._selected)
            painter.fillRect(self._box(key), QColor(t.focus if is_marked else t.edge))
        edge = QPen(QColor(t.focus), 1.5)
        edge.setCosmetic(True)
        painter.setPen(edge)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(self.seen)

    def _step(self, side: int) -> str:
        """The nearest of what leads here (0) or what it leads to (1); empty for none."""
        found = graph_layout.sides(self._part.links).get(self._selected, ([], []))[side]
        here = self._box(self._selected)
        other = [one for one in found if self._box(one).top() != here.top()]
        return min(other, key=lambda one: abs(self._box(one).left() - here.left()), default="")

    def _beside(self, step: int) -> str:
        row = next((row for row in self._placed.rows if self._selected in row), ())
        place = row.index(self._selected) + step if row else -1
        return row[place] if 0 <= place < len(row) else ""

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        is_shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        arrows = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right)
        if key in arrows and not is_shifted:
            self._walk(key)
        elif key == Qt.Key.Key_Home:
            self.choose(self._focus)
        elif key == Qt.Key.Key_Space and self._selected:
            self.toggle(self._selected)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._selected:
            self._open(self._selected)
        elif Qt.Key.Key_1 <= key <= Qt.Key.Key_5:
            self.set_reach(key - Qt.Key.Key_0)
        else:
            super().keyPressEvent(event)

    def _walk(self, key: Qt.Key) -> None:
        if not self._selected:
            self.choose(self._focus)
            return
        moves = {
            Qt.Key.Key_Up: lambda: self._step(0),
            Qt.Key.Key_Down: lambda: self._step(1),
            Qt.Key.Key_Left: lambda: self._beside(-1),
            Qt.Key.Key_Right: lambda: self._beside(1),
        }
        target = moves[key]()
        if target:
            self.choose(target)
        else:
            self.say(tr("Nothing further this way"))

    def _open(self, key: str) -> None:
        if key.startswith(graph_layout.FOLDED):
            self.toggle(key)
        else:
            self.activated.emit(key)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        key = self.thing_at(event.position())
        if key.startswith(graph_layout.FOLDED) or self._is_pill(key, event.position()):
            self.toggle(key)

    def _is_pill(self, key: str, position: QPointF) -> bool:
        if not self._part.hidden.get(key):
            return False
        box, at = self._box(key), self.to_drawing(position)
        return at.x() > box.right() - 40 and at.y() > box.bottom() - 10

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        key = self.thing_at(event.position())
        if key and not key.startswith(graph_layout.FOLDED):
            self.activated.emit(key)


def _curve(path: QPainterPath, start: QPointF, end: QPointF) -> QPointF:
    bend = QPointF(0, (end.y() - start.y()) / 2)
    path.cubicTo(start + bend, end - bend, end)
    return end


def title_of(one: Thing) -> str:
    """What stands first on a box; of a folded one its kind and count."""
    if one.is_folded:
        return f"{one.kind_word} × {one.count}"
    return one.title or one.kind_word


def _natural(font: QFont) -> QFont:
    """The drawing has its own zoom: fonts are in its units, not in the window's."""
    made = QFont(font)
    made.setPixelSize(12)
    return made
