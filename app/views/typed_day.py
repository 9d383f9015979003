"""Days and instants as people type them: local time unless they say UTC."""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import product

from PySide6.QtCore import QDate, QLocale

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
_HALF_DAY = 12  # hours
_FIGURES = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d")
_DAYS = ("d MMMM", "d MMM", "MMMM d", "MMM d")
_TIMES = (" H:mm:ss", " H:mm", "")
_NOW = ("", "now", "nu")
_DAYS_AGO = {
    "today": 0, "vandaag": 0, "yesterday": 1, "gisteren": 1, "tomorrow": -1, "morgen": -1,
}  # fmt: skip
_ORDINAL = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th|ste|de|e)\b", re.ASCII | re.IGNORECASE)
_AT = re.compile(r"(?:^|\s)(?:at|om)\s+(?=\d)", re.IGNORECASE)
_HOUR = re.compile(
    r"(?<![\d:.-])(\d{1,2})(:\d\d(?::\d\d)?)?\s*(?:([ap])\.?m\.?|uur)(?!\w)",
    re.ASCII | re.IGNORECASE,
)
_CLOCK = re.compile(r"\d{1,2}:\d\d(?::\d\d)?", re.ASCII)
_WITH_OFFSET = re.compile(r"\d \d[\d:.]* ?[+-]\d\d:?\d\d$", re.ASCII)  # of a time, not of a day


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
    words = _AT.sub(" ", _ORDINAL.sub(r"\1", words)).strip()
    words = in_iso(_spoken(_HOUR.sub(_in_24_hours, words)))
    is_utc = words.upper().endswith(("UTC", "Z"))
    bare = re.sub(r"\s*(UTC|Z)$", "", words, flags=re.IGNORECASE)
    # A zone's name as we print it ourselves ("CET") is the local one.
    bare = re.sub(r"(:\d\d|\d{4}|-\d\d)\s+(?![AP]M$)[A-Z]{2,5}$", r"\1", bare)
    try:
        if _WITH_OFFSET.search(bare):
            at = everywhere(datetime.fromisoformat(bare.replace(" +", "+").replace(" -", "-")))
            return Typed(at, at)
        wall = in_utc if is_utc else at_wall
        found = (
            _at_clock(bare, wall, is_utc=is_utc, is_ahead=is_ahead)
            or _in_figures(bare, wall)
            or _as_written(bare, wall, is_ahead=is_ahead)
        )
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
    if (either := _two_days(text)) is not None:
        one, other = (
            language.locale().toString(QDate(each.year, each.month, each.day), "d MMMM yyyy")
            for each in either
        )
        return InputError(
            tr("“{text}” may be {one} or {other}").format(text=quoted(text), one=one, other=other),
            hint=tr("Write the month in letters: {one}.").format(one=one),
        )
    return InputError(
        tr("“{text}” is not understood as a time").format(text=quoted(text)), hint=tr(HINT)
    )


def _two_days(text: str) -> tuple[date, date] | None:
    """What 1-3-2026 means day first, and month first; None: only one of them is a day here."""
    found = _DAY_FIRST.match(text.strip())
    with contextlib.suppress(ValueError):
        if found is None or in_iso(text) != text:
            return None
        first, second, year = map(int, found.groups())
        if first != second:
            return date(year, second, first), date(year, first, second)
    return None


def _in_24_hours(found: re.Match[str]) -> str:
    """ "2:30 PM" and "14 uur" as 14:30 and 14:00; what no clock shows stays as it was typed."""
    hour, minutes, half = int(found[1]), found[2] or ":00", (found[3] or "").casefold()
    if not half:
        return f"{hour}{minutes}"
    if not 1 <= hour <= _HALF_DAY:
        return found[0]
    return f"{hour % _HALF_DAY + (_HALF_DAY if half == 'p' else 0)}{minutes}"


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


def _at_clock(words: str, wall: AtWall, *, is_utc: bool, is_ahead: bool) -> Typed | None:
    """A time without a day: the last one that has been, with `is_ahead` the next one."""
    if not _CLOCK.fullmatch(words):
        return None
    now = datetime.now(UTC)
    today = now.astimezone(UTC if is_utc else zone())
    for days in (0, 1 if is_ahead else -1):
        found = _in_figures(f"{today + timedelta(days=days):%Y-%m-%d} {words}", wall)
        if found and (found.last >= now if is_ahead else found.first <= now):
            return found
    return None


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
