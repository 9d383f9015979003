"""Code that is kept with a version, run again apart from everything else.

The contract of `train.py` (or `train.pyz`), among the files of a version:

    python train.py --data FILE --parameters FILE [--seed NUMBER] --out FOLDER

It starts in a folder with the version's other files, and leaves in `--out` the model's files by the
names they are registered with and, where it measures, `metrics.json`. The last line that it prints
before it fails is told to whoever asked.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from stat import S_ISDIR, S_ISREG
from typing import Any

from app.errors import AppError, InputError
from app.models.rules.paths import leads_out
from app.services.reproducing.apart import bare_environment, interpreter, run_apart
from app.services.reproducing.confine import Confined, check_possible

CODE_FOLDER = "code"
MADE_FOLDER = "made"
PARAMETERS_FILE = "parameters.json"
STARTS = ("train.pyz", "train.py")
DOCUMENT_BYTES = 1 << 20
MOST_NUMBERS = 1000
_TEMPORARY = "temporary"


@dataclass(frozen=True, slots=True)
class CodeRun:
    """What is run, in a work folder where its code and parameters lie already."""

    folder: Path
    start: str  # within the code folder
    data: Path
    seed: int | None
    libraries: Path | None  # a folder with the pinned ones; None: this product's own environment
    time_limit_s: float
    is_own: bool  # the product's of today, byte for byte


def start_of(paths: Sequence[str]) -> str:
    """Which of a version's code files trains it: the one nearest to its root.

    Raises:
        InputError: none does.
    """
    found = [path for path in paths if PurePosixPath(path).name in STARTS]
    if not found:
        raise InputError(
            "No code was kept with this version that trains it: it has neither train.py nor"
            " train.pyz.",
            hint="Register the next version with its train.py (the user guide says what it is"
            " given). Evaluation and scoring of this one can be run again.",
        )
    return min(found, key=lambda path: (path.count("/"), STARTS.index(PurePosixPath(path).name)))


def run_code(run: CodeRun) -> Path:
    """Run it to its end; the folder with what it made.

    Raises:
        AppError: it failed, took too long, or this machine can't keep it apart.
    """
    if not (run.is_own and run.libraries is None):  # libraries are code of others as well
        check_possible()
    made, temporary = run.folder / MADE_FOLDER, run.folder / _TEMPORARY
    for folder in (made, temporary):
        folder.mkdir(exist_ok=True)
    code = run.folder / CODE_FOLDER
    libraries = [run.libraries] if run.libraries else []
    spec = Confined(
        _command(run, made),
        bare_environment(temporary) | ({"PYTHONPATH": str(run.libraries)} if libraries else {}),
        str(code),
        tuple(map(str, [code, run.folder / PARAMETERS_FILE, run.data, *interpreter(), *libraries])),
        (str(made), str(temporary)),
        int(run.time_limit_s) + 1,
    )
    ended = run_apart(spec, run.folder, run.time_limit_s)
    if ended.is_late:
        raise AppError(f"The code took longer than {run.time_limit_s:g} seconds and was ended.")
    if not ended.is_well:
        raise AppError(f"The code failed: {ended.said}")
    return made


def made_file(made: Path, name: str) -> Path | None:
    """A file that the code left under this name; no link, which could lead anywhere."""
    if leads_out(name):
        return None
    path = made
    try:
        for part in PurePosixPath(name).parts:
            if not S_ISDIR(path.lstat().st_mode):
                return None
            path /= part
        is_file = S_ISREG(path.lstat().st_mode)
    except OSError:
        return None
    return path if is_file else None


def read_document(path: Path, *, most: int = DOCUMENT_BYTES) -> Any:
    """The JSON in a file that the code wrote.

    Raises:
        InputError: it is none, or has more bytes than `most`.
    """
    if path.stat().st_size > most:
        raise InputError(f"The code wrote a {path.name} larger than {most >> 20} MiB.")
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError):
        raise InputError(f"The code wrote a {path.name} that is no JSON.") from None


def numbers_of(content: Any) -> Mapping[str, float]:
    """The finite numbers of a metrics file by their dotted names; on the hold-out, if it has that.

    Raises:
        InputError: it has more than anybody reads, or too deep.
    """
    within = content.get("holdout") if isinstance(content, dict) else None
    try:
        found = dict(_numbers(within if isinstance(within, dict) else content, ""))
    except RecursionError:
        raise InputError("The metrics of the training lie too deep in one another.") from None
    if len(found) > MOST_NUMBERS:
        raise InputError(f"The metrics of the training are more than {MOST_NUMBERS} numbers.")
    return found


def _numbers(content: Any, name: str) -> Iterator[tuple[str, float]]:
    if isinstance(content, dict):
        for key, value in content.items():
            yield from _numbers(value, f"{name}.{key}" if name else str(key))
    elif isinstance(content, int | float) and not isinstance(content, bool):
        with suppress(OverflowError):
            if math.isfinite(number := float(content)):
                yield name, number


def _command(run: CodeRun, made: Path) -> tuple[str, ...]:
    # Without `site` only the pinned libraries are found, and nothing of them starts by itself.
    alone = ("-S",) if run.libraries else ("-s",)
    given = ["--data", str(run.data), "--parameters", str(run.folder / PARAMETERS_FILE)]
    if run.seed is not None:
        given += ["--seed", str(run.seed)]
    start = f"./{run.start}"  # its folder may be called like an option
    return (sys.executable, *alone, "-B", start, *given, "--out", str(made))
