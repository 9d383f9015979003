"""What a lock pins for this machine: lines `name[extra]==version ; marker --hash=…`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.errors import InputError

_PINNED = re.compile(
    r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)\s*(\[[A-Za-z0-9._,\s-]*\])?"
    r"\s*==\s*([A-Za-z0-9][A-Za-z0-9.!+_-]*)"
)
_HASH = re.compile(r"--hash=(sha(?:256|384|512):[0-9a-f]+)")
_MARKER = re.compile(r";(.*?)(?=\s--hash|\s#|$)")


@dataclass(frozen=True, slots=True)
class Line:
    name: str
    extras: str
    version: str
    hashes: tuple[str, ...]

    def as_requirement(self, *, has_hashes: bool = True) -> str:
        """As pip reads it. Nothing else of the lock, for pip puts the machine's own variables into
        any text that names them.
        """
        hashes = "".join(f" --hash={one}" for one in self.hashes) if has_hashes else ""
        return f"{self.name}{self.extras}=={self.version}{hashes}"


def lock_lines(lock: str) -> Iterator[Line]:
    """Whatever is not said in this form pins nothing: options, addresses, `loose>=1`.

    Raises:
        InputError: the marker of a line is nested too deeply.
    """
    for line in lock.replace("\\\r\n", " ").replace("\\\n", " ").splitlines():
        pinned = _PINNED.match(line)
        if pinned and _is_for_here(line, pinned[1]):
            yield Line(pinned[1], pinned[2] or "", pinned[3], tuple(_HASH.findall(line)))


def _is_for_here(line: str, name: str) -> bool:
    """Unless its marker says that it is for another Python or system."""
    marker = _MARKER.search(line)
    if marker is None:
        return True
    from packaging.markers import Marker  # few lines have one, and no start of a service reads any

    try:
        return Marker(marker[1].strip()).evaluate()
    except ValueError:  # no marker at all
        return True
    except RecursionError:
        raise InputError(
            f"The marker of {name} in the lock is nested too deeply.",
            hint="Register a version whose lock names the libraries of one environment.",
        ) from None
