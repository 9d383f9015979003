"""Numbers outside the allowed range, or outside what the reference held."""

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


@MEASURES.register("range")
class Range(Measure):
    label = "Range"
    dimension = Dimension.DATA_QUALITY

    def measure(self, pair: Pair) -> Iterable[Measurement]:
        for facts, _before, now in pair.compared(numeric=True):
            spec, num = pair.current.spec.numeric[facts.name], now.numeric[facts.name]
            infinite = num.plus_inf + num.minus_inf
            n = num.n + infinite
            few = too_few_now("range", facts, n, pair.options)
            if few is not None:
                yield few
                continue
            share = (num.below + num.above + infinite) / n
            low = "-∞" if spec.minimum is None else f"{spec.minimum:.6g}"
            high = "∞" if spec.maximum is None else f"{spec.maximum:.6g}"
            if (facts.minimum, facts.maximum) != (None, None):
                method = f"share outside the allowed range {low} to {high}, infinities included"
            else:
                method = f"share outside the reference's range {low} to {high}, infinities included"
            yield Measurement(
                "range",
                share,
                n,
                method,
                feature=facts.name,
                role=facts.role,
                dimension=Dimension.DATA_QUALITY,
                effect=share,
                detail={"below": num.below, "above": num.above, "infinite": infinite},
            )
