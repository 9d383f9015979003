"""The child that scores both versions: `python -m app.services.challenging.child WORK_FOLDER`."""

from __future__ import annotations

import faulthandler
import logging
import os
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pa_parquet

from app.errors import AppError, InputError, VerificationError
from app.services.challenging.paired import (
    Floats,
    Paired,
    compare_classes,
    compare_numbers,
    winner_of,
)
from app.services.challenging.spec import (
    CHALLENGER,
    CHAMPION,
    FACTS_FILE,
    ChallengeSpec,
    fields_file,
    model_file,
    spec_from_json,
)
from app.services.digests import digest_file
from app.services.intake.schema import SchemaField, parse_schema, predictors
from app.services.monitoring.engines.local import reference_profile
from app.services.monitoring.schema import schema_from_json
from app.services.monitoring.sources.open import open_source
from app.services.monitoring.spec import OutcomeSpec
from app.services.reproducing.child import refuse_network
from app.services.training.equivalence import Row, score_rows
from app.services.training.process import hold_lock
from app.services.training.spec import CHILD_FILE, RESULT_FILE, SPEC_FILE, read_json, write_json

log = logging.getLogger("challenge")
BATCH_ROWS = 20_000


def main(work_folder: Path) -> int:
    """Compare by spec.json; leaves result.json, whatever happens."""
    hold_lock(work_folder)
    write_json(work_folder / CHILD_FILE, {"pid": os.getpid(), "started_at": time.time()})
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", stream=sys.stderr)
    refuse_network()
    spec = spec_from_json(read_json(work_folder / SPEC_FILE))
    faulthandler.dump_traceback_later(spec.time_limit_s, exit=True)
    try:
        answer = compare(spec, work_folder)
    except AppError as error:
        log.info("failed: %s", error.message)
        content = {"state": "failed", "message": error.message, "hint": error.hint}
        write_json(work_folder / RESULT_FILE, content)
        return 2
    except Exception:
        log.exception("the comparison broke")
        content = {"state": "failed", "message": "The comparison broke.",
                   "hint": "The service's log has the details."}  # fmt: skip
        write_json(work_folder / RESULT_FILE, content)
        return 1
    write_json(work_folder / RESULT_FILE, {"state": "finished", "answer": answer})
    return 0


def compare(spec: ChallengeSpec, folder: Path) -> dict[str, Any]:
    """Both models on every record of the sample, and what that says.

    Raises:
        InputError: the sample lacks a column, or has too few records.
        VerificationError: it is not the one that was pinned.
    """
    path = Path(spec.sample_path)
    if digest_file(path) != spec.sample_sha256:
        raise VerificationError(f"{path.name} was changed while it was read.")
    sides = {side: _side(folder, side) for side in (CHAMPION, CHALLENGER)}
    file = pa_parquet.ParquetFile(path)
    outcome = _outcome(path, folder)
    _require_columns(file.schema_arrow.names, sides)
    labels: list[Any] = []
    scores: dict[str, list[float]] = {side: [] for side in sides}
    for batch in file.iter_batches(batch_size=BATCH_ROWS):
        rows: list[Row] = batch.to_pylist()
        labels.extend(row[outcome.label] for row in rows)
        for side, (model, fields) in sides.items():
            scores[side].extend(score_rows(model, rows, fields).score)
    measures, left_out = measure(outcome, labels, scores[CHAMPION], scores[CHALLENGER])
    return {
        "measures": [one.to_json() for one in measures],
        "winner": str(winner_of(measures)),
        "records": measures[0].n,
        "left_out": left_out,
        "data_digest": spec.sample_sha256,
    }


def measure(
    outcome: OutcomeSpec, labels: list[Any], champion: list[float], challenger: list[float]
) -> tuple[list[Paired], int]:
    """The measures of the records that have a label and both scores, and how many have not."""
    before, after = np.asarray(champion, np.float64), np.asarray(challenger, np.float64)
    is_scored = np.isfinite(before) & np.isfinite(after)
    if outcome.kind == "regression":
        numbers = np.asarray([np.nan if one is None else float(one) for one in labels])
        kept = is_scored & np.isfinite(numbers)
        found = compare_numbers(numbers[kept], before[kept], after[kept])
        return found, int((~kept).sum())
    names = np.asarray([_name(one) for one in labels], dtype=object)
    kept = is_scored & np.isin(names, [outcome.positive, outcome.negative])
    found = compare_classes(
        (names[kept] == outcome.positive).astype(np.bool_), _kept(before, kept), _kept(after, kept),
        is_probability=outcome.is_probability,
    )  # fmt: skip
    return found, int((~kept).sum())


def _kept(values: Floats, kept: Any) -> Floats:
    chosen: Floats = values[kept]
    return chosen


def _outcome(path: Path, folder: Path) -> OutcomeSpec:
    """What the records say was foretold, and what really happened."""
    facts = schema_from_json(read_json(folder / FACTS_FILE))
    found = reference_profile(open_source(path), facts).spec.outcome
    if found is None or not found.label:
        raise InputError(
            "The hold-out has no score with a label, so nothing tells who is right.",
            hint="Register a hold-out with both columns, and their roles in schema.json.",
        )
    if found.kind not in ("binary", "regression"):
        raise InputError("Versions that give one of many classes can't be compared yet.")
    return found


def _name(value: Any) -> str:
    """A class as a profile names it: whole numbers without their point."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _side(folder: Path, side: str) -> tuple[bytes, tuple[SchemaField, ...]]:
    name = fields_file(side)
    return (folder / model_file(side)).read_bytes(), parse_schema(read_json(folder / name), name)


def _require_columns(
    there: list[str], sides: dict[str, tuple[bytes, tuple[SchemaField, ...]]]
) -> None:
    for side, (_model, fields) in sides.items():
        missing = [one.name for one in predictors(fields) if one.name not in there]
        if missing:
            raise InputError(
                f"The records lack what the {side} needs: {', '.join(missing)}.",
                hint="Versions with other inputs can't be compared on these records.",
            )


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
