"""Secrets that go to one server and no other: its address is kept with the value, in one entry.

A name says nothing about where a token belongs, and an address comes from anywhere: from a chat, a
script, a colleague's note. So what is kept is `https://host TOKEN`, in a keyring, a secrets file,
the environment or a credential folder alike. One host may serve several, by path: with
`https://host/a TOKEN` it goes there and below alone. And one service works for all units: with
`https://host/a#credit TOKEN` a runtime of another unit that names the secret is sent nothing.
"""

from __future__ import annotations

import re

from app.errors import InputError
from app.models.rules.secret_names import RUNTIME_SECRETS
from app.services.addresses import split_address

MLFLOW = "mlflow."  # the only names of secrets that are sent to a tracking server
BOUND = (MLFLOW, RUNTIME_SECRETS)
# Signs of a part of a path, and of a unit's key, that every server reads alike.
_PLAIN = re.compile(r"[A-Za-z0-9._~@+,=:-]+")
PORTS = {"http": 80, "https": 443}


def is_bound(name: str) -> bool:
    """Whether secrets of this name are kept for one server."""
    return name.startswith(BOUND) and name not in BOUND


def server_of(url: str) -> str:
    """Scheme, host and port of an address, one way of saying each.

    Raises:
        InputError: it is no address of a server.
    """
    parts = split_address(url.strip())
    port = parts.port or PORTS.get(parts.scheme)
    if port is None or not parts.hostname or "@" in parts.netloc or parts.scheme not in PORTS:
        raise InputError(
            f"“{url[:200]}” is no address of a server.", hint="For example https://host:8443"
        )
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    shown = host if port == PORTS[parts.scheme] else f"{host}:{port}"
    return f"{parts.scheme}://{shown}"


def address_of(url: str) -> str:
    """The server, and the path below which the token may go.

    Raises:
        InputError: it is no address, or its path is not plain.
    """
    server = server_of(url)
    parts = split_address(url.strip())
    if parts.query or parts.fragment or _steps(parts.path) is None:
        raise InputError(
            f"“{url[:200]}” is no plain address of a server.", hint="For example https://host/a"
        )
    return server + parts.path.rstrip("/")


def _steps(path: str) -> tuple[str, ...] | None:
    """The parts of a path; None where a server may read it another way than it is written."""
    steps = tuple(path.strip("/").split("/")) if path.strip("/") else ()
    is_plain = not path.startswith("//") and all(
        _PLAIN.fullmatch(one) and one not in (".", "..") for one in steps
    )
    return steps if is_plain else None


def _is_below(url: str, place: str) -> bool:
    bound = _steps(split_address(place).path)
    asked = _steps(split_address(url.strip()).path)
    if not bound:  # for the whole server
        return bound is not None
    return asked is not None and asked[: len(bound)] == bound


def bind(name: str, value: str, server: str, unit: str = "") -> str:
    """What is kept under this name.

    Args:
        server: its address; with a path the value goes below that alone.
        unit: the key of the one unit whose runtimes are sent it; empty: whichever.
    Raises:
        InputError: a server is lacking, or something is given where none belongs.
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
    if unit and not (name.startswith(RUNTIME_SECRETS) and _PLAIN.fullmatch(unit)):
        raise InputError(
            f"{name} is kept for no unit: only secrets named “{RUNTIME_SECRETS}…” are.",
            hint="Give the key of one unit, or leave out --unit.",
        )
    mark = f"#{unit}" if unit else ""
    return f"{address_of(server)}{mark} {value}" if server else value


def bound_to(kept: str) -> tuple[str, str]:
    """The address and the unit that a kept value is for; neither is secret, and neither need be."""
    place = kept.partition(" ")[0]
    server, _, unit = place.partition("#")
    return (server, unit) if "://" in server else ("", "")


def value_for(name: str, kept: str, url: str, unit: str = "") -> str:
    """The value, to be sent to this address for a runtime of this unit.

    Raises:
        InputError: it is kept for another server, path or unit, or for no server.
    """
    place, _, value = kept.partition(" ")
    place, _, owner = place.partition("#")
    if "://" not in place or not value.strip():
        raise InputError(
            f"The secret {name} does not say for which server it is, so it is sent to none.",
            hint=f"Keep it anew: modelward secret keep {name} --for {server_of(url)}",
        )
    if server_of(place) != server_of(url) or not _is_below(url, place):
        asked = server_of(url) + split_address(url.strip()).path.rstrip("/")[:200]
        raise InputError(
            f"The secret {name} is kept for {place}; it is not sent to {asked}.",
            hint="Check the address, or keep a token for that server under a name of its own.",
        )
    if owner and owner != unit:
        raise InputError(
            f"The secret {name} is kept for runtimes of the unit {owner}, and for no other's.",
            hint="Keep a token of that unit under a name of its own.",
        )
    return value.strip()
