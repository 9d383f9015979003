"""Starts a command in a session of its own and ends, so that nobody has to wait for the command.

A process of its own because the starter may be a program with threads, where a fork is unsafe, and
because a child of the starter would stay as a zombie when it ends first.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any


def detach_options() -> dict[str, Any]:
    """How this system starts a process that outlives its starter."""
    if sys.platform == "win32":
        flags = subprocess.DETACHED_PROCESS | subprocess.CREATE_NEW_PROCESS_GROUP
        return {"creationflags": flags}
    return {"start_new_session": True}


def launch(log_file: Path, command: list[str]) -> int:
    """Start `command`, what it prints goes to the end of `log_file`; its process id."""
    with log_file.open("ab") as output:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            close_fds=True,
            **detach_options(),
        )
    return process.pid


if __name__ == "__main__":
    sys.stdout.write(str(launch(Path(sys.argv[1]), sys.argv[2:])))
