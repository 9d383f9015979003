"""Secrets that go to one server and no other: its address is kept with the value, in one entry.

A name says nothing about where a token belongs, and an address comes from anywhere: from a chat, a
script, a colleague's note. So what is kept is `https://host TOKEN`, in a keyring, a secrets file,
the environment or a credential folder alike.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from app.errors import InputError
from app.models.rules.secret_names import RUNTIME_SECRETS

MLFLOW = "mlflow."  # the only names of secrets that are sent to a tracking server
BOUND = (MLFLOW, RUNTIME_SECRETS)
_PORTS = {"http": 80, "https": 443}


def is_bound(name: str) -> bool:
    """Whether secrets of this name are kept for one server."""
    return name.startswith(BOUND) and name not in BOUND


def server_of(url: str) -> str:
    """Scheme, host and port of an address, one way of saying each.

    Raises:
        InputError: it is no address of a server.
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        port = None
    if port is None or not parts.hostname or "@" in parts.netloc or parts.scheme not in _PORTS:
        raise InputError(
            f"“{url[:200]}” is no address of a server.", hint="For example https://host:8443"
        )
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    shown = host if port == _PORTS[parts.scheme] else f"{host}:{port}"
    return f"{parts.scheme}://{shown}"


def bind(name: str, value: str, server: str) -> str:
    """What is kept under this name.

    Raises:
        InputError: a server is lacking, or given where none belongs.
    """
    if is_bound(name) and not server:
        raise InputError(
            f"{name} is the token of one server: say which.",
            hint="For example --for https://runtime.bank.example",
        )
    if server and not is_bound(name):
        raise InputError(
            f"{name} is kept for no server: only secrets named “{MLFLOW}…” or"
            f" “{RUNTIME_SECRETS}…” are.",
            hint="Leave out --for.",
        )
    return f"{server_of(server)} {value}" if server else value


def value_for(name: str, kept: str, url: str) -> str:
    """The value, to be sent to this address.

    Raises:
        InputError: it is kept for another server, or for none.
    """
    server, _, value = kept.partition(" ")
    if "://" not in server or not value.strip():
        raise InputError(
            f"The secret {name} does not say for which server it is, so it is sent to none.",
            hint=f"Keep it anew: modelward secret keep {name} --for {server_of(url)}",
        )
    if server_of(server) != server_of(url):
        raise InputError(
            f"The secret {name} is kept for {server_of(server)}; it is not sent to"
            f" {server_of(url)}.",
            hint="Check the address, or keep a token for that server under a name of its own.",
        )
    return value.strip()
