"""The list of deployments on both databases: any order, any page, any filter."""

from __future__ import annotations

from itertools import product
from uuid import UUID

import pytest

from app.errors import InputError
from app.models.queries.deployment_list import (
    SORTS,
    DeploymentQuery,
    count_deployments,
    list_deployments,
)
from app.models.queries.deployments import DeploymentRow
from app.models.queries.find import find_stage
from app.models.tables.inventory import RegisteredModel
from app.services.commands.deployments import (
    begin_deployment,
    complete_deployment,
    fail_deployment,
    record_step,
)
from app.services.commands.runtimes import NewRuntime, add_runtime
from tests.stories import Registered, put_in_production, register
from tests.workspaces import TestWorkspace

EVERY = 100


def begin(bank: TestWorkspace, registered: Registered, runtime: UUID) -> UUID:
    with bank.service.unit() as work:
        model = work.get(RegisteredModel, registered.model_id)
        one = begin_deployment(
            work,
            snapshot_id=registered.snapshot_id,
            runtime_id=runtime,
            stage_id=find_stage(work.session, model, "SIT").id,
            service_tag="cc-fraud",
        )
        record_step(work, one.id, "load", "started", {})
        return one.id


@pytest.fixture
def bank(workspace: TestWorkspace) -> TestWorkspace:
    """Two models on three runtimes: 1 and 2 serve, 3 to 8 failed, 9 is under way."""
    runtimes = [
        workspace.work("tom")
        .write(
            add_runtime,
            NewRuntime(name, "bank", stage_tags=("SIT",), service_tags=("cc-fraud",)),
        )
        .id
        for name in ("Sit_100", "edge", "lab")
    ]
    fraud = register(workspace)
    other = register(workspace, name="Ärger")
    for registered, runtime in ((fraud, runtimes[0]), (other, runtimes[1])):
        one = begin(workspace, registered, runtime)
        workspace.service.write(complete_deployment, one)
    for n in range(6):
        one = begin(workspace, register(workspace, content=b"new"), runtimes[n % 2 * 2])
        workspace.service.write(fail_deployment, one, reason="503")
    begin(workspace, register(workspace, content=b"newer"), runtimes[0])
    return workspace


def found(bank: TestWorkspace, text: str, view: str = "all") -> list[int]:
    query = DeploymentQuery.of(text, view=view)
    numbers = [one.number for one in bank.work("tom").read(list_deployments, query).rows]
    assert bank.work("tom").read(count_deployments, query) == len(numbers)
    return numbers


def test_filters_look_at_every_deployment(bank: TestWorkspace) -> None:
    assert found(bank, "") == [9, 8, 7, 6, 5, 4, 3, 2, 1]
    assert found(bank, '"cc-fraud v1"') == [1]
    assert found(bank, "ÄRGER") == [2]
    assert found(bank, "LAB failed") == [8, 6, 4]
    assert found(bank, "sit_1") == [9, 7, 5, 3, 1]  # the underline is no wildcard
    assert found(bank, "sitx1") == []
    assert found(bank, "#2") == [2]
    assert found(bank, "SIT -state:failed") == [9, 2, 1]
    assert found(bank, "model:ärger,cc-fraud runtime:edge state:deployed") == [2]
    assert found(bank, "-runtime:lab service:#cc-fraud stage:sit state:failed") == [7, 5, 3]
    assert found(bank, "stage:PROD") == []


def test_a_view_limits_the_filter_and_keeps_what_is_looked_at(bank: TestWorkspace) -> None:
    assert found(bank, "", "active") == [9, 2, 1]
    assert found(bank, "", "under_way") == [9]
    assert found(bank, "lab", "ended") == [8, 6, 4]
    read = bank.work("tom").read
    (failed, *_) = read(list_deployments, DeploymentQuery("ended")).rows

    kept = DeploymentQuery("active", keep=failed.id)

    assert [one.number for one in read(list_deployments, kept).rows] == [9, 8, 2, 1]
    assert read(count_deployments, kept) == 3


def test_pages_by_key_give_each_row_once_in_the_whole_order(bank: TestWorkspace) -> None:
    read = bank.work("tom").read
    for sort, is_descending in product(("", *SORTS), (False, True)):
        query = DeploymentQuery.of("", view="all", sort=sort, is_descending=is_descending)
        whole = read(list_deployments, query, None, EVERY)
        paged: list[DeploymentRow] = []
        cursor = None
        for _ in range(5):
            page = read(list_deployments, query, cursor, 2)
            paged += page.rows
            cursor = page.cursor

        assert cursor is None
        assert whole.cursor is None
        assert sorted(one.number for one in paged) == list(range(1, 10))
        assert [one.number for one in paged] == [one.number for one in whole.rows], sort


def test_an_order_is_of_what_its_column_tells(bank: TestWorkspace) -> None:
    def numbers(sort: str, *, is_descending: bool = False) -> list[int]:
        query = DeploymentQuery("all", sort=sort, is_descending=is_descending)
        return [one.number for one in bank.work("tom").read(list_deployments, query).rows]

    assert numbers("model") == [1, 3, 4, 5, 6, 7, 8, 9, 2]
    assert numbers("target") == [2, 4, 6, 8, 1, 3, 5, 7, 9]
    assert numbers("state") == [9, 1, 2, 3, 4, 5, 6, 7, 8]
    assert numbers("at", is_descending=True)[0] == 9


def test_what_is_active_is_listed_from_production_down(bank: TestWorkspace) -> None:
    put_in_production(bank, register(bank, content=b"ten"))
    sit = bank.work("tom").read(list_deployments, DeploymentQuery("under_way")).rows[0].runtime_id
    begin(bank, register(bank, content=b"eleven"), sit)
    read = bank.work("tom").read
    query = DeploymentQuery("active")

    first = read(list_deployments, query, None, 1)
    rest = read(list_deployments, query, first.cursor, EVERY)

    assert [one.number for one in (*first.rows, *rest.rows)] == [10, 11, 9, 2, 1]
    assert found(bank, "") == [11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]  # of all the newest first


def test_an_order_or_a_condition_that_there_is_not_is_refused() -> None:
    with pytest.raises(InputError, match="no order colour"):
        DeploymentQuery.of("", sort="colour")
    with pytest.raises(InputError, match="can't be compared"):
        DeploymentQuery.of("state<failed", is_strict=False)
