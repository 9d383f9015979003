"""Events in groups, on both databases: each once, those of a group together, page after page."""

from __future__ import annotations

import pytest

from app.errors import InputError
from app.models.queries.event_groups import GROUPINGS, list_grouped_events
from app.models.queries.events import EventRow
from app.models.queries.lineage import EventQuery, list_events
from app.models.queries.paging import Cursor
from tests.stories import put_in_production, register
from tests.workspaces import TestWorkspace

VALUE = {
    "day": lambda event: f"{event.at:%Y-%m-%d}",
    "act": lambda event: event.tag,
    "person": lambda event: event.actor_id,
}


@pytest.fixture
def bank(workspace: TestWorkspace) -> TestWorkspace:
    put_in_production(workspace, register(workspace))
    return workspace


def test_groups_stand_together_and_their_events_come_the_newest_first(bank: TestWorkspace) -> None:
    read = bank.work("jo").read
    everything = {row.id for row in read(list_events, EventQuery(), None, 1_000).rows}
    assert len(everything) > 7
    for by in GROUPINGS:
        found: list[EventRow] = []
        cursor: Cursor | None = None
        while True:
            page = read(list_grouped_events, EventQuery(), by, cursor, 7)
            found += page.rows
            cursor = page.cursor
            if cursor is None:
                break

        assert len(found) == len(everything), by
        assert {one.id for one in found} == everything
        values = [VALUE[by](one) for one in found]
        begun = [one for n, one in enumerate(values) if n == 0 or values[n - 1] != one]
        assert len(begun) == len(set(begun)), by
        for value in begun:
            ids = [one.id for one in found if VALUE[by](one) == value]
            assert ids == sorted(ids, reverse=True)


def test_people_stand_by_their_names_and_a_filter_holds(bank: TestWorkspace) -> None:
    query = EventQuery.of("tag:decision.recorded,request.draft")
    page = bank.work("jo").read(list_grouped_events, query, "person", None, 100)

    names = [one.actor for one in page.rows]
    assert names == sorted(names, key=str.casefold)
    assert {one.tag for one in page.rows} == {"decision.recorded", "request.draft"}


def test_another_grouping_is_refused_by_name(bank: TestWorkspace) -> None:
    with pytest.raises(InputError, match="not grouped by colour") as refused:
        bank.work("jo").read(list_grouped_events, EventQuery(), "colour")

    assert "day, act, person" in str(refused.value.hint)
