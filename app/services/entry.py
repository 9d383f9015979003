"""Who has a login may come in: whether the account is open, and a role in force."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import EntryError
from app.models.tables.organisation import Person
from app.services.unit_of_work import Actor


def require_entry(session: Session, actor: Actor) -> None:
    """Whoever has a login here may still have no open account, or no role in force.

    Raises:
        EntryError: so it is.
    """
    require_open(session, actor)
    if not actor.memberships:
        raise EntryError(
            f"{actor.full_name} has no role in force in this workspace.",
            hint="The last one has ended, or none has begun: an administrator asks for one.",
        )


def require_open(session: Session, actor: Actor) -> None:
    """
    Raises:
        EntryError: this person's account is closed.
    """
    closed = session.scalars(select(Person.closed_at).where(Person.id == actor.id)).one()
    if closed is not None:
        raise EntryError(
            f"The account of {actor.full_name} was closed on {closed:%Y-%m-%d}.",
            hint="What was done with it stays. An administrator of the workspace knows why.",
        )
