"""Folders opened part by part, so that none of them is a link that somebody put there meanwhile.

Where the system has no way to open beside a folder that is open (Windows), paths are used whole.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

# Where the system has them: no link is followed, and no pipe is waited at.
AS_IT_IS = sum(getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"))
_CALLS = {os.open, os.mkdir, os.unlink, os.rename, os.rmdir, os.stat}
IS_BY_PARTS = os.supports_dir_fd >= _CALLS and hasattr(os, "O_DIRECTORY")
# Only to go on from there: a folder that may be passed through need not be readable.
_STEP = getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_PATH", 0)
LINK_ERRORS = frozenset({errno.ELOOP, errno.ENOTDIR})  # a link, or what is no folder


@dataclass(frozen=True, slots=True)
class Place:
    """An open folder. What happens to its path meanwhile changes nothing for who holds it."""

    path: Path
    number: int | None  # None: by its path

    def open(self, name: str, flags: int) -> int:
        return os.open(self._at(name), flags | AS_IT_IS, 0o666, dir_fd=self.number)

    def stat(self, name: str) -> os.stat_result:
        return os.stat(self._at(name), dir_fd=self.number, follow_symlinks=False)

    def touch(self, name: str, at_ns: int) -> None:
        """Only where files can't be touched once they are open: the path is used whole."""
        os.utime(self._at(name), ns=(at_ns, at_ns))

    def replace(self, name: str, by: str) -> None:
        """Put `by` where `name` is."""
        os.replace(self._at(by), self._at(name), src_dir_fd=self.number, dst_dir_fd=self.number)

    def remove(self, name: str) -> None:
        with suppress(FileNotFoundError):
            os.unlink(self._at(name), dir_fd=self.number)

    def remove_folder(self, name: str) -> None:
        """Raises OSError where it is not empty."""
        os.rmdir(self._at(name), dir_fd=self.number)

    def _at(self, name: str) -> str:
        return name if self.number is not None else str(self.path / name)


@contextmanager
def opened(folder: Path, parts: Sequence[str], *, make: bool = False) -> Iterator[Place]:
    """The folder `parts` below `folder`, which alone may itself be a link.

    Raises:
        OSError: one of `LINK_ERRORS` where a part is a link; FileNotFoundError: it is not there.
    """
    path = folder.joinpath(*parts)
    if not IS_BY_PARTS:
        if make:
            path.mkdir(parents=True, exist_ok=True)
        yield Place(path, None)
        return
    number = os.open(folder, _STEP)
    try:
        for part in parts:
            if make:
                with suppress(FileExistsError):
                    os.mkdir(part, dir_fd=number)
            inner = os.open(part, _STEP | AS_IT_IS, dir_fd=number)
            os.close(number)
            number = inner
        yield Place(path, number)
    finally:
        os.close(number)


def open_whole(path: Path, flags: int) -> int:
    """Open a file to whose path no link leads, from the root on."""
    whole = path.absolute()
    with opened(Path(whole.anchor), whole.parts[1:-1]) as place:
        return place.open(whole.name, flags)
