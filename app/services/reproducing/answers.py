"""What a model that was made again answers to the reference rows, asked apart from everything else.

Nobody looked at this model before: it may name files of this machine as its own data, or break the
library that reads it. So it gets the bounds of the code that made it.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import app
from app.errors import AppError, InputError
from app.services.intake.schema import parse_schema
from app.services.reproducing.apart import bare_environment, interpreter, run_apart
from app.services.reproducing.confine import Confined
from app.services.reproducing.pinned_code import made_file, read_document
from app.services.reproducing.spec import REFERENCE_FILE, SCHEMA_FILE
from app.services.training.equivalence import score_rows
from app.services.training.spec import read_json

MODULE = "app.services.reproducing.answers"
ASKED_FOLDER, ANSWERS_FILE = "asked", "answers.json"
TIME_LIMIT_S = 300.0
ANSWERS_BYTES = 64 << 20


def answers_of(model: Path, folder: Path, *, positive: int = 1) -> list[float]:
    """Its score of each reference row; rows and schema lie in `folder`.

    Raises:
        AppError: it gives none, or took too long.
    """
    asked = folder / ASKED_FOLDER
    asked.mkdir(exist_ok=True)
    root = Path(app.__file__).resolve().parent.parent
    given = [model, folder / REFERENCE_FILE, folder / SCHEMA_FILE]
    spec = Confined(
        (sys.executable, "-B", "-m", MODULE, *map(str, [*given, asked]), str(positive)),
        {**bare_environment(asked), "PYTHONPATH": str(root), "PYTHONSAFEPATH": "1"},
        str(asked),
        tuple(map(str, [*given, root, *interpreter()])),
        (str(asked),),
        int(TIME_LIMIT_S) + 1,
    )
    ended = run_apart(spec, folder, TIME_LIMIT_S)
    if ended.is_late:
        raise AppError("The model that was made again did not answer in five minutes.")
    if not ended.is_well:
        raise AppError(f"The model that was made again can't be asked: {ended.said}")
    path = made_file(asked, ANSWERS_FILE)
    found = read_document(path, most=ANSWERS_BYTES) if path is not None else None
    if not isinstance(found, list):
        raise InputError("The model that was made again gave no answers.")
    return [number_of(one) for one in found]


def number_of(value: Any) -> float:
    """A number that was read from a file; anything else is none."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number else math.nan


def main(arguments: Sequence[str]) -> int:
    """In the process of its own: leave the scores as a list, none where there is no number."""
    model, reference, schema, target = map(Path, arguments[:4])
    rows: Sequence[Mapping[str, Any]] = read_json(reference)["rows"]
    fields = parse_schema(read_json(schema), SCHEMA_FILE)
    try:
        found = score_rows(model.read_bytes(), rows, fields, positive=int(arguments[4]))
    except AppError as error:
        sys.stderr.write(f"{error.message}\n")
        return 2
    scores = [one if math.isfinite(one) else None for one in map(float, found.score)]
    (target / ANSWERS_FILE).write_text(json.dumps(scores), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
