"""Stores: names in the database, folders on this machine. Files are put there whole or not."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO
from uuid import uuid4

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.config import Settings
from app.errors import (
    AppError,
    InputError,
    PausedError,
    RefusedError,
    StaleError,
    VerificationError,
)
from app.models.queries.listing_organisation import is_recorded, list_stores
from app.models.rules.paths import leads_out
from app.services.by_parts import LINK_ERRORS, Place, opened
from app.services.digests import CHUNK_BYTES, changed_meanwhile, source_chunks
from app.services.unit_of_work import Work

DATA = "data"  # training data and scored samples
INCOMING = "incoming"  # within `data`: what people registered
PUT_ATTEMPTS = 3
# By these nothing was stored, for certain.
NOT_STORED = (RefusedError, InputError, StaleError, VerificationError, OSError)
TICK_NS = 2_000_000_000  # no file system tells times apart less well
SETTLED_S = 3600  # what was written longer ago belongs to no registration under way
LONGEST_SHOWN = 200


# A folder per content, so that files of one name never meet; `train` has one per version. It was
# called by the first 12 digits of the digest before.
_OWN_FOLDER = re.compile(
    r"^(incoming/[0-9a-f]{12}(?:[0-9a-f]{52})?|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})/(?=.)"
)


def incoming_path(sha256: str, name: str) -> str:
    """Where a registered file lies in its store. `name` is its path as the person knows it."""
    return f"{INCOMING}/{sha256}/{name}"


def own_name(path: str) -> str:
    """The path as the person knows it, of one within a store."""
    return _OWN_FOLDER.sub("", path)


@dataclass(frozen=True, slots=True)
class Copied:
    """A file that was put there anew, and when: another time says that somebody found it there."""

    folder: Path
    store: str
    path: str
    at_ns: int


def put_file(
    settings: Settings,
    store: str,
    path: str,
    source: Path,
    sha256: str,
    *,
    size: int | None = None,
    copied: list[Copied] | None = None,
) -> Path:
    """Copy `source` to `path` within a store; a file of the same content is left alone.

    Args:
        sha256: what `source` had when it was looked at, and what the copy has.
        size: likewise; no more of it is read.
        copied: gets what was put there anew; a file found there gets a new time instead.
    Raises:
        AppError: the store's mapped folder is not on this machine.
        InputError: `source` is another file by now, or a link leads to the place; nothing is kept.
    """
    folder = settings.store_folder(store)
    if store in settings.stores and not folder.is_dir():  # a mount that is away is not made anew
        raise absent(store)
    target = inside(folder, path)
    folder.mkdir(parents=True, exist_ok=True)
    *parts, name = PurePosixPath(path).parts
    for attempt in range(PUT_ATTEMPTS):
        try:
            with opened(folder, parts, make=True) as place:
                if _is_found(place, name, sha256):
                    return target
                at_ns = _put(place, name, source, sha256, size)
        except FileNotFoundError:  # its folder was empty, and has just been taken away
            if attempt == PUT_ATTEMPTS - 1:
                raise
        except OSError as error:
            if error.errno in LINK_ERRORS:
                raise behind_link(store, path) from error
            raise
        else:
            if copied is not None:
                copied.append(Copied(folder, store, path, at_ns))
            return target
    raise AssertionError


def _put(place: Place, name: str, source: Path, sha256: str, size: int | None) -> int:
    part = f"{name}.{uuid4().hex[:8]}.part"
    try:
        if _copy(source, place, part, size) != sha256:
            raise changed_meanwhile(source.name)
        at_ns = place.stat(part).st_mtime_ns
        place.replace(name, by=part)
    finally:
        place.remove(part)
    return at_ns


def _copy(source: Path, place: Place, part: str, size: int | None) -> str:
    """Copies to the disk itself; the digest of what was written."""
    found = hashlib.sha256()
    with os.fdopen(place.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL), "wb") as stream:
        for chunk in source_chunks(source, size):
            found.update(chunk)
            stream.write(chunk)
        stream.flush()
        os.fsync(stream.fileno())
    return found.hexdigest()


def _is_found(place: Place, name: str, sha256: str) -> bool:
    """Whether this content is there; then it is touched, so that who put it there leaves it."""
    try:
        with _opened_file(place, name) as stream:
            if _digest_of(stream) != sha256:
                return False
            seen = os.fstat(stream.fileno())
            _touch(place, name, stream, seen.st_mtime_ns)
        there = place.stat(name)
    except (FileNotFoundError, PermissionError):
        return False
    return (there.st_ino, there.st_dev) == (seen.st_ino, seen.st_dev)


def _touch(place: Place, name: str, stream: BinaryIO, before_ns: int) -> None:
    """Give it another time than it had, also within one tick of the clock.

    Where that is refused, who takes the file back still asks the database for it.
    """
    at_ns = max(time.time_ns(), before_ns + TICK_NS)
    with suppress(OSError):
        if os.utime in os.supports_fd:
            os.utime(stream.fileno(), ns=(at_ns, at_ns))
        else:
            place.touch(name, at_ns)


def _opened_file(place: Place, name: str) -> BinaryIO:
    """Raises OSError: ELOOP where it is a link, or no file at all."""
    number = place.open(name, os.O_RDONLY)
    if not stat.S_ISREG(os.fstat(number).st_mode):
        os.close(number)
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), name)
    return os.fdopen(number, "rb")


def _digest_of(stream: BinaryIO) -> str:
    found = hashlib.sha256()
    while chunk := stream.read(CHUNK_BYTES):
        found.update(chunk)
    return found.hexdigest()


@contextmanager
def taken_back_if_refused(work: Work) -> Iterator[list[Copied]]:
    """What was copied for something that is then refused goes again, unless a row names it.

    Not where the database went: nobody knows then whether it stored the rows.
    """
    copied: list[Copied] = []
    try:
        yield copied
    except NOT_STORED:
        for one in copied:
            with suppress(OSError):  # what stays is named by `workspace check`
                if not _may_be_recorded(work, one):
                    _take_back(one)
        raise


def _may_be_recorded(work: Work, one: Copied) -> bool:
    """In a transaction of its own; where nobody can say, it stays."""
    try:
        return work.read(is_recorded, one.store, one.path)
    except (AppError, SQLAlchemyError):
        return True


def _take_back(one: Copied) -> None:
    """Remove it, unless somebody found it there meanwhile and goes on with it."""
    *parts, name = PurePosixPath(one.path).parts
    with opened(one.folder, parts) as place:
        aside = f"{name}.{uuid4().hex[:8]}.part"
        place.replace(aside, by=name)  # who looks for it from here on copies anew
        if place.stat(aside).st_mtime_ns == one.at_ns:
            place.remove(aside)
        else:
            place.replace(name, by=aside)
    for depth in range(len(parts), 1, -1):  # folders of its own, as far as they are empty
        with opened(one.folder, parts[: depth - 1]) as place:
            place.remove_folder(parts[depth - 1])


def locate(settings: Settings, store: str, path: str, sha256: str = "") -> Path:
    """The file on this machine, with the content that was recorded.

    Raises:
        AppError: this machine has no such store, or not the file.
        VerificationError: the file is another than recorded.
    """
    with content_of(settings, store, path) as stream:
        found = _digest_of(stream) if sha256 else ""
    if found != sha256:
        raise VerificationError(
            f"{path} in the store “{store}” is not the file that was recorded.",
            hint="Restore the recorded file; its digest stands in the inventory.",
        )
    return inside(settings.store_folder(store), path)


@contextmanager
def content_of(settings: Settings, store: str, path: str) -> Iterator[BinaryIO]:
    """What lies there now, read through no link.

    Raises:
        AppError: this machine has no such store, or not the file.
    """
    folder = settings.store_folder(store)
    if not folder.is_dir():
        raise absent(store)
    inside(folder, path)
    *parts, name = PurePosixPath(path).parts
    try:
        with opened(folder, parts) as place, _opened_file(place, name) as stream:
            yield stream
    except FileNotFoundError as error:
        raise AppError(
            f"The store “{store}” has no file {path}.", hint="Put it back, then retry."
        ) from error
    except OSError as error:
        if error.errno in LINK_ERRORS:
            raise behind_link(store, path) from error
        raise


def behind_link(store: str, path: str) -> InputError:
    return InputError(
        f"{path} in the store “{store}” is a link, or lies behind one: nothing is read there.",
        hint="Put the file itself there, or map the store to where it is.",
    )


def absent(store: str) -> AppError:
    return AppError(
        f"This machine has no folder for the store “{store}”.",
        hint="Say where it is by modelward store map, on that machine; then try again.",
    )


def absent_stores(session: Session, settings: Settings) -> list[str]:
    """A sentence for each recorded store that is not on this machine: only its users miss it."""
    return [
        f"This machine has no folder for the store “{store.name}”: what reads or writes there"
        " ends as an incident until modelward store map says where it is."
        for store in list_stores(session)
        if not store.is_paused and not settings.store_place(store.name).is_dir()
    ]


def unrecorded_files(settings: Settings, recorded: Iterable[str]) -> list[str]:
    """Sentences on files that no row names, and on rows that name no file of the store.

    None while it is paused: nobody looks into it then.

    Args:
        recorded: the paths in the store `data` of all units: files of others are recorded, too.
    """
    try:
        folder = settings.store_folder(DATA)
    except PausedError:
        return []
    known, astray = set(), []
    for path in recorded:
        try:
            known.add(inside(folder, path))
        except InputError:
            astray.append(path)
    told = []
    if astray:
        shown = ascii(astray[0][:LONGEST_SHOWN])[1:-1]
        told.append(
            f"{len(astray)} recorded paths lead out of the store “{DATA}”, “{shown}” for one:"
            " nothing is read there. Look in the audit trail who wrote them."
        )
    left = [(path, size) for path, size in _settled(folder / INCOMING) if path not in known]
    if left:
        told.append(
            f"{len(left)} files ({sum(size for _, size in left)} bytes) in {folder / INCOMING} are"
            f" recorded nowhere in this workspace, {left[0][0].relative_to(folder)} for one. Keep"
            " them: another workspace of this computer may have recorded them. Where a program was"
            " stopped while it registered, register again."
        )
    return told


def _settled(folder: Path) -> Iterator[tuple[Path, int]]:
    """Each file that nobody writes any more, with its size; what goes meanwhile is passed over."""
    settled = time.time() - SETTLED_S
    for place, _, names in os.walk(folder):
        for name in sorted(names):
            path = Path(place, name)
            try:
                about = path.lstat()
            except OSError:
                continue
            if stat.S_ISREG(about.st_mode) and about.st_mtime < settled:
                yield path, about.st_size


def inside(folder: Path, path: str) -> Path:
    """`path` within `folder`.

    Raises:
        InputError: it leaves the folder, or names the folder itself.
    """
    if leads_out(path):
        raise InputError(f"“{path}” leaves its folder.", hint="Name something inside it.")
    return folder.joinpath(*PurePosixPath(path).parts)
