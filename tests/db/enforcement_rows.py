"""Rows that let every guard pass but the one that a case asks."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, select

from app.models.queries.record_imports import StoredRecord
from app.models.rules.asking import DEFAULT_TEMPLATE
from app.models.rules.lineage_reviews import range_digest
from app.models.rules.policies import (
    EVIDENCE_OPENING,
    ROUTE,
    opening_file,
)
from app.models.rules.roles import DUTIES, Role
from app.models.rules.transitions import (
    Thing,
)
from app.services.trail.record_tree import ImportTree, root_of_blocks
from tests.db.enforcement_cases import DIGEST, FILE, IS_WHY, NOW
from tests.db.enforcement_kit import (
    NUMBERS,
    Bench,
    handle_of,
)


def of_service(bench: Bench, owner: Connection, tag: str) -> dict[str, Any]:
    """A version of a model whose next release is for this service."""
    model = bench.put(owner, "registered_model", service_tags=[tag])
    version = bench.put(owner, "model_version", model_id=model)
    snapshot = bench.put(owner, "snapshot", version_id=version)
    return {"model_id": model, "version_id": version, "snapshot_id": snapshot}


def where_placed(bench: Bench, owner: Connection, tag: str) -> dict[str, Any]:
    """What runs is what was placed."""
    placed = {name: bench.seeds[name.removesuffix("_id")] for name in ("snapshot_id", "stage_id")}
    placed["service_tag"] = tag
    return {**placed, "placement_id": bench.put(owner, "placement", **placed)}


def on_record(bench: Bench, owner: Connection) -> dict[str, Any]:
    """A document, and the digest that it has."""
    document = bench.put(owner, "model_document", sha256=DIGEST)
    return {"kind": "document", "object_id": document, "sha256": DIGEST}


def method_in_force(bench: Bench, owner: Connection) -> UUID:
    table = bench.table("decision_table").c
    found: UUID = owner.execute(
        select(table.id).where(table.key == "risk-tier", table.state == "published")
    ).scalar_one()
    return found


def fresh(thing: Thing) -> dict[str, Any]:
    """What keeps rows of a thing apart, and lets every guard but the table's one pass."""
    tag = uuid4().hex
    given: dict[Thing, dict[str, Any]] = {
        Thing.PLACEMENT: {"stage_kind": "staging", "service_tag": tag},
        Thing.REQUEST: {"service_tag": tag},
        Thing.DEPLOYMENT: {"service_tag": tag},
        Thing.ALERT: {"rule": tag},
        Thing.TASK: {"roles": sorted(map(str, DUTIES)), "outcomes": ["done"], "kind": "do"},
        Thing.WAIVER: {"expires_at": NOW + timedelta(days=30)},
        Thing.KEY: {"purpose": "decision"},
        Thing.TABLE: {"version": 1},
        Thing.TEMPLATE: {"bpmn": FILE, "sha256": DIGEST, "seen_sha256": None},
        Thing.RISK: {"tier": "medium", "answers": {"is_regulated": False}},
        Thing.ROLE_REQUEST: {"role": str(Role.TESTER)},
        Thing.REGISTRATION: {"meant_id": None},
        Thing.FRAMEWORK: {"version": 1, "file": FILE, "sha256": DIGEST, "seen_sha256": None},
        Thing.WINDOW: {"starts_at": NOW, "ends_at": NOW + timedelta(days=2), "reason": IS_WHY},
        Thing.RACI: {
            "about_kind": "act",
            "about": "request.accepted",
            "part": "informed",
            "role": str(Role.TESTER),
        },
    }
    return given.get(thing, {})


def a_table(key: str = ROUTE) -> dict[str, Any]:
    """A further version of a policy, of which one is in force; its file is one byte."""
    data = opening_file(is_required=True) if key == EVIDENCE_OPENING else FILE
    digest = sha256(data).hexdigest()
    return {"key": key, "version": next(NUMBERS), "dmn": data, "sha256": digest}


def put_table(bench: Bench, owner: Connection, **given: Any) -> UUID:
    key: UUID = bench.put(owner, "decision_table", **{"seen_sha256": None, **given})
    return key


def a_snapshot(bench: Bench, owner: Connection, *files: str) -> dict[str, Any]:
    """The first one of a version of its own, which has these files to serve."""
    model = bench.put(owner, "registered_model", service_tags=["b", "a"])
    version = bench.put(owner, "model_version", model_id=model)
    for path in files:
        bench.put(owner, "asset", version_id=version, role="model", path=path, sha256=DIGEST)
    named = {"model_id": model, "version_id": version}
    return {**named, **bench.frozen(owner, named)}


