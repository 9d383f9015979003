"""`modelward …` in a process of its own that is ready to write, and waits for the others.

`python -m tests.held_process GATE COMMAND …` does all that comes before the first change (the
workspace is open, the person and the key are known), says READY, and goes on when the file GATE is
there: so several begin to write at the same instant.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

from app.__main__ import main
from app.services.unit_of_work import Work

READY = "ready to write"
PATIENCE_S = 120.0


def hold_first_write(gate: Path) -> None:
    """Let this process wait for `gate` before it changes anything."""
    write = Work.write

    def held(self: Work, /, *arguments: Any, **named: Any) -> Any:
        Work.write = write  # type: ignore[method-assign]
        sys.stderr.write(f"{READY}\n")
        sys.stderr.flush()
        end = time.monotonic() + PATIENCE_S
        while not gate.exists():
            assert time.monotonic() < end, "nobody opened the gate"
            time.sleep(0.001)
        return write(self, *arguments, **named)

    Work.write = held  # type: ignore[method-assign]


if __name__ == "__main__":
    hold_first_write(Path(sys.argv[1]))
    sys.exit(main(sys.argv[2:]))
