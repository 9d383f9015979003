"""Decision records in a tree of their own, whose root the event of their import seals.

A block of 1,024 records is a complete part of the tree, so that one record is checked with its
block and the roots of the others, however many came in.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from uuid import UUID

import orjson

from app.models.queries.record_imports import Block, StoredRecord, leaves
from app.models.rules.merkle import Frontier, Proofs, leaf_hash

BLOCK = 1_024  # a power of two


def record_bytes(record: StoredRecord) -> bytes:
    """The RFC 8785 text of a record: what its leaf is made of.

    Raises:
        ValueError: a text of it is no Unicode, as no import leaves one.
    """
    return orjson.dumps(
        {
            "application": _text(record.application_id),
            "decided_at": _instant(record.decided_at),
            "decision": record.decision_id,
            "id": str(record.id),
            "inference_sha256": record.inference_sha256,
            "model": str(record.model_id),
            "served_sha256": record.served_sha256,
            "source": record.source,
            "version": str(record.version_id),
        },
        option=orjson.OPT_SORT_KEYS,
    )


def record_leaf(record: StoredRecord) -> bytes:
    """Its leaf; of a text that is no Unicode one that is nobody's."""
    try:
        return leaf_hash(record_bytes(record))
    except ValueError:
        return leaf_hash(repr(record).encode("utf-8", "backslashreplace"))


def _instant(at: datetime) -> str:
    """As events say it: UTC with six digits. strftime would take four times as long."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def _text(key: UUID | None) -> str | None:
    return None if key is None else str(key)


class ImportTree:
    """The records of one model of one import, while they come in. Holds one block."""

    def __init__(self, import_id: UUID, model_id: UUID) -> None:
        self.import_id = import_id
        self.model_id = model_id
        self.size = 0
        self.first_at: datetime | None = None
        self.last_at: datetime | None = None
        self._entries = bytearray()
        self._roots = Frontier()

    def add(self, record: StoredRecord) -> Block | None:
        """Take the next record, whose place is `size`; gives a block that is full now."""
        self._entries += record.id.bytes + record_leaf(record)
        at = record.decided_at
        self.first_at = at if self.first_at is None else min(self.first_at, at)
        self.last_at = at if self.last_at is None else max(self.last_at, at)
        self.size += 1
        return None if self.size % BLOCK else self._cut()

    def finish(self) -> Block | None:
        """The last block, unless it was full."""
        return self._cut() if self._entries else None

    def root(self) -> str:
        """Of all blocks that were cut."""
        return self._roots.root().hex()

    def _cut(self) -> Block:
        entries = bytes(self._entries)
        self._entries.clear()
        root = block_root(entries)
        position = self._roots.size
        self._roots.append(root)
        return Block(position, entries, root.hex())


def block_root(entries: bytes) -> bytes:
    tree = Frontier()
    tree.extend(leaves(entries))
    return tree.root()


def root_of_blocks(roots: Iterable[str]) -> str:
    """The root of the whole tree; empty where one of them is no hash."""
    tree = Frontier()
    try:
        tree.extend(map(bytes.fromhex, roots))
    except ValueError:
        return ""
    return tree.root().hex()


class Paths:
    """The audit paths of records: within their block, then among the blocks. Holds one block.

    Raises:
        ValueError: a root is no hash.
    """

    def __init__(self, roots: Iterable[str]) -> None:
        self._among = Proofs(map(bytes.fromhex, roots))
        self._within = Proofs(())

    def enter(self, entries: bytes) -> None:
        """Those of the records of this block from here on."""
        self._within = Proofs(leaves(entries))

    def path(self, position: int) -> tuple[bytes, ...]:
        """Raises: IndexError: there is no such place."""
        return (*self._within.path(position % BLOCK), *self._among.path(position // BLOCK))
