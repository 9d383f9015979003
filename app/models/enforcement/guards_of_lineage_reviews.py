"""Guards of a signed-off range of a lineage: it is there, it is sealed, and it is what it says."""

from __future__ import annotations

from collections.abc import Iterator

from app.models.enforcement.dialect import POSTGRESQL, Words
from app.models.enforcement.guard import Guard
from app.models.enforcement.guards_of_keys import signature_guards


def lineage_review_guards(words: Words) -> Iterator[Guard]:
    """The owner of these counts every event of the model: who reads fewer can't sign for them."""
    yield Guard("actor.forged", f"NEW.created_by {words.differs} {words.actor}")
    if words.not_now:
        yield Guard("write.time", words.not_now.format(time="NEW.created_at"))
    s = words.schema
    of_model = (
        f"{s}audit_leaf l JOIN {s}audit_event e ON e.id = l.event_id"
        " WHERE e.model_id = NEW.model_id AND l.position"
    )
    ends = (f"EXISTS (SELECT 1 FROM {of_model} = NEW.{end}_position)" for end in ("first", "last"))
    is_range = f"NEW.first_position <= NEW.last_position AND {' AND '.join(ends)}"
    yield Guard("lineage_review.range", f"NOT ({is_range})")
    sealed = f"coalesce((SELECT max(h.size) FROM {s}tree_head h), 0)"
    yield Guard("lineage_review.unsealed", f"NEW.last_position >= {sealed}")
    within = f"{of_model} BETWEEN NEW.first_position AND NEW.last_position"
    count = f"(SELECT count(*) FROM {within})"
    yield Guard("lineage_review.events", f"NEW.events <> {count}")
    own = f"(SELECT count(*) FROM {within} AND e.actor_id = {words.actor})"
    yield Guard("lineage_review.own", f"NEW.own_events <> {own}")
    line, nothing = _line(words)
    digest = words.of_parts.format(part=line, order="l.position", of=within, end=nothing)
    yield Guard("lineage_review.digest", f"NEW.sha256 <> {digest}")
    yield Guard("lineage_review.reason", words.is_blank("NEW.reason"))
    yield from signature_guards(words, "lineage_review.unsigned")


def _line(words: Words) -> tuple[str, str]:
    """The bytes that `rules/lineage_reviews.range_digest` takes of each event, and no bytes."""
    if words is POSTGRESQL:
        return "convert_to(concat(l.position, ' ', l.sha256, chr(10)), 'UTF8')", "''::bytea"
    return "l.position || ' ' || l.sha256 || char(10)", "''"
