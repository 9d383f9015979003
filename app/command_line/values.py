"""Values as people write them on the command line: k=v, times, handle:Full Name."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, timedelta

from app.errors import InputError, quoted
from app.models.queries.lookups import whole_number
from app.models.rules.accounts import is_handle
from app.models.rules.instants import end_of, everywhere, from_iso

_UNITS = {"h": 3600, "d": 86_400, "w": 7 * 86_400}


def instant(text: str, now: datetime) -> datetime:
    """`2026-12-31`, `2026-12-31T12:00+01:00`, or `30d` from now; without a zone it is UTC.

    Raises:
        InputError: none of these.
    """
    found = _instant(text, now, 1)
    if found is None:
        raise InputError(
            f"“{quoted(text)}” is no time.", hint="Write for example 2026-12-31, or 30d from now."
        )
    return found


def last_instant(text: str, now: datetime) -> datetime:
    """As `instant`, of something that ends then: a day alone means to its end."""
    return end_named(text) or instant(text, now)


def past_instant(text: str, now: datetime) -> datetime:
    """An instant that has been; `30d` is thirty days ago.

    Raises:
        InputError: no time, or one that is still to come.
    """
    found = _instant(text, now, -1)
    if found is None:
        raise InputError(
            f"“{quoted(text)}” is no time.",
            hint="Write for example 2026-03-01T14:00, or 30d for thirty days ago.",
        )
    if found > now:
        raise InputError("That time is still to come.", hint="Give a time that has been.")
    return found


def past_last_instant(text: str, now: datetime) -> datetime:
    """As `past_instant`; a day alone means its last instant, and of today now."""
    found = past_instant(text, now)
    return min(end_named(text) or found, now)


def end_named(text: str) -> datetime | None:
    """The last instant of a day alone; None: it is no day."""
    with suppress(ValueError, OverflowError):
        from_iso(text)
        return end_of(date.fromisoformat(text))
    return None


def _instant(text: str, now: datetime, direction: int) -> datetime | None:
    count = whole_number(text[:-1])
    try:
        if count is None or text[-1:] not in _UNITS:
            return everywhere(from_iso(text))
        if count < 0:  # for more than any number of ours
            return None
        return everywhere(now + direction * timedelta(seconds=count * _UNITS[text[-1]]))
    except (ValueError, OverflowError):
        return None


def handle_and_name(text: str) -> tuple[str, str]:
    """`aisha:Aisha Rahman`, or `aisha` alone.

    Raises:
        InputError: it is no handle.
    """
    handle, _, name = text.partition(":")
    handle, name = handle.strip(), name.strip()
    if not is_handle(handle):
        raise InputError(
            f"“{quoted(text)}” names nobody.",
            hint='Write handle:Full Name, for example "ada:Ada Root".',
        )
    return handle, name or handle
