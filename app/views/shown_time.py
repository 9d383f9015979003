"""As of when the window shows everything: what every age, "overdue" and "since" counts from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(slots=True)
class _Reader:
    """Who reads: one person per process."""

    moment: datetime | None = None


_READER = _Reader()


def shown_now() -> datetime:
    """Now, or the instant that is looked back to. What the frame tells stays of the present."""
    return _READER.moment or datetime.now(UTC)


def looks_back() -> bool:
    """Whether an instant is looked back to: what could be done then is no way on."""
    return _READER.moment is not None


def use_moment(moment: datetime | None) -> None:
    """Count ages from this instant from now on; None: from the present."""
    _READER.moment = moment
