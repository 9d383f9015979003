"""Reads pickle-like files without ever loading them: which code would they call?"""

from __future__ import annotations

import bz2
import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from app.errors import InputError
from app.models.rules.scanned import Kind
from app.services.digests import open_source
from app.services.scanning.findings import Finding, NotRead, Severity
from app.services.scanning.pickle_imports import FIX, judge
from app.services.scanning.pickle_walk import walk_pickle

SUFFIXES = frozenset(
    {".pkl", ".pickle", ".joblib", ".pt", ".pth", ".dill", ".ckpt", ".cloudpickle", ".p"}
)
MAX_READ_BYTES = 64 * 1024 * 1024
MAX_MEMBERS = 10_000
SNIFF_BYTES = 64 * 1024
_PACKING_ERRORS = (zlib.error, OSError, lzma.LZMAError, EOFError, ValueError)


def is_pickle_like(path: Path) -> bool:
    """True by name, or because the content is one: such a file must never be loaded."""
    if path.suffix.lower() in SUFFIXES:
        return True
    try:
        with open_source(path) as file:
            start = file.read(SNIFF_BYTES)
    except (InputError, OSError):
        return False
    if start[:6] == b"\x93NUMPY":
        return b"|O" in start[:512] or b"'O'" in start[:512]
    if start[:4] == b"PK\x03\x04":
        return _zip_has_pickle(path)
    return _starts_as_pickle(_sniffed(start))


def scan_pickle(path: Path, name: str) -> tuple[list[Finding], list[NotRead]]:
    """Findings of a pickle-like file, and what of it could not be read."""
    notes: list[NotRead] = []
    with path.open("rb") as file:
        content = file.read(MAX_READ_BYTES + 1)
    if len(content) > MAX_READ_BYTES:
        content = content[:MAX_READ_BYTES]
        notes.append(NotRead(name, "only its first 64 MiB were looked at"))
    findings = [
        Finding(
            Severity.MEDIUM,
            Kind.PICKLE,
            name,
            0,
            "Is a pickle-like file: loading it could run any code.",
            FIX,
        )
    ]
    for part, data in _parts(content, name, notes):
        walk = walk_pickle(data)
        findings.extend(judge(walk, part))
        if not walk.is_whole:
            notes.append(NotRead(part, "not a pickle that can be followed to its end"))
    return findings, notes


def _starts_as_pickle(start: bytes) -> bool:
    if len(start) < 2:
        return False
    if start[0] == 0x80 and start[1] <= 5:
        return True
    if start[:1] not in (b"c", b"(", b"i", b"]", b"}"):
        return False
    return walk_pickle(start).is_whole


def _zip_has_pickle(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            for member in archive.infolist()[:MAX_MEMBERS]:
                suffix = Path(member.filename).suffix.lower()
                if suffix in SUFFIXES:
                    return True
                if member.is_dir() or suffix not in {".npy", ""}:
                    continue
                with archive.open(member) as file:
                    start = file.read(512)
                if _starts_as_pickle(start) or (start[:6] == b"\x93NUMPY" and b"|O" in start):
                    return True
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, zlib.error):
        return False
    return False


def _parts(content: bytes, name: str, notes: list[NotRead]) -> Iterator[tuple[str, bytes]]:
    """The pickles in a file: itself, unpacked, after an array header, or members of its ZIP."""
    if content[:4] == b"PK\x03\x04":
        yield from _zip_parts(content, name, notes)
        return
    unpacked = _unpacked(content, name, notes)
    if unpacked[:6] == b"\x93NUMPY":
        header_size = 2 if unpacked[6] == 1 else 4
        length = int.from_bytes(unpacked[8 : 8 + header_size], "little")
        if b"|O" in unpacked[: 8 + header_size + length]:
            yield name, unpacked[8 + header_size + length :]
        return
    yield name, unpacked


def _zip_parts(content: bytes, name: str, notes: list[NotRead]) -> Iterator[tuple[str, bytes]]:
    left = MAX_READ_BYTES
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.infolist()[:MAX_MEMBERS]:
                if member.is_dir():
                    continue
                part = f"{name}!{member.filename}"
                with archive.open(member) as file:
                    start = file.read(512)
                    suffix = Path(member.filename).suffix.lower()
                    is_array = start[:6] == b"\x93NUMPY"
                    if not (suffix in SUFFIXES or is_array or _starts_as_pickle(start)):
                        continue
                    data = start + file.read(left)
                left -= len(data)
                if left <= 0:
                    notes.append(NotRead(part, "it unpacks to more than 64 MiB"))
                    return
                yield from _parts(data, part, notes) if is_array else [(part, data)]
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, zlib.error) as error:
        notes.append(NotRead(name, f"its ZIP can't be read ({type(error).__name__})"))


def _unpacked(content: bytes, name: str, notes: list[NotRead]) -> bytes:
    """joblib packs with zlib, gzip, bz2 or lzma; at most 64 MiB are unpacked."""
    try:
        unpacked = _unpack(content)
    except _PACKING_ERRORS:
        notes.append(NotRead(name, "its packed content can't be read"))
        return b""
    if len(unpacked) >= MAX_READ_BYTES:
        notes.append(NotRead(name, "only its first 64 MiB were looked at"))
    return unpacked


def _sniffed(start: bytes) -> bytes:
    """The beginning of a file, unpacked where it is packed."""
    try:
        return _unpack(start, SNIFF_BYTES)
    except _PACKING_ERRORS:
        return start


def _unpack(content: bytes, most: int = MAX_READ_BYTES) -> bytes:
    if content[:2] in (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda"):
        return zlib.decompressobj().decompress(content, most)
    if content[:2] == b"\x1f\x8b":
        return zlib.decompressobj(wbits=31).decompress(content, most)
    if content[:3] == b"BZh":
        return bz2.BZ2Decompressor().decompress(content, most)
    if content[:6] == b"\xfd7zXZ\x00" or content[:2] == b"\x5d\x00":
        return lzma.LZMADecompressor().decompress(content, most)
    return content
