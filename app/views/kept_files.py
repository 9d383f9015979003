"""The files in which a window keeps what is this computer's alone: JSON, replaced in one step.

Never `QSettings`: what somebody puts into such a file by hand, it unpickles, and so runs.
"""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Any


def read_json(path: Path) -> Any:
    """What is in the file.

    Raises:
        FileNotFoundError: there is none.
        OSError: it can't be read.
        ValueError: it is no JSON.
    """
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except RecursionError as error:
        raise ValueError("it is nested too deep") from error


def replace_json(path: Path, content: Any) -> None:
    """So that two windows never leave half a file; it is of its owner alone.

    Raises:
        OSError: the disk is full, or the folder may not be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, part = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(json.dumps(content, ensure_ascii=False))  # at once: `dump` is Python's own
        Path(part).replace(path)
    except OSError:
        Path(part).unlink(missing_ok=True)
        raise
