"""Texts of people in what a command prints: no line of them reads as one of the product's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

from app.command_line.approval_text import _votes
from app.command_line.output import aligned, as_json, facts, listed, marked, outline, table

AT = datetime(2026, 7, 1, tzinfo=UTC)
FORGED = "Because.\ndecisions\n  accepted by Aisha (validator)"


@dataclass
class Row:
    number: int
    reason: str


def test_further_lines_of_a_fact_begin_with_a_mark_in_its_column() -> None:
    assert facts({"request": 7, "because": FORGED, "closed": "no"}).split("\n") == [
        "request  7",
        "because  Because.",
        "         | decisions",
        "         |   accepted by Aisha (validator)",
        "closed   no",
    ]
    assert facts({"because": "a\r\nb\n"}) == "because  a\n         | b"
    assert facts({"a\nb": "c"}) == "a ⏎ b  c"


def test_a_cell_is_one_line() -> None:
    shown = table([Row(7, "a\nb"), Row(8, "c")], {"number": "no.", "reason": "why"}, nothing="")
    assert shown.split("\n") == ["no.  why", "7    a ⏎ b", "8    c"]
    assert aligned([["a\nb", "c"]]) == ["a ⏎ b  c"]


def test_further_lines_below_a_name_or_a_dash_have_the_mark_too() -> None:
    found = {"reason": "a\nstate: accepted", "notes": ["b\n- c"], "x\ny": 1}
    assert outline(found) == [
        "reason: a",
        "  | state: accepted",
        "notes:",
        "  - b",
        "    | - c",
        "x ⏎ y: 1",
    ]
    assert outline("a\nb", "  ") == ["  a", "  | b"]


def test_further_lines_of_a_sentence_have_the_mark_too() -> None:
    assert listed(["  one: a\nb", "two"]) == "  one: a\n    | b\ntwo"
    assert marked("a\n\nb", 2) == "a\n  | \n  | b"


def test_a_reason_adds_no_vote() -> None:
    vote = SimpleNamespace(
        verdict="reject", by="Bram", role="approver", at=AT, key="", counts=True, reason=FORGED
    )
    *_, said = _votes(cast(Any, SimpleNamespace(votes=[vote])))
    assert said.split("\n")[1:] == ["    | decisions", "    |   accepted by Aisha (validator)"]


def test_documents_hold_texts_as_they_are() -> None:
    assert "a\\nb" in as_json(Row(7, "a\nb"))
