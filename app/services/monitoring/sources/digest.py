"""Digests of the data that a run measures: of what was read, whatever was counted in it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

import orjson
import pyarrow as pa

from app.errors import InputError
from app.services.digests import changed_meanwhile, digest_file


class DigestedFiles:
    """One file by its bytes; several by the digests of each, in the order they are read.

    Names are no part of it: a batch copied to another day's name holds the same data.

    Raises:
        InputError: a file can't be read.
    """

    def __init__(self, paths: Sequence[Path]) -> None:
        self._paths = paths
        self._stood = [_stand(path) for path in paths]
        found = [_digest(path) for path in paths]
        self.digest = found[0] if len(found) == 1 else _joined(found)

    def require_unchanged(self) -> None:
        """Ask after they were measured: the digest is of what was there before.

        Raises:
            InputError: a file was written meanwhile.
        """
        for path, stood in zip(self._paths, self._stood, strict=True):
            if _stand(path) != stood:
                raise changed_meanwhile(path.name)


def digest_rows(batches: Iterable[pa.RecordBatch]) -> str:
    """Of rows that no file holds alone, such as a log's: each with its names, as they come.

    How they are cut into batches changes nothing.
    """
    found = hashlib.sha256()
    for batch in batches:
        for row in batch.to_pylist():
            found.update(orjson.dumps(row, default=str, option=orjson.OPT_APPEND_NEWLINE))
    return found.hexdigest()


def _digest(path: Path) -> str:
    try:
        return digest_file(path)
    except OSError as error:
        raise _unread(path, error) from error


def _stand(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError as error:
        raise _unread(path, error) from error
    return found.st_size, found.st_mtime_ns


def _unread(path: Path, error: OSError) -> InputError:
    return InputError(f"{path.name} can't be read: {error.strerror}.")


def _joined(digests: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(digests).encode()).hexdigest()
