"""Guards of people: their accounts, their roles, and what is theirs alone."""

from __future__ import annotations

from collections.abc import Iterator

from app.models.enforcement.dialect import Words
from app.models.enforcement.guard import Guard, quoted, reworded_guard
from app.models.rules.accounts import PERSON, RESERVED_LOGINS
from app.models.rules.role_requests import ACTIONS
from app.models.rules.roles import ROLE_CONFLICTS, Role
from app.models.rules.tasks import REASON_MINIMUM


def membership_guards(words: Words) -> Iterator[Guard]:
    yield Guard("membership.own", f"NEW.person_id = {words.actor}")
    if words.not_now:
        yield Guard("write.time", words.not_now.format(time="NEW.valid_from"))
    yield from _role_guards(words)
    yield Guard("membership.conflict", _conflict(words))
    yield Guard("person.closed", _is_closed(words))
    yield _by_request(words)


def membership_update_guards(words: Words) -> Iterator[Guard]:
    """A role that has ended, or will, is not brought back to life: it is granted anew."""
    yield Guard("membership.own", f"NEW.person_id = {words.actor}")
    longer = "NEW.valid_until IS NULL OR NEW.valid_until > OLD.valid_until"
    ended = "OLD.valid_until IS NOT NULL"
    yield Guard("membership.ended", longer, when=ended)
    yield _by_request(words)


def _by_request(words: Words) -> Guard:
    """Where a team works, only the triggers of a confirmed request and of a closed account write
    memberships. A workspace in a file is for one person, who has no second one to ask."""
    is_team = f"(SELECT w.is_team FROM {words.schema}workspace w)"
    return Guard("membership.by_request", words.is_direct, when=is_team)


def _role_guards(words: Words) -> Iterator[Guard]:
    yield Guard("membership.worker", f"NEW.role = '{Role.WORKER}'")
    unknown = quoted([str(role) for role in Role])
    yield Guard("membership.unknown_role", f"NEW.role NOT IN ({unknown})")


def _conflict(words: Words) -> str:
    pairs = " OR ".join(
        f"(NEW.role = '{one}' AND m.role = '{other}')"
        for pair in ROLE_CONFLICTS
        for one, other in (pair, pair[::-1])
    )
    return (
        f"EXISTS (SELECT 1 FROM {words.schema}membership m WHERE m.person_id = NEW.person_id"
        f" AND (m.valid_until IS NULL OR m.valid_until > {words.now}) AND ({pairs}))"
    )


def _is_closed(words: Words) -> str:
    return (
        f"EXISTS (SELECT 1 FROM {words.schema}person p WHERE p.id = NEW.person_id"
        " AND p.closed_at IS NOT NULL)"
    )


def role_request_guards(words: Words) -> Iterator[Guard]:
    """Who asks says nothing in another's name, and asks for what could be confirmed."""
    yield Guard("actor.forged", f"NEW.asked_by {words.differs} {words.actor}")
    yield from _possible(words)


def _possible(words: Words) -> Iterator[Guard]:
    yield Guard("role_request.action", f"NEW.action NOT IN ({quoted(ACTIONS)})")
    yield from _role_guards(words)
    held = (
        f"EXISTS (SELECT 1 FROM {words.schema}membership m WHERE m.person_id = NEW.person_id"
        f" AND m.role = NEW.role AND m.unit_id = NEW.unit_id"
        f" AND (m.valid_until IS NULL OR m.valid_until > {words.now}))"
    )
    yield Guard("role_request.held", held, when="NEW.action = 'grant'")
    yield Guard("role_request.not_held", f"NOT {held}", when="NEW.action = 'end'")
    yield Guard("membership.conflict", _conflict(words), when="NEW.action = 'grant'")
    yield Guard("person.closed", _is_closed(words), when="NEW.action = 'grant'")


