"""Where the code of the demo's models lies: a Git repository, written where no Git need be."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

BARE = b"[core]\n\trepositoryformatversion = 0\n\tbare = true\n"


def add_commit(
    place: Path, files: Mapping[str, bytes], message: str, *, author: str, at: datetime
) -> str:
    """Add a commit with these files, and no others, to the branch `main`; its id.

    Args:
        place: of a bare repository, made where there is none.
    """
    branch = place / "refs" / "heads" / "main"
    if not branch.exists():
        for folder in (place / "objects", branch.parent):
            folder.mkdir(parents=True, exist_ok=True)
        (place / "HEAD").write_bytes(b"ref: refs/heads/main\n")
        (place / "config").write_bytes(BARE)
    blobs = {name.encode(): _add(place, "blob", content) for name, content in files.items()}
    entries = (b"100644 %s\0%s" % (name, bytes.fromhex(blobs[name])) for name in sorted(blobs))
    tree = _add(place, "tree", b"".join(entries))
    before = [f"parent {branch.read_text().strip()}"] if branch.exists() else []
    who = f"{author} {int(at.timestamp())} +0000"
    lines = (f"tree {tree}", *before, f"author {who}", f"committer {who}", "", message, "")
    made = _add(place, "commit", "\n".join(lines).encode())
    branch.write_bytes(f"{made}\n".encode())
    return made


def _add(place: Path, kind: str, content: bytes) -> str:
    whole = b"%s %d\0%s" % (kind.encode(), len(content), content)
    name = hashlib.sha1(whole, usedforsecurity=False).hexdigest()
    path = place / "objects" / name[:2] / name[2:]
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(zlib.compress(whole))
    return name
