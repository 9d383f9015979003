"""R²: the share of the variance that is explained."""

from __future__ import annotations

from collections.abc import Iterable

from app.services.monitoring.measure import MEASURES, Dimension, Measure, Measurement, Pair
from app.services.monitoring.regression import measure_regression


@MEASURES.register("r2")
class R2(Measure):
    label = "R²"
    dimension = Dimension.PERFORMANCE

    needs_reference = False

    def measure(self, pair: Pair) -> Iterable[Measurement]:
        return measure_regression("r2", pair)
