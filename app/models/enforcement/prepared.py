"""Transactions that outlive their session: nobody is there to be ended, and what they wrote stays.

A server lets everybody who may write prepare one, or nobody. Until it is ended by hand the trail is
not sealed past it, the past does not settle, and whatever it has locked stays locked.
"""

from __future__ import annotations

SETTING = "max_prepared_transactions"

# What somebody called theirs is anything they like; a superuser runs this in a terminal.
_NAME = "regexp_replace(quote_literal(x.gid), '[[:cntrl:]]', '?', 'g')"

ALLOWED = (
    f"SELECT 'preparing', 'everybody may prepare transactions (ALTER SYSTEM SET {SETTING} = 0, and"
    f" start the server anew)' WHERE current_setting('{SETTING}') <> '0'"
)
LEFT = (
    f"SELECT 'prepared', x.owner || ' left a transaction prepared (ROLLBACK PREPARED ' || {_NAME}"
    " || ')' FROM pg_prepared_xacts x WHERE x.database = current_database()"
)

PREPARED = (ALLOWED, LEFT)
