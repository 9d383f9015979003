"""A file that leaves the workspace: whole under its name, or not there at all."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from uuid import uuid4

from app.errors import InputError
from app.services.runtime_server.lock import FileLock

OLD_S = 24 * 3600
PROOFS, ROOMS = "modelward-proof-", "modelward-room-"  # in the machine's own folder for such
BEGUN, PART = ".modelward-", ".part"  # of a file that has not taken its name yet
HELD = "held"  # a file in it, locked as long as somebody works there


@contextmanager
def placed(out: Path) -> Iterator[Path]:
    """A new file in the folder of `out`, to be written: at the end it takes the name `out`.

    Where what is done with it fails, it is removed, and whatever lies at `out` stays as it is.

    Raises:
        InputError: nothing can be written there.
    """
    if os.path.isdir(out):
        raise InputError(f"{out} is a folder.", hint="Choose another name.")
    part = out.with_name(f"{BEGUN}{uuid4().hex}{PART}")
    _remove_left_parts(out.parent)
    try:
        part.open("xb").close()
    except OSError as error:
        raise _unwritable(out, error) from error
    try:
        yield part
        try:
            part.replace(out)
        except OSError as error:
            raise _unwritable(out, error) from error
    finally:
        part.unlink(missing_ok=True)


def write_placed(out: Path, content: bytes) -> None:
    """Write `content` to `out`, whole or not at all.

    Raises:
        InputError: nothing can be written there.
    """
    with placed(out) as part:
        try:
            part.write_bytes(content)
        except OSError as error:  # a full disk
            raise _unwritable(out, error) from error


def _remove_left_parts(folder: Path) -> None:
    """What a program that was killed a day ago or more had begun to write there."""
    for part in folder.glob(f"{BEGUN}*{PART}"):
        with suppress(OSError):  # somebody else is removing it, or may alone
            found = part.lstat()
            is_own = stat.S_ISREG(found.st_mode) and _user() in (None, found.st_uid)
            if is_own and found.st_mtime < time.time() - OLD_S:
                part.unlink()


def require_free(out: Path) -> None:
    """Raises: InputError: something lies at `out`."""
    if os.path.lexists(out):
        raise InputError(f"{out} is there already.", hint="Choose another name.")


class HeldFolder:
    """A new folder of one's own, gone in the end; while it is held, nobody takes it for a left one.

    Where no file can be locked nobody can tell a left one, and all are let lie.

    Args:
        prefix: what it is for: PROOFS, ROOMS or another's own.
        place: where it is made; by default in the machine's own folder for such.
    """

    def __init__(self, prefix: str, place: Path | None = None) -> None:
        self.path = Path(tempfile.mkdtemp(prefix=prefix, dir=place))
        self._lock = FileLock(self.path / HELD)
        with suppress(OSError):  # a place without locks
            self._lock.acquire()

    def remove(self) -> None:
        self._lock.release()
        shutil.rmtree(self.path, ignore_errors=True)

    def __enter__(self) -> Path:
        return self.path

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.remove()


def remove_old_folders() -> None:
    """Take away what a program that was killed a day ago or more left: it lies there unlocked.

    A room may be open for days; whoever works in a folder holds it.
    """
    user = _user()
    for prefix in (PROOFS, ROOMS):
        for folder in Path(tempfile.gettempdir()).glob(f"{prefix}*"):
            if _is_old(folder, user) and not _is_held(folder):
                shutil.rmtree(folder, ignore_errors=True)


def left_folders(prefix: str, place: Path) -> Iterator[Path]:
    """What killed programs left in `place`: held folders that nobody holds any more."""
    user = _user()
    for folder in place.glob(f"{prefix}*"):
        is_made = (folder / HELD).is_file() or _is_old(folder, user)  # and not just being made
        if is_made and not _is_held(folder):
            yield folder


def _is_held(folder: Path) -> bool:
    """Whether a program that runs may work there; the system frees what a killed one held."""
    if not (folder / HELD).is_file():
        return False
    lock = FileLock(folder / HELD)
    try:
        return not lock.acquire()
    except OSError:  # a place without locks
        return True
    finally:
        lock.release()


def _is_old(folder: Path, user: int | None) -> bool:
    """Whether this folder is the user's own and nothing was written in it for a day."""
    try:
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or (user is not None and found.st_uid != user):
            return False
        newest = max([found.st_mtime, *(one.lstat().st_mtime for one in folder.iterdir())])
    except OSError:  # somebody else is removing it
        return False
    return newest < time.time() - OLD_S


def _user() -> int | None:
    """Whose program this is; None where the system does not say so."""
    found: int | None = getattr(os, "geteuid", lambda: None)()
    return found


def _unwritable(out: Path, error: OSError) -> InputError:
    return InputError(f"{out} can't be written: {error.strerror}.", hint="Choose another place.")
