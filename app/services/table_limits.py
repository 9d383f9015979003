"""How wide a table may be, wherever one comes in: a model registered, a sample profiled."""

from __future__ import annotations

from app.errors import InputError

MAX_COLUMNS = 2_000


def check_width(name: str, columns: int) -> None:
    """Refuse a table that nobody could read any more.

    Raises:
        InputError: more than `MAX_COLUMNS`.
    """
    if columns > MAX_COLUMNS:
        raise InputError(f"{name} has {columns} columns; {MAX_COLUMNS} is the most.")
