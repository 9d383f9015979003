"""The rows that a benchmark prints: see the contract in `__main__`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from typing import Any

Row = dict[str, Any]


def row(what: str, goal: str, measured: str, met: bool | None, worked_on: str) -> Row:
    return {"row": what, "goal": goal, "measured": measured, "met": met, "worked_on": worked_on}


def print_rows(rows: Iterable[Row], *, as_json: bool) -> None:
    """To standard output, and each to standard error as soon as it is measured."""
    found = []
    for one in rows:
        found.append(one)
        print(f"{one['row']}: {one['measured']}", file=sys.stderr, flush=True)
    print(json.dumps({"rows": found}, ensure_ascii=False, indent=None if as_json else 1))
