"""Whether a sign-off of a lineage was signed, and covers the events that it names."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.models.queries.lineage_reviews import LineageRange, load_range
from app.models.tables.governance import LineageReview
from app.models.tables.inventory import RegisteredModel
from app.services.signed_documents import lineage_review_facts
from app.services.signing import LINEAGE
from app.services.verifying.one_check import Verifying
from app.services.verifying.signatures import act_fault
from app.texts import N_

_TOLD_BY = "lineage_review.signed"
OTHER_RANGE = N_("the events of the range are others than those that were reviewed")


def _range_of(session: Session, row: LineageReview) -> LineageRange:
    of = row.first_position, row.last_position
    return load_range(session, row.model_id, *of, me=row.created_by)


def reads_range(session: Session, row: LineageReview) -> bool:
    """Whether this login reads as many events of the range as were signed off."""
    return _range_of(session, row).events >= row.events


def lineage_range_fault(session: Session, row: LineageReview) -> str:
    """Whether the events of the range are those that were signed off; empty where they are."""
    found = _range_of(session, row)
    return OTHER_RANGE if found.facts is None or found.facts.sha256 != row.sha256 else ""


def lineage_review_fault(check: Verifying, row: LineageReview) -> str:
    """Why this sign-off can't be relied on; empty where it can."""
    model, found = check.session.get(RegisteredModel, row.model_id), _range_of(check.session, row)
    if model is None or found.facts is None or found.facts.sha256 != row.sha256:
        return OTHER_RANGE
    facts = lineage_review_facts(check.session, row, model, row.created_by, marks=found.marks)
    return act_fault(check, row, row.created_by, _TOLD_BY, facts, domain=LINEAGE)


def lineage_signature_fault(check: Verifying, row: LineageReview) -> str:
    """The same without reading the range, so beside every list: whether this person signed it."""
    model = check.session.get(RegisteredModel, row.model_id)
    if model is None:
        return OTHER_RANGE
    facts = lineage_review_facts(check.session, row, model, row.created_by, marks="")
    del facts["marks"]
    return act_fault(check, row, row.created_by, _TOLD_BY, facts, domain=LINEAGE)
