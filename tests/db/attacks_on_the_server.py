"""Attacks on the server: its rules, roles, files and functions, the trail and its locks."""

from __future__ import annotations

from app.models.rules.roles import Role
from tests.db.attack_kit import ADMIN, NO, SCIENTIST, WORKER, Attacks
from tests.db.enforcement_kit import OK, handle_of

NO_SCHEMA = "3F000"  # that this login could make anything in
ATTACKS: Attacks = {
    # A13 the rules themselves
    "A13 disable triggers": (ADMIN, "ALTER TABLE mw.decision DISABLE TRIGGER ALL", NO),
    "A13 drop a trigger": (ADMIN, "DROP TRIGGER guard_insert ON mw.decision", NO),
    "A13 create a rule": (
        ADMIN, "CREATE RULE r AS ON INSERT TO mw.decision DO INSTEAD NOTHING", NO
    ),
    "A13 replace a function": (ADMIN, "DROP FUNCTION mw.mw_actor() CASCADE", NO),
    "A13 own a rule row": (
        ADMIN,
        "INSERT INTO mw.allowed_transition VALUES ('request', 'draft', 'accepted', 'viewer')",
        NO,
    ),
    "A13 own a rule row as service": (WORKER, "DELETE FROM mw.allowed_write", NO),
    # A14 becoming somebody else
    "A14 set role owner": (ADMIN, "SET ROLE mw_owner", NO),
    "A14 set role of another duty": (SCIENTIST, "SET ROLE mw_risk_officer", NO),
    "A14 session authorization": (ADMIN, "SET SESSION AUTHORIZATION b_only_risk_officer", NO),
    "A14 replication role": (ADMIN, "SET session_replication_role = replica", NO),
    "A14 grant oneself a duty": (ADMIN, "GRANT mw_risk_officer TO b_only_administrator", NO),
    "A14 alter one's login": (ADMIN, "ALTER ROLE b_only_administrator SUPERUSER", NO),
    # A15 objects of one's own
    "A15 temporary table": (SCIENTIST, "CREATE TEMP TABLE decision (id int)", NO),
    "A15 table in mw": (SCIENTIST, "CREATE TABLE mw.mine (id int)", NO),
    "A15 table in public": (SCIENTIST, "CREATE TABLE public.mine (id int)", NO),
    "A15 function": (
        SCIENTIST, "CREATE FUNCTION mw.f() RETURNS int LANGUAGE sql AS 'SELECT 1'", NO
    ),
    "A15 do block": (SCIENTIST, "DO $$ BEGIN PERFORM 1; END $$", NO),
    "A15 do block as service": (WORKER, "DO $$ BEGIN PERFORM 1; END $$", NO),
    "A15 schema": (SCIENTIST, "CREATE SCHEMA mine", NO),
    "A15 operator": (
        SCIENTIST, "CREATE OPERATOR mw.=== (FUNCTION = int4eq, LEFTARG = int, RIGHTARG = int)", NO
    ),
    "A15 cast": (SCIENTIST, "CREATE CAST (text AS integer) WITH INOUT", NO),
    "A15 foreign data": (SCIENTIST, "CREATE FOREIGN DATA WRAPPER w", NO),
    "A15 event trigger": (
        SCIENTIST, "CREATE EVENT TRIGGER t ON ddl_command_end EXECUTE FUNCTION mw.told()", NO
    ),
    "A15 publication": (SCIENTIST, "CREATE PUBLICATION p FOR ALL TABLES", NO),
    # One that may be made by whoever may make schemas here is kept away as these are.
    "A15 extension": (SCIENTIST, "CREATE EXTENSION vector SCHEMA mw", NO),
    "A15 extension in no schema": (SCIENTIST, "CREATE EXTENSION vector", NO_SCHEMA),
    "A15 extension dropped": (SCIENTIST, "DROP EXTENSION plpgsql CASCADE", NO),
    "A15 our helper functions": (SCIENTIST, "SELECT mw.salted('guess')", NO),
    # A18 files and secrets of the server
    # a program that reads what it is given: one that ends first breaks the pipe (XX000)
    "A18 program": (ADMIN, "COPY (SELECT 1) TO PROGRAM 'cat >/dev/null'", NO),
    "A18 file": (ADMIN, "COPY (SELECT 1) TO '/dev/null'", NO),
    "A18 read a file": (ADMIN, "SELECT pg_read_file('PG_VERSION')", NO),
    "A18 list files": (ADMIN, "SELECT pg_ls_dir('.')", NO),
    "A18 passwords": (ADMIN, "SELECT * FROM pg_authid", NO),
    "A18 access rules": (ADMIN, "SELECT * FROM pg_hba_file_rules", NO),
    # A19 what PostgreSQL gives everybody
    "A19 large object": (SCIENTIST, "SELECT lo_create(0)", NO),
    "A19 large object from bytes": (SCIENTIST, "SELECT lo_from_bytea(0, 'x')", NO),
    "A19 advisory lock": (SCIENTIST, "SELECT pg_advisory_lock(7120332)", NO),
    "A19 advisory lock of the inbox": (
        SCIENTIST, "SELECT pg_try_advisory_xact_lock(7120332)", NO
    ),
    "A19 advisory lock of the service": (WORKER, "SELECT pg_try_advisory_xact_lock(7120332)", OK),
    "A19 sleep": (SCIENTIST, "SELECT pg_sleep(0)", NO),
    "A30 message into the log": (
        SCIENTIST, "SELECT pg_logical_emit_message(false, 'a', 'b')", NO
    ),
}  # fmt: skip

