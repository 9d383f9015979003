"""The log of this program on this computer: one file, turned over before it grows large."""

from __future__ import annotations

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

FOLDER = "logs"
FILE = "modelward.log"
MOST_BYTES = 2 * 1024 * 1024
KEPT = 3  # older files


def log_folder(home: Path) -> Path:
    return home / FOLDER


def keep_log(home: Path) -> Path | None:
    """Write warnings and what is worse into a file from now on; None where that can't be."""
    path = log_folder(home) / FILE
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            path, maxBytes=MOST_BYTES, backupCount=KEPT, encoding="utf-8", delay=True
        )
    except OSError:
        return None  # a home that can't be written to is no reason to stop
    handler.setLevel(logging.WARNING)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.getLogger().addHandler(handler)
    return path
