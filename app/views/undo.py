"""Acts of this session that can be taken back, the last one first; and done again.

Only what was stored at once enters: what was confirmed or signed is followed by another record,
never undone. Taking back is an act of its own: the trail keeps both.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Protocol

from PySide6.QtCore import QObject, Signal, Slot

from app.errors import NotReachableError
from app.views import notices, safe_text
from app.views.actions import ActionRegistry, ActionSpec
from app.views.alive import is_alive
from app.views.backend import Backend
from app.views.cells import Status
from app.views.language import N_, tr
from app.views.widgets.toasts import Offer, Toasts, undoing

UNDO = ActionSpec("edit.undo", N_("Undo"), ("Ctrl+Z",), "Edit", "undo", icon="undo-2", changes=True)
REDO = ActionSpec(
    "edit.redo", N_("Redo"), ("Ctrl+Shift+Z", "Ctrl+Y"), "Edit", "undo", changes=True
)  # fmt: skip
MOST = 50  # acts; the oldest go
KIND = "undo"  # of what is told
_WIDE = 60  # letters of an act in a menu

Failed = Callable[[BaseException], object]


class Turn(Protocol):
    """Takes an act back, then tells how that is turned round in its turn, and what is to add.

    It lives as long as the session: it holds on to no widget.
    """

    def __call__(self, then: Callable[[Turn, str], object], failed: Failed) -> None: ...


@dataclass(frozen=True, slots=True, eq=False)
class Undoable:
    """Something that was stored at once.

    Args:
        title: as on its button: "Acknowledge 3 alerts".
        turn: takes it back.
        undone: what is said afterwards; empty: that it is undone.
        after: shows what changed where no change feed tells of it.
    """

    title: str
    turn: Turn
    undone: str = ""
    after: Callable[[], object] = field(default=lambda: None)


@dataclass(frozen=True, slots=True)
class Call:
    """A command with what it is given."""

    command: Callable[..., Any]
    args: tuple[Any, ...] = ()
    given: Mapping[str, Any] = field(default_factory=dict)


def both_ways(backend: Backend, back: Call, again: Call) -> Turn:
    """For acts whose two directions are a command each."""

    def turn(then: Callable[[Turn, str], object], failed: Failed) -> None:
        def done(_result: object) -> None:
            then(both_ways(backend, again, back), "")

        backend.run(done, back.command, *back.args, on_error=failed, **back.given)

    return turn


Offered = Undoable | Offer | None  # with a note


class Teller(Protocol):
    """The window in which undo was asked for."""

    def toast(self, text: str, offer: Offered = None, *, kind: str = "") -> None: ...
    def show_banner(
        self, key: str, status: Status, title: str, text: str = "", *, can_close: bool = True
    ) -> object: ...
    def clear_banner(self, key: str) -> None: ...


class UndoStack(QObject):
    """Of one session: all its windows share it. Somebody else's acts are never undone."""

    changed = Signal()
    gone = Signal(object)  # an Undoable that can't be taken back any more: it was, or it failed

    def __init__(self, backend: Backend, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._backend = backend
        self._person = _id_of(backend.decider)
        self._done: list[Undoable] = []
        self._undone: list[Undoable] = []
        self._under_way: Undoable | None = None
        self._is_redo = False
        self._teller: Teller | None = None
        backend.decider_changed.connect(self._on_backend_decider_changed)

    @property
    def last_done(self) -> Undoable | None:
        return self._done[-1] if self._done else None

    @property
    def last_undone(self) -> Undoable | None:
        return self._undone[-1] if self._undone else None

    def add(self, act: Undoable) -> None:
        """It was done just now: what was undone before is not done again over it."""
        self._done = [*self._done, act][-MOST:]
        self._undone = []
        self.changed.emit()

    def holds(self, act: Undoable | None) -> bool:
        """Whether this act of before can still be taken back."""
        return act is not None and act in self._done

    def why_not_undo(self) -> str:
        return self._why_not(self._done, tr("Nothing can be undone."))

    def why_not_redo(self) -> str:
        return self._why_not(self._undone, tr("Nothing that was undone can be done again."))

    def undo(self, teller: Teller, act: Undoable | None = None) -> None:
        """Take the last act back, or one that its note offers to."""
        act = act or self.last_done
        if act is not None and act in self._done and self._under_way is None:
            self._begin(act, teller, is_redo=False)

    def redo(self, teller: Teller) -> None:
        act = self.last_undone
        if act is not None and self._under_way is None:
            self._begin(act, teller, is_redo=True)

    def _why_not(self, acts: list[Undoable], nothing: str) -> str:
        if self._under_way is not None:
            return tr("The last one is not through yet.")
        return "" if acts else nothing

    def _begin(self, act: Undoable, teller: Teller, *, is_redo: bool) -> None:
        self._under_way, self._teller, self._is_redo = act, teller, is_redo
        teller.clear_banner(KIND)
        act.turn(self._on_turned, self._on_failed)

    def _on_turned(self, turn: Turn, left: str) -> None:
        act, teller = self._take_out()
        if act is None:
            return  # somebody else sits at the window by now
        reverse = replace(act, turn=turn)
        is_redo = self._is_redo
        (self._done if is_redo else self._undone).append(reverse)
        self.changed.emit()
        if is_alive(act.after):
            act.after()
        if teller is not None:
            again = tr("Done again: {act}").format(act=act.title)
            undone = act.undone or tr("Undone: {act}").format(act=act.title)
            told = again if is_redo else undone
            told = f"{told.rstrip('.')}. {left}" if left else told
            teller.toast(told, kind=KIND)  # the one before is true no longer

    def _on_failed(self, error: BaseException) -> None:
        """A lost database keeps what may be undone; whatever else says no goes on saying it."""
        stays = isinstance(error, NotReachableError)
        act, teller = (self._under_way, self._teller) if stays else self._take_out()
        self._under_way = self._teller = None
        self.changed.emit()
        if act is None or teller is None or not is_alive(teller.toast):
            return
        pattern = tr("Not done again: {act}") if self._is_redo else tr("Not undone: {act}")
        teller.show_banner(
            KIND, Status.WARNING, pattern.format(act=act.title), notices.word(error).text
        )

    def _take_out(self) -> tuple[Undoable | None, Teller | None]:
        """What was under way, off its stack; and whom to tell, where they are still there."""
        act, teller = self._under_way, self._teller
        self._under_way = self._teller = None
        for stack in (self._done, self._undone):
            if act in stack:
                stack.remove(act)
        if act is not None:
            self.gone.emit(act)
        return act, teller if teller is not None and is_alive(teller.toast) else None

    @Slot(object)
    def _on_backend_decider_changed(self, decider: object) -> None:
        """Whoever only looks as somebody else, or at the past, has their acts afterwards."""
        person = _id_of(decider)
        if self._backend.is_viewing or person == self._person:
            return
        self._person = person
        dropped, self._done, self._undone = [*self._done, *self._undone], [], []
        self._under_way = self._teller = None
        for act in dropped:
            self.gone.emit(act)
        self.changed.emit()


def add_undo_actions(actions: ActionRegistry, stack: UndoStack, teller: Teller) -> None:
    """Undo and Redo in a window's menu and palette, named after what they would turn."""

    def name() -> None:
        done, undone = stack.last_done, stack.last_undone
        undo = tr("Undo {act}").format(act=_short(done)) if done else tr("Undo")
        redo = tr("Redo {act}").format(act=_short(undone)) if undone else tr("Redo")
        actions.set_text(UNDO.id, undo)
        actions.set_text(REDO.id, redo)

    actions.add(UNDO, partial(stack.undo, teller), blocked=stack.why_not_undo)
    actions.add(REDO, partial(stack.redo, teller), blocked=stack.why_not_redo)
    stack.changed.connect(name)
    name()


def show_note(
    teller: Teller,
    toasts: Toasts,
    stack: UndoStack,
    text: str,
    offer: Offered,
    *,
    kind: str = "",
) -> None:
    """A note in this window; with an act it offers to take that back, as Ctrl+Z does longer."""
    if not isinstance(offer, Undoable):
        toasts.show_toast(text, offer, kind=kind)
        return
    undo = undoing(partial(stack.undo, teller, offer))
    toasts.show_toast(text, undo, kind=kind, about=offer)
    stack.add(offer)


def _short(act: Undoable) -> str:
    return safe_text.one_line(act.title, _WIDE)


def _id_of(decider: object) -> object:
    return getattr(decider, "id", None)
