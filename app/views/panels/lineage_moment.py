"""Instants as the window writes them, and what may be typed for one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from app.views import language
from app.views.language import tr
from app.views.typed_day import HINT
from app.views.zones import zone

_EXAMPLE_DAYS = 90  # ago


def forms(*, is_room: bool = False) -> str:
    """What may be typed, for the field's own hint."""
    present = tr("Empty for the seal.") if is_room else tr("Empty for now.")
    day = tr("A day alone means its last instant.")
    return f"{present} {tr(HINT)} {day}"


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
