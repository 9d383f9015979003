"""A leaf is RFC 8785 of its event, by the fast way and by the slow one, and never fails."""

from __future__ import annotations

import json
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from app.models.queries.trail import RawEvent
from app.services.trail.leaves import leaf_bytes

SALTED = {"salt": "ab" * 16, "sha256": "cd" * 32}
ID = "00000000-0000-4000-8000-000000000001"

numbers = st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(allow_nan=False, allow_infinity=False)
words = st.text(st.characters(exclude_categories=["Cs"]))
scalars = st.none() | st.booleans() | numbers | words
values = st.recursive(
    scalars, lambda inner: st.lists(inner) | st.dictionaries(words, inner), max_leaves=12
)


def event(facts: str, **changed: Any) -> RawEvent:
    plain = RawEvent(
        7, "2031-02-03T04:05:06.000070Z", ID, "model.changed", "model", ID, ID, ID, None, facts
    )
    return plain._replace(**changed)


def expected(facts: Any) -> bytes:
    return rfc8785.dumps(
        {
            "actor": ID, "at": "2031-02-03T04:05:06.000070Z", "facts": facts, "id": 7,
            "model": ID, "object": "model", "object_id": ID, "tag": "model.changed", "unit": ID,
            "version": None,
        }
    )  # fmt: skip


@given(st.dictionaries(words, values), st.booleans())
def test_any_facts_give_their_rfc_8785_bytes(facts: dict[str, Any], is_ascii: bool) -> None:
    assert leaf_bytes(event(json.dumps(facts, ensure_ascii=is_ascii))) == expected(facts)


@pytest.mark.parametrize(
    "facts",
    [
        {"name": SALTED, "number": 7, "is_on": True, "tags": ["a", "b"], "from": ""},
        {"score": 1.0, "loss": 1e-7, "huge": 1e21, "nothing": -0.0},
        {"é": 1, "z": 2, "\U0001f600": 3, "￿": 4},  # ordered by UTF-16, not by code point
        {"line": 'a"b\\c\n\t\x1f\x7f/é'},
    ],
)
def test_facts_of_every_kind_give_their_rfc_8785_bytes(facts: dict[str, Any]) -> None:
    assert leaf_bytes(event(json.dumps(facts))) == expected(facts)


@pytest.mark.parametrize(
    "facts",
    [
        '{"n": 12345678901234567890}',
        '{"n": 1e999}',
        '{"n": ' + "9" * 6000 + "}",
        '{"n": NaN}',
        '{"s": "\\ud800"}',
        "[" * 100_000,
        "no JSON",
        "",
        "[1]",
        "null",
    ],
)
def test_nonsense_in_a_row_is_hashed_like_anything_else(facts: str) -> None:
    found = leaf_bytes(event(facts))

    assert json.loads(found)
    assert found == leaf_bytes(event(facts))
    assert found != leaf_bytes(event(facts + " ", id=8))


@pytest.mark.parametrize("number", [2**53 - 1, -(2**53) + 1])
def test_the_largest_exact_number_stands_as_it_is(number: int) -> None:
    assert leaf_bytes(event(json.dumps({"n": number}))) == expected({"n": number})


@pytest.mark.parametrize("number", [2**53, -(2**53), 2**63, 2**64])
@pytest.mark.parametrize("is_nested", [False, True])
def test_a_number_beyond_the_exact_ones_is_the_double_that_it_is_read_as(
    number: int, is_nested: bool
) -> None:
    facts = {"n": {"of": number}} if is_nested else {"n": number}
    doubles = {"n": {"of": float(number)}} if is_nested else {"n": float(number)}

    assert leaf_bytes(event(json.dumps(facts))) == expected(doubles)


def test_a_plain_row_has_the_leaf_of_its_event() -> None:
    one = event('{"name":"churn"}')

    assert leaf_bytes(tuple(one)) == leaf_bytes(one)


def test_text_moved_from_one_field_to_the_next_is_another_leaf() -> None:
    one = event("{}", tag='a","unit":"b')
    two = event("{}", tag="a", unit="b")

    assert leaf_bytes(one) != leaf_bytes(two)


@pytest.mark.parametrize("field", RawEvent._fields)
def test_every_field_counts(field: str) -> None:
    plain = event('{"a":1}')
    other = {"id": 8, "facts": '{"a":2}'}.get(field, "x")

    assert leaf_bytes(plain) != leaf_bytes(plain._replace(**{field: other}))
