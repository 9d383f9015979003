"""Ends the service where a rule of its database is changed while it runs."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path

from app.errors import NotReachableError
from app.services.trail.rules_witness import look_at_rules
from app.services.unit_of_work import Work

log = logging.getLogger(__name__)


class RulesWatch:
    """Asks again what a service asks before it starts: it deploys on what the rules let pass.

    Args:
        home: where this computer keeps what it saw of the rules.
        end: stops the service.
    """

    def __init__(self, work: Work, home: Path, end: Callable[[], None], *, every_s: float) -> None:
        self._work = work
        self._home = home
        self._end = end
        self._every_s = every_s
        self.found = ""  # what stopped the service

    def run(self, stopping: threading.Event) -> None:
        """Look again and again until `stopping`; for a thread of its own."""
        while not stopping.wait(self._every_s):
            try:
                self.run_once()
            except NotReachableError as error:
                log.warning("%s", error.message)
            except Exception:
                log.exception("the rules of the database could not be looked at")

    def run_once(self) -> str:
        """What nobody may work on, which ends the service; empty: all is as it was sealed."""
        self.found = self._work.read(look_at_rules, self._home).stopping
        if self.found:
            log.error("the service ends: %s", self.found)
            self._end()
        return self.found
