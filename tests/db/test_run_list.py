"""The list of runs on both databases: any order, any page, any filter."""

from __future__ import annotations

from itertools import product

import pytest

from app import texts
from app.errors import InputError
from app.models.bpmn.graph import NodeKind
from app.models.queries.run_list import (
    SORTS,
    ListedRun,
    RunQuery,
    count_run_page,
    count_states,
    list_run_page,
)
from app.services.unit_of_work import InboxKind
from tests.processes import Stage, flow, line, node, process
from tests.services.engine_tasks import TASKS
from tests.workspaces import TestWorkspace

EVERY = 100


@pytest.fixture
def stage(workspace: TestWorkspace) -> Stage:
    """1 to 4 are done, 5 to 7 wait for a person, 8 is cancelled."""
    stage = Stage(workspace, TASKS)
    quick = stage.library.publish(line("quick"))
    for _ in range(4):
        stage.start_again(quick)
    ask = process(
        "ask",
        [
            node("start", NodeKind.START),
            node("look", NodeKind.USER, name="Look at it", roles=("operator",)),
            node("end", NodeKind.END),
        ],
        [flow("start", "look"), flow("look", "end")],
    )
    template = stage.library.publish(ask)
    runs = [stage.start_again(template, business_key=f"M-{n}") for n in range(4)]
    stage.drain()
    stage.tell("tom", InboxKind.CANCEL, instance_id=str(runs[-1]), reason="The wrong version.")
    stage.drain()
    return stage


def found(stage: Stage, text: str) -> list[int]:
    query = RunQuery.of(text)
    numbers = [one.run.number for one in stage.work.read(list_run_page, query).rows]
    assert stage.work.read(count_run_page, query) == len(numbers)
    return numbers


def test_filters_look_at_every_run_and_are_counted(stage: Stage) -> None:
    assert found(stage, "") == [8, 7, 6, 5, 4, 3, 2, 1]
    assert found(stage, "state:waiting") == [7, 6, 5]
    assert found(stage, "state:active") == [7, 6, 5]  # as views that people saved may say it
    assert found(stage, "state:done,cancelled") == [8, 4, 3, 2, 1]
    assert found(stage, "-state:done,cancelled") == [7, 6, 5]
    assert found(stage, "state:completed #2") == [2]
    assert found(stage, "m-1 state:waiting") == [6]
    assert found(stage, "state:incident") == []
    assert stage.work.read(count_states)["waiting"] == 3
    with pytest.raises(InputError, match="lost is no state"):
        RunQuery.of("state:lost")
    with pytest.raises(InputError, match="no order colour"):
        RunQuery.of("", sort="colour")


def test_runs_are_found_by_where_they_stand_and_by_their_life_cycle(stage: Stage) -> None:
    at = {one.run.number: one.run for one in stage.work.read(list_run_page, RunQuery()).rows}
    step, key = at[6].steps[0], at[6].template_key

    assert found(stage, f'step:"{step.upper()}"') == [7, 6, 5]
    assert found(stage, f'-step:"{step}" state:waiting') == []
    assert found(stage, f"step:{step[:-1]}") == []  # the whole name: a part may be of another
    assert found(stage, f"template:{key}") == [n for n in at if at[n].template_key == key]
    assert found(stage, f'template:{key} step:"{step}" m-1') == [6]
    assert found(stage, "template:nobody") == []


def test_a_step_is_found_as_its_reader_reads_it(stage: Stage) -> None:
    review = process(
        "review",
        [
            node("start", NodeKind.START),
            node("look", NodeKind.USER, name="Review findings", roles=("operator",)),
            node("end", NodeKind.END),
        ],
        [flow("start", "look"), flow("look", "end")],
    )
    stage.start_again(stage.library.publish(review))
    stage.drain()
    assert found(stage, 'step:"bevindingen beoordelen"') == []  # no word of an English reader

    texts.set_language("nl")  # set back after each test

    assert found(stage, 'step:"bevindingen Beoordelen"') == [9]
    assert found(stage, 'step:"Review findings"') == [9]  # as a link or a colleague writes it
    assert found(stage, '-step:"Bevindingen beoordelen" state:waiting') == [7, 6, 5]


def test_pages_by_key_give_each_run_once_in_the_whole_order(stage: Stage) -> None:
    for sort, is_descending in product(("", *SORTS), (False, True)):
        query = RunQuery.of("", sort=sort, is_descending=is_descending)
        whole = stage.work.read(list_run_page, query, None, EVERY)
        paged: list[ListedRun] = []
        cursor = None
        for _ in range(3):
            page = stage.work.read(list_run_page, query, cursor, 3)
            paged += page.rows
            cursor = page.cursor

        assert cursor is None
        assert sorted(one.run.number for one in paged) == list(range(1, 9)), sort
        assert [one.run.number for one in paged] == [one.run.number for one in whole.rows], sort


def test_a_column_orders_by_what_it_tells(stage: Stage) -> None:
    def rows(sort: str) -> tuple[ListedRun, ...]:
        return stage.work.read(list_run_page, RunQuery.of("", sort=sort)).rows

    assert [one.state for one in rows("state")] == ["waiting"] * 3 + ["done"] * 4 + ["cancelled"]
    since = [one.run.since for one in rows("since")]
    assert since == sorted(since, reverse=True)  # the youngest first
    steps = [", ".join(one.run.steps) for one in rows("step")]
    assert steps == sorted(steps)
