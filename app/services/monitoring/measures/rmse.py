"""Root of the mean squared error."""

from __future__ import annotations

from collections.abc import Iterable

from app.services.monitoring.measure import MEASURES, Dimension, Measure, Measurement, Pair
from app.services.monitoring.regression import measure_regression


@MEASURES.register("rmse")
class Rmse(Measure):
    label = "RMSE"
    dimension = Dimension.PERFORMANCE
    is_default = False  # in the unit of the label: a limit must be set by the owner
    needs_reference = False

    def measure(self, pair: Pair) -> Iterable[Measurement]:
        return measure_regression("rmse", pair)
