"""Where lines of the scoring log wait while its store is paused: beside the runtime, on its disk.

Who pauses the store leaves a note in the runtime's folder, so that it counts also for a runtime
that is asked nothing, or is started again meanwhile.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Collection
from pathlib import Path

NOTE, FOLDER = "log-held", "held-log"
LINES = "*/*.jsonl"


class HeldLog:
    def __init__(self, home: Path) -> None:
        """`home`: the runtime's own folder, which is there."""
        self._note = home / NOTE
        self.folder = home / FOLDER

    @property
    def is_asked_for(self) -> bool:
        return self._note.exists()

    @property
    def is_over(self) -> bool:
        """The log is whole: nothing is held, and nothing will be."""
        return not self.is_asked_for and not self.segments()

    def ask(self) -> None:
        """From here on no line is written into the store."""
        if not self.is_asked_for:
            self._note.touch(mode=0o600)

    def end(self) -> None:
        self._note.unlink(missing_ok=True)

    def segments(self) -> list[Path]:
        """What was written here, in its order."""
        return sorted(self.folder.glob(LINES), key=lambda path: path.name)

    def carry_over(
        self, log: Path, *, but: Collection[Path] = (), goes_on: Callable[[], bool]
    ) -> bool:
        """Bring what is held into the log, each segment whole or not at all, and none twice.

        Args:
            but: segments that are still written to.
            goes_on: asked before each.
        Returns:
            Nothing else is held.
        """
        for path in self.segments():
            if path in but:
                continue
            if not goes_on():
                return False
            _carry(path, log / path.parent.name)
        return True


def _carry(path: Path, folder: Path) -> None:
    """A carrier that is killed leaves the segment here, and does the same again the next time."""
    folder.mkdir(parents=True, exist_ok=True)
    arriving = folder / f"{path.name}.part"  # which no reader takes for a segment
    with path.open("rb") as source, arriving.open("wb") as target:
        shutil.copyfileobj(source, target)
        target.flush()
        os.fsync(target.fileno())
    shutil.copystat(path, arriving)  # its age is that of its lines
    os.replace(arriving, folder / path.name)
    _sync_folder(folder)
    path.unlink()


def _sync_folder(folder: Path) -> None:
    """A name is on the disk only once its folder is."""
    if os.name != "posix":  # folders can't be opened elsewhere
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
