"""What Home is made of: lists as high as their rows, tiles that open what they count."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import ceil
from typing import Any

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QEnterEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from app.models.queries.home_figures import TAKEN_UP, Tile
from app.models.queries.inventory_filter import DEBTS
from app.texts import word
from app.views import icons, painting, safe_text, theme
from app.views.cells import Status, significant
from app.views.colors import mix
from app.views.delegates.cell_delegate import LIST_ROW
from app.views.item_models.columns import Column
from app.views.item_models.row_table import RowTableModel
from app.views.language import N_, tr
from app.views.panels.home_words import rough
from app.views.panels.parts import clear
from app.views.theme import FontRole
from app.views.widgets.banner import BannerArea
from app.views.widgets.basics import SectionLabel, caption
from app.views.widgets.data_table import DataTable
from app.views.widgets.placeholders import SkeletonRows
from app.views.widgets.tall_rows import TallRows

TILES: dict[str, tuple[str, str]] = {
    "to_review": (N_("To review"), N_("nothing waits for you")),
    "no_monitor": (N_("PROD without monitor"), N_("all are watched")),
    "no_approval": (N_("PROD without approval"), N_("all were approved")),
    "no_document": (N_("PROD without documents"), N_("all have theirs")),
    "stale": (N_("Not refreshed for long"), N_("all are fresh")),
    "alerts_critical": (N_("Critical"), N_("none is open")),
    "alerts_high": (N_("High"), N_("none is open")),
    "alerts_medium": (N_("Medium"), N_("none is open")),
    "alerts_low": (N_("Low"), N_("none is open")),
    "in_production": (N_("Models in production"), N_("none serves yet")),
    "high_risk": (N_("Models of high risk"), N_("none is of high risk")),
    "late_reviews": (N_("Reviews past their day"), N_("none is late")),
    "ending_waivers": (N_("Waivers ending soon"), N_("none ends soon")),
    "release_time": (N_("From vote to production"), ""),
}

_TILE_LEAST, _TILE_EDGE = 180, 16  # px
OUTLINES_MS = 300  # what is read sooner needs none


class Block(QWidget):
    """A heading over a list that shows all its rows; a calm line where there are none.

    Before its rows are read it says nothing: whether there are any is not known yet.
    """

    again_asked = Signal()  # to read what could not be read

    def __init__(
        self,
        title: str,
        columns: Sequence[Column[Any]],
        key: Callable[[Any], object],
        *,
        empty: str,
        name: str,
        row_height: int = LIST_ROW,
    ) -> None:
        super().__init__()
        self.title = title
        self._row_height = row_height
        self._is_read = False
        self.head = SectionLabel(title)
        self.banners = BannerArea()
        self.model: RowTableModel[Any] = RowTableModel(columns, key, self)
        self.table = DataTable(self.model, title)
        self.table.setObjectName(name)
        self.table.hide_header()
        if row_height >= LIST_ROW:
            tall = TallRows(self.table, usual=row_height, tall=row_height + 16, with_details=True)
            tall.changed.connect(self._on_tall_changed)
        else:
            self.table.set_row_height(row_height)
        self.table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._empty = caption(empty)
        self._outlines = SkeletonRows(rows=2)
        self._outlines.hide()
        QTimer.singleShot(OUTLINES_MS, self, self._show_outlines)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.head)
        layout.addWidget(self.banners)
        layout.addWidget(self.table)
        layout.addWidget(self._outlines)
        layout.addWidget(self._empty)
        layout.addStretch()
        theme.keep_sized(self, self._fit)

    def set_rows(self, rows: Sequence[Any], note: object = None) -> None:
        self.banners.clear("block")
        self._is_read = True
        self._outlines.hide()
        self.model.set_rows(rows)
        self.table.mark_ready()
        self.head.set_note(len(rows) if note is None else note)
        self._fit()

    def set_reading(self) -> None:
        """Its rows were somebody else's: as before the first look, until the new ones are here."""
        self.banners.clear("block")
        self._is_read = False
        self.model.set_rows(())
        self.head.set_note("")
        self._fit()
        QTimer.singleShot(OUTLINES_MS, self, self._show_outlines)

    @property
    def is_empty(self) -> bool:
        return self.model.rowCount() == 0

    def show_error(self, words: str) -> None:
        """This block only; the last rows stay."""
        self._outlines.hide()
        _tell_unread(self.banners, words, self.again_asked.emit)

    def set_empty(self, words: str) -> None:
        self._empty.setText(words)

    @Slot(int)
    def _on_tall_changed(self, height: int) -> None:
        if height != self._row_height:
            self._row_height = height
            self._fit()

    def _fit(self) -> None:
        count = self.model.rowCount()
        self.table.setVisible(count > 0)
        self._empty.setVisible(self._is_read and count == 0)
        self._outlines.setFixedHeight(theme.px(2 * 28))
        self.table.setFixedHeight(theme.px(self._row_height) * count + 1)

    def _show_outlines(self) -> None:
        self._outlines.setVisible(not self._is_read and not self.banners.keys)


