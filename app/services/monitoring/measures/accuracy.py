"""Accuracy: the share of decisions that were right."""

from __future__ import annotations

from collections.abc import Iterable

from app.services.monitoring.classification import measure_decisions
from app.services.monitoring.measure import MEASURES, Dimension, Measure, Measurement, Pair


@MEASURES.register("accuracy")
class Accuracy(Measure):
    label = "Accuracy"
    dimension = Dimension.PERFORMANCE
    needs_reference = False

    def measure(self, pair: Pair) -> Iterable[Measurement]:
        return measure_decisions("accuracy", pair)
