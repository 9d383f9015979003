"""Paints every cell of every table: background, selection, divider, then the cell by its kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import ceil
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QHelpEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolTip,
    QWidget,
)
from typing_extensions import override

from app.views import painting, safe_text, theme
from app.views.actions import shown_keys
from app.views.cells import (
    AgainstLimit,
    Age,
    GroupTitle,
    Icon,
    Number,
    Progress,
    Spark,
    Stage,
    Star,
    State,
    Tags,
    Text,
    TwoLines,
    Votes,
)
from app.views.colors import mix
from app.views.icons import draw as draw_icon
from app.views.item_models.columns import Painted, Role
from app.views.theme import FontRole
from app.views.tokens import Tokens

_TWO_LINES, _THREE_LINES = 44, 60  # px of height that they need
PADDING, _GLYPH_LEFT = 8, 16
LIST_ROW = 54
GROUP_ROW = 34
_PLAIN_ROW = 28
# As numbers: to combine flags of Qt takes longer than to draw a line.
_SELECTED, _ACTIVE = QStyle.StateFlag.State_Selected.value, QStyle.StateFlag.State_Active.value


@dataclass(frozen=True, slots=True)
class Look:
    """How one cell is to be painted: its colours follow selection and focus."""

    t: Tokens
    is_selected: bool
    has_focus: bool
    is_number: bool
    is_gone: bool
    is_hovered: bool
    is_name: bool = False
    is_struck: bool = False

    @property
    def on(self) -> str | None:
        """The one colour for everything on a full selection; None: each thing has its own."""
        return self.t.highlight_text if self.is_selected and self.has_focus else None

    @property
    def text(self) -> str:
        return self.on or (self.t.secondary if self.is_gone else self.t.text)

    @property
    def secondary(self) -> str:
        return self.on or self.t.secondary


class CellDelegate(QStyledItemDelegate):
    """One for all; what a cell is decides how it is drawn."""

    @override
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        painted = index.data(Role.PAINTED)
        if painted is None:
            painted = Painted(index.data(Qt.ItemDataRole.DisplayRole) or "")
        cell, state = painted.cell, option.state.value
        look = Look(
            t=theme.tokens(),
            is_selected=bool(state & _SELECTED),
            has_focus=bool(state & _ACTIVE) and option.widget.hasFocus(),
            is_number=painted.is_number,
            is_gone=painted.is_gone,
            is_hovered=option.widget.property("hovered_row") == index.row(),
            is_name=painted.is_name,
            is_struck=painted.is_struck,
        )
        box = QRectF(option.rect)
        with painting.saved(painter):
            painter.setClipRect(box)
            is_first = _is_first(option.widget, index.column())
            _draw_background(painter, box, look, is_first, isinstance(cell, GroupTitle))
            if painted.is_flashing:
                painter.setPen(QPen(QColor(look.t.focus), 1))
                painter.drawRect(box.adjusted(1.5, 2.5, -1.5, -3.5))
            edge = getattr(option.widget, "edge", None)
            _draw_cell(painter, edge(box, index.column()) if edge else box, cell, look)

    @override
    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        cell = index.data(Role.CELL)
        width = 240 if isinstance(cell, TwoLines) else 120 if isinstance(cell, GroupTitle) else 60
        return QSize(theme.px(width), cell_height(cell))

    @override
    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        """Under the pointer, the whole of words that end in "…"; a column's own tooltip first."""
        if event.type() != QEvent.Type.ToolTip or index.data(Qt.ItemDataRole.ToolTipRole):
            return super().helpEvent(event, view, option, index)
        words = cut_words(index, option.rect.width())
        QToolTip.showText(event.globalPos(), safe_text.tooltip(words), view)
        return True


def cut_words(index: QModelIndex | QPersistentModelIndex, width: int) -> str:
    """What a cell of this width has no room for, all of it; empty: it shows its words whole."""
    painted, cell = index.data(Role.PAINTED), index.data(Role.CELL)
    is_number = painted is not None and painted.is_number
    return str(cell) if _whole_width(cell, is_number=is_number) > width else ""


