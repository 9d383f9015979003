"""The list of runtimes on both databases: any order, any page, and health as it is told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from app.errors import InputError
from app.models.queries.runtime_list import (
    HEALTHS,
    SORTS,
    ListedRuntime,
    RuntimeQuery,
    count_runtime_page,
    list_runtime_page,
)
from app.models.queries.runtimes import list_runtimes
from app.models.tables.execution import Heartbeat, Runtime
from app.services.commands.runtimes import NewRuntime, add_runtime, record_look, retire_runtime
from tests.workspaces import TestWorkspace

NAMES = ("Édge", "alpha", "beta", "delta", "gamma", "omega", "old")
MUTE = {"silent": {"cc-fraud": {"kind": "missing", "version": "1", "why": ""}}}


@pytest.fixture
def bank(workspace: TestWorkspace) -> TestWorkspace:
    """Alpha is ready, beta too but mute, delta is late, gamma unreachable, omega busy, old is
    retired, and nobody has looked at Édge yet."""
    tom = workspace.work("tom")
    ids = {name: tom.write(add_runtime, NewRuntime(name, "bank")).id for name in NAMES}
    looked_at = {"alpha": {}, "beta": MUTE, "delta": {}, "omega": {}}
    for name, facts in looked_at.items():
        workspace.service.write(record_look, ids[name], is_live=True, facts=facts)
    workspace.service.write(record_look, ids["gamma"], is_live=False, reason="refused")
    with workspace.service.unit() as work:
        work.get(Runtime, ids["omega"]).state = "busy"
        beat = work.session.get_one(Heartbeat, ids["delta"])
        beat.at = datetime.now(UTC) - timedelta(hours=1)
    tom.write(
        retire_runtime, ids["old"], reason="Replaced by newer ones.", signer=workspace.signer("tom")
    )
    return workspace


def found(bank: TestWorkspace, sort: str = "", *, is_descending: bool = False) -> list[str]:
    query = RuntimeQuery(sort, is_descending)
    rows = bank.work("jo").read(list_runtime_page, query).rows
    assert bank.work("jo").read(count_runtime_page, query) == len(rows)
    return [one.one.name for one in rows]


def test_an_order_is_of_what_its_column_tells(bank: TestWorkspace) -> None:
    whole = bank.work("jo").read(list_runtimes)
    assert found(bank, "health") == [
        one.name for one in sorted(whole, key=lambda one: (HEALTHS.index(one.health), one.name))
    ]
    assert {"ok", "silent", "late", "lost", "busy"} <= {one.health for one in whole}
    assert found(bank, "name")[:2] == found(bank)[:2] == ["alpha", "beta"]
    assert found(bank, "seen", is_descending=True)[:2] == [
        "Édge",
        "delta",
    ]  # unseen, and an hour ago
    with pytest.raises(InputError, match="no order colour"):
        RuntimeQuery("colour")


def test_pages_by_key_give_each_runtime_once_in_the_whole_order(bank: TestWorkspace) -> None:
    read = bank.work("jo").read
    for sort, is_descending in product(("", *SORTS), (False, True)):
        query = RuntimeQuery(sort, is_descending)
        whole = read(list_runtime_page, query).rows
        paged: list[ListedRuntime] = []
        cursor = None
        for _ in range(3):
            page = read(list_runtime_page, query, cursor, 2)
            paged += page.rows
            cursor = page.cursor

        assert cursor is None
        assert sorted(one.one.name for one in paged) == sorted(set(NAMES) - {"old"}), sort
        assert [one.id for one in paged] == [one.id for one in whole], sort
