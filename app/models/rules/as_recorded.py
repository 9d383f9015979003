"""What each table says of an instant: which of its rows were there, and what of them was known.

Every table stands in exactly one place: those with images of their own in `rights.py`
(`has_history`), the others below. `queries/as_of.py` reads by it. In the SQL `t` is the row, {at}
the instant, {now} what stands in front of a table as it is now, and {then} of one as it was then.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Later:
    """Columns that are said after the row was made: as in `made`, until `known` holds."""

    known: str
    made: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Past:
    """A row was there where `there` holds; `lacks`: what of then is kept nowhere."""

    there: str
    later: tuple[Later, ...] = ()
    lacks: str = ""


def _since(column: str, *later: Later, lacks: str = "") -> Past:
    return Past(f"t.{column} <= {{at}}", later, lacks)


def _with(parent: str, key: str) -> Past:
    """As long as the row that it is a part of, which was made, or had ended, together with it."""
    return Past(f"EXISTS (SELECT 1 FROM {{then}}{parent} p WHERE p.id = t.{key})")


def _not_kept(why: str) -> Past:
    return Past("1 = 0", lacks=why)


# The row that replaces another may be older than that: `add` of a file with a schema.
_REPLACED = (
    "t.replaced_by IS NOT NULL AND EXISTS (SELECT 1 FROM {now}audit_event e"
    " WHERE e.object_id = t.id AND e.tag = 'asset.changed' AND e.at <= {at})"
)
# Slots are pinned in the step by which a draft waits for its decisions.
_PINNED = (
    "EXISTS (SELECT 1 FROM {then}transition_request r"
    " WHERE r.id = t.request_id AND r.state <> 'draft')"
)
# Written over minutes, and there from the event of their import on.
_IMPORTED = (
    "EXISTS (SELECT 1 FROM {now}audit_event e WHERE e.object_id = t.import_id"
    " AND e.tag = 'records.imported' AND e.at <= {at})"
)
# The database makes somebody an author with what they do, and keeps no time of its own.
_WROTE = " UNION ALL ".join(
    f"SELECT w.created_at AS at FROM {{now}}{table} w"
    f" WHERE w.{key} = t.version_id AND w.created_by = t.person_id"
    for table, key in (
        ("model_version", "id"),
        ("asset", "version_id"),
        ("schema_field", "version_id"),
        ("training_record", "version_id"),
        ("snapshot", "version_id"),
    )
)
_REPLACING = (
    "SELECT e.at FROM {now}asset w JOIN {now}audit_event e ON e.object_id = w.id"
    " WHERE w.version_id = t.version_id AND e.actor_id = t.person_id AND e.tag = 'asset.changed'"
)
_ASKED = " UNION ALL ".join(
    f"SELECT w.recorded_from AS at FROM {{now}}{table} w WHERE w.asked_by = t.person_id"
    " AND w.version_id = t.version_id AND w.state = 'registered'"
    for table in ("registration_request", "registration_request_history")
)
# Whose act is not to be seen (a review room holds no wishes) is an author from the beginning.
_AUTHOR = (
    f"coalesce((SELECT min(a.at) FROM ({_WROTE} UNION ALL {_REPLACING} UNION ALL {_ASKED}) a),"
    " (SELECT v.created_at FROM {now}model_version v WHERE v.id = t.version_id)) <= {at}"
)
# A roll-up is told anew from what it held then, where a run that it holds ended since: each point
# is in the last one that begins before it.
_MEASURED = "EXISTS (SELECT 1 FROM {then}monitor_run p WHERE p.id = t.run_id)"
_HELD = (
    "FROM {now}metric_point r JOIN {then}monitor_run p ON p.id = r.run_id"
    " WHERE r.monitor_id = t.monitor_id AND r.test = t.test AND r.feature = t.feature"
    " AND r.level_s = 0 AND r.at >= t.at AND r.at <= {at}"
    " AND NOT EXISTS (SELECT 1 FROM {now}metric_point b"
    " WHERE b.monitor_id = t.monitor_id AND b.test = t.test AND b.feature = t.feature"
    " AND b.level_s = t.level_s AND b.at > t.at AND b.at <= r.at)"
)
_NEWEST = f"{_HELD} ORDER BY p.finished_at DESC, r.at DESC LIMIT 1"
_ROLLED_UP = {
    "minimum": f"(SELECT min(r.minimum) {_HELD})",
    "maximum": f"(SELECT max(r.maximum) {_HELD})",
    "total": f"(SELECT sum(r.total) {_HELD})",
    "n": f"(SELECT sum(r.n) {_HELD})",
    "verdict": f"(SELECT r.verdict {_NEWEST})",
    "run_id": f"(SELECT r.run_id {_NEWEST})",
}
_UNTAKEN = {
    "state": "'created'", "assignee_id": "NULL", "handed_until": "NULL", "handed_note": "''",
    "outcome": "''", "reason": "''", "answers": "'{}'", "closed_at": "NULL",
}  # fmt: skip

PASTS: Mapping[str, Past] = {
    "asset": _since("created_at", Later(_REPLACED, {"replaced_by": "NULL"})),
    "audit_event": _since("at"),
    "audit_text": _with("audit_event", "event_id"),
    "blob": _since("created_at"),
    "decision": _since("decided_at"),
    "decision_record": Past(_IMPORTED),
    "deployment_step": _since(
        "started_at",
        Later(
            "t.finished_at <= {at}", {"state": "'started'", "finished_at": "NULL", "facts": "'{}'"}
        ),
        lacks="earlier attempts of a step that was tried again; what one that runs has noted",
    ),
    "engine_inbox": _since(
        "created_at", Later("t.consumed_at <= {at}", {"consumed_at": "NULL", "result": "''"})
    ),
    "evidence_set": _since("created_at"),
    "expectation": Past(
        "t.due_at <= {at} OR t.met_at <= {at}",
        (
            Later("t.met_at <= {at}", {"met_at": "NULL"}),
            Later("t.missed_at <= {at}", {"missed_at": "NULL"}),
        ),
    ),
    "lineage_review": _since("created_at"),
    # Of a moment that a run measured, perhaps long after: there from the end of that run on.
    "metric_point": Past(
        f"t.at <= {{at}} AND (t.run_id IS NULL OR {_MEASURED}"
        f" OR (t.level_s > 0 AND EXISTS (SELECT 1 {_HELD})))",
        (Later(f"t.level_s = 0 OR t.run_id IS NULL OR {_MEASURED}", _ROLLED_UP),),
    ),
    "model_document": _since("created_at"),
    "model_version": _since("created_at"),
    "monitor_run": _since("finished_at", lacks="that it was under way"),
    "on_call": _since("created_at"),
    "process_instance": _since("ended_at", lacks="that it was under way"),
    "record_block": Past(_IMPORTED),
    "record_import": _since("created_at"),
    "reference_profile": _since("created_at"),
    "request_note": _since("created_at"),
    "request_slot": Past(_PINNED),
    "requirement": _since("created_at"),
    "requirement_mapping": _since("created_at"),
    "schema_field": _since("created_at"),
    "signed_act": _since("created_at"),
    "snapshot": _since("created_at"),
    "step_run": _since("ended_at"),
    "test_result": _with("monitor_run", "run_id"),
    "training_record": _since("created_at"),
    "tree_head": _since("sealed_at"),
    "use_case_model": _since("created_at"),
    # As it is where it has not changed since, or had ended; else as it was made: decision 032.
    "user_task": _since(
        "opened_at",
        Later("t.recorded_from <= {at} OR t.closed_at <= {at}", _UNTAKEN),
        lacks="who had taken it, and whom a reminder has added since",
    ),
    "version_author": Past(_AUTHOR),
    # The engine's own books and what passes away: of another day they say nothing.
    "event_subscription": _not_kept("what a process waited for"),
    "heartbeat": _not_kept("whether a runtime answered"),
    "incident": _not_kept("what stood still"),
    "job": _not_kept("what was to be done"),
    "monitor_schedule": _not_kept("when a monitor was to run next"),
    "presence": _not_kept("who looked at what"),
    "timer_start": _not_kept("when a process was to begin next"),
    "token": _not_kept("where a process stood"),
    "variable": _not_kept("what a process knew"),
}

# Read as they are now, on purpose, and why.
PRESENT: Mapping[str, str] = {
    "allowed_transition": "the rules of this version of the product; no past is shown by them",
    "allowed_write": "the rules of this version of the product; no past is shown by them",
    "audit_leaf": "proves an event today, and says nothing that the event does not",
    "blob_chunk": "bytes that a digest names are the same at every time",
    "saved_view": "the reader's own way of looking, which they bring along",
    "schema_seal": "what the database is held against when somebody connects today",
    "service_instance": "the frame tells of the service as it is: decision 024",
    "unit_ancestor": "rights are those of now; a unit stays in its place, and is itself of then",
    "watch": "the reader's own; what of it is of today is not asked for when looking back",
    "workspace": "one row that says which workspace it is",
}
