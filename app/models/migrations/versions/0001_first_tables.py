"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    schema = "" if op.get_bind().dialect.name == "sqlite" else "mw."
    now = sa.text(f"({schema}mw_now())")
    actor = sa.text(f"({schema}mw_actor())")
    op.create_table(
        "alert_history",
        sa.Column("recorded_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("model_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("monitor_id", sa.Uuid(), nullable=True),
        sa.Column("run_id", sa.Uuid(), nullable=True),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("severity", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("assignee_id", sa.Uuid(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_by", sa.Uuid(), nullable=True),
        sa.Column("snoozed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("snoozed_by", sa.Uuid(), nullable=True),
        sa.Column("escalated_by", sa.Uuid(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("comments", sa.Integer(), nullable=False),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("row_version", "id", name=op.f("pk_alert_history")),
        schema="mw",
    )
    op.create_index(
        "ix_alert_history_until", "alert_history", ["recorded_until"], unique=False, schema="mw"
    )
    op.create_table(
        "allowed_transition",
        sa.Column("thing", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint(
            "thing", "source", "target", "role", name=op.f("pk_allowed_transition")
        ),
        schema="mw",
    )
    op.create_table(
        "allowed_write",
        sa.Column("table_name", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("table_name", "action", "role", name=op.f("pk_allowed_write")),
        schema="mw",
    )
    op.create_table(
        "audit_event",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("txid", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("tag", sa.String(), nullable=False),
        sa.Column("object_type", sa.String(), nullable=False),
        sa.Column("object_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("model_id", sa.Uuid(), nullable=True),
        sa.Column("version_id", sa.Uuid(), nullable=True),
        sa.Column(
            "facts", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_event")),
        schema="mw",
    )
    acts = sa.text(
        "tag IN ('case.commented', 'evidence.opened', 'list.exported', 'proof.exported',"
        " 'room.exported', 'tags.merged', 'trail.verified', 'voters.reminded')"
    )
    op.create_index(
        "ix_audit_event_act",
        "audit_event",
        ["actor_id", "at"],
        unique=False,
        schema="mw",
        sqlite_where=acts,
        postgresql_where=acts,
    )
    op.create_index("ix_audit_event_at", "audit_event", ["at", "id"], unique=False, schema="mw")
    op.create_index(
        "ix_audit_event_model", "audit_event", ["model_id", "id"], unique=False, schema="mw"
    )
    op.create_index(
        "ix_audit_event_object", "audit_event", ["object_id", "id"], unique=False, schema="mw"
    )
    op.create_index("ix_audit_event_txid", "audit_event", ["txid", "id"], unique=False, schema="mw")
    op.create_table(
        "audit_text",
        sa.Column(
            "event_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("event_id", "name", name=op.f("pk_audit_text")),
        schema="mw",
    )
    op.create_table(
        "blob",
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=now,
            nullable=False,
        ),
        sa.Column("created_by", sa.Uuid(), server_default=actor, nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_blob")),
        schema="mw",
    )
    op.create_table(
        "business_unit",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "unit_id",
            sa.Uuid(),
            server_default=sa.text("'00000000000000000000000000000000'"),
            nullable=False,
        ),
        sa.Column(
            "recorded_from",
            sa.DateTime(timezone=True),
            server_default=now,
            nullable=False,
        ),
        sa.Column("recorded_by", sa.Uuid(), server_default=actor, nullable=False),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["mw.business_unit.id"], name=op.f("fk_business_unit_parent_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_business_unit")),
        sa.UniqueConstraint("key", name=op.f("uq_business_unit_key")),
        schema="mw",
    )
    op.create_index(
        op.f("ix_business_unit_unit_id"), "business_unit", ["unit_id"], unique=False, schema="mw"
    )
    op.create_table(
        "business_unit_history",
        sa.Column("recorded_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("row_version", "id", name=op.f("pk_business_unit_history")),
        schema="mw",
    )
    op.create_index(
        "ix_business_unit_history_until",
        "business_unit_history",
        ["recorded_until"],
        unique=False,
        schema="mw",
    )
    op.create_table(
        "data_source_history",
        sa.Column("recorded_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("store", sa.String(), nullable=False),
        sa.Column("pattern", sa.String(), nullable=False),
        sa.Column("label_key", sa.String(), nullable=False),
        sa.Column("label_delay_s", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("data_class", sa.String(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("retention_days", sa.Integer(), nullable=False),
        sa.Column("encryption", sa.String(), nullable=False),
        sa.Column("access", sa.Text(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("row_version", "id", name=op.f("pk_data_source_history")),
        schema="mw",
    )
    op.create_index(
        "ix_data_source_history_until",
        "data_source_history",
        ["recorded_until"],
        unique=False,
        schema="mw",
    )
    op.create_table(
        "decision_table",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("decision_id", sa.String(), nullable=False),
        sa.Column("dmn", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "unit_id",
            sa.Uuid(),
            server_default=sa.text("'00000000000000000000000000000000'"),
            nullable=False,
        ),
        sa.Column(
            "recorded_from",
            sa.DateTime(timezone=True),
            server_default=now,
            nullable=False,
        ),
        sa.Column("recorded_by", sa.Uuid(), server_default=actor, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_table")),
        sa.UniqueConstraint(
            "unit_id", "key", "version", name=op.f("uq_decision_table_unit_id_key_version")
        ),
        schema="mw",
    )
    op.create_index(
        op.f("ix_decision_table_unit_id"), "decision_table", ["unit_id"], unique=False, schema="mw"
    )
    op.create_table(
        "decision_table_history",
        sa.Column("recorded_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("decision_id", sa.String(), nullable=False),
        sa.Column("dmn", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("row_version", "id", name=op.f("pk_decision_table_history")),
        schema="mw",
    )
    op.create_index(
        "ix_decision_table_history_until",
        "decision_table_history",
        ["recorded_until"],
        unique=False,
        schema="mw",
    )
    op.create_table(
        "deployment_history",
        sa.Column("recorded_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("model_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("snapshot_id", sa.Uuid(), nullable=False),
        sa.Column("runtime_id", sa.Uuid(), nullable=False),
        sa.Column("stage_id", sa.Uuid(), nullable=False),
        sa.Column("service_tag", sa.String(), nullable=False),
        sa.Column("strategy", sa.String(), nullable=False),
        sa.Column("traffic_share", sa.Double(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("placement_id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=True),
        sa.Column("instance_id", sa.Uuid(), nullable=True),
        sa.Column("replaces_id", sa.Uuid(), nullable=True),
        sa.Column("asked_id", sa.Uuid(), nullable=True),
        sa.Column(
            "matched_tags", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("row_version", "id", name=op.f("pk_deployment_history")),
        schema="mw",
    )
    op.create_index(
        "ix_deployment_history_until",
        "deployment_history",
        ["recorded_until"],
        unique=False,
        schema="mw",
    )
    op.create_table(
        "engine_inbox",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column(
            "payload", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=now,
            nullable=False,
        ),
        sa.Column("created_by", sa.Uuid(), server_default=actor, nullable=False),
        sa.Column(
            "consumed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("(NULL)"),
            nullable=True,
        ),
        sa.Column("result", sa.String(), server_default=sa.text("('')"), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "unit_id",
            sa.Uuid(),
            server_default=sa.text("'00000000000000000000000000000000'"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_engine_inbox")),
        schema="mw",
    )
    op.create_index(
        "ix_engine_inbox_asked",
        "engine_inbox",
        ["created_by"],
        unique=False,
        schema="mw",
        sqlite_where=sa.text("consumed_at IS NULL"),
        postgresql_where=sa.text("consumed_at IS NULL"),
    )
    op.create_index(
        "ix_engine_inbox_open",
        "engine_inbox",
        ["consumed_at", "created_at"],
        unique=False,
        schema="mw",
    )
    op.create_index(
        op.f("ix_engine_inbox_unit_id"), "engine_inbox", ["unit_id"], unique=False, schema="mw"
    )
    op.create_table(
        "finding_history",
        sa.Column("recorded_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("model_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("snapshot_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("severity", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("fix", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=True),
        sa.Column(
            "review_roles",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=True,
        ),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("row_version", "id", name=op.f("pk_finding_history")),
        schema="mw",
    )
    op.create_index(
        "ix_finding_history_until", "finding_history", ["recorded_until"], unique=False, schema="mw"
    )
    op.create_table(
        "life_cycle_binding_history",
        sa.Column("recorded_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("model_id", sa.Uuid(), nullable=False),
        sa.Column("template_key", sa.String(), nullable=False),
        sa.Column(
            "parameters", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("row_version", "id", name=op.f("pk_life_cycle_binding_history")),
        schema="mw",
    )
    op.create_index(
        "ix_life_cycle_binding_history_until",
        "life_cycle_binding_history",
        ["recorded_until"],
        unique=False,
        schema="mw",
    )
    op.create_table(
        "life_cycle_template",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("process_id", sa.String(), nullable=False),
        sa.Column("bpmn", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column(
            "parameters", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "unit_id",
            sa.Uuid(),
            server_default=sa.text("'00000000000000000000000000000000'"),
            nullable=False,
        ),
        sa.Column(
            "recorded_from",
            sa.DateTime(timezone=True),
            server_default=now,
            nullable=False,
        ),
        sa.Column("recorded_by", sa.Uuid(), server_default=actor, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_life_cycle_template")),
        sa.UniqueConstraint(
            "unit_id", "key", "version", name=op.f("uq_life_cycle_template_unit_id_key_version")
        ),
        schema="mw",
    )
    op.create_index(
        op.f("ix_life_cycle_template_unit_id"),
        "life_cycle_template",
        ["unit_id"],
        unique=False,
        schema="mw",
    )
    op.create_table(
        "life_cycle_template_history",
        sa.Column("recorded_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("process_id", sa.String(), nullable=False),
        sa.Column("bpmn", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column(
            "parameters", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("row_version", "id", name=op.f("pk_life_cycle_template_history")),
        schema="mw",
    )
    op.create_index(
        "ix_life_cycle_template_history_until",
        "life_cycle_template_history",
        ["recorded_until"],
        unique=False,
        schema="mw",
    )
    op.create_table(
        "membership_history",
        sa.Column("recorded_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("row_version", "id", name=op.f("pk_membership_history")),
        schema="mw",
    )
    op.create_index(
        "ix_membership_history_until",
        "membership_history",
        ["recorded_until"],
        unique=False,
        schema="mw",
    )
    op.create_table(
        "monitor_history",
        sa.Column("recorded_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("model_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("dimension", sa.String(), nullable=False),
        sa.Column("service_tag", sa.String(), nullable=False),
        sa.Column("stage_id", sa.Uuid(), nullable=False),
        sa.Column(
            "tests", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("data_source_id", sa.Uuid(), nullable=False),
        sa.Column("decision_table_id", sa.Uuid(), nullable=True),
        sa.Column("cron", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("calendar", sa.String(), nullable=False),
        sa.Column("misfire", sa.String(), nullable=False),
        sa.Column("window_s", sa.Integer(), nullable=False),
        sa.Column("minimum_rows", sa.Integer(), nullable=False),
        sa.Column("is_paused", sa.Boolean(), nullable=False),
        sa.Column("runbook", sa.Text(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("row_version", "id", name=op.f("pk_monitor_history")),
        schema="mw",
    )
    op.create_index(
        "ix_monitor_history_until", "monitor_history", ["recorded_until"], unique=False, schema="mw"
    )
    op.create_table(
        "person_history",
        sa.Column("recorded_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handle", sa.String(length=80), nullable=False),
        sa.Column("full_name", sa.String(), nullable=False),
        sa.Column("login", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("recorded_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("row_version", "id", name=op.f("pk_person_history")),
        schema="mw",
    )
    op.create_index("ix_person_history_until", "person_history", ["recorded_until"], schema="mw")
    for suffix, column in (("id", "id"), ("by_handle", "handle"), ("by_login", "login")):
        columns = [column, "recorded_until", "recorded_from"]
        op.create_index(f"ix_person_history_{suffix}", "person_history", columns, schema="mw")
    op.create_table(
        "person",
        sa.Column("handle", sa.String(length=80), nullable=False),
        sa.Column("full_name", sa.String(), nullable=False),
        sa.Column("login", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=now,
            nullable=False,
        ),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "recorded_from",
            sa.DateTime(timezone=True),
            server_default=now,
            nullable=False,
        ),
        sa.Column("recorded_by", sa.Uuid(), server_default=actor, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("handle", name=op.f("uq_person_handle")),
        sa.UniqueConstraint("login", name=op.f("uq_person_login")),
        schema="mw",
    )
    op.create_table(
        "placement_history",
        sa.Column("recorded_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("model_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("snapshot_id", sa.Uuid(), nullable=False),
        sa.Column("stage_id", sa.Uuid(), nullable=False),
        sa.Column("stage_kind", sa.String(), nullable=False),
        sa.Column("service_tag", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=True),
        sa.Column("placed_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("placed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("row_version", "id", name=op.f("pk_placement_history")),
        schema="mw",
    )
    op.create_index(
        "ix_placement_history_until",
        "placement_history",
        ["recorded_until"],
        unique=False,
        schema="mw",
    )
    op.create_table(
        "registered_model_history",
        sa.Column("recorded_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_folded", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("framework", sa.String(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("risk_tier", sa.String(), nullable=False),
        sa.Column(
            "service_tags", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("stage_path_id", sa.Uuid(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("row_version", "id", name=op.f("pk_registered_model_history")),
        schema="mw",
    )
    op.create_index(
        "ix_registered_model_history_until",
        "registered_model_history",
        ["recorded_until"],
        unique=False,
        schema="mw",
    )
    op.create_table(
        "runtime",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column(
            "stage_tags", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column(
            "service_tags", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column(
            "formats", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("secret_ref", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "unit_id",
            sa.Uuid(),
            server_default=sa.text("'00000000000000000000000000000000'"),
            nullable=False,
        ),
        sa.Column(
            "recorded_from",
            sa.DateTime(timezone=True),
            server_default=now,
            nullable=False,
        ),
        sa.Column("recorded_by", sa.Uuid(), server_default=actor, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_runtime")),
        sa.UniqueConstraint("name", name=op.f("uq_runtime_name")),
        schema="mw",
    )
    op.create_index(op.f("ix_runtime_unit_id"), "runtime", ["unit_id"], unique=False, schema="mw")
    op.create_table(
        "runtime_history",
        sa.Column("recorded_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column(
            "stage_tags", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column(
            "service_tags", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column(
            "formats", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("secret_ref", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("row_version", "id", name=op.f("pk_runtime_history")),
        schema="mw",
    )
    op.create_index(
        "ix_runtime_history_until", "runtime_history", ["recorded_until"], unique=False, schema="mw"
    )
    op.create_table(
        "service_instance",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column(
            "started_at",
            sa.DateTime(timezone=True),
            server_default=now,
            nullable=False,
        ),
        sa.Column(
            "seen_at",
            sa.DateTime(timezone=True),
            server_default=now,
            nullable=False,
        ),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("steps_done", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_service_instance")),
        schema="mw",
    )
    op.create_table(
        "stage_history",
        sa.Column("recorded_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stage_path_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("is_protected", sa.Boolean(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("row_version", "id", name=op.f("pk_stage_history")),
        schema="mw",
    )
    op.create_index(
        "ix_stage_history_until", "stage_history", ["recorded_until"], unique=False, schema="mw"
    )
    op.create_table(
        "stage_path",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "unit_id",
            sa.Uuid(),
            server_default=sa.text("'00000000000000000000000000000000'"),
            nullable=False,
        ),
        sa.Column(
            "recorded_from",
            sa.DateTime(timezone=True),
            server_default=now,
            nullable=False,
        ),
        sa.Column("recorded_by", sa.Uuid(), server_default=actor, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage_path")),
        sa.UniqueConstraint("unit_id", "name", name=op.f("uq_stage_path_unit_id_name")),
        schema="mw",
    )
    op.create_index(
        op.f("ix_stage_path_unit_id"), "stage_path", ["unit_id"], unique=False, schema="mw"
    )
    op.create_table(
        "stage_path_history",
        sa.Column("recorded_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("row_version", "id", name=op.f("pk_stage_path_history")),
        schema="mw",
    )
    op.create_index(
        "ix_stage_path_history_until",
        "stage_path_history",
        ["recorded_until"],
        unique=False,
        schema="mw",
    )
    op.create_table(
        "store",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "unit_id",
            sa.Uuid(),
            server_default=sa.text("'00000000000000000000000000000000'"),
            nullable=False,
        ),
        sa.Column(
            "recorded_from",
            sa.DateTime(timezone=True),
            server_default=now,
            nullable=False,
        ),
        sa.Column("recorded_by", sa.Uuid(), server_default=actor, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_store")),
        sa.UniqueConstraint("name", name=op.f("uq_store_name")),
        schema="mw",
    )
    op.create_index(op.f("ix_store_unit_id"), "store", ["unit_id"], unique=False, schema="mw")
    op.create_table(
        "store_history",
        sa.Column("recorded_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("row_version", "id", name=op.f("pk_store_history")),
        schema="mw",
    )
    op.create_index(
        "ix_store_history_until", "store_history", ["recorded_until"], unique=False, schema="mw"
    )
    op.create_table(
        "transition_request_history",
        sa.Column("recorded_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("model_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("snapshot_id", sa.Uuid(), nullable=True),
        sa.Column("from_stage", sa.String(), nullable=False),
        sa.Column("stage_id", sa.Uuid(), nullable=False),
        sa.Column("service_tag", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("requested_by", sa.Uuid(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("documents", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("evidence_digest", sa.String(), nullable=False),
        sa.Column("is_ordered", sa.Boolean(), nullable=False),
        sa.Column("risk_tier", sa.String(), nullable=False),
        sa.Column("is_regulated", sa.Boolean(), nullable=False),
        sa.Column("is_outgrown", sa.Boolean(), nullable=False),
        sa.Column("route_table_id", sa.Uuid(), nullable=True),
        sa.Column("instance_id", sa.Uuid(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_emergency", sa.Boolean(), nullable=False),
        sa.Column(
            "review_roles", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True
        ),
        sa.Column("review_days", sa.Integer(), nullable=True),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("row_version", "id", name=op.f("pk_transition_request_history")),
        schema="mw",
    )
    op.create_index(
        "ix_transition_request_history_until",
        "transition_request_history",
        ["recorded_until"],
        unique=False,
        schema="mw",
    )
    op.create_table(
        "unit_ancestor",
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("ancestor_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", "ancestor_id", name=op.f("pk_unit_ancestor")),
        schema="mw",
    )
    op.create_index(
        op.f("ix_unit_ancestor_ancestor_id"),
        "unit_ancestor",
        ["ancestor_id"],
        unique=False,
        schema="mw",
    )
    op.create_table(
        "use_case_history",
        sa.Column("recorded_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("is_regulated", sa.Boolean(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("row_version", "id", name=op.f("pk_use_case_history")),
        schema="mw",
    )
    op.create_index(
        "ix_use_case_history_until",
        "use_case_history",
        ["recorded_until"],
        unique=False,
        schema="mw",
    )
    op.create_table(
        "waiver_history",
        sa.Column("recorded_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("model_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("snapshot_id", sa.Uuid(), nullable=False),
        sa.Column("test", sa.String(), nullable=False),
        sa.Column("feature", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("granted_by", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=True),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("row_version", "id", name=op.f("pk_waiver_history")),
        schema="mw",
    )
    op.create_index(
        "ix_waiver_history_until", "waiver_history", ["recorded_until"], unique=False, schema="mw"
    )
    op.create_table(
        "workspace",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("is_team", sa.Boolean(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("log_id", sa.Uuid(), nullable=False),
        sa.Column("rules_sha256", sa.String(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=now,
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workspace")),
        schema="mw",
    )
    op.create_table(
        "blob_chunk",
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["sha256"], ["mw.blob.sha256"], name=op.f("fk_blob_chunk_sha256")),
        sa.PrimaryKeyConstraint("sha256", "position", name=op.f("pk_blob_chunk")),
        schema="mw",
    )
    op.create_table(
        "data_source",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("store", sa.String(), nullable=False),
        sa.Column("pattern", sa.String(), nullable=False),
        sa.Column("label_key", sa.String(), nullable=False),
        sa.Column("label_delay_s", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("data_class", sa.String(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("retention_days", sa.Integer(), nullable=False),
        sa.Column("encryption", sa.String(), nullable=False),
        sa.Column("access", sa.Text(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "unit_id",
            sa.Uuid(),
            server_default=sa.text("'00000000000000000000000000000000'"),
            nullable=False,
        ),
        sa.Column(
            "recorded_from",
            sa.DateTime(timezone=True),
            server_default=now,
            nullable=False,
        ),
        sa.Column("recorded_by", sa.Uuid(), server_default=actor, nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["mw.person.id"], name=op.f("fk_data_source_owner_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_source")),
        sa.UniqueConstraint("unit_id", "name", name=op.f("uq_data_source_unit_id_name")),
        schema="mw",
    )
    op.create_index(
        op.f("ix_data_source_unit_id"), "data_source", ["unit_id"], unique=False, schema="mw"
    )
    op.create_table(
        "heartbeat",
        sa.Column("runtime_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=now, nullable=False),
        sa.Column("is_live", sa.Boolean(), nullable=False),
        sa.Column("latency_ms", sa.Double(), nullable=True),
        sa.Column(
            "facts", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["runtime_id"], ["mw.runtime.id"], name=op.f("fk_heartbeat_runtime_id")
        ),
        sa.PrimaryKeyConstraint("runtime_id", name=op.f("pk_heartbeat")),
        schema="mw",
    )
    op.create_table(
        "membership",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column(
            "valid_from",
            sa.DateTime(timezone=True),
            server_default=now,
            nullable=False,
        ),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "unit_id",
            sa.Uuid(),
            server_default=sa.text("'00000000000000000000000000000000'"),
            nullable=False,
        ),
        sa.Column(
            "recorded_from",
            sa.DateTime(timezone=True),
            server_default=now,
            nullable=False,
        ),
        sa.Column("recorded_by", sa.Uuid(), server_default=actor, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["mw.person.id"], name=op.f("fk_membership_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        schema="mw",
    )
    op.create_index(
        "ix_membership_lookup", "membership", ["person_id", "role"], unique=False, schema="mw"
    )
    op.create_index(
        op.f("ix_membership_unit_id"), "membership", ["unit_id"], unique=False, schema="mw"
    )
    op.create_index(
        "uq_membership_open",
        "membership",
        ["person_id", "role", "unit_id"],
        unique=True,
        schema="mw",
        sqlite_where=sa.text("valid_until IS NULL"),
        postgresql_where=sa.text("valid_until IS NULL"),
    )
    op.create_table(
        "registered_model",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_folded", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("framework", sa.String(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("risk_tier", sa.String(), nullable=False),
        sa.Column(
            "service_tags", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("stage_path_id", sa.Uuid(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "unit_id",
            sa.Uuid(),
            server_default=sa.text("'00000000000000000000000000000000'"),
            nullable=False,
        ),
        sa.Column(
            "recorded_from",
            sa.DateTime(timezone=True),
            server_default=now,
            nullable=False,
        ),
        sa.Column("recorded_by", sa.Uuid(), server_default=actor, nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["mw.person.id"], name=op.f("fk_registered_model_owner_id")
        ),
        sa.ForeignKeyConstraint(
            ["stage_path_id"], ["mw.stage_path.id"], name=op.f("fk_registered_model_stage_path_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registered_model")),
        sa.UniqueConstraint(
            "unit_id", "name_folded", name=op.f("uq_registered_model_unit_id_name_folded")
        ),
        schema="mw",
    )
    op.create_index(
        "ix_registered_model_name",
        "registered_model",
        ["name_folded", "id", "kind", "owner_id", "unit_id", "risk_tier"],
        unique=False,
        schema="mw",
    )
    op.create_index(
        "ix_registered_model_owner",
        "registered_model",
        ["owner_id", "name_folded", "id", "kind", "risk_tier"],
        unique=False,
        schema="mw",
    )
    op.create_index(
        "ix_registered_model_tier",
        "registered_model",
        ["risk_tier", "name_folded", "id", "kind", "owner_id", "unit_id"],
        unique=False,
        schema="mw",
    )
    op.create_index(
        op.f("ix_registered_model_unit_id"),
        "registered_model",
        ["unit_id"],
        unique=False,
        schema="mw",
    )
    op.create_table(
        "stage",
        sa.Column("stage_path_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("is_protected", sa.Boolean(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "unit_id",
            sa.Uuid(),
            server_default=sa.text("'00000000000000000000000000000000'"),
            nullable=False,
        ),
        sa.Column(
            "recorded_from",
            sa.DateTime(timezone=True),
            server_default=now,
            nullable=False,
        ),
        sa.Column("recorded_by", sa.Uuid(), server_default=actor, nullable=False),
        sa.ForeignKeyConstraint(
            ["stage_path_id"], ["mw.stage_path.id"], name=op.f("fk_stage_stage_path_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage")),
        sa.UniqueConstraint("stage_path_id", "name", name=op.f("uq_stage_stage_path_id_name")),
        sa.UniqueConstraint(
            "stage_path_id", "position", name=op.f("uq_stage_stage_path_id_position")
        ),
        schema="mw",
    )
    op.create_index(op.f("ix_stage_unit_id"), "stage", ["unit_id"], unique=False, schema="mw")
    op.create_table(
        "timer_start",
        sa.Column("template_id", sa.Uuid(), nullable=False),
        sa.Column("node_id", sa.String(), nullable=False),
        sa.Column("last_fire_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_fire_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("plan", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "unit_id",
            sa.Uuid(),
            server_default=sa.text("'00000000000000000000000000000000'"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["template_id"], ["mw.life_cycle_template.id"], name=op.f("fk_timer_start_template_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timer_start")),
        sa.UniqueConstraint(
            "template_id", "node_id", name=op.f("uq_timer_start_template_id_node_id")
        ),
        schema="mw",
    )
    op.create_index(
        op.f("ix_timer_start_next_fire_at"),
        "timer_start",
        ["next_fire_at"],
        unique=False,
        schema="mw",
    )
    op.create_index(
        op.f("ix_timer_start_unit_id"), "timer_start", ["unit_id"], unique=False, schema="mw"
    )
    op.create_table(
        "use_case",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("is_regulated", sa.Boolean(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "unit_id",
            sa.Uuid(),
            server_default=sa.text("'00000000000000000000000000000000'"),
            nullable=False,
        ),
        sa.Column(
            "recorded_from",
            sa.DateTime(timezone=True),
            server_default=now,
            nullable=False,
        ),
        sa.Column("recorded_by", sa.Uuid(), server_default=actor, nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["mw.person.id"], name=op.f("fk_use_case_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_use_case")),
        sa.UniqueConstraint("unit_id", "name", name=op.f("uq_use_case_unit_id_name")),
        schema="mw",
    )
    op.create_index(op.f("ix_use_case_unit_id"), "use_case", ["unit_id"], unique=False, schema="mw")
    op.create_table(
        "life_cycle_binding",
        sa.Column("model_id", sa.Uuid(), nullable=False),
        sa.Column("template_key", sa.String(), nullable=False),
        sa.Column(
            "parameters", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "unit_id",
            sa.Uuid(),
            server_default=sa.text("'00000000000000000000000000000000'"),
            nullable=False,
        ),
        sa.Column(
            "recorded_from",
            sa.DateTime(timezone=True),
            server_default=now,
            nullable=False,
        ),
        sa.Column("recorded_by", sa.Uuid(), server_default=actor, nullable=False),
        sa.ForeignKeyConstraint(
            ["model_id"], ["mw.registered_model.id"], name=op.f("fk_life_cycle_binding_model_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_life_cycle_binding")),
        sa.UniqueConstraint("model_id", name=op.f("uq_life_cycle_binding_model_id")),
        schema="mw",
    )
    op.create_index(
        op.f("ix_life_cycle_binding_unit_id"),
        "life_cycle_binding",
        ["unit_id"],
        unique=False,
        schema="mw",
    )
    op.create_table(
        "model_version",
        sa.Column("model_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("source_kind", sa.String(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=now,
            nullable=False,
        ),
        sa.Column("created_by", sa.Uuid(), server_default=actor, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "unit_id",
            sa.Uuid(),
            server_default=sa.text("'00000000000000000000000000000000'"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["model_id"], ["mw.registered_model.id"], name=op.f("fk_model_version_model_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_model_version")),
        sa.UniqueConstraint("model_id", "version", name=op.f("uq_model_version_model_id_version")),
        schema="mw",
    )
    op.create_index(
        "uq_model_version_model", "model_version", ["id", "model_id"], unique=True, schema="mw"
    )
    op.create_index(
        "ix_model_version_created",
        "model_version",
        ["created_at", "model_id"],
        unique=False,
        schema="mw",
    )
    op.create_index(
        "ix_model_version_number",
        "model_version",
        ["version", "model_id"],
        unique=False,
        schema="mw",
    )
    op.create_index(
        op.f("ix_model_version_unit_id"), "model_version", ["unit_id"], unique=False, schema="mw"
    )
    op.create_table(
        "monitor",
        sa.Column("model_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("dimension", sa.String(), nullable=False),
        sa.Column("service_tag", sa.String(), nullable=False),
        sa.Column("stage_id", sa.Uuid(), nullable=False),
        sa.Column(
            "tests", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("data_source_id", sa.Uuid(), nullable=False),
        sa.Column("decision_table_id", sa.Uuid(), nullable=True),
        sa.Column("cron", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("calendar", sa.String(), nullable=False),
        sa.Column("misfire", sa.String(), nullable=False),
        sa.Column("window_s", sa.Integer(), nullable=False),
        sa.Column("minimum_rows", sa.Integer(), nullable=False),
        sa.Column("is_paused", sa.Boolean(), nullable=False),
        sa.Column("runbook", sa.Text(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "unit_id",
            sa.Uuid(),
            server_default=sa.text("'00000000000000000000000000000000'"),
            nullable=False,
        ),
        sa.Column(
            "recorded_from",
            sa.DateTime(timezone=True),
            server_default=now,
            nullable=False,
        ),
        sa.Column("recorded_by", sa.Uuid(), server_default=actor, nullable=False),
        sa.ForeignKeyConstraint(
            ["data_source_id"], ["mw.data_source.id"], name=op.f("fk_monitor_data_source_id")
        ),
        sa.ForeignKeyConstraint(
            ["decision_table_id"],
            ["mw.decision_table.id"],
            name=op.f("fk_monitor_decision_table_id"),
        ),
        sa.ForeignKeyConstraint(
            ["model_id"], ["mw.registered_model.id"], name=op.f("fk_monitor_model_id")
        ),
        sa.ForeignKeyConstraint(["stage_id"], ["mw.stage.id"], name=op.f("fk_monitor_stage_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_monitor")),
        sa.UniqueConstraint(
            "model_id", "name", "version", name=op.f("uq_monitor_model_id_name_version")
        ),
        schema="mw",
    )
    op.create_index("uq_monitor_model", "monitor", ["id", "model_id"], unique=True, schema="mw")
    op.create_index(
        "ix_monitor_active", "monitor", ["is_paused", "model_id"], unique=False, schema="mw"
    )
    op.create_index(
        "ix_monitor_listed",
        "monitor",
        ["is_paused", "id", "model_id", "stage_id", "service_tag", "name", "recorded_from"],
        unique=False,
        schema="mw",
        postgresql_include=["unit_id"],
    )
    op.create_index(op.f("ix_monitor_unit_id"), "monitor", ["unit_id"], unique=False, schema="mw")
    op.create_table(
        "use_case_model",
        sa.Column("use_case_id", sa.Uuid(), nullable=False),
        sa.Column("model_id", sa.Uuid(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=now,
            nullable=False,
        ),
        sa.Column("created_by", sa.Uuid(), server_default=actor, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "unit_id",
            sa.Uuid(),
            server_default=sa.text("'00000000000000000000000000000000'"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["model_id"], ["mw.registered_model.id"], name=op.f("fk_use_case_model_model_id")
        ),
        sa.ForeignKeyConstraint(
            ["use_case_id"], ["mw.use_case.id"], name=op.f("fk_use_case_model_use_case_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_use_case_model")),
        sa.UniqueConstraint(
            "use_case_id", "model_id", name=op.f("uq_use_case_model_use_case_id_model_id")
        ),
        schema="mw",
    )
    op.create_index(
        op.f("ix_use_case_model_model_id"),
        "use_case_model",
        ["model_id"],
        unique=False,
        schema="mw",
    )
    op.create_index(
        op.f("ix_use_case_model_unit_id"), "use_case_model", ["unit_id"], unique=False, schema="mw"
    )
    op.create_table(
        "asset",
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("store", sa.String(), nullable=False),
        sa.Column("replaced_by", sa.Uuid(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=now,
            nullable=False,
        ),
        sa.Column("created_by", sa.Uuid(), server_default=actor, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "unit_id",
            sa.Uuid(),
            server_default=sa.text("'00000000000000000000000000000000'"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["mw.model_version.id"], name=op.f("fk_asset_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asset")),
        sa.UniqueConstraint(
            "version_id",
            "role",
            "path",
            "sha256",
            name=op.f("uq_asset_version_id_role_path_sha256"),
        ),
        schema="mw",
    )
    op.create_index(op.f("ix_asset_sha256"), "asset", ["sha256"], unique=False, schema="mw")
    op.create_index(op.f("ix_asset_unit_id"), "asset", ["unit_id"], unique=False, schema="mw")
    op.create_index(op.f("ix_asset_version_id"), "asset", ["version_id"], unique=False, schema="mw")
    op.create_table(
        "expectation",
        sa.Column("monitor_id", sa.Uuid(), nullable=False),
        sa.Column("run_key", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("met_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("missed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "unit_id",
            sa.Uuid(),
            server_default=sa.text("'00000000000000000000000000000000'"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["monitor_id"], ["mw.monitor.id"], name=op.f("fk_expectation_monitor_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expectation")),
        sa.UniqueConstraint("run_key", name=op.f("uq_expectation_run_key")),
        schema="mw",
    )
    op.create_index(
        op.f("ix_expectation_due_at"), "expectation", ["due_at"], unique=False, schema="mw"
    )
    op.create_index(
        op.f("ix_expectation_monitor_id"), "expectation", ["monitor_id"], unique=False, schema="mw"
    )
    op.create_index(
        op.f("ix_expectation_unit_id"), "expectation", ["unit_id"], unique=False, schema="mw"
    )
    op.create_table(
        "metric_point",
        sa.Column("monitor_id", sa.Uuid(), nullable=False),
        sa.Column("test", sa.String(), nullable=False),
        sa.Column("feature", sa.String(), nullable=False),
        sa.Column("level_s", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minimum", sa.Double(), nullable=False),
        sa.Column("maximum", sa.Double(), nullable=False),
        sa.Column("total", sa.Double(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["monitor_id"], ["mw.monitor.id"], name=op.f("fk_metric_point_monitor_id")
        ),
        sa.PrimaryKeyConstraint(
            "monitor_id", "test", "feature", "level_s", "at", name=op.f("pk_metric_point")
        ),
        schema="mw",
    )
    op.create_table(
        "model_document",
        sa.Column("model_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("uri", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=now,
            nullable=False,
        ),
        sa.Column("created_by", sa.Uuid(), server_default=actor, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "unit_id",
            sa.Uuid(),
            server_default=sa.text("'00000000000000000000000000000000'"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["model_id"], ["mw.registered_model.id"], name=op.f("fk_model_document_model_id")
        ),
        sa.ForeignKeyConstraint(
            ["version_id", "model_id"],
            ["mw.model_version.id", "mw.model_version.model_id"],
            name=op.f("fk_model_document_version_id_model_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_model_document")),
        schema="mw",
    )
    op.create_index(
        op.f("ix_model_document_model_id"),
        "model_document",
        ["model_id"],
        unique=False,
        schema="mw",
    )
    op.create_index(
        op.f("ix_model_document_unit_id"), "model_document", ["unit_id"], unique=False, schema="mw"
    )
    op.create_table(
        "monitor_schedule",
        sa.Column("monitor_id", sa.Uuid(), nullable=False),
        sa.Column("last_fire_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_fire_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["monitor_id"], ["mw.monitor.id"], name=op.f("fk_monitor_schedule_monitor_id")
        ),
        sa.PrimaryKeyConstraint("monitor_id", name=op.f("pk_monitor_schedule")),
        schema="mw",
    )
    op.create_index(
        op.f("ix_monitor_schedule_next_fire_at"),
        "monitor_schedule",
        ["next_fire_at"],
        unique=False,
        schema="mw",
    )
    op.create_table(
        "process_instance",
        sa.Column("template_id", sa.Uuid(), nullable=False),
        sa.Column("model_id", sa.Uuid(), nullable=True),
        sa.Column("version_id", sa.Uuid(), nullable=True),
        sa.Column("business_key", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("start_key", sa.String(), nullable=False),
        sa.Column("parent_token_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("started_by", sa.Uuid(), nullable=True),
        sa.Column(
            "started_at",
            sa.DateTime(timezone=True),
            server_default=now,
            nullable=False,
        ),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("number", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "unit_id",
            sa.Uuid(),
            server_default=sa.text("'00000000000000000000000000000000'"),
            nullable=False,
        ),
        sa.Column(
            "recorded_from",
            sa.DateTime(timezone=True),
            server_default=now,
            nullable=False,
        ),
        sa.Column("recorded_by", sa.Uuid(), server_default=actor, nullable=False),
        sa.ForeignKeyConstraint(
            ["model_id"], ["mw.registered_model.id"], name=op.f("fk_process_instance_model_id")
        ),
        sa.ForeignKeyConstraint(
            ["started_by"], ["mw.person.id"], name=op.f("fk_process_instance_started_by")
        ),
        sa.ForeignKeyConstraint(
            ["template_id"],
            ["mw.life_cycle_template.id"],
            name=op.f("fk_process_instance_template_id"),
        ),
        sa.ForeignKeyConstraint(
            ["version_id", "model_id"],
            ["mw.model_version.id", "mw.model_version.model_id"],
            name=op.f("fk_process_instance_version_id_model_id"),
        ),
        sa.CheckConstraint(
            "version_id IS NULL OR model_id IS NOT NULL", name=op.f("ck_process_instance_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_process_instance")),
        sa.UniqueConstraint("start_key", name=op.f("uq_process_instance_start_key")),
        schema="mw",
    )
    op.create_index(
        op.f("ix_process_instance_business_key"),
        "process_instance",
        ["business_key"],
        unique=False,
        schema="mw",
    )
    op.create_index(
        op.f("ix_process_instance_model_id"),
        "process_instance",
        ["model_id"],
        unique=False,
        schema="mw",
    )
    op.create_index(
        op.f("ix_process_instance_number"),
        "process_instance",
        ["number"],
        unique=False,
        schema="mw",
    )
    op.create_index(
        op.f("ix_process_instance_parent_token_id"),
        "process_instance",
        ["parent_token_id"],
        unique=False,
        schema="mw",
    )
    op.create_index(
        "ix_process_instance_state",
        "process_instance",
        ["state", "started_at"],
        unique=False,
        schema="mw",
    )
    op.create_index(
        op.f("ix_process_instance_unit_id"),
        "process_instance",
        ["unit_id"],
        unique=False,
        schema="mw",
    )
    op.create_table(
        "schema_field",
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("direction", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("data_class", sa.String(), nullable=False),
        sa.Column("data_type", sa.String(), nullable=False),
        sa.Column("is_protected", sa.Boolean(), nullable=False),
        sa.Column("is_drift_candidate", sa.Boolean(), nullable=False),
        sa.Column("is_nullable", sa.Boolean(), nullable=False),
        sa.Column(
            "special_values",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
        ),
        sa.Column("measure_unit", sa.String(), nullable=False),
        sa.Column("positive_label", sa.String(), nullable=False),
        sa.Column(
            "allowed", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=now,
            nullable=False,
        ),
        sa.Column("created_by", sa.Uuid(), server_default=actor, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "unit_id",
            sa.Uuid(),
            server_default=sa.text("'00000000000000000000000000000000'"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["mw.model_version.id"], name=op.f("fk_schema_field_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schema_field")),
        sa.UniqueConstraint(
            "version_id",
            "edition",
            "name",
            "direction",
            name=op.f("uq_schema_field_version_id_edition_name_direction"),
        ),
        schema="mw",
    )
    op.create_index(
        op.f("ix_schema_field_unit_id"), "schema_field", ["unit_id"], unique=False, schema="mw"
    )
    op.create_index(
        op.f("ix_schema_field_version_id"),
        "schema_field",
        ["version_id"],
        unique=False,
        schema="mw",
    )
    op.create_table(
        "snapshot",
        sa.Column("model_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("manifest", sa.Text(), nullable=False),
        sa.Column(
            "service_tags", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("model_sha256", sa.String(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=now,
            nullable=False,
        ),
        sa.Column("created_by", sa.Uuid(), server_default=actor, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "unit_id",
            sa.Uuid(),
            server_default=sa.text("'00000000000000000000000000000000'"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["version_id", "model_id"],
            ["mw.model_version.id", "mw.model_version.model_id"],
            name=op.f("fk_snapshot_version_id_model_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_snapshot")),
        sa.UniqueConstraint("version_id", "sequence", name=op.f("uq_snapshot_version_id_sequence")),
        schema="mw",
    )
    op.create_index(
        "uq_snapshot_version",
        "snapshot",
        ["id", "version_id", "model_id"],
        unique=True,
        schema="mw",
    )
    op.create_index(op.f("ix_snapshot_digest"), "snapshot", ["digest"], unique=False, schema="mw")
    op.create_index(
        op.f("ix_snapshot_model_id"), "snapshot", ["model_id"], unique=False, schema="mw"
    )
    op.create_index(op.f("ix_snapshot_unit_id"), "snapshot", ["unit_id"], unique=False, schema="mw")
    op.create_table(
        "training_record",
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("run_key", sa.String(), nullable=False),
        sa.Column("algorithm", sa.String(), nullable=False),
        sa.Column(
            "parameters", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column(
            "metrics", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column(
            "data_digests", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("environment_sha256", sa.String(), nullable=False),
        sa.Column("commit_ref", sa.String(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=now,
            nullable=False,
        ),
        sa.Column("created_by", sa.Uuid(), server_default=actor, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "unit_id",
            sa.Uuid(),
            server_default=sa.text("'00000000000000000000000000000000'"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["mw.model_version.id"], name=op.f("fk_training_record_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_record")),
        sa.UniqueConstraint("run_key", name=op.f("uq_training_record_run_key")),
        schema="mw",
    )
    op.create_index(
        op.f("ix_training_record_unit_id"),
        "training_record",
        ["unit_id"],
        unique=False,
        schema="mw",
    )
    op.create_index(
        op.f("ix_training_record_version_id"),
        "training_record",
        ["version_id"],
        unique=False,
        schema="mw",
    )
    op.create_table(
        "version_author",
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["mw.person.id"], name=op.f("fk_version_author_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["mw.model_version.id"], name=op.f("fk_version_author_version_id")
        ),
        sa.PrimaryKeyConstraint("version_id", "person_id", name=op.f("pk_version_author")),
        schema="mw",
    )
    op.create_table(
        "event_subscription",
        sa.Column("instance_id", sa.Uuid(), nullable=False),
        sa.Column("token_id", sa.Uuid(), nullable=False),
        sa.Column("node_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("correlation", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["instance_id"],
            ["mw.process_instance.id"],
            name=op.f("fk_event_subscription_instance_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_subscription")),
        schema="mw",
    )
    op.create_index(
        op.f("ix_event_subscription_instance_id"),
        "event_subscription",
        ["instance_id"],
        unique=False,
        schema="mw",
    )
    op.create_index(
        "ix_event_subscription_lookup",
        "event_subscription",
        ["name", "correlation"],
        unique=False,
        schema="mw",
    )
    op.create_table(
        "finding",
        sa.Column("model_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("snapshot_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("severity", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("fix", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("request_id", sa.Uuid(), server_default=sa.text("(NULL)"), nullable=True),
        sa.Column(
            "review_roles",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            server_default=sa.text("(NULL)"),
            nullable=True,
        ),
        sa.Column(
            "due_at", sa.DateTime(timezone=True), server_default=sa.text("(NULL)"), nullable=True
        ),
        sa.Column("number", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "unit_id",
            sa.Uuid(),
            server_default=sa.text("'00000000000000000000000000000000'"),
            nullable=False,
        ),
        sa.Column(
            "recorded_from",
            sa.DateTime(timezone=True),
            server_default=now,
            nullable=False,
        ),
        sa.Column("recorded_by", sa.Uuid(), server_default=actor, nullable=False),
        sa.ForeignKeyConstraint(
            ["snapshot_id", "version_id", "model_id"],
            ["mw.snapshot.id", "mw.snapshot.version_id", "mw.snapshot.model_id"],
            name=op.f("fk_finding_snapshot_id_version_id_model_id"),
        ),
        sa.ForeignKeyConstraint(
            ["version_id", "model_id"],
            ["mw.model_version.id", "mw.model_version.model_id"],
            name=op.f("fk_finding_version_id_model_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
        schema="mw",
    )
    op.create_index(op.f("ix_finding_model_id"), "finding", ["model_id"], unique=False, schema="mw")
    op.create_index(op.f("ix_finding_number"), "finding", ["number"], unique=False, schema="mw")
    op.create_index(op.f("ix_finding_unit_id"), "finding", ["unit_id"], unique=False, schema="mw")
    op.create_table(
        "incident",
        sa.Column("instance_id", sa.Uuid(), nullable=False),
        sa.Column("token_id", sa.Uuid(), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=True),
        sa.Column("node_id", sa.String(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("hint", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column(
            "opened_at",
            sa.DateTime(timezone=True),
            server_default=now,
            nullable=False,
        ),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("number", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "unit_id",
            sa.Uuid(),
            server_default=sa.text("'00000000000000000000000000000000'"),
            nullable=False,
        ),
        sa.Column(
            "recorded_from",
            sa.DateTime(timezone=True),
            server_default=now,
            nullable=False,
        ),
        sa.Column("recorded_by", sa.Uuid(), server_default=actor, nullable=False),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["mw.process_instance.id"], name=op.f("fk_incident_instance_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident")),
        schema="mw",
    )
    op.create_index(
        op.f("ix_incident_instance_id"), "incident", ["instance_id"], unique=False, schema="mw"
    )
    op.create_index(op.f("ix_incident_number"), "incident", ["number"], unique=False, schema="mw")
    op.create_index(op.f("ix_incident_unit_id"), "incident", ["unit_id"], unique=False, schema="mw")
    op.create_table(
        "job",
        sa.Column("instance_id", sa.Uuid(), nullable=True),
        sa.Column("token_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=True),
        sa.Column("node_id", sa.String(), nullable=False),
        sa.Column("task_type", sa.String(), nullable=False),
        sa.Column(
            "inputs", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column(
            "memory", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("attempts_left", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=now,
            nullable=False,
        ),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["mw.process_instance.id"], name=op.f("fk_job_instance_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("key", name=op.f("uq_job_key")),
        schema="mw",
    )
    op.create_index("ix_job_due", "job", ["state", "due_at"], unique=False, schema="mw")
    op.create_index(op.f("ix_job_instance_id"), "job", ["instance_id"], unique=False, schema="mw")
    op.create_index(op.f("ix_job_token_id"), "job", ["token_id"], unique=False, schema="mw")
    op.create_table(
        "monitor_run",
        sa.Column("run_key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("monitor_id", sa.Uuid(), nullable=True),
        sa.Column("model_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("snapshot_id", sa.Uuid(), nullable=False),
        sa.Column("instance_id", sa.Uuid(), nullable=True),
        sa.Column("fire_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "started_at",
            sa.DateTime(timezone=True),
            server_default=now,
            nullable=False,
        ),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("reference_rows", sa.Integer(), nullable=False),
        sa.Column("current_rows", sa.Integer(), nullable=False),
        sa.Column("data_digest", sa.String(), nullable=False),
        sa.Column("data_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("data_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("code_version", sa.String(), nullable=False),
        sa.Column("decision_table_id", sa.Uuid(), nullable=True),
        sa.Column("profile", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "unit_id",
            sa.Uuid(),
            server_default=sa.text("'00000000000000000000000000000000'"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["decision_table_id"],
            ["mw.decision_table.id"],
            name=op.f("fk_monitor_run_decision_table_id"),
        ),
        sa.ForeignKeyConstraint(
            ["monitor_id", "model_id"],
            ["mw.monitor.id", "mw.monitor.model_id"],
            name=op.f("fk_monitor_run_monitor_id_model_id"),
        ),
        sa.ForeignKeyConstraint(
            ["snapshot_id", "version_id", "model_id"],
            ["mw.snapshot.id", "mw.snapshot.version_id", "mw.snapshot.model_id"],
            name=op.f("fk_monitor_run_snapshot_id_version_id_model_id"),
        ),
        sa.CheckConstraint(
            "monitor_id IS NOT NULL OR kind <> 'monitor'", name=op.f("ck_monitor_run_monitor")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_monitor_run")),
        sa.UniqueConstraint("run_key", name=op.f("uq_monitor_run_run_key")),
        schema="mw",
    )
    op.create_index(
        "uq_monitor_run_snapshot", "monitor_run", ["id", "snapshot_id"], unique=True, schema="mw"
    )
    op.create_index(
        "ix_monitor_run_last",
        "monitor_run",
        ["monitor_id", "fire_at", "state", "verdict"],
        unique=False,
        schema="mw",
        postgresql_include=["unit_id"],
    )
    op.create_index(
        op.f("ix_monitor_run_model_id"), "monitor_run", ["model_id"], unique=False, schema="mw"
    )
    op.create_index(
        op.f("ix_monitor_run_number"), "monitor_run", ["number"], unique=False, schema="mw"
    )
    op.create_index(
        op.f("ix_monitor_run_snapshot_id"),
        "monitor_run",
        ["snapshot_id"],
        unique=False,
        schema="mw",
    )
    op.create_index(
        op.f("ix_monitor_run_unit_id"), "monitor_run", ["unit_id"], unique=False, schema="mw"
    )
    op.create_index(
        "ix_monitor_run_digest",
        "monitor_run",
        ["monitor_id", "data_digest", "number"],
        unique=False,
        schema="mw",
    )
    op.create_index(
        "ix_monitor_run_verdict",
        "monitor_run",
        ["verdict", "number", "unit_id", "monitor_id", "fire_at"],
        unique=False,
        schema="mw",
    )
    op.create_table(
        "reference_profile",
        sa.Column("snapshot_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("profile", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=now,
            nullable=False,
        ),
        sa.Column("created_by", sa.Uuid(), server_default=actor, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "unit_id",
            sa.Uuid(),
            server_default=sa.text("'00000000000000000000000000000000'"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["snapshot_id"], ["mw.snapshot.id"], name=op.f("fk_reference_profile_snapshot_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reference_profile")),
        sa.UniqueConstraint(
            "snapshot_id", "kind", name=op.f("uq_reference_profile_snapshot_id_kind")
        ),
        schema="mw",
    )
    op.create_index(
        op.f("ix_reference_profile_unit_id"),
        "reference_profile",
        ["unit_id"],
        unique=False,
        schema="mw",
    )
    op.create_table(
        "step_run",
        sa.Column("instance_id", sa.Uuid(), nullable=False),
        sa.Column("token_id", sa.Uuid(), nullable=False),
        sa.Column("node_id", sa.String(), nullable=False),
        sa.Column("node_kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("flow_id", sa.String(), nullable=False),
        sa.Column(
            "started_at",
            sa.DateTime(timezone=True),
            server_default=now,
            nullable=False,
        ),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "unit_id",
            sa.Uuid(),
            server_default=sa.text("'00000000000000000000000000000000'"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["mw.process_instance.id"], name=op.f("fk_step_run_instance_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step_run")),
        schema="mw",
    )
    op.create_index(
        op.f("ix_step_run_instance_id"), "step_run", ["instance_id"], unique=False, schema="mw"
    )
    op.create_index(op.f("ix_step_run_unit_id"), "step_run", ["unit_id"], unique=False, schema="mw")
    op.create_table(
        "token",
        sa.Column("instance_id", sa.Uuid(), nullable=False),
        sa.Column("scope_id", sa.Uuid(), nullable=True),
        sa.Column("node_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("flow_id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("multi_index", sa.Integer(), nullable=True),
        sa.Column(
            "entered_at",
            sa.DateTime(timezone=True),
            server_default=now,
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["mw.process_instance.id"], name=op.f("fk_token_instance_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_token")),
        schema="mw",
    )
    op.create_index(
        op.f("ix_token_instance_id"), "token", ["instance_id"], unique=False, schema="mw"
    )
    op.create_table(
        "transition_request",
        sa.Column("model_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("snapshot_id", sa.Uuid(), nullable=True),
        sa.Column("from_stage", sa.String(), server_default=sa.text("('')"), nullable=False),
        sa.Column("stage_id", sa.Uuid(), nullable=False),
        sa.Column("service_tag", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("requested_by", sa.Uuid(), server_default=actor, nullable=False),
        sa.Column(
            "requested_at",
            sa.DateTime(timezone=True),
            server_default=now,
            nullable=False,
        ),
        sa.Column("documents", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("evidence_digest", sa.String(), server_default=sa.text("('')"), nullable=False),
        sa.Column("is_ordered", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.Column("risk_tier", sa.String(), server_default=sa.text("('')"), nullable=False),
        sa.Column("is_regulated", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.Column("is_outgrown", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.Column("route_table_id", sa.Uuid(), server_default=sa.text("(NULL)"), nullable=True),
        sa.Column("instance_id", sa.Uuid(), server_default=sa.text("(NULL)"), nullable=True),
        sa.Column(
            "due_at", sa.DateTime(timezone=True), server_default=sa.text("(NULL)"), nullable=True
        ),
        sa.Column(
            "closed_at", sa.DateTime(timezone=True), server_default=sa.text("(NULL)"), nullable=True
        ),
        sa.Column("is_emergency", sa.Boolean(), nullable=False),
        sa.Column(
            "review_roles",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            server_default=sa.text("(NULL)"),
            nullable=True,
        ),
        sa.Column("review_days", sa.Integer(), server_default=sa.text("(NULL)"), nullable=True),
        sa.Column("number", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "unit_id",
            sa.Uuid(),
            server_default=sa.text("'00000000000000000000000000000000'"),
            nullable=False,
        ),
        sa.Column(
            "recorded_from",
            sa.DateTime(timezone=True),
            server_default=now,
            nullable=False,
        ),
        sa.Column("recorded_by", sa.Uuid(), server_default=actor, nullable=False),
        sa.ForeignKeyConstraint(
            ["snapshot_id", "version_id", "model_id"],
            ["mw.snapshot.id", "mw.snapshot.version_id", "mw.snapshot.model_id"],
            name=op.f("fk_transition_request_snapshot_id_version_id_model_id"),
        ),
        sa.ForeignKeyConstraint(
            ["version_id", "model_id"],
            ["mw.model_version.id", "mw.model_version.model_id"],
            name=op.f("fk_transition_request_version_id_model_id"),
        ),
        sa.ForeignKeyConstraint(
            ["requested_by"], ["mw.person.id"], name=op.f("fk_transition_request_requested_by")
        ),
        sa.ForeignKeyConstraint(
            ["route_table_id"],
            ["mw.decision_table.id"],
            name=op.f("fk_transition_request_route_table_id"),
        ),
        sa.ForeignKeyConstraint(
            ["stage_id"], ["mw.stage.id"], name=op.f("fk_transition_request_stage_id")
        ),
        sa.CheckConstraint(
            "snapshot_id IS NOT NULL OR state = 'draft' OR state = 'withdrawn'",
            name=op.f("ck_transition_request_snapshot"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transition_request")),
        schema="mw",
    )
    op.create_index(
        "uq_transition_request_version",
        "transition_request",
        ["id", "version_id", "model_id"],
        unique=True,
        schema="mw",
    )
    op.create_index(
        op.f("ix_transition_request_instance_id"),
        "transition_request",
        ["instance_id"],
        unique=False,
        schema="mw",
    )
    op.create_index(
        op.f("ix_transition_request_model_id"),
        "transition_request",
        ["model_id"],
        unique=False,
        schema="mw",
    )
    op.create_index(
        op.f("ix_transition_request_number"),
        "transition_request",
        ["number"],
        unique=False,
        schema="mw",
    )
    op.create_index(
        op.f("ix_transition_request_requested_by"),
        "transition_request",
        ["requested_by"],
        unique=False,
        schema="mw",
    )
    op.create_index(
        op.f("ix_transition_request_unit_id"),
        "transition_request",
        ["unit_id"],
        unique=False,
        schema="mw",
    )
    op.create_index(
        op.f("ix_transition_request_version_id"),
        "transition_request",
        ["version_id"],
        unique=False,
        schema="mw",
    )
    op.create_index(
        "uq_transition_request_pending",
        "transition_request",
        ["version_id", "stage_id", "service_tag"],
        unique=True,
        schema="mw",
        postgresql_where=sa.text("state = 'draft' OR state = 'pending'"),
        sqlite_where=sa.text("state = 'draft' OR state = 'pending'"),
    )
    op.create_table(
        "variable",
        sa.Column("instance_id", sa.Uuid(), nullable=False),
        sa.Column("scope_key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["mw.process_instance.id"], name=op.f("fk_variable_instance_id")
        ),
        sa.PrimaryKeyConstraint("instance_id", "scope_key", "name", name=op.f("pk_variable")),
        schema="mw",
    )
    op.create_table(
        "alert",
        sa.Column("model_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("monitor_id", sa.Uuid(), nullable=True),
        sa.Column("run_id", sa.Uuid(), nullable=True),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("severity", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("assignee_id", sa.Uuid(), nullable=True),
        sa.Column(
            "opened_at",
            sa.DateTime(timezone=True),
            server_default=now,
            nullable=False,
        ),
        sa.Column(
            "last_seen_at",
            sa.DateTime(timezone=True),
            server_default=now,
            nullable=False,
        ),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_by", sa.Uuid(), nullable=True),
        sa.Column("snoozed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("snoozed_by", sa.Uuid(), nullable=True),
        sa.Column("escalated_by", sa.Uuid(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("comments", sa.Integer(), nullable=False),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("number", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "unit_id",
            sa.Uuid(),
            server_default=sa.text("'00000000000000000000000000000000'"),
            nullable=False,
        ),
        sa.Column(
            "recorded_from",
            sa.DateTime(timezone=True),
            server_default=now,
            nullable=False,
        ),
        sa.Column("recorded_by", sa.Uuid(), server_default=actor, nullable=False),
        sa.ForeignKeyConstraint(
            ["acknowledged_by"], ["mw.person.id"], name=op.f("fk_alert_acknowledged_by")
        ),
        sa.ForeignKeyConstraint(
            ["assignee_id"], ["mw.person.id"], name=op.f("fk_alert_assignee_id")
        ),
        sa.ForeignKeyConstraint(["snoozed_by"], ["mw.person.id"], name=op.f("fk_alert_snoozed_by")),
        sa.ForeignKeyConstraint(
            ["escalated_by"], ["mw.person.id"], name=op.f("fk_alert_escalated_by")
        ),
        sa.ForeignKeyConstraint(
            ["monitor_id", "model_id"],
            ["mw.monitor.id", "mw.monitor.model_id"],
            name=op.f("fk_alert_monitor_id_model_id"),
        ),
        sa.ForeignKeyConstraint(
            ["version_id", "model_id"],
            ["mw.model_version.id", "mw.model_version.model_id"],
            name=op.f("fk_alert_version_id_model_id"),
        ),
        sa.ForeignKeyConstraint(["run_id"], ["mw.monitor_run.id"], name=op.f("fk_alert_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert")),
        schema="mw",
    )
    op.create_index(op.f("ix_alert_model_id"), "alert", ["model_id"], unique=False, schema="mw")
    op.create_index(op.f("ix_alert_number"), "alert", ["number"], unique=False, schema="mw")
    op.create_index(
        "ix_alert_state", "alert", ["state", "severity", "model_id"], unique=False, schema="mw"
    )
    op.create_index(op.f("ix_alert_unit_id"), "alert", ["unit_id"], unique=False, schema="mw")
    op.create_index(
        "uq_alert_live",
        "alert",
        ["model_id", "monitor_id", "rule"],
        unique=True,
        schema="mw",
        postgresql_where=sa.text("state <> 'closed'"),
        sqlite_where=sa.text("state <> 'closed'"),
    )
    op.create_index(
        "uq_alert_live_review",
        "alert",
        ["model_id", "rule"],
        unique=True,
        schema="mw",
        postgresql_where=sa.text("monitor_id IS NULL AND state <> 'closed'"),
        sqlite_where=sa.text("monitor_id IS NULL AND state <> 'closed'"),
    )
    op.create_table(
        "decision",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("seen_digest", sa.String(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), server_default=actor, nullable=False),
        sa.Column(
            "decided_at",
            sa.DateTime(timezone=True),
            server_default=now,
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "unit_id",
            sa.Uuid(),
            server_default=sa.text("'00000000000000000000000000000000'"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["mw.person.id"], name=op.f("fk_decision_decided_by")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["mw.transition_request.id"], name=op.f("fk_decision_request_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sa.UniqueConstraint(
            "request_id",
            "decided_by",
            "seen_digest",
            name=op.f("uq_decision_request_id_decided_by_seen_digest"),
        ),
        schema="mw",
    )
    op.create_index(
        op.f("ix_decision_request_id"), "decision", ["request_id"], unique=False, schema="mw"
    )
    op.create_index(op.f("ix_decision_unit_id"), "decision", ["unit_id"], unique=False, schema="mw")
    op.create_table(
        "evidence_set",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=now,
            nullable=False,
        ),
        sa.Column("created_by", sa.Uuid(), server_default=actor, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "unit_id",
            sa.Uuid(),
            server_default=sa.text("'00000000000000000000000000000000'"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["mw.transition_request.id"], name=op.f("fk_evidence_set_request_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_set")),
        sa.UniqueConstraint("request_id", "digest", name=op.f("uq_evidence_set_request_id_digest")),
        schema="mw",
    )
    op.create_index(
        op.f("ix_evidence_set_unit_id"), "evidence_set", ["unit_id"], unique=False, schema="mw"
    )
    op.create_table(
        "placement",
        sa.Column("model_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("snapshot_id", sa.Uuid(), nullable=False),
        sa.Column("stage_id", sa.Uuid(), nullable=False),
        sa.Column("stage_kind", sa.String(), nullable=False),
        sa.Column("service_tag", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=True),
        sa.Column("placed_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("placed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "unit_id",
            sa.Uuid(),
            server_default=sa.text("'00000000000000000000000000000000'"),
            nullable=False,
        ),
        sa.Column(
            "recorded_from",
            sa.DateTime(timezone=True),
            server_default=now,
            nullable=False,
        ),
        sa.Column("recorded_by", sa.Uuid(), server_default=actor, nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id", "version_id", "model_id"],
            [
                "mw.transition_request.id",
                "mw.transition_request.version_id",
                "mw.transition_request.model_id",
            ],
            name=op.f("fk_placement_request_id_version_id_model_id"),
        ),
        sa.ForeignKeyConstraint(
            ["snapshot_id", "version_id", "model_id"],
            ["mw.snapshot.id", "mw.snapshot.version_id", "mw.snapshot.model_id"],
            name=op.f("fk_placement_snapshot_id_version_id_model_id"),
        ),
        sa.ForeignKeyConstraint(["stage_id"], ["mw.stage.id"], name=op.f("fk_placement_stage_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement")),
        schema="mw",
    )
    op.create_index(
        "uq_placement_served",
        "placement",
        ["id", "snapshot_id", "stage_id", "service_tag"],
        unique=True,
        schema="mw",
    )
    op.create_index(
        "ix_placement_model",
        "placement",
        ["model_id", "state", "stage_id"],
        unique=False,
        schema="mw",
    )
    op.create_index(
        "ix_placement_state",
        "placement",
        ["state", "stage_id", "model_id"],
        unique=False,
        schema="mw",
    )
    op.create_index(
        op.f("ix_placement_unit_id"), "placement", ["unit_id"], unique=False, schema="mw"
    )
    op.create_index(
        op.f("ix_placement_version_id"), "placement", ["version_id"], unique=False, schema="mw"
    )
    op.create_index(
        "uq_placement_in_production",
        "placement",
        ["model_id", "service_tag"],
        unique=True,
        schema="mw",
        postgresql_where=sa.text("stage_kind = 'production' AND state = 'in_place'"),
        sqlite_where=sa.text("stage_kind = 'production' AND state = 'in_place'"),
    )
    op.create_index(
        "uq_placement_promised",
        "placement",
        ["model_id", "service_tag"],
        unique=True,
        schema="mw",
        postgresql_where=sa.text("stage_kind = 'production' AND state = 'promised'"),
        sqlite_where=sa.text("stage_kind = 'production' AND state = 'promised'"),
    )
    op.create_table(
        "request_slot",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column(
            "roles", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("needed", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "unit_id",
            sa.Uuid(),
            server_default=sa.text("'00000000000000000000000000000000'"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["mw.transition_request.id"], name=op.f("fk_request_slot_request_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_slot")),
        sa.UniqueConstraint("request_id", "slot", name=op.f("uq_request_slot_request_id_slot")),
        schema="mw",
    )
    op.create_index(
        op.f("ix_request_slot_unit_id"), "request_slot", ["unit_id"], unique=False, schema="mw"
    )
    op.create_table(
        "test_result",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("snapshot_id", sa.Uuid(), nullable=False),
        sa.Column("test", sa.String(), nullable=False),
        sa.Column("feature", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("dimension", sa.String(), nullable=False),
        sa.Column("statistic", sa.Double(), nullable=True),
        sa.Column("p_value", sa.Double(), nullable=True),
        sa.Column("p_adjusted", sa.Double(), nullable=True),
        sa.Column("effect", sa.Double(), nullable=True),
        sa.Column("error_bound", sa.Double(), nullable=True),
        sa.Column("threshold", sa.String(), nullable=False),
        sa.Column("severity", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "unit_id",
            sa.Uuid(),
            server_default=sa.text("'00000000000000000000000000000000'"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["run_id", "snapshot_id"],
            ["mw.monitor_run.id", "mw.monitor_run.snapshot_id"],
            name=op.f("fk_test_result_run_id_snapshot_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_test_result")),
        schema="mw",
    )
    op.create_index(
        op.f("ix_test_result_run_id"), "test_result", ["run_id"], unique=False, schema="mw"
    )
    op.create_index(
        op.f("ix_test_result_snapshot_id"),
        "test_result",
        ["snapshot_id"],
        unique=False,
        schema="mw",
    )
    op.create_index(
        op.f("ix_test_result_unit_id"), "test_result", ["unit_id"], unique=False, schema="mw"
    )
    op.create_table(
        "user_task",
        sa.Column("instance_id", sa.Uuid(), nullable=False),
        sa.Column("token_id", sa.Uuid(), nullable=False),
        sa.Column("node_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("model_id", sa.Uuid(), nullable=True),
        sa.Column("version_id", sa.Uuid(), nullable=True),
        sa.Column("snapshot_id", sa.Uuid(), nullable=True),
        sa.Column(
            "roles", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("assignee_id", sa.Uuid(), nullable=True),
        sa.Column("named_id", sa.Uuid(), nullable=True),
        sa.Column("handed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handed_note", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column(
            "outcomes", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column(
            "facts", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column(
            "answers", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("request_id", sa.Uuid(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "opened_at",
            sa.DateTime(timezone=True),
            server_default=now,
            nullable=False,
        ),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("number", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "unit_id",
            sa.Uuid(),
            server_default=sa.text("'00000000000000000000000000000000'"),
            nullable=False,
        ),
        sa.Column(
            "recorded_from",
            sa.DateTime(timezone=True),
            server_default=now,
            nullable=False,
        ),
        sa.Column("recorded_by", sa.Uuid(), server_default=actor, nullable=False),
        sa.ForeignKeyConstraint(
            ["assignee_id"], ["mw.person.id"], name=op.f("fk_user_task_assignee_id")
        ),
        sa.ForeignKeyConstraint(
            ["model_id"], ["mw.registered_model.id"], name=op.f("fk_user_task_model_id")
        ),
        sa.ForeignKeyConstraint(["named_id"], ["mw.person.id"], name=op.f("fk_user_task_named_id")),
        sa.ForeignKeyConstraint(
            ["request_id", "version_id", "model_id"],
            [
                "mw.transition_request.id",
                "mw.transition_request.version_id",
                "mw.transition_request.model_id",
            ],
            name=op.f("fk_user_task_request_id_version_id_model_id"),
        ),
        sa.ForeignKeyConstraint(
            ["snapshot_id", "version_id", "model_id"],
            ["mw.snapshot.id", "mw.snapshot.version_id", "mw.snapshot.model_id"],
            name=op.f("fk_user_task_snapshot_id_version_id_model_id"),
        ),
        sa.ForeignKeyConstraint(
            ["version_id", "model_id"],
            ["mw.model_version.id", "mw.model_version.model_id"],
            name=op.f("fk_user_task_version_id_model_id"),
        ),
        sa.CheckConstraint(
            "version_id IS NULL OR model_id IS NOT NULL", name=op.f("ck_user_task_version")
        ),
        sa.CheckConstraint(
            "version_id IS NOT NULL OR (snapshot_id IS NULL AND request_id IS NULL)",
            name=op.f("ck_user_task_snapshot"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_task")),
        sa.UniqueConstraint("token_id", name=op.f("uq_user_task_token_id")),
        schema="mw",
    )
    op.create_index(
        op.f("ix_user_task_instance_id"), "user_task", ["instance_id"], unique=False, schema="mw"
    )
    op.create_index(
        op.f("ix_user_task_model_id"), "user_task", ["model_id"], unique=False, schema="mw"
    )
    op.create_index(op.f("ix_user_task_number"), "user_task", ["number"], unique=False, schema="mw")
    op.create_index(
        "ix_user_task_open", "user_task", ["state", "due_at"], unique=False, schema="mw"
    )
    op.create_index(
        op.f("ix_user_task_request_id"), "user_task", ["request_id"], unique=False, schema="mw"
    )
    op.create_index(
        op.f("ix_user_task_unit_id"), "user_task", ["unit_id"], unique=False, schema="mw"
    )
    op.create_table(
        "deployment",
        sa.Column("model_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("snapshot_id", sa.Uuid(), nullable=False),
        sa.Column("runtime_id", sa.Uuid(), nullable=False),
        sa.Column("stage_id", sa.Uuid(), nullable=False),
        sa.Column("service_tag", sa.String(), nullable=False),
        sa.Column("strategy", sa.String(), nullable=False),
        sa.Column("traffic_share", sa.Double(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("placement_id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=True),
        sa.Column("instance_id", sa.Uuid(), nullable=True),
        sa.Column("replaces_id", sa.Uuid(), nullable=True),
        sa.Column("asked_id", sa.Uuid(), server_default=sa.text("(NULL)"), nullable=True),
        sa.Column(
            "matched_tags", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column(
            "started_at",
            sa.DateTime(timezone=True),
            server_default=now,
            nullable=False,
        ),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("number", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "unit_id",
            sa.Uuid(),
            server_default=sa.text("'00000000000000000000000000000000'"),
            nullable=False,
        ),
        sa.Column(
            "recorded_from",
            sa.DateTime(timezone=True),
            server_default=now,
            nullable=False,
        ),
        sa.Column("recorded_by", sa.Uuid(), server_default=actor, nullable=False),
        sa.ForeignKeyConstraint(
            ["placement_id", "snapshot_id", "stage_id", "service_tag"],
            [
                "mw.placement.id",
                "mw.placement.snapshot_id",
                "mw.placement.stage_id",
                "mw.placement.service_tag",
            ],
            name=op.f("fk_deployment_placement_id_snapshot_id_stage_id_service_tag"),
        ),
        sa.ForeignKeyConstraint(
            ["request_id", "version_id", "model_id"],
            [
                "mw.transition_request.id",
                "mw.transition_request.version_id",
                "mw.transition_request.model_id",
            ],
            name=op.f("fk_deployment_request_id_version_id_model_id"),
        ),
        sa.ForeignKeyConstraint(
            ["snapshot_id", "version_id", "model_id"],
            ["mw.snapshot.id", "mw.snapshot.version_id", "mw.snapshot.model_id"],
            name=op.f("fk_deployment_snapshot_id_version_id_model_id"),
        ),
        sa.ForeignKeyConstraint(
            ["asked_id"], ["mw.engine_inbox.id"], name=op.f("fk_deployment_asked_id")
        ),
        sa.ForeignKeyConstraint(
            ["replaces_id"], ["mw.deployment.id"], name=op.f("fk_deployment_replaces_id")
        ),
        sa.ForeignKeyConstraint(
            ["runtime_id"], ["mw.runtime.id"], name=op.f("fk_deployment_runtime_id")
        ),
        sa.ForeignKeyConstraint(["stage_id"], ["mw.stage.id"], name=op.f("fk_deployment_stage_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deployment")),
        schema="mw",
    )
    op.create_index(
        op.f("ix_deployment_model_id"), "deployment", ["model_id"], unique=False, schema="mw"
    )
    op.create_index(
        op.f("ix_deployment_number"), "deployment", ["number"], unique=False, schema="mw"
    )
    op.create_index(
        op.f("ix_deployment_runtime_id"), "deployment", ["runtime_id"], unique=False, schema="mw"
    )
    op.create_index(
        op.f("ix_deployment_unit_id"), "deployment", ["unit_id"], unique=False, schema="mw"
    )
    op.create_index(
        op.f("ix_deployment_version_id"), "deployment", ["version_id"], unique=False, schema="mw"
    )
    op.create_index(
        "uq_deployment_live",
        "deployment",
        ["runtime_id", "service_tag", "snapshot_id"],
        unique=True,
        schema="mw",
        postgresql_where=sa.text(
            "state <> 'undeployed' AND state <> 'rolled_back' AND state <> 'failed'"
        ),
        sqlite_where=sa.text(
            "state <> 'undeployed' AND state <> 'rolled_back' AND state <> 'failed'"
        ),
    )
    op.create_table(
        "waiver",
        sa.Column("model_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("snapshot_id", sa.Uuid(), nullable=False),
        sa.Column("test", sa.String(), nullable=False),
        sa.Column("feature", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), server_default=actor, nullable=False),
        sa.Column("granted_by", sa.Uuid(), server_default=sa.text("(NULL)"), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=True),
        sa.Column("number", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "unit_id",
            sa.Uuid(),
            server_default=sa.text("'00000000000000000000000000000000'"),
            nullable=False,
        ),
        sa.Column(
            "recorded_from",
            sa.DateTime(timezone=True),
            server_default=now,
            nullable=False,
        ),
        sa.Column("recorded_by", sa.Uuid(), server_default=actor, nullable=False),
        sa.ForeignKeyConstraint(["asked_by"], ["mw.person.id"], name=op.f("fk_waiver_asked_by")),
        sa.ForeignKeyConstraint(
            ["granted_by"], ["mw.person.id"], name=op.f("fk_waiver_granted_by")
        ),
        sa.ForeignKeyConstraint(
            ["snapshot_id", "version_id", "model_id"],
            ["mw.snapshot.id", "mw.snapshot.version_id", "mw.snapshot.model_id"],
            name=op.f("fk_waiver_snapshot_id_version_id_model_id"),
        ),
        sa.ForeignKeyConstraint(["task_id"], ["mw.user_task.id"], name=op.f("fk_waiver_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiver")),
        schema="mw",
    )
    op.create_index(op.f("ix_waiver_model_id"), "waiver", ["model_id"], unique=False, schema="mw")
    op.create_index(op.f("ix_waiver_number"), "waiver", ["number"], unique=False, schema="mw")
    op.create_index(
        op.f("ix_waiver_snapshot_id"), "waiver", ["snapshot_id"], unique=False, schema="mw"
    )
    op.create_index(op.f("ix_waiver_unit_id"), "waiver", ["unit_id"], unique=False, schema="mw")
    op.create_table(
        "deployment_step",
        sa.Column("deployment_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column(
            "started_at",
            sa.DateTime(timezone=True),
            server_default=now,
            nullable=False,
        ),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "facts", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "unit_id",
            sa.Uuid(),
            server_default=sa.text("'00000000000000000000000000000000'"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["deployment_id"], ["mw.deployment.id"], name=op.f("fk_deployment_step_deployment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deployment_step")),
        sa.UniqueConstraint(
            "deployment_id", "position", name=op.f("uq_deployment_step_deployment_id_position")
        ),
        schema="mw",
    )
    op.create_index(
        op.f("ix_deployment_step_unit_id"),
        "deployment_step",
        ["unit_id"],
        unique=False,
        schema="mw",
    )
