"""Who may write which table, what is kept of it, and what the trail says: one row per table.

Together with `transitions.py` the one source of PostgreSQL's grants, of both databases' triggers
and of Python's checks. The worker may update every column of a table it may update, but for what
was settled as the row was made, and what the database fills.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.models.rules.blockers import Blocker
from app.models.rules.roles import (
    BUILDERS,
    DECIDERS,
    DUTIES,
    LINEAGE_REVIEWERS,
    OPERATORS,
    PEOPLE,
    WAIVER_GRANTERS,
    Role,
)
from app.models.rules.signed_acts import SIGNERS
from app.models.rules.transitions import (
    ASKERS,
    ASSESSORS,
    CAMPAIGNERS,
    FINDERS,
    ORGANISERS,
    PUBLISHERS,
    TIER_JUDGES,
    Thing,
)

NOBODY: frozenset[Role] = frozenset()
WORKER = frozenset({Role.WORKER})
ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
ARCHITECTS = frozenset({Role.ARCHITECT})


@dataclass(frozen=True, slots=True)
class TableRights:
    """What is true of one table that people see or write.

    `parent` is (foreign key, table) where the unit comes from the parent; empty where the row
    states its own unit. `editable` are the columns that people may update (`row_version` too).
    `facts` are copied into the audit event openly, `texts` salted. `thing` ties the column
    `state` to the table of transitions; otherwise an insert is told as `object.inserted`.
    """

    table: str
    object: str
    insert: frozenset[Role]
    update: frozenset[Role] = NOBODY
    parent: tuple[str, str] = ("", "")
    editable: tuple[str, ...] = ()
    thing: Thing | None = None
    inserted: str = "added"
    facts: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    fixed: tuple[str, ...] = ()  # filled by the database: people can't insert them
    settled: tuple[str, ...] = ()  # said as the row is made: nobody changes them, nor the service
    answered: tuple[str, ...] = ()  # said of it only later, by whom it asks: a new row holds none
    has_history: bool = False
    is_engine_row: bool = False  # no row_version, no stamps: the worker's own
    is_silent: bool = False  # no audit event
    told_when: str = ""  # SQL over NEW: which inserts are told; empty: all of them
    stamped: tuple[str, tuple[str, ...]] = ("", ())  # (column, states): when one was reached
    named: tuple[str, ...] = ()  # what the JSON column `payload` names: told as facts


# What a person does by asking; the other kinds only say that something else has happened, and a
# start is told by its instance.
ACTS = ("message", "retry", "cancel", "suspend", "resume", "run_monitor", "roll_back",
        "retire_version", "runtime_ended", "reproduce", "compare_versions")  # fmt: skip
_ACTS = "NEW.kind IN (" + ", ".join(f"'{kind}'" for kind in ACTS) + ")"

CLOSED = ("accepted", "rejected", "withdrawn", "expired", "superseded")  # requests

MODEL = ("model_id", "registered_model")
VERSION = ("version_id", "model_version")
REQUEST = ("request_id", "transition_request")

RIGHTS: tuple[TableRights, ...] = (
    TableRights(
        "business_unit", "unit", ADMINISTRATORS, ADMINISTRATORS,
        editable=("name",), facts=("key", "parent_id"), texts=("name",), has_history=True,
    ),
    TableRights(
        "person", "person", ADMINISTRATORS, ADMINISTRATORS,
        editable=("full_name", "login", "closed_at", "reason"), facts=("kind", "closed_at"),
        texts=("handle", "full_name", "reason"), answered=("closed_at",), has_history=True,
    ),
    TableRights(
        "membership", "membership", ADMINISTRATORS, ADMINISTRATORS,
        editable=("valid_until",), facts=("person_id", "role", "valid_until"), has_history=True,
        fixed=("valid_from",),
    ),
    TableRights(
        "use_case", "use_case", BUILDERS | {Role.LOB_ANALYST, Role.COMPLIANCE},
        BUILDERS | TIER_JUDGES | {Role.LOB_ANALYST},
        editable=("name", "is_regulated", "owner_id", "description"),
        facts=("is_regulated",), texts=("name",), has_history=True,
    ),
    TableRights(
        "use_case_model", "use_case", BUILDERS | {Role.LOB_ANALYST, Role.COMPLIANCE},
        parent=MODEL, inserted="model_added", facts=("use_case_id", "service_tag"),
    ),
    TableRights(
        "registered_model", "model", BUILDERS, BUILDERS | {Role.COMPLIANCE, Role.RISK_OFFICER},
        editable=(
            "description", "framework", "owner_id", "risk_tier", "service_tags", "search_text",
        ),
        inserted="registered", facts=("kind", "risk_tier", "service_tags"), texts=("name",),
        has_history=True,
    ),
    TableRights(
        "model_version", "version", BUILDERS, parent=MODEL, inserted="registered",
        facts=("version", "source_kind"), texts=("description",),
    ),
    TableRights(
        "asset", "asset", BUILDERS | WORKER, BUILDERS | WORKER, parent=VERSION,
        editable=("replaced_by",), facts=("role", "sha256", "size_bytes"), texts=("path",),
        settled=("version_id", "role", "path", "sha256", "size_bytes", "media_type", "store"),
    ),
    TableRights("blob", "blob", BUILDERS | WORKER, is_silent=True),
    TableRights("blob_chunk", "blob", BUILDERS | WORKER, is_silent=True),
    TableRights(
        "schema_field", "schema", BUILDERS | WORKER, parent=VERSION, is_silent=True,
    ),
    TableRights(
        "training_record", "training", BUILDERS | WORKER, parent=VERSION, inserted="recorded",
        facts=(
            "run_key", "algorithm", "metrics", "data_digests", "environment_sha256", "commit_ref",
            "seed",
        ),
    ),
    TableRights(
        "snapshot", "snapshot", BUILDERS | WORKER, parent=VERSION, inserted="taken",
        facts=("sequence", "digest", "service_tags"),
    ),
    TableRights(
        "model_document", "document", DUTIES | WORKER, parent=MODEL,
        facts=("kind", "sha256"), texts=("title", "uri"),
    ),
    TableRights(
        "stage_path", "stage_path", ARCHITECTS | ADMINISTRATORS, has_history=True, texts=("name",),
    ),
    TableRights(
        "stage", "stage", ARCHITECTS | ADMINISTRATORS, ARCHITECTS | ADMINISTRATORS,
        parent=("stage_path_id", "stage_path"), editable=("is_protected", "position"),
        facts=("name", "kind", "position", "is_protected"), has_history=True,
    ),
    TableRights(
        "placement", "placement", DECIDERS | WORKER, WORKER, parent=MODEL,
        thing=Thing.PLACEMENT,
        facts=("snapshot_id", "stage_id", "stage_kind", "service_tag", "request_id"),
        texts=("reason",), has_history=True,
        settled=(
            "model_id", "version_id", "snapshot_id", "stage_id", "stage_kind", "service_tag",
            "request_id",
        ),
    ),
    TableRights(
        "runtime", "runtime", OPERATORS | ADMINISTRATORS, OPERATORS | ADMINISTRATORS | WORKER,
        editable=(
            "url", "stage_tags", "service_tags", "formats", "capacity", "state", "reason",
            "description", "mode", "secret_ref", "document", "signature", "key_id",
            "is_paused", "pause_reason",
        ),
        thing=Thing.RUNTIME,
        facts=("kind", "stage_tags", "service_tags", "mode", "key_id", "signature", "is_paused"),
        texts=("name", "reason", "pause_reason"), answered=("reason",), has_history=True,
    ),
    TableRights(
        "closed_window", "window", OPERATORS | ADMINISTRATORS, OPERATORS | ADMINISTRATORS,
        editable=("state", "ended_reason"), thing=Thing.WINDOW,
        facts=(
            "runtime_id", "stage_id", "stage_kind", "starts_at", "ends_at", "is_weekly", "zone",
        ),
        texts=("reason", "ended_reason"), answered=("ended_reason",), has_history=True,
    ),
    TableRights(
        "deployment", "deployment", WORKER, WORKER, parent=MODEL, thing=Thing.DEPLOYMENT,
        facts=(
            "snapshot_id", "runtime_id", "stage_id", "service_tag", "request_id", "matched_tags",
            "asked_id",
        ),
        texts=("reason",), has_history=True,
        settled=(
            "model_id", "version_id", "snapshot_id", "runtime_id", "stage_id", "service_tag",
            "request_id", "instance_id", "replaces_id",
        ),
    ),
    TableRights(
        "deployment_step", "deployment", WORKER, WORKER, is_engine_row=True, is_silent=True,
        parent=("deployment_id", "deployment"), settled=("deployment_id", "position", "step"),
    ),
    TableRights("heartbeat", "runtime", WORKER, WORKER, is_engine_row=True, is_silent=True),
    TableRights(
        "store", "store", OPERATORS | ADMINISTRATORS, OPERATORS | ADMINISTRATORS,
        editable=("description", "is_paused", "pause_reason"), facts=("kind", "is_paused"),
        texts=("name", "pause_reason"), has_history=True,
    ),
    TableRights(
        "data_source",
        "data_source",
        BUILDERS | OPERATORS | WORKER,
        BUILDERS | OPERATORS | WORKER,
        editable=(
            "pattern", "label_key", "label_delay_s", "owner_id", "data_class", "purpose",
            "retention_days", "encryption", "access",
        ),
        facts=("kind", "data_class", "retention_days", "encryption"),
        texts=("name", "purpose", "access"), has_history=True,
    ),
    TableRights(
        "life_cycle_template", "template", ARCHITECTS, PUBLISHERS,
        editable=(
            "name", "bpmn", "sha256", "process_id", "parameters", "state", "reason", "seen_sha256",
        ),
        thing=Thing.TEMPLATE, facts=("key", "version", "sha256", "seen_sha256"), texts=("reason",),
        has_history=True,
    ),
    TableRights(
        "decision_table", "table", ARCHITECTS, PUBLISHERS,
        editable=("name", "dmn", "sha256", "decision_id", "state", "reason", "seen_sha256"),
        thing=Thing.TABLE, facts=("key", "version", "sha256", "seen_sha256"), texts=("reason",),
        has_history=True,
    ),
    TableRights(
        "life_cycle_binding", "binding", BUILDERS | ARCHITECTS, BUILDERS | ARCHITECTS,
        parent=MODEL, editable=("template_key", "parameters"),
        facts=("template_key", "parameters"), has_history=True,
    ),
    TableRights(
        "user_task", "task", WORKER, DUTIES | WORKER, thing=Thing.TASK,
        editable=(
            "state", "assignee_id", "handed_until", "handed_note", "outcome", "reason", "answers",
            "closed_at",
        ),
        facts=("instance_id", "node_id", "kind", "outcome", "assignee_id", "handed_until"),
        texts=("reason", "handed_note"),
        stamped=("closed_at", ("completed", "cancelled")),
        settled=(
            "instance_id", "token_id", "node_id", "kind", "model_id", "version_id", "snapshot_id",
            "named_id",
        ),
    ),
    TableRights(
        "engine_inbox", "inbox", DUTIES | WORKER, WORKER, is_engine_row=True, inserted="asked",
        facts=("kind", "key_id", "signature"),
        named=(
            "instance_id", "incident_id", "monitor_id", "deployment_id", "snapshot_id",
            "runtime_id",
        ),
        fixed=("created_at", "created_by", "consumed_at", "result"), told_when=_ACTS,
        settled=(
            "unit_id", "kind", "payload", "document", "signature", "key_id", "created_at",
            "created_by",
        ),
    ),
    TableRights(
        "process_instance", "instance", WORKER, WORKER, thing=Thing.INSTANCE, is_engine_row=True,
        facts=("template_id", "business_key", "outcome", "started_by"), texts=("reason",),
        settled=(
            "unit_id", "template_id", "model_id", "version_id", "business_key", "start_key",
            "parent_token_id", "started_by", "started_at",
        ),
    ),
    TableRights(
        "incident", "incident", WORKER, WORKER, thing=Thing.INCIDENT, is_engine_row=True,
        parent=("instance_id", "process_instance"), facts=("instance_id", "node_id"),
        texts=("message",),
        settled=("instance_id", "token_id", "job_id", "node_id", "message", "hint", "opened_at"),
    ),
    # What was run, when and how it ended: told of the instance, and only ever added to.
    TableRights("step_run", "step", WORKER, is_silent=True),
    TableRights(
        "reference_profile", "profile", WORKER, parent=("snapshot_id", "snapshot"),
        inserted="recorded", facts=("kind", "sha256", "rows"),
    ),
    TableRights(
        "monitor", "monitor", BUILDERS | OPERATORS | WORKER, BUILDERS | OPERATORS | WORKER,
        parent=MODEL,
        editable=(
            "tests", "data_source_id", "decision_table_id", "cron", "zone", "calendar", "misfire",
            "window_s", "minimum_rows", "is_paused", "runbook",
        ),
        facts=("version", "dimension", "service_tag", "cron", "zone", "decision_table_id"),
        texts=("name", "runbook"), has_history=True,
    ),
    TableRights(
        "monitor_run", "test_run", WORKER, WORKER, parent=MODEL, is_engine_row=True,
        inserted="started", facts=("kind", "snapshot_id", "verdict", "data_digest", "state"),
        settled=(
            "run_key", "kind", "monitor_id", "model_id", "version_id", "snapshot_id",
            "instance_id", "fire_at", "started_at",
        ),
    ),
    # What decisions rest on. Its run is told, whose evidence carries the digest of each.
    TableRights("test_result", "test_run", WORKER, is_silent=True),
    TableRights(
        "metric_point", "test_run", WORKER, WORKER, is_engine_row=True, is_silent=True,
        settled=("monitor_id", "test", "feature", "level_s", "at"),
    ),
    TableRights(
        "expectation", "monitor", WORKER, WORKER, is_engine_row=True, is_silent=True,
        settled=("unit_id", "monitor_id", "run_key", "due_at"),
    ),
    TableRights(
        "alert", "alert", WORKER, OPERATORS | {Role.DATA_SCIENTIST} | WORKER, parent=MODEL,
        editable=(
            "state", "reason", "assignee_id", "acknowledged_at", "acknowledged_by",
            "snoozed_until", "snoozed_by", "escalated_by", "comment", "comments",
        ),
        stamped=("acknowledged_at", ("acknowledged",)),
        thing=Thing.ALERT,
        facts=("monitor_id", "run_id", "severity", "rule", "assignee_id", "snoozed_until"),
        texts=("title", "reason", "comment"), has_history=True,
    ),
    TableRights("on_call", "on_call", OPERATORS, facts=("person_id", "ends_at")),
    TableRights(
        "transition_request", "request", ASKERS | WORKER, ASKERS | DECIDERS | WORKER, parent=MODEL,
        editable=("state", "reason", "closed_at"), thing=Thing.REQUEST,
        stamped=("closed_at", CLOSED),
        facts=(
            "stage_id", "snapshot_id", "evidence_digest", "requested_by", "is_emergency",
            "review_roles", "review_days", "risk_tier", "is_regulated", "is_outgrown",
        ),
        texts=("reason", "documents"),
        fixed=(
            "requested_by", "requested_at", "from_stage", "evidence_digest", "is_ordered",
            "route_table_id", "due_at", "closed_at", "instance_id", "review_roles", "review_days",
            "risk_tier", "is_regulated", "is_outgrown",
        ),
        settled=(
            "model_id", "version_id", "stage_id", "service_tag", "requested_by", "is_emergency",
        ),
        has_history=True,
    ),
    TableRights("request_slot", "request", WORKER, parent=REQUEST, is_silent=True),
    TableRights("evidence_set", "evidence", WORKER, parent=REQUEST, inserted="pinned",
                facts=("request_id", "digest")),
    TableRights(
        "decision", "decision", DECIDERS, parent=REQUEST, inserted="recorded",
        facts=(
            "request_id", "verdict", "slot", "role", "seen_digest", "key_id", "signature",
        ),
        texts=("reason",), fixed=("decided_by", "decided_at"),
    ),
    TableRights(
        "waiver", "waiver", ASKERS | WAIVER_GRANTERS, WAIVER_GRANTERS | WORKER, parent=MODEL,
        editable=("state", "remark", "granted_by", "document", "signature", "key_id"),
        thing=Thing.WAIVER,
        facts=(
            "snapshot_id", "test", "feature", "expires_at", "asked_by", "granted_by", "key_id",
            "signature",
        ),
        texts=("reason", "remark"),
        fixed=("asked_by", "granted_by", "document", "signature", "key_id"),
        answered=("remark",),
        settled=(
            "model_id", "version_id", "snapshot_id", "test", "feature", "reason", "asked_by",
            "expires_at",
        ),
        has_history=True,
    ),
    TableRights(
        "finding", "finding", FINDERS, BUILDERS | WAIVER_GRANTERS | WORKER, parent=MODEL,
        editable=("state", "reason", "document", "signature", "key_id"), thing=Thing.FINDING,
        facts=(
            "kind", "severity", "snapshot_id", "request_id", "due_at", "key_id", "signature",
        ),
        texts=("title", "reason"),
        fixed=("request_id", "review_roles", "due_at", "document", "signature", "key_id"),
        answered=("reason",), has_history=True,
    ),
    TableRights(
        "request_note", "note", DUTIES | {Role.AUDITOR}, parent=REQUEST,
        facts=("request_id", "kind"), texts=("text",),
    ),
    TableRights(
        "lineage_review", "lineage_review", LINEAGE_REVIEWERS, parent=MODEL, inserted="signed",
        facts=(
            "first_position", "last_position", "events", "own_events", "sha256", "key_id",
            "signature",
        ),
        texts=("reason",),
    ),
    TableRights(
        "signed_act", "act", SIGNERS, inserted="signed",
        facts=("thing", "object_id", "state", "of_version", "key_id", "signature"),
    ),
    TableRights(
        "role_request", "role_request", ADMINISTRATORS, ADMINISTRATORS,
        editable=("reason", "state", "answered_by"), thing=Thing.ROLE_REQUEST,
        facts=("person_id", "role", "action", "valid_until", "asked_by", "answered_by"),
        texts=("reason",), fixed=("asked_by", "answered_by"), has_history=True,
    ),
    TableRights(
        "registration_request", "registration_request", PEOPLE, PEOPLE,
        editable=("reason", "state", "answered_by", "model_id", "version_id"),
        thing=Thing.REGISTRATION, facts=("asked_by", "meant_id", "answered_by"),
        texts=("name", "purpose", "reason"),
        fixed=("asked_by", "asked_at", "answered_by", "model_id", "version_id"),
        answered=("reason",), has_history=True,
    ),
    TableRights(
        "signing_key", "key", PEOPLE, PEOPLE,
        editable=("state", "reason", "endorsed_by", "confirmed_by", "revoked_at_size"),
        thing=Thing.KEY,
        facts=(
            "person_id", "purpose", "kid", "public_key", "endorsed_by", "confirmed_by",
            "revoked_at_size",
        ),
        texts=("reason",),
        fixed=("endorsed_by", "confirmed_by", "revoked_at_size"), has_history=True,
    ),
    TableRights(
        "risk_assessment", "risk", ASSESSORS, TIER_JUDGES,
        parent=("use_case_id", "use_case"), editable=("state", "remark", "answered_by"),
        thing=Thing.RISK,
        facts=(
            "use_case_id", "method", "method_version", "table_id", "answers", "score", "tier",
            "assessed_by", "answered_by",
        ),
        texts=("reason", "remark"), fixed=("assessed_by", "assessed_at", "answered_by"),
        answered=("remark", "answered_by"), has_history=True,
    ),
    TableRights(
        "attestation", "attestation", CAMPAIGNERS | WORKER,
        DUTIES | WORKER, parent=MODEL,
        editable=("state", "answer", "reason", "reviewed_by", "person_id"), thing=Thing.ATTESTATION,
        facts=("campaign", "person_id", "due_at", "reviewed_by"), texts=("answer", "reason"),
        fixed=("reviewed_by",), answered=("answer", "reason", "reviewed_by"), has_history=True,
    ),
    TableRights(
        "framework", "framework", PUBLISHERS, PUBLISHERS,
        editable=("state", "reason", "seen_sha256"), thing=Thing.FRAMEWORK,
        facts=(
            "key", "version", "edition", "effective_from", "effective_until", "supersedes_id",
            "sha256", "seen_sha256",
        ),
        texts=("name", "reason"), has_history=True,
    ),
    # Parts of a framework's file, whose digest is told with it.
    TableRights(
        "requirement", "framework", PUBLISHERS, parent=("framework_id", "framework"),
        is_silent=True,
    ),
    TableRights(
        "requirement_mapping", "framework", PUBLISHERS, parent=("framework_id", "framework"),
        is_silent=True,
    ),
    TableRights(
        "control", "control", PUBLISHERS | {Role.VALIDATOR}, PUBLISHERS | {Role.VALIDATOR},
        editable=(
            "name", "description", "owner_id", "cadence_days", "wanted", "is_ended", "reason",
        ),
        facts=("requirement_id", "owner_id", "cadence_days", "is_ended"),
        texts=("name", "reason"),
        has_history=True,
    ),
    TableRights(
        "requirement_evidence", "requirement_evidence", DUTIES, PUBLISHERS,
        editable=("state", "reason"), thing=Thing.EVIDENCE,
        facts=(
            "requirement_id", "control_id", "kind", "object_id", "sha256", "reassesses_id",
            "attached_by",
        ),
        texts=("title", "reason"), fixed=("attached_by",), has_history=True,
    ),
    TableRights(
        "raci_entry", "raci", ORGANISERS, ORGANISERS, editable=("state", "reason"),
        thing=Thing.RACI, facts=("about_kind", "about", "part", "role", "person_id"),
        texts=("reason",), has_history=True,
    ),
    TableRights(
        "application", "application", DUTIES, DUTIES,
        editable=("name", "description", "owner_id"), texts=("name",), has_history=True,
    ),
    TableRights(
        "application_use", "application", DUTIES, DUTIES, parent=MODEL,
        editable=("used_until",), inserted="uses_model",
        facts=("application_id", "version_id", "used_from", "used_until"), has_history=True,
    ),
    TableRights(
        "decision_record", "record", DUTIES | WORKER, parent=MODEL, is_silent=True,
        fixed=("recorded_at",),
    ),
    TableRights(
        "record_import", "records", DUTIES | WORKER, parent=MODEL, inserted="imported",
        facts=("application_id", "source", "records", "first_at", "last_at", "sha256"),
        texts=("name",),
    ),
    TableRights("record_block", "record", DUTIES | WORKER, parent=MODEL, is_silent=True),
    TableRights(
        "saved_view", "view", PEOPLE, PEOPLE,
        editable=("name", "content", "is_shared", "is_default", "removed_at"), is_silent=True,
    ),
    TableRights(
        "watch", "watch", PEOPLE, PEOPLE,
        editable=("is_on", "removed_to", "put_off_to", "remind_at"), is_silent=True,
    ),
    TableRights(
        "presence", "presence", PEOPLE, PEOPLE,
        editable=("seen_at",), fixed=("seen_at",), is_silent=True,
    ),
    TableRights("audit_leaf", "seal", WORKER, is_silent=True),
    TableRights("tree_head", "seal", WORKER, is_silent=True),
    TableRights("schema_seal", "seal", WORKER, is_silent=True),
)  # fmt: skip

RIGHTS_BY_TABLE = {rights.table: rights for rights in RIGHTS}

# Tables that only the worker writes and nobody audits: the engine's own books. No decision and no
# proof rests on them; what does stands above.
WORKER_TABLES: tuple[str, ...] = (
    "token", "variable", "event_subscription", "job", "timer_start", "monitor_schedule",
    "service_instance",
)  # fmt: skip
# Of these, what is gone once it is used up.
PASSING = frozenset({"token", "variable", "event_subscription"})


def write_blockers(
    table: str,
    action: str,
    roles: Iterable[Role],
    *,
    rights: dict[str, TableRights] = RIGHTS_BY_TABLE,
) -> tuple[Blocker, ...]:
    """Why holders of `roles` (in the row's unit) may not `insert` into or `update` `table`.

    Nobody may `delete`, whatever they hold: rows end, and stay.
    """
    if action == "delete":
        return (Blocker("write.append_only", table=table),)
    found = rights.get(table)
    allowed = NOBODY if found is None else found.insert if action == "insert" else found.update
    if allowed & set(roles):
        return ()
    return (Blocker("write.refused", table=table, action=action, needed=sorted(map(str, allowed))),)
