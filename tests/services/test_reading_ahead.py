"""What a window will ask first is read while the window is being built, and told once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.errors import InputError
from app.services.seat import Seat
from app.services.unit_of_work import load_actor
from tests.machine import machine
from tests.workspaces import TestWorkspace

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)


class Counted:
    """A query that numbers its answers."""

    def __init__(self) -> None:
        self.asked: list[tuple[Any, ...]] = []
        self.is_begun = threading.Event()

    def __call__(self, _session: object, *args: object, **kwargs: object) -> int:
        self.asked.append((args, kwargs))
        self.is_begun.set()
        return len(self.asked)


@pytest.fixture
def seat(workspace: TestWorkspace, tmp_path: Path) -> Iterator[Seat]:
    settings = machine(home=tmp_path)
    made = Seat(workspace.database("sanne"), settings, workspace.work("sanne"), owns_database=False)
    yield made
    made.close()


def test_who_asks_the_same_a_moment_later_gets_what_was_read_ahead_and_gets_it_once(
    seat: Seat,
) -> None:
    query = Counted()
    seat.read_ahead(query, "me", now=NOON, view="operator")
    later = {"now": NOON + timedelta(seconds=1), "view": "operator"}

    assert [seat.read(query, ("me",), later) for _ in range(2)] == [1, 2]


@pytest.mark.parametrize(
    ("args", "view"), [(("you",), "operator"), (("me",), "architect")], ids=["person", "view"]
)
def test_another_question_is_asked_anew(seat: Seat, args: tuple[str], view: str) -> None:
    query = Counted()
    seat.read_ahead(query, "me", now=NOON, view="operator")

    seat.read(query, args, {"now": NOON, "view": view})

    assert (args, {"now": NOON, "view": view}) in query.asked


def test_what_was_read_for_one_person_is_not_told_to_the_next(
    seat: Seat, workspace: TestWorkspace
) -> None:
    query = Counted()
    seat.read_ahead(query)
    assert query.is_begun.wait(10)
    with workspace.database("sanne").session() as session:
        tom = load_actor(session, "tom" if workspace.database("sanne").is_sqlite else "sanne")

    seat.take(tom)

    assert seat.read(query, (), {}) == 2


def test_what_went_wrong_is_told_to_who_asks(seat: Seat) -> None:
    def refuse(_session: object) -> None:
        raise InputError("No")

    seat.read_ahead(refuse)

    with pytest.raises(InputError, match="No"):
        seat.read(refuse, (), {})


def test_to_leave_waits_for_what_is_being_read(seat: Seat) -> None:
    is_begun, may_end = threading.Event(), threading.Event()
    ended: list[bool] = []

    def slow(_session: object) -> None:
        is_begun.set()
        may_end.wait(10)
        ended.append(True)

    seat.read_ahead(slow)
    assert is_begun.wait(10)
    threading.Timer(0.1, may_end.set).start()
    seat.close()

    assert ended == [True]
