"""Stores: names in the database, folders on this machine. Files are put there whole or not."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path, PurePosixPath
from uuid import uuid4

from sqlalchemy.orm import Session

from app.config import Settings
from app.errors import AppError, InputError, VerificationError
from app.models.queries.listing_organisation import list_stores
from app.services.digests import digest_file

DATA = "data"  # training data and scored samples
SCORING = "scoring"  # the scoring logs of built-in runtimes


# A folder per content, so that files of one name never meet; `train` has one per version.
_OWN_FOLDER = re.compile(
    r"^(incoming/[0-9a-f]{12}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})/(?=.)"
)


def incoming_path(sha256: str, name: str) -> str:
    """Where a registered file lies in its store. `name` is its path as the person knows it."""
    return f"incoming/{sha256[:12]}/{name}"


def own_name(path: str) -> str:
    """The path as the person knows it, of one within a store."""
    return _OWN_FOLDER.sub("", path)


def put_file(settings: Settings, store: str, path: str, source: Path) -> Path:
    """Copy `source` to `path` within a store; a file of the same content is left alone.

    Raises:
        AppError: the store's mapped folder is not on this machine.
    """
    folder = settings.store_folder(store)
    if store in settings.stores and not folder.is_dir():  # a mount that is away is not made anew
        raise _absent(store)
    target = inside(folder, path)
    if target.is_file() and digest_file(target) == digest_file(source):
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.{uuid4().hex[:8]}.part")
    shutil.copyfile(source, part)
    with part.open("rb+") as stream:
        os.fsync(stream.fileno())
    part.replace(target)
    return target


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


def inside(folder: Path, path: str) -> Path:
    """`path` within `folder`.

    Raises:
        InputError: it leaves the folder, or names the folder itself.
    """
    parts = PurePosixPath(path)
    if not parts.parts or parts.is_absolute() or ".." in parts.parts or "\0" in path:
        raise InputError(f"“{path}” leaves its folder.", hint="Name something inside it.")
    return folder.joinpath(*parts.parts)
