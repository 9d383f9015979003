"""A model that was made elsewhere is trained again by its own code, libraries, data and seed."""

from __future__ import annotations

import csv
import json
import random
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from app.services.reproducing import confine
from tests.journeys.command_line import CommandLine
from tests.journeys.test_command_line_reproduce import again, numbers, parts, service
from tests.trail_kit import tamper
from tests.wheels import wheel_of, write_wheel

pytestmark = pytest.mark.skipif(
    not confine.is_possible(), reason="needs Linux with Landlock and seccomp"
)
CODE = """
import argparse, csv, json, pathlib, pickle, random
from averages import average

parser = argparse.ArgumentParser()
for name in ("--data", "--parameters", "--seed", "--out"):
    parser.add_argument(name, required=True)
given = parser.parse_args()
with open(given.data, newline="") as file:
    rows = list(csv.DictReader(file))
random.seed(int(given.seed))
chosen = random.sample(rows, json.load(open(given.parameters))["rows"])
found = average([float(row["income"]) for row in chosen])
out = pathlib.Path(given.out)
(out / "model.pkl").write_bytes(pickle.dumps({"limit": found}, protocol=4))
(out / "metrics.json").write_text(json.dumps({"limit": found, "rows": len(chosen)}))
"""
AVERAGES = {
    "1.0": "def average(values):\n    return sum(values) / len(values)\n",
    "2.0": "def average(values):\n    return sorted(values)[len(values) // 2]\n",
}


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where pip finds the bank's own library, and nothing else."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    for version, code in AVERAGES.items():
        write_wheel(folder, "averages", version, {"averages.py": code})
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


@pytest.fixture
def limit(tmp_path: Path, house: Path) -> Path:
    """A model as somebody brings it: made by its code, with all that made it."""
    folder = tmp_path / "limit"
    folder.mkdir()
    drawn = random.Random(1)
    with (folder / "train.csv").open("w", newline="") as file:
        rows = [[f"{drawn.gauss(50, 10):.2f}", drawn.choice(["yes", "no"])] for _ in range(200)]
        csv.writer(file).writerows([["income", "late"], *rows])
    (folder / "train.py").write_text(CODE)
    (folder / "training.json").write_text(json.dumps({"rows": 40, "seed": 5}))
    (folder / "requirements.txt").write_text("averages==1.0\n")
    (folder / "README.md").write_text("# Limit\n\nThe mean income of 40 customers.\n")
    subprocess.run(
        [
            sys.executable, "train.py", "--data", "train.csv", "--parameters", "training.json",
            "--seed", "5", "--out", ".",
        ],
        cwd=folder, check=True, env={"PYTHONPATH": str(wheel_of(house, "averages", "1.0"))},
    )  # fmt: skip
    return folder


def register(modelward: CommandLine, limit: Path) -> None:
    modelward.done("model", "register", str(limit), "--name", "limit", by="sanne")


def test_its_own_code_trains_it_again_with_the_pinned_libraries(
    modelward: CommandLine, limit: Path
) -> None:
    register(modelward, limit)
    with service(modelward):
        answer = again(modelward, "training", "limit:1")

        assert answer.code == 0, answer.out + answer.err
        found = answer.document
        assert found["verdict"] == "equal", found["why"]
        assert set(numbers(answer)) == {"limit", "rows", "model.pkl"}
        assert parts(answer) == {
            "code": "same", "python": "not_pinned", "data": "same", "lock": "same",
            "libraries": "same", "seed": "same",
        }  # fmt: skip
        assert "Libraries installed for this run, as pinned: 1." in found["why"]
        told = modelward.done("lineage", "limit:1", by="lin")["events"]
        ended = [one for one in told if one["facts"].get("kind") == "reproduce_training"]
        assert ended[-1]["facts"]["verdict"] == "equal"


def test_another_model_than_its_code_makes_is_told_by_its_numbers(
    modelward_file: CommandLine, limit: Path
) -> None:
    (limit / "train.py").write_text(CODE.replace("found = ", "found = 1 + "))
    register(modelward_file, limit)

    answer = again(modelward_file, "training", "limit:1")

    assert (answer.code, answer.document["verdict"]) == (1, "different")
    assert numbers(answer)["limit"]["difference"] == pytest.approx(1.0)
    assert "limit was" in answer.document["why"]
    made = numbers(answer)["model.pkl"]
    assert made["now"] not in (None, made["then"])


def test_what_it_lacks_is_named(modelward_file: CommandLine, limit: Path, house: Path) -> None:
    """No library to be had: it says so, and what the code said without it."""
    wheel_of(house, "averages", "1.0").unlink()
    register(modelward_file, limit)

    answer = again(modelward_file, "training", "limit:1")

    assert (answer.code, answer.document["verdict"]) == (2, "not_possible")
    assert "No module named 'averages'" in answer.document["why"]
    assert "No matching distribution found for averages==1.0" in answer.document["why"]
    assert parts(answer)["libraries"] == "other"


