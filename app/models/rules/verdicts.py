"""Which of several results counts: the worst, in one order wherever one of them stands for all."""

from __future__ import annotations

# The worst first: what could not be computed is worse than what failed.
VERDICT_ORDER = (
    "ERROR",
    "FAIL",
    "INSUFFICIENT_DATA",
    "NO_THRESHOLD",
    "WARN",
    "PASS",
    "NOT_APPLICABLE",
)
# What raises an alert, and how severe it is where the table says nothing of that.
ALERTING = {"FAIL": "high", "ERROR": "critical"}


def place(verdict: str) -> int:
    """Behind all others where it is unknown."""
    return VERDICT_ORDER.index(verdict) if verdict in VERDICT_ORDER else len(VERDICT_ORDER)


def gravity(verdict: str, value: float | None, name: str) -> tuple[int, float, str]:
    """By which the gravest result comes first: its verdict, then the largest value."""
    return place(verdict), -abs(value or 0.0), name
