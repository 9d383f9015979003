"""Whether somebody signed what a service acts on: a roll back, a retirement, that one has ended."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from app.errors import AppError, VerificationError
from app.models.tables.execution import Deployment, Runtime
from app.models.tables.life_cycle import EngineInbox
from app.services.engine.wishes import EndedWish, read_wish
from app.services.signed_documents import (
    read_document,
    retirement_facts,
    roll_back_facts,
    runtime_ended_facts,
    version_retirement_facts,
)
from app.services.unit_of_work import InboxKind
from app.services.verifying.one_check import Verifying
from app.services.verifying.signatures import MISSING, act_fault, uuid_in
from app.texts import N_

ANOTHER_KIND = N_("it was another kind of wish")
UNREADABLE = N_("it is not written as such a wish is")
NOT_NAMED = N_("deployments were taken off by it that it does not name")


def require_roll_back_signed(
    check: Verifying, asked_id: UUID | None, deployment: Deployment
) -> None:
    """Refuse to roll back where nobody is known to have asked for that, by their signature.

    Raises:
        VerificationError: it names who is said to have asked, and says what is wrong.
    """
    if not check.is_required:
        return
    asked = check.session.get(EngineInbox, asked_id) if asked_id else None
    why = roll_back_fault(check, asked, deployment) if asked else MISSING
    if why:
        name = check.name(asked.created_by if asked else None)
        raise VerificationError(
            f"The roll-back of deployment {deployment.number}, asked for by {name},"
            f" can't be relied on: {why}.",
            hint="Nothing was switched. Ask the person; then ask for it anew.",
        )


def roll_back_fault(check: Verifying, asked: EngineInbox, deployment: Deployment) -> str:
    """Why this wish can't be relied on; empty where it can."""
    if asked.kind != InboxKind.ROLL_BACK:
        return ANOTHER_KIND
    facts = roll_back_facts(check.session, asked, deployment, asked.created_by)
    return act_fault(check, asked, asked.created_by, "inbox.asked", facts)


def require_version_retirement_signed(check: Verifying, asked: EngineInbox) -> None:
    """Refuse to retire a version where nobody is known to have asked, by their signature.

    Raises:
        VerificationError: it names who is said to have asked, and says what is wrong.
    """
    if not check.is_required:
        return
    if why := version_retirement_fault(check, asked):
        name = check.name(asked.created_by)
        raise VerificationError(
            f"The retirement asked for by {name} can't be relied on: {why}.",
            hint="Nothing was retired. Ask the person; then ask for it anew.",
        )


def version_retirement_fault(check: Verifying, asked: EngineInbox) -> str:
    """Why this wish can't be relied on; empty where it can."""
    if asked.kind != InboxKind.RETIRE_VERSION:
        return ANOTHER_KIND
    return _wish_fault(check, asked, version_retirement_facts)


def require_ended_signed(check: Verifying, asked: EngineInbox) -> None:
    """Refuse to take off what nobody is known to have said to have ended, by their signature.

    Raises:
        VerificationError: it names who is said to have said so, and says what is wrong.
    """
    if not check.is_required:
        return
    if why := ended_fault(check, asked):
        name = check.name(asked.created_by)
        raise VerificationError(
            f"That it has ended, as {name} is said to have signed, can't be relied on: {why}.",
            hint="Nothing was taken off. Ask the person; then have it said anew.",
        )


def ended_fault(check: Verifying, asked: EngineInbox, taken_off: Iterable[Deployment] = ()) -> str:
    """Why this word can't be relied on for what was taken off by it; empty where it can."""
    if asked.kind != InboxKind.RUNTIME_ENDED:
        return ANOTHER_KIND
    if why := _wish_fault(check, asked, runtime_ended_facts):
        return why
    wish = read_wish(EndedWish, asked.payload)
    is_named = all(
        one.id in wish.deployments and one.runtime_id == wish.runtime_id for one in taken_off
    )
    return "" if is_named else NOT_NAMED


def _wish_fault(
    check: Verifying,
    asked: EngineInbox,
    facts_of: Callable[[Session, EngineInbox, UUID], dict[str, Any]],
) -> str:
    """Anybody's own login writes any payload: who reads signatures must not end at one of them."""
    try:
        facts = facts_of(check.session, asked, asked.created_by)
    except (AppError, NoResultFound):
        return UNREADABLE
    return act_fault(check, asked, asked.created_by, "inbox.asked", facts)


def retirement_fault(check: Verifying, runtime: Runtime) -> str:
    """Why it can't be relied on that somebody retired this runtime; empty where it can."""
    actor = retirer_of(runtime)
    if actor is None:
        return MISSING
    facts = retirement_facts(check.session, runtime, actor)
    return act_fault(check, runtime, actor, "runtime.retired", facts)


def doubt_of_retirement(session: Session, runtime_id: UUID) -> str:
    """The same where the workspace asks for a signature; empty where it asks for none."""
    check = Verifying(session)
    if not check.is_required:
        return ""
    return retirement_fault(check, session.get_one(Runtime, runtime_id))


def retirer_of(runtime: Runtime) -> UUID | None:
    """Who took it out of service, as what they signed says; None where nobody did."""
    return uuid_in((read_document(runtime.document or "") or {}).get("actor"))
