"""Who worked on a model does not lower what is asked of it, whatever roles they hold beside."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from app.models.rules.blockers import Blocker

OF_JOBS = "job-"  # begins the key of what a job did: the service's own word
# Of a life cycle's binding: what a model must have, what stops it, and how it is watched after.
GUARDED_PARAMETERS = ("required", "block_from", "monitor_cron", "monitor_zone")

VALIDATIONS = ("validation", "validation_report")  # documents: of whoever judged the model


def is_own_validation(kind: str, *, added_by: UUID | None, asked_by: UUID | None) -> bool:
    """A validation is to be somebody else's than who wants the model on: else it is said."""
    return kind in VALIDATIONS and added_by is not None and added_by == asked_by


def own_work_blockers(*, is_less: bool, is_author: bool) -> tuple[Blocker, ...]:
    """`is_less`: it may ask for less afterwards; `is_author`: of a version of the model."""
    found = []
    if is_less and is_author:
        found.append(Blocker("model.own_work"))
    return tuple(found)


def changes_what_is_asked(before: Mapping[str, object], after: Mapping[str, object]) -> bool:
    """Of two sets of parameters: which of them asks for more, nothing but people can tell."""
    return any(before.get(name) != after.get(name) for name in GUARDED_PARAMETERS)
