"""Who has written in a row, in SQL: their step is told, and bound, as the writer's own."""

from __future__ import annotations

from app.models.enforcement.dialect import Words


def has_written(words: Words, table: str) -> str:
    """The actor stored this version, or changed it since, if only its state."""
    return (
        f"(OLD.recorded_by = {words.actor} OR EXISTS (SELECT 1 FROM"
        f" {words.schema}{table}_history h"
        f" WHERE h.id = OLD.id AND h.recorded_by = {words.actor}))"
    )
