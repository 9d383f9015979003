"""Running a version again: people ask, the worker does it and records what came out."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from app.errors import InputError, quoted
from app.models.tables.monitoring import MonitorRun
from app.services.commands.monitors import start_run
from app.services.commands.snapshots import pinned
from app.services.jobs import enqueue
from app.services.reproducing.spec import What
from app.services.unit_of_work import InboxKind, UnitOfWork

KIND = "reproduce_"  # of a run; what was run again follows


def run_key(inbox_id: UUID | str) -> str:
    return f"reproduce:{inbox_id}"


def as_what(text: str) -> What:
    """
    Raises:
        InputError: nothing of that name can be run again.
    """
    try:
        return What(text.strip().lower())
    except ValueError:
        raise InputError(
            f"“{quoted(text)}” can't be run again.", hint="Say training, evaluation or scoring."
        ) from None


def ask_reproduction(work: UnitOfWork, version_id: UUID, what: What) -> UUID:
    """Ask the worker to run the latest snapshot of a version again, in whatever stage it is.

    Raises:
        InputError: nothing of it is pinned yet.
        RefusedError: nobody with this person's roles may ask for that.
    """
    registered, _, snapshot = pinned(work, version_id)
    return work.tell_engine(
        InboxKind.REPRODUCE,
        registered.unit_id,
        version_id=str(version_id),
        snapshot_id=str(snapshot.id),
        what=what.value,
    )


def start_reproduction(work: UnitOfWork, key: str, what: What, **facts: Any) -> UUID:
    """The run of this key; that it began is an event of the version."""
    return start_run(work, run_key=key, kind=f"{KIND}{what}", **facts).id


def finish_reproduction(work: UnitOfWork, run_id: UUID, *, verdict: str, **facts: Any) -> None:
    """Keep what came out, once. It has no test results: evidence must not rest on it."""
    run = work.get(MonitorRun, run_id)
    if run.state == "done":
        return
    for name, value in facts.items():
        setattr(run, name, value)
    run.verdict, run.state, run.finished_at = verdict, "done", work.now()
    work.flush()


def queue_reproduction(
    work: UnitOfWork,
    inbox_id: UUID,
    *,
    version_id: UUID,
    snapshot_id: UUID,
    what: str,
    now: datetime,
) -> None:
    """Queue what was asked for, once."""
    as_what(what)
    inputs = {"version_id": str(version_id), "snapshot_id": str(snapshot_id), "what": what}
    key = run_key(inbox_id)
    enqueue(work, "reproduce", {**inputs, "run_key": key}, now, key)
