"""The job queue keeps its promises: one holder, fenced answers, keyed work once."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from app.models.database import Database
from app.models.tables.engine import Job
from app.services import jobs
from app.services.engine.engine import Engine
from app.services.task_types import Later
from app.services.unit_of_work import Work
from app.services.worker import Worker
from tests.services.engine_tasks import TASKS
from tests.workspaces import TestWorkspace

NOW = datetime.now(UTC)


@pytest.fixture
def work(workspace: TestWorkspace) -> Work:
    return workspace.service


@pytest.fixture
def other(workspace: TestWorkspace) -> Iterator[Work]:
    """A second service process's connections."""
    database = Database(workspace.login_url("service"))
    yield Work.of(database, "service")
    database.close()


def enqueue(work: Work, key: str, due_at: datetime = NOW, **inputs: object) -> UUID:
    with work.unit() as unit:
        return jobs.enqueue(unit, "give", inputs, due_at, key)


def claim(work: Work, owner: str = "w", lease_s: float = 60) -> jobs.ClaimedJob | None:
    with work.unit() as unit:
        return jobs.claim(unit, owner, NOW + timedelta(seconds=1), lease_s)


def stored(work: Work, job_id: UUID) -> Job:
    with work.reading() as session:
        return session.get_one(Job, job_id)


def let_lease_end(workspace: TestWorkspace) -> None:
    with workspace.owner_database().session(writes=True) as session:
        schema = "" if workspace.is_sqlite else "mw."
        old = "'2020-01-01 00:00:00'"
        session.execute(text(f"UPDATE {schema}job SET lease_until = {old}"))


def test_work_with_a_key_is_queued_once(work: Work) -> None:
    first = enqueue(work, "monitor:1:2026-11-20")
    again = enqueue(work, "monitor:1:2026-11-20", value=2)

    assert first == again
    assert stored(work, first).inputs == {}


def test_what_is_due_later_is_not_taken(work: Work) -> None:
    enqueue(work, "tomorrow", NOW + timedelta(days=1))
    today = enqueue(work, "today")

    job = claim(work)
    assert job is not None
    assert job.id == today
    assert claim(work) is None


def test_many_claimers_never_get_the_same_job(work: Work, other: Work) -> None:
    expected = {enqueue(work, f"k{n}") for n in range(30)}

    def take(n: int) -> list[UUID]:
        found = []
        while job := claim((work, other)[n % 2], f"w{n}"):
            found.append(job.id)
        return found

    with ThreadPoolExecutor(4) as pool:
        taken = [job for found in pool.map(take, range(4)) for job in found]
    assert len(taken) == len(set(taken)) == 30
    assert set(taken) == expected


def test_a_late_answer_changes_nothing_once_another_holds_the_job(
    workspace: TestWorkspace, work: Work
) -> None:
    job_id = enqueue(work, "k")
    slow = claim(work, "slow")
    assert slow is not None
    let_lease_end(workspace)
    with work.unit() as unit:
        assert jobs.take_over_expired(unit) == 1
    quick = claim(work, "quick")
    assert quick is not None
    assert quick.fence > slow.fence

    with work.unit() as unit:
        assert not jobs.finish(unit, slow)
        assert not jobs.renew(unit, slow, 60)
        assert not jobs.put_back(unit, slow, NOW, memory={})
        assert jobs.finish(unit, quick)
    assert stored(work, job_id).owner == "quick"


def test_the_same_worker_cannot_answer_for_its_own_earlier_claim(
    workspace: TestWorkspace, work: Work
) -> None:
    enqueue(work, "k")
    first = claim(work, "w")
    let_lease_end(workspace)
    with work.unit() as unit:
        jobs.take_over_expired(unit)
    second = claim(work, "w")
    assert first is not None
    assert second is not None

    with work.unit() as unit:
        assert not jobs.finish(unit, first)
        assert jobs.finish(unit, second)


def test_a_renewed_lease_is_not_taken_over(workspace: TestWorkspace, work: Work) -> None:
    enqueue(work, "k")
    job = claim(work, lease_s=0.01)
    assert job is not None
    with work.unit() as unit:
        assert jobs.renew(unit, job, 60)

    with work.unit() as unit:
        assert jobs.take_over_expired(unit) == 0


def test_leases_go_by_the_clock_of_the_database(work: Work) -> None:
    job_id = enqueue(work, "k", NOW - timedelta(days=400))
    with work.unit() as unit:
        jobs.claim(unit, "w", NOW - timedelta(days=300), 60)
        now = unit.now()

    until = stored(work, job_id).lease_until
    assert until is not None
    assert abs((until - now).total_seconds() - 60) < 5


def test_keyed_work_is_asked_again_later_and_ends_failed_without_an_instance(
    workspace: TestWorkspace, work: Work
) -> None:
    engine = Engine()
    worker = Worker(work, engine, name="w", tasks=TASKS)
    failing = enqueue(work, "fails", colour="red")
    later = enqueue(work, "later")
    while worker.run_once():
        pass
    assert stored(work, failing).state == "failed"
    assert "colour" in stored(work, failing).note
    assert stored(work, later).state == "succeeded"

    third = enqueue(work, "third")
    job = claim(work)
    assert job is not None
    with work.unit() as unit:
        engine.settle(unit, job, Later(60, "wait", {"n": 1}))
    assert (stored(work, third).state, stored(work, third).memory) == ("queued", {"n": 1})


def test_when_it_was_first_taken_up_and_when_it_ended_is_kept(work: Work) -> None:
    job_id = enqueue(work, "asks twice")
    assert (stored(work, job_id).started_at, stored(work, job_id).ended_at) == (None, None)
    first = claim(work)
    assert first is not None
    began = stored(work, job_id).started_at
    with work.unit() as unit:
        jobs.put_back(unit, first, NOW, memory={})
    second = claim(work)
    assert second is not None
    assert stored(work, job_id).ended_at is None

    with work.unit() as unit:
        jobs.finish(unit, second)

    ended = stored(work, job_id)
    assert began is not None
    assert ended.started_at == began
    assert ended.ended_at is not None
    assert ended.ended_at >= began
