"""The inventory's list on both databases: filter, order, pages, facets, what a row says."""

from __future__ import annotations

from uuid import uuid4

import pytest

from app.errors import InputError
from app.models.queries.inventory import (
    InventoryQuery,
    ModelRow,
    count_models,
    list_models,
)
from app.models.queries.inventory_facets import facet_counts
from app.models.queries.inventory_order import SORTS
from app.models.tables.life_cycle import UserTask
from app.services.commands.models import ModelEdit, NewModel, edit_model, register_model
from tests.stories import finish_task, register
from tests.workspaces import TestWorkspace


@pytest.fixture
def bank(workspace: TestWorkspace) -> TestWorkspace:
    return workspace


def found(bank: TestWorkspace, text: str, **order: object) -> list[ModelRow]:
    query = InventoryQuery.of(text, me=bank.work("sanne").actor.id, **order)  # type: ignore[arg-type]  # sort and direction
    return list(bank.work("sanne").read(list_models, query).rows)


def names(bank: TestWorkspace, text: str, **order: object) -> list[str]:
    return [row.name for row in found(bank, text, **order)]


def fill(bank: TestWorkspace) -> None:
    register(bank, name="cc-fraud")
    register(bank, name="cc-fraud", content=b"v2")
    register(bank, name="hmrm", by="mark")
    with bank.work("sanne").unit() as work:
        register_model(work, NewModel(name="Zilver_1", kind="vendor", risk_tier="high", owner="jo"))


def test_conditions_and_words_narrow_the_list(bank: TestWorkspace) -> None:
    fill(bank)

    assert names(bank, "") == ["cc-fraud", "hmrm", "Zilver_1"]
    assert names(bank, "risk:high") == ["Zilver_1"]
    assert names(bank, "-risk:high kind:in-house") == ["cc-fraud", "hmrm"]
    assert names(bank, "owner:me") == ["cc-fraud"]
    assert names(bank, 'owner:jo,"mark jansen"') == ["hmrm", "Zilver_1"]
    assert names(bank, "FRAUD") == ["cc-fraud"]
    assert names(bank, "r_1") == ["Zilver_1"]
    assert names(bank, "r%1") == []
    assert names(bank, "tag:#cc-fraud") == ["cc-fraud"]
    assert names(bank, "tag:cc") == []
    assert names(bank, "unit:bank stage:none health:none debt:none") == [
        "cc-fraud",
        "hmrm",
        "Zilver_1",
    ]
    assert names(bank, "stage:PROD") == names(bank, "debt:no_monitor") == []
    assert names(bank, "age<1h") == ["cc-fraud", "hmrm"]
    assert names(bank, "age>1d") == []


def test_what_can_not_be_understood_is_refused_with_its_position(bank: TestWorkspace) -> None:
    for text in ("colour:red", "debt:money", "age<soon", 'a "b', "risk:"):
        with pytest.raises(InputError, match=r"at character \d"):
            found(bank, text)


def test_pages_of_one_row_give_the_same_as_one_page(bank: TestWorkspace) -> None:
    fill(bank)
    for sort in SORTS:
        for is_descending in (False, True):
            compare_pages(bank, InventoryQuery.of("", sort=sort, is_descending=is_descending))


def compare_pages(bank: TestWorkspace, query: InventoryQuery) -> None:
    read = bank.work("sanne").read
    whole = [row.id for row in read(list_models, query).rows]

    page = read(list_models, query, None, 1)
    one_by_one = [row.id for row in page.rows]
    while page.cursor is not None:
        page = read(list_models, query, page.cursor, 1)
        one_by_one += [row.id for row in page.rows]

    assert one_by_one == whole
    assert len(whole) == len(set(whole)) == 3


def test_orders_put_first_what_they_say(bank: TestWorkspace) -> None:
    fill(bank)

    assert names(bank, "", sort="risk", is_descending=True)[0] == "Zilver_1"
    assert names(bank, "", sort="latest", is_descending=True) == ["cc-fraud", "hmrm", "Zilver_1"]
    assert names(bank, "", sort="owner") == ["Zilver_1", "hmrm", "cc-fraud"]
    assert names(bank, "", sort="age")[0] == "hmrm"


def test_a_row_says_what_stands_in_the_columns(bank: TestWorkspace) -> None:
    fill(bank)

    row = found(bank, "name:cc-")[0]

    assert (row.latest_version, row.in_place, row.owner_name) == (2, "", "Sanne de Vries")
    assert (row.unit_key, row.tags, row.health.level) == ("bank", ("cc-fraud",), "none")
    assert row.debt == ()


def test_a_model_without_a_version_is_as_old_as_its_registration(bank: TestWorkspace) -> None:
    sanne = bank.work("sanne")
    made = sanne.write(register_model, NewModel("fresh"))
    (first,) = found(bank, "name:fresh")

    sanne.write(edit_model, made.id, ModelEdit(description="What it is for."))

    (changed,) = found(bank, "name:fresh")
    assert changed.since == first.since


def test_a_facet_counts_under_all_conditions_but_its_own(bank: TestWorkspace) -> None:
    fill(bank)
    query = InventoryQuery.of("risk:high")

    facets = bank.work("sanne").read(facet_counts, query)

    assert bank.work("sanne").read(count_models, query) == 1
    assert {one.value: one.count for one in facets["risk"]} == {"high": 1, "medium": 2}
    assert {one.value: one.count for one in facets["kind"]} == {"vendor": 1}
    assert {one.value: one.count for one in facets["stage"]} == {"none": 1}


def test_models_are_found_and_counted_by_the_task_at_which_their_life_cycle_stands(
    bank: TestWorkspace,
) -> None:
    fill(bank)
    waiting = register(bank, name="churn")
    done = register(bank, name="lgd")
    with bank.service.unit() as work:
        work.add(
            UserTask(
                unit_id=bank.unit_id, instance_id=uuid4(), token_id=uuid4(), node_id="review",
                name="Review failed limits", kind="results", roles=["validator"],
                outcomes=["reject"], model_id=waiting.model_id, version_id=waiting.version_id,
            )
        )  # fmt: skip
    finish_task(bank, done, "tester", by="piet")

    facets = bank.work("sanne").read(facet_counts, InventoryQuery())

    assert [(one.value, one.count) for one in facets["step"]] == [("Review failed limits", 1)]
    assert names(bank, 'step:"review failed limits"') == ["churn"]
    assert names(bank, "step:any") == ["churn"]
    assert names(bank, "step:other") == []
    assert "churn" not in names(bank, "-step:any")
