"""What an address says: read in one place, as whoever writes a row may write anything."""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit

from app.errors import InputError

_MAX_SHOWN = 200


def split_address(url: str, *, example: str = "https://host:8443") -> SplitResult:
    """The parts of an address; host and port among them can be read.

    Raises:
        InputError: nobody can read it as one.
    """
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise InputError(
            f"“{url[:_MAX_SHOWN]}” is no address of a server.", hint=f"For example {example}"
        ) from None
    return parts
