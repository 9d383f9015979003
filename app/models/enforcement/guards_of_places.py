"""Guards of where versions are and run: places and deployments."""

from __future__ import annotations

from collections.abc import Iterator

from app.models.enforcement.dialect import Words
from app.models.enforcement.guard import Guard, is_on_path, parent_unit
from app.models.rules.tasks import REASON_MINIMUM
from app.models.rules.windows import ONCE_AT_MOST_DAYS, WEEKLY_AT_MOST_DAYS


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


def window_insert_guards(words: Words) -> Iterator[Guard]:
    """Maintenance of a runtime of the unit, or a freeze by an administrator: from, until, why."""
    yield from _of_whom(words)
    elsewhere = f"NEW.unit_id {words.differs} {parent_unit(words, 'runtime', 'runtime_id')}"
    yield Guard(
        "window.runtime", f"{elsewhere} OR NEW.stage <> ''", when="NEW.runtime_id IS NOT NULL"
    )
    span = {"since": "NEW.starts_at", "until": "NEW.ends_at"}
    long = words.is_days_apart.format(**span, days=ONCE_AT_MOST_DAYS)
    yield Guard("window.times", f"NEW.ends_at <= NEW.starts_at OR {long}")
    long = words.is_days_apart.format(**span, days=WEEKLY_AT_MOST_DAYS)
    yield Guard("window.weekly", f"{long} OR {words.is_blank('NEW.zone')}", when="NEW.is_weekly")
    yield Guard("window.reason", _is_short(words, "reason"))


def window_guards(words: Words) -> Iterator[Guard]:
    """Who ends it says why; nothing else of it is reworded."""
    yield from _of_whom(words)
    ended = f"NEW.state = 'ended' AND NEW.state {words.differs} OLD.state"
    yield Guard("window.reason", _is_short(words, "ended_reason"), when=ended)
    said = f"NEW.ended_reason {words.differs} OLD.ended_reason"
    yield Guard("window.closed", "NEW.state = OLD.state", when=said)


def _of_whom(words: Words) -> Iterator[Guard]:
    holds = words.has_role("'administrator'", "NEW.unit_id")
    yield Guard("window.freeze", f"NOT {holds}", when="NEW.runtime_id IS NULL")


def _is_short(words: Words, column: str) -> str:
    return f"length({words.stripped.format(f'NEW.{column}')}) < {REASON_MINIMUM}"
