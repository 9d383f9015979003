"""Brier score: the mean squared error of a probability."""

from __future__ import annotations

from collections.abc import Iterable

from app.services.monitoring.bins import mean_loss
from app.services.monitoring.measure import MEASURES, Dimension, Measure, Measurement, Pair


@MEASURES.register("brier")
class Brier(Measure):
    label = "Brier score"
    dimension = Dimension.PERFORMANCE
    needs_reference = False

    def measure(self, pair: Pair) -> Iterable[Measurement]:
        how = "mean of (score - label)²; exact up to float summation"
        return mean_loss("brier", "squared", how, pair)
