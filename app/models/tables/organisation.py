"""Who there is: units (the tenants), people, their roles, and the workspace itself."""

import uuid
from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, null, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.tables.base import Base, Governed, Numbered, Versioned, mw_actor, mw_now


class Workspace(Base):
    """One row: what this database is."""

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    is_team: Mapped[bool]
    is_demo: Mapped[bool] = mapped_column(default=False)
    log_id: Mapped[uuid.UUID] = mapped_column(default=uuid.uuid4)
    rules_sha256: Mapped[str] = mapped_column(default="")  # of the rules in force
    created_at: Mapped[datetime] = mapped_column(server_default=mw_now())


class BusinessUnit(Governed, Base):
    """A tenant; units form a tree. Its own `unit_id` is its id."""

    key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    parent_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("mw.business_unit.id"))


class UnitAncestor(Base):
    """The tree, closed: every unit with itself and each unit above. Kept by a trigger."""

    unit_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    ancestor_id: Mapped[uuid.UUID] = mapped_column(primary_key=True, index=True)


class Person(Versioned, Base):
    """A person, or a service that acts (`kind` is person or service)."""

    handle: Mapped[str] = mapped_column(String(80), unique=True)
    full_name: Mapped[str]
    login: Mapped[str | None] = mapped_column(unique=True)
    kind: Mapped[str] = mapped_column(default="person")
    closed_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text, default="", server_default="")  # why it was closed
    created_at: Mapped[datetime] = mapped_column(server_default=mw_now())


class Membership(Governed, Base):
    """`person` holds `role` in `unit` and all units below, from and until."""

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("mw.person.id"))
    role: Mapped[str]
    valid_from: Mapped[datetime] = mapped_column(server_default=mw_now())
    valid_until: Mapped[datetime | None]

    __table_args__ = (
        Index(
            "uq_membership_open",  # a role that has ended can be granted anew
            "person_id",
            "role",
            "unit_id",
            unique=True,
            sqlite_where=text("valid_until IS NULL"),
            postgresql_where=text("valid_until IS NULL"),
        ),
        Index("ix_membership_lookup", "person_id", "role"),
    )


class RoleRequest(Numbered, Governed, Base):
    """An administrator asks that somebody gets or loses a role; another administrator confirms."""

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("mw.person.id"), index=True)
    role: Mapped[str]
    action: Mapped[str] = mapped_column(default="grant")  # grant | end
    valid_until: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(default="asked")
    asked_by: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("mw.person.id"), server_default=mw_actor()
    )
    answered_by: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("mw.person.id"), server_default=null()
    )


class SigningKey(Governed, Base):
    """The public half of an Ed25519 key. It signs once two administrators have confirmed it."""

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("mw.person.id"), index=True)
    purpose: Mapped[str] = mapped_column(default="decision")  # decision | seal
    kid: Mapped[str] = mapped_column(unique=True)  # first 16 hex digits of SHA-256 of the key
    public_key: Mapped[str]  # base64 of the 32 raw bytes
    state: Mapped[str] = mapped_column(default="proposed")
    reason: Mapped[str] = mapped_column(Text, default="")
    endorsed_by: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("mw.person.id"), server_default=null()
    )
    confirmed_by: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("mw.person.id"), server_default=null()
    )
    # The size of the sealed log when it was revoked; people's keys end at the event of that.
    revoked_at_size: Mapped[int | None] = mapped_column(BigInteger, server_default=null())


class ServiceInstance(Base):
    """A running background service, so that everybody sees who drives."""

    name: Mapped[str] = mapped_column(primary_key=True)
    host: Mapped[str]
    pid: Mapped[int]
    started_at: Mapped[datetime] = mapped_column(server_default=mw_now())
    seen_at: Mapped[datetime] = mapped_column(server_default=mw_now())
    stopped_at: Mapped[datetime | None]
    steps_done: Mapped[int] = mapped_column(default=0)
    # Whose open transaction holds up feed and seal, as this service sees it; members can't.
    held_by: Mapped[str] = mapped_column(default="", server_default="")
    held_since: Mapped[datetime | None]
