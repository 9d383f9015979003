"""Sign-off of a range of a model's lineage: what a range is, and why one can't be signed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from app.models.rules.blockers import Blocker

# Who signs for more at once has hardly read it; and the marks of these fit the signed text.
MOST_EVENTS = 4_000
MARK_DIGITS = 8  # of a leaf's hash: enough to name which one is another; the digest is what binds

Leaf = tuple[int, str]  # the place in the sealed log, and the hash there in hexadecimal


@dataclass(frozen=True, slots=True)
class RangeFacts:
    """The events of one model from one place of the sealed log to another, both included."""

    first: int
    last: int
    events: int
    own: int  # that the reviewer did
    sha256: str


def range_digest(leaves: Sequence[Leaf]) -> str:
    """One digest over the events of a range: SHA-256 of a line for each, its place and its hash."""
    said = "".join(f"{position} {sha256}\n" for position, sha256 in leaves)
    return hashlib.sha256(said.encode()).hexdigest()


def range_marks(leaves: Sequence[Leaf]) -> str:
    """By what a changed, removed or added event within is named."""
    return " ".join(f"{position}:{sha256[:MARK_DIGITS]}" for position, sha256 in leaves)


def range_blockers(said: RangeFacts, found: RangeFacts, *, sealed: int) -> tuple[Blocker, ...]:
    """Why `said` can't be signed as a range.

    Args:
        found: what the log holds between these two places, from event to event.
        sealed: how many events are sealed.
    """
    reasons = []
    if (said.first, said.last) != (found.first, found.last):
        reasons.append(Blocker("lineage_review.range"))
    if said.last >= sealed:
        reasons.append(Blocker("lineage_review.unsealed"))
    if said.events != found.events:
        reasons.append(Blocker("lineage_review.events"))
    if said.own != found.own:
        reasons.append(Blocker("lineage_review.own"))
    if said.sha256 != found.sha256:
        reasons.append(Blocker("lineage_review.digest"))
    return tuple(reasons)