def _whole_width(cell: object, *, is_number: bool) -> float:
    """What a cell of words needs to show them all; 0 for those that show something else."""
    width, around = 0.0, 2.0 * PADDING
    match cell:
        case Text():
            width = _line_width(cell.text, _text_font(cell, is_number))
            if cell.secondary and not is_number:
                width += _line_width(cell.secondary, theme.font(FontRole.CAPTION)) + 6
        case Tags():
            width = sum(painting.tag_width(one) + 4 for one in cell.names)
        case GroupTitle():
            count = "" if cell.count is None else str(cell.count)
            width = _line_width(cell.text.upper(), theme.font(FontRole.SECTION))
            width += _line_width(count, theme.font(FontRole.CAPTION))
            around = theme.px(cell.indent) + 11.0
        case State():
            width = painting.state_width(cell)
        case Icon():
            width = _line_width(cell.text, theme.font(FontRole.BODY)) + theme.px(16) + 6
        case Number():
            width = _line_width(str(cell), theme.font(FontRole.NUMBER))
        case str():
            width = _line_width(cell, theme.font(FontRole.BODY))
        case _:
            return 0.0
    return width + around


def has_room(cell: object, width: int) -> bool:
    """Whether the name that a cell begins with stands in one line of this width."""
    if isinstance(cell, TwoLines):
        width -= _lines_left(cell) + _lines_right(cell) + _votes_width(cell)
        return _line_width(cell.title, _title_font(cell)) <= width
    return _whole_width(cell, is_number=False) <= width


def has_detail_room(cell: object, width: int) -> bool:
    """Whether what stands below a name does so in one line, beside what has no room above."""
    if not isinstance(cell, TwoLines):
        return True
    lines = _lines(cell, width - _lines_left(cell) - _lines_right(cell))
    return _line_width(cell.detail, theme.font(FontRole.CAPTION)) <= lines.below


@dataclass(frozen=True, slots=True)
class _Lines:
    """How wide title and detail may be, and what stands beside the title."""

    above: float
    below: float
    has_stage: bool
    has_note: bool


def _lines(cell: TwoLines, room: float) -> _Lines:
    """What would cost the title its end stands below, beside the detail: stage first, then note."""
    title = _line_width(cell.title, _title_font(cell)) + _votes_width(cell)
    stage = painting.stage_width(cell.stage) + 8 if cell.stage else 0.0
    note = painting.text_width(cell.note, _note_font(cell)) + 8 if cell.note else 0.0
    has_stage = title <= room - stage
    above, below = (room - stage, room) if has_stage else (room, room - stage)
    if title <= above - note:
        return _Lines(above - note, below, has_stage, has_note=True)
    return _Lines(above, below - note, has_stage, has_note=False)


def _note_font(cell: TwoLines) -> QFont:
    return theme.font(FontRole.CAPTION_STRONG if cell.is_urgent else FontRole.CAPTION)


def _title_font(cell: TwoLines) -> QFont:
    return theme.font(FontRole.STRONG if cell.is_strong else FontRole.BODY)


def _lines_left(cell: TwoLines) -> int:
    """A glyph stands where the words of its list's heading do; words alone where cells have."""
    return _GLYPH_LEFT + theme.px(10) + theme.px(9) if cell.status else PADDING


def _lines_right(cell: TwoLines) -> int:
    return theme.px(14) if cell.status else PADDING


def _votes_width(cell: TwoLines) -> int:
    return ceil(painting.votes_width(cell.votes)) + 4 if cell.votes else 0


def _line_width(words: str, font: QFont) -> float:
    return painting.text_width(safe_text.one_line(words), font)


def cell_height(cell: object) -> int:
    if isinstance(cell, TwoLines):
        return theme.px(LIST_ROW)
    return theme.px(GROUP_ROW if isinstance(cell, GroupTitle) else _PLAIN_ROW)


def _is_first(widget: QWidget, column: int) -> bool:
    """Whether rows begin with it, on screen: the reader may have moved others there."""
    if isinstance(widget, QTableView):
        return widget.horizontalHeader().sectionPosition(column) == 0
    return column == 0


