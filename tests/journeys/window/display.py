"""A display of its own for the journeys: an X server in memory, a window manager, what is seen."""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

WIDTH, HEIGHT = 1440, 900
START_S = 20.0
UNKNOWN_KEY = "No such key name"  # what xdotool complains of and passes over
LEAST_BUTTON = 50  # pixels, unbroken: beside an icon, above the words
# Keys belong to the program: no binding of the window manager takes one.
OPENBOX = """<?xml version="1.0"?>
<openbox_config xmlns="http://openbox.org/3.4/rc">
  <focus><focusNew>yes</focusNew><focusLast>yes</focusLast></focus>
  <placement><policy>Smart</policy></placement>
  <desktops><number>1</number></desktops>
  <keyboard/>
</openbox_config>
"""

Pixels = NDArray[np.uint8]
Hits = NDArray[np.bool_]


class NotThereError(AssertionError):
    """What a person would wait for did not come."""


def wait_for(what: str, is_there: Callable[[], Any], *, timeout_s: float = 60.0) -> Any:
    """The first answer of `is_there` that counts as true."""
    end = time.monotonic() + timeout_s
    while True:
        if found := is_there():
            return found
        if time.monotonic() > end:
            raise NotThereError(f"After {timeout_s:.0f} s there is still no {what}.")
        time.sleep(0.02)


@dataclass(frozen=True, slots=True)
class Place:
    x: int
    y: int


class Display:
    """Xvfb and openbox; `look` reads what is drawn from the server's own memory."""

    def __init__(self, folder: Path) -> None:
        for tool in ("Xvfb", "openbox", "xdotool"):
            assert shutil.which(tool), f"{tool} is missing: packaging/prepare.sh test installs it."
        folder.mkdir(parents=True)
        self._memory = folder / "Xvfb_screen0"
        self._log = (folder / "display.log").open("wb")
        (folder / "rc.xml").write_text(OPENBOX)
        self.name = f":{self._start_server(folder)}"
        self.environment = {"DISPLAY": self.name, "XDG_RUNTIME_DIR": str(folder)}
        self._manager = subprocess.Popen(
            ["openbox", "--sm-disable", "--config-file", str(folder / "rc.xml")],
            env=os.environ | self.environment | {"XDG_CACHE_HOME": str(folder)},
            stdout=self._log,
            stderr=self._log,
        )
        wait_for("window manager", lambda: self.run("get_num_desktops") == "1", timeout_s=START_S)

    def _start_server(self, folder: Path) -> int:
        """The server looks for a free number itself, and says it once it takes clients."""
        told, tells = os.pipe()
        try:
            self._server = subprocess.Popen(
                ["Xvfb", "-displayfd", str(tells), "-screen", "0", f"{WIDTH}x{HEIGHT}x24",
                 "-fbdir", str(folder), "-nolisten", "tcp", "-noreset"],
                pass_fds=(tells,), stdout=self._log, stderr=self._log,
            )  # fmt: skip
            os.close(tells)
            with os.fdopen(told) as number:
                said = number.readline()
        except BaseException:
            self.close()
            raise
        assert said, "The X server did not start; see its log."
        return int(said)

    def run(self, *arguments: str) -> str:
        """What `xdotool` answers; empty where it has no answer.

        A key that it doesn't know it leaves out, and calls that a success.
        """
        done = subprocess.run(
            ["xdotool", *arguments],
            env=os.environ | self.environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        unknown = [line for line in done.stderr.splitlines() if UNKNOWN_KEY in line]
        assert not unknown, f"{' '.join(arguments)}: {unknown[0]}"
        return done.stdout.strip()

    def title(self) -> str:
        """Of the window that has the keyboard."""
        return self.run("getactivewindow", "getwindowname")

    def look(self) -> Pixels:
        """Rows of pixels, blue, green, red and nothing: the file is an X window dump."""
        content = self._memory.read_bytes()
        head = struct.unpack(">25I", content[:100])
        header_size, height, line, colors = head[0], head[5], head[12], head[19]
        start = header_size + colors * 12
        flat = np.frombuffer(content, np.uint8, height * line, start)
        return flat.reshape(height, line // 4, 4)

    def keep(self, path: Path) -> Path:
        """What is seen now, as a picture."""
        pixels = np.ascontiguousarray(self.look())
        height, width = pixels.shape[:2]
        path.parent.mkdir(parents=True, exist_ok=True)
        QImage(pixels.data, width, height, width * 4, QImage.Format.Format_RGB32).save(str(path))
        return path

    def find_colour(self, colour: str) -> Hits:
        """True where a pixel has exactly this colour ("#7F8790")."""
        wanted = np.array([int(colour[n : n + 2], 16) for n in (5, 3, 1)], np.uint8)
        hits: Hits = (self.look()[:, :, :3] == wanted).all(axis=2)
        return hits

    def find_button(self, colour: str) -> Place | None:
        """A point of the widest area that is filled with a colour: the main button.

        The ring around a field that has the keyboard has this colour too, but is two rows high.
        """
        hits = self.find_colour(colour)
        filled = hits[:-3] & hits[1:-2] & hits[2:-1] & hits[3:]
        edges = np.diff(filled.astype(np.int8), prepend=0, append=0, axis=1)
        rows, starts = np.nonzero(edges == 1)
        ends = np.nonzero(edges == -1)[1]
        widths = ends - starts
        if not widths.size or widths.max() < LEAST_BUTTON:
            return None
        widest = int(widths.argmax())
        return Place(int(starts[widest] + ends[widest]) // 2, int(rows[widest]) + 2)

    def close(self) -> None:
        for process in (getattr(self, "_manager", None), getattr(self, "_server", None)):
            if process is not None and process.poll() is None:
                process.terminate()
                process.wait(timeout=30)
        self._log.close()

    def __enter__(self) -> Display:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()
