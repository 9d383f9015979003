"""Reads that found no database. They are kept, and asked again by themselves.

Where the database is there all the same, only these have no answer: nothing else stops for them.
They are asked again after growing pauses, and the window says whose they are.
"""

from __future__ import annotations

import logging
import operator
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.views.alive import is_alive

log = logging.getLogger(__name__)

Then = Callable[[Any], object]
ErrorHandler = Callable[[BaseException], object]

RETRY_MS = (1_000, 2_000, 5_000, 10_000, 30_000)
_BATCH = 40  # asked for at once; the next ones after the first of the pauses


@dataclass(frozen=True, slots=True)
class Order:
    """One piece of work under way."""

    then: Then
    on_error: ErrorHandler | None
    number: int = 0
    is_read: bool = False
    again: Callable[[], Any] | None = None  # to ask once more when the database is back
    name: str = ""  # of the query
    is_retry: bool = False  # whoever asks was told already that there is no answer
    era: int = 0  # of which shown instant it was asked; 0: whatever is shown


def is_same(one: Then, other: Then) -> bool:
    """Whether both call the same function with the same: partials are equal by identity alone."""
    if not isinstance(one, partial) or not isinstance(other, partial):
        return one == other
    if one.func != other.func or one.keywords.keys() != other.keywords.keys():
        return False
    given = [*one.args, *one.keywords.values()]
    others = [*other.args, *(other.keywords[name] for name in one.keywords)]
    return len(given) == len(others) and all(map(operator.is_, given, others))


class ReadsOfInstant:
    """Which answers are of the instant that is shown now, and which of its reads failed."""

    def __init__(self) -> None:
        self.era = 1
        self._unread: dict[str, Then] = {}  # by query: the last one for it that failed

    def begin(self) -> None:
        """Another instant is shown: what is under way is of the one before."""
        self.era += 1
        self._unread.clear()

    def is_other(self, order: Order) -> bool:
        return order.era not in (0, self.era)

    def note(self, order: Order, *, is_answered: bool) -> None:
        """Whoever takes failures too shows by itself that there is no answer."""
        if is_answered:
            self._unread.pop(order.name, None)
        elif order.on_error is None and order.era:
            self._unread[order.name] = order.then

    @property
    def unread(self) -> tuple[Then, ...]:
        return tuple(filter(is_alive, self._unread.values()))


class LostReads(QObject):
    """`ask(order)` asks once more."""

    alone_changed = Signal(object)  # tuple of those that the database left without an answer
    answered = Signal()  # the last of them

    def __init__(self, ask: Callable[[Order], object], parent: QObject) -> None:
        super().__init__(parent)
        self._ask = ask
        self._orders: dict[Then, Order] = {}
        self._alone: set[Then] = set()
        self._due: list[Then] = []  # not asked again yet in this try, which is made in batches
        self._tries = 0
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.retry)

    def keep(self, order: Order) -> None:
        """The newest of those that would be answered alike, however often somebody asks."""
        if order.again is None:
            return
        older = [one for one in self._orders if one != order.then and is_same(one, order.then)]
        for one in older:
            del self._orders[one]
        self._orders[order.then] = order
        self._set_alone(self._alone.difference(older))

    def drop(self, then: Then) -> None:
        """It is asked anew."""
        self._orders.pop(then, None)

    def forget(self) -> None:
        """Nobody wants them any more, or nothing at all is answered."""
        self._orders.clear()
        self.forget_alone()

    def forget_alone(self) -> None:
        self._timer.stop()
        self._tries = 0
        self._due = []
        self._set_alone(set())

    def ask_all(self) -> None:
        """What nobody asked anew when they heard that the database is back."""
        orders, self._orders = self._orders, {}
        for order in orders.values():
            if is_alive(order.then):
                self._ask(order)

    def note_there(self) -> None:
        """The database answers, though it left these without an answer."""
        for then, order in self._orders.items():
            if then not in self._alone:
                log.warning("%s finds no database, which is there", order.name)
        self._set_alone(self._alone | set(self._orders))
        if self._orders and not self._timer.isActive():
            self._timer.start(RETRY_MS[min(self._tries, len(RETRY_MS) - 1)])

    def note_answer(self, then: Then) -> None:
        if then in self._alone:
            self._set_alone(self._alone - {then})
            if not self._alone:
                self.forget_alone()
                self.answered.emit()

    @Slot()
    def retry(self) -> None:
        """Ask once more for what has no answer, the newest first, a batch at a time."""
        self._timer.stop()
        if not self._due:
            self._tries += 1
            self._due = list(reversed(self._orders))
        batch, self._due = self._due[:_BATCH], self._due[_BATCH:]
        found = [self._orders.pop(then) for then in batch if then in self._orders]
        self._set_alone({then for then in self._alone if is_alive(then)})
        if self._due:
            self._timer.start(RETRY_MS[0])
        for order in found:
            if is_alive(order.then):
                self._ask(replace(order, is_retry=True))

    def _set_alone(self, alone: set[Then]) -> None:
        if alone != self._alone:
            self._alone = alone
            self.alone_changed.emit(tuple(alone))
