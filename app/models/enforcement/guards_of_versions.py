"""Guards of what a version consists of: after somebody approved it nothing is added to it.

On PostgreSQL who adds and who approves wait for each other: `postgresql.py` locks the version.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.models.enforcement.dialect import Words
from app.models.enforcement.guard import Guard, parent_unit
from app.models.enforcement.guards_of_paths import asset_guards
from app.models.rules.own_work import OF_JOBS
from app.models.rules.version_content import APPROVED, ASKED


def _requested(words: Words, state: str) -> str:
    """There is a request for the version in this state."""
    return (
        f"EXISTS (SELECT 1 FROM {words.schema}transition_request r"
        f" WHERE r.version_id = NEW.version_id AND r.state = '{state}')"
    )


def _approved(words: Words, when: str = "") -> Guard:
    """As `rules/version_content.py` says."""
    return Guard("version.approved", _requested(words, APPROVED), when=when)


def file_guards(words: Words) -> Iterator[Guard]:
    yield from asset_guards(words)
    yield _approved(words)
    yield Guard("asset.replaced", "NEW.replaced_by IS NOT NULL")


def file_update_guards(words: Words) -> Iterator[Guard]:
    """A file gives way once, to another one of its version that is there: so none just vanishes."""
    replaced = f"NEW.replaced_by {words.differs} OLD.replaced_by"
    other = (
        f"EXISTS (SELECT 1 FROM {words.schema}asset x WHERE x.id = NEW.replaced_by"
        " AND x.id <> OLD.id AND x.version_id = OLD.version_id AND x.replaced_by IS NULL)"
    )
    yield Guard("asset.replaced", f"OLD.replaced_by IS NOT NULL OR NOT {other}", when=replaced)
    yield _approved(words, when=replaced)


def training_guards(words: Words) -> Iterator[Guard]:
    """What is told of it later would be read as what it was made of.

    What the service trained it tells itself, under the key of its job.
    """
    yield _approved(words)
    yield Guard("training.asked", _requested(words, ASKED))
    worker = words.has_role("'worker'", parent_unit(words, "model_version", "version_id"))
    named = f"substr(NEW.run_key, 1, {len(OF_JOBS)}) = '{OF_JOBS}'"
    yield Guard("training.of_service", f"NOT {worker}", when=named)


def field_guards(words: Words) -> Iterator[Guard]:
    """A column belongs to the newest edition, or begins the next one."""
    yield _approved(words)
    newest = (
        f"(SELECT coalesce(max(f.edition), 0) FROM {words.schema}schema_field f"
        " WHERE f.version_id = NEW.version_id)"
    )
    yield Guard("schema.edition", f"NEW.edition - {newest} NOT IN (0, 1) OR NEW.edition < 1")
