"""How a PostgreSQL server is reached: over which transport, and why it was not."""

from __future__ import annotations

import ipaddress
import os
import socket

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError

from app.errors import EntryError, NotReachableError, PasswordError

# What libpq asks of a server on another machine, unless the address or libpq's variable says so.
# Kerberos' own encryption would take the place of TLS, and then no password is bound to anything.
DEMANDED = {
    "sslmode": ("PGSSLMODE", "verify-full"),
    "channel_binding": ("PGCHANNELBINDING", "require"),
    "gssencmode": ("PGGSSENCMODE", "disable"),
}
# Who says so comes in by a ticket, by which the server proves itself too: no password to be bound.
BY_TICKET = {
    "require_auth": ("PGREQUIREAUTH", "gss"),
    "gssencmode": ("PGGSSENCMODE", "require"),
}
FIND_S = 4.0  # as long as the driver waits for a connection
STANDARD_PORT = 5432
DISK_FULL = "53100"
ADMIN_SHUTDOWN = "57P01"
NOTHING_SAVED = "Check the network and the server; nothing of this step was saved."
MAY_BE_SAVED = (
    "It was lost while it stored this step, so it may be saved or not: look before you repeat it."
)
CHECK_LOGIN = "Check user, database and pg_hba.conf; give a password by PGPASSWORD or ~/.pgpass."
GIVE_PASSWORD = (
    "The window asks for it; a command takes it from PGPASSWORD or ~/.pgpass. An expired login is"
    " renewed by the administrator of the database."
)
CHECK_SERVER = (
    "Put the certificate of your authority into ~/.postgresql/root.crt, or name it by sslrootcert="
    " in the address, and use the server's name as its certificate says it."
)
SAY_LESS = "Ask for TLS on the server; where you mean to do without, say sslmode= in the address."
BIND = (
    "Ask for scram-sha-256 on the server; where it takes tickets of Kerberos, say require_auth=gss"
    " in the address."
)
GET_TICKET = (
    "Get a ticket of Kerberos (kinit, or sign in to your computer anew), of the person whose login"
    " stands in the address, and use the server's name as Kerberos knows it."
)
NOT_LOCAL = "Name the server by host= as others reach it, or leave gssencmode= out of the address."
TAKES_NONE = "The server takes no tickets of Kerberos: leave require_auth= out of the address."
# What libpq and the server say, what it means, and what helps; the first that is found counts.
_REFUSALS = (
    ("no encryption", "lets this login not in", CHECK_LOGIN),
    ("certificate verify failed", "could not prove who it is", CHECK_SERVER),
    ("root certificate", "could not prove who it is", CHECK_SERVER),
    ("does not match host name", "could not prove who it is", CHECK_SERVER),
    ("does not support SSL", "does not encrypt", SAY_LESS),
    ("channel binding", "could not prove who it is", BIND),
    ("over a local socket", "encrypts nothing over its socket", NOT_LOCAL),
    ("GSSAPI", "lets this login not in", GET_TICKET),
    ('requirement "gss" failed', "lets this login not in", TAKES_NONE),
    ("client certificate", "lets this login not in", CHECK_LOGIN),
    ("authentication failed", "lets this login not in", CHECK_LOGIN),
    ("does not exist", "lets this login not in", CHECK_LOGIN),
    ("pg_hba.conf", "lets this login not in", CHECK_LOGIN),
)  # fmt: skip


def transport_of(url: URL) -> dict[str, str]:
    """What is demanded of the connection beside what the address says.

    A server on this machine is reached without a network. Who comes in by a certificate of their
    own, or by a ticket of Kerberos, has no password exchange that could be bound to the channel.
    """
    if is_on_this_machine(url):
        return {}
    has_no_password = "sslcert" in url.query or _is_by_ticket(url)
    said = {*url.query, *(("channel_binding",) if has_no_password else ())}
    return {
        name: value
        for name, (variable, value) in DEMANDED.items()
        if name not in said and variable not in os.environ
    }


def _is_by_ticket(url: URL) -> bool:
    return any(
        url.query.get(name, os.environ.get(variable)) == value
        for name, (variable, value) in BY_TICKET.items()
    )


def find_server(url: URL) -> str:
    """Whether something listens where the address leads, before anybody logs in; what was found.

    Empty where libpq alone knows the place (a service, several hosts, its own folder).

    Raises:
        NotReachableError: nobody knows that name, nothing listens there, or nothing answers.
    """
    hosts = _hosts(url)
    elsewhere = ("hostaddr", "service")
    is_libpqs = any(name in url.query or f"PG{name.upper()}" in os.environ for name in elsewhere)
    if len(hosts) != 1 or not hosts[0] or hosts[0].startswith("@") or is_libpqs:
        return ""
    port = url.port or url.query.get("port") or os.environ.get("PGPORT") or STANDARD_PORT
    if not str(port).isdecimal() or not 0 < int(str(port)) < 1 << 16:
        return ""  # libpq says what it thinks of it
    return _call(hosts[0], int(str(port)))


