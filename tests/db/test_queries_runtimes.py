"""Runtimes, places, deployments and the gate on both databases, by the real commands."""

from __future__ import annotations

from datetime import timedelta
from unittest.mock import patch
from uuid import UUID

import pytest

from app.errors import AppError
from app.models.queries import deployments
from app.models.queries.deployment_list import DeploymentQuery, list_deployments
from app.models.queries.deployments import load_deployment
from app.models.queries.endpoint import ServedColumn, load_endpoint
from app.models.queries.find import find_stage
from app.models.queries.gate_check import gate_blockers
from app.models.queries.inventory import InventoryQuery, list_models
from app.models.queries.listing_places import load_deployment_detail
from app.models.queries.places import find_places, match_places
from app.models.queries.released_by import ReleasedBy
from app.models.queries.runtimes import Retired, list_runtimes, load_matrix
from app.models.tables.execution import Deployment
from app.models.tables.inventory import RegisteredModel
from app.services.commands.assets import NewAsset
from app.services.commands.deployments import (
    begin_deployment,
    complete_deployment,
    fail_deployment,
    record_step,
)
from app.services.commands.models import NewField, NewVersion, add_version
from app.services.commands.roll_backs import ask_roll_back, begin_roll_back, settle_roll_back
from app.services.commands.runtimes import NewRuntime, add_runtime, record_look, retire_runtime
from app.services.commands.snapshots import take_snapshot
from app.texts import blocker
from tests.stories import Registered, put_in_production, register, roll_back
from tests.workspaces import TestWorkspace


@pytest.fixture
def bank(workspace: TestWorkspace) -> TestWorkspace:
    for name, stages, services in (
        ("sit-1", ("SIT",), ("cc-fraud",)),
        ("sit-2", ("SIT",), ()),
        ("lab", (), ("cc-fraud",)),
    ):
        new = NewRuntime(name, "bank", stage_tags=stages, service_tags=services)
        runtime = workspace.work("tom").write(add_runtime, new)
        workspace.service.write(record_look, runtime.id, is_live=True, latency_ms=4.0)
    return workspace


def deploy(bank: TestWorkspace, registered: Registered, *, ends: bool = True) -> UUID:
    runtimes = {one.name: one.id for one in bank.service.read(list_runtimes)}
    with bank.service.unit() as work:
        model = work.get(RegisteredModel, registered.model_id)
        row = begin_deployment(
            work,
            snapshot_id=registered.snapshot_id,
            runtime_id=runtimes["sit-1"],
            stage_id=find_stage(work.session, model, "SIT").id,
            service_tag="cc-fraud",
        )
        record_step(work, row.id, "load", "started", {})
        record_step(work, row.id, "load", "done", {"sha256": "ab"})
        record_step(work, row.id, "ready", "started", {})
        if ends:
            complete_deployment(work, row.id)
        return row.id


def test_the_finder_gives_each_rule_and_keeps_the_contract_of_the_command_line(
    bank: TestWorkspace,
) -> None:
    registered = register(bank)
    read = bank.work("jo").read

    found = read(find_places, registered.snapshot_id, "SIT", "cc-fraud")

    assert [one["runtime"] for one in found["fits"]] == ["sit-1"]
    assert [one["runtime"] for one in found["after_fix"]] == ["lab", "sit-2"]
    assert found["not"] == []
    wrong = [rule for rule in found["after_fix"][1]["rules"] if not rule["ok"]]
    assert wrong == [
        {
            "rule": "service_tag",
            "needed": "#cc-fraud",
            "found": "none",
            "ok": False,
            "fix": "Add the service tag #cc-fraud to sit-2.",
        }
    ]
    prod = read(match_places, registered.snapshot_id, "PROD", "cc-fraud")
    assert prod.fits == ()
    assert [one.runtime.name for one in prod.refused] == ["sit-1", "sit-2"]


def test_of_retired_runtimes_those_are_listed_that_are_asked_for(bank: TestWorkspace) -> None:
    deploy(bank, register(bank))
    tom, ids = bank.work("tom"), {one.name: one.id for one in bank.service.read(list_runtimes)}
    for name in ("sit-1", "lab"):
        tom.write(
            retire_runtime, ids[name], reason="The machine is sold.", is_forced=True,
            signer=bank.signer("tom"),
        )  # fmt: skip

    listed = {
        which: [one.name for one in tom.read(list_runtimes, retired=which)] for which in Retired
    }

    assert listed == {
        Retired.NONE: ["sit-2"],
        Retired.ANSWERING: ["sit-1", "sit-2"],
        Retired.ALL: ["lab", "sit-1", "sit-2"],
    }


def test_the_matrix_shows_what_serves_where(bank: TestWorkspace) -> None:
    deploy(bank, register(bank))

    matrix = bank.work("tom").read(load_matrix)

    assert [(one.name, one.runtime_count) for one in matrix.columns] == [("SIT", 2), ("PROD", 0)]
    assert [row.service_tag for row in matrix.rows] == ["cc-fraud", ""]
    ((entry,), nothing) = matrix.rows[0].cells
    assert (entry.name, entry.health, entry.version, entry.state) == ("sit-1", "ok", 1, "deployed")
    assert nothing == ()
    assert [one.name for one in matrix.rows[1].cells[0]] == ["sit-2"]
    assert [one.name for one in matrix.without_stage] == ["lab"]


