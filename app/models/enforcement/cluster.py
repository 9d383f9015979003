"""What a PostgreSQL server has before the tables: roles, less for everybody, who asks and when."""

from __future__ import annotations

from collections.abc import Iterator

from app.models.rules.roles import PEOPLE, Role

OWNER = "mw_owner"
EVERYBODY = "mw_member"  # reads; every duty and the worker are members of it
PINNED = "LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp"
# A client sets for itself how its server words floats, times, intervals and bytes, and how it reads
# a literal. What an event tells, and what a guard compares as text or counts in days, is worded in
# one way for all: so functions of triggers have these too, and whatever they call inherits them.
# Not those that every statement calls for each table (who it is, what they see, what time it is):
# they word nothing, and all together take a microsecond of each call.
WORDED = (
    "SET extra_float_digits = 1 SET \"TimeZone\" = 'UTC' SET \"DateStyle\" = 'ISO, YMD'"
    " SET \"IntervalStyle\" = 'postgres' SET bytea_output = 'hex'"
    " SET standard_conforming_strings = on SET transform_null_equals = off"
)
# What PostgreSQL lets everybody call, and nobody here needs: large objects, locks of one's own
# making, sleeping, filling the log.
FORBIDDEN_FUNCTIONS = (
    "p.proname LIKE 'lo\\_%' OR p.proname IN ('loread', 'lowrite', 'pg_logical_emit_message')"
    " OR p.proname LIKE 'pg\\_advisory\\_%' OR p.proname LIKE 'pg\\_try\\_advisory\\_%'"
    " OR p.proname LIKE 'pg\\_sleep%'"
)


def database_role(role: Role) -> str:
    return f"mw_{role}"


ROLES = (OWNER, EVERYBODY, *map(database_role, Role))


def role_statements() -> Iterator[str]:
    """Create the roles of the cluster. Idempotent; needs the right to create roles."""
    for name in ROLES:
        yield (
            "DO $$ BEGIN "
            f"CREATE ROLE {name} NOLOGIN NOINHERIT; "
            "EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
        )
    # A duty inherits reading; a login inherits its duties because it is created with INHERIT.
    for role in Role:
        yield f"ALTER ROLE {database_role(role)} INHERIT"
        yield f"GRANT {EVERYBODY} TO {database_role(role)}"
    # So that confirming a request gives the duty too. It can't be passed on, nor worn.
    for role in sorted(PEOPLE):
        passing = "ADMIN TRUE, INHERIT FALSE, SET FALSE"
        yield f"GRANT {database_role(role)} TO {OWNER} WITH {passing}"


def hardening_statements() -> Iterator[str]:
    """Take from everybody in this database what PostgreSQL gives by default. A superuser's."""
    yield (
        "DO $$ DECLARE f regprocedure; BEGIN"
        " FOR f IN SELECT p.oid FROM pg_proc p WHERE p.pronamespace = 'pg_catalog'::regnamespace"
        f" AND ({FORBIDDEN_FUNCTIONS}) LOOP"
        " EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', f); END LOOP; END $$"
    )
    worker = database_role(Role.WORKER)  # one at a time reads the inbox
    yield f"GRANT EXECUTE ON FUNCTION pg_try_advisory_xact_lock(bigint) TO {worker}"
    # So that the service sees and ends what holds everybody up; superusers are out of its reach.
    yield f"GRANT pg_signal_backend, pg_read_all_stats TO {worker}"
    yield f"GRANT pg_read_all_stats TO {OWNER} WITH INHERIT TRUE"  # see `settling`
    yield "REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC"
    yield f"GRANT USAGE ON LANGUAGE plpgsql TO {OWNER}"


def stamp_functions() -> Iterator[str]:
    """Who and when: needed by column defaults, so before the tables. Run as the owner."""
    yield (
        f"CREATE OR REPLACE FUNCTION mw.mw_actor() RETURNS uuid STABLE {PINNED} AS $$ BEGIN RETURN"
        " (SELECT id FROM mw.person WHERE login = session_user AND closed_at IS NULL); END $$"
    )
    yield (
        "CREATE OR REPLACE FUNCTION mw.mw_now() RETURNS timestamptz LANGUAGE sql"
        " SET search_path = pg_catalog, pg_temp AS $$ SELECT clock_timestamp() $$"
    )
