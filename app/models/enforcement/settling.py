"""What is still open: since when, for who looks back; and by its number, for who seals and follows.

A row is stamped when it is written and seen when its transaction commits. So what was recorded by
an instant is known for ever only when no transaction that wrote, or began to, before it is open.
The trail is sealed, and told to the windows, up to the oldest transaction that may still write to
it: none of another database of the server, whose snapshots count them too.
"""

from __future__ import annotations

from collections.abc import Iterator

FUNCTION = "mw.settled_until()"
OLDEST_WRITER = "mw.oldest_writer(pg_snapshot)"
# Once for a statement, and of what that one sees: whatever ends meanwhile counts as open.
OLDEST_OPEN = "(SELECT mw.oldest_writer(pg_current_snapshot()))"
NEVER = "timestamptz '1900-01-01 00:00+00'"  # of an open transaction nobody can say since when

# Of a session `a` of pg_stat_activity. A statement that writes holds this lock before its rows are
# stamped, and the transaction has its number only after that. Who holds none by now stamps later
# than now.
WRITES = (
    "(a.backend_xid IS NOT NULL OR a.pid IN (SELECT l.pid FROM pg_locks l"
    " WHERE l.pid IS NOT NULL AND l.locktype = 'relation' AND l.mode = 'RowExclusiveLock'))"
)


def postgresql_function(pinned: str) -> Iterator[str]:
    """Asks for everybody what only the owner may see: since when others' transactions are open.

    The clock is read first: whoever is not there yet when the server's sessions are listed stamps
    later. A transaction that is prepared says only when that was, not since when it wrote.
    """
    yield (
        f"CREATE OR REPLACE FUNCTION {FUNCTION} RETURNS timestamptz {pinned} AS $$"
        " DECLARE clock timestamptz := clock_timestamp(); BEGIN"
        " PERFORM pg_stat_clear_snapshot();"
        f" RETURN least(clock, (SELECT min(coalesce(a.xact_start, {NEVER})) FROM pg_stat_activity a"
        " WHERE a.datname = current_database() AND a.pid <> pg_backend_pid()"
        f" AND a.backend_type IS DISTINCT FROM 'autovacuum worker' AND {WRITES}),"
        f" (SELECT {NEVER} FROM pg_prepared_xacts p WHERE p.database = current_database()"
        " LIMIT 1)); END $$"
    )
    yield (
        f"CREATE OR REPLACE FUNCTION {OLDEST_WRITER} RETURNS bigint STABLE {pinned} AS $$ BEGIN"
        " PERFORM pg_stat_clear_snapshot();"
        " RETURN (SELECT CAST(CAST(coalesce(min(x.txid), pg_snapshot_xmax($1)) AS text) AS bigint)"
        " FROM pg_snapshot_xip($1) AS x (txid)"
        " WHERE NOT EXISTS (SELECT 1 FROM pg_stat_activity a"
        " WHERE a.backend_xid = CAST(x.txid AS xid) AND a.datname <> current_database())"
        " AND NOT EXISTS (SELECT 1 FROM pg_prepared_xacts p"
        " WHERE p.transaction = CAST(x.txid AS xid) AND p.database <> current_database())); END $$"
    )
