"""Accounts: who adds them, and of which kind."""

from __future__ import annotations

from app.models.rules.blockers import Blocker

PERSON = "person"  # the other kind is the service, made with the workspace and never again


def adding_blockers(*, kind: str, is_root: bool) -> tuple[Blocker, ...]:
    """Why this account can't be added; `is_root`: by an administrator of the top unit."""
    found = []
    if not is_root:
        found.append(Blocker("person.root"))
    if kind != PERSON:
        found.append(Blocker("person.kind"))
    return tuple(found)
