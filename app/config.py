"""Settings of this machine and their defaults; never secrets."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import platformdirs

from app.errors import AppError

PRODUCT = "modelward"
VERSION = "0.1.0"
LANGUAGE_VARIABLE = "MODELWARD_LANGUAGE"


def resources_folder() -> Path:
    """Templates, tables, icons: inside the installed package, else beside it in a checkout."""
    inside = Path(__file__).parent / "resources"
    return inside if inside.is_dir() else Path(__file__).parent.parent / "resources"


def data_folder() -> Path:
    """Where this user's workspaces, runtimes and work folders live."""
    chosen = os.environ.get("MODELWARD_HOME")
    return Path(chosen) if chosen else Path(platformdirs.user_data_dir(PRODUCT, appauthor=False))


_PATH = frozenset("/\\:")  # what makes a way of a name


def _unasked(kind: str, name: str) -> None:
    """Without a workspace nobody knows; to go on would end the pause that somebody rests on."""
    raise RuntimeError(f"no workspace was asked whether the {kind} {name} is paused")


@dataclass(frozen=True, slots=True)
class Settings:
    """What a service or window needs to know about its machine.

    `stores` maps the name of a store (all that the database knows) to a folder or bucket here,
    `databases` that of an application's database to its address, without a password; both are read
    anew by whoever looks (`app.services.settings_file.Named`).
    `runtime_hosts` gives those that may be called for runtimes, as HOST:PORT or HOST. It is asked
    at each call: who takes a host away need not start the service anew. So is `require_running`,
    of the kind and the name of a connection: it raises where people have paused that. An open
    workspace gives it (`app.services.pauses`); without one no connection is used.
    """

    home: Path = field(default_factory=data_folder)
    stores: Mapping[str, str] = field(default_factory=dict)
    databases: Mapping[str, str] = field(default_factory=dict)
    runtime_hosts: Callable[[], frozenset[str]] = frozenset
    require_running: Callable[[str, str], None] = field(default=_unasked, compare=False)

    @property
    def runtimes_folder(self) -> Path:
        return self.home / "runtimes"

    @property
    def work_folder(self) -> Path:
        return self.home / "work"

    def store_folder(self, name: str) -> Path:
        """The folder behind a store, to use it; by default one of that name below `home/stores`.

        Raises:
            AppError: the store is paused, or the name leads elsewhere than to one folder there.
        """
        self.require_running("store", name)
        if name not in self.stores and (not name or name != name.strip(". ") or set(name) & _PATH):
            raise AppError(
                f"“{name}” is no name of a store.", hint="modelward store list names them."
            )
        return self.store_place(name)

    def store_place(self, name: str) -> Path:
        """Where that folder is; nothing is asked of it."""
        return Path(self.stores.get(name, str(self.home / "stores" / name)))
