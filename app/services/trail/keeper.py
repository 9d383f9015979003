"""Keeps the trail sealed: each second, in a thread of the background service."""

from __future__ import annotations

import logging
import threading
import time

from app.config import Settings
from app.errors import AppError, NotReachableError
from app.models.database import Database
from app.models.queries.trail import log_id
from app.services.sealing import Sealer, find_sealing_key
from app.services.trail.held_trail import hold_ahead
from app.services.unit_of_work import Work

log = logging.getLogger(__name__)

SEAL_S = 1.0
CHANGED = (
    "What was sealed is not there as it was: nothing is deployed until it is put back from a"
    " backup and the service is started again. Verify the trail to see what was changed."
)
LOOK_AGAIN_S = 30.0  # for a key that was not on this machine


class SealKeeper:
    """Seals while it runs. What stops it is logged once, and everybody sees unsealed events.

    Args:
        handle: of the service; None where the login says who it is.
    """

    def __init__(self, database: Database, settings: Settings, handle: str | None) -> None:
        self._database = database.sibling(is_durable=True)
        self._settings = settings
        self._handle = handle
        self._sealer: Sealer | None = None
        self._look_at = 0.0
        self._is_held: bool | None = None  # None: not asked yet
        self.problem = ""

    def run(self, stopping: threading.Event) -> None:
        """Seal until `stopping`, then once more: what the service did last is sealed too."""
        while not stopping.wait(SEAL_S):
            self.run_once()
        self.run_once()

    def run_once(self) -> int:
        """Seal what waits; how many events. The edge: whatever breaks is told by `problem`."""
        try:
            sealer = self._ready()
            sealed = sealer.run_once() if sealer else 0
            if sealed or self._is_held is None:
                self._is_held = Work.of(self._database, self._handle).read(hold_ahead)
        except NotReachableError as error:
            self._tell(error.message, logging.WARNING)
        except AppError as error:
            self._tell(f"The trail is not being sealed: {error.message}", logging.ERROR)
        except Exception:
            log.exception("sealing the trail broke")
            self.problem = "Sealing the trail broke; the log has the details."
        else:
            if self._is_held is False:
                self._tell(CHANGED, logging.ERROR)
            elif sealer:
                self.problem = ""
            return sealed
        self._sealer = None  # begin again from what is stored
        self._look_at = time.monotonic() + LOOK_AGAIN_S
        return 0

    def close(self) -> None:
        self._database.close()

    def _ready(self) -> Sealer | None:
        if self._sealer is not None or time.monotonic() < self._look_at:
            return self._sealer
        self._look_at = time.monotonic() + LOOK_AGAIN_S
        work = Work.of(self._database, self._handle)
        pair = find_sealing_key(self._database, self._settings, work.read(log_id))
        if pair is None:
            self._tell(
                "The key that seals the trail is not on this machine; nothing is sealed from here.",
                logging.WARNING,
            )
            return None
        self._sealer = Sealer(work, pair)
        return self._sealer

    def _tell(self, problem: str, level: int) -> None:
        if problem != self.problem:
            log.log(level, "%s", problem)
        self.problem = problem
