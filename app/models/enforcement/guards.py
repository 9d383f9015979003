"""What a row must satisfy before it is written, as SQL that both databases run.

A guard names a violation: where its condition holds, the write is refused with the guard's code,
which is the code of the blocker that Python's rule gives for the same reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.models.enforcement import guards_of_decisions as decisions
from app.models.enforcement import guards_of_files as files
from app.models.enforcement import guards_of_frameworks as frameworks
from app.models.enforcement import guards_of_keys as keys
from app.models.enforcement import guards_of_lineage_reviews as lineage_reviews
from app.models.enforcement import guards_of_monitors as monitors
from app.models.enforcement import guards_of_paths as paths
from app.models.enforcement import guards_of_people as people
from app.models.enforcement import guards_of_places as places
from app.models.enforcement import guards_of_records as records
from app.models.enforcement import guards_of_registrations as registrations
from app.models.enforcement import guards_of_runtimes as runtimes
from app.models.enforcement import guards_of_signed_acts as signed_acts
from app.models.enforcement import guards_of_snapshots as snapshots
from app.models.enforcement import guards_of_sources as sources
from app.models.enforcement import guards_of_versions as versions
from app.models.enforcement import guards_of_work as working
from app.models.enforcement.dialect import Words
from app.models.enforcement.guard import APPEND_ONLY, BAD_MODE, STALE, Guard, quoted
from app.models.rules.rights import TableRights
from app.models.rules.roles import Role
from app.models.rules.sizes import COUNTED, RANGES, SHARES
from app.models.rules.transitions import Thing


def unit_of(rights: TableRights, words: Words, *, on_insert: bool) -> str:
    """SQL for the unit of the row: its own, or its parent's while it is being inserted."""
    if rights.table == "business_unit":
        return "NEW.parent_id" if on_insert else "NEW.id"
    key, parent = rights.parent
    if on_insert and parent:
        return f"(SELECT p.unit_id FROM {words.schema}{parent} p WHERE p.id = NEW.{key})"
    return "NEW.unit_id"


def insert_guards(rights: TableRights, words: Words, *, has_unit: bool) -> Iterator[Guard]:
    unit = unit_of(rights, words, on_insert=True)
    if rights.thing is not None:
        yield Guard("transition.refused", _no_transition(rights.thing, "''", unit, words))
    else:
        yield Guard("write.refused", _no_right(rights.table, "insert", unit, words, has_unit))
    yield from _range_guards(rights.table)
    yield from _count_guards(rights.table, words)
    yield from _share_guards(rights.table, words)
    if rights.answered:
        said = " OR ".join(f"coalesce(CAST(NEW.{c} AS text), '') <> ''" for c in rights.answered)
        yield Guard("row.answered", said)
    yield from SPECIAL_INSERT.get(rights.table, lambda _: ())(words)


def update_guards(
    rights: TableRights, words: Words, columns: Sequence[str], *, has_unit: bool
) -> Iterator[Guard]:
    unit = unit_of(rights, words, on_insert=False)
    if not rights.update:
        yield Guard("write.append_only", "1 = 1", status=APPEND_ONLY)
        return
    if "row_version" in columns:
        yield Guard("write.stale", "NEW.row_version <> OLD.row_version + 1", status=STALE)
        real = [column for column in columns if column != "row_version"]
        changed = " OR ".join(f"NEW.{c} {words.differs} OLD.{c}" for c in real)
        yield Guard("write.changes_nothing", f"NOT ({changed})", status=BAD_MODE)
    if rights.thing is not None:
        missing = _no_transition(rights.thing, "OLD.state", unit, words)
        yield Guard("transition.refused", missing, when=f"NEW.state {words.differs} OLD.state")
    if not rights.is_engine_row or rights.table in GUARDED_WHOLE:
        yield Guard("write.refused", _no_right(rights.table, "update", unit, words, has_unit))
    reserved = [c for c in columns if c not in (*rights.editable, "row_version")]
    is_for_people = rights.update != frozenset({Role.WORKER})  # who may change them all
    if reserved and is_for_people and not rights.is_engine_row:
        touched = " OR ".join(f"NEW.{c} {words.differs} OLD.{c}" for c in reserved)
        worker = f"'{Role.WORKER}'"
        held = words.has_role(worker, unit) if has_unit else words.has_role_anywhere(worker)
        yield Guard("write.column", f"NOT {held}", when=f"({touched})")
    if rights.settled:
        touched = " OR ".join(f"NEW.{c} {words.differs} OLD.{c}" for c in rights.settled)
        yield Guard("write.settled", touched)
    yield from _range_guards(rights.table)
    yield from SPECIAL_UPDATE.get(rights.table, lambda _: ())(words)
    yield from signed_acts.signed_step_guards(rights, words)
    if rights.stamped[0]:
        yield from _stamp_guards(rights, words)


