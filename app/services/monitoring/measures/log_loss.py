"""Log loss: the mean surprise of a probability, in natural logarithms."""

from __future__ import annotations

from collections.abc import Iterable

from app.services.monitoring.bins import mean_loss
from app.services.monitoring.measure import MEASURES, Dimension, Measure, Measurement, Pair


@MEASURES.register("log_loss")
class LogLoss(Measure):
    label = "Log loss"
    dimension = Dimension.PERFORMANCE
    needs_reference = False

    def measure(self, pair: Pair) -> Iterable[Measurement]:
        how = "mean negative log likelihood, scores kept 1e-15 from 0 and 1; exact up to summation"
        return mean_loss("log_loss", "log", how, pair)
