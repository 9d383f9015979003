"""W: watch what is selected, or no longer, on whatever screen it stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from PySide6.QtWidgets import QWidget

from app.services.commands.watching import set_watch, toggle_watch
from app.views.actions import ActionSpec, Blocked
from app.views.backend import Backend
from app.views.language import tr
from app.views.screen import Screen
from app.views.undo import Call, Undoable, both_ways


@dataclass(frozen=True, slots=True)
class Watchable:
    """What is selected: the object type of its events, its id, and its name for people."""

    object_type: str
    object_id: UUID
    name: str


Current = Callable[[], Watchable | None]


def add_watch_action(
    screen: Screen,
    context: str,
    current: Current,
    owner: QWidget,
    *,
    blocked: Blocked | None = None,
) -> None:
    """File the action with the screen; the letter needs the focus of `owner`.

    Args:
        blocked: why there is nothing to watch, where `current` gives None.
    """

    def why_not() -> str:
        if current() is not None:
            return ""
        return (blocked() if blocked is not None else "") or tr("Choose a line first.")

    spec = ActionSpec(
        f"{context}.watch", tr("Watch, or no longer"), ("W",), "Actions", "watch", context, "eye",
        changes=True,
    )  # fmt: skip
    screen.add_action(spec, partial(_toggle, screen, current), blocked=why_not, owner=owner)


def _toggle(screen: Screen, current: Current) -> None:
    one = current()
    if one is not None:
        then = partial(_told, screen, one)
        screen.backend.run(then, toggle_watch, one.object_type, one.object_id)


def _told(screen: Screen, one: Watchable, is_on: bool) -> None:
    words = tr("You watch {name} now") if is_on else tr("You no longer watch {name}")
    act = watching(screen.backend, one, is_on=is_on)
    screen.shell.toast(words.format(name=one.name), act)


def watching(
    backend: Backend, one: Watchable, *, is_on: bool, after: Callable[[], object] = lambda: None
) -> Undoable:
    """That somebody watches it now, or no longer."""
    title = tr("Watch {name}") if is_on else tr("Watch {name} no longer")
    about = one.object_type, one.object_id
    back, again = (Call(set_watch, about, {"on": on}) for on in (not is_on, is_on))
    return Undoable(title.format(name=one.name), both_ways(backend, back, again), after=after)