# Engine's rows that are guarded whole: what may change of them at all, their own guards say.
GUARDED_WHOLE = frozenset({"monitor_run", "metric_point"})


def guarded_columns(rights: TableRights, own: Sequence[str]) -> tuple[str, ...]:
    """The columns that no update writes unasked; the rest of its rows the engine just writes."""
    if not rights.is_engine_row or rights.table in GUARDED_WHOLE:
        return tuple(own)
    return (*(("state",) if rights.thing is not None else ()), *rights.settled)


def _range_guards(table: str) -> Iterator[Guard]:
    for column, (least, most) in RANGES.get(table, {}).items():
        yield Guard("number.range", f"NEW.{column} NOT BETWEEN {least} AND {most}")


def _count_guards(table: str, words: Words) -> Iterator[Guard]:
    """Commands say the next number; one that is taken, the table's key refuses."""
    if table in COUNTED:
        column, line = COUNTED[table]
        same = " AND ".join(f"x.{one} = NEW.{one}" for one in line)
        last = f"(SELECT max(x.{column}) FROM {words.schema}{table} x WHERE {same})"
        yield Guard("number.next", f"NEW.{column} > coalesce({last}, 0) + 1")


def _share_guards(table: str, words: Words) -> Iterator[Guard]:
    """The service writes for everybody: it has no share."""
    share = SHARES.get(table)
    if share is None:
        return
    counted = [f"x.{share.whose} = {words.actor}"]
    counted += [f"x.{share.of} = NEW.{share.of}"] if share.of else []
    counted += [share.still] if share.still else []
    mine = f"SELECT 1 FROM {words.schema}{table} x WHERE {' AND '.join(counted)} LIMIT {share.most}"
    worker = words.has_role_anywhere(f"'{Role.WORKER}'")
    full = f"(SELECT count(*) FROM ({mine}) y) >= {share.most} AND NOT {worker}"
    yield Guard("share.full", full)


def is_reached(rights: TableRights, words: Words) -> str:
    """SQL that holds where the row comes into one of the states whose time is kept."""
    states = quoted(rights.stamped[1])
    return f"(NEW.state {words.differs} OLD.state AND NEW.state IN ({states}))"


def _stamp_guards(rights: TableRights, words: Words) -> Iterator[Guard]:
    """A time is told with the state it belongs to, and is the database's."""
    column, reached = rights.stamped[0], is_reached(rights, words)
    changed = f"NEW.{column} {words.differs} OLD.{column}"
    yield Guard("write.time", f"NOT {reached}", when=changed)
    if words.not_now:
        apart = words.not_now.format(time=f"NEW.{column}")
        yield Guard("write.time", apart, when=f"{changed} AND NEW.{column} IS NOT NULL")


def _no_transition(thing: Thing, source: str, unit: str, words: Words) -> str:
    roles = (
        f"SELECT t.role FROM {words.schema}allowed_transition t WHERE t.thing = '{thing}'"
        f" AND t.source = {source} AND t.target = NEW.state"
    )
    return f"NOT {words.has_any_role(roles, unit)}"


def _no_right(table: str, action: str, unit: str, words: Words, has_unit: bool) -> str:
    roles = (
        f"SELECT w.role FROM {words.schema}allowed_write w WHERE w.table_name = '{table}'"
        f" AND w.action = '{action}'"
    )
    held = words.has_any_role(roles, unit) if has_unit else words.has_role_anywhere(roles)
    return f"NOT {held}"


def _runtime_insert_guards(words: Words) -> Iterator[Guard]:
    yield from working.runtime_insert_guards(words)
    yield from runtimes.name_guards(words)
    yield from runtimes.url_guards(words)
    yield from runtimes.tag_guards(words)
    yield from places.pause_insert_guards(words)


