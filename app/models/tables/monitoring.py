"""Monitoring: monitors, their runs and results, reference profiles, alerts, expectations."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.tables.base import (
    Base,
    Governed,
    Identified,
    InUnit,
    Numbered,
    Written,
    agreeing,
    mw_now,
    snapshot_key,
    version_key,
)


class ReferenceProfile(Written, Base):
    """The data a snapshot was built on, as a mergeable profile; never the data themselves."""

    snapshot_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("mw.snapshot.id"))
    kind: Mapped[str] = mapped_column(default="training")  # training | holdout
    profile: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str]
    rows: Mapped[int]

    __table_args__ = (UniqueConstraint("snapshot_id", "kind"),)


class Monitor(Governed, Base):
    """What is measured of a model in one stage, on which data, when, judged by which table."""

    model_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("mw.registered_model.id"))
    name: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    dimension: Mapped[str] = mapped_column(default="statistical")
    service_tag: Mapped[str]
    stage_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("mw.stage.id"))
    tests: Mapped[list[str]] = mapped_column(default=list)  # keys of MEASURES; empty: by roles
    data_source_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("mw.data_source.id"))
    decision_table_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("mw.decision_table.id"))
    cron: Mapped[str] = mapped_column(default="")  # empty: by hand only
    zone: Mapped[str] = mapped_column(default="UTC")
    calendar: Mapped[str] = mapped_column(default="")
    misfire: Mapped[str] = mapped_column(default="once")
    window_s: Mapped[int] = mapped_column(default=86400)
    minimum_rows: Mapped[int] = mapped_column(default=100)
    is_paused: Mapped[bool] = mapped_column(default=False)
    runbook: Mapped[str] = mapped_column(Text, default="")  # what to do about its alerts, or where

    __table_args__ = (
        Index("uq_monitor_model", "id", "model_id", unique=True),
        UniqueConstraint("model_id", "name", "version"),
        Index("ix_monitor_active", "is_paused", "model_id", "recorded_from"),
        Index(
            "ix_monitor_listed",
            "is_paused",
            "id",
            "model_id",
            "stage_id",
            "service_tag",
            "name",
            "recorded_from",
            postgresql_include=["unit_id"],
        ),
    )


class MonitorSchedule(Base):
    """When a monitor fired last and fires next. The scheduler's own notes."""

    monitor_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("mw.monitor.id"), primary_key=True)
    last_fire_at: Mapped[datetime | None]
    next_fire_at: Mapped[datetime | None] = mapped_column(index=True)


class MonitorRun(Numbered, Identified, InUnit, Base):
    """One measurement of a snapshot: by a monitor, as the release test of a process, or again."""

    run_key: Mapped[str] = mapped_column(unique=True)  # monitor and fire time, or the job
    kind: Mapped[str]  # monitor | release | compare_versions | reproduce_training, …
    monitor_id: Mapped[uuid.UUID | None]
    model_id: Mapped[uuid.UUID] = mapped_column(index=True)
    version_id: Mapped[uuid.UUID]
    snapshot_id: Mapped[uuid.UUID] = mapped_column(index=True)
    instance_id: Mapped[uuid.UUID | None]
    fire_at: Mapped[datetime]
    started_at: Mapped[datetime] = mapped_column(server_default=mw_now())
    finished_at: Mapped[datetime | None]
    state: Mapped[str] = mapped_column(default="running")  # running | done | failed
    verdict: Mapped[str] = mapped_column(default="")
    reference_rows: Mapped[int] = mapped_column(default=0)
    current_rows: Mapped[int] = mapped_column(default=0)
    # Of the data that were read, never of what was counted in them: a file's own bytes, or rows.
    data_digest: Mapped[str] = mapped_column(default="")
    data_from: Mapped[datetime | None]
    data_until: Mapped[datetime | None]
    code_version: Mapped[str] = mapped_column(default="")
    decision_table_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("mw.decision_table.id"))
    profile: Mapped[str] = mapped_column(Text, default="")  # of the current data, for charts
    note: Mapped[str] = mapped_column(Text, default="")
    # Of a reproduction: then and now, value by value. Of a release test: what measured it.
    answer: Mapped[dict[str, Any] | None]

    __table_args__ = (
        snapshot_key(),
        agreeing("monitor", monitor_id="id", model_id="model_id"),
        CheckConstraint("monitor_id IS NOT NULL OR kind <> 'monitor'", name="monitor"),
        Index("uq_monitor_run_snapshot", "id", "snapshot_id", unique=True),
        Index(
            "ix_monitor_run_last",
            "monitor_id",
            "fire_at",
            "state",
            "verdict",
            postgresql_include=["unit_id"],
        ),
        # Whether data were measured before, by whichever version.
        Index("ix_monitor_run_digest", "monitor_id", "data_digest", "number"),
        Index("ix_monitor_run_verdict", "verdict", "number", "unit_id", "monitor_id", "fire_at"),
    )


