"""Stored profiles drawn on the same bins; read in a thread, because it needs numpy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app.models.queries.heat_map import ProfilePair, load_profiles
from app.services.monitoring.distribution import Distribution, distribution
from app.services.monitoring.profile import Profile
from app.views.language import tr

BARS = 12


@dataclass(frozen=True, slots=True)
class Shown:
    """Why there is nothing to draw is said in `reason`."""

    feature: str
    fire_at: datetime
    distribution: Distribution | None
    reference_rows: int = 0
    current_rows: int = 0
    reason: str = ""
    is_counted: bool = True  # by value: else it has no distribution at all


def read_distribution(session: Any, run_id: UUID, feature: str) -> Shown:
    pair = load_profiles(session, run_id)
    if not pair.reference or not pair.current:
        missing = _why_missing(pair)
        return Shown(
            feature,
            pair.fire_at,
            None,
            reason=missing,
        )
    reference, current = Profile.loads(pair.reference), Profile.loads(pair.current)
    if reference.spec.edges_hash != current.spec.edges_hash:
        why = tr("They were counted on different edges, so they can't stand side by side.")
        return Shown(feature, pair.fire_at, None, reason=why)
    if feature not in current.numeric and feature not in current.categorical:
        return Shown(
            feature,
            pair.fire_at,
            None,
            reason=tr("{feature} is not counted by value.").format(feature=feature),
            is_counted=False,
        )
    found = distribution(reference, current, feature, BARS)
    return Shown(feature, pair.fire_at, found, pair.reference_rows, pair.current_rows)


def _why_missing(pair: ProfilePair) -> str:
    if not pair.current_rows and not pair.current:
        return tr("This run had no data.")
    if not pair.reference:
        return tr("The profile of the reference's data is not kept.")
    return tr("The profile of this run's data is not kept.")
