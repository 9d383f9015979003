"""What was told of many rows comes in parts: a server keeps the rest until it is asked for."""

from __future__ import annotations

from typing import Any

import pytest
from psycopg import ServerCursor
from sqlalchemy import Engine, event, select

from app.models.queries import held_rows
from app.models.queries.held_rows import list_told
from app.models.rules.rights import RIGHTS_BY_TABLE
from app.models.tables.inventory import RegisteredModel
from tests.stories import register
from tests.workspaces import TestWorkspace

RIGHTS = RIGHTS_BY_TABLE["registered_model"]


def tell_often(bank: TestWorkspace, times: int) -> None:
    register(bank)
    for number in range(times):
        with bank.work("sanne").unit() as work:
            work.session.scalars(select(RegisteredModel)).one().description = f"Said {number}"


def test_events_come_whole_however_small_the_parts(
    workspace: TestWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell_often(workspace, 4)
    found = []
    for size in (1_000, 2):
        monkeypatch.setattr(held_rows, "TOLD_AT_ONCE", size)
        with workspace.service.reading() as session:
            keys = session.scalars(select(RegisteredModel.id)).all()
            found.append([(key, [*rows]) for key, rows in list_told(session, RIGHTS, keys)])

    assert found[0] == found[1]
    assert len(found[0][0][1]) > 4


def test_a_server_is_asked_for_one_part_after_the_other(
    postgres_workspace: TestWorkspace,
) -> None:
    tell_often(postgres_workspace, 1)
    cursors: list[Any] = []

    def note(_: object, cursor: object, *___: object) -> None:
        cursors.append(cursor)

    with postgres_workspace.service.reading() as session:
        keys = session.scalars(select(RegisteredModel.id)).all()
        event.listen(Engine, "before_cursor_execute", note)
        assert [*list_told(session, RIGHTS, keys)]
        event.remove(Engine, "before_cursor_execute", note)

    assert [isinstance(one, ServerCursor) for one in cursors] == [True]
