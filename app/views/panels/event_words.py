"""What happened, as the window says it: with tests called by their names, as everywhere in it."""

from __future__ import annotations

from app import texts
from app.models.queries.events import EventRow
from app.views.panels.limits import alert_words


def event_words(one: EventRow) -> str:
    """The words after the actor's name."""
    words = one.words
    if one.object_type == "alert" and isinstance(words.get("title"), str):
        words = {**words, "title": alert_words(str(words["title"]))}
    return texts.event(one.tag, words)
