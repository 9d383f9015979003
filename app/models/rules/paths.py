"""Which paths stay inside the folder they are meant in, and which addresses a browser may open."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

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


def is_web_address(text: str) -> bool:
    """Whether it is one address and nothing else, that only shows a page.

    Whatever else a text may name would start a program, or be read and changed on its way; and a
    name before the host reads as if it were the host.
    """
    if not text.isprintable() or " " in text:
        return False
    try:
        found = urlsplit(text)
    except ValueError:
        return False
    return found.scheme == "https" and bool(found.hostname) and "@" not in found.netloc
