"""What the engine writes, and nobody else: instances, tokens, variables, jobs, incidents."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.tables.base import (
    Base,
    Identified,
    InUnit,
    Json,
    Numbered,
    Recorded,
    mw_now,
    version_key,
)


class ProcessInstance(Numbered, Identified, InUnit, Recorded, Base):
    """One execution of a template."""

    template_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("mw.life_cycle_template.id"))
    model_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("mw.registered_model.id"), index=True
    )
    version_id: Mapped[uuid.UUID | None]
    business_key: Mapped[str] = mapped_column(index=True, default="")
    title: Mapped[str] = mapped_column(default="")
    start_key: Mapped[str] = mapped_column(unique=True)  # idempotency of every start
    parent_token_id: Mapped[uuid.UUID | None] = mapped_column(index=True)  # of a call activity
    state: Mapped[str] = mapped_column(default="active")
    outcome: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    started_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("mw.person.id"))
    started_at: Mapped[datetime] = mapped_column(server_default=mw_now())
    ended_at: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column(default=1)

    __table_args__ = (
        Index("ix_process_instance_state", "state", "started_at"),
        version_key(),
        CheckConstraint("version_id IS NULL OR model_id IS NOT NULL", name="version"),
    )


class Token(Identified, Base):
    """Where an instance stands. `scope_id` is the token of the sub-process it lives in."""

    instance_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("mw.process_instance.id"), index=True)
    scope_id: Mapped[uuid.UUID | None]
    node_id: Mapped[str]
    name: Mapped[str] = mapped_column(default="")  # of the node, for lists
    flow_id: Mapped[str] = mapped_column(default="")  # by which it arrived: joins count these
    state: Mapped[str]  # waiting | joining | scope | incident
    multi_index: Mapped[int | None]
    entered_at: Mapped[datetime] = mapped_column(server_default=mw_now())


class Variable(Base):
    """A value of an instance, or of one scope of it."""

    instance_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("mw.process_instance.id"), primary_key=True
    )
    scope_key: Mapped[str] = mapped_column(primary_key=True, default="")  # token id hex, or empty
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[Any] = mapped_column(Json, nullable=True)


class Job(Identified, Base):
    """Something to be done or waited for: a service task, a timer, a monitor run."""

    instance_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("mw.process_instance.id"), index=True
    )
    token_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    kind: Mapped[str]  # task | timer | begin | return
    key: Mapped[str | None] = mapped_column(unique=True)  # of work without an instance
    node_id: Mapped[str] = mapped_column(default="")
    task_type: Mapped[str] = mapped_column(default="")
    inputs: Mapped[dict[str, Any]] = mapped_column(default=dict)
    memory: Mapped[dict[str, Any]] = mapped_column(default=dict)  # what `Later` wants back
    # queued | leased | suspended | succeeded | failed | cancelled
    state: Mapped[str] = mapped_column(default="queued")
    due_at: Mapped[datetime]
    owner: Mapped[str] = mapped_column(default="")
    fence: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    attempt: Mapped[int] = mapped_column(default=0)
    attempts_left: Mapped[int] = mapped_column(default=3)
    note: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(server_default=mw_now())
    started_at: Mapped[datetime | None]  # when it was first taken up
    ended_at: Mapped[datetime | None]  # when it ended or failed, until it is tried again

    __table_args__ = (Index("ix_job_due", "state", "due_at"),)


class EventSubscription(Identified, Base):
    """A wait of an instance for a message, correlated by name and key."""

    instance_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("mw.process_instance.id"), index=True)
    token_id: Mapped[uuid.UUID]
    node_id: Mapped[str]
    kind: Mapped[str]  # message
    name: Mapped[str]
    correlation: Mapped[str] = mapped_column(default="")

    __table_args__ = (Index("ix_event_subscription_lookup", "name", "correlation"),)


class StepRun(Identified, InUnit, Base):
    """History of a step of an instance: what ran, when, how it ended. Only added to.

    Written when the token leaves; what runs now is in `Token`. Its id sorts by time.
    """

    instance_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("mw.process_instance.id"), index=True)
    token_id: Mapped[uuid.UUID]
    node_id: Mapped[str]
    node_kind: Mapped[str]
    name: Mapped[str] = mapped_column(default="")
    state: Mapped[str]  # done | failed | cancelled
    outcome: Mapped[str] = mapped_column(default="")
    flow_id: Mapped[str] = mapped_column(default="")  # by which it was entered
    started_at: Mapped[datetime] = mapped_column(server_default=mw_now())
    ended_at: Mapped[datetime | None]


class Incident(Numbered, Identified, InUnit, Recorded, Base):
    """A step that can't go on by itself."""

    instance_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("mw.process_instance.id"), index=True)
    token_id: Mapped[uuid.UUID]
    job_id: Mapped[uuid.UUID | None]
    node_id: Mapped[str]
    message: Mapped[str] = mapped_column(Text)
    hint: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(default="open")
    opened_at: Mapped[datetime] = mapped_column(server_default=mw_now())
    resolved_at: Mapped[datetime | None]


class TimerStart(Identified, InUnit, Base):
    """The timer start event of a published template: when it fired last, when next."""

    template_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("mw.life_cycle_template.id"))
    node_id: Mapped[str]
    last_fire_at: Mapped[datetime | None]
    next_fire_at: Mapped[datetime | None] = mapped_column(index=True)
    plan: Mapped[dict[str, Any]] = mapped_column(default=dict)  # what the next date comes from
    is_active: Mapped[bool] = mapped_column(Boolean, default=True)

    __table_args__ = (UniqueConstraint("template_id", "node_id"),)
