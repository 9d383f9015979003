"""Runs training, evaluation or scoring of a snapshot again, and records whether it is the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from uuid import UUID

from app.config import VERSION
from app.errors import AppError, InputError, PausedError, VerificationError
from app.models.queries.evidence import MEASURED_BY
from app.models.queries.releases import AssetRow
from app.models.queries.reproduction import Pinned, load_pinned
from app.services.commands.assets import write_blob
from app.services.commands.reproductions import (
    as_what,
    finish_reproduction,
    start_reproduction,
)
from app.services.digests import digest_file
from app.services.installed import python_version
from app.services.intake.schema import schema_to_json
from app.services.reproducing.compare import (
    TOLERANCE,
    Compared,
    Verdict,
    measured,
    reason,
    verdict_of,
)
from app.services.reproducing.job import poll, start
from app.services.reproducing.kept_files import (
    KeptFile,
    as_found,
    changed_files,
    kept_files,
    require_unchanged,
)
from app.services.reproducing.parts import Held, Part, libraries, told
from app.services.reproducing.pinned_measuring import (
    Measurer,
    keep_measurer,
    measurer_of,
    measuring_environment,
    measuring_spec,
)
from app.services.reproducing.pinned_training import (
    TRAINING_FILE,
    Environment,
    environment_of,
    kept_as,
    kept_training_data,
    put_asset,
    require_trainable,
    scored_training_rows,
    told_seed,
    training_spec,
    training_start,
)
from app.services.reproducing.spec import (
    REFERENCE_FILE,
    SAMPLE_FILE,
    SCHEMA_FILE,
    Reproduced,
    ReproductionSpec,
    What,
)
from app.services.schema_facts import intake_fields
from app.services.stores import inside, locate
from app.services.task_types import TASK_TYPES, Done, Later, Outcome, TaskContext, TaskHandler
from app.services.training.child_job import is_begun
from app.services.training.spec import Failed, Running, write_json
from app.services.unit_of_work import UnitOfWork

POLL_S = 0.3
HOLDOUT_SAMPLE = "holdout.parquet"


class OtherDataError(VerificationError):
    """The data are there, but they are not those that were pinned."""


@dataclass(frozen=True, slots=True)
class DataFound:
    """The data that a run rests on: the pinned digest, and that of the file found here."""

    digest: str = ""
    found: str | None = None
    path: Path | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    verdict: Verdict
    note: str
    data: DataFound
    environment: Environment
    compared: Sequence[Compared] = field(default=())
    seconds: float = 0.0
    changed: Mapping[KeptFile, str] = field(default_factory=dict)  # in the database; nothing ran


@TASK_TYPES.register("reproduce")
class Reproduce(TaskHandler):
    label = "Run again"
    outputs = ("verdict",)

    @dataclass(frozen=True, slots=True)
    class Inputs:
        version_id: str
        snapshot_id: str
        what: str  # training | evaluation | scoring
        run_key: str = ""

    def run(self, inputs: Inputs, context: TaskContext) -> Outcome:
        what = as_what(inputs.what)
        pinned = context.read(load_pinned, UUID(inputs.snapshot_id))
        if pinned.files.version_id != UUID(inputs.version_id):
            raise InputError("This snapshot is of another version.")
        run_id: UUID = context.write(_start, inputs.run_key or context.key, what, pinned, context)
        folder = context.work_folder / "again"
        measurer = measurer_of(what, pinned)
        data, environment = DataFound(), Environment()
        changed = {} if is_begun(folder) else _changed(context, what, pinned, measurer)
        try:
            environment = _environment(context, what, pinned, measurer, changed)
            asset = _data_asset(what, pinned)
            data = _find_data(context, asset, changed)
            if what is What.TRAINING:  # what is kept of it is told, whatever lacks
                require_trainable(pinned)
            require_unchanged(changed)
            if not is_begun(folder):
                folder.mkdir(parents=True, exist_ok=True)
                data = _check_data(context, data, asset, folder)
                spec = _spec(
                    context, what, pinned, data, folder, environment=environment, measurer=measurer
                )
                start(spec, folder)
            state = poll(folder)
        except PausedError:
            raise
        except OtherDataError as error:
            answer = Answer(Verdict.DIFFERENT, error.message, data, environment)
            return _end(context, run_id, what, pinned, answer, measurer=measurer)
        except AppError as error:
            note = f"{error.message} {error.hint}".strip()
            answer = Answer(Verdict.NOT_POSSIBLE, note, data, environment, changed=changed)
            return _end(context, run_id, what, pinned, answer, measurer=measurer)
        if isinstance(state, Running):
            return Later(POLL_S, f"running for {state.seconds:.0f} s")
        found = _answer(state, data, environment)
        return _end(context, run_id, what, pinned, found, measurer=measurer)


def _changed(
    context: TaskContext, what: What, pinned: Pinned, measurer: Measurer
) -> dict[KeptFile, str]:
    kept = kept_files(what, pinned, measurer, _scored_sample(what, pinned))
    found: dict[KeptFile, str] = context.read(changed_files, kept)
    return found


def _environment(
    context: TaskContext,
    what: What,
    pinned: Pinned,
    measurer: Measurer,
    changed: Mapping[KeptFile, str],
) -> Environment:
    digests = {one.sha256 for one in changed}
    if what is What.TRAINING:
        return environment_of(context, pinned, digests)
    return measuring_environment(context, what, pinned, measurer, digests)


def _start(work: UnitOfWork, key: str, what: What, pinned: Pinned, context: TaskContext) -> UUID:
    return start_reproduction(
        work,
        key,
        what,
        model_id=pinned.files.model_id,
        version_id=pinned.files.version_id,
        snapshot_id=pinned.snapshot_id,
        fire_at=context.now,
        code_version=VERSION,
    )


def _parts(
    context: TaskContext, what: What, pinned: Pinned, measurer: Measurer, answer: Answer
) -> list[Part]:
    """What the run rests on, then and now, with what was changed in the database."""
    found = _parts_as_kept(context, what, pinned, measurer, answer)
    return [as_found(one, answer.changed) for one in found]


def _parts_as_kept(
    context: TaskContext, what: What, pinned: Pinned, measurer: Measurer, answer: Answer
) -> list[Part]:
    """A model file is read by its digest: it is the same."""
    data, environment = answer.data, answer.environment
    unused = Part("seed", Held.NOT_USED)
    lock = Part.taken("lock", environment.lock)
    rest = [lock, _libraries(answer)]
    of_data = Part.of("data", data.digest, data.found or "")
    if what is What.SCORING:
        reference = pinned.files.named(REFERENCE_FILE)
        if not data.digest and reference is not None:  # its rows, from the database
            of_data = Part.taken("data", reference.sha256)
        model = Part.taken("model", pinned.model_sha256)
        service = Part.taken("service lock", measurer.then.lock)
        return [model, *measurer.parts(), of_data, lock, service, rest[1], unused]
    if what is What.EVALUATION:
        return [*measurer.parts(), of_data, *rest, unused]
    return _parts_of_training(context, pinned, answer, rest[1])


def _libraries(answer: Answer) -> Part:
    if answer.environment.lock in {one.sha256 for one in answer.changed}:
        return Part("libraries", Held.NOT_KNOWN)
    return libraries(answer.environment.pinned, answer.environment.changes)


def _parts_of_training(
    context: TaskContext, pinned: Pinned, answer: Answer, of_libraries: Part
) -> list[Part]:
    data, environment, training = answer.data, answer.environment, pinned.training
    file = kept_training_data(pinned)
    said = training.data_sha256 if training is not None else ""  # also where the file is gone
    of_data = Part.of("data", data.digest or said, data.found or "")
    made_by = training.parameters.get("made_by", {}) if training is not None else {}
    then = training.environment_sha256 if training is not None else environment.lock
    return [
        _code(pinned, answer),
        Part.of("python", str(made_by.get("python", "")), python_version()),
        replace(of_data, where=kept_as(file or scored_training_rows(pinned))),
        replace(Part.of("lock", then, environment.lock), where=environment.path),
        of_libraries,
        _seed(context, pinned, answer),
    ]


def _code(pinned: Pinned, answer: Answer) -> Part:
    """By the file that starts, or by one beside it that was changed in the database."""
    try:
        start = training_start(pinned)
    except InputError:
        return Part("code", Held.NOT_PINNED)
    code = [start, *(one for one in pinned.files.assets if one.role == "code")]
    changed = {one.sha256 for one in answer.changed}
    shown = next((one for one in code if one.sha256 in changed), start)
    return replace(Part.taken("code", shown.sha256), where=shown.path)


def _seed(context: TaskContext, pinned: Pinned, answer: Answer) -> Part:
    if any(one.path == TRAINING_FILE for one in answer.changed):
        return Part("seed", Held.NOT_KNOWN)
    return Part.taken("seed", told_seed(context, pinned))


def _data_asset(what: What, pinned: Pinned) -> AssetRow | None:
    """The file of data that must be there; None where the reference rows do.

    Raises:
        InputError: what is pinned does not say how it was done.
    """
    if what is What.TRAINING:
        found = kept_training_data(pinned)
        recorded = pinned.training.data_sha256 if pinned.training is not None else ""
        return found and replace(found, sha256=recorded or found.sha256)
    if what is What.EVALUATION and pinned.evaluation is None:
        raise InputError(
            "This snapshot was never tested, so there is no evaluation to run again.",
            hint="Submit the version; its life cycle tests it.",
        )
    if what is What.SCORING and not pinned.model_sha256:
        raise InputError("This snapshot has no ONNX model to score with.")
    sample = _scored_sample(what, pinned)
    if sample is None and (what is What.EVALUATION or pinned.files.named(REFERENCE_FILE) is None):
        raise InputError(
            "This snapshot has neither a scored sample (holdout.parquet) nor reference rows.",
            hint="Register them with the next version.",
        )
    return sample


def _scored_sample(what: What, pinned: Pinned) -> AssetRow | None:
    """The rows that are scored; without a column of scores they say nothing of a scoring."""
    has_scores = what is What.EVALUATION or _score_column(pinned)
    return pinned.files.named(HOLDOUT_SAMPLE) if has_scores else None


def _find_data(
    context: TaskContext, asset: AssetRow | None, changed: Mapping[KeptFile, str]
) -> DataFound:
    """Where the data should be on this machine, and whether anything is there."""
    if asset is None:
        return DataFound()
    if not asset.store:
        kept = KeptFile(asset.path, asset.sha256)
        return DataFound(asset.sha256, changed.get(kept, asset.sha256) or None)
    path = inside(context.settings.store_folder(asset.store), asset.path)
    found = digest_file(path) if path.is_file() else None
    return DataFound(asset.sha256, found, path)


def _check_data(
    context: TaskContext, data: DataFound, asset: AssetRow | None, folder: Path
) -> DataFound:
    """The data as a file that can be read, before anything is run.

    Raises:
        OtherDataError: the file found has another digest.
        AppError: this machine has no such store, or not the file.
    """
    if asset is None:
        return data
    if not asset.store:  # by its own name: code may go by its ending
        target = folder / SAMPLE_FILE / PurePosixPath(asset.path).name
        return replace(data, path=context.read(write_blob, asset.sha256, target))
    if data.found is None:
        locate(context.settings, asset.store, asset.path)  # says which store or file is needed
    if data.found != data.digest:
        raise OtherDataError(
            f"The data changed: {asset.path} in the store “{asset.store}” is not the file that"
            " was pinned."
        )
    return data


def _spec(
    context: TaskContext,
    what: What,
    pinned: Pinned,
    data: DataFound,
    folder: Path,
    *,
    environment: Environment,
    measurer: Measurer,
) -> ReproductionSpec:
    """What the child is given; the files that it reads are put beside it."""
    put_asset(context, pinned.files.named(REFERENCE_FILE), folder / REFERENCE_FILE)
    if what is What.TRAINING:
        assert data.path is not None
        fields = intake_fields(pinned.files.fields)
        write_json(folder / SCHEMA_FILE, schema_to_json(fields))
        return training_spec(context, pinned, data.path, data.digest, folder)
    spec = ReproductionSpec(
        what,
        sample_path=str(data.path or ""),
        sample_sha256=data.digest,
        lock=environment.text if environment.changes else "",
    )
    if what is What.EVALUATION:
        assert pinned.evaluation is not None
        spec = replace(spec, then=measured(pinned.evaluation.results))
    else:
        spec = replace(
            spec,
            score_column=_score_column(pinned),
            prediction_column=_prediction_column(pinned),
        )
    return measuring_spec(context, pinned, measurer, spec, folder)


def _score_column(pinned: Pinned) -> str:
    return next((one.name for one in pinned.files.fields if one.role == "score"), "")


def _prediction_column(pinned: Pinned) -> str:
    """The class that the model gave; registered models need not have one."""
    outputs = [one for one in pinned.files.fields if one.direction == "output"]
    return next((one.name for one in outputs if one.data_class == "categorical"), "")


def _answer(state: Reproduced | Failed, data: DataFound, environment: Environment) -> Answer:
    if isinstance(state, Failed):
        note = f"{state.message} {state.hint}".strip()
        return Answer(Verdict.NOT_POSSIBLE, note, data, environment)
    verdict = verdict_of(state.compared)
    said = [state.note] if state.note else []
    if state.is_rebuilt:
        environment = replace(environment, changes=())
        said = [f"Libraries installed for this run, as pinned: {environment.pinned}."]
    note = " ".join([reason(verdict, state.compared, environment.changes), *said])
    return Answer(verdict, note, data, environment, state.compared, state.seconds)


def _end(
    context: TaskContext,
    run_id: UUID,
    what: What,
    pinned: Pinned,
    answer: Answer,
    *,
    measurer: Measurer,
) -> Outcome:
    parts = _parts(context, what, pinned, measurer, answer)
    is_measured = what is not What.TRAINING and bool(answer.compared)
    said = measurer.told() if is_measured else ""
    note = " ".join(one for one in (answer.note, said, told(parts)) if one)
    kept = {}
    if is_measured and what is What.SCORING and not measurer.then.code:
        kept = {MEASURED_BY: context.write(keep_measurer)}  # it is scored by the same from now on
    context.write(
        finish_reproduction,
        run_id,
        verdict=answer.verdict.value,
        note=note,
        data_digest=answer.data.digest,
        answer={
            **kept,
            "what": what.value,
            "model": pinned.files.model_name,
            "version": pinned.files.version,
            "snapshot": {"sequence": pinned.sequence, "digest": pinned.digest},
            "verdict": answer.verdict.value,
            "why": note,
            "pinned": [one.to_json() for one in parts],
            "tolerance": TOLERANCE,
            "compared": [one.to_json() for one in answer.compared],
            "environment": [one.to_json() for one in answer.environment.changes],
            "data": {"digest": answer.data.digest, "found": answer.data.found},
            "seconds": answer.seconds,
        },
    )
    return Done({"verdict": answer.verdict.value})