# Each role by a login of its own; who builds is the author of the scene.
EVERYBODY = (SCIENTIST, *(handle_of(one) for one in Role if one is not Role.DATA_SCIENTIST))
ON_THE_TRAIL = (
    "UPDATE mw.audit_event SET tag = 'x'",
    "DELETE FROM mw.audit_event",
    "TRUNCATE mw.audit_event",
    "INSERT INTO mw.audit_event (txid, at, actor_id, tag, object_type, object_id, unit_id, facts)"
    " VALUES (0, now(), '{me}', 'x', 'x', '{new}', '{unit}', '{{}}')",
    "INSERT INTO mw.audit_event (id, txid, at, actor_id, tag, object_type, object_id, unit_id,"
    " facts) OVERRIDING SYSTEM VALUE VALUES (1, 0, now(), '{me}', 'x', 'x', '{new}', '{unit}',"
    " '{{}}')",
    "UPDATE mw.audit_text SET value = 'x'",
    "DELETE FROM mw.audit_text",
    "SELECT setval('mw.audit_event_id_seq', 1)",
    "SELECT nextval('mw.audit_event_id_seq')",
    # Numbers that are taken are gone for all.
    "SELECT nextval('mw.transition_request_number')",
    "SELECT setval('mw.alert_number', 2147483647)",
    "SELECT * FROM mw.audit_event FOR UPDATE",
    "INSERT INTO mw.registered_model_history SELECT now(), * FROM mw.registered_model",
    "UPDATE mw.registered_model_history SET name = 'x'",
    "DELETE FROM mw.membership_history",
    "DELETE FROM mw.decision",
    "DELETE FROM mw.transition_request",
    "DELETE FROM mw.registered_model",
    "TRUNCATE mw.decision CASCADE",
    "UPDATE mw.decision SET verdict = 'reject'",
    "INSERT INTO mw.version_author VALUES ('{version}', '{other}')",
    "DELETE FROM mw.version_author",
    "INSERT INTO mw.unit_ancestor VALUES ('{other_unit}', '{unit}')",
    "UPDATE mw.request_slot SET needed = 0 WHERE false AND needed = 'x'::text::int",
    "LOCK TABLE mw.decision IN SHARE ROW EXCLUSIVE MODE",
    "LOCK TABLE mw.audit_event IN ROW SHARE MODE",
    "LOCK TABLE mw.audit_event IN ACCESS EXCLUSIVE MODE",
)
