"""Texts that were begun and not sent: kept on this computer, for who typed them, until they are.

One file of the owner alone beside the window's own, read again before it is written: several
windows may be open. It is bounded; what is too old or too long to keep lives as long as the window.
Letters are written together, at most half a second after the first of them: so much is lost when
the program is killed.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.views import theme
from app.views.kept_files import read_json, replace_json
from app.views.places import SCREEN, ObjectRef

log = logging.getLogger(__name__)

FILE = "drafts.json"
VERSION = 2  # what an older one holds is forgotten: it does not say what the words were begun on
MOST = 50  # of one workspace; the oldest go
LONGEST = 20_000  # letters
KEPT = timedelta(days=90)
SOON_MS = 500
# Who typed it, which is nothing to the next at the same window; what it is about; and how.
Key = tuple[UUID, str, str]


@dataclass(frozen=True, slots=True)
class Draft:
    """`place` is where it can be taken up again; `entries` are the fields of a form, by name.

    `base` is what stood in those fields when they were begun.
    """

    key: Key
    text: str
    place: ObjectRef | None
    at: datetime
    entries: Mapping[str, str] = field(default_factory=dict)
    base: Mapping[str, str] = field(default_factory=dict)

    @property
    def length(self) -> int:
        return max(map(len, (self.text, *self.entries.values(), *self.base.values())))


class DraftStore(QObject):
    changed = Signal()

    def __init__(self, path: Path | None, parent: QObject | None = None) -> None:
        """`path`: None where nothing may be left on this computer."""
        super().__init__(parent)
        self._path = path
        self._workspace = ""
        self._kept: dict[Key, Draft] = {}
        self._unwritten: set[Key] = set()
        self._soon = QTimer(self, singleShot=True, interval=SOON_MS)
        self._soon.timeout.connect(self.write)
        theme.application().focusChanged.connect(self.write)

    def open(self, workspace: str) -> None:
        """Those of this workspace, by its log id; others are nobody's business here."""
        self.write()
        self._workspace = workspace
        self._kept = {one.key: one for one in self._stored(self._read())}
        self.changed.emit()

    def text(self, key: Key) -> str:
        kept = self._kept.get(key)
        return kept.text if kept else ""

    def entries(self, key: Key) -> Mapping[str, str]:
        """Of a form; empty where nothing is kept."""
        kept = self._kept.get(key)
        return kept.entries if kept else {}

    def get(self, key: Key) -> Draft | None:
        return self._kept.get(key)

    def of(self, person: UUID) -> list[Draft]:
        """The newest first."""
        mine = (one for one in self._kept.values() if one.key[0] == person)
        return sorted(mine, key=lambda one: one.at, reverse=True)

    def keep(
        self,
        key: Key,
        text: str,
        place: ObjectRef | None,
        entries: Mapping[str, str] | None = None,
    ) -> None:
        """Written at once. Nothing but spaces is no draft."""
        self._note(key, text, place, entries or {}, {})
        self.write()

    def keep_soon(
        self,
        key: Key,
        text: str,
        place: ObjectRef | None,
        entries: Mapping[str, str] | None = None,
        base: Mapping[str, str] | None = None,
    ) -> None:
        """At each letter: kept in memory, and written a moment later or when the keyboard goes."""
        self._note(key, text, place, entries or {}, base or {})
        if self._unwritten and not self._soon.isActive():
            self._soon.start()

    @Slot()
    def write(self) -> None:
        """What is not in the file yet."""
        self._soon.stop()
        if self._unwritten:
            keys, self._unwritten = frozenset(self._unwritten), set()
            self._write(keys)

    def _note(
        self,
        key: Key,
        text: str,
        place: ObjectRef | None,
        entries: Mapping[str, str],
        base: Mapping[str, str],
    ) -> None:
        if text.strip():
            kept = self._kept.get(key)
            if kept and (kept.text, kept.entries, kept.base) == (text, entries, base):
                return
            self._kept[key] = Draft(key, text, place, datetime.now(UTC), dict(entries), dict(base))
        elif self._kept.pop(key, None) is None:
            return
        self._unwritten.add(key)
        self.changed.emit()

    def forget(self) -> None:
        """Of everybody and every workspace on this computer."""
        self._soon.stop()
        self._unwritten.clear()
        self._kept.clear()
        if self._path is not None:
            with contextlib.suppress(OSError):
                self._path.unlink(missing_ok=True)
        self.changed.emit()

    def _stored(self, everything: Mapping[str, list[Any]]) -> list[Draft]:
        """Of this workspace, what is not too old."""
        found = (_draft(one) for one in everything.get(self._workspace, []))
        oldest = datetime.now(UTC) - KEPT
        return [one for one in found if one is not None and one.at > oldest]

    def _read(self) -> dict[str, list[Any]]:
        """By workspace; a file that makes no sense holds nothing."""
        if self._path is None:
            return {}
        try:
            found = read_json(self._path)
            if found["version"] == VERSION and isinstance(found["drafts"], dict):
                return {
                    str(name): rows
                    for name, rows in found["drafts"].items()
                    if isinstance(rows, list)
                }
        except FileNotFoundError:
            pass
        except (OSError, ValueError, KeyError, TypeError) as error:
            log.warning("the file of drafts can't be read: %s", error)
        return {}

    def _write(self, keys: Collection[Key]) -> None:
        """What became of these; what another window keeps stays. A full disk costs the file."""
        if self._path is None or not self._workspace:
            return
        everything = self._read()
        others = [one for one in self._stored(everything) if one.key not in keys]
        mine = [self._kept[key] for key in keys if key in self._kept]
        wanted = [one for one in (*others, *mine) if one.length <= LONGEST]
        wanted.sort(key=lambda one: one.at)
        everything[self._workspace] = [_row(one) for one in wanted[-MOST:]]
        drafts = {name: rows for name, rows in everything.items() if rows}
        try:
            replace_json(self._path, {"version": VERSION, "drafts": drafts})
        except OSError as error:
            log.warning("drafts can't be kept: %s", error)


def _row(draft: Draft) -> dict[str, Any]:
    person, about, how = draft.key
    place = draft.place or ObjectRef("", "")
    return {
        "person": str(person),
        "about": about,
        "how": how,
        "text": draft.text,
        "at": draft.at.isoformat(),
        "kind": place.kind,
        "id": place.id,
        "title": place.title,
        "entries": dict(draft.entries),
        "base": dict(draft.base),
    }


def _draft(row: Any) -> Draft | None:
    try:
        key = UUID(row["person"]), str(row["about"]), str(row["how"])
        at = datetime.fromisoformat(row["at"])
        kind, number, title = str(row["kind"]), str(row["id"]), str(row["title"])
        number = number if kind == SCREEN else str(UUID(number)) if kind else ""
        place = ObjectRef(kind, number, title) if kind else None
        text = str(row["text"])[:LONGEST]
        entries, base = (
            {str(name): str(entry)[:LONGEST] for name, entry in row.get(one, {}).items()}
            for one in ("entries", "base")
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    return Draft(key, text, place, at, entries, base) if at.tzinfo is not None else None
