"""Expected calibration error: how far probabilities are from the shares that came true."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from app.services.monitoring.bins import binary_guard, cut_guard, has_labels, performance
from app.services.monitoring.measure import MEASURES, Dimension, Measure, Measurement, Pair

BINS = 10


@MEASURES.register("calibration")
class Calibration(Measure):
    label = "Expected calibration error"
    dimension = Dimension.PERFORMANCE
    is_default = False  # many useful scores are no calibrated probabilities
    needs_reference = False

    def measure(self, pair: Pair) -> Iterable[Measurement]:
        profile = pair.current
        spec, outcome = profile.spec.outcome, profile.outcome
        if spec is None or outcome is None or not has_labels(profile, "binary"):
            return
        refused = cut_guard("calibration", spec, profile, pair.options)
        refused = refused or binary_guard("calibration", profile, pair.options)
        if refused is not None:
            yield refused
            return
        fine = outcome.table[:2]
        middles = (np.arange(spec.bins) + 0.5) / spec.bins
        expected = (fine.sum(axis=0) * middles).reshape(BINS, -1).sum(axis=1)
        came_true = fine[1].reshape(BINS, -1).sum(axis=1)
        n = int(fine.sum())
        value, error = float(np.abs(came_true - expected).sum() / n), 0.5 / spec.bins
        yield performance(
            "calibration",
            profile,
            n,
            f"mean gap between score and share, over {BINS} equal bins; exact within {error:g}",
            value,
            low=max(0.0, value - error),
            high=value + error,
        )
