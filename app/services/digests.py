"""Digests: SHA-256 over RFC 8785 text, kept as lower-case hexadecimal."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import rfc8785

CHUNK_BYTES = 1 << 20


def canonical(value: Any) -> str:
    """`value` (JSON types only) as RFC 8785 text: equal values give equal text."""
    return rfc8785.dumps(value).decode()


def digest(value: Any) -> str:
    return hashlib.sha256(rfc8785.dumps(value)).hexdigest()


def digest_bytes(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def file_chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK_BYTES):
            yield chunk


def digest_file(path: Path) -> str:
    found = hashlib.sha256()
    for chunk in file_chunks(path):
        found.update(chunk)
    return found.hexdigest()
