"""Disparate impact: the ratio of positive decisions between groups (the four-fifths rule)."""

from __future__ import annotations

from collections.abc import Iterable

from app.services.monitoring import stats
from app.services.monitoring.fairness import Rate, compare_groups, selected
from app.services.monitoring.measure import MEASURES, Dimension, Measure, Measurement, Options, Pair


@MEASURES.register("disparate_impact")
class DisparateImpact(Measure):
    label = "Disparate impact"
    dimension = Dimension.BIAS
    needs_reference = False

    def measure(self, pair: Pair) -> Iterable[Measurement]:
        what = "share of positive decisions over that of the largest group"
        return compare_groups("disparate_impact", pair, selected, _ratio, what)


def _ratio(
    rate: Rate, largest: Rate, options: Options
) -> tuple[float | None, tuple[float, float] | None]:
    if not largest.hits:
        return None, None
    interval = stats.ratio_interval(rate.hits, rate.n, largest.hits, largest.n, options.confidence)
    return rate.value / largest.value, interval