def _tell_unread(banners: BannerArea, words: str, again: Callable[[], object]) -> None:
    said = words.replace("\n\n", "\n")  # a block has no room for an empty line
    banner = banners.show_banner("block", Status.WARNING, tr("Could not be read"), said)
    banner.add_action(tr("Try again"), again)


class GapTile(QPushButton):
    """A count, what is counted, where; opens the rows behind it, where there are any."""

    def __init__(self, tile: Tile, *, has_models: bool = True, screen: str = "home") -> None:
        super().__init__()
        self.tile = tile
        known = TILES.get(tile.code, (tile.code.replace("_", " ").capitalize(), ""))
        title, none = map(tr, known)
        self._title = title
        is_unit = tile.code in DEBTS
        self._detail = " · ".join(_part_words(*part, is_unit=is_unit) for part in tile.parts)
        self._figure = significant(tile.count)
        if tile.span_s is not None:
            self._figure = rough(tile.span_s)
            self._detail = tr("median of %n release(s)", "", tile.count)
        if tile.unmeasured:  # then not all are watched, whatever is set up
            later = tr("{count} not measured yet").format(count=significant(tile.unmeasured))
            self._detail = " · ".join(filter(None, (self._detail, later)))
        if not tile.count and (self.leads or not self._detail):
            self._detail = " · ".join(filter(None, (none, self._detail)))
        if not has_models and is_unit:
            self._detail = tr("there is no model yet")
        self._is_hovered = False
        self.setEnabled(self.leads)
        self.setAutoDefault(True)  # Enter opens it, as it opens a row
        self.setObjectName(f"{screen}.tile.{tile.code}")
        self.setAccessibleName(f"{self._figure} {title}. {self._detail}")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def leads(self) -> bool:
        """Whether there is a list behind it, and anything in that."""
        if self.tile.span_s is not None:
            return False
        return self.tile.count > 0 or any(name == TAKEN_UP for name, _ in self.tile.parts)

    @property
    def least(self) -> int:
        """The width (px) in which its words are whole; parts of a figure are as many as fit."""
        said = self._lines if not self.tile.parts else self._lines[:1]
        words = max(painting.text_width(text, theme.font(role)) for text, role in said)
        return max(theme.px(_TILE_LEAST), ceil(words) + 2 * _TILE_EDGE)

    @override
    def sizeHint(self) -> QSize:
        return QSize(theme.px(_TILE_LEAST), theme.px(98))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t = theme.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        fill = mix(t.text, t.base, 0.035) if self._is_hovered else t.base
        painter.setPen(QPen(QColor(t.focus if self.hasFocus() else t.divider),
                            2 if self.hasFocus() else 1))  # fmt: skip
        painter.setBrush(QColor(fill))
        painter.drawRoundedRect(box, 4, 4)
        left, room = float(_TILE_EDGE), self.width() - 2.0 * _TILE_EDGE
        color = t.text if self.tile.count else t.secondary
        kpi = theme.font(FontRole.KPI)
        painting.draw_text(painter, left, theme.px(28), self._figure, kpi, color)
        if self.leads:
            size = theme.px(12)
            at = self.width() - _TILE_EDGE - size
            icons.draw(painter, "chevron-right", at, theme.px(18), size, t.secondary)
        for text, role, y, tint in (
            (self._title, FontRole.BODY, 58, t.text),
            (self._detail, FontRole.CAPTION, 78, t.secondary),
        ):
            font = theme.font(role)
            shown = painting.elided(safe_text.one_line(text), font, room)
            painting.draw_text(painter, left, theme.px(y), shown, font, tint)
        painter.end()

    @property
    def _lines(self) -> tuple[tuple[str, FontRole], ...]:
        return (self._title, FontRole.BODY), (self._detail, FontRole.CAPTION)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """What ends in "…" is whole under the pointer."""
        super().resizeEvent(event)
        widths = (painting.text_width(text, theme.font(role)) for text, role in self._lines)
        is_cut = any(width > self.width() - 2.0 * _TILE_EDGE for width in widths)
        whole = "\n".join(text for text, _role in self._lines if text)
        self.setToolTip(safe_text.tooltip(whole) if is_cut else "")

    @override
    def enterEvent(self, event: QEnterEvent) -> None:
        self._is_hovered = self.leads
        self.update()
        super().enterEvent(event)

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self._is_hovered = False
        self.update()
        super().leaveEvent(event)


