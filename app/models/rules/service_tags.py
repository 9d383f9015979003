"""The service tags of a model: the first is what its next release is for, so it stays first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.models.rules.blockers import Blocker

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
