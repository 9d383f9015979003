"""A version that was replaced or retired is run again like any other."""

from __future__ import annotations

import base64
import json
import random
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.models.queries.evidence import latest_release_run
from app.models.queries.reproduction import find_reproduction
from app.models.tables.execution import Placement
from app.models.tables.inventory import ModelVersion, Snapshot
from app.models.tables.monitoring import TestResult
from app.services.commands.reproductions import ask_reproduction, run_key
from app.services.commands.retiring import ask_retirement
from app.services.reproducing import confine
from app.services.reproducing.spec import What
from tests.model_folders import people
from tests.releases import V2, Bank
from tests.stories import REASON


def run_again(bank: Bank, version: ModelVersion, what: What, *, by: str) -> dict[str, Any]:
    key = run_key(bank.workspace.work(by).write(ask_reproduction, version.id, what))

    def is_done() -> bool:
        found = bank.workspace.service.read(find_reproduction, key)
        return found is not None and found.state == "done"

    bank.drive(is_done)
    return dict(bank.workspace.service.read(find_reproduction, key).answer)


def test_a_replaced_version_stays_reproducible(bank: Bank, tmp_path: Path) -> None:
    second = bank.submit(bank.register(tmp_path / "v2", scorer=V2))
    assert bank.release(second) == "DEPLOYED"
    assert bank.serving() == [2]
    with bank.workspace.service.reading() as session:
        first = session.scalars(select(ModelVersion).where(ModelVersion.version == 1)).one()
        places = session.scalars(select(Placement).where(Placement.version_id == first.id)).all()
        snapshot = session.scalars(select(Snapshot).where(Snapshot.version_id == first.id)).one()
        tests_before = latest_release_run(session, snapshot.id)
        results = len(session.scalars(select(TestResult)).all())
    assert tests_before is not None
    assert places
    assert not [one for one in places if one.state in ("promised", "in_place")]

    evaluated = run_again(bank, first, What.EVALUATION, by="jo")
    assert (evaluated["verdict"], evaluated["version"]) == ("equal", 1), evaluated["why"]
    names = {one["name"] for one in evaluated["compared"]}
    assert any(name.endswith(", verdict") for name in names)
    scored = run_again(bank, first, What.SCORING, by="sanne")
    assert scored["verdict"] == "within_tolerance", scored["why"]

    with bank.workspace.service.reading() as session:
        run = latest_release_run(session, snapshot.id)
        assert run is not None
        assert run.id == tests_before.id  # gates and evidence rest on what they did
        assert len(session.scalars(select(TestResult)).all()) == results
    assert bank.serving() == [2]


CODE = """
import argparse, base64, json, pathlib, random
import pyarrow.parquet

parser = argparse.ArgumentParser()
for name in ("--data", "--parameters", "--seed", "--out"):
    parser.add_argument(name, required=True)
given = parser.parse_args()
rows = pyarrow.parquet.read_table(given.data).to_pylist()
random.seed(int(given.seed))
chosen = random.sample(rows, json.load(open(given.parameters))["rows"])
out = pathlib.Path(given.out)
(out / "model.onnx").write_bytes(base64.b64decode("{model}"))
mean = sum(row["income"] for row in chosen) / len(chosen)
(out / "metrics.json").write_text(json.dumps({{"mean_income": mean}}))
"""


@pytest.mark.skipif(not confine.is_possible(), reason="needs Linux with Landlock and seccomp")
def test_a_retired_version_is_trained_tested_and_scored_again(bank: Bank, tmp_path: Path) -> None:
    """Its own code trained it; after it left every stage, all three give what they gave."""
    code = CODE.format(model=base64.b64encode(V2.onnx()).decode())
    chosen = random.Random(5).sample([float(row[0]) for row in people(600, 1)], 40)
    extra = {
        "train.py": code,
        "training.json": json.dumps({"rows": 40, "seed": 5}),
        "metrics.json": json.dumps({"mean_income": sum(chosen) / 40}),
    }
    registered = bank.submit(bank.register(tmp_path / "v2", scorer=V2, extra=extra))
    assert bank.release(registered) == "DEPLOYED"
    with bank.workspace.service.reading() as session:
        second = session.get_one(ModelVersion, registered.version_id)
    tom, signer = bank.workspace.work("tom"), bank.workspace.signer("tom")
    tom.write(ask_retirement, second.id, reason=REASON, seen=None, signer=signer)
    bank.drive(lambda: bank.serving() == [])

    found = {what: run_again(bank, second, what, by="jo") for what in What}

    told = {what: (one["verdict"], one["version"]) for what, one in found.items()}
    assert told == {
        What.TRAINING: ("within_tolerance", 2), What.EVALUATION: ("equal", 2),
        What.SCORING: ("within_tolerance", 2),
    }, [one["why"] for one in found.values()]  # fmt: skip
    trained = {one["name"]: one["difference"] for one in found[What.TRAINING]["compared"]}
    assert (trained["mean_income"], trained["model.onnx"]) == (0, 0), trained
    # By Python then, by ONNX now.
    assert trained.keys() - {"mean_income", "model.onnx"} == {"score of 20 reference rows"}
    assert bank.serving() == []
