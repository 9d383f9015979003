"""Holds the present rows against what the trail told of each last.

Whoever owns the database can change a row with the guards off, and leave the sealed trail as it is.
Then row and trail say different things.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache
from typing import Any
from uuid import UUID

from app.models.queries.held_rows import (
    FILES,
    HELD,
    OF_EVENT,
    Beginning,
    HeldRow,
    Told,
    count_held_rows,
    events_of_no_row,
    last_event,
    list_held_rows,
    list_told,
    load_beginning,
    present_ids,
    services_of,
    told_before,
    told_text,
    written_before,
)
from app.models.queries.row_names import RowName, row_names
from app.models.queries.trail import sees_all
from app.models.queries.unit_tree import stray_units
from app.models.queries.version_authors import models_after, stray_versions
from app.models.rules.rights import TableRights
from app.models.rules.roles import Role
from app.models.rules.transitions import RUNNING
from app.models.tables.base import NOBODY
from app.services.trail.breaks import MOST_BREAKS, Faults
from app.services.unit_of_work import Work
from app.texts import N_

IN_FORCE_ONCE = frozenset({"published", "deprecated", "retired"})
PIECE = 2_000  # rows held in memory
EVENTS_AT_ONCE = 50_000
# The engine writes this before the next event of the run tells it.
AHEAD = {("process_instance", "outcome")}
NO_EVENT = N_("an event that tells of it")
NO_ROW = N_("the row")
NOTHING = N_("nothing")
NO_DEPTH = N_("what an event can tell")
TOO_DEEP = N_("values too deep to be read")


class RowKind(StrEnum):
    """What is wrong with a row, in the words of the answer."""

    OTHER = "not as told"  # it says something else than its last event
    REPEATED = "changed untold"  # an event tells it otherwise than before, and not that it changed
    UNTOLD = "never told"  # no event tells of it
    GONE = "row gone"  # events tell of it, and it is not there


@dataclass(frozen=True, slots=True)
class RowFault:
    """Where a present row and the trail differ. `event`: the number of the one that told of it."""

    table: str
    id: UUID
    kind: RowKind
    expected: str
    found: str
    column: str = ""
    event: int | None = None
    name: RowName | None = field(default=None, compare=False)  # None: it is not there


@dataclass(frozen=True, slots=True)
class RowsHeld:
    held: int  # rows that were held against an event
    first: int  # rows of the first day, which no event tells of and nothing holds
    hidden: int  # rows whose events this login does not read
    faults: tuple[RowFault, ...]
    untold: int = 0  # beside those in `faults`: of each column so many are told
    is_complete: bool = True  # False: cancelled

    @property
    def as_told(self) -> bool:
        return not self.faults


def hold_rows(
    work: Work,
    *,
    progress: Callable[[int, int], object] | None = None,
    is_cancelled: Callable[[], bool] | None = None,
) -> RowsHeld:
    """Hold each row against the last event of it, a few thousand at a time.

    Args:
        progress: told how many of how many rows and events were looked at.
        is_cancelled: asked between pieces; the answer is then incomplete.
    """
    check = _Holding(work)
    for done in check.pieces():
        if progress is not None:
            progress(min(done, check.size), check.size)
        if is_cancelled is not None and is_cancelled():
            return check.answer(is_complete=False)
    return check.answer()


class _Holding:
    def __init__(self, work: Work) -> None:
        self._work = work
        with work.reading() as session:
            self._sees_all = sees_all(session, work.actor.id)
            self._services = services_of(session)
            self._beginning = load_beginning(session)
            self._rows = (self._beginning and self._beginning.rows) or {}
            self._events = last_event(session) if self._sees_all else 0
            self.size = count_held_rows(session) + self._events
        self._held = self._first = self._hidden = 0
        self._faults: Faults[RowFault] = Faults()

    def pieces(self) -> Iterator[int]:
        """One piece after the other; gives how many rows and events are done."""
        done = 0
        for rights in HELD:
            for count in self._table(rights):
                done += count
                yield done
        gone: dict[UUID, RowFault] = {}
        for start in range(0, self._events, EVENTS_AT_ONCE):
            until = min(start + EVENTS_AT_ONCE, self._events)
            for event, kind, key in self._work.read(
                events_of_no_row, start, until, limit=MOST_BREAKS
            ):
                gone[key] = RowFault(_table_of(kind), key, RowKind.GONE, NO_ROW, NOTHING, "", event)
            yield done + until
        for one in (*self._first_gone(), *gone.values(), *self._strayed(), *self._misattributed()):
            self._tell(one)

    def _strayed(self) -> Iterator[RowFault]:
        """Units that the guards take to lie below others than their parents say."""
        for one in self._work.read(stray_units) if self._sees_all else ():
            expected, found = ", ".join(one.expected), ", ".join(one.found) or NOTHING
            yield RowFault("business_unit", one.id, RowKind.OTHER, expected, found, "ancestor_id")

    def _misattributed(self) -> Iterator[RowFault]:
        """Versions that the guards take to be the work of others than wrote into them."""
        after = NOBODY
        while self._sees_all and (models := self._work.read(models_after, after)):
            for one in self._work.read(stray_versions, models):
                expected = ", ".join(one.expected) or NOTHING
                found = ", ".join(one.found) or NOTHING
                yield RowFault("model_version", one.id, RowKind.OTHER, expected, found, "author")
            after = models[-1]

    def _first_gone(self) -> Iterator[RowFault]:
        for table, rows in self._rows.items() if self._sees_all else ():
            present = self._work.read(present_ids, table, [*map(UUID, rows)])
            for key in sorted(set(map(UUID, rows)) - present):
                yield RowFault(table, key, RowKind.GONE, NO_ROW, NOTHING)

    def _table(self, rights: TableRights) -> Iterator[int]:
        after = NOBODY
        while True:
            with self._work.reading() as session:
                rows = list_held_rows(session, rights, after=after, limit=PIECE)
            unborn = [row for row in rows if row.is_due and not row.is_born]
            self._hold_unborn(rights, unborn)
            for row in rows:
                if row.is_born:
                    self._held += 1
                    self._hold(rights, row)
            self._hold_past(rights, rows)
            yield len(rows)
            if len(rows) < PIECE:
                return
            after = rows[-1].id

    def _hold(self, rights: TableRights, row: HeldRow) -> None:
        """Facts have one form in event and row; a text is held by its digest."""
        if row.is_read != (True, True):
            if row.is_read[0]:
                self._other(rights, row, "", NO_DEPTH, TOO_DEEP)
            self._held -= 1
            return
        row = self._with_earlier(rights, row)
        told, now = _with_file(rights, row), row.now
        for name, here in now.items():
            if name in rights.texts:
                said = row.texts.get(name)
                if name not in row.unheld and not _is_said(rights, name, said, here):
                    self._tell(self._text_fault(rights, row, name))
            elif (
                name in told and not is_same(told[name], here) and not _is_ahead(rights, name, now)
            ):
                self._other(rights, row, name, _shown(told[name]), _shown(here))

    def _hold_past(self, rights: TableRights, rows: list[HeldRow]) -> None:
        """Hold each event against those before it: what an event repeats was told as it changed.

        Who reads a part of the trail does not know what stands between.
        """
        if not (rights.update and self._sees_all):
            return
        first = self._rows.get(rights.table, {})
        told = {row.id: dict(first.get(str(row.id), {})) for row in rows}
        keys = [row.id for row in rows if told[row.id] or row.event != row.first_event]
        if not keys:
            return
        with self._work.reading() as session:
            for key, events in list_told(session, rights, keys):
                for event, name, said, now in self._untold(rights, told[key], events):
                    kind, expected, found = RowKind.REPEATED, _shown(said), _shown(now)
                    self._tell(RowFault(rights.table, key, kind, expected, found, name, event))

    def _untold(
        self, rights: TableRights, before: dict[str, Any], events: Iterable[Told]
    ) -> Iterator[tuple[int, str, Any, Any]]:
        """What of a row an event tells otherwise than those before, and nobody may have changed."""
        never, by_service = held_names(rights)
        for event, actor, facts in events:
            if facts is None:  # the seal names it
                before.pop("to", None)
                continue
            if "changed" in facts:  # else the row came
                differs = [*_differing(before, facts, never)]
                if others := [*_differing(before, facts, by_service)]:
                    differs += [] if UUID(str(actor)) in self._services else others
                changed = str(facts["changed"]).split() if differs else ()
                for name in differs:
                    if name not in changed:
                        yield event, name, before[name], facts[name]
                left = facts.get("from")
                if rights.thing and "to" in before and not is_same(before["to"], left):
                    yield event, "state", before["to"], left
            before |= facts

    def _with_earlier(self, rights: TableRights, row: HeldRow) -> HeldRow:
        """What the last event leaves out, an earlier one may have told: it is so still."""
        if row.event is None or row.told.keys() >= set(rights.facts):
            return row
        earlier = self._work.read(told_before, rights, row.id)
        return replace(row, told={**earlier, **row.told})

    def _hold_unborn(self, rights: TableRights, rows: list[HeldRow]) -> None:
        """No event tells that they came: only of what the workspace began with, which event 0 does.

        Who reads a part of the trail can't say what the rest of it tells.
        """
        first = self._rows.get(rights.table, {})
        early = self._written_first(rights, rows)
        for row in rows:
            told = first.get(str(row.id))
            if told is not None:
                self._held += 1
                self._hold(rights, _with_first(rights, row, told, self._beginning))
            elif row.id in early or (row.event is not None and not self._sees_all):
                self._first += row.event is None
                self._held += row.event is not None
                self._hold(rights, replace(row, unheld=row.unheld | _unnamed(rights, row)))
            elif self._sees_all:
                found = RowFault(
                    rights.table, row.id, RowKind.UNTOLD, NO_EVENT, NOTHING, "", row.event
                )
                self._tell(found)
            else:
                self._hidden += 1

    def _written_first(self, rights: TableRights, rows: list[HeldRow]) -> set[UUID]:
        """Event 0 of an earlier version names no rows: then their own word has to do."""
        keys = [row.id for row in rows]
        if self._beginning is None:
            return set(keys)
        at = self._beginning.at
        if self._beginning.rows is not None or not self._sees_all or at is None:
            return set()
        return self._work.read(written_before, rights.table, keys, at)

    def _other(
        self, rights: TableRights, row: HeldRow, name: str, expected: str, found: str
    ) -> None:
        column = "state" if name == "to" else name
        self._tell(
            RowFault(rights.table, row.id, RowKind.OTHER, expected, found, column, row.event)
        )

    def _text_fault(self, rights: TableRights, row: HeldRow, name: str) -> RowFault:
        salted = row.texts.get(name)
        told = self._work.read(told_text, rights, row.id, name) if salted else None
        event, expected = told or (row.event, salted["sha256"] if salted else "")
        found = _shown(row.now[name] or "")
        return RowFault(rights.table, row.id, RowKind.OTHER, _shown(expected), found, name, event)

    def _tell(self, found: RowFault) -> None:
        self._faults.add((found.table, found.kind, found.column), found)

    def answer(self, *, is_complete: bool = True) -> RowsHeld:
        return RowsHeld(
            self._held,
            self._first,
            self._hidden,
            self._named(),
            untold=self._faults.untold,
            is_complete=is_complete,
        )

    def _named(self) -> tuple[RowFault, ...]:
        """The faults, with what people call their rows."""
        names: dict[UUID, RowName] = {}
        present = [one for one in self._faults.told if one.kind is not RowKind.GONE]
        for table in {one.table for one in present}:
            ids = {one.id for one in present if one.table == table}
            names |= self._work.read(row_names, table, ids)
        return tuple(replace(one, name=names.get(one.id)) for one in self._faults.told)


@cache
def held_names(rights: TableRights) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What of a row no event changes without saying so, and what only one of the service does.

    What people edit stands in the event's `changed`; what is settled nobody changes. The rest the
    service may, where it may change such a row. Not each change of a row of the engine is told: the
    next event may be another's.
    """
    names = (*rights.facts, *OF_EVENT, "number")
    if Role.WORKER not in rights.update:
        return names, ()
    known = {*rights.settled, *rights.editable}
    rest = () if rights.is_engine_row else tuple(one for one in names if one not in known)
    return tuple(one for one in names if one in known), rest


