"""A file locked with a passphrase: AES-GCM in chunks under a key that scrypt makes of it.

Each chunk has its number and whether it is the last in its nonce, and the header in its
authenticated data, so that chunks can't be changed, moved, repeated or cut off unseen.
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from app.errors import InputError, VerificationError
from app.services.outside_json import read_outside
from app.services.passphrases import locking, opening
from app.services.placed_file import placed

MAGIC = b"modelward-room-1\n"
CHUNK_BYTES = 1 << 20
TAG_BYTES = 16
COST = 2**17  # 128 MiB and a quarter of a second: what makes guessing a passphrase dear
LARGEST_COST = COST  # whoever made the file: its reader gives no more memory for it
LONGEST_HEADER = 512
MINIMUM_PASSPHRASE = 12


@dataclass(frozen=True, slots=True)
class _Lock:
    header: bytes  # as it stands in the file
    prefix: bytes
    key: bytes

    def nonce(self, number: int, *, is_last: bool) -> bytes:
        return self.prefix + number.to_bytes(4, "big") + bytes([is_last])


def require_passphrase(passphrase: str) -> None:
    """Raises: InputError: it is short."""
    if len(passphrase) < MINIMUM_PASSPHRASE:
        raise InputError(f"A passphrase has at least {MINIMUM_PASSPHRASE} characters.")


def write_locked(source: Path, part: Path, passphrase: str) -> None:
    """Write `source`, locked, into a file that is the caller's own.

    Raises:
        InputError: the passphrase is short.
    """
    require_passphrase(passphrase)
    salt, prefix = os.urandom(16), os.urandom(7)
    fields = {"cost": COST, "kdf": "scrypt", "prefix": _coded(prefix), "salt": _coded(salt)}
    header = MAGIC + json.dumps(fields, sort_keys=True).encode() + b"\n"
    lock = _Lock(header, prefix, _derived(locking(passphrase), salt, COST))
    with source.open("rb") as content, part.open("wb") as stream:
        stream.write(header)
        _write_chunks(content, stream, lock)


def _write_chunks(content: BinaryIO, stream: BinaryIO, lock: _Lock) -> None:
    cipher, number = AESGCM(lock.key), 0
    chunk = content.read(CHUNK_BYTES)
    while True:
        following = content.read(CHUNK_BYTES)
        nonce = lock.nonce(number, is_last=not following)
        stream.write(cipher.encrypt(nonce, chunk, lock.header))
        if not following:
            return
        chunk, number = following, number + 1


def unlock_file(source: Path, out: Path, passphrase: str) -> None:
    """Write what is locked in `source` to `out`; nothing where a byte of it was changed.

    Raises:
        InputError: it is no such file, or the passphrase is another.
        VerificationError: it was changed or cut off.
    """
    with placed(out) as part, source.open("rb") as stream, part.open("wb") as target:
        lock = _read_lock(stream, source.name, passphrase)
        for chunk in _chunks(stream, lock, source.name):
            target.write(chunk)


def _read_lock(stream: BinaryIO, name: str, passphrase: str) -> _Lock:
    magic, line = stream.read(len(MAGIC)), stream.readline(LONGEST_HEADER)
    if magic != MAGIC and magic.startswith(MAGIC.rpartition(b"1")[0]):
        raise InputError(
            f"{name} is locked in a way of a newer Modelward.", hint="Open it with that version."
        )
    try:
        fields = read_outside(line)
        cost = fields["cost"]
        salt, prefix = (base64.b64decode(fields[one], validate=True) for one in ("salt", "prefix"))
        is_sane = type(cost) is int and cost > 1 and cost & (cost - 1) == 0
    except (ValueError, KeyError, TypeError) as error:
        raise _no_room(name) from error
    if magic != MAGIC or not is_sane or len(prefix) != 7:
        raise _no_room(name)
    if cost > LARGEST_COST:
        raise InputError(
            f"{name} asks for more memory than a review room needs to be opened.",
            hint=f"It asks for the cost {cost}; {LARGEST_COST} is the most that is accepted.",
        )
    header = magic + line
    ways = opening(passphrase)
    return _fitting(stream, [_Lock(header, prefix, _derived(way, salt, cost)) for way in ways])


def _fitting(stream: BinaryIO, locks: list[_Lock]) -> _Lock:
    """That which opens the first chunk; the first one, where none does."""
    begin = stream.tell()
    chunk, is_last = stream.read(CHUNK_BYTES + TAG_BYTES), not stream.read(1)
    stream.seek(begin)
    for lock in locks[1:]:
        with suppress(InvalidTag, ValueError):
            AESGCM(lock.key).decrypt(lock.nonce(0, is_last=is_last), chunk, lock.header)
            return lock
    return locks[0]


def _chunks(stream: BinaryIO, lock: _Lock, name: str) -> Iterator[bytes]:
    cipher, number = AESGCM(lock.key), 0
    chunk = stream.read(CHUNK_BYTES + TAG_BYTES)
    while True:
        following = stream.read(CHUNK_BYTES + TAG_BYTES)
        nonce = lock.nonce(number, is_last=not following)
        try:
            yield cipher.decrypt(nonce, chunk, lock.header)
        except (InvalidTag, ValueError) as error:
            if number == 0:
                raise InputError(
                    f"{name} does not open: the passphrase is another, or the file was changed."
                ) from error
            raise VerificationError(
                f"{name} was changed or cut off in its part {number + 1}."
            ) from error
        if not following:
            return
        chunk, number = following, number + 1


def _no_room(name: str) -> InputError:
    return InputError(f"{name} is no review room.", hint="modelward audit room --out makes one.")


def _derived(passphrase: bytes, salt: bytes, cost: int) -> bytes:
    return Scrypt(salt=salt, length=32, n=cost, r=8, p=1).derive(passphrase)


def _coded(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")
