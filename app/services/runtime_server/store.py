"""The runtime's folder: artifacts by name and version, default pointers, all written durably."""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import os
import re
import shutil
import uuid
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from app.services.runtime_server.durable import write_durably
from app.services.runtime_server.errors import RequestError, bad_request
from app.services.runtime_server.served_model import ModelKey

log = logging.getLogger(__name__)

NAME_PATTERN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")
SHA256_PATTERN = re.compile(r"[0-9a-f]{64}")
_CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Pointer:
    """What a stable name answers with."""

    model: str
    version: str
    sha256: str

    @property
    def key(self) -> ModelKey:
        return ModelKey(self.model, self.version)


class Store:
    """Everything that outlives the process. Layout: models/NAME/VERSION/, models/NAME/.default."""

    def __init__(self, folder: Path) -> None:
        self._models = folder / "models"
        self._incoming = folder / "incoming"
        self._models.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(self._incoming, ignore_errors=True)
        self._incoming.mkdir()

    def stored(self) -> list[ModelKey]:
        return sorted(
            (
                ModelKey(path.parent.parent.name, path.parent.name)
                for path in self._models.glob("*/*/artifact.json")
            ),
            key=lambda key: (key.name, key.version),
        )

    def sha256(self, key: ModelKey) -> str | None:
        """The digest the artifact was stored under; None when there is none."""
        try:
            manifest = json.loads((self._folder(key) / "artifact.json").read_bytes())
            return str(manifest["sha256"])
        except (FileNotFoundError, ValueError, TypeError, KeyError):
            return None  # also when somebody changed the file: a new PUT mends it

    def content(self, key: ModelKey) -> bytes:
        try:
            return (self._folder(key) / "model.onnx").read_bytes()
        except FileNotFoundError:
            raise RequestError(404, f"There is no artifact {key.name}:{key.version}.") from None

    def is_intact(self, key: ModelKey) -> bool:
        path = self._folder(key) / "model.onnx"
        return path.exists() and _digest(path) == self.sha256(key)

    def new_upload(self) -> Path:
        """An empty folder on the same file system, to be handed to `commit` or `discard`."""
        folder = self._incoming / uuid.uuid4().hex
        folder.mkdir()
        return folder

    def commit(self, upload: Path, key: ModelKey, sha256: str) -> None:
        """Make the bytes in `upload`/model.onnx the artifact of `key`, in one rename."""
        write_durably(upload / "artifact.json", json.dumps({"sha256": sha256}).encode())
        _sync_folder(upload)
        target = self._folder(key)
        target.parent.mkdir(exist_ok=True)
        if target.exists():  # damaged: its bytes are no longer those of its digest
            os.replace(target, self._incoming / uuid.uuid4().hex)
        os.rename(upload, target)
        _sync_folder(target.parent)
        _sync_folder(self._models)

    def discard(self, upload: Path) -> None:
        shutil.rmtree(upload, ignore_errors=True)

    def delete(self, key: ModelKey) -> bool:
        """Remove the artifact; False when there was none."""
        grave = self._incoming / uuid.uuid4().hex
        try:
            os.rename(self._folder(key), grave)
        except FileNotFoundError:
            return False
        shutil.rmtree(grave, ignore_errors=True)
        return True

    def pointers(self) -> Iterator[tuple[str, Pointer | None, int]]:
        """What each stable name answered with, and its turn; a file that somebody changed: none."""
        for path in sorted(self._models.glob("*/.default")):
            try:
                written = json.loads(path.read_bytes())
                turn = int(written.pop("turn", 0))
                pointer = Pointer(**written) if written else None
            except (AttributeError, ValueError, TypeError):
                log.error("%s is not a default that the runtime wrote", path)
                continue
            yield path.parent.name, pointer, turn

    def set_pointer(self, name: str, pointer: Pointer | None, turn: int) -> None:
        """Also of a name that answers no more the turn is kept: an old wish must not fit again."""
        folder = self._models / name
        folder.mkdir(exist_ok=True)
        temporary = self._incoming / uuid.uuid4().hex
        written = {**(asdict(pointer) if pointer else {}), "turn": turn}
        write_durably(temporary, json.dumps(written).encode())
        os.replace(temporary, folder / ".default")
        _sync_folder(folder)
        _sync_folder(self._models)

    def _folder(self, key: ModelKey) -> Path:
        return self._models / key.name / key.version


def checked_key(name: str, version: str) -> ModelKey:
    """A key that is safe as a path.

    Raises:
        RequestError: 400, other characters.
    """
    return ModelKey(checked_name(name), checked_name(version, "version"))


def checked_name(name: object, what: str = "name") -> str:
    if not isinstance(name, str) or not NAME_PATTERN.fullmatch(name):
        raise bad_request(
            f"A {what} has 1 to 128 letters, digits, “.”, “_” or “-”, and starts with a letter "
            "or digit."
        )
    return name


def checked_sha256(value: object) -> str:
    if not isinstance(value, str) or not SHA256_PATTERN.fullmatch(value):
        raise bad_request("“sha256” must be 64 hexadecimal digits in lower case.")
    return value


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _sync_folder(folder: Path) -> None:
    """Make renames in `folder` survive a power cut, where the system can."""
    with contextlib.suppress(OSError):  # Windows can't open folders
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
