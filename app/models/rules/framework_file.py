"""A framework as a file (TOML): read and checked, with the place of everything that is wrong.

The format stands in the user guide. Nothing in a file raises: what can't be read is a finding.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any

from app.models.rules.framework_sizes import (
    FIRST_YEAR,
    LARGEST_BYTES,
    LAST_YEAR,
    LONGEST_KEY,
    LONGEST_LINE,
    LONGEST_TEXT,
)
from app.models.rules.frameworks import DROPPED, OUTCOMES, REASSESS

MOST_ROWS = 2000
_KEY = re.compile(rf"[a-z0-9][a-z0-9-]{{0,{LONGEST_KEY - 1}}}")
_TABLE = re.compile(r"^\s*\[\[\s*(requirement|mapping)\s*\]\]", re.MULTILINE)
_LINE = re.compile(r"(?:at line (\d+), column (\d+))")
_TOP = ("key", "name", "publisher", "edition", "effective_from", "effective_until", "supersedes",
        "requirement", "mapping")  # fmt: skip
_REQUIREMENT = ("reference", "title", "text")
_MAPPING = ("old", "new", "outcome", "note")
_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")  # Unicode's categories


@dataclass(frozen=True, slots=True)
class FileFinding:
    """Something wrong. `place`: a field, `requirement 3`; `line` 0: nowhere in particular."""

    line: int
    place: str
    message: str

    def told(self) -> str:
        """As a sentence."""
        if self.line:
            return f"Wrong in line {self.line}, {self.place}: {self.message}."
        return f"Wrong at {self.place}: {self.message}."


@dataclass(frozen=True, slots=True)
class RequirementDraft:
    reference: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class MappingDraft:
    """`new` is empty where the old one is dropped."""

    old: str
    new: str
    outcome: str
    note: str


@dataclass(frozen=True, slots=True)
class FrameworkDraft:
    key: str
    name: str
    publisher: str
    edition: str
    effective_from: datetime
    effective_until: datetime | None
    supersedes: int | None  # the number of the version before
    requirements: tuple[RequirementDraft, ...]
    mappings: tuple[MappingDraft, ...]


@dataclass(frozen=True, slots=True)
class ReadFile:
    """`draft` is None where a finding stands against it."""

    draft: FrameworkDraft | None
    findings: tuple[FileFinding, ...]


def read_framework(data: bytes) -> ReadFile:
    """What a file says; never an exception, whatever it holds."""
    reader = _Reader()
    table = reader.table_of(data)
    draft = reader.draft(table) if table is not None else None
    return ReadFile(None if reader.findings else draft, tuple(reader.findings))


def mapping_findings(draft: FrameworkDraft, before: Collection[str]) -> tuple[FileFinding, ...]:
    """What is wrong with a mapping, given the references of the version before.

    Each of those must be named: what nobody thought of would be lost in silence.
    """
    known, named = set(before), {one.old for one in draft.mappings}
    found = [
        FileFinding(0, f"mapping {n}", f"the version before has no requirement “{one.old}”")
        for n, one in enumerate(draft.mappings, 1)
        if one.old not in known
    ]
    found += [
        FileFinding(0, "mapping", f"it does not say what becomes of “{one}”")
        for one in before
        if one not in named
    ]
    return tuple(found)


def wrong(place: str, message: str, line: int = 0) -> list[FileFinding]:
    return [FileFinding(line, place, message)]


@dataclass
class _Reader:
    findings: list[FileFinding] = field(default_factory=list)
    lines: Mapping[str, list[int]] = field(default_factory=dict)  # of each [[table]]

    def table_of(self, data: bytes) -> dict[str, Any] | None:
        if len(data) > LARGEST_BYTES:
            self.findings += wrong("file", f"it is larger than {LARGEST_BYTES >> 20} MiB")
            return None
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data[: error.start].count(b"\n") + 1
            self.findings += wrong("file", "it is no UTF-8 text", line)
            return None
        try:
            found = tomllib.loads(text)
        except RecursionError:
            self.findings += wrong("file", "it is nested too deep")
            return None
        except ValueError as error:  # a TOMLDecodeError, or a number that is too long
            where = _LINE.search(str(error))
            said = _LINE.sub("", str(error)).replace("()", "").strip().rstrip(".")
            self.findings += wrong("file", f"it is no TOML: {said}", int(where[1]) if where else 0)
            return None
        rows: dict[str, list[int]] = {"requirement": [], "mapping": []}
        for one in _TABLE.finditer(text):
            rows[one[1]].append(text.count("\n", 0, one.start(1)) + 1)
        self.lines = rows
        return found

    def draft(self, table: dict[str, Any]) -> FrameworkDraft | None:
        self._no_more_than(table, _TOP, "file", 0)
        key = self._words(table, "key", "file")
        if key and not _KEY.fullmatch(key):
            self.findings += wrong("key", "write small letters, digits and dashes only")
        begins = self._day(table, "effective_from")
        ends = self._day(table, "effective_until")
        if begins is None and table.get("effective_from") is None:
            self.findings += wrong("effective_from", "it is missing")
        if begins and ends and ends <= begins:
            self.findings += wrong("effective_until", "it ends before it begins")
        supersedes = table.get("supersedes")
        if supersedes is not None and (
            not isinstance(supersedes, int)
            or isinstance(supersedes, bool)
            or not 0 < supersedes < 1_000_000
        ):
            self.findings += wrong("supersedes", "write the number of the version before")
            supersedes = None
        name, publisher = (self._words(table, one, "file") for one in ("name", "publisher"))
        edition = self._words(table, "edition", "file", is_needed=False)
        requirements = tuple(self._requirements(table))
        references = [one.reference for one in requirements]
        mappings = tuple(self._mappings(table, references))
        if mappings and supersedes is None:
            self.findings += wrong(
                "supersedes", "a mapping says from which version; this is missing"
            )
        if begins is None:
            return None
        return FrameworkDraft(
            key, name, publisher, edition, begins, ends, supersedes, requirements, mappings
        )

    def _rows(self, table: dict[str, Any], kind: str) -> Iterator[tuple[str, int, dict[str, Any]]]:
        """Each table of a kind: its place, its line, and what it holds."""
        rows = table.get(kind, [])
        if not isinstance(rows, list):
            self.findings += wrong(kind, f"write [[{kind}]] before each")
            return
        if len(rows) > MOST_ROWS:
            self.findings += wrong(kind, f"there are {len(rows)}; {MOST_ROWS} are allowed")
            return
        lines = self.lines.get(kind, [])
        for n, row in enumerate(rows, 1):
            line = lines[n - 1] if len(lines) == len(rows) else 0
            if isinstance(row, dict):
                yield f"{kind} {n}", line, row
            else:
                self.findings += wrong(f"{kind} {n}", "it is no table", line)

    def _requirements(self, table: dict[str, Any]) -> Iterator[RequirementDraft]:
        seen: dict[str, str] = {}
        for place, line, row in self._rows(table, "requirement"):
            self._no_more_than(row, _REQUIREMENT, place, line)
            reference = self._words(row, "reference", place, line)
            title = self._words(row, "title", place, line)
            text = self._words(row, "text", place, line, longest=LONGEST_TEXT)
            if reference in seen and reference:
                self.findings += wrong(
                    place, f"{seen[reference]} has the reference “{reference}” too", line
                )
            seen.setdefault(reference, place)
            yield RequirementDraft(reference, title, text)
        if not seen and isinstance(table.get("requirement", []), list):
            self.findings += wrong("requirement", "there is none")

    def _mappings(
        self, table: dict[str, Any], references: Collection[str]
    ) -> Iterator[MappingDraft]:
        seen: set[tuple[str, str]] = set()
        outcomes: dict[str, set[str]] = {}
        for place, line, row in self._rows(table, "mapping"):
            self._no_more_than(row, _MAPPING, place, line)
            old = self._words(row, "old", place, line)
            outcome = self._words(row, "outcome", place, line)
            new = self._words(row, "new", place, line, is_needed=outcome in (*OUTCOMES[:2],))
            note = self._words(row, "note", place, line, is_needed=False, longest=LONGEST_TEXT)
            if outcome and outcome not in OUTCOMES:
                self.findings += wrong(place, f"outcome is one of {', '.join(OUTCOMES)}", line)
            if outcome == DROPPED and new:
                self.findings += wrong(place, "what is dropped has no new requirement", line)
            if new and new not in references:
                self.findings += wrong(place, f"this file has no requirement “{new}”", line)
            outcomes.setdefault(old, set()).add(outcome)
            if (old, new) in seen:
                self.findings += wrong(place, "the same is said above", line)
            elif DROPPED in outcomes[old] and len(outcomes[old]) > 1:
                self.findings += wrong(place, f"“{old}” is dropped, and it is not", line)
            seen.add((old, new))
            yield MappingDraft(old, new, outcome or REASSESS, note)

    def _no_more_than(
        self, row: Mapping[str, Any], known: Collection[str], place: str, line: int
    ) -> None:
        for name in row:
            if name not in known:
                told = "".join(one for one in name[:40] if unicodedata.category(one) not in _UNSEEN)
                self.findings += wrong(
                    place, f"“{told}” is not known; it may hold {', '.join(known)}", line
                )

    def _words(
        self,
        row: Mapping[str, Any],
        name: str,
        place: str,
        line: int = 0,
        *,
        is_needed: bool = True,
        longest: int = LONGEST_LINE,
    ) -> str:
        """A text that can be kept and seen; a longer one may have several lines."""
        at = name if place == "file" else place
        value = row.get(name, "")
        if not isinstance(value, str):
            self.findings += wrong(at, f"{name} is no text", line)
            return ""
        words = unicodedata.normalize("NFC", value).strip()
        allowed = "\n\t" if longest > LONGEST_LINE else ""
        if not words:
            if is_needed:
                self.findings += wrong(at, f"{name} is missing", line)
        elif len(words) > longest:
            self.findings += wrong(
                at, f"{name} has {len(words)} characters; {longest} are allowed", line
            )
        elif any(unicodedata.category(x) in _UNSEEN for x in words if x not in allowed):
            self.findings += wrong(at, f"{name} holds control or direction characters", line)
        return words

    def _day(self, table: Mapping[str, Any], name: str) -> datetime | None:
        """A day, which begins in UTC, or an instant with its zone."""
        value = table.get(name)
        if value is None:
            return None
        if not isinstance(value, date) or not FIRST_YEAR <= value.year <= LAST_YEAR:
            self.findings += wrong(name, "write a day without quotes, like 2027-01-31")
            return None
        if not isinstance(value, datetime):
            return datetime.combine(value, time(), UTC)
        if value.tzinfo is None:
            self.findings += wrong(name, "an hour needs a zone, like 2027-01-31T00:00:00Z")
            return None
        return value.astimezone(UTC)
