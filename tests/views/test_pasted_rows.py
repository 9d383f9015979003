"""Rows that are copied reach a spreadsheet as they stood in the list, and run nothing there."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import pytest

from app.views.cells import Age, Number
from app.views.item_models.columns import Column, pasted, tab_separated
from tests.views.test_csv_file import FORMULAS

COLUMNS: list[Column[tuple[object, object]]] = [
    Column("Name", lambda row: row[0]),
    Column("Value", lambda row: row[1]),
]


def as_pasted(text: str) -> list[list[str]]:
    """As spreadsheets read what is pasted."""
    return list(csv.reader(io.StringIO(text), delimiter="\t"))


@pytest.mark.parametrize("text", FORMULAS)
def test_what_a_spreadsheet_takes_for_a_formula_is_pasted_as_words(text: str) -> None:
    _, (name, value) = as_pasted(tab_separated(COLUMNS, [(f"{text}2", 1)]))

    assert name.startswith("'")
    assert value == "1"


@pytest.mark.parametrize("sign", ["\t", "\n", "\r\n", "\u2028", "\x0b", "\x85"])
def test_words_of_several_lines_stay_in_their_cell(sign: str) -> None:
    rows = as_pasted(tab_separated(COLUMNS, [(f"a{sign}=b", "c"), ("d", "e")]))

    assert rows[1:] == [["a =b", "c"], ["d", "e"]]


@pytest.mark.parametrize("text", ['"', '"a', '"a" b', '""'])
def test_a_quote_swallows_no_other_cell(text: str) -> None:
    rows = as_pasted(tab_separated(COLUMNS, [(text, "c"), ("d", '"e')]))

    assert rows[1:] == [[text, "c"], ["d", '"e']]


def test_numbers_times_and_words_stay_as_they_are() -> None:
    at = datetime(2026, 3, 1, 8, tzinfo=UTC)

    assert pasted(Number(-0.5)) == "-0.5"
    assert pasted(-5) == "-5"
    assert pasted(Age(at, at)) == "2026-03-01T08:00:00+00:00"
    assert pasted("cc-fraud") == "cc-fraud"
