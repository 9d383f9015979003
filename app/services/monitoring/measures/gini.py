"""Gini coefficient: twice the AUC less one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from app.services.monitoring.measure import MEASURES, Dimension, Measure, Measurement, Pair


@MEASURES.register("gini")
class Gini(Measure):
    label = "Gini"
    dimension = Dimension.PERFORMANCE
    is_default = False  # the same information as AUC
    needs_reference = False

    def measure(self, pair: Pair) -> Iterable[Measurement]:
        for each in MEASURES.create("auc").measure(pair):
            value, low, high = (
                None if v is None else 2 * v - 1 for v in (each.statistic, each.low, each.high)
            )
            yield replace(
                each,
                test="gini",
                statistic=value,
                effect=value,
                low=low,
                high=high,
                interval=None,
                method=each.method if value is None else f"2·AUC - 1, from {each.method}",
            )
