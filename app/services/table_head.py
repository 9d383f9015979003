"""What the beginning of a text file tells, wherever a table comes in: is it one, has it names?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from app.errors import InputError

_PAGES = (b"<!doctype html", b"<html", b"<head", b"<body")


def check_no_page(name: str, head: bytes) -> None:
    """Refuse a web page that was saved as a table.

    Raises:
        InputError: `head`, the first bytes of the file, is HTML.
    """
    if head.removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(_PAGES):
        raise InputError(
            f"{name} is a web page (HTML), not a table.",
            hint="Often it is the sign-in page before a download: open it in a browser.",
        )


def check_names_once(name: str, columns: Sequence[str]) -> None:
    """Refuse a name given twice; where values stand in its place, say what is missing.

    Raises:
        InputError: naming the first column that stands there twice.
    """
    column, count = Counter(columns).most_common(1)[0] if columns else ("", 0)
    if count < 2:
        return
    if any(map(is_number, columns)):
        raise InputError(
            f"{name} seems to have no header: its first line holds values, “{column}” {count} "
            "times.",
            hint="Put a line with the names of the columns first, every name once.",
        )
    raise InputError(
        f"{name} has the column “{column}” {count} times.",
        hint="Give every column its own name.",
    )


def is_number(text: str) -> bool:
    if "_" in text:  # Python reads 1_000, nobody else does
        return False
    try:
        float(text)
    except ValueError:
        return False
    return True
