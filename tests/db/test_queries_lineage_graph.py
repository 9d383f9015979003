"""The graph around a version on both databases: what is in it, of which day, and for whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event

from app.errors import InputError
from app.models.queries import lineage_graph
from app.models.queries.lineage_graph import LAYER_OF, GraphEdge, LineageGraph, load_lineage_graph
from app.models.queries.lookups import now
from app.services.commands.applications import add_application, record_use
from app.services.commands.assets import NewAsset
from app.services.commands.models import (
    NewModel,
    NewVersion,
    add_document,
    add_version,
    record_training,
    register_model,
)
from app.services.commands.records import Origin, import_records
from app.services.commands.snapshots import take_snapshot
from app.services.record_files import read_records
from app.services.unit_of_work import Work
from tests.db.test_queries_monitoring import Watched, alarm, run, watch
from tests.postgres import PostgresServer
from tests.stories import Registered, put_in_production, register
from tests.two_units import two_units
from tests.workspaces import Mould, TestWorkspace

TRAINED = {
    "run_key": "training-1",
    "algorithm": "logistic_regression",
    "parameters": {},
    "metrics": {},
    "data_digests": {"train.parquet": "a" * 64, "holdout.parquet": "b" * 64},
    "environment_sha256": "c" * 64,
    "commit_ref": "0f3a9c" + "d" * 34,
    "seed": 7,
    "seconds": 1.0,
}


def told(bank: TestWorkspace) -> Registered:
    """cc-fraud v1, trained, described, approved, in production, used and watched; then v2."""
    watched = watch(bank)
    first = watched.registered
    with bank.work("sanne").unit() as work:
        add_document(work, first.model_id, kind="model_card", title="Card of v1",
                     version_id=first.version_id)  # fmt: skip
    with bank.service.unit() as work:
        record_training(work, first.version_id, **TRAINED)
        first = replace(first, snapshot_id=take_snapshot(work, first.version_id).id)
    watched = replace(watched, registered=first)
    put_in_production(bank, first)
    with bank.work("sanne").unit() as work:
        desk = add_application(work, "Credit desk", owner="lin")
        record_use(work, desk.id, first.version_id)
    alarm(bank, watched, run(bank, watched, 0, {"income": 0.41}))
    run(bank, watched, 1, {"income": 0.05})
    register(bank, content=b"v2")
    return first


def graph_of(bank: TestWorkspace, model_id: UUID, version_id: UUID | None = None) -> LineageGraph:
    return bank.work("jo").read(load_lineage_graph, model_id, version_id)


def relations(graph: LineageGraph) -> set[tuple[str, str, str]]:
    """Edges by the kinds at their ends."""
    kind = {node.key: node.kind for node in graph.nodes}
    return {(kind[one.source], one.relation, kind[one.target]) for one in graph.edges}


def test_a_version_stands_between_what_made_it_and_what_came_of_it(
    workspace: TestWorkspace,
) -> None:
    first = told(workspace)

    graph = graph_of(workspace, first.model_id)

    assert (graph.model_name, graph.version and graph.version.number) == ("cc-fraud", 1)
    assert [one.number for one in graph.versions] == [2, 1]
    assert relations(graph) == {
        ("data", "data_of", "training"),
        ("code", "code_of", "training"),
        ("environment", "ran_in", "training"),
        ("training", "made", "version"),
        ("version", "followed_by", "version"),
        ("version", "frozen_as", "snapshot"),
        ("version", "described_by", "document"),
        ("version", "used_by", "application"),
        ("snapshot", "asked_to_enter", "request"),
        ("request", "decided_by", "decision"),
        ("snapshot", "deployed_by", "deployment"),
        ("request", "let_in", "deployment"),
        ("deployment", "runs_on", "runtime"),
        ("snapshot", "watched_by", "monitor"),
        ("monitor", "raised", "alert"),
    }
    by_kind = {(node.kind, node.title, node.state) for node in graph.nodes}
    assert {
        ("data", "holdout.parquet", ""),
        ("decision", "Aisha Rahman", "accept"),
        ("deployment", "PROD", "deployed"),
        ("runtime", "prod-1", "unknown"),
        ("application", "Credit desk", "recorded"),
        ("monitor", "PSI per feature", "PASS"),
        ("alert", "PSI 0.41 > 0.25 on income", "high"),
    } <= by_kind
    (monitor,) = (node for node in graph.nodes if node.kind == "monitor")
    assert monitor.note == "2"  # runs


def test_every_node_has_a_layer_and_an_event_that_tells_of_it(workspace: TestWorkspace) -> None:
    graph = graph_of(workspace, told(workspace).model_id)

    assert {node.kind for node in graph.nodes} <= set(LAYER_OF)
    untold = {node.kind for node in graph.nodes if node.event_id is None}
    assert not untold
    layers = {node.key: LAYER_OF[node.kind] for node in graph.nodes}
    upward = [one for one in graph.edges if layers[one.source] > layers[one.target]]
    assert not upward


def test_the_next_version_is_drawn_with_the_one_before_it(workspace: TestWorkspace) -> None:
    first = told(workspace)
    second = graph_of(workspace, first.model_id).versions[0]

    graph = graph_of(workspace, first.model_id, second.id)

    assert graph.focus == f"version:{second.id}"
    followed = GraphEdge(f"version:{first.version_id}", graph.focus, "followed_by")
    assert followed in graph.edges
    assert {node.kind for node in graph.nodes} == {"version", "snapshot"}  # nobody decided on it


def test_an_open_use_leads_to_the_version_that_served_next(workspace: TestWorkspace) -> None:
    first = told(workspace)
    second = register(workspace, content=b"v3")
    put_in_production(workspace, second)

    graph = graph_of(workspace, first.model_id)

    assert graph.focus == f"version:{second.version_id}"  # what serves is shown first
    (desk,) = (node for node in graph.nodes if node.kind == "application")
    assert (desk.title, desk.state) == ("Credit desk", "served")


def test_files_of_a_version_that_was_trained_elsewhere_are_what_it_was_made_of(
    workspace: TestWorkspace,
) -> None:
    files = {"sample": "a/train.parquet", "code": "train.py", "dependencies": "requirements.txt",
             "schema": "schema.json"}  # fmt: skip
    with workspace.work("sanne").unit() as work:
        model = register_model(work, NewModel(name="bought"))
        assets = tuple(NewAsset(role, path, path.encode()) for role, path in files.items())
        add_version(work, model.id, NewVersion("entry", assets=assets))

    graph = graph_of(workspace, model.id)

    assert relations(graph) == {
        ("data", "data_of", "version"),
        ("code", "code_of", "version"),
        ("environment", "ran_in", "version"),
    }
    assert "train.parquet" in {node.title for node in graph.nodes}
    assert all(node.event_id for node in graph.nodes)


def test_an_application_that_only_decided_is_there_too(
    workspace: TestWorkspace, tmp_path: Path
) -> None:
    first = register(workspace)
    file = tmp_path / "decisions.csv"
    file.write_text("decision_id,decided_at,model,version\n4711,2026-03-01T10:00:00,cc-fraud,1\n")
    sanne = workspace.work("sanne")
    desk = sanne.write(add_application, "Payment desk", owner="lin").id
    sanne.write(import_records, read_records(file), Origin(file.name, "file", desk))

    graph = graph_of(workspace, first.model_id)

    (found,) = (node for node in graph.nodes if node.kind == "application")
    assert (found.title, found.state) == ("Payment desk", "decided")


def test_the_graph_of_another_day_has_nothing_that_came_later(workspace: TestWorkspace) -> None:
    first = register(workspace)
    jo = workspace.work("jo")
    frozen_at = jo.read(now)
    put_in_production(workspace, first)

    then = Work(jo.database, jo.actor, frozen_at).read(load_lineage_graph, first.model_id)
    before = Work(jo.database, jo.actor, frozen_at - timedelta(days=1))

    assert {node.kind for node in then.nodes} == {"version", "snapshot"}
    assert "deployment" in {node.kind for node in graph_of(workspace, first.model_id).nodes}
    with pytest.raises(InputError):
        before.read(load_lineage_graph, first.model_id)


def test_very_many_of_a_kind_are_counted_and_the_newest_drawn(
    workspace: TestWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched = watch(workspace)
    nightly = run(workspace, watched, 0, {"income": 0.41})
    for n in range(5):
        alarm(workspace, watched, nightly, rule=f"psi:{n}")
    monkeypatch.setattr(lineage_graph, "MOST", 3)

    graph = graph_of(workspace, watched.registered.model_id)

    alerts = [node for node in graph.nodes if node.kind == "alert"]
    assert len(alerts) == 3
    assert graph.totals == {"alert": 5}


def statements(bank: TestWorkspace, watched: Watched) -> int:
    """How many statements a graph takes."""
    asked: list[str] = []
    jo = bank.work("jo")
    with jo.reading() as session:

        def count(_a: Any, _b: Any, statement: str, *_c: Any) -> None:
            asked.append(statement)

        event.listen(session.connection(), "before_cursor_execute", count)
        load_lineage_graph(session, watched.registered.model_id)
    return len(asked)


def test_more_things_take_no_more_statements(workspace: TestWorkspace) -> None:
    watched = watch(workspace)
    alarm(workspace, watched, run(workspace, watched, 0, {"income": 0.41}))
    few = statements(workspace, watched)

    for day in range(1, 6):
        alarm(workspace, watched, run(workspace, watched, day, {"income": 0.41}), rule=f"psi:{day}")

    assert statements(workspace, watched) == few
    assert few < 25


def test_another_units_graph_is_not_there(
    postgres: PostgresServer, postgres_mould: Mould, tmp_path: Path
) -> None:
    with two_units(tmp_path, postgres, postgres_mould) as bank:
        mine = register(bank, name="pd-retail", by="carla")

        assert bank.work("chris").read(load_lineage_graph, mine.model_id).version is not None
        with pytest.raises(InputError):
            bank.work("faye").read(load_lineage_graph, mine.model_id)
