"""What is refused of the files and columns of a version."""

from __future__ import annotations

from tests.db.enforcement_refusals import Refusal, Scene, new, once

_version = once("version", new("model_version"))


def _approved(scene: Scene) -> object:
    key = _version(scene)
    scene.put("transition_request", version_id=key, state="accepted")
    return key


def _second(scene: Scene) -> object:
    key = _version(scene)
    scene.put("schema_field", version_id=key, edition=2)
    return key


FIELDS = "schema_field"
REFUSALS = (
    Refusal("version.approved", FIELDS, {"version_id": _approved, "edition": 1}),
    Refusal("version.approved", "asset", {"version_id": _approved, "path": "late.onnx"}),
    Refusal("schema.edition", FIELDS, {"version_id": _second, "edition": 1}),
    Refusal("schema.edition", FIELDS, {"version_id": _second, "edition": 4}),
    Refusal("schema.edition", FIELDS, {"version_id": _version, "edition": 0}),
)
