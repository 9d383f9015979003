"""Connections whose caller has not shown the token yet: few, so that callers who have it get in."""

from __future__ import annotations

import sys
from typing import Protocol

if sys.platform != "win32":
    import resource

_SHARE = 4  # of the files this process may open


class Connection(Protocol):
    def hang_up(self) -> None:
        """Close at once."""


class Strangers:
    """The longest silent one makes room: who has the token shows it with the first request.

    Args:
        most: how many may be connected at the same time.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._connected: dict[Connection, None] = {}  # in the order they came

    def came(self, connection: Connection) -> None:
        self._connected[connection] = None
        if len(self._connected) > self._most:
            oldest = next(iter(self._connected))
            del self._connected[oldest]
            oldest.hang_up()

    def gone(self, connection: Connection) -> None:
        """It closed, or its caller has shown the token."""
        self._connected.pop(connection, None)


def room_for_strangers(most: int) -> int:
    """`most`, or what the files that this process may open leave room for."""
    if sys.platform == "win32":
        return most
    open_files = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return most if open_files < 0 else max(1, min(most, open_files // _SHARE))  # -1: no limit
