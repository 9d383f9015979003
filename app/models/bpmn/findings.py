"""What is said about one place of a process file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    element: str  # the tag, such as scriptTask
    id: str
    line: int
    why: str = ""
    hint: str = ""
    process: str = ""  # id of the process it lies in; empty: the file
