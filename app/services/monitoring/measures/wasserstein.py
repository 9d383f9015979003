"""Wasserstein distance in standard deviations of the reference: how far values moved."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from app.services.monitoring import stats
from app.services.monitoring.measure import (
    MEASURES,
    Dimension,
    Measure,
    Measurement,
    Pair,
    drift_dimension,
    too_few,
)
from app.services.monitoring.profile import Num
from app.services.monitoring.spec import Floats

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
            distance, bound = binned_distance(a, b, pair.current.spec.edges(facts.name))
            spread = max(float(np.sqrt(a.variance)), MIN_SPREAD)
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


def binned_distance(a: Num, b: Num, edges: Floats) -> tuple[float, float]:
    """The area between two distribution functions, and how far off it can be.

    Between two knots a distribution function rises from one known height to another; the straight
    line leaves out at most half the rectangle, for either side.
    """
    low = min(v for v in (a.low, b.low) if v is not None)
    high = max(v for v in (a.high, b.high) if v is not None)
    inner = np.clip(edges, low, high)
    knots = np.concatenate(([low], inner, [high]))
    widths = np.diff(knots)
    f, g = stats.Steps.of(a.counts, a.at_edges), stats.Steps.of(b.counts, b.at_edges)
    left, right = f.at - g.at, f.before - g.before
    total = np.abs(left) + np.abs(right)
    crosses = left * right < 0
    # A line that crosses zero makes two triangles.
    safe = np.where(total > 0, total, 1.0)
    area = np.where(crosses, (left**2 + right**2) / (2 * safe), total / 2)
    rise = (f.before - f.at) + (g.before - g.at)
    return float((area * widths).sum()), float((widths * rise).sum() / 2)
