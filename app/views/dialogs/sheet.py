"""A sheet over the window: a title, what is asked, errors that keep the typed words, a verb."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from app.services.commands.changing import ConflictError
from app.texts import CODED, column, person_name, told, word
from app.views import theme
from app.views.cells import Status
from app.views.dialogs.surface import Paper, fit_height, paint_sheet, sheet_title
from app.views.language import listed, tr
from app.views.notices import announce
from app.views.sheet_changes import Changed
from app.views.sheet_drafts import KeepingDialog
from app.views.widgets.banner import BannerArea, show_begun, show_changed, show_stored
from app.views.widgets.basics import Divider, caption
from app.views.widgets.button import Button, Kind
from app.views.widgets.foot import Foot


def _said(field: str, value: object) -> str:
    """A value as it stands in a sentence; codes in words."""
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value)) or tr("none")
    if value in (None, ""):
        return tr("none")
    return word(str(value)) if field.rpartition("_")[2] in CODED else str(value)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


class Sheet(KeepingDialog):
    """Stays open until the work is stored: call `accept()` when done, `fail(error)` when not.

    Subclasses fill `body` and override `lacks`; `submitted` says that the verb was pressed.
    """

    submitted = Signal()

    def __init__(
        self,
        name: str,
        title: str,
        verb: str,
        parent: QWidget,
        *,
        back: str = "",
        is_danger: bool = False,
        changes: bool = True,
    ) -> None:
        super().__init__(parent)
        self._is_running = False
        self.setObjectName(name)
        self.setWindowTitle(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(theme.px(580))
        self.title_label = sheet_title(title)
        self.errors = BannerArea()
        self.errors.layout_margins_off()
        self._paper = Paper(title, spacing=12)
        self.body = self._paper.column
        self._hint = caption(wraps=True)  # a reason ends with the way out
        self.cancel_button = Button(back or tr("Cancel"), keys="Esc")
        self.cancel_button.setAutoDefault(False)
        self.cancel_button.setObjectName(f"{name}.cancel")
        self.cancel_button.clicked.connect(self.reject)
        kind = Kind.DANGER if is_danger else Kind.PRIMARY
        self.verb_button = Button(verb, kind=kind, keys="Ctrl+Enter", changes=changes)
        self.verb_button.setAutoDefault(False)
        self.verb_button.setObjectName(f"{name}.accept")
        self.verb_button.clicked.connect(self._submit)
        buttons = QWidget()
        self.buttons = QHBoxLayout(buttons)
        self.buttons.setContentsMargins(0, 0, 0, 0)
        self.buttons.setSpacing(8)
        self.buttons.addStretch()
        self.buttons.addWidget(self.cancel_button)
        self.buttons.addWidget(self.verb_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 18)
        layout.setSpacing(14)
        layout.addWidget(self.title_label)
        layout.addWidget(self.errors)
        layout.addWidget(self._paper)
        layout.addWidget(Divider())
        self.foot = Foot(self._hint, buttons)
        layout.addWidget(self.foot)

    @property
    @override
    def is_running(self) -> bool:
        return self._is_running

    @property
    def _is_sent(self) -> bool:
        """From here, or from a sheet that was left."""
        return self._is_running or self.is_stored_elsewhere

    def lacks(self) -> str:
        """What is still missing, as a sentence; empty when the verb may be pressed."""
        return ""

    def set_hint(self, text: str) -> None:
        self._hint.setText(text)

    @override
    def update_verb(self) -> None:
        """Ask `lacks` again and show the answer."""
        reason = tr("It is being stored.") if self._is_sent else self.lacks()
        self.verb_button.set_blocked(reason)
        self._hint.setText(reason)

    def show_problem(self, error: BaseException) -> None:
        self.errors.show_error("sheet", error)

    @override
    def fail(self, error: BaseException) -> None:
        """Say what went wrong; every word typed stays."""
        if self.tell_left(error):
            return
        self._is_running = False
        self.show_problem(error)
        self.update_verb()

    def show_conflict(self, error: ConflictError) -> None:
        """Somebody was faster: both values stand here, and the verb now means mine again."""
        if self.tell_left(error):
            return
        self._is_running = False
        lines = [
            tr("{field}: now {theirs}, yours {mine}.").format(
                field=_capital(column(one.field)),
                theirs=_said(one.field, one.theirs),
                mine=_said(one.field, one.mine),
            )
            for one in error.differences
        ]
        what = listed([column(one.field) for one in error.differences])
        said = tr("{person} changed {fields} since you opened it.").format(
            person=person_name(error.by), fields=what
        )
        self.errors.show_banner(
            "sheet", Status.WARNING, told(error.title), "\n".join([said, *lines])
        )
        self.verb_button.setText(tr("Apply mine again"))
        self.update_verb()

    @override
    def show_begun(self, begin_anew: Callable[[], object]) -> None:
        show_begun(self.errors, begin_anew)

    @override
    def show_changed(self, changed: Changed, put_in: Callable[[], object]) -> None:
        show_changed(self.errors, changed, put_in)

    @override
    def show_stored(self) -> None:
        show_stored(self.errors)

    def fit(self) -> None:
        fit_height(self, self._paper)

    @override
    def event(self, event: QEvent) -> bool:
        """What was just put in is shown later, and has no height before: measure again then."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            self.fit()
        return done

    @override
    def showEvent(self, event: QShowEvent) -> None:
        self.fit()  # before it finds its place, which follows from its height
        super().showEvent(event)

    @Slot()
    def _submit(self) -> None:
        if self._is_sent or self.lacks():
            self.update_verb()
            return
        self._is_running = True
        self.errors.clear("sheet")
        self.update_verb()
        self.submitted.emit()

    def _tell_enter(self) -> None:
        """Enter alone stores nothing: say what is missing, or which keys store it."""
        words = self.lacks() or tr("Press Ctrl+Enter: {verb}.").format(verb=self.verb_button.text())
        self._hint.setText(words)
        announce(words, self)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        ctrl = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if ctrl:
                self._submit()
            elif not self._is_sent:
                self._tell_enter()
            return
        super().keyPressEvent(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        paint_sheet(self)
