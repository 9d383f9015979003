"""Seals the rules when they come in force, and tells later whether they still are the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import Connection, insert, select, text
from sqlalchemy.orm import Session

from app.config import VERSION
from app.models.enforcement.above import above_the_rules
from app.models.enforcement.fingerprint import combine, fingerprint_parts
from app.models.tables.organisation import Person
from app.models.tables.trail import SchemaSeal

MOST_NAMED = 8


@dataclass(frozen=True, slots=True)
class SchemaVerdict:
    """`changed` names the parts that are not those of the seal; `sealed_at` is None without one.

    `above` names what no rule binds, sealed or not.
    """

    changed: tuple[str, ...]
    sealed_at: datetime | None
    above: tuple[str, ...] = ()

    @property
    def is_sealed(self) -> bool:
        return self.sealed_at is not None

    @property
    def sentence(self) -> str:
        """What to tell a person; empty where nothing is wrong."""
        return " ".join(part for part in (self._of_seal, self._of_above) if part)

    @property
    def _of_above(self) -> str:
        if not self.above:
            return ""
        named = "; ".join(self.above[:MOST_NAMED])
        more = len(self.above) - MOST_NAMED
        also = f"; and {more} more" if more > 0 else ""
        return f"The rules do not bind all who come in here: {named}{also}."

    @property
    def _of_seal(self) -> str:
        if self.sealed_at is None:
            return "The rules in this database were never sealed."
        if not self.changed:
            return ""
        parts = ", ".join(self.changed)
        return (
            f"The rules in this database were changed by hand since {self.sealed_at:%Y-%m-%d %H:%M}"
            f" UTC: {parts}."
        )


def seal_schema(connection: Connection) -> None:
    """Write down what enforces now. Run as the owner, right after the rules were replaced."""
    parts = fingerprint_parts(connection)
    row = {
        "id": uuid4(),
        "fingerprint": combine(parts),
        "parts": parts,
        "product_version": VERSION,
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


def check_schema(connection: Connection) -> SchemaVerdict:
    """Compare what enforces with the newest seal; any login may."""
    seal = connection.execute(
        select(SchemaSeal.parts, SchemaSeal.fingerprint, SchemaSeal.sealed_at)
        .order_by(SchemaSeal.sealed_at.desc())
        .limit(1)
    ).first()
    above = above_the_rules(connection)
    if seal is None:
        return SchemaVerdict((), None, above)
    present = fingerprint_parts(connection)
    sealed = {str(part): str(digest) for part, digest in seal.parts.items()}
    parts = sorted(present.keys() | sealed.keys())
    changed = [part for part in parts if present.get(part) != sealed.get(part)]
    if combine(sealed) != seal.fingerprint:
        changed.append("the seal itself")
    return SchemaVerdict(tuple(changed), seal.sealed_at, above)


def schema_notice(session: Session) -> str:
    """What a person must be told at connect; empty where all is as it was sealed."""
    return check_schema(session.connection()).sentence
