"""Where messages and faults go: sentences to standard error, details to a file of this user."""

from __future__ import annotations

import io
import logging
import sys
from copy import copy
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

from typing_extensions import override

from app.config import data_folder

FILE = "command-line.log"
LARGEST_BYTES = 5 << 20
KEPT = 3


def log_file() -> Path:
    return data_folder() / "logs" / FILE


def set_up(*, is_json: bool) -> None:
    """Streams that any name can be written to, and logs that never show a traceback to people."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8" if is_json else None, errors="replace")
    root = logging.getLogger()
    if root.handlers:
        return  # somebody else, a test for example, looks after them
    told = logging.StreamHandler()
    told.setFormatter(Sentence("%(levelname)s %(message)s"))
    details = LateFile(log_file(), maxBytes=LARGEST_BYTES, backupCount=KEPT, delay=True)
    details.setFormatter(logging.Formatter("%(asctime)s %(process)d %(levelname)s %(message)s"))
    for handler in (told, details):
        handler.setLevel(logging.WARNING)
        root.addHandler(handler)


class Sentence(logging.Formatter):
    """The message alone; its traceback stands in the file."""

    @override
    def format(self, record: logging.LogRecord) -> str:
        # On a copy: a record keeps the traceback as the first formatter wrote it, for all others.
        bare = copy(record)
        bare.exc_info = bare.exc_text = None
        told = super().format(bare)
        return f"{told}\nDetails: {log_file()}" if record.exc_info else told


class LateFile(RotatingFileHandler):
    """Makes its folder when there is something to say, not before."""

    @override
    def _open(self) -> TextIOWrapper:
        Path(self.baseFilename).parent.mkdir(parents=True, exist_ok=True)
        return super()._open()
