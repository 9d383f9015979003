"""What a snapshot's manifest says, and whether the row that carries it repeats it truly."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

UNREADABLE = "manifest"


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
        if asset["role"] == "model" and asset["path"].endswith(".onnx"):
            return str(asset["sha256"])
    return ""


def read_manifest(text: str) -> dict[str, Any] | None:
    """None: it is no manifest of ours."""
    try:
        found = json.loads(text)
        is_whole = isinstance(found["schema"], list) and "training" in found
        servable_digest(found)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return found if is_whole else None


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
        "version_id": (manifest.get("version"), row.version),
        "service_tags": (manifest.get("service_tags"), sorted(map(str, row.service_tags))),
        "model_sha256": (servable_digest(manifest), row.model_sha256),
    }
    return [*untrue, *(name for name, (frozen, now) in said.items() if frozen != now)]
