"""Service tags down, stages across: in each cell the runtimes, how they are, what they serve."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import accumulate
from uuid import UUID

from PySide6.QtCore import (
    QEvent,
    QPoint,
    QPointF,
    QRect,
    QRectF,
    QSize,
    QSizeF,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QApplication, QSizePolicy, QToolTip, QVBoxLayout, QWidget
from typing_extensions import override

from app.models.queries.runtimes import CellEntry, Matrix, StageColumn
from app.models.queries.windows import WindowRow
from app.models.rules.deployment_states import COMING
from app.views import notices, painting, safe_text, theme
from app.views.cells import Status
from app.views.charts.chart import ChartTable
from app.views.language import tr
from app.views.panels.operate_column import Scrolled
from app.views.panels.runtimes_drag import Cell, Drop
from app.views.panels.runtimes_map_head import FIRST, Head, column_lefts, frozen_words, least_width
from app.views.panels.runtimes_words import HEALTH, age, is_dim
from app.views.shown_time import shown_now
from app.views.theme import FontRole

_CARD, _GAP, _PAD = 28, 6, 8


@dataclass(frozen=True, slots=True)
class _Place:
    row: int
    column: int
    n: int


def _tag_shown(tag: str) -> str:
    """What there is room for before the first stage."""
    return painting.tag_within(safe_text.one_line(tag), theme.px(FIRST - 16 - _PAD))


def _frozen_for(one: WindowRow, column: StageColumn) -> str:
    """The unit; with the path, where other paths have a stage of this name that is open."""
    is_whole = all(one.is_freeze_of([stage]) for stage in column.stages)
    if is_whole:
        return one.unit
    paths = ", ".join(stage.path for stage in column.stages if one.is_freeze_of([stage]))
    return tr("{unit} ({path})").format(unit=one.unit, path=paths)


def note_beside(name: str, notes: Sequence[str], room: float) -> str:
    """The first that leaves the name of a runtime whole; the last where none does.

    Names begin alike: "prod-eu…" is none, and what is left out stands under the pointer.
    """
    taken = painting.text_width(name, theme.font(FontRole.BODY))
    caption = theme.font(FontRole.CAPTION)
    fitting = (one for one in notes if taken + painting.text_width(one, caption) <= room)
    return next(fitting, notes[-1])


class _Grid(QWidget):
    chosen = Signal(object)  # UUID of a runtime
    activated = Signal(object)
    dropped = Signal(object)  # Drop
    seen_wanted = Signal(object)  # QRectF that should be scrolled to
    resized = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.matrix: Matrix | None = None
        self.closed: frozenset[UUID] = frozenset()  # by their own maintenance
        self.now = shown_now()
        self.at: _Place | None = None
        self.offset = 0  # how far it is scrolled sideways: there the service tags stand
        self._tops: tuple[object, list[int]] = (None, [0])
        self._held: tuple[_Place, QPointF] | None = None  # the card under the button, from where
        self._drop: Drop | None = None  # once it is dragged
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def places(self, rows: range | None = None) -> Iterator[_Place]:
        """The places of the runtimes, of some rows or of all."""
        if self.matrix is not None:
            for r in range(len(self.matrix.rows)) if rows is None else rows:
                for c, cell in enumerate(self.matrix.rows[r].cells):
                    for n in range(len(cell)):
                        yield _Place(r, c, n)

    def entry(self, place: _Place | None) -> CellEntry | None:
        if place is None or self.matrix is None:
            return None
        return self.matrix.rows[place.row].cells[place.column][place.n]

    def _heights(self) -> list[int]:
        rows = self.matrix.rows if self.matrix else ()
        step = theme.px(_CARD + _GAP)
        return [
            max(1, *(len(cell) for cell in row.cells), 1) * step + theme.px(_PAD + 4)
            for row in rows
        ]

    @property
    def tops(self) -> list[int]:
        """Where each row begins, and where the last one ends."""
        known = self.matrix, theme.zoom()
        if self._tops[0] != known:
            self._tops = known, [0, *accumulate(self._heights())]
        return self._tops[1]

    @property
    def stays(self) -> int:
        """px of the service tags, which are not scrolled sideways."""
        return theme.px(FIRST)

    @override
    def sizeHint(self) -> QSize:
        return QSize(theme.px(500), self.tops[-1])

    @override
    def minimumSizeHint(self) -> QSize:
        count = len(self.matrix.columns) if self.matrix else 0
        return QSize(least_width(count), self.tops[-1])

    def box(self, place: _Place) -> QRectF:
        assert self.matrix is not None
        lefts = column_lefts(self.width(), len(self.matrix.columns))
        top = self.tops[place.row] + theme.px(_PAD) + place.n * theme.px(_CARD + _GAP)
        left, right = lefts[place.column] + 8, lefts[place.column + 1] - 9
        return QRectF(round(left), top, round(right - left), theme.px(_CARD))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t, painter = theme.tokens(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(t.base))
        if self.matrix is None:
            return
        seen = self._seen(event.rect())
        lefts = column_lefts(self.width(), len(self.matrix.columns))
        for r in seen:
            top, end = self.tops[r : r + 2]
            for c, cell in enumerate(self.matrix.rows[r].cells):
                line = QRectF(round(lefts[c]), top, 1, end - top)
                painter.fillRect(line, QColor(painting.row_divider(t)))
                if not cell:
                    middle, font = self._middle(r), theme.font(FontRole.BODY)
                    painting.draw_text(painter, lefts[c] + 16, middle, "–", font, t.secondary)
            painter.fillRect(QRectF(0, end - 1, self.width(), 1), QColor(t.divider))
        for place in self.places(seen):
            self._draw_card(painter, place)
        for r in seen:
            self._draw_tag(painter, r)
        if self._drop is not None and self._drop.changes:
            pen = QPen(QColor(t.focus), 2, Qt.PenStyle.DashLine)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self._cell_box(self._drop.target).adjusted(3, 3, -4, -4), 4, 4)
        painter.end()

    def _seen(self, area: QRect) -> range:
        """The rows of which something is to be painted: there may be very many others."""
        first = bisect_right(self.tops, area.top()) - 1
        return range(
            max(0, first), bisect_left(self.tops, area.bottom() + 1, hi=len(self.tops) - 1)
        )

    def _middle(self, row: int) -> float:
        return self.tops[row] + theme.px(_PAD) + theme.px(_CARD) / 2

    def _draw_tag(self, painter: QPainter, row: int) -> None:
        """At the edge of what is seen, over what is scrolled away below it."""
        assert self.matrix is not None
        t, x = theme.tokens(), self.offset + 16
        top, end = self.tops[row : row + 2]
        painter.fillRect(QRectF(self.offset, top, self.stays, end - top - 1), QColor(t.base))
        if self.offset:
            painter.fillRect(QRectF(self.offset + self.stays, top, 1, end - top), QColor(t.divider))
        tag = self.matrix.rows[row].service_tag
        if tag:
            painting.draw_tag(painter, x, self._middle(row), _tag_shown(tag))
        else:
            font = theme.font(FontRole.BODY)
            words = painting.elided(tr("no service"), font, theme.px(FIRST - 16 - 4))
            painting.draw_text(painter, x, self._middle(row), words, font, t.secondary)

    def _draw_card(self, painter: QPainter, place: _Place) -> None:
        t, box = theme.tokens(), self.box(place)
        one = self.entry(place)
        assert one is not None
        is_on = place == self.at
        dim = is_dim(one.health)
        painter.setPen(QPen(QColor(t.focus if is_on else t.divider), 2 if is_on else 1))
        painter.setBrush(QColor(painting.selection_fill(t) if is_on else t.base))
        inset = 1.0 if is_on else 0.5
        painter.drawRoundedRect(box.adjusted(inset, inset, -inset, -inset), 4, 4)
        status, word = HEALTH.get(one.health, (Status.UNKNOWN, one.health))
        if one.state in COMING:
            status = Status.RUNNING
        is_closed = one.runtime_id in self.closed
        if is_closed and status is Status.OK:
            status = Status.WAITING
        size, middle = theme.px(10), box.center().y()
        tint = painting.status_color(status, t)
        painting.draw_glyph(
            painter, status, QPointF(box.left() + 10 + size / 2, middle), size, tint
        )
        serves = f"v{one.version}" if one.version else tr("idle")
        note, caption, font = serves, theme.font(FontRole.CAPTION), theme.font(FontRole.BODY)
        if dim:
            note = f"{serves} · {age(one.seen_at, self.now) or tr(word)}"
        elif is_closed:
            note = f"{serves} · {tr('closed')}"
        x, name = box.left() + 10 + size + 8, safe_text.one_line(one.name)
        note = note_beside(name, (note, serves), box.right() - x - 18)
        width = painting.text_width(note, caption)
        room = box.right() - x - width - 18
        name = painting.elided(name, font, room, in_middle=True)  # names differ at their ends
        painting.draw_text(painter, x, middle, name, font, t.secondary if dim else t.text)
        painting.draw_text(painter, box.right() - width - 10, middle, note, caption, t.secondary)

    def choose(self, place: _Place | None) -> None:
        if place is None:
            return
        self.at = place
        self.update()
        one = self.entry(place)
        if one is not None and self.matrix is not None:
            tag = self.matrix.rows[place.row].service_tag or tr("no service")
            stage = self.matrix.columns[place.column].name
            word = tr(HEALTH.get(one.health, (Status.UNKNOWN, one.health))[1])
            if one.runtime_id in self.closed:
                closed = tr("closed for maintenance")
                word = f"{word}, {closed}"
            serves = (
                tr("serves {model_name} version {version}").format(
                    model_name=one.model_name, version=one.version
                )
                if one.version
                else tr("idle")
            )
            notices.announce(
                tr("{name} in {stage} for {tag}: {word}, {serves}").format(
                    name=one.name, stage=stage, tag=tag, word=word, serves=serves
                ),
                self,
            )
            self.chosen.emit(one.runtime_id)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {
            Qt.Key.Key_Left: (-1, 0),
            Qt.Key.Key_Right: (1, 0),
            Qt.Key.Key_Up: (0, -1),
            Qt.Key.Key_Down: (0, 1),
        }
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape and self._drop is not None:
            self._let_go()
        elif key in moves:
            self._move(*moves[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.at is not None:
            self.activated.emit(self.entry(self.at).runtime_id)  # type: ignore[union-attr]  # it is there
        else:
            super().keyPressEvent(event)

    def _move(self, dx: int, dy: int) -> None:
        places = list(self.places())
        if not places:
            return
        if self.at is None:
            self._go(places[0])
            return
        here = self.box(self.at).center()
        best: tuple[float, _Place] | None = None
        for place in places:
            there = self.box(place).center() - here
            ahead = there.x() * dx + there.y() * dy
            aside = abs(there.x() * dy) + abs(there.y() * dx)
            if ahead > 1 and (best is None or ahead + 3 * aside < best[0]):
                best = (ahead + 3 * aside, place)
        if best is not None:
            self._go(best[1])

    def _go(self, place: _Place) -> None:
        self.choose(place)
        self.seen_wanted.emit(self.box(place))

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus()
        place = self._under(event)
        self.choose(place)
        if place is not None and event.button() == Qt.MouseButton.LeftButton:
            self._held = (place, event.position())

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._held is None:
            return
        place, began = self._held
        distance = (event.position() - began).manhattanLength()
        if self._drop is None and distance < QApplication.startDragDistance():
            return
        one, cell = self.entry(place), self._cell_at(event.position())
        source = self._cell(place.row, place.column)
        if one is None:
            return
        moves = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self._drop = Drop(one.runtime_id, one.name, source, cell or source, moves)
        self.setCursor(Qt.CursorShape.DragMoveCursor)
        self.seen_wanted.emit(QRectF(event.position(), QSizeF(1, 1)))
        words = safe_text.tooltip(self._drop.words())
        QToolTip.showText(event.globalPosition().toPoint(), words, self)
        self.update()

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        drop = self._drop
        self._let_go()
        if drop is None or event.button() != Qt.MouseButton.LeftButton:
            return
        moves = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        drop = replace(drop, moves=moves)
        if drop.changes:
            self.dropped.emit(drop)

    def _let_go(self) -> None:
        self._held = self._drop = None
        self.unsetCursor()
        QToolTip.hideText()
        self.update()

    def _cell(self, row: int, column: int) -> Cell:
        assert self.matrix is not None
        return Cell(self.matrix.rows[row].service_tag, self.matrix.columns[column].name)

    def _cells(self) -> Iterator[tuple[Cell, QRectF]]:
        """Every cell, and where it is."""
        if self.matrix is None:
            return
        lefts = column_lefts(self.width(), len(self.matrix.columns))
        for r in range(len(self.matrix.rows)):
            top, end = self.tops[r : r + 2]
            for c in range(len(self.matrix.columns)):
                yield self._cell(r, c), QRectF(lefts[c], top, lefts[c + 1] - lefts[c], end - top)

    def _cell_at(self, at: QPointF) -> Cell | None:
        if self._is_tag(at):
            return None
        return next((cell for cell, box in self._cells() if box.contains(at)), None)

    def _is_tag(self, at: QPointF) -> bool:
        """The service tags stand there, whatever lies below them."""
        return at.x() < self.offset + self.stays

    def _cell_box(self, wanted: Cell) -> QRectF:
        return next((box for cell, box in self._cells() if cell == wanted), QRectF())

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        one = self.entry(self._under(event))
        if one is not None:
            self.activated.emit(one.runtime_id)

    @override
    def event(self, event: QEvent) -> bool:
        """The whole of a name that ends in "…", under the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(
                event.globalPos(), safe_text.tooltip(self.words_at(event.pos())), self
            )
            return True
        return super().event(event)

    def words_at(self, at: QPoint) -> str:
        """The service tag or the runtime that is drawn there."""
        one = self.entry(self._at(QPointF(at)))
        if one is not None or self.matrix is None or not self._is_tag(QPointF(at)):
            return one.name if one is not None else ""
        rows = zip(self.matrix.rows, self.tops[1:], strict=True)
        return next((row.service_tag for row, bottom in rows if at.y() < bottom), "")

    def _under(self, event: QMouseEvent) -> _Place | None:
        return self._at(event.position())

    def _at(self, at: QPointF) -> _Place | None:
        if self._is_tag(at):
            return None
        rows = self._seen(QRect(at.toPoint(), QSize(1, 1)))
        return next((place for place in self.places(rows) if self.box(place).contains(at)), None)


