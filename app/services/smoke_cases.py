"""Reference inputs and outputs of a version, as the smoke test of its deployment."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from app.models.queries.releases import FieldRow
from app.services.deploying.sequence import SmokeCase
from app.services.intake.schema import predictors
from app.services.runtime_adapters import Tensor
from app.services.schema_facts import intake_fields
from app.services.training.equivalence import to_oip_inputs

SMOKE_ROWS = 50


def smoke_cases(reference: bytes, fields: Sequence[FieldRow]) -> tuple[SmokeCase, ...]:
    """One case of up to 50 rows from a version's reference file."""
    content: Mapping[str, Any] = json.loads(reference)
    rows = content["rows"][:SMOKE_ROWS]
    if not rows:
        return ()
    inputs = tensors(to_oip_inputs(predictors_of(fields), rows, fill=_filling(content)))
    score = content["score"][: len(rows)]
    expected = Tensor(content["score_output"], "FP32", (len(rows),), tuple(score))
    return (SmokeCase(inputs, (expected,)),)


def filling(reference: bytes) -> Mapping[str, float]:
    """The numbers that the model itself puts where one is missing, by column."""
    return _filling(json.loads(reference))


def _filling(content: Mapping[str, Any]) -> Mapping[str, float]:
    found: Mapping[str, float] = content.get("fill_values") or {}
    return found


def predictors_of(fields: Sequence[FieldRow]) -> tuple[Any, ...]:
    return predictors(intake_fields(fields))


def tensors(inputs: Sequence[Mapping[str, Any]]) -> tuple[Tensor, ...]:
    """Open Inference Protocol inputs as the adapters take them."""
    return tuple(
        Tensor(one["name"], one["datatype"], tuple(one["shape"]), tuple(one["data"]))
        for one in inputs
    )
