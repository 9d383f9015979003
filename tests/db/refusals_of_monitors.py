"""What a monitor may not be bound to: a draft, a file of another unit, a stage of another path."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from app.models.rules.monitors import (
    WEIGHED,
    BoundFacts,
    may_find_less,
    monitor_blockers,
    resuming_blockers,
    watching_blockers,
)
from app.models.rules.pauses import SCORING
from app.models.rules.roles import Role
from tests.db.enforcement_kit import handle_of
from tests.db.enforcement_refusals import (
    Refusal,
    Rule,
    Scene,
    Told,
    Values,
    another_unit,
    fresh,
    new,
    own_model,
    unit_below,
)

SCIENTIST, SERVICE = handle_of(Role.DATA_SCIENTIST), handle_of(Role.WORKER)
HERE, THERE = uuid4(), uuid4()
WELL = {"units": {HERE}, "path_id": HERE, "stage_path_id": HERE, "source_unit_id": HERE}


def bound(**given: Any) -> Rule:
    facts = BoundFacts(**{**WELL, **given})
    return lambda _: monitor_blockers(facts)


WRONG: tuple[tuple[str, Values, Rule], ...] = (
    (
        "monitor.stage", {"stage_id": new("stage", stage_path_id=new("stage_path"))},
        bound(stage_path_id=THERE),
    ),
    *(
        (
            "monitor.source", {"data_source_id": new("data_source", unit_id=unit)},
            bound(source_unit_id=THERE),
        )
        for unit in (another_unit, unit_below)
    ),
    *(
        (
            "monitor.table",
            {"decision_table_id": new("decision_table", state="published", unit_id=unit)},
            bound(table_unit_id=THERE, table_state="published"),
        )
        for unit in (another_unit, unit_below)
    ),
    *(
        (
            "monitor.table", {"decision_table_id": new("decision_table", state=state)},
            bound(table_unit_id=HERE, table_state=state),
        )
        for state in ("draft", "refused", "deprecated", "retired")
    ),
)  # fmt: skip
INSERTED = tuple(
    Refusal(code, "monitor", says, by=by, python=python)
    for by in (SCIENTIST, SERVICE)
    for code, says, python in WRONG
)


def _named(table: str, unit: Told, **given: Any) -> Told:
    """The name of a row of that unit."""

    def put(scene: Scene) -> str:
        name = fresh(scene)
        scene.put(table, name=name, unit_id=unit, **given)
        return name

    return put


LOG = {"kind": "runtime_log"}
READ_ELSEWHERE = (
    *(
        Refusal("source.store", "data_source", {"kind": kind, "store": _named("store", unit)})
        for kind in ("files", "runtime_log")
        for unit in (another_unit, unit_below)
    ),
    Refusal(
        "source.store", "data_source",
        {"kind": "files", "store": SCORING, "unit_id": unit_below},
    ),
    *(
        Refusal("source.runtime", "data_source", {**says, "pattern": pattern}, row)
        for pattern in (
            *(_named("runtime", unit, kind="embedded") for unit in (another_unit, unit_below)),
            "./prod-1", "prod-1/", "prod-1/today", "prod-1\\today", "prod-1.",
        )
        for says, row in ((LOG, None), ({}, LOG))
    ),
)  # fmt: skip


def replaced(scene: Scene) -> Any:
    """A paused version of a monitor that has a later one."""
    name = uuid4().hex
    key = scene.put("monitor", name=name, version=1, is_paused=True)
    scene.put("monitor", name=name, version=2)
    return key


RESUMED = tuple(
    Refusal(
        "monitor.replaced", "monitor", {"is_paused": False}, replaced, by=by,
        python=lambda _: resuming_blockers(has_newer=True),
    )
    for by in (SCIENTIST, SERVICE)
)  # fmt: skip
# Of a person, what names the stage is refused as a column: only the service may change it.
CHANGED = tuple(
    Refusal(code, "monitor", says, {}, by=by, python=python)
    for by in (SCIENTIST, SERVICE)
    for code, says, python in WRONG
    if by == SERVICE or code != "monitor.stage"
)
# To a model of another unit with another path, with what the monitor was bound to before.
ELSEWHERE = new("registered_model", unit_id=another_unit)
ON_ANOTHER_PATH = new("registered_model", stage_path_id=new("stage_path"))
MOVED = (
    Refusal(
        "monitor.source", "monitor", {"model_id": ELSEWHERE}, {}, by=SERVICE,
        python=bound(source_unit_id=THERE),
    ),
    Refusal(
        "monitor.stage", "monitor", {"model_id": ON_ANOTHER_PATH}, {}, by=SERVICE,
        python=bound(stage_path_id=THERE),
    ),
)  # fmt: skip


def served(scene: Scene) -> tuple[Any, Any]:
    """A model that this person worked on, and a stage that asks for approvals, where it serves."""
    model, stage = own_model()(scene), scene.put("stage", kind="production")
    scene.put("placement", model_id=model, stage_id=stage, service_tag="a", state="in_place")
    return model, stage


def watching(**given: Any) -> Told:
    def put(scene: Scene) -> Any:
        model, stage = served(scene)
        return scene.put("monitor", model_id=model, stage_id=stage, service_tag="a", **given)

    return put


def watched_already(scene: Scene) -> Any:
    """A model that this person worked on, with a monitor of that name where it serves."""
    model, stage = served(scene)
    scene.put("monitor", model_id=model, stage_id=stage, service_tag="a", name=TAKEN)
    return model


def read_by_own(scene: Scene) -> Any:
    """Data that such a monitor reads."""
    source = scene.put("data_source", kind="sql")
    watching(data_source_id=source)(scene)
    return source


def mine(name: str, value: object) -> Rule:
    before = dict.fromkeys((*WEIGHED, "is_paused"))
    less = may_find_less(before, {name: value})
    return lambda _: watching_blockers(is_author=less, serves=less)


TAKEN = "taken"
JUDGE = new("decision_table", state="published")
OWN = (
    *(
        Refusal(
            "monitor.own_work", "monitor", {name: value}, watching(), by=SCIENTIST,
            python=mine(name, value),
        )
        for name, value in (
            ("is_paused", True), ("tests", ["psi"]), ("minimum_rows", 10**6), ("window_s", 1),
            ("cron", "0 0 1 1 *"), ("zone", "Asia/Tokyo"), ("calendar", "never"),
            ("misfire", "skip"), ("data_source_id", new("data_source")),
            ("decision_table_id", JUDGE),
        )
    ),
    *(
        Refusal(
            "monitor.own_work", "data_source", {name: value}, read_by_own, by=SCIENTIST,
            python=lambda _: watching_blockers(is_author=True, serves=True),
        )
        for name, value in (("pattern", "elsewhere"), ("label_key", "id"), ("label_delay_s", 9))
    ),
    Refusal(
        "monitor.own_work", "monitor", {"model_id": watched_already, "name": TAKEN, "version": 2},
        by=SCIENTIST, python=lambda _: watching_blockers(is_author=True, serves=True),
    ),
)  # fmt: skip

# What was measured: what decisions rest on stays as it was found, the service's own hand too


def seeded(table: str) -> Told:
    return lambda scene: scene.bench.seeds[table]


def point(**given: Any) -> Told:
    """Of a monitor that has no other."""
    return lambda scene: scene.put("metric_point", monitor_id=scene.put("monitor"), **given)


MEASURED = (
    *(
        Refusal("write.append_only", "monitor_run", says, {"state": state}, by=SERVICE)
        for state in ("done", "failed")
        for says in ({"verdict": "PASS"}, {"data_digest": "f" * 64}, {"state": "running"})
    ),
    *(
        Refusal("write.append_only", "metric_point", says, point(level_s=0), by=SERVICE)
        for says in ({"total": 0.1}, {"n": 2, "total": 0.1}, {"verdict": "PASS"})
    ),
    *(
        Refusal(
            "write.append_only", "metric_point", says,
            point(level_s=3600, minimum=0.1, maximum=0.9, n=7), by=SERVICE,
        )
        for says in (
            {"n": 7}, {"n": 6}, {"n": 9}, {"n": 8, "minimum": 0.2}, {"n": 8, "maximum": 0.8},
            {"total": 0.1},
        )
    ),
    Refusal(
        "write.append_only", "test_result",
        {
            "run_id": new("monitor_run", snapshot_id=seeded("snapshot"), state="done"),
            "snapshot_id": seeded("snapshot"),
        },
        by=SERVICE,
    ),
)  # fmt: skip

REFUSALS = (*INSERTED, *CHANGED, *MOVED, *RESUMED, *OWN, *READ_ELSEWHERE, *MEASURED)
