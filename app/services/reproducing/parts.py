"""What a run again rests on, by its parts: as pinned, another one, or never pinned at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from app.services.reproducing.compare import SHOWN, Change


class Held(StrEnum):
    """A part of today beside the same part of then."""

    SAME = "same"
    OTHER = "other"
    NOT_PINNED = "not_pinned"  # nobody kept what it was, so nobody can say
    NOT_HERE = "not_here"  # this machine has none
    NOT_KNOWN = "not_known"  # what says so was changed
    NOT_USED = "not_used"  # this kind of run needs none


@dataclass(frozen=True, slots=True)
class Part:
    """`then` and `now` are a version, a digest or a number, as it was kept and as it was used.

    `where`: the file that is kept of it, as its version names it.
    """

    name: str  # code | python | data | lock | libraries | seed
    held: Held
    then: str = ""
    now: str = ""
    where: str = ""

    @classmethod
    def of(cls, name: str, then: str, now: str) -> Part:
        if not then:
            return cls(name, Held.NOT_PINNED, now=now)
        if not now:
            return cls(name, Held.NOT_HERE, then)
        return cls(name, Held.SAME if then == now else Held.OTHER, then, now)

    @classmethod
    def taken(cls, name: str, kept: str) -> Part:
        """Of what the run takes as it was kept, by its digest or its value: the same, if any."""
        return cls.of(name, kept, kept)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def libraries(pinned: int, changes: Sequence[Change]) -> Part:
    """Of a lock that names `pinned` versions."""
    if not pinned:
        return Part("libraries", Held.NOT_PINNED)
    others = ", ".join(one.package for one in changes[:SHOWN])
    if len(changes) > SHOWN:
        others += f" and {len(changes) - SHOWN} more"
    held = Held.OTHER if changes else Held.SAME
    return Part("libraries", held, f"{pinned} pinned", f"{len(changes)} other: {others}"
                if changes else f"the same {pinned}")  # fmt: skip


def told(parts: Sequence[Part]) -> str:
    """Which of what was pinned is another one here, of what nobody can say, and what is kept."""
    by: dict[Held, list[str]] = {}
    for one in parts:
        by.setdefault(one.held, []).append(one.name)
    said = []
    if by.get(Held.OTHER):
        said.append(f"Other than pinned: {', '.join(by[Held.OTHER])}.")
    if by.get(Held.SAME):
        said.append(f"As pinned: {', '.join(by[Held.SAME])}.")
    if by.get(Held.NOT_HERE):
        said.append(f"Not on this machine: {', '.join(by[Held.NOT_HERE])}.")
    if by.get(Held.NOT_KNOWN):
        said.append(f"Not known, as what says so was changed: {', '.join(by[Held.NOT_KNOWN])}.")
    if by.get(Held.NOT_PINNED):
        said.append(f"Never pinned, so nobody can say: {', '.join(by[Held.NOT_PINNED])}.")
        said += _kept([one for one in parts if one.where])
    return " ".join(said)


def _kept(parts: Sequence[Part]) -> list[str]:
    """Where what is kept lies; a file that nobody recorded as that part is told as what it is."""
    found = [f"{one.name} as {one.where}" for one in parts if one.held is not Held.NOT_PINNED]
    others = [one.where for one in parts if one.held is Held.NOT_PINNED]
    said = [f"Kept with the version: {', '.join(found)}."] if found else []
    return said + [
        f"{one} is kept to test with; that the training read it, nobody recorded." for one in others
    ]
