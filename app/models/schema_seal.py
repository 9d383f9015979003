"""Seals the rules when they come in force, and tells later whether they still are the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Select, case, insert, select, text

from app.config import VERSION
from app.models.enforcement.above import OFF, Above, above_the_rules, workers_apart
from app.models.enforcement.fingerprint import BESIDE, combine, fingerprint_parts
from app.models.rules.instants import instant
from app.models.tables.base import mw_now
from app.models.tables.organisation import Person
from app.models.tables.trail import SchemaSeal

MOST_NAMED = 8
_PLACE = text(
    "SELECT system_identifier || '/' || d.oid FROM pg_control_system(), pg_database d"
    " WHERE d.datname = current_database()"
)
_IS_AS_CREATED = text("SELECT datacl IS NULL FROM pg_database WHERE datname = current_database()")
_EPOCH = text(
    "SELECT (e.txid >> 32) + 1 FROM mw.audit_event e WHERE e.txid >="
    " CAST(CAST(pg_snapshot_xmax(pg_current_snapshot()) AS text) AS bigint)"
    " ORDER BY e.txid DESC LIMIT 1"
)


@dataclass(frozen=True, slots=True)
class SchemaVerdict:
    """`changed` names the parts that are not those of the seal; `sealed_at` is None without one.

    `above` is what no rule binds, sealed or not. `is_restored`: it was sealed in another
    database, and nobody has given or taken rights on this one. `epoch`: what the server's counter
    of transactions must be set to, so that it is past those of the trail; 0 where it is.
    """

    changed: tuple[str, ...]
    sealed_at: datetime | None
    above: tuple[Above, ...] = ()
    is_restored: bool = False
    epoch: int = 0

    @property
    def is_sealed(self) -> bool:
        return self.sealed_at is not None

    @property
    def sentence(self) -> str:
        """What to tell a person; empty where nothing is wrong."""
        if self._is_just_restored:
            return self._of_restoring
        said = (self.stopping, self._of_harmless, self._of_prepared)
        return " ".join(part for part in said if part)

    @property
    def stopping(self) -> str:
        """As much of it as the service does not work on; empty where it may."""
        if self._is_just_restored:
            return self._of_restoring
        said = (self._of_seal, self._of_guards, self._of_above, self._of_counter)
        return " ".join(part for part in said if part)

    @property
    def _is_just_restored(self) -> bool:
        """What is missing is what a dump does not hold, and nobody raised a login since."""
        is_touched = any(one.is_deed for one in self.above)
        return self.is_restored and self.changed == (BESIDE,) and not is_touched

    @property
    def _of_restoring(self) -> str:
        """A dump was restored: what is missing is nobody's deed, and one command puts it right."""
        if self.epoch:
            return (
                "This database was restored at another place than where its rules were sealed, and"
                " what guards it beside its tables did not come along: its administrator stops that"
                f" server, runs pg_resetwal --epoch={self.epoch} on its data folder, starts it and"
                " runs modelward workspace upgrade as a superuser."
            )
        return (
            "This database was restored at another place than where its rules were sealed, and what"
            " guards it beside its tables did not come along: its administrator runs modelward"
            " workspace upgrade as a superuser."
        )

    @property
    def _of_counter(self) -> str:
        if not self.epoch:
            return ""
        return (
            "This server has counted fewer transactions than the trail of this database, so nothing"
            " new can be sealed or told: its administrator stops it, runs"
            f" pg_resetwal --epoch={self.epoch} on its data folder and starts it."
        )

    @property
    def _of_guards(self) -> str:
        named = first_few([one.words for one in self.above if one.kind == OFF])
        return f"What guards this database was switched off by hand: {named}." if named else ""

    @property
    def _of_above(self) -> str:
        named = first_few([one.words for one in self.above if one.stops and one.kind != OFF])
        return f"The rules do not bind all who come in here: {named}." if named else ""

    @property
    def _of_harmless(self) -> str:
        named = first_few(
            [one.words for one in self.above if not one.stops and not one.outlives_sessions]
        )
        if not named:
            return ""
        return (
            f"This server lets people do what nobody needs here, which gets round no rule: {named}."
            " Its administrator takes that back by modelward workspace upgrade as a superuser."
        )

    @property
    def _of_prepared(self) -> str:
        named = first_few([one.words for one in self.above if one.outlives_sessions])
        if not named:
            return ""
        return (
            "A prepared transaction outlives its session, so that no service can end it; until it"
            f" is ended by hand nothing later is sealed or told: {named}."
        )

    @property
    def _of_seal(self) -> str:
        if self.sealed_at is None:
            return "The rules in this database were never sealed."
        if not self.changed:
            return ""
        sealed_at, parts = instant(self.sealed_at), ", ".join(self.changed)
        return f"The rules in this database were changed by hand since {sealed_at}: {parts}."


