"""The one door to secrets: the database has their names, this machine has their values.

A name resolves in this order: what the service manager gives (its credential folder, else the
environment of a container), the encrypted secrets file, the keyring of the operating system and,
in a workspace of one person or a demo, files in the user's own data folder.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import stat
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, ClassVar, Protocol
from uuid import uuid4

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from app.config import PRODUCT, Settings
from app.errors import AppError, InputError, quoted
from app.models.rules.secret_names import runtime_secret_blockers
from app.services.bound_secrets import value_for
from app.services.outside_json import read_outside
from app.services.passphrases import locking, opening, passphrase_in

ENVIRONMENT_PREFIX = "MODELWARD_SECRET_"
PASSPHRASE_FILE = "MODELWARD_PASSPHRASE_FILE"  # names a file; its content never stands in the open
FILE_NAME = "secrets.json"
FOLDER_NAME = "keys"
OWNER_ONLY = 0o600
OWNER_ONLY_FOLDER = 0o700
SCRYPT_COST = 2**17  # 0.24 s and 128 MiB: what makes guessing a passphrase dear
SCRYPT_COST_LIMIT = 2**20  # of files that are read: a forged one must not fill the memory

# Back ends that keep secrets from other users of the machine. keyring itself would silently take
# a plain file where keyrings.alt is installed.
KEYRINGS = (
    "keyring.backends.SecretService.Keyring",
    "keyring.backends.libsecret.Keyring",
    "keyring.backends.kwallet.DBusKeyring",
    "keyring.backends.macOS.Keyring",
    "keyring.backends.Windows.WinVaultKeyring",
)

_NAME = re.compile(r"[A-Za-z0-9._-]+")
_WRITING = threading.Lock()


class Place(StrEnum):
    """Where a secret was found, or would be put."""

    CREDENTIALS = "credentials"
    ENVIRONMENT = "environment"
    FILE = "file"
    KEYRING = "keyring"
    FOLDER = "folder"


class Keyring(Protocol):
    """What is used of a back end of `keyring`."""

    def get_password(self, service: str, username: str) -> str | None: ...
    def set_password(self, service: str, username: str, password: str) -> None: ...
    def delete_password(self, service: str, username: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Box:
    """Bytes locked with a passphrase: AES-GCM under a key that scrypt makes of it."""

    salt: bytes
    nonce: bytes
    content: bytes
    cost: int = SCRYPT_COST

    @classmethod
    def lock(cls, content: bytes, passphrase: str, *, purpose: str) -> Box:
        salt, nonce = os.urandom(16), os.urandom(12)
        key = _derived(locking(passphrase), salt, SCRYPT_COST)
        return cls(salt, nonce, AESGCM(key).encrypt(nonce, content, purpose.encode()))

    def key(self, passphrase: bytes) -> bytes:
        return _derived(passphrase, self.salt, self.cost)

    def unlock(self, passphrase: str, *, purpose: str) -> bytes | None:
        """The content; None where the passphrase is another, or a byte was changed."""
        for way in opening(passphrase):
            content = self.unlock_with(self.key(way), purpose=purpose)
            if content is not None:
                return content
        return None

    def unlock_with(self, key: bytes, *, purpose: str) -> bytes | None:
        try:
            return AESGCM(key).decrypt(self.nonce, self.content, purpose.encode())
        except InvalidTag:
            return None

    def text(self) -> str:
        fields = {"salt": self.salt, "nonce": self.nonce, "content": self.content}
        coded = {name: base64.b64encode(raw).decode("ascii") for name, raw in fields.items()}
        return json.dumps({"v": 1, "kdf": "scrypt", "cost": self.cost, **coded})

    @classmethod
    def of_text(cls, text: str) -> Box:
        """Raises: AppError: that is no such box."""
        try:
            read: Any = read_outside(text)
            cost = read["cost"]
            parts = [base64.b64decode(read[name], validate=True) for name in _BOX_PARTS]
            is_ours = (read["v"], read["kdf"]) == (1, "scrypt") and len(parts[1]) == 12
            is_sane = isinstance(cost, int) and 1 < cost <= SCRYPT_COST_LIMIT and _is_power(cost)
        except (ValueError, KeyError, TypeError) as error:
            raise _broken_box() from error
        if not (is_ours and is_sane):
            raise _broken_box()
        salt, nonce, content = parts
        return cls(salt, nonce, content, cost)


_BOX_PARTS = ("salt", "nonce", "content")


def _is_power(number: int) -> bool:
    return number & (number - 1) == 0


def _broken_box() -> AppError:
    return AppError("The encrypted secret can't be read.", hint="Restore it from its backup.")


def _derived(passphrase: bytes, salt: bytes, cost: int) -> bytes:
    return Scrypt(salt=salt, length=32, n=cost, r=8, p=1).derive(passphrase)


class SecretsFile:
    """All secrets of a service in one encrypted file; the passphrase is in a file of its own."""

    PURPOSE = "modelward secrets"
    # A service asks often, and each key costs a quarter of a second. Of one file at a time.
    _known: ClassVar[dict[tuple[bytes, bytes], bytes]] = {}

    def __init__(self, path: Path, passphrase_file: Path) -> None:
        self._path = path
        self._passphrase_file = passphrase_file

    def read(self) -> dict[str, str]:
        """Every secret by its name; empty where there is no file yet.

        Raises:
            AppError: others may read a file, or the passphrase is another.
        """
        if not self._path.is_file():
            return {}
        _require_private(self._path)
        box = Box.of_text(self._path.read_text(encoding="utf-8"))
        for way in opening(self._passphrase()):
            content = box.unlock_with(self._key(box, way), purpose=self.PURPOSE)
            if content is not None:
                return dict(json.loads(content))
        raise AppError(
            f"The passphrase does not open {self._path.name}.",
            hint=f"{PASSPHRASE_FILE} names the file that holds it.",
        )

    def write(self, secrets: Mapping[str, str]) -> None:
        content = json.dumps(dict(secrets)).encode()
        box = Box.lock(content, self._passphrase(), purpose=self.PURPOSE)
        _write_private(self._path, box.text())

    def _key(self, box: Box, passphrase: bytes) -> bytes:
        asked = (box.salt, hashlib.sha256(box.salt + passphrase).digest())
        found = self._known.get(asked)
        if found is None:
            found = box.key(passphrase)
            if any(salt != box.salt for salt, _ in self._known):
                self._known.clear()
            self._known[asked] = found
        return found

    def _passphrase(self) -> str:
        if not self._passphrase_file.is_file():
            raise AppError(
                f"There is no file {self._passphrase_file.name} with the passphrase.",
                hint=f"{PASSPHRASE_FILE} names the file; only its owner may read it.",
            )
        _require_private(self._passphrase_file)
        found = passphrase_in(self._passphrase_file).strip()
        if not found:
            raise AppError("The file with the passphrase is empty.", hint="Write it there.")
        return found


@dataclass(frozen=True, slots=True)
class Secrets:
    """Finds and keeps secrets on this machine."""

    home: Path
    keyring: Keyring | None = None
    is_embedded: bool = False  # one person or a demo: the user's own folder will do
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ, repr=False)

    @classmethod
    def of(cls, settings: Settings, *, is_embedded: bool = False) -> Secrets:
        return cls(settings.home, system_keyring(), is_embedded)

    def get(self, name: str) -> str:
        """The value behind a name.

        Raises:
            AppError: nobody gave it to this machine, or it is no name.
        """
        return _given(name, self.find(name))

    def get_for_runtime(self, name: str, url: str, unit: str) -> str:
        """The value that a runtime is sent; name and address as who may write runtimes wrote them.

        `unit` is the key of the runtime's unit.

        Raises:
            AppError: nobody gave it to this machine, it is none of a runtime's, or another's.
        """
        return value_for(name, _given(name, self.find_for_runtime(name)), url, unit)

    def find_for_runtime(self, name: str) -> tuple[str, Place] | None:
        """The same; None where nobody knows it here."""
        _require_of_runtimes(name)
        return self.find(name)

    def find(self, name: str) -> tuple[str, Place] | None:
        """The value behind a name, and where it lies; None where nobody knows it here."""
        require_name(name)
        looks = (
            (Place.CREDENTIALS, self._from_credentials),
            (
                Place.ENVIRONMENT,
                lambda one: self.environment.get(ENVIRONMENT_PREFIX + _shouted(one)),
            ),
            (Place.FILE, self._from_file),
            (Place.KEYRING, self._from_keyring),
            (Place.FOLDER, self._from_folder),
        )
        for place, look in looks:
            value = look(name)
            if value is not None:
                return value, place
        return None

    def place(self) -> Place | None:
        """Where a new secret goes; None where this machine has no safe place."""
        if self._secrets_file() is not None:
            return Place.FILE
        if self.keyring is not None:
            return Place.KEYRING
        return Place.FOLDER if self.is_embedded else None

    def keep(self, name: str, value: str) -> Place:
        """Put a secret into the safest place there is.

        Raises:
            AppError: there is none.
        """
        require_name(name)
        place, file = self.place(), self._secrets_file()
        if file is not None:
            with _WRITING:
                file.write({**file.read(), name: value})
        elif self.keyring is not None:
            try:
                self.keyring.set_password(PRODUCT, name, value)
            except _keyring_error() as error:
                raise AppError(
                    "The keyring took nothing.", hint="Unlock it, then repeat."
                ) from error
        elif self.is_embedded:
            _write_private(self.home / FOLDER_NAME / name, value)
        if place is None:
            raise AppError(
                "This machine has no safe place for a secret.",
                hint="Unlock the keyring of the operating system, or let"
                f" {PASSPHRASE_FILE} name a file with a passphrase.",
            )
        return place

    def forget(self, name: str) -> None:
        """Take a secret out of the places that `keep` writes; not knowing it is fine."""
        require_name(name)
        file = self._secrets_file()
        if file is not None:
            with _WRITING:
                left = file.read()
                if left.pop(name, None) is not None:
                    file.write(left)
        if self.keyring is not None and self._from_keyring(name) is not None:
            with suppress(_keyring_error()):
                self.keyring.delete_password(PRODUCT, name)
        (self.home / FOLDER_NAME / name).unlink(missing_ok=True)

    def _from_credentials(self, name: str) -> str | None:
        folder = self.environment.get("CREDENTIALS_DIRECTORY")
        if folder and (Path(folder) / name).is_file():
            return (Path(folder) / name).read_text(encoding="utf-8").strip()
        return None

    def _from_file(self, name: str) -> str | None:
        file = self._secrets_file()
        return None if file is None else file.read().get(name)

    def _from_keyring(self, name: str) -> str | None:
        if self.keyring is None:
            return None
        try:
            return self.keyring.get_password(PRODUCT, name)
        except _keyring_error():
            return None  # locked: the next place may know it

    def _from_folder(self, name: str) -> str | None:
        path = self.home / FOLDER_NAME / name
        if not self.is_embedded or not path.is_file():
            return None
        _require_private(path)
        return path.read_text(encoding="utf-8").strip()

    def _secrets_file(self) -> SecretsFile | None:
        """There is one where somebody named the file with its passphrase."""
        named = self.environment.get(PASSPHRASE_FILE)
        if not named:
            return None
        return SecretsFile(self.home / FILE_NAME, Path(named))


def system_keyring() -> Keyring | None:
    """The operating system's keyring, where it has one that keeps others out."""
    import keyring.backend  # a tenth of what a window loads, and most windows never ask it

    if os.environ.get("PYTHON_KEYRING_BACKEND"):
        candidates = [keyring.get_keyring()]
    else:
        candidates = sorted(keyring.backend.get_all_keyring(), key=lambda one: -one.priority)
    for candidate in candidates:
        if f"{type(candidate).__module__}.{type(candidate).__qualname__}" in KEYRINGS:
            return candidate
    return None


