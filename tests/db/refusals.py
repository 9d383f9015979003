"""Every write that is refused for one reason alone."""

from __future__ import annotations

from tests.db import (
    refusals_of_decisions,
    refusals_of_definitions,
    refusals_of_deployments,
    refusals_of_frameworks,
    refusals_of_lineage_reviews,
    refusals_of_models,
    refusals_of_monitors,
    refusals_of_people,
    refusals_of_places,
    refusals_of_records,
    refusals_of_registrations,
    refusals_of_signed_acts,
    refusals_of_sizes,
    refusals_of_snapshots,
    refusals_of_versions,
    refusals_of_work,
)

REFUSALS = (
    *refusals_of_decisions.REFUSALS,
    *refusals_of_people.REFUSALS,
    *refusals_of_models.REFUSALS,
    *refusals_of_work.REFUSALS,
    *refusals_of_definitions.REFUSALS,
    *refusals_of_deployments.REFUSALS,
    *refusals_of_frameworks.REFUSALS,
    *refusals_of_lineage_reviews.REFUSALS,
    *refusals_of_monitors.REFUSALS,
    *refusals_of_places.REFUSALS,
    *refusals_of_records.REFUSALS,
    *refusals_of_registrations.REFUSALS,
    *refusals_of_signed_acts.REFUSALS,
    *refusals_of_sizes.REFUSALS,
    *refusals_of_snapshots.REFUSALS,
    *refusals_of_versions.REFUSALS,
)
