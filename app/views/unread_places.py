"""Where an answer is awaited that did not come, in the reader's words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.errors import InputError, RefusedError
from app.views.backend import Backend
from app.views.language import tr
from app.views.screen import screen_of
from app.views.widgets.banner import Banner, BannerArea


def place_of(then: Callable[[Any], object]) -> str:
    """The screen on which the answer is awaited, else the window's frame."""
    screen = screen_of(then)
    return tr(screen.card.title) if screen is not None else tr("the window's frame")


def show_failure(area: BannerArea, backend: Backend, error: BaseException) -> Banner:
    """What went wrong, and of a read that is being told of, what could not be read.

    That somebody may not read it, or that there is no such thing, is an answer.
    """
    is_answer = isinstance(error, (InputError, RefusedError))
    waiting = backend.failing
    place = place_of(waiting) if waiting is not None and not is_answer else ""
    read_at = backend.failing_read_at if place else None
    return area.show_error("error", error, unread=place, read_at=read_at)
