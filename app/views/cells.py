"""What a table cell can be, as data: the delegate paints it, copying and readers get its words."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from app.views import language
from app.views.language import tr
from app.views.zones import zone


class Status(StrEnum):
    """A status is a glyph, a word and a colour; never the colour alone."""

    OK = "ok"
    WARNING = "warning"
    CRITICAL = "critical"
    FAILED = "failed"  # a cross: a test or rule that says no
    RUNNING = "running"
    WAITING = "waiting"
    UNKNOWN = "unknown"
    UNREACHABLE = "unreachable"
    ACKNOWLEDGED = "acknowledged"  # a grey tick: only a PASS is green


# How grave what is open is, as every page marks it.
OF_SEVERITY = {
    "critical": Status.CRITICAL, "high": Status.WARNING, "medium": Status.WAITING,
    "low": Status.WAITING,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class State:
    """Glyph and word. `is_chip` tints it; in tables leave that to one column at most."""

    status: Status
    text: str
    is_chip: bool = False
    is_pending: bool = False  # done here, not yet stored: a hollow dot

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of a path. `level` is its place from 0 (first) to 1 (last)."""

    name: str
    level: float = 1.0
    is_protected: bool = False
    is_outlined: bool = False  # finished rows, or where a filter fixes the column
    is_struck: bool = False  # retired

    @staticmethod
    def on(path: Sequence[str], name: str, *, is_protected: bool = False) -> Stage:
        """The stage `name` of a path, coloured by its place; unknown names count as first."""
        last = max(1, len(path) - 1)
        place = path.index(name) if name in path else 0
        return Stage(name, place / last, is_protected)

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Tags:
    names: tuple[str, ...]

    def __str__(self) -> str:
        return " ".join(f"#{name}" for name in self.names)


@dataclass(frozen=True, slots=True)
class Text:
    """Words with a quieter second part; `is_quiet` for finished rows."""

    text: str
    secondary: str = ""
    is_strong: bool = False
    is_quiet: bool = False
    is_mono: bool = False
    is_link: bool = False  # one click on it opens the row
    wraps: bool = False  # in a row of two lines, over both of them
    keys: str = ""  # what opens its row: told on the chosen one

    def __str__(self) -> str:
        return f"{self.text} {self.secondary}".strip()


@dataclass(frozen=True, slots=True)
class Number:
    """Shown with three significant digits; `raw` is what copying gives."""

    raw: float | int | None
    digits: int = 3
    unit: str = ""
    is_quiet: bool = False

    def __str__(self) -> str:
        if self.raw is None:
            return "–"
        return f"{significant(self.raw, self.digits)} {self.unit}".strip()


@dataclass(frozen=True, slots=True)
class Age:
    """How long ago; the tooltip says when, in local time and UTC."""

    at: datetime | None
    now: datetime

    def __str__(self) -> str:
        return "–" if self.at is None else duration((self.now - self.at).total_seconds())


@dataclass(frozen=True, slots=True)
class Star:
    is_on: bool

    def __str__(self) -> str:
        return tr("starred") if self.is_on else ""


@dataclass(frozen=True, slots=True)
class Icon:
    """An icon before words, for lists of mixed things."""

    name: str
    text: str = ""

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Progress:
    """How much of something is done, 0 to 1."""

    share: float
    text: str = ""
    status: Status = Status.RUNNING

    def __str__(self) -> str:
        return f"{percent(self.share)} {self.text}".strip()


@dataclass(frozen=True, slots=True)
class Spark:
    """A few values as a small line that ends in its last one; `words` say them."""

    values: tuple[float, ...]
    words: str = ""
    status: Status = Status.OK  # of the last one

    def __str__(self) -> str:
        return self.words


@dataclass(frozen=True, slots=True)
class Votes:
    """Four eyes: how many of the needed decisions are there."""

    given: int
    needed: int

    def __str__(self) -> str:
        return tr("{given} of {needed}").format(given=self.given, needed=self.needed)


@dataclass(frozen=True, slots=True)
class AgainstLimit:
    """A result against its limit, with the one it replaces: not below `low`, not above `high`."""

    value: float
    low: float | None = None
    high: float | None = None
    before: float | None = None
    is_over: bool = False

    def __str__(self) -> str:
        return tr("over the limit") if self.is_over else tr("inside the limit")

    @property
    def span(self) -> tuple[float, float]:
        """The stretch of values that shows all of them with room at both ends."""
        all_of_them = (self.value, self.low, self.high, self.before)
        known = [one for one in all_of_them if one is not None]
        low, high = min(known), max(known)
        room = (high - low) * 0.6 or abs(high) * 0.1 or 1.0
        return low - room, high + room

    def is_above(self, value: float) -> bool:
        return self.high is not None and value > self.high

    def is_below(self, value: float) -> bool:
        return self.low is not None and value < self.low


@dataclass(frozen=True, slots=True)
class TwoLines:
    """A row of a list, 54 px: name and chip, right-hand note, and what it is about below."""

    title: str
    detail: str
    status: Status | None = Status.UNKNOWN  # None: no glyph
    stage: Stage | None = None
    note: str = ""
    is_urgent: bool = False  # the note in the critical colour
    is_strong: bool = True
    votes: Votes | None = None  # before the title, which says them in words

    def __str__(self) -> str:
        words = [self.title, str(self.stage or ""), self.detail, self.note]
        return ", ".join(word for word in words if word)


