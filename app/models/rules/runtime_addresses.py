"""Where a runtime of another server is called: what an address is, and which lead to the same."""

from __future__ import annotations

import ipaddress
import posixpath
import re
from urllib.parse import unquote, urlsplit

from app.models.rules.blockers import Blocker

_PORTS = {"http": 80, "https": 443}
SCHEMES = ("http://", "https://")
NO_HOST = "/?#:"  # what no host begins with
PRINTED = "!-~"  # the signs an address is made of, as a range: a host with others is written xn--
APART = "@\\"  # what parts a name and a password from the host, for some reader of addresses
_ADDRESS = re.compile(f"https?://(?![{NO_HOST}])[{PRINTED}]+", re.IGNORECASE | re.ASCII)


def runtime_url_blockers(url: str) -> tuple[Blocker, ...]:
    """Why no runtime may be called there; one that is called nowhere has no address."""
    is_one = _ADDRESS.fullmatch(url) and not any(sign in url for sign in APART)
    return (Blocker("runtime.url"),) if url and not is_one else ()


def server_and_path(url: str) -> str:
    """Alike for two URLs that are spelled in different ways; empty where there is none."""
    said = url.strip()
    try:
        parts = urlsplit(said)
        host, port = parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        return said
    try:
        host = ipaddress.ip_address(host).compressed
    except ValueError:
        host = host.rstrip(".")
    path = posixpath.normpath(f"/{unquote(parts.path)}").strip("/")
    return f"{host}:{port}/{path.casefold()}" if host else said
