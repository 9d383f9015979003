"""Distances between two distributions over the bins of the reference: one measurement a column."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Sequence
from typing import ClassVar

from app.services.monitoring import stats
from app.services.monitoring.bins import (
    category_counts,
    category_table,
    decile_counts,
    decile_edges,
    decile_method,
)
from app.services.monitoring.measure import (
    Dimension,
    Measure,
    Measurement,
    Pair,
    drift_dimension,
    too_few,
)
from app.services.monitoring.profile import Counts
from app.services.monitoring.schema import FieldFacts


class BinnedDistance(Measure):
    """Compares the counts of deciles, or of categories; its value is the size of the effect."""

    key: ClassVar[str]  # as it is registered
    dimension = Dimension.DATA_DRIFT

    @abstractmethod
    def distance(self, before: Counts, now: Counts) -> float: ...

    @abstractmethod
    def like_psi(self, distance: float) -> float:
        """What behaves as PSI does for small differences; deciles get their p-value by it."""

    @abstractmethod
    def method(self, bins: str) -> str:
        """How value and p-value are computed, over `bins`."""

    def moves(self, facts: FieldFacts) -> Dimension:
        """What it tells of a column that moved."""
        return drift_dimension(facts)

    def measure(self, pair: Pair) -> Iterable[Measurement]:
        for facts, before, now in pair.compared(numeric=True):
            spec = pair.current.spec.numeric[facts.name]
            x, y = before.numeric[facts.name], now.numeric[facts.name]
            yield too_few(self.key, facts, x.n, y.n, pair.options) or self._result(
                facts,
                decile_counts(x, spec),
                decile_counts(y, spec),
                decile_method(spec),
                edges=decile_edges(spec),
            )
        for facts, before, now in pair.compared(numeric=False):
            a, b = before.categorical[facts.name], now.categorical[facts.name]
            yield too_few(self.key, facts, a.n, b.n, pair.options) or self._result(
                facts,
                category_counts(a),
                category_counts(b),
                f"{len(a.counts)} categories of the reference and one for all others",
                p_value=stats.chi_square(*category_table(a, b)[:2])[1],
            )

    def _result(
        self,
        facts: FieldFacts,
        before: Counts,
        now: Counts,
        bins: str,
        *,
        edges: Sequence[float] = (),
        p_value: float | None = None,
    ) -> Measurement:
        value, n, m = self.distance(before, now), int(before.sum()), int(now.sum())
        if p_value is None:
            in_use = int(((before + now) > 0).sum())
            p_value = stats.psi_p_value(self.like_psi(value), n, m, in_use)
        return Measurement(
            self.key,
            value,
            m,
            self.method(bins),
            feature=facts.name,
            role=facts.role,
            dimension=self.moves(facts),
            p_value=p_value,
            effect=value,
            detail={"edges": list(edges)} if edges else {},
        )
