"""Runs a program apart from everything else, until its end or that of its time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from app.services.reproducing.confine import Confined, is_possible
from app.services.training.spec import write_json

END_WAIT_S = 10.0
_OUTPUT, _CONFINED = "output.txt", "confined.json"
_SAID = 300
# How this machine was told to compute: with another kernel the last digits are others.
_KERNELS = (
    "OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "MKL_CBWR", "MKL_ENABLE_INSTRUCTIONS",
    "NPY_DISABLE_CPU_FEATURES",
)  # fmt: skip
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


@dataclass(frozen=True, slots=True)
class Ended:
    """How it ended, and the last line that it printed."""

    is_late: bool
    is_well: bool
    said: str


def run_apart(spec: Confined, folder: Path, limit_s: float) -> Ended:
    """Run it to its end; its settings and what it prints are kept in `folder`.

    Where nothing here can keep it apart it runs like any other: look at that before.
    """
    command: Sequence[str] = spec.command
    environment = spec.environment
    is_kept = is_possible()
    if is_kept:
        specification = folder / _CONFINED
        write_json(specification, spec.to_json())
        command = (sys.executable, "-m", "app.services.reproducing.confine", str(specification))
        environment = os.environ
    with (folder / _OUTPUT).open("wb") as output:
        child = subprocess.Popen(
            command, cwd=spec.folder, env=dict(environment), stdout=output,
            stderr=subprocess.STDOUT, stdin=subprocess.PIPE, start_new_session=True,
        )  # fmt: skip
        code = None
        try:
            with suppress(subprocess.TimeoutExpired):
                code = child.wait(limit_s)
        finally:
            _end(child, is_kept=is_kept)
    return Ended(code is None, code == 0, _last_line(folder / _OUTPUT))


def bare_environment(temporary: Path) -> dict[str, str]:
    """Nothing of the service's own: no name, address or secret of it; only how it computes."""
    return {
        **{name: os.environ[name] for name in _KERNELS if name in os.environ},
        **dict.fromkeys(_THREADS, "1"),
        **dict.fromkeys(("HOME", "TMPDIR"), str(temporary)),
        "PATH": os.defpath, "LANG": "C.UTF-8", "PYTHONUTF8": "1", "PYTHONHASHSEED": "0",
    }  # fmt: skip


def interpreter() -> list[Path]:
    """Where Python and the libraries of this environment lie."""
    return [Path(one) for one in dict.fromkeys((sys.prefix, sys.base_prefix))]


def _end(child: subprocess.Popen[bytes], *, is_kept: bool) -> None:
    """It, and all that it started."""
    assert child.stdin is not None
    child.stdin.close()  # whoever keeps it ends it then, and itself
    if is_kept:
        with suppress(subprocess.TimeoutExpired):
            child.wait(END_WAIT_S)
    if sys.platform == "win32":
        child.kill()
    elif child.returncode is None:
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def _last_line(path: Path) -> str:
    """The end of what it printed, as text that can be shown."""
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - 4096))
        text = file.read().decode("utf-8", errors="replace")
    lines = ["".join(c for c in line if c.isprintable()).strip() for line in text.splitlines()]
    return next((line[:_SAID] for line in reversed(lines) if line), "it printed nothing.")
