"""Every statistic against a hand calculation, scipy or pandas: exact ones equal, others bounded."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
import scipy.stats as ss
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.distance import jensenshannon

from app.services.monitoring import stats
from app.services.monitoring.measure import MEASURES, Dimension, Options, Pair, State
from app.services.monitoring.measures.wasserstein import binned_distance
from app.services.monitoring.profile import Num
from app.services.monitoring.schema import DataClass, FieldFacts, Role
from tests.services.monitoring_rows import (
    both,
    current_of,
    measured,
    one,
    reference_of,
    scored_rows,
)

RNG = np.random.default_rng(11)
BEFORE = scored_rows(6000, seed=1)
NOW = scored_rows(5000, seed=2, shift=0.25)
PAIR = both(BEFORE, NOW)


def income(rows: dict[str, pa.Array]) -> np.ndarray:
    return rows["income"].drop_null().to_numpy()


# Drift


def test_psi_of_two_bins_equals_the_hand_calculation():
    assert stats.psi(np.array([50, 50]), np.array([60, 40])) == pytest.approx(
        0.1 * math.log(0.6 / 0.5) - 0.1 * math.log(0.4 / 0.5)
    )
    assert stats.psi(np.array([50, 50]), np.array([100, 100])) == 0


def test_an_empty_bin_counts_as_the_stated_share_in_psi():
    found = stats.psi(np.array([50, 50]), np.array([100, 0]))

    floor = stats.SHARE_FLOOR
    assert found == pytest.approx(0.5 * math.log(2) + (floor - 0.5) * math.log(floor / 0.5))


def test_psi_of_a_number_equals_pandas_on_the_references_deciles():
    a, b = income(BEFORE), income(NOW)
    edges = [-np.inf, *np.quantile(a, np.arange(1, 10) / 10, method="inverted_cdf"), np.inf]
    p = pd.cut(pd.Series(a), edges).value_counts(sort=False).to_numpy() / len(a)
    q = pd.cut(pd.Series(b), edges).value_counts(sort=False).to_numpy() / len(b)

    found = one("psi", PAIR, "income")

    assert found.statistic == pytest.approx(((q - p) * np.log(q / p)).sum(), rel=1e-12)
    assert found.n == len(b)
    assert "inverted_cdf" in found.method


@pytest.mark.parametrize("test", ["psi", "csi", "jensen_shannon"])
def test_the_edges_in_the_detail_cut_the_same_bins_again(test):
    a, b = income(BEFORE), income(NOW)
    found = one(test, PAIR, "income")

    edges = [-np.inf, *found.detail["edges"], np.inf]
    p, q = (pd.cut(pd.Series(side), edges).value_counts(sort=False).to_numpy() for side in (a, b))

    again = stats.jensen_shannon if test == "jensen_shannon" else stats.psi
    assert found.statistic == pytest.approx(again(p, q), rel=1e-12)
    assert "edges" not in next(m for m in measured("psi", PAIR) if m.feature == "region").detail


def test_psi_of_categories_equals_the_shares_of_pandas():
    p = pd.Series(BEFORE["region"]).value_counts(normalize=True).sort_index()
    q = pd.Series(NOW["region"]).value_counts(normalize=True).sort_index()

    assert one("psi", PAIR, "region").statistic == pytest.approx(((q - p) * np.log(q / p)).sum())


def test_the_p_value_of_psi_is_right_in_the_long_run():
    rng = np.random.default_rng(3)
    calls = 0
    for _ in range(400):
        a = rng.multinomial(2000, np.ones(10) / 10)
        b = rng.multinomial(1000, np.ones(10) / 10)
        calls += stats.psi_p_value(stats.psi(a, b), 2000, 1000, 10) < 0.05

    assert 0.02 < calls / 400 < 0.09


def test_ks_is_never_above_the_exact_one_and_the_bracket_holds_it():
    exact = ss.ks_2samp(income(BEFORE), income(NOW))

    found = one("ks", PAIR, "income")

    assert found.low <= exact.statistic <= found.high
    assert found.statistic == found.low
    assert found.high - found.low < 0.003


def test_ks_is_exact_where_every_value_is_an_edge():
    exact = ss.ks_2samp(BEFORE["age"], NOW["age"], method="asymp")

    found = one("ks", PAIR, "age")

    assert found.low == found.high == pytest.approx(exact.statistic, abs=1e-12)
    assert found.p_value == pytest.approx(exact.pvalue, abs=2e-5)
    assert "exact" in found.method


@settings(max_examples=40)
@given(st.integers(0, 10_000), st.floats(-1, 1), st.sampled_from([0, 1, 2]))
def test_the_ks_bracket_holds_the_exact_statistic_for_any_two_samples(seed, shift, decimals):
    rng = np.random.default_rng(seed)
    a, b = rng.normal(0, 1, 3000).round(decimals + 1), rng.normal(shift, 1.2, 400).round(decimals)
    pair = both({"x": a}, {"x": b})

    found = one("ks", pair)

    exact = ss.ks_2samp(a, b, method="asymp").statistic
    assert found.low - 1e-12 <= exact <= found.high + 1e-12


@pytest.mark.parametrize("size", [50, 200, 3000, 30_000])
def test_ks_p_values_equal_scipys_asymptotic_ones(size):
    for scaled in np.linspace(0.1, 4, 25):
        distance = scaled / math.sqrt(size)
        if distance < 1:
            expected = ss.kstwo.sf(distance, size)
            found = stats.ks_p_value(distance, 2 * size, 2 * size)
            assert found == pytest.approx(expected, rel=2e-3, abs=2e-5)


def test_ks_p_values_are_near_the_exact_ones_of_small_samples():
    a, b = RNG.normal(0, 1, 300), RNG.normal(0.15, 1, 300)
    exact = ss.ks_2samp(a, b, method="exact")

    assert stats.ks_p_value(exact.statistic, 300, 300) == pytest.approx(exact.pvalue, abs=0.03)


def test_chi_square_equals_scipys_two_sample_test():
    table = pd.DataFrame(
        {
            "a": pd.Series(BEFORE["region"]).value_counts(),
            "b": pd.Series(NOW["region"]).value_counts(),
        }
    )
    expected = ss.chi2_contingency(table.to_numpy().T)

    found = one("chi_square", PAIR, "region")

    assert found.statistic == pytest.approx(expected.statistic, rel=1e-12)
    assert found.p_value == pytest.approx(expected.pvalue, rel=1e-9)
    assert found.effect == pytest.approx(ss.contingency.association(table.to_numpy().T))


def test_chi_square_of_two_categories_has_yates_correction_as_scipys():
    expected = ss.chi2_contingency([[30, 70], [45, 60]])

    statistic, p_value, freedom, _ = stats.chi_square(np.array([30, 70]), np.array([45, 60]))

    assert (statistic, freedom) == (pytest.approx(expected.statistic), 1)
    assert p_value == pytest.approx(expected.pvalue)


def test_many_rare_categories_are_taken_together_before_chi_square():
    rng = np.random.default_rng(4)
    names = [f"c{n}" for n in range(800)]
    pair = both({"c": rng.choice(names, 1500)}, {"c": rng.choice(names, 1500)},
                (FieldFacts("c", DataClass.CATEGORICAL),))  # fmt: skip

    found = one("chi_square", pair)

    assert "rare categories taken together" in found.method
    assert found.p_value > 0.01
    assert one("psi", pair).p_value == one("jensen_shannon", pair).p_value == found.p_value


def test_jensen_shannon_equals_scipys_distance():
    p = pd.Series(BEFORE["region"]).value_counts().sort_index()
    q = pd.Series(NOW["region"]).value_counts().sort_index()

    assert one("jensen_shannon", PAIR, "region").statistic == pytest.approx(jensenshannon(p, q))
    assert stats.jensen_shannon(np.array([1, 0]), np.array([0, 1])) == pytest.approx(
        math.sqrt(math.log(2))
    )


@pytest.mark.parametrize("feature", ["income", "age", "score"])
def test_wasserstein_lies_within_its_stated_bound_of_scipys(feature):
    a = income(BEFORE) if feature == "income" else BEFORE[feature]
    b = income(NOW) if feature == "income" else NOW[feature]
    exact = ss.wasserstein_distance(a, b) / a.std()

    found = one("wasserstein", PAIR, feature)

    assert found.low - 1e-12 <= exact <= found.high + 1e-12
    assert found.statistic == pytest.approx(exact, abs=0.005)


@settings(max_examples=40)
@given(st.integers(0, 10_000), st.floats(-2, 2), st.sampled_from([0, 1, 9]))
def test_the_wasserstein_bound_holds_for_any_two_samples(seed, shift, decimals):
    rng = np.random.default_rng(seed)
    a, b = rng.normal(0, 1, 2000).round(decimals), rng.standard_t(3, 300).round(1) + shift
    pair = both({"x": a}, {"x": b})

    found = one("wasserstein", pair)

    exact = ss.wasserstein_distance(a, b) / a.std()
    assert found.low - 1e-9 <= exact <= found.high + 1e-9


def test_wasserstein_of_crossing_lines_is_the_area_of_both_triangles():
    a = Num(np.array([20, 80, 0]), np.array([20, 20]), n=100, low=0.0, high=2.0)
    b = Num(np.array([40, 60, 0]), np.array([40, 40]), n=100, low=0.0, high=2.0)

    # From 0 to 2 one rises from 0.2 to 0.8 and the other from 0.4 to 0.6: twice 1 × 0.2 / 2.
    assert binned_distance(a, b, np.array([0.0, 2.0])) == (pytest.approx(0.2), pytest.approx(0.8))


def test_few_values_are_insufficient_data_and_no_number():
    pair = both({"x": RNG.normal(size=500)}, {"x": RNG.normal(size=99)})

    for test in ("psi", "ks", "jensen_shannon", "wasserstein"):
        found = one(test, pair)
        assert (found.state, found.statistic) == (State.INSUFFICIENT, None)
        assert "99 values" in found.note


# Data quality


def test_missing_values_are_null_and_nan_and_the_effect_is_the_rise():
    before = {"x": pa.array([1.0] * 90 + [None] * 10)}
    now = {"x": pa.array([1.0] * 70 + [None] * 20 + [math.nan] * 10, from_pandas=False)}

    found = one("missing", both(before, now))

    assert (found.statistic, found.effect) == (pytest.approx(0.3), pytest.approx(0.2))


def test_a_null_where_none_may_be_is_measured_by_itself():
    facts = (FieldFacts("x", nullable=False),)
    pair = both({"x": [1.0, 2.0]}, {"x": [1.0, None, 3.0, 4.0]}, facts)

    assert one("not_null", pair).statistic == 0.25
    assert measured("not_null", both({"x": [1.0]}, {"x": [None, 1.0]})) == []


def test_new_categories_are_counted_and_named_most_frequent_first():
    now = {"c": ["a"] * 70 + ["zebra"] * 20 + ["ant"] * 10}

    found = one("new_categories", both({"c": ["a", "b"]}, now))

    assert found.statistic == pytest.approx(0.3)
    assert found.detail["new"] == ["zebra", "ant"]


def test_an_allowed_category_is_not_new_even_if_the_reference_lacks_it():
    facts = (FieldFacts("c", DataClass.CATEGORICAL, allowed=("a", "b", "c")),)

    assert (
        one("new_categories", both({"c": ["a", "b"]}, {"c": ["a", "c"] * 50}, facts)).statistic == 0
    )


@pytest.mark.parametrize("test", ["new_categories", "range", "missing"])
@pytest.mark.parametrize("rows", [1, 99])
def test_what_was_hardly_seen_is_not_called_clean(test: str, rows: int):
    before = {"c": ["a", "b"] * 100, "x": [1.0, 2.0] * 100}
    now = {"c": pa.array(["a"] * rows, pa.string()), "x": pa.array([1.0] * rows, pa.float64())}

    found = measured(test, both(before, now))

    assert found
    assert {(one.state, one.n) for one in found} == {(State.INSUFFICIENT, rows)}


def test_late_labels_leave_no_green_result_behind():
    labels = FieldFacts("late", DataClass.CATEGORICAL, role=Role.LABEL)
    before = {"late": ["yes", "no"] * 100}

    found = both(before, {"late": pa.array([None] * 500, pa.string())}, (labels,))

    assert one("new_categories", found).state is State.INSUFFICIENT


def test_range_is_the_schemas_or_the_references_and_counts_infinities():
    values = {"x": [-1.0, 0.0, 5.0, 10.0, 11.0, math.inf, math.nan, None] * 20}

    free = one("range", both({"x": [0.0, 10.0]}, values))
    bound = one("range", both({"x": [0.0, 10.0]}, values, (FieldFacts("x", maximum=4.0),)))

    assert (free.statistic, free.n) == (pytest.approx(3 / 6), 120)
    assert bound.statistic == pytest.approx(5 / 6)  # -1 is under the reference's 0
    assert bound.detail == {"below": 20, "above": 60, "infinite": 20}


def test_special_values_are_no_measurements():
    facts = (FieldFacts("x", special_values=(-999.0,)),)
    values = RNG.normal(size=1000)

    found = both({"x": values}, {"x": np.append(values, [-999.0] * 50)}, facts)

    assert one("ks", found).statistic == 0
    assert one("range", found).statistic == 0
    assert found.current.numeric["x"].specials == 50


def test_volume_is_the_ratio_of_rows():
    assert one("volume", PAIR).statistic == pytest.approx(5000 / 6000)


def test_csi_is_the_psi_of_predictors():
    csi = {m.feature: m.statistic for m in measured("csi", PAIR)}
    psi = {m.feature: m.statistic for m in measured("psi", PAIR)}

    assert csi == {name: psi[name] for name in ("income", "age", "region", "sex")}


def test_roles_decide_what_is_tested_and_what_it_is_called():
    found = {m.feature: m for m in measured("psi", PAIR)}

    assert set(found) == {"income", "age", "region", "sex", "score", "label"}  # no identifier
    assert found["score"].dimension is Dimension.STABILITY
    assert found["label"].dimension is Dimension.CONCEPT_DRIFT
    assert found["income"].dimension is Dimension.DATA_DRIFT
    left_out = (FieldFacts("age", drift_candidate=False), FieldFacts("income"))
    assert [m.feature for m in measured("psi", both(BEFORE, NOW, left_out))] == ["income"]


# Performance


def decisions() -> tuple[np.ndarray, np.ndarray]:
    return (NOW["score"] >= 0.5).astype(int), NOW["label"]


def test_auc_lies_within_its_stated_bound_of_the_rank_statistic():
    score, label = NOW["score"], NOW["label"]
    wins = ss.mannwhitneyu(score[label == 1], score[label == 0]).statistic
    exact = wins / ((label == 1).sum() * (label == 0).sum())

    found = one("auc", PAIR)

    assert found.low <= exact <= found.high
    assert found.high - found.low < 4e-4
    assert one("gini", PAIR).statistic == pytest.approx(2 * found.statistic - 1)


def test_auc_of_four_rows_equals_the_hand_calculation():
    rows = {"score": [0.1, 0.4, 0.35, 0.8], "label": [0, 0, 1, 1]}
    pair = Pair(reference_of(rows), None, Options(min_labelled=4, min_per_class=2))

    assert one("auc", pair).statistic == 0.75


def test_accuracy_precision_recall_and_f1_equal_their_counts():
    decided, label = decisions()
    hit = ((decided == 1) & (label == 1)).sum()

    assert one("accuracy", PAIR).statistic == (decided == label).mean()
    assert one("precision", PAIR).statistic == hit / decided.sum()
    assert one("recall", PAIR).statistic == hit / label.sum()
    assert one("f1", PAIR).statistic == pytest.approx(2 * hit / (decided.sum() + label.sum()))


def test_a_score_on_the_cut_off_is_a_positive_decision():
    rows = {"score": [0.5] * 60 + [0.4999999] * 60, "label": [1] * 60 + [0] * 60}

    assert one("accuracy", Pair(reference_of(rows))).statistic == 1


def test_another_cut_off_needs_no_new_profile():
    found = measured("accuracy", PAIR, Options(cut_off=0.37))

    assert found[0].statistic == ((NOW["score"] >= 0.37) == NOW["label"]).mean()


def test_brier_and_log_loss_equal_numpy():
    score, label = NOW["score"], NOW["label"]
    likelihood = np.where(label == 1, score, 1 - score).clip(1e-15)

    assert one("brier", PAIR).statistic == pytest.approx(((score - label) ** 2).mean(), rel=1e-12)
    assert one("log_loss", PAIR).statistic == pytest.approx(-np.log(likelihood).mean(), rel=1e-12)


def test_calibration_lies_within_its_stated_bound_of_the_exact_one():
    score, label = NOW["score"], NOW["label"]
    bins = np.minimum((score * 10).astype(int), 9)
    gaps = [abs((label - score)[bins == n].sum()) for n in range(10)]

    found = one("calibration", PAIR)

    assert found.low <= sum(gaps) / len(score) <= found.high
    assert found.high - found.low < 1.1e-4


def test_accuracy_carries_the_confusion_matrix():
    decided, label = decisions()

    counts = one("accuracy", PAIR).detail

    assert counts["true_positive"] == ((decided == 1) & (label == 1)).sum()
    assert counts["false_negative"] == ((decided == 0) & (label == 1)).sum()
    assert sum(counts.values()) == 5000


def test_words_can_be_labels_and_the_schema_says_which_is_positive():
    words = np.where(NOW["label"] == 1, "bad", "good")
    label = FieldFacts("label", DataClass.CATEGORICAL, Role.LABEL, positive_label="good")
    facts = (FieldFacts("score", role=Role.SCORE), label)
    as_bad = Pair(reference_of({"score": NOW["score"], "label": words}))
    as_good = Pair(reference_of({"score": NOW["score"], "label": words}, facts))

    assert one("auc", as_bad).statistic == pytest.approx(one("auc", PAIR).statistic)
    assert one("auc", as_good).statistic == pytest.approx(1 - one("auc", PAIR).statistic)


@pytest.mark.parametrize("known", [0, 1, None])
def test_a_reference_of_one_class_or_none_still_measures_later_labels(known):
    labels = pa.array([known] * 500, pa.int64())
    before = reference_of({"score": BEFORE["score"][:500], "label": labels})

    now = Pair(current_of({"score": NOW["score"], "label": NOW["label"]}, before), before)

    assert one("accuracy", now).statistic == one("accuracy", PAIR).statistic


def test_late_labels_are_left_out_and_too_few_are_insufficient():
    label = pa.array(NOW["label"], mask=np.arange(5000) >= 300)
    some = Pair(reference_of({"score": NOW["score"], "label": label}))
    few = Pair(reference_of({"score": NOW["score"][:99], "label": NOW["label"][:99]}))

    assert one("accuracy", some).n == 300
    assert one("accuracy", some).statistic == (decisions()[0] == NOW["label"])[:300].mean()
    assert one("auc", few).state is State.INSUFFICIENT


def test_a_score_that_is_no_probability_has_an_auc_but_no_accuracy():
    rows = {"score": NOW["score"] * 1000 - 300, "label": NOW["label"]}
    pair = Pair(reference_of(rows))

    assert one("auc", pair).statistic == pytest.approx(one("auc", PAIR).statistic, abs=1e-4)
    assert one("accuracy", pair).state is State.NOT_APPLICABLE
    assert one("brier", pair).state is State.NOT_APPLICABLE


def test_predicted_classes_are_compared_with_true_ones():
    true = RNG.choice(["a", "b", "c"], 900)
    predicted = np.where(RNG.random(900) < 0.7, true, "a")
    pair = Pair(reference_of({"prediction": predicted, "label": true}))
    parts = []
    for name in "abc":
        hit = ((predicted == name) & (true == name)).sum()
        parts.append(2 * hit / ((predicted == name).sum() + (true == name).sum()))

    assert one("accuracy", pair).statistic == (predicted == true).mean()
    assert one("f1", pair).statistic == pytest.approx(np.mean(parts))


def test_numbered_classes_are_classes_and_no_regression():
    true = RNG.integers(0, 3, 900)
    guess = np.where(RNG.random(900) < 0.8, true, 0)
    pair = Pair(reference_of({"prediction": guess, "label": true}))

    assert one("accuracy", pair).statistic == (guess == true).mean()
    assert measured("r2", pair) == []


def test_regression_measures_equal_numpy():
    label = RNG.normal(1e6, 5, 3000)
    guess = label + RNG.normal(0.5, 2, 3000)
    pair = Pair(reference_of({"prediction": guess, "target": label}))
    error = guess - label

    assert one("rmse", pair).statistic == pytest.approx(np.sqrt((error**2).mean()))
    assert one("mape", pair).statistic == pytest.approx(np.abs(error / label).mean())
    assert one("mae", pair).statistic == pytest.approx(np.abs(error).mean())
    assert one("r2", pair).statistic == pytest.approx(1 - (error**2).mean() / label.var())


# Bias


def test_disparate_impact_equals_the_ratio_of_selection_rates():
    selected = pd.Series(NOW["score"] >= 0.5).groupby(NOW["sex"]).mean()

    found = one("disparate_impact", PAIR)

    assert found.feature == "sex=F"  # M is the larger group
    assert found.statistic == pytest.approx(selected["F"] / selected["M"])
    assert found.interval is not None
    assert found.interval[0] < found.statistic < found.interval[1]


def test_parity_and_opportunity_equal_the_differences_of_rates():
    frame = pd.DataFrame({"sex": NOW["sex"], "chosen": NOW["score"] >= 0.5, "label": NOW["label"]})
    rate = frame.groupby("sex")["chosen"].mean()
    recall = frame[frame["label"] == 1].groupby("sex")["chosen"].mean()

    assert one("statistical_parity", PAIR).statistic == pytest.approx(rate["F"] - rate["M"])
    assert one("equal_opportunity", PAIR).statistic == pytest.approx(recall["F"] - recall["M"])


def test_a_small_group_is_insufficient_data_and_others_are_still_measured():
    sex = np.array(["F"] * 2000 + ["M"] * 2971 + ["X"] * 29)
    pair = Pair(reference_of({**NOW, "sex": sex}))

    found = {m.feature: m.state for m in measured("disparate_impact", pair)}

    assert found == {"sex=F": State.MEASURED, "sex=X": State.INSUFFICIENT}


def test_a_protected_number_is_compared_in_bands():
    facts = (FieldFacts("age", protected=True), FieldFacts("score", role=Role.SCORE))
    pair = Pair(reference_of(NOW, facts))
    ages = NOW["age"]
    edges = np.quantile(ages, [0.25, 0.5, 0.75], method="inverted_cdf")
    bands = pd.Series(NOW["score"] >= 0.5).groupby(np.searchsorted(edges, ages))
    rates, largest = bands.mean(), bands.size().idxmax()

    found = [m.statistic for m in measured("disparate_impact", pair)]

    assert found == pytest.approx((rates.drop(largest) / rates[largest]).tolist())


def test_intervals_equal_scipys_and_the_sources_examples():
    expected = ss.binomtest(81, 263).proportion_ci(0.95, "wilson")

    assert stats.wilson(81, 263, 0.95) == pytest.approx((expected.low, expected.high))
    low, high = stats.auc_interval(0.893, 51, 58, 0.95)  # Hanley and McNeil: SE about 0.032
    assert (high - low) / 2 / 1.96 == pytest.approx(0.032, abs=0.002)


# Technical


def test_latency_p95_is_bracketed_and_error_rate_counts_marks():
    latency = RNG.lognormal(3, 0.4, 5000)
    rows = {"latency_ms": latency, "error": RNG.random(5000) < 0.02}
    pair = Pair(reference_of(rows))
    exact = np.quantile(latency, 0.95, method="inverted_cdf")

    found = one("latency_p95", pair)

    assert found.low <= exact <= found.high
    assert one("error_rate", pair).statistic == pytest.approx(rows["error"].mean())


def test_an_error_column_of_other_numbers_is_told_and_not_counted():
    found = one("error_rate", Pair(reference_of({"error": [0.0, 404.0, 500.0] * 50})))

    assert (found.state, found.statistic) == (State.ERROR, None)
    assert found.note == "the column holds other numbers than 0 and 1"


def test_every_measure_has_a_label_and_keys_are_those_of_its_results():
    for key, measure in MEASURES.items():
        assert measure.label
        assert {m.test for m in measured(key, PAIR)} <= {key}


def test_measures_that_need_no_reference_run_on_the_current_side_alone():
    alone = Pair(current_of(NOW, reference_of(BEFORE)))

    for key, measure in MEASURES.items():
        if not measure.needs_reference:
            assert [m.statistic for m in measured(key, alone)] == [
                m.statistic for m in measured(key, PAIR)
            ]
