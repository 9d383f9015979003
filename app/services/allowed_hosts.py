"""Where this machine may call: what its own settings list, and nothing that a workspace says."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from app.errors import InputError

_NAME = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*")
HTTPS_PORT = 443
IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # of everybody, RFC 6052
_OWN_NAT64 = ipaddress.IPv6Network("64:ff9b:1::/48")  # of a network's own, RFC 8215
# Beside it: where the last 32 bits are an IPv4 address that may be reached by this one.
_IPV4_LAST = (
    _NAT64,
    ipaddress.IPv6Network("::ffff:0:0:0/96"),  # IPv4-translated, RFC 2765
    ipaddress.IPv6Network("::/96"),  # IPv4-compatible, RFC 4291
)
# What no address of ours is, though this Python's `ipaddress` may call some of it global.
_SPECIAL = tuple(
    ipaddress.ip_network(one)
    for one in (
        "192.0.0.0/24",  # protocol assignments, RFC 6890
        "192.88.99.0/24",  # relays of 6to4, RFC 7526
        "fec0::/10",  # site-local, RFC 3879
        "100:0:0:1::/64",  # RFC 9780
        "2001::/23",  # protocol assignments, Teredo among them
        "5f00::/16",  # segment routing, RFC 9602
        "3fff::/20",  # documentation, RFC 9637
    )
)
# Where clouds hand out credentials beside 169.254.0.0/16: Amazon's by IPv6, Alibaba's, Oracle's,
# Azure's to its machines.
_METADATA = frozenset(
    ipaddress.ip_address(one)
    for one in ("fd00:ec2::254", "100.100.100.200", "192.0.0.192", "168.63.129.16")
)
_LAST_32 = 0xFFFFFFFF
_GLOBAL_IPV6 = ipaddress.IPv6Network("2000::/3")  # all that is given out for the internet


@dataclass(frozen=True, slots=True)
class AllowedHosts:
    """Where calls may go. Nowhere, where nothing is listed.

    Args:
        listed: “host:port” pairs (or a built-in runtime's own): plain http, loopback and private
            addresses are fine there.
        names: hosts that may be called by https, on its own port and at a public address.
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
        if not self.lists(host, port) and not (host in self.names and port == HTTPS_PORT):
            raise InputError(
                f"{host}:{port} is not among the hosts that this machine may call.",
                hint=f"On the machine that calls: modelward runtime allow {spelled(host, port)}.",
            )

    def require_address(self, host: str, port: int, found: str) -> None:
        """Let go on where a host that may be called may be at the address `found`.

        Raises:
            InputError: it may not.
        """
        told = ipaddress.ip_address(found)
        if is_never_meant(told):
            raise InputError(f"{host} is at the address {found}, where no runtime is.")
        if not self.lists(host, port) and not _is_public(told):
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


def is_never_meant(address: IPAddress) -> bool:
    """Nobody's, or where clouds hand out credentials: never meant, whatever is listed, and by
    whichever address it is reached.
    """
    return any(
        one.is_link_local or one.is_multicast or one.is_unspecified or one in _METADATA
        for one in (address, *_within(address))
    )


def _is_public(address: IPAddress) -> bool:
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None or address in _NAT64:  # that address, and no other
            return all(map(_is_public, _within(address)))
        if address not in _GLOBAL_IPV6 or not all(map(_is_public, _within(address))):
            return False
    is_special = any(one.version == address.version and address in one for one in _SPECIAL)
    return address.is_global and not is_special


def _within(address: IPAddress) -> tuple[ipaddress.IPv4Address, ...]:
    """The IPv4 addresses that may be reached by an IPv6 one, which has them in it."""
    if isinstance(address, ipaddress.IPv4Address):
        return ()
    bits = int(address)
    found = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if any(address in one for one in _IPV4_LAST):
        found.append(ipaddress.IPv4Address(bits & _LAST_32))
    if address in _OWN_NAT64:  # whatever part of it the network took for its prefix, RFC 6052, 2.2
        without_u = bits >> 64 << 56 | bits & (1 << 56) - 1  # eight bits that are no part of it
        found += [ipaddress.IPv4Address(without_u >> (88 - n) & _LAST_32) for n in (48, 56, 64)]
        found.append(ipaddress.IPv4Address(bits & _LAST_32))
    return tuple(one for one in found if one is not None)
