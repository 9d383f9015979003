"""What breaks tells the log what it did, and not what the rows say."""

from __future__ import annotations

import traceback

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.workspaces import TestWorkspace


def test_a_statement_that_fails_tells_no_value_of_it(workspace: TestWorkspace) -> None:
    asked, said = text("SELECT :name FROM no_such_table"), {"name": "Jansen 4711"}

    with (
        pytest.raises(DBAPIError) as broke,
        workspace.database("sanne").session() as session,
    ):
        session.execute(asked, said)

    told = "".join(traceback.format_exception(broke.value))
    assert "no_such_table" in told
    assert "Jansen" not in told
