"""Walks a model folder without leaving it."""

from __future__ import annotations

import os
import stat
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.errors import InputError

MAX_FILES = 5_000
MAX_TOTAL_BYTES = 64 * 1024**3
MAX_DEPTH = 30
MAX_PATH_LENGTH = 500

# Not part of a model: version control, environments, caches.
SKIPPED = frozenset(
    {
        ".git", ".hg", ".svn", "__pycache__", ".venv", "venv", "node_modules", ".mypy_cache",
        ".ipynb_checkpoints", ".pytest_cache", ".ruff_cache", ".idea", ".vscode", ".DS_Store",
        ".modelward",  # where we say ourselves what a version came from
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class WalkedFile:
    """`relative` uses / on every system."""

    relative: str
    path: Path
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Walked:
    files: tuple[WalkedFile, ...]  # sorted by `relative`
    skipped: tuple[str, ...]


def walk_folder(root: Path) -> Walked:
    """Every file of the folder `root`.

    Raises:
        InputError: no folder; a link that leaves it; a device or pipe; too many, too large.
    """
    if not root.is_dir():
        raise InputError(f"There is no folder {root.name or root}.", hint="Check the path.")
    files: list[WalkedFile] = []
    skipped: list[str] = []
    total = 0
    there = root.resolve()  # from here on no link is followed, should there be one by then
    for item in _walk(there, there, "", 0, skipped):
        files.append(item)
        total += item.size_bytes
        if len(files) > MAX_FILES:
            raise InputError(
                f"The folder has more than {MAX_FILES} files.", hint="Give the model's folder only."
            )
        if total > MAX_TOTAL_BYTES:
            raise InputError("The folder holds more than 64 GiB.", hint="Leave the data out.")
    return Walked(tuple(sorted(files, key=lambda item: item.relative)), tuple(sorted(skipped)))


def check_name(name: str, where: str) -> None:
    """Raises InputError for a name that would look like something else on a screen."""
    bad = next((sign for sign in name if unicodedata.category(sign) in ("Cc", "Cf", "Cs")), None)
    if bad is not None:
        shown = name.encode("ascii", "backslashreplace").decode()[:80]
        raise InputError(f"{where} has a control character in its name: {shown}.")


def check_inside(path: str) -> None:
    """Raises InputError for a path that leads elsewhere, or would look like something else."""
    check_name(path, "A file")
    parts = path.split("/")
    if (
        any(one in ("", ".", "..") or one.lower() == ".git" for one in parts)
        or "\\" in path
        or ":" in parts[0]
        or len(path) > MAX_PATH_LENGTH
        or len(parts) > MAX_DEPTH
    ):
        raise InputError(f"The path {path[:80]} is not taken: it leads elsewhere.")


def _walk(
    folder: Path, root: Path, prefix: str, depth: int, skipped: list[str]
) -> Iterator[WalkedFile]:
    if depth > MAX_DEPTH:
        raise InputError(f"The folder is nested deeper than {MAX_DEPTH} levels at {prefix[:80]}…")
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except OSError as error:
        raise InputError(f"The folder {prefix or folder.name} can't be read.") from error
    for entry in entries:
        relative = prefix + entry.name
        check_name(entry.name, "A file")
        if len(relative) > MAX_PATH_LENGTH:
            raise InputError(f"The path {relative[:60]}… is longer than {MAX_PATH_LENGTH} letters.")
        if entry.name in SKIPPED:
            skipped.append(relative)
        elif entry.is_symlink():
            yield from _linked(entry, root, relative, skipped)
        elif entry.is_dir(follow_symlinks=False):
            yield from _walk(Path(entry.path), root, relative + "/", depth + 1, skipped)
        else:
            yield _file(Path(entry.path), relative)


def _linked(
    entry: os.DirEntry[str], root: Path, relative: str, skipped: list[str]
) -> Iterator[WalkedFile]:
    try:
        target = Path(entry.path).resolve(strict=True)
    except (OSError, RuntimeError) as error:
        raise InputError(f"The link {relative} leads nowhere.", hint="Take it away.") from error
    if not target.is_relative_to(root):
        raise InputError(
            f"The link {relative} leads out of the folder.", hint="Put the file itself there."
        )
    if target.is_dir():
        skipped.append(relative)  # its files are found under their own path
    else:
        yield _file(target, relative)


def _file(path: Path, relative: str) -> WalkedFile:
    about = path.stat()
    if not stat.S_ISREG(about.st_mode):
        raise InputError(f"{relative} is a pipe or a device, not a file.", hint="Take it away.")
    return WalkedFile(relative, path, about.st_size)
