"""Events of the trail, as `model history` and `lineage` show them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from app import texts
from app.command_line.output import listed, moment
from app.models.queries.events import EventRow
from app.models.queries.find import find_named
from app.models.queries.model_details import list_model_events


def list_events(session: Session, text: str) -> tuple[EventRow, ...]:
    """The events of `model`, or of `model:3` or `model v3`."""
    registered, version = find_named(session, text)
    return list_model_events(session, registered.id, version.id if version else None)


def event_document(row: EventRow) -> dict[str, object]:
    return {
        "id": row.id,
        "at": row.at,
        "tag": row.tag,
        "actor": row.actor,
        "object": row.object_type,
        "object_id": row.object_id,
        "model": row.model_name or None,
        "version": row.version,
        "sentence": texts.event(row.tag, row.words),
        "facts": row.facts,
        "texts": row.texts,
    }


def event_lines(events: Sequence[EventRow]) -> str:
    lines = [f"{moment(row.at)}  {row.actor}  {_said(row)}" for row in events]
    return listed(lines) or texts.told_by_commands("Nothing happened yet.")


def _said(row: EventRow) -> str:
    """The sentence of an event, with the reason that a person gave where it has none."""
    sentence = texts.event(row.tag, row.words)
    reason = texts.told(row.texts.get("reason", ""))
    return f"{sentence}: “{reason}”" if reason and reason not in sentence else sentence