@dataclass(frozen=True, slots=True)
class GroupTitle:
    """A heading among the rows of a list; can't be selected. Stands where their words begin."""

    text: str
    count: int | None = None
    indent: int = 8  # rows of two lines: 16
    is_name: bool = False  # whose letters are what they are: no capitals are made of them

    def __str__(self) -> str:
        return self.text


Cell = (
    State
    | Stage
    | Tags
    | Text
    | Number
    | Age
    | Star
    | Icon
    | Progress
    | Spark
    | Votes
    | AgainstLimit
    | TwoLines
    | GroupTitle
    | str
)


_LEAST_PLAIN = 1e-6  # below it a number is written with its power of ten


def significant(value: float, digits: int = 3) -> str:
    """`value` with that many significant digits, thousands apart by a thin space, − for minus."""
    if isinstance(value, int):
        text = f"{value:,}"
    elif value == 0:
        text = "0"
    elif abs(value) >= 10**digits:
        text = f"{value:,.0f}"
    else:
        text = f"{value:#.{digits}g}".rstrip(".")
        if "e" in text and abs(value) >= _LEAST_PLAIN:
            text = f"{value:.{digits - 1 - math.floor(math.log10(abs(value)))}f}"
        elif "e" in text:
            text = f"{value:.{digits - 1}e}"
    return decimal(text.replace(",", "\N{NARROW NO-BREAK SPACE}").replace("-", "−"))


def decimal(text: str) -> str:
    """A number with the reader's decimal sign; thousands stand apart by a thin space anywhere."""
    return text.replace(".", language.locale().decimalPoint())


_FRACTION = re.compile(r"(?<![\w.])\d+\.\d+(?![\w.])")  # "0.2"; "customer.age" is a name


def fractions(text: str) -> str:
    """A sentence or formula whose numbers have the reader's decimal sign."""
    return _FRACTION.sub(lambda number: decimal(number[0]), text)


def percent(share: float) -> str:
    """ "95 %": a share of 0 to 1, without decimals."""
    return f"{share * 100:.0f} %"


def duration(seconds: float) -> str:
    """ "4 min", "2 h 10 min", "34 d": never more than two units."""
    if seconds < 0:
        return tr("in {duration}", "a time to come").format(duration=duration(-seconds))
    if seconds < 60:
        if 0 < seconds < 0.1:  # "0.0 s" would say nothing
            least = "< 1" if seconds < 0.0005 else f"{seconds * 1000:.0f}"
            return tr("{milliseconds} ms").format(milliseconds=least)
        tenths = decimal(f"{seconds:.1f}") if 0 < seconds < 1 else f"{int(seconds)}"
        return tr("{seconds} s").format(seconds=tenths)
    minutes = int(seconds // 60)
    if minutes < 60:
        return tr("{minutes} min").format(minutes=minutes)
    hours, minutes = divmod(minutes, 60)
    if hours < 24:
        pattern = tr("{hours} h {minutes} min") if minutes else tr("{hours} h")
        return pattern.format(hours=hours, minutes=minutes)
    days, hours = divmod(hours, 24)
    pattern = tr("{days} d {hours} h") if hours and days < 3 else tr("{days} d")
    return pattern.format(days=days, hours=hours)


def moment(at: datetime) -> str:
    """Local time as tables print it, sortable in any language."""
    return at.astimezone(zone()).strftime("%Y-%m-%d %H:%M")


def day(at: datetime) -> str:
    """ "14 Mar", in local time."""
    return language.written(at, "d MMM")


def moment_in_full(at: datetime) -> str:
    """Local time with its offset, and UTC; once where they are the same."""
    local, utc = at.astimezone(zone()), at.astimezone(UTC)
    if local.tzname() == "UTC":
        return f"{utc:%Y-%m-%d %H:%M:%S} UTC"
    return f"{local:%Y-%m-%d %H:%M:%S %z} = {utc:%Y-%m-%d %H:%M:%S} UTC"


def copied(cell: object) -> str:
    """The raw value for copying: a full number with a point, ISO time, words."""
    if isinstance(cell, Number):
        return "" if cell.raw is None else str(cell.raw)
    if isinstance(cell, Age):
        return "" if cell.at is None else cell.at.isoformat()
    return str(cell)


def explained(cell: object) -> str:
    """What the tooltip adds to a cell; empty where the cell says it all."""
    if isinstance(cell, Age) and cell.at is not None:
        return moment_in_full(cell.at)
    if isinstance(cell, Number) and cell.raw is not None and not isinstance(cell.raw, int):
        return decimal(f"{cell.raw!r} {cell.unit}".strip())
    if isinstance(cell, Spark):
        return cell.words
    if isinstance(cell, TwoLines):  # in a narrow list either line may end in "…"
        return "\n".join(line for line in (cell.title, cell.detail) if line)
    return ""


def sort_value(cell: object) -> tuple[int, float | str]:
    """An order for cells of one column; what is missing comes last."""
    if isinstance(cell, Number):
        return (1, 0.0) if cell.raw is None else (0, float(cell.raw))
    if isinstance(cell, Age):
        return (1, 0.0) if cell.at is None else (0, cell.at.timestamp())
    if isinstance(cell, Stage):
        return (0, cell.level)
    if isinstance(cell, int | float):
        return (0, float(cell))
    return (0, str(cell).casefold())
