"""Guards of where versions are and run: places and deployments."""

from __future__ import annotations

from collections.abc import Iterator

from app.models.enforcement.dialect import Words
from app.models.enforcement.guard import Guard, is_on_path, parent_unit


def placement_guards(words: Words) -> Iterator[Guard]:
    """In production by an accepted request alone; elsewhere the service may need none.

    Where one is named, whoever names it, it is one that leads there.
    """
    s = words.schema
    yield Guard("placement.stage", f"NOT {is_on_path(words)}")
    stage = f"(SELECT g.kind FROM {s}stage g WHERE g.id = NEW.stage_id)"
    yield Guard("placement.stage", f"NEW.stage_kind {words.differs} {stage}")
    accepted = (
        f"EXISTS (SELECT 1 FROM {s}transition_request r WHERE r.id = NEW.request_id"
        " AND r.state = 'accepted' AND r.version_id = NEW.version_id"
        " AND r.snapshot_id = NEW.snapshot_id AND r.stage_id = NEW.stage_id"
        " AND r.service_tag = NEW.service_tag)"
    )
    unit = parent_unit(words, "registered_model", "model_id")
    worker = words.has_role("'worker'", unit)
    is_needed = f"NEW.stage_kind = 'production' OR NEW.request_id IS NOT NULL OR NOT {worker}"
    yield Guard("placement.request", f"NOT {accepted} AND ({is_needed})")
    used = f"EXISTS (SELECT 1 FROM {s}placement o WHERE o.request_id = NEW.request_id)"
    yield Guard("placement.used", f"{used} AND NOT {worker}")


def deployment_guards(words: Words) -> Iterator[Guard]:
    """It rests on the request that its place rests on, or on none where that needs none."""
    placed = f"(SELECT p.request_id FROM {words.schema}placement p WHERE p.id = NEW.placement_id)"
    yield Guard("deployment.request", f"NEW.request_id {words.differs} {placed}")


def deployment_update_guards(words: Words) -> Iterator[Guard]:
    """What was rolled back to is in its place anew, on the strength of the same request."""
    moved = f"NEW.placement_id {words.differs} OLD.placement_id"
    for guard in deployment_guards(words):
        yield Guard(guard.code, guard.violated_if, when=moved)
