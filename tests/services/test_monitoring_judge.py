"""Verdicts: corrections over features, brackets, the shipped table, and the worst of all."""

from __future__ import annotations

import itertools

import pytest
import scipy.stats as ss
from hypothesis import given
from hypothesis import strategies as st

from app.services.monitoring import stats
from app.services.monitoring.default_thresholds import (
    INPUTS,
    RULES,
    decide_by,
    decide_by_default,
    fits,
)
from app.services.monitoring.judge import Result, Subject, Verdict, judge, worst
from app.services.monitoring.measure import MEASURES, Measurement, State


def drift(feature: str, value: float, p_value: float, **more: object) -> Measurement:
    return Measurement("ks", value, 1000, "by hand", feature=feature, p_value=p_value,
                       effect=value, **more)  # type: ignore[arg-type]  # fmt: skip


def verdict_of(measurement: Measurement) -> Verdict:
    return judge([measurement])[0].verdict


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_the_correction_equals_scipys(p_values):
    assert stats.benjamini_hochberg(p_values) == pytest.approx(
        ss.false_discovery_control(p_values).tolist()
    )


def test_p_values_are_corrected_over_the_features_of_one_test_only():
    found = [drift(f"f{n}", 0.2, p) for n, p in enumerate([0.01, 0.02, 0.03, 0.9])]
    other = Measurement("chi_square", 5.0, 1000, "by hand", p_value=0.04, effect=0.3)

    results = judge([*found, other])

    assert [r.p_adjusted for r in results] == pytest.approx([0.04, 0.04, 0.04, 0.9, 0.04])


def test_one_chance_finding_among_many_features_is_no_drift():
    results = judge([drift(f"f{n}", 0.2, 0.04 if n == 0 else 0.5) for n in range(20)])

    assert {r.verdict for r in results} == {Verdict.PASS}


def test_drift_must_be_real_and_large_enough():
    assert verdict_of(drift("x", 0.2, 0.001)) is Verdict.FAIL
    assert verdict_of(drift("x", 0.07, 0.001)) is Verdict.WARN
    assert verdict_of(drift("x", 0.01, 1e-30)) is Verdict.PASS  # tiny, however certain
    assert verdict_of(drift("x", 0.2, 0.3)) is Verdict.PASS


@pytest.mark.parametrize(
    ("test", "values"),
    [
        ("auc", {0.69: "FAIL", 0.7: "WARN", 0.75: "PASS"}),
        ("r2", {0.69: "FAIL", 0.7: "WARN", 0.9: "PASS"}),
        ("disparate_impact", {0.79: "FAIL", 0.8: "WARN", 0.9: "PASS", 1.2: "WARN", 1.26: "FAIL"}),
        ("new_categories", {0.0: "PASS", 0.001: "WARN", 0.01: "FAIL"}),
        ("not_null", {0.0: "PASS", 0.001: "FAIL"}),
        ("brier", {0.1: "PASS", 0.2: "WARN", 0.25: "FAIL"}),
        ("latency_p95", {100.0: "NO_THRESHOLD"}),
        ("rmse", {1.0: "NO_THRESHOLD"}),
    ],
)
def test_the_shipped_table_draws_its_lines_where_it_says(test, values):
    for value, expected in values.items():
        found = verdict_of(Measurement(test, value, 5000, "by hand", effect=value))
        assert (value, found) == (value, expected)


def test_psi_warns_at_a_tenth_and_fails_at_two_tenths_where_it_is_no_noise():
    for value, p, expected in [
        (0.09, 0, "PASS"),
        (0.1, 0, "WARN"),
        (0.2, 0, "FAIL"),
        (0.3, 0.4, "PASS"),
    ]:
        assert verdict_of(Measurement("psi", value, 500, "", p_value=p, effect=value)) == expected


def test_a_bracket_across_a_limit_is_inconclusive_and_the_worse_verdict_counts():
    auc = Measurement("auc", 0.7, 500, "binned", low=0.699, high=0.701, effect=0.7)
    clear = Measurement("auc", 0.72, 500, "binned", low=0.719, high=0.721, effect=0.72)

    torn, sure = judge([auc])[0], judge([clear])[0]

    assert (torn.verdict, torn.is_inconclusive) == (Verdict.FAIL, True)
    assert "0.699 (FAIL) and 0.701 (WARN)" in torn.note
    assert (sure.verdict, sure.is_inconclusive, sure.note) == (Verdict.WARN, False, "")


