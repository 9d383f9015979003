"""Who is who, and whose key is which, as the proof in a review room says it."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Known:
    """A person, by handle and full name."""

    handle: str
    name: str


@dataclass(frozen=True, slots=True)
class ProvedPeople:
    """People by id, and keys by short name."""

    people: Mapping[UUID, Known]
    keys: Mapping[str, Mapping[str, Any]]

    def as_proved(self, table: str, row: Mapping[str, Any]) -> dict[str, Any] | None:
        """A row of `table`, read later, as it was when the proof was made; None: not there then."""
        if table == "person":
            known = self.people.get(row["id"])
            if known is None:
                return None
            told = {"handle": known.handle, "full_name": known.name}
            return {**row, **told, "row_version": 1, "recorded_from": row["created_at"]}
        if table == "signing_key":
            key = self.keys.get(row["kid"])
            return None if key is None else {**row, **key_columns(key)}
        return dict(row)


def key_columns(key: Mapping[str, Any]) -> dict[str, Any]:
    """What a proof says of a key, by the columns of its row.

    A room may lack the event of its end: what is before that place counts.
    """
    ended = key.get("ended_at")
    return {
        "kid": key["kid"],
        "person_id": UUID(key["person"]),
        "public_key": key["public_key"],
        "purpose": key["purpose"],
        "revoked_at_size": key["revoked_at_size"] if ended is None else ended,
        "state": key["state"],
    }


def proved_people(proof: Path) -> ProvedPeople:
    with zipfile.ZipFile(proof) as archive:
        people = {
            UUID(one["id"]): Known(one["handle"], one["name"])
            for one in proved_lines(archive, "people.txt")
        }
        keys = {one["kid"]: one for one in proved_lines(archive, "keys.txt")}
    return ProvedPeople(people, keys)


def proved_lines(archive: zipfile.ZipFile, name: str) -> Iterator[dict[str, Any]]:
    """The records of a member of a proof; none where it lacks that member."""
    if name in archive.namelist():
        with archive.open(name) as lines:
            for line in lines:
                yield json.loads(line.split(b" ", 1)[1])
