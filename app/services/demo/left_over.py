"""What a demo that was made ahead left behind, where the process that made it was killed. Light."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

from app.errors import AppError
from app.services.placed_file import left_folders
from app.services.runtime_process import stop

PREFIX = "demo-ahead-"  # of the folders beside the demo's in which it is made ahead


def remove_left(beside: Path) -> None:
    """End the runtimes of what lies there unheld, and take it away."""
    for place in left_folders(PREFIX, beside):
        for runtime in place.glob("*/runtimes/*/"):
            with suppress(AppError):  # it does not end, which keeps no file from being removed
                stop(runtime)
        shutil.rmtree(place, ignore_errors=True)
