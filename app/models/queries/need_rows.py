"""One thing that needs a person, as a row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.models.queries.lookups import StageRef, Why
from app.models.rules.putting_off import NeedFacts
from app.models.rules.roles import Role

HANDED = "home.escalated"
Held = Mapping[UUID, frozenset[Role]]  # by unit


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedRow:
    """One thing that needs this person.

    `kind`: request, task, alert, incident, waiver, attestation, risk, finding, question,
    registration_request, template, role.
    """

    kind: str
    id: UUID
    number: int
    action: str  # approve, review, …, acknowledge, retry, renew, register
    title: str
    model_id: UUID | None = None
    model_name: str
    version: int | None = None
    stage: StageRef | None = None
    tags: tuple[str, ...] = ()
    why: Why
    asked_by: str = ""
    since: datetime
    due_at: datetime | None = None
    is_overdue: bool = False
    votes_given: int = 0
    votes_needed: int = 0
    severity: str = ""
    instance_id: UUID | None = None
    monitor_id: UUID | None = None
    monitor_name: str = ""
    others: tuple[NeedRow, ...] = ()  # of its monitor, told in its row: see `in_groups`
    person_id: UUID | None = None  # whom a role is for
    is_put_off: bool = False  # by this person, for now
    remind_at: datetime | None = None  # when it comes back, where that was said

    @property
    def key(self) -> tuple[str, UUID]:
        """What one monitor raised of a version is one row, however many, and whichever is gravest.

        What somebody handed to me stays a row of its own: it says why.
        """
        if self.monitor_id is None or self.is_handed:
            return self.kind, self.id
        kind = f"alerts of v{self.version}"
        return f"{kind}, put off" if self.is_put_off else kind, self.monitor_id

    @property
    def facts(self) -> NeedFacts:
        return NeedFacts(self.due_at, self.is_overdue, self.severity)

    @property
    def is_handed(self) -> bool:
        return self.why.code == HANDED
