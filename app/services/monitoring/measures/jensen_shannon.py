"""Jensen-Shannon distance: bounded, symmetric, and defined for empty bins."""

from __future__ import annotations

from app.services.monitoring import stats
from app.services.monitoring.binned import BinnedDistance
from app.services.monitoring.measure import MEASURES
from app.services.monitoring.profile import Counts


@MEASURES.register("jensen_shannon")
class JensenShannon(BinnedDistance):
    key = "jensen_shannon"
    label = "Jensen-Shannon distance"

    def distance(self, before: Counts, now: Counts) -> float:
        return stats.jensen_shannon(before, now)

    def like_psi(self, distance: float) -> float:
        return 8 * distance**2  # of the divergence, eight times

    def method(self, bins: str) -> str:
        return f"Jensen-Shannon distance (natural logarithm) over {bins}; asymptotic p-value"
