"""Guards of decision records: an import seals what came in, or nothing of it is stored.

The event of an import seals its records by the root of a tree over them. Whoever could store a root
that is none of theirs would have everybody's verification fail, for good: rows stay. So the records
of an import come in order, each block holds the leaves of its records, and the import the root of
its blocks. In order, also, since a second session could otherwise add to an import that the first
one is about to seal: the record before it, which it must see, is stored only with its seal.

What a runtime logged is told by who runs it: its source is what people trust it for.

A file has no second person, and its owner is bound by no trigger: there only the order is asked.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.models.enforcement.dialect import POSTGRESQL, Words
from app.models.enforcement.guard import Guard, parent_unit, quoted
from app.models.rules.records import LOG, LOGGERS
from app.models.rules.sizes import most_bytes

BLOCK = 1_024  # records, as `services/trail/record_tree.py` cuts them
_HASH, _ENTRY = 32, 48  # bytes: a leaf, and one with the id of its record before it
_TEXTS = {"decision": "decision_id", "inference_sha256": "", "served_sha256": "", "source": ""}
_IDS = {"application": "application_id", "id": "id", "model": "model_id", "version": "version_id"}


def row_guards(words: Words) -> Iterator[Guard]:
    yield from _sealed(words)
    yield from _logged(words)
    before = (
        f"SELECT 1 FROM {words.schema}decision_record d WHERE d.import_id = NEW.import_id"
        " AND d.position = NEW.position - 1"
    )
    yield Guard("record.order", f"NEW.position <> 0 AND NOT EXISTS ({before})")


def block_guards(words: Words) -> Iterator[Guard]:
    yield from _sealed(words)
    if words is POSTGRESQL:
        first = f"NEW.position::bigint * {BLOCK}"
        held = (
            f"(SELECT string_agg(uuid_send(d.id) || {_leaf()}, ''::bytea ORDER BY d.position)"
            " FROM mw.decision_record d WHERE d.import_id = NEW.import_id"
            f" AND d.position >= {first} AND d.position < {first} + {BLOCK})"
        )
        leaves = (
            f"(SELECT string_agg(substr(NEW.entries, i * {_ENTRY} + 17, {_HASH}), ''::bytea"
            f" ORDER BY i) FROM generate_series(0, {BLOCK - 1}) i"
            f" WHERE i < length(NEW.entries) / {_ENTRY})"
        )
        root = f"encode(mw.tree_root({leaves}), 'hex')"
        lies = f"NEW.entries IS DISTINCT FROM {held} OR NEW.sha256 IS DISTINCT FROM {root}"
        fits = f"length(NEW.entries) <= {most_bytes('entries')}"  # else its size is refused
        yield Guard("record.block", lies, when=fits)


def import_guards(words: Words) -> Iterator[Guard]:
    yield from _logged(words)
    if words is POSTGRESQL:
        blocks = "FROM mw.record_block b WHERE b.import_id = NEW.id"
        last = f"(NEW.records - 1) / {BLOCK}"
        whole = (
            f"(SELECT count(*) = {last} + 1 AND sum(length(b.entries)) = NEW.records::bigint *"
            f" {_ENTRY} AND bool_and(b.position BETWEEN 0 AND {last} AND (b.position = {last}"
            f" OR length(b.entries) = {BLOCK * _ENTRY})) {blocks})"
        )
        count = "(SELECT count(*) FROM mw.decision_record d WHERE d.import_id = NEW.id)"
        roots = (
            f"(SELECT string_agg(decode(b.sha256, 'hex'), ''::bytea ORDER BY b.position) {blocks})"
        )
        root = f"encode(mw.tree_root({roots}), 'hex')"
        lies = (
            f"{whole} IS NOT TRUE OR NEW.records <> {count} OR NEW.sha256 IS DISTINCT FROM {root}"
        )
        yield Guard("record.root", lies)


def root_function(pinned: str) -> str:
    """SQL of `mw.tree_root`: the root of RFC 6962 over hashes that are given one after the other.

    As `rules/merkle.py` says: a hash without another beside it goes up as it is.
    """
    pair = f"sha256('\\x01'::bytea || substr(level, i * {2 * _HASH} + 1, {2 * _HASH}))"
    return (
        f"CREATE OR REPLACE FUNCTION mw.tree_root(hashes bytea) RETURNS bytea IMMUTABLE {pinned}"
        f" AS $$ DECLARE level bytea := hashes; n int := length(hashes) / {_HASH};"
        " BEGIN WHILE n > 1 LOOP"
        f" level := (SELECT string_agg({pair}, ''::bytea ORDER BY i)"
        " FROM generate_series(0, n / 2 - 1) i)"
        f" || substr(level, n / 2 * {2 * _HASH} + 1, {_HASH});"
        " n := (n + 1) / 2; END LOOP; RETURN level; END $$"
    )


def _sealed(words: Words) -> Iterator[Guard]:
    """What was imported is sealed as it was: nothing is added to it."""
    sealed = f"SELECT 1 FROM {words.schema}record_import i WHERE i.id = NEW.import_id"
    yield Guard("record.sealed", f"EXISTS ({sealed})")


def _logged(words: Words) -> Iterator[Guard]:
    unit = parent_unit(words, "registered_model", "model_id")
    held = words.has_any_role(quoted(sorted(LOGGERS)), unit)
    yield Guard("record.log", f"NOT {held}", when=f"NEW.source = '{LOG}'")


def _leaf() -> str:
    """Of the record `d`, over its RFC 8785 text: as `services/trail/record_tree.py` makes it."""
    told = {name: f"to_json(d.{column or name})::text" for name, column in _TEXTS.items()}
    told |= {name: f"coalesce(to_json(d.{column})::text, 'null')" for name, column in _IDS.items()}
    at = POSTGRESQL.time_fact.format("d.decided_at")
    told["decided_at"] = f"to_json({at})::text"
    parts = " || ',' || ".join(f"'\"{name}\":' || {told[name]}" for name in sorted(told))
    return f"sha256('\\x00'::bytea || convert_to('{{' || {parts} || '}}', 'UTF8'))"
