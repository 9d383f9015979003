"""Life cycles: templates, decision tables, what is bound to a model, and people's tasks."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    Text,
    UniqueConstraint,
    null,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.models.tables.base import (
    Base,
    Governed,
    Identified,
    InUnit,
    Numbered,
    mw_actor,
    mw_now,
    request_key,
    snapshot_key,
    version_key,
)


class LifeCycleTemplate(Governed, Base):
    """A BPMN file at one version. Published ones never change."""

    key: Mapped[str]
    version: Mapped[int]
    name: Mapped[str]
    process_id: Mapped[str]
    bpmn: Mapped[bytes] = mapped_column(LargeBinary)
    sha256: Mapped[str]
    state: Mapped[str] = mapped_column(default="draft")
    parameters: Mapped[dict[str, Any]] = mapped_column(default=dict)  # names and defaults
    seen_sha256: Mapped[str | None]  # of the file that who put it in force had before them
    reason: Mapped[str | None] = mapped_column(Text)  # why it was sent back

    __table_args__ = (UniqueConstraint("unit_id", "key", "version"),)


class DecisionTable(Governed, Base):
    """A DMN file at one version: thresholds, approval routes, policies."""

    key: Mapped[str]
    version: Mapped[int]
    name: Mapped[str]
    decision_id: Mapped[str]
    dmn: Mapped[bytes] = mapped_column(LargeBinary)
    sha256: Mapped[str]
    state: Mapped[str] = mapped_column(default="draft")
    reason: Mapped[str | None] = mapped_column(Text)  # why it was proposed, published or refused
    seen_sha256: Mapped[str | None]  # of the content that who put it in force had before them

    __table_args__ = (UniqueConstraint("unit_id", "key", "version"),)


class LifeCycleBinding(Governed, Base):
    """The life cycle of one model: a template and the values of its parameters."""

    model_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("mw.registered_model.id"), unique=True)
    template_key: Mapped[str]
    parameters: Mapped[dict[str, Any]] = mapped_column(default=dict)


class UserTask(Numbered, Governed, Base):
    """What one person of a role has to do for a process. Overdue is derived, never stored."""

    instance_id: Mapped[uuid.UUID] = mapped_column(index=True)
    token_id: Mapped[uuid.UUID] = mapped_column(unique=True)
    node_id: Mapped[str]
    name: Mapped[str]
    kind: Mapped[str] = mapped_column(default="do")  # approve | review | complete | manual | do
    model_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("mw.registered_model.id"), index=True
    )
    version_id: Mapped[uuid.UUID | None]
    snapshot_id: Mapped[uuid.UUID | None]
    # What the process tested; a newer one is not what is judged here.
    roles: Mapped[list[str]] = mapped_column(default=list)  # candidates: any of these
    assignee_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("mw.person.id"))
    # Whom the step itself gave it to as it was opened: only they need no role for it.
    named_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("mw.person.id"))
    # Until when whoever was given it has it, and what they were told; then it goes back.
    handed_until: Mapped[datetime | None]
    handed_note: Mapped[str] = mapped_column(Text, default="", server_default=text("''"))
    outcomes: Mapped[list[str]] = mapped_column(default=list)
    form: Mapped[str] = mapped_column(default="")
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)  # what it is about, for the inbox
    state: Mapped[str] = mapped_column(default="created")
    outcome: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    request_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    due_at: Mapped[datetime | None]
    opened_at: Mapped[datetime] = mapped_column(server_default=mw_now())
    closed_at: Mapped[datetime | None]

    __table_args__ = (
        Index("ix_user_task_open", "state", "due_at"),
        version_key(),
        snapshot_key(),
        request_key(),
        CheckConstraint("version_id IS NULL OR model_id IS NOT NULL", name="version"),
        CheckConstraint(
            "version_id IS NOT NULL OR (snapshot_id IS NULL AND request_id IS NULL)",
            name="snapshot",
        ),
    )


class EngineInbox(Identified, InUnit, Base):
    """What people want the engine to take up: one INSERT beside the governed row; consumed once."""

    kind: Mapped[str]
    payload: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime] = mapped_column(server_default=mw_now())
    created_by: Mapped[uuid.UUID] = mapped_column(server_default=mw_actor())
    consumed_at: Mapped[datetime | None] = mapped_column(server_default=null())
    result: Mapped[str] = mapped_column(
        server_default=text("''")
    )  # empty, or why it could not be done
    # What was signed, where the kind asks for a signature.
    document: Mapped[str | None] = mapped_column(Text, server_default=null())
    signature: Mapped[str | None] = mapped_column(Text, server_default=null())
    key_id: Mapped[uuid.UUID | None] = mapped_column(server_default=null())

    __table_args__ = (
        Index("ix_engine_inbox_open", "consumed_at", "created_at"),
        # How much somebody has asked for that the service has not taken up (sizes.SHARES).
        Index(
            "ix_engine_inbox_asked",
            "created_by",
            sqlite_where=text("consumed_at IS NULL"),
            postgresql_where=text("consumed_at IS NULL"),
        ),
    )
