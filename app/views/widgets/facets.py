"""The facets beside a list: what the filter could still be narrowed to, with counts for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.views import painting, safe_text, theme
from app.views.filters import FilterQuery
from app.views.language import tr
from app.views.safe_text import PlainLabel
from app.views.theme import FontRole
from app.views.widgets.basics import Pane, StyledLabel, caption
from app.views.widgets.scroll_bar import use_slim_scroll_bars

_WIDTH, _MARGINS = 190, 30
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


class _FacetBox(QWidget):
    toggled = Signal(str, str, bool)  # key, value, on

    def __init__(self, facet: Facet, chosen: Sequence[str]) -> None:
        super().__init__()
        self._facet = facet
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 10)
        layout.setSpacing(0)
        title = StyledLabel(facet.title, FontRole.CAPTION_STRONG)
        title.setFixedHeight(theme.px(26))
        layout.addWidget(title)
        # A ticked value never disappears, even when nothing matches it any more.
        counted = {each.value for each in facet.values}
        lost = [FacetValue(value, 0, facet.word(value)) for value in chosen if value not in counted]
        for each in (*facet.values, *lost):
            layout.addWidget(self._line(each, each.value in chosen))

    def _line(self, each: FacetValue, is_on: bool) -> QWidget:
        line = QWidget()
        layout = QHBoxLayout(line)
        layout.setContentsMargins(0, 0, 0, 0)
        count: PlainLabel = caption(f"{each.count:,}".replace(",", "\N{NARROW NO-BREAK SPACE}"))
        words = safe_text.one_line(each.label or each.value)
        room = theme.px(_WIDTH - _MARGINS - _BESIDE) - count.sizeHint().width()
        shown = painting.elided(words, theme.font(FontRole.STRONG), room)
        box = QCheckBox(shown.replace("&", "&&"))
        if shown != words:
            box.setToolTip(safe_text.tooltip(words))
        box.setChecked(is_on)
        box.setFixedHeight(theme.px(24))
        box.setAccessibleName(f"{self._facet.title}: {each.label or each.value}, {each.count}")
        box.setObjectName(f"facet.{self._facet.key}.{each.value}")
        if is_on:
            box.setFont(theme.font(FontRole.STRONG))
        box.toggled.connect(
            lambda on, value=each.value: self.toggled.emit(self._facet.key, value, on)
        )
        layout.addWidget(box, 1)
        layout.addWidget(count)
        return line


class FacetPanel(Pane):
    """AND between groups, OR inside; hand `query_changed` to the filter bar."""

    query_changed = Signal(object)  # FilterQuery

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._query = FilterQuery()
        self._facets: tuple[Facet, ...] = ()
        self._area = QScrollArea()
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        use_slim_scroll_bars(self._area)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._area)
        theme.keep_sized(self, lambda: self.setFixedWidth(theme.px(_WIDTH)))
        self.setAccessibleName(tr("Facets"))

    def set_facets(self, facets: Sequence[Facet], query: FilterQuery) -> None:
        """Show counts for `query`; the focus stays on the box it was on."""
        if (tuple(facets), query) == (self._facets, self._query) and self._area.widget():
            return
        focused = theme.application().focusWidget()
        name = focused.objectName() if focused and self.isAncestorOf(focused) else ""
        self._facets, self._query = tuple(facets), query
        body = Pane()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(16, 8, _MARGINS - 16, 12)
        layout.setSpacing(0)
        for facet in self._facets:
            box = _FacetBox(facet, query.values(facet.key))
            box.toggled.connect(self._on_box_toggled)
            layout.addWidget(box)
        layout.addStretch()
        self._area.setWidget(body)
        if name:
            again = body.findChild(QCheckBox, name)
            if isinstance(again, QCheckBox):
                again.setFocus()

    def _on_box_toggled(self, key: str, value: str, on: bool) -> None:
        values = [v for v in self._query.values(key) if v != value] + ([value] if on else [])
        self._query = self._query.with_values(key, values)
        self.query_changed.emit(self._query)
