"""Makes a connection: the workspace stores its part, then this computer keeps what it alone has."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app import texts
from app.errors import AppError
from app.models.queries.lookups import UnitRef
from app.services.commands.runtimes import add_runtime
from app.services.connecting import OnThisComputer, check_here, settle_here
from app.services.runtime_adapters import RUNTIMES
from app.views.backend import Backend
from app.views.errand import Errand
from app.views.language import tr
from app.views.panels.operate_sheet import ConfirmSheet
from app.views.panels.runtimes_dialogs import AddRuntimeSheet
from app.views.widgets.scrim import open_sheet

Done = Callable[[ConfirmSheet], object]
Write = Callable[[Callable[[object], None], Callable[[BaseException], None]], object]


class Making(QObject):
    """The way of one sheet. A part that is stored is not stored again when another one failed."""

    def __init__(self, backend: Backend, sheet: ConfirmSheet, done: Done) -> None:
        super().__init__(sheet)
        self._backend = backend
        self._sheet = sheet
        self._done = done
        self._is_written = False
        self._errand: Errand | None = None

    def go(self, wanted: OnThisComputer, write: Write | None = None) -> None:
        """`write` asks the workspace, where it has a part; it is given what follows."""
        self._is_written = self._is_written or write is None

        def written(_row: object) -> None:
            self._is_written = True
            self._settle(wanted)

        def checked(_nothing: object) -> None:
            if self._is_written or write is None:
                self._settle(wanted)
            else:
                write(written, self._sheet.fail)

        self._start(partial(check_here, self._backend.settings, wanted), checked)

    def _settle(self, wanted: OnThisComputer) -> None:
        settle = partial(settle_here, self._backend.settings, wanted)
        self._start(settle, lambda _nothing: self._done(self._sheet))

    def _start(self, call: Callable[[], None], then: Callable[[object], object]) -> None:
        self._errand = Errand(lambda _tell: call(), self)
        self._errand.done.connect(then)
        self._errand.failed.connect(self._sheet.fail)
        self._errand.start()


def ask_runtime(
    backend: Backend, units: Iterable[UnitRef], parent: QWidget, done: Done
) -> AddRuntimeSheet:
    """A runtime with its token; `done` is given the sheet once everything is kept."""
    kinds = {key: texts.told(cls.label) for key, cls in RUNTIMES.items()}
    sheet = AddRuntimeSheet(kinds, units, parent)
    making = Making(backend, sheet, done)

    def write(then: Any, on_error: Any) -> None:
        backend.run(then, add_runtime, sheet.new_runtime(), on_error=on_error)

    def go(_reason: str) -> None:
        try:
            wanted = sheet.here()
        except AppError as error:
            sheet.fail(error)
            return
        making.go(wanted, write)

    sheet.confirmed.connect(go)
    sheet.set_consequences(
        [tr("The workspace keeps the name of a token, this computer its value.")]
    )
    open_sheet(sheet, draft=("", "add_runtime"))
    return sheet
