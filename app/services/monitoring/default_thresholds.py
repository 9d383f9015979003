"""The decision table that is shipped: rules as plain data, in the words of a DMN table.

Hit policy FIRST. Conditions are FEEL unary tests; an input that is not named is `-`. The same rows
stand in a DMN file that a team can edit; this evaluator knows only what these rows need, so that
two files can be compared without a workspace.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

INPUTS = ("test", "feature", "role", "dimension", "tier", "regulated", "value", "p_adjusted",
          "effect", "n")  # fmt: skip
TABLE_NAME = "default thresholds"
TABLE_VERSION = "1"


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: unary tests by input, then the outputs."""

    verdict: str
    limit: str
    severity: str
    when: Mapping[str, str] = field(default_factory=dict)


def _rows(test: str, *rows: tuple[Mapping[str, str], str, str, str]) -> tuple[Rule, ...]:
    return tuple(
        Rule(verdict, limit, severity, {"test": f'"{test}"', **when})
        for when, verdict, limit, severity in rows
    )


def _drift(test: str, column: str, warn: float, fail: float) -> tuple[Rule, ...]:
    """Real (p-value after Benjamini-Hochberg) AND large enough to matter."""
    real = {"p_adjusted": "< 0.05"}
    return _rows(
        test,
        ({column: f">= {fail:g}", **real}, "FAIL", f">= {fail:g} and p < 0.05", "high"),
        ({column: f">= {warn:g}", **real}, "WARN", f">= {warn:g} and p < 0.05", "medium"),
        ({}, "PASS", f">= {warn:g} and p < 0.05", "none"),
    )


def _at_least(test: str, warn: float, fail: float, column: str = "value") -> tuple[Rule, ...]:
    """Good where it is large."""
    return _rows(
        test,
        ({column: f"< {fail:g}"}, "FAIL", f"< {fail:g}", "high"),
        ({column: f"< {warn:g}"}, "WARN", f"< {warn:g}", "medium"),
        ({}, "PASS", f"< {warn:g}", "none"),
    )


def _at_most(test: str, warn: float, fail: float, column: str = "value") -> tuple[Rule, ...]:
    """Good where it is small."""
    return _rows(
        test,
        ({column: f">= {fail:g}"}, "FAIL", f">= {fail:g}", "high"),
        ({column: f">= {warn:g}"}, "WARN", f">= {warn:g}", "medium"),
        ({}, "PASS", f">= {warn:g}", "none"),
    )


