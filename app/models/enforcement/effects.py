"""What a database does by itself when a row has changed: roles granted, ended, projected.

A confirmed request changes the membership, and on PostgreSQL the duty of the login, in the
transaction that confirms it. A closed account loses every role in the transaction that closes it,
and what is still asked for it is refused with the same reason.
An emergency release leaves its review behind in the transaction that accepts it. Who asked for a
model to be registered is one of the authors of the version that was made for it: they don't approve
it. What was there before they asked, or has another name, is no work of theirs, whatever a
registrar answers them.
"""

from __future__ import annotations

from app.models.enforcement.dialect import Words
from app.models.rules.emergency import REVIEW, REVIEW_TITLE
from app.models.rules.registrations import REGISTERED

PROJECT_ALL = "mw.project_duties()"
_IS_HELD = "(valid_until IS NULL OR valid_until > {now})"
# The membership has the request's id: who looks at a role finds who asked and who confirmed.
_GRANT = (
    "INSERT INTO {s}membership (id, unit_id, person_id, role, valid_until, row_version)"
    " SELECT NEW.id, NEW.unit_id, NEW.person_id, NEW.role, NEW.valid_until, 1"
)
_END = (
    "UPDATE {s}membership SET valid_until = {now}, row_version = row_version + 1"
    " WHERE person_id = {person} AND {held}"
)
_CONFIRMED = "NEW.state = 'confirmed' AND OLD.state <> 'confirmed'"
# The review has the request's id: there is exactly one, and no client can take its place.
_REVIEW = (
    "INSERT INTO {s}finding (id, unit_id, model_id, version_id, snapshot_id, kind, severity, title,"
    " detail, place, fix, state, reason, request_id, review_roles, due_at, row_version)"
    " SELECT NEW.id, NEW.unit_id, NEW.model_id, NEW.version_id, NEW.snapshot_id, '{kind}', 'high',"
    " '{title}', NEW.reason, '', '', 'open', '', NEW.id, NEW.review_roles, {due}, 1"
)
_RELEASED = "NEW.is_emergency AND NEW.state = 'accepted' AND OLD.state <> 'accepted'"
_ASKED = (
    "INSERT INTO {s}version_author (version_id, person_id) SELECT NEW.version_id, NEW.asked_by"
    " WHERE {is_new} AND EXISTS (SELECT 1 FROM {s}model_version x"
    " JOIN {s}registered_model m ON m.id = x.model_id WHERE x.id = NEW.version_id"
    " AND x.created_at >= NEW.asked_at AND m.name_folded = {name})"
    " AND NOT EXISTS (SELECT 1 FROM {s}version_author v"
    " WHERE v.version_id = NEW.version_id AND v.person_id = NEW.asked_by);"
)
_REGISTERED = f"NEW.state = '{REGISTERED}' AND OLD.state <> NEW.state"
_REFUSE = (
    "UPDATE {s}role_request SET state = 'refused', answered_by = {actor}, reason = NEW.reason,"
    " row_version = row_version + 1 WHERE person_id = NEW.id AND state = 'asked'"
)
_CLOSED = "NEW.closed_at IS NOT NULL AND OLD.closed_at IS NULL"


def _end(words: Words, person: str) -> str:
    held = _IS_HELD.format(now=words.now)
    return _END.format(s=words.schema, now=words.now, person=person, held=held)


def _refuse(words: Words) -> str:
    return _REFUSE.format(s=words.schema, actor=words.actor)


def _review(words: Words) -> str:
    due = words.days_later.format(days="NEW.review_days")
    return _REVIEW.format(s=words.schema, kind=REVIEW, title=REVIEW_TITLE, due=due)


def _asked(words: Words) -> str:
    name = words.folded.format("NEW.name")
    return _ASKED.format(s=words.schema, is_new=_REGISTERED, name=name)


def sqlite_effects(table: str, words: Words) -> list[str]:
    """Statements of the trigger after an update."""
    if table == "role_request":
        same = "AND role = NEW.role AND unit_id = NEW.unit_id"
        return [
            f"{_GRANT.format(s=words.schema)} WHERE {_CONFIRMED} AND NEW.action = 'grant';",
            f"{_end(words, 'NEW.person_id')} {same} AND {_CONFIRMED} AND NEW.action = 'end';",
        ]
    if table == "person":
        return [f"{one} AND {_CLOSED};" for one in (_end(words, "NEW.id"), _refuse(words))]
    if table == "transition_request":
        return [f"{_review(words)} WHERE {_RELEASED};"]
    if table == "registration_request":
        return [_asked(words)]
    return []


