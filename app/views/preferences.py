"""What a person has set for themselves on this computer: look, keys, notices, zone. Never secrets.

One JSON file with a version beside the window's own file. It is read before anything is shown, so a
file that can't be read costs a sentence and the settings, never the window.
"""

from __future__ import annotations

import contextlib
import json
import logging
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from PySide6.QtCore import QObject, Signal

from app.views.fixed_settings import Fixed, read_fixed
from app.views.kept_files import read_json, replace_json
from app.views.language import tr
from app.views.read_marks import ReadMarks

log = logging.getLogger(__name__)

FILE = "preferences.json"
VERSION = 1
THEMES = ("system", "light", "dark")
DENSITIES = ("compact", "normal", "comfortable")
CONTRASTS = ("system", "standard", "high")
SPOKEN = ("all", "brief", "off")
LANGUAGES = ("", "en", "nl")
LOCK_MINUTES = (0, 1, 2, 5, 10, 15, 30, 60)
LOCK_USUAL = 15
LOCKED = "lock/is_locked"  # in the window's file: how it was left
LEAST_ZOOM, MOST_ZOOM = 0.8, 2.0
_TIME = "%H:%M"


@dataclass(frozen=True, slots=True)
class Preferences:
    """`keys` holds only what was changed; the silent kinds are those somebody switched off."""

    theme: str = "system"
    zoom: float = 1.0
    density: str = "normal"
    contrast: str = "system"
    targets: bool = False  # larger: rows, buttons, choices
    flashes: bool = True
    tables: bool = False  # charts begin as their tables
    spoken: str = "all"  # to a screen reader
    language: str = ""  # empty: the system's
    zone: str = ""  # empty: the system's
    forgets: bool = False  # at the end, for computers that are shared
    lock_after: Mapping[str, int] = field(default_factory=dict)  # minutes, by workspace; 0: never
    letters: bool = True
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    silent_here: frozenset[str] = frozenset()
    silent_outside: frozenset[str] = frozenset()
    quiet: bool = False
    quiet_from: str = "20:00"
    quiet_until: str = "07:00"

    def is_quiet_at(self, moment: time) -> bool:
        """Whether quiet hours are on at this local time; they may go over midnight."""
        if not self.quiet:
            return False
        begin, end = clock(self.quiet_from), clock(self.quiet_until)
        now = moment.replace(second=0, microsecond=0, tzinfo=None)
        return begin <= now < end if begin <= end else now >= begin or now < end


DEFAULTS = Preferences()


def clock(text: str) -> time:
    """ "20:00" as a time of day.

    Raises:
        ValueError: it is none.
    """
    hours, _, minutes = text.strip().partition(":")
    return time(int(hours), int(minutes or 0))


def read_preferences(path: Path) -> tuple[Preferences, str]:
    """What the file says and, where it can't be used, a sentence why; defaults then.

    A single value that makes no sense gives way to its default, without a word.
    """
    try:
        found = read_json(path)
    except FileNotFoundError:
        return DEFAULTS, ""
    except (OSError, ValueError) as error:
        log.warning("the file of settings can't be read: %s", error)
        return DEFAULTS, tr(
            "The settings in {path} can't be read, so everything is as after the first start. "
            "The file is kept beside the new one as soon as you change something."
        ).format(path=path)
    if not isinstance(found, dict) or not isinstance(found.get("version"), int):
        return DEFAULTS, tr(
            "{path} holds no settings of Modelward, so everything is as after the first start."
        ).format(path=path)
    if found["version"] > VERSION:
        return DEFAULTS, tr(
            "The settings in {path} were written by a newer Modelward. They are left alone, and "
            "what you change now is forgotten at the end."
        ).format(path=path)
    return _sensible(found), ""


def preferences_in_force(path: Path) -> Preferences:
    """What the file says, and before it what is fixed on this computer."""
    return _with_fixed(read_preferences(path)[0], read_fixed())


def _with_fixed(value: Preferences, fixed: Fixed) -> Preferences:
    """What makes no sense, and what is no setting, fixes nothing."""
    for name, said in fixed.values.items():
        if name == "lock_after":  # minutes, for every workspace: `lock_minutes`
            continue
        read = _READERS[name](said) if name in _READERS else None
        if read is None:
            log.warning("“%s” can't be fixed as it is said", name)
        else:
            value = replace(value, **{name: read})
    return value


def write_preferences(path: Path, value: Preferences) -> None:
    content: dict[str, Any] = {"version": VERSION}
    for name, one in asdict(value).items():
        content[name] = sorted(one) if isinstance(one, frozenset) else one
    replace_json(path, content)


