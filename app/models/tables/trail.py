"""The audit trail: rows that triggers write, and the rules that the databases check by."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.rules.acts import is_act
from app.models.tables.base import Base, mw_now


class AuditEvent(Base):
    """What happened, to what, by whom. Open texts lie beside it, so that they can be left out."""

    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=True
    )
    txid: Mapped[int] = mapped_column(BigInteger, default=0)  # PostgreSQL: the order of commits
    at: Mapped[datetime]
    actor_id: Mapped[uuid.UUID]
    tag: Mapped[str]
    object_type: Mapped[str]
    object_id: Mapped[uuid.UUID]
    unit_id: Mapped[uuid.UUID]
    model_id: Mapped[uuid.UUID | None]
    version_id: Mapped[uuid.UUID | None]
    facts: Mapped[dict[str, Any]]

    __table_args__ = (
        Index(
            "ix_audit_event_act",
            "actor_id",
            "at",
            sqlite_where=text(is_act("tag")),
            postgresql_where=text(is_act("tag")),
        ),
        Index("ix_audit_event_at", "at", "id"),
        Index("ix_audit_event_model", "model_id", "id"),
        Index("ix_audit_event_object", "object_id", "id"),
        Index("ix_audit_event_txid", "txid", "id"),
    )


class AuditText(Base):
    """The open value of a redactable fact; its event holds salt and SHA-256 of salt + value."""

    event_id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=False
    )
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(Text)


class AllowedTransition(Base):
    """`rules/transitions.py` as rows: what the triggers look into."""

    thing: Mapped[str] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(primary_key=True)
    target: Mapped[str] = mapped_column(primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)


class AllowedWrite(Base):
    """`rules/rights.py` as rows: which role may insert into or update which table."""

    table_name: Mapped[str] = mapped_column(primary_key=True)
    action: Mapped[str] = mapped_column(primary_key=True)  # insert | update
    role: Mapped[str] = mapped_column(primary_key=True)


class AuditLeaf(Base):
    """An event's place in the sealed tree: SHA-256 of 0x00 + its canonical bytes (RFC 6962)."""

    position: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=False
    )
    event_id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer(), "sqlite"), unique=True
    )
    sha256: Mapped[str]


class TreeHead(Base):
    """A signed seal over the first `size` events: what no earlier event can be changed behind."""

    size: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=False
    )
    root: Mapped[str]
    document: Mapped[str] = mapped_column(Text)  # the RFC 8785 text that is signed
    key_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("mw.signing_key.id"))
    signature: Mapped[str]  # base64 of Ed25519
    sealed_at: Mapped[datetime] = mapped_column(server_default=mw_now())


class SchemaSeal(Base):
    """The fingerprint of functions, triggers, grants and rules of the day they came in force.

    The owner writes it, unsigned; every head of the trail names the newest one and is signed.
    """

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    fingerprint: Mapped[str]
    parts: Mapped[dict[str, Any]]  # SHA-256 by part, so that a change is named
    product_version: Mapped[str]
    place: Mapped[str] = mapped_column(default="")  # PostgreSQL: which server and database
    key_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("mw.signing_key.id"))
    signature: Mapped[str] = mapped_column(default="")
    sealed_at: Mapped[datetime] = mapped_column(server_default=mw_now())
