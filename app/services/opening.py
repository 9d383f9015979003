"""Tells how a team's database is opened: each step with its time, and which one failed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from app.errors import AppError
from app.services.trying_connections import Step

REACH, ENTER, VERSION, ACCOUNT = STEPS = ("reach", "enter", "version", "account")


@dataclass(frozen=True, slots=True)
class Opening:
    """How far it is: the steps that ended, and the code of the one under way."""

    done: tuple[Step, ...] = ()
    running: str = ""


def _nobody(_opening: Opening) -> None:
    """Nobody listens."""


class Telling:
    """Times the steps of one opening and tells each change."""

    def __init__(self, tell: Callable[[Opening], object] = _nobody) -> None:
        self._tell = tell
        self.done: list[Step] = []

    def begin_anew(self) -> None:
        """The same steps once more, with another password."""
        self.done.clear()

    @contextmanager
    def step(self, code: str) -> Iterator[list[str]]:
        """The work of one step; what is put into the list is said beside it."""
        self._tell(Opening(tuple(self.done), code))
        said: list[str] = []
        is_good, began = False, time.perf_counter()
        try:
            yield said
            is_good = True
        except AppError as error:
            said = [error.message]
            raise
        finally:
            took_ms = (time.perf_counter() - began) * 1_000
            self.done.append(Step(code, is_good, took_ms, " ".join(said)))
            self._tell(Opening(tuple(self.done)))
