"""The child that runs it again: `python -m app.services.reproducing.child WORK_FOLDER`."""

from __future__ import annotations

import faulthandler
import logging
import os
import socket
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pa_parquet

from app.errors import AppError, InputError, VerificationError
from app.services.digests import digest_file
from app.services.reproducing.answers import answers_of, number_of
from app.services.reproducing.compare import (
    DIGEST,
    Compared,
    Value,
    compare_labels,
    compare_rows,
    compare_values,
    measured,
)
from app.services.reproducing.confine import is_possible
from app.services.reproducing.files import BATCH_ROWS, MEASURED_FILE
from app.services.reproducing.pinned_code import (
    CodeRun,
    made_file,
    numbers_of,
    read_document,
    run_code,
)
from app.services.reproducing.pinned_libraries import TIME_LIMIT_S as INSTALL_LIMIT_S
from app.services.reproducing.pinned_libraries import NotInstalledError, put_libraries
from app.services.reproducing.spec import (
    REFERENCE_FILE,
    ReproductionSpec,
    What,
    spec_from_json,
)
from app.services.training.process import hold_lock
from app.services.training.spec import (
    CHILD_FILE,
    METRICS_FILE,
    RESULT_FILE,
    SPEC_FILE,
    read_json,
    write_json,
)

log = logging.getLogger("reproduction")
MEASURED_BYTES = 1 << 30
INTERNET = (socket.AF_INET, socket.AF_INET6)


def main(work_folder: Path) -> int:
    """Run by spec.json; leaves result.json, whatever happens."""
    hold_lock(work_folder)
    write_json(work_folder / CHILD_FILE, {"pid": os.getpid(), "started_at": time.time()})
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", stream=sys.stderr)
    spec = spec_from_json(read_json(work_folder / SPEC_FILE))
    faulthandler.dump_traceback_later(spec.time_limit_s, exit=True)
    started = time.monotonic()
    note = ""
    try:
        libraries, note = put_pinned(spec, work_folder)
        refuse_network()
        compared = RUNS[spec.what](spec, work_folder, libraries)
    except AppError as error:
        log.info("failed: %s", error.message)
        _write_failure(work_folder, error.message, f"{error.hint} {note}".strip())
        return 2
    except Exception:
        log.exception("the reproduction broke")
        _write_failure(work_folder, "The run broke.", "The service's log has the details.")
        return 1
    write_json(
        work_folder / RESULT_FILE,
        {
            "state": "finished",
            "compared": [one.to_json() for one in compared],
            "is_rebuilt": libraries is not None,
            "note": note,
            "seconds": round(time.monotonic() - started, 3),
        },
    )
    return 0


def refuse_network() -> None:
    """From now on this process connects to nobody: what is run again has all that it needs."""
    sys.addaudithook(_refuse_connection)


def _refuse_connection(event: str, arguments: tuple[Any, ...]) -> None:
    is_connection = event == "socket.connect" and arguments[0].family in INTERNET
    if is_connection or event == "socket.getaddrinfo":
        raise PermissionError("a reproduction uses no network")


def put_pinned(spec: ReproductionSpec, folder: Path) -> tuple[Path | None, str]:
    """The libraries that the version pinned, where others are here; else why there are none."""
    if not spec.lock:
        return None, ""
    if spec.what is not What.TRAINING and not is_possible():
        return None, "This machine can't keep other libraries apart, so it ran with those here."
    try:
        return put_libraries(spec.lock, folder), ""
    except NotInstalledError as error:
        log.info("not rebuilt: %s", error.message)
        return None, f"{error.message} {error.hint}".strip()


