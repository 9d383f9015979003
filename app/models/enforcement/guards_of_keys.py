"""Guards of signatures and of the keys that make them."""

from __future__ import annotations

from collections.abc import Iterator

from app.models.enforcement.acts import FIRST_ROWS, FIRST_TAG
from app.models.enforcement.dialect import Words
from app.models.enforcement.guard import Guard, asks_for_signatures, quoted
from app.models.rules.keys import DECISION, KEY_ACTIVE, KEY_ENDORSED, KEY_REVOKED, SEAL
from app.models.rules.public_keys import WEAK
from app.models.rules.roles import Role

SIGNED_COLUMNS = ("document", "signature", "key_id")
SEALED = "coalesce((SELECT max(h.size) FROM {schema}tree_head h), 0)"
ENDS = "mw.key_ends()"
FIRST = "mw.first_keys()"
STEPS = "mw.key_steps()"


def signature_guards(words: Words, unsigned: str, when: str = "") -> Iterator[Guard]:
    """Signed where the workspace asks for it, and by a key of the actor's that is in force.

    Whether the signature holds no database can say: the service and every reader verify it.
    """
    is_missing = "coalesce(NEW.signature, '') = ''"
    yield Guard(unsigned, f"{asks_for_signatures(words)} AND {is_missing}", when=when)
    is_signed = f"(NOT {is_missing} OR NEW.key_id IS NOT NULL)"
    yield key_in_force_guard(words, when=f"{when} AND {is_signed}" if when else is_signed)


def key_in_force_guard(words: Words, when: str = "") -> Guard:
    """The key that the row names is the actor's own, for decisions, and in force.

    By the log too, which is sealed: who owns the database writes any state into a key's row.
    PostgreSQL asks as the row is stored too: what a person has signed stands in the log before the
    end of the key (`CROSSED`), and that is what readers hold it against.
    """
    s = words.schema
    in_force = (
        f"EXISTS (SELECT 1 FROM {s}signing_key k WHERE k.id = NEW.key_id"
        f" AND k.person_id = {words.actor} AND k.state = 'active' AND k.purpose = '{DECISION}'"
        f" AND NOT EXISTS (SELECT 1 FROM {s}audit_event e WHERE e.object_id = k.id"
        f" AND e.tag = '{KEY_REVOKED}'))"
    )
    return Guard("key.inactive", f"NOT {in_force}", when=when)


def no_signature_guards(code: str, when: str = "") -> Iterator[Guard]:
    """Nothing is signed here. Who could store a signature that nobody looks at would have every
    proof miss the text below it."""
    blank = " AND ".join(f"NEW.{column} IS NULL" for column in SIGNED_COLUMNS)
    yield Guard(code, f"NOT ({blank})", when=when)


def key_insert_guards(words: Words) -> Iterator[Guard]:
    """Everybody proposes their own key, for decisions; the service its own, for seals."""
    yield Guard("actor.forged", f"NEW.person_id {words.differs} {words.actor}")
    yield Guard("key.purpose", f"NEW.purpose <> '{DECISION}'")
    yield from _sound_guards(words)


def _sound_guards(words: Words, when: str = "") -> Iterator[Guard]:
    """Who compares the name of a key compares the key, and by that key not everybody signs."""
    name = words.key_name.format("NEW.public_key")
    yield Guard("key.name", f"NEW.kid {words.differs} {name}", when=when)
    yield Guard("key.weak", f"NEW.public_key IN ({quoted(WEAK)})", when=when)


