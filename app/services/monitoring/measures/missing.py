"""Missing values: the share, and how much it rose."""

from __future__ import annotations

from collections.abc import Iterable

from app.services.monitoring.bins import missing_of
from app.services.monitoring.measure import (
    MEASURES,
    Dimension,
    Measure,
    Measurement,
    Pair,
    too_few_now,
)
from app.services.monitoring.schema import Role


@MEASURES.register("missing")
class Missing(Measure):
    label = "Missing values"
    dimension = Dimension.DATA_QUALITY
    effect_name = "rise"

    def measure(self, pair: Pair) -> Iterable[Measurement]:
        if pair.reference is None:
            return
        for facts in pair.facts:
            # Labels come late: their absence is told by the tests that need them.
            if not facts.is_drift_tested or facts.role is Role.LABEL:
                continue
            few = too_few_now("missing", facts, pair.current.rows, pair.options)
            if few is not None:
                yield few
                continue
            share = missing_of(pair.current, facts.name) / pair.current.rows
            before = missing_of(pair.reference, facts.name) / max(pair.reference.rows, 1)
            yield Measurement(
                "missing",
                share,
                pair.current.rows,
                f"share of null and NaN; effect is the rise over the reference's {before:.4g}",
                feature=facts.name,
                role=facts.role,
                dimension=Dimension.DATA_QUALITY,
                effect=share - before,
            )
