"""Parts of a case file, whatever the kind of thing: facts, links, acts, and who reads it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.models.queries.policy_change import RuleText
from app.models.rules.blockers import Blocker
from app.models.rules.four_eyes import DeciderFacts
from app.models.rules.roles import Role

MOST_LINKS = 60


@dataclass(frozen=True, slots=True)
class Fact:
    """`key` is a code that the view words; `value`: a text, a time, a number, or a code."""

    key: str
    value: object


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the thing that has a text of its own: a requirement of a framework."""

    title: str
    text: str
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """Another thing that this one leads to. `note` says how they belong together, as a code."""

    kind: str  # of an object that a screen opens
    id: str
    title: str
    note: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Act:
    """Something the reader might do; `blockers` say why not. None: they may."""

    key: str
    blockers: tuple[Blocker, ...] = ()


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks, with the roles they hold where it lies."""

    session: Session
    me: UUID
    roles: frozenset[Role]
    moment: datetime

    @property
    def decider(self) -> DeciderFacts:
        return DeciderFacts(self.me, self.roles)


@dataclass(frozen=True, slots=True)
class Found:
    """What a kind of thing says of one."""

    facts: tuple[Fact, ...] = ()
    links: tuple[Link, ...] = ()
    acts: tuple[Act, ...] = ()
    parts: tuple[Part, ...] = ()
    others: tuple[UUID, ...] = ()  # whose events belong to the history too
    rules: tuple[RuleText, ...] = ()  # of a policy