def test_a_file_that_its_code_does_not_make_is_named(
    modelward_file: CommandLine, limit: Path
) -> None:
    (limit / "train.py").write_text(CODE.replace('"model.pkl"', '"model.bin"'))
    register(modelward_file, limit)

    answer = again(modelward_file, "training", "limit:1")

    assert (answer.code, answer.document["verdict"]) == (1, "different")
    assert answer.document["why"].startswith("model.pkl was not made.")


COPIES = """
import pathlib, shutil, sys
out = pathlib.Path(sys.argv[-1])
for one in pathlib.Path(".").rglob("*"):
    if one.is_file():
        (out / one).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(one, out / one)
        if one.name == "notes.txt":
            shutil.copyfile(one, out / "model.pkl")
"""


def test_code_that_only_copies_is_not_equal(modelward_file: CommandLine, limit: Path) -> None:
    """It is given neither what it measured nor what it made, by whatever name that is kept."""
    (limit / "requirements.txt").unlink()
    (limit / "notes.txt").write_bytes((limit / "model.pkl").read_bytes())
    (limit / "train.py").write_text(COPIES)
    register(modelward_file, limit)

    answer = again(modelward_file, "training", "limit:1")

    assert (answer.code, answer.document.get("verdict")) == (1, "different"), (
        answer.out,
        answer.err,
    )
    assert {name: one["now"] for name, one in numbers(answer).items()} == {
        "limit": None, "rows": None, "model.pkl": None, "notes.txt": None,
    }  # fmt: skip


def test_two_files_of_one_name_are_both_looked_at(modelward_file: CommandLine, limit: Path) -> None:
    """The one that is served can't hide behind the one that the code makes."""
    (limit / "requirements.txt").unlink()
    (limit / "averages.py").write_text(AVERAGES["1.0"])
    (limit / "a").mkdir()
    (limit / "a" / "model.pkl").write_bytes((limit / "model.pkl").read_bytes() + b".")
    register(modelward_file, limit)

    answer = again(modelward_file, "training", "limit:1")

    assert (answer.code, answer.document.get("verdict")) == (1, "different"), (
        answer.out,
        answer.err,
    )
    assert answer.document["why"].startswith("a/model.pkl was not made.")
    assert numbers(answer)["model.pkl"]["difference"] == 0


@pytest.mark.parametrize("content", ['{"rows": 40, "seed": 5, "x": NaN}', "[" * 100_000])
def test_a_training_file_that_says_nothing_is_told(
    content: str, modelward_file: CommandLine, limit: Path
) -> None:
    (limit / "requirements.txt").write_text("==1.0\n")  # nor does this
    (limit / "training.json").write_text(content)
    register(modelward_file, limit)

    answer = again(modelward_file, "training", "limit:1")

    assert (answer.code, answer.document["verdict"]) == (2, "not_possible"), answer.document
    assert "training.json of this version is no JSON object" in answer.document["why"]


CHANGE = """UPDATE {schema}blob_chunk SET data = :data WHERE position = 0 AND sha256 =
    (SELECT sha256 FROM {schema}asset WHERE path = :path)"""


@pytest.mark.parametrize(
    ("path", "part", "rest"),
    [
        ("train.py", "code", {"lock": "same", "libraries": "other"}),
        ("requirements.txt", "lock", {"code": "same", "libraries": "not_known"}),
        ("averages.py", "code", {"lock": "same", "libraries": "other"}),
        ("training.json", "seed", {"code": "same", "lock": "same", "libraries": "other"}),
    ],
)
def test_a_kept_file_that_was_changed_in_the_database_is_told_by_its_part(
    path: str, part: str, rest: dict[str, str], modelward: CommandLine, limit: Path
) -> None:
    (limit / "averages.py").write_text(AVERAGES["1.0"])
    register(modelward, limit)
    kept = sha256((limit / path).read_bytes()).hexdigest()
    tamper(modelward.workspace, CHANGE, data=b"changed", path=path)
    found = sha256(b"changed").hexdigest()

    with service(modelward):
        answer = again(modelward, "training", "limit:1")

    assert (answer.code, answer.document["verdict"]) == (2, "not_possible"), answer.document
    assert answer.document["why"].startswith(
        f"{path} was changed in the database: {kept[:12]}… was kept, {found[:12]}… is found."
        " Nothing was run. Restore the database from a backup."
    )
    shown = {one["name"]: one for one in answer.document["pinned"]}
    same = {"code": "same", "python": "not_pinned", "data": "same", "lock": "same", "seed": "same"}
    if part == "seed":
        assert parts(answer) == same | rest | {"seed": "not_known"}
    else:
        assert parts(answer) == same | rest | {part: "other"}
        assert (shown[part]["then"], shown[part]["now"], shown[part]["where"]) == (
            kept, found, path,
        )  # fmt: skip
