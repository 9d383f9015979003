"""What a vote and a deployment look up among all places is found by an index, now and in the past.

The guard of a new place asks what was in place for this snapshot: without an index it read every
place there ever was, twice a vote, and with 50,000 of them a vote took three times as long.
"""

from __future__ import annotations

import pytest
from sqlalchemy import text

from tests.workspaces import TestWorkspace


@pytest.mark.parametrize("past", ["", "_history"])
@pytest.mark.parametrize(
    ("table", "column"), [("placement", "snapshot_id"), ("deployment", "placement_id")]
)
def test_it_is_found_by_an_index(
    workspace: TestWorkspace, table: str, column: str, past: str
) -> None:
    explain, schema = ("EXPLAIN QUERY PLAN", "") if workspace.is_sqlite else ("EXPLAIN", "mw.")
    nobody = "'00000000000000000000000000000000'"
    with workspace.owner_database().session() as session:
        if not workspace.is_sqlite:  # it reads a table that is empty as a whole, whatever there is
            session.execute(text("SET LOCAL enable_seqscan = off"))
        asked = f"{explain} SELECT unit_id FROM {schema}{table}{past} WHERE {column} = {nobody}"
        plan = str(session.execute(text(asked)).all())

    assert f"ix_{table}{past}_{column}" in plan
