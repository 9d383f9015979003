"""What the tests of the demo's releases say of their limits."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from app.models.database import Database
from app.models.queries.evidence_rows import ResultRow, list_result_rows
from app.models.tables.inventory import Snapshot
from app.services.demo.making import FILE
from app.views.panels.inventory_tables import results
from app.views.panels.limits import full_words
from tests.made_demo import copied


def test_a_limit_is_where_a_test_fails_whatever_it_came_to(made_demo: Path, tmp_path: Path) -> None:
    with copied(made_demo, tmp_path) as folder:
        database = Database(folder / FILE)
        with database.session() as session:
            rows: list[ResultRow] = [
                row
                for snapshot_id in session.scalars(select(Snapshot.id))
                for row in list_result_rows(session, snapshot_id)
            ]
        database.close()
    of_accuracy = {row.verdict: row for row in rows if row.test == "accuracy"}
    (limit,) = [one for one in results() if one.title == "Limit"]

    shown = {verdict: str(limit.value(row)) for verdict, row in of_accuracy.items()}
    tip = full_words(of_accuracy["PASS"].threshold, of_accuracy["PASS"].fails_at)

    assert shown == {"PASS": "≥ 0.6", "FAIL": "≥ 0.6"}
    assert tip == "A warning when < 0.7; broken when < 0.6"
    assert {row.fails_at for row in rows if row.verdict == "FAIL"} == {
        row.threshold for row in rows if row.verdict == "FAIL"
    }

    warned = [row for row in rows if row.verdict == "WARN" and row.fails_at]
    said = {str(limit.value(row)) for row in warned if row.test == "ks"}
    # As the signing sheet names it, beside where it would fail.
    assert said
    assert all(one.startswith("< 0.1, warns ≥ 0.05") for one in said)
