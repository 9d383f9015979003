"""Pausing a connection, and letting it go on: by who may change it, with a reason."""

from __future__ import annotations

from uuid import UUID

from app.errors import InputError
from app.models.queries.pauses import TABLES
from app.models.rules.blockers import require
from app.models.rules.pauses import turn_blockers
from app.models.tables.execution import Runtime, Store
from app.services.commands.changing import change
from app.services.signed_documents import clean_reason
from app.services.unit_of_work import UnitOfWork


def pause_connection(work: UnitOfWork, kind: str, key: UUID, *, reason: str) -> Runtime | Store:
    """From here on nothing is asked of it; what would have used it waits, or says so."""
    return _turn(work, kind, key, reason, wanted=True)


def resume_connection(work: UnitOfWork, kind: str, key: UUID, *, reason: str) -> Runtime | Store:
    """What waits for it goes on within a minute."""
    return _turn(work, kind, key, reason, wanted=False)


def _turn(work: UnitOfWork, kind: str, key: UUID, reason: str, *, wanted: bool) -> Runtime | Store:
    if kind not in TABLES:
        raise InputError(f"A {kind} can't be paused.", hint="A runtime or a store can.")
    row = work.get(TABLES[kind], key)
    said = clean_reason(reason)
    require(
        turn_blockers(
            is_paused=row.is_paused,
            wanted=wanted,
            is_retired=isinstance(row, Runtime) and row.state == "retired",
            reason=said,
            roles=work.roles_in(row.unit_id),
        )
    )
    return change(work, row, {"is_paused": wanted, "pause_reason": said}, seen=None)
