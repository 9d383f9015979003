"""Tests beside a decision: what failed and what got worse is in sight, what passed is one line."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt

from app.models.queries.evidence_rows import ResultRow
from app.views.panels.approvals_tests import Line, TestsTable, ordered, summary
from app.views.widgets.basics import StyledLabel
from app.views.widgets.data_table import DataTable


def result(
    test: str,
    *,
    feature: str = "score",
    value: float = 0.05,
    threshold: str = "> 0.2",
    verdict: str = "PASS",
    dimension: str = "data_drift",
    serving: float | None = None,
) -> ResultRow:
    return ResultRow(
        test, feature, dimension, value, serving, threshold, verdict, "high",
        None, None, None, 500, "", "1",
    )  # fmt: skip


PASSED = [result("psi", feature=f"input{n}") for n in range(69)]
WORSE = result("auc", value=0.88, serving=0.9, threshold="< 0.8", dimension="performance")
FAILED = result("ks", value=0.4, verdict="FAIL")


def said(lines: list[Line]) -> list[str]:
    """Headings by their words, results by their test."""
    return [getattr(line, "title", "") or getattr(line, "test", "the others") for line in lines]


def test_what_failed_and_what_got_worse_stand_above_one_line_of_those_that_passed() -> None:
    lines = ordered([*PASSED, WORSE, FAILED])

    assert said(lines) == ["Not passed", "ks", "Got worse", "auc", "the others"]


def test_a_few_that_passed_are_shown_and_so_are_all_where_nothing_is_amiss() -> None:
    few, all_well = ordered([*PASSED[:3], FAILED]), ordered(PASSED)

    assert said(few) == ["Not passed", "ks", "Data drift", "psi", "psi", "psi"]
    assert said(all_well) == ["Data drift", *["psi"] * 69]


def test_enter_on_their_line_unfolds_those_that_passed_and_folds_them_again(qtbot: Any) -> None:
    tests = TestsTable([*PASSED, WORSE, FAILED], before="v13 in PROD", after="v14 candidate")
    qtbot.addWidget(tests)
    tests.resize(740, 260)
    tests.show()
    table = tests.table
    assert table.rows_model.rowCount() == 5
    assert table.select_key(("passed",))

    qtbot.keyClick(table, Qt.Key.Key_Return)

    assert table.rows_model.rowCount() == 5 + 1 + 69  # and the heading of their dimension
    assert table.current_row().is_open
    assert table.visualRect(table.currentIndex()).top() == 0  # they are seen below it
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert table.rows_model.rowCount() == 5


def test_drift_that_is_not_compared_is_named_beside_the_count_of_what_got_worse() -> None:
    drifted = result("psi", value=0.19, serving=0.01, dimension="data_drift")

    with_drift, _ = summary([WORSE, drifted])
    without, _ = summary([WORSE])

    assert with_drift == "2 of 2 tests pass; 1 measure got worse (drift and data are not compared)"
    assert without == "1 of 1 tests pass; 1 measure got worse"


def test_what_stands_first_is_said_over_the_tests_alone(qtbot: Any) -> None:
    """In the summary of a request there is no list in which anything could stand first."""
    warned = replace(WORSE, verdict="WARN")
    tests = TestsTable([WORSE, warned])
    qtbot.addWidget(tests)

    assert summary([WORSE, warned])[1] == "1 with a warning"
    said = [one.text() for one in tests.findChildren(StyledLabel)]
    assert "What did not pass stands first: 1 with a warning." in said


def test_the_line_of_those_that_passed_has_the_room_of_all_columns(qtbot: Any) -> None:
    tests = TestsTable([*PASSED, WORSE, FAILED], before="v13 in PROD", after="v14 candidate")
    qtbot.addWidget(tests)
    tests.resize(740, 260)
    tests.show()
    table = tests.table

    def widths() -> list[int]:
        return [table.visualRect(table.rows_model.index(row, 0)).width() for row in (3, 4)]

    worse, passed = widths()
    assert worse == table.columnWidth(0)
    assert passed > 1.5 * worse
    table.select_key(("passed",))
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert widths() == [worse, passed]  # also unfolded


def test_the_title_above_the_first_test_is_whole_where_both_have_room(qtbot: Any) -> None:
    tests = TestsTable([FAILED, *PASSED])
    qtbot.addWidget(tests)
    tests.resize(740, 110)
    tests.show()
    table = tests.table
    table.scrollTo(table.currentIndex(), DataTable.ScrollHint.PositionAtTop)
    hidden = table.verticalScrollBar().value()
    assert hidden > 0

    tests.resize(740, 150)

    qtbot.waitUntil(lambda: table.verticalScrollBar().value() == 0)
    assert table.visualRect(table.currentIndex()).bottom() < table.viewport().height()


def test_who_has_scrolled_on_from_the_first_test_stays_there(qtbot: Any) -> None:
    tests = TestsTable([FAILED, *PASSED[:20]])
    qtbot.addWidget(tests)
    tests.resize(740, 150)
    tests.show()
    bar = tests.table.verticalScrollBar()
    tests._on_table_opened(tests.table.rows_model.row_at(tests.table.rows_model.index(2, 0)))
    qtbot.waitUntil(lambda: bar.maximum() > 200)
    bar.setValue(there := 200)

    tests.resize(740, 140)
    tests.resize(740, 150)

    assert bar.value() == there
