"""Accounts: who adds them, of which kind, and which may be closed by one administrator alone."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from app.models.rules.blank import bare
from app.models.rules.blockers import Blocker
from app.models.rules.folding import fold
from app.models.rules.roles import Role
from app.models.rules.tasks import REASON_MINIMUM

# Everybody can type a handle, and none has a letter of another script that looks the same; a full
# name has all the letters there are.
HANDLE_BEGINS = "A-Za-z0-9"
HANDLE_GOES_ON = f"{HANDLE_BEGINS}._@+-"
_HANDLE = re.compile(f"[{HANDLE_BEGINS}][{HANDLE_GOES_ON}]*")
RESERVED_LOGINS = ("mw_", "pg_")  # how roles of the product and of PostgreSQL begin
PERSON = "person"  # the other kind is the service, made with the workspace and never again


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """`roles` are those that the person holds now, in whatever unit."""

    kind: str
    roles: Collection[Role]
    is_closed: bool = False
    is_own: bool = False  # of who would close it


def adding_blockers(*, kind: str, is_root: bool) -> tuple[Blocker, ...]:
    """Why this account can't be added; `is_root`: by an administrator of the top unit."""
    found = []
    if not is_root:
        found.append(Blocker("person.root"))
    if kind != PERSON:
        found.append(Blocker("person.kind"))
    return tuple(found)


def is_handle(text: str) -> bool:
    """Whether somebody may be called so."""
    return _HANDLE.fullmatch(text) is not None


def handle_blockers(handle: str, others: Iterable[str]) -> tuple[Blocker, ...]:
    """Why nobody can be called so; `others`: the handles of everybody else, closed accounts too."""
    found = []
    if not is_handle(handle):
        found.append(Blocker("person.handle"))
    if fold(handle) in map(fold, others):
        found.append(Blocker("person.handle_taken"))
    return tuple(found)


def login_blockers(login: str) -> tuple[Blocker, ...]:
    """Why no person signs in so."""
    return (Blocker("person.reserved"),) if login.startswith(RESERVED_LOGINS) else ()


def full_name_blockers(full_name: str) -> tuple[Blocker, ...]:
    """Why nobody's name reads so: it is what everybody sees of a person."""
    return () if bare(full_name) else (Blocker("person.name"),)


def closing_blockers(
    facts: AccountFacts, *, is_root: bool, reason: str | None = None
) -> tuple[Blocker, ...]:
    """Why this account can't be closed: one administrator alone doesn't end another.

    `reason` None: nobody has been asked for it yet.
    """
    found = []
    if facts.is_closed:
        found.append(Blocker("person.closed"))
    if facts.is_own:
        found.append(Blocker("membership.own"))
    if not is_root:
        found.append(Blocker("person.root"))
    if Role.ADMINISTRATOR in facts.roles:
        found.append(Blocker("person.administers"))
    if facts.kind != PERSON:
        found.append(Blocker("person.service"))
    if reason is not None and len(bare(reason)) < REASON_MINIMUM:
        found.append(Blocker("person.reason"))
    return tuple(found)
