"""What stands behind one decision on a customer, as it was recorded on the day of the decision.

The answer is the same whenever it is asked: what changed later (a version was retired, an account
was closed, a waiver expired) does not belong to that day.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from app.models.queries.story import StoryFacts
from app.models.queries.story_answers import answered_by
from app.models.queries.story_measured import last_watched, tested_then, trained_by
from app.models.queries.story_records import asked_in, find_record
from app.models.queries.story_votes import requests_then, tried_then, waivers_then


def load_story(
    session: Session,
    decision_id: str,
    *,
    application: UUID | None = None,
    model: UUID | None = None,
    version: UUID | None = None,
) -> StoryFacts:
    """The facts behind a decision.

    Raises:
        InputError: nobody recorded it; or several versions or applications did, and none is named.
    """
    record = find_record(
        session, decision_id, application=application, model=model, version=version
    )
    answered = answered_by(session, record)
    requests = requests_then(session, answered, record.decided_at)
    trained, is_known = trained_by(session, answered.snapshot_id)
    return StoryFacts(
        asked=asked_in(session, record),
        answered=answered,
        requests=requests,
        tried=tried_then(session, answered, record.decided_at),
        tested=tested_then(session, answered, requests, record.decided_at),
        watched=last_watched(session, answered.snapshot_id, record.decided_at),
        waivers=waivers_then(session, answered.snapshot_id, record.decided_at),
        trained=trained,
        is_training_known=is_known,
    )
