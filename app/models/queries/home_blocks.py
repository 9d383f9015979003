"""The blocks of Home that belong to one role's view: each a short list, read only where shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.models.queries.lookups import StageRef, Why
from app.models.rules.roles import Role

MOST = 6  # rows of a block: what is more is one click away


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkRow:
    """One line of a block: what it is about, why it is here, how it stands.

    `kind` and `id` name what it opens; `at` is since when, or by when where `is_due`.
    """

    kind: str
    id: UUID
    title: str
    version: int | None = None
    stage: StageRef | None = None
    state: str
    why: Why
    at: datetime | None = None
    is_due: bool = False
    ended_at: datetime | None = None  # of a decision: since when its version serves no more
    votes: tuple[int, int] | None = None  # of a request that is not decided: given, needed
    part: str = ""  # of what it opens, where several lines open the same

    @property
    def key(self) -> tuple[str, UUID, str]:
        return self.kind, self.id, self.part


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks, when, and in which units they hold what."""

    session: Session
    me: UUID
    now: datetime
    held: Mapping[UUID, frozenset[Role]]

    def units(self, roles: Iterable[Role]) -> list[UUID]:
        wanted = frozenset(roles)
        return [unit for unit, held in self.held.items() if held & wanted]


Read = Callable[[Asked], tuple[WorkRow, ...]]


def shared_out(*sources: Sequence[WorkRow]) -> tuple[WorkRow, ...]:
    """As many as fit, of each source in turn, so that none hides another; then source by source."""
    places = sorted((place, n) for n, rows in enumerate(sources) for place in range(len(rows)))
    chosen = sorted((n, place) for place, n in places[:MOST])
    return tuple(sources[n][place] for n, place in chosen)
