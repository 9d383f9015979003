"""Nobody keeps a row for good by many short transactions: whoever waits comes through."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from uuid import UUID

import psycopg
import pytest
from sqlalchemy import select, text

from app.errors import AppError
from app.models.tables.governance import Decision
from app.models.tables.organisation import Person
from app.services.background import Background
from app.services.commands.accounts import close_account
from app.services.commands.requests import decide
from app.services.hold_ups import PATIENCE_LOOKS, Waiting, held_up_by
from app.services.watchdog import Watchdog
from app.services.workspace import SERVICE_HANDLE
from tests.machine import machine
from tests.stories import REASON, ask, register
from tests.workspaces import TestWorkspace

WITHIN_S = 30.0
AT_ONCE_S = 1.0  # where nobody is in the way
PATIENCE_S = 60.0
ENDED = "57P01"
BEGAN = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
SESSIONS = 6
LOCKS = "SELECT 1 FROM mw.transition_request WHERE id = '{request}' FOR UPDATE"
# An act that is told once locks the row of who tells it.
TELLS = (
    "SELECT mw.record_act('evidence.opened', 'request', '{request}',"
    " jsonb_build_object('part', gen_random_uuid()))"
)
# Whether an account is open is asked as a row is stored, which locks it; or at once.
ASKS = (
    "SET CONSTRAINTS ALL IMMEDIATE; INSERT INTO mw.engine_inbox (id, unit_id, kind, payload)"
    " SELECT gen_random_uuid(), r.unit_id, 'run_monitor', '{{}}' FROM mw.transition_request r"
    " WHERE r.id = '{request}'"
)

Watched = Callable[[TestWorkspace], AbstractContextManager[None]]


@pytest.fixture
def team(postgres_workspace: TestWorkspace) -> TestWorkspace:
    return postgres_workspace


def keep(url: str, statement: str, hold_s: float, over: threading.Event) -> None:
    """A client that does this and takes it back, again and again, and comes back when ended."""
    while not over.is_set():
        with suppress(psycopg.Error), psycopg.connect(url) as connection:
            while not over.is_set():
                connection.execute(statement.encode())
                over.wait(hold_s)
                connection.rollback()
        over.wait(0.01)  # a closed account is refused at once


@contextmanager
def kept(
    team: TestWorkspace, handle: str, request: UUID, statement: str, hold_s: float
) -> Iterator[None]:
    over = threading.Event()
    arguments = (url_of(team, handle), statement.format(request=request), hold_s, over)
    sessions = [threading.Thread(target=keep, args=arguments) for _ in range(SESSIONS)]
    for session in sessions:
        session.start()
    try:
        time.sleep(hold_s / 4)  # all of them wait in the queue
        yield
    finally:
        over.set()
        for session in sessions:
            session.join()


@contextmanager
def looking(team: TestWorkspace) -> Iterator[None]:
    """The watchdog alone, at a pace of its own."""
    dog, over = Watchdog(team.service, apart_s=0.4), threading.Event()

    def look() -> None:
        while not over.wait(0.5):
            dog.run_once()

    watching = threading.Thread(target=look)
    watching.start()
    try:
        yield
    finally:
        over.set()
        watching.join()


@contextmanager
def serving(team: TestWorkspace) -> Iterator[None]:
    """All of the service, as in a bank."""
    home = team.folder / "service"
    background = Background(team.database(SERVICE_HANDLE), machine(home=home), name="one")
    background.start()
    try:
        yield
    finally:
        background.stop()


def seconds_until(act: Callable[[], object]) -> float:
    """How long it takes somebody who asks again whenever they are refused."""
    began = time.monotonic()
    while time.monotonic() - began < WITHIN_S:
        with suppress(AppError):
            act()
            break
    return time.monotonic() - began


PACES = [
    pytest.param(1.5, looking, id="fast"),
    pytest.param(4.0, serving, id="as it is", marks=pytest.mark.soak),
]


@pytest.mark.parametrize(("hold_s", "watched"), PACES)
def test_a_vote_comes_through_whoever_locks_its_request(
    team: TestWorkspace, hold_s: float, watched: Watched
) -> None:
    request = ask(team, register(team))
    aisha, signer = team.work("aisha"), team.signer("aisha")

    with kept(team, "sanne", request, LOCKS, hold_s), watched(team):
        took_s = seconds_until(
            lambda: aisha.write(decide, request, verdict="accept", reason=REASON, signer=signer)
        )

    assert AT_ONCE_S < took_s < WITHIN_S
    with team.service.reading() as session:
        assert len(session.scalars(select(Decision)).all()) == 1


@pytest.mark.parametrize(("hold_s", "watched"), PACES)
@pytest.mark.parametrize(("handle", "statement"), [("lin", TELLS), ("tom", ASKS)])
def test_an_account_is_closed_whatever_its_owner_does(
    team: TestWorkspace, handle: str, statement: str, hold_s: float, watched: Watched
) -> None:
    request = ask(team, register(team))
    rosa, who = team.work("rosa"), person(team, handle)

    with kept(team, handle, request, statement, hold_s), watched(team):
        took_s = seconds_until(lambda: rosa.write(close_account, who, reason="Broken into."))

    assert AT_ONCE_S < took_s < WITHIN_S


# Who waits, as (login, seconds, behind which sessions), and which logins each session holds up.
CHAINS = {
    "one behind another": ({2: (20, 0, [1])}, {1: {20}}),
    "in the queue, in nobody's way": ({2: (20, 0, [1]), 3: (30, 1, [1, 2])}, {1: {20, 30}}),
    "behind two": ({3: (30, 0, [1, 2])}, {1: {30}, 2: {30}}),
    "at the end of a chain": ({2: (20, 0, [1]), 3: (30, 1, [2])}, {1: {20, 30}}),
    "the last of a ring": ({1: (10, 5, [2]), 2: (20, 0, [1])}, {1: {10, 20}}),
    "behind a ring": (
        {1: (10, 5, [2]), 2: (20, 0, [1]), 3: (30, 9, [2])}, {1: {10, 20, 30}},
    ),
    "nobody waits": ({}, {}),
}  # fmt: skip


@pytest.mark.parametrize("case", CHAINS)
def test_who_holds_up_is_at_the_end_of_the_chain_or_closed_the_ring(case: str) -> None:
    rows, expected = CHAINS[case]
    waiting = {
        pid: Waiting(login, BEGAN + timedelta(seconds=since_s), frozenset(behind))
        for pid, (login, since_s, behind) in rows.items()
    }

    assert held_up_by(waiting) == expected


def test_two_looks_are_work_and_who_waits_is_not_ended_for_who_holds_up(
    team: TestWorkspace,
) -> None:
    """Mark waits for Sanne, and another session of hers for both of them."""
    request = ask(team, register(team))
    dog = Watchdog(team.service, apart_s=0.0)
    with ExitStack() as stack:
        first, mark, second = (
            stack.enter_context(closing(psycopg.connect(url_of(team, one))))
            for one in ("sanne", "mark", "sanne")
        )
        pool = stack.enter_context(ThreadPoolExecutor())
        assert lock(first, request) == "locked"
        later = []
        for client in (mark, second):
            later.append(pool.submit(lock, client, request))
            wait_until(lambda: count_waiting(team) == len(later))
        ended = [dog.run_once() for _ in range(PATIENCE_LOOKS)]
        found = [one.result(PATIENCE_S) for one in later]
        with pytest.raises(psycopg.OperationalError) as gone:
            first.execute("SELECT 1")

    assert ended == [0, 0, 2]
    assert found == ["locked", ENDED]
    assert gone.value.sqlstate == ENDED


def test_of_those_who_take_turns_none_waits_for_the_next(team: TestWorkspace) -> None:
    """Mark was found too often: in the queue behind Sanne he would be the next to hold it."""
    request = ask(team, register(team))
    dog = Watchdog(team.service, apart_s=0.0)
    with ExitStack() as stack:
        mark, sanne, again, last = (
            stack.enter_context(closing(psycopg.connect(url_of(team, one))))
            for one in ("mark", "sanne", "mark", "sanne")
        )
        pool = stack.enter_context(ThreadPoolExecutor())
        assert lock(mark, request) == "locked"
        first = pool.submit(lock, sanne, request)
        wait_until(lambda: count_waiting(team) == 1)
        ended = [dog.run_once() for _ in range(PATIENCE_LOOKS)]
        assert first.result(PATIENCE_S) == "locked"
        later = []
        for client in (again, last):
            later.append(pool.submit(lock, client, request))
            wait_until(lambda: count_waiting(team) == len(later))
        ended.append(dog.run_once())
        found = later[0].result(PATIENCE_S)
        sanne.rollback()

    assert ended == [0, 0, 1, 1]
    assert found == ENDED


def test_whoever_closes_a_ring_of_waiting_is_ended_not_whom_they_met(team: TestWorkspace) -> None:
    """The server would end who waited first, as a vote does."""
    first, second = (ask(team, register(team, name=one)) for one in ("cc-fraud", "loans"))
    dog = Watchdog(team.service, apart_s=0.0)
    with team.owner_database().session(writes=True) as session:  # it has a second otherwise
        name = session.scalars(text("SELECT current_database()")).one()
        session.execute(text(f"ALTER DATABASE \"{name}\" SET deadlock_timeout = '1min'"))
    with ExitStack() as stack:
        mark, sanne = (
            stack.enter_context(closing(psycopg.connect(url_of(team, one))))
            for one in ("mark", "sanne")
        )
        pool = stack.enter_context(ThreadPoolExecutor())
        assert [lock(mark, first), lock(sanne, second)] == ["locked", "locked"]
        later = []
        for client, request in ((mark, second), (sanne, first)):
            later.append(pool.submit(lock, client, request))
            wait_until(lambda: count_waiting(team) == len(later))
        ended = [dog.run_once() for _ in range(PATIENCE_LOOKS)]
        found = [one.result(PATIENCE_S) for one in later]

    assert ended == [0, 0, 1]
    assert found == ["locked", ENDED]


def lock(client: psycopg.Connection, request: UUID) -> str:
    try:
        client.execute(LOCKS.format(request=request).encode())
    except psycopg.OperationalError as error:
        return error.sqlstate or ""
    return "locked"


def count_waiting(team: TestWorkspace) -> int:
    statement = text(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    with team.service.reading() as session:
        return int(session.scalars(statement).one())


def wait_until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.01)


def url_of(team: TestWorkspace, handle: str) -> str:
    return team.login_url(handle).replace("+psycopg", "")


def person(team: TestWorkspace, handle: str) -> UUID:
    with team.service.reading() as session:
        return session.scalars(select(Person.id).where(Person.handle == handle)).one()