def postgresql_effects(table: str, words: Words) -> list[str]:
    """The same, and the projection on the login's duties."""
    if table == "role_request":
        same = "AND role = NEW.role AND unit_id = NEW.unit_id"
        grant, end = _GRANT.format(s=words.schema), _end(words, "NEW.person_id")
        return [
            f"IF {_CONFIRMED} THEN IF NEW.action = 'grant' THEN {grant}; ELSE {end} {same}; END IF;"
            " PERFORM mw.project_duty(NEW.person_id, NEW.role);"
            # A login may have been made after its first role was confirmed.
            f" PERFORM {giving('m.person_id = NEW.person_id')}; END IF;"
        ]
    if table == "person":
        ended = f"{_refuse(words)}; {_end(words, 'NEW.id')}; {_project('NEW.id')}"
        return [f"IF {_CLOSED} THEN {ended}; END IF;"]
    if table == "transition_request":
        return [f"IF {_RELEASED} THEN {_review(words)}; END IF;"]
    if table == "registration_request":
        return [f"{_asked(words).removesuffix(';')} ON CONFLICT DO NOTHING;"]
    return []


def giving(condition: str) -> str:
    """SQL after SELECT that gives logins every duty that a membership says, and takes none.

    Duties are of the whole server: what another workspace there gave is not for this one to take
    unasked.
    """
    held = _IS_HELD.format(now="mw.mw_now()")
    return f"mw.project_duty(m.person_id, m.role) FROM mw.membership m WHERE {condition} AND {held}"


def _project(person: str) -> str:
    """Of every duty that was ever given here; those of another workspace are not looked at."""
    given = f"SELECT DISTINCT role FROM mw.membership WHERE person_id = {person}"
    return f"PERFORM mw.project_duty({person}, m.role) FROM ({given}) m"


def projecting_all(pinned: str) -> str:
    """SQL of the function by which an administrator has all logins projected again.

    It gives nothing but what confirmed memberships say. Whoever has one changed meanwhile waits.
    """
    return (
        f"CREATE OR REPLACE FUNCTION {PROJECT_ALL} RETURNS void {pinned} AS $mw$ DECLARE who uuid;"
        " BEGIN FOR who IN SELECT p.id FROM mw.person p WHERE p.kind = 'person'"
        " AND p.login IS NOT NULL ORDER BY p.id FOR NO KEY UPDATE LOOP"
        f" {_project('who')}; END LOOP; END $mw$"
    )


def projecting_function(pinned: str) -> str:
    """SQL of `mw.project_duty`: the login has the duty exactly where a membership says so.

    Nobody may call it; triggers do, as the owner, who may pass on duties and nothing else. A login
    that is not there yet, or a grant that somebody else made, is left to the administrator.
    """
    held = _IS_HELD.format(now="mw.mw_now()")
    return (
        f"CREATE OR REPLACE FUNCTION mw.project_duty(person uuid, duty text) RETURNS void {pinned}"
        " AS $mw$ DECLARE who text; BEGIN"
        " SELECT p.login INTO who FROM mw.person p JOIN pg_roles r ON r.rolname = p.login"
        " WHERE p.id = person AND r.rolcanlogin;"
        " IF who IS NULL OR NOT pg_has_role('mw_owner', 'mw_' || duty, 'MEMBER WITH ADMIN OPTION')"
        " THEN RETURN; END IF;"
        f" IF EXISTS (SELECT 1 FROM mw.membership m WHERE m.person_id = person AND m.role = duty"
        f" AND {held}) THEN IF NOT pg_has_role(who, 'mw_' || duty, 'MEMBER') THEN"
        " EXECUTE format('GRANT %I TO %I', 'mw_' || duty, who); END IF;"
        " ELSIF pg_has_role(who, 'mw_' || duty, 'MEMBER') THEN"
        " EXECUTE format('REVOKE %I FROM %I', 'mw_' || duty, who); END IF; END $mw$"
    )
