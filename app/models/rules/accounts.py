"""Accounts: who adds them, of which kind, and which may be closed by one administrator alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from app.models.rules.blank import bare
from app.models.rules.blockers import Blocker
from app.models.rules.folding import fold
from app.models.rules.names import NO_NAMES, cleaned, compatible
from app.models.rules.roles import Role
from app.models.rules.tasks import REASON_MINIMUM

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


def handle_blockers(handle: str, others: Iterable[str]) -> tuple[Blocker, ...]:
    """Why nobody can be called so; `others`: the handles of everybody else, closed accounts too."""
    found = []
    if handle in NO_NAMES or handle != cleaned(handle) or handle != compatible(handle):
        found.append(Blocker("person.handle"))
    if fold(handle) in map(fold, others):
        found.append(Blocker("person.handle_taken"))
    return tuple(found)


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
