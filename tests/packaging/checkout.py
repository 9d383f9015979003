"""The checkout that these tests look at."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
NOT_OURS = {".git", ".venv", ".venv-lock", "__pycache__", "dist", "build", "bench", "shots"}


def tracked_files() -> list[Path]:
    """What a clean clone holds; without git, what lies here and is not made by a tool."""
    if (ROOT / ".git").exists() and shutil.which("git"):
        command = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached"]
        listed = subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout.decode()
        found = [ROOT / name for name in listed.split("\0") if name]
    else:
        found = [path for path in ROOT.rglob("*") if not _is_made(path.relative_to(ROOT))]
    return sorted(path for path in found if path.is_file())


def _is_made(path: Path) -> bool:
    return any(part in NOT_OURS or part.endswith(("_cache", ".egg-info")) for part in path.parts)
