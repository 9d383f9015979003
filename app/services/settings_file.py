"""This machine's settings file: the workspace opened last, where stores are. No secrets."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from pathlib import Path
from typing import Any

from app.config import Settings, data_folder
from app.errors import InputError

FILE = "settings.json"
LAST = "last_workspace"
STORES = "stores"


def load_settings() -> Settings:
    """The settings of this machine, with the folders of its stores.

    Raises:
        InputError: the file can't be read, or says something else than names and folders.
    """
    stores = _read().get(STORES, {})
    if not isinstance(stores, dict) or not all(isinstance(one, str) for one in stores.values()):
        raise InputError(
            f"“{STORES}” in {_path()} is no list of names and folders.",
            hint='Write for example {"stores": {"data": "/srv/modelward/data"}}.',
        )
    return Settings(home=data_folder(), stores=stores)


def last_workspace() -> str:
    """The path or URL of the workspace opened last; empty where none was."""
    found = _read().get(LAST, "")
    return found if isinstance(found, str) else ""


def remember_workspace(place: str) -> None:
    """Keep `place` (a path, or a URL without its password) as the one opened last.

    A home that can't be written to is no reason to stop.
    """
    if last_workspace() != place:
        with contextlib.suppress(OSError):
            _write({**_read(), LAST: place})


def forget_workspace() -> None:
    """Don't remember which workspace was opened last."""
    with contextlib.suppress(OSError, InputError):
        settings = _read()
        if settings.pop(LAST, None) is not None:
            _write(settings)


def map_store(name: str, folder: str) -> None:
    """Say where a store is on this machine."""
    settings = _read()
    _write({**settings, STORES: {**settings.get(STORES, {}), name: folder}})


def _path() -> Path:
    return data_folder() / FILE


def _read() -> dict[str, Any]:
    try:
        found = json.loads(_path().read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise InputError(
            f"The settings file {_path()} can't be read: {error}.",
            hint="Mend it, or move it away: a new one is made.",
        ) from error
    return found if isinstance(found, dict) else {}


def _write(settings: dict[str, Any]) -> None:
    """In one step, so that two programs never leave half a file."""
    folder = data_folder()
    folder.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=folder, prefix=FILE)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(settings, file, indent=2, ensure_ascii=False)
    Path(name).replace(_path())
