"""What a comparison of two versions is given, and what it leaves, as files in its work folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

CHAMPION, CHALLENGER = "champion", "challenger"  # beginnings of the names of their files
SAMPLE_FILE = "sample.parquet"
FACTS_FILE = "facts.json"  # the roles of the columns, as the monitors read them
TIME_LIMIT_S = 600.0


@dataclass(frozen=True, slots=True)
class ChallengeSpec:
    """The records to compare on; the files of both sides lie beside it."""

    sample_path: str
    sample_sha256: str
    time_limit_s: float = TIME_LIMIT_S

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def spec_from_json(content: Mapping[str, Any]) -> ChallengeSpec:
    return ChallengeSpec(**content)


def model_file(side: str) -> str:
    return f"{side}.onnx"


def fields_file(side: str) -> str:
    return f"{side}-fields.json"
