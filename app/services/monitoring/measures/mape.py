"""Mean absolute percentage error, as a share; rows whose label is 0 are left out."""

from __future__ import annotations

from collections.abc import Iterable

from app.services.monitoring.measure import MEASURES, Dimension, Measure, Measurement, Pair
from app.services.monitoring.regression import measure_regression


@MEASURES.register("mape")
class Mape(Measure):
    label = "MAPE"
    dimension = Dimension.PERFORMANCE
    is_default = False  # a limit must be set by the owner
    needs_reference = False

    def measure(self, pair: Pair) -> Iterable[Measurement]:
        return measure_regression("mape", pair)
