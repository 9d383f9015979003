"""Where versions run: stages, placements, runtimes, deployments, places of data."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint, null, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.tables.base import (
    Base,
    Governed,
    Identified,
    InUnit,
    Numbered,
    agreeing,
    mw_now,
    request_key,
    snapshot_key,
)


class StagePath(Governed, Base):
    """The stages a model goes through, in order."""

    name: Mapped[str]

    __table_args__ = (UniqueConstraint("unit_id", "name"),)


class Stage(Governed, Base):
    stage_path_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("mw.stage_path.id"))
    position: Mapped[int]
    name: Mapped[str]  # SIT, PROD: also the stage tag of a runtime
    kind: Mapped[str]  # none | staging | production | archived
    is_protected: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (
        UniqueConstraint("stage_path_id", "position"),
        UniqueConstraint("stage_path_id", "name"),
    )


class Placement(Governed, Base):
    """A version (by its snapshot) in a stage for a service, from and until."""

    model_id: Mapped[uuid.UUID]
    version_id: Mapped[uuid.UUID] = mapped_column(index=True)
    snapshot_id: Mapped[uuid.UUID] = mapped_column(index=True)
    stage_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("mw.stage.id"))
    stage_kind: Mapped[str]
    service_tag: Mapped[str]
    state: Mapped[str] = mapped_column(default="promised")
    request_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    placed_from: Mapped[datetime | None]
    placed_until: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(default="")

    __table_args__ = (
        snapshot_key(),
        request_key(),
        Index(
            "uq_placement_served",
            *("id", "snapshot_id", "stage_id", "service_tag"),
            unique=True,
        ),
        Index(
            "uq_placement_in_production",
            "model_id",
            "service_tag",
            unique=True,
            postgresql_where=text("stage_kind = 'production' AND state = 'in_place'"),
            sqlite_where=text("stage_kind = 'production' AND state = 'in_place'"),
        ),
        Index(
            "uq_placement_promised",
            "model_id",
            "service_tag",
            unique=True,
            postgresql_where=text("stage_kind = 'production' AND state = 'promised'"),
            sqlite_where=text("stage_kind = 'production' AND state = 'promised'"),
        ),
        # The inventory looks from both sides: who is in this stage, and where is this model. With
        # the unit row security is answered from the index too, or each row would be fetched.
        Index(
            "ix_placement_state",
            *("state", "stage_id", "model_id", "recorded_from"),
            postgresql_include=["unit_id"],
        ),
        Index(
            "ix_placement_kind",
            *("stage_kind", "state", "model_id", "request_id", "recorded_from"),
            postgresql_include=["unit_id"],
        ),
        Index(
            "ix_placement_model",
            *("model_id", "state", "stage_id", "stage_kind", "request_id", "recorded_from"),
            postgresql_include=["unit_id"],
        ),  # the whole question of who serves without an approval
    )


class Pausable:
    """A connection that people may pause."""

    is_paused: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    # Why it was paused, or let go on: who turned it last said so.
    pause_reason: Mapped[str] = mapped_column(Text, default="", server_default=text("''"))


class Runtime(Pausable, Governed, Base):
    """A place that serves models. Its folder, where it has one, is known to machines only."""

    name: Mapped[str]  # one in the workspace: `rules/runtime_names.py`
    kind: Mapped[str]  # a key of RUNTIMES
    url: Mapped[str]  # empty: batch only
    mode: Mapped[str] = mapped_column(default="online")  # online | batch
    stage_tags: Mapped[list[str]] = mapped_column(default=list)
    service_tags: Mapped[list[str]] = mapped_column(default=list)
    formats: Mapped[list[str]] = mapped_column(default=list)
    capacity: Mapped[int] = mapped_column(default=100)  # most models at once
    secret_ref: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="unknown")
    reason: Mapped[str] = mapped_column(default="")
    description: Mapped[str] = mapped_column(Text, default="")
    # What was signed when it was retired.
    document: Mapped[str | None] = mapped_column(Text, server_default=null())
    signature: Mapped[str | None] = mapped_column(Text, server_default=null())
    key_id: Mapped[uuid.UUID | None] = mapped_column(server_default=null())

    __table_args__ = (UniqueConstraint("name"),)


class ClosedWindow(Numbered, Governed, Base):
    """A time in which nothing is deployed: maintenance of a runtime, or the freeze of a stage."""

    runtime_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("mw.runtime.id"), index=True, server_default=null()
    )  # none: a freeze
    # Of a freeze: one stage, or those of a kind on whatever path; neither: every stage.
    stage_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("mw.stage.id"), server_default=null()
    )
    stage_kind: Mapped[str] = mapped_column(default="")
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    is_weekly: Mapped[bool] = mapped_column(default=False)  # at the same hours of each week
    zone: Mapped[str] = mapped_column(default="")  # whose hours, where it is weekly
    reason: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(default="planned")
    ended_reason: Mapped[str] = mapped_column(default="")

    __table_args__ = (Index("ix_closed_window_state", "state", "ends_at"),)


class Heartbeat(Base):
    """The last look at a runtime. One row each, overwritten: no history, no audit."""

    runtime_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("mw.runtime.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(server_default=mw_now())
    is_live: Mapped[bool]
    latency_ms: Mapped[float | None]
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Deployment(Numbered, Governed, Base):
    """A snapshot brought to a runtime for one service."""

    model_id: Mapped[uuid.UUID] = mapped_column(index=True)
    version_id: Mapped[uuid.UUID] = mapped_column(index=True)
    snapshot_id: Mapped[uuid.UUID]
    runtime_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("mw.runtime.id"), index=True)
    stage_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("mw.stage.id"))
    service_tag: Mapped[str]
    strategy: Mapped[str] = mapped_column(default="blue_green")
    traffic_share: Mapped[float] = mapped_column(default=1.0)
    state: Mapped[str] = mapped_column(default="requested")
    reason: Mapped[str] = mapped_column(default="")
    placement_id: Mapped[uuid.UUID] = mapped_column(index=True)
    request_id: Mapped[uuid.UUID | None]
    instance_id: Mapped[uuid.UUID | None]
    replaces_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("mw.deployment.id"))
    # What somebody asked for, by which it was rolled back, or taken off a runtime that had ended.
    asked_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("mw.engine_inbox.id"), server_default=null()
    )
    matched_tags: Mapped[dict[str, Any]] = mapped_column(default=dict)
    started_at: Mapped[datetime] = mapped_column(server_default=mw_now())
    finished_at: Mapped[datetime | None]

    __table_args__ = (
        snapshot_key(),
        request_key(),
        # What runs is what was placed.
        agreeing(
            "placement",
            placement_id="id",
            snapshot_id="snapshot_id",
            stage_id="stage_id",
            service_tag="service_tag",
        ),
        # One effort per snapshot, runtime and service at a time: what makes deploying idempotent.
        # No NOT IN: PostgreSQL words that anew when it is dumped and restored.
        Index(
            "uq_deployment_live",
            "runtime_id",
            "service_tag",
            "snapshot_id",
            unique=True,
            postgresql_where=text(
                "state <> 'undeployed' AND state <> 'rolled_back' AND state <> 'failed'"
            ),
            sqlite_where=text(
                "state <> 'undeployed' AND state <> 'rolled_back' AND state <> 'failed'"
            ),
        ),
    )


class DeploymentStep(Identified, InUnit, Base):
    """One step of a deployment: written before it is done, and again after."""

    deployment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("mw.deployment.id"))
    position: Mapped[int]
    step: Mapped[str]
    state: Mapped[str]  # started | done | failed
    attempt: Mapped[int] = mapped_column(default=1)
    started_at: Mapped[datetime] = mapped_column(server_default=mw_now())
    finished_at: Mapped[datetime | None]
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)

    __table_args__ = (UniqueConstraint("deployment_id", "position"),)


class Store(Pausable, Governed, Base):
    """A name that each machine maps, in its own settings, to a folder or bucket."""

    name: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str] = mapped_column(default="folder")
    description: Mapped[str] = mapped_column(default="")


class DataSource(Governed, Base):
    """Where a monitor's data come from: files below a store, a runtime's log, records."""

    name: Mapped[str]
    kind: Mapped[str]  # files | sql | runtime_log | records
    store: Mapped[str] = mapped_column(default="")
    pattern: Mapped[str] = mapped_column(default="")
    label_key: Mapped[str] = mapped_column(default="")
    label_delay_s: Mapped[int] = mapped_column(default=0)
    owner_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("mw.person.id"))
    data_class: Mapped[str] = mapped_column(default="internal")
    # How the data are protected: said by people, checked by a policy when a version is submitted.
    purpose: Mapped[str] = mapped_column(Text, default="")
    retention_days: Mapped[int] = mapped_column(default=0)  # 0: nobody has said
    encryption: Mapped[str] = mapped_column(default="unknown")  # yes | no | unknown
    access: Mapped[str] = mapped_column(Text, default="")  # who may read them

    __table_args__ = (UniqueConstraint("unit_id", "name"),)
