"""Seals the trail: what was committed becomes leaves of a Merkle tree, and its head is signed.

Nobody waits for it, and no audit row is ever changed for it. Any number of services may seal the
same log: the second of two that do so at once fails on the primary key, and nothing is lost.
"""

from __future__ import annotations

import json
import logging
from pathlib import Path
from uuid import UUID, uuid4

from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.config import Settings
from app.errors import AppError, VerificationError
from app.models.database import Database
from app.models.locks import Lock, try_lock
from app.models.queries.trail import (
    LATE_S,
    Head,
    LastLeaf,
    RawEvent,
    SealKey,
    is_from_another_server,
    last_head,
    last_leaf,
    leaf_hashes,
    list_seal_keys,
    load_seal_status,
    log_id,
    unsealed_events,
)
from app.models.rules.instants import instant
from app.models.rules.keys import SEAL
from app.models.rules.merkle import Frontier, leaf_hash
from app.models.schema_seal import newest_seal
from app.models.tables.base import mw_now
from app.models.tables.organisation import SigningKey
from app.models.tables.trail import AuditLeaf, SchemaSeal, TreeHead
from app.services.digests import canonical
from app.services.secrets import Secrets
from app.services.signing import HEAD, KeyPair, verify
from app.services.trail.leaves import leaf_bytes
from app.services.unit_of_work import Work

log = logging.getLogger(__name__)

BATCH = 5_000  # events under one head
NO_OTHER = (  # decision 015
    "No other key can take its place: export a proof of what is sealed (modelward audit export)"
    " and begin a new workspace."
)
HINT = "Find out who changed it: modelward audit verify names the place. Keep backups as they are."


def key_name(log: UUID) -> str:
    """What the private key that seals this log is called among the secrets of a machine."""
    return f"seal-{log}"


def secrets_here(settings: Settings) -> Secrets:
    """Where a sealing key lies, as a rule: with this machine's secrets.

    The service's own folder will do (a file that only its user may read), because the key never
    leaves its host, and a service has nobody to ask for a passphrase.
    """
    return Secrets.of(settings, is_embedded=True)


def secrets_beside(database: Database) -> Secrets:
    """Beside the file of a workspace, never in the keyring: a demo's, which goes with its file."""
    return Secrets(Path(database.url.database or "").parent, is_embedded=True)


def find_sealing_key(database: Database, settings: Settings, log: UUID) -> KeyPair | None:
    """The private key of this log; None where it lies on another machine."""
    name = key_name(log)
    found = secrets_beside(database).find(name) if database.is_sqlite else None
    found = found or secrets_here(settings).find(name)  # the keyring takes a while to load
    return KeyPair.of_seed(found[0]) if found is not None else None


def make_sealing_key(
    connection: Connection, secrets: Secrets, *, log: UUID, unit: UUID, service: UUID, by: UUID
) -> SealKey:
    """A new key for this log: its public half in the workspace, the private one with `secrets`.

    For the owner, before the rules are in force: nobody could yet confirm it.
    """
    pair = KeyPair.generate()
    secrets.keep(key_name(log), pair.seed())
    key = SealKey(uuid4(), pair.kid, pair.public_key, "active", None)
    connection.execute(
        insert(SigningKey).values(
            id=key.id,
            unit_id=unit,
            person_id=service,
            purpose=SEAL,
            kid=key.kid,
            public_key=key.public_key,
            state=key.state,
            recorded_by=by,
        )
    )
    return key


class Sealer:
    """Seals one log with one key. Keeps the tree's frontier, so that no leaf is read twice.

    Args:
        work: of the service; on SQLite with durable connections, so that its commits make those
            before them durable too, and no seal covers what a power cut takes away.
    """

    def __init__(self, work: Work, pair: KeyPair) -> None:
        self._work = work
        self._pair = pair
        self._tree = Frontier()
        with work.reading() as session:
            self._log = log_id(session)
            keys = list_seal_keys(session)
        self._key_id = _key_in_force(keys, pair)

    def run_once(self) -> int:
        """Seal what was committed and has no leaf yet; how many events.

        Raises:
            VerificationError: what was sealed before does not hold, so nothing is added to it.
            AppError: the database came from a server that was further on.
        """
        with self._work.reading() as session:
            last = last_leaf(session)
            if is_from_another_server(session, last):
                raise AppError(
                    "The database was restored on a server that has counted fewer transactions"
                    f" than the {last.txid} of its trail, so what is new can't be told from old.",
                    hint="Its administrator stops the server, runs pg_resetwal"
                    f" --epoch={((last.txid or 0) >> 32) + 1} on its data folder, and starts it.",
                )
            if last.txid is not None and not unsealed_events(session, last, limit=1):
                return 0
        total = 0
        while True:
            sealed = self._seal_some()
            total += sealed
            if sealed < BATCH:
                return total

    def _seal_some(self) -> int:
        try:
            with self._work.unit() as unit:
                if not try_lock(unit.session.connection(), Lock.SEALING):
                    log.info("another service is sealing")
                    return 0
                tree = self._present_tree(unit.session)
                events = unsealed_events(unit.session, last_leaf(unit.session), limit=BATCH)
                if events:
                    _key_in_force(list_seal_keys(unit.session), self._pair)
                    self._write(unit.session, tree, events)
        except IntegrityError:
            log.info("another service sealed first")
            return 0
        self._tree = tree
        return len(events)

    def _present_tree(self, session: Session) -> Frontier:
        """The frontier of what is sealed, whoever sealed it, held against its last head."""
        head, last = last_head(session), last_leaf(session)
        _require_whole(head, last)
        size = head.size if head else 0
        if size < self._tree.size:
            raise _broken(f"it has {size} events, and had {self._tree.size}")
        tree = self._tree.copy()
        try:
            for leaves in leaf_hashes(session, tree.size, size):
                tree.extend(leaves)
        except LookupError as error:
            raise _broken(f"leaf {error.args[0]} is missing") from error
        if head is not None and tree.root().hex() != head.root:
            raise _broken("its leaves are others than its head says")
        return tree

    def _write(self, session: Session, tree: Frontier, events: list[RawEvent]) -> None:
        """Append the events to `tree`, and store their leaves and the new head."""
        rows = []
        for event in events:
            leaf = leaf_hash(leaf_bytes(event))
            rows.append({"position": tree.size, "event_id": event.id, "sha256": leaf.hex()})
            tree.append(leaf)
        session.execute(insert(AuditLeaf), rows)
        document = head_document(session, self._log, tree)
        session.execute(
            insert(TreeHead).values(
                size=tree.size,
                root=tree.root().hex(),
                document=document,
                key_id=self._key_id,
                signature=self._pair.sign(HEAD, document),
            )
        )


