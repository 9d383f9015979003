"""Missing values where the schema allows none."""

from __future__ import annotations

from collections.abc import Iterable

from app.services.monitoring.bins import missing_of
from app.services.monitoring.measure import MEASURES, Dimension, Measure, Measurement, Pair


@MEASURES.register("not_null")
class NotNull(Measure):
    label = "Missing where none may be"
    dimension = Dimension.DATA_QUALITY
    needs_reference = False

    def measure(self, pair: Pair) -> Iterable[Measurement]:
        for facts in pair.facts:
            if facts.nullable:
                continue
            share = missing_of(pair.current, facts.name) / max(pair.current.rows, 1)
            yield Measurement(
                "not_null",
                share,
                pair.current.rows,
                "share of null and NaN in a column that may not be empty",
                feature=facts.name,
                role=facts.role,
                dimension=Dimension.DATA_QUALITY,
                effect=share,
            )
