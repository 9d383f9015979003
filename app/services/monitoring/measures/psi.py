"""Population stability index: how far a distribution moved; CSI where it is one feature's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.services.monitoring import stats
from app.services.monitoring.bins import (
    category_counts,
    category_table,
    decile_counts,
    decile_edges,
    decile_method,
)
from app.services.monitoring.measure import (
    MEASURES,
    Dimension,
    Measure,
    Measurement,
    Pair,
    drift_dimension,
    too_few,
)
from app.services.monitoring.profile import Counts
from app.services.monitoring.schema import FieldFacts, Role


@MEASURES.register("psi")
class Psi(Measure):
    label = "Population stability index"
    dimension = Dimension.DATA_DRIFT

    def measure(self, pair: Pair) -> Iterable[Measurement]:
        for facts, before, now in pair.compared(numeric=True):
            spec = pair.current.spec.numeric[facts.name]
            x, y = before.numeric[facts.name], now.numeric[facts.name]
            yield too_few("psi", facts, x.n, y.n, pair.options) or _result(
                facts,
                decile_counts(x, spec),
                decile_counts(y, spec),
                decile_method(spec),
                edges=decile_edges(spec),
            )
        for facts, before, now in pair.compared(numeric=False):
            a, b = before.categorical[facts.name], now.categorical[facts.name]
            yield too_few("psi", facts, a.n, b.n, pair.options) or _result(
                facts,
                category_counts(a),
                category_counts(b),
                f"{len(a.counts)} categories of the reference and one for all others",
                p_value=stats.chi_square(*category_table(a, b)[:2])[1],
            )


def _result(
    facts: FieldFacts,
    before: Counts,
    now: Counts,
    bins: str,
    *,
    edges: Sequence[float] = (),
    p_value: float | None = None,
) -> Measurement:
    value, n, m = stats.psi(before, now), int(before.sum()), int(now.sum())
    if p_value is None:
        p_value = stats.psi_p_value(value, n, m, int(((before + now) > 0).sum()))
    is_score = facts.role is Role.SCORE
    return Measurement(
        "psi",
        value,
        m,
        f"PSI over {bins}; missing values left out; an empty bin counts as "
        f"{stats.SHARE_FLOOR:g}; asymptotic p-value",
        feature=facts.name,
        role=facts.role,
        dimension=Dimension.STABILITY if is_score else drift_dimension(facts),
        p_value=p_value,
        effect=value,
        detail={"edges": list(edges)} if edges else {},
    )
