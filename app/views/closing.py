"""Closing the window while something is under way: what it is, and what comes of it, is said first.

A service of the team goes on without this window; nobody is asked about its work.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject

from app.views import cells
from app.views.backend import Backend
from app.views.dialogs.sheet import Sheet
from app.views.job_words import TASKS
from app.views.language import N_, tr
from app.views.main_window import MainWindow
from app.views.service_thread import ServiceThread
from app.views.widgets.basics import FactList, StyledLabel
from app.views.widgets.scrim import open_sheet

ASKED_FROM_S = 2.0  # a step that began only now ends before the sheet could be read
# Work of the window itself, by its function; what only looks at something is not asked about.
OWN_WORK = {
    "act_on_many": N_("Changing several models"),
    "add_beside": N_("Adding a file"),
    "check_trail": N_("Verifying the trail"),
    "export_list": N_("Exporting a list"),
    "make_signed_room": N_("Making a review room"),
    "prove": N_("Exporting a proof"),
    "register_beside": N_("Registering a model"),
    "register_several_beside": N_("Registering several models"),
}


class Closing(QObject):
    """Asked by the window before it goes."""

    def __init__(self, window: MainWindow, backend: Backend, service: ServiceThread) -> None:
        super().__init__(window)
        self._window = window
        self._backend = backend
        self._service = service
        self._is_settled = False
        self.sheet: Sheet | None = None
        window.may_close = self.may_close

    def may_close(self) -> bool:
        """Whether the window may go at once; else the question stands in it now."""
        if self._is_settled or not self._window.isVisible():
            return True
        lines = self._lines()
        if lines:
            self._ask(lines, self._window.close)
        return not lines

    def leave(self, then: Callable[[], object]) -> None:
        """Call `then`, which closes the window: now, or once the question is answered so."""
        lines = self._lines()
        if lines:
            self._ask(lines, then)
        else:
            self._is_settled = True
            then()

    def _lines(self) -> list[tuple[str, str]]:
        """What is under way, and what comes of it."""
        found = [
            (tr(OWN_WORK[name]), tr("It stops. What it has stored stays stored."))
            for name in self._backend.long_tasks
            if name in OWN_WORK
        ]
        step = self._service.present_step
        if step is not None and step[1] >= ASKED_FROM_S:
            words = tr(TASKS[step[0]]) if step[0] in TASKS else step[0].replace("_", " ")
            ends = tr(
                "For {duration} so far. This step ends first, and the window waits for it; what "
                "follows goes on when Modelward is opened again, or a service runs."
            )
            found.append((words, ends.format(duration=cells.duration(step[1]))))
        return found

    def _ask(self, lines: Sequence[tuple[str, str]], then: Callable[[], object]) -> None:
        if self.sheet is not None:
            return
        self.sheet = sheet = Sheet(
            "closing", tr("Work is under way"), tr("Close all the same"), self._window,
            back=tr("Stay"), changes=False,
        )  # fmt: skip
        sheet.body.addWidget(StyledLabel(tr("If you close Modelward now:"), wraps=True))
        facts = FactList(label_width=150)
        facts.set_facts(lines)
        sheet.body.addWidget(facts)
        sheet.submitted.connect(partial(self._on_sheet_submitted, then))
        sheet.finished.connect(self._on_sheet_finished)
        sheet.update_verb()
        open_sheet(sheet, draft=("", "closing"))
        sheet.cancel_button.setFocus()

    def _on_sheet_submitted(self, then: Callable[[], object]) -> None:
        self._is_settled = True
        if self.sheet is not None:
            self.sheet.accept()
        then()

    def _on_sheet_finished(self, _result: int) -> None:
        self.sheet = None
