"""Makes connections: what a workspace knows of them, and what this computer alone knows.

The workspace has names, addresses and the names of secrets. Folders, values of secrets and the
hosts that may be called are this computer's: in its settings and its keyring, in no database.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.config import Settings
from app.errors import AppError, InputError
from app.models.queries.administration import ConnectionRow, list_connections
from app.models.rules.blockers import require
from app.models.rules.rights import write_blockers
from app.models.rules.secret_names import RUNTIME_SECRETS
from app.models.tables.execution import Store
from app.services.addresses import split_address
from app.services.allowed_hosts import clean_host, spelled
from app.services.bound_secrets import PORTS, server_of
from app.services.commands.people import find_unit
from app.services.kept_by_hand import SecretEntry, check_entry, keep_entry
from app.services.names import clean_name
from app.services.record_tables import clean_address, secret_name
from app.services.runtime_access import EMBEDDED, runtime_folder
from app.services.settings_file import allow_host, map_database, map_store
from app.services.unit_of_work import UnitOfWork

RECORDS = "records"  # an application's own database, with its decision records


@dataclass(frozen=True, slots=True)
class OnThisComputer:
    """What one computer is to know of a connection. An empty part stays as it is.

    Args:
        runtime: a built-in one that this computer is to run.
        host: HOST:PORT that this computer may call.
        store: a name and its folder here.
        database: a name and its address, without a password.
    """

    secret: SecretEntry | None = None
    runtime: str = ""
    host: str = ""
    store: tuple[str, str] | None = None
    database: tuple[str, str] | None = None


def add_store(work: UnitOfWork, *, name: str, unit: str, description: str = "") -> Store:
    """Record the name of a place where data are kept; each computer says where that is.

    Raises:
        InputError: there is one of that name.
        RefusedError: this person may record none in the unit.
    """
    clean, unit_id = clean_name(name), find_unit(work, unit).id
    require(write_blockers("store", "insert", work.roles_in(unit_id)))
    if work.session.scalars(select(Store.id).where(Store.name == clean)).first() is not None:
        raise InputError(f"There is a store called {clean} already.")
    return work.add(Store(unit_id=unit_id, name=clean, description=description.strip()))


def check_here(settings: Settings, wanted: OnThisComputer) -> None:
    """Look at everything that can be known before the workspace is asked to store its part.

    Raises:
        AppError: a folder is not there, an address or a name is none.
    """
    if wanted.store is not None:
        require_folder(Path(wanted.store[1]))
    if wanted.database is not None:
        clean_address(*wanted.database)
        if wanted.database[0] in settings.databases:
            raise InputError(f"This computer knows a database {wanted.database[0]} already.")
    if wanted.host:
        clean_host(wanted.host)
    if wanted.secret is not None:
        check_entry(settings, wanted.secret)


def require_folder(folder: Path) -> None:
    if not folder.is_dir():
        raise InputError(f"There is no folder {folder}.", hint="Make it first.")


def settle_here(settings: Settings, wanted: OnThisComputer) -> None:
    """Let this computer know; a program that runs takes it up at once.

    Raises:
        AppError: what can't be kept; what was kept before it stays.
    """
    check_here(settings, wanted)
    if wanted.secret is not None:  # first: of all this a locked keyring is the likeliest to refuse
        keep_entry(settings, wanted.secret)
    if wanted.store is not None:
        map_store(settings.home, wanted.store[0], str(Path(wanted.store[1]).absolute()))
    if wanted.database is not None:
        map_database(settings.home, wanted.database[0], clean_address(*wanted.database))
    if wanted.host:
        allow_host(wanted.host)
    if wanted.runtime:
        runtime_folder(settings, wanted.runtime).mkdir(parents=True, exist_ok=True)


def host_of(url: str) -> str:
    """HOST:PORT of an address, as the list of those that may be called says it.

    Raises:
        InputError: it is no address of a server.
    """
    parts = split_address(server_of(url))
    return spelled(parts.hostname or "", parts.port or PORTS[parts.scheme])


def secret_of_runtime(name: str) -> str:
    """What the token of a runtime is called, where nobody says it."""
    return RUNTIME_SECRETS + re.sub(r"[^A-Za-z0-9_-]+", "-", name).strip("-")


def is_built_in(kind: str) -> bool:
    """Whether the background service of a computer runs it, at no address of its own."""
    return kind == EMBEDDED


def list_all_connections(
    session: Session, settings: Settings, me: UUID | None = None
) -> tuple[ConnectionRow, ...]:
    """Those of the workspace, then the databases of applications that this computer knows."""
    return (*list_connections(session, me), *_databases(settings.databases))


def _databases(known: Mapping[str, str]) -> tuple[ConnectionRow, ...]:
    return tuple(
        ConnectionRow(RECORDS, None, name, _shown(name, address), "", secret_name(name))
        for name, address in sorted(known.items())
    )


def _shown(name: str, address: str) -> str:
    """Without a password that somebody wrote into the settings by hand."""
    try:
        return clean_address(name, address)
    except AppError as error:
        return error.message
