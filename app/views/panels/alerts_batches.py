"""One act on every alert of a query: batch by batch, each a transaction of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QObject

from app.errors import StaleError
from app.services.commands.alerts import Acted
from app.views.backend import Backend

BATCH = 200  # alerts in one transaction: nobody else's write waits long for it
_TRIES = 3  # of one batch into which somebody else wrote


class AlertBatches(QObject):
    """Runs `command(work, batch)` on all; then `done(acted)`, or `failed(error, acted so far)`."""

    def __init__(
        self,
        backend: Backend,
        command: Callable[..., Acted],
        *,
        done: Callable[[Acted], object],
        failed: Callable[[BaseException, Acted], object],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._backend = backend
        self._command = command
        self._done, self._failed = done, failed
        self._acted = Acted()

    def run(self, meant: Sequence[Any], *, tries: int = _TRIES) -> None:
        if not meant:
            self._done(self._acted)
            self.deleteLater()
            return
        self._backend.run(
            partial(self._on_batch_done, meant[BATCH:]),
            self._command,
            meant[:BATCH],
            on_error=partial(self._on_batch_failed, meant, tries),
        )

    def _on_batch_done(self, rest: Sequence[Any], acted: Acted) -> None:
        self._acted += acted
        self.run(rest)

    def _on_batch_failed(self, meant: Sequence[Any], tries: int, error: BaseException) -> None:
        if isinstance(error, StaleError) and tries > 1:
            self.run(meant, tries=tries - 1)  # read anew, what changed is left out
            return
        self._failed(error, self._acted)
        self.deleteLater()
