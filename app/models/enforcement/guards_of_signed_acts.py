"""Guards of steps that people sign: no such step without the act, no act of what is not there."""

from __future__ import annotations

from collections.abc import Iterator

from app.models.enforcement.dialect import Words
from app.models.enforcement.guard import Guard, asks_for_signatures, quoted
from app.models.enforcement.guards_of_keys import key_in_force_guard
from app.models.rules.keys import DECISION
from app.models.rules.rights import MODEL, RIGHTS, TableRights
from app.models.rules.roles import Role
from app.models.rules.scanned import SCANNED
from app.models.rules.signed_acts import KEYED, SIGNED_STEPS, WHERE_KEYED
from app.models.rules.transitions import Thing

TABLE_OF: dict[Thing, TableRights] = {
    thing: rights for thing in SIGNED_STEPS for rights in RIGHTS if rights.thing is thing
}


def signed_act_guards(words: Words) -> Iterator[Guard]:
    """Somebody signs, as themselves and now, a step that they may take with a row as it stands."""
    yield Guard("actor.forged", f"NEW.created_by {words.differs} {words.actor}")
    if words.not_now:
        yield Guard("write.time", words.not_now.format(time="NEW.created_at"))
    yield Guard("act.subject", f"NOT ({' OR '.join(_subjects(words))})")
    yield still_signs_guard(words)
    yield Guard("act.unsigned", "NEW.signature = ''")
    yield key_in_force_guard(words)


def still_signs_guard(words: Words) -> Guard:
    """As it is signed, and as it is stored: who signs holds a role that takes this step."""
    roles = (
        f"SELECT t.role FROM {words.schema}allowed_transition t WHERE t.thing = NEW.thing"
        " AND t.target = NEW.state"
    )
    return Guard("transition.refused", f"NOT {words.has_any_role(roles, 'NEW.unit_id')}")


def _subjects(words: Words) -> Iterator[str]:
    """SQL for each thing: this step is signed, and leads on from the row as it was read.

    An act beside a step that nobody can take any more would only be there to be found broken.
    """
    for thing, targets in SIGNED_STEPS.items():
        rights = TABLE_OF[thing]
        is_of_model = rights.parent == MODEL
        model = "NEW.model_id = o.model_id" if is_of_model else "NEW.model_id IS NULL"
        yield (
            f"(NEW.thing = '{thing}' AND NEW.state IN ({quoted(targets)}) AND EXISTS (SELECT 1"
            f" FROM {words.schema}{rights.table} o WHERE o.id = NEW.object_id"
            f" AND o.unit_id = NEW.unit_id AND o.row_version = NEW.of_version AND {model}"
            f"{' AND o.request_id IS NULL' if thing is Thing.FINDING else ''}"
            f" AND EXISTS (SELECT 1 FROM {words.schema}allowed_transition t"
            f" WHERE t.thing = NEW.thing AND t.source = o.state AND t.target = NEW.state)))"
        )


def signed_step_guards(rights: TableRights, words: Words) -> Iterator[Guard]:
    """A step that is signed is not taken without; the service's own are told under its name.

    Of findings those that its scan makes are its own, and no other.
    """
    s, thing = words.schema, rights.thing
    if thing is None or thing not in SIGNED_STEPS:
        return
    worker = words.has_role_anywhere(f"'{Role.WORKER}'")
    taken = f"NEW.state {words.differs} OLD.state AND NEW.state IN ({quoted(SIGNED_STEPS[thing])})"
    if thing is Thing.FINDING:  # but for a review, which is signed in its own row
        own = f"({worker} AND OLD.kind IN ({quoted(SCANNED)}))"
        taken += f" AND OLD.request_id IS NULL AND NOT {own}"
    else:
        taken += f" AND NOT {worker}"
    is_asked = asks_for_signatures(words)
    if thing in WHERE_KEYED:
        is_asked += (
            f" AND EXISTS (SELECT 1 FROM {s}signing_key k WHERE k.person_id = {words.actor}"
            f" AND k.state IN ({quoted(KEYED)}) AND k.purpose = '{DECISION}')"
        )
    is_signed = (
        f"EXISTS (SELECT 1 FROM {s}signed_act a WHERE a.object_id = NEW.id"
        f" AND a.thing = '{thing}' AND a.state = NEW.state AND a.of_version = OLD.row_version"
        f" AND a.created_by = {words.actor})"
    )
    yield Guard("act.unsigned", f"{is_asked} AND NOT {is_signed}", when=taken)
