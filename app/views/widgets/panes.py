"""Panes beside or above each other; where there is no room for all, one at a time."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal, SignalInstance
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from app.views import theme
from app.views.language import tr
from app.views.widgets.segments import Segments
from app.views.widgets.splitter import Splitter

# Of the mock-ups' pixels: the width, or the height, from which on two are seen at once.
BESIDE_FROM, ABOVE_FROM = 640, 340
ONE_MORE = 180  # for each pane more


class _Slot(QWidget):
    """The place of one pane, so that folding it away and the screen's hiding it stay two things."""

    def __init__(self, pane: QWidget) -> None:
        super().__init__()
        self.pane = pane
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(pane)

    @property
    def is_wanted(self) -> bool:
        """Whether the screen shows it: not hidden by F4, nor because it has nothing to say."""
        was_told = self.pane.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide)
        return not (was_told and self.pane.isHidden())

    @property
    def least(self) -> QSize:
        if not self.is_wanted:
            return QSize(0, 0)
        return self.pane.minimumSizeHint().expandedTo(self.pane.minimumSize())


class Panes(QWidget):
    """`sizes` as of the splitter. `names` stand on the switch that shows one or the other."""

    turned = Signal(int)  # the pane that is in front now, while folded

    def __init__(
        self,
        *panes: QWidget,
        names: tuple[str, ...],
        sizes: tuple[int, ...],
        is_vertical: bool = False,
        margin: int = 16,
    ) -> None:
        """`margin`: left of the switch, so that it begins where what stands below it does."""
        super().__init__()
        self._slots = tuple(map(_Slot, panes))
        self._is_vertical = is_vertical
        self._is_folded = False
        self._split = Splitter(*self._slots, sizes=sizes, is_vertical=is_vertical)
        self.switch = Segments(tr("Shown"), names)
        self.switch.setObjectName("panes.switch")
        self._bar = QWidget()
        bar = QHBoxLayout(self._bar)
        bar.setContentsMargins(margin, 5, 16, 3)
        bar.addWidget(self.switch)
        bar.addStretch()
        self._bar.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._bar)
        layout.addWidget(self._split, 1)
        self.switch.chosen.connect(self._on_switch_chosen)
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._on_later_timeout)
        for slot in self._slots:
            slot.pane.installEventFilter(self)

    @property
    def is_folded(self) -> bool:
        return self._is_folded

    def turn(self, place: int) -> None:
        """Have this pane in front, if only one of them is seen."""
        if self._slots[place].is_wanted:
            self.switch.choose(place)

    def bring(self, place: int) -> None:
        """Have this pane seen, also where it was put away."""
        if not self._slots[place].is_wanted:
            self._slots[place].pane.show()
        self.turn(place)

    def suggest(self, *sizes: int) -> None:
        """As the splitter's: until the reader moves them."""
        self._split.suggest(sizes)

    def turn_by(self, opened: SignalInstance, place: int) -> None:
        """Turn to this pane when something of another one is opened."""
        opened.connect(lambda *_what: self.turn(place))

    @property
    def beside_last(self) -> QWidget | None:
        """What is seen beside, or above, the detail; None: they are not seen both."""
        before, last = (slot.pane for slot in self._slots[-2:])
        return before if before.isVisible() and last.isVisible() else None

    def toggle_last(self) -> None:
        """F4: the detail comes or goes."""
        last = len(self._slots) - 1
        pane = self._slots[last].pane
        if self._is_folded and self._slots[last].is_wanted:
            self.turn(last - 1 if self.switch.current == last else last)
        else:
            pane.setVisible(not pane.isVisible())

    @override
    def minimumSizeHint(self) -> QSize:
        least = QSize(0, 0)
        shown = [self._slots[self.switch.current]] if self._is_folded else self._slots
        for slot in shown:
            least = least.expandedTo(slot.least)
        if not self._is_folded:
            return least
        bar = self._bar.sizeHint()
        return QSize(max(least.width(), bar.width()), least.height() + bar.height())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kinds = (QEvent.Type.ShowToParent, QEvent.Type.HideToParent, QEvent.Type.LayoutRequest)
        if event.type() in kinds:
            self._later.start()  # not amid a layout
        return super().eventFilter(watched, event)

    def _needed(self) -> int:
        """How much all of them take at once."""
        shown = [slot.least for slot in self._slots if slot.is_wanted]
        gaps = self._split.handleWidth() * (len(shown) - 1)
        usual = (ABOVE_FROM if self._is_vertical else BESIDE_FROM) + ONE_MORE * (len(shown) - 2)
        least = sum(one.height() if self._is_vertical else one.width() for one in shown)
        return max(theme.px(usual), least + gaps)

    def _fit(self) -> None:
        room = self.height() if self._is_vertical else self.width()
        wanted = [slot.is_wanted for slot in self._slots]
        self._is_folded = sum(wanted) > 1 and room < self._needed()
        if not wanted[self.switch.current] and any(wanted):
            self.switch.choose(wanted.index(True))
        self._bar.setVisible(self._is_folded)
        focused = theme.application().focusWidget()
        for n, slot in enumerate(self._slots):
            is_shown = wanted[n] and (not self._is_folded or n == self.switch.current)
            if not is_shown and focused is not None and slot.isAncestorOf(focused):
                self.switch.setFocus()  # else it would go to whatever comes next in the window
            slot.setVisible(is_shown)

    def _on_later_timeout(self) -> None:
        self._fit()
        self.updateGeometry()  # a splitter tells those around it nothing of what its panes need

    def _on_switch_chosen(self, place: int) -> None:
        self._fit()
        self.updateGeometry()
        self.turned.emit(place)


def bring_out(widget: QWidget) -> None:
    """Have it seen, if it stands in a pane that is folded away."""
    for panes, place in _around(widget):
        panes.turn(place)


def is_reachable(widget: QWidget) -> bool:
    """Whether it is seen, or would be once it is brought out."""
    one: QWidget | None = widget
    while one is not None and not one.isVisible():
        if not one.is_wanted if isinstance(one, _Slot) else one.isHidden():
            return False
        one = one.parentWidget()
    return one is not None


def _around(widget: QWidget) -> list[tuple[Panes, int]]:
    """The panes it stands in, the innermost first."""
    found: list[tuple[Panes, int]] = []
    slot, above = None, widget.parentWidget()
    while above is not None:
        if isinstance(above, _Slot):
            slot = above
        elif isinstance(above, Panes) and slot is not None:
            found.append((above, above._slots.index(slot)))
        above = above.parentWidget()
    return found
