"""Asks for the instant as of which everything is shown."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from app.errors import InputError
from app.views import notices, theme
from app.views.dialogs.surface import paint_sheet, sheet_title
from app.views.language import tr
from app.views.panels.lineage_moment import typed
from app.views.typed_day import past_moment
from app.views.widgets.basics import StyledLabel, caption, row
from app.views.widgets.button import Button, Kind
from app.views.widgets.moment_edit import MomentEdit
from app.views.widgets.moment_picker import MomentButton


class AsOfSheet(QDialog):
    chosen = Signal(object)  # datetime, or None for now

    def __init__(self, present: datetime | None, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("asof")
        self.setWindowTitle(tr("As of"))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(theme.px(460))
        self._present = present
        self.edit = MomentEdit(typed(present) if present is not None else "")
        self.edit.setObjectName("asof.time")
        self.edit.setPlaceholderText(tr("yesterday, 2026-03-01, 2026-03-01 14:30; empty for now"))
        self.edit.setFixedHeight(theme.px(30))
        self.problem = StyledLabel("", wraps=True)
        self.problem.setObjectName("asof.problem")
        self.problem.hide()
        self.edit.textEdited.connect(lambda _text: self.problem.hide())
        self.picker = MomentButton(self.edit, self._typed_moment)
        self.picker.chosen.connect(self._fill)
        self._build()
        self.edit.selectAll()

    def _build(self) -> None:
        label = caption(tr("Show everything as it was recorded at"))
        label.setBuddy(self.edit)
        note = caption(
            tr(
                "Models, versions, placements, decisions, limits, policies and what else has a"
                " history, with your own rights. A day alone means its last instant."
            ),
            wraps=True,
        )
        show = Button(tr("Show"), kind=Kind.PRIMARY, keys="Enter")
        show.setObjectName("asof.show")
        show.setDefault(True)
        show.clicked.connect(lambda _checked: self._choose())
        cancel = Button(tr("Cancel"), keys="Esc")
        cancel.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(cancel)
        foot.addWidget(show)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 18)
        layout.setSpacing(10)
        asked = row(self.edit, self.picker, stretch_at=2)
        for part in (sheet_title(tr("As of")), label, asked, self.problem, note):
            layout.addWidget(part)
        layout.addSpacing(6)
        layout.addLayout(foot)
        self.edit.setFocus()

    def _typed_moment(self) -> datetime | None:
        with suppress(InputError):
            return self._moment()
        return None

    def _moment(self) -> datetime | None:
        if self._present is not None and self.edit.text() == typed(self._present):
            return self._present  # printed to the minute; the instant itself may be finer
        return past_moment(self.edit.text())

    @Slot(object)
    def _fill(self, moment: datetime | None) -> None:
        self.edit.setText(typed(moment) if moment is not None else "")
        self.problem.hide()
        self.edit.setFocus()

    def _choose(self) -> None:
        try:
            moment = self._moment()
        except InputError as error:
            self._tell(f"{error.message}. {error.hint}")
            return
        self.chosen.emit(moment)
        self.accept()

    def _tell(self, words: str) -> None:
        self.problem.setText(words)
        self.problem.show()
        self.edit.setFocus()
        notices.announce(words, self)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        paint_sheet(self)
