"""What the service has held of the sealed trail, and goes on from: it keeps what it read itself.

Whoever owns the database writes any event, and its leaf beside it, but signs no head; and what
somebody has read once they don't change in the memory of who read it.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Collection, Iterable
from threading import Lock
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.database import KEPT
from app.models.queries.trail import (
    Head,
    RawEvent,
    SealedRow,
    last_head,
    leaf_count,
    leaf_hashes,
    list_heads,
    list_seal_keys,
    sealed_events_of,
    sealed_rows,
)
from app.models.rules.keys import OF_KEYS
from app.models.rules.merkle import HASH_BYTES, Frontier, leaf_hash
from app.models.rules.roles import Role
from app.models.tables.base import mw_actor
from app.models.tables.organisation import Membership, Workspace
from app.services.sealing import is_signed
from app.services.trail.leaves import leaf_and_facts, leaf_bytes

log = logging.getLogger(__name__)

HELD_TRAIL = "held trail"
SERVICES = "services"  # logins of this process that act on what they find
PIECE = 4_000  # events held in memory


class KeyEvent(NamedTuple):
    """An event of a key as it was sealed."""

    position: int
    leaf: str
    key: str
    person: str  # whose key it is, as the event tells


class HeldTrail:
    """Holds what is sealed against its signed head, and each event of a key against its leaf."""

    def __init__(self) -> None:
        self.first: str | None = None  # the leaf of event 0; None: nothing is sealed yet
        self._lock = Lock()
        self._tree = Frontier()
        self._leaves = bytearray()
        self._signer = ""  # one key seals a log from its begin to its end
        self._others = 0  # events that were another already when they were read first
        self._events: dict[int, KeyEvent] = {}
        self._of_key: defaultdict[str, set[int]] = defaultdict(set)
        self._of_person: defaultdict[str, set[str]] = defaultdict(set)

    def holds(self, session: Session, log_id: UUID) -> bool:
        """Whether the leaves up to the newest head are those that it signs, and go on from before.

        Reads what was sealed since it was asked last.
        """
        with self._lock:
            leaves = leaf_count(session)  # first: what is sealed meanwhile comes with its head
            head = last_head(session)
            if head is None:
                return not self._tree.size
            if leaves > head.size:
                return False  # a head was taken away, and what it sealed is held by nothing
            if head.size == self._tree.size:
                return head.root == self._tree.root().hex()
            signer = _signer(session, head, log_id)
            if not signer or self._signer not in ("", signer):
                return False
            if head.size < self._tree.size:
                # A transaction that began before: what is missing of a key is found by itself.
                return True
            return self._grow(session, head, signer)

    def _grow(self, session: Session, head: Head, signer: str) -> bool:
        """Take what is new, once its root is what the head says."""
        tree = self._tree.copy()
        events: dict[int, KeyEvent] = {}
        new, others = bytearray(), 0
        try:
            while tree.size < head.size:
                end = min(tree.size + PIECE, head.size)
                rows, _ = sealed_rows(session, tree.size, end)
                others += _take(tree, rows, new, events)
                if tree.size < end:
                    return False
        except LookupError:
            return False
        if tree.root().hex() != head.root:
            return False
        self._tree, self._signer = tree, signer
        self._leaves += new
        self.first = self._leaves[:HASH_BYTES].hex()
        self._keep(events, others)
        return True

    def _keep(self, events: dict[int, KeyEvent], others: int) -> None:
        if others:
            log.error("%s events of the trail are not as they were sealed", others)
        self._others += others
        self._events |= events
        for event, one in events.items():
            self._of_key[one.key].add(event)
            self._of_person[one.person].add(one.key)

    @property
    def is_changed(self) -> bool:
        """Whether an event was another already when it was read first."""
        return self._others > 0

    def keys_of(self, person: UUID) -> Collection[UUID]:
        """Keys of which sealed events told that they are this person's."""
        return [UUID(one) for one in self._of_person.get(str(person), ()) if _is_id(one)]

    def doubted(self, session: Session, keys: Iterable[UUID]) -> set[UUID]:
        """Those of which an event that was sealed is not there as it was, or may not be.

        An event that was another when it was read first may have told of each of them.
        """
        if self.is_changed:
            return {*keys}
        wanted = {event: key for key in keys for event in self._of_key.get(str(key), ())}
        there = {
            one.event_id: (one.position, leaf_of(one.event).hex())
            for one in (sealed_events_of(session, wanted) if wanted else ())
            if one.event is not None
        }
        return {key for event, key in wanted.items() if there.get(event) != self._events[event][:2]}

    def stand(self, session: Session, events: Collection[int]) -> bool:
        """Whether these events stand at the places at which they were sealed, as far as they are.

        Whoever gives one another place gives it another leaf.
        """
        found = sealed_events_of(session, events) if events else ()
        return all(
            one.event is not None and self._leaf_at(one.position) in (leaf_of(one.event), b"")
            for one in found
        )

    def _leaf_at(self, position: int) -> bytes:
        """Empty for what was sealed since this was read."""
        start = position * HASH_BYTES
        return bytes(self._leaves[start : start + HASH_BYTES])


