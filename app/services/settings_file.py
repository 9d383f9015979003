"""This machine's settings file: the last workspace, where stores and databases are, which hosts
may be called. No secrets."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typing_extensions import override

from app.config import Settings, data_folder
from app.errors import InputError
from app.services.allowed_hosts import clean_host
from app.services.outside_json import read_outside

FILE = "settings.json"
LAST = "last_workspace"
STORES = "stores"
DATABASES = "databases"
RUNTIME_HOSTS = "runtime_hosts"


def load_settings(home: Path | None = None) -> Settings:
    """The settings of this machine, with the folders of its stores and the addresses it knows.

    Args:
        home: of a workspace that keeps its own; the user's data folder by default.
    Raises:
        InputError: the file can't be read, or says something else than names and folders.
    """
    home = home or data_folder()
    stores, databases = stores_of(home), databases_of(home)
    for told_here in (stores.now, databases.now, hosts_now):  # and not first where it is used
        told_here()
    return Settings(home, stores, databases, hosts_now)


def stores_of(home: Path) -> Named:
    return Named(home, STORES, "folders", ("data", "/srv/modelward/data"))


def databases_of(home: Path) -> Named:
    example = ("desk", "postgresql://reader@desk.example/decisions")
    return Named(home, DATABASES, "addresses", example)


def hosts_now() -> frozenset[str]:
    """The hosts that this machine may call, read anew."""
    return frozenset(list_allowed_hosts())


@dataclass(frozen=True, slots=True, eq=False)
class Named(Mapping[str, str]):
    """Names and what they mean on this machine, read anew each time.

    Whoever maps a store need not start anew the service that misses it.
    """

    home: Path
    key: str
    what: str
    example: tuple[str, str]

    def now(self) -> dict[str, str]:
        """Raises: InputError: what stands there is something else."""
        found = _read(self.home).get(self.key, {})
        if not isinstance(found, dict) or not all(isinstance(one, str) for one in found.values()):
            name, example = self.example
            raise InputError(
                f"“{self.key}” in {self.home / FILE} is no list of names and {self.what}.",
                hint=f'Write for example {{"{self.key}": {{"{name}": "{example}"}}}}.',
            )
        return found

    @override
    def __getitem__(self, name: str) -> str:
        return self.now()[name]

    @override
    def __iter__(self) -> Iterator[str]:
        return iter(self.now())

    @override
    def __len__(self) -> int:
        return len(self.now())


def last_workspace() -> str:
    """The path or URL of the workspace opened last; empty where none was."""
    found = _read(data_folder()).get(LAST, "")
    return found if isinstance(found, str) else ""


def remember_workspace(place: str) -> None:
    """Keep `place` (a path, or a URL without its password) as the one opened last.

    A home that can't be written to is no reason to stop.
    """
    if last_workspace() != place:
        with contextlib.suppress(OSError):
            _write(data_folder(), {**_read(data_folder()), LAST: place})


def forget_workspace() -> None:
    """Don't remember which workspace was opened last."""
    with contextlib.suppress(OSError, InputError):
        settings = _read(data_folder())
        if settings.pop(LAST, None) is not None:
            _write(data_folder(), settings)


def map_store(home: Path, name: str, folder: str) -> None:
    """Say where a store is on this machine, for the workspaces of this home."""
    _map(home, STORES, name, folder)


def map_database(home: Path, name: str, address: str) -> None:
    """Say where an application's database is, for the workspaces of this home."""
    _map(home, DATABASES, name, address)


def list_allowed_hosts() -> list[str]:
    """The hosts that this machine may call for runtimes, in the order of their names.

    From the user's own folder always: who hands over a demo says where its stores are, and never
    where this machine sends something.

    Raises:
        InputError: what stands there is no list of hosts.
    """
    found = _read(data_folder()).get(RUNTIME_HOSTS, [])
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise InputError(
            f"“{RUNTIME_HOSTS}” in {data_folder() / FILE} is no list of hosts.",
            hint=f'Write for example {{"{RUNTIME_HOSTS}": ["models.bank.example:8443"]}}.',
        )
    return sorted({clean_host(one) for one in found})


def allow_host(host: str) -> str:
    """Let this machine call a host for runtimes; as the settings keep it."""
    clean = clean_host(host)
    _keep_hosts({*list_allowed_hosts(), clean})
    return clean


def disallow_host(host: str) -> str:
    """Don't let this machine call a host any more.

    Raises:
        InputError: it is not listed.
    """
    clean = clean_host(host)
    listed = set(list_allowed_hosts())
    if clean not in listed:
        raise InputError(
            f"{clean} is not listed on this machine.",
            hint="modelward runtime allowed shows what is.",
        )
    _keep_hosts(listed - {clean})
    return clean


def _keep_hosts(hosts: set[str]) -> None:
    _write(data_folder(), {**_read(data_folder()), RUNTIME_HOSTS: sorted(hosts)})


def _map(home: Path, key: str, name: str, value: str) -> None:
    settings = _read(home)
    _write(home, {**settings, key: {**settings.get(key, {}), name: value}})


def _read(home: Path) -> dict[str, Any]:
    path = home / FILE
    try:
        found = read_outside(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise InputError(
            f"The settings file {path} can't be read: {error}.",
            hint="Mend it, or move it away: a new one is made.",
        ) from error
    return found if isinstance(found, dict) else {}


def _write(home: Path, settings: dict[str, Any]) -> None:
    """In one step, so that two programs never leave half a file."""
    home.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=home, prefix=FILE)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(settings, file, indent=2, ensure_ascii=False)
    Path(name).replace(home / FILE)
