"""F4: the server's packets vanish, and nobody closes the connection. Nothing waits for ever."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import make_url, select, text
from sqlalchemy.orm import Session

from app.errors import AppError, NotReachableError
from app.models.database import Database, take_your_time
from app.models.patience import CONNECT_S, KNOCK_S, SILENCE_S, PatientConnection
from app.models.tables.inventory import UseCase
from app.models.tables.life_cycle import EngineInbox
from app.models.tables.organisation import ServiceInstance
from app.services.background import Background
from app.services.unit_of_work import InboxKind, UnitOfWork, Work
from tests.journeys.window.proxy import Line
from tests.machine import machine
from tests.stories import Registered, register
from tests.workspaces import TestWorkspace

SLACK_S = 10.0  # how busy this machine is just now is not tested
DEADLINE_S = SILENCE_S + KNOCK_S + CONNECT_S + SLACK_S


@pytest.fixture
def bank(postgres_workspace: TestWorkspace) -> TestWorkspace:
    return postgres_workspace


@pytest.fixture
def line(bank: TestWorkspace) -> Iterator[Line]:
    url = make_url(bank.url)
    with Line(f"{url.query['host']}/.s.PGSQL.{url.port or 5432}") as made:
        yield made


Open = Callable[[str], Database]


@pytest.fixture
def over_the_line(line: Line) -> Iterator[Open]:
    opened: list[Database] = []

    def connect(url: str) -> Database:
        place = make_url(url).set(host="127.0.0.1", port=line.port, query={})
        opened.append(Database(place.render_as_string(hide_password=False)))
        return opened[-1]

    yield connect
    for one in opened:
        one.close()


def add_named(work: UnitOfWork, bank: TestWorkspace, name: str) -> None:
    work.add(UseCase(unit_id=bank.unit_id, name=name, owner_id=work.actor.id))


def add_and_fall_silent(work: UnitOfWork, bank: TestWorkspace, line: Line) -> None:
    add_named(work, bank, "perhaps")
    line.fall_silent()


def names_of(bank: TestWorkspace) -> set[str]:
    with bank.service.reading() as session:
        return set(session.scalars(select(UseCase.name)))


def test_reading_and_writing_end_and_go_on_when_the_line_is_back(
    bank: TestWorkspace, line: Line, over_the_line: Open
) -> None:
    sanne = Work.of(over_the_line(bank.login_url("sanne")))
    sanne.write(add_named, bank, "before")
    ended: list[float] = []
    line.fall_silent()
    for act in (lambda: sanne.read(lambda s: s.scalar(select(1))),
                lambda: sanne.write(add_named, bank, "meanwhile")):  # fmt: skip
        begun = time.monotonic()
        with pytest.raises(NotReachableError) as told:
            act()
        ended.append(time.monotonic() - begun)
        assert "does not answer" in told.value.message
        assert "nothing of this step was saved" in told.value.hint
    line.mend()
    sanne.write(add_named, bank, "after")

    assert max(ended) < DEADLINE_S
    assert names_of(bank) == {"before", "after"}


def test_who_loses_the_server_while_it_commits_is_not_told_that_nothing_was_saved(
    bank: TestWorkspace, line: Line, over_the_line: Open
) -> None:
    sanne = Work.of(over_the_line(bank.login_url("sanne")))
    with pytest.raises(NotReachableError) as told:
        sanne.write(add_and_fall_silent, bank, line)

    assert "may be saved or not" in told.value.hint
    line.mend()  # what was on its way arrives now: the server commits
    end = time.monotonic() + SLACK_S
    while "perhaps" not in names_of(bank):
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_slow_answer_of_a_server_that_lives_is_waited_for(
    bank: TestWorkspace, over_the_line: Open
) -> None:
    slow = over_the_line(bank.url)  # only the superuser may sleep
    begun = time.monotonic()
    with slow.session() as session:
        assert session.scalar(text("SELECT 1 FROM pg_sleep(:s)"), {"s": SILENCE_S * 2.5}) == 1

    assert time.monotonic() - begun >= SILENCE_S * 2.5


def test_one_dead_connection_to_a_server_that_lives_ends_after_what_a_statement_may_take(
    bank: TestWorkspace, line: Line, over_the_line: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    lin = Work.of(over_the_line(bank.login_url("lin")))
    monkeypatch.setattr(PatientConnection, "longest_s", SILENCE_S * 2)
    with pytest.raises(NotReachableError):
        lin.read(ask_over_a_dying_line, line)

    assert lin.read(lambda session: session.scalar(select(3))) == 3


def ask_over_a_dying_line(session: Session, line: Line) -> None:
    assert session.scalar(select(1)) == 1
    line.fall_silent(keeps_new=True)
    session.scalar(select(2))


def test_a_statement_that_takes_too_long_is_ended_by_the_server_and_told(
    bank: TestWorkspace, over_the_line: Open
) -> None:
    owner = over_the_line(bank.url)
    with owner.session() as session:
        assert session.scalar(text("SHOW statement_timeout")) == "1min"
    work = Work(owner, bank.work("lin").actor)
    with pytest.raises(AppError) as told:
        work.read(sleep_too_long)

    assert "more time or space" in told.value.message


def sleep_too_long(session: Session) -> None:
    session.execute(text("SET LOCAL statement_timeout = '50ms'"))
    session.execute(text("SELECT pg_sleep(5)"))


def test_a_migration_takes_what_it_takes(bank: TestWorkspace, over_the_line: Open) -> None:
    with over_the_line(bank.url).session() as session:
        take_your_time(session.connection())

        assert session.scalar(text("SHOW statement_timeout")) == "0"


def test_the_service_goes_on_when_the_line_is_back(
    bank: TestWorkspace, line: Line, over_the_line: Open, tmp_path: Path
) -> None:
    service = Background(
        over_the_line(bank.login_url("service")), machine(home=tmp_path), name="gov-1"
    )
    service.start()
    try:
        wait_for(lambda: bool(seen_at(bank)))
        line.fall_silent()
        version = register(bank)
        time.sleep(DEADLINE_S - SLACK_S)  # whatever it asked meanwhile has ended
        silent_since = seen_at(bank)
        line.mend()
        bank.work("sanne").write(tell_of_evidence, bank, version)
        wait_for(lambda: seen_at(bank) > silent_since and is_taken_up(bank))
    finally:
        service.stop()


def tell_of_evidence(work: UnitOfWork, bank: TestWorkspace, version: Registered) -> None:
    work.tell_engine(InboxKind.EVIDENCE, bank.unit_id, version_id=str(version.version_id))


def seen_at(bank: TestWorkspace) -> list[datetime]:
    with bank.service.reading() as session:
        return [*session.scalars(select(ServiceInstance.seen_at))]


def is_taken_up(bank: TestWorkspace) -> bool:
    with bank.service.reading() as session:
        wishes = session.scalars(select(EngineInbox.consumed_at)).all()
    return bool(wishes) and None not in wishes


def wait_for(is_done: Callable[[], bool], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not is_done():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)
