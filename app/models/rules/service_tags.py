"""The service tags of a model: the first is what its next release is for, so it stays first.

Two tags are merged where nothing rests on the one that goes: what is signed and placed keeps its
words, and they mean what they meant.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.models.rules.blockers import Blocker
from app.models.rules.rights import write_blockers
from app.models.rules.roles import Role

# What rests on a service: where a version is, or comes to; a release on its way, by its request
# (`transitions.UNDECIDED`), its run (`transitions.RUNNING`), or the start nobody has taken up yet.
PLACED = ("promised", "in_place")  # placements
PINNED = "service_tag"  # variable of a run: what it began with, to its end


@dataclass(frozen=True, slots=True)
class ServicesInUse:
    """The services of one model that something rests on."""

    placed: frozenset[str] = frozenset()  # a version is there, or its place is promised
    released: frozenset[str] = frozenset()  # a release is on its way there


def keeps_services(before: Sequence[str], after: Sequence[str]) -> bool:
    """No service goes, and releases are for the same one as before: then nothing can block."""
    return set(before) <= set(after) and before[:1] == after[:1]


def service_blockers(
    in_use: ServicesInUse, before: Sequence[str], after: Sequence[str], *, moves: bool = False
) -> tuple[Blocker, ...]:
    """Why a model may not have these tags, in this order, instead of those it had.

    Args:
        moves: it is asked for that the next release goes to another service than the one where
            a version serves. A release that is under way is never moved.
    """
    gone = [tag for tag in before if tag not in after]
    found = []
    for tag in gone:
        if tag in in_use.released:
            found.append(Blocker("model.tag_released", tag=tag))
        elif tag in in_use.placed:
            found.append(Blocker("model.tag_serves", tag=tag))
    first = next(iter(before), "")
    if first in after and first != after[0]:
        if first in in_use.released:
            found.append(Blocker("model.tag_released", tag=first))
        elif first in in_use.placed and not moves:
            found.append(Blocker("model.tag_first", tag=first))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Carrier:
    """A model or runtime that has the tag, and what its reader holds in its unit."""

    table: str  # registered_model | runtime
    name: str
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True)
class MergeFacts:
    """All that the tag `gone` stands in, before `into` takes its place."""

    gone: str
    into: str
    is_known: bool  # a model or a runtime has `into`
    carriers: tuple[Carrier, ...] = ()
    placed: tuple[str, ...] = ()  # cc-fraud v13 (PROD): in place under it, or promised
    released: tuple[str, ...] = ()  # models with a release for it on its way
    uses: tuple[str, ...] = ()  # that ask for it by name
    monitors: tuple[str, ...] = ()  # that watch it
    rules: tuple[str, ...] = ()  # published tables and life cycles that name it

    def of(self, table: str) -> tuple[str, ...]:
        return tuple(one.name for one in self.carriers if one.table == table)


def merged(tags: Iterable[str], gone: str, into: str) -> tuple[str, ...]:
    """`into` in the place of `gone`, once."""
    return tuple(dict.fromkeys(into if tag == gone else tag for tag in tags))


def merge_blockers(facts: MergeFacts) -> tuple[Blocker, ...]:
    """Why one tag can't take the place of another now."""
    tag = facts.gone
    if facts.gone == facts.into:
        return (Blocker("tags.same", tag=tag),)
    found = []
    if not facts.carriers:
        found.append(Blocker("tags.none", tag=tag))
    if not facts.is_known:
        found.append(Blocker("tags.none", tag=facts.into))
    rests = (
        ("tags.placed", facts.placed),
        ("tags.released", facts.released),
        ("tags.used", facts.uses),
        ("tags.watched", facts.monitors),
        ("tags.ruled", facts.rules),
    )
    found += [Blocker(code, tag=tag, what=", ".join(what)) for code, what in rests if what]
    refused = [write_blockers(one.table, "update", one.roles) for one in facts.carriers]
    return (*found, *{each.params["table"]: each for why in refused for each in why}.values())
