"""Results of the monitoring engine as rows of the database, in the standard format."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from app.services.monitoring.judge import Result
from app.services.monitoring.measure import State


def result_rows(results: Iterable[Result]) -> list[dict[str, Any]]:
    """The columns of `TestResult` for each result, without the keys of its run."""
    return [_row(result) for result in results]


def _row(result: Result) -> dict[str, Any]:
    m = result.measurement
    bound = None
    if m.low is not None and m.high is not None:
        bound = _finite(m.high - m.low)
    return {
        "test": m.test,
        "feature": m.feature or "",
        "role": str(m.role),
        "dimension": str(m.dimension),
        "statistic": _finite(m.statistic),
        "p_value": _finite(m.p_value),
        "p_adjusted": _finite(result.p_adjusted),
        "effect": _finite(m.effect),
        "error_bound": bound,
        "threshold": result.limit,
        "severity": result.severity,
        "verdict": str(result.verdict),
        "method": f"{m.method}: {m.note}" if m.state is State.ERROR and m.note else m.method,
        "n": m.n,
    }


def _finite(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else float(value)
