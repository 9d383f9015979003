"""A challenger against the champion: people ask, the worker measures both on the same records."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from app.errors import InputError
from app.models.queries.challenges import KIND, find_champion
from app.models.tables.inventory import Snapshot
from app.models.tables.monitoring import MonitorRun
from app.services.commands.monitors import start_run
from app.services.commands.snapshots import pinned
from app.services.jobs import enqueue
from app.services.unit_of_work import InboxKind, UnitOfWork


def ask_comparison(work: UnitOfWork, version_id: UUID, *, service_tag: str = "") -> UUID:
    """Ask the worker to compare a version's latest snapshot with what serves in production.

    Raises:
        InputError: it has no snapshot, nothing serves, or it is what serves.
        RefusedError: nobody with this person's roles may ask for that.
    """
    registered, version, snapshot = pinned(work, version_id)
    champion = find_champion(work.session, version.model_id, service_tag)
    if champion is None:
        raise InputError(
            f"Nothing of {registered.name} serves in production, so there is no champion.",
            hint="Compare versions once one of them is in production.",
        )
    if champion.version_id == version_id:
        raise InputError(f"{registered.name} v{version.version} is the champion itself.")
    return work.tell_engine(
        InboxKind.COMPARE_VERSIONS,
        registered.unit_id,
        version_id=str(version_id),
        snapshot_id=str(snapshot.id),
        champion_id=str(champion.snapshot_id),
    )


def queue_comparison(  # noqa: PLR0917 -- an entry of the inbox
    work: UnitOfWork,
    inbox_id: UUID,
    version_id: UUID,
    snapshot_id: UUID,
    champion_id: UUID,
    now: datetime,
) -> None:
    """Queue what was asked for, once. Both must be snapshots of one model.

    Raises:
        InputError: they are not.
    """
    challenger = work.get(Snapshot, snapshot_id)
    champion = work.get(Snapshot, champion_id)
    if challenger.version_id != version_id or challenger.model_id != champion.model_id:
        raise InputError("Only versions of one model are compared.")
    key = f"compare_versions:{inbox_id}"
    inputs = {"snapshot_id": str(snapshot_id), "champion_id": str(champion_id), "run_key": key}
    enqueue(work, "compare_versions", inputs, now, key)


def start_comparison(work: UnitOfWork, key: str, **facts: Any) -> UUID:
    """The run of this key; that it began is an event of the challenger."""
    return start_run(work, run_key=key, kind=KIND, **facts).id


def finish_comparison(work: UnitOfWork, run_id: UUID, *, verdict: str, **facts: Any) -> None:
    """Keep what came out, once. It has no test results: a gate must not rest on it."""
    run = work.get(MonitorRun, run_id)
    if run.state == "done":
        return
    for name, value in facts.items():
        setattr(run, name, value)
    run.verdict, run.state, run.finished_at = verdict, "done", work.now()
    work.flush()
