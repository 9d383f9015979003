"""Characteristic stability index: the PSI of each predictor, as stability reports call it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from app.services.monitoring.measure import MEASURES, Dimension, Measure, Measurement, Pair
from app.services.monitoring.schema import Role


@MEASURES.register("csi")
class Csi(Measure):
    label = "Characteristic stability index"
    dimension = Dimension.STABILITY
    is_default = False  # the same number as PSI

    def measure(self, pair: Pair) -> Iterable[Measurement]:
        for each in MEASURES.create("psi").measure(pair):
            if each.role == Role.PREDICTOR:
                yield replace(each, test="csi", dimension=Dimension.STABILITY)
