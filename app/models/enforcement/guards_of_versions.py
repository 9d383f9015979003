"""Guards of what a version consists of: after somebody approved it nothing is added to it."""

from __future__ import annotations

from collections.abc import Iterator

from app.models.enforcement.dialect import Words
from app.models.enforcement.guard import Guard
from app.models.enforcement.guards_of_paths import asset_guards


def _approved(words: Words) -> Guard:
    """As `services/adding_files.py` says."""
    accepted = (
        f"EXISTS (SELECT 1 FROM {words.schema}transition_request r"
        " WHERE r.version_id = NEW.version_id AND r.state = 'accepted')"
    )
    return Guard("version.approved", accepted)


def file_guards(words: Words) -> Iterator[Guard]:
    yield from asset_guards(words)
    yield _approved(words)


def field_guards(words: Words) -> Iterator[Guard]:
    """A column belongs to the newest edition, or begins the next one."""
    yield _approved(words)
    newest = (
        f"(SELECT coalesce(max(f.edition), 0) FROM {words.schema}schema_field f"
        " WHERE f.version_id = NEW.version_id)"
    )
    yield Guard("schema.edition", f"NEW.edition - {newest} NOT IN (0, 1) OR NEW.edition < 1")
