"""Kolmogorov-Smirnov: the largest distance between two distributions, with its bracket."""

from __future__ import annotations

from collections.abc import Iterable

from app.services.monitoring import stats
from app.services.monitoring.measure import (
    MEASURES,
    Dimension,
    Measure,
    Measurement,
    Pair,
    drift_dimension,
    too_few,
)


@MEASURES.register("ks")
class KolmogorovSmirnov(Measure):
    label = "Kolmogorov-Smirnov"
    dimension = Dimension.DATA_DRIFT

    def measure(self, pair: Pair) -> Iterable[Measurement]:
        for facts, before, now in pair.compared(numeric=True):
            a, b = before.numeric[facts.name], now.numeric[facts.name]
            short = too_few("ks", facts, a.n, b.n, pair.options)
            if short is not None:
                yield short
                continue
            low, high = stats.ks_bracket(
                stats.Steps.of(a.counts, a.at_edges), stats.Steps.of(b.counts, b.at_edges)
            )
            yield Measurement(
                "ks",
                low,
                b.n,
                _method(len(a.at_edges), high - low),
                feature=facts.name,
                role=facts.role,
                dimension=drift_dimension(facts),
                p_value=stats.ks_p_value(low, a.n, b.n),
                p_at_high=stats.ks_p_value(high, a.n, b.n),
                effect=low,
                low=low,
                high=high,
            )


def _method(edges: int, error: float) -> str:
    if not error:
        return f"two-sample KS, exact over {edges} values; asymptotic p-value"
    return (
        f"two-sample KS at {edges} quantiles of the reference, never above the exact one and at "
        f"most {error:.2g} below it; asymptotic p-value"
    )
