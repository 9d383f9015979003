"""What is signed and sealed, asked of administrators, assessed, laid down by frameworks, and kept by
each person."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# What finds a present row finds its images: by id, and by these.
IMAGES_BY: dict[str, dict[str, tuple[str, ...]]] = {
    "business_unit": {"by_key": ("key",)},
    "membership": {"lookup": ("person_id", "role")},
    "use_case": {},
    "registered_model": {
        "name": ("name_folded", "id", "kind", "owner_id", "unit_id", "risk_tier", "framework"),
        "owner": ("owner_id", "name_folded", "id", "kind", "risk_tier"),
        "tier": ("risk_tier", "name_folded", "id", "kind", "owner_id", "unit_id"),
    },
    "stage_path": {},
    "stage": {"by_name": ("stage_path_id", "name"), "by_position": ("stage_path_id", "position")},
    "placement": {
        "kind": ("stage_kind", "state", "model_id", "request_id"),
        "model": ("model_id", "state", "stage_id", "stage_kind", "request_id"),
        "request_id": ("request_id",),
        "snapshot_id": ("snapshot_id",),
        "state": ("state", "stage_id", "model_id"),
        "version_id": ("version_id",),
    },
    "runtime": {"by_name": ("name",)},
    "closed_window": {
        "number": ("number",),
        "runtime_id": ("runtime_id",),
        "state": ("state", "ends_at"),
    },
    "deployment": {
        "model_id": ("model_id",),
        "number": ("number",),
        "placement_id": ("placement_id",),
        "runtime_id": ("runtime_id",),
        "version_id": ("version_id",),
    },
    "store": {"by_name": ("name",)},
    "data_source": {},
    "life_cycle_template": {},
    "decision_table": {},
    "life_cycle_binding": {"by_model_id": ("model_id",)},
    "monitor": {
        "active": ("is_paused", "model_id"),
        "by_version": ("model_id", "name", "version"),
        "listed": ("is_paused", "id", "model_id", "stage_id", "service_tag", "name"),
    },
    "alert": {
        "model_id": ("model_id",),
        "number": ("number",),
        "state": ("state", "severity", "model_id"),
    },
    "transition_request": {
        "instance_id": ("instance_id",),
        "model_id": ("model_id",),
        "number": ("number",),
        "requested_by": ("requested_by",),
        "version_id": ("version_id",),
    },
    "waiver": {"model_id": ("model_id",), "number": ("number",), "snapshot_id": ("snapshot_id",)},
    "finding": {
        "model_id": ("model_id",),
        "number": ("number",),
        "snapshot_id": ("snapshot_id",),
        "version_id": ("version_id",),
    },
    "role_request": {"number": ("number",), "person_id": ("person_id",)},
    "registration_request": {
        "asked_by": ("asked_by",),
        "model_id": ("model_id",),
        "number": ("number",),
        "open": ("state", "unit_id"),
    },
    "signing_key": {"by_kid": ("kid",), "person_id": ("person_id",)},
    "risk_assessment": {"number": ("number",), "use_case_id": ("use_case_id",)},
    "attestation": {"model_id": ("model_id",), "number": ("number",), "person_id": ("person_id",)},
    "application": {"name": ("name",)},
    "application_use": {
        "application_id": ("application_id",),
        "model_id": ("model_id",),
        "version_id": ("version_id",),
    },
    "framework": {},
    "control": {"number": ("number",), "requirement_id": ("requirement_id",)},
    "requirement_evidence": {
        "control_id": ("control_id",),
        "number": ("number",),
        "object_id": ("object_id",),
        "requirement_id": ("requirement_id",),
    },
    "raci_entry": {"about": ("about_kind", "about"), "number": ("number",)},
}


def upgrade() -> None:
    schema = "" if op.get_bind().dialect.name == "sqlite" else "mw."
    now = sa.text(f"({schema}mw_now())")
    actor = sa.text(f"({schema}mw_actor())")
    _widen_indexes()
    op.create_table(
        "application_history",
        sa.Column("recorded_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("row_version", "id", name=op.f("pk_application_history")),
        schema="mw",
    )
    op.create_index(
        "ix_application_history_until",
        "application_history",
        ["recorded_until"],
        unique=False,
        schema="mw",
    )
    op.create_table(
        "application_use_history",
        sa.Column("recorded_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("model_id", sa.Uuid(), nullable=False),
        sa.Column("use_case_id", sa.Uuid(), nullable=True),
        sa.Column("used_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("row_version", "id", name=op.f("pk_application_use_history")),
        schema="mw",
    )
    op.create_index(
        "ix_application_use_history_until",
        "application_use_history",
        ["recorded_until"],
        unique=False,
        schema="mw",
    )
    op.create_table(
        "attestation_history",
        sa.Column("recorded_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("campaign", sa.String(), nullable=False),
        sa.Column("model_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("repeat_days", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("reviewed_by", sa.Uuid(), nullable=True),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("row_version", "id", name=op.f("pk_attestation_history")),
        schema="mw",
    )
    op.create_index(
        "ix_attestation_history_until",
        "attestation_history",
        ["recorded_until"],
        unique=False,
        schema="mw",
    )
    op.create_table(
        "audit_leaf",
        sa.Column(
            "position",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("event_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_audit_leaf")),
        sa.UniqueConstraint("event_id", name=op.f("uq_audit_leaf_event_id")),
        schema="mw",
    )
    op.create_table(
        "risk_assessment_history",
        sa.Column("recorded_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("use_case_id", sa.Uuid(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("method_version", sa.Integer(), nullable=False),
        sa.Column("table_id", sa.Uuid(), nullable=True),
        sa.Column(
            "answers", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("tier", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("assessed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("assessed_by", sa.Uuid(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("row_version", "id", name=op.f("pk_risk_assessment_history")),
        schema="mw",
    )
    op.create_index(
        "ix_risk_assessment_history_until",
        "risk_assessment_history",
        ["recorded_until"],
        unique=False,
        schema="mw",
    )
    op.create_table(
        "registration_request_history",
        sa.Column("recorded_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("meant_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("model_id", sa.Uuid(), nullable=True),
        sa.Column("version_id", sa.Uuid(), nullable=True),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("row_version", "id", name=op.f("pk_registration_request_history")),
        schema="mw",
    )
    op.create_index(
        "ix_registration_request_history_until",
        "registration_request_history",
        ["recorded_until"],
        unique=False,
        schema="mw",
    )
    op.create_table(
        "role_request_history",
        sa.Column("recorded_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("row_version", "id", name=op.f("pk_role_request_history")),
        schema="mw",
    )
    op.create_index(
        "ix_role_request_history_until",
        "role_request_history",
        ["recorded_until"],
        unique=False,
        schema="mw",
    )
    op.create_table(
        "signing_key_history",
        sa.Column("recorded_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("kid", sa.String(), nullable=False),
        sa.Column("public_key", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("endorsed_by", sa.Uuid(), nullable=True),
        sa.Column("confirmed_by", sa.Uuid(), nullable=True),
        sa.Column("revoked_at_size", sa.BigInteger(), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("row_version", "id", name=op.f("pk_signing_key_history")),
        schema="mw",
    )
    op.create_index(
        "ix_signing_key_history_until",
        "signing_key_history",
        ["recorded_until"],
        unique=False,
        schema="mw",
    )
    op.create_table(
        "application",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "unit_id",
            sa.Uuid(),
            server_default=sa.text("'00000000000000000000000000000000'"),
            nullable=False,
        ),
        sa.Column("recorded_from", sa.DateTime(timezone=True), server_default=now, nullable=False),
        sa.Column("recorded_by", sa.Uuid(), server_default=actor, nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["mw.person.id"], name=op.f("fk_application_owner_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application")),
        schema="mw",
    )
    op.create_index(op.f("ix_application_name"), "application", ["name"], unique=False, schema="mw")
    op.create_index(
        op.f("ix_application_unit_id"), "application", ["unit_id"], unique=False, schema="mw"
    )
    op.create_table(
        "presence",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("object_id", sa.Uuid(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), server_default=now, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "unit_id",
            sa.Uuid(),
            server_default=sa.text("'00000000000000000000000000000000'"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["mw.person.id"], name=op.f("fk_presence_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_presence")),
        sa.UniqueConstraint("person_id", "object_id", name=op.f("uq_presence_person_id_object_id")),
        schema="mw",
    )
    op.create_index(
        op.f("ix_presence_object_id"), "presence", ["object_id"], unique=False, schema="mw"
    )
    op.create_index(op.f("ix_presence_unit_id"), "presence", ["unit_id"], unique=False, schema="mw")
    op.create_table(
        "registration_request",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("meant_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), server_default=now, nullable=False),
        sa.Column("asked_by", sa.Uuid(), server_default=actor, nullable=False),
        sa.Column("answered_by", sa.Uuid(), server_default=sa.text("(NULL)"), nullable=True),
        sa.Column("model_id", sa.Uuid(), server_default=sa.text("(NULL)"), nullable=True),
        sa.Column("version_id", sa.Uuid(), server_default=sa.text("(NULL)"), nullable=True),
        sa.Column("number", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "unit_id",
            sa.Uuid(),
            server_default=sa.text("'00000000000000000000000000000000'"),
            nullable=False,
        ),
        sa.Column("recorded_from", sa.DateTime(timezone=True), server_default=now, nullable=False),
        sa.Column("recorded_by", sa.Uuid(), server_default=actor, nullable=False),
        sa.CheckConstraint(
            "(version_id IS NULL) = (model_id IS NULL)",
            name=op.f("ck_registration_request_version"),
        ),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["mw.person.id"], name=op.f("fk_registration_request_answered_by")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["mw.person.id"], name=op.f("fk_registration_request_asked_by")
        ),
        sa.ForeignKeyConstraint(
            ["meant_id"], ["mw.person.id"], name=op.f("fk_registration_request_meant_id")
        ),
        sa.ForeignKeyConstraint(
            ["version_id", "model_id"],
            ["mw.model_version.id", "mw.model_version.model_id"],
            name=op.f("fk_registration_request_version_id_model_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_request")),
        schema="mw",
    )
    op.create_index(
        "ix_registration_request_open",
        "registration_request",
        ["state", "unit_id"],
        unique=False,
        schema="mw",
    )
    for column in ("asked_by", "model_id", "number", "unit_id"):
        op.create_index(
            f"ix_registration_request_{column}", "registration_request", [column], schema="mw"
        )
    op.create_table(
        "role_request",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), server_default=actor, nullable=False),
        sa.Column("answered_by", sa.Uuid(), server_default=sa.text("(NULL)"), nullable=True),
        sa.Column("number", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "unit_id",
            sa.Uuid(),
            server_default=sa.text("'00000000000000000000000000000000'"),
            nullable=False,
        ),
        sa.Column("recorded_from", sa.DateTime(timezone=True), server_default=now, nullable=False),
        sa.Column("recorded_by", sa.Uuid(), server_default=actor, nullable=False),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["mw.person.id"], name=op.f("fk_role_request_answered_by")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["mw.person.id"], name=op.f("fk_role_request_asked_by")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["mw.person.id"], name=op.f("fk_role_request_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_request")),
        schema="mw",
    )
    op.create_index(
        op.f("ix_role_request_number"), "role_request", ["number"], unique=False, schema="mw"
    )
    op.create_index(
        op.f("ix_role_request_person_id"), "role_request", ["person_id"], unique=False, schema="mw"
    )
    op.create_index(
        op.f("ix_role_request_unit_id"), "role_request", ["unit_id"], unique=False, schema="mw"
    )
    op.create_table(
        "saved_view",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("screen", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column(
            "content", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "unit_id",
            sa.Uuid(),
            server_default=sa.text("'00000000000000000000000000000000'"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["mw.person.id"], name=op.f("fk_saved_view_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        sa.UniqueConstraint(
            "person_id", "screen", "name", name=op.f("uq_saved_view_person_id_screen_name")
        ),
        schema="mw",
    )
    op.create_index(
        op.f("ix_saved_view_person_id"), "saved_view", ["person_id"], unique=False, schema="mw"
    )
    op.create_index(
        op.f("ix_saved_view_unit_id"), "saved_view", ["unit_id"], unique=False, schema="mw"
    )
    op.create_table(
        "signing_key",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("kid", sa.String(), nullable=False),
        sa.Column("public_key", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("endorsed_by", sa.Uuid(), server_default=sa.text("(NULL)"), nullable=True),
        sa.Column("confirmed_by", sa.Uuid(), server_default=sa.text("(NULL)"), nullable=True),
        sa.Column(
            "revoked_at_size", sa.BigInteger(), server_default=sa.text("(NULL)"), nullable=True
        ),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "unit_id",
            sa.Uuid(),
            server_default=sa.text("'00000000000000000000000000000000'"),
            nullable=False,
        ),
        sa.Column("recorded_from", sa.DateTime(timezone=True), server_default=now, nullable=False),
        sa.Column("recorded_by", sa.Uuid(), server_default=actor, nullable=False),
        sa.ForeignKeyConstraint(
            ["confirmed_by"], ["mw.person.id"], name=op.f("fk_signing_key_confirmed_by")
        ),
        sa.ForeignKeyConstraint(
            ["endorsed_by"], ["mw.person.id"], name=op.f("fk_signing_key_endorsed_by")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["mw.person.id"], name=op.f("fk_signing_key_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_key")),
        sa.UniqueConstraint("kid", name=op.f("uq_signing_key_kid")),
        schema="mw",
    )
    op.create_index(
        op.f("ix_signing_key_person_id"), "signing_key", ["person_id"], unique=False, schema="mw"
    )
    op.create_index(
        op.f("ix_signing_key_unit_id"), "signing_key", ["unit_id"], unique=False, schema="mw"
    )
    op.create_table(
        "watch",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("object_type", sa.String(), nullable=False),
        sa.Column("object_id", sa.Uuid(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "unit_id",
            sa.Uuid(),
            server_default=sa.text("'00000000000000000000000000000000'"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["person_id"], ["mw.person.id"], name=op.f("fk_watch_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watch")),
        sa.UniqueConstraint("person_id", "object_id", name=op.f("uq_watch_person_id_object_id")),
        schema="mw",
    )
    op.create_index(op.f("ix_watch_object_id"), "watch", ["object_id"], unique=False, schema="mw")
    op.create_index(op.f("ix_watch_person_id"), "watch", ["person_id"], unique=False, schema="mw")
    op.create_index(op.f("ix_watch_unit_id"), "watch", ["unit_id"], unique=False, schema="mw")
    op.create_table(
        "attestation",
        sa.Column("campaign", sa.String(), nullable=False),
        sa.Column("model_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("repeat_days", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("reviewed_by", sa.Uuid(), server_default=sa.text("(NULL)"), nullable=True),
        sa.Column("number", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "unit_id",
            sa.Uuid(),
            server_default=sa.text("'00000000000000000000000000000000'"),
            nullable=False,
        ),
        sa.Column("recorded_from", sa.DateTime(timezone=True), server_default=now, nullable=False),
        sa.Column("recorded_by", sa.Uuid(), server_default=actor, nullable=False),
        sa.ForeignKeyConstraint(
            ["model_id"], ["mw.registered_model.id"], name=op.f("fk_attestation_model_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["mw.person.id"], name=op.f("fk_attestation_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["reviewed_by"], ["mw.person.id"], name=op.f("fk_attestation_reviewed_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attestation")),
        schema="mw",
    )
    op.create_index(
        op.f("ix_attestation_model_id"), "attestation", ["model_id"], unique=False, schema="mw"
    )
    op.create_index(
        op.f("ix_attestation_number"), "attestation", ["number"], unique=False, schema="mw"
    )
    op.create_index(
        op.f("ix_attestation_person_id"), "attestation", ["person_id"], unique=False, schema="mw"
    )
    op.create_index(
        op.f("ix_attestation_unit_id"), "attestation", ["unit_id"], unique=False, schema="mw"
    )
    op.create_table(
        "risk_assessment",
        sa.Column("use_case_id", sa.Uuid(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("method_version", sa.Integer(), nullable=False),
        sa.Column("table_id", sa.Uuid(), nullable=True),
        sa.Column(
            "answers", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("tier", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("assessed_at", sa.DateTime(timezone=True), server_default=now, nullable=False),
        sa.Column("assessed_by", sa.Uuid(), server_default=actor, nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.Uuid(), server_default=sa.text("(NULL)"), nullable=True),
        sa.Column("number", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "unit_id",
            sa.Uuid(),
            server_default=sa.text("'00000000000000000000000000000000'"),
            nullable=False,
        ),
        sa.Column("recorded_from", sa.DateTime(timezone=True), server_default=now, nullable=False),
        sa.Column("recorded_by", sa.Uuid(), server_default=actor, nullable=False),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["mw.person.id"], name=op.f("fk_risk_assessment_answered_by")
        ),
        sa.ForeignKeyConstraint(
            ["assessed_by"], ["mw.person.id"], name=op.f("fk_risk_assessment_assessed_by")
        ),
        sa.ForeignKeyConstraint(
            ["table_id"], ["mw.decision_table.id"], name=op.f("fk_risk_assessment_table_id")
        ),
        sa.ForeignKeyConstraint(
            ["use_case_id"], ["mw.use_case.id"], name=op.f("fk_risk_assessment_use_case_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_assessment")),
        schema="mw",
    )
    op.create_index(
        op.f("ix_risk_assessment_number"), "risk_assessment", ["number"], unique=False, schema="mw"
    )
    op.create_index(
        op.f("ix_risk_assessment_unit_id"),
        "risk_assessment",
        ["unit_id"],
        unique=False,
        schema="mw",
    )
    op.create_index(
        op.f("ix_risk_assessment_use_case_id"),
        "risk_assessment",
        ["use_case_id"],
        unique=False,
        schema="mw",
    )
    op.create_table(
        "schema_seal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column(
            "parts", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("product_version", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=True),
        sa.Column("signature", sa.String(), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), server_default=now, nullable=False),
        sa.ForeignKeyConstraint(
            ["key_id"], ["mw.signing_key.id"], name=op.f("fk_schema_seal_key_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schema_seal")),
        schema="mw",
    )
    op.create_table(
        "tree_head",
        sa.Column(
            "size",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("root", sa.String(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("signature", sa.String(), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), server_default=now, nullable=False),
        sa.ForeignKeyConstraint(
            ["key_id"], ["mw.signing_key.id"], name=op.f("fk_tree_head_key_id")
        ),
        sa.PrimaryKeyConstraint("size", name=op.f("pk_tree_head")),
        schema="mw",
    )
    op.create_table(
        "application_use",
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("model_id", sa.Uuid(), nullable=False),
        sa.Column("use_case_id", sa.Uuid(), nullable=True),
        sa.Column("used_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "unit_id",
            sa.Uuid(),
            server_default=sa.text("'00000000000000000000000000000000'"),
            nullable=False,
        ),
        sa.Column("recorded_from", sa.DateTime(timezone=True), server_default=now, nullable=False),
        sa.Column("recorded_by", sa.Uuid(), server_default=actor, nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["mw.application.id"],
            name=op.f("fk_application_use_application_id"),
        ),
        sa.ForeignKeyConstraint(
            ["version_id", "model_id"],
            ["mw.model_version.id", "mw.model_version.model_id"],
            name=op.f("fk_application_use_version_id_model_id"),
        ),
        sa.ForeignKeyConstraint(
            ["use_case_id"], ["mw.use_case.id"], name=op.f("fk_application_use_use_case_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_use")),
        schema="mw",
    )
    op.create_index(
        op.f("ix_application_use_application_id"),
        "application_use",
        ["application_id"],
        unique=False,
        schema="mw",
    )
    op.create_index(
        op.f("ix_application_use_model_id"),
        "application_use",
        ["model_id"],
        unique=False,
        schema="mw",
    )
    op.create_index(
        op.f("ix_application_use_unit_id"),
        "application_use",
        ["unit_id"],
        unique=False,
        schema="mw",
    )
    op.create_index(
        op.f("ix_application_use_version_id"),
        "application_use",
        ["version_id"],
        unique=False,
        schema="mw",
    )
    op.create_table(
        "record_import",
        sa.Column("model_id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=now, nullable=False),
        sa.Column("created_by", sa.Uuid(), server_default=actor, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "unit_id",
            sa.Uuid(),
            server_default=sa.text("'00000000000000000000000000000000'"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["application_id"], ["mw.application.id"], name=op.f("fk_record_import_application_id")
        ),
        sa.ForeignKeyConstraint(
            ["model_id"], ["mw.registered_model.id"], name=op.f("fk_record_import_model_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_import")),
        schema="mw",
    )
    op.create_index(
        "uq_record_import_model", "record_import", ["id", "model_id"], unique=True, schema="mw"
    )
    op.create_index(
        op.f("ix_record_import_model_id"), "record_import", ["model_id"], unique=False, schema="mw"
    )
    op.create_index(
        op.f("ix_record_import_unit_id"), "record_import", ["unit_id"], unique=False, schema="mw"
    )
    op.create_table(
        "record_block",
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("model_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("entries", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "unit_id",
            sa.Uuid(),
            server_default=sa.text("'00000000000000000000000000000000'"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["import_id", "model_id"],
            ["mw.record_import.id", "mw.record_import.model_id"],
            name=op.f("fk_record_block_import_id_model_id"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_block")),
        schema="mw",
    )
    op.create_index(
        op.f("ix_record_block_unit_id"), "record_block", ["unit_id"], unique=False, schema="mw"
    )
    op.create_index(
        "uq_record_block", "record_block", ["import_id", "position"], unique=True, schema="mw"
    )
    op.create_table(
        "decision_record",
        sa.Column("decision_id", sa.String(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=True),
        sa.Column("model_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("served_sha256", sa.String(), nullable=False),
        sa.Column("inference_sha256", sa.String(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=now, nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "unit_id",
            sa.Uuid(),
            server_default=sa.text("'00000000000000000000000000000000'"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["mw.application.id"],
            name=op.f("fk_decision_record_application_id"),
        ),
        sa.ForeignKeyConstraint(
            ["import_id", "model_id"],
            ["mw.record_import.id", "mw.record_import.model_id"],
            name=op.f("fk_decision_record_import_id_model_id"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.ForeignKeyConstraint(
            ["version_id", "model_id"],
            ["mw.model_version.id", "mw.model_version.model_id"],
            name=op.f("fk_decision_record_version_id_model_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_record")),
        schema="mw",
    )
    op.create_index(
        op.f("ix_decision_record_model_id"),
        "decision_record",
        ["model_id"],
        unique=False,
        schema="mw",
    )
    op.create_index(
        op.f("ix_decision_record_unit_id"),
        "decision_record",
        ["unit_id"],
        unique=False,
        schema="mw",
    )
    op.create_index(
        "ix_decision_record_version",
        "decision_record",
        ["version_id", "application_id"],
        unique=False,
        schema="mw",
    )
    op.create_index(
        "uq_decision_record",
        "decision_record",
        ["decision_id", "version_id", "application_id"],
        unique=True,
        schema="mw",
    )
    op.create_index(
        "uq_decision_record_alone",
        "decision_record",
        ["decision_id", "version_id"],
        unique=True,
        schema="mw",
        sqlite_where=sa.text("application_id IS NULL"),
        postgresql_where=sa.text("application_id IS NULL"),
    )
    op.create_index(
        "uq_decision_record_place",
        "decision_record",
        ["import_id", "position"],
        unique=True,
        schema="mw",
    )
    op.create_table(
        "on_call",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=now, nullable=False),
        sa.Column("created_by", sa.Uuid(), server_default=actor, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "unit_id",
            sa.Uuid(),
            server_default=sa.text("'00000000000000000000000000000000'"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["person_id"], ["mw.person.id"], name=op.f("fk_on_call_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_on_call")),
        schema="mw",
    )
    for column in ("ends_at", "unit_id"):
        op.create_index(op.f(f"ix_on_call_{column}"), "on_call", [column], schema="mw")
    op.create_table(
        "request_note",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("answers_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=now, nullable=False),
        sa.Column("created_by", sa.Uuid(), server_default=actor, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "unit_id",
            sa.Uuid(),
            server_default=sa.text("'00000000000000000000000000000000'"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["answers_id", "request_id"],
            ["mw.request_note.id", "mw.request_note.request_id"],
            name=op.f("fk_request_note_answers_id_request_id"),
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["mw.transition_request.id"], name=op.f("fk_request_note_request_id")
        ),
        sa.CheckConstraint(
            "answers_id IS NOT NULL OR kind <> 'answer'", name=op.f("ck_request_note_answers")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_note")),
        sa.UniqueConstraint("id", "request_id", name=op.f("uq_request_note_id_request_id")),
        schema="mw",
    )
    op.create_index(
        op.f("ix_request_note_request_id"),
        "request_note",
        ["request_id"],
        unique=False,
        schema="mw",
    )
    op.create_index(
        op.f("ix_request_note_unit_id"), "request_note", ["unit_id"], unique=False, schema="mw"
    )
    op.create_table(
        "lineage_review",
        sa.Column("model_id", sa.Uuid(), nullable=False),
        sa.Column("first_position", sa.BigInteger(), nullable=False),
        sa.Column("last_position", sa.BigInteger(), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.Column("own_events", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=now, nullable=False),
        sa.Column("created_by", sa.Uuid(), server_default=actor, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "unit_id",
            sa.Uuid(),
            server_default=sa.text("'00000000000000000000000000000000'"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["model_id"], ["mw.registered_model.id"], name=op.f("fk_lineage_review_model_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lineage_review")),
        schema="mw",
    )
    for column in ("model_id", "unit_id"):
        op.create_index(
            op.f(f"ix_lineage_review_{column}"), "lineage_review", [column], schema="mw"
        )
    op.create_table(
        "signed_act",
        sa.Column("thing", sa.String(), nullable=False),
        sa.Column("object_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("of_version", sa.Integer(), nullable=False),
        sa.Column("model_id", sa.Uuid(), nullable=True),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=now, nullable=False),
        sa.Column("created_by", sa.Uuid(), server_default=actor, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "unit_id",
            sa.Uuid(),
            server_default=sa.text("'00000000000000000000000000000000'"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["model_id"], ["mw.registered_model.id"], name=op.f("fk_signed_act_model_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signed_act")),
        sa.UniqueConstraint(
            "object_id",
            "of_version",
            "state",
            "created_by",
            name=op.f("uq_signed_act_object_id_of_version_state_created_by"),
        ),
        schema="mw",
    )
    for column in ("model_id", "object_id", "unit_id"):
        op.create_index(op.f(f"ix_signed_act_{column}"), "signed_act", [column], schema="mw")
    mw = schema.rstrip(".") or None  # ALTER TABLE takes the name as it is given
    op.add_column("decision", sa.Column("key_id", sa.Uuid(), nullable=True), schema=mw)
    op.add_column("decision", sa.Column("sequence", sa.Integer(), nullable=True), schema=mw)
    op.create_index(
        "uq_decision_sequence",
        "decision",
        ["decided_by", "unit_id", "sequence"],
        unique=True,
        schema="mw",
    )
    op.add_column(
        "monitor_run",
        sa.Column(
            "answer", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True
        ),
        schema=mw,
    )
    op.add_column("use_case_model", sa.Column("service_tag", sa.String(), nullable=True), schema=mw)
    for table in ("decision_table", "decision_table_history"):
        op.add_column(table, sa.Column("reason", sa.Text(), nullable=True), schema=mw)
        op.add_column(table, sa.Column("seen_sha256", sa.String(), nullable=True), schema=mw)
    for table in ("life_cycle_template", "life_cycle_template_history"):
        op.add_column(table, sa.Column("seen_sha256", sa.String(), nullable=True), schema=mw)
        op.add_column(table, sa.Column("reason", sa.Text(), nullable=True), schema=mw)
    for name in ("removed_to", "put_off_to"):
        op.add_column(
            "watch",
            sa.Column(name, sa.BigInteger(), server_default=sa.text("0"), nullable=False),
            schema=mw,
        )
    op.add_column(
        "watch", sa.Column("remind_at", sa.DateTime(timezone=True), nullable=True), schema=mw
    )
    op.add_column(
        "service_instance",
        sa.Column("held_by", sa.String(), server_default="", nullable=False),
        schema=mw,
    )
    op.add_column(
        "service_instance",
        sa.Column("held_since", sa.DateTime(timezone=True), nullable=True),
        schema=mw,
    )
    for table in (
        *("waiver", "waiver_history", "engine_inbox", "runtime", "runtime_history"),
        *("finding", "finding_history"),
    ):
        op.add_column(table, sa.Column("document", sa.Text(), nullable=True), schema=mw)
        op.add_column(table, sa.Column("signature", sa.Text(), nullable=True), schema=mw)
        op.add_column(table, sa.Column("key_id", sa.Uuid(), nullable=True), schema=mw)
    for table in ("runtime", "runtime_history", "store", "store_history"):
        op.add_column(
            table,
            sa.Column("is_paused", sa.Boolean(), server_default=sa.text("false"), nullable=False),
            schema=mw,
        )
        op.add_column(
            table,
            sa.Column("pause_reason", sa.Text(), server_default="", nullable=False),
            schema=mw,
        )
    for table in ("waiver", "waiver_history"):
        op.add_column(
            table, sa.Column("remark", sa.Text(), server_default="", nullable=False), schema=mw
        )
    if mw:  # what is past is copied, whole; a file can't forget a default
        for kind, name in (
            *(
                (kind, name)
                for kind in ("runtime", "store")
                for name in ("is_paused", "pause_reason")
            ),
            ("waiver", "remark"),
        ):
            op.alter_column(f"{kind}_history", name, server_default=None, schema=mw)
    _add_frameworks(now, actor)
    _add_windows(now, actor)
    _find_images()


def _add_frameworks(now: sa.TextClause, actor: sa.TextClause) -> None:
    """What a bank must do, what it does about it, and who answers for what."""
    text, time, id_ = sa.String(), sa.DateTime(timezone=True), sa.Uuid()
    framework: list[sa.Column[object]] = [
        sa.Column("key", text, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", text, nullable=False),
        sa.Column("publisher", text, nullable=False),
        sa.Column("edition", text, nullable=False),
        sa.Column("effective_from", time, nullable=False),
        sa.Column("effective_until", time, nullable=True),
        sa.Column("supersedes_id", id_, nullable=True),
        sa.Column("file", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", text, nullable=False),
        sa.Column("state", text, nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("seen_sha256", text, nullable=True),
    ]
    control: list[sa.Column[object]] = [
        sa.Column("requirement_id", id_, nullable=False),
        sa.Column("name", text, nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("owner_id", id_, nullable=True),
        sa.Column("cadence_days", sa.Integer(), nullable=True),
        sa.Column("wanted", sa.Text(), nullable=False),
        sa.Column("is_ended", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
    ]
    evidence: list[sa.Column[object]] = [
        sa.Column("requirement_id", id_, nullable=False),
        sa.Column("control_id", id_, nullable=True),
        sa.Column("kind", text, nullable=False),
        sa.Column("object_id", id_, nullable=False),
        sa.Column("sha256", text, nullable=False),
        sa.Column("title", text, nullable=False),
        sa.Column("reassesses_id", id_, nullable=True),
        sa.Column("state", text, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("attached_by", id_, server_default=actor, nullable=False),
    ]
    raci: list[sa.Column[object]] = [
        sa.Column("about_kind", text, nullable=False),
        sa.Column("about", text, nullable=False),
        sa.Column("part", text, nullable=False),
        sa.Column("role", text, nullable=False),
        sa.Column("person_id", id_, nullable=True),
        sa.Column("state", text, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
    ]
    _table_with_past(
        "framework", framework, {"supersedes_id": "framework"}, now, actor, is_numbered=False,
        unique=("unit_id", "key", "version"),
    )  # fmt: skip
    _written_table(
        "requirement",
        [
            sa.Column("framework_id", id_, nullable=False),
            sa.Column("position", sa.Integer(), nullable=False),
            sa.Column("reference", text, nullable=False),
            sa.Column("title", text, nullable=False),
            sa.Column("text", sa.Text(), nullable=False),
        ],
        {"framework_id": "framework"}, now, actor, unique=("framework_id", "reference"),
    )  # fmt: skip
    _written_table(
        "requirement_mapping",
        [
            sa.Column("framework_id", id_, nullable=False),
            sa.Column("requirement_id", id_, nullable=False),
            sa.Column("successor_id", id_, nullable=True),
            sa.Column("outcome", text, nullable=False),
            sa.Column("note", sa.Text(), nullable=False),
        ],
        {"framework_id": "framework", "requirement_id": "requirement",
         "successor_id": "requirement"},
        now, actor, unique=("framework_id", "requirement_id", "successor_id"),
    )  # fmt: skip
    _table_with_past(
        "control", control, {"requirement_id": "requirement", "owner_id": "person"}, now, actor
    )
    parents = {
        "requirement_id": "requirement", "control_id": "control",
        "reassesses_id": "requirement_evidence", "attached_by": "person",
    }  # fmt: skip
    _table_with_past("requirement_evidence", evidence, parents, now, actor)
    _table_with_past("raci_entry", raci, {"person_id": "person"}, now, actor)
    for table, column in (
        ("requirement", "framework_id"),
        ("requirement_mapping", "framework_id"),
        ("requirement_mapping", "requirement_id"),
        ("control", "requirement_id"),
        ("requirement_evidence", "requirement_id"),
        ("requirement_evidence", "control_id"),
        ("requirement_evidence", "object_id"),
    ):
        op.create_index(f"ix_{table}_{column}", table, [column], schema="mw")
    op.create_index("ix_raci_entry_about", "raci_entry", ["about_kind", "about"], schema="mw")
    for name, table, columns, condition in (
        ("after", "framework", ["supersedes_id"], "state = 'published'"),
        ("first", "framework", ["unit_id", "key"],
         "state = 'published' AND supersedes_id IS NULL"),
        ("accountable", "raci_entry", ["unit_id", "about_kind", "about"],
         "state = 'in_force' AND part = 'accountable'"),
    ):  # fmt: skip
        where = sa.text(condition)
        op.create_index(
            f"uq_{table}_{name}", table, columns, unique=True, schema="mw",
            sqlite_where=where, postgresql_where=where,
        )  # fmt: skip


def _add_windows(now: sa.TextClause, actor: sa.TextClause) -> None:
    """Times in which nothing is deployed."""
    text, time, id_ = sa.String(), sa.DateTime(timezone=True), sa.Uuid()
    window: list[sa.Column[object]] = [
        sa.Column("runtime_id", id_, nullable=True),
        sa.Column("stage_id", id_, nullable=True),
        sa.Column("stage_kind", text, nullable=False),
        sa.Column("starts_at", time, nullable=False),
        sa.Column("ends_at", time, nullable=False),
        sa.Column("is_weekly", sa.Boolean(), nullable=False),
        sa.Column("zone", text, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", text, nullable=False),
        sa.Column("ended_reason", text, nullable=False),
    ]
    parents = {"runtime_id": "runtime", "stage_id": "stage"}
    _table_with_past("closed_window", window, parents, now, actor)
    for name, columns in (("runtime_id", ["runtime_id"]), ("state", ["state", "ends_at"])):
        op.create_index(f"ix_closed_window_{name}", "closed_window", columns, schema="mw")


def _written_table(
    name: str,
    own: list[sa.Column[object]],
    parents: dict[str, str],
    now: sa.TextClause,
    actor: sa.TextClause,
    *,
    unique: tuple[str, ...],
) -> None:
    """Rows that are written once."""
    stamps: list[sa.Column[object]] = [
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=now, nullable=False),
        sa.Column("created_by", sa.Uuid(), server_default=actor, nullable=False),
    ]
    _present_table(name, [*own, *stamps], parents, unique)


def _table_with_past(
    name: str,
    own: list[sa.Column[object]],
    parents: dict[str, str],
    now: sa.TextClause,
    actor: sa.TextClause,
    *,
    is_numbered: bool = True,
    unique: tuple[str, ...] = (),
) -> None:
    """A governed table, and the one that keeps its past images."""
    number: sa.Column[object] = sa.Column(
        "number", sa.BigInteger(), server_default=sa.text("0"), nullable=False
    )
    time = sa.DateTime(timezone=True)
    stamps: list[sa.Column[object]] = [
        *([number] if is_numbered else []),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("recorded_from", time, server_default=now, nullable=False),
        sa.Column("recorded_by", sa.Uuid(), server_default=actor, nullable=False),
    ]
    keys: list[sa.Column[object]] = [
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
    ]
    kept = [sa.Column(one.name, one.type, nullable=one.nullable) for one in (*own, *stamps, *keys)]
    _present_table(name, [*own, *stamps], parents, unique)
    if is_numbered:
        op.create_index(f"ix_{name}_number", name, ["number"], schema="mw")
    past = f"{name}_history"
    op.create_table(
        past,
        sa.Column("recorded_until", time, nullable=False),
        *kept,
        sa.PrimaryKeyConstraint("row_version", "id", name=op.f(f"pk_{past}")),
        schema="mw",
    )
    op.create_index(f"ix_{past}_until", past, ["recorded_until"], schema="mw")


def _present_table(
    name: str,
    columns: list[sa.Column[object]],
    parents: dict[str, str],
    unique: tuple[str, ...],
) -> None:
    nobody = sa.text("'00000000000000000000000000000000'")
    op.create_table(
        name,
        *columns,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), server_default=nobody, nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"mw.{parent}.id"], name=op.f(f"fk_{name}_{column}")
            )
            for column, parent in parents.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        *([sa.UniqueConstraint(*unique, name=op.f(f"uq_{name}_{'_'.join(unique)}"))]
          if unique else []),
        schema="mw",
    )  # fmt: skip
    op.create_index(f"ix_{name}_unit_id", name, ["unit_id"], schema="mw")


def _widen_indexes() -> None:
    """Each ends with since when the row is so: a read of another day passes over newer ones."""
    for table, name, columns in (
        ("placement", "model", ("model_id", "state", "stage_id", "stage_kind", "request_id")),
        ("placement", "state", ("state", "stage_id", "model_id")),
        ("monitor", "active", ("is_paused", "model_id")),
        ("alert", "state", ("state", "severity", "model_id")),
        (
            "registered_model",
            "name",
            ("name_folded", "id", "kind", "owner_id", "unit_id", "risk_tier", "framework"),
        ),
        (
            "registered_model",
            "tier",
            ("risk_tier", "name_folded", "id", "kind", "owner_id", "unit_id"),
        ),
        ("registered_model", "owner", ("owner_id", "name_folded", "id", "kind", "risk_tier")),
    ):
        op.drop_index(f"ix_{table}_{name}", table, schema="mw")
        op.create_index(
            f"ix_{table}_{name}",
            table,
            [*columns, "recorded_from"],
            schema="mw",
            postgresql_include=["unit_id"] if table == "placement" else None,
        )
    kinds = ["stage_kind", "state", "model_id", "request_id", "recorded_from"]
    op.create_index(
        "ix_placement_kind", "placement", kinds, schema="mw", postgresql_include=["unit_id"]
    )
    for table, column in (
        ("placement", "request_id"),
        ("placement", "snapshot_id"),
        ("deployment", "placement_id"),
        ("finding", "snapshot_id"),
        ("finding", "version_id"),
    ):
        op.create_index(f"ix_{table}_{column}", table, [column], schema="mw")
    counted = ["unit_id", "risk_tier", "kind", "framework"]
    op.create_index("ix_registered_model_counted", "registered_model", counted, schema="mw")
    if op.get_bind().dialect.name == "sqlite":
        op.create_index(
            "ix_registered_model_search",
            "registered_model",
            ["search_text", "id", "recorded_from"],
            schema="mw",
        )
    else:
        op.create_index(
            "ix_registered_model_words",
            "registered_model",
            ["name_folded", "id"],
            schema="mw",
            postgresql_include=["unit_id", "search_text", "recorded_from"],
        )


def _find_images() -> None:
    for table, by in IMAGES_BY.items():
        found = {"id": ("id",), **by}
        if table == "registered_model" and op.get_bind().dialect.name == "sqlite":
            found["search"] = ("search_text", "id")
        for name, columns in found.items():
            op.create_index(
                f"ix_{table}_history_{name}",
                f"{table}_history",
                [*columns, "recorded_until", "recorded_from"],
                schema="mw",
            )