def _differing(
    before: Mapping[str, Any], facts: Mapping[str, Any], names: Iterable[str]
) -> Iterator[str]:
    for name in names:
        if name in facts and name in before and not is_same(before[name], facts[name]):
            yield name


def _with_file(rights: TableRights, row: HeldRow) -> Mapping[str, Any]:
    """A file has the digest that was told of it once it came in force: the databases look then."""
    file = FILES.get(rights.table)
    if file is None:
        return row.told
    rest = {name: value for name, value in row.told.items() if name != file}
    is_held = "sha256" in rest and {str(one.get("to")) for one in (row.now, rest)} & IN_FORCE_ONCE
    return rest | {file: rest["sha256"]} if is_held else rest


def _with_first(
    rights: TableRights, row: HeldRow, told: Mapping[str, Any], first: Beginning | None
) -> HeldRow:
    """With what event 0 tells of a row, where no later one says anything else."""
    texts = {name: _salted_or_none(told[name]) for name in rights.texts if name in told}
    unheld = frozenset(_unnamed(rights, row) - texts.keys())
    return replace(
        row,
        event=row.event or (first.event if first else None),
        told={**told, **row.told},
        texts={**texts, **row.texts},
        unheld=row.unheld | unheld,
    )


def _salted_or_none(told: object) -> Mapping[str, Any] | None:
    """What somebody made of a text that is none tells of no text."""
    return told if isinstance(told, dict) and told.keys() == {"salt", "sha256"} else None


