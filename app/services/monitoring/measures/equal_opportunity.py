"""Equal opportunity: the difference in the share of positive cases that were found."""

from __future__ import annotations

from collections.abc import Iterable

from app.services.monitoring.bins import has_labels
from app.services.monitoring.fairness import compare_groups, difference, found
from app.services.monitoring.measure import MEASURES, Dimension, Measure, Measurement, Pair


@MEASURES.register("equal_opportunity")
class EqualOpportunity(Measure):
    label = "Equal opportunity"
    dimension = Dimension.BIAS
    is_default = False  # needs labels in every group
    needs_reference = False

    def measure(self, pair: Pair) -> Iterable[Measurement]:
        if not has_labels(pair.current, "binary"):
            return ()
        what = "share of positive cases found (recall) less that of the largest group"
        return compare_groups("equal_opportunity", pair, found, difference, what)
