"""PostgreSQL's grants, functions and triggers: what binds everybody but the owner."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import MetaData

from app.models.enforcement import (
    acts,
    clearing,
    guards,
    guards_of_decisions,
    guards_of_files,
    guards_of_folded,
    guards_of_keys,
    guards_of_records,
    guards_of_signed_acts,
    hidden_names,
    refusing,
    settling,
    the_workspace,
    value_bounds,
)
from app.models.enforcement.audit import (
    AUTHORED,
    IS_SERVICE,
    Columns,
    columns_of,
    fact,
    insert_tag,
    named_facts,
    subject,
    update_tag,
)
from app.models.enforcement.cluster import (
    EVERYBODY,
    PINNED,
    WORDED,
    database_role,
    stamp_functions,
)
from app.models.enforcement.dialect import POSTGRESQL
from app.models.enforcement.effects import (
    PROJECT_ALL,
    postgresql_effects,
    projecting_all,
    projecting_function,
)
from app.models.enforcement.guard import APPEND_ONLY, BAD_MODE, CROSSED, Guard
from app.models.enforcement.history import SUFFIX
from app.models.enforcement.row_security import policies, sight_functions
from app.models.rules.rights import PASSING, RIGHTS, WORKER_TABLES, TableRights
from app.models.rules.roles import PEOPLE, Role
from app.models.rules.version_content import APPROVED, VERSION_CONTENT

# Each connection plans a guard's statements once; by itself the server would five times.
PLANNED_ONCE = f"{PINNED} {WORDED} SET plan_cache_mode = force_generic_plan"
# A guard that called these would call them for each row it looks at, and while it is planned.
DECLARED = "DECLARE me uuid; clock timestamptz;"
ASK = f"me := {POSTGRESQL.actor}; clock := {POSTGRESQL.now};"
# An older snapshot would not show a rejection that has just been stored.
READ_COMMITTED = (
    "IF current_setting('transaction_isolation') <> 'read committed' THEN"
    f" PERFORM mw.refuse('{BAD_MODE}', 'transaction.isolation'); END IF;"
)
# What a member may call: column defaults and policies do, the search for stored files, and who
# opens, exports or checks something.
CALLABLE = (
    "mw.mw_actor()",
    "mw.mw_now()",
    "mw.my_units()",
    "mw.units_above()",
    "mw.is_whole_blob(text)",
    acts.FUNCTION,
    settling.FUNCTION,
    settling.OLDEST_WRITER,
    guards_of_keys.ENDS,
    guards_of_keys.STEPS,
    guards_of_keys.FIRST,
)
ALWAYS_FIXED = ("recorded_from", "recorded_by", "created_at", "created_by", "number")


# Who submits or asks does so for the service that comes first: nobody reorders the model's until
# that is stored, and what is being reordered is waited for, and then seen by the guards.
_LOCK_PATH = "PERFORM 1 FROM mw.stage_path p WHERE p.id = NEW.stage_path_id FOR UPDATE;"
_MODEL = "PERFORM 1 FROM mw.registered_model m WHERE {} FOR SHARE;"
_NAMED_MODEL = POSTGRESQL.named_id.format(id="m.id", column="NEW.payload", name="model_id")
SERVICE_SEEN = {
    "transition_request": _MODEL.format("m.id = NEW.model_id"),
    "engine_inbox": f"IF NEW.kind = 'start' THEN {_MODEL.format(_NAMED_MODEL)} END IF;",
}
# Who adds to a version and who approves it wait for each other, and the guards of the second see
# what the first stored. Rows that only name the version, the service's too, wait for neither.
_VERSION = "PERFORM 1 FROM mw.model_version v WHERE v.id = NEW.version_id FOR {};"
_ADDS, _APPROVES = _VERSION.format("SHARE"), _VERSION.format("NO KEY UPDATE")
# The service asks for what was pinned: it waits for no person's transaction.
_IS_PERSON = f"NOT pg_has_role(session_user, 'mw_{Role.WORKER}', 'MEMBER')"
# Where people decide, confirm or sign: a transaction that is held open may be stored long after
# its guards were asked, when who wrote it has left. So they are asked once more as it is stored.
# Whatever is signed, and what these sign for.
DECIDED = {
    "placement", "transition_request",
    *(one.table for one in guards_of_signed_acts.TABLE_OF.values()),
}  # fmt: skip
SIGNED = "key_id"  # the column that names the key
# Where the role is asked for once more too, not the account alone.
STILL = {"decision": "still_decides", "signed_act": "still_signs"}
# Closing an account writes this row, and ending a role locks it: each waits until this is stored,
# or is waited for. Whoever makes constraints immediate holds it from then on, and they wait longer.
_LOCK_WRITER = "PERFORM 1 FROM mw.person p WHERE p.login = session_user FOR SHARE;"
# So does whoever ends the key that it was signed with.
_LOCK_KEY = "PERFORM 1 FROM mw.signing_key k WHERE k.id = NEW.key_id FOR SHARE;"
# The log is in the order in which transactions began to write. One that began before its owner
# signed can't end the key: what is signed would stand behind the end, and be called forged. What
# a restored dump tells of, of a server that had counted further, is no such transaction.
_CROSSED = (
    "IF NEW.state = 'revoked' AND OLD.state <> 'revoked' AND EXISTS (SELECT 1"
    " FROM mw.audit_event e WHERE e.txid > CAST(CAST(pg_current_xact_id() AS text) AS bigint)"
    " AND e.txid < CAST(CAST(pg_snapshot_xmax(pg_current_snapshot()) AS text) AS bigint)"
    f" AND e.actor_id = OLD.person_id) THEN PERFORM mw.refuse('{CROSSED}', 'transaction.crossed');"
    " END IF;"
)


def statements(metadata: MetaData) -> Iterator[str]:
    """The whole set, in the order to run it as the owner, who first takes away what is there."""
    columns = columns_of(metadata)
    yield from clearing.cleared()
    yield from stamp_functions()
    yield from numbered(columns, "mw")
    yield from _functions()
    for rights in RIGHTS:
        yield from _table(rights, columns)
    for table in WORKER_TABLES:
        if table not in PASSING:
            yield from _no_delete(table)
    for refused in (hidden_names.triggers(columns), *value_bounds.triggers(metadata)):
        yield from refusing.postgresql_triggers(refused, PINNED)
    yield from guards_of_files.postgresql_triggers(PINNED)
    yield from the_workspace.postgresql_triggers(columns, PINNED)
    yield from policies(columns, database_role(Role.WORKER))
    yield from _grants(columns)


def numbered(columns: Columns, schema: str) -> Iterator[str]:
    """What counts the rows that people call by a number."""
    for rights in RIGHTS:
        if "number" in columns[rights.table]:
            yield f"CREATE SEQUENCE IF NOT EXISTS {schema}.{rights.table}_number"
            yield f"ALTER TABLE ONLY {schema}.{rights.table} ALTER COLUMN number SET DEFAULT 0"


def _functions() -> Iterator[str]:
    yield from sight_functions()
    yield projecting_function(PINNED)
    yield projecting_all(PINNED)
    yield (
        f"CREATE OR REPLACE FUNCTION mw.refuse(status text, code text) RETURNS void {PINNED} AS"
        " $$ BEGIN RAISE EXCEPTION USING ERRCODE = status, MESSAGE = status || ' ' || code; END $$"
    )
    yield (
        f"CREATE OR REPLACE FUNCTION mw.no_delete() RETURNS trigger {PINNED} AS $$ BEGIN"
        f" PERFORM mw.refuse('{APPEND_ONLY}', 'write.append_only'); RETURN NULL; END $$"
    )
    yield (
        f"CREATE OR REPLACE FUNCTION mw.salted(value text) RETURNS jsonb {PINNED} AS $$"
        " DECLARE salt text := replace(gen_random_uuid()::text, '-', ''); BEGIN"
        " RETURN jsonb_build_object('salt', salt, 'sha256',"
        " encode(sha256(convert_to(salt || value, 'UTF8')), 'hex')); END $$"
    )
    yield guards_of_records.root_function(PINNED)
    yield guards_of_folded.fold_function(PINNED)
    yield from acts.postgresql_function(f"{PINNED} {WORDED}")
    yield from settling.postgresql_function(PINNED)
    yield guards_of_keys.ends_function(PINNED)
    yield guards_of_keys.steps_function(PINNED)
    yield guards_of_keys.first_function(PINNED)
    yield from _still_held()


def _table(rights: TableRights, columns: Columns) -> Iterator[str]:
    names = tuple(columns[rights.table])
    own = tuple(name for name in names if name not in ("recorded_from", "recorded_by"))
    has_unit = "unit_id" in names
    inserts = guards.insert_guards(rights, POSTGRESQL, has_unit=has_unit)
    body = [*_settle(rights, names), *_checks(inserts), *_counted(rights, names)]
    yield from _trigger(rights, "guard_insert", "BEFORE INSERT", body)
    compared = () if rights.is_engine_row else own
    updates = guards.update_guards(rights, POSTGRESQL, compared, has_unit=has_unit)
    guarded = guards.guarded_columns(rights, own)
    if guarded:
        of = f" OF {', '.join(guarded)}" if rights.is_engine_row else ""
        yield from _trigger(
            rights,
            "guard_update",
            f"BEFORE UPDATE{of}",
            [
                READ_COMMITTED,
                *_first(rights),
                *_checks(updates),
                *_reached(rights),
                *_stamp(names),
            ],
        )
    yield from _after(rights, columns)
    if (rights.table in DECIDED or SIGNED in names) and rights.insert & PEOPLE:
        yield from _until_stored(rights, names)
    yield from _no_delete(rights.table)


def _until_stored(rights: TableRights, names: tuple[str, ...]) -> Iterator[str]:
    """As the transaction is stored, who wrote the row is asked for once more.

    A file has one writer at a time, who is waited for: nobody's account is closed meanwhile.
    """
    table = f"mw.{rights.table}"
    event = "INSERT OR UPDATE" if rights.update & PEOPLE else "INSERT"
    function = STILL.get(rights.table, "still_signed" if SIGNED in names else "still_here")
    yield (
        f"CREATE CONSTRAINT TRIGGER still_held AFTER {event} ON {table}"
        f" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ({_IS_PERSON})"
        f" EXECUTE FUNCTION mw.{function}()"
    )


def _still_held() -> Iterator[str]:
    """Whether the account is open, and the key in force; of a vote or signed step, whether its
    role is held."""
    here = Guard("write.refused", f"{POSTGRESQL.actor} IS NULL")
    yield from _function("mw.still_here", [_LOCK_WRITER, *_checks([here])])
    is_signed_now = "NEW.key_id IS NOT NULL AND OLD.signature IS DISTINCT FROM NEW.signature"
    key = guards_of_keys.key_in_force_guard(POSTGRESQL, when=is_signed_now)
    decides = guards_of_decisions.still_decides_guards(POSTGRESQL)
    signs = guards_of_signed_acts.still_signs_guard(POSTGRESQL)
    of = {"still_signed": [here], STILL["decision"]: [*decides], STILL["signed_act"]: [signs]}
    for function, checks in of.items():
        locks = _LOCK_WRITER, _LOCK_KEY
        yield from _function(f"mw.{function}", [*locks, *_checks([*checks, key])])


def _no_delete(table: str) -> Iterator[str]:
    yield (
        f"CREATE TRIGGER no_delete BEFORE DELETE ON mw.{table} FOR EACH ROW"
        " EXECUTE FUNCTION mw.no_delete()"
    )


def _trigger(rights: TableRights, name: str, event: str, body: Iterable[str]) -> Iterator[str]:
    function = f"mw.{name}_{rights.table}"
    yield from _function(function, body)
    yield (
        f"CREATE TRIGGER {name} {event} ON mw.{rights.table} FOR EACH ROW"
        f" EXECUTE FUNCTION {function}()"
    )


def _function(name: str, body: Iterable[str]) -> Iterator[str]:
    code = " ".join(body)
    more = " r mw.transition_request;" if "INTO r FROM" in code else ""
    yield (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger {PLANNED_ONCE} AS $mw$"
        f" {DECLARED}{more} BEGIN {code} RETURN NEW; END $mw$"
    )


def _settle(rights: TableRights, names: tuple[str, ...]) -> Iterator[str]:
    yield READ_COMMITTED
    if rights.table == "decision":  # serialises with closing
        yield "SELECT * INTO r FROM mw.transition_request x WHERE x.id = NEW.request_id FOR UPDATE;"
        yield "NEW.decided_by := mw.mw_actor(); NEW.decided_at := mw.mw_now();"
    if rights.table == "stage":  # whoever registers a model on the path is waited for, and seen
        yield _LOCK_PATH
    if rights.table in VERSION_CONTENT:
        yield _ADDS
    if rights.table in SERVICE_SEEN:
        yield f"IF {_IS_PERSON} THEN {SERVICE_SEEN[rights.table]} END IF;"
    if rights.table == "business_unit":
        yield "NEW.unit_id := NEW.id;"
    elif rights.parent[1] and "unit_id" in names:
        key, parent = rights.parent
        yield (f"NEW.unit_id := (SELECT p.unit_id FROM mw.{parent} p WHERE p.id = NEW.{key});")
    yield from _stamp(names)


def _counted(rights: TableRights, names: tuple[str, ...]) -> Iterator[str]:
    """Only a row that is let in takes a number: one taken is never given back."""
    if "number" in names:
        yield f"NEW.number := nextval('mw.{rights.table}_number');"


def _stamp(names: tuple[str, ...]) -> Iterator[str]:
    if "recorded_from" in names:
        yield "NEW.recorded_from := mw.mw_now(); NEW.recorded_by := mw.mw_actor();"


def _first(rights: TableRights) -> Iterator[str]:
    """What must be so before the checks of an update look around."""
    if rights.table == "role_request":  # two that conflict, confirmed at once, would both pass
        yield "PERFORM 1 FROM mw.person p WHERE p.id = NEW.person_id FOR NO KEY UPDATE;"
    if rights.table == "stage":  # as for another stage: no model comes onto the path meanwhile
        yield f"IF NEW.position IS DISTINCT FROM OLD.position THEN {_LOCK_PATH} END IF;"
    if rights.table in VERSION_CONTENT and rights.update:  # files, which give way to others
        yield _ADDS
    if rights.table == "transition_request":
        approves = f"NEW.state = '{APPROVED}' AND OLD.state <> NEW.state"
        yield f"IF {approves} THEN {_APPROVES} END IF;"
    if rights.table == "signing_key":
        yield _CROSSED
    if rights.table == "presence":
        yield "NEW.seen_at := mw.mw_now();"
    if rights.table == "person":
        yield (
            "IF NEW.closed_at IS DISTINCT FROM OLD.closed_at AND NEW.closed_at IS NOT NULL"
            " THEN NEW.closed_at := mw.mw_now(); END IF;"
        )


def _reached(rights: TableRights) -> Iterator[str]:
    if rights.stamped[0]:
        reached = guards.is_reached(rights, POSTGRESQL)
        yield f"IF {reached} THEN NEW.{rights.stamped[0]} := mw.mw_now(); END IF;"
    if rights.table == "signing_key":
        size = guards_of_keys.SEALED.format(schema="mw.")
        ends = "NEW.state = 'revoked' AND OLD.state <> 'revoked'"
        yield f"IF {ends} THEN NEW.revoked_at_size := {size}; END IF;"


def _checks(checks: Iterable[Guard]) -> Iterator[str]:
    """What refuses; who writes and when is asked once, after whatever was waited for."""
    yield ASK
    for guard in checks:
        refusal = f"PERFORM mw.refuse('{guard.status}', '{guard.code}');"
        refuse = f"IF {guard.violated_if} THEN {refusal} END IF;"
        told = f"IF {guard.when} THEN {refuse} END IF;" if guard.when else refuse
        yield told.replace(POSTGRESQL.actor, "me").replace(POSTGRESQL.now, "clock")


def _after(rights: TableRights, columns: Columns) -> Iterator[str]:
    names = columns[rights.table]
    body = [*_authors(rights)]
    if rights.table == "business_unit":
        body.append(
            "INSERT INTO mw.unit_ancestor (unit_id, ancestor_id) SELECT NEW.id, NEW.id UNION"
            " SELECT NEW.id, u.ancestor_id FROM mw.unit_ancestor u WHERE u.unit_id = NEW.parent_id;"
        )
    if not rights.is_silent:
        event = " ".join(_event(rights, columns, insert_tag(rights), is_insert=True))
        body.append(f"IF {rights.told_when} THEN {event} END IF;" if rights.told_when else event)
    if body:
        yield from _trigger(rights, "after_insert", "AFTER INSERT", body)
    if not rights.update:
        return
    body = [*_authors(rights)]
    if rights.has_history:
        past = ", ".join(names)
        old = ", ".join(f"OLD.{name}" for name in names)
        body.append(
            f"INSERT INTO mw.{rights.table}{SUFFIX} (recorded_until, {past})"
            f" VALUES (NEW.recorded_from, {old});"
        )
    if not rights.is_silent:
        body += _event(rights, columns, update_tag(rights, POSTGRESQL), is_insert=False)
    body += postgresql_effects(rights.table, POSTGRESQL)
    told = [n for n in (*rights.editable, "state") if n in names] if rights.is_engine_row else []
    if body and (told or not rights.is_engine_row):
        of = f" OF {', '.join(dict.fromkeys(told))}" if told else ""
        yield from _trigger(rights, "after_update", f"AFTER UPDATE{of}", body)


def _authors(rights: TableRights) -> Iterator[str]:
    if rights.table in AUTHORED:
        version = "NEW.id" if rights.table == "model_version" else "NEW.version_id"
        yield (
            f"INSERT INTO mw.version_author (version_id, person_id) SELECT {version}, p.id"
            f" FROM mw.person p WHERE p.id = mw.mw_actor() AND NOT {IS_SERVICE.format(s='mw.')}"
            " ON CONFLICT DO NOTHING;"
        )


def _event(rights: TableRights, columns: Columns, tag: str, *, is_insert: bool) -> Iterator[str]:
    names = columns[rights.table]
    about = subject(rights, columns, POSTGRESQL)
    unit = "NEW.unit_id" if "unit_id" in names else "'00000000-0000-0000-0000-000000000000'::uuid"
    facts = [f"'{name}', {fact(name, names, POSTGRESQL)}" for name in rights.facts]
    facts += named_facts(rights, POSTGRESQL)
    if "number" in names:
        facts.append("'number', NEW.number")
    if rights.thing is not None:
        facts.append(f"'from', {'text ' + repr('') if is_insert else 'OLD.state'}, 'to', NEW.state")
    facts += [
        f"'{name}', CASE WHEN {_is_told(name, is_insert=is_insert)} THEN mw.salted(NEW.{name}) END"
        for name in rights.texts
    ]
    if not is_insert:
        parts = " || ".join(
            f"CASE WHEN NEW.{name} IS DISTINCT FROM OLD.{name} THEN '{name} ' ELSE '' END"
            for name in rights.editable
            if name in names
        )
        facts.append(f"'changed', trim({parts or repr('')})")
    yield (
        "INSERT INTO mw.audit_event (txid, at, actor_id, tag, object_type, object_id, unit_id,"
        " model_id, version_id, facts) VALUES (pg_current_xact_id()::text::bigint, mw.mw_now(),"
        f" mw.mw_actor(), {tag}, '{rights.object}', NEW.id, {unit}, {about.model},"
        f" {about.version}, jsonb_build_object({', '.join(facts)}));"
    )
    for name in rights.texts:
        yield (
            f"IF {_is_told(name, is_insert=is_insert)} THEN"
            " INSERT INTO mw.audit_text (event_id, name, value) VALUES"
            f" (currval('mw.audit_event_id_seq'), '{name}', NEW.{name}); END IF;"
        )


def _is_told(name: str, *, is_insert: bool) -> str:
    some = f"NEW.{name} IS NOT NULL AND NEW.{name} <> ''"
    return some if is_insert else f"{some} AND NEW.{name} IS DISTINCT FROM OLD.{name}"


def _grants(columns: Columns) -> Iterator[str]:
    """Column by column: what is not granted here is refused with 42501 before any guard runs."""
    yield f"GRANT USAGE ON SCHEMA mw TO {EVERYBODY}"
    yield f"GRANT SELECT ON ALL TABLES IN SCHEMA mw TO {EVERYBODY}"
    yield "REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA mw FROM PUBLIC"
    yield f"GRANT EXECUTE ON FUNCTION {', '.join(CALLABLE)} TO {EVERYBODY}"
    yield f"GRANT EXECUTE ON FUNCTION {PROJECT_ALL} TO {database_role(Role.ADMINISTRATOR)}"
    for rights in RIGHTS:
        yield from _table_grants(rights, tuple(columns[rights.table]))
    worker = database_role(Role.WORKER)
    for table in WORKER_TABLES:
        removes = ", DELETE" if table in PASSING else ""
        yield f"GRANT INSERT, UPDATE{removes} ON mw.{table} TO {worker}"


def _table_grants(rights: TableRights, names: tuple[str, ...]) -> Iterator[str]:
    copied = ("unit_id",) if rights.parent[1] or rights.table == "business_unit" else ()
    forbidden = {*ALWAYS_FIXED, *rights.fixed, *copied}
    insertable = ", ".join(name for name in names if name not in forbidden)
    editable = ", ".join(name for name in (*rights.editable, "row_version") if name in names)
    people_insert = sorted(rights.insert & PEOPLE)
    people_update = sorted(rights.update & PEOPLE)
    if people_insert:
        yield f"GRANT INSERT ({insertable}) ON mw.{rights.table} TO {_names(people_insert)}"
    if people_update and editable:
        yield f"GRANT UPDATE ({editable}) ON mw.{rights.table} TO {_names(people_update)}"
    worker = database_role(Role.WORKER)
    if Role.WORKER in rights.insert:
        allowed = ", ".join(name for name in names if name not in {*ALWAYS_FIXED, *copied})
        yield f"GRANT INSERT ({allowed}) ON mw.{rights.table} TO {worker}"
    if Role.WORKER in rights.update:
        never = {*ALWAYS_FIXED, *copied, *rights.settled, "id"}
        allowed = ", ".join(name for name in names if name not in never)
        yield f"GRANT UPDATE ({allowed}) ON mw.{rights.table} TO {worker}"


def _names(roles: Iterable[Role]) -> str:
    return ", ".join(database_role(role) for role in roles)
