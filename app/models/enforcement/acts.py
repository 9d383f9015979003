"""How acts that change no row come into the trail: one function, or one view, with listed kinds.

Who did it and when is the database's to say; so is the unit, the model and the version of what it
is about. Nobody says anything of what lies in a unit they don't see.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.models.enforcement.audit import known_tags
from app.models.enforcement.dialect import POSTGRESQL, SQLITE, Words
from app.models.enforcement.guard import FORBIDDEN, quoted
from app.models.rules.acts import ACTS, LONGEST_FACT, MOST_A_DAY, OBJECTS, is_act

FUNCTION = "mw.record_act(text, text, uuid, jsonb)"
VIEW = "mw_act"  # SQLite's: what is inserted into it becomes an event
FIRST_TAG = "workspace.created"  # written before there are triggers
FIRST_ROWS = "first_rows"  # a fact of that event: what the workspace began with, by table and id
ASKS_FOR_SIGNATURES = "asks_for_signatures"  # another
ROLES_BY_REQUEST = "roles_by_request"  # another: no role is given without one
IS_DEMO = "is_demo"  # another: people, models and dates are made up

_MAY_BE = quoted([f"{act.kind} {about}" for act in ACTS for about in act.objects])
_MAY_SAY = quoted([f"{act.kind} {name}" for act in ACTS for name in (*act.facts, *act.texts)])
_ONCE = quoted([act.kind for act in ACTS if act.is_once])
_NEEDS = tuple((act.kind, act.needs) for act in ACTS if act.needs)
_TEXTS = sorted({name for act in ACTS for name in act.texts})


def postgresql_function(pinned: str) -> Iterator[str]:
    """`mw.record_act(kind, about, id, facts)`: the only way for people to write an event."""
    lookups = " ".join(
        f"IF about_kind = '{one.object}' THEN SELECT o.unit_id, {one.model}, {one.version}"
        f" INTO of_unit, of_model, of_version FROM mw.{one.table} o WHERE o.id = about_id; END IF;"
        for one in OBJECTS
    )
    holds = POSTGRESQL.is_member("of_unit")
    said = "jsonb_each(coalesce(said, '{}'::jsonb)) f(name, value)"
    texts = " ".join(
        f"IF said ->> '{name}' <> '' THEN"
        f" kept := kept || jsonb_build_object('{name}', mw.salted(said ->> '{name}'));"
        " END IF;"
        for name in _TEXTS
    )
    beside = " ".join(
        f"IF said ->> '{name}' <> '' THEN INSERT INTO mw.audit_text (event_id, name, value)"
        f" VALUES (written, '{name}', said ->> '{name}'); END IF;"
        for name in _TEXTS
    )
    empty = " OR ".join(
        f"(act_kind = '{kind}' AND {POSTGRESQL.is_blank(_said(name))})" for kind, name in _NEEDS
    )
    often = _often(POSTGRESQL, since="since")  # a variable: the index finds what is later than it
    # Who says a thing twice at once waits for the first time to be written.
    once = (
        f"IF act_kind IN ({_ONCE}) THEN"
        " PERFORM 1 FROM mw.person p WHERE p.id = mw.mw_actor() FOR NO KEY UPDATE;"
        " IF EXISTS (SELECT 1 FROM mw.audit_event e WHERE e.object_id = about_id"
        " AND e.tag = act_kind AND e.actor_id = mw.mw_actor() AND e.facts = kept)"
        " THEN RETURN NULL; END IF; END IF;"
    )
    yield (
        "CREATE OR REPLACE FUNCTION mw.record_act(act_kind text, about_kind text, about_id uuid,"
        f" said jsonb) RETURNS bigint {pinned} AS $mw$"
        " DECLARE of_unit uuid; of_model uuid; of_version uuid; kept jsonb; written bigint;"
        f" since timestamptz := {POSTGRESQL.now} - interval '1 day';"
        " BEGIN"
        " IF current_setting('transaction_isolation') <> 'read committed' THEN"
        " PERFORM mw.refuse('MW400', 'transaction.isolation'); END IF;"
        f" IF act_kind IS NULL OR about_kind IS NULL OR act_kind || ' ' || about_kind"
        f" NOT IN ({_MAY_BE}) THEN PERFORM mw.refuse('{FORBIDDEN}', 'act.unknown'); END IF;"
        f" {lookups}"
        f" IF of_unit IS NULL OR NOT {holds} THEN"
        f" PERFORM mw.refuse('{FORBIDDEN}', 'act.object'); END IF;"
        f" IF jsonb_typeof(coalesce(said, '{{}}'::jsonb)) <> 'object' OR EXISTS"
        f" (SELECT 1 FROM {said} WHERE act_kind || ' ' || f.name NOT IN ({_MAY_SAY})"
        " OR jsonb_typeof(f.value) IN ('object', 'array')"
        f" OR length(f.value #>> '{{}}') > {LONGEST_FACT})"
        f" THEN PERFORM mw.refuse('{FORBIDDEN}', 'act.fact'); END IF;"
        f" IF {empty} THEN PERFORM mw.refuse('{FORBIDDEN}', 'act.empty'); END IF;"
        f" kept := coalesce(said, '{{}}'::jsonb) - ARRAY[{quoted(_TEXTS)}]; {once}"
        f" IF {often} THEN PERFORM mw.refuse('{FORBIDDEN}', 'act.often'); END IF;"
        f" {texts}"
        " INSERT INTO mw.audit_event (txid, at, actor_id, tag, object_type, object_id, unit_id,"
        " model_id, version_id, facts) VALUES (pg_current_xact_id()::text::bigint, mw.mw_now(),"
        " mw.mw_actor(), act_kind, about_kind, about_id, of_unit, of_model, of_version, kept)"
        f" RETURNING id INTO written; {beside}"
        " RETURN written; END $mw$"
    )


def sqlite_triggers() -> Iterator[str]:
    """The same by inserting into a view; and no other way into the trail than by triggers' tags."""
    yield f"DROP VIEW IF EXISTS {VIEW}"
    yield (
        f"CREATE VIEW {VIEW} AS SELECT '' AS kind, '' AS object_type, '' AS object_id,"
        " '' AS facts WHERE 0"
    )
    unit, model, version = (_of_object(column) for column in ("o.unit_id", "model", "version"))
    kept = f"json_remove(NEW.facts, {quoted([f'$.{name}' for name in _TEXTS])})"
    salted = kept
    for name in _TEXTS:
        text = f"json_extract(NEW.facts, '$.{name}')"
        salted = (
            f"CASE WHEN coalesce({text}, '') <> '' THEN json_set({salted}, '$.{name}',"
            f" json(mw_salted({text}))) ELSE {salted} END"
        )
    again = (
        f"NEW.kind IN ({_ONCE}) AND EXISTS (SELECT 1 FROM audit_event e"
        " WHERE e.object_id = NEW.object_id AND e.tag = NEW.kind AND e.actor_id = mw_actor()"
        f" AND json(e.facts) = {kept})"
    )
    facts = (
        "EXISTS (SELECT 1 FROM json_each(NEW.facts) f"
        f" WHERE NEW.kind || ' ' || f.key NOT IN ({_MAY_SAY}) OR f.type IN ('object', 'array')"
        f" OR length(f.value) > {LONGEST_FACT})"
    )
    empty = " OR ".join(
        f"(NEW.kind = '{kind}' AND {SQLITE.is_blank(_extracted(name))})" for kind, name in _NEEDS
    )
    checks = (
        ("act.unknown", f"NEW.kind || ' ' || NEW.object_type NOT IN ({_MAY_BE})"),
        ("act.object", f"({unit}) IS NULL OR NOT {SQLITE.is_member(f'({unit})')}"),
        ("act.fact", f"json_type(NEW.facts) <> 'object' OR {facts}"),
        ("act.empty", empty),
        ("act.often", _often(SQLITE, since=f"datetime({SQLITE.now}, '-1 day')")),
    )
    refusals = " ".join(
        f"SELECT RAISE(ABORT, '{FORBIDDEN} {code}') WHERE {violated};" for code, violated in checks
    )
    texts = " ".join(
        f"INSERT INTO audit_text (event_id, name, value) SELECT max(id), '{name}',"
        f" json_extract(NEW.facts, '$.{name}') FROM audit_event"
        f" WHERE coalesce(json_extract(NEW.facts, '$.{name}'), '') <> '' HAVING max(id) > 0;"
        for name in _TEXTS
    )
    yield (
        f"CREATE TRIGGER mw_act_insert INSTEAD OF INSERT ON {VIEW} BEGIN {refusals}"
        " INSERT INTO audit_event (txid, at, actor_id, tag, object_type, object_id, unit_id,"
        " model_id, version_id, facts) SELECT 0, mw_now(), mw_actor(), NEW.kind, NEW.object_type,"
        f" NEW.object_id, ({unit}), ({model}), ({version}), {salted} WHERE NOT ({again});"
        f" {texts} END"
    )
    tags = quoted(sorted({*known_tags(), *(act.kind for act in ACTS), FIRST_TAG}))
    yield (
        "CREATE TRIGGER mw_audit_event_guard_insert BEFORE INSERT ON audit_event BEGIN"
        f" SELECT RAISE(ABORT, '{FORBIDDEN} act.unknown') WHERE NEW.tag NOT IN ({tags});"
        f" SELECT RAISE(ABORT, '{FORBIDDEN} actor.forged') WHERE NEW.actor_id IS NOT mw_actor();"
        " END"
    )


def _often(words: Words, *, since: str) -> str:
    """The actor has told as much as one person may in a day."""
    mine = (
        f"SELECT 1 FROM {words.schema}audit_event e WHERE e.actor_id = {words.actor}"
        f" AND {is_act('e.tag')} AND e.at > {since} LIMIT {MOST_A_DAY}"
    )
    return f"(SELECT count(*) FROM ({mine}) y) >= {MOST_A_DAY}"


def _said(name: str) -> str:
    return f"coalesce(said ->> '{name}', '')"


def _extracted(name: str) -> str:
    return f"coalesce(json_extract(NEW.facts, '$.{name}'), '')"


def _of_object(column: str) -> str:
    """SQL for something of what the act is about; NULL where it is not there."""
    cases = " ".join(
        f"WHEN '{one.object}' THEN (SELECT {getattr(one, column, column)} FROM {one.table} o"
        " WHERE o.id = NEW.object_id)"
        for one in OBJECTS
    )
    return f"CASE NEW.object_type {cases} END"
