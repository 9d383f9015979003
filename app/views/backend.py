"""A screen's only door to data: reads and commands run in threads, answers come on the Qt thread.

The two callables it gets know how to open a transaction; this file knows neither SQL nor services.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot

from app import texts
from app.errors import AppError, InputError, NotReachableError, RefusedError
from app.models.rules.blockers import Blocker
from app.views.alive import is_alive
from app.views.connection import Connection
from app.views.feed_clock import FeedClock
from app.views.language import tr
from app.views.long_task import LongTask
from app.views.lost_reads import ErrorHandler, LostReads, Order, ReadsOfInstant, Then
from app.views.pulse_listener import Pulse, PulseListener
from app.views.timings import READ, STORED, Timings
from app.views.turns import Turns

log = logging.getLogger(__name__)

Runner = Callable[[Callable[..., Any], tuple[Any, ...], dict[str, Any]], Any]
PastRunner = Callable[[datetime, Callable[..., Any], tuple[Any, ...], dict[str, Any]], Any]

_READERS = 3


@dataclass(frozen=True, slots=True)
class _Answer:
    order: Order
    value: object
    error: BaseException | None
    took_s: float


class Backend(QObject):
    """Runs queries and commands off the Qt thread.

    Args:
        reader: runs `query(session, *args, **kwargs)` in a read transaction and gives frozen rows.
        past_reader: the same as recorded at an instant, which it is given first.
        writer: runs `command(work, *args, **kwargs)` as one unit of work.
        beside: runs `task(work, *args, progress=…, is_cancelled=…, **kwargs)`, which opens its own
            transactions: what takes longer than one may last.
        change_feed: gives the topics changed since it was last asked; called in a thread.
        pulse: waits a little until it is worth asking; called in a thread again and again.
        decider: facts about the person at the window; the screens pass it on, nobody here looks in.
        settings: those of this machine, for commands that touch files; passed on in the same way.
        sealed_until: it is a review room of that seal: nothing can be changed, ever.
    """

    changed = Signal(frozenset)  # topics that changed, whoever changed them
    failed = Signal(object)  # an exception nobody else took
    connection_changed = Signal(object)  # Connection
    returned = Signal()  # the database answers again after it was lost, for all or for some reads
    alone_changed = Signal(object)  # callbacks of reads that it alone leaves without an answer
    decider_changed = Signal(object)  # the new decider
    moment_changed = Signal(object)  # datetime as of which everything is shown, or None
    busy_changed = Signal(int)  # commands under way
    settled = Signal()  # every read is answered, or failed
    preparing_changed = Signal(bool)  # a sheet that was asked for is on its way; none is any more
    _answered = Signal(object)  # _Answer; from the threads to the Qt thread
    _notified = Signal(frozenset)

    def __init__(
        self,
        reader: Runner,
        writer: Runner,
        *,
        past_reader: PastRunner | None = None,
        beside: Runner | None = None,
        change_feed: Callable[[], frozenset[Any]] | None = None,
        pulse: Pulse | None = None,
        decider: Any = None,
        settings: Any = None,
        sealed_until: datetime | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.timings = Timings()
        self._reader = reader
        self._past_reader = past_reader
        self._moment: datetime | None = None
        self._writer = writer
        self._beside = beside
        self._long: set[LongTask] = set()
        self._change_feed = change_feed
        self._listener = PulseListener(pulse, self) if pulse is not None else None
        self._decider = decider
        self._settings = settings
        self._sealed_until = sealed_until
        self.signing_session: Any = None  # of this window, once somebody signs; not looked into
        self._own: Any = None  # who really sits here, while the app is seen as somebody else
        self._readers = ThreadPoolExecutor(_READERS, thread_name_prefix="backend-read")
        # One thread: two commands of one person happen in the order they were given.
        self._writers = ThreadPoolExecutor(1, thread_name_prefix="backend-write")
        # One of its own: it tells that the server is gone while all readers wait for that server.
        self._asker = ThreadPoolExecutor(1, thread_name_prefix="backend-feed")
        self._latest: dict[Then, int] = {}
        self._of_instant = ReadsOfInstant()
        self._lost = LostReads(self._ask_lost, self)
        self._lost.answered.connect(self.returned)
        self._lost.alone_changed.connect(self.alone_changed)
        self._preparing: set[Then] = set()
        self._number = 0
        self._failing: Then | None = None
        self._failing_read_at: datetime | None = None
        self._read_at: dict[str, datetime] = {}  # when each query was answered last
        self._doubted = 0  # a read found no database then: what was asked later tells
        self._running = 0
        self._connection = Connection()
        self._is_closed = threading.Event()
        self._turns = Turns(self)
        self._answered.connect(self._on_answered, Qt.ConnectionType.QueuedConnection)
        self._notified.connect(self.changed, Qt.ConnectionType.QueuedConnection)
        if self._listener is not None:
            self._listener.heard.connect(self._on_pulsed, Qt.ConnectionType.QueuedConnection)
        self._clock = FeedClock(self)
        self._clock.due.connect(self._on_clock_due)

    @property
    def decider(self) -> Any:
        return self._decider

    @property
    def settings(self) -> Any:
        return self._settings

    @property
    def failing(self) -> Then | None:
        """Who waits for the read whose failure is being told; None: no read is."""
        return self._failing

    @property
    def failing_read_at(self) -> datetime | None:
        """Of when is what was read last of that; None: nothing was."""
        return self._failing_read_at

    @property
    def sealed_until(self) -> datetime | None:
        """Of a review room, a file to be read without a workspace behind it: its seal.

        What is "now" elsewhere is that moment there: of later the room knows nothing.
        """
        return self._sealed_until

    @property
    def connection(self) -> Connection:
        return self._connection

    @property
    def running_commands(self) -> int:
        return self._running

    @property
    def is_reading(self) -> bool:
        """An answer is still awaited, of the database or of this thread."""
        return bool(self._latest)

    @property
    def why_no_sheet(self) -> str:
        """Why no other sheet can be asked for: one is still on its way, and comes."""
        is_awaited = not self._preparing.isdisjoint(self._latest)
        return tr("What was asked for before is still being read.") if is_awaited else ""

    @property
    def unread(self) -> tuple[Then, ...]:
        """Who waits for what could not be read since this instant is shown, and tell nobody."""
        return self._of_instant.unread

    @property
    def long_tasks(self) -> tuple[str, ...]:
        """The names of what `begin` started and has not ended."""
        return tuple(sorted(one.name for one in self._long))

    def set_decider(self, decider: Any) -> None:
        """Somebody else sits at the window now ("act as")."""
        self._decider = decider
        self._lost.forget()
        self.decider_changed.emit(decider)

    @property
    def is_viewing(self) -> bool:
        """The app is seen as somebody else sees it: nothing can be changed."""
        return self._own is not None

    def view_as(self, decider: Any) -> None:
        """Show what this person would see, read by the rights of who sits here; write nothing."""
        self._own = self._own or self._decider
        self.set_decider(decider)

    def stop_viewing(self) -> None:
        if self._own is not None:
            own, self._own = self._own, None
            self.set_decider(own)

    @property
    def moment(self) -> datetime | None:
        """The instant as of which everything is shown; None: as it is."""
        return self._moment

    def look_back(self, moment: datetime | None) -> None:
        """Show everything as recorded at `moment`, or as it is again; nothing of the past changes.

        To the screens it is as if somebody else sat down: nothing that they show holds any more.
        """
        if moment != self._moment and self._past_reader is not None:
            self._moment = moment
            self._of_instant.begin()
            self._lost.forget()
            self.decider_changed.emit(self._decider)
            self.moment_changed.emit(moment)

    def is_not_yet(self, error: BaseException) -> bool:
        """What was chosen in the present had not been recorded at the instant looked back to."""
        return self._moment is not None and isinstance(error, InputError)

    def read(
        self,
        then: Then,
        query: Callable[..., Any],
        *args: Any,
        on_error: ErrorHandler | None = None,
        **kwargs: Any,
    ) -> None:
        """Call `then(rows)` on the Qt thread once `query` has answered.

        A newer read with the same `then` (the same bound method) makes the older answer stale: it
        is dropped. So is one whose receiver has been destroyed meanwhile. Never give a signal's
        `emit`: nothing tells whether its source is still there.

        What a lost database left unanswered is asked again by itself when it is back.
        """
        call = partial(self._reader_at(self._moment), query, args, kwargs)
        era = self._of_instant.era
        self._ask(Order(then, on_error, again=call, name=_name(query), era=era), call)

    def read_once(
        self,
        then: Then,
        query: Callable[..., Any],
        *args: Any,
        on_error: ErrorHandler | None = None,
        **kwargs: Any,
    ) -> None:
        """As `read`, for what a person does now: minutes later nobody wants the dialog it opens."""
        call = partial(self._reader_at(self._moment), query, args, kwargs)
        era = self._of_instant.era
        self._ask(Order(then, on_error, name=_name(query), era=era), call)

    def read_for_sheet(
        self,
        then: Then,
        query: Callable[..., Any],
        *args: Any,
        on_error: ErrorHandler | None = None,
        **kwargs: Any,
    ) -> None:
        """As `read_once`, for a sheet that `then` opens: keys pressed until then wait for it."""
        self._preparing.add(then)
        self.preparing_changed.emit(True)
        self.read_once(then, query, *args, on_error=on_error, **kwargs)

    def read_at(
        self,
        then: Then,
        moment: datetime | None,
        query: Callable[..., Any],
        *args: Any,
        on_error: ErrorHandler | None = None,
        **kwargs: Any,
    ) -> None:
        """As `read`, as recorded at `moment`; never later than what the window shows."""
        earliest = min((one for one in (moment, self._moment) if one is not None), default=None)
        call = partial(self._reader_at(earliest), query, args, kwargs)
        self._ask(Order(then, on_error, again=call, name=_name(query)), call)

    def _reader_at(self, moment: datetime | None) -> Runner:
        if moment is None:
            return self._reader
        if self._past_reader is None:
            raise RuntimeError("nothing reads the past of this window")
        return partial(self._past_reader, moment)

    def read_now(
        self,
        then: Then,
        query: Callable[..., Any],
        *args: Any,
        on_error: ErrorHandler | None = None,
        **kwargs: Any,
    ) -> None:
        """As `read`, but always of the present: what the window's frame tells."""
        call = partial(self._reader, query, args, kwargs)
        self._ask(Order(then, on_error, again=call, name=_name(query)), call)

    def _ask_lost(self, order: Order) -> None:
        if order.again is not None:
            self._ask(order, order.again)

    def _ask(self, order: Order, call: Callable[[], Any]) -> None:
        self._number += 1
        self._latest[order.then] = self._number
        self._lost.drop(order.then)
        self._submit(self._readers, replace(order, number=self._number, is_read=True), call)

    def run(
        self,
        then: Then | None,
        command: Callable[..., Any],
        *args: Any,
        on_error: ErrorHandler | None = None,
        **kwargs: Any,
    ) -> None:
        """Do `command` as one unit of work, then call `then(result)` on the Qt thread.

        A failure goes to `on_error` where one is given (keep the typed text there), else to
        `failed`.
        """
        self._running += 1
        self.busy_changed.emit(self._running)
        order = Order(then or _ignore, on_error)
        refusal = self._refusal()
        if refusal is not None:
            # Later, as every answer: whoever asks is not through with asking yet.
            self._answered.emit(_Answer(order, None, refusal, 0.0))
            return
        self._submit(self._writers, order, partial(self._writer, command, args, kwargs))

    def begin(self, task: Callable[..., Any], *args: Any, **kwargs: Any) -> LongTask:
        """Start work of minutes; connect to what comes back. The window's end stops it."""
        runner, refusal = self._beside, self._refusal()
        if runner is None:
            raise RuntimeError("nothing runs beside this window")

        def call(progress: Any, is_cancelled: Any) -> Any:
            if refusal is not None:  # under the wrong name, or of another time than is shown
                raise refusal
            told = {"progress": progress, "is_cancelled": is_cancelled}
            return runner(task, args, {**kwargs, **told})

        made = LongTask(call, self, name=_name(task))
        self._long.add(made)
        made.ended.connect(partial(self._forget, made))
        made.start()
        return made

    @property
    def why_no_change(self) -> str:
        """Why nothing can be changed from here now, as a sentence; what changes is grey then."""
        held = self._held_back()
        if isinstance(held, RefusedError):
            return " ".join(map(texts.blocker, held.blockers))
        return (
            tr("The database is offline; nothing can be stored until it is back.") if held else ""
        )

    def _held_back(self) -> AppError | None:
        """What whoever asks all the same is told: the one answer, for buttons and for commands."""
        if self._sealed_until is not None:
            return _refused("room.read_only")
        if self.is_viewing:
            return _refused("viewing.read_only")
        if self._moment is not None:
            return _refused("past.read_only")
        if self._connection.is_online or self._change_feed is None:
            return None  # without a feed nothing would ever tell that it is back
        hint = tr("Nothing was stored. What you typed stays; repeat it when the database is back.")
        return NotReachableError(self._connection.why, hint=hint)

    def _refusal(self) -> AppError | None:
        """The second line; nobody who wants to store something waits for the next look."""
        held = self._held_back()
        if isinstance(held, NotReachableError):
            self.reconnect_now()
        return held

    def _forget(self, task: LongTask) -> None:
        self._long.discard(task)
        task.deleteLater()

    def start_feed(self) -> None:
        """Begin to ask the change feed every second, and at once when there is a pulse."""
        if self._change_feed is None or self._is_closed.is_set():
            return
        self._clock.start()
        if self._listener is not None:
            self._listener.start()

    def notify(self, topics: frozenset[Any]) -> None:
        """Tell the screens that something changed; may be called from any thread."""
        if topics and not self._is_closed.is_set():
            self._notified.emit(topics)

    def reconnect_now(self) -> None:
        if self._change_feed is not None and not self._is_closed.is_set():
            self._clock.look_now()

    def retry_lost(self) -> None:
        """Ask now for what alone has no answer."""
        self._lost.retry()

    def close(self) -> None:
        """Finish the commands under way, drop the rest; no thread is left afterwards."""
        self._is_closed.set()
        self._turns.stop()
        self._clock.stop()
        if self._listener is not None:
            self._listener.stop()
        for task in self._long:
            task.cancel()
        for task in self._long:
            task.wait()
            task.blockSignals(True)  # whoever would be answered goes with the window
        self._readers.shutdown(wait=True, cancel_futures=True)
        self._asker.shutdown(wait=True, cancel_futures=True)
        self._writers.shutdown(wait=True, cancel_futures=False)

    def _submit(self, pool: ThreadPoolExecutor, order: Order, call: Callable[[], Any]) -> None:
        if self._is_closed.is_set():
            return

        def work() -> None:
            if order.is_read and self._latest.get(order.then) != order.number:
                return  # a newer one waits behind it: while a person types, only the last counts
            started = time.monotonic()
            value: object = None
            error: BaseException | None = None
            try:
                value = call()
            except Exception as caught:  # noqa: BLE001 -- the edge: told on the Qt thread
                error = caught
            if not self._is_closed.is_set():
                self._answered.emit(_Answer(order, value, error, time.monotonic() - started))

        pool.submit(work)

    @Slot(object)
    def _on_answered(self, answer: _Answer) -> None:
        if not self._is_closed.is_set():
            self._turns.add(partial(self._hand_out, answer))

    def _hand_out(self, answer: _Answer) -> None:
        try:
            self._tell(answer)
        finally:
            self._end_preparing(answer.order.then)
            if not self._latest:
                self.settled.emit()

    def _end_preparing(self, then: Then) -> None:
        """The sheet is up, or none comes; what it asked for in turn is a preparation of its own."""
        if then in self._preparing and then not in self._latest:
            self._preparing.remove(then)
            if not self._preparing:
                self.preparing_changed.emit(False)

    def _tell(self, answer: _Answer) -> None:
        order = answer.order
        if order.is_read:
            is_stale = self._latest.get(order.then) != order.number
            if not is_stale:
                del self._latest[order.then]
            if is_stale or self._of_instant.is_other(order) or not is_alive(order.then):
                return
            is_answered = answer.error is None or self.is_not_yet(answer.error)
            self._of_instant.note(order, is_answered=is_answered)
        else:
            self._running -= 1
            self.busy_changed.emit(self._running)
        if answer.error is None and order.then != self._on_feed_answer:
            self.timings.note(READ if order.is_read else STORED, answer.took_s)
        if order.is_read and not isinstance(answer.error, NotReachableError):
            self._note_answered(order, answer)
        if answer.error is not None:
            self._fail(order, answer.error)
            return
        if order.is_read:
            self._read_at[order.name] = datetime.now(UTC)
        if is_alive(order.then):
            order.then(answer.value)

    def _fail(self, order: Order, error: BaseException) -> None:
        if isinstance(error, NotReachableError) and order.is_read:
            self._lost.keep(order)
            self._doubt(order, error)
            if order.is_retry:
                return
        self._failing = order.then if order.is_read else None
        self._failing_read_at = self._read_at.get(order.name) if order.is_read else None
        try:
            if order.on_error is None:
                self.failed.emit(error)
            elif is_alive(order.on_error):
                order.on_error(error)
        finally:
            self._failing = None

    def _doubt(self, order: Order, error: NotReachableError) -> None:
        """The feed tells whether the database is lost: one read may fail by itself alone."""
        if self._change_feed is None or order.then == self._on_feed_answer:
            self._note_offline(error)
        elif self._connection.is_online:
            self._doubted = self._number
            self.reconnect_now()

    def _note_answered(self, order: Order, answer: _Answer) -> None:
        """That something is wrong with what was asked is an answer of the database too."""
        is_feed = order.then == self._on_feed_answer
        if is_feed or (answer.error is None and self._is_told_by_reads):
            self._note_online(answer.took_s)
        elif answer.error is None:
            self.reconnect_now()
        self._lost.note_answer(order.then)
        if is_feed and order.number > self._doubted:
            self._lost.note_there()

    @property
    def _is_told_by_reads(self) -> bool:
        """Where a feed looks each second, only that tells that a lost database is back."""
        return self._connection.is_online or self._change_feed is None

    def _note_online(self, latency_s: float) -> None:
        was = self._connection
        self._clock.failures = 0
        self._connection = Connection(latency_s=latency_s, answered_at=datetime.now(UTC))
        if not was.is_online or was.is_slow != self._connection.is_slow:
            self.connection_changed.emit(self._connection)
        if not was.is_online:
            self.returned.emit()
            self._lost.ask_all()

    def _note_offline(self, error: NotReachableError) -> None:
        was, why = self._connection, texts.told(error.message)
        if not was.is_online and was.why == why:
            return
        since = datetime.now(UTC) if was.is_online else was.since
        self._connection = replace(was, is_online=False, since=since, why=why)
        self._lost.forget_alone()
        self.connection_changed.emit(self._connection)

    @Slot()
    def _on_pulsed(self) -> None:
        if self._connection.is_online:
            self._clock.look_soon()
        else:
            self.reconnect_now()  # whoever hears the database is connected to it

    @Slot()
    def _on_clock_due(self) -> None:
        feed = self._change_feed
        if feed is None:
            return
        if self._on_feed_answer in self._latest:
            # What the one under way brings must not be dropped as stale: nobody brings it again.
            self._clock.look_again()
            return
        self._clock.note_begun()
        order = Order(self._on_feed_answer, self._on_feed_error, is_read=True)
        self._number += 1
        order = replace(order, number=self._number)
        self._latest[order.then] = order.number
        self._submit(self._asker, order, feed)

    def _on_feed_answer(self, topics: frozenset[Any]) -> None:
        if topics:
            self.changed.emit(topics)
        self._clock.note_answer()

    def _on_feed_error(self, error: BaseException) -> None:
        is_unreachable = isinstance(error, NotReachableError)
        if self._clock.note_failure(is_unreachable=is_unreachable) and not is_unreachable:
            log.error("the change feed failed", exc_info=error)


def _refused(code: str) -> RefusedError:
    return RefusedError([Blocker(code)], texts.message(code, {}))


def _name(query: Callable[..., Any]) -> str:
    return str(getattr(query, "__qualname__", query))


def _ignore(_result: object) -> None:
    """For a command whose result nobody needs."""
