"""F1: the harmonic mean of precision and recall."""

from __future__ import annotations

from collections.abc import Iterable

from app.services.monitoring.classification import measure_decisions
from app.services.monitoring.measure import MEASURES, Dimension, Measure, Measurement, Pair


@MEASURES.register("f1")
class F1(Measure):
    label = "F1"
    dimension = Dimension.PERFORMANCE
    needs_reference = False

    def measure(self, pair: Pair) -> Iterable[Measurement]:
        return measure_decisions("f1", pair)
