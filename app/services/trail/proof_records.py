"""Decision records in a proof: each with the way to the root that its import's event holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.errors import InputError, VerificationError
from app.models.queries.record_imports import StoredRecord, load_records
from app.services.trail.record_seal import SealState, load_record_seal, path_in_import
from app.services.trail.record_tree import record_bytes, record_leaf


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


def prove_records(session: Session, ids: Sequence[UUID]) -> Iterator[Proved]:
    """Each of these records with its proof.

    Raises:
        VerificationError: one is not what its import sealed.
        InputError: the import of one is not sealed yet.
    """
    for record in load_records(session, ids):
        seal = load_record_seal(session, record)
        if seal.state is SealState.BROKEN:
            raise VerificationError(
                f"The decision record {record.id} is not what was sealed.",
                hint="modelward audit verify names every such record.",
            )
        if seal.state is SealState.WAITING:
            raise InputError(
                f"The import of decision {record.decision_id} is not sealed yet.",
                hint="The background service seals each second; so does modelward audit seal.",
            )
        path = tuple(one.hex() for one in path_in_import(session, record))
        yield Proved(record, path)
