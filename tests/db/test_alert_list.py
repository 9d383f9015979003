"""The list of alerts on both databases: any order and page, and one act on a whole query."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from app.errors import InputError
from app.models.queries.alerts import (
    SORTS,
    AlertQuery,
    AlertRow,
    count_alerts,
    list_alert_ids,
    list_alerts,
)
from app.services.commands.alerts import (
    acknowledge_alert,
    act_on_each,
    assign_alert,
    snooze_alert,
    take_back_acknowledgement,
)
from tests.stories import alarm, register
from tests.workspaces import TestWorkspace

EVERY = 100


@pytest.fixture
def bank(workspace: TestWorkspace) -> TestWorkspace:
    """Nine alerts on two models: 2 is acknowledged, 4 put off, 6 assigned."""
    models = [register(workspace), register(workspace, name="Ärger")]
    for n in range(9):
        severity = ("low", "high", "critical")[n % 3]
        alarm(workspace, models[n % 2], severity=severity, feature=f"f{n}")
    tom = workspace.work("tom")
    ids = tom.read(list_alert_ids, AlertQuery())
    tom.write(acknowledge_alert, ids[1], reason="Known")
    tom.write(snooze_alert, ids[3], until=datetime.now(UTC) + timedelta(hours=4))
    tom.write(assign_alert, ids[5], person_id=workspace.work("sanne").actor.id)
    return workspace


def test_pages_by_key_give_each_alert_once_in_the_whole_order(bank: TestWorkspace) -> None:
    read = bank.work("tom").read
    for sort, is_descending in product(("", *SORTS), (False, True)):
        query = AlertQuery.of("", sort=sort, is_descending=is_descending)
        whole = read(list_alerts, query, None, EVERY)
        paged: list[AlertRow] = []
        cursor = None
        for _ in range(5):
            page = read(list_alerts, query, cursor, 2)
            paged += page.rows
            cursor = page.cursor

        assert cursor is None
        assert sorted(one.number for one in paged) == list(range(1, 10)), sort
        assert [one.number for one in paged] == [one.number for one in whole.rows], sort


def test_an_owner_is_found_by_short_name_and_by_full_name(bank: TestWorkspace) -> None:
    def numbers(text: str) -> list[int]:
        found = bank.work("tom").read(list_alerts, AlertQuery.of(text))
        return [one.number for one in found.rows]

    assert numbers("owner:sanne") == numbers('owner:"Sanne de vries"') == [6]
    assert numbers('owner:"Sanne de Vries","Tom Bakker"') == [6, 2]
    assert numbers('owner:"de Vries"') == []


def test_what_is_gravest_comes_first_and_a_column_orders_by_what_it_tells(
    bank: TestWorkspace,
) -> None:
    def numbers(sort: str = "", *, is_descending: bool = False) -> list[int]:
        query = AlertQuery(sort=sort, is_descending=is_descending)
        return [one.number for one in bank.work("tom").read(list_alerts, query).rows]

    assert numbers() == [9, 6, 3, 8, 5, 7, 1, 2, 4]
    assert numbers("age") == [9, 8, 7, 6, 5, 4, 3, 2, 1]  # the youngest
    assert numbers("model") == [1, 3, 5, 7, 9, 2, 4, 6, 8]
    assert numbers("owner", is_descending=True)[:2] == [2, 6]  # Tom, Sanne
    with pytest.raises(InputError, match="no order colour"):
        AlertQuery.of("", sort="colour")
    with pytest.raises(InputError, match="is no age"):
        AlertQuery.of("age<soon")


def test_a_whole_query_is_acted_on_but_for_what_changed_meanwhile(bank: TestWorkspace) -> None:
    tom, mark = bank.work("tom"), bank.work("mark")
    query = AlertQuery.of("state:live severity:critical,high")
    ids = tom.read(list_alert_ids, query, ("open",))
    assert len(ids) == 5  # 2 is acknowledged already; the list says six
    assert tom.read(count_alerts, query) == 6
    mark.write(acknowledge_alert, ids[0], reason="Mine")

    acted = tom.write(act_on_each, acknowledge_alert, ids, states=("open",), reason="One cause")

    assert (acted.done, acted.changed, acted.refused) == (ids[1:], 1, 0)
    rows = {one.id: one for one in tom.read(list_alerts, AlertQuery()).rows}
    assert {rows[one].reason for one in ids[1:]} == {"One cause"}
    assert rows[ids[0]].acknowledged_by_id == mark.actor.id

    back = tom.write(act_on_each, take_back_acknowledgement, ids)

    assert (back.done, back.changed, back.refused) == (ids[1:], 0, 1)


def test_who_may_not_act_on_alerts_acts_on_none_of_a_query(bank: TestWorkspace) -> None:
    lin = bank.work("lin")
    ids = lin.read(list_alert_ids, AlertQuery(), ("open",))

    acted = lin.write(act_on_each, acknowledge_alert, ids, states=("open",), reason="One cause")

    assert (acted.done, acted.refused) == ((), len(ids))
    assert lin.read(count_alerts, AlertQuery.of("state:acknowledged")) == 1
