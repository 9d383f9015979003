"""Guards of where versions are and run: places and deployments."""

from __future__ import annotations

from collections.abc import Iterator

from app.models.enforcement.dialect import Words
from app.models.enforcement.guard import (
    Guard,
    asks_for_approval,
    asks_for_signatures,
    is_on_path,
    is_short,
    parent_unit,
    quoted,
)
from app.models.rules.pauses import OF_ALL, PAUSERS
from app.models.rules.windows import FROZEN_KINDS, ONCE_AT_MOST_DAYS, WEEKLY_AT_MOST_DAYS


def placement_guards(words: Words) -> Iterator[Guard]:
    """Into production and protected stages by an accepted request alone; elsewhere the service may
    need none. Where one is named, whoever names it, it is one that leads there.

    What was in place before its stage was protected is rolled back to as it was.
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
    again = (
        f"NEW.request_id IS NULL AND NEW.state = 'in_place' AND EXISTS (SELECT 1"
        f" FROM {s}placement o WHERE o.snapshot_id = NEW.snapshot_id AND o.stage_id = NEW.stage_id"
        " AND o.service_tag = NEW.service_tag AND o.request_id IS NULL"
        " AND o.placed_from IS NOT NULL)"
    )
    is_needed = (
        f"NEW.request_id IS NOT NULL OR NOT {worker} OR ({_is_asked_for(words)} AND NOT ({again}))"
    )
    yield Guard("placement.request", f"NOT {accepted} AND ({is_needed})")
    timed = "NEW.placed_from IS NOT NULL OR NEW.placed_until IS NOT NULL"
    yield Guard("write.time", f"({timed}) AND NOT {worker}")  # who promises it puts nothing there
    used = f"EXISTS (SELECT 1 FROM {s}placement o WHERE o.request_id = NEW.request_id)"
    yield Guard("placement.used", f"{used} AND NOT {worker}")


def placement_update_guards(words: Words) -> Iterator[Guard]:
    """What was promised before its stage was protected does not come into place after it."""
    placed = "OLD.state = 'promised' AND NEW.state = 'in_place'"
    needed = f"NEW.request_id IS NULL AND {_is_asked_for(words)}"
    yield Guard("placement.request", needed, when=placed)


def deployment_guards(words: Words) -> Iterator[Guard]:
    """It rests on the request that its place rests on, or on none where that needs none."""
    placed = f"(SELECT p.request_id FROM {words.schema}placement p WHERE p.id = NEW.placement_id)"
    yield Guard("deployment.request", f"NEW.request_id {words.differs} {placed}")


def deployment_insert_guards(words: Words) -> Iterator[Guard]:
    """Nobody asked yet that it is rolled back."""
    yield from deployment_guards(words)
    yield Guard("deployment.asked", "NEW.asked_id IS NOT NULL")


def deployment_update_guards(words: Words) -> Iterator[Guard]:
    """What was rolled back to is in its place anew, on the strength of the same request."""
    moved = f"NEW.placement_id {words.differs} OLD.placement_id"
    for guard in deployment_guards(words):
        yield Guard(guard.code, guard.violated_if, when=moved)
    yield from _word_guards(words)
    yield from _back_guards(words)


def _word_guards(words: Words) -> Iterator[Guard]:
    """Whose word a deployment names: it has one while it goes back, and where it went on it."""
    renamed = f"NEW.asked_id {words.differs} OLD.asked_id"
    named, unnamed = f"{renamed} AND NEW.asked_id IS NOT NULL", "NEW.asked_id IS NULL"
    yield Guard(
        "deployment.asked",
        "NEW.state NOT IN ('rolling_back', 'rolled_back', 'undeployed')",
        when="NEW.asked_id IS NOT NULL",
    )
    is_word = f"({_is_roll_back(words)}) OR ({_is_ended(words)})"
    yield Guard("deployment.asked", f"NOT ({is_word})", when=named)
    # A word on which it failed is no word for another try.
    used = (
        f"EXISTS (SELECT 1 FROM {words.schema}deployment_history h"
        " WHERE h.id = NEW.id AND h.asked_id = NEW.asked_id)"
    )
    yield Guard("deployment.asked_again", used, when=named)
    # Nobody's name is taken off but from what serves again.
    yield Guard("deployment.asked", "NEW.state <> 'deployed'", when=f"{renamed} AND {unnamed}")
    stepped = f"NEW.state {words.differs} OLD.state"
    going_back = "NEW.state IN ('rolling_back', 'rolled_back')"
    yield Guard(
        "deployment.asked",
        asks_for_signatures(words),
        when=f"{stepped} AND {going_back} AND {unnamed}",
    )


def _is_roll_back(words: Words) -> str:
    """It goes back, or goes on doing so, on the wish of a person that this one does."""
    is_meant = words.named_id.format(id="NEW.id", column="e.payload", name="deployment_id")
    return (
        "OLD.state IN ('deployed', 'rolling_back') AND NEW.state IN ('rolling_back', 'rolled_back')"
        f" AND EXISTS (SELECT 1 FROM {words.schema}engine_inbox e WHERE e.id = NEW.asked_id"
        f" AND e.kind = 'roll_back' AND e.created_by <> {words.actor} AND {is_meant})"
    )


def _is_ended(words: Words) -> str:
    """It is taken off its retired runtime on the word of a person that this has ended."""
    s = words.schema
    is_there = words.named_id.format(id="NEW.runtime_id", column="e.payload", name="runtime_id")
    named_too = words.elements.format(words.part.format(column="e.payload", name="deployments"))
    itself = f"CAST({words.id_fact.format('NEW.id')} AS text) IN ({named_too})"
    return (
        "OLD.state IN ('deployed', 'undeploying') AND NEW.state = 'undeployed'"
        f" AND EXISTS (SELECT 1 FROM {s}engine_inbox e WHERE e.id = NEW.asked_id"
        f" AND e.kind = 'runtime_ended' AND e.created_by <> {words.actor} AND {is_there}"
        f" AND {itself} AND e.consumed_at IS NULL AND EXISTS (SELECT 1 FROM {s}runtime r"
        " WHERE r.id = NEW.runtime_id AND r.state = 'retired'))"
    )


def _back_guards(words: Words) -> Iterator[Guard]:
    """What served before serves again by a roll back of what replaced it, or not at all.

    That is since it was taken off, and nothing else came to serve there since.
    """
    s = words.schema
    served = f"EXISTS (SELECT 1 FROM {s}deployment_history h WHERE h.id = NEW.id"
    served = f"{served} AND h.state = 'deployed')"
    rolled_back_at = (
        f"coalesce((SELECT min(p.recorded_from) FROM {s}deployment_history p"
        " WHERE p.id = d.id AND p.state = 'rolled_back'), d.recorded_from)"
    )
    serves_here = "{0}.runtime_id = NEW.runtime_id AND {0}.service_tag = NEW.service_tag"
    serves_here = f"{serves_here} AND {{0}}.state = 'deployed'"
    made_way = (
        f"EXISTS (SELECT 1 FROM {s}deployment d WHERE d.replaces_id = NEW.id"
        f" AND d.state = 'rolled_back' AND {rolled_back_at} >= OLD.recorded_from"
        f" AND NOT EXISTS (SELECT 1 FROM {s}deployment x WHERE {serves_here.format('x')})"
        f" AND NOT EXISTS (SELECT 1 FROM {s}deployment_history y WHERE"
        f" {serves_here.format('y')} AND y.recorded_from > {rolled_back_at}))"
    )
    serves = "NEW.state = 'deployed' AND OLD.state NOT IN ('deployed', 'rolling_back')"
    taken_off = "OLD.state = 'undeployed'"
    yield Guard("deployment.back", f"({taken_off} OR {served}) AND NOT {made_way}", when=serves)


def stage_insert_guards(words: Words) -> Iterator[Guard]:
    """Runtimes are found by the letters of a stage: those of production are nobody else's.

    As `rules/matching.py` compares them.
    """
    twin = (
        f"EXISTS (SELECT 1 FROM {words.schema}stage x WHERE {words.folded_tag('x.name')} ="
        f" {words.folded_tag('NEW.name')} AND (x.kind = 'production') <> (NEW.kind = 'production'))"
    )
    yield Guard("stage.kind", twin)
    # What was asked, approved and placed counts the stages that there were: another one between
    # them, or behind production, would be passed over, or gone to, by what nobody looked at.
    yield Guard("stage.in_use", _is_gone_through(words))


def _is_gone_through(words: Words) -> str:
    return (
        f"EXISTS (SELECT 1 FROM {words.schema}registered_model m"
        " WHERE m.stage_path_id = NEW.stage_path_id)"
    )


def stage_guards(words: Words) -> Iterator[Guard]:
    """Whose model goes through it does not say that fewer people are asked there.

    Nor does anybody say in which order: an approval was for the next stage as it was then.
    """
    s = words.schema
    mine = (
        f"EXISTS (SELECT 1 FROM {s}version_author v JOIN {s}model_version w ON w.id = v.version_id"
        f" JOIN {s}registered_model m ON m.id = w.model_id"
        f" WHERE v.person_id = {words.actor} AND m.stage_path_id = OLD.stage_path_id)"
    )
    yield Guard("model.own_work", mine, when="OLD.is_protected AND NOT NEW.is_protected")
    moved = f"NEW.position {words.differs} OLD.position"
    yield Guard("stage.order", _is_gone_through(words), when=moved)


def window_insert_guards(words: Words) -> Iterator[Guard]:
    """Maintenance of a runtime of the unit, or a freeze by an administrator: from, until, why."""
    yield from _of_whom(words)
    elsewhere = f"NEW.unit_id {words.differs} {parent_unit(words, 'runtime', 'runtime_id')}"
    frozen = "NEW.stage_id IS NOT NULL OR NEW.stage_kind <> ''"
    yield Guard("window.runtime", f"{elsewhere} OR {frozen}", when="NEW.runtime_id IS NOT NULL")
    both = f"NEW.stage_id IS NOT NULL OR NEW.stage_kind NOT IN ({quoted(FROZEN_KINDS)})"
    yield Guard("window.stage", both, when="NEW.stage_kind <> ''")
    yield Guard("window.stage", f"NOT {_is_stage_of(words)}", when="NEW.stage_id IS NOT NULL")
    span = {"since": "NEW.starts_at", "until": "NEW.ends_at"}
    long = words.is_days_apart.format(**span, days=ONCE_AT_MOST_DAYS)
    yield Guard("window.times", f"NEW.ends_at <= NEW.starts_at OR {long}")
    long = words.is_days_apart.format(**span, days=WEEKLY_AT_MOST_DAYS)
    yield Guard("window.weekly", f"{long} OR {words.is_blank('NEW.zone')}", when="NEW.is_weekly")
    yield Guard("window.reason", is_short(words, "reason"))


def window_guards(words: Words) -> Iterator[Guard]:
    """Who ends it says why; nothing else of it is reworded."""
    yield from _of_whom(words)
    ended = f"NEW.state = 'ended' AND NEW.state {words.differs} OLD.state"
    yield Guard("window.reason", is_short(words, "ended_reason"), when=ended)
    said = f"NEW.ended_reason {words.differs} OLD.ended_reason"
    yield Guard("window.closed", "NEW.state = OLD.state", when=said)


def pause_insert_guards(words: Words) -> Iterator[Guard]:
    """A connection that is recorded as paused has a reason; one that is not has none."""
    yield Guard("pause.reason", is_short(words, "pause_reason"), when="NEW.is_paused")
    yield Guard("pause.reworded", "NEW.pause_reason <> ''", when="NOT NEW.is_paused")


def store_insert_guards(words: Words) -> Iterator[Guard]:
    """Who records a store may pause it for whoever uses its name: nobody of a unit beside theirs.

    Of names that come into use later, `source.store` says it.
    """
    yield from pause_insert_guards(words)
    s = words.schema
    below = (
        f"EXISTS (SELECT 1 FROM {s}business_unit u WHERE u.id = NEW.unit_id"
        " AND u.parent_id IS NOT NULL)"
    )
    yield Guard("store.unit", below, when=f"NEW.name IN ({quoted(OF_ALL)})")
    for user in ("asset", "data_source"):
        beside = (
            f"EXISTS (SELECT 1 FROM {s}{user} x WHERE x.store = NEW.name AND NOT EXISTS (SELECT 1"
            f" FROM {s}unit_ancestor a WHERE a.unit_id = x.unit_id"
            " AND a.ancestor_id = NEW.unit_id))"
        )
        yield Guard("store.unit", beside)


def runtime_pause_guards(words: Words) -> Iterator[Guard]:
    """The service, which writes its state, does not pause it; nobody does where it is retired."""
    held = words.has_any_role(quoted(sorted(PAUSERS)), "OLD.unit_id")
    yield Guard("pause.role", f"NOT {held}", when=_is_turned(words))
    yield Guard("pause.retired", "OLD.state = 'retired'", when=_is_turned(words))
    yield from pause_guards(words)


def pause_guards(words: Words) -> Iterator[Guard]:
    """Who pauses a connection, or lets it go on, says why."""
    yield Guard("pause.reason", is_short(words, "pause_reason"), when=_is_turned(words))
    said = f"NEW.pause_reason {words.differs} OLD.pause_reason"
    yield Guard("pause.reworded", "NEW.is_paused = OLD.is_paused", when=said)


def _is_asked_for(words: Words) -> str:
    """The stage of a place is one that asks for approvals."""
    return (
        f"EXISTS (SELECT 1 FROM {words.schema}stage g WHERE g.id = NEW.stage_id"
        f" AND {asks_for_approval('g')})"
    )


def _is_turned(words: Words) -> str:
    return f"NEW.is_paused {words.differs} OLD.is_paused"


def _is_stage_of(words: Words) -> str:
    """The stage is of a path of the unit, of one above it, or of one below it."""
    s = words.schema
    return (
        f"EXISTS (SELECT 1 FROM {s}stage g JOIN {s}unit_ancestor a"
        " ON (a.unit_id = NEW.unit_id AND a.ancestor_id = g.unit_id)"
        " OR (a.unit_id = g.unit_id AND a.ancestor_id = NEW.unit_id) WHERE g.id = NEW.stage_id)"
    )


def _of_whom(words: Words) -> Iterator[Guard]:
    holds = words.has_role("'administrator'", "NEW.unit_id")
    yield Guard("window.freeze", f"NOT {holds}", when="NEW.runtime_id IS NULL")