class RuntimeMatrix(QWidget):
    """Arrows move between runtimes; Enter opens the tag editor's runtime in the detail."""

    chosen = Signal(object)  # UUID
    activated = Signal(object)  # UUID
    dropped = Signal(object)  # Drop

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._head = Head()
        self.grid = _Grid(tr("Runtimes by service and stage"))
        self.grid.setObjectName("runtimes.matrix")
        self.grid.chosen.connect(self.chosen)
        self.grid.activated.connect(self.activated)
        self.grid.dropped.connect(self.dropped)
        self.setFocusProxy(self.grid)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._head)
        self._area = Scrolled(self.grid, is_sideways=True)
        self._area.horizontalScrollBar().valueChanged.connect(self._follow)
        self.grid.resized.connect(self._follow)
        self.grid.seen_wanted.connect(self._reveal)
        layout.addWidget(self._area, 1)

    @Slot()
    def _follow(self) -> None:
        """The stages go along with their cells; the service tags stay."""
        offset = max(0, self.grid.mapFrom(self._area.viewport(), QPoint(0, 0)).x())
        self.grid.offset = self._head.offset = offset
        self._head.room = self.grid.width()
        self.grid.update()
        self._head.update()

    def _reveal(self, box: QRectF) -> None:
        """Scroll as little as shows it whole, beside the service tags."""
        across, down = self._area.horizontalScrollBar(), self._area.verticalScrollBar()
        seen = self._area.viewport().size()
        left, right = self.grid.offset + self.grid.stays + _PAD, self.grid.offset + seen.width()
        if box.left() < left:
            across.setValue(across.value() + round(box.left() - left))
        elif box.right() + _PAD > right:
            across.setValue(across.value() + round(box.right() + _PAD - right))
        if box.top() - _PAD < down.value():
            down.setValue(round(box.top()) - _PAD)
        elif box.bottom() + _PAD > down.value() + seen.height():
            down.setValue(round(box.bottom()) + _PAD - seen.height())

    def set_matrix(self, matrix: Matrix, now: datetime, windows: Sequence[WindowRow] = ()) -> None:
        """Show it; the cursor stays on its runtime where that is still in the same cell."""
        in_force = [one for one in windows if one.is_in_force]
        self.grid.closed = frozenset(one.runtime_id for one in in_force if one.runtime_id)
        freezes = [one for one in in_force if one.is_freeze]
        self._head.frozen = {
            column.name: ", ".join(sorted({_frozen_for(one, column) for one in found}))
            for column in matrix.columns
            if (found := [one for one in freezes if one.is_freeze_of(column.stages)])
        }
        kept = self.grid.entry(self.grid.at) if self.grid.at else None
        self._head.matrix = self.grid.matrix = matrix
        self.grid.now = now
        places = list(self.grid.places())
        if self.grid.at not in places or (
            kept is not None and self.grid.entry(self.grid.at).runtime_id != kept.runtime_id  # type: ignore[union-attr]
        ):
            self.grid.at = None
        if kept is not None and self.grid.at is None:
            self.select(kept.runtime_id)
        self.grid.updateGeometry()
        self.grid.update()
        self._head.update()

    def select(self, runtime_id: UUID) -> bool:
        """Put the cursor on the first cell of a runtime, without telling."""
        for place in self.grid.places():
            one = self.grid.entry(place)
            if one is not None and one.runtime_id == runtime_id:
                self.grid.at = place
                self.grid.update()
                return True
        return False

    @property
    def current(self) -> UUID | None:
        one = self.grid.entry(self.grid.at)
        return one.runtime_id if one else None

    def select_first(self) -> None:
        if self.grid.at is None:
            self.grid.choose(next(self.grid.places(), None))

    def table(self) -> ChartTable:
        """The same facts row by row."""
        matrix = self.grid.matrix
        if matrix is None:
            return ChartTable((tr("Service"),), ())
        rows = tuple(
            (
                row.service_tag or tr("no service"),
                *(", ".join(map(self._cell_words, cell)) or "–" for cell in row.cells),
            )
            for row in matrix.rows
        )
        heads = (
            f"{column.name}, {frozen_words(self._head.frozen[column.name])}"
            if column.name in self._head.frozen
            else column.name
            for column in matrix.columns
        )
        return ChartTable((tr("Service"), *heads), rows)

    def _cell_words(self, one: CellEntry) -> str:
        words = f"{one.name} v{one.version}" if one.version else one.name
        return f"{words}, {tr('closed')}" if one.runtime_id in self.grid.closed else words