RULES: tuple[Rule, ...] = (
    *_drift("psi", "value", 0.1, 0.2),
    *_rows(
        "csi",
        ({"value": ">= 0.2", "p_adjusted": "< 0.05"}, "FAIL", ">= 0.2 and p < 0.05", "high"),
        ({}, "PASS", ">= 0.2 and p < 0.05", "none"),
    ),
    *_drift("ks", "effect", 0.05, 0.1),
    *_drift("chi_square", "effect", 0.1, 0.2),
    *_drift("jensen_shannon", "value", 0.1, 0.2),
    *_rows(
        "wasserstein",
        ({"value": ">= 0.2", "n": ">= 1000"}, "FAIL", ">= 0.2", "high"),
        ({"value": ">= 0.1", "n": ">= 1000"}, "WARN", ">= 0.1", "medium"),
        ({"value": ">= 0.3"}, "WARN", ">= 0.3 (below 1000 values)", "medium"),
        ({}, "PASS", ">= 0.1", "none"),
    ),
    *_at_least("auc", 0.75, 0.7),
    *_at_least("gini", 0.5, 0.4),
    *_at_least("accuracy", 0.7, 0.6),
    *_rows(
        "f1",
        ({"value": "< 0.5"}, "WARN", "< 0.5", "medium"),
        ({}, "PASS", "< 0.5", "none"),
    ),
    *_rows(
        "precision",
        ({"value": "< 0.5"}, "WARN", "< 0.5", "medium"),
        ({}, "PASS", "< 0.5", "none"),
    ),
    *_rows(
        "recall",
        ({"value": "< 0.5"}, "WARN", "< 0.5", "medium"),
        ({}, "PASS", "< 0.5", "none"),
    ),
    *_at_most("brier", 0.2, 0.25),  # 0.25 is what a constant 0.5 scores
    *_at_most("log_loss", 0.6, 0.6932),  # ln 2, likewise
    *_at_most("calibration", 0.05, 0.1),
    *_at_least("r2", 0.75, 0.7),
    *_rows(
        "disparate_impact",
        ({"value": "< 0.8, > 1.25"}, "FAIL", "outside 0.8 to 1.25", "critical"),
        ({"value": "< 0.85, > 1.18"}, "WARN", "outside 0.85 to 1.18", "medium"),
        ({}, "PASS", "outside 0.8 to 1.25", "none"),
    ),
    *_rows(
        "statistical_parity",
        ({"value": "< -0.1, > 0.1"}, "FAIL", "outside -0.1 to 0.1", "high"),
        ({}, "PASS", "outside -0.1 to 0.1", "none"),
    ),
    *_rows(
        "equal_opportunity",
        ({"value": "< -0.1, > 0.1"}, "FAIL", "outside -0.1 to 0.1", "high"),
        ({}, "PASS", "outside -0.1 to 0.1", "none"),
    ),
    *_at_most("missing", 0.05, 0.2, "effect"),
    *_rows(
        "not_null",
        ({"value": "> 0"}, "FAIL", "> 0", "high"),
        ({}, "PASS", "> 0", "none"),
    ),
    *_rows(
        "new_categories",
        ({"value": ">= 0.01"}, "FAIL", ">= 0.01", "high"),
        ({"value": "> 0"}, "WARN", "> 0", "low"),
        ({}, "PASS", "> 0", "none"),
    ),
    *_at_most("range", 0.01, 0.05),
    *_rows(
        "volume",
        ({"value": "< 0.5, > 2"}, "WARN", "outside 0.5 to 2", "medium"),
        ({}, "PASS", "outside 0.5 to 2", "none"),
    ),
    *_at_most("error_rate", 0.01, 0.05),
)

_INTERVAL = re.compile(r"([\[(\]])\s*(-?[\d.]+)\s*\.\.\s*(-?[\d.]+)\s*([\])\[])")
_COMPARISON = re.compile(r"(<=|>=|<|>)\s*(-?\d+(?:\.\d+)?)")


def decide_by(rules: Sequence[Rule], inputs: Mapping[str, object]) -> dict[str, str] | None:
    """The outputs of the first rule that fits; None where none does."""
    for rule in rules:
        if all(fits(test, inputs.get(name)) for name, test in rule.when.items()):
            return {"verdict": rule.verdict, "limit": rule.limit, "severity": rule.severity}
    return None


def decide_by_default(inputs: Mapping[str, object]) -> dict[str, str] | None:
    """The shipped table; None (no threshold) for a test it does not know."""
    return decide_by(RULES, inputs)


def fits(test: str, value: object) -> bool:
    """Whether a value passes a unary test: `-`, literal, comparison, interval, list, `not()`."""
    test = test.strip()
    if test == "-":
        return True
    if test.startswith("not(") and test.endswith(")"):
        return not fits(test[4:-1], value)
    return any(_fits_one(part.strip(), value) for part in test.split(","))


_WORDS: Mapping[str, object] = {"null": None, "true": True, "false": False}


def _fits_one(test: str, value: object) -> bool:
    if test in _WORDS:
        return value is _WORDS[test]
    if test.startswith('"') and test.endswith('"'):
        return str(value) == test[1:-1]
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False  # a comparison with null fits nothing
    if match := _COMPARISON.fullmatch(test):
        limit = float(match[2])
        return {"<": value < limit, "<=": value <= limit, ">": value > limit,
                ">=": value >= limit}[match[1]]  # fmt: skip
    if match := _INTERVAL.fullmatch(test):
        low, high = float(match[2]), float(match[3])
        above = value >= low if match[1] == "[" else value > low
        below = value <= high if match[4] == "]" else value < high
        return above and below
    return value == float(test)