def _runtime_guards(words: Words) -> Iterator[Guard]:
    yield from working.runtime_guards(words)
    yield from runtimes.tag_update_guards(words)
    yield from runtimes.address_guards(words)
    yield from runtimes.url_update_guards(words)
    yield from places.runtime_pause_guards(words)


# What only one table needs.
SPECIAL_INSERT = {
    "signing_key": keys.key_insert_guards,
    "saved_view": people.own_guards,
    "watch": people.own_guards,
    "presence": people.presence_guards,
    "engine_inbox": working.inbox_guards,
    "on_call": working.on_call_guards,
    "life_cycle_binding": working.binding_insert_guards,
    "asset": versions.file_guards,
    "schema_field": versions.field_guards,
    "training_record": versions.training_guards,
    "snapshot": snapshots.snapshot_guards,
    "data_source": lambda words: (
        *paths.source_guards(words),
        *sources.source_insert_guards(words),
    ),
    "blob_chunk": files.chunk_guards,
    "decision_record": records.row_guards,
    "record_block": records.block_guards,
    "record_import": records.import_guards,
    "decision": decisions.decision_guards,
    "request_note": decisions.note_guards,
    "lineage_review": lineage_reviews.lineage_review_guards,
    "signed_act": signed_acts.signed_act_guards,
    "placement": places.placement_guards,
    "deployment": places.deployment_insert_guards,
    "waiver": decisions.waiver_insert_guards,
    "finding": decisions.finding_insert_guards,
    "membership": people.membership_guards,
    "role_request": people.role_request_guards,
    "registration_request": registrations.registration_insert_guards,
    "person": people.person_insert_guards,
    "transition_request": decisions.request_insert_guards,
    "risk_assessment": decisions.risk_insert_guards,
    "decision_table": working.table_insert_guards,
    "life_cycle_template": working.template_insert_guards,
    "registered_model": working.model_insert_guards,
    "runtime": _runtime_insert_guards,
    "store": places.store_insert_guards,
    "closed_window": places.window_insert_guards,
    "stage": places.stage_insert_guards,
    "monitor": monitors.monitor_insert_guards,
    "test_result": monitors.result_guards,
    "use_case_model": working.use_guards,
    "framework": frameworks.framework_insert_guards,
    "requirement": frameworks.requirement_guards,
    "requirement_mapping": frameworks.mapping_guards,
    "control": frameworks.control_insert_guards,
    "requirement_evidence": frameworks.evidence_guards,
    "raci_entry": frameworks.raci_guards,
}
SPECIAL_UPDATE = {
    "asset": versions.file_update_guards,
    "signing_key": keys.key_guards,
    "saved_view": people.own_guards,
    "watch": people.own_guards,
    "presence": people.presence_guards,
    "transition_request": decisions.request_guards,
    "waiver": decisions.waiver_guards,
    "user_task": working.task_guards,
    "alert": working.alert_guards,
    "registered_model": working.model_guards,
    "runtime": _runtime_guards,
    "store": places.pause_guards,
    "closed_window": places.window_guards,
    "stage": places.stage_guards,
    "monitor": monitors.monitor_guards,
    "monitor_run": monitors.run_guards,
    "metric_point": monitors.point_guards,
    "use_case": working.use_case_guards,
    "life_cycle_binding": working.binding_guards,
    "finding": decisions.finding_guards,
    "placement": places.placement_update_guards,
    "deployment": places.deployment_update_guards,
    "data_source": lambda words: (
        *paths.source_update_guards(words),
        *sources.source_update_guards(words),
        *monitors.source_guards(words),
    ),
    "membership": people.membership_update_guards,
    "role_request": people.role_request_update_guards,
    "registration_request": registrations.registration_guards,
    "person": people.person_guards,
    "life_cycle_template": working.template_guards,
    "decision_table": working.table_guards,
    "risk_assessment": decisions.risk_guards,
    "attestation": decisions.attestation_guards,
    "framework": frameworks.framework_guards,
    "control": frameworks.control_guards,
    "requirement_evidence": frameworks.evidence_update_guards,
    "raci_entry": frameworks.raci_update_guards,
}
