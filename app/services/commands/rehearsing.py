"""A vote that is tried on the database before anybody writes a reason, and taken back at once."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.errors import AppError, RefusedError
from app.models.rules.blockers import Blocker
from app.models.tables.organisation import SigningKey
from app.services.commands.requests import decide, foresee
from app.services.signing import KeyPair, Signer
from app.services.unit_of_work import Actor, UnitOfWork, translate

_REASON = "Tried, and taken back."  # as long as a reason must be


def rehearse(
    session: Session, request_id: UUID, person: Actor, *, verdict: str, seen_digest: str = ""
) -> tuple[Blocker, ...]:
    """`foresee`, and on a server what its guards would say: the last word is theirs.

    All that a vote writes is written and rolled back, signed by a key that nobody has. The request
    is locked as long as a vote locks it. What the guards have planned for it stays planned: a
    connection's first vote takes twice as long as its second (decision 078).
    """
    asked = {"verdict": verdict, "seen_digest": seen_digest}
    is_server = session.connection().dialect.name == "postgresql"
    tried = _try(session, request_id, person, **asked) if is_server else ()
    # Afterwards: the driver forgets at a rollback what it has prepared.
    return tuple(foresee(session, request_id, person, **asked)) or tried


def _try(
    session: Session, request_id: UUID, person: Actor, *, verdict: str, seen_digest: str
) -> tuple[Blocker, ...]:
    signer = _signer(session, person)
    if signer is None:  # the sheet itself says what is to be done about a key
        return ()
    with session.begin_nested() as taken_back:
        try:
            decide(
                UnitOfWork(session, person), request_id, verdict=verdict, reason=_REASON,
                seen_digest=seen_digest, signer=signer,
            )  # fmt: skip
        except DBAPIError as error:
            return _blockers(translate(error))
        except AppError as error:
            return _blockers(error)
        finally:
            taken_back.rollback()
    return ()


def _blockers(error: Exception) -> tuple[Blocker, ...]:
    """What will change until then is no refusal: somebody votes, a server is being restarted."""
    if not isinstance(error, RefusedError):
        return ()
    return tuple(one for one in error.blockers if isinstance(one, Blocker))


def _signer(session: Session, person: Actor) -> Signer | None:
    key = session.execute(
        select(SigningKey.id, SigningKey.public_key).where(
            SigningKey.person_id == person.id,
            SigningKey.state == "active",
            SigningKey.purpose == "decision",
        )
    ).first()
    return Signer(key.id, KeyPair.without_private(key.public_key)) if key else None
