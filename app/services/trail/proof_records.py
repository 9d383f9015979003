"""Decision records in a proof: each with the way to the root that its import's event holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from app.errors import InputError, VerificationError
from app.models.queries.record_imports import (
    StoredRecord,
    block_roots,
    find_import_event,
    list_blocks,
    list_wanted,
    pairs,
)
from app.services.trail.one_leaf import load_leaf
from app.services.trail.record_tree import (
    BLOCK,
    Paths,
    block_root,
    record_bytes,
    record_leaf,
    root_of_blocks,
)

MOST_RECORDS = 50_000  # in one proof: each is there with its whole way up


@dataclass(frozen=True, slots=True)
class Proved:
    record: StoredRecord
    path: tuple[str, ...]

    def told(self, *, is_redacted: bool) -> dict[str, Any]:
        """Redacted: its leaf alone, of which nobody can tell whose decision it was."""
        told: dict[str, Any] = {
            "import": str(self.record.import_id),
            "leaf": record_leaf(self.record).hex(),
            "path": list(self.path),
            "place": self.record.position,
        }
        return told if is_redacted else told | {"document": record_bytes(self.record).decode()}


def require_few(count: int) -> None:
    """Raises: InputError: more decision records than a proof holds."""
    if count > MOST_RECORDS:
        raise InputError(
            f"These are {count} decision records; a proof holds {MOST_RECORDS} at most.",
            hint="Choose a shorter period, or one version.",
        )


def prove_import(
    session: Session, import_id: UUID, condition: ColumnElement[bool]
) -> Iterator[Proved]:
    """Those of its records that fit, each with its proof; holds one block of them.

    Raises:
        VerificationError: one is not what its import sealed.
        InputError: the import is not sealed yet.
    """
    sealed, after = _Sealed(session, import_id), -1
    while found := list_wanted(session, import_id, condition, after=after, limit=BLOCK):
        for record in found:
            yield Proved(record, tuple(one.hex() for one in sealed.path(record)))
        after = found[-1].position


class _Sealed:
    """An import that the trail sealed, with the tree over its blocks and one block of them."""

    def __init__(self, session: Session, import_id: UUID) -> None:
        self._session = session
        self._import_id = import_id
        event = find_import_event(session, import_id)
        leaf = load_leaf(session, event.event_id) if event is not None else None
        if event is None or leaf is None or (leaf.position is not None and not leaf.holds):
            raise self._broken()
        if leaf.position is None or not leaf.head_size:
            raise InputError(
                f"The import {import_id} of decision records is not sealed yet.",
                hint="The background service seals each second; so does modelward audit seal.",
            )
        self._roots = block_roots(session, import_id)
        if root_of_blocks(self._roots) != event.sha256:
            raise self._broken()
        self._paths = Paths(self._roots)
        self._number = -1
        self._listed: list[tuple[bytes, bytes]] = []

    def path(self, record: StoredRecord) -> tuple[bytes, ...]:
        """The hashes beside its way up to the root of the import."""
        number, index = divmod(record.position, BLOCK)
        if number != self._number:
            self._read(number)
        if index >= len(self._listed) or self._listed[index] != (
            record.id.bytes,
            record_leaf(record),
        ):
            raise self._broken(record)
        return self._paths.path(record.position)

    def _read(self, number: int) -> None:
        found = list_blocks(self._session, self._import_id, start=number, limit=1)
        if (
            not 0 <= number < len(self._roots)
            or not found
            or found[0].position != number
            or block_root(found[0].entries).hex() != self._roots[number]
        ):
            raise self._broken()
        self._number, self._listed = number, [*pairs(found[0].entries)]
        self._paths.enter(found[0].entries)

    def _broken(self, record: StoredRecord | None = None) -> VerificationError:
        hint = "modelward audit verify names every such record."
        if record is None:
            message = f"The import {self._import_id} of decision records is not what was sealed."
            return VerificationError(message, hint=hint)
        message = f"The decision record {record.id} is not what was sealed."
        return VerificationError(message, hint=hint)