def head_document(session: Session, log: UUID, tree: Frontier) -> str:
    """What is signed of a head: RFC 8785 text."""
    at = session.execute(select(mw_now())).scalar_one()
    document = {
        "v": 1,
        "log": str(log),
        "size": tree.size,
        "root": tree.root().hex(),
        "at": f"{at:%Y-%m-%dT%H:%M:%S.%fZ}",
    }
    rules = session.scalars(newest_seal(SchemaSeal.fingerprint)).first()
    return canonical({**document, "fingerprint": rules} if rules else document)


def is_signed(head: Head, log: UUID, keys: dict[UUID, SealKey]) -> bool:
    """Whether a head says what its row says, and a sealing key of this workspace signed it.

    A revoked key counts for what it sealed before, by place in the log and never by a clock.
    """
    key = keys.get(head.key_id)
    if key is None or not _may_seal(key, head.size):
        return False
    if not verify(key.public_key, HEAD, head.document, head.signature):
        return False
    return _says(head, log)


def _says(head: Head, log: UUID) -> bool:
    try:
        said = json.loads(head.document)
    except (ValueError, RecursionError):
        return False
    if not isinstance(said, dict):
        return False
    found = (said.get("log"), said.get("size"), said.get("root"))
    return found == (str(log), head.size, head.root)


def _may_seal(key: SealKey, size: int) -> bool:
    if key.state == "active":
        return True
    return key.state == "revoked" and size <= (key.revoked_at_size or 0)


def _key_in_force(keys: dict[UUID, SealKey], pair: KeyPair) -> UUID:
    """The id of this key. It is looked at before each head: one that was revoked seals nothing."""
    found = next((one for one in keys.values() if one.public_key == pair.public_key), None)
    if found is None:
        raise AppError(
            f"The sealing key {pair.kid} on this machine is none of this workspace's.",
            hint="modelward key list shows which key seals here; bring that one to this machine.",
        )
    if found.state != "active":
        raise AppError(_ended(found), hint=NO_OTHER)
    return found.id


def _ended(key: SealKey) -> str:
    """What is said of a sealing key that is not in force."""
    if key.state != "revoked":
        return f"The sealing key {key.kid} is {key.state}, so nothing is sealed with it."
    return (
        f"The sealing key {key.kid} was revoked at position {key.revoked_at_size or 0} of the log,"
        " so nothing after that is sealed."
    )


def ended_why(session: Session) -> str:
    """Why nothing is sealed any more, what was sealed may be intact all the same; empty: it is."""
    keys = list_seal_keys(session).values()
    if keys and all(one.state != "active" for one in keys):
        return " ".join((*map(_ended, keys), NO_OTHER))
    return ""


def late_why(session: Session) -> str:
    """That events wait to be sealed for more than a minute; empty: none does.

    A log of which nothing was ever sealed waits for its service to begin.
    """
    status = load_seal_status(session)
    if not status.size or status.oldest_unsealed_at is None or not status.is_late:
        return ""
    since = instant(status.oldest_unsealed_at)
    waits = "1 event waits" if status.unsealed == 1 else f"{status.unsealed} events wait"
    return (
        f"{waits} to be sealed, the oldest since {since}, longer than {LATE_S} seconds. Let the"
        " service run on the machine that has the sealing key, or seal them there: modelward audit"
        " seal. Its log says what stops it."
    )


def _require_whole(head: Head | None, last: LastLeaf) -> None:
    size = head.size if head else 0
    if last.position + 1 != size:
        raise _broken(f"it has {last.position + 1} leaves, and its head says {size}")
    if last.txid is None:
        raise _broken(f"the event of its last leaf, {last.event_id}, is gone")


def _broken(what: str) -> VerificationError:
    return VerificationError(f"The sealed trail was changed: {what}. Nothing was added.", hint=HINT)
