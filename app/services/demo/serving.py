"""Whether what serves over HTTP is the trained model: its file, and its answers row by row."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any
from uuid import UUID

from app.errors import VerificationError
from app.models.queries.releases import load_runtime, load_snapshot, load_version_files
from app.models.tables.execution import Deployment
from app.services.commands.assets import read_blob
from app.services.demo.stage import Stage
from app.services.runtime_access import reach
from app.services.runtime_adapters import Tensor
from app.services.smoke_cases import filling, predictors_of, tensors
from app.services.training.equivalence import EQUIVALENCE_LIMIT, score_scales, to_oip_inputs

TOLERANCE = EQUIVALENCE_LIMIT
CHECKED_ROWS = 100


@dataclass(frozen=True, slots=True)
class Gap:
    """The largest difference of one output, three ways."""

    held: float  # as the bound takes it: see score_scales
    absolute: float
    relative: float | None  # to the row's own score; of a probability near 0 it would say nothing


def check_serving(stage: Stage, version_id: UUID, deployment: Deployment) -> Mapping[str, Any]:
    """Ask the runtime over HTTP, and hold its answers against the trained model's own scores.

    Raises:
        VerificationError: another model serves, or its answers differ.
    """
    work = stage.work("ada")
    files = work.read(load_version_files, version_id)
    runtime = work.read(load_runtime, deployment.runtime_id)
    approved = work.read(load_snapshot, deployment.snapshot_id)
    asset = files.reference
    assert asset is not None
    kept: bytes = work.read(read_blob, asset.sha256)
    reference = json.loads(kept)
    rows = reference["rows"][:CHECKED_ROWS]
    inputs = to_oip_inputs(predictors_of(files.fields), rows, fill=filling(kept))
    with reach(stage.settings, runtime) as adapter:
        answer = adapter.infer(deployment.service_tag, tensors(inputs))
    if answer.sha256 != approved.model_sha256:
        raise VerificationError("The runtime serves another file than the approved snapshot's.")
    gaps = output_gaps(reference, answer.outputs, len(rows))
    worst = max(gaps.values(), key=lambda one: one.held)
    if worst.held > TOLERANCE:
        raise VerificationError(
            f"The answers over HTTP differ from the trained model's by {worst.held:.2g} "
            f"({difference_is(reference)}).",
            hint="Nothing is hidden: look at the smoke test of the deployment.",
        )
    score = next(one for one in answer.outputs if one.name == reference["score_output"])
    return {
        "version": files.version,
        "runtime": runtime.name,
        "url": runtime.url or "this machine",
        "prediction": float(score.data[0]),
        "rows_checked": len(rows),
        "outputs_checked": list(gaps),
        "max_difference": worst.held,
        "max_difference_is": difference_is(reference),
        "max_absolute_difference": max(one.absolute for one in gaps.values()),
        "max_relative_difference": worst.relative,
        "sha256": answer.sha256,
        "decision_id": answer.decision_id,
    }


def output_gaps(
    reference: Mapping[str, Any], outputs: Sequence[Tensor], rows: int
) -> dict[str, Gap]:
    """The largest difference of each output, over every row and every class.

    Raises:
        VerificationError: the reference has no answers of the trained model, or one of them was
            not given as often.
    """
    if not reference.get("trained"):
        raise VerificationError(
            "The trained model's own scores were not kept when this version was trained.",
            hint="Start over with modelward demo --reset.",
        )
    given = {one.name: one.data for one in outputs}
    found = {}
    for name, of_rows in reference["trained"].items():
        own = _flat(of_rows[:rows])
        served = [float(value) for value in given.get(name, ())]
        if len(served) != len(own):
            raise VerificationError(
                f"The runtime gave {len(served)} numbers of “{name}”; the trained model gives "
                f"{len(own)}."
            )
        found[name] = _gap(served, own, is_regression=not reference["label_output"])
    return found


def _gap(served: Sequence[float], own: Sequence[float], *, is_regression: bool) -> Gap:
    gaps = [abs(a - b) for a, b in zip(served, own, strict=True)]
    if any(map(math.isnan, gaps)):
        return Gap(math.inf, math.inf, math.inf)
    scales = score_scales(own, is_regression=is_regression)
    shares = [gap / abs(score) for gap, score in zip(gaps, own, strict=True) if score]
    return Gap(
        held=max(gap / scale for gap, scale in zip(gaps, scales, strict=True)),
        absolute=max(gaps),
        relative=max(shares, default=None) if is_regression else None,
    )


def difference_is(reference: Mapping[str, Any]) -> str:
    """What `output_gaps` tells differences in."""
    return "absolute" if reference["label_output"] else "relative to the row's score"


def _flat(of_rows: Sequence[Any]) -> list[float]:
    """One number a row, or one for each class."""
    if of_rows and isinstance(of_rows[0], list):
        return list(chain.from_iterable(of_rows))
    return list(of_rows)
