"""Digests: SHA-256 over RFC 8785 text, kept as lower-case hexadecimal."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import rfc8785

from app.errors import InputError
from app.models.rules import sizes
from app.services.by_parts import open_whole

CHUNK_BYTES = sizes.CHUNK_BYTES


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


def open_source(path: Path) -> BinaryIO:
    """Open a file of somebody's that was looked at before: it may be something else by now.

    Args:
        path: without links: whoever looked at it followed those that were there then.
    Raises:
        InputError: it is a link, or behind one; a pipe or a device; or it can't be read.
    """
    try:
        number = open_whole(path, os.O_RDONLY)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise _no_file(path) from error
        if error.errno == errno.ENOTDIR:
            raise InputError(
                f"{path.name} lies behind a link by now, not in its folder.", hint="Take it away."
            ) from error
        raise _unread(path, error) from error
    if not stat.S_ISREG(os.fstat(number).st_mode):
        os.close(number)
        raise _no_file(path)
    return os.fdopen(number, "rb")


def source_chunks(path: Path, size: int | None = None) -> Iterator[bytes]:
    """The content of such a file, no further than to its size.

    Args:
        size: what it had when it was looked at; None: what it has as it is opened.
    Raises:
        InputError: as `open_source`; or it has another size.
    """
    with open_source(path) as stream:
        left = os.fstat(stream.fileno()).st_size if size is None else size
        while True:
            try:
                chunk = stream.read(min(CHUNK_BYTES, left + 1))
            except OSError as error:
                raise _unread(path, error) from error
            if not min(CHUNK_BYTES, left) <= len(chunk) <= left:
                raise changed_meanwhile(path.name)
            left -= len(chunk)
            if not chunk:
                return
            yield chunk


def _no_file(path: Path) -> InputError:
    return InputError(
        f"{path.name} is a link, a pipe or a device by now, not a file.", hint="Take it away."
    )


def _unread(path: Path, error: OSError) -> InputError:
    return InputError(f"{path.name} can't be read: {error.strerror}.")


def digest_file(path: Path) -> str:
    found = hashlib.sha256()
    for chunk in file_chunks(path):
        found.update(chunk)
    return found.hexdigest()


def changed_meanwhile(name: str) -> InputError:
    return InputError(
        f"{name} was changed while it was read.", hint="Repeat when nobody writes to it."
    )
