"""Profiles: exact counts, merging in any order, storing and reading back."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import InputError
from app.services.monitoring.kernel import profile_batches
from app.services.monitoring.profile import SKETCH_SIZE, Profile
from app.services.monitoring.schema import DataClass, FieldFacts, Role
from app.services.monitoring.spec import SCORE_BINS, CatSpec, NumSpec, OutcomeSpec, ProfileSpec
from tests.services.monitoring_rows import batches, current_of, reference_of, scored_rows

FACTS = (
    FieldFacts("x", special_values=(-999.0,), minimum=-10, maximum=10),
    FieldFacts("c", DataClass.CATEGORICAL),
    FieldFacts("score", role=Role.SCORE),
    FieldFacts("label", role=Role.LABEL),
)
SPEC = ProfileSpec(
    FACTS,
    {
        "x": NumSpec((-1.0, 0.0, 1.0), (1,), 0.5, (-999.0,), -10.0, 10.0),
        "score": NumSpec((0.5,)),
        "label": NumSpec((0.0, 1.0)),
    },
    {"c": CatSpec(("a", "b"))},
    OutcomeSpec("binary", "score", "label", positive="1", negative="0"),
)
NUMBERS = st.one_of(
    st.none(),
    st.sampled_from([-999.0, -1.0, 0.0, 1.0, math.nan, math.inf, -math.inf, 11.0, -11.0]),
    st.floats(-20, 20),
)
ROWS = st.lists(
    st.tuples(
        NUMBERS,
        st.sampled_from([None, "a", "b", "new", "newer"]),
        st.one_of(st.none(), st.floats(0, 1)),
        st.sampled_from([None, 0, 1]),
    ),
    max_size=12,
)
SCHEMA = pa.schema(
    [("x", pa.float64()), ("c", pa.string()), ("score", pa.float64()), ("label", pa.int64())]
)


def counted(rows: list[tuple[object, ...]]) -> Profile:
    columns = list(zip(*rows, strict=True)) or [(), (), (), ()]
    arrays = [
        pa.array(list(column), type=field.type, from_pandas=False)
        for column, field in zip(columns, SCHEMA, strict=True)
    ]
    return profile_batches([pa.RecordBatch.from_arrays(arrays, schema=SCHEMA)], SPEC)


@given(ROWS)
def test_what_is_stored_is_the_json_of_the_whole_profile(rows: list[tuple[object, ...]]) -> None:
    profile = counted(rows)

    assert profile.dumps() == json.dumps(profile.to_json(), separators=(",", ":"))


def counts_of(profile: Profile) -> object:
    """Everything of a profile but the float sums, whose last digits depend on the order."""
    document = profile.to_json()
    for num in document["numeric"].values():
        del num["sum1"], num["sum2"]
    del document["outcome"]["sums"]
    return document


@settings(max_examples=60, deadline=None)
@given(ROWS, ROWS, ROWS)
def test_counts_are_the_same_in_any_order_of_merging_and_as_if_counted_at_once(a, b, c):
    one, two, three = counted(a), counted(b), counted(c)

    merged = (one + two) + three

    assert counts_of(merged) == counts_of(one + (two + three))
    assert counts_of(merged) == counts_of((three + two) + one)
    assert counts_of(merged) == counts_of(counted(a + b + c))


@settings(max_examples=60, deadline=None)
@given(ROWS)
def test_every_value_is_counted_exactly_once_and_a_stored_profile_reads_back_the_same(rows):
    profile = counted(rows)
    num, cat, outcome = profile.numeric["x"], profile.categorical["c"], profile.outcome

    kinds = (num.nulls, num.nans, num.plus_inf, num.minus_inf, num.specials, num.n)
    assert sum(kinds) == profile.rows == len(rows)
    assert num.counts.sum() == num.n
    assert cat.n + cat.nulls == profile.rows
    assert outcome is not None
    assert outcome.table.sum() + outcome.unscored == profile.rows
    assert Profile.loads(profile.dumps()).to_json() == profile.to_json()


def test_each_kind_of_value_lands_where_it_belongs():
    values = [-999.0, math.nan, math.inf, -math.inf, None, -11.0, -1.0, -0.5, 0.0, 1.0, 12.0]

    num = counted([(value, None, None, None) for value in values]).numeric["x"]

    assert (num.specials, num.nans, num.plus_inf, num.minus_inf, num.nulls) == (1, 1, 1, 1, 1)
    assert num.counts.tolist() == [2, 2, 1, 1]  # right-closed: -1 is in the first, 0 in the second
    assert num.at_edges.tolist() == [1, 1, 1]
    assert (num.below, num.above, num.low, num.high) == (1, 1, -11.0, 12.0)
    assert num.sum1 == pytest.approx(sum(v - 0.5 for v in [-11, -1, -0.5, 0, 1, 12]))


def test_counts_over_quantile_edges_equal_those_of_pandas_cut():
    rows = scored_rows()
    before = reference_of(rows)
    now = current_of(scored_rows(seed=2, shift=0.2), before)
    spec = before.spec.numeric["income"]
    values = pd.Series(scored_rows(seed=2, shift=0.2)["income"].to_numpy(zero_copy_only=False))

    expected = pd.cut(values, [-np.inf, *spec.edges, np.inf]).value_counts(sort=False)

    assert now.numeric["income"].counts.tolist() == expected.tolist()


def test_moments_equal_numpy_where_plain_squares_would_cancel():
    values = 1e9 + np.random.default_rng(5).normal(0, 1e-3, 5000)
    num = reference_of({"x": values}).numeric["x"]
    centre = reference_of({"x": values}).spec.numeric["x"].centre

    assert num.mean(centre) == pytest.approx(values.mean(), rel=1e-15)
    assert num.variance == pytest.approx(values.var(), rel=1e-6)


@pytest.mark.parametrize("far", [[1e200], [1.7e308], [1.7e308, -1.7e308], [1e155, 5e-324]])
def test_numbers_whose_squares_are_beyond_a_float_are_counted_and_stored(far):
    values = np.append(np.random.default_rng(6).normal(size=500), far)

    profile = reference_of({"x": values, "score": values, "label": values[::-1]})
    stored = Profile.loads(profile.dumps())

    assert math.isfinite(profile.spec.numeric["x"].centre)
    assert math.isnan(profile.numeric["x"].variance)
    assert math.isnan(stored.numeric["x"].variance)
    assert stored.to_json() == profile.to_json()
    assert (stored.numeric["x"].n, stored.numeric["x"].high) == (len(values), max(values))
    assert (stored + profile).numeric["x"].n == 2 * len(values)
    assert json.loads((stored + profile).dumps())["rows"] == 2 * len(values)


def test_profiles_on_other_edges_refuse_to_merge():
    a, b = reference_of({"x": np.arange(500.0)}), reference_of({"x": np.arange(1, 501.0)})

    with pytest.raises(InputError, match="different edges"):
        a + b


def test_a_stored_profile_with_changed_edges_or_version_is_refused():
    document = reference_of({"x": np.arange(500.0)}).to_json()

    with pytest.raises(InputError, match="schema version 99"):
        Profile.from_json({**document, "schema_version": 99})
    with pytest.raises(InputError, match="don't match"):
        Profile.from_json({**document, "edges_hash": "0" * 64})
    with pytest.raises(InputError, match="damaged"):
        Profile.from_json({**document, "numeric": {"x": {"counts": [1]}}})
    with pytest.raises(InputError, match="no JSON"):
        Profile.loads("{")
    assert json.loads(reference_of({"x": [math.nan, math.inf, 1.0]}).dumps())["rows"] == 3


def test_unseen_categories_are_kept_by_name_with_exact_counts_in_any_order():
    before = reference_of({"c": ["a", "b"] * 100})
    names = [f"new-{n}" for n in range(3 * SKETCH_SIZE)]
    rng = np.random.default_rng(0)
    values = rng.choice(names, 20_000).tolist()
    parts = [current_of({"c": values[n : n + 4000]}, before) for n in range(0, 20_000, 4000)]

    forwards = sum(parts[1:], parts[0]).categorical["c"]
    backwards = sum(parts[-2::-1], parts[-1]).categorical["c"]

    exact = pd.Series(values).value_counts().to_dict()
    assert dict(forwards.others) == dict(backwards.others)
    assert all(exact[name] == count for name, count in forwards.others.items())
    assert forwards.other == 20_000
    assert forwards.distinct_others == pytest.approx(3 * SKETCH_SIZE, rel=0.1)


def test_a_reference_names_every_category_even_those_its_sample_missed():
    values = ["common", "rare"] + ["common"] * 499_999  # the sample keeps every second row
    numbers = np.zeros(500_001)
    numbers[1] = 7.0

    before = reference_of({"c": values, "x": numbers})

    assert set(before.spec.categorical["c"].categories) == {"common", "rare"}
    assert before.categorical["c"].counts.sum() == 500_001
    assert before.spec.numeric["x"].maximum == 7


def test_edges_come_from_all_of_the_reference_not_from_its_beginning():
    before = reference_of({"x": np.arange(1_000_000.0)})

    deciles = [before.spec.numeric["x"].edges[n] for n in before.spec.numeric["x"].deciles]

    assert deciles == pytest.approx([n * 100_000 for n in range(1, 10)], rel=0.001)


def test_every_score_lands_in_the_bin_whose_edges_hold_it_to_the_last_digit():
    edges = np.arange(SCORE_BINS) / SCORE_BINS
    spec = replace(SPEC, facts=FACTS[2:3], numeric={}, categorical={},
                   outcome=OutcomeSpec("binary", "score"))  # fmt: skip

    on = profile_batches(batches({"score": edges}, 10_000), spec).outcome
    under = profile_batches(batches({"score": np.nextafter(edges[1:], 0)}, 10_000), spec).outcome

    assert on.table[2].tolist() == [1] * SCORE_BINS
    assert under.table[2].tolist() == [1] * (SCORE_BINS - 1) + [0]


def test_batches_of_any_size_give_the_same_profile():
    rows = scored_rows(3000)
    before = reference_of(rows)

    small = profile_batches(batches(rows, 7), before.spec)
    large = profile_batches(batches(rows, 3000), before.spec)

    assert counts_of(small) == counts_of(large)
