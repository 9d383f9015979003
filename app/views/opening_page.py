"""The first window while a workspace is made or opened: what is being done, and where it failed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from app.texts import told
from app.views import notices, theme
from app.views.cells import State, Status
from app.views.language import N_, tr
from app.views.widgets.banner import BannerArea
from app.views.widgets.basics import Card, Pane, StateChip, StyledLabel, caption, pane_title
from app.views.widgets.busy_bar import BusyBar
from app.views.widgets.button import Button, Kind

STEPS = {  # of app.services.opening, which is heavier than a first paint
    "reach": N_("Find the server"),
    "enter": N_("Sign in there"),
    "version": N_("Compare the versions"),
    "account": N_("Find your account"),
}


class StepList(QWidget):
    """Each step into a database: how it stands, how long it took, what it found."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(2, 1)
        self._lines: dict[str, tuple[StateChip, StyledLabel, StyledLabel]] = {}
        for n, (code, name) in enumerate(STEPS.items()):
            chip = StateChip(State(Status.UNKNOWN, ""))
            took, said = caption(), caption(wraps=True)
            self._lines[code] = chip, took, said
            middle = Qt.AlignmentFlag.AlignVCenter
            self._grid.addWidget(StyledLabel(tr(name)), n, 0, middle)
            self._grid.addWidget(chip, n, 1, middle | Qt.AlignmentFlag.AlignLeft)
            self._grid.addWidget(said, n, 2, middle)
            self._grid.addWidget(took, n, 3, middle | Qt.AlignmentFlag.AlignRight)

    def show_steps(self, done: Sequence[Any], running: str = "") -> None:
        """Steps that ended, and the one under way; the others wait, or were not come to."""
        ended = {one.code: one for one in done}
        for code, (chip, took, said) in self._lines.items():
            step = ended.get(code)
            chip.set_state(_state(step, is_running=code == running))
            took.setText(f"{step.took_ms:.0f} ms" if step else "")
            said.setText(told(step.said) if step and step.is_good else "")

    def words(self) -> list[str]:
        """As read aloud: one sentence a step."""
        return [
            " ".join(filter(None, (tr(STEPS[code]), str(chip.state), took.text(), said.text())))
            for code, (chip, took, said) in self._lines.items()
        ]


class OpeningPage(Pane):
    """Between the ways in and the workspace. With steps: a card that stays where one failed."""

    left = Signal()
    again = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("opening")
        self.title = pane_title("")
        self.detail = caption()
        self.bar = BusyBar()
        self.bar.setFixedSize(theme.px(280), 4)
        self.bar.setAccessibleName(tr("Working"))
        self.errors = BannerArea()
        self.errors.layout_margins_off()
        self.steps = StepList()
        self.card = Card()
        self.card.setFixedWidth(theme.px(620))
        inside = QVBoxLayout(self.card)
        inside.setContentsMargins(24, 20, 24, 20)
        inside.setSpacing(14)
        inside.addWidget(self.steps)
        inside.addWidget(self.errors)
        inside.addLayout(self._buttons())
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        layout.addStretch(4)
        center = Qt.AlignmentFlag.AlignHCenter
        for part in (self.title, self.bar, self.detail):
            layout.addWidget(part, alignment=center)
        middle = QHBoxLayout()  # not by an alignment: wrapped words would be cut
        middle.addStretch()
        middle.addWidget(self.card)
        middle.addStretch()
        layout.addLayout(middle)
        layout.addStretch(5)
        self.card.hide()

    @property
    def has_steps(self) -> bool:
        return not self.card.isHidden()

    def begin(self, words: str) -> None:
        self.title.setText(words)
        self.detail.setText("")
        self.bar.show()
        self.card.hide()
        self.errors.clear("opening")
        self._show_buttons(is_over=False)

    def tell(self, what: Any) -> None:
        """Words of what is done now, or the steps so far (`app.services.opening.Opening`)."""
        if isinstance(what, str):
            self.detail.setText(what)
            return
        self.steps.show_steps(what.done, what.running)
        self.card.show()

    def show_error(self, error: BaseException) -> None:
        """Under the step that failed, with what helps."""
        wording = notices.word(error)
        self.title.setText(tr("Not connected"))
        self.bar.hide()
        self.errors.show_banner(
            "opening", Status.CRITICAL, wording.title, wording.text, can_close=False
        )
        self._show_buttons(is_over=True)
        self.again_button.setFocus()
        notices.announce(" ".join((*self.steps.words(), wording.text)), self)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.back_button.isVisible():
            self.left.emit()
            return
        super().keyPressEvent(event)

    def _buttons(self) -> QHBoxLayout:
        self.back_button = Button(tr("Back"), keys="Esc")
        self.back_button.setObjectName("opening.back")
        self.back_button.setAutoDefault(True)
        self.back_button.clicked.connect(lambda _checked: self.left.emit())
        self.again_button = Button(tr("Try again"), kind=Kind.PRIMARY, keys="Enter")
        self.again_button.setObjectName("opening.again")
        self.again_button.setAutoDefault(True)
        self.again_button.clicked.connect(lambda _checked: self.again.emit())
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch()
        row.addWidget(self.back_button)
        row.addWidget(self.again_button)
        return row

    def _show_buttons(self, *, is_over: bool) -> None:
        self.back_button.setVisible(is_over)
        self.again_button.setVisible(is_over)


def _state(step: Any, *, is_running: bool) -> State:
    if is_running:
        return State(Status.RUNNING, tr("under way"))
    if step is None:
        return State(Status.UNKNOWN, tr("not yet"))
    if step.is_good:
        return State(Status.OK, tr("fine"))
    return State(Status.CRITICAL, tr("failed"))
