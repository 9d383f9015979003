"""The facets beside a list: what the filter could still be narrowed to, with counts for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QMenu,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.views import painting, safe_text, theme
from app.views.filters import FilterQuery
from app.views.language import tr
from app.views.safe_text import PlainLabel
from app.views.theme import FontRole
from app.views.widgets.basics import Pane, StyledLabel, caption
from app.views.widgets.scroll_bar import use_slim_scroll_bars

_WIDTH, _MARGINS = 190, 30
_ABOUT = "≈"
_STALE_MS = 300  # what is counted sooner needs no sign
_BESIDE = 44  # px: the box to tick, the gap before the count and the bar to scroll by


@dataclass(frozen=True, slots=True)
class FacetValue:
    """`label` is shown instead of the value where codes are no words."""

    value: str
    count: int
    label: str = ""


@dataclass(frozen=True, slots=True)
class Facet:
    """`key` is the filter key it sets. Values of one facet are alternatives."""

    key: str
    title: str
    values: tuple[FacetValue, ...]
    word: Callable[[str], str] = str  # for a value that is chosen and counted no more
    strange: tuple[str, ...] = ()  # asked for, and no value of it: nothing to tick


class _Line(QWidget):
    """A value to tick and its count; shows another one when the counts are others."""

    toggled = Signal(str, bool)  # value, on
    menu_wanted = Signal(str, object)  # value, where

    def __init__(self) -> None:
        super().__init__()
        self._value = ""
        self._said = ""  # its count
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(
            lambda at: self.menu_wanted.emit(self._value, self.mapToGlobal(at))
        )
        self.box = QCheckBox()
        self._count: PlainLabel = caption()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.box, 1)
        layout.addWidget(self._count)
        self.box.toggled.connect(lambda on: self.toggled.emit(self._value, on))

    def show_value(self, facet: Facet, each: FacetValue, is_on: bool) -> None:
        box = self.box
        self._value = each.value
        self._said = f"{each.count:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")
        self._count.setText(self._said)
        words = safe_text.one_line(each.label or each.value)
        # By the font it will have: after a step of zoom the label may still have the one before.
        beside = QFontMetrics(theme.font(FontRole.CAPTION)).horizontalAdvance(self._said)
        room = theme.px(_WIDTH - _MARGINS - _BESIDE) - beside
        shown = painting.elided(words, theme.font(FontRole.STRONG), room)
        box.setText(shown.replace("&", "&&"))
        box.setToolTip(safe_text.tooltip(words) if shown != words else "")
        if box.isChecked() != is_on:
            box.blockSignals(True)
            box.setChecked(is_on)
            box.blockSignals(False)
        box.setFont(theme.font(FontRole.STRONG) if is_on else QFont())
        box.setFixedHeight(theme.px(24))
        box.setAccessibleName(f"{facet.title}: {each.label or each.value}, {each.count}")
        box.setObjectName(f"facet.{facet.key}.{each.value}")
        self.show()

    def show_stale(self) -> None:
        self._count.setText(_ABOUT + self._said)

    def show_nothing(self) -> None:
        self.box.setObjectName("")
        self.hide()


class _FacetBox(QWidget):
    toggled = Signal(str, str, bool)  # key, value, on
    menu_wanted = Signal(str, str, object)  # key, value, where

    def __init__(self) -> None:
        super().__init__()
        self._key = ""
        self._lines: list[_Line] = []
        self._title = StyledLabel("", FontRole.CAPTION_STRONG)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 10)
        self._layout.setSpacing(0)
        self._layout.addWidget(self._title)

    def show_facet(self, facet: Facet, asked: Sequence[str]) -> None:
        """On the lines that are there: to make and dress them anew takes ten times as long."""
        self._key = facet.key
        chosen = _chosen(facet, asked)
        self._title.setText(facet.title)
        self._title.setFixedHeight(theme.px(26))
        # A ticked value never disappears, even when nothing matches it any more.
        counted = {each.value for each in facet.values}
        lost = [FacetValue(value, 0, facet.word(value)) for value in chosen if value not in counted]
        shown = [*facet.values, *lost]
        while len(self._lines) < len(shown):
            self._add_line()
        for line, each in zip(self._lines, shown, strict=False):
            line.show_value(facet, each, each.value in chosen)
        for line in self._lines[len(shown) :]:
            line.show_nothing()

    def show_stale(self) -> None:
        for line in self._lines:
            line.show_stale()

    def _add_line(self) -> None:
        line = _Line()
        line.toggled.connect(lambda value, on: self.toggled.emit(self._key, value, on))
        line.menu_wanted.connect(lambda value, at: self.menu_wanted.emit(self._key, value, at))
        self._lines.append(line)
        self._layout.addWidget(line)


def _chosen(facet: Facet, asked: Sequence[str]) -> list[str]:
    """What is ticked, as it is written where it is counted: "prod" asks for PROD."""
    counted = {one.value.casefold(): one.value for one in facet.values}
    return [counted.get(one.casefold(), one) for one in asked if one not in facet.strange]


class FacetPanel(Pane):
    """AND between groups, OR inside; hand `query_changed` to the filter bar."""

    query_changed = Signal(object)  # FilterQuery

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._query = FilterQuery()
        self._facets: tuple[Facet, ...] = ()
        self._boxes: list[_FacetBox] = []
        self._stale = QTimer(self, singleShot=True, interval=_STALE_MS)
        self._stale.timeout.connect(self._on_stale_timeout)
        self._is_stale = False
        body = Pane()
        self._column = QVBoxLayout(body)
        self._column.setContentsMargins(16, 8, _MARGINS - 16, 12)
        self._column.setSpacing(0)
        self._none = caption(tr("Nothing fits, so there is nothing to choose between."), wraps=True)
        self._none.setObjectName("facets.none")
        self._none.hide()
        self._column.addWidget(self._none)
        self._column.addStretch()
        self._area = QScrollArea()
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        use_slim_scroll_bars(self._area)
        self._area.setWidget(body)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._area)
        theme.keep_sized(self, self._fit)
        self.setAccessibleName(tr("Facets"))

    def set_facets(self, facets: Sequence[Facet], query: FilterQuery) -> None:
        """Show counts for `query`; the focus stays on the box it was on."""
        self._stale.stop()
        is_same = (tuple(facets), query) == (self._facets, self._query) and self._boxes
        if is_same and not self._is_stale:
            return
        self._is_stale = False
        focused = theme.application().focusWidget()
        name = focused.objectName() if focused and self.isAncestorOf(focused) else ""
        self._facets, self._query = tuple(facets), query
        while len(self._boxes) < len(self._facets):
            self._add_box()
        self._fill()
        for n, box in enumerate(self._boxes):
            box.setVisible(n < len(self._facets))
        self._none.setVisible(not self._facets and not query.is_empty)
        if name:
            again = self.findChild(QCheckBox, name)
            if isinstance(again, QCheckBox):
                again.setFocus()

    def expect_counts(self) -> None:
        """They are being counted for another filter: where that takes a moment, those that stand
        here say that they are about right."""
        self._stale.start()

    def _on_stale_timeout(self) -> None:
        self._is_stale = True
        for box in self._boxes:
            box.show_stale()

    def _fit(self) -> None:
        self.setFixedWidth(theme.px(_WIDTH))
        self._fill()

    def _fill(self) -> None:
        for box, facet in zip(self._boxes, self._facets, strict=False):
            box.show_facet(facet, self._query.values(facet.key))

    def _add_box(self) -> None:
        box = _FacetBox()
        box.toggled.connect(self._on_box_toggled)
        box.menu_wanted.connect(self._on_box_menu_wanted)
        self._column.insertWidget(len(self._boxes), box)
        self._boxes.append(box)

    def _on_box_menu_wanted(self, key: str, value: str, at: QPoint) -> None:
        """By the right button or the menu key: this value alone, none of it, or any again."""
        menu = self.menu = QMenu(self)
        menu.setObjectName("facet.menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        free = self._query.with_values(key, ()).with_refused(key, ())
        refused = tuple(dict.fromkeys((*self._query.refused(key), value)))
        kept = tuple(one for one in self._query.values(key) if one != value)
        for words, query in (
            (tr("Only this"), free.with_values(key, (value,))),
            (tr("Not this"), free.with_values(key, kept).with_refused(key, refused)),
            (tr("Any"), free),
        ):
            action = menu.addAction(words)
            action.setEnabled(query != self._query)
            action.triggered.connect(partial(self._choose, query))
        menu.popup(at)

    def _choose(self, query: FilterQuery, _checked: bool = False) -> None:
        self._query = query
        self.query_changed.emit(query)

    def _on_box_toggled(self, key: str, value: str, on: bool) -> None:
        others = [v for v in self._query.values(key) if v.casefold() != value.casefold()]
        values = others + ([value] if on else [])
        self._query = self._query.with_values(key, values)
        self.query_changed.emit(self._query)
