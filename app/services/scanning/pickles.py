"""Reads pickle-like files without ever loading them: which code would they call?"""

from __future__ import annotations

import bz2
import io
import lzma
import pickletools
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.services.scanning.findings import Finding, Kind, NotRead, Severity

SUFFIXES = frozenset(
    {".pkl", ".pickle", ".joblib", ".pt", ".pth", ".dill", ".ckpt", ".cloudpickle", ".p"}
)
ARRAY_SUFFIXES = frozenset({".npy", ".npz"})
MAX_READ_BYTES = 64 * 1024 * 1024
MAX_MEMBERS = 10_000
MAX_OPCODES = 2_000_000
SNIFF_BYTES = 64 * 1024

FIX = "Convert the model to ONNX and leave this file out; it is never loaded here."

# Modules of which a pickle needs nothing to hold a model, and can take everything.
_DANGEROUS = frozenset(
    {
        "os", "posix", "nt", "subprocess", "sys", "socket", "builtins", "__builtin__", "runpy",
        "importlib", "shutil", "pty", "commands", "code", "codeop", "types", "ctypes", "operator",
        "functools", "asyncio", "webbrowser", "requests", "urllib", "http", "httplib", "pip",
        "pickle", "_pickle", "marshal", "tempfile", "multiprocessing", "threading", "signal",
        "pdb", "timeit", "bdb", "pydoc", "inspect", "platform", "cloudpickle", "dill",
    }
)  # fmt: skip
_HARMLESS_BUILTINS = frozenset(
    {
        "set", "frozenset", "list", "dict", "tuple", "int", "float", "complex", "bool", "str",
        "bytes", "bytearray", "slice", "range", "object",
    }
)  # fmt: skip
_MODEL_MODULES = frozenset(
    {
        "sklearn", "numpy", "scipy", "pandas", "joblib", "torch", "collections", "_codecs",
        "copyreg", "copy_reg", "datetime", "decimal", "xgboost", "lightgbm", "catboost", "onnx",
        "onnxmltools", "skops", "imblearn", "statsmodels",
    }
)  # fmt: skip
_UNKNOWN = object()
_CALLS = frozenset({"REDUCE", "INST", "OBJ", "NEWOBJ", "NEWOBJ_EX"})
_STRINGS = frozenset(
    {
        "SHORT_BINUNICODE",
        "BINUNICODE",
        "BINUNICODE8",
        "UNICODE",
        "STRING",
        "BINSTRING",
        "SHORT_BINSTRING",
    }
)
_GETS = frozenset({"GET", "BINGET", "LONG_BINGET"})
_PUTS = frozenset({"PUT", "BINPUT", "LONG_BINPUT"})

_GLOBAL_TEXT = re.compile(rb"[ci]([A-Za-z_][\w.]{0,100})\n([A-Za-z_][\w.]{0,100})\n")
_STRING = (
    rb"(?:\x8c.([A-Za-z_][\w.]{0,100})|X.\x00\x00\x00([A-Za-z_][\w.]{0,100})|"
    rb"[Uh].([A-Za-z_][\w.]{0,100})?)"
)
_STACK_GLOBAL = re.compile(
    _STRING + rb"(?:\x94|q.|r....)?" + _STRING + rb"(?:\x94|q.|r....)?\x93", re.S
)
_STRING_ALONE = re.compile(
    rb"(?:\x8c|U)(.)([a-z_]{2,20})(?=[\x94q\x8cUhX])|X(.)\x00\x00\x00([a-z_]{2,20})(?=[\x94q\x8cUhX])",
    re.S,
)


@dataclass(slots=True)
class Walk:
    """What was seen on the way through a pickle."""

    imports: set[str] = field(default_factory=set)
    calls: bool = False
    is_whole: bool = True  # every byte was understood


def is_pickle_like(path: Path) -> bool:
    """True by name, or because the content is one: such a file must never be loaded."""
    if path.suffix.lower() in SUFFIXES:
        return True
    try:
        with path.open("rb") as file:
            start = file.read(SNIFF_BYTES)
    except OSError:
        return False
    if start[:6] == b"\x93NUMPY":
        return b"|O" in start[:512] or b"'O'" in start[:512]
    if start[:4] == b"PK\x03\x04":
        return _zip_has_pickle(path)
    return _starts_as_pickle(start)


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
        findings.extend(_judge(walk, part))
        if not walk.is_whole and not walk.imports:
            notes.append(NotRead(part, "not a pickle that can be followed to its end"))
    return findings, notes


def walk_pickle(data: bytes) -> Walk:
    """Follow the opcodes of all pickles in `data`; past foreign bytes, look for imports by form.

    A joblib file puts raw array bytes between the opcodes: a plain parser stops there and misses
    what comes after, and so did the scanners that were tried.
    """
    walk = Walk()
    position = 0
    while position < len(data):
        end = _follow(data, position, walk)
        if end is None:
            walk.is_whole = False
            _search(data[position:], walk)
            return walk
        position = end
    return walk


def _judge(walk: Walk, name: str) -> Iterator[Finding]:
    for imported in sorted(walk.imports):
        module, _, attribute = imported.partition(" ")
        top = module.partition(".")[0]
        shown = f"{module}.{attribute}" if attribute else module
        if _is_harmless(module, attribute):
            continue
        if top in _DANGEROUS or top in _MODEL_MODULES or "?" in imported:
            verb = "calls" if walk.calls else "imports"
            yield Finding(
                Severity.CRITICAL, Kind.PICKLE, name, 0, f"Loading it {verb} {shown}.", FIX
            )
        else:
            yield Finding(Severity.HIGH, Kind.PICKLE, name, 0, f"Loading it imports {shown}.", FIX)


