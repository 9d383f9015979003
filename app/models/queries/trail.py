"""The trail as it is hashed: events and their leaves, raw, in pieces that fit into memory."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import BigInteger, Connection, CursorResult, func, select, text
from sqlalchemy.orm import Session

from app.models.enforcement.dialect import POSTGRESQL, SQLITE
from app.models.enforcement.settling import OLDEST_OPEN
from app.models.queries.lookups import now
from app.models.queries.memberships import is_held
from app.models.rules.acts import SALTED_TEXTS
from app.models.rules.keys import SEAL
from app.models.tables.base import UtcDateTime
from app.models.tables.organisation import BusinessUnit, Membership, SigningKey, Workspace
from app.models.tables.trail import AuditLeaf, AuditText, TreeHead

SALTED = {"salt", "sha256"}
LATE_S = 60  # an event that is unsealed for longer is an alarm
NEAR = 10_000
MOST_KNOWN = 16_384
_IDS = "mw_dashed_ids"  # in a session's info
WIDE = 20  # ids of neighbours in the tree lie together; not those of a log that was tampered with


class RawEvent(NamedTuple):
    """What a leaf is made of: texts as the database writes them, equal on both databases."""

    id: int
    at: str
    actor: str
    tag: str
    object: str
    object_id: str
    unit: str
    model: str | None
    version: str | None
    facts: str


RawRow = tuple[Any, ...]  # the fields of a `RawEvent` in their order, where thousands are read


@dataclass(frozen=True, slots=True)
class Head:
    """A signed seal over the first `size` events. `document` is the text that is signed."""

    size: int
    root: str
    document: str
    key_id: UUID
    signature: str
    sealed_at: datetime

    @property
    def signed_at(self) -> datetime:
        """When, as the document itself says, which is what a verifier tells.

        The row is timed some milliseconds later; of a document that says nothing it has to do.
        """
        try:
            return datetime.fromisoformat(json.loads(self.document)["at"]).astimezone(UTC)
        except (ValueError, TypeError, LookupError, OverflowError, RecursionError):
            return self.sealed_at


@dataclass(frozen=True, slots=True)
class SealKey:
    id: UUID
    kid: str
    public_key: str
    state: str
    revoked_at_size: int | None


@dataclass(frozen=True, slots=True)
class SealStatus:
    """How far the trail is sealed. `is_late`: something waits for longer than a minute."""

    size: int
    sealed_at: datetime | None
    unsealed: int
    oldest_unsealed_at: datetime | None
    is_late: bool


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


ORDER = (
    "id", "at", "actor_id", "tag", "object_type", "object_id", "unit_id", "model_id",
    "version_id", "facts",
)  # fmt: skip
IDS = ("actor_id", "object_id", "unit_id", "model_id", "version_id")


def _columns(session: Session) -> str:
    """The columns of `RawEvent` of `e`, as `_event` takes them."""
    is_sqlite = _is_sqlite(session)
    words = SQLITE if is_sqlite else POSTGRESQL
    named = {"at": words.time_fact.format("e.at")}
    if not is_sqlite:
        named |= {one: f"CAST(e.{one} AS text)" for one in (*IDS, "facts")}
    return ", ".join(named.get(one, f"e.{one}") for one in ORDER)


def _events(session: Session) -> Callable[[Sequence[Any]], RawEvent]:
    """How a row becomes an event: SQLite keeps ids without dashes."""
    return partial(_dashed_event, _dashed_ids(session)) if _is_sqlite(session) else RawEvent._make


def _dashed_event(known: _Known, row: Sequence[Any]) -> RawEvent:
    """In Python, and the ids that come again and again once: SQL takes thrice as long."""
    number, at, actor, tag, kind, key, unit, model, version, facts = row
    return RawEvent(
        number, at, known[actor], tag, kind, _dashed(key), known[unit], known[model],
        known[version], facts,
    )  # fmt: skip


def _dashed(digits: Any) -> Any:
    if type(digits) is not str:
        return digits
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


class _Known(dict[Any, Any]):
    """Ids with their dashes by those without: a look into it takes half as long as a call."""

    def __missing__(self, digits: Any) -> Any:
        if len(self) >= MOST_KNOWN:
            self.clear()
        found = self[digits] = _dashed(digits)
        return found


def _dashed_ids(session: Session) -> _Known:
    """Those that this session has met; they end with it."""
    found = session.info.setdefault(_IDS, _Known())
    assert isinstance(found, _Known)
    return found


def _run(session: Session, statement: str, **values: Any) -> Any:
    schema = "" if _is_sqlite(session) else "mw."
    written = statement.replace("{mw}", schema).replace(":MI:SS", r"\:MI\:SS")
    return session.execute(text(written), values)


def log_id(session: Session) -> UUID:
    return session.scalars(select(Workspace.log_id)).one()


@dataclass(frozen=True, slots=True)
class LastLeaf:
    """Where the tree ends. `txid` None: its event is gone, or of a unit that is not read here."""

    position: int = -1
    event_id: int = 0
    txid: int | None = -1


def last_leaf(session: Session) -> LastLeaf:
    row = _run(
        session,
        "SELECT l.position, l.event_id, e.txid FROM {mw}audit_leaf l"
        " LEFT JOIN {mw}audit_event e ON e.id = l.event_id ORDER BY l.position DESC LIMIT 1",
    ).first()
    return LastLeaf(*row) if row else LastLeaf()


def is_from_another_server(session: Session, last: LastLeaf) -> bool:
    """Whether the tree ends with a transaction that this server has not counted to yet.

    So it is after a dump was restored on a new server: what is new would count as old.
    """
    if _is_sqlite(session) or last.txid is None:
        return False
    ahead = "SELECT CAST(CAST(pg_snapshot_xmax(pg_current_snapshot()) AS text) AS bigint) <= :txid"
    return bool(_run(session, ahead, txid=last.txid).scalar_one())


def unsealed_events(session: Session, last: LastLeaf, *, limit: int) -> list[RawEvent]:
    """What was committed after `last`, in the order in which it becomes leaves.

    Ids are not in the order of commits. PostgreSQL: by transaction, and only those before which
    none is still open; the rest waits, so that no later leaf belongs before an earlier one.
    """
    columns = _columns(session)
    if _is_sqlite(session):
        statement = f"SELECT {columns} FROM audit_event e WHERE e.id > :id ORDER BY e.id"
    else:
        statement = (
            f"SELECT {columns} FROM mw.audit_event e WHERE (e.txid, e.id) > (:txid, :id)"
            f" AND e.txid < {OLDEST_OPEN}"
            " ORDER BY e.txid, e.id"
        )
    values = {"id": last.event_id, "txid": last.txid, "limit": limit}
    if _is_sqlite(session):
        values.pop("txid")
    found = _run(session, f"{statement} LIMIT :limit", **values).all()
    return [*map(_events(session), found)]


def leaf_count(session: Session) -> int:
    """How many leaves there are, sealed by a head or not."""
    last = session.scalar(select(func.max(AuditLeaf.position)))
    return 0 if last is None else last + 1


def last_head(session: Session) -> Head | None:
    return next(iter(list_heads(session, newest_first=True, limit=1)), None)


def list_heads(
    session: Session, *, after: int = -1, newest_first: bool = False, limit: int = 1000
) -> list[Head]:
    """Heads of more than `after` events, by size."""
    columns = (
        TreeHead.size, TreeHead.root, TreeHead.document, TreeHead.key_id, TreeHead.signature,
        TreeHead.sealed_at,
    )  # fmt: skip
    order = TreeHead.size.desc() if newest_first else TreeHead.size
    rows = session.execute(
        select(*columns).where(TreeHead.size > after).order_by(order).limit(limit)
    )
    return [Head(*row) for row in rows]


def seal_window(session: Session, position: int) -> tuple[datetime | None, datetime | None]:
    """When the last head before this place of the tree was sealed, and the first one over it."""
    before = select(func.max(TreeHead.size)).where(TreeHead.size <= position).scalar_subquery()
    after = select(func.min(TreeHead.size)).where(TreeHead.size > position).scalar_subquery()
    return (
        session.scalar(select(TreeHead.sealed_at).where(TreeHead.size == before)),
        session.scalar(select(TreeHead.sealed_at).where(TreeHead.size == after)),
    )


def list_seal_keys(session: Session) -> dict[UUID, SealKey]:
    """Every key that was ever made for sealing."""
    rows = session.scalars(select(SigningKey).where(SigningKey.purpose == SEAL))
    return {
        one.id: SealKey(one.id, one.kid, one.public_key, one.state, one.revoked_at_size)
        for one in rows
    }


def has_sealing_key(connection: Connection) -> bool:
    found = connection.scalar(select(SigningKey.id).where(SigningKey.purpose == SEAL).limit(1))
    return found is not None


def leaf_hashes(
    session: Session, start: int, end: int, *, step: int = 20_000
) -> Iterator[list[bytes]]:
    """The stored hashes of leaves from `start` up to, not including, `end`, `step` at a time.

    A computer that sees a trail of a million for the first time reads them all, while its window
    is used: so they come from the connection, without what the session does for each row.

    Raises:
        LookupError: a leaf is missing there, or is no hash.
    """
    connection, leaf = session.connection(), AuditLeaf.__table__.c
    for low in range(start, end, step):
        high = min(low + step, end)
        within = leaf.position >= low, leaf.position < high
        wanted = select(leaf.sha256).where(*within).order_by(leaf.position)
        found = [row[0] for row in connection.execute(wanted)]
        if len(found) < high - low:  # a place has one leaf at most
            present = {row[0] for row in connection.execute(select(leaf.position).where(*within))}
            raise LookupError(next(one for one in range(low, high) if one not in present))
        try:
            yield [bytes.fromhex(one) for one in found]
        except ValueError as error:
            raise LookupError(low + _first_bad(found)) from error


def _first_bad(hashes: Sequence[str]) -> int:
    """The place of the first one that is no hexadecimal number."""
    for place, one in enumerate(hashes):
        try:
            bytes.fromhex(one)
        except ValueError:
            return place
    raise LookupError("each is one")


def sees_all(session: Session, person: UUID) -> bool:
    """Whether this person's login reads every event: it is the service's, or one of the top unit.

    Others read the events of their units; of the rest they have the leaves.
    """
    if _is_sqlite(session):
        return True
    held = (
        select(Membership.id)
        .join(BusinessUnit, BusinessUnit.id == Membership.unit_id)
        .where(
            Membership.person_id == person,
            BusinessUnit.parent_id.is_(None),
            is_held(),
        )
    )
    return session.scalar(held.limit(1)) is not None


def reads_every_event(session: Session) -> bool:
    """The same of who asks."""
    if _is_sqlite(session):
        return True
    me = session.scalar(text("SELECT mw.mw_actor()"))
    return me is not None and sees_all(session, me)


class SealedEvent(NamedTuple):
    """A place in the tree with what lies there.

    `event` None: it is gone, or belongs to a unit that this login does not read.
    """

    position: int
    event_id: int
    sha256: str
    event: RawEvent | None


SealedRow = tuple[int, int, str, RawRow | None]  # a `SealedEvent`, where thousands are read


def sealed_events(session: Session, start: int, end: int) -> list[SealedEvent]:
    """The leaves from `start` up to, not including, `end` that are there, each with its event."""
    made = _events(session)
    return [
        SealedEvent(row[0], row[1], row[2], None if row[3] is None else made(row[3:]))
        for row in _sealed_rows(session, start, end)
    ]


def sealed_events_of(session: Session, events: Collection[int]) -> list[SealedEvent]:
    """The leaves of these events that are there, each with its event."""
    named = ", ".join(map(str, sorted(events)))
    made = _events(session)
    return [
        SealedEvent(row[0], row[1], row[2], None if row[3] is None else made(row[3:]))
        for row in _leaves_with_events(session, f"l.event_id IN ({named})")
    ]


def sealed_rows(session: Session, start: int, end: int) -> tuple[Iterator[SealedRow], list[int]]:
    """The same as plain tuples for who walks through all of them, and their ids.

    Each is made when its turn comes: thousands at once keep Python's collector of garbage busy for
    a fifth of the time. They outlive the session.
    """
    rows = _sealed_rows(session, start, end)
    if _is_sqlite(session):
        return _parted_with_dashes(rows, _dashed_ids(session)), [row[1] for row in rows]
    return _parted(rows), [row[1] for row in rows]


def _sealed_rows(session: Session, start: int, end: int) -> Sequence[RawRow]:
    return _leaves_with_events(
        session, "l.position >= :start AND l.position < :end", start=start, end=end
    )


def _leaves_with_events(session: Session, chosen: str, **values: int) -> Sequence[RawRow]:
    rows = _run(
        session,
        f"SELECT l.position, l.event_id, l.sha256, {_columns(session)} FROM {{mw}}audit_leaf l"
        f" LEFT JOIN {{mw}}audit_event e ON e.id = l.event_id WHERE {chosen} ORDER BY l.position",
        **values,
    )
    return _as_the_driver_gives(rows)


def _as_the_driver_gives(rows: CursorResult[Any]) -> Sequence[RawRow]:
    """All rows as plain tuples: SQLAlchemy's own, of as many, cost half as much as to read them.

    Only for columns that need no type of SQLAlchemy's.
    """
    found: Sequence[RawRow] = rows.cursor_strategy.fetchall(rows, rows.cursor)
    return found


def _parted(rows: Iterable[RawRow]) -> Iterator[SealedRow]:
    for row in rows:
        yield row[0], row[1], row[2], None if row[3] is None else row[3:]


def _parted_with_dashes(rows: Iterable[RawRow], known: _Known) -> Iterator[SealedRow]:
    """As `_dashed_event` does it, in the loop: for thousands a call apart is a tenth more."""
    dashed = _dashed
    for (
        position, event_id, sha256,
        number, at, actor, tag, kind, key, unit, model, version, facts,
    ) in rows:  # fmt: skip
        if number is None:
            yield position, event_id, sha256, None
        else:
            yield position, event_id, sha256, (
                number, at, known[actor], tag, kind, dashed(key), known[unit], known[model],
                known[version], facts,
            )  # fmt: skip


def raw_event(session: Session, event_id: int) -> RawEvent | None:
    """An event as it is hashed, sealed or not; None where it is not there for this login."""
    row = _run(
        session,
        f"SELECT {_columns(session)} FROM {{mw}}audit_event e WHERE e.id = :id",
        id=event_id,
    ).first()
    return None if row is None else _events(session)(row)


def open_texts(session: Session, ids: Sequence[int]) -> dict[int, dict[str, str]]:
    """The open values beside these events."""
    if not ids:
        return {}
    low, high = min(ids), max(ids)
    texts = AuditText.__table__.c
    rows = select(texts.event_id, texts.name, texts.value)
    if high - low < WIDE * len(ids):
        rows = rows.where(texts.event_id >= low, texts.event_id <= high)
    else:
        rows = rows.where(texts.event_id.in_(ids))
    found: dict[int, dict[str, str]] = {}
    for event_id, name, value in _as_the_driver_gives(session.connection().execute(rows)):
        found.setdefault(event_id, {})[name] = value
    return found


def events_beside_the_tree(
    session: Session, last: LastLeaf, *, limit: int
) -> list[tuple[int, str]]:
    """Id and tag of events without a leaf that lie before the end of the tree: put in later."""
    is_before = "e.id <= :id" if _is_sqlite(session) else "(e.txid, e.id) <= (:txid, :id)"
    values = {"id": last.event_id, "limit": limit}
    if not _is_sqlite(session):
        values["txid"] = last.txid if last.txid is not None else -1
    rows = _run(
        session,
        f"SELECT e.id, e.tag FROM {{mw}}audit_event e WHERE {is_before} AND NOT EXISTS"
        " (SELECT 1 FROM {mw}audit_leaf l WHERE l.event_id = e.id) ORDER BY e.id LIMIT :limit",
        **values,
    )
    return [(row[0], row[1]) for row in rows]


def load_seal_status(session: Session) -> SealStatus:
    """How far the trail is sealed, and how long what is not has waited.

    Also what waits for an older transaction to end: unsealed is unsealed.
    """
    head, last = last_head(session), last_leaf(session)
    values: dict[str, Any] = {"id": last.event_id}
    if _is_sqlite(session):
        is_after = "e.id > :id"
    elif last.txid is not None:
        # The first half holds on a new server too, which counts its transactions from anew.
        is_after = (
            "(e.id > :id OR (e.txid, e.id) > (:txid, :id)) AND NOT EXISTS"
            " (SELECT 1 FROM mw.audit_leaf l WHERE l.event_id = e.id)"
        )
        values["txid"] = last.txid
    else:  # the last leaf's transaction can't be read: look among the latest events
        is_after = (
            "e.id > :id - :near AND NOT EXISTS"
            " (SELECT 1 FROM mw.audit_leaf l WHERE l.event_id = e.id)"
        )
        values["near"] = NEAR
    statement = text(
        "SELECT count(*) AS count, min(e.at) AS oldest FROM"
        f" {'' if _is_sqlite(session) else 'mw.'}audit_event e WHERE {is_after}"
    ).columns(count=BigInteger(), oldest=UtcDateTime())
    count, oldest = session.execute(statement, values).one()
    age = (now(session) - oldest).total_seconds() if oldest is not None else 0.0
    return SealStatus(
        size=head.size if head else 0,
        sealed_at=head.signed_at if head else None,
        unsealed=count,
        oldest_unsealed_at=oldest,
        is_late=age > LATE_S,
    )


def salted_facts(facts: object) -> dict[str, tuple[str, str]]:
    """The facts of an event that may be left out: name to salt and digest.

    By name, not by form alone: measures and parameters may have any form that people give them.
    """
    found: dict[str, tuple[str, str]] = {}
    if isinstance(facts, dict):
        for name, one in facts.items():
            if name in SALTED_TEXTS and type(one) is dict and one.keys() == SALTED:
                found[name] = (one["salt"], one["sha256"])
    return found
