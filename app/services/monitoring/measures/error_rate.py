"""Error rate: the share of requests that a column marks as failed."""

from __future__ import annotations

import math
from collections.abc import Iterable

from app.services.monitoring import stats
from app.services.monitoring.measure import MEASURES, Dimension, Measure, Measurement, Pair, State
from app.services.monitoring.schema import canonical

_FAILED = ("1", "true", "yes", "error", "failed")


@MEASURES.register("error_rate")
class ErrorRate(Measure):
    label = "Error rate"
    dimension = Dimension.TECHNICAL
    is_default = False  # the limit is the service level agreed on
    needs_reference = False

    def measure(self, pair: Pair) -> Iterable[Measurement]:
        name, profile = pair.options.error_column, pair.current
        if name in profile.numeric:
            num = profile.numeric[name]
            centre = profile.spec.numeric[name].centre
            total = num.mean(centre) * num.n
            n, failed = num.n, round(total) if math.isfinite(total) else -1
        elif name in profile.categorical:
            cat, words = profile.categorical[name], profile.spec.categorical[name].categories
            counted = [*zip(words, cat.counts.tolist(), strict=True), *cat.others.items()]
            n = cat.n
            failed = sum(count for word, count in counted if canonical(word).lower() in _FAILED)
        else:
            return
        if not n:
            return
        if not 0 <= failed <= n:
            note = "the column holds other numbers than 0 and 1"
            yield Measurement(
                "error_rate",
                None,
                n,
                "not measured",
                feature=name,
                dimension=Dimension.TECHNICAL,
                state=State.ERROR,
                note=note,
            )
            return
        yield Measurement(
            "error_rate",
            failed / n,
            n,
            "share of rows marked as failed (1, true, error)",
            feature=name,
            dimension=Dimension.TECHNICAL,
            effect=failed / n,
            interval=stats.wilson(failed, n, pair.options.confidence),
        )
