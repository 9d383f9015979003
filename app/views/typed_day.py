"""Days and instants as people type them: local time unless they say UTC."""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import product

from PySide6.QtCore import QLocale

from app.errors import InputError, quoted
from app.models.rules.instants import AtWall, after, end_of, everywhere, in_utc
from app.views import language
from app.views.language import N_, tr
from app.views.zones import at_wall, zone

HINT = N_(
    "Write for example yesterday, 40 days ago, 2026-03-01, 1 March 2026, or 2026-03-01 14:30 UTC."
)
COUNTED = r"\d{1,4} (?:days?|weeks?|dag|dagen|weken) (?:ago|geleden)"
_COUNTED = re.compile(rf"{COUNTED}\b", re.IGNORECASE)
_UNITS = {"d": 1, "w": 7}
_DAY_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})\b", re.ASCII)
_MONTHS = 12
_FIGURES = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d")
_DAYS = ("d MMMM", "d MMM", "MMMM d", "MMM d")
_TIMES = (" H:mm:ss", " H:mm", "")
_NOW = ("", "now", "nu")
_DAYS_AGO = {"today": 0, "vandaag": 0, "yesterday": 1, "gisteren": 1}


@dataclass(frozen=True, slots=True)
class Typed:
    """An instant, or a day alone: that means to its end wherever something ends with it."""

    first: datetime
    last: datetime  # of a day its last instant; else the same

    @property
    def until(self) -> datetime:
        """Up to where, not included."""
        return self.last if self.last == self.first else after(self.last)


def read_typed(text: str, *, is_ahead: bool = False) -> Typed | None:
    """What was typed; None for "now" or nothing.

    Days may be spoken in English and Dutch, whatever the window is in. Without a year it is the
    last one that has been, with `is_ahead` the next one.

    Raises:
        InputError: it is no time.
    """
    words = " ".join(re.sub(r"(?<=\d)[Tt](?=\d)", " ", text).split())
    if words.casefold() in _NOW:
        return None
    words = in_iso(_spoken(words))
    is_utc = words.upper().endswith(("UTC", "Z"))
    bare = re.sub(r"\s*(UTC|Z)$", "", words, flags=re.IGNORECASE)
    # A zone's name as we print it ourselves ("CET") is the local one.
    bare = re.sub(r"(:\d\d|\d{4}|-\d\d)\s+[A-Z]{2,5}$", r"\1", bare)
    try:
        if re.search(r"[+-]\d\d:?\d\d$", bare):
            at = everywhere(datetime.fromisoformat(bare.replace(" +", "+").replace(" -", "-")))
            return Typed(at, at)
        wall = in_utc if is_utc else at_wall
        found = _in_figures(bare, wall) or _as_written(bare, wall, is_ahead=is_ahead)
    except (ValueError, OverflowError) as error:
        raise _not_understood(text) from error
    if found is None:
        raise _not_understood(text)
    return found


def parse_moment(text: str) -> datetime | None:
    """As `read_typed`; a day alone means its first instant, as where something begins."""
    found = read_typed(text)
    return found.first if found is not None else None


def past_moment(text: str) -> datetime | None:
    """What was typed, where it has been: what serves on a day to come, nobody can know.

    A day alone means its last instant, and of today now.

    Raises:
        InputError: it is no time, or one that is still to come.
    """
    found, now = read_typed(text), datetime.now(UTC)
    if found is None:
        return None
    if found.first > now:
        raise InputError(
            tr("“{text}” is still to come").format(text=quoted(text)),
            hint=tr("Choose a time that has been."),
        )
    return min(found.last, now)


def past_until(text: str) -> datetime | None:
    """Up to where, not included, and never later than now; a day alone means to its end.

    Raises:
        InputError: it is no time.
    """
    found = read_typed(text)
    return min(found.until, datetime.now(UTC)) if found is not None else None


def day_of(text: str, now: datetime) -> datetime | None:
    """When something ends that is typed: `2026-12-31` to its end, `30d` from now; None: neither."""
    plain = text.strip().lower()
    if plain[-1:] in _UNITS and plain[:-1].isascii() and plain[:-1].isdigit():
        days = int(plain[:-1]) * _UNITS[plain[-1]] if len(plain) < 7 else 0
        return now + timedelta(days=days) if days else None
    with contextlib.suppress(InputError):
        found = read_typed(text, is_ahead=True)
        return found.last.astimezone(UTC) if found is not None else None
    return None


def in_iso(text: str) -> str:
    """`27-8-2026 14:30` as `2026-08-27 14:30`; in an English window only where it can't be misread.

    There 1-3-2026 is January to some, and 27-8-2026 the 27th to everybody.
    """
    found = _DAY_FIRST.match(text.strip())
    if found is None:
        return text
    day, month, year = found.groups()
    is_dutch = language.locale().language() is QLocale.Language.Dutch
    if not is_dutch and int(day) <= _MONTHS:
        return text
    return f"{year}-{month:0>2}-{day:0>2}{text.strip()[found.end() :]}"


def _not_understood(text: str) -> InputError:
    return InputError(
        tr("“{text}” is not understood as a time").format(text=quoted(text)), hint=tr(HINT)
    )


def _spoken(words: str) -> str:
    """ "Yesterday 14:30" or "40 days ago" by its day in figures."""
    first, _, rest = words.partition(" ")
    ago = _DAYS_AGO.get(first.casefold())
    if counted := _COUNTED.match(words):
        ago = int(first) * (7 if words.split()[1].casefold().startswith("we") else 1)
        rest = words[counted.end() :].strip()
    if ago is None:
        return words
    day = datetime.now(zone()) - timedelta(days=ago)
    return f"{day:%Y-%m-%d} {rest}".strip()


def _in_figures(words: str, wall: AtWall) -> Typed | None:
    for form in _FIGURES:
        with contextlib.suppress(ValueError):
            found = datetime.strptime(words, form)  # noqa: DTZ007 -- the wall adds the zone
            return _typed(found, wall, is_day=form is _FIGURES[-1])
    return None


def _as_written(words: str, wall: AtWall, *, is_ahead: bool) -> Typed | None:
    """ "1 March 2026 14:30" as times stand on screen; not 1-3-2026, which is January to some."""
    plain = re.sub(r"(?<=[a-z])\.|,", "", words, flags=re.IGNORECASE)
    if found := _by_names(plain, "{day} yyyy{time}", wall):
        return found
    now = datetime.now(UTC)
    this_year = now.astimezone(zone()).year
    for year in (this_year, this_year + (1 if is_ahead else -1)):
        found = _by_names(f"{year} {plain}", "yyyy {day}{time}", wall)
        if found and (found.last >= now if is_ahead else found.first <= now):
            return found
    return None


def _by_names(words: str, form: str, wall: AtWall) -> Typed | None:
    for spoken, day, time in product(language.locales(), _DAYS, _TIMES):
        found = spoken.toDateTime(words, form.format(day=day, time=time))
        if found.isValid():
            naive = datetime.strptime(found.toString("yyyy-MM-dd HH:mm:ss"), _FIGURES[0])  # noqa: DTZ007
            return _typed(naive, wall, is_day=not time)
    return None


def _typed(naive: datetime, wall: AtWall, *, is_day: bool) -> Typed:
    everywhere(naive)  # before a wall is asked, which may have no such time
    first = wall(naive)
    return Typed(first, end_of(naive.date(), wall) if is_day else first)
