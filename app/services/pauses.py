"""Settings that ask the workspace, before a connection is used, whether people have paused it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from app.config import Settings
from app.errors import PausedError
from app.models.queries.pauses import find_pause
from app.models.rules.pauses import Pause


def heeding(settings: Settings, read: Callable[..., Any]) -> Settings:
    """The same settings; a paused store is refused by them.

    Args:
        read: a query and its arguments, in a transaction of its own.
    """

    def require_running(kind: str, name: str) -> None:
        require_not_paused(read(find_pause, kind, name))

    return replace(settings, require_running=require_running)


def require_not_paused(pause: Pause | None) -> None:
    """Raises: PausedError: it is."""
    if pause is not None:
        raise PausedError(pause.sentence, hint="Wait until it goes on, or ask who paused it.")
