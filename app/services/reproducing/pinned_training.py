"""What a version's own training code is given when it is run again."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from app.errors import InputError, VerificationError
from app.models.queries.releases import AssetRow
from app.models.queries.reproduction import Pinned
from app.models.stored_json import is_any_unreadable
from app.services.commands.assets import read_blob, write_blob
from app.services.reproducing.compare import (
    DIGEST,
    Change,
    Value,
    environment_changes,
    pinned_versions,
)
from app.services.reproducing.pinned_code import (
    CODE_FOLDER,
    PARAMETERS_FILE,
    numbers_of,
    start_of,
)
from app.services.reproducing.pinned_libraries import TIME_LIMIT_S as INSTALL_LIMIT_S
from app.services.reproducing.spec import REFERENCE_FILE, TIME_LIMIT_S, ReproductionSpec, What
from app.services.stores import inside, own_name
from app.services.task_types import TaskContext
from app.services.training.own_code import is_own_code
from app.services.training.spec import METRICS_FILE, write_json

ENVIRONMENT = "environment.txt"
TRAINING_FILE = "training.json"  # what a training is told; the product writes it, others may
DATA_NAMES = ("train", "training")
MODEL_ROLES = ("model", "weights")
# Not given to the code that is to make them, nor what would tell it what to make.
WITHHELD_ROLES = (*MODEL_ROLES, "data", "sample")
WITHHELD_FILES = (METRICS_FILE, REFERENCE_FILE)
LONGEST_S = 24 * 3600.0
LARGEST_SEED = 2**63


@dataclass(frozen=True, slots=True)
class Environment:
    """The pinned lock, how many versions it names, and which of them are others here."""

    lock: str = ""  # its digest; empty: nobody kept one
    pinned: int = 0
    text: str = ""
    changes: tuple[Change, ...] = ()
    path: str = ""


def training_data(pinned: Pinned) -> AssetRow:
    """The file that the code is given: the one called train, or the only one.

    Raises:
        InputError: there is none, or nobody can say which.
    """
    found = [one for one in pinned.files.assets if one.role == "data"]
    named = [one for one in found if PurePosixPath(one.path).stem.lower() in DATA_NAMES]
    if len(named or found) == 1:
        return (named or found)[0]
    raise InputError(
        "The snapshot names no data of the training." if not found else
        f"The snapshot has {len(found)} files of data, and not exactly one is called train.",
        hint="Register the next version with its training data as train.parquet or train.csv,"
        " in the folder or in a store.",
    )  # fmt: skip


def require_trainable(pinned: Pinned) -> None:
    """
    Raises:
        InputError: code or data of the training are lacking; both are told.
    """
    lacking = []
    for look in (training_start, training_data):
        try:
            look(pinned)
        except InputError as error:
            lacking.append(error)
    if lacking:
        raise InputError(" ".join(one.message for one in lacking), hint=lacking[0].hint)


def kept_training_data(pinned: Pinned) -> AssetRow | None:
    """The file that the code would be given; None where there is none, or nobody can say which."""
    try:
        return training_data(pinned)
    except InputError:
        return None


def scored_training_rows(pinned: Pinned) -> AssetRow | None:
    """Rows of the training that are kept to test with: no data that a training is known to read."""
    samples = (one for one in pinned.files.assets if one.role == "sample")
    return next((one for one in samples if PurePosixPath(one.path).stem in DATA_NAMES), None)


def kept_as(asset: AssetRow | None) -> str:
    """Where a file of the version lies, as people find it."""
    if asset is None:
        return ""
    return f"{asset.path} in the store “{asset.store}”" if asset.store else asset.path


def training_spec(
    context: TaskContext, pinned: Pinned, data: Path, data_sha256: str, folder: Path
) -> ReproductionSpec:
    """The version's own code with the files that lay beside it, and what it was given."""
    start = training_start(pinned)
    is_own = is_own_code(start.sha256)
    for one in [start] if is_own else given_files(pinned.files.assets):
        put_asset(context, one, inside(folder / CODE_FOLDER, one.path))
    parameters = _parameters(context, pinned)
    write_json(folder / PARAMETERS_FILE, parameters)
    environment = environment_of(context, pinned)
    limit = time_limit(parameters)
    return ReproductionSpec(
        What.TRAINING,
        then=_made_then(context, pinned),
        start=start.path,
        model=_model_name(pinned),
        is_own_code=is_own,
        seed=_seed(pinned, parameters),
        lock=environment.text if environment.changes else "",
        sample_path=str(data),
        sample_sha256=data_sha256,
        time_limit_s=limit + (INSTALL_LIMIT_S if environment.changes else 0.0),
    )