def _call(host: str, port: int) -> str:
    try:
        if host.startswith("/") and hasattr(socket, "AF_UNIX"):
            with socket.socket(socket.AF_UNIX) as line:
                line.settimeout(FIND_S)
                line.connect(f"{host}/.s.PGSQL.{port}")
            return host
        with socket.create_connection((host, port), timeout=FIND_S) as line:
            return f"{line.getpeername()[0]}:{port}"
    except (socket.gaierror, UnicodeError) as error:
        raise NotReachableError(
            f"Nobody here knows a server called {host}.",
            hint="Check how it is written. A server of the bank may be known in its network only:"
            " look whether you are in it.",
        ) from error
    except (ConnectionRefusedError, FileNotFoundError) as error:
        raise NotReachableError(
            f"No database listens at {host}, port {port}.",
            hint="Check host and port; if they are right, ask who runs the server whether it runs.",
        ) from error
    except OSError as error:  # no way there, or no answer in time
        raise NotReachableError(
            f"{host}, port {port}, does not answer.",
            hint="Look whether you are in the bank's network. Else a firewall may stand between:"
            " ask who runs the server.",
        ) from error


def is_on_this_machine(url: URL) -> bool:
    """Reached without a network."""
    return all(map(_is_here, _hosts(url)))


def _hosts(url: URL) -> list[str]:
    named = url.host or url.query.get("host") or os.environ.get("PGHOST", "")
    return [host for text in ((named,) if isinstance(named, str) else named)
            for host in text.split(",")]  # fmt: skip


def _is_here(host: str) -> bool:
    if not host or host.startswith(("/", "@")) or host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def server_trouble(error: DBAPIError, name: str) -> NotReachableError | None:
    """The error in the user's words, where the disk of the server is to blame."""
    state = getattr(error.orig, "sqlstate", None)
    if state != DISK_FULL and "No space left on device" not in str(error.orig):
        return None
    return NotReachableError(
        f"{name} can't be written: the disk of its server is full.",
        hint="Its administrator frees some space; nothing of this step was saved, and nothing"
        " before it is lost.",
    )


def is_ended_by_server(error: NotReachableError) -> bool:
    """Whether somebody there ended the session, before anything of it was stored."""
    cause = error.__cause__
    if not isinstance(cause, DBAPIError) or error.hint == MAY_BE_SAVED:
        return False
    ended = "terminating connection due to administrator command"
    return getattr(cause.orig, "sqlstate", None) == ADMIN_SHUTDOWN or ended in str(cause.orig)


def why_unreachable(
    error: DBAPIError, name: str, *, may_be_stored: bool = False
) -> NotReachableError:
    """A server that refuses a login is reachable: say what was said. It holds no password.

    Args:
        may_be_stored: it was lost while it committed, so nobody here knows whether it did.
    """
    said = str(error.orig)
    login = _login_trouble(said, name)
    if login is not None:
        return login
    for words, what, hint in _REFUSALS:
        if words in said:
            line = next(line for line in said.splitlines() if words in line)
            line = line.rpartition("FATAL:")[2].rpartition("failed: ")[2]
            line = line.removeprefix("connection is bad: ").strip()
            return NotReachableError(f"{name} {what}: {line}.", hint=hint)
    if may_be_stored:
        return NotReachableError(f"The database {name} does not answer.", hint=MAY_BE_SAVED)
    return NotReachableError(f"The database {name} does not answer.", hint=NOTHING_SAVED)


def _login_trouble(said: str, name: str) -> NotReachableError | None:
    """What has to do with the person: their password, their login, their account."""
    if "no password supplied" in said:
        return PasswordError(f"{name} asks for a password.", hint=GIVE_PASSWORD)
    if "password authentication failed" in said:  # of an expired login the server says no more
        return PasswordError(
            f"{name} does not take this password: it is wrong, or the login has expired.",
            hint=GIVE_PASSWORD,
        )
    if "is not permitted to log in" in said:
        return EntryError(
            f"{name} lets nobody in by this login any more.",
            hint="The administrator of the database has closed it.",
        )
    if "permission denied for database" in said:
        return EntryError(
            f"This login has no right to {name}: the account is closed, or has no role.",
            hint="An administrator of the workspace gives roles; the database's gives the login.",
        )
    return None
