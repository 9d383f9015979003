"""JSON of files that come from elsewhere, or that anybody may have written into."""

from __future__ import annotations

import json
from typing import Any


def read_outside(text: str | bytes) -> Any:
    """The value that a text holds.

    Raises:
        ValueError: it is no JSON, or nested too deep for anybody to read.
    """
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError("it is nested too deep") from None