def test_a_deployment_shows_its_steps_and_what_serves_meanwhile(bank: TestWorkspace) -> None:
    first = deploy(bank, register(bank))
    second = deploy(bank, register(bank, content=b"v2"), ends=False)
    tom = bank.work("tom")

    under_way = tom.read(load_deployment, second, tom.actor.id)
    before = tom.read(load_deployment, first, tom.actor.id)
    listed = tom.read(list_deployments).rows

    assert under_way.serving is not None
    assert (under_way.serving.id, under_way.serving.version) == (first, 1)
    assert [(step.step, step.state) for step in under_way.steps] == [
        ("load", "done"),
        ("ready", "started"),
    ]
    assert under_way.steps[0].seconds is not None
    assert [one.code for one in under_way.roll_back_blockers] == ["deployment.not_serving"]
    assert [one.code for one in before.roll_back_blockers] == ["deployment.first"]
    # No life cycle brought them: nothing could be cancelled.
    assert [one.code for one in under_way.cancel_blockers] == ["deployment.no_run"]
    assert [one.code for one in before.cancel_blockers] == ["deployment.not_coming"]
    assert [(one.version, one.step, one.steps_done) for one in listed] == [
        (2, "ready", 1),
        (1, "ready", 1),
    ]
    assert {one.started_by for one in listed} == {"Background service"}


def test_what_serves_is_told_however_much_failed_since(bank: TestWorkspace) -> None:
    first = deploy(bank, register(bank))
    second = deploy(bank, register(bank, content=b"v2"))
    again = register(bank, content=b"v3")
    for _ in range(3):
        last = deploy(bank, again, ends=False)
        bank.service.write(fail_deployment, last, reason="503")
    tom = bank.work("tom")

    with patch.object(deployments, "HISTORY", 2):
        detail = tom.read(load_deployment, last, tom.actor.id)
        served = tom.read(load_deployment, second, tom.actor.id)

    assert [one.deployment.number for one in detail.history] == [5, 4]
    assert [one.spell for one in detail.history] == [None, None]
    assert detail.history_count == 5
    assert detail.serving is not None
    assert detail.serving.id == second
    assert served.replaced is not None
    assert served.replaced.id == first


def test_the_history_of_a_place_has_a_line_for_each_time_of_serving(bank: TestWorkspace) -> None:
    first = deploy(bank, register(bank))
    second = deploy(bank, register(bank, content=b"v2"))
    tom = bank.work("tom")
    before = tom.read(load_deployment, second, tom.actor.id)
    asked = tom.write(ask_roll_back, second, reason="Scores drift.", signer=bank.signer("tom"))
    with bank.service.unit() as work:
        begin_roll_back(work, second, asked)
    switching = tom.read(load_deployment, second, tom.actor.id)
    with bank.service.unit() as work:
        settle_roll_back(work, second, reason="Scores drift.")

    after = tom.read(load_deployment, second, tom.actor.id)

    (newer, older) = (one.spell for one in before.history)
    assert newer is not None
    assert older is not None
    assert newer.until is None
    assert older.until is not None
    assert older.since < older.until <= newer.since
    assert [one.spell and one.spell.until for one in switching.history] == [None, older.until]
    again, rolled_back, once = after.history
    assert [one.deployment.id for one in after.history] == [first, second, first]
    assert again.spell is not None
    assert again.spell.until is None
    assert rolled_back.spell is not None
    assert (rolled_back.spell.since, rolled_back.spell.state) == (newer.since, "rolled_back")
    assert rolled_back.spell.reason == "Scores drift."
    assert once.spell == older
    assert newer.since < again.spell.since
    assert after.history_count == 3
    shown = tom.read(load_deployment_detail, f"{again.deployment.number}")
    assert shown.served == (once.spell, again.spell)


def test_the_history_of_a_place_says_on_whose_wish_and_votes_a_version_came(
    workspace: TestWorkspace,
) -> None:
    put_in_production(workspace, register(workspace))
    tom = workspace.work("tom")
    (only,) = tom.read(list_deployments).rows

    (line,) = tom.read(load_deployment, only.id, tom.actor.id).history

    assert line.released_by == ReleasedBy("Sanne de Vries", ("Aisha Rahman", "Jo Vermeer"))


def test_a_deployment_says_how_long_after_the_vote_it_came_to_production(
    bank: TestWorkspace,
) -> None:
    """A roll back to it makes that no longer: its vote is old by then."""
    tom = bank.work("tom")

    def spans() -> dict[int | None, timedelta | None]:
        return {one.version: one.after_vote for one in tom.read(list_deployments).rows}

    put_in_production(bank, register(bank))
    first = spans()[1]
    put_in_production(bank, register(bank, content=b"v2"))
    roll_back(bank)

    assert first is not None
    assert first < timedelta(minutes=5)
    assert spans() == {1: first}