def _part_words(name: str, count: int, *, is_unit: bool) -> str:
    if name == TAKEN_UP:
        return tr("%n not resolved yet", "", count)
    return f"{name if is_unit else word(name)} {significant(count)}"


class TileGrid(QWidget):
    """Tiles beside each other, and below where there is no room: at 200 %."""

    def __init__(self) -> None:
        super().__init__()
        self._tiles: list[GapTile] = []
        self._columns = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(12)
        self._grid.setSizeConstraint(QGridLayout.SizeConstraint.SetNoConstraint)

    def set_tiles(self, tiles: Sequence[GapTile]) -> None:
        clear(self._grid)
        self._tiles, self._columns = list(tiles), 0
        self._place()

    def _place(self) -> None:
        least = max((one.least for one in self._tiles), default=theme.px(_TILE_LEAST))
        least += self._grid.spacing()
        most = max(1, min(len(self._tiles), (self.width() + self._grid.spacing()) // least))
        lines = -(-len(self._tiles) // most)
        columns = -(-len(self._tiles) // max(1, lines))  # as many on each: none stands alone
        if columns == self._columns:
            return
        self._columns = columns
        for tile in self._tiles:
            self._grid.removeWidget(tile)
        for n, tile in enumerate(self._tiles):
            self._grid.addWidget(tile, n // columns, n % columns)
        self.updateGeometry()

    @override
    def minimumSizeHint(self) -> QSize:
        """No width of its own: what has no room goes below."""
        return QSize(0, self._grid.minimumSize().height())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._place)  # not amid the layout of those around


class TileRow(QWidget):
    """A heading over figures."""

    opened = Signal(object)  # a Tile
    again_asked = Signal()  # to read what could not be read

    def __init__(self, title: str, screen: str = "home") -> None:
        """`screen`: with which the names of its figures begin."""
        super().__init__()
        self.title = title
        self._screen = screen
        self._shown: tuple[Tile, ...] = ()
        self._had_models = True
        self._grid = TileGrid()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.banners = BannerArea()
        column.addWidget(SectionLabel(title))
        column.addWidget(self.banners)
        column.addWidget(self._grid)

    def show_error(self, words: str) -> None:
        """These figures only; the last ones stay."""
        _tell_unread(self.banners, words, self.again_asked.emit)

    @property
    def first(self) -> GapTile | None:
        """The first that leads anywhere."""
        return next((one for one in self.findChildren(GapTile) if one.isEnabled()), None)

    def set_tiles(self, tiles: Sequence[Tile], *, has_models: bool) -> None:
        """The same figures stay the same buttons, with the focus that one of them may have."""
        if self._shown == tuple(tiles) and self._had_models == has_models:
            return
        self._shown, self._had_models = tuple(tiles), has_models
        buttons = [GapTile(one, has_models=has_models, screen=self._screen) for one in tiles]
        for button in buttons:
            button.clicked.connect(lambda _checked, one=button.tile: self.opened.emit(one))
        self._grid.set_tiles(buttons)
