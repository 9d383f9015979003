"""What happened, as the window says it: tests by their names, days as everywhere in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from app import texts
from app.models.queries.events import EventRow
from app.views.cells import moment
from app.views.panels.limits import alert_words, test_name

_ENDS = frozenset(("ends_at", "expires_at", "snoozed_until"))  # recorded to the microsecond, in UTC


def event_words(one: EventRow) -> str:
    """The words after the actor's name."""
    words = one.words
    if one.object_type == "alert" and isinstance(words.get("title"), str):
        words = {**words, "title": alert_words(str(words["title"]))}
    if one.object_type == "waiver" and isinstance(words.get("test"), str):
        words = {**words, "test": test_name(str(words["test"]))}
    if one.object_type == "raci" and "step" in words:
        names = (words["step"], words["life_cycle"])
        words = {**words, "about": " · ".join(texts.told(str(name)) for name in names)}
    if one.actor == texts.SERVICE and isinstance(words.get("reason"), str):
        words = {**words, "reason": texts.told(str(words["reason"]))}
    return texts.event(one.tag, {**words, **dict(_ends(words))})


def _ends(words: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for name in _ENDS:
        if isinstance(value := words.get(name), str):
            yield name, moment(datetime.fromisoformat(value))
