"""Jensen-Shannon distance: bounded, symmetric, and defined for empty bins."""

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
from app.services.monitoring.schema import FieldFacts


@MEASURES.register("jensen_shannon")
class JensenShannon(Measure):
    label = "Jensen-Shannon distance"
    dimension = Dimension.DATA_DRIFT

    def measure(self, pair: Pair) -> Iterable[Measurement]:
        for facts, before, now in pair.compared(numeric=True):
            spec = pair.current.spec.numeric[facts.name]
            x, y = before.numeric[facts.name], now.numeric[facts.name]
            yield too_few("jensen_shannon", facts, x.n, y.n, pair.options) or _result(
                facts,
                decile_counts(x, spec),
                decile_counts(y, spec),
                decile_method(spec),
                edges=decile_edges(spec),
            )
        for facts, before, now in pair.compared(numeric=False):
            a, b = before.categorical[facts.name], now.categorical[facts.name]
            yield too_few("jensen_shannon", facts, a.n, b.n, pair.options) or _result(
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
    value, n, m = stats.jensen_shannon(before, now), int(before.sum()), int(now.sum())
    if p_value is None:
        # Eight times the divergence behaves like PSI for small differences.
        p_value = stats.psi_p_value(8 * value**2, n, m, int(((before + now) > 0).sum()))
    return Measurement(
        "jensen_shannon",
        value,
        m,
        f"Jensen-Shannon distance (natural logarithm) over {bins}; asymptotic p-value",
        feature=facts.name,
        role=facts.role,
        dimension=drift_dimension(facts),
        p_value=p_value,
        effect=value,
        detail={"edges": list(edges)} if edges else {},
    )
