"""Cases: table × insert × role, table × column × role, and what is asked of the engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, Table, update

from app.models.enforcement.guards import GUARDED_WHOLE
from app.models.rules.asking import ASKING, SIGNED, asking_blockers
from app.models.rules.keys import (
    SignatureFacts,
    signature_blockers,
)
from app.models.rules.rights import RIGHTS, RIGHTS_BY_TABLE, TableRights, write_blockers
from app.models.rules.roles import PEOPLE, Role
from app.models.rules.sight import THROUGH
from app.models.tables.base import mw_now
from tests.db.enforcement_cases import NOTHING, NOW, Case, codes
from tests.db.enforcement_kit import (
    ACTORS,
    EVERY_HAT,
    HELD,
    Bench,
    handle_of,
    other_value,
)
from tests.db.enforcement_rows import a_table, fresh, given_insert, part_of

# Tables: table × insert × role, and table × column × role

OWN_TABLES = ("saved_view", "watch", "presence")  # written by the person they belong to
PARTS_OF_A_FILE = ("requirement", "requirement_mapping")
IN_IMPORTS = ("decision_record", "record_block")
SIGNED_INSERTS = ("lineage_review", "signed_act")
GUARDED_INSERTS = ("decision",)  # allowed here means: not refused for want of a right
# Columns with a guard of their own; attacks and the cases below try them.
GUARDED_COLUMNS = {
    ("waiver", "granted_by"), ("alert", "acknowledged_by"), ("membership", "valid_until"),
    ("alert", "acknowledged_at"), ("user_task", "closed_at"), ("user_task", "assignee_id"),
    ("alert", "snoozed_until"), ("alert", "snoozed_by"), ("alert", "escalated_by"),
    ("alert", "comment"), ("alert", "comments"), ("alert", "reason"), ("attestation", "reason"),
    ("role_request", "reason"), ("finding", "reason"), ("decision_table", "reason"),
    ("life_cycle_template", "reason"),
    ("control", "reason"),
    ("transition_request", "reason"), ("transition_request", "closed_at"),
    ("waiver", "remark"), ("waiver", "document"), ("waiver", "signature"), ("waiver", "key_id"),
    ("runtime", "document"), ("runtime", "signature"), ("runtime", "key_id"),
    ("runtime", "secret_ref"), ("runtime", "reason"),
    ("runtime", "is_paused"), ("runtime", "pause_reason"),
    ("store", "is_paused"), ("store", "pause_reason"),
    ("finding", "document"), ("finding", "signature"), ("finding", "key_id"),
    ("signing_key", "reason"), ("signing_key", "endorsed_by"), ("signing_key", "confirmed_by"),
    ("signing_key", "revoked_at_size"),
    ("role_request", "answered_by"), ("person", "closed_at"), ("person", "reason"),
    ("registered_model", "risk_tier"), ("registered_model", "search_text"),
    ("risk_assessment", "answered_by"), ("risk_assessment", "remark"),
    ("attestation", "answer"), ("attestation", "reviewed_by"), ("attestation", "person_id"),
    ("decision_table", "seen_sha256"),
    ("life_cycle_template", "seen_sha256"),
    ("framework", "seen_sha256"), ("requirement_evidence", "reason"), ("raci_entry", "reason"),
    ("closed_window", "ended_reason"),
    ("framework", "reason"),
    ("life_cycle_binding", "template_key"),
    ("registration_request", "reason"), ("registration_request", "answered_by"),
    ("registration_request", "model_id"), ("registration_request", "version_id"),
}  # fmt: skip


# What a column takes that has a bound of its own; the refusals try what lies outside.
WITHIN_BOUNDS: dict[tuple[str, str], Callable[[Bench, Connection, Mapping[str, Any]], Any]] = {
    ("control", "cadence_days"): lambda *_: 30,
    ("life_cycle_binding", "parameters"): lambda *_: {"wanted_runtime": uuid4().hex},
    ("presence", "seen_at"): lambda *_: mw_now(),
    ("control", "owner_id"): lambda bench, *_: bench.people["other"],
    ("asset", "replaced_by"): lambda bench, owner, row: bench.put(
        owner, "asset", version_id=row["version_id"]
    ),
}


def table_cases(bench: Bench) -> list[Case]:
    found: list[Case] = []
    with bench.as_owner() as owner:
        for rights in RIGHTS:
            if rights.thing is None and rights.table not in GUARDED_INSERTS:
                found += _inserts(bench, owner, rights)
            if rights.update and not rights.is_engine_row:
                found += _edits(bench, owner, rights)
            if not rights.update:
                found += _appended(bench, rights)
            if rights.update and rights.is_engine_row:
                found += _booked(bench, owner, rights)
    return found


def _write_codes(table: str, action: str, held: frozenset[Role], *more: str) -> tuple[str, ...]:
    """What Python says of a write; `more`: what the database holds against it in any case."""
    return (*codes(write_blockers(table, action, held)), *more)


def _inserts(bench: Bench, owner: Connection, rights: TableRights) -> Iterator[Case]:
    for handle in ACTORS:
        given = given_insert(bench, owner, rights.table)
        if rights.table == "blob_chunk":
            given = _chunk_of(bench, owner, bench.people[handle])
        if rights.table in PARTS_OF_A_FILE:
            given |= part_of(bench, owner, bench.people[handle])
        if rights.table in OWN_TABLES:
            given = {"person_id": bench.people[handle]}
        if rights.table in SIGNED_INSERTS:
            given |= bench.signed_by(handle)
        is_by_request = rights.table == "membership" and not bench.is_sqlite
        more = ("membership.by_request",) if is_by_request else ()
        ask = partial(_write_codes, rights.table, "insert", HELD[handle])
        statement = bench.new_row(rights.table, **given)
        yield Case(f"insert {rights.table}", handle, partial(ask, *more), statement)
        if rights.table in IN_IMPORTS:
            given["import_id"] = bench.put(owner, "record_import")
            statement = bench.new_row(rights.table, **given)
            told = f"insert {rights.table} behind its import"
            yield Case(told, handle, partial(ask, "record.sealed"), statement)


def _appended(bench: Bench, rights: TableRights) -> Iterator[Case]:
    """What is only ever added to is not changed, by nobody."""
    columns = bench.table(rights.table)
    row = next(iter(columns.primary_key.columns)) == bench.seeds[rights.table]
    name = next(one.name for one in columns.columns if not one.primary_key and not one.foreign_keys)
    value = other_value(columns.c[name].type, name, bench)
    for handle in ACTORS:
        ask = partial(_append_codes, rights.table, HELD[handle])
        statement = update(columns).where(row).values(**{name: value})
        is_hidden = rights.table in THROUGH
        yield Case(f"change {rights.table}.{name}", handle, ask, statement, is_hidden)


def _append_codes(table: str, held: frozenset[Role]) -> tuple[str, ...]:
    refused = write_blockers(table, "update", held)
    return ("write.append_only",) if refused and not RIGHTS_BY_TABLE[table].update else ()


# What the service goes on writing into its own rows, by a column that a guard stands before or not.
WRITTEN_ON: dict[str, dict[str, Any]] = {
    "deployment_step": {"facts": {"changed": 1}}, "engine_inbox": {"result": "Done."},
    "expectation": {"met_at": NOW}, "heartbeat": {"is_live": True},
    "incident": {"resolved_at": NOW},
    "metric_point": {"n": 2}, "monitor_run": {"note": "Done."}, "process_instance": {"title": "x"},
}  # fmt: skip
OWN_KEY = {"heartbeat": (("runtime_id", "runtime"),), "metric_point": (("monitor_id", "monitor"),)}
SUMMED = {"metric_point": {"level_s": 3600}}


def _booked(bench: Bench, owner: Connection, rights: TableRights) -> Iterator[Case]:
    """The service goes on writing its own rows; of what they were made for nobody says another."""
    columns = bench.table(rights.table)
    made = {name: bench.put(owner, table) for name, table in OWN_KEY.get(rights.table, ())}
    key = bench.put(owner, rights.table, **made, **SUMMED.get(rights.table, {}))
    row = next(iter(columns.primary_key.columns)) == key
    is_hidden = rights.table in THROUGH
    for name in rights.settled:
        value = other_value(columns.c[name].type, name, bench) or uuid4()
        # Of every table a file's own trigger keeps the unit, whoever filled it.
        more = ("write.settled", *(("write.column",) if name == "unit_id" else ()))
        for handle in ACTORS:
            ask = partial(_write_codes, rights.table, "update", HELD[handle], *more)
            statement = update(columns).where(row).values(**{name: value})
            yield Case(f"settle {rights.table}.{name}", handle, ask, statement, is_hidden)
    for name, value in WRITTEN_ON[rights.table].items():
        statement = update(columns).where(row).values(**{name: value})
        for handle in ACTORS if rights.table in GUARDED_WHOLE else (handle_of(Role.WORKER),):
            ask = partial(_write_codes, rights.table, "update", HELD[handle])
            label = f"go on with {rights.table}.{name}"
            yield Case(label, handle, ask, statement, is_hidden)


def _chunk_of(bench: Bench, owner: Connection, person: UUID) -> dict[str, Any]:
    """The one chunk that a blob of this person still needs."""
    data = uuid4().bytes
    given = {"sha256": sha256(data).hexdigest(), "size_bytes": len(data), "created_by": person}
    return {"sha256": bench.put(owner, "blob", **given), "position": 0, "data": data}


def asking_cases(bench: Bench) -> list[Case]:
    """Inbox: kind × role, signed and not, whether the kind asks for a signature or for none."""
    found = []
    for kind in ASKING:
        for handle in ACTORS:
            if kind in SIGNED:
                facts = SignatureFacts(True, is_signed=False, has_active_key=False)
                ask = partial(_asking_codes, kind, HELD[handle], facts)
                row = bench.new_row("engine_inbox", kind=kind)
                found.append(Case(f"ask {kind} unsigned", handle, ask, row))
            given = bench.signed_by(handle) if kind in SIGNED else {}
            row = bench.new_row("engine_inbox", kind=kind, **given)
            ask = partial(_asking_codes, kind, HELD[handle], SIGNED_BY_OWN)
            found.append(Case(f"ask {kind}", handle, ask, row))
            if kind not in SIGNED:
                ask = partial(_stray_codes, kind, HELD[handle])
                row = bench.new_row("engine_inbox", kind=kind, **bench.signed_by(handle))
                found.append(Case(f"ask {kind} with a signature", handle, ask, row))
    return found


SIGNED_BY_OWN = SignatureFacts(is_required=True, is_signed=True, has_active_key=True)


def _asking_codes(kind: str, held: frozenset[Role], facts: SignatureFacts) -> tuple[str, ...]:
    return codes(
        (
            *write_blockers("engine_inbox", "insert", held),
            *asking_blockers(kind, held),
            *signature_blockers(facts, unsigned="act.unsigned"),
        )
    )


def _stray_codes(kind: str, held: frozenset[Role]) -> tuple[str, ...]:
    refused = _asking_codes(kind, held, SIGNED_BY_OWN)
    return (*refused, *(() if kind in SIGNED else ("act.not_signed",)))


def _edits(bench: Bench, owner: Connection, rights: TableRights) -> Iterator[Case]:
    """Every editable column by every role; every other column by two who may edit."""
    columns = bench.table(rights.table)
    thing = rights.thing
    given = fresh(thing) if thing else {}
    if rights.table == "user_task":
        given["state"] = "created"
    if rights.table == "decision_table":
        given |= {**a_table(), "seen_sha256": None}
    given |= given_insert(bench, owner, rights.table)
    if rights.table == "business_unit":  # the root: of others the closed tree would not know
        key = bench.unit_id
    else:
        key = bench.put(owner, rights.table, **given)
    editor = next((role for role in sorted(rights.update) if role in PEOPLE), Role.WORKER)
    for column in columns.columns:
        name = column.name
        if name in ("row_version", "state", "id") or (rights.table, name) in GUARDED_COLUMNS:
            continue
        is_editable = name in rights.editable
        if not is_editable and name in ("recorded_from", "recorded_by"):
            continue
        if editor is Role.WORKER and name != "reason":  # no other: it may change them all
            continue
        two = (EVERY_HAT,) if editor is Role.WORKER else (handle_of(editor), EVERY_HAT)
        for handle in ACTORS if is_editable else two:
            ask = partial(column_codes, rights.table, name, HELD[handle])
            if rights.table in OWN_TABLES:
                key = bench.put(owner, rights.table, person_id=bench.people[handle])
            within = WITHIN_BOUNDS.get((rights.table, name))
            value = within(bench, owner, given) if within else other_value(column.type, name, bench)
            if value is None and not is_editable:  # guards refuse before foreign keys do
                value = uuid4()
            values: dict[str, Any] = {name: value}
            if "row_version" in columns.c:
                values["row_version"] = columns.c.row_version + 1
            statement = update(columns).where(columns.c.id == key).values(**values)
            yield Case(f"update {rights.table}.{name}", handle, ask, statement)
    yield from _careless(bench, rights, columns, key, editor)


def column_codes(table: str, name: str, held: frozenset[Role]) -> tuple[str, ...]:
    refused = codes(write_blockers(table, "update", held))
    if refused or name in RIGHTS_BY_TABLE[table].editable:
        return refused
    # What is changed: nothing, as the database fills it, or into a unit where one has no role.
    more = {"unit_id": (NOTHING, "write.refused"), "number": (NOTHING,)}
    return ("write.column", *more.get(name, ()))


def _careless(
    bench: Bench, rights: TableRights, columns: Table, key: UUID, editor: Role
) -> Iterator[Case]:
    """Somebody who may edit writes over what they have not read, or writes nothing."""
    if "row_version" not in columns.c:
        return
    name = next((one for one in rights.editable if one != "state"), "reason")
    row = update(columns).where(columns.c.id == key)
    stale, handle = columns.c.row_version + 2, handle_of(editor)
    label = f"update {rights.table}"
    values = {"row_version": stale, name: other_value(columns.c[name].type, name, bench)}
    yield Case(f"{label}, stale", handle, lambda: ("write.stale",), row.values(**values))
    same = row.values({"row_version": columns.c.row_version + 1, name: columns.c[name]})
    yield Case(f"{label}, nothing", handle, lambda: (NOTHING,), same)
