"""One act on every alert of a query: batch by batch, each a transaction of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject

from app.errors import StaleError
from app.services.commands.alerts import Acted, act_on_each
from app.views.backend import Backend

BATCH = 200  # alerts in one transaction: nobody else's write waits long for it
_TRIES = 3  # of one batch into which somebody else wrote


class AlertBatches(QObject):
    """Runs `command` on `ids`; then `done(acted)`, or `failed(error, acted so far)`."""

    def __init__(
        self,
        backend: Backend,
        command: Callable[..., Any],
        states: Sequence[str],
        given: Mapping[str, Any],
        *,
        done: Callable[[Acted], object],
        failed: Callable[[BaseException, Acted], object],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._backend = backend
        self._command = command
        self._states = tuple(states)
        self._given = dict(given)
        self._done, self._failed = done, failed
        self._acted = Acted()

    def run(self, ids: Sequence[UUID], *, tries: int = _TRIES) -> None:
        if not ids:
            self._done(self._acted)
            self.deleteLater()
            return
        self._backend.run(
            partial(self._on_batch_done, ids[BATCH:]),
            act_on_each,
            self._command,
            ids[:BATCH],
            states=self._states,
            on_error=partial(self._on_batch_failed, ids, tries),
            **self._given,
        )

    def _on_batch_done(self, rest: Sequence[UUID], acted: Acted) -> None:
        self._acted += acted
        self.run(rest)

    def _on_batch_failed(self, ids: Sequence[UUID], tries: int, error: BaseException) -> None:
        if isinstance(error, StaleError) and tries > 1:
            self.run(ids, tries=tries - 1)  # read anew, what changed is left out
            return
        self._failed(error, self._acted)
        self.deleteLater()
