"""Makes the demo in the folder given, and ends: what `making` starts beside the window."""

from __future__ import annotations

import gc
import json
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from app import texts
from app.config import LANGUAGE_VARIABLE, data_folder
from app.errors import AppError
from app.services.demo.preparing import prepare
from app.services.log_file import keep_log
from app.services.runtime_server.lock import FileLock

log = logging.getLogger(__name__)
PATIENCE_S = 120.0  # with another window that makes the same demo


def main(arguments: Sequence[str]) -> int:
    """Make the demo; the exit code. What stops it is told as JSON."""
    folder = Path(arguments[0])
    gc.disable()  # a tenth of the time; it ends after some seconds, with all that it took
    keep_log(data_folder())
    texts.set_language(os.environ.get(LANGUAGE_VARIABLE, ""))
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder.with_name(f"{folder.name}.lock"))
        if not lock.acquire_soon(PATIENCE_S):
            raise AppError("Another window makes the demo, and does not end.")
        prepare(folder).close()
    except AppError as error:
        sys.stdout.write(json.dumps({"message": error.message, "hint": error.hint}))
        return AppError.exit_code
    except Exception:
        log.exception("the demo could not be made")
        return 1
    return 0


if __name__ == "__main__":
    code = main(sys.argv[1:])
    sys.stdout.flush()
    logging.shutdown()
    os._exit(code)  # somebody waits: to take a million objects apart takes a second