class TestResult(Identified, InUnit, Base):
    """One result in the standard format, with its verdict."""

    __test__ = False  # not a test class

    run_id: Mapped[uuid.UUID] = mapped_column(index=True)
    snapshot_id: Mapped[uuid.UUID] = mapped_column(index=True)
    test: Mapped[str]
    feature: Mapped[str] = mapped_column(default="")
    role: Mapped[str] = mapped_column(default="")
    dimension: Mapped[str] = mapped_column(default="")
    statistic: Mapped[float | None]
    p_value: Mapped[float | None]
    p_adjusted: Mapped[float | None]
    effect: Mapped[float | None]
    error_bound: Mapped[float | None]
    threshold: Mapped[str] = mapped_column(default="")
    severity: Mapped[str] = mapped_column(default="")
    verdict: Mapped[str]
    method: Mapped[str] = mapped_column(default="")
    n: Mapped[int] = mapped_column(default=0)
    rule: Mapped[str] = mapped_column(default="")  # id of the table's rule that decided

    __table_args__ = (agreeing("monitor_run", run_id="id", snapshot_id="snapshot_id"),)

    @property
    def held(self) -> float | None:
        """What its limit is about: the size of the effect, where that is another number."""
        return self.statistic if self.effect is None else self.effect


class MetricPoint(Base):
    """A series for trend charts: raw points, and roll-ups with min, max, sum, n per level."""

    monitor_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("mw.monitor.id"), primary_key=True)
    test: Mapped[str] = mapped_column(primary_key=True)
    feature: Mapped[str] = mapped_column(primary_key=True, default="")
    level_s: Mapped[int] = mapped_column(primary_key=True, default=0)  # 0: raw
    at: Mapped[datetime] = mapped_column(primary_key=True)
    minimum: Mapped[float]
    maximum: Mapped[float]
    total: Mapped[float]
    n: Mapped[int] = mapped_column(default=1)
    verdict: Mapped[str] = mapped_column(default="")
    run_id: Mapped[uuid.UUID | None]


class Alert(Numbered, Governed, Base):
    """Something a person must look at; one per model, monitor and rule."""

    model_id: Mapped[uuid.UUID] = mapped_column(index=True)
    version_id: Mapped[uuid.UUID]
    monitor_id: Mapped[uuid.UUID | None]
    run_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("mw.monitor_run.id"))
    rule: Mapped[str]  # what it is de-duplicated on beside model and monitor
    title: Mapped[str]
    detail: Mapped[str] = mapped_column(Text, default="")
    severity: Mapped[str]
    state: Mapped[str] = mapped_column(default="open")
    reason: Mapped[str] = mapped_column(Text, default="")
    assignee_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("mw.person.id"))
    opened_at: Mapped[datetime] = mapped_column(server_default=mw_now())  # this time
    last_seen_at: Mapped[datetime] = mapped_column(server_default=mw_now())
    times: Mapped[int] = mapped_column(default=1)
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("mw.person.id"))
    snoozed_until: Mapped[datetime | None]
    snoozed_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("mw.person.id"))
    escalated_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("mw.person.id"))
    comment: Mapped[str] = mapped_column(Text, default="")  # the last one; the trail has all
    comments: Mapped[int] = mapped_column(default=0)  # how many there are
    resolved_at: Mapped[datetime | None]

    __table_args__ = (
        version_key(),
        agreeing("monitor", monitor_id="id", model_id="model_id"),
        Index(
            "uq_alert_live",
            "model_id",
            "monitor_id",
            "rule",
            unique=True,
            postgresql_where=text("state <> 'closed'"),
            sqlite_where=text("state <> 'closed'"),
        ),
        Index(
            "uq_alert_live_review",  # of no monitor: one null is not another's equal
            "model_id",
            "rule",
            unique=True,
            postgresql_where=text("monitor_id IS NULL AND state <> 'closed'"),
            sqlite_where=text("monitor_id IS NULL AND state <> 'closed'"),
        ),
        Index("ix_alert_state", "state", "severity", "model_id", "recorded_from"),
    )


class Expectation(Identified, InUnit, Base):
    """Something that must happen by a time; its absence is an alert."""

    monitor_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("mw.monitor.id"), index=True)
    run_key: Mapped[str] = mapped_column(unique=True)
    due_at: Mapped[datetime] = mapped_column(index=True)
    met_at: Mapped[datetime | None]
    missed_at: Mapped[datetime | None]


class OnCall(Written, Base):
    """Who takes up the alerts of a unit and of those below, until when; the newest row counts."""

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("mw.person.id"))
    ends_at: Mapped[datetime] = mapped_column(index=True)
