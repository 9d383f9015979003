"""A ZIP whose every byte follows from its members: stored, without dates, owners or extras.

So a verifier can hold each byte of the file against what must stand there, and one that was
changed anywhere, also outside the members, is found and named.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from app.errors import InputError

LARGEST = 2**32 - 1  # of a ZIP without extras
MOST_MEMBERS = 2**16 - 1
CHUNK_BYTES = 1 << 20
_VERSION = 20
_UTF8 = 0x800
_FIRST_DAY = 0x21  # 1 January 1980, midnight: where ZIP's calendar begins
_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")


@dataclass
class Member:
    """A file that becomes a member. Written line by line; what a manifest says of it is counted."""

    name: str
    path: Path
    size: int = 0
    records: int = 0
    crc: int = 0
    _sha: hashlib._Hash = field(default_factory=hashlib.sha256, repr=False)
    _stream: BinaryIO | None = field(default=None, repr=False)

    def write(self, content: bytes) -> None:
        if self._stream is None:
            self._stream = self.path.open("wb")
        self._stream.write(content)
        self._sha.update(content)
        self.crc = zlib.crc32(content, self.crc)
        self.size += len(content)

    def add_line(self, content: bytes) -> None:
        self.write(content + b"\n")
        self.records += 1

    def close(self) -> None:
        if self._stream is None:
            self.path.touch()
        else:
            self._stream.close()
            self._stream = None

    @property
    def sha256(self) -> str:
        return self._sha.hexdigest()


def write_archive(out: Path, members: Iterable[Member]) -> None:
    """Write into `out`, which is the caller's own.

    Raises:
        InputError: it would be larger than such an archive can be.
    """
    with out.open("wb") as stream:
        _write(stream, list(members))


def _write(stream: BinaryIO, members: list[Member]) -> None:
    central, offset = [], 0
    if sum(one.size + 200 for one in members) > LARGEST or len(members) > MOST_MEMBERS:
        raise InputError(
            "The proof would be larger than 4 GiB.",
            hint="Export it in parts: --from and --until, or --model.",
        )
    for one in members:
        name = one.name.encode()
        common = (_UTF8, 0, 0, _FIRST_DAY, one.crc, one.size, one.size, len(name), 0)
        header = _LOCAL.pack(b"PK\3\4", _VERSION, *common) + name
        stream.write(header)
        with one.path.open("rb") as content:
            while chunk := content.read(CHUNK_BYTES):
                stream.write(chunk)
        central.append(
            _CENTRAL.pack(b"PK\1\2", _VERSION, _VERSION, *common, 0, 0, 0, 0, offset) + name
        )
        offset += len(header) + one.size
    directory = b"".join(central)
    count = len(members)
    stream.write(directory)
    stream.write(_END.pack(b"PK\5\6", 0, 0, count, count, len(directory), offset, 0))
