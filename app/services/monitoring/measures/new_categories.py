"""Categories that the reference never held."""

from __future__ import annotations

from collections.abc import Iterable

from app.services.monitoring.measure import (
    MEASURES,
    Dimension,
    Measure,
    Measurement,
    Pair,
    too_few_now,
)

SHOWN = 10


@MEASURES.register("new_categories")
class NewCategories(Measure):
    label = "New categories"
    dimension = Dimension.DATA_QUALITY

    def measure(self, pair: Pair) -> Iterable[Measurement]:
        for facts, before, now in pair.compared(numeric=False):
            old, new = before.categorical[facts.name], now.categorical[facts.name]
            few = too_few_now("new_categories", facts, new.n, pair.options)
            if few is not None:
                yield few
                continue
            known = sum(count for name, count in new.others.items() if name in old.others)
            share = (new.other - known) / new.n
            names = [name for name in new.others if name not in old.others]
            names.sort(key=lambda name: (-new.others[name], name))
            method = "share of values the reference does not hold"
            if not new.is_complete:
                method = (
                    "share of values the reference does not hold; "
                    f"about {new.distinct_others} names, not all kept"
                )
            yield Measurement(
                "new_categories",
                share,
                new.n,
                method,
                feature=facts.name,
                role=facts.role,
                dimension=Dimension.DATA_QUALITY,
                effect=share,
                detail={"new": [name[:80] for name in names[:SHOWN]]},
            )
