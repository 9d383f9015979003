"""The training child process: `python -m app.services.training.child WORK_FOLDER`."""

from __future__ import annotations

import dataclasses
import faulthandler
import hashlib
import logging
import os
import sys
import time
from pathlib import Path

from app.errors import AppError, InputError
from app.services.installed import python_version
from app.services.intake.tables import read_table
from app.services.training import record
from app.services.training.card import write_card
from app.services.training.learn import ask, fill_values, learn, measure
from app.services.training.own_code import OWN_CODE, write_own_code
from app.services.training.pipeline import parameters
from app.services.training.prepare import prepare, split
from app.services.training.process import hold_lock
from app.services.training.spec import (
    CANCEL_FILE,
    CHILD_FILE,
    METRICS_FILE,
    RESULT_FILE,
    SPEC_FILE,
    TrainingResult,
    TrainingSpec,
    read_json,
    spec_from_json,
    write_json,
)

log = logging.getLogger("training")


def main(work_folder: Path) -> int:
    """Train by spec.json; leaves result.json, whatever happens."""
    hold_lock(work_folder)
    # The parent writes this too, but it may die between starting us and doing so.
    started = {"pid": os.getpid(), "started_at": time.time()}
    write_json(work_folder / CHILD_FILE, started)
    if (work_folder / CANCEL_FILE).exists():
        return 130
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", stream=sys.stderr)
    spec = spec_from_json(read_json(work_folder / SPEC_FILE))
    # Also without a parent: the limit must hold when nobody polls, and inside native code.
    faulthandler.dump_traceback_later(spec.time_limit_s, exit=True)
    try:
        write_own_code(work_folder / OWN_CODE)
        result = train(spec, work_folder)
    except AppError as error:
        log.info("failed: %s", error.message)
        _write_failure(work_folder, error, is_input_error=isinstance(error, InputError))
        return 2
    except Exception:
        log.exception("the training broke")
        broke = AppError("The training broke.", hint="The log in its work folder has the details.")
        _write_failure(work_folder, broke, is_input_error=False)
        return 1
    write_json(work_folder / RESULT_FILE, {"state": "finished", "result": result.to_json()})
    return 0


def train(spec: TrainingSpec, folder: Path) -> TrainingResult:
    """Train in this process and write the files into `folder`.

    Raises:
        InputError: spec or data can't be used. AppError: the ONNX form does not agree.
    """
    started = time.monotonic()
    spec.check()
    data = Path(spec.data_path)
    sha256 = _digest(data)
    if spec.data_sha256 and spec.data_sha256 != sha256:
        raise InputError(
            f"{data.name} is not the file that was registered: its digest differs.",
            hint="Register the new data.",
        )
    table = read_table(data)
    log.info("read %s rows of %s columns", *table.frame.shape)
    prepared = prepare(table.frame, spec, table.notes)
    train_rows, holdout_rows = split(prepared, spec)
    learned = learn(prepared, spec, train_rows, holdout_rows)

    on_train = ask(learned, prepared.features.iloc[train_rows])
    on_holdout = ask(learned, prepared.features.iloc[holdout_rows])
    columns = _free_names(prepared.frame.columns.tolist())
    (folder / "model.onnx").write_bytes(learned.converted.content)
    record.write_schema(folder / "schema.json", prepared)
    for name, rows, answers in (
        ("train.parquet", train_rows, on_train),
        ("holdout.parquet", holdout_rows, on_holdout),
    ):
        frame = record.scored_frame(prepared, answers, rows, columns)
        record.write_parquet(frame, folder / name, prepared.task, spec.label)
    chosen = record.reference_positions(holdout_rows, train_rows)
    record.write_reference(folder / "reference.json", prepared, learned, chosen)
    environment = record.environment()
    (folder / "environment.txt").write_text("\n".join(environment) + "\n", encoding="utf-8")

    result = TrainingResult(
        task=prepared.task,
        algorithm=learned.algorithm,
        label=spec.label,
        positive_label=prepared.positive,
        classes=prepared.classes,
        protected=spec.protected,
        fields=prepared.fields,
        score_column=columns[0],
        prediction_column="" if prepared.task == "regression" else columns[1],
        score_output=learned.converted.score_output,
        label_output=learned.converted.label_output,
        data_sha256=sha256,
        rows={
            "total": prepared.rows_read,
            "used": len(prepared.frame),
            "train": len(train_rows),
            "grown": learned.grown_rows,
            "holdout": len(holdout_rows),
        },
        parameters=parameters(learned.pipeline),
        metrics=measure(prepared, on_holdout, holdout_rows),
        train_metrics=measure(prepared, on_train, train_rows),
        seed=spec.seed,
        equivalence=learned.equivalence,
        fill_values=fill_values(learned),
        environment=environment,
        python=python_version(),
        seconds=0.0,
        notes=(*prepared.notes, *learned.notes),
        files=(),
    )
    metrics = {
        "algorithm": result.algorithm,
        "holdout": dict(result.metrics),
        "train": dict(result.train_metrics),
        "notes": list(result.notes),
    }
    write_json(folder / METRICS_FILE, metrics)
    write_card(folder / "model_card.md", spec.model_name, result)
    return dataclasses.replace(
        result,
        files=record.produced_files(folder),
        seconds=round(time.monotonic() - started, 3),
    )


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise InputError(
            f"The data file {path.name} can't be read: {error.strerror}.", hint="Check the path."
        ) from error


def _free_names(taken: list[str]) -> tuple[str, str]:
    """Names for the score and prediction columns that no column of the data has."""
    found = []
    for wanted in ("score", "prediction"):
        name, n = wanted, 1
        while name in taken:
            name, n = f"{wanted}_{n}", n + 1
        found.append(name)
    return found[0], found[1]


def _write_failure(folder: Path, error: AppError, *, is_input_error: bool) -> None:
    write_json(
        folder / RESULT_FILE,
        {
            "state": "failed",
            "message": error.message,
            "hint": error.hint,
            "is_input_error": is_input_error,
        },
    )


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
