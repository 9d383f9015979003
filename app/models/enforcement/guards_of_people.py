"""Guards of people: their accounts, their roles, and what is theirs alone."""

from __future__ import annotations

from collections.abc import Iterator

from app.models.enforcement.dialect import Words
from app.models.enforcement.guard import Guard, quoted
from app.models.rules.roles import ROLE_CONFLICTS, Role


def membership_guards(words: Words) -> Iterator[Guard]:
    yield Guard("membership.own", f"NEW.person_id = {words.actor}")
    if words.not_now:
        yield Guard("write.time", words.not_now.format(time="NEW.valid_from"))
    yield Guard("membership.worker", f"NEW.role = '{Role.WORKER}'")
    unknown = quoted([str(role) for role in Role])
    yield Guard("membership.unknown_role", f"NEW.role NOT IN ({unknown})")
    pairs = " OR ".join(
        f"(NEW.role = '{one}' AND m.role = '{other}')"
        for pair in ROLE_CONFLICTS
        for one, other in (pair, pair[::-1])
    )
    conflict = (
        f"EXISTS (SELECT 1 FROM {words.schema}membership m WHERE m.person_id = NEW.person_id"
        f" AND (m.valid_until IS NULL OR m.valid_until > {words.now}) AND ({pairs}))"
    )
    yield Guard("membership.conflict", conflict)


def membership_update_guards(words: Words) -> Iterator[Guard]:
    """A role that has ended, or will, is not brought back to life: it is granted anew."""
    yield Guard("membership.own", f"NEW.person_id = {words.actor}")
    longer = "NEW.valid_until IS NULL OR NEW.valid_until > OLD.valid_until"
    ended = "OLD.valid_until IS NOT NULL"
    yield Guard("membership.ended", longer, when=ended)


def person_guards(words: Words) -> Iterator[Guard]:
    """People belong to the whole bank; a login, once it is somebody's, stays theirs."""
    administers = words.has_role_at_root(f"'{Role.ADMINISTRATOR}'")
    yield Guard("person.root", f"NOT {administers}")
    yield Guard(
        "person.login",
        "OLD.login IS NOT NULL",
        when=f"NEW.login {words.differs} OLD.login",
    )


def own_guards(words: Words) -> Iterator[Guard]:
    """What belongs to a person at work is written by that person alone."""
    yield Guard("actor.forged", f"NEW.person_id {words.differs} {words.actor}")