def train_again(spec: ReproductionSpec, folder: Path, libraries: Path | None) -> list[Compared]:
    """By the version's own code: its files, its metrics, its answers to the reference rows."""
    limit = spec.time_limit_s - (INSTALL_LIMIT_S if spec.lock else 0)
    made = run_code(
        CodeRun(
            folder, spec.start, Path(spec.sample_path), spec.seed, libraries, limit,
            is_own=spec.is_own_code,
        )
    )  # fmt: skip
    now: dict[str, Value] = {}
    for name, value in spec.then.items():
        path = made_file(made, name) if _is_digest(value) else None
        if path is not None:
            now[name] = DIGEST + digest_file(path)
    metrics = made_file(made, METRICS_FILE)
    content = read_document(metrics) if metrics is not None else None
    measured_now = numbers_of(content)
    now |= {name: measured_now[name] for name in measured_now if name in spec.then}
    if "algorithm" in spec.then and isinstance(content, dict):
        now["algorithm"] = str(content.get("algorithm", ""))
    said = compare_values(spec.then, now)
    compared = [replace(one, is_ours=spec.is_own_code or _is_digest(one.then)) for one in said]
    model = made_file(made, spec.model) if spec.model else None
    reference = read_json(folder / REFERENCE_FILE)
    if model is not None and reference is not None:
        name = f"score of {len(reference['score'])} reference rows"
        again = answers_of(model, folder, positive=spec.positive)
        compared.append(compare_rows(name, reference["score"], again))
    return compared


def _is_digest(value: Value) -> bool:
    return isinstance(value, str) and value.startswith(DIGEST)


def evaluate_again(spec: ReproductionSpec, folder: Path, libraries: Path | None) -> list[Compared]:
    """The tests before the release: measured on the same sample, judged by the same table."""
    found = _measure(spec, folder, libraries, _sample(spec))
    return compare_values(spec.then, measured(found["results"]))


def score_again(spec: ReproductionSpec, folder: Path, libraries: Path | None) -> list[Compared]:
    """The model's answers to every row of the sample; without one, to the reference rows."""
    if spec.sample_path:
        rows, then, labels = _sample_rows(spec, folder)
        name = f"score of {len(then)} rows"
    else:
        reference = read_json(folder / REFERENCE_FILE)
        rows, then, labels = folder / "rows.json", reference["score"], []
        write_json(rows, reference["rows"])
        name = f"score of {len(then)} reference rows"
    found = _measure(spec, folder, libraries, rows)
    compared = [compare_rows(name, then, [number_of(one) for one in found["score"]])]
    if labels and found["label"]:
        compared.append(compare_labels("rows of the same class", labels, found["label"]))
    return compared


def _measure(
    spec: ReproductionSpec, folder: Path, libraries: Path | None, data: Path
) -> Mapping[str, Any]:
    """What the evaluator or the scorer found that lies in the code folder."""
    limit = spec.time_limit_s - (INSTALL_LIMIT_S if spec.lock else 0)
    made = run_code(
        CodeRun(
            folder, spec.start, data, None, libraries, limit,
            is_own=spec.is_own_code,
        )
    )  # fmt: skip
    path = made_file(made, MEASURED_FILE)
    found = read_document(path, most=MEASURED_BYTES) if path is not None else None
    if not isinstance(found, dict):
        raise InputError("The code left nothing that it measured.")
    return found


def _sample_rows(spec: ReproductionSpec, folder: Path) -> tuple[Path, list[float], list[str]]:
    """The sample without the answers in it, and these: what is to be found out is not given."""
    answers = [one for one in (spec.score_column, spec.prediction_column) if one]
    target = folder / "rows.parquet"
    scores: list[float] = []
    labels: list[str] = []
    with pa_parquet.ParquetFile(_sample(spec)) as file:
        kept = [one for one in file.schema_arrow.names if one not in answers]
        schema = pa.schema([file.schema_arrow.field(one) for one in kept])
        with pa_parquet.ParquetWriter(target, schema) as rows:
            for batch in file.iter_batches(batch_size=BATCH_ROWS):
                given = batch.column(spec.score_column).cast(pa.float64())
                scores += map(number_of, given.to_pylist())
                if spec.prediction_column:
                    labels += map(str, batch.column(spec.prediction_column).to_pylist())
                rows.write_batch(batch.select(kept))
    return target, scores, labels


def _sample(spec: ReproductionSpec) -> Path:
    """The sample, which may have been changed since it was looked at."""
    path = Path(spec.sample_path)
    if digest_file(path) != spec.sample_sha256:
        raise VerificationError(f"{path.name} was changed while it was read.")
    return path


def _write_failure(folder: Path, message: str, hint: str) -> None:
    write_json(folder / RESULT_FILE, {"state": "failed", "message": message, "hint": hint})


RUNS: Mapping[What, Callable[[ReproductionSpec, Path, Path | None], list[Compared]]] = {
    What.TRAINING: train_again,
    What.EVALUATION: evaluate_again,
    What.SCORING: score_again,
}

if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
