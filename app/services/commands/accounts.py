"""Accounts as an administrator changes them, with what a database administrator must do after."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from app.services.commands.people import add_person
from app.services.commands.role_requests import close_person, confirm_role
from app.services.duties import duty_statements
from app.services.signing import Signer
from app.services.unit_of_work import UnitOfWork
from app.services.workspace import login_statement


@dataclass(frozen=True, slots=True)
class Changed:
    """A person, and statements that are left to a database administrator; mostly none."""

    person_id: UUID
    to_do: tuple[str, ...] = ()


def add_account(work: UnitOfWork, *, handle: str, full_name: str, login: str = "") -> Changed:
    """Record a person. A login is named where there is one; making it is not ours."""
    person = add_person(work, handle=handle, full_name=full_name, login=login or None)
    return Changed(person.id, (login_statement(login, ()),) if login else ())


def confirm_change(work: UnitOfWork, request_id: UUID, *, signer: Signer | None = None) -> Changed:
    """Confirm a request for a role."""
    request = confirm_role(work, request_id, signer=signer)
    statements = duty_statements(work.session, request.person_id)
    return Changed(request.person_id, tuple(statements))


def close_account(work: UnitOfWork, person_id: UUID, *, reason: str) -> Changed:
    """End an account for good."""
    close_person(work, person_id, reason=reason)
    return Changed(person_id, tuple(duty_statements(work.session, person_id)))
