"""What is wrong with the trail or with what it seals, and where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar
from uuid import UUID

from app.models.queries.row_names import RowName

T = TypeVar("T")
MOST_BREAKS = 1_000  # of a kind that are told; one is enough to know, a ruined log has a million


class Kind(StrEnum):
    """What is wrong, in the words of the answer."""

    CHANGED = "changed"  # an event is another than when it was sealed
    MISSING = "missing"
    ADDED = "added"  # put in behind what is sealed
    RECHAINED = "re-chained"  # leaves were changed with their events
    TEXT = "text changed"
    HEAD = "head forged"
    WITNESS = "not what was seen"  # this computer saw another log
    RECORD_CHANGED = "record changed"  # a decision record is another than when it came in
    RECORD_MISSING = "record missing"
    RECORD_ADDED = "record added"
    RECORDS_RECHAINED = "records re-chained"  # their leaves were changed with them
    REVIEW_RANGE = "not what was reviewed"  # events of a range are others than were signed off
    REVIEW_FORGED = "sign-off forged"
    REVIEW_MISSING = "sign-off missing"
    DEMO = "demonstration not marked"  # the log began as one, and the workspace says it is none
    ROLE = "role without request"  # given or ended, and no confirmed request tells of it
    DEED = "not signed for"  # done on somebody's word, and that person did not sign it
    SIGNATURE = "signature forged"  # no signature of that person over what stands there holds


@dataclass(frozen=True, slots=True)
class Break:
    """A place where the trail does not hold. `event`: the number of its event, where known.

    `record`: the id of the decision record, where it is one. `name` and `person`: what was signed,
    and who is said to have, where it is a signature.
    """

    position: int
    kind: Kind
    expected: str
    found: str
    event: int | None = None
    record: UUID | None = None
    name: RowName | None = None
    person: str = ""


class Faults(Generic[T]):
    """What was found, as much of each kind as is told: many of one hide none of another."""

    def __init__(self) -> None:
        self.told: list[T] = []
        self.untold = 0  # that were found beside
        self._counts: Counter[Hashable] = Counter()

    def add(self, kind: Hashable, found: T) -> None:
        self._counts[kind] += 1
        if self._counts[kind] > MOST_BREAKS:
            self.untold += 1
        else:
            self.told.append(found)
