"""From measurements to verdicts: corrections over features, then one decision for each result."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.services.monitoring import stats
from app.services.monitoring.default_thresholds import decide_by_default
from app.services.monitoring.measure import Measurement, State

# What a decision table is here: inputs in, {"verdict", "limit", "severity"} out, None for no hit.
Decide = Callable[[Mapping[str, object]], Mapping[str, object] | None]


class Verdict(StrEnum):
    """Only PASS is green. In the order of badness but for NOT_APPLICABLE, which counts nothing."""

    ERROR = "ERROR"
    FAIL = "FAIL"
    INSUFFICIENT_DATA = "INSUFFICIENT_DATA"
    NO_THRESHOLD = "NO_THRESHOLD"
    WARN = "WARN"
    PASS = "PASS"
    NOT_APPLICABLE = "NOT_APPLICABLE"


_ORDER = {verdict: place for place, verdict in enumerate(Verdict)}
_BY_STATE = {
    State.ERROR: Verdict.ERROR,
    State.INSUFFICIENT: Verdict.INSUFFICIENT_DATA,
    State.NOT_APPLICABLE: Verdict.NOT_APPLICABLE,
}


@dataclass(frozen=True, slots=True)
class Result:
    """A measurement with its verdict and the limit it was held against."""

    measurement: Measurement
    verdict: Verdict
    limit: str = ""
    severity: str = ""
    p_adjusted: float | None = None
    note: str = ""
    is_inconclusive: bool = False

    def to_json(self) -> dict[str, Any]:
        """The row of the standard format; keys are only ever added."""
        m = self.measurement
        return {
            "test": m.test,
            "feature": m.feature,
            "statistic": _plain(m.statistic),
            "p_value": _plain(m.p_value),
            "p_adjusted": _plain(self.p_adjusted),
            "effect": _plain(m.effect),
            "threshold": self.limit or None,
            "verdict": self.verdict.value,
            "method": m.method,
            "n": m.n,
            "role": str(m.role) or None,
            "dimension": m.dimension.value,
            "severity": self.severity or None,
            "bracket": None if m.low is None else [_plain(m.low), _plain(m.high)],
            "interval": None if m.interval is None else [_plain(v) for v in m.interval],
            "inconclusive": self.is_inconclusive,
            "note": self.note or None,
            "detail": dict(m.detail),
        }


@dataclass(frozen=True, slots=True)
class _End:
    """A measurement at one end of its bracket."""

    value: float | None
    effect: float | None
    p_adjusted: float | None


@dataclass(frozen=True, slots=True)
class Subject:
    """What the table may ask about the thing judged, besides the measurement."""

    tier: str = ""
    regulated: bool = False


def judge(
    measurements: Iterable[Measurement],
    decide: Decide | None = None,
    subject: Subject = Subject(),
) -> tuple[Result, ...]:
    """One result for each measurement, in the same order."""
    found = list(measurements)
    at_value = _adjusted(found, [m.p_value for m in found])
    at_high = _adjusted(found, [m.p_value if m.p_at_high is None else m.p_at_high for m in found])
    return tuple(
        _judged(m, p, p_high, decide or decide_by_default, subject)
        for m, p, p_high in zip(found, at_value, at_high, strict=True)
    )


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """ERROR > FAIL > INSUFFICIENT_DATA > NO_THRESHOLD > WARN > PASS; else NOT_APPLICABLE."""
    return min(verdicts, key=_ORDER.__getitem__, default=Verdict.NOT_APPLICABLE)


def _adjusted(
    measurements: Sequence[Measurement], p_values: Sequence[float | None]
) -> list[float | None]:
    """Benjamini-Hochberg over the features of each test."""
    found: list[float | None] = [None] * len(measurements)
    tests = dict.fromkeys(m.test for m in measurements)
    for test in tests:
        places = [
            n
            for n, m in enumerate(measurements)
            if m.test == test and m.state is State.MEASURED and p_values[n] is not None
        ]
        corrected = stats.benjamini_hochberg([p_values[n] or 0.0 for n in places])
        for place, p in zip(places, corrected, strict=True):
            found[place] = p
    return found


def _judged(
    m: Measurement,
    p_adjusted: float | None,
    p_high: float | None,
    decide: Decide,
    subject: Subject,
) -> Result:
    if m.state in _BY_STATE:
        return Result(m, _BY_STATE[m.state], note=m.note)
    if m.statistic is None or not math.isfinite(m.statistic):
        return Result(m, Verdict.ERROR, note="the measure gave no finite number")
    ends = [_End(m.statistic, m.effect, p_adjusted)]
    if m.low is not None and m.high is not None and m.high > m.low:
        ends = [_end(m, m.low, p_adjusted), _end(m, m.high, p_high)]
    decided = [_decided(m, end, decide, subject, p_adjusted) for end in ends]
    result = min(decided, key=lambda each: _ORDER[each.verdict])
    if len({each.verdict for each in decided}) == 1:
        return decided[0]
    note = (
        f"inconclusive: the exact value lies between {m.low:.6g} ({decided[0].verdict}) and "
        f"{m.high:.6g} ({decided[-1].verdict}); the worse one counts"
    )
    return Result(m, result.verdict, result.limit, result.severity, p_adjusted, note, True)


def _end(m: Measurement, value: float, p_adjusted: float | None) -> _End:
    return _End(value, value if m.effect == m.statistic else m.effect, p_adjusted)


def _decided(
    m: Measurement, end: _End, decide: Decide, subject: Subject, shown_p: float | None
) -> Result:
    outputs = decide(
        {
            "test": m.test,
            "feature": m.feature,
            "role": str(m.role),
            "dimension": m.dimension.value,
            "tier": subject.tier,
            "regulated": subject.regulated,
            "value": end.value,
            "p_adjusted": end.p_adjusted,
            "effect": end.effect,
            "n": m.n,
        }
    )
    if outputs is None:
        return Result(m, Verdict.NO_THRESHOLD, p_adjusted=shown_p, note=m.note)
    word = str(outputs.get("verdict"))
    if word not in _ORDER:
        note = f"the decision table says “{word}”, which is no verdict"
        return Result(m, Verdict.ERROR, p_adjusted=shown_p, note=note)
    limit, severity = (str(outputs.get(key) or "") for key in ("limit", "severity"))
    return Result(m, Verdict(word), limit, severity, shown_p, m.note)


def _plain(value: float | None) -> float | None:
    """JSON has no NaN and no infinity."""
    return None if value is None or not math.isfinite(value) else float(value)
