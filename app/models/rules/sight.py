"""Who sees which rows: a member sees their units and what lies below them.

Tables that are not named here are seen by unit where they have `unit_id`, else by everybody who is
somebody here: a login may be of another workspace of the same server, whose roles are the same.
"""

from __future__ import annotations

from dataclasses import dataclass

# What a unit lays down for the units below it too: read there, changed only from above.
SHARED_BELOW: frozenset[str] = frozenset(
    {
        "business_unit",
        "membership",
        "stage_path",
        "stage",
        "runtime",
        "closed_window",
        "store",
        "data_source",
        "life_cycle_template",
        "timer_start",
        "decision_table",
        "framework",
        "requirement",
        "requirement_mapping",
        "raci_entry",
        "on_call",
    }
)
# Public by purpose, to whoever comes in: whoever checks a signature needs the key; the tree of
# units is ids alone; the rest is said of every workspace, or needed to tell who is nobody here.
FOR_EVERYBODY: frozenset[str] = frozenset(
    {
        "signing_key",
        "unit_ancestor",
        "allowed_transition",
        "allowed_write",
        "schema_seal",
        "workspace",
    }
)
# Kept by a person for themselves.
OWN: frozenset[str] = frozenset({"saved_view", "watch"})
SHARED: frozenset[str] = frozenset({"saved_view"})  # of those: with `is_shared`, by their unit


@dataclass(frozen=True, slots=True)
class Through:
    """Seen with the row of `parent` whose column `parent_key` is this row's `key`.

    Where `key` is empty: with the rows that the JSON column `inputs` names, as (name, table).
    """

    key: str
    parent: str
    parent_key: str = "id"
    named: tuple[tuple[str, str], ...] = ()


# Without a unit of their own: the engine's narrow tables, and what several units may share.
THROUGH: dict[str, Through] = {
    "token": Through("instance_id", "process_instance"),
    "variable": Through("instance_id", "process_instance"),
    "event_subscription": Through("instance_id", "process_instance"),
    "job": Through(
        "instance_id",
        "process_instance",
        named=(("monitor_id", "monitor"), ("deployment_id", "deployment")),
    ),
    "metric_point": Through("monitor_id", "monitor"),
    "monitor_schedule": Through("monitor_id", "monitor"),
    "heartbeat": Through("runtime_id", "runtime"),
    "version_author": Through("version_id", "model_version"),
    "audit_text": Through("event_id", "audit_event"),
    "blob": Through("sha256", "asset", "sha256"),
    "blob_chunk": Through("sha256", "blob", "sha256"),
}
