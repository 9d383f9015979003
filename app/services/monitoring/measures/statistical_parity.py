"""Statistical parity: the difference in the share of positive decisions."""

from __future__ import annotations

from collections.abc import Iterable

from app.services.monitoring.fairness import compare_groups, difference, selected
from app.services.monitoring.measure import MEASURES, Dimension, Measure, Measurement, Pair


@MEASURES.register("statistical_parity")
class StatisticalParity(Measure):
    label = "Statistical parity"
    dimension = Dimension.BIAS
    is_default = False  # the same rates as disparate impact
    needs_reference = False

    def measure(self, pair: Pair) -> Iterable[Measurement]:
        what = "share of positive decisions less that of the largest group"
        return compare_groups("statistical_parity", pair, selected, difference, what)
