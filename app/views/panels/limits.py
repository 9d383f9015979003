"""Limits in words: a stored threshold says when a test fails; people read what must hold."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.views.cells import Status, significant

_OPPOSITE = {"<": "≥", "<=": ">", ">": "≤", ">=": "<"}
_SHOWN = {"<": "<", "<=": "≤", ">": ">", ">=": "≥"}
_SIMPLE = re.compile(r"^(<=|>=|<|>) ([-\d.e+]+)")
_OUTSIDE = re.compile(r"^outside ([-\d.e+]+) to ([-\d.e+]+)")
_ALERT = re.compile(r"^(?P<test>\w+) (?P<value>\S+)(?: on (?P<feature>.+))?, limit (?P<limit>.+)$")
_NAMES = {
    "auc": "AUC", "psi": "PSI", "csi": "CSI", "ks": "KS", "f1": "F1", "mae": "MAE", "r2": "R²",
    "rmse": "RMSE", "mape": "MAPE", "chi_square": "Chi-square", "brier": "Brier score",
    "jensen_shannon": "Jensen–Shannon", "not_null": "Not null",
}  # fmt: skip
VERDICTS: dict[str, tuple[Status, str]] = {
    "PASS": (Status.OK, "pass"),
    "WARN": (Status.WARNING, "warning"),
    "FAIL": (Status.FAILED, "over"),
    "ERROR": (Status.CRITICAL, "not measured"),
    "INSUFFICIENT_DATA": (Status.FAILED, "too little data"),
    "NO_THRESHOLD": (Status.FAILED, "no limit"),
    "NOT_APPLICABLE": (Status.UNKNOWN, "does not apply"),
}


@dataclass(frozen=True, slots=True)
class Held:
    """What must hold. `value` is the bound next to the measured value; None: no number."""

    words: str
    value: float | None = None
    high_is_good: bool = True
    operator: str = "<"


def held(threshold: str, measured: float | None = None) -> Held:
    """The limit that must hold, of a threshold that says when it is broken."""
    outside = _OUTSIDE.match(threshold)
    if outside:
        low, high = float(outside[1]), float(outside[2])
        is_low = measured is not None and abs(measured - low) <= abs(measured - high)
        return Held(
            f"{outside[1]} to {outside[2]}",
            low if is_low else high,
            high_is_good=is_low,
            operator="≥" if is_low else "≤",
        )
    simple = _SIMPLE.match(threshold)
    if simple is None:
        return Held(threshold or "—")
    operator = _OPPOSITE[simple[1]]
    return Held(
        f"{operator} {simple[2]}",
        float(simple[2]),
        high_is_good=operator in ("≥", ">"),
        operator=operator,
    )


def full_words(threshold: str) -> str:
    """For the tooltip: when exactly it is broken."""
    shown = re.sub(r"<=|>=", lambda found: _SHOWN[found[0]], threshold)
    return f"Broken when {shown}" if threshold else "No limit is set"


def test_name(test: str) -> str:
    return _NAMES.get(test, test.replace("_", " ").capitalize())


def rule_words(rule: str) -> str:
    """`psi:income` as "PSI on income"."""
    test, _, feature = rule.partition(":")
    return f"{test_name(test)} on {feature}" if feature else test_name(test)


def alert_words(title: str) -> str:
    """ "PSI 0.41 ≥ 0.25 on income" of a stored title; other titles stay as they are."""
    found = _ALERT.match(title)
    if found is None:
        return title
    limit = found["limit"].partition(" and ")[0]
    limit = re.sub(r"<=|>=", lambda each: _SHOWN[each[0]], limit)
    feature = f" on {found['feature']}" if found["feature"] else ""
    return f"{test_name(found['test'])} {found['value']} {limit}{feature}"


def number(value: float | None) -> str:
    return "—" if value is None else significant(value)
