"""Limits in words: a stored threshold says when a test fails; people read what must hold."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.models.queries.evidence_rows import ResultRow
from app.models.queries.open_alerts import OpenAlerts
from app.texts import limit, told, word
from app.views import cells
from app.views.cells import Status, significant
from app.views.language import N_, tr

_OPPOSITE = {"<": "≥", "<=": ">", ">": "≤", ">=": "<"}
_SIMPLE = re.compile(r"^(<=|>=|<|>) ([-\d.e+]+)")
_OUTSIDE = re.compile(r"^outside ([-\d.e+]+) to ([-\d.e+]+)")
_ALERT = re.compile(r"^(?P<test>\w+) (?P<value>\S+)(?: on (?P<feature>.+))?, limit (?P<limit>.+)$")
_OVER = re.compile(r"^(?P<rule>\S+) failed, and its waiver is over$")
_NAMES = {
    "auc": "AUC", "psi": "PSI", "csi": "CSI", "ks": "KS", "f1": "F1", "mae": "MAE", "r2": "R²",
    "rmse": "RMSE", "mape": "MAPE", "gini": "Gini", "chi_square": N_("Chi-square"),
    "brier": N_("Brier score"), "log_loss": N_("Log loss"),
    "jensen_shannon": "Jensen–Shannon", "not_null": N_("Not null"),
}  # fmt: skip
VERDICTS: dict[str, tuple[Status, str]] = {
    "PASS": (Status.OK, N_("pass")),
    "WARN": (Status.WARNING, N_("warning")),
    "FAIL": (Status.FAILED, N_("over")),
    "ERROR": (Status.CRITICAL, N_("not measured")),
    "INSUFFICIENT_DATA": (Status.FAILED, N_("too little data")),
    "NO_THRESHOLD": (Status.FAILED, N_("no limit")),
    "NOT_APPLICABLE": (Status.UNKNOWN, N_("does not apply")),
}


@dataclass(frozen=True, slots=True)
class Held:
    """What must hold. `value` is the bound next to the measured value; None: no number."""

    words: str
    value: float | None = None
    high_is_good: bool = True
    operator: str = "<"
    sides: tuple[float, float] | None = None  # where there are two: low and high

    @property
    def bounds(self) -> tuple[float | None, float | None]:
        """What the value must not fall below, and what it must not rise above."""
        if self.sides is not None:
            return self.sides
        return (self.value, None) if self.high_is_good else (None, self.value)


def held(threshold: str, measured: float | None = None) -> Held:
    """The limit that must hold, of a threshold that says when it is broken."""
    outside = _OUTSIDE.match(threshold)
    if outside:
        low, high = float(outside[1]), float(outside[2])
        is_low = measured is not None and abs(measured - low) <= abs(measured - high)
        return Held(
            tr("{low} to {high}").format(
                low=cells.decimal(outside[1]), high=cells.decimal(outside[2])
            ),
            low if is_low else high,
            high_is_good=is_low,
            operator="≥" if is_low else "≤",
            sides=(low, high),
        )
    simple = _SIMPLE.match(threshold)
    if simple is None:
        return Held(threshold or "–")
    operator = _OPPOSITE[simple[1]]
    return Held(
        f"{operator} {cells.decimal(simple[2])}",
        float(simple[2]),
        high_is_good=operator in ("≥", ">"),
        operator=operator,
    )


def limit_words(limit_: str, warns_at: str, measured: float | None = None) -> str:
    """What must hold, as who decides reads it; beside it the limit behind which it warned.

    Of that its number: the rest of it stands in `full_words`.
    """
    words = held(limit_, measured).words
    if not warns_at:
        return words
    warned = limit(warns_at.partition(" and ")[0])
    return tr("{limit}, warns {warned}").format(limit=words, warned=warned)


def full_words(threshold: str, fails_at: str = "") -> str:
    """For the tooltip: when exactly it is broken, and where it warns before that."""
    if not threshold:
        return tr("No limit is set")
    if fails_at in ("", threshold):
        return tr("Broken when {shown}").format(shown=limit(threshold))
    return tr("A warning when {warns}; broken when {shown}").format(
        warns=limit(threshold), shown=limit(fails_at)
    )


def test_name(test: str) -> str:
    return tr(_NAMES.get(test, "")) or word(test).capitalize()


def method_words(method: str) -> str:
    """How a value was computed, for who wants to compute it again."""
    return cells.fractions(told(method))


def rule_words(rule: str) -> str:
    """`psi:income` as "PSI on income"."""
    test, _, feature = rule.partition(":")
    return (
        tr("{test_name} on {feature}").format(test_name=test_name(test), feature=feature)
        if feature
        else test_name(test)
    )


def alert_words(title: str) -> str:
    """ "PSI 0.41 ≥ 0.25 on income" of a stored title; others in the reader's language."""
    found, over = _ALERT.match(title), _OVER.match(title)
    if over is not None:
        words = tr("{test} failed, and its waiver is over")
        return words.format(test=rule_words(over["rule"]))
    if found is None:
        return told(title)
    broken = _broken(found["limit"].partition(" and ")[0], found["value"])
    said = f"{test_name(found['test'])} {cells.decimal(found['value'])} {broken}"
    if not found["feature"]:
        return said
    return tr("{test_name} on {feature}").format(test_name=said, feature=found["feature"])


def open_alert_words(found: OpenAlerts) -> str:
    """Told beside the evidence, which is of the candidate: they are of what serves."""
    grave = f"{alert_words(found.title)} ({word(found.severity)}, v{found.version})"
    if found.count == 1:
        return grave
    return tr("%n of this model, the gravest: {alert}", "", found.count).format(alert=grave)


def _broken(threshold: str, value: str) -> str:
    """Of two ends the one that the value is beyond: a list has no room for the other."""
    outside = _OUTSIDE.match(threshold)
    try:
        measured = float(value)
    except ValueError:
        return limit(threshold)
    if outside is None or float(outside[1]) <= measured <= float(outside[2]):
        return limit(threshold)
    end = f"< {outside[1]}" if measured < float(outside[1]) else f"> {outside[2]}"
    return limit(end)


def number(value: float | None) -> str:
    return "–" if value is None else significant(value)


def broken_words(result: ResultRow) -> str:
    """By the limit at which it fails, as in the table of tests; one that warns by both."""
    if result.warns_at:
        limits = limit_words(result.limit, result.warns_at, result.value)
        return tr("{rule_words} is {number}; must be {limits}").format(
            rule_words=rule_words(result.name), number=number(result.value), limits=limits
        )
    limit = held(result.threshold, result.value)
    return tr("{rule_words} is {number}, must be {words}").format(
        rule_words=rule_words(result.name), number=number(result.value), words=limit.words
    )
