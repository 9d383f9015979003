"""Where this machine may call: what its own settings list, and nothing that a workspace says."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from app.errors import InputError

_NAME = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*")
_IPV4_IN_IPV6 = ipaddress.IPv6Network("64:ff9b::/96")  # NAT64, RFC 6052
IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class AllowedHosts:
    """Where calls may go. Nowhere, where nothing is listed.

    Args:
        listed: “host:port” pairs (or a built-in runtime's own): plain http, loopback and private
            addresses are fine there.
        names: hosts that may be called by https, at a public address.
    """

    listed: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()

    @classmethod
    def read_by(cls, entries: Callable[[], Iterable[str]]) -> Callable[[], AllowedHosts]:
        """What asks for the list anew, whenever somebody wants to know where calls may go."""
        return lambda: cls.of(entries())

    @classmethod
    def of(cls, entries: Iterable[str]) -> AllowedHosts:
        """The hosts of a list as `clean_host` writes it."""
        parts = [urlsplit(f"//{one}") for one in entries]
        return cls(
            frozenset(f"{one.hostname}:{one.port}" for one in parts if one.port is not None),
            frozenset(str(one.hostname) for one in parts if one.port is None),
        )

    def lists(self, host: str, port: int) -> bool:
        return f"{host}:{port}" in self.listed

    def require_call(self, host: str, port: int) -> None:
        """Let go on where this machine may call at all.

        Raises:
            InputError: the host is not listed.
        """
        if not self.lists(host, port) and host not in self.names:
            raise InputError(
                f"{host}:{port} is not among the hosts that this machine may call.",
                hint=f"On the machine that calls: modelward runtime allow {spelled(host, port)}.",
            )

    def require_address(self, host: str, port: int, found: str) -> None:
        """Let go on where a host that may be called may be at the address `found`.

        Raises:
            InputError: it may not.
        """
        address = _meant(found)
        if address.is_link_local or address.is_multicast or address.is_unspecified:
            # Nobody's, or where clouds hand out credentials: never meant, whatever is listed.
            raise InputError(f"{host} is at the address {found}, where no runtime is.")
        if not self.lists(host, port) and not address.is_global:
            raise InputError(
                f"{host} is at the address {found}, which is not public.",
                hint=f"On the machine that calls: modelward runtime allow {spelled(host, port)}.",
            )


def clean_host(text: str) -> str:
    """HOST:PORT or HOST as the settings keep it.

    Raises:
        InputError: it is neither.
    """
    told = text.strip().lower()
    try:
        parts = urlsplit(f"//{told}")
        host, port = parts.hostname or "", parts.port
        is_ipv6 = told.startswith("[") and ipaddress.ip_address(host).version == 6
    except ValueError:
        raise _no_host(text) from None
    shown = f"[{host}]" if is_ipv6 else host
    whole = shown if port is None else f"{shown}:{port}"
    if port == 0 or told != whole or not (is_ipv6 or _NAME.fullmatch(host)):
        raise _no_host(text)
    return whole


def spelled(host: str, port: int) -> str:
    """As a list of hosts says it."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _no_host(text: str) -> InputError:
    return InputError(
        f"“{text[:200]}” is no host to be called.",
        hint="Write HOST:PORT, for example models.bank.example:8443, or HOST for a public one.",
    )


def _meant(text: str) -> IPAddress:
    """The IPv4 address that is reached through an IPv6 one, where there is one."""
    address = ipaddress.ip_address(text)
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _IPV4_IN_IPV6:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address
