"""Instants as people type and read them: local time unless they say UTC."""

from __future__ import annotations

import contextlib
import re
from datetime import UTC, datetime, timedelta

from app.errors import InputError, quoted
from app.models.rules.instants import everywhere
from app.views import language
from app.views.language import N_, tr
from app.views.typed_day import in_iso
from app.views.zones import at_wall, zone

_FORMS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d")
_DAYS = ("d MMMM yyyy", "d MMM yyyy", "MMMM d yyyy", "MMM d yyyy")
_SPOKEN = (*_DAYS, *(f"{day} H:mm" for day in _DAYS))
_EXAMPLE_DAYS = 90  # ago
_HINT = N_(
    "Write for example yesterday, 40 days ago, 2026-03-01, 1 March 2026, or 2026-03-01 14:30 UTC."
)
_NOW = ("", "now", "nu")
_DAYS_AGO = {"today": 0, "vandaag": 0, "yesterday": 1, "gisteren": 1}
COUNTED = r"\d{1,4} (?:days?|weeks?|dag|dagen|weken) (?:ago|geleden)"
_COUNTED = re.compile(rf"{COUNTED}\b", re.IGNORECASE)


def parse_moment(text: str) -> datetime | None:
    """What was typed; None for "now" or nothing. A day alone means its first instant.

    Days may be spoken in English and Dutch, whatever the window is in.

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
    bare = re.sub(r"\s+[A-Z]{2,5}$", "", bare)
    try:
        if re.search(r"[+-]\d\d:?\d\d$", bare):
            return everywhere(datetime.fromisoformat(bare.replace(" +", "+").replace(" -", "-")))
        found = _in_figures(bare) or _as_written(bare)
        if found is not None:
            everywhere(found)  # before a wall is asked, which may have no such time
            return found.replace(tzinfo=UTC) if is_utc else at_wall(found)
    except (ValueError, OverflowError) as error:
        raise _not_understood(text) from error
    raise _not_understood(text)


def _not_understood(text: str) -> InputError:
    return InputError(
        tr("“{text}” is not understood as a time").format(text=quoted(text)), hint=tr(_HINT)
    )


def forms(*, is_room: bool = False) -> str:
    """What may be typed, for the field's own hint."""
    present = tr("Empty for the seal.") if is_room else tr("Empty for now.")
    return f"{present} {tr(_HINT)}"


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


def _in_figures(words: str) -> datetime | None:
    for form in _FORMS:
        with contextlib.suppress(ValueError):
            return datetime.strptime(words, form)  # noqa: DTZ007 -- the caller adds the zone
    return None


def _as_written(words: str) -> datetime | None:
    """ "1 March 2026", as days stand on screen; not 1-3-2026, which is January to some."""
    plain = words.replace(",", "")
    for spoken in language.locales():
        for form in _SPOKEN:
            found = spoken.toDateTime(plain, form)
            if found.isValid():
                day, time = found.date(), found.time()
                return datetime(  # noqa: DTZ001 -- the caller adds the zone
                    day.year(), day.month(), day.day(), time.hour(), time.minute()
                )
    return None


def _last_time(text: str) -> datetime | None:
    """ "1 March", as days of this year stand on screen: the last one that has been."""
    this_year = datetime.now(zone()).year
    for year in (this_year, this_year - 1):
        found = _as_written(f"{' '.join(text.split())} {year}")
        if found is not None and at_wall(found) <= datetime.now(UTC):
            return at_wall(found)
    return None


def past_moment(text: str) -> datetime | None:
    """What was typed, where it has been: what serves on a day to come, nobody can know.

    Raises:
        InputError: it is no time, or one that is still to come.
    """
    found = _last_time(text) or parse_moment(text)
    if found is not None and found > datetime.now(UTC):
        raise InputError(
            tr("“{text}” is still to come").format(text=quoted(text)),
            hint=tr("Choose a time that has been."),
        )
    return found


def typed(at: datetime) -> str:
    """As the field shows it: local time with the zone's name."""
    return f"{at.astimezone(zone()):%Y-%m-%d %H:%M %Z}"


def long_day(at: datetime, *, with_year: bool = True) -> str:
    """ "1 March 2026", in local time."""
    return language.written(at, "d MMMM yyyy" if with_year else "d MMMM")


def example_day() -> str:
    """A past day as one may type it: near enough that what one looks at has a history then."""
    return long_day(datetime.now(UTC) - timedelta(days=_EXAMPLE_DAYS), with_year=False)


def seconds(at: datetime) -> str:
    """Local and UTC time to the second; one line where both are the same."""
    local, utc = at.astimezone(zone()), at.astimezone(UTC)
    here = f"{language.written(at, 'd MMM yyyy HH:mm:ss')} {local:%Z}"
    return f"{here}\n{utc:%Y-%m-%d %H:%M:%S} UTC" if local.utcoffset() else here