def _is_harmless(module: str, attribute: str) -> bool:
    top = module.partition(".")[0]
    if module in ("builtins", "__builtin__"):
        return attribute in _HARMLESS_BUILTINS
    if re.search(r"(^|\.)(f2py|distutils|testing|hub|utils\.cpp_extension|_load_global)\b", module):
        return False
    if attribute.partition(".")[0] in ("os", "sys", "system", "eval", "exec", "load", "subprocess"):
        return False
    return top in _MODEL_MODULES


def _follow(data: bytes, start: int, walk: Walk) -> int | None:
    """Walk one pickle; the position after it, or None where the opcodes make no sense."""
    machine = _Machine(walk)
    stream = io.BytesIO(data)
    stream.seek(start)
    try:
        for count, (opcode, argument, _position) in enumerate(pickletools.genops(stream)):
            if count > MAX_OPCODES:
                return None
            machine.step(opcode, argument)
    # What the readers of genops stumble over on invented lengths and bad text, and our own
    # machine on an empty stack.
    except (ValueError, EOFError, OverflowError, MemoryError, IndexError):
        return None
    return stream.tell()


class _Machine:
    """The pickle machine with names only: strings are kept, all else is a question mark.

    A stack and not "the last two strings": a pickle may push harmless strings and drop them again.
    """

    def __init__(self, walk: Walk) -> None:
        self._walk = walk
        self._stack: list[Any] = []
        self._memo: dict[int, Any] = {}

    def step(self, opcode: Any, argument: Any) -> None:
        name = opcode.name
        if name in ("GLOBAL", "INST"):
            self._walk.imports.add(_plain(argument))
        elif name == "STACK_GLOBAL":
            module, attribute = self._stack[-2], self._stack[-1]
            self._walk.imports.add(f"{_named(module)} {_named(attribute)}")
        if name in _CALLS:
            self._walk.calls = True
        if name == "MEMOIZE":
            self._memo[len(self._memo)] = self._stack[-1]
        elif name in _PUTS:
            self._memo[int(argument)] = self._stack[-1]
        else:
            self._move(opcode, argument)

    def _move(self, opcode: Any, argument: Any) -> None:
        before, after = opcode.stack_before, list(opcode.stack_after)
        count = len(before)
        mark = pickletools.markobject
        if mark in before or (opcode.name == "POP" and self._stack[-1] is mark):
            while self._stack.pop() is not mark:
                pass
            count = before.index(mark) if mark in before else 0
        if opcode.name == "DUP":
            after = [self._stack[-1], self._stack[-1]]
        elif opcode.name in _STRINGS:
            after = [_plain(argument)]
        elif opcode.name in _GETS:
            after = [self._memo.get(int(argument), _UNKNOWN)]
        else:
            after = [item if item is mark else _UNKNOWN for item in after]
        for _ in range(count):
            self._stack.pop()
        self._stack.extend(after)


def _named(item: Any) -> str:
    return item if isinstance(item, str) else "?"


def _plain(argument: Any) -> str:
    if isinstance(argument, bytes):
        return argument.decode("utf-8", errors="replace")
    return str(argument)


def _search(data: bytes, walk: Walk) -> None:
    """Imports by their form, wherever they stand."""
    for match in _GLOBAL_TEXT.finditer(data):
        walk.imports.add(f"{match[1].decode()} {match[2].decode()}")
    for match in _STACK_GLOBAL.finditer(data):
        module = match[1] or match[2] or match[3]
        attribute = match[4] or match[5] or match[6]
        if module or attribute:
            walk.imports.add(f"{(module or b'?').decode()} {(attribute or b'?').decode()}")
    for match in _STRING_ALONE.finditer(data):
        length, text = (match[1], match[2]) if match[1] else (match[3], match[4])
        # Modules named apart from the import, by way of the memo.
        if ord(length) == len(text) and text.decode() in _DANGEROUS:
            walk.imports.add(text.decode())
    walk.calls = walk.calls or b"R" in data


def _starts_as_pickle(start: bytes) -> bool:
    if len(start) < 2:
        return False
    if start[0] == 0x80 and start[1] <= 5:
        return True
    if start[:1] not in (b"c", b"(", b"i", b"]", b"}"):
        return False
    walk = Walk()
    end = _follow(start, 0, walk)
    return end is not None and (bool(walk.imports) or end == len(start))


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
    except (zlib.error, OSError, lzma.LZMAError, EOFError, ValueError):
        notes.append(NotRead(name, "its packed content can't be read"))
        return b""
    if len(unpacked) >= MAX_READ_BYTES:
        notes.append(NotRead(name, "only its first 64 MiB were looked at"))
    return unpacked


def _unpack(content: bytes) -> bytes:
    if content[:2] in (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda"):
        return zlib.decompressobj().decompress(content, MAX_READ_BYTES)
    if content[:2] == b"\x1f\x8b":
        return zlib.decompressobj(wbits=31).decompress(content, MAX_READ_BYTES)
    if content[:3] == b"BZh":
        return bz2.BZ2Decompressor().decompress(content, MAX_READ_BYTES)
    if content[:6] == b"\xfd7zXZ\x00" or content[:2] == b"\x5d\x00":
        return lzma.LZMADecompressor().decompress(content, MAX_READ_BYTES)
    return content
