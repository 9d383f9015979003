"""Precision: the share of positive decisions that were right."""

from __future__ import annotations

from collections.abc import Iterable

from app.services.monitoring.classification import measure_decisions
from app.services.monitoring.measure import MEASURES, Dimension, Measure, Measurement, Pair


@MEASURES.register("precision")
class Precision(Measure):
    label = "Precision"
    dimension = Dimension.PERFORMANCE
    is_default = False
    needs_reference = False

    def measure(self, pair: Pair) -> Iterable[Measurement]:
        return measure_decisions("precision", pair)