def words_width(cell: object, *, is_number: bool = False) -> int:
    """What the words of a cell need to stand unelided; 0 for cells of other kinds."""
    if isinstance(cell, State):
        return ceil(painting.state_width(cell)) + 2 * PADDING
    if isinstance(cell, Age):
        cell, is_number = str(cell), True
    if isinstance(cell, str):
        cell = Text(cell)
    if isinstance(cell, Text) and not cell.secondary:
        return ceil(painting.text_width(cell.text, _text_font(cell, is_number))) + 2 * PADDING
    return 0


def _draw_background(
    painter: QPainter, box: QRectF, look: Look, is_first: bool, is_group: bool
) -> None:
    t = look.t
    if look.on:
        painter.fillRect(box, QColor(t.highlight))
        return
    if look.is_hovered and not look.is_selected and not is_group:
        painter.fillRect(box, QColor(mix(t.text, t.base, 0.035)))
    if look.is_selected:
        painter.fillRect(box, QColor(painting.selection_fill(t)))
        if is_first:
            painter.fillRect(QRectF(box.left(), box.top(), 3, box.height()), QColor(t.focus))
    if not is_group:
        painter.setPen(QPen(QColor(painting.row_divider(t)), 1))
        y = box.bottom() - 0.5
        painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))


def _draw_cell(painter: QPainter, box: QRectF, cell: object, look: Look) -> None:
    drawer = _DRAWERS.get(type(cell))
    if drawer is not None:
        drawer(painter, box, cell, look)
    else:
        _draw_words(painter, box, str(cell), theme.font(FontRole.BODY), look.text, look)


def _draw_words(  # noqa: PLR0917 -- a drawing primitive: place, words, look
    painter: QPainter, box: QRectF, words: str, font: QFont, color: str, look: Look
) -> float:
    """One line, elided, right aligned for numbers; gives where it ended."""
    room = box.width() - 2 * PADDING
    shown = painting.elided(safe_text.one_line(words), font, room, in_middle=look.is_name)
    if look.is_struck:
        font = QFont(font)
        font.setStrikeOut(True)
    x = box.left() + PADDING
    if look.is_number:
        x = box.right() - PADDING - painting.text_width(shown, font)
    return x + painting.draw_text(painter, x, box.center().y(), shown, font, color)


def _draw_text_cell(painter: QPainter, box: QRectF, cell: Text, look: Look) -> None:
    """Of a row that went its name is struck through; why it went is to be read."""
    font = _text_font(cell, look.is_number)
    color = look.secondary if cell.is_quiet else look.text
    if cell.is_link:
        color = look.on or look.t.focus
    if cell.wraps and box.height() >= theme.px(_TWO_LINES):
        words = safe_text.one_line(str(cell))
        _draw_wrapped(painter, box, words, font, color, in_middle=look.is_name)
        return
    if cell.keys:
        _draw_way_in(painter, box, shown_keys(cell.keys), look)
    plain = replace(look, is_struck=False)
    end = _draw_words(painter, box, cell.text, font, color, look if cell.is_strong else plain)
    if cell.secondary and not look.is_number:
        left = end - PADDING + 6
        rest = QRectF(left, box.top(), box.right() - left, box.height())
        caption = theme.font(FontRole.CAPTION)
        _draw_words(painter, rest, cell.secondary, caption, look.secondary, plain)


def _draw_way_in(painter: QPainter, box: QRectF, keys: str, look: Look) -> None:
    """Right behind the words of the column before: the key on the chosen row, else a chevron."""
    middle = box.center().y()
    if look.is_selected:
        painting.draw_keycap(painter, box.left(), middle, keys, on=look.on)
    else:
        size = theme.px(12)
        top = middle - size / 2
        draw_icon(painter, "chevron-right", box.left(), top, size, look.secondary)


def _draw_wrapped(
    painter: QPainter, box: QRectF, words: str, font: QFont, color: str, *, in_middle: bool
) -> None:
    lines = painting.in_two_lines(words, font, box.width() - 2 * PADDING, in_middle=in_middle)
    apart = theme.px(17)
    y = box.center().y() - apart * (len(lines) - 1) / 2
    for n, line in enumerate(lines):
        painting.draw_text(painter, box.left() + PADDING, y + n * apart, line, font, color)


def _text_font(cell: Text, is_number: bool) -> QFont:
    plain = FontRole.NUMBER if is_number else FontRole.BODY
    role = FontRole.STRONG if cell.is_strong else plain
    return theme.font(FontRole.MONO if cell.is_mono else role)


