"""What stands in a JSON column, read whoever wrote it: one bad row must not stop its readers."""

from __future__ import annotations

import json
import logging
from typing import Any

log = logging.getLogger(__name__)


class Unreadable(dict[str, Any]):
    """Stands for a value that can't be read: empty, whether values or a list are expected."""


def is_any_unreadable(*values: object) -> bool:
    return any(isinstance(one, Unreadable) for one in values)


def read_json(text: str | bytes) -> Any:
    """A stored value; `Unreadable` where it is none of ours.

    It is nested too deep, or holds a number of more digits than Python reads.
    """
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        log.warning("a stored value of %s characters can't be read", len(text))
        return Unreadable()
