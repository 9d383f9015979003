"""Wasserstein distance in standard deviations of the reference: how far values moved."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

from app.services.monitoring import stats
from app.services.monitoring.measure import (
    MEASURES,
    Dimension,
    Measure,
    Measurement,
    Pair,
    State,
    drift_dimension,
    too_few,
)
from app.services.monitoring.profile import Num
from app.services.monitoring.schema import FieldFacts
from app.services.monitoring.spec import Floats, far_numbers

MIN_SPREAD = 1e-3  # a column that hardly varies is measured against this, as is usual


@MEASURES.register("wasserstein")
class Wasserstein(Measure):
    label = "Wasserstein distance"
    dimension = Dimension.DATA_DRIFT

    def measure(self, pair: Pair) -> Iterable[Measurement]:
        for facts, before, now in pair.compared(numeric=True):
            a, b = before.numeric[facts.name], now.numeric[facts.name]
            short = too_few("wasserstein", facts, a.n, b.n, pair.options)
            if short is not None:
                yield short
                continue
            if not math.isfinite(a.variance):
                yield _without_spread(facts, a, b)
                continue
            distance, bound = binned_distance(a, b, pair.current.spec.edges(facts.name))
            spread = max(math.sqrt(a.variance), MIN_SPREAD)
            value, error = distance / spread, bound / spread
            yield Measurement(
                "wasserstein",
                value,
                b.n,
                f"first Wasserstein distance over the reference's standard deviation, linear "
                f"inside {len(a.counts)} bins; exact within {error:.2g}",
                feature=facts.name,
                role=facts.role,
                dimension=drift_dimension(facts),
                effect=value,
                low=max(0.0, value - error),
                high=value + error,
            )


def _without_spread(facts: FieldFacts, before: Num, now: Num) -> Measurement:
    """Against an infinite deviation every distance would be none: that is no PASS."""
    return Measurement(
        "wasserstein",
        None,
        now.n,
        "not measured",
        feature=facts.name,
        role=facts.role,
        dimension=drift_dimension(facts),
        state=State.ERROR,
        note=f"the reference's numbers reach from {before.low:.6g} to {before.high:.6g}: their "
        "standard deviation is beyond what a number can hold; correct them, or name them as "
        "special values in the schema",
    )


def binned_distance(a: Num, b: Num, edges: Floats) -> tuple[float, float]:
    """The area between two distribution functions, and how far off it can be.

    Between two knots a distribution function rises from one known height to another; the straight
    line leaves out at most half the rectangle, for either side.
    """
    low = min(v for v in (a.low, b.low) if v is not None)
    high = max(v for v in (a.high, b.high) if v is not None)
    inner = np.clip(edges, low, high)
    with far_numbers():  # a width that is not finite makes the distance so
        widths = np.diff(np.concatenate(([low], inner, [high])))
    f, g = stats.Steps.of(a.counts, a.at_edges), stats.Steps.of(b.counts, b.at_edges)
    left, right = f.at - g.at, f.before - g.before
    total = np.abs(left) + np.abs(right)
    crosses = left * right < 0
    # A line that crosses zero makes two triangles.
    safe = np.where(total > 0, total, 1.0)
    area = np.where(crosses, (left**2 + right**2) / (2 * safe), total / 2)
    rise = (f.before - f.at) + (g.before - g.at)
    with far_numbers():
        return float((area * widths).sum()), float((widths * rise).sum() / 2)
