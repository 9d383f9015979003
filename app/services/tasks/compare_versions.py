"""Scores champion and challenger on the challenger's hold-out, and says who is better, if any."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from app.config import VERSION
from app.errors import AppError, InputError, PausedError, VerificationError
from app.models.queries.reproduction import Pinned, load_pinned
from app.services.challenging.job import poll, start
from app.services.challenging.spec import (
    CHALLENGER,
    CHAMPION,
    FACTS_FILE,
    SAMPLE_FILE,
    ChallengeSpec,
    fields_file,
    model_file,
)
from app.services.commands.assets import write_blob
from app.services.commands.challenges import finish_comparison, start_comparison
from app.services.digests import digest_file
from app.services.intake.schema import schema_to_json
from app.services.schema_facts import intake_fields, monitoring_facts
from app.services.stores import locate
from app.services.task_types import TASK_TYPES, Done, Later, Outcome, TaskContext, TaskHandler
from app.services.training.child_job import is_begun
from app.services.training.spec import Failed, Running, write_json
from app.services.unit_of_work import UnitOfWork

POLL_S = 0.3
HOLDOUT_SAMPLE = "holdout.parquet"
NOT_POSSIBLE = "not_possible"


@TASK_TYPES.register("compare_versions")
class CompareVersions(TaskHandler):
    label = "Compare champion and challenger"
    outputs = ("winner",)

    @dataclass(frozen=True, slots=True)
    class Inputs:
        snapshot_id: str  # of the challenger
        champion_id: str  # the champion's snapshot
        run_key: str = ""

    def run(self, inputs: Inputs, context: TaskContext) -> Outcome:
        challenger = context.read(load_pinned, UUID(inputs.snapshot_id))
        champion = context.read(load_pinned, UUID(inputs.champion_id))
        key = inputs.run_key or context.key
        run_id: UUID = context.write(_start, key, challenger, context)
        folder = context.work_folder / "challenge"
        try:
            if not is_begun(folder):
                folder.mkdir(parents=True, exist_ok=True)
                start(_spec(context, champion, challenger, folder), folder)
            state = poll(folder)
        except PausedError:
            raise
        except AppError as error:
            state = Failed(error.message, error.hint)
        if isinstance(state, Running):
            return Later(POLL_S, f"running for {state.seconds:.0f} s")
        return _end(context, run_id, champion, state)


def _start(work: UnitOfWork, key: str, challenger: Pinned, context: TaskContext) -> UUID:
    return start_comparison(
        work,
        key,
        model_id=challenger.files.model_id,
        version_id=challenger.files.version_id,
        snapshot_id=challenger.snapshot_id,
        fire_at=context.now,
        code_version=VERSION,
    )


def _spec(
    context: TaskContext, champion: Pinned, challenger: Pinned, folder: Path
) -> ChallengeSpec:
    """What the child is given; the files that it reads are put beside it.

    Raises:
        AppError: something of it is not pinned, or not on this machine.
    """
    if champion.files.model_id != challenger.files.model_id:
        raise InputError("Only versions of one model are compared.")
    facts = [one.to_json() for one in monitoring_facts(challenger.files.fields)]
    write_json(folder / FACTS_FILE, facts)
    for side, one in ((CHAMPION, champion), (CHALLENGER, challenger)):
        if not one.model_sha256:
            raise InputError(f"v{one.files.version} has no ONNX model to score with.")
        context.read(write_blob, one.model_sha256, folder / model_file(side))
        write_json(folder / fields_file(side), schema_to_json(intake_fields(one.files.fields)))
    path, digest = _sample(context, challenger, folder)
    return ChallengeSpec(str(path), digest)


def _sample(context: TaskContext, challenger: Pinned, folder: Path) -> tuple[Path, str]:
    """The challenger's pinned hold-out: records that it did not learn from."""
    asset = challenger.files.named(HOLDOUT_SAMPLE)
    if asset is None:
        raise InputError(
            "The challenger has no hold-out (holdout.parquet), so there are no records to compare"
            " on.",
            hint="Register it with the next version.",
        )
    if not asset.store:
        return context.read(write_blob, asset.sha256, folder / SAMPLE_FILE), asset.sha256
    path = locate(context.settings, asset.store, asset.path)
    if digest_file(path) != asset.sha256:
        raise VerificationError(
            f"The data changed: {asset.path} in the store “{asset.store}” is not the file that"
            " was pinned."
        )
    return path, asset.sha256


def _end(
    context: TaskContext, run_id: UUID, champion: Pinned, state: Failed | dict[str, Any]
) -> Outcome:
    answer: dict[str, Any] = {"champion": champion.files.version}
    if isinstance(state, Failed):
        note = f"{state.message} {state.hint}".strip()
        context.write(finish_comparison, run_id, verdict=NOT_POSSIBLE, note=note, answer=answer)
        return Done({"winner": NOT_POSSIBLE})
    context.write(
        finish_comparison,
        run_id,
        verdict=state["winner"],
        current_rows=state["records"],
        data_digest=state["data_digest"],
        answer={**answer, **state},
    )
    return Done({"winner": state["winner"]})