def leaf_of(event: RawEvent) -> bytes:
    return leaf_hash(leaf_bytes(event))


def held_trail(session: Session) -> HeldTrail:
    """What this process holds of the trail of this database, for as long as it is open."""
    kept: dict[str, Any] = session.info[KEPT]
    found = kept.get(HELD_TRAIL) or kept.setdefault(HELD_TRAIL, HeldTrail())
    assert isinstance(found, HeldTrail)
    return found


def sealed_first(session: Session, log_id: UUID) -> str | None:
    """The leaf of event 0, for who keeps nothing; None: nothing is sealed, empty: it is another.

    By the oldest head that is there: it stands over few events, and every head stands over the
    first.
    """
    head = next(iter(list_heads(session, limit=1)), None)
    if head is None:
        return None
    tree, first = Frontier(), ""
    try:
        for leaves in leaf_hashes(session, 0, head.size):
            first = first or leaves[0].hex()
            tree.extend(leaves)
    except LookupError:
        return ""
    is_held = tree.root().hex() == head.root and bool(_signer(session, head, log_id))
    return first if is_held else ""


def is_service(session: Session) -> bool:
    """Whether the service asks, which acts on the answer.

    Once it was, it stays so: who owns the database takes the role from its row.
    """
    login, known = _services(session)
    if login in known:
        return True
    mine = select(Membership.id).where(
        Membership.person_id == mw_actor(), Membership.role == Role.WORKER
    )
    if session.scalar(mine.limit(1)) is None:
        return False
    known.add(login)
    return True


def note_service(session: Session) -> None:
    """Who asks is a service, whatever rows say: it says so itself as it begins."""
    login, known = _services(session)
    known.add(login)


def _services(session: Session) -> tuple[str | None, set[str | None]]:
    """Who asks, and who is known to be a service."""
    return session.connection().info.get("mw_actor"), session.info[KEPT].setdefault(SERVICES, set())


def hold_ahead(session: Session) -> bool:
    """Read for the service what is sealed, before a deployment waits for that; whether it holds.

    A file in which nothing has to be signed is read when somebody asks for it.
    """
    note_service(session)
    workspace = session.scalars(select(Workspace)).one()
    if not (workspace.is_team or workspace.is_demo):
        return True
    trail = held_trail(session)
    return trail.holds(session, workspace.log_id) and not trail.is_changed


def _signer(session: Session, head: Head, log_id: UUID) -> str:
    """The public key that signed this head; empty where no sealing key of the workspace did."""
    keys = list_seal_keys(session)
    return keys[head.key_id].public_key if is_signed(head, log_id, keys) else ""


def _take(
    tree: Frontier, rows: Iterable[SealedRow], kept: bytearray, events: dict[int, KeyEvent]
) -> int:
    """Put these leaves into the tree; how many of their events are not what they were made of."""
    leaves: list[bytes] = []
    others = 0
    for position, event_id, sealed, row in rows:
        if position != tree.size + len(leaves):
            break  # a leaf is missing
        leaves.append(_as_hash(sealed))
        if row is None:
            others += 1
            continue
        content, facts = leaf_and_facts(row)
        leaf = leaf_hash(content)
        if leaf != leaves[-1]:
            others += 1
        elif row[3].startswith(OF_KEYS):
            person = facts.get("person_id") if isinstance(facts, dict) else None
            events[event_id] = KeyEvent(position, leaf.hex(), row[5], str(person))
    tree.extend(leaves)
    kept += b"".join(leaves)
    return others


def _is_id(written: str) -> bool:
    """Who owns the database has nonsense sealed as well, which must stop nobody."""
    try:
        return str(UUID(written)) == written
    except ValueError:
        return False


def _as_hash(digits: str) -> bytes:
    """Raises: LookupError: it is none."""
    try:
        return bytes.fromhex(digits)
    except (TypeError, ValueError) as error:  # SQLite keeps bytes in a column of text as well
        raise LookupError(digits) from error
