"""The list of jobs on both databases: any order, any page, any word, each view."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product
from uuid import UUID, uuid4

import pytest

from app.errors import InputError
from app.models.queries.job_list import SORTS, JobQuery, JobRow, count_jobs, list_jobs
from app.models.queries.words import Word
from app.models.tables.engine import Job
from tests.workspaces import TestWorkspace

EVERY = 100
WORKS = ("remind", "begin", "run_monitor")  # as if they were read "A…", "B…", "C…"


@pytest.fixture
def bank(workspace: TestWorkspace) -> TestWorkspace:
    """Ten jobs of no run, which only the service sees on a server; their attempts count them.

    1 runs, 2 and 3 are due, 4 failed, 5 is suspended, 6 comes later, 7 to 9 are done, 10 is
    cancelled.
    """
    now = datetime.now(UTC)

    def at(minutes: int) -> datetime:
        return now + timedelta(minutes=minutes)

    rows: tuple[tuple[str, str, str, datetime, datetime | None, datetime | None], ...] = (
        ("leased", "task", "run_monitor", at(-50), at(-40), None),
        ("queued", "task", "remind", at(-5), None, None),
        ("queued", "begin", "", at(-30), None, None),
        ("failed", "task", "remind", at(-60), at(-59), at(-58)),
        ("suspended", "task", "remind", at(-70), None, None),
        ("queued", "task", "remind", at(90), None, None),
        ("succeeded", "task", "run_monitor", at(-92), at(-90), at(-80)),
        ("succeeded", "task", "remind", at(-91), at(-90), at(-70)),
        ("succeeded", "task", "odd_one", at(-90), at(-90), at(-60)),
        ("cancelled", "task", "remind", at(-99), None, at(-55)),
    )
    with workspace.service.unit() as work:
        for n, (state, kind, task, due, started, ended) in enumerate(rows, start=1):
            work.add(
                Job(
                    kind=kind, task_type=task, key=f"key {n}", state=state, due_at=due,
                    started_at=started, ended_at=ended, attempt=n, created_at=at(-100),
                    owner=("Übermut", "desk_1")[n % 2], inputs={"monitor_id": str(uuid4())},
                )
            )  # fmt: skip
    return workspace


def me(bank: TestWorkspace) -> UUID:
    return bank.work("tom").actor.id


def found(bank: TestWorkspace, view: str, *words: Word, **more: object) -> list[int]:
    query = JobQuery(me(bank), view, words, **more)  # type: ignore[arg-type]
    numbers = [one.attempt for one in bank.service.read(list_jobs, query).rows]
    assert bank.service.read(count_jobs, query) == len(numbers)
    return numbers


def test_a_view_lists_what_runs_then_what_is_due_then_what_ended_last(bank: TestWorkspace) -> None:
    assert found(bank, "under_way") == [1, 3, 2, 4, 5]
    assert found(bank, "to_come") == [6]
    assert found(bank, "ended") == [9, 8, 7, 10]
    assert found(bank, "all") == [1, 3, 2, 4, 5, 6, 9, 8, 7, 10]


def test_words_are_looked_for_in_every_job(bank: TestWorkspace) -> None:
    assert found(bank, "all", Word("ÜBER")) == [2, 4, 6, 8, 10]
    assert found(bank, "all", Word("k_1")) == [1, 3, 5, 9, 7]  # the underline is no wildcard
    assert found(bank, "all", Word("kx1")) == []
    assert found(bank, "ended", Word("herinner")) == []
    assert found(bank, "ended", Word("herinner", frozenset({"remind"}))) == [8, 10]
    assert found(bank, "ended", Word("herinner", frozenset({"remind"})), Word("#7")) == []
    assert found(bank, "under_way", Word("begin", frozenset({"begin"}))) == [3]


def test_pages_by_key_give_each_job_once_in_the_whole_order(bank: TestWorkspace) -> None:
    read = bank.service.read
    orders = [("all", *one) for one in product(("", *SORTS), (False, True))]
    for view, sort, is_descending in [*orders, ("ended", "", False)]:
        query = JobQuery(me(bank), view, (), sort, is_descending, WORKS)
        whole = read(list_jobs, query, None, EVERY)
        paged: list[JobRow] = []
        cursor = None
        for _ in range(4):
            page = read(list_jobs, query, cursor, 3)
            paged += page.rows
            cursor = page.cursor
            if cursor is None:
                break

        assert cursor is None
        assert sorted(one.attempt for one in paged) == (
            [7, 8, 9, 10] if view == "ended" else list(range(1, 11))
        ), sort
        assert [one.id for one in paged] == [one.id for one in whole.rows], sort


def test_an_order_is_of_what_its_column_tells(bank: TestWorkspace) -> None:
    def first(sort: str, *, is_descending: bool = False) -> int:
        return found(bank, "all", sort=sort, is_descending=is_descending, works=WORKS)[0]

    assert found(bank, "all", sort="n", is_descending=True) == list(range(10, 0, -1))
    assert first("work", is_descending=True) == 9  # what has no name comes after the names
    assert found(bank, "under_way", sort="work", works=WORKS)[-2:] == [3, 1]
    assert (first("since"), first("since", is_descending=True)) == (6, 5)
    assert found(bank, "all", sort="took", is_descending=True)[:4] == [1, 9, 8, 7]
    assert first("state") == 1
    with pytest.raises(InputError, match="no order colour"):
        JobQuery(me(bank), sort="colour")
