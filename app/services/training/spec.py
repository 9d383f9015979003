"""What a training is given and what it gives, as frozen values and as JSON files."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from app.errors import InputError
from app.services.intake.schema import SchemaField, parse_schema

ALGORITHMS = ("auto", "gradient_boosting", "random_forest", "linear")
TASKS = ("auto", "binary", "multiclass", "regression")
MIN_ROWS = 50  # fewer rows leave a hold-out that says nothing
DEFAULT_TIME_LIMIT_S = 600.0

SPEC_FILE = "spec.json"
METRICS_FILE = "metrics.json"  # quality on hold-out and train, and what was done to the data
RESULT_FILE = "result.json"
CHILD_FILE = "child.json"
CANCEL_FILE = "cancelled"


@dataclass(frozen=True, slots=True)
class TrainingSpec:
    """One training: equal specs on equal data and library versions give equal models.

    `protected` attributes are compared between their groups; the model learns from them only
    where `use_protected` says so.
    """

    data_path: str
    label: str
    data_sha256: str = ""  # checked when given
    protected: tuple[str, ...] = ()
    positive: str | None = None
    task: str = "auto"
    algorithm: str = "auto"
    seed: int = 20
    test_share: float = 0.25
    min_rows: int = MIN_ROWS
    time_limit_s: float = DEFAULT_TIME_LIMIT_S
    use_protected: bool = False
    model_name: str = "model"

    def check(self) -> None:
        """Raises InputError for a value no training can work with."""
        if self.task not in TASKS:
            raise InputError(f"There is no task “{self.task}”.", hint="Use " + ", ".join(TASKS))
        if self.algorithm not in ALGORITHMS:
            raise InputError(
                f"There is no algorithm “{self.algorithm}”.", hint="Use " + ", ".join(ALGORITHMS)
            )
        if not 0.05 <= self.test_share <= 0.5:
            raise InputError("The hold-out must be 5 % to 50 % of the rows.")
        if not 0 <= self.seed < 2**32:
            raise InputError("The seed must be a whole number from 0 to 4294967295.")
        if self.min_rows < 20 or self.time_limit_s <= 0:
            raise InputError("The least number of rows is 20, and the time limit is positive.")

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class ProducedFile:
    """A file in the work folder; `role` as in `intake.assets`."""

    role: str
    path: str
    sha256: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Equivalence:
    """How far the ONNX file is from the scikit-learn model on the hold-out.

    Where the scores agree, a flipped label is a tie: a row whose two classes are equally likely
    but for the last digit. So flips are recorded, and the difference decides.
    """

    rows: int
    max_difference: float
    label_flips: int
    limit: float
    measured_on: str  # probability | relative value

    @property
    def agrees(self) -> bool:
        return self.max_difference <= self.limit


@dataclass(frozen=True, slots=True)
class TrainingResult:
    """A finished training. Columns named here stand in train.parquet and holdout.parquet."""

    task: str
    algorithm: str
    label: str
    positive_label: str | None
    classes: tuple[str, ...]
    protected: tuple[str, ...]
    fields: tuple[SchemaField, ...]
    score_column: str
    prediction_column: str
    score_output: str  # names of the ONNX outputs
    label_output: str  # "" for regression
    data_sha256: str
    rows: Mapping[str, int]  # total, used, train, grown, holdout
    parameters: Mapping[str, Any]
    metrics: Mapping[str, float]  # on the hold-out
    train_metrics: Mapping[str, float]
    seed: int
    equivalence: Equivalence
    fill_values: Mapping[str, float]  # what the model puts for a missing number
    environment: tuple[str, ...]  # name==version, sorted
    python: str
    seconds: float
    notes: tuple[str, ...]
    files: tuple[ProducedFile, ...]

    def file(self, path: str) -> ProducedFile:
        return next(file for file in self.files if file.path == path)

    def to_json(self) -> dict[str, Any]:
        content = {name: getattr(self, name) for name in self.__dataclass_fields__}
        content["fields"] = [item.to_json() for item in self.fields]
        content["files"] = [asdict(item) for item in self.files]
        content["equivalence"] = asdict(self.equivalence)
        return content


def result_from_json(content: Mapping[str, Any]) -> TrainingResult:
    """The inverse of `TrainingResult.to_json` after a trip through a file."""
    tuples = ("classes", "protected", "environment", "notes")
    return TrainingResult(
        **{
            **content,
            **{name: tuple(content[name]) for name in tuples},
            "fields": parse_schema({"fields": content["fields"]}, RESULT_FILE),
            "files": tuple(ProducedFile(**item) for item in content["files"]),
            "equivalence": Equivalence(**content["equivalence"]),
        }
    )


def spec_from_json(content: Mapping[str, Any]) -> TrainingSpec:
    return TrainingSpec(**{**content, "protected": tuple(content.get("protected", ()))})


@dataclass(frozen=True, slots=True)
class Running:
    pid: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Finished:
    result: TrainingResult


@dataclass(frozen=True, slots=True)
class Failed:
    """`is_input_error`: the data or the spec is at fault, so a retry gives the same."""

    message: str
    hint: str = ""
    is_input_error: bool = False
    timed_out: bool = False


@dataclass(frozen=True, slots=True)
class Cancelled:
    at: str = field(default="")


TrainingState = Running | Finished | Failed | Cancelled


def write_json(path: Path, content: Any, *, indent: int | None = 1) -> None:
    """Write all or nothing: a reader never sees half a file, even after a power cut."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")  # parent and child may both write
    with part.open("w", encoding="utf-8") as file:
        json.dump(content, file, ensure_ascii=False, indent=indent, sort_keys=True, allow_nan=False)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def read_json(path: Path) -> Any:
    """The content of `path`, or None when there is no such file."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
