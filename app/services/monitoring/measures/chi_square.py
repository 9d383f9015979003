"""Chi-square of two samples of categories: is the mix another one?"""

from __future__ import annotations

from collections.abc import Iterable

from app.services.monitoring import stats
from app.services.monitoring.bins import category_table
from app.services.monitoring.measure import (
    MEASURES,
    Dimension,
    Measure,
    Measurement,
    Pair,
    drift_dimension,
    too_few,
)


@MEASURES.register("chi_square")
class ChiSquare(Measure):
    label = "Chi-square"
    dimension = Dimension.DATA_DRIFT
    effect_name = "Cramér's V"

    def measure(self, pair: Pair) -> Iterable[Measurement]:
        for facts, before, now in pair.compared(numeric=False):
            a, b = before.categorical[facts.name], now.categorical[facts.name]
            short = too_few("chi_square", facts, a.n, b.n, pair.options)
            if short is not None:
                yield short
                continue
            x, y, rare = category_table(a, b)
            statistic, p_value, freedom, effect = stats.chi_square(x, y)
            yield Measurement(
                "chi_square",
                statistic,
                b.n,
                _method(freedom, rare),
                feature=facts.name,
                role=facts.role,
                dimension=drift_dimension(facts),
                p_value=p_value,
                effect=effect,
            )


def _method(freedom: int, rare: int) -> str:
    if not rare:
        return f"two-sample chi-square, {freedom} degrees of freedom; effect is Cramér's V"
    return (
        f"two-sample chi-square, {freedom} degrees of freedom; effect is Cramér's V; "
        f"{rare} rare categories taken together"
    )
