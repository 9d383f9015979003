"""The audit trail: rows that triggers write, and the rules that the databases check by."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.tables.base import Base


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
