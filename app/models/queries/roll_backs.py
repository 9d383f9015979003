"""Who had a deployment rolled back, when and why: from the trail, as the service only does it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.queries.lookups import person_names, version_name
from app.models.rules.blockers import Blocker
from app.models.tables.engine import Job
from app.models.tables.execution import Deployment
from app.models.tables.life_cycle import EngineInbox
from app.models.tables.trail import AuditEvent

ASKED = "inbox.asked"
_WISH = "roll_back"  # as people ask the engine for it
ROLLED_BACK, UNDEPLOYED = "deployment.rolled_back", "deployment.undeployed"


@dataclass(frozen=True, slots=True)
class RolledBack:
    """`by` asked for it and signed; empty where the reader does not see who."""

    number: int  # of the deployment
    at: datetime | None
    by: str
    reason: str


def load_rolled_back(session: Session, one: Deployment) -> RolledBack | None:
    """None where it was not rolled back."""
    if one.state != "rolled_back":
        return None
    return RolledBack(one.number, one.finished_at, _asked_by(session, one), one.reason)


def _asked_by(session: Session, one: Deployment) -> str:
    """Whose wish it was done on: another one may have asked for it too."""
    wish = list_wishes(session, [one.asked_id]).get(one.asked_id) if one.asked_id else None
    return person_names(session, [wish.by]).get(wish.by, "") if wish else ""


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked of the service, and by whom."""

    kind: str
    by: UUID


def list_wishes(session: Session, asked: Iterable[UUID | None]) -> dict[UUID, Wish]:
    """By its id each wish that the reader sees, also one that is kept no longer."""
    wanted = {one for one in asked if one is not None}
    if not wanted:
        return {}
    rows = session.execute(
        select(AuditEvent.object_id, AuditEvent.actor_id, AuditEvent.facts).where(
            AuditEvent.object_id.in_(wanted), AuditEvent.tag == ASKED
        )
    )
    return {row.object_id: Wish(row.facts.get("kind", ""), row.actor_id) for row in rows}


def load_undone(session: Session, one: Deployment) -> RolledBack | None:
    """Its own roll back; of one that serves, the last after which it serves again."""
    if one.state != "deployed":
        return load_rolled_back(session, one)
    later = session.scalars(
        select(Deployment)
        .where(
            Deployment.model_id == one.model_id,
            Deployment.replaces_id == one.id,
            Deployment.state == "rolled_back",
        )
        .order_by(Deployment.finished_at.desc())
        .limit(1)
    ).first()
    return load_rolled_back(session, later) if later is not None else None


@dataclass(frozen=True, slots=True)
class AskedRollBack:
    """How far a roll back that somebody asked for has come, and nothing rosier.

    `step`: asked, under_way, done or failed. `why`: it failed.
    """

    step: str
    number: int  # of the deployment
    serving: str = ""  # what serves again, once it is done
    why: str = ""

    @property
    def has_ended(self) -> bool:
        return self.step in ("done", "failed")


def roll_back_key(deployment_id: UUID, asked_id: UUID) -> str:
    """Of the job that does it."""
    return f"roll_back:{deployment_id}:{asked_id}"


def load_asked_roll_back(session: Session, deployment_id: UUID, asked_id: UUID) -> AskedRollBack:
    one = session.get_one(Deployment, deployment_id)
    if one.state == "rolled_back":
        return AskedRollBack("done", one.number, serving=_what_it_replaced(session, one))
    asked = session.get(EngineInbox, asked_id)
    if asked is None or asked.consumed_at is None:
        return AskedRollBack("asked", one.number)
    if asked.result:
        return AskedRollBack("failed", one.number, why=asked.result)
    key = roll_back_key(deployment_id, asked_id)
    job = session.scalars(select(Job).where(Job.key == key)).first()
    if job is not None and job.state in ("failed", "cancelled"):
        return AskedRollBack("failed", one.number, why=job.note)
    return AskedRollBack("under_way", one.number)


def load_asked_roll_backs(
    session: Session, awaited: Mapping[UUID, UUID]
) -> dict[UUID, AskedRollBack]:
    """By what was asked. `awaited`: of each, its deployment."""
    return {one: load_asked_roll_back(session, of, one) for one, of in awaited.items()}


def _what_it_replaced(session: Session, one: Deployment) -> str:
    old = session.get(Deployment, one.replaces_id) if one.replaces_id else None
    return version_name(session, old.version_id) if old is not None else ""


def asked_back_blockers(session: Session, deployment_id: UUID) -> tuple[Blocker, ...]:
    """Somebody has asked for its roll back, and no service has taken it up: once is enough.

    No rule of the command: who asks in the same moment is heard too, and the first one is done.
    """
    waiting = session.scalars(
        select(EngineInbox.payload).where(
            EngineInbox.kind == _WISH, EngineInbox.consumed_at.is_(None)
        )
    )
    asked = {one.get("deployment_id") for one in waiting if isinstance(one, dict)}
    return (Blocker("deployment.asked_back"),) if str(deployment_id) in asked else ()
