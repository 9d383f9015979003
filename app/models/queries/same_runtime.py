"""Which rows lead to one runtime: a built-in one has its own folder, another is where its URL is.

Retired rows count: what is served there goes on to answer.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.rules.runtime_addresses import server_and_path
from app.models.tables.execution import Runtime

EMBEDDED = "embedded"  # the kind whose address is found by its folder


def load_addresses(session: Session) -> dict[UUID, str]:
    """Of each runtime, as those are alike that lead to the same."""
    rows = session.execute(select(Runtime.id, Runtime.kind, Runtime.url)).all()
    return {
        key: (server_and_path(url) if kind != EMBEDDED else "") or str(key)
        for key, kind, url in rows
    }


def list_same(session: Session, runtime_id: UUID) -> list[UUID]:
    """This runtime and every other row that leads there."""
    addresses = load_addresses(session)
    there = addresses.get(runtime_id)
    return [key for key, one in addresses.items() if one == there] or [runtime_id]
