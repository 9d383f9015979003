"""What windows keep on this computer between two starts, by names such as `session/place`."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.views.kept_files import read_json, replace_json

log = logging.getLogger(__name__)


class WindowFile:
    """Read again before it is written: several windows may be open. Values are what JSON knows.

    A file that makes no sense holds nothing; one that can't be written costs what was to be kept.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def value(self, name: str, default: Any = None) -> Any:
        return self._read().get(name, default)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._read())

    def keep(self, values: Mapping[str, Any]) -> None:
        kept = self._read()
        if any(name not in kept or kept[name] != value for name, value in values.items()):
            self._write({**kept, **values})

    def remove(self, *names: str) -> None:
        """These, and what is below them: `place` takes `place/…` away too."""
        kept = self._read()
        below = tuple(f"{name}/" for name in names)
        left = {
            name: value
            for name, value in kept.items()
            if name not in names and not name.startswith(below)
        }
        if left != kept:
            self._write(left)

    def _read(self) -> dict[str, Any]:
        try:
            found = read_json(self.path)
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            log.warning("what was kept of the window can't be read: %s", error)
            return {}
        return found if isinstance(found, dict) else {}

    def _write(self, values: Mapping[str, Any]) -> None:
        try:
            replace_json(self.path, values)
        except OSError as error:
            log.warning("what windows look like can't be kept: %s", error)
