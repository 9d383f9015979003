"""Attacks on what belongs together: a request for one model with the version of another, …"""

from __future__ import annotations

from tests.db.attack_kit import ASK, SCIENTIST, TESTER, Attacks
from tests.db.attacks_on_snapshots import freeze
from tests.db.enforcement_kit import OK

APART = "23503"  # a key over several columns
REQUEST = (
    "INSERT INTO mw.transition_request (id, model_id, version_id, snapshot_id, stage_id,"
    " service_tag, state, documents, reason, is_emergency, row_version)"
    " VALUES ('{{new}}', '{{{model}}}', '{{{version}}}', {snapshot}, '{{{stage}}}', '{tag}',"
    " 'draft', '', '', false, 1)"
)


def ask(
    model: str = "free", version: str = "free_version", snapshot: str = "'{free_snapshot}'",
    stage: str = "prod", tag: str = "a",
) -> str:  # fmt: skip
    return REQUEST.format(model=model, version=version, snapshot=snapshot, stage=stage, tag=tag)


WAIVER = (
    "INSERT INTO mw.waiver (id, model_id, version_id, snapshot_id, test, feature, reason, state,"
    " expires_at, row_version) VALUES ('{{new}}', '{{free}}', '{{{version}}}', '{{{snapshot}}}',"
    " 'auc', '', 'Because.', 'asked', now() + interval '5 days', 1)"
)
FINDING = (
    "INSERT INTO mw.finding (id, model_id, version_id, snapshot_id, kind, severity, title, detail,"
    " place, fix, state, reason, row_version) VALUES ('{{new}}', '{{free}}', '{{{version}}}',"
    " {snapshot}, 'review', 'low', 'x', '', '', '', 'open', '', 1)"
)
DOCUMENT = (
    "INSERT INTO mw.model_document (id, model_id, version_id, kind, title, uri, sha256)"
    " VALUES ('{{new}}', '{{free}}', '{{{version}}}', 'validation', 'x', '', '')"
)
MODEL = (
    "INSERT INTO mw.registered_model (id, unit_id, name, name_folded, kind, framework, description,"
    " owner_id, risk_tier, service_tags, stage_path_id, search_text, row_version)"
    " SELECT '{{new}}', '{{unit}}', '{{new}}', '{{new}}', 'in_house', '', '', id, 'low',"
    " '[]', '{{{path}}}', lower('{{new}} ' || full_name || ' in_house'), 1"
    " FROM mw.person WHERE id = '{{me}}'"
)
START = '{{{{"model_id": "{{free}}", "variables": {{{{"service_tag": "{tag}"}}}}}}}}'
ATTACKS: Attacks = {
    "A38 a request that belongs together": (SCIENTIST, ask(), OK),
    "A38 a request for another model's version": (
        SCIENTIST, ask(version="version", snapshot="NULL"), APART
    ),
    "A38 a request for another version's snapshot": (
        SCIENTIST, ask(snapshot="'{snapshot}'"), APART
    ),
    "A38 a request for a service that does not come next": (
        SCIENTIST, ask(tag="b"), "request.service"
    ),
    "A38 a request for a stage of another path": (
        SCIENTIST, ask(stage="other_stage"), "request.stage"
    ),
    "A38 a waiver for a snapshot of another model": (
        SCIENTIST, WAIVER.format(version="version", snapshot="snapshot"), APART
    ),
    "A38 a waiver for a snapshot of another version": (
        SCIENTIST, WAIVER.format(version="free_version", snapshot="snapshot"), APART
    ),
    "A38 a finding in another model's version": (
        TESTER, FINDING.format(version="version", snapshot="NULL"), APART
    ),
    "A38 a finding in another version's snapshot": (
        TESTER, FINDING.format(version="free_version", snapshot="'{snapshot}'"), APART
    ),
    "A38 a document of another model's version": (
        TESTER, DOCUMENT.format(version="version"), APART
    ),
    "A38 a document of its version": (TESTER, DOCUMENT.format(version="free_version"), OK),
    "A38 a snapshot of another model's version": (
        SCIENTIST, freeze(model="'{model}'::uuid", tags='["draft"]'), APART
    ),
    "A38 a model that goes through another unit's stages": (
        SCIENTIST, MODEL.format(path="other_path"), "model.stage_path"
    ),
    "A38 a model that goes through its unit's stages": (
        SCIENTIST, MODEL.format(path="path"), OK
    ),
    "A38 a start for a service that does not come next": (
        SCIENTIST,
        ASK.format(unit="unit", kind="start", payload=START.format(tag="b")),
        "start.service",
    ),
    "A38 a start for the service that comes next": (
        SCIENTIST, ASK.format(unit="unit", kind="start", payload=START.format(tag="a")), OK
    ),
}  # fmt: skip