def training_start(pinned: Pinned) -> AssetRow:
    code = {one.path: one for one in pinned.files.assets if one.role == "code" and not one.store}
    return code[start_of(list(code))]


def given_files(assets: Sequence[AssetRow]) -> list[AssetRow]:
    """What lies beside the code: nothing that it should make, by whatever name it was kept."""
    withheld = {
        one.sha256
        for one in assets
        if one.role in WITHHELD_ROLES or PurePosixPath(one.path).name in WITHHELD_FILES
    }
    return [one for one in assets if not one.store and one.sha256 not in withheld]


def time_limit(parameters: Mapping[str, Any]) -> float:
    """How long it may take: as long as was asked, within what a service waits for."""
    asked = parameters.get("time_limit_s")
    if not isinstance(asked, int | float):
        return TIME_LIMIT_S
    return min(max(TIME_LIMIT_S, asked), LONGEST_S)


def _parameters(context: TaskContext, pinned: Pinned) -> dict[str, Any]:
    """What the training was told, as its file says and as it was asked."""
    if pinned.training is not None and is_any_unreadable(
        pinned.training.parameters, pinned.training.metrics
    ):
        raise InputError(
            "How this version was trained can't be read.",
            hint="Its evaluation and its scoring can be run again.",
        )
    described = pinned.files.named(TRAINING_FILE)
    found = _document(context, described) if described is not None else {}
    if pinned.training is not None:
        found |= pinned.training.parameters.get("asked", {})
        found |= {"model_name": pinned.files.model_name}
    return found


def _document(context: TaskContext, asset: AssetRow) -> dict[str, Any]:
    content: bytes = context.read(read_blob, asset.sha256)
    try:
        found = json.loads(content)
        json.dumps(found, allow_nan=False)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise InputError(f"{asset.path} of this version is no JSON object of plain values.")
    return found


def _seed(pinned: Pinned, parameters: Mapping[str, Any]) -> int | None:
    said = pinned.training.seed if pinned.training is not None else parameters.get("seed")
    is_seed = isinstance(said, int) and not isinstance(said, bool) and abs(said) < LARGEST_SEED
    return said if is_seed else None


def told_seed(context: TaskContext, pinned: Pinned) -> str:
    try:
        seed = _seed(pinned, _parameters(context, pinned))
    except (InputError, VerificationError):
        return ""
    return "" if seed is None else str(seed)


def _made_then(context: TaskContext, pinned: Pinned) -> dict[str, Value]:
    """What the training made: the model's files, and what it measured."""
    then: dict[str, Value] = {}
    if pinned.training is not None:
        then |= {"algorithm": pinned.training.algorithm, **pinned.training.metrics}
    else:
        metrics = pinned.files.named(METRICS_FILE)
        if metrics is not None:
            then |= numbers_of(_document(context, metrics))
    models = [one for one in pinned.files.assets if one.role in MODEL_ROLES]
    if not models:
        raise InputError(
            "No model file was kept with this version that a training could be held to."
        )
    return then | {own_name(one.path): DIGEST + one.sha256 for one in models}


def _model_name(pinned: Pinned) -> str:
    """The file that scores, as the code is to leave it."""
    models = [one for one in pinned.files.assets if one.role == "model"]
    found = (one.path for one in models if one.sha256 == pinned.model_sha256)
    return own_name(next(found, ""))


def environment_of(
    context: TaskContext, pinned: Pinned, changed: Collection[str] = ()
) -> Environment:
    """What of the pinned lock is here in another version; not read where it was changed."""
    lock = pinned_lock(pinned)
    if lock is None:
        return Environment()
    if lock.sha256 in changed:
        return Environment(lock.sha256, path=lock.path)
    content: bytes = context.read(read_blob, lock.sha256)
    text = content.decode("utf-8", errors="replace")
    changes = environment_changes(text)
    count = len(pinned_versions(text))
    return Environment(lock.sha256, count, text, changes, lock.path)


def pinned_lock(pinned: Pinned) -> AssetRow | None:
    locks = [one for one in pinned.files.assets if one.role == "dependencies" and not one.store]
    return min(locks, key=lambda one: one.path != ENVIRONMENT, default=None)


def put_asset(context: TaskContext, asset: AssetRow | None, target: Path) -> None:
    if asset is not None and not asset.store:
        context.read(write_blob, asset.sha256, target)
