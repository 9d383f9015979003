"""Verifies the trail: every leaf from its row, every root, every signature, every open text."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from uuid import UUID

from app.models.queries.proof import list_unsound_keys, load_about
from app.models.queries.trail import (
    Head,
    LastLeaf,
    SealedRow,
    SealKey,
    events_beside_the_tree,
    last_head,
    last_leaf,
    list_heads,
    list_seal_keys,
    load_seal_status,
    log_id,
    open_texts,
    salted_facts,
    sealed_rows,
    sees_all,
)
from app.models.rules.merkle import HASH_BYTES, Frontier
from app.services.sealing import is_signed
from app.services.trail.breaks import MOST_BREAKS, Break, Faults, Kind
from app.services.trail.leaves import leaf_and_facts
from app.services.trail.verifying_deeds import DeedCheck
from app.services.trail.verifying_records import RecordCheck
from app.services.trail.verifying_reviews import ReviewCheck
from app.services.trail.verifying_roles import RoleCheck
from app.services.trail.verifying_signatures import SignatureCheck
from app.services.unit_of_work import Work

CHUNK = 4_000  # events held in memory
AHEAD = 2  # pieces that are read while one is checked, so that who reads never waits for who checks
READERS = 2  # while one takes what its server found, the server of the other goes on finding

Progress = Callable[[int, int], object]
_Piece = tuple[Iterator[SealedRow], dict[int, dict[str, str]]]


@dataclass(frozen=True, slots=True)
class Verification:
    log: UUID
    events: int  # that are sealed, and were checked
    broken: tuple[Break, ...]
    sealed_until: datetime | None
    heads: int
    unsealed: int
    hidden: int  # events of units that this login does not read: only their leaves were checked
    keys: tuple[str, ...]  # of the heads, by their short names
    records: int = 0  # decision records that were held against the events of their imports
    reviews: int = 0  # sign-offs that were held against their events and what they cover
    signatures: int = 0  # of people, beside those sign-offs, that were checked
    without_key: int = 0  # confirmations of keys and roles by who had no key to sign with yet
    refused: int = 0  # wishes whose signature does not hold: nothing was done on them
    unsound_keys: tuple[str, ...] = ()  # registered, and none: nothing signed with them counts
    untold: int = 0  # breaks beside those in `broken`: of each kind so many are told
    is_complete: bool = True  # False: cancelled

    @property
    def intact(self) -> bool:
        return not self.broken


def verify_trail(
    work: Work,
    *,
    progress: Progress | None = None,
    signatures_progress: Progress | None = None,
    is_cancelled: Callable[[], bool] | None = None,
) -> Verification:
    """Check everything that is sealed. Streams; holds a few thousand events at a time.

    Args:
        progress: told how many of how many events are checked.
        signatures_progress: told the same of what people signed, once all events are.
        is_cancelled: asked between pieces; the answer is then incomplete.
    """
    check = _Check(work)
    for done in check.pieces():
        if progress is not None:
            progress(done, check.size)
        if is_cancelled is not None and is_cancelled():
            return check.answer(is_complete=False)
    check.finish()
    records = RecordCheck(work, check.take, end=check.size)
    for _ in records.pieces():
        if is_cancelled is not None and is_cancelled():
            return check.answer(is_complete=False)
    reviews = check.reviews()
    for _ in reviews.pieces():
        if is_cancelled is not None and is_cancelled():
            return check.answer(records=records.checked, is_complete=False)
    signatures = check.signatures()
    for done in signatures.pieces():
        if signatures_progress is not None:
            signatures_progress(done, signatures.size)
        if is_cancelled is not None and is_cancelled():
            return check.answer(records=records.checked, reviews=reviews.checked, is_complete=False)
    deeds = check.deeds()
    for _ in chain(deeds.pieces(), check.roles()):
        if is_cancelled is not None and is_cancelled():
            return check.answer(is_complete=False)
    return check.answer(
        records=records.checked,
        reviews=reviews.checked,
        signatures=signatures.checked,
        without_key=signatures.without_key,
        refused=deeds.refused,
    )


@dataclass
class _Heads:
    """The heads in order of size, read as they are needed."""

    work: Work
    waiting: list[Head] = field(default_factory=list)
    read_to: int = -1

    def up_to(self, size: int) -> Iterator[Head]:
        """Those of at most `size` events that were not given yet."""
        while True:
            if not self.waiting:
                found = self.work.read(list_heads, after=self.read_to)
                if not found:
                    return
                self.read_to = found[-1].size
                self.waiting = found[::-1]
            if self.waiting[-1].size > size:
                return
            yield self.waiting.pop()


class _Check:
    def __init__(self, work: Work) -> None:
        self._work = work
        with work.reading() as session:
            self._log = log_id(session)
            self._keys = list_seal_keys(session)
            self._sees_all = sees_all(session, work.actor.id)
            self._last: LastLeaf = last_leaf(session)
            self._head = last_head(session)  # after the last leaf: at least as large
        self.size = max(self._head.size if self._head else 0, self._last.position + 1)
        self._heads = _Heads(work)
        self._next_head: Head | None = None
        self._tree = Frontier()
        self._waiting: list[bytes] = []  # leaves that are not in the tree yet
        self._holds = True  # the tree, so far: after a break every later root differs
        self._confirmed = 0  # events under a head that holds
        self._broken: Faults[Break] = Faults()
        self._room = 1  # so many may wait
        self._head_count = 0
        self._hidden = 0
        self._signers: dict[UUID, SealKey] = {}
        self._beside: Future[list[tuple[int, str]]] | None = None  # asked for before it is needed

    def pieces(self) -> Iterator[int]:
        """Check one piece after the other; gives how many events are done."""
        self._take_head()
        starts = range(0, self.size, CHUNK)
        for start, (rows, texts) in zip(starts, self._read_all(starts), strict=True):
            end = min(start + CHUNK, self.size)
            self._check(rows, start, end, texts)
            yield end

    def _read_all(self, starts: range) -> Iterator[_Piece]:
        """Each piece; on PostgreSQL the server finds the next two while this one is checked.

        While the last ones are checked, it finds what lies beside the tree. SQLite's driver
        hands Python's lock over at each row: two threads would only wait in turns.
        """
        if self._work.database.is_sqlite:
            yield from map(self._read, starts)
            return
        with ThreadPoolExecutor(READERS, "reading the trail") as readers:
            ahead: deque[Future[_Piece]] = deque()
            for start in starts:
                ahead.append(readers.submit(self._read, start))
                if len(ahead) > AHEAD:
                    yield ahead.popleft().result()
            self._beside = readers.submit(self._find_beside)
            while ahead:
                yield ahead.popleft().result()

    def _read(self, start: int) -> _Piece:
        with self._work.reading() as session:
            rows, ids = sealed_rows(session, start, min(start + CHUNK, self.size))
            return rows, open_texts(session, ids)

    def _check(
        self, rows: Iterable[SealedRow], start: int, end: int, texts: dict[int, dict[str, str]]
    ) -> None:
        """Hold each leaf against its row, and put it into the tree."""
        expected, waiting = start, self._waiting
        # One loop, and nothing called that is not needed: a microsecond here is a tenth of it all.
        for position, event_id, stored, event in rows:
            if position != expected:
                self._gap(expected, position)
            expected = position + 1
            if event is None:
                self._check_unread(position, event_id, stored)
                continue
            content, facts = leaf_and_facts(event)
            leaf = hashlib.sha256(b"\0" + content).digest()
            if leaf.hex() == stored:
                found: bytes | None = leaf
            else:
                found = _as_hash(stored)
                if leaf != found:
                    self._tell(position, Kind.CHANGED, stored, leaf.hex(), event_id)
            beside = texts.get(event_id)
            if facts is not None and (beside or _may_be_salted(event[-1])):
                self._check_texts(position, event_id, salted_facts(facts), beside or {})
            if found is None:
                self._append(None)
                continue
            waiting.append(found)
            if len(waiting) >= self._room:
                self._grow()
        if expected != end:
            self._gap(expected, end)

    def _check_unread(self, position: int, event_id: int, stored: str) -> None:
        """An event that is gone, or belongs to a unit that this login does not read."""
        if self._sees_all:
            self._tell(position, Kind.MISSING, stored, "no event", event_id)
        self._hidden += not self._sees_all
        self._append(_as_hash(stored))

    def _check_texts(
        self,
        position: int,
        event_id: int,
        salted: dict[str, tuple[str, str]],
        texts: dict[str, str],
    ) -> None:
        for name, (salt, digest) in salted.items():
            value = texts.get(name)
            if value is None:
                self._tell(position, Kind.MISSING, f"{name} {digest}", "no text", event_id)
                continue
            found = hashlib.sha256(f"{salt}{value}".encode("utf-8", "surrogatepass")).hexdigest()
            if found != digest:
                self._tell(position, Kind.TEXT, f"{name} {digest}", f"{name} {found}", event_id)
        if texts.keys() != salted.keys():
            for name in sorted(texts.keys() - salted.keys()):
                self._tell(position, Kind.TEXT, "no text", name, event_id)

    def _append(self, leaf: bytes | None) -> None:
        if leaf is None:  # its own row says that it is changed
            self._holds = False
            leaf = bytes(HASH_BYTES)
        self._waiting.append(leaf)
        if len(self._waiting) >= self._room:
            self._grow()

    def _grow(self) -> None:
        """Put what waits into the tree, and check the heads that are over it now."""
        self._tree.extend(self._waiting)
        self._waiting.clear()
        while self._next_head is not None and self._next_head.size <= self._tree.size:
            self._check_head(self._next_head)
            self._take_head()
        to_next = self._next_head.size - self._tree.size if self._next_head else CHUNK
        self._room = min(to_next, CHUNK)

    def _take_head(self) -> None:
        self._next_head = next(self._heads.up_to(self.size), None)

    def _check_head(self, head: Head) -> None:
        self._head_count += 1
        if not is_signed(head, self._log, self._keys):
            self._tell(
                max(head.size - 1, 0), Kind.HEAD, "a signed head", f"head over {head.size} events"
            )
            return
        self._signers.setdefault(head.key_id, self._keys[head.key_id])
        if not self._holds:
            return
        root = self._tree.root().hex()
        if head.size == self._tree.size and root == head.root:
            self._confirmed = head.size
            return
        self._holds = False
        self._tell(self._confirmed, Kind.RECHAINED, head.root, root)

    def _gap(self, start: int, end: int) -> None:
        what = f"leaf {start}" if end == start + 1 else f"leaves {start} to {end - 1}"
        self._tell(start, Kind.MISSING, what, "nothing")
        self._holds = False
        for _ in range(start, end):
            self._append(None)

    def reviews(self) -> ReviewCheck:
        return ReviewCheck(self._work, self.take, end=self.size, sees_all=self._sees_all)

    def signatures(self) -> SignatureCheck:
        return SignatureCheck(self._work, self.take, end=self.size, sees_all=self._sees_all)

    def deeds(self) -> DeedCheck:
        return DeedCheck(self._work, self.take, end=self.size, sees_all=self._sees_all)

    def roles(self) -> Iterator[int]:
        """Who reads a part of the trail is not told of every request."""
        return (
            RoleCheck(self._work, self.take, end=self.size).pieces() if self._sees_all else iter(())
        )

    def finish(self) -> None:
        """What lies beside the tree: leaves without a head, events put in behind the seal."""
        self._grow()
        leaves = self._last.position + 1
        head = self._work.read(last_head)
        beside = self._beside.result() if self._beside else self._find_beside()
        size = head.size if head else 0
        if self._work.read(load_about).is_unmarked:
            expected = "is_demo: true, as the first event says"
            self._tell(0, Kind.DEMO, expected, "is_demo: false in workspace")
        if leaves > size:
            self._tell(size, Kind.MISSING, f"a head over {leaves} events", f"over {size}")
        for event_id, tag in beside:
            self._tell(leaves, Kind.ADDED, "no event", f"{tag}", event_id)

    def _find_beside(self) -> list[tuple[int, str]]:
        return self._work.read(events_beside_the_tree, self._last, limit=MOST_BREAKS)

    def _tell(
        self, position: int, kind: Kind, expected: str, found: str, event: int | None = None
    ) -> None:
        self.take(Break(position, kind, expected, found, event))

    def take(self, found: Break) -> None:
        self._broken.add(found.kind, found)

    def answer(
        self,
        *,
        records: int = 0,
        reviews: int = 0,
        signatures: int = 0,
        without_key: int = 0,
        refused: int = 0,
        is_complete: bool = True,
    ) -> Verification:
        status = self._work.read(load_seal_status)
        return Verification(
            log=self._log,
            events=self._tree.size + len(self._waiting),
            broken=tuple(sorted(self._broken.told, key=lambda one: one.position)),
            untold=self._broken.untold,
            sealed_until=self._head.signed_at if self._head else None,
            heads=self._head_count,
            unsealed=status.unsealed,
            hidden=self._hidden,
            keys=tuple(sorted(one.kid for one in self._signers.values())),
            records=records,
            reviews=reviews,
            signatures=signatures,
            without_key=without_key,
            refused=refused,
            unsound_keys=tuple(self._work.read(list_unsound_keys)),
            is_complete=is_complete,
        )


def _may_be_salted(facts: object) -> bool:
    """Spares a walk through what has nothing to leave out; an escape may spell the word."""
    return type(facts) is not str or "salt" in facts or "\\" in facts


def _as_hash(digits: str) -> bytes | None:
    try:
        found = bytes.fromhex(digits)
    except (ValueError, TypeError):
        return None
    return found if len(found) == HASH_BYTES else None
