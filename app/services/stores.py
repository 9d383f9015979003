"""Stores: names in the database, folders on this machine. Files are put there whole or not."""

from __future__ import annotations

import hashlib
import os
import re
import stat
import time
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from uuid import uuid4

from sqlalchemy.orm import Session

from app.config import Settings
from app.errors import AppError, InputError, VerificationError
from app.models.queries.listing_organisation import list_stores
from app.models.rules.paths import leads_out
from app.services.digests import changed_meanwhile, digest_file, source_chunks

DATA = "data"  # training data and scored samples
SCORING = "scoring"  # the scoring logs of built-in runtimes
INCOMING = "incoming"  # within `data`: what people registered
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


def put_file(
    settings: Settings,
    store: str,
    path: str,
    source: Path,
    sha256: str,
    *,
    size: int | None = None,
) -> Path:
    """Copy `source` to `path` within a store; a file of the same content is left alone.

    Args:
        sha256: what `source` had when it was looked at, and what the copy has.
        size: likewise; no more of it is read.
    Raises:
        AppError: the store's mapped folder is not on this machine.
        InputError: `source` is another file by now; nothing is kept.
    """
    folder = settings.store_folder(store)
    if store in settings.stores and not folder.is_dir():  # a mount that is away is not made anew
        raise _absent(store)
    target = inside(folder, path)
    if target.is_file() and digest_file(target) == sha256:
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.{uuid4().hex[:8]}.part")
    try:
        if _copy(source, part, size) != sha256:
            raise changed_meanwhile(source.name)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return target


def _copy(source: Path, target: Path, size: int | None) -> str:
    """Copies to the disk itself; the digest of what was written."""
    found = hashlib.sha256()
    with target.open("wb") as stream:
        for chunk in source_chunks(source, size):
            found.update(chunk)
            stream.write(chunk)
        stream.flush()
        os.fsync(stream.fileno())
    return found.hexdigest()


def locate(settings: Settings, store: str, path: str, sha256: str = "") -> Path:
    """The file on this machine, with the content that was recorded.

    Raises:
        AppError: this machine has no such store, or not the file.
        VerificationError: the file is another than recorded.
    """
    folder = settings.store_folder(store)
    if not folder.is_dir():
        raise _absent(store)
    target = inside(folder, path)
    if not target.is_file():
        raise AppError(f"The store “{store}” has no file {path}.", hint="Put it back, then retry.")
    if sha256 and digest_file(target) != sha256:
        raise VerificationError(
            f"{path} in the store “{store}” is not the file that was recorded.",
            hint="Restore the recorded file; its digest stands in the inventory.",
        )
    return target


def _absent(store: str) -> AppError:
    return AppError(
        f"This machine has no folder for the store “{store}”.",
        hint="Map it in the settings of the service, or run the service where it is.",
    )


def absent_stores(session: Session, settings: Settings) -> list[str]:
    """A sentence for each recorded store that is not on this machine: only its users miss it."""
    return [
        f"This machine has no folder for the store “{store.name}”: what reads or writes there"
        " ends as an incident until modelward store map says where it is."
        for store in list_stores(session)
        if not settings.store_folder(store.name).is_dir()
    ]


def unrecorded_files(settings: Settings, recorded: Iterable[str]) -> list[str]:
    """Sentences on files that no row names, and on rows that name no file of the store.

    Args:
        recorded: the paths in the store `data` of all units: files of others are recorded, too.
    """
    folder, known, astray = settings.store_folder(DATA), set(), []
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