def first_few(words: list[str]) -> str:
    """The first few, and how many more there are."""
    more = len(words) - MOST_NAMED
    return "; ".join(words[:MOST_NAMED]) + (f"; and {more} more" if more > 0 else "")


def seal_schema(connection: Connection) -> None:
    """Write down what enforces now. Run as the owner, right after the rules were replaced."""
    parts = fingerprint_parts(connection)
    row = {
        "id": uuid4(),
        "fingerprint": combine(parts),
        "parts": parts,
        "product_version": VERSION,
        "place": _place(connection),
    }
    if connection.dialect.name == "sqlite":
        service = connection.scalar(select(Person.id).where(Person.kind == "service"))
        before = connection.info.get("mw_actor")
        connection.info["mw_actor"] = service.hex if service else None
        connection.execute(insert(SchemaSeal).values(**row))
        connection.info["mw_actor"] = before
        return
    # The owner is nobody in the workspace, so its guard would refuse this row.
    connection.execute(text("ALTER TABLE mw.schema_seal DISABLE TRIGGER USER"))
    connection.execute(insert(SchemaSeal).values(**row))
    connection.execute(text("ALTER TABLE mw.schema_seal ENABLE TRIGGER USER"))


def newest_seal(*columns: Any) -> Select[Any]:
    """Those columns of the seal that counts. One that is dated ahead counts after all others."""
    is_ahead = case((SchemaSeal.sealed_at > mw_now(), 1), else_=0)
    return select(*columns).order_by(is_ahead, SchemaSeal.sealed_at.desc()).limit(1)


def check_schema(connection: Connection) -> SchemaVerdict:
    """Compare what enforces with the newest seal; any login may."""
    seal = connection.execute(
        newest_seal(
            SchemaSeal.parts, SchemaSeal.fingerprint, SchemaSeal.sealed_at, SchemaSeal.place
        )
    ).first()
    at_work, _ = workers_apart(connection)
    above = (*above_the_rules(connection), *(Above("duty", words) for words in at_work))
    if seal is None:
        return SchemaVerdict((), None, above)
    present = fingerprint_parts(connection)
    sealed = {str(part): str(digest) for part, digest in seal.parts.items()}
    parts = sorted(present.keys() | sealed.keys())
    changed = [part for part in parts if present.get(part) != sealed.get(part)]
    if combine(sealed) != seal.fingerprint:
        changed.append("the seal itself")
    return SchemaVerdict(
        tuple(changed),
        seal.sealed_at,
        above,
        is_restored=seal.place != _place(connection) and _is_as_created(connection),
        epoch=_missing_epoch(connection),
    )


def _place(connection: Connection) -> str:
    """A file may lie anywhere; a copy of the server's own files counts as the same server."""
    if connection.dialect.name == "sqlite":
        return ""
    return str(connection.execute(_PLACE).scalar_one())


def _is_as_created(connection: Connection) -> bool:
    return bool(connection.execute(_IS_AS_CREATED).scalar())


def _missing_epoch(connection: Connection) -> int:
    if connection.dialect.name == "sqlite":
        return 0
    return int(connection.execute(_EPOCH).scalar() or 0)