def _sensible(found: Mapping[str, Any]) -> Preferences:
    value = DEFAULTS
    for each in fields(Preferences):
        if each.name not in found:
            continue
        read = _READERS[each.name](found[each.name])
        if read is not None:
            value = replace(value, **{each.name: read})
    return value


def _one_of(known: Iterable[str]) -> Any:
    allowed = tuple(known)
    return lambda value: value if value in allowed else None


def _truth(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _zoom(value: object) -> float | None:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return float(str(value)) if is_number and LEAST_ZOOM <= float(str(value)) <= MOST_ZOOM else None


def _zone(value: object) -> str | None:
    if not isinstance(value, str):
        return None
    if value:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            return None
    return value


def _keys(value: object) -> dict[str, tuple[str, ...]] | None:
    if not isinstance(value, dict):
        return None
    return {
        str(name): tuple(map(str, keys)) for name, keys in value.items() if isinstance(keys, list)
    }


def _kinds(value: object) -> frozenset[str] | None:
    return frozenset(map(str, value)) if isinstance(value, list) else None


def _minutes(value: object) -> dict[str, int] | None:
    if not isinstance(value, dict):
        return None
    return {str(name): one for name, one in value.items() if one in LOCK_MINUTES}


def _clock_text(value: object) -> str | None:
    try:
        return clock(str(value)).strftime(_TIME)
    except ValueError:
        return None


_READERS: dict[str, Any] = {
    "theme": _one_of(THEMES),
    "zoom": _zoom,
    "density": _one_of(DENSITIES),
    "contrast": _one_of(CONTRASTS),
    "spoken": _one_of(SPOKEN),
    "targets": _truth,
    "flashes": _truth,
    "tables": _truth,
    "language": _one_of(LANGUAGES),
    "zone": _zone,
    "forgets": _truth,
    "lock_after": _minutes,
    "letters": _truth,
    "keys": _keys,
    "silent_here": _kinds,
    "silent_outside": _kinds,
    "quiet": _truth,
    "quiet_from": _clock_text,
    "quiet_until": _clock_text,
}


class PreferenceStore(QObject):
    """The settings of one window: changed at once, kept at once."""

    changed = Signal(object, object)  # the new Preferences, names of what changed

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = path
        self._own, self.problem = read_preferences(path)  # what this person has set
        self.fixed = read_fixed()
        self._value = _with_fixed(self._own, self.fixed)
        self.workspace = ""  # which one this window shows: some settings are kept by workspace
        self.marks = ReadMarks()  # of what others wrote; kept once the workspace is known
        self._is_newer = self.problem != "" and _version_in(path) > VERSION

    @property
    def value(self) -> Preferences:
        return self._value

    @property
    def lock_minutes(self) -> int:
        """After how many minutes without input this workspace is covered; 0: never."""
        fixed = self.fixed.values.get("lock_after")
        if fixed in LOCK_MINUTES:
            return int(fixed)
        return self._value.lock_after.get(self.workspace, LOCK_USUAL)

    def why_fixed(self, name: str) -> str:
        """Why this setting is not this person's to change here; empty: it is theirs."""
        if name not in self.fixed.values:
            return ""
        by = self.fixed.by or tr("whoever looks after this computer")
        said = tr("Fixed by {by}.").format(by=by)
        return f"{said} {self.fixed.reason}".strip()

    def set_lock_minutes(self, minutes: int) -> None:
        self.set(lock_after={**self._value.lock_after, self.workspace: minutes})

    @property
    def path(self) -> Path:
        return self._path

    def set(self, **changes: Any) -> None:
        """Take these values, tell everybody, and keep them.

        A home that can't be written to is no reason to refuse: it holds until the end.
        """
        own = {name: one for name, one in changes.items() if name not in self.fixed.values}
        self._own = replace(self._own, **own)
        value = replace(self._value, **own)
        names = frozenset(
            each.name
            for each in fields(Preferences)
            if getattr(value, each.name) != getattr(self._value, each.name)
        )
        if not names:
            return
        self._value = value
        self._keep()
        self.changed.emit(value, names)

    def reset(self, *names: str) -> None:
        """As after the first start."""
        self.set(**{name: getattr(DEFAULTS, name) for name in names})

    def _keep(self) -> None:
        if self._is_newer:
            return
        with contextlib.suppress(OSError):
            if self.problem:
                self._path.replace(self._path.with_suffix(".broken.json"))
                self.problem = ""
            write_preferences(self._path, self._own)


def _version_in(path: Path) -> int:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))["version"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return 0
    return found if isinstance(found, int) else 0
