"""The files of a model: what each is for, and its digest."""

from __future__ import annotations

import hashlib
import mimetypes
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from app.errors import CancelledError, InputError
from app.services.digests import digest, source_chunks
from app.services.intake.walk import WalkedFile
from app.services.scanning.dependencies import is_dependency_file
from app.services.scanning.pickles import is_pickle_like

IsCancelled = Callable[[], bool]

SCHEMA_NAMES = ("schema.json", "schema.yaml", "schema.yml")

_ROLES = {
    "model": (".onnx",),
    "code": (
        ".py", ".pyz", ".ipynb", ".r", ".rmd", ".sql", ".scala", ".java", ".jl", ".sh", ".js",
        ".ts", ".c", ".cpp", ".h", ".go", ".rs", ".sas",
    ),
    "data": (
        ".csv", ".tsv", ".parquet", ".pq", ".arrow", ".feather", ".jsonl", ".xlsx", ".xls",
        ".npy", ".npz", ".avro", ".orc",
    ),
    "document": (
        ".md", ".rst", ".txt", ".pdf", ".docx", ".doc", ".html", ".odt", ".pptx", ".png", ".jpg",
        ".jpeg", ".svg",
    ),
    "weights": (
        ".safetensors", ".h5", ".hdf5", ".keras", ".pb", ".tflite", ".bin", ".pt", ".pth",
        ".ckpt", ".pkl", ".pickle", ".joblib", ".dill", ".skops", ".gguf",
    ),
}  # fmt: skip
_BY_SUFFIX = {suffix: role for role, suffixes in _ROLES.items() for suffix in suffixes}
_MEDIA_TYPES = {
    ".onnx": "application/onnx",
    ".parquet": "application/vnd.apache.parquet",
    ".pq": "application/vnd.apache.parquet",
    ".yaml": "application/yaml",
    ".yml": "application/yaml",
    ".md": "text/markdown",
    ".ipynb": "application/x-ipynb+json",
    ".py": "text/x-python",
    ".csv": "text/csv",
    ".json": "application/json",
    ".safetensors": "application/vnd.safetensors",
}


@dataclass(frozen=True, slots=True)
class Asset:
    """One file. `path` is where it is now; everything else is what is stored."""

    role: str
    relative: str
    sha256: str
    size_bytes: int
    media_type: str
    path: Path
    is_pickle_like: bool = False


class ChangedFilesError(InputError):
    """They are others than those that somebody looked at."""


def digest_files(assets: Iterable[Asset]) -> str:
    """One for all of them: another as soon as a file changes, comes or goes."""
    return digest(sorted([one.relative, one.sha256] for one in assets))


def require_seen(assets: Iterable[Asset], seen: str) -> None:
    """
    Args:
        seen: `digest_files` of what was looked at; empty: nobody looked.
    Raises:
        ChangedFilesError: they are others by now.
    """
    if seen and digest_files(assets) != seen:
        raise ChangedFilesError(
            "The files changed since they were looked at.", hint="Go back and look at them again."
        )


def never() -> bool:
    """Nobody can stop it."""
    return False


def make_asset(file: WalkedFile, *, is_cancelled: IsCancelled = never) -> Asset:
    """The asset of a file; its content is hashed, never loaded.

    Raises:
        InputError: it is no file any more, has another size by now, or can't be read.
        CancelledError: somebody stopped it.
    """
    pickle_like = is_pickle_like(file.path)
    return Asset(
        role="weights" if pickle_like else role_of(file.relative),
        relative=file.relative,
        sha256=_digest(file, is_cancelled),
        size_bytes=file.size_bytes,
        media_type=media_type_of(file.relative),
        path=file.path,
        is_pickle_like=pickle_like,
    )


def _digest(file: WalkedFile, is_cancelled: IsCancelled) -> str:
    found = hashlib.sha256()
    for chunk in source_chunks(file.path, file.size_bytes):
        if is_cancelled():
            raise CancelledError("It was stopped.")
        found.update(chunk)
    return found.hexdigest()


def role_of(relative: str) -> str:
    """What a file is for, by its path."""
    path = PurePosixPath(relative)
    name, suffix = path.name.lower(), path.suffix.lower()
    if name in SCHEMA_NAMES:
        return "schema"
    if is_dependency_file(name):
        return "dependencies"
    if _is_test(path, name):
        return "test"
    if name in ("license", "licence", "readme", "notice"):
        return "document"
    if name in ("dockerfile", "makefile", "mlproject"):
        return "code"
    return _BY_SUFFIX.get(suffix, "other")


def media_type_of(relative: str) -> str:
    suffix = PurePosixPath(relative).suffix.lower()
    guessed = mimetypes.types_map.get(suffix)  # not guess_type: it reads the system's own lists
    return _MEDIA_TYPES.get(suffix) or guessed or "application/octet-stream"


def _is_test(path: PurePosixPath, name: str) -> bool:
    folders = {part.lower() for part in path.parts[:-1]}
    is_code = name.endswith((".py", ".r", ".ipynb"))
    return (
        bool(folders & {"tests", "test"})
        or (is_code and (name.startswith("test_") or name.rpartition(".")[0].endswith("_test")))
        or name == "reference.json"
    )
