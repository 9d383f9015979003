"""Two rows that lead to one server are one place: a row more lets nothing into production."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from app.errors import AppError, RefusedError
from app.models.queries.places import match_places
from app.models.queries.releases import list_desired, list_known_candidates
from app.models.rules.runtime_addresses import server_and_path
from app.models.tables.execution import Deployment, Runtime, Stage
from app.services.commands.deployments import (
    begin_deployment,
    complete_deployment,
    serving_deployment,
)
from app.services.commands.runtimes import NewRuntime, add_runtime, record_look, tag_runtime
from app.services.commands.snapshots import take_snapshot
from tests.releases import MODEL, V2, Bank
from tests.trail_kit import tamper

URL = "https://serving.bank.example/models"
SPELLED = (
    "https://serving.bank.example/models/",
    "HTTPS://Serving.Bank.example:443/./models",
    " https://serving.bank.example//%6dodels/a/..",
)


def a_row(bank: Bank, name: str, stage: str, url: str) -> UUID:
    new = NewRuntime(name, "bank", kind="oip", url=url, stage_tags=(stage,), service_tags=(MODEL,))
    key = bank.workspace.work("tom").write(add_runtime, new).id
    bank.workspace.service.write(record_look, key, is_live=True)
    return key


def deploy(bank: Bank, runtime: UUID, snapshot: UUID, stage: Stage, request: UUID | None) -> UUID:
    with bank.workspace.service.unit() as work:
        row = begin_deployment(
            work, snapshot_id=snapshot, runtime_id=runtime, stage_id=stage.id, service_tag=MODEL,
            request_id=request,
        )  # fmt: skip
        complete_deployment(work, row.id)
        return row.id


def serving(bank: Bank, stage: str) -> tuple[Deployment, Stage]:
    """What serves there since the release of version 1."""
    with bank.workspace.service.reading() as session:
        found = session.execute(
            select(Deployment, Stage)
            .join(Stage, Stage.id == Deployment.stage_id)
            .where(Stage.name == stage, Deployment.state == "deployed")
        ).one()
        return found[0], found[1]


def in_production(bank: Bank) -> UUID:
    """A row for production at `URL`, on which version 1 serves."""
    key = a_row(bank, "far-prod", "PROD", URL)
    present, stage = serving(bank, "PROD")
    deploy(bank, key, present.snapshot_id, stage, present.request_id)
    return key


def second_snapshot(bank: Bank, folder: Path) -> UUID:
    registered = bank.register(folder / "v2", scorer=V2)
    with bank.workspace.service.unit() as work:
        return take_snapshot(work, registered.version_id).id


@pytest.mark.parametrize("url", SPELLED)
def test_a_second_row_of_a_server_is_held_by_what_serves_production_there(
    bank: Bank, tmp_path: Path, url: str
) -> None:
    in_production(bank)
    key = a_row(bank, "far-try", "SIT", url)
    snapshot = second_snapshot(bank, tmp_path)
    with bank.workspace.service.reading() as session:
        found = match_places(session, snapshot, "SIT", MODEL)

    assert "far-try" not in [one.runtime.name for one in found.fits]
    refused = next(one for one in found.refused if one.runtime.name == "far-try")
    assert [one.rule for one in refused.failed] == ["stage_held"]
    with pytest.raises(AppError, match="serves PROD"):
        deploy(bank, key, snapshot, serving(bank, "SIT")[1], None)


def test_a_row_that_is_led_to_production_later_brings_nothing_of_its_own_there(
    bank: Bank, tmp_path: Path
) -> None:
    there = in_production(bank)
    key = a_row(bank, "far-try", "SIT", "https://try.bank.example")
    snapshot = second_snapshot(bank, tmp_path)
    deploy(bank, key, snapshot, serving(bank, "SIT")[1], None)
    tamper(bank.workspace, "UPDATE {schema}runtime SET url = :url WHERE name = 'far-try'",
           url=SPELLED[0])  # fmt: skip
    with bank.workspace.service.reading() as session:
        ways = [[row.version for row in list_desired(session, one)] for one in (there, key)]
        ended = [list_known_candidates(session, one).ended_services for one in (there, key)]

    assert ways == [[1], [1]]
    assert ended == [frozenset(), frozenset()]


def lead_away(bank: Bank, runtime: UUID) -> None:
    with bank.workspace.work("tom").unit() as work:
        work.get(Runtime, runtime).url = "https://elsewhere.bank.example"


def test_a_runtime_on_which_something_serves_is_led_nowhere_else(bank: Bank) -> None:
    key = in_production(bank)
    tom = bank.workspace.work("tom")
    with pytest.raises(RefusedError) as for_production:
        lead_away(bank, key)
    tom.write(tag_runtime, key, stage_tags=())
    with pytest.raises(RefusedError) as serves:
        lead_away(bank, key)

    found = [[one.code for one in said.value.blockers] for said in (for_production, serves)]
    assert found == [["runtime.address"]] * 2
    free = a_row(bank, "far-try", "SIT", "https://try.bank.example")
    lead_away(bank, free)


def test_what_comes_to_serve_production_ends_what_another_row_served_there(
    bank: Bank, tmp_path: Path
) -> None:
    trial = a_row(bank, "far-try", "SIT", SPELLED[0])
    snapshot = second_snapshot(bank, tmp_path)
    deploy(bank, trial, snapshot, serving(bank, "SIT")[1], None)
    there = in_production(bank)
    with bank.workspace.service.unit() as work:
        assert serving_deployment(work, trial, MODEL) is None
        assert serving_deployment(work, there, MODEL) is not None


@pytest.mark.parametrize(
    "url",
    [
        "http://serving.bank.example/models",
        "https://serving.bank.example:8443/models",
        "https://serving.bank.example/",
        "https://other.bank.example/models",
        "https://serving.bank.example:x/models",
        "",
    ],
)
def test_another_server_or_path_is_another_place(url: str) -> None:
    assert {server_and_path(one) for one in SPELLED} == {server_and_path(URL)}
    assert server_and_path(url) != server_and_path(URL)


@pytest.mark.parametrize(
    ("stages", "services", "lack"),
    [
        (("DEV",), (MODEL,), "does not have the stage tag PROD"),
        (("PROD",), (), f"does not take the service #{MODEL}"),
    ],
)
def test_nothing_is_deployed_to_a_runtime_that_lacks_the_tags_it_was_matched_by(
    bank: Bank, stages: tuple[str, ...], services: tuple[str, ...], lack: str
) -> None:
    row, stage = serving(bank, "PROD")
    key = a_row(bank, "emptied", "PROD", "https://other.bank.example")
    bank.workspace.work("tom").write(tag_runtime, key, stage_tags=stages, service_tags=services)

    with pytest.raises(AppError, match=lack):
        deploy(bank, key, row.snapshot_id, stage, row.request_id)
