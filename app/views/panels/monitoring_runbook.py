"""The runbook of a monitor: what is to be done about its alerts, or the address where that is."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app.models.rules.paths import is_web_address
from app.services.commands.changing import ConflictError
from app.views import theme
from app.views.dialogs.sheet import Sheet
from app.views.language import tr
from app.views.opening_outside import open_address
from app.views.widgets.basics import caption, row
from app.views.widgets.button import Button, Kind
from app.views.widgets.reason_box import ReasonBox

_HEIGHT = 160  # px


class RunbookSheet(Sheet):
    """To read and to write; `why_not`: why this person may only read it."""

    def __init__(self, name: str, runbook: str, parent: QWidget, *, why_not: str = "") -> None:
        super().__init__(
            "runbook",
            tr("Runbook of {name}").format(name=name),
            tr("Close") if why_not else tr("Keep it"),
            parent,
            changes=not why_not,
        )
        self.cancel_button.setVisible(not why_not)
        self.seen: int | None = None  # the version of the row that was read
        self._kept = runbook
        self._why_not = why_not
        self.text = ReasonBox(tr("What to do about its alerts"), minimum=0)
        self.text.edit.setObjectName("runbook.text")
        self.text.edit.setFixedHeight(theme.px(_HEIGHT))
        self.text.edit.setPlaceholderText(tr("Steps, or the address of the page where they stand"))
        self.text.edit.setReadOnly(bool(why_not))
        self.text.set_text(runbook)
        self.link = Button(
            tr("Open this address"), kind=Kind.LINK, icon="external-link", changes=False
        )
        self.link.setObjectName("runbook.open")
        self.link.clicked.connect(self._on_link_clicked)
        self.body.addWidget(self.text)
        self.body.addWidget(row(self.link, None))
        said = tr("It stands beside every alert of this monitor, and goes on with its versions.")
        self.body.addWidget(caption(why_not or said, wraps=True))
        self.text.changed.connect(self._on_text_changed)
        self.text.submitted.connect(self._submit)
        self._on_text_changed()
        self.text.setFocus()

    def _on_link_clicked(self) -> None:
        open_address(self.text.text, self.errors, self)

    def _on_text_changed(self) -> None:
        self.link.setVisible(is_web_address(self.text.text))
        self.update_verb()

    @override
    def fail(self, error: BaseException) -> None:
        """Where somebody was faster, both stand here, and mine can be kept again."""
        if isinstance(error, ConflictError):
            self.seen = error.present
            self.show_conflict(error)
        else:
            super().fail(error)

    @override
    def lacks(self) -> str:
        is_kept = self.text.text == self._kept and not self._why_not
        return tr("Nothing is changed yet.") if is_kept else ""
