"""Where a runtime of another server is called, so that two rows which lead there are told."""

from __future__ import annotations

import ipaddress
import posixpath
from urllib.parse import unquote, urlsplit

_PORTS = {"http": 80, "https": 443}


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
