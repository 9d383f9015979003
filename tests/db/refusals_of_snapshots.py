"""What is refused of snapshots: a row that lies about what it froze, or froze something else."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from app.models.rules.blockers import Blocker
from app.models.rules.manifests import Carried, untrue_columns
from app.services.digests import canonical
from tests.db.enforcement_kit import written
from tests.db.enforcement_refusals import Refusal, Scene, Told, somebody
from tests.db.enforcement_rows import a_snapshot

Manifest = dict[str, Any]
FILE = "model.onnx"
COLUMNS = ("model_id", "version_id", "sequence", "digest", "manifest", "service_tags")
CODES = {
    "digest": "snapshot.digest",
    "manifest": "snapshot.manifest",
    "model_id": "snapshot.version",
    "version_id": "snapshot.version",
    "service_tags": "snapshot.tags",
    "model_sha256": "snapshot.model",
}


def _row(scene: Scene) -> dict[str, Any]:
    """A true one, of a version with a file to serve and another that is none."""
    if "row" not in scene.made:
        scene.made["row"] = a_snapshot(scene.bench, scene.owner, FILE, "readme.txt")
    found: dict[str, Any] = scene.made["row"]
    return found


def _true(name: str) -> Told:
    return lambda scene: _row(scene)[name]


TRUE: Mapping[str, Told] = {name: _true(name) for name in (*COLUMNS, "model_sha256")}


def _text(change: Callable[[Manifest], object]) -> Callable[[Scene], str]:
    """The text of the true manifest, with something of it changed."""

    def find(scene: Scene) -> str:
        manifest: Manifest = json.loads(_row(scene)["manifest"])
        change(manifest)
        return canonical(manifest)

    return find


def _saying(text: Callable[[Scene], str]) -> Mapping[str, Told]:
    """This text for a manifest, whose digest is told truly."""

    def hashed(scene: Scene) -> str:
        return hashlib.sha256(text(scene).encode()).hexdigest()

    return {**TRUE, "manifest": text, "digest": hashed}


def _python(says: Mapping[str, Any]) -> Callable[[Scene], Iterable[Blocker]]:
    """What the readers say of such a row, by its first untrue column."""

    def rule(scene: Scene) -> Iterable[Blocker]:
        row = scene.filled(says)
        carried = Carried(
            row["digest"], str(row["model_id"]), _number(scene), row["service_tags"],
            row["model_sha256"],
        )  # fmt: skip
        return [Blocker(CODES[one]) for one in untrue_columns(row["manifest"], carried)]

    return rule


def _number(scene: Scene) -> int:
    found: int = json.loads(_row(scene)["manifest"])["version"]
    return found


def _lies(code: str, says: Mapping[str, Any]) -> Refusal:
    return Refusal(code, "snapshot", says, python=_python(says))


def _column(code: str, **says: Any) -> Refusal:
    return _lies(code, {**TRUE, **says})


def _manifest(code: str, change: Callable[[Manifest], object]) -> Refusal:
    return _lies(code, _saying(_text(change)))


def _verbatim(old: str, new: str) -> Refusal:
    """A text that is no manifest by its letters alone."""
    return _lies(
        "snapshot.manifest",
        _saying(lambda scene: str(_row(scene)["manifest"]).replace(old, new, 1)),
    )


def _frozen(change: Callable[[Manifest], object]) -> Mapping[str, Told]:
    """A row that repeats its manifest truly, whatever that says."""

    def told(name: str) -> Told:
        def find(scene: Scene) -> Any:
            manifest: Manifest = json.loads(_row(scene)["manifest"])
            change(manifest)
            return written(manifest)[name]

        return find

    repeated = ("digest", "manifest", "service_tags", "model_sha256")
    return {**TRUE, **{name: told(name) for name in repeated}}


def _without(name: str) -> Callable[[Manifest], object]:
    return lambda manifest: manifest.pop(name)


def _with(**said: Any) -> Callable[[Manifest], object]:
    return lambda manifest: manifest.update(said)


def _file(number: int, **said: Any) -> Callable[[Manifest], object]:
    return lambda manifest: manifest["assets"][number].update(said)


def _twice(manifest: Manifest) -> None:
    """As many as there are, of which one is missing."""
    manifest["assets"][1] = manifest["assets"][0]


def _next(scene: Scene) -> int:
    return int(_row(scene)["sequence"]) + 1


OTHER = "ab" * 32
STRANGE = {"role": "model", "path": "z.onnx", "sha256": OTHER, "size": 1}
REFUSALS = (
    _column("snapshot.digest", digest=OTHER),
    _column("snapshot.digest", manifest=lambda scene: _row(scene)["manifest"] + " "),
    _column("snapshot.digest", digest=lambda scene: _row(scene)["digest"].upper()),
    _verbatim("{", ""),
    _verbatim("{", '{"model":"another",'),  # a key twice: each reader may take another value
    _verbatim('"training":null', '"training":NaN'),
    _verbatim('"role"', '"role":"document","role"'),
    *(_manifest("snapshot.manifest", _without(one)) for one in ("assets", "schema", "training")),
    *(_manifest("snapshot.manifest", _with(**{one: {}})) for one in ("assets", "schema")),
    _manifest("snapshot.manifest", _with(assets=["x"])),
    *(_manifest("snapshot.manifest", _file(1, **{name: 1})) for name in ("role", "path", "sha256")),
    _manifest("snapshot.version", _with(model=OTHER)),
    _manifest("snapshot.version", _without("model")),
    *(
        _manifest("snapshot.version", _with(version=one))
        for one in (0, True, "1", None, 1.5, [1], {"a": 1})
    ),
    _lies(
        "snapshot.version",
        _saying(
            lambda scene: str(_row(scene)["manifest"]).replace(
                f'"version":{_number(scene)}', f'"version":{_number(scene)}.0'
            )
        ),
    ),
    _column("snapshot.tags", service_tags=["a"]),
    _manifest("snapshot.tags", _without("service_tags")),
    *(
        _manifest("snapshot.tags", _with(service_tags=one))
        for one in ([], ["b", "a"], ["a", "b", "b"], "a", None, {"a": "b"})
    ),
    _column("snapshot.model", model_sha256=OTHER),
    _column("snapshot.model", model_sha256=""),
    _manifest("snapshot.model", _file(0, role="code")),
    _manifest("snapshot.model", _file(0, path="MODEL.ONNX")),
    # Rows that repeat their manifest truly, and froze what their version is not.
    Refusal("snapshot.tags", "snapshot", _frozen(_with(service_tags=["c"]))),
    Refusal("snapshot.files", "snapshot", _frozen(_with(assets=[]))),
    Refusal("snapshot.files", "snapshot", _frozen(lambda one: one["assets"].append(STRANGE))),
    Refusal("snapshot.files", "snapshot", _frozen(lambda one: one["assets"].pop(0))),
    Refusal("snapshot.files", "snapshot", _frozen(_twice)),
    *(
        Refusal("snapshot.files", "snapshot", _frozen(_file(0, **{name: value})))
        for name, value in (("sha256", OTHER), ("size", 1), ("path", "n.onnx"), ("role", "code"))
    ),
    *(
        Refusal("snapshot.sequence", "snapshot", {**TRUE, "sequence": one})
        for one in (_next, 0, -1, 9)
    ),
    Refusal("actor.forged", "snapshot", {**TRUE, "created_by": somebody()}),
)
