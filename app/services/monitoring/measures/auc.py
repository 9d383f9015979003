"""Area under the ROC curve, from counts per score bin."""

from __future__ import annotations

from collections.abc import Iterable

from app.services.monitoring import stats
from app.services.monitoring.bins import binary_guard, has_labels, performance
from app.services.monitoring.measure import MEASURES, Dimension, Measure, Measurement, Pair


@MEASURES.register("auc")
class Auc(Measure):
    label = "AUC"
    dimension = Dimension.PERFORMANCE
    needs_reference = False

    def measure(self, pair: Pair) -> Iterable[Measurement]:
        profile = pair.current
        if not has_labels(profile, "binary") or profile.outcome is None:
            return
        short = binary_guard("auc", profile, pair.options)
        if short is not None:
            yield short
            return
        negatives, positives = profile.outcome.table[0], profile.outcome.table[1]
        n0, n1 = int(negatives.sum()), int(positives.sum())
        value, error = stats.auc(positives, negatives)
        yield performance(
            "auc",
            profile,
            n0 + n1,
            f"AUC over {len(negatives)} score bins, exact within {error:.2g}",
            value,
            low=max(0.0, value - error),
            high=min(1.0, value + error),
            interval=stats.auc_interval(value, n1, n0, pair.options.confidence),
        )
