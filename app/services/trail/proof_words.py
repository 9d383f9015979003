"""What a proof says, in words: its events as the trail tells them, and the story of a decision.

The file has ids where people know names. So they are read in the workspace, for the page beside a
proof from which nothing was left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import texts
from app.models.queries.events import EventRow, load_event_rows
from app.models.tables.applications import DecisionRecord
from app.models.tables.trail import AuditEvent
from app.services.story import tell_story
from app.services.story_text import prose
from app.services.trail.export import Wanted
from app.services.trail.proof_facts import ProofFacts, ToldEvent

When = Callable[[datetime], str]
Say = Callable[[EventRow], str]


def plain(row: EventRow) -> str:
    return texts.event(row.tag, row.words)


@dataclass(frozen=True, slots=True)
class ProofWords:
    """Sentences and subjects by the ids of events, the story of each decision by its id."""

    sentences: Mapping[int, str] = field(default_factory=dict)
    subjects: Mapping[int, str] = field(default_factory=dict)  # of what came to production
    stories: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def of(self, event: ToldEvent) -> str:
        """What was done; of an event that only the file tells of, of which kind it is."""
        return self.sentences.get(event.id) or texts.act(event.tag)


def load_proof_words(
    session: Session, facts: ProofFacts, wanted: Wanted, when: When, say: Say = plain
) -> ProofWords:
    """Nothing for a proof from which names and reasons were left out.

    Args:
        when: writes a time.
        say: says what was done, after the actor's name.
    """
    if facts.is_redacted:
        return ProofWords()
    came = {one.came.id for one in facts.served}
    ids = {*(one.id for one in facts.events), *came}
    events = session.scalars(select(AuditEvent).where(AuditEvent.id.in_(ids))).all()
    rows = load_event_rows(session, events)
    return ProofWords(
        {row.id: say(row) for row in rows},
        {row.id: row.subject for row in rows if row.id in came},
        dict(_story(session, session.get_one(DecisionRecord, key), when) for key in wanted.records),
    )


def _story(session: Session, record: DecisionRecord, when: When) -> tuple[str, tuple[str, ...]]:
    story = tell_story(
        session,
        record.decision_id,
        application=record.application_id,
        version=record.version_id,
    )
    return record.decision_id, tuple(prose(story, when=when))
