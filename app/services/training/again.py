"""What `train.pyz` runs: the trainer, given what a version's own code is given.

python train.pyz --data FILE --parameters FILE --seed NUMBER --out FOLDER
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from app.errors import AppError
from app.services.training.child import train
from app.services.training.spec import spec_from_json


def main(arguments: Sequence[str]) -> int:
    """Train once more, into an empty folder."""
    parser = argparse.ArgumentParser(prog="train.pyz")
    for name in ("--data", "--parameters", "--seed", "--out"):
        parser.add_argument(name, required=True)
    given = parser.parse_args(arguments)
    described = json.loads(Path(given.parameters).read_text(encoding="utf-8"))
    spec = spec_from_json({**described, "data_path": given.data, "data_sha256": ""})
    try:
        train(replace(spec, seed=int(given.seed)), Path(given.out))
    except AppError as error:
        sys.stderr.write(f"{error.message}\n")
        return 2
    return 0
