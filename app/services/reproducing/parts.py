"""What a run again rests on, by its parts: as pinned, another one, or never pinned at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
    NOT_USED = "not_used"  # this kind of run needs none


@dataclass(frozen=True, slots=True)
class Part:
    """`then` and `now` are a version, a digest or a number, as it was kept and as it was used."""

    name: str  # code | python | data | lock | libraries | seed
    held: Held
    then: str = ""
    now: str = ""

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


def told(parts: Iterable[Part]) -> str:
    """Which of what was pinned is another one here, and of what nobody can say."""
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
    if by.get(Held.NOT_PINNED):
        said.append(f"Never pinned, so nobody can say: {', '.join(by[Held.NOT_PINNED])}.")
    return " ".join(said)
