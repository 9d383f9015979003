"""Service tags down, stages across: in each cell the runtimes, how they are, what they serve."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import accumulate
from uuid import UUID

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QSizePolicy, QToolTip, QVBoxLayout, QWidget
from typing_extensions import override

from app.models.queries.runtimes import CellEntry, Matrix
from app.models.queries.windows import WindowRow
from app.models.rules.deployment_states import COMING
from app.views import icons, notices, painting, safe_text, theme
from app.views.cells import Stage, Status
from app.views.charts.chart import ChartTable
from app.views.language import tr
from app.views.panels.operate_column import Scrolled
from app.views.panels.runtimes_drag import Cell, Drop
from app.views.panels.runtimes_words import HEALTH, age, is_dim
from app.views.shown_time import shown_now
from app.views.theme import FontRole

_FIRST = 128
_CARD, _GAP, _PAD = 28, 6, 8


@dataclass(frozen=True, slots=True)
class _Place:
    row: int
    column: int
    n: int


def _column_lefts(width: int, count: int) -> list[float]:
    first = theme.px(_FIRST)
    each = max(theme.px(150), (width - first) / max(1, count))
    return [first + n * each for n in range(count + 1)]


def _tag_shown(tag: str) -> str:
    """What there is room for before the first stage."""
    return painting.tag_within(safe_text.one_line(tag), theme.px(_FIRST - 16 - _PAD))


def stage_of(matrix: Matrix, n: int) -> Stage:
    column = matrix.columns[n]
    last = max(1, len(matrix.columns) - 1)
    return Stage(column.name, n / last, column.is_protected)


class _Head(QWidget):
    """The stages, each under the colour of its place on the path."""

    def __init__(self) -> None:
        super().__init__()
        self.matrix: Matrix | None = None
        self.frozen: dict[str, str] = {}  # stage -> the units that it is frozen for
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @override
    def sizeHint(self) -> QSize:
        return QSize(theme.px(400), theme.px(38))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t, painter = theme.tokens(), QPainter(self)
        painter.fillRect(self.rect(), QColor(t.base))
        middle = self.height() / 2 + 2
        font = theme.font(FontRole.CAPTION)
        painting.draw_text(painter, theme.px(16), middle, tr("Service tag"), font, t.secondary)
        columns = self.matrix.columns if self.matrix else ()
        lefts = _column_lefts(self.width(), len(columns))
        for n, column in enumerate(columns):
            assert self.matrix is not None
            fill = QColor(t.divider)
            stop = round(stage_of(self.matrix, n).level * (len(t.lanes) - 1))
            fill = QColor(t.lanes[stop]) if column.kind else fill
            painter.fillRect(QRectF(lefts[n], 0, lefts[n + 1] - lefts[n] - 1, 4), fill)
            x = lefts[n] + 12
            strong = theme.font(FontRole.STRONG)
            name = painting.elided(column.name, strong, (lefts[n + 1] - x) / 2)
            x += painting.draw_text(painter, x, middle, name, strong, t.text) + 6
            if column.is_protected:
                size = theme.px(12)
                icons.draw(painter, "lock", x, middle - size / 2, size, t.secondary)
                x += size + 6
            if column.name in self.frozen:
                x += _draw_closed(painter, x, middle) + 4
            notes = [f"{column.runtime_count}"]
            notes += [frozen_words(self.frozen[column.name])] if column.name in self.frozen else []
            notes += [tr("protected")] if column.is_protected else []
            notes += [] if column.kind else [tr("no stage is called so")]
            note = painting.elided(", ".join(notes), font, lefts[n + 1] - x - 6)
            painting.draw_text(painter, x, middle, note, font, t.secondary)
        painter.fillRect(QRectF(0, self.height() - 1, self.width(), 1), QColor(t.divider))
        painter.end()


def frozen_words(units: str) -> str:
    """Below these units it is; others may deploy there."""
    return tr("frozen for {units}").format(units=units)


def _draw_closed(painter: QPainter, x: float, middle: float) -> float:
    """The glyph of what waits; how wide it is."""
    size = theme.px(10)
    tint = painting.status_color(Status.WAITING, theme.tokens())
    painting.draw_glyph(painter, Status.WAITING, QPointF(x + size / 2, middle), size, tint)
    return size


class _Grid(QWidget):
    chosen = Signal(object)  # UUID of a runtime
    activated = Signal(object)
    dropped = Signal(object)  # Drop

    def __init__(self, name: str) -> None:
        super().__init__()
        self.matrix: Matrix | None = None
        self.closed: frozenset[UUID] = frozenset()  # by their own maintenance
        self.now = shown_now()
        self.at: _Place | None = None
        self._held: tuple[_Place, QPointF] | None = None  # the card under the button, from where
        self._drop: Drop | None = None  # once it is dragged
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def places(self) -> Iterator[_Place]:
        if self.matrix is not None:
            for r, row in enumerate(self.matrix.rows):
                for c, cell in enumerate(row.cells):
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

    @override
    def sizeHint(self) -> QSize:
        return QSize(theme.px(500), sum(self._heights()))

    def box(self, place: _Place) -> QRectF:
        assert self.matrix is not None
        lefts = _column_lefts(self.width(), len(self.matrix.columns))
        top = sum(self._heights()[: place.row]) + theme.px(_PAD) + place.n * theme.px(_CARD + _GAP)
        left, right = lefts[place.column] + 8, lefts[place.column + 1] - 9
        return QRectF(round(left), top, round(right - left), theme.px(_CARD))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t, painter = theme.tokens(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(t.base))
        if self.matrix is None:
            return
        top = 0
        for row, height in zip(self.matrix.rows, self._heights(), strict=True):
            middle = top + theme.px(_PAD) + theme.px(_CARD) / 2
            if row.service_tag:
                painting.draw_tag(painter, theme.px(16), middle, _tag_shown(row.service_tag))
            else:
                font = theme.font(FontRole.BODY)
                painting.draw_text(
                    painter, theme.px(16), middle, tr("no service"), font, t.secondary
                )
            lefts = _column_lefts(self.width(), len(row.cells))
            for c, cell in enumerate(row.cells):
                painter.fillRect(
                    QRectF(round(lefts[c]), top, 1, height), QColor(painting.row_divider(t))
                )
                if not cell:
                    font = theme.font(FontRole.BODY)
                    painting.draw_text(painter, lefts[c] + 16, middle, "–", font, t.secondary)
            top += height
            painter.fillRect(QRectF(0, top - 1, self.width(), 1), QColor(t.divider))
        for place in self.places():
            self._draw_card(painter, place)
        if self._drop is not None and self._drop.changes:
            pen = QPen(QColor(t.focus), 2, Qt.PenStyle.DashLine)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self._cell_box(self._drop.target).adjusted(3, 3, -4, -4), 4, 4)
        painter.end()

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
        note = f"v{one.version}" if one.version else tr("idle")
        caption = theme.font(FontRole.CAPTION)
        if dim:
            note = f"{note} · {age(one.seen_at, self.now) or tr(word)}"
        elif is_closed:
            note = f"{note} · {tr('closed')}"
        width = painting.text_width(note, caption)
        x = box.left() + 10 + size + 8
        font = theme.font(FontRole.BODY)
        name = painting.elided(safe_text.one_line(one.name), font, box.right() - x - width - 18)
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
                word = f"{word}, {tr('closed for maintenance')}"
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
            self.choose(places[0])
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
            self.choose(best[1])

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
        lefts, top = _column_lefts(self.width(), len(self.matrix.columns)), 0
        for r, height in enumerate(self._heights()):
            for c in range(len(self.matrix.columns)):
                yield self._cell(r, c), QRectF(lefts[c], top, lefts[c + 1] - lefts[c], height)
            top += height

    def _cell_at(self, at: QPointF) -> Cell | None:
        return next((cell for cell, box in self._cells() if box.contains(at)), None)

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
        if one is not None or self.matrix is None or at.x() >= theme.px(_FIRST):
            return one.name if one is not None else ""
        bottoms = accumulate(self._heights())
        rows = zip(self.matrix.rows, bottoms, strict=True)
        return next((row.service_tag for row, bottom in rows if at.y() < bottom), "")

    def _under(self, event: QMouseEvent) -> _Place | None:
        return self._at(event.position())

    def _at(self, at: QPointF) -> _Place | None:
        return next((place for place in self.places() if self.box(place).contains(at)), None)


class RuntimeMatrix(QWidget):
    """Arrows move between runtimes; Enter opens the tag editor's runtime in the detail."""

    chosen = Signal(object)  # UUID
    activated = Signal(object)  # UUID
    dropped = Signal(object)  # Drop

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._head = _Head()
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
        layout.addWidget(Scrolled(self.grid), 1)

    def set_matrix(self, matrix: Matrix, now: datetime, windows: Sequence[WindowRow] = ()) -> None:
        """Show it; the cursor stays on its runtime where that is still in the same cell."""
        in_force = [one for one in windows if one.is_in_force]
        self.grid.closed = frozenset(one.runtime_id for one in in_force if one.runtime_id)
        freezes = [one for one in in_force if one.is_freeze]
        self._head.frozen = {
            column.name: ", ".join(sorted({one.unit for one in found}))
            for column in matrix.columns
            if (found := [one for one in freezes if one.stage.upper() in ("", column.name)])
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
