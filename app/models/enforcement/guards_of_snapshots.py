"""Guards of snapshots: a row says what it froze, and froze what its version is, whoever writes it.

As `rules/manifests.py` says of a row and its manifest; and beside it, of the manifest and what the
version consists of at that moment. What the database does not look at is the rest of a manifest:
columns, environment, training, life cycle.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.models.enforcement.dialect import POSTGRESQL, SQLITE, Words
from app.models.enforcement.guard import STALE, Guard
from app.models.rules.manifests import SERVABLE

TEXTS = ("role", "path", "sha256")  # of each file of a manifest


@dataclass(frozen=True, slots=True)
class _Reading:
    """How one database reads the text of a manifest."""

    text: str  # its bytes
    is_none: str  # whether it is no manifest
    model: str
    is_version: str  # whether it names the version with the number {0}
    tags: str  # of the services, as a sorted list is written
    sorted: str  # a sorted list of the elements {0}
    count: str  # of its files
    files: str  # their role, path, digest and size, as rows of texts
    served: str  # the digest of the first file that a runtime would serve


_FILES = "json_array_elements(NEW.manifest::json -> 'assets') WITH ORDINALITY AS a(file, place)"
_WRONG = " OR ".join(f"json_typeof(e.file -> '{one}') IS DISTINCT FROM 'string'" for one in TEXTS)
_OF_POSTGRESQL = _Reading(
    text="convert_to(NEW.manifest, 'UTF8')",
    is_none=(
        "(CASE WHEN pg_input_is_valid(NEW.manifest, 'jsonb')"
        " AND NEW.manifest IS JSON OBJECT WITH UNIQUE KEYS"
        " THEN json_typeof(NEW.manifest::json -> 'assets') IS DISTINCT FROM 'array'"
        " OR json_typeof(NEW.manifest::json -> 'schema') IS DISTINCT FROM 'array'"
        " OR (NEW.manifest::json -> 'training') IS NULL"
        " OR EXISTS (SELECT 1 FROM json_array_elements(CASE json_typeof(NEW.manifest::json ->"
        " 'assets') WHEN 'array' THEN NEW.manifest::json -> 'assets' ELSE '[]' END) AS e(file)"
        f" WHERE json_typeof(e.file) <> 'object' OR {_WRONG}) ELSE TRUE END)"
    ),
    model="NEW.manifest::json ->> 'model'",
    is_version="(NEW.manifest::json -> 'version')::text = {0}::text",
    tags="NEW.manifest::jsonb -> 'service_tags'",
    sorted=(
        "(SELECT coalesce(jsonb_agg(e.tag ORDER BY e.tag COLLATE \"C\"), '[]')"
        " FROM ({0}) AS e(tag))"
    ),
    count="json_array_length(NEW.manifest::json -> 'assets')",
    files=(
        "SELECT a.file ->> 'role', a.file ->> 'path', a.file ->> 'sha256', a.file ->> 'size'"
        f" FROM {_FILES}"
    ),
    served=(
        f"SELECT a.file ->> 'sha256' FROM {_FILES} WHERE a.file ->> 'role' = 'model'"
        f" AND right(a.file ->> 'path', {len(SERVABLE)}) = '{SERVABLE}' ORDER BY a.place LIMIT 1"
    ),
)
_PLACED = "json_each(NEW.manifest, '$.assets') a"
_BAD = " OR ".join(f"json_type(NEW.manifest, a.fullkey || '.{one}') IS NOT 'text'" for one in TEXTS)
_SAID = "json_extract(a.value, '$.{}')"
_OF_SQLITE = _Reading(
    text="CAST(NEW.manifest AS BLOB)",
    is_none=(
        "CASE WHEN json_valid(NEW.manifest) THEN json_type(NEW.manifest) IS NOT 'object'"
        " OR json_type(NEW.manifest, '$.assets') IS NOT 'array'"
        " OR json_type(NEW.manifest, '$.schema') IS NOT 'array'"
        " OR json_type(NEW.manifest, '$.training') IS NULL"
        " OR (SELECT count(*) <> count(DISTINCT t.fullkey) FROM json_tree(NEW.manifest) t)"
        f" OR EXISTS (SELECT 1 FROM {_PLACED} WHERE a.type <> 'object' OR {_BAD}) ELSE 1 END"
    ),
    model="json_extract(NEW.manifest, '$.model')",
    is_version=(
        "(json_type(NEW.manifest, '$.version') = 'integer'"
        " AND json_extract(NEW.manifest, '$.version') = {0})"
    ),
    tags=(
        "CASE json_type(NEW.manifest, '$.service_tags') WHEN 'array' THEN"
        " (SELECT json_group_array(value) FROM (SELECT value FROM"
        " json_each(NEW.manifest, '$.service_tags') ORDER BY key)) END"
    ),
    sorted=(
        "(SELECT json_group_array(tag) FROM"
        " (SELECT CAST(value AS TEXT) AS tag FROM ({0}) ORDER BY tag))"
    ),
    count="json_array_length(NEW.manifest, '$.assets')",
    files=(
        f"SELECT {', '.join(_SAID.format(one) for one in TEXTS)},"
        f" CAST({_SAID.format('size')} AS TEXT) FROM {_PLACED}"
    ),
    served=(
        f"SELECT {_SAID.format('sha256')} FROM {_PLACED} WHERE {_SAID.format('role')} = 'model'"
        f" AND substr({_SAID.format('path')}, -{len(SERVABLE)}) = '{SERVABLE}'"
        " ORDER BY a.key LIMIT 1"
    ),
)
_READING = {POSTGRESQL: _OF_POSTGRESQL, SQLITE: _OF_SQLITE}


def snapshot_guards(words: Words) -> Iterator[Guard]:
    """What stands below the second one is read from a text that is a manifest."""
    said, s = _READING[words], words.schema
    yield Guard("snapshot.digest", f"NEW.digest <> {words.digest.format(said.text)}")
    yield Guard("snapshot.manifest", said.is_none)
    yield Guard("actor.forged", f"NEW.created_by {words.differs} {words.actor}")
    number = f"(SELECT v.version FROM {s}model_version v WHERE v.id = NEW.version_id)"
    named = words.id_fact.format("NEW.model_id") + ("::text" if s else "")
    another = f"{said.model} {words.differs} {named}"
    yield Guard(
        "snapshot.version", f"{another} OR NOT coalesce({said.is_version.format(number)}, 1 = 0)"
    )
    carried = said.sorted.format(words.elements.format("NEW.service_tags"))
    yield Guard("snapshot.tags", f"{said.tags} {words.differs} {carried}")
    yield Guard("snapshot.model", f"NEW.model_sha256 <> coalesce(({said.served}), '')")
    # What follows may have changed since it was read: who froze it in good faith looks again.
    now = f"(SELECT m.service_tags FROM {s}registered_model m WHERE m.id = NEW.model_id)"
    current = said.sorted.format(words.elements.format(now))
    yield Guard("snapshot.tags", f"{carried} <> {current}", status=STALE)
    own = f"FROM {s}asset x WHERE x.version_id = NEW.version_id AND x.replaced_by IS NULL"
    lacks = (
        f"EXISTS (SELECT x.role, x.path, x.sha256, CAST(x.size_bytes AS TEXT) {own}"
        f" EXCEPT {said.files})"
    )
    others = f"{said.count} <> (SELECT count(*) {own})"
    yield Guard("snapshot.files", f"{others} OR {lacks}", status=STALE)
    last = f"(SELECT max(x.sequence) FROM {s}snapshot x WHERE x.version_id = NEW.version_id)"
    yield Guard("snapshot.sequence", f"NEW.sequence <> coalesce({last}, 0) + 1", status=STALE)
