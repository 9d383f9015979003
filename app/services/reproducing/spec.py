"""What a reproduction is given: everything pinned, as files in its work folder and one JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from app.services.reproducing.compare import Compared, Value

REFERENCE_FILE = "reference.json"
SCHEMA_FILE = "fields.json"
SAMPLE_FILE = "sample"  # where the sample lies in the database; else it is read in its store
TIME_LIMIT_S = 1800.0


class What(StrEnum):
    TRAINING = "training"
    EVALUATION = "evaluation"
    SCORING = "scoring"


@dataclass(frozen=True, slots=True)
class ReproductionSpec:
    """One thing to run again. The files above lie beside it where there are such."""

    what: What
    then: Mapping[str, Value] = field(default_factory=dict)
    time_limit_s: float = TIME_LIMIT_S
    start: str = ""  # of the code that is run, which lies in a folder beside it
    model: str = ""  # the file among what it makes that answers the reference rows
    is_own_code: bool = False  # the product's, as it is today
    seed: int | None = None
    lock: str = ""  # to be installed first; empty: this environment is the pinned one
    sample_path: str = ""  # the data
    sample_sha256: str = ""
    score_column: str = ""
    prediction_column: str = ""
    positive: int = 1

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def spec_from_json(content: Mapping[str, Any]) -> ReproductionSpec:
    return ReproductionSpec(**{**content, "what": What(content["what"])})


@dataclass(frozen=True, slots=True)
class Reproduced:
    """It ran to its end."""

    compared: tuple[Compared, ...]
    seconds: float
    is_rebuilt: bool = False  # with the pinned libraries, put there for this run
    note: str = ""  # why they were not
