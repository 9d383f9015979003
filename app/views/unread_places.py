"""Where an answer is awaited that did not come, in the reader's words."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject

from app.errors import InputError, RefusedError
from app.views.alive import content_of
from app.views.backend import Backend
from app.views.language import tr
from app.views.screen import Screen
from app.views.widgets.banner import Banner, BannerArea


def place_of(then: Callable[[Any], object]) -> str:
    """The screen on which the answer is awaited, else the window's frame."""
    while isinstance(then, partial):
        then = then.func
    cells = getattr(then, "__closure__", None) or ()  # of one that was made on the spot
    waiting = [getattr(then, "__self__", None), *map(content_of, cells)]
    screens = (one for one in map(_screen_of, waiting) if one is not None)
    screen = next(screens, None)
    return tr(screen.card.title) if screen is not None else tr("the window's frame")


def _screen_of(waiting: object) -> Screen | None:
    """A part of a screen stands in it; what only acts for one holds on to it."""
    if not isinstance(waiting, QObject):
        kept = getattr(waiting, "__dict__", {}).values()
        waiting = next((one for one in kept if isinstance(one, Screen)), None)
    while isinstance(waiting, QObject) and not isinstance(waiting, Screen):
        waiting = waiting.parent()
    return waiting if isinstance(waiting, Screen) else None


def show_failure(area: BannerArea, backend: Backend, error: BaseException) -> Banner:
    """What went wrong, and of a read that is being told of, what could not be read.

    That somebody may not read it, or that there is no such thing, is an answer.
    """
    is_answer = isinstance(error, (InputError, RefusedError))
    waiting = backend.failing
    place = place_of(waiting) if waiting is not None and not is_answer else ""
    read_at = backend.failing_read_at if place else None
    return area.show_error("error", error, unread=place, read_at=read_at)
