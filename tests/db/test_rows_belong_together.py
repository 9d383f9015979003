"""What a row names belongs together: the version to the model, the snapshot to the version, …

Keys over several columns hold that, whoever writes: no guard looks, and none is in force here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, ForeignKeyConstraint, insert, select
from sqlalchemy.exc import IntegrityError

from app.models.tables.everything import METADATA
from tests.db.enforcement_kit import ACTOR_COLUMNS, Bench, open_bench

KEYS = [
    key
    for table in METADATA.sorted_tables
    for key in table.foreign_key_constraints
    if len(key.columns) > 1
]
# Of each table, what names a row of one model, version or snapshot beside its own.
HELD = {
    "snapshot": 2, "model_document": 2, "transition_request": 5, "placement": 6, "deployment": 10,
    "waiver": 3, "finding": 5, "user_task": 8, "monitor_run": 5, "test_result": 2, "alert": 4,
    "process_instance": 2, "application_use": 2, "decision_record": 4, "record_block": 2,
    "request_note": 2, "registration_request": 2,
}  # fmt: skip


# What may be null of a key, so that the key holds nothing of such a row, and what holds then.
# Decision 038 says why of each: one that comes in beside them is red.
NULLS = {
    ("model_document", "version_id", "model_version"): "about the whole model",
    ("process_instance", "model_id", "model_version"): "a run about nothing in the inventory",
    ("process_instance", "version_id", "model_version"): "a run about the whole model: a check",
    ("finding", "snapshot_id", "snapshot"): "in the whole version: its own key",
    ("monitor_run", "monitor_id", "monitor"): "a test of a release: a check",
    ("transition_request", "snapshot_id", "snapshot"): "not submitted yet: a check",
    ("alert", "monitor_id", "monitor"): "an overdue review: unique beside those of monitors",
    ("placement", "request_id", "transition_request"): "outside production: a guard",
    ("request_note", "answers_id", "request_note"): "it answers nothing: a check",
    ("user_task", "model_id", "model_version"): "a task about nothing in the inventory",
    ("user_task", "version_id", "model_version"): "about the whole model: a check",
    ("user_task", "model_id", "snapshot"): "the same",
    ("user_task", "version_id", "snapshot"): "the same",
    ("user_task", "snapshot_id", "snapshot"): "before there is one: the version's own key",
    ("user_task", "model_id", "transition_request"): "the same",
    ("user_task", "version_id", "transition_request"): "the same",
    ("user_task", "request_id", "transition_request"): "it decides nothing; set once: a guard",
    ("deployment", "request_id", "transition_request"): "its place has none: a guard",
    ("registration_request", "model_id", "model_version"): "not registered: a check, a guard",
    ("registration_request", "version_id", "model_version"): "the same",
}
# What no null may say: a row with it, and the row that says what is missing.
WHOLE: tuple[tuple[str, dict[str, Any], dict[str, Any]], ...] = (
    ("process_instance", {"model_id": None}, {"version_id": None}),
    (
        "user_task", {"model_id": None},
        {"version_id": None, "snapshot_id": None, "request_id": None},
    ),
    ("user_task", {"version_id": None}, {"snapshot_id": None, "request_id": None}),
    ("monitor_run", {"kind": "monitor", "monitor_id": None}, {"kind": "release"}),
    ("request_note", {"kind": "answer", "answers_id": None}, {"kind": "comment"}),
    ("registration_request", {"model_id": None}, {"version_id": None}),
    *(
        ("transition_request", {"state": state, "snapshot_id": None}, {"state": "draft"})
        for state in ("pending", "accepted", "rejected", "expired", "superseded")
    ),
)  # fmt: skip


@pytest.fixture(params=["sqlite", "postgresql"])
def bench(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Bench]:
    server = request.getfixturevalue("postgres") if request.param == "postgresql" else None
    with open_bench(tmp_path_factory.mktemp("rows"), server) as opened:
        yield opened


def others(bench: Bench, owner: Connection) -> dict[str, UUID]:
    """A row of each parent, about another model."""
    put = bench.put
    model = put(owner, "registered_model")
    version = put(owner, "model_version", model_id=model)
    snapshot = put(owner, "snapshot", version_id=version)
    request = put(owner, "transition_request", version_id=version, service_tag="b")
    stage = put(owner, "stage")
    return {
        "model_version": version,
        "snapshot": snapshot,
        "transition_request": request,
        "placement": put(
            owner, "placement", version_id=version, stage_id=stage, service_tag="b"
        ),
        "monitor": put(owner, "monitor", model_id=model),
        "monitor_run": put(owner, "monitor_run", snapshot_id=snapshot),
        "record_import": put(owner, "record_import", model_id=model),
        "request_note": put(owner, "request_note", request_id=request),
    }  # fmt: skip


def named(owner: Connection, key: ForeignKeyConstraint, row: UUID) -> dict[str, Any]:
    """What a child says that names this row."""
    there = [element.column for element in key.elements]
    found = owner.execute(select(*there).where(key.referred_table.c.id == row)).one()
    return dict(zip(key.column_keys, found, strict=True))


def well_named(bench: Bench, owner: Connection, table: str) -> dict[str, Any]:
    """What belongs together, of every key of a table."""
    keys = [key for key in KEYS if key.table.name == table]
    found = [named(owner, key, bench.seeds[key.referred_table.name]) for key in keys]
    return {name: value for one in found for name, value in one.items()}


def is_stored(bench: Bench, owner: Connection, key: ForeignKeyConstraint, **said: Any) -> bool:
    table = key.table.name
    more = {"service_tag": "c"} if table == "transition_request" else {}
    if table == "deployment":
        (place,) = (
            one for one in KEYS if one.table.name == table and "placement_id" in one.columns
        )
        more = named(owner, place, bench.seeds["placement"])
    owner.exec_driver_sql("SAVEPOINT one")
    try:
        bench.put(owner, table, **{**more, **said})
        is_late = bench.is_sqlite and key.deferrable  # it is looked at with the commit
        late = f"PRAGMA foreign_key_check({table})"
        return not (is_late and owner.exec_driver_sql(late).first())
    except IntegrityError as error:
        state = getattr(error.orig, "sqlstate", "")
        if state != "23503" and "FOREIGN KEY" not in str(error.orig):
            raise
        return False
    finally:
        owner.exec_driver_sql("ROLLBACK TO SAVEPOINT one")
        owner.exec_driver_sql("RELEASE SAVEPOINT one")


def test_no_row_names_what_does_not_belong_together(bench: Bench) -> None:
    wrong = []
    with bench.as_owner() as owner:
        other = others(bench, owner)
        if not bench.is_sqlite:  # keys are in force again, and no guard
            owner.exec_driver_sql("SET LOCAL session_replication_role = DEFAULT")
            owner.exec_driver_sql("SET CONSTRAINTS ALL IMMEDIATE")
            for table in sorted({str(key.table) for key in KEYS}):
                owner.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for key in KEYS:
            parent = key.referred_table.name
            own = well_named(bench, owner, key.table.name)
            anothers = named(owner, key, other[parent])
            assert is_stored(bench, owner, key, **own), key.name
            for name in key.column_keys:
                if is_stored(bench, owner, key, **{**own, name: anothers[name]}):
                    wrong.append((key.name, name))
        if not bench.is_sqlite:
            for table in sorted({str(key.table) for key in KEYS}):
                owner.exec_driver_sql(f"ALTER TABLE {table} ENABLE TRIGGER USER")

    assert wrong == []
    found: dict[str, int] = {}
    for key in KEYS:
        found[key.table.name] = found.get(key.table.name, 0) + len(key.columns)
    assert {name: found.get(name) for name in HELD} == HELD


def test_what_may_be_null_of_a_key_is_known() -> None:
    found = {
        (key.table.name, column.name, key.referred_table.name)
        for key in KEYS
        for column in key.columns
        if column.nullable
    }

    assert found == set(NULLS)


def test_a_null_says_no_more_than_it_may(bench: Bench) -> None:
    """On both databases, whoever writes: what lacks more than a key allows is not stored."""
    found = []
    with bench.as_owner() as owner:
        for table, wrong, right in WHOLE:
            given = {**well_named(bench, owner, table), **_fresh(table), **wrong}
            found.append((table, _is_checked(bench, owner, table, given)))
            found.append((table, _is_checked(bench, owner, table, {**given, **right})))

    assert found == [(table, is_it) for table, _, _ in WHOLE for is_it in (True, False)]


def test_an_alert_of_no_monitor_is_not_doubled(bench: Bench) -> None:
    """A null is no other's equal: the key of the alerts of monitors would let both in."""
    with bench.as_owner() as owner:
        model = bench.put(owner, "registered_model")
        row = {"model_id": model, "monitor_id": None, "rule": "review", "state": "open"}
        bench.put(owner, "alert", **row)
        bench.put(owner, "alert", **{**row, "rule": "another"})
        bench.put(owner, "alert", **{**row, "state": "closed"})
        with pytest.raises(IntegrityError, match=r"uq_alert_live_review|alert\.rule"):
            bench.put(owner, "alert", **row)
        if not bench.is_sqlite:
            owner.rollback()


def _fresh(table: str) -> dict[str, Any]:
    return {"service_tag": "d"} if table == "transition_request" else {}


def _is_checked(bench: Bench, owner: Connection, table: str, given: dict[str, Any]) -> bool:
    """Whether a check of the table refuses this row."""
    owner.exec_driver_sql("SAVEPOINT one")
    row = {"id": uuid4(), **bench.values(table, given)}
    row |= {name: bench.people["author"] for name in ACTOR_COLUMNS if name in bench.table(table).c}
    try:
        owner.execute(insert(bench.table(table)).values(**row))
        return False
    except IntegrityError as error:
        state = getattr(error.orig, "sqlstate", "")
        if state != "23514" and "CHECK" not in str(error.orig):
            raise
        return True
    finally:
        owner.exec_driver_sql("ROLLBACK TO SAVEPOINT one")
        owner.exec_driver_sql("RELEASE SAVEPOINT one")
