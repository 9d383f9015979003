"""What runtimes are called: the folder of a built-in one bears its name, and its process is found
by that."""

from __future__ import annotations

from collections.abc import Iterable

from app.models.rules.blockers import Blocker
from app.models.rules.folding import fold

# By them a name leads to the folder of another one; `~` is in the short names of Windows.
LEADING = ("/", "\\", ":", "~")


def runtime_name_blockers(name: str, others: Iterable[str] = ()) -> tuple[Blocker, ...]:
    """Why no runtime may be called so.

    Args:
        others: what those of the workspace are called, of whatever unit; retired ones too.
    """
    said, found = name.strip(), []
    if not said or said.endswith(".") or any(sign in said for sign in LEADING):
        found.append(Blocker("runtime.name"))
    if fold(name) in map(fold, others):
        found.append(Blocker("runtime.known"))
    return tuple(found)