def key_guards(words: Words) -> Iterator[Guard]:
    """Two administrators, neither of them the owner. A key in force is only ever revoked."""
    moved = f"NEW.state {words.differs} OLD.state"

    def becomes(state: str) -> str:
        return f"{moved} AND NEW.state = '{state}'"

    own = f"OLD.person_id = {words.actor}"
    for column, state in (("endorsed_by", "endorsed"), ("confirmed_by", "active")):
        changed = f"NEW.{column} {words.differs} OLD.{column}"
        forged = f"NEW.{column} {words.differs} {words.actor}"
        yield Guard("key.own", own, when=becomes(state))
        yield Guard("actor.forged", forged, when=f"{changed} OR ({becomes(state)})")
        yield Guard("key.closed", f"NOT ({becomes(state)})", when=changed)
    # One that was proposed before the databases asked for it can be ended, and no more.
    yield from _sound_guards(words, when=f"{becomes('endorsed')} OR {becomes('active')}")
    same = f"OLD.endorsed_by {words.differs} {words.actor}"
    yield Guard("key.same_administrator", f"NOT ({same})", when=becomes("active"))
    administrator = words.has_role(f"'{Role.ADMINISTRATOR}'", "OLD.unit_id")
    yield Guard("key.not_yours", f"NOT ({own} OR {administrator})", when=becomes("revoked"))
    yield Guard("key.not_yours", f"NOT ({own})", when=becomes("withdrawn"))
    # No other key could take its place (decision 015): who ends it ends sealing, for good.
    yield Guard("key.seal", f"OLD.purpose = '{SEAL}'", when=becomes("revoked"))
    size = SEALED.format(schema=words.schema)
    position = f"NEW.revoked_at_size {words.differs} OLD.revoked_at_size"
    yield Guard("key.closed", f"NOT ({becomes('revoked')})", when=position)
    wrong = f"NEW.revoked_at_size {words.differs} {size}"
    if not words.not_now:  # PostgreSQL stamps it: whoever waited for others did not see it grow
        wrong = f"NEW.revoked_at_size NOT BETWEEN 0 AND {size}"
    yield Guard("key.position", wrong, when=becomes("revoked"))
    yield Guard("key.closed", f"NOT ({moved})", when=f"NEW.reason {words.differs} OLD.reason")


def ends_function(pinned: str) -> str:
    """Tells whoever sees a key where the log ends it: that event is of a unit they may not read.

    It asks no row for its state: who owns the database writes that, and the log is sealed.
    """
    return (
        f"CREATE OR REPLACE FUNCTION {ENDS} RETURNS TABLE"
        " (key_id uuid, place bigint, txid bigint, event_id bigint)"
        f" STABLE {pinned} AS $$ BEGIN RETURN QUERY"
        " SELECT e.object_id, l.position, e.txid, e.id FROM mw.signing_key k"
        f" JOIN mw.audit_event e ON e.object_id = k.id AND e.tag = '{KEY_REVOKED}'"
        " LEFT JOIN mw.audit_leaf l ON l.event_id = e.id; END $$"
    )


def steps_function(pinned: str) -> str:
    """Tells who endorsed each key and who put it in force, and whose it was then, by the log.

    Of a step that is told twice the last time, as the service takes it. A key that nobody told of
    so is none that two administrators confirmed, whoever its row names.
    """
    tags = quoted([KEY_ENDORSED, KEY_ACTIVE])
    return (
        f"CREATE OR REPLACE FUNCTION {STEPS} RETURNS TABLE"
        " (key_id uuid, tag text, actor uuid, kid text, person text)"
        f" STABLE {pinned} AS $$ BEGIN RETURN QUERY"
        " SELECT DISTINCT ON (e.object_id, e.tag) e.object_id, e.tag::text, e.actor_id,"
        " e.facts::jsonb ->> 'kid', e.facts::jsonb ->> 'person_id' FROM mw.signing_key k"
        f" JOIN mw.audit_event e ON e.object_id = k.id AND e.tag IN ({tags})"
        " ORDER BY e.object_id, e.tag, e.id DESC; END $$"
    )


def first_function(pinned: str) -> str:
    """Tells which keys event 0 names, whose they are, and their rows, where it tells of these:
    whoever reads one unit reads no event 0.

    By the sealed tree, as `load_beginning` finds it.
    """
    keys = _object_in("{keys}")
    rows = _object_in(f"{{{FIRST_ROWS},signing_key}}")
    return (
        f"CREATE OR REPLACE FUNCTION {FIRST} RETURNS TABLE (kid text, person text, key_id text)"
        f" STABLE {pinned} AS $$ BEGIN RETURN QUERY"
        " SELECT named.key, named.value,"
        f" (SELECT min(r.key) FROM jsonb_each({rows}) r WHERE r.value ->> 'kid' = named.key)"
        f" FROM mw.audit_event e CROSS JOIN LATERAL jsonb_each_text({keys}) named"
        f" WHERE e.tag = '{FIRST_TAG}' AND e.id = coalesce("
        "(SELECT l.event_id FROM mw.audit_leaf l WHERE l.position = 0),"
        " (SELECT min(o.id) FROM mw.audit_event o)); END $$"
    )


def _object_in(path: str) -> str:
    found = f"e.facts::jsonb #> '{path}'"
    return f"CASE jsonb_typeof({found}) WHEN 'object' THEN {found} ELSE '{{}}'::jsonb END"
