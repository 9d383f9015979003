"""What `measure.pyz` runs: the evaluator and the scorer, given what a version's own code is given.

python measure.pyz --data FILE --parameters FILE --out FOLDER
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow.parquet as pa_parquet

from app.errors import AppError
from app.services.intake.schema import parse_schema
from app.services.monitoring.decide import decide_with
from app.services.monitoring.drift import compare
from app.services.monitoring.judge import Subject
from app.services.monitoring.profile import Profile
from app.services.monitoring.sources.open import open_source
from app.services.reproducing.files import (
    BATCH_ROWS,
    FIELDS_FILE,
    MEASURED_FILE,
    MODEL_FILE,
    PROFILE_FILE,
    TABLE_FILE,
)
from app.services.result_rows import result_rows
from app.services.training.equivalence import Row, score_rows

Asked = Mapping[str, Any]


def main(arguments: Sequence[str]) -> int:
    """Measure once more, and leave what came out as JSON."""
    parser = argparse.ArgumentParser(prog="measure.pyz")
    for name in ("--data", "--parameters", "--out"):
        parser.add_argument(name, required=True)
    given = parser.parse_args(arguments)
    asked: Asked = json.loads(Path(given.parameters).read_text(encoding="utf-8"))
    try:
        found = RUNS[asked["what"]](asked, Path(given.data), Path())
    except AppError as error:
        sys.stderr.write(f"{error.message}\n")
        return 2
    text = json.dumps(found, allow_nan=False)
    (Path(given.out) / MEASURED_FILE).write_text(text, encoding="utf-8")
    return 0


def evaluate(asked: Asked, sample: Path, beside: Path) -> dict[str, Any]:
    """The tests before a release: the sample measured, and judged by the table."""
    profile = beside / PROFILE_FILE
    found = compare(
        Profile.loads(profile.read_text(encoding="utf-8")) if profile.exists() else None,
        open_source(sample),
        decide=decide_with((beside / TABLE_FILE).read_bytes(), asked["decision_id"]),
        subject=Subject(asked["risk_tier"], asked["is_regulated"]),
    )
    return {"results": result_rows(found.results)}


def score(asked: Asked, rows: Path, beside: Path) -> dict[str, Any]:
    """The model's answers to every row; none where it gives no number."""
    model = (beside / MODEL_FILE).read_bytes()
    fields = parse_schema(json.loads((beside / FIELDS_FILE).read_text("utf-8")), FIELDS_FILE)
    scores: list[float | None] = []
    labels: list[str] = []
    for batch in _batches(rows):
        now = score_rows(model, batch, fields, positive=asked["positive"])
        scores += [one if math.isfinite(one) else None for one in now.score]
        labels += now.label
    return {"score": scores, "label": labels}


def _batches(rows: Path) -> Iterator[Sequence[Row]]:
    if rows.suffix == ".json":
        yield json.loads(rows.read_text(encoding="utf-8"))
        return
    with pa_parquet.ParquetFile(rows) as file:
        for batch in file.iter_batches(batch_size=BATCH_ROWS):
            yield batch.to_pylist()


RUNS: Mapping[str, Callable[[Asked, Path, Path], dict[str, Any]]] = {
    "evaluation": evaluate,
    "scoring": score,
}