def part_of(bench: Bench, owner: Connection, person: UUID) -> dict[str, Any]:
    """The draft that this person brought, which comes after the one in force."""
    before = bench.seeds["framework"]
    given = {"supersedes_id": before, "recorded_by": person}
    return {"framework_id": bench.put(owner, "framework", **given)}


def a_block(bench: Bench, owner: Connection, records: int = 1) -> dict[str, Any]:
    """The leaves of so many records of one import, which are there."""
    if bench.is_sqlite:  # where only their order is asked, and a key that is never met is seen
        return {"import_id": uuid4()}
    columns = bench.table("decision_record").c
    tree = ImportTree(uuid4(), bench.seeds["registered_model"])
    for position in range(records):
        key = bench.put(owner, "decision_record", import_id=tree.import_id, position=position)
        told = select(*(columns[name] for name in StoredRecord._fields)).where(columns.id == key)
        tree.add(StoredRecord(*owner.execute(told).one()))
    block = tree.finish()
    assert block is not None
    return {"import_id": tree.import_id, "model_id": tree.model_id, **block._asdict()}


def an_import(bench: Bench, owner: Connection, records: int = 1) -> dict[str, Any]:
    """What seals such records; their block is there too."""
    if bench.is_sqlite:
        return {}
    block = a_block(bench, owner, records)
    bench.put(owner, "record_block", **block)
    root = root_of_blocks([block["sha256"]])
    said = {"id": block["import_id"], "model_id": block["model_id"], "sha256": root}
    return {**said, "records": records}


PLACES = itertools.count(100_000, 10)  # in the sealed log, of which nothing lies there yet


def a_range(
    bench: Bench, owner: Connection, *, at: int | None = None, by: str = "author"
) -> dict[str, Any]:
    """What signs off two sealed events of a model, between which one of another model lies."""
    first = next(PLACES) if at is None else at
    model = bench.put(owner, "registered_model")
    leaves = []
    for position, of in ((first, model), (first + 1, None), (first + 2, model)):
        event = bench.put(owner, "audit_event", id=position, model_id=of, actor_id=bench.people[by])
        sha256 = uuid4().hex * 2
        bench.put(owner, "audit_leaf", position=position, event_id=event, sha256=sha256)
        leaves += [(position, sha256)] if of == model else []
    return {
        "model_id": model, "first_position": first, "last_position": first + 2, "events": 2,
        "own_events": 0, "sha256": range_digest(leaves), "reason": IS_WHY,
    }  # fmt: skip


def an_act(bench: Bench, owner: Connection, **given: Any) -> dict[str, Any]:
    """What somebody signs who is asked to attest; `given`: what the attestation says."""
    model = bench.put(owner, "registered_model")
    row = bench.put(owner, "attestation", **{"model_id": model, "state": "open", **given})
    return {
        "thing": "attestation", "object_id": row, "state": "submitted", "of_version": 1,
        "model_id": model, "unit_id": bench.unit_id,
    }  # fmt: skip


def given_insert(bench: Bench, owner: Connection, table: str) -> dict[str, Any]:
    """What the row of a table must say beside what its columns need."""
    makers: dict[str, Callable[[], dict[str, Any]]] = {
        "use_case_model": lambda: {"model_id": bench.put(owner, "registered_model")},
        "life_cycle_binding": lambda: {
            "model_id": bench.put(owner, "registered_model"),
            "template_key": DEFAULT_TEMPLATE,
        },
        # Of a version that nobody has approved yet.
        "asset": lambda: {"version_id": bench.put(owner, "model_version")},
        "schema_field": lambda: {"version_id": bench.put(owner, "model_version")},
        "training_record": lambda: {"version_id": bench.put(owner, "model_version")},
        "snapshot": lambda: a_snapshot(bench, owner),
        "engine_inbox": lambda: {"kind": "task_outcome"},  # all with a duty may say that
        "heartbeat": lambda: {"runtime_id": bench.put(owner, "runtime")},
        "reference_profile": lambda: {"kind": uuid4().hex},
        "membership": lambda: {"person_id": bench.put(owner, "person"), "role": "tester"},
        "business_unit": lambda: {"parent_id": bench.unit_id},
        "on_call": lambda: {"person_id": bench.people[handle_of(Role.OPERATOR)]},
        "requirement_mapping": lambda: {"outcome": "dropped"},
        "closed_window": lambda: {**fresh(Thing.WINDOW), "runtime_id": bench.seeds["runtime"]},
        "stage": lambda: {"stage_path_id": bench.put(owner, "stage_path")},  # of no model yet
        # Records come before the import that counts them.
        "decision_record": lambda: {"import_id": uuid4(), "position": 0},
        "record_block": lambda: a_block(bench, owner),
        "record_import": lambda: an_import(bench, owner),
        "lineage_review": lambda: a_range(bench, owner),
        "signed_act": lambda: an_act(bench, owner),
    }
    return makers[table]() if table in makers else {}
