"""What is refused of the files and columns of a version."""

from __future__ import annotations

from uuid import UUID, uuid4

from app.models.rules.version_content import file_blockers, training_blockers
from tests.db.enforcement_kit import BY_HAND
from tests.db.enforcement_refusals import Refusal, Scene, Told, new, once, powerless

_version = once("version", new("model_version"))


def _approved(scene: Scene) -> object:
    key = _version(scene)
    scene.put("transition_request", version_id=key, state="accepted")
    return key


def _asked(scene: Scene) -> object:
    key = _version(scene)
    scene.put("transition_request", version_id=key, state="pending")
    return key


def fresh_id(_: Scene) -> UUID:
    return uuid4()


def _second(scene: Scene) -> object:
    key = _version(scene)
    scene.put("schema_field", version_id=key, edition=2)
    return key


def _file(**given: object) -> Told:
    def put(scene: Scene) -> object:
        return scene.put("asset", version_id=_version, **given)

    return put


def _gone(scene: Scene) -> object:
    """A file that gave way already."""
    return scene.put("asset", version_id=_version, replaced_by=_other(scene))


_other = once("other file", _file())
_own = once("the file", _file())
_gone_once = once("gone", _gone)


def _of_approved(scene: Scene) -> object:
    _approved(scene)
    return scene.put("asset", version_id=_version)


def _of_job(_: Scene) -> str:
    return f"job-{uuid4().hex}"


FIELDS = "schema_field"
REFUSALS = (
    Refusal("version.approved", FIELDS, {"version_id": _approved, "edition": 1}),
    Refusal(
        "version.approved",
        "asset",
        {"version_id": _approved, "path": "late.onnx"},
        python=lambda _: file_blockers({"withdrawn", "accepted"}),
    ),
    Refusal(
        "version.approved",
        "training_record",
        {"version_id": _approved},
        python=lambda _: training_blockers({"accepted"}),
    ),
    Refusal(
        "training.asked",
        "training_record",
        {"version_id": _asked},
        python=lambda _: training_blockers({"draft", "pending"}),
    ),
    Refusal("training.of_service", "training_record", {"version_id": _version, "run_key": _of_job}),
    Refusal("version.approved", "asset", {"replaced_by": _other}, _of_approved),
    Refusal("asset.replaced", "asset", {"version_id": _version, "replaced_by": _other}),
    Refusal("asset.replaced", "asset", {"replaced_by": fresh_id}, _own),
    Refusal("asset.replaced", "asset", {"replaced_by": _own}, _own),
    Refusal("asset.replaced", "asset", {"replaced_by": new("asset")}, _own),
    Refusal("asset.replaced", "asset", {"replaced_by": _gone_once}, _own),
    Refusal("asset.replaced", "asset", {"replaced_by": None}, _gone),
    Refusal(
        "write.refused",
        "asset",
        {"replaced_by": _other},
        _own,
        by=BY_HAND,
        python=powerless("asset", "update"),
    ),
    Refusal("schema.edition", FIELDS, {"version_id": _second, "edition": 1}),
    Refusal("schema.edition", FIELDS, {"version_id": _second, "edition": 4}),
    Refusal("schema.edition", FIELDS, {"version_id": _version, "edition": 0}),
)
