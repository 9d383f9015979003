"""Recall: the share of positive cases that were found."""

from __future__ import annotations

from collections.abc import Iterable

from app.services.monitoring.classification import measure_decisions
from app.services.monitoring.measure import MEASURES, Dimension, Measure, Measurement, Pair


@MEASURES.register("recall")
class Recall(Measure):
    label = "Recall"
    dimension = Dimension.PERFORMANCE
    is_default = False
    needs_reference = False

    def measure(self, pair: Pair) -> Iterable[Measurement]:
        return measure_decisions("recall", pair)
