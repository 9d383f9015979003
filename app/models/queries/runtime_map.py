"""All that the map of runtimes shows, in one read: matrix, rows, and who may change what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.models.queries.lookups import now, roles_by_unit
from app.models.queries.runtime_edit import list_known_services
from app.models.queries.runtimes import Matrix, RuntimeRow, list_runtimes, load_matrix
from app.models.rules.blockers import Blocker
from app.models.rules.rights import write_blockers


@dataclass(frozen=True, slots=True)
class RuntimeMap:
    matrix: Matrix
    runtimes: tuple[RuntimeRow, ...]
    services: tuple[str, ...]  # every tag known
    blockers: Mapping[UUID, tuple[Blocker, ...]]  # why the reader may not change a runtime
    now: datetime


def load_runtime_map(session: Session, me: UUID) -> RuntimeMap:
    rows, services = list_runtimes(session), list_known_services(session)
    held = roles_by_unit(session, me)
    return RuntimeMap(
        load_matrix(session, services if rows else ()),
        rows,
        services,
        {
            one.id: write_blockers("runtime", "update", held.get(one.unit_id, frozenset()))
            for one in rows
        },
        now(session),
    )
