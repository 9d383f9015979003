"""What is typed into a filter, understood and written back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.views.filters import FilterQuery, FilterToken, parse
from tests.views.sample_rows import GRAMMAR

KEYS = st.from_regex(r"\A[a-z][a-z_]{0,8}\Z")
LETTERS = st.characters(codec="ascii", exclude_categories=("Cc",), exclude_characters='"')
VALUES = st.text(LETTERS, min_size=1, max_size=8).map(str.strip).filter(bool)
TOKENS = st.builds(
    FilterToken,
    KEYS,
    st.lists(VALUES, min_size=1, max_size=3, unique=True).map(tuple),
    st.sampled_from([":", "<", ">", "="]),
    st.booleans(),
).filter(lambda t: t.values[0][0] not in "=:<>")
QUERIES = st.builds(
    FilterQuery,
    st.lists(TOKENS, max_size=4, unique=True).map(tuple),
    st.lists(VALUES, max_size=3, unique=True).map(tuple),
)


@given(QUERIES)
def test_a_filter_reads_back_what_it_wrote(query: FilterQuery):
    assert parse(str(query)) == query


@given(st.text(max_size=60))
def test_whatever_is_typed_is_understood_somehow(text: str):
    query = parse(text, GRAMMAR)

    assert parse(str(query), GRAMMAR) == query


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("stage:PROD", FilterToken("stage", ("PROD",))),
        ("-owner:me", FilterToken("owner", ("me",), is_negated=True)),
        ("age<1h", FilterToken("age", ("1h",), "<")),
        ("risk:high,medium", FilterToken("risk", ("high", "medium"))),
        ('tag:"credit card"', FilterToken("tag", ("credit card",))),
    ],
)
def test_conditions_are_recognised(text: str, expected: FilterToken):
    assert parse(text, GRAMMAR).tokens == (expected,)


@pytest.mark.parametrize("begun", ["risk:", "-owner:", "age<", 'tag:"', 'tag:"credit ca'])
def test_a_condition_that_is_only_begun_asks_nothing_yet(begun: str):
    before = parse("stage:PROD fraud", GRAMMAR)

    assert parse(f"stage:PROD fraud {begun}", GRAMMAR) == before
    assert parse(begun, GRAMMAR).is_empty


def test_what_is_begun_of_an_unknown_key_is_a_word():
    assert parse("http: fraud", GRAMMAR).words == ("http:", "fraud")


def test_an_unknown_key_is_a_word_to_look_for():
    assert parse("http://x stage:PROD", GRAMMAR) == FilterQuery(
        (FilterToken("stage", ("PROD",)),), ("http://x",)
    )


def test_values_of_one_key_replace_each_other():
    query = parse("stage:PROD risk:high").with_values("stage", ["UAT", "SIT"])

    assert query.values("stage") == ("UAT", "SIT")
    assert query.with_values("stage", []).values("stage") == ()


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("st", ("stage:",)),
        ("risk:high stage:P", ("risk:high stage:PROD",)),
        ("-stage:U", ("-stage:UAT",)),
        ("stage:DEV,S", ("stage:DEV,SIT",)),
    ],
)
def test_completion_offers_keys_then_values(text: str, offered: tuple[str, ...]):
    assert GRAMMAR.completions(text) == offered