def _draw_state(painter: QPainter, box: QRectF, cell: State, look: Look) -> None:
    room = box.width() - 2 * PADDING - (painting.state_width(cell) - _words_width(cell.text))
    font = theme.font(FontRole.CAPTION_MEDIUM)
    shown = replace(cell, text=painting.elided(cell.text, font, room))
    x = box.left() + PADDING
    if look.is_number:  # at the right edge of its column, as numbers are
        x = box.right() - PADDING - painting.state_width(shown)
    painting.draw_state(painter, x, box.center().y(), shown, on=look.on)


def _words_width(text: str) -> float:
    return painting.text_width(text, theme.font(FontRole.CAPTION_MEDIUM))


def _draw_stage(painter: QPainter, box: QRectF, cell: Stage, look: Look) -> None:
    painting.draw_stage(painter, box.left() + PADDING, box.center().y(), cell, on=look.on)


def _draw_tags(painter: QPainter, box: QRectF, cell: Tags, look: Look) -> None:
    x = box.left() + PADDING
    for n, name in enumerate(cell.names):
        if x + painting.tag_width(name) > box.right() and n > 0:
            rest = f"+{len(cell.names) - n}"
            font = theme.font(FontRole.CAPTION)
            painting.draw_text(painter, x, box.center().y(), rest, font, look.secondary)
            return
        shown = painting.tag_within(safe_text.one_line(name), box.right() - x)
        x += painting.draw_tag(painter, x, box.center().y(), shown, on=look.on)
        x += 4


def _draw_number(painter: QPainter, box: QRectF, cell: Number | Age, look: Look) -> None:
    is_quiet = isinstance(cell, Age) or cell.is_quiet
    color = look.secondary if is_quiet else look.text
    _draw_words(painter, box, str(cell), theme.font(FontRole.NUMBER), color, look)


def _draw_star(painter: QPainter, box: QRectF, cell: Star, look: Look) -> None:
    size = theme.px(14)
    color = look.on or (look.t.warning if cell.is_on else look.t.edge)
    x, y = box.center().x() - size / 2, box.center().y() - size / 2
    draw_icon(painter, "star-filled" if cell.is_on else "star", x, y, size, color)


def _draw_icon_cell(painter: QPainter, box: QRectF, cell: Icon, look: Look) -> None:
    size = theme.px(16)
    y = box.center().y() - size / 2
    draw_icon(painter, cell.name, box.left() + PADDING, y, size, look.secondary)
    rest = box.adjusted(size + 6, 0, 0, 0)
    _draw_words(painter, rest, cell.text, theme.font(FontRole.BODY), look.text, look)


def _draw_progress(painter: QPainter, box: QRectF, cell: Progress, look: Look) -> None:
    width, height = min(theme.px(110), box.width() - 2 * PADDING), theme.px(4)
    bar = QRectF(box.left() + PADDING, box.center().y() - height / 2, width, height)
    color = look.on or painting.status_color(cell.status, look.t)
    painting.draw_progress(painter, bar, cell.share, color)
    rest = QRectF(bar.right(), box.top(), box.right() - bar.right(), box.height())
    _draw_words(painter, rest, cell.text, theme.font(FontRole.CAPTION), look.secondary, look)


def _draw_spark(painter: QPainter, box: QRectF, cell: Spark, look: Look) -> None:
    room = box.adjusted(PADDING, theme.px(7), -PADDING - 3, -theme.px(7))
    dot = look.on or painting.status_color(cell.status, look.t)
    painting.draw_spark(painter, room, cell.values, look.on or look.t.secondary, dot)


def _draw_votes(painter: QPainter, box: QRectF, cell: Votes, look: Look) -> None:
    x = painting.draw_votes(painter, box.left() + PADDING, box.center().y(), cell, look.on)
    font = theme.font(FontRole.CAPTION)
    painting.draw_text(painter, x + 4, box.center().y(), str(cell), font, look.secondary)


def _draw_against_limit(painter: QPainter, box: QRectF, cell: AgainstLimit, look: Look) -> None:
    inner = box.adjusted(PADDING, 0, -PADDING, 0)
    painting.draw_against_limit(painter, inner, cell, look.on)


