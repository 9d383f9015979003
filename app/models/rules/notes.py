"""What is said about a request while it is decided: questions, answers, other words."""

from __future__ import annotations

from dataclasses import dataclass

from app.models.rules.blank import bare
from app.models.rules.blockers import Blocker
from app.models.rules.transitions import UNDECIDED

QUESTION, ANSWER, COMMENT = KINDS = ("question", "answer", "comment")
LONGEST = 10_000  # letters


@dataclass(frozen=True, slots=True)
class NoteFacts:
    """`answers`: the kind of the note of the same request that this one answers; empty: none."""

    kind: str
    text: str
    request_state: str
    answers: str = ""


def note_blockers(facts: NoteFacts) -> tuple[Blocker, ...]:
    """Why this can't be said here. Who may is a matter of rights."""
    found = []
    if facts.kind not in KINDS:
        found.append(Blocker("note.kind"))
    if not bare(facts.text) or len(facts.text) > LONGEST:
        found.append(Blocker("note.text", longest=LONGEST))
    if facts.request_state not in UNDECIDED:
        found.append(Blocker("request.closed"))
    if facts.answers != (QUESTION if facts.kind == ANSWER else ""):
        found.append(Blocker("note.answer"))
    return tuple(found)