def _unnamed(rights: TableRights, row: HeldRow) -> frozenset[str]:
    return frozenset(rights.texts) - row.texts.keys()


def _is_said(rights: TableRights, name: str, told: Any, here: Any) -> bool:
    """Whether a row's text is the one that was told.

    That a text was emptied is told where people change it, by its name; not where the service does.
    """
    if not here:
        is_told = name in (*rights.editable, *rights.settled) or not rights.update
        return not (told and is_told)
    if not told:
        return False
    salted = f"{told.get('salt')}{here}".encode("utf-8", "surrogatepass")
    return bool(hashlib.sha256(salted).hexdigest() == told.get("sha256"))


def is_same(told: Any, here: Any) -> bool:
    """Whether two values of JSON are one, however deep they are; true is no number."""
    if type(told) is str or told is None:
        return bool(told == here)
    pairs = [(told, here)]
    while pairs:
        one, other = pairs.pop()
        kinds = {type(one), type(other)}
        if kinds == {dict} and one.keys() == other.keys():
            pairs += [(one[key], other[key]) for key in one]
        elif kinds == {list} and len(one) == len(other):
            pairs += zip(one, other, strict=True)
        elif kinds & {dict, list} or kinds > {bool} or one != other:
            return False
    return True


def _is_ahead(rights: TableRights, name: str, now: Any) -> bool:
    return (rights.table, name) in AHEAD and now.get("to") in RUNNING


def _table_of(kind: str) -> str:
    return " / ".join(one.table for one in HELD if one.object == kind)


def _shown(value: Any) -> str:
    """A value as people read it; what is none of a text stands as JSON."""
    try:
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    except RecursionError:
        return TOO_DEEP
