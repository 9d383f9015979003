"""Public data beside the repository, or beside its worktrees; not part of a clone."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def shared_folder(name: str) -> Path | None:
    """`../shared/data/NAME`; None where it is not."""
    for place in (ROOT.parent, ROOT.parent.parent):
        folder = place / "shared" / "data" / name
        if folder.is_dir():
            return folder
    return None
