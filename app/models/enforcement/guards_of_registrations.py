"""Guards of asking for a model to be registered, and of the answer."""

from __future__ import annotations

from collections.abc import Iterator

from app.models.enforcement.dialect import Words
from app.models.enforcement.guard import Guard, quoted
from app.models.rules.registrations import (
    ASKED,
    DECLINED,
    LONGEST,
    REGISTERED,
    REGISTRARS,
    WITHDRAWN,
)
from app.models.rules.tasks import REASON_MINIMUM
from app.models.rules.transitions import UNDECIDED


def registration_insert_guards(words: Words) -> Iterator[Guard]:
    """Who asks does so in their own name, says enough, asks for what is not there yet, and
    somebody who may do it."""
    yield Guard("actor.forged", f"NEW.asked_by {words.differs} {words.actor}")
    blank = " OR ".join(words.is_blank(f"NEW.{one}") for one in ("name", "purpose", "source"))
    yield Guard("registration.words", blank)
    over = " OR ".join(f"length(NEW.{one}) > {longest}" for one, longest in LONGEST.items())
    yield Guard("text.size", over)
    known = (
        f"EXISTS (SELECT 1 FROM {words.schema}registered_model m"
        f" JOIN {words.schema}unit_ancestor a ON a.unit_id = m.unit_id"
        f" WHERE m.name_folded = {words.folded.format('NEW.name')}"
        " AND a.ancestor_id = NEW.unit_id)"
    )
    yield Guard("registration.known", known)
    roles = quoted(sorted(map(str, REGISTRARS)))
    may = words.person_has_any_role("NEW.meant_id", roles, "NEW.unit_id")
    yield Guard("registration.person", f"NOT {may}", when="NEW.meant_id IS NOT NULL")
    if words.not_now:
        yield Guard("write.time", words.not_now.format(time="NEW.asked_at"))
    answer = ("answered_by", "model_id", "version_id")
    said = " OR ".join(f"NEW.{one} IS NOT NULL" for one in answer)
    yield Guard("registration.unasked", said)


def registration_guards(words: Words) -> Iterator[Guard]:
    """It is answered once, by whom the answer names; what it became is there to be looked at."""
    becomes = "(NEW.state = '{}' AND OLD.state <> NEW.state)"
    declined, registered = becomes.format(DECLINED), becomes.format(REGISTERED)
    yield Guard("registration.closed", f"OLD.state <> '{ASKED}'")
    others = f"OLD.asked_by {words.differs} {words.actor}"
    yield Guard("request.not_yours", others, when=becomes.format(WITHDRAWN))
    forged = f"NEW.answered_by {words.differs} {words.actor}"
    yield Guard("actor.forged", forged, when=f"({declined} OR {registered})")
    claimed = f"NEW.answered_by {words.differs} OLD.answered_by"
    yield Guard("actor.forged", f"NOT ({declined} OR {registered})", when=claimed)
    said = words.bare.format("NEW.reason")
    yield Guard("registration.reason", f"length({said}) < {REASON_MINIMUM}", when=declined)
    yield Guard("text.size", f"length(NEW.reason) > {LONGEST['reason']}", when=declined)
    reworded = f"NEW.reason {words.differs} OLD.reason"
    yield Guard("registration.reason", f"NOT {declined}", when=reworded)
    there = (
        f"EXISTS (SELECT 1 FROM {words.schema}model_version v"
        f" JOIN {words.schema}unit_ancestor a ON a.unit_id = v.unit_id"
        " WHERE v.id = NEW.version_id AND v.model_id = NEW.model_id"
        " AND a.ancestor_id = NEW.unit_id)"
    )
    yield Guard("registration.version", f"NOT {there}", when=registered)
    under_way = (
        f"EXISTS (SELECT 1 FROM {words.schema}transition_request r"
        f" WHERE r.version_id = NEW.version_id AND r.state IN ({quoted(UNDECIDED)}))"
    )
    yield Guard("registration.under_way", under_way, when=registered)
    named = " OR ".join(
        f"(NEW.{one} {words.differs} OLD.{one})" for one in ("model_id", "version_id")
    )
    yield Guard("registration.version", f"NOT {registered}", when=f"({named})")
