"""What the scan for risks finds: kinds of findings that no person records."""

from __future__ import annotations

from enum import StrEnum

from app.models.rules.blockers import Blocker


class Kind(StrEnum):
    SECRET = "secret"
    LICENCE = "licence"
    DEPENDENCY = "dependency"
    PICKLE = "pickle"
    PERSONAL_DATA = "personal_data"
    DATA_PROTECTION = "data_protection"  # of a data source that the version reads


SCANNED = tuple(str(kind) for kind in Kind)


def kind_blockers(kind: str, *, is_service: bool) -> tuple[Blocker, ...]:
    """A finding recorded in the scan's name would speak for it: milder, and before it."""
    found = []
    if kind in SCANNED and not is_service:
        found.append(Blocker("finding.scanned"))
    return tuple(found)
