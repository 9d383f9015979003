"""The only file that knows everybody: builds the parts, wires them, starts threads."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from pathlib import Path


def command_line(arguments: Sequence[str]) -> int:
    """Run one command; the exit code."""
    from app.command_line.main import run  # the window does without typer

    return run(arguments, desktop)


def launch_runtime(arguments: Sequence[str]) -> int:
    """Start the built-in runtime as a process that outlives us: for the frozen program."""
    from app.services.runtime_server.launch import launch  # no command needs it

    sys.stdout.write(str(launch(Path(arguments[0]), list(arguments[1:]))))
    return 0


def make_demo(arguments: Sequence[str]) -> int:
    """Make the demo beside a window: for the frozen program."""
    from app.services.demo.__main__ import main  # no command needs it

    return main(arguments)


def desktop(place: str = "", person: str = "") -> int:
    """Open the window on a workspace (a path or URL; empty: the usual one); the exit code.

    The views come late: no command loads Qt. A demo is made from here on, while Qt loads.
    """
    from app.services.demo.making import FILE, begin, demo_folder  # no command but one needs it

    making = begin(demo_folder()) if place == str(demo_folder() / FILE) else None
    window = importlib.import_module("app.views.start")
    return int(window.run(place, person, making))