def test_why_a_deployment_is_not_rolled_back_calls_its_state_as_its_chip_does(
    bank: TestWorkspace,
) -> None:
    first = deploy(bank, register(bank))
    second = deploy(bank, register(bank, content=b"v2"))
    tom = bank.work("tom")

    of_first, of_second = (tom.read(load_deployment, one, tom.actor.id) for one in (first, second))

    assert of_first.row.state == "undeployed"
    assert blocker(of_first.roll_back_blockers[0]).startswith("Its state is “replaced”;")
    assert blocker(of_second.cancel_blockers[0]).startswith("Its state is “serves”;")


def test_a_roll_back_says_what_would_serve_again_and_what_differs(bank: TestWorkspace) -> None:
    deploy(bank, register(bank))
    second = deploy(bank, register(bank, content=b"v2"))
    tom, jo = bank.work("tom"), bank.work("jo")

    detail = tom.read(load_deployment, second, tom.actor.id)

    assert detail.roll_back is not None
    assert detail.roll_back.to.version == 1
    assert [change.name for change in detail.roll_back.diff.changes] == ["model.onnx"]
    assert detail.roll_back_blockers == ()
    assert jo.read(load_deployment, second, jo.actor.id).roll_back_blockers[0].code == (
        "write.refused"
    )


def test_a_failed_deployment_has_ended(bank: TestWorkspace) -> None:
    failed = deploy(bank, register(bank), ends=False)
    bank.service.write(fail_deployment, failed, reason="503 at the health check")

    assert bank.work("tom").read(list_deployments).rows == ()
    (row,) = bank.work("tom").read(list_deployments, DeploymentQuery("ended")).rows
    assert (row.state, row.reason) == ("failed", "503 at the health check")


def test_the_inventory_says_what_is_in_place_not_what_is_latest(bank: TestWorkspace) -> None:
    deploy(bank, register(bank))
    register(bank, content=b"v2")
    read = bank.work("jo").read

    (row,) = read(list_models, InventoryQuery.of("stage:SIT")).rows

    assert (row.in_place, row.latest_version) == ("SIT v1", 2)
    assert read(list_models, InventoryQuery.of("stage:PROD,none")).rows == ()
    assert read(list_models, InventoryQuery.of("-stage:SIT")).rows == ()


def test_the_gate_names_every_blocker(bank: TestWorkspace) -> None:
    registered = register(bank)

    blockers = bank.work("sanne").read(gate_blockers, registered.version_id, "PROD")

    codes = {one.code for one in blockers}
    assert {"gate.stage", "gate.not_tested", "gate.approval", "gate.runtime"} <= codes


def test_who_comes_late_completes_nothing_that_has_ended(bank: TestWorkspace) -> None:
    """F2: stopped past its lease, while another service went on to the next version."""
    old = deploy(bank, register(bank))
    new = deploy(bank, register(bank, content=b"v2"))
    found = []

    for late in (old, new):
        try:
            with bank.service.unit() as work:
                found.append(complete_deployment(work, late).state)
        except AppError as error:
            found.append(error.message)

    with bank.service.reading() as session:
        rows = [session.get_one(Deployment, one) for one in (old, new)]
        assert found == [f"Deployment {rows[0].number} is undeployed since.", "deployed"]
        assert [one.state for one in rows] == ["undeployed", "deployed"]


def test_an_endpoint_tells_the_columns_of_what_it_serves_as_they_were_frozen(
    bank: TestWorkspace,
) -> None:
    registered = register(bank)
    with bank.work("sanne").unit() as work:
        fields = (
            NewField("income", "predictor", "numerical", data_type="double", is_nullable=False),
            NewField("region", "predictor", "categorical", data_type="string"),
            NewField("label", "label", "numerical"),  # known later: nobody sends it
            NewField("score", "score", "numerical"),
            NewField("score", "score", "numerical", data_type="float", direction="output"),
        )
        version = add_version(work, registered.model_id, NewVersion("entry", fields=fields, assets=(
            NewAsset("model", "model.onnx", b"v2"),
        )))  # fmt: skip
        snapshot = take_snapshot(work, version.id)
        served = Registered(registered.model_id, version.id, snapshot.id)
    read = bank.work("jo").read
    runtime_id = next(one.id for one in read(list_runtimes) if one.name == "sit-1")
    assert read(load_endpoint, runtime_id).serves == ()

    deploy(bank, served)

    found = read(load_endpoint, runtime_id)
    assert found.runtime.name == "sit-1"
    (one,) = found.serves
    assert (one.service_tag, one.model_name, one.version) == ("cc-fraud", "cc-fraud", 2)
    assert one.inputs == (
        ServedColumn("income", "double", is_required=True),
        ServedColumn("region", "string", is_required=False),
    )
    assert one.outputs == (ServedColumn("score", "float", is_required=False),)
