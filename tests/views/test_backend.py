"""The door to data: answers on the Qt thread, none to the dead, none out of date."""

from __future__ import annotations

import threading
import time
from functools import partial

import pytest
import shiboken6
from PySide6.QtCore import QObject, QThread
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QLabel

from app.errors import AppError, NotReachableError
from app.views.alive import is_alive
from app.views.backend import Backend
from tests.views.samples import call, make_backend


class Receiver(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.answers: list[object] = []
        self.threads: list[object] = []

    def take(self, answer: object) -> None:
        self.answers.append(answer)
        self.threads.append(QThread.currentThread())


def echo(_session: object, value: object, *, wait: threading.Event | None = None) -> object:
    if wait is not None:
        wait.wait(5)
    return value


def fail(_session: object, error: Exception) -> None:
    raise error


def test_answers_arrive_on_the_qt_thread(qtbot, qapp, backend):
    receiver = Receiver()
    backend.read(receiver.take, echo, 7)
    qtbot.waitUntil(lambda: receiver.answers == [7])

    assert receiver.threads == [qapp.thread()]


def test_as_long_as_a_sheet_is_read_for_it_is_said_why_no_other_is(qtbot, backend):
    receiver, waited, asked = Receiver(), threading.Event(), []

    def go_on(_answer: object) -> None:
        asked.append(backend.why_no_sheet)  # what it asks for in turn is part of it
        backend.read_for_sheet(receiver.take, echo, "second")

    assert backend.why_no_sheet == ""
    backend.read_for_sheet(go_on, echo, "first", wait=waited)
    assert "still being read" in backend.why_no_sheet

    waited.set()
    qtbot.waitUntil(lambda: receiver.answers == ["second"])

    assert (asked, backend.why_no_sheet) == ([""], "")


def test_a_sheet_that_can_not_be_read_for_stands_in_no_ones_way(qtbot, backend):
    errors = []
    backend.read_for_sheet(print, fail, AppError("gone"), on_error=errors.append)
    qtbot.waitUntil(lambda: bool(errors))

    assert backend.why_no_sheet == ""


class Painted(QLabel):
    """Notes what it shows, and each time that it is painted."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def take(self, answer: str) -> None:
        self.seen.append(answer)
        self.setText(answer)

    def take_too(self, answer: str) -> None:
        self.take(answer)

    def paintEvent(self, event: QPaintEvent) -> None:
        self.seen.append("painted")
        super().paintEvent(event)


def test_answers_that_come_together_are_painted_one_after_the_other(qtbot, qapp, backend):
    label = Painted()
    qtbot.addWidget(label)
    label.show()
    qtbot.waitUntil(lambda: bool(label.seen))
    label.seen.clear()

    backend.read(label.take, echo, "one")
    backend.read(label.take_too, echo, "two")
    backend._readers.shutdown(wait=True)  # both have answered before the loop turns again
    qtbot.waitUntil(lambda: label.seen[-1:] == ["painted"] and "two" in label.seen)

    assert label.seen[0::2] in (["one", "two"], ["two", "one"])
    assert label.seen[1::2] == ["painted", "painted"]


def test_the_answer_to_an_older_question_is_dropped(qtbot, backend):
    receiver, gate = Receiver(), threading.Event()
    backend.read(receiver.take, echo, "old", wait=gate)
    backend.read(receiver.take, echo, "new")
    qtbot.waitUntil(lambda: receiver.answers == ["new"])

    gate.set()
    backend.read(partial(receiver.take), echo, "other question")
    qtbot.waitUntil(lambda: len(receiver.answers) == 2)
    qtbot.wait(50)
    assert receiver.answers == ["new", "other question"]


def test_an_older_question_that_still_waits_is_never_asked(qtbot, backend):
    receiver, gate, asked = Receiver(), threading.Event(), []
    for _ in range(3):  # every reader is busy
        backend.read(partial(receiver.take), echo, "busy", wait=gate)

    def ask(_session: object, word: str) -> str:
        asked.append(word)
        return word

    for word in ("m", "mo", "mor"):
        backend.read(receiver.take, ask, word)
    gate.set()
    qtbot.waitUntil(lambda: "mor" in receiver.answers)

    assert asked == ["mor"]


def test_a_destroyed_receiver_gets_nothing(qtbot, backend):
    import shiboken6

    receiver, gate, seen = Receiver(), threading.Event(), []
    take = receiver.take
    backend.read(take, echo, 1, wait=gate)
    shiboken6.delete(receiver)
    gate.set()
    backend.read(seen.append, echo, 2)
    qtbot.waitUntil(lambda: seen == [2])
    qtbot.wait(30)

    assert receiver.answers == []


def test_a_callback_within_a_callback_is_looked_into(qtbot):
    label = QLabel()

    def show(text: str) -> None:
        label.setText(text)

    def answer(text: str) -> None:
        show(text)

    before = [is_alive(answer), is_alive(partial(answer, "x")), is_alive(label.setText)]
    shiboken6.delete(label)

    assert before == [True, True, True]
    assert [is_alive(answer), is_alive(partial(answer, "x"))] == [False, False]


def test_a_closure_over_a_destroyed_widget_is_not_called(qtbot, backend):
    import shiboken6

    receiver, gate, seen = Receiver(), threading.Event(), []
    backend.read(lambda answer: seen.append(receiver.objectName()), echo, 1, wait=gate)
    shiboken6.delete(receiver)
    gate.set()
    backend.read(lambda _answer: seen.append("alive"), echo, 2)
    qtbot.waitUntil(lambda: seen == ["alive"])
    qtbot.wait(30)

    assert seen == ["alive"]


@pytest.mark.parametrize("given", [lambda one: one, lambda one: one.take])
def test_what_a_partial_was_given_must_exist_too(qtbot, backend, given):
    import shiboken6

    def take(one: object, _answer: object) -> None:
        seen.append(one)

    receiver, gate, seen = Receiver(), threading.Event(), []
    backend.read(partial(take, given(receiver)), echo, 1, wait=gate)
    shiboken6.delete(receiver)
    gate.set()
    backend.read(lambda _answer: seen.append("alive"), echo, 2)
    qtbot.waitUntil(lambda: seen == ["alive"])
    qtbot.wait(30)

    assert seen == ["alive"]


def test_a_failure_goes_to_its_own_handler_else_to_everybody(qtbot, backend):
    caught, error = [], AppError("no")
    backend.run(None, fail, error, on_error=caught.append)
    qtbot.waitUntil(lambda: caught == [error])

    with qtbot.waitSignal(backend.failed) as failed:
        backend.read(caught.append, fail, error)
    assert failed.args == [error]


def test_commands_keep_their_order(qtbot, backend):
    done: list[int] = []

    def command(_work: object, n: int) -> None:
        time.sleep(0.002 if n % 2 else 0)
        done.append(n)

    for n in range(12):
        backend.run(None, command, n)
    qtbot.waitUntil(lambda: len(done) == 12)

    assert done == list(range(12))
    qtbot.waitUntil(lambda: backend.running_commands == 0)


def test_a_lost_database_is_told_once_and_its_return_too(qtbot, backend):
    states = []
    backend.connection_changed.connect(states.append)
    lost = NotReachableError("gone")
    for _ in range(2):
        with qtbot.waitSignal(backend.failed):
            backend.read_once(partial(states.append), fail, lost)
    answers: list[object] = []
    backend.read(answers.append, echo, 1)
    qtbot.waitUntil(lambda: answers == [1])

    assert [state.is_online for state in states] == [False, True]
    assert states[0].since is not None


class Away:
    """A database that is gone for a while."""

    def __init__(self) -> None:
        self.is_back = threading.Event()

    def __call__(self, _session: object, value: object) -> object:
        if not self.is_back.is_set():
            raise NotReachableError("gone")
        return value


def test_what_a_lost_database_left_unanswered_comes_when_it_is_back(qtbot, backend):
    ask, said = Away(), []
    shown, asked_anew, done_once = Receiver(), Receiver(), Receiver()
    backend.read(shown.take, ask, "shown", on_error=said.append)
    backend.read(asked_anew.take, ask, "old", on_error=said.append)
    backend.read_once(done_once.take, ask, "dialog", on_error=said.append)
    qtbot.waitUntil(lambda: len(said) == 3)
    backend.returned.connect(lambda: backend.read(asked_anew.take, ask, "new"))

    ask.is_back.set()
    with qtbot.waitSignal(backend.returned):
        backend.read(partial(said.append), ask, "anything")

    qtbot.waitUntil(lambda: shown.answers == ["shown"] and not backend.is_reading)
    assert asked_anew.answers == ["new"]
    assert done_once.answers == []


def test_who_sits_down_meanwhile_is_not_shown_what_the_one_before_asked_for(qtbot, backend):
    ask, said, shown = Away(), [], Receiver()
    backend.read(shown.take, ask, "hers", on_error=said.append)
    qtbot.waitUntil(lambda: len(said) == 1)

    backend.set_decider(object())
    ask.is_back.set()
    with qtbot.waitSignal(backend.returned):
        backend.read(partial(said.append), ask, "anything")

    qtbot.waitUntil(lambda: not backend.is_reading)
    assert shown.answers == []


def test_the_feed_tells_what_changed(qtbot):
    waiting = [frozenset({"alert"})]
    made = make_backend(change_feed=lambda: waiting.pop() if waiting else frozenset())
    with qtbot.waitSignal(made.changed) as changed:
        made.start_feed()
    made.close()

    assert changed.args == [frozenset({"alert"})]


def test_a_pulse_makes_the_feed_look_at_once(qtbot, monkeypatch):
    monkeypatch.setattr("app.views.feed_clock.USUAL_MS", 600_000)
    pulses, looks = threading.Semaphore(0), []

    def feed() -> frozenset[str]:
        looks.append(1)
        return frozenset({"alert"})

    made = make_backend(change_feed=feed, pulse=lambda _: pulses.acquire(timeout=0.05))
    made.start_feed()
    for number in (1, 2):
        with qtbot.waitSignal(made.changed):
            pulses.release()
        assert len(looks) == number
    made.close()


def test_a_broken_pulse_is_asked_again(qtbot, monkeypatch):
    monkeypatch.setattr("app.views.feed_clock.USUAL_MS", 20)
    asked = []

    def pulse(_: object) -> bool:
        asked.append(1)
        raise NotReachableError("gone")

    made = make_backend(change_feed=frozenset, pulse=pulse)
    made.start_feed()
    qtbot.waitUntil(lambda: len(asked) >= 3)
    made.close()


def test_a_thread_may_tell_of_a_change(qtbot, backend):
    with qtbot.waitSignal(backend.changed):
        thread = threading.Thread(target=backend.notify, args=(frozenset({"run"}),))
        thread.start()
        thread.join()


@pytest.mark.parametrize("method", ["read", "run"])
def test_after_closing_nothing_is_started(qtbot, method):
    made = Backend(call, call)
    made.close()
    seen: list[object] = []
    getattr(made, method)(seen.append, echo, 1)
    qtbot.wait(30)

    assert seen == []


def test_who_only_views_starts_no_work_of_minutes(qtbot):
    done, refused = [], []
    made = make_backend(beside=lambda task, _args, _kwargs: done.append(task))
    made.view_as("lin")

    task = made.begin(echo)
    task.failed.connect(refused.append)
    qtbot.waitUntil(lambda: bool(refused))
    made.close()

    assert done == []
    assert [one.code for one in refused[0].blockers] == ["viewing.read_only"]


def test_a_look_asked_for_while_one_is_under_way_drops_nothing(qtbot, monkeypatch):
    """What a look brings is brought once: its answer may not count as stale."""
    monkeypatch.setattr("app.views.feed_clock.USUAL_MS", 600_000)
    looking, go_on = threading.Event(), threading.Event()
    brought = [frozenset({"alert"})]

    def feed() -> frozenset[str]:
        looking.set()
        go_on.wait()
        return brought.pop() if brought else frozenset()

    made = make_backend(change_feed=feed)
    made.start_feed()
    made.reconnect_now()
    qtbot.waitUntil(looking.is_set)
    made.reconnect_now()
    qtbot.wait(50)
    with qtbot.waitSignal(made.changed) as changed:
        go_on.set()
    made.close()

    assert changed.args == [frozenset({"alert"})]


def test_the_feed_is_asked_while_every_reader_waits(qtbot):
    """Else a server that is gone would be told when the last of them gives up."""
    go_on = threading.Event()
    made = make_backend(change_feed=lambda: frozenset({"alert"}))
    waiting = [partial(print, number) for number in range(6)]
    for one in waiting:
        made.read(one, echo, 1, wait=go_on)
    with qtbot.waitSignal(made.changed):
        made.start_feed()
    go_on.set()
    made.close()


def test_while_offline_nothing_is_sent_to_be_stored_and_a_look_comes_at_once(qtbot, monkeypatch):
    monkeypatch.setattr("app.views.feed_clock.RETRY_MS", (600_000,))
    states: list[bool] = [False]
    stored: list[object] = []

    def feed() -> frozenset[str]:
        if not states[0]:
            raise NotReachableError("gone")
        return frozenset()

    made = make_backend(change_feed=feed)
    refused: list[BaseException] = []
    made.failed.connect(lambda _error: None)
    made.reconnect_now()
    qtbot.waitUntil(lambda: not made.connection.is_online)
    states[0] = True
    made.run(stored.append, echo, 1, on_error=refused.append)
    qtbot.waitUntil(lambda: made.connection.is_online)
    made.run(stored.append, echo, 2)
    qtbot.waitUntil(lambda: stored == [2])
    made.close()

    assert isinstance(refused[0], NotReachableError)
    assert "Nothing was stored" in refused[0].hint


def test_many_reads_that_fail_at_once_are_one_reason_to_wait_longer(qtbot, monkeypatch):
    """A screen asks ten things: when the server restarts, all fail, and it is back in a second."""
    monkeypatch.setattr("app.views.feed_clock.USUAL_MS", 10)
    monkeypatch.setattr("app.views.feed_clock.RETRY_MS", (50, 600_000, 600_000))
    is_gone = [True]

    def feed() -> frozenset[str]:
        if is_gone[0]:
            raise NotReachableError("gone")
        return frozenset()

    made = make_backend(change_feed=feed)
    made.failed.connect(lambda _error: None)
    lost = [partial(print, number) for number in range(10)]
    for one in lost:
        made.read_once(one, fail, NotReachableError("gone"), on_error=lambda _error: None)
    qtbot.waitUntil(lambda: not made.is_reading and not made.connection.is_online)
    # A look that was asked for meanwhile comes first.
    qtbot.waitUntil(lambda: made._clock.failures > 0)
    assert made._clock.failures == 1
    is_gone[0] = False

    qtbot.waitUntil(lambda: made.connection.is_online)
    made.close()


def test_who_hears_the_database_again_does_not_wait_for_the_next_try(qtbot, monkeypatch):
    monkeypatch.setattr("app.views.feed_clock.USUAL_MS", 20)
    monkeypatch.setattr("app.views.feed_clock.RETRY_MS", (600_000,))
    is_gone = [True]

    def ask(*_: object) -> frozenset[str]:
        time.sleep(0.01)
        if is_gone[0]:
            raise NotReachableError("gone")
        return frozenset()

    made = make_backend(change_feed=ask, pulse=lambda _: bool(ask()))
    made.start_feed()
    qtbot.waitUntil(lambda: not made.connection.is_online)
    is_gone[0] = False

    qtbot.waitUntil(lambda: made.connection.is_online)
    made.close()


def test_one_read_that_finds_no_database_stops_nothing_else_and_is_asked_again(qtbot, monkeypatch):
    """Else the window goes offline with each try, and online with each look of the feed."""
    monkeypatch.setattr("app.views.feed_clock.USUAL_MS", 5)
    monkeypatch.setattr("app.views.lost_reads.RETRY_MS", (10, 20, 40))
    is_lost, looks, tries = [True], [], []
    told, alone, states, answers = [], [], [], []
    receiver = Receiver()

    def ask(_session: object) -> int:
        tries.append(len(looks))
        if is_lost[0]:
            raise NotReachableError("gone")
        return 7

    def feed() -> frozenset[str]:
        looks.append(1)
        return frozenset()

    made = make_backend(change_feed=feed)
    made.connection_changed.connect(states.append)
    made.alone_changed.connect(alone.append)
    made.start_feed()
    made.read(receiver.take, ask, on_error=told.append)
    qtbot.waitUntil(lambda: len(tries) > 4)
    made.run(answers.append, echo, 1)
    qtbot.waitUntil(lambda: answers == [1])

    assert states == []
    assert len(told) == 1
    assert alone == [(receiver.take,)]
    is_lost[0] = False
    with qtbot.waitSignal(made.returned):
        qtbot.waitUntil(lambda: receiver.answers == [7])
    assert alone[-1] == ()
    made.close()


def test_however_many_reads_found_no_database_each_is_asked_again(qtbot, monkeypatch):
    monkeypatch.setattr("app.views.feed_clock.USUAL_MS", 5)
    monkeypatch.setattr("app.views.lost_reads.RETRY_MS", (10, 20))
    is_lost, tries = [True], []
    receivers = [Receiver() for _ in range(90)]

    def ask(_session: object) -> int:
        tries.append(1)
        if is_lost[0]:
            raise NotReachableError("gone")
        return 7

    made = make_backend(change_feed=frozenset)
    made.start_feed()
    for receiver in receivers:
        made.read(receiver.take, ask, on_error=lambda _error: None)
    qtbot.waitUntil(lambda: len(tries) > 3 * len(receivers))
    is_lost[0] = False

    with qtbot.waitSignal(made.returned):
        pass
    assert [one.answers for one in receivers] == [[7]] * len(receivers)
    made.close()


def test_what_is_looked_at_each_second_is_asked_once_when_the_database_is_back(qtbot, backend):
    receiver, is_lost, tries = Receiver(), [True], []

    def ask(_session: object) -> int:
        tries.append(1)
        if is_lost[0]:
            raise NotReachableError("gone")
        return 7

    for _ in range(20):  # each with a callback of its own, which is the same to who reads it
        take = partial(Receiver.take, receiver)
        backend.read_now(take, ask, on_error=lambda _error: None)
        qtbot.waitUntil(lambda: not backend.is_reading)
    backend.read_now(partial(receiver.take), ask, on_error=lambda _error: None)
    qtbot.waitUntil(lambda: not backend.is_reading)
    tries.clear()
    is_lost[0] = False

    backend.read_once(print, echo, 1)
    qtbot.waitUntil(lambda: receiver.answers == [7, 7])
    assert len(tries) == 2


def test_a_feed_that_finds_no_database_is_believed_whatever_else_is_answered(qtbot, monkeypatch):
    """What it does not bring would be missing; nobody decides on that."""
    monkeypatch.setattr("app.views.feed_clock.RETRY_MS", (5,))
    looks, states, answers = [], [], []

    def feed() -> frozenset[str]:
        looks.append(1)
        raise NotReachableError("gone")

    made = make_backend(change_feed=feed)
    made.failed.connect(lambda _error: None)
    made.connection_changed.connect(states.append)
    made.reconnect_now()
    qtbot.waitUntil(lambda: not made.connection.is_online)
    seen = len(looks)
    made.read(answers.append, echo, 1)
    qtbot.waitUntil(lambda: answers == [1] and len(looks) > seen + 3)
    made.close()

    assert [one.is_online for one in states] == [False]
