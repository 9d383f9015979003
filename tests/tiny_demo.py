"""The process that makes the demo, with a past of some empty acts: for what it does around them.

Each act takes a moment; the environment says how many there are, and how long the whole is fresh.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.services.demo import ahead, making, preparing
from app.services.demo.__main__ import main

ACTS, FRESH_S = "TINY_DEMO_ACTS", "TINY_DEMO_FRESH_S"
ACT_S = 0.1


def use_tiny_demo(patch: pytest.MonkeyPatch, *, acts: int = 3, fresh_s: float = 600.0) -> None:
    """From now on this program has such demos made."""
    patch.setattr(making, "_program", lambda: [sys.executable, "-m", "tests.tiny_demo"])
    patch.setenv(ACTS, str(acts))
    patch.setenv(FRESH_S, str(fresh_s))


def _make(folder: Path, *, with_history: bool = True) -> Iterator[None]:
    (folder / "stores").mkdir(parents=True)
    (folder / "stores" / "by").write_text(str(os.getpid()))
    for _ in range(int(os.environ[ACTS])):
        time.sleep(ACT_S)
        yield
    for name in (making.WITH_HISTORY, making.READY):
        (folder / name).touch()


if __name__ == "__main__":
    ahead.FRESH_S = float(os.environ[FRESH_S])
    ahead.make = preparing.make = _make  # type: ignore[assignment]  # closed as a generator is
    code = main(sys.argv[1:])
    sys.stdout.flush()
    os._exit(code)
