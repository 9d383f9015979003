"""The benchmark runner takes what its contract says, and says which module broke it."""

from __future__ import annotations

import json

import pytest

from tests.benchmarks.__main__ import BadOutputError, parse

ROW = {"row": "drift", "goal": "≥ 100 ×", "measured": "146 ×", "met": True, "worked_on": "1M × 30"}


@pytest.mark.parametrize("document", [ROW, [ROW], {"rows": [ROW]}], ids=["one", "list", "rows"])
def test_a_row_a_list_and_named_rows_are_understood_alike(document: object) -> None:
    (line,) = parse("bench_drift", json.dumps(document))

    assert (line.row, line.measured, line.met) == ("drift", "146 ×", True)
    assert line.module == "bench_drift"


@pytest.mark.parametrize(
    ("printed", "complaint"),
    [
        ("done", "bench_drift printed no JSON document"),
        ("[{}]", "lacks row, goal, measured, met, worked_on"),
        (json.dumps(ROW | {"met": "yes"}), "'yes' as met"),
        ("[1]", "is no object"),
    ],
)
def test_anything_else_is_refused_by_name(printed: str, complaint: str) -> None:
    with pytest.raises(BadOutputError, match=complaint):
        parse("bench_drift", printed)
