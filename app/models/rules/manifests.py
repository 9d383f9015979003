"""What a snapshot's manifest says, and whether the row that carries it repeats it truly."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.errors import VerificationError

UNREADABLE = "manifest"
SERVABLE = ".onnx"
SINCE = ("commit", "environment")  # of a training: what earlier manifests don't name


@dataclass(frozen=True, slots=True)
class Carried:
    """What a snapshot's row says beside its manifest."""

    digest: str
    model_id: str
    version: int
    service_tags: Sequence[str]
    model_sha256: str


def servable_digest(manifest: Mapping[str, Any]) -> str:
    """SHA-256 of the ONNX file that a runtime would serve; empty where there is none."""
    for asset in manifest["assets"]:
        if asset["role"] == "model" and asset["path"].endswith(SERVABLE):
            return str(asset["sha256"])
    return ""


def read_manifest(text: str) -> dict[str, Any] | None:
    """None: it is no manifest of ours. The guards of snapshots say the same."""
    try:
        found = json.loads(text, object_pairs_hook=_unique, parse_constant=_refuse)
        is_whole = isinstance(found["schema"], list) and "training" in found
        are_files = isinstance(found["assets"], list) and all(map(_is_file, found["assets"]))
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return found if is_whole and are_files else None


@dataclass(frozen=True, slots=True)
class FrozenTraining:
    """How the version was trained, as its manifest says. None: it does not say that.

    Manifests that were made before name neither commit nor environment of the training.
    """

    run: str
    algorithm: str
    data: tuple[tuple[str, str], ...]  # name and digest
    seed: int
    commit: str | None
    environment: str | None


def frozen_training(manifest: Mapping[str, Any]) -> FrozenTraining | None:
    """None: the version was not trained when it was frozen.

    Raises:
        VerificationError: it says something that is none. Databases don't look at this part.
    """
    said = manifest["training"]
    if said is None:
        return None
    if not _is_training(said):
        raise VerificationError("What the snapshot says of its training can't be read.")
    return FrozenTraining(
        said["run"],
        said["algorithm"],
        tuple(sorted((name, str(digest)) for name, digest in said["data"].items())),
        said["seed"],
        *(said.get(name) for name in SINCE),
    )


def _is_training(said: Any) -> bool:
    return (
        isinstance(said, dict)
        and all(isinstance(said.get(name), str) for name in ("run", "algorithm"))
        and isinstance(said.get("data"), dict)
        and type(said.get("seed")) is int
        and all(isinstance(said.get(name, ""), str) for name in SINCE)
    )


def as_before(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """What was frozen of the same before manifests named all that they name of a training now."""
    said = manifest["training"]
    if said is None:
        return dict(manifest)
    older = {name: value for name, value in said.items() if name not in SINCE}
    return {**manifest, "training": older}


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Of a key that stands there twice every reader may believe another value."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands there twice")
    return found


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is no number of JSON")


def _is_file(asset: Any) -> bool:
    return isinstance(asset, dict) and all(
        isinstance(asset.get(one), str) for one in ("role", "path", "sha256")
    )


def untrue_columns(text: str, row: Carried) -> list[str]:
    """The columns of the row that say something else than its manifest `text`; [] for a true row.

    Whatever was signed and pinned names the digest alone: what hangs on it is what it covers.
    """
    untrue = []
    if hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest() != row.digest:
        untrue.append("digest")
    manifest = read_manifest(text)
    if manifest is None:
        return [*untrue, UNREADABLE]
    said = {
        "model_id": (manifest.get("model"), row.model_id),
        # 1 is meant, neither true nor 1.0
        "version_id": (repr(manifest.get("version")), repr(row.version)),
        "service_tags": (manifest.get("service_tags"), sorted(map(str, row.service_tags))),
        "model_sha256": (servable_digest(manifest), row.model_sha256),
    }
    return [*untrue, *(name for name, (frozen, now) in said.items() if frozen != now)]
