"""Signing in to a team's database: with what a login comes in.

What libpq has by itself (a certificate, Kerberos, ~/.pgpass, PGPASSWORD) goes first. A password is
looked for only where the server asks for one: in this machine's keyring, else at the person.
"""

from __future__ import annotations

import getpass
import hashlib
from dataclasses import dataclass, field

from sqlalchemy import URL

from app.errors import AppError, PasswordError
from app.models.database import Database, as_url, password_in, without_password
from app.models.reaching import find_server, is_on_this_machine, transport_of
from app.services.opening import ENTER, REACH, VERSION, Telling
from app.services.secrets import Secrets
from app.services.settings_file import load_settings
from app.services.trying_connections import encryption_of
from app.services.workspace import require_current


@dataclass(frozen=True, slots=True)
class Entry:
    """What a person gives to come in.

    `keeps`: put the password into this machine's keyring. `is_asked`: who sits there shows that
    they know it, whatever the keyring has.
    """

    place: str
    password: str = field(default="", repr=False)
    keeps: bool = False
    is_asked: bool = False


@dataclass(frozen=True, slots=True)
class WayIn:
    """Where a password is asked for; it holds none."""

    place: str  # without a password
    login: str
    server: str
    is_proved: bool  # the server's name and authority are checked, or it is this machine
    can_keep: bool  # this machine has a place for passwords that keeps others out


def machine_secrets() -> Secrets:
    return Secrets.of(load_settings())


def way_in(place: str, secrets: Secrets | None = None) -> WayIn:
    """What to say where the password of a place is asked for."""
    url = without_password(as_url(place))
    demanded = {**transport_of(url), **url.query}
    return WayIn(
        url.render_as_string(),
        _login(url),
        f"{url.database or _login(url)}@{url.host or 'localhost'}",
        is_proved=is_on_this_machine(url) or demanded.get("sslmode") == "verify-full",
        can_keep=(secrets or machine_secrets()).place() is not None,
    )


def renamed(place: str, login: str) -> str:
    """The same place for another login."""
    return without_password(as_url(place))._replace(username=login).render_as_string()


def come_in(
    entry: Entry, secrets: Secrets | None = None, telling: Telling | None = None
) -> Database:
    """The open database of a team, at this version; the caller closes it.

    A password that came with the address counts as typed, and stays here: nothing keeps it but,
    where the person wants that, the keyring.

    Raises:
        PasswordError: the server asks for a password, or the one given is not right.
        NotReachableError: the server lets nobody in by this login, or does not answer.
        InputError: no workspace there, or one of another version.
    """
    url = as_url(entry.place)
    typed = entry.password or password_in(url)
    url, telling = without_password(url), telling or Telling()
    if typed:
        database = _opened(url, typed, telling)
        if entry.keeps:
            _keep(secrets or machine_secrets(), url, typed)
        else:
            forget(entry.place, secrets)
        return database
    try:
        return _opened(url, "", telling)
    except (
        PasswordError
    ):  # a keyring takes a while to load, and who has a ticket or certificate needs none
        found = None if entry.is_asked else (secrets or machine_secrets()).find(_name(url))
        if found is None:
            raise
    return _opened(url, found[0], telling)


def _keep(secrets: Secrets, url: URL, password: str) -> None:
    found = secrets.find(_name(url))
    if secrets.place() is not None and (found is None or found[0] != password):
        secrets.keep(_name(url), password)


def forget(place: str, secrets: Secrets | None = None) -> None:
    """Take the password of a login out of this machine's keyring; none there is fine."""
    (secrets or machine_secrets()).forget(_name(as_url(place)))


def is_right_password(database: Database, password: str) -> bool:
    """Whether the server takes this password of the open workspace's login, asked again now.

    Raises:
        NotReachableError: the server lets this login in no more, or does not answer.
    """
    again = Database(database.url.render_as_string(), password=password or " ")
    try:
        return again.uses_password()
    except PasswordError:
        return False
    finally:
        again.close()


def _opened(url: URL, password: str, telling: Telling) -> Database:
    telling.begin_anew()
    with telling.step(REACH) as said:
        said.append(find_server(url))
    database = Database(url.render_as_string(), password=password)
    try:
        with telling.step(ENTER) as said, database.session() as session:
            said.append(encryption_of(session))
        with telling.step(VERSION):
            require_current(database)
    except BaseException:
        database.close()
        raise
    return database


def _name(url: URL) -> str:
    """Under which the keyring has it: of this login, on this server, for this database."""
    told = f"{_login(url)}@{url.host or ''}:{url.port or ''}/{url.database or ''}"
    told += "".join(f"&{key}={url.query[key]}" for key in ("host", "port") if key in url.query)
    return "sign-in." + hashlib.sha256(told.encode()).hexdigest()[:32]


def _login(url: URL) -> str:
    if url.username:
        return url.username
    try:
        return getpass.getuser()
    except (OSError, KeyError) as error:
        raise AppError(
            "The address names no login.", hint="Write it: postgresql://you@host/database."
        ) from error