def _draw_two_lines(painter: QPainter, box: QRectF, cell: TwoLines, look: Look) -> None:
    glyph = theme.px(10)
    first = box.top() + theme.px(18) - 1
    second = box.top() + theme.px(37) - 2
    x, right = box.left() + _lines_left(cell), box.right() - _lines_right(cell)
    if cell.status is not None:
        color = look.on or painting.status_color(cell.status, look.t)
        middle = QPointF(box.left() + _GLYPH_LEFT + glyph / 2, first)
        painting.draw_glyph(painter, cell.status, middle, glyph, color)
    font, caption = _title_font(cell), _note_font(cell)
    title = safe_text.one_line(cell.title)
    more = box.height() >= theme.px(_THREE_LINES)  # a line more, for what is longer
    if more and painting.text_width(title, font) > right - x:
        begin, *rest = painting.in_two_lines(title, font, right - x, in_middle=True)
        if rest:
            painting.draw_text(painter, x, first, begin, font, look.text)
            title, first, second, more = rest[0], second, second + theme.px(16), False
    placed = _lines(replace(cell, title=title), right - x)
    if cell.note:
        words = painting.text_width(cell.note, caption)
        note_color = look.t.critical if cell.is_urgent and not look.on else look.secondary
        line = first if placed.has_note else second
        painting.draw_text(painter, right - words, line, cell.note, caption, note_color)
    room = placed.above - _votes_width(cell)
    title = painting.elided(title, font, room, in_middle=True)  # names differ at their ends
    named = x + _votes_width(cell)
    if cell.votes:
        painting.draw_votes(painter, x, first, cell.votes, look.on)
    end = named + painting.draw_text(painter, named, first, title, font, look.text)
    if cell.stage and placed.has_stage:
        painting.draw_stage(painter, end + 8, first, cell.stage, on=look.on)
    elif cell.stage:
        painting.draw_stage(painter, x + placed.below + 8, second, cell.stage, on=look.on)
    _draw_detail(painter, QPointF(x, second), cell.detail, placed.below, look, is_broken=more)


def _draw_detail(
    painter: QPainter, at: QPointF, words: str, room: float, look: Look, *, is_broken: bool
) -> None:
    """Broken into two lines where the row has a line more than its title needs."""
    font, words = theme.font(FontRole.CAPTION), safe_text.one_line(words)
    lines = painting.in_two_lines(words, font, room) if is_broken else (words,)
    for n, line in enumerate(lines):
        y, shown = at.y() + n * theme.px(16), painting.elided(line, font, room)
        painting.draw_text(painter, at.x(), y, shown, font, look.secondary)


def _draw_group(painter: QPainter, box: QRectF, cell: GroupTitle, look: Look) -> None:
    font = theme.font(FontRole.STRONG if cell.is_name else FontRole.SECTION)
    # Where its rows begin, and the words above the list: those keep their distance at every zoom.
    x, middle = box.left() + cell.indent, box.bottom() - theme.px(14)
    caption = theme.font(FontRole.CAPTION)
    count = "" if cell.count is None else str(cell.count)
    beside = painting.text_width(count, caption) + 7 if count else 0.0
    words = safe_text.one_line(cell.text)
    words = words if cell.is_name else words.upper()
    words = painting.elided(words, font, box.right() - beside - 4 - x, in_middle=cell.is_name)
    color = look.t.text if cell.is_name else look.t.secondary
    x += painting.draw_text(painter, x, middle, words, font, color)
    if count:
        painting.draw_text(painter, x + 7, middle, count, caption, look.t.secondary)


_DRAWERS: dict[type, Callable[[QPainter, QRectF, Any, Look], None]] = {
    Text: _draw_text_cell,
    State: _draw_state,
    Stage: _draw_stage,
    Tags: _draw_tags,
    Number: _draw_number,
    Age: _draw_number,
    Star: _draw_star,
    Icon: _draw_icon_cell,
    Progress: _draw_progress,
    Spark: _draw_spark,
    Votes: _draw_votes,
    AgainstLimit: _draw_against_limit,
    TwoLines: _draw_two_lines,
    GroupTitle: _draw_group,
}