def test_the_bracket_of_ks_moves_its_p_value_too():
    found = judge([drift("x", 0.12, 0.06, low=0.12, high=0.13, p_at_high=0.04)])[0]

    assert (found.verdict, found.is_inconclusive) == (Verdict.FAIL, True)
    assert found.p_adjusted == 0.06


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (State.INSUFFICIENT, Verdict.INSUFFICIENT_DATA),
        (State.NOT_APPLICABLE, Verdict.NOT_APPLICABLE),
        (State.ERROR, Verdict.ERROR),
    ],
)
def test_what_was_not_measured_is_never_decided_by_the_table(state, expected):
    missing = Measurement("auc", None, 3, "", state=state, note="why")

    found = judge([missing], decide=lambda inputs: {"verdict": "PASS"})[0]

    assert (found.verdict, found.note, found.to_json()["statistic"]) == (expected, "why", None)


def test_a_number_that_is_not_finite_is_an_error_and_valid_json():
    found = judge([Measurement("auc", float("nan"), 3, "")])[0]

    assert found.verdict is Verdict.ERROR
    assert found.to_json()["statistic"] is None


def test_the_table_gets_every_input_and_its_outputs_are_kept():
    seen: list[dict[str, object]] = []

    def decide(inputs):
        seen.append(dict(inputs))
        return {"verdict": "WARN", "limit": "> 3", "severity": "low"}

    found = judge([drift("x", 0.2, 0.01)], decide, Subject("High", True))[0]

    assert tuple(seen[0]) == INPUTS
    assert seen[0]["tier"] == "High"
    assert seen[0]["regulated"] is True
    assert (found.verdict, found.limit, found.severity) == (Verdict.WARN, "> 3", "low")


def test_no_hit_is_no_threshold_and_a_word_that_is_no_verdict_is_an_error():
    measurement = drift("x", 0.2, 0.01)

    assert judge([measurement], lambda inputs: None)[0].verdict is Verdict.NO_THRESHOLD
    wrong = judge([measurement], lambda inputs: {"verdict": "fine"})[0]
    assert wrong.verdict is Verdict.ERROR
    assert "“fine”" in wrong.note


def test_the_worst_verdict_counts_in_the_stated_order():
    order = ["ERROR", "FAIL", "INSUFFICIENT_DATA", "NO_THRESHOLD", "WARN", "PASS"]

    for better, bad in itertools.combinations(range(len(order) - 1, -1, -1), 2):
        assert worst([Verdict(order[better]), Verdict(order[bad])]) == order[bad]
    assert worst([Verdict.NOT_APPLICABLE, Verdict.PASS]) is Verdict.PASS
    assert worst([]) is Verdict.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("test", "value", "expected"),
    [
        ("-", None, True),
        ('"psi"', "psi", True),
        ('"psi","ks"', "ks", True),
        ('not("psi")', "psi", False),
        ("< 0.8, > 1.25", 0.7, True),
        ("< 0.8, > 1.25", 1.0, False),
        ("[0.8..1.25]", 0.8, True),
        ("(0.8..1.25]", 0.8, False),
        (">= 0.2", None, False),
        ("null", None, True),
        ("true", True, True),
        ("true", 1, False),
        ("5", 5.0, True),
        (">= -0.1", -0.1, True),
    ],
)
def test_a_unary_test_fits_as_in_feel(test, value, expected):
    assert fits(test, value) is expected


def test_the_first_rule_that_fits_decides():
    assert decide_by(RULES, {"test": "unknown", "value": 1.0}) is None
    assert decide_by_default({"test": "auc", "value": 0.1})["verdict"] == "FAIL"  # type: ignore[index]  # there is one


def test_every_rule_names_known_inputs_tests_and_verdicts():
    for rule in RULES:
        assert set(rule.when) <= set(INPUTS)
        assert rule.when["test"].strip('"') in MEASURES.keys()  # noqa: SIM118 - a registry, no dict
        assert Verdict(rule.verdict)


def test_a_result_has_the_keys_of_the_standard_format():
    keys = list(Result(drift("x", 0.2, 0.01), Verdict.PASS).to_json())

    assert keys[:10] == ["test", "feature", "statistic", "p_value", "p_adjusted", "effect",
                         "threshold", "verdict", "method", "n"]  # fmt: skip
