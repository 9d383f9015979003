"""Paths as people type them: `~` is a home folder, and of nobody there is none."""

from __future__ import annotations

from pathlib import Path

from app.errors import InputError


def whole_path(typed: str | Path) -> Path:
    """
    Raises:
        InputError: it begins in the home folder of somebody whom this computer does not know.
    """
    path = Path(typed)
    try:
        return path.expanduser()
    except RuntimeError as error:
        person = path.parts[0][1:][:200]
        raise InputError(
            f"There is no home folder of {person} on this computer.", hint="Give the whole path."
        ) from error


def typed_path(typed: str | Path) -> Path:
    """The same for who may not be refused while they type: then there is no such file."""
    try:
        return whole_path(typed)
    except InputError:
        return Path(typed)
