"""Population stability index: how far a distribution moved; CSI where it is one feature's."""

from __future__ import annotations

from app.services.monitoring import stats
from app.services.monitoring.binned import BinnedDistance
from app.services.monitoring.measure import MEASURES, Dimension
from app.services.monitoring.profile import Counts
from app.services.monitoring.schema import FieldFacts, Role


@MEASURES.register("psi")
class Psi(BinnedDistance):
    key = "psi"
    label = "Population stability index"

    def distance(self, before: Counts, now: Counts) -> float:
        return stats.psi(before, now)

    def like_psi(self, distance: float) -> float:
        return distance

    def method(self, bins: str) -> str:
        return (
            f"PSI over {bins}; missing values left out; an empty bin counts as "
            f"{stats.SHARE_FLOOR:g}; asymptotic p-value"
        )

    def moves(self, facts: FieldFacts) -> Dimension:
        return Dimension.STABILITY if facts.role is Role.SCORE else super().moves(facts)