def role_request_update_guards(words: Words) -> Iterator[Guard]:
    """Who confirms is neither who asked nor who gets the role."""
    yield Guard("role_request.closed", "OLD.state <> 'asked'")
    becomes = "NEW.state = '{}' AND OLD.state <> NEW.state"
    confirmed = becomes.format("confirmed")
    same = f"{words.actor} IN (OLD.asked_by, OLD.person_id)"
    yield Guard("role_request.second", same, when=confirmed)
    others = f"OLD.asked_by <> {words.actor}"
    yield Guard("request.not_yours", others, when=becomes.format("withdrawn"))
    answered = f"({confirmed}) OR ({becomes.format('refused')})"
    forged = f"NEW.answered_by {words.differs} {words.actor}"
    yield Guard("actor.forged", forged, when=answered)
    claimed = f"NEW.answered_by {words.differs} OLD.answered_by"
    yield Guard("actor.forged", f"NOT ({answered})", when=claimed)
    yield reworded_guard(words, becomes.format("refused"))
    for guard in _possible(words):
        when = f"({confirmed}) AND {guard.when}" if guard.when else confirmed
        yield Guard(guard.code, guard.violated_if, when=when)


def person_guards(words: Words) -> Iterator[Guard]:
    """People belong to the whole bank; a login, once it is somebody's, stays theirs."""
    yield _at_root(words)
    new_login = f"NEW.login {words.differs} OLD.login"
    yield Guard("person.login", "OLD.login IS NOT NULL", when=new_login)
    yield _named(words, when=f"NEW.full_name {words.differs} OLD.full_name")
    yield _unreserved()
    closed = f"NEW.closed_at {words.differs} OLD.closed_at"
    yield Guard("person.closed", "OLD.closed_at IS NOT NULL", when=closed)
    yield Guard("membership.own", f"NEW.id = {words.actor}", when=closed)
    # Their role ends first, as a second administrator confirms: else one would end all the others.
    administers = (
        f"EXISTS (SELECT 1 FROM {words.schema}membership m WHERE m.person_id = NEW.id"
        f" AND m.role = '{Role.ADMINISTRATOR}'"
        f" AND (m.valid_until IS NULL OR m.valid_until > {words.now}))"
    )
    yield Guard("person.administers", administers, when=closed)
    yield Guard("person.service", f"OLD.kind <> '{PERSON}'", when=closed)
    if words.not_now:
        yield Guard("write.time", words.not_now.format(time="NEW.closed_at"), when=closed)
    short = f"length({words.bare.format('NEW.reason')}) < {REASON_MINIMUM}"
    yield Guard("person.reason", short, when=closed)
    said = f"NEW.reason {words.differs} OLD.reason"
    yield Guard("person.reworded", f"NOT ({closed})", when=said)


def person_insert_guards(words: Words) -> Iterator[Guard]:
    """The service is made with the workspace: what else says it is no person would be none."""
    yield _at_root(words)
    yield Guard("person.kind", f"NEW.kind <> '{PERSON}'")
    yield from _handle_guards(words)
    yield _named(words)
    yield _unreserved()
    yield Guard("person.reworded", "NEW.reason <> ''")


def _handle_guards(words: Words) -> Iterator[Guard]:
    """A handle is read as the person: it can be seen and typed, and is nobody else's."""
    yield Guard("person.handle", words.no_handle.format("NEW.handle"))
    folded = words.folded.format
    same = f"{folded('p.handle')} = {folded('NEW.handle')}"
    taken = f"EXISTS (SELECT 1 FROM {words.schema}person p WHERE {same})"
    yield Guard("person.handle_taken", taken)


def _named(words: Words, *, when: str = "") -> Guard:
    return Guard("person.name", words.is_blank("NEW.full_name"), when=when)


def _at_root(words: Words) -> Guard:
    administers = words.has_role_at_root(f"'{Role.ADMINISTRATOR}'")
    return Guard("person.root", f"NOT {administers}")


def _unreserved() -> Guard:
    """A duty granted to such a login would be granted to all who hold it."""
    patterns = (f"{one.replace('_', '~_')}%" for one in RESERVED_LOGINS)
    reserved = " OR ".join(f"NEW.login LIKE '{one}' ESCAPE '~'" for one in patterns)
    return Guard("person.reserved", reserved, when="NEW.login IS NOT NULL")


def own_guards(words: Words) -> Iterator[Guard]:
    """What belongs to a person at work is written by that person alone."""
    yield Guard("actor.forged", f"NEW.person_id {words.differs} {words.actor}")


def presence_guards(words: Words) -> Iterator[Guard]:
    """Who looks at something does so now: nobody stays, or was there, by saying another time."""
    yield from own_guards(words)
    if words.not_now:
        yield Guard("write.time", words.not_now.format(time="NEW.seen_at"))