def _keyring_error() -> type[Exception]:
    from keyring.errors import KeyringError  # see `system_keyring`

    return KeyringError


def _given(name: str, found: tuple[str, Place] | None) -> str:
    if found is None:
        raise AppError(
            f"This machine does not know the secret “{name}”.",
            hint="Give it by the credential folder, the environment"
            f" ({ENVIRONMENT_PREFIX}{_shouted(name)}), the secrets file or the keyring.",
        )
    return found[0]


def _shouted(name: str) -> str:
    """As a shell can name it."""
    return re.sub("[.-]", "_", name.upper())


def _require_of_runtimes(name: str) -> None:
    """No row of the workspace says where a secret of another purpose goes."""
    if runtime_secret_blockers(name):
        raise InputError(
            f"“{name}” is sent to no runtime: only secrets named “runtime.…” are.",
            hint="Keep its secret under such a name, and name that.",
        )


def require_name(name: str) -> None:
    if not _NAME.fullmatch(name) or ".." in name or name == ".":
        raise AppError(
            f"“{quoted(name)}” can't be the name of a secret.",
            hint="Use letters, digits, “.”, “_”, “-”.",
        )


def _require_private(path: Path) -> None:
    """Only its owner may read a file with a secret; Windows keeps others out of the profile."""
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise AppError(
            f"Others than its owner may read {path.name}.", hint=f"Run: chmod 600 {path.name}"
        )


def _write_private(path: Path, text: str) -> None:
    """Whole or not at all, and never readable by others, not even for a moment."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=OWNER_ONLY_FOLDER)
    part = path.with_name(f"{path.name}.{uuid4().hex[:8]}.part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
