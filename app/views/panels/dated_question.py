"""A question with a day in it, in English or Dutch: "which version of cc-fraud served on 3 June?"

The day is read as everywhere in the window; what may be two days, or none, is said, never guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache

from PySide6.QtCore import QLocale

from app.errors import InputError
from app.views import language
from app.views.language import tr
from app.views.typed_day import COUNTED, in_iso, parse_moment, past_moment
from app.views.zones import zone_name

# What stands around the name of a thing in such a question, in either language.
_AROUND = frozenset(
    """
    a about active as at by date day did do does for had has in is it live look model models of on
    prod production ran release run running serve served serves serving show some something tell
    that the then this up version versions was were what when which who with
    actief als bediende bedrijf dag dat datum de deed deze die diende dienst draaide draait er
    had heeft het in liep live modellen naar om op over per productie release serveerde stand
    stond toen toon van versie versies voor waren was wat welk welke wie
    """.split()  # noqa: SIM905 -- words are read more easily so
)
_SPOKEN = f"today|yesterday|vandaag|gisteren|{COUNTED}"


@dataclass(frozen=True, slots=True)
class DatedQuestion:
    """What is asked about, and when; `reason` says why there is no such day, and the way out."""

    names: tuple[str, ...]  # what it may be called, the likeliest first; none: everything
    day: str  # as it was typed
    at: datetime | None
    reason: str = ""
    is_day: bool = False  # without a time


def dated_question(text: str) -> DatedQuestion | None:
    """None where no day is named: it is no such question."""
    words = " ".join(text.split()).strip("? ")
    found = list(_moments().finditer(words))
    if not found:
        return None
    rest = " ".join(_moments().sub(" ", words).split())
    names = _names(rest)
    day = found[0].group().strip(" ,")
    if len(found) > 1:
        reason = tr("Two days are named. Ask for one of them.")
        return DatedQuestion(names, day, None, reason)
    at, reason = _read(found[0])
    return DatedQuestion(names, day, at, reason, is_day=not found[0]["time"])


def _names(rest: str) -> tuple[str, ...]:
    """Without the words of the question before and behind it; a model may be called like those."""
    words = rest.split()
    while words and _is_around(words[0]):
        del words[0]
    while words and _is_around(words[-1]):
        del words[-1]
    asked = " ".join(words).strip(",;:?\"'“” ")
    return tuple(dict.fromkeys(name for name in (asked, rest) if name)) if asked else ()


def _is_around(word: str) -> bool:
    bare = word.casefold().strip(",;:?!")
    return not bare or bare in _AROUND


def _read(found: re.Match[str]) -> tuple[datetime | None, str]:
    typed = _plain(found)
    if reason := _why_unclear(found):
        return None, reason
    try:
        at = past_moment(typed)
    except InputError:
        return None, _why_not(typed)
    return at, "" if at is not None else tr("A day is missing.")


def _plain(found: re.Match[str]) -> str:
    """As the reader of days takes it: without "at", and without the endings of numbers."""
    day = re.sub(r"(?<=\d)(st|nd|rd|th|e)\b|(?<=[a-z])\.", "", found["day"], flags=re.IGNORECASE)
    return " ".join(filter(None, (day.replace(",", " "), found["time"], found["zone"])))


def _why_unclear(found: re.Match[str]) -> str:
    """What the reader of days would not take, or what it would take without the year."""
    if found["month_alone"]:
        return tr("A day is missing.")
    year = found["year"] or found["year_after"]
    if year and len(year) != 4:
        return tr("Write the year in full: 2026, not 26.")
    if found["figures"] and in_iso(found["figures"]) == found["figures"]:
        return _why_figures(found["figures"])
    return ""


def _why_figures(figures: str) -> str:
    """3-6-2026 is a day in June, or one in March; 27-8-2026 can be one day only."""
    parts = [int(part) for part in re.split(r"[-/.]", figures)]
    if parts[0] > 1000:
        days = [_day(*parts)]
    elif parts[-1] < 1000:
        return tr("Write the year in full: 2026, not 26.")
    else:
        first, second, year = parts
        days = [_day(year, second, first), _day(year, first, second)]
    known = sorted({one for one in days if one is not None}, reverse=True)
    if not known:
        return tr("There is no such day.")
    if len(known) == 1:
        return tr("Write it as {day}.").format(day=known[0].isoformat())
    either = language.listed([one.isoformat() for one in known], either=True)
    return tr("Two days? Write {days}.").format(days=either)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _why_not(typed: str) -> str:
    try:
        parse_moment(typed)
    except InputError:
        return tr("There is no such day.")
    return tr("That is still to come.")


@lru_cache(maxsize=8)
def _pattern(zones: str) -> re.Pattern[str]:
    """A day as people write it, and perhaps a time, apart from other words."""
    month = "|".join(map(re.escape, _months()))
    ending = r"(?:st|nd|rd|th|e)?"
    day = (
        rf"(?P<iso>\d{{4}}-\d{{1,2}}-\d{{1,2}})"
        rf"|(?P<figures>\d{{1,2}}[-/.]\d{{1,2}}[-/.]\d{{4}}|\d{{1,2}}[-/]\d{{1,2}}[-/]\d{{2}}"
        rf"|\d{{4}}/\d{{1,2}}/\d{{1,2}})"
        rf"|\d{{1,2}}{ending} (?:of )?(?:{month})\.?(?:,? (?P<year>\d{{1,4}})(?!:|[-/.]\d))?"
        rf"|(?:{month})\.? \d{{1,2}}{ending}(?:,? (?P<year_after>\d{{1,4}})(?!:|[-/.]\d))?(?!\d)"
        rf"|(?P<month_alone>(?:{month}) \d{{4}}|\d{{4}}-\d{{1,2}})"
        rf"|{_SPOKEN}"
    )
    time = r"(?:,? (?:at |om )?|[Tt])(?P<time>\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)"
    told = rf"(?: ?(?P<zone>{zones}|[+-]\d{{2}}:?\d{{2}}))?"
    return re.compile(rf"(?<![\w.-])(?P<day>{day})(?:{time}{told})?(?![\w-])", re.IGNORECASE)


def _moments() -> re.Pattern[str]:
    """The zone of the reader has another name in summer."""
    year = datetime.now(UTC).year
    named = {zone_name(datetime(year, month, 1, tzinfo=UTC)) for month in (1, 7)}
    return _pattern("|".join(map(re.escape, sorted({"UTC", "Z", *named}))))


def _months() -> list[str]:
    """Their names in every language of the window, long and short, the longest first."""
    names = {
        each.monthName(month, form).strip(".")
        for each in language.locales()
        for month in range(1, 13)
        for form in (QLocale.FormatType.LongFormat, QLocale.FormatType.ShortFormat)
    }
    return sorted(names, key=len, reverse=True)
