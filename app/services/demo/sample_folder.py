"""A small, complete model folder: what registering and a release look for, file by file."""

from __future__ import annotations

import json
from pathlib import Path

from app.errors import InputError
from app.services.demo.bank import FRAUD
from app.services.demo.scorecards import reference, sample, schema_fields, to_onnx, write_parquet

LIBRARIES = "numpy==2.4.6\nonnx==1.23.2\nonnxruntime==1.31.1\n"
CARD = """# Model card: card payment fraud

Scores card payments for fraud before they are booked. A scorecard over ten columns, made from
generated data; `age_band` is protected and has no weight.
"""
ROWS = {"train.parquet": (2500, 13), "holdout.parquet": (1500, 1013)}
DRIFTED = (600, 77)  # rows and seed of payments in which income has moved


def write_sample(folder: Path) -> tuple[str, ...]:
    """The names of the files written; beside the folder lies a request to send.

    Raises:
        InputError: there is something at `folder`, or it can't be made.
    """
    try:
        folder.mkdir(parents=True)
    except FileExistsError:
        raise InputError(
            f"There is something at {folder} already.", hint="Name another folder."
        ) from None
    except OSError as error:
        raise InputError(f"{folder} can't be made: {error.strerror}.") from error
    (folder / "model.onnx").write_bytes(to_onnx(FRAUD))
    schema = json.dumps({"fields": schema_fields(FRAUD)}, indent=2)
    (folder / "schema.json").write_text(schema, encoding="utf-8")
    (folder / "requirements.txt").write_text(LIBRARIES, encoding="utf-8")
    (folder / "model_card.md").write_text(CARD, encoding="utf-8")
    for name, (rows, seed) in ROWS.items():
        write_parquet(sample(FRAUD, rows, seed), folder / name)
    holdout = sample(FRAUD, *ROWS["holdout.parquet"])
    (folder / "reference.json").write_bytes(reference(FRAUD, holdout))
    _write_request(folder.with_name(f"{folder.name}-request.json"))  # is no part of the model
    return tuple(sorted(one.name for one in folder.iterdir()))


def _write_request(path: Path) -> None:
    """An Open Inference Protocol request with many payments, whose income is not as it was."""
    table = sample(FRAUD, *DRIFTED, drift=2.0)
    numbers = [(one.name, "FP32") for one in FRAUD.numbers]
    words = [(one.name, "BYTES") for one in FRAUD.words]
    inputs = [
        {
            "name": name,
            "datatype": datatype,
            "shape": [table.num_rows, 1],
            "data": table.column(name).to_pylist(),
        }
        for name, datatype in (*numbers, *words)
    ]
    path.write_text(json.dumps({"inputs": inputs}), encoding="utf-8")
