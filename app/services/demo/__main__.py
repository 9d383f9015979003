"""Makes the demo in the folder given, and ends: what `making` starts beside the window."""

from __future__ import annotations

import gc
import json
import logging
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from app import texts
from app.config import LANGUAGE_VARIABLE, data_folder
from app.errors import AppError
from app.services.demo.ahead import Wish, make_ahead
from app.services.demo.making import AHEAD
from app.services.demo.one_maker import one_maker
from app.services.demo.preparing import prepare
from app.services.log_file import keep_log

log = logging.getLogger(__name__)


def main(arguments: Sequence[str]) -> int:
    """Make the demo; the exit code. What stops it is told as JSON."""
    *ahead, place = arguments
    folder = Path(place)
    gc.disable()  # a tenth of the time; it ends after some seconds, with all that it took
    keep_log(data_folder())
    texts.set_language(os.environ.get(LANGUAGE_VARIABLE, ""))
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        if ahead == [AHEAD]:
            signal.signal(signal.SIGINT, lambda *_: None)  # in a terminal: the window's, who tells
            make_ahead(folder, Wish())
        else:
            with one_maker(folder):
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
