"""The Merkle tree of RFC 6962 over the audit trail: roots, and proofs that a leaf is in one.

A leaf is hashed with a zero byte before it, a node with a one, so that neither passes for the
other. The tree is never rebuilt: a `Frontier` keeps the roots of its complete parts, twenty hashes
for a million leaves.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(content: bytes) -> bytes:
    return hashlib.sha256(b"\0" + content).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


class Frontier:
    """A tree that grows at its right end, as the roots of its complete parts, largest first."""

    def __init__(self, size: int = 0, parts: Iterable[bytes] = ()) -> None:
        """Raises: ValueError: a tree of that size has another number of parts."""
        self.size = size
        self._parts = list(parts)
        if len(self._parts) != size.bit_count() or any(len(p) != HASH_BYTES for p in self._parts):
            raise ValueError(f"a tree of {size} leaves has other parts")

    @property
    def parts(self) -> tuple[bytes, ...]:
        return tuple(self._parts)

    def copy(self) -> Frontier:
        return Frontier(self.size, self._parts)

    def append(self, leaf: bytes) -> None:
        """Add the hash of the next leaf."""
        self.extend((leaf,))

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Add the hashes of the next leaves."""
        size, parts, sha256 = self.size, self._parts, hashlib.sha256
        for node in leaves:
            rest = size
            while rest & 1:  # the last part is complete and as large as what is added: one now
                node = sha256(b"\1" + parts.pop() + node).digest()  # noqa: PLW2901
                rest >>= 1
            parts.append(node)
            size += 1
        self.size = size

    def root(self) -> bytes:
        if not self._parts:
            return EMPTY_ROOT
        found = self._parts[-1]
        for part in reversed(self._parts[:-1]):
            found = node_hash(part, found)
        return found


class Proofs:
    """The audit paths of the leaves of one tree. Holds two hashes for each leaf."""

    def __init__(self, leaves: Iterable[bytes]) -> None:
        level = bytearray()
        for leaf in leaves:
            level += leaf
        self.size = len(level) // HASH_BYTES
        self._levels = [bytes(level)]
        while len(self._levels[-1]) > HASH_BYTES:
            self._levels.append(_level_above(self._levels[-1]))

    def root(self) -> bytes:
        return self._levels[-1] if self.size else EMPTY_ROOT

    def path(self, position: int) -> tuple[bytes, ...]:
        """The hashes beside the way from a leaf up to the root, lowest first.

        Raises:
            IndexError: the tree has no such leaf.
        """
        if not 0 <= position < self.size:
            raise IndexError(position)
        found = []
        for level in self._levels[:-1]:
            beside = (position ^ 1) * HASH_BYTES
            if beside < len(level):  # else the last one of an odd level: it goes up as it is
                found.append(level[beside : beside + HASH_BYTES])
            position >>= 1
        return tuple(found)


def _level_above(level: bytes) -> bytes:
    return b"".join(_pairs(level))


def _pairs(level: bytes) -> Iterator[bytes]:
    pair = 2 * HASH_BYTES
    whole = len(level) - len(level) % pair
    for start in range(0, whole, pair):
        yield hashlib.sha256(b"\1" + level[start : start + pair]).digest()
    if whole < len(level):
        yield level[whole:]


def root_by_path(leaf: bytes, position: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """The root that an audit path leads to; None where its length fits no such leaf."""
    if not 0 <= position < size:
        return None
    rest, last = list(path), size - 1
    while last:
        if position & 1 or position < last:
            if not rest:
                return None
            beside = rest.pop(0)
            leaf = node_hash(beside, leaf) if position & 1 else node_hash(leaf, beside)
        position >>= 1
        last >>= 1
    return None if rest else leaf
