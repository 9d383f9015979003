"""Attacks by a builder on what everything rests on: a snapshot that says what nobody froze."""

from __future__ import annotations

from tests.db.attack_kit import NO, SCIENTIST, TESTER, WORKER, Attacks
from tests.db.enforcement_kit import OK

HASHED = "encode(sha256(convert_to(m.text, 'UTF8')), 'hex')"
SERVABLE = '[{{"path": "z.onnx", "role": "model", "sha256": "ab", "size": 1}}]'


def freeze(
    *, version: str = "v.version", assets: str = "[]", tags: str = '["a", "b"]',
    text: str = "{}", digest: str = HASHED, sequence: str = "2", model: str = "v.model_id",
    carried: str = "", served: str = "", more: str = "", says: str = "",
) -> str:  # fmt: skip
    """A row in SQL, true but for what is said otherwise. `text` is put around its manifest."""
    manifest = (
        f"json_build_object('model', {model}, 'version', {version}, 'assets', '{assets}'::json,"
        f" 'schema', '[]'::json, 'training', NULL, 'service_tags', '{tags}'::json)::text"
    )
    return (
        "INSERT INTO mw.snapshot (id, model_id, version_id, sequence, digest, manifest,"
        f" service_tags, model_sha256{more}) SELECT '{{new}}', {model}, v.id, {sequence}, {digest},"
        f" m.text, '{carried or tags}', '{served}'{says} FROM mw.model_version v,"
        f" LATERAL (SELECT {text.format(manifest)} AS text) m WHERE v.id = '{{free_version}}'"
    )


KEEP_PROFILE = (
    "INSERT INTO mw.reference_profile (id, snapshot_id, kind, profile, sha256, rows)"
    " VALUES ('{{new}}', '{{free_snapshot}}', 'training', '{{{{}}}}', '{digest}', 1)"
)
ATTACKS: Attacks = {
    "A2 a profile of one's own for later data": (
        SCIENTIST, KEEP_PROFILE.format(digest="44136fa355b3678a1146ad16f7e8649e"), NO
    ),
    "A2 a profile as the service keeps it": (
        WORKER, KEEP_PROFILE.format(digest="44136fa355b3678a1146ad16f7e8649e"), OK
    ),
    "A2 a snapshot that is true": (SCIENTIST, freeze(), OK),
    "A2 a snapshot by who freezes nothing": (TESTER, freeze(), NO),
    "A2 a snapshot in another's name": (
        SCIENTIST, freeze(more=", created_by", says=", '{only_risk_officer}'"), NO
    ),
    "A2 a snapshot with the digest of another": (
        SCIENTIST, freeze(digest="repeat('a', 64)"), "snapshot.digest"
    ),
    "A2 a snapshot of no JSON": (SCIENTIST, freeze(text="left({}, 5)"), "snapshot.manifest"),
    "A2 a snapshot that says its model twice": (
        SCIENTIST,
        freeze(text="replace({}, '\"version\"', '\"model\" : 1, \"version\"')"),
        "snapshot.manifest",
    ),
    "A2 a snapshot of another version": (
        SCIENTIST, freeze(version="v.version + 1"), "snapshot.version"
    ),
    "A2 a snapshot of another service": (SCIENTIST, freeze(tags='["c"]'), "snapshot.tags"),
    "A2 a snapshot whose services are not those it froze": (
        SCIENTIST, freeze(carried='["a"]'), "snapshot.tags"
    ),
    "A2 a snapshot that serves another file": (
        SCIENTIST, freeze(served="ab"), "snapshot.model"
    ),
    "A2 a snapshot of a file that its version has not": (
        SCIENTIST, freeze(assets=SERVABLE, served="ab"), "snapshot.files"
    ),
    "A2 a snapshot out of its turn": (SCIENTIST, freeze(sequence="9"), "snapshot.sequence"),
    "A2 a snapshot before the last one": (SCIENTIST, freeze(sequence="0"), "snapshot.sequence"),
}  # fmt: skip
