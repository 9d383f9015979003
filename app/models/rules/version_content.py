"""When something may still be added to what a version consists of."""

from __future__ import annotations

from collections.abc import Collection

from app.models.rules.blockers import Blocker

VERSION_CONTENT = ("asset", "schema_field", "training_record")
APPROVED, ASKED = "accepted", "pending"  # states of a request


def file_blockers(requests: Collection[str]) -> tuple[Blocker, ...]:
    """Why a version gets no further file, by the states of the requests for it."""
    return (Blocker("version.approved"),) if APPROVED in requests else ()


def training_blockers(requests: Collection[str]) -> tuple[Blocker, ...]:
    """Why no training is told of a version: who decides on it saw how it was trained."""
    asked = (Blocker("training.asked"),) if ASKED in requests else ()
    return (*file_blockers(requests), *asked)
