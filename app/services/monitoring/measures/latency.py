"""Latency: the 95th percentile of a column of durations."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from app.services.monitoring.measure import MEASURES, Dimension, Measure, Measurement, Pair, State

SHARE = 0.95


@MEASURES.register("latency_p95")
class LatencyP95(Measure):
    label = "Latency, 95th percentile"
    dimension = Dimension.TECHNICAL
    is_default = False  # the limit is the service level agreed on
    needs_reference = False

    def measure(self, pair: Pair) -> Iterable[Measurement]:
        name = pair.options.latency_column
        num = pair.current.numeric.get(name)
        if num is None:
            return
        common = {"feature": name, "dimension": Dimension.TECHNICAL}
        if num.n < pair.options.min_rows or num.low is None or num.high is None:
            note = f"{num.n} durations; at least {pair.options.min_rows} are needed"
            yield Measurement("latency_p95", None, num.n, "not measured",
                              state=State.INSUFFICIENT, note=note, **common)  # type: ignore[arg-type]  # fmt: skip  # two keywords
            return
        up_to = np.cumsum(num.counts)
        place = int(np.searchsorted(up_to, int(np.ceil(SHARE * num.n))))
        knots = np.clip([-np.inf, *pair.current.spec.edges(name), np.inf], num.low, num.high)
        low, high = float(knots[place]), float(knots[place + 1])
        yield Measurement(
            "latency_p95",
            high,
            num.n,
            f"upper end of the bin of the 95th percentile, exact within {high - low:.3g}",
            effect=high,
            low=low,
            high=high,
            **common,  # type: ignore[arg-type]  # two keywords
        )
