"""Business texts in the reader's language: blockers, events, verdicts. Gettext, no Qt.

Codes and parameters are stored; words are made here, for whoever reads.
"""

from app.texts.columns import DERIVED
from app.texts.events import EVENTS
from app.texts.languages import (
    LANGUAGES,
    PSEUDO,
    catalogue,
    first_known,
    language,
    pseudo,
    read_catalogue,
    set_language,
    translated,
)
from app.texts.limits import limit, number
from app.texts.marks import N_
from app.texts.process_changes import process_detail, process_part, span
from app.texts.telling import (
    BLOCKERS,
    LONGEST,
    act,
    blocker,
    coded,
    column,
    event,
    fix,
    heading,
    in_full,
    is_deployed_again,
    is_over,
    is_raised_again,
    is_unasked,
    message,
    named,
    person_name,
    role_name,
    step_name,
    stored_words,
    titled,
    told,
    told_by_check,
    told_by_commands,
    why,
    word,
)
from app.texts.words import CODED, ROLE_NAMES, SERVICE, WORDS

__all__ = [
    "BLOCKERS", "CODED", "DERIVED", "EVENTS", "LANGUAGES", "LONGEST", "N_", "PSEUDO", "ROLE_NAMES",
    "SERVICE", "WORDS", "act", "blocker", "catalogue", "coded", "column", "event", "first_known",
    "fix", "heading", "in_full", "is_deployed_again", "is_over", "is_raised_again",
    "is_unasked", "language", "limit", "message", "named", "number",
    "person_name", "process_detail", "process_part", "pseudo", "read_catalogue", "role_name",
    "set_language", "span", "step_name", "stored_words", "titled", "told", "told_by_check",
    "told_by_commands", "translated", "why", "word",
]  # fmt: skip
