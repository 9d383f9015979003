"""Which paths stay inside the folder they are meant in, on whatever machine it is mapped."""

from __future__ import annotations

import re

from app.models.rules.blockers import Blocker

BACKSLASH = "\\"  # Windows reads it as a slash
FOLDERS = ("files", "runtime_log")  # kinds of data sources whose pattern is a path in a store
_DRIVE = re.compile("/.:", re.DOTALL)  # of Windows: whatever stands before it is forgotten


def leads_out(path: str) -> bool:
    """Whether it leaves its folder, or names the folder itself."""
    there = f"/{path.replace(BACKSLASH, '/')}/"
    return (
        there.startswith("//")
        or "/../" in there
        or _DRIVE.search(there) is not None
        or not path.strip(f"./{BACKSLASH}")
        or "\0" in path  # neither database keeps one, and no system opens it
    )


def path_blockers(path: str) -> tuple[Blocker, ...]:
    """Why a row may not say that a file lies there."""
    return (Blocker("path.outside"),) if leads_out(path) else ()
