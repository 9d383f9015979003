"""What a bank must do by a law or a standard, what it does about it, and who answers for what."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, Text, UniqueConstraint, null, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.tables.base import Base, Governed, Numbered, Written, mw_actor


class Framework(Governed, Base):
    """A law or a standard at one version, in the bank's own words. Published ones never change.

    What counts is derived: published, begun, not ended, and nothing that has begun supersedes it.
    """

    key: Mapped[str]
    version: Mapped[int]
    name: Mapped[str]
    publisher: Mapped[str]
    edition: Mapped[str] = mapped_column(default="")  # as the publisher names this version
    effective_from: Mapped[datetime]
    effective_until: Mapped[datetime | None]
    supersedes_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("mw.framework.id"))
    file: Mapped[bytes] = mapped_column(LargeBinary)
    sha256: Mapped[str]
    state: Mapped[str] = mapped_column(default="draft")
    reason: Mapped[str | None] = mapped_column(Text)  # why it was proposed, published or refused
    seen_sha256: Mapped[str | None]  # of the file that who put it in force had before them

    __table_args__ = (
        UniqueConstraint("unit_id", "key", "version"),
        # One line of versions: each has one that comes after it, and one is the first.
        Index(
            "uq_framework_after", "supersedes_id", unique=True,
            postgresql_where=text("state = 'published'"),
            sqlite_where=text("state = 'published'"),
        ),
        Index(
            "uq_framework_first", "unit_id", "key", unique=True,
            postgresql_where=text("state = 'published' AND supersedes_id IS NULL"),
            sqlite_where=text("state = 'published' AND supersedes_id IS NULL"),
        ),
    )  # fmt: skip


class Requirement(Written, Base):
    """One duty of a framework: where the publisher says it, and what it asks, in our own words."""

    framework_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("mw.framework.id"), index=True)
    position: Mapped[int]
    reference: Mapped[str]
    title: Mapped[str]
    text: Mapped[str] = mapped_column(Text)

    __table_args__ = (UniqueConstraint("framework_id", "reference"),)


class RequirementMapping(Written, Base):
    """What becomes of a requirement of the version before: carried, to re-assess, or dropped."""

    framework_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("mw.framework.id"), index=True)
    requirement_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("mw.requirement.id"), index=True)
    successor_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("mw.requirement.id"))
    outcome: Mapped[str]  # carried | reassess | dropped
    note: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = (UniqueConstraint("framework_id", "requirement_id", "successor_id"),)


class Control(Numbered, Governed, Base):
    """What a bank does about a requirement: whose it is, how often, and what shows that it was."""

    requirement_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("mw.requirement.id"), index=True)
    name: Mapped[str]
    description: Mapped[str] = mapped_column(Text, default="")
    owner_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("mw.person.id"))
    cadence_days: Mapped[int | None]  # how old its evidence may grow; none: as old as it likes
    wanted: Mapped[str] = mapped_column(Text, default="")  # what evidence it asks for
    is_ended: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(Text, default="")  # why it is done no more, or again


class RequirementEvidence(Numbered, Governed, Base):
    """A thing on record that shows that a requirement is met: by id, and by digest of that day."""

    requirement_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("mw.requirement.id"), index=True)
    control_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("mw.control.id"), index=True)
    kind: Mapped[str]  # document | decision | policy | test_run
    object_id: Mapped[uuid.UUID] = mapped_column(index=True)
    sha256: Mapped[str]
    title: Mapped[str]
    # What was shown for an earlier version, and shows this requirement too.
    reassesses_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("mw.requirement_evidence.id")
    )
    state: Mapped[str] = mapped_column(default="attached")
    reason: Mapped[str] = mapped_column(Text, default="")
    attached_by: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("mw.person.id"), server_default=mw_actor()
    )


class RaciEntry(Numbered, Governed, Base):
    """Who is responsible, accountable, consulted or informed: a role, or one person."""

    about_kind: Mapped[str]  # act | step | requirement
    about: Mapped[str]
    part: Mapped[str]
    role: Mapped[str] = mapped_column(default="")
    person_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("mw.person.id"), server_default=null()
    )
    state: Mapped[str] = mapped_column(default="in_force")
    reason: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = (
        Index(
            "uq_raci_entry_accountable", "unit_id", "about_kind", "about", unique=True,
            postgresql_where=text("state = 'in_force' AND part = 'accountable'"),
            sqlite_where=text("state = 'in_force' AND part = 'accountable'"),
        ),
        Index("ix_raci_entry_about", "about_kind", "about"),
    )  # fmt: skip
