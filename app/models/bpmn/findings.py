"""What is said about one place of a process file."""

from __future__ import annotations

import re
from dataclasses import dataclass

_PLAIN_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*(?=[ ,'’])")


@dataclass(frozen=True, slots=True)
class Finding:
    element: str  # the tag, such as scriptTask
    id: str
    line: int
    why: str = ""
    hint: str = ""
    process: str = ""  # id of the process it lies in; empty: the file


def sentence(why: str) -> str:
    """`why` with a full stop, and a capital unless it begins with a name from the file."""
    first = f"{why[:1].upper()}{why[1:]}" if _PLAIN_WORD.match(why) else why
    return f"{first.rstrip('.')}."
