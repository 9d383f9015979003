"""Guards of stored files: no row speaks for a digest whose bytes are not there, whole.

Content is kept once, by its digest, for everybody. So a row that was begun and left, or holds other
bytes, would keep that file from everybody else: the parts come in order, the last one only where
they are what the digest says, and PostgreSQL stores no row without its last part.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from app.models.enforcement.dialect import POSTGRESQL, Words
from app.models.enforcement.guard import FORBIDDEN, Guard
from app.models.rules.sizes import CHUNK_BYTES

OF_NOTHING = hashlib.sha256().hexdigest()
WHOLE = "blob.whole"


def chunk_guards(words: Words) -> Iterator[Guard]:
    """Only what belongs into the blob, from whoever began it: whole chunks, one after another."""
    s, begins = words.schema, f"CAST(NEW.position AS bigint) * {CHUNK_BYTES}"
    length = f"least({CHUNK_BYTES}, b.size_bytes - {begins})"
    if not s:
        length = length.replace("least", "min")
    of_blob = f"SELECT 1 FROM {s}blob b WHERE b.sha256 = NEW.sha256"
    before = f"SELECT 1 FROM {s}blob_chunk c WHERE c.sha256 = NEW.sha256 AND c.position ="
    fits = (
        f"EXISTS ({of_blob} AND NEW.position >= 0 AND length(NEW.data) > 0"
        f" AND length(NEW.data) = {length} AND b.created_by = {words.actor})"
        f" AND (NEW.position = 0 OR EXISTS ({before} NEW.position - 1))"
    )
    yield Guard("blob.chunk", f"NOT ({fits})")
    found = words.of_parts.format(
        part="c.data",
        order="c.position",
        of=f"{s}blob_chunk c WHERE c.sha256 = NEW.sha256",
        end="NEW.data",
    )
    is_last = f"EXISTS ({of_blob} AND b.size_bytes = {begins} + length(NEW.data))"
    yield Guard("blob.content", f"{found} <> NEW.sha256", when=is_last)


def postgresql_triggers(pinned: str) -> Iterator[str]:
    """Asked as the transaction ends: a file's row comes first, then its parts."""
    last = (
        "EXISTS (SELECT 1 FROM mw.blob_chunk c WHERE c.sha256 = NEW.sha256"
        f" AND c.position = (NEW.size_bytes - 1) / {CHUNK_BYTES})"
    )
    is_none = f"(NEW.size_bytes = 0 AND NEW.sha256 = '{OF_NOTHING}')"
    yield (
        f"CREATE OR REPLACE FUNCTION mw.whole_blob() RETURNS trigger {pinned} AS $$ BEGIN"
        f" IF NOT ({is_none} OR {last}) THEN PERFORM mw.refuse('{FORBIDDEN}', '{WHOLE}'); END IF;"
        " RETURN NULL; END $$"
    )
    yield (
        "CREATE CONSTRAINT TRIGGER whole AFTER INSERT ON mw.blob DEFERRABLE INITIALLY DEFERRED"
        " FOR EACH ROW EXECUTE FUNCTION mw.whole_blob()"
    )
    found = POSTGRESQL.of_parts.format(
        part="c.data",
        order="c.position",
        of="mw.blob_chunk c WHERE c.sha256 = digest",
        end="''::bytea",
    )
    yield (
        "CREATE OR REPLACE FUNCTION mw.is_whole_blob(digest text) RETURNS boolean STABLE"
        f" {pinned} AS $$ BEGIN RETURN {found} = digest; END $$"
    )
