"""How the demo's models come about: those of the bank are trained, on a file, by kept code."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from app.config import Settings
from app.services.arrow import number_array
from app.services.commands.assets import NewAsset
from app.services.demo import train as trainer
from app.services.demo.bank import PEOPLE, DemoModel
from app.services.demo.repository import add_commit
from app.services.demo.scorecards import Scorecard, sample, to_onnx, write_parquet
from app.services.demo.stage import StoryClock
from app.services.digests import digest_bytes, digest_file
from app.services.installed import installed, python_version
from app.services.stores import DATA, put_file
from app.services.training.spec import METRICS_FILE

TRAINING_ROWS = 2500
HOLDOUT_ROWS = 1500
HELD_OUT = 1166  # added to a seed: in those of cc-fraud v12 one age group is stopped less often
LIBRARIES = ("numpy", "onnx", "onnxruntime", "pyarrow")  # that trainer and model run with
LOCK, CODE, PARAMETERS = "requirements.txt", "train.py", "training.json"
REPOSITORIES = "repositories"  # the store with the code


@dataclass(frozen=True, slots=True)
class MadeModel:
    """A model with the rows that it was made on and tested with, each with its score."""

    model: bytes
    lock: bytes
    train: pa.Table
    holdout: pa.Table
    fitted: trainer.Fitted | None = None  # None: not by the bank itself
    assets: tuple[NewAsset, ...] = ()  # what it was trained by and on
    training: Mapping[str, Any] | None = None  # as `record_training` takes it


def lock_here() -> bytes:
    """What is installed, as the lock of a version."""
    return "".join(f"{one}\n" for one in installed(LIBRARIES)).encode()


def bought(card: Scorecard, seed: int) -> MadeModel:
    """Made elsewhere: of its training nothing is known here."""
    train, holdout = sample(card, TRAINING_ROWS, seed), sample(card, HOLDOUT_ROWS, seed + 1000)
    return MadeModel(to_onnx(card), lock_here(), train, holdout)


def trained(
    settings: Settings,
    clock: StoryClock,
    model: DemoModel,
    card: Scorecard,
    *,
    seed: int,
    scratch: Path,
) -> MadeModel:
    """Train it by the code that is kept, on the file that is kept.

    Args:
        card: what the people of the data do, which the training has to find out.
    """
    table = _shuffled(card, seed)
    data = write_parquet(table.drop_columns(["score"]), scratch / "data.parquet").resolve()
    sha256, path = digest_file(data), f"{model.name}/{seed}/data.parquet"
    put_file(settings, DATA, path, data, sha256)
    code, lock = Path(trainer.__file__).read_bytes(), lock_here()
    parameters = _parameters(card)
    described = json.dumps(parameters, indent=1).encode()
    begun = time.monotonic()
    made = trainer.train(data, parameters, seed, scratch)
    seconds = time.monotonic() - begun
    author = next(one for one in PEOPLE if one.handle == model.owner)
    repository = f"{model.name}.git"
    commit = add_commit(
        settings.store_folder(REPOSITORIES) / repository,
        {CODE: code, PARAMETERS: described, LOCK: lock},
        f"Train {model.name} with seed {seed}",
        author=f"{author.full_name} <{author.handle}@noorderbank.example>",
        at=clock(),
    )
    scored = rescored(table, made.fitted)
    return MadeModel(
        (scratch / "model.onnx").read_bytes(),
        lock,
        scored.take(pa.array(made.learned)),
        scored.take(pa.array(made.held_out)),
        made.fitted,
        (
            NewAsset("code", CODE, code),
            NewAsset("training", PARAMETERS, described),
            NewAsset("document", METRICS_FILE, (scratch / METRICS_FILE).read_bytes()),
            NewAsset("data", path, data, store=DATA),
        ),
        {
            "algorithm": trainer.ALGORITHM,
            "parameters": {
                **parameters,
                "repository": repository,
                "made_by": {"code": CODE, "python": python_version()},
            },
            "metrics": dict(made.metrics["holdout"]),
            "data_digests": {"data": sha256},
            "environment_sha256": digest_bytes(lock),
            "commit_ref": commit,
            "seed": seed,
            "seconds": round(seconds, 3),
        },
    )


def rescored(table: pa.Table, fitted: trainer.Fitted | None) -> pa.Table:
    """The same rows with the score that the model gives them."""
    if fitted is None:
        return table
    scores = number_array(trainer.scores(fitted, table))
    return table.set_column(table.schema.get_field_index("score"), "score", scores)


def _shuffled(card: Scorecard, seed: int) -> pa.Table:
    """Rows to hold out and to learn from, in the order by which a training parts them again."""
    holdout = sample(card, HOLDOUT_ROWS, seed + HELD_OUT)
    train = sample(card, TRAINING_ROWS, seed)
    rows = pa.concat_tables([holdout, train])
    return rows.take(pa.array(np.argsort(trainer.order_of(rows.num_rows, seed))))


def _parameters(card: Scorecard) -> dict[str, Any]:
    return {
        "label": "label",
        "held_out": HOLDOUT_ROWS,
        "numbers": [one.name for one in card.numbers],
        "words": [[one.name, list(one.weights)] for one in card.words],
        "without_weight": [one.name for one in card.words if one.is_protected],
    }
