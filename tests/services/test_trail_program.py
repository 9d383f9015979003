"""`modelward-verify` as an outsider runs it: one file, and words for whatever is wrong."""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from app.verifier import __main__ as verifier
from app.verifier.__main__ import check_file
from tests.proof_kit import lines
from tests.services import test_trail_proof
from tests.services.test_trail_proof import Sample, check_bytes, spans

VERIFIER = Path(verifier.__file__)

sample = test_trail_proof.sample


def run_alone(tmp_path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The verifier as one copied file, without the product in reach."""
    copy = tmp_path / "modelward_verify.py"
    shutil.copyfile(VERIFIER, copy)
    return subprocess.run(
        [sys.executable, "-I", str(copy), *arguments],
        capture_output=True, text=True, cwd=tmp_path, timeout=120, check=False,
    )  # fmt: skip


def test_the_verifier_runs_as_one_file(sample: Sample, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.zip", tmp_path / "bad.zip"
    good.write_bytes(sample.full)
    start, size = spans(sample.full)["texts.txt"]
    changed = bytearray(sample.full)
    changed[start + size // 2] ^= 1
    bad.write_bytes(changed)

    intact = run_alone(tmp_path, str(good))
    told = run_alone(tmp_path, "--json", str(good))
    broken = run_alone(tmp_path, "--json", str(bad))

    assert (intact.returncode, told.returncode, broken.returncode) == (0, 0, 4)
    assert "INTACT" in intact.stdout
    answer = json.loads(told.stdout)
    assert answer["intact"] is True
    assert answer["broken"] == []
    assert answer["events"] == len(lines(sample.full, "leaves.txt"))
    first = json.loads(broken.stdout)["broken"][0]
    assert first["member"] == "texts.txt"
    assert {"position", "kind", "expected", "found", "record"} <= first.keys()


def test_a_broken_proof_says_what_its_words_mean_and_what_to_do(
    sample: Sample, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.zip"
    start, size = spans(sample.full)["leaves.txt"]
    changed = bytearray(sample.full)
    changed[start + size // 2] ^= 1
    bad.write_bytes(changed)

    told = run_alone(tmp_path, str(bad)).stdout.splitlines()

    headline = next(one for one in told if one.startswith("BROKEN"))
    assert headline == "BROKEN in 2 places: rely on nothing in this file until that is explained."
    words = told[told.index("What these words mean:") + 1 :]
    assert words[0] == "  leaves.txt: the events of the trail, one in each record"
    assert words[2] == "  changed: these are not the bytes that were sealed and signed"
    assert words[3].startswith("Keep this file and ask for the proof again")
    assert "What these words mean:" not in run_alone(tmp_path, str(whole(sample, tmp_path))).stdout


def whole(sample: Sample, folder: Path) -> Path:
    path = folder / "good.zip"
    path.write_bytes(sample.full)
    return path


def test_each_word_for_what_is_wrong_is_explained() -> None:
    """The second word of each break that is told, and the first of each fault that is returned."""
    told = set()
    for node in ast.walk(ast.parse(VERIFIER.read_text())):
        word = None
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            word = node.args[1] if node.func.attr == "tell" and len(node.args) > 1 else None
        elif isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple):
            word = node.value.elts[0]
        if isinstance(word, ast.Constant):
            told.add(word.value)

    assert {"changed", "re-chained", "record added"} <= told
    assert told == verifier.MEANS.keys()


def test_many_breaks_are_told_in_part_and_counted(sample: Sample, tmp_path: Path) -> None:
    report = check_file(whole(sample, tmp_path))
    for n in range(70):
        report.tell("leaves.txt", "changed", "one", "another", n + 1, n)

    text = verifier._as_text(report)

    assert "BROKEN in 70 places:" in text
    assert "  and 20 more; --json lists them." in text


def test_what_is_sent_in_the_place_of_a_proof_is_called_by_its_name(
    sample: Sample, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    packed = tmp_path / "packed.zip"
    with (
        zipfile.ZipFile(whole(sample, tmp_path)) as source,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            target.writestr(name, source.read(name))
    said = {}
    for name, content in {
        "empty": b"",
        "page": b"%PDF-1.4\n",
        "room": b"modelward-room-1\n{}",
        "cut off": sample.full[: len(sample.full) // 2],
        "packed": packed.read_bytes(),
    }.items():
        path = tmp_path / "sent"
        path.write_bytes(content)
        assert verifier.main([str(path)]) == verifier.BAD_INPUT
        said[name] = capsys.readouterr().err

    assert "is empty" in said["empty"]
    assert "This is a PDF" in said["page"]
    assert "review room" in said["room"]
    assert "cut off" in said["cut off"]
    assert "packed anew" in said["packed"]


# Of a name that no text has, the mark in its place is three times as long: no header holds it.
LONG_NAME = (
    verifier.LOCAL.pack(b"PK\3\4", 20, 0x800, 0, 0, 33, 0, 0, 0, 65_535, 0) + b"\xff" * 65_535
)
NO_PROOFS = (b"", b"PK\5\6" + bytes(18), b"no zip at all", b"\0" * 4096, LONG_NAME)
MANY = verifier.LOCAL.pack(b"PK\3\4", 20, 0x800, 0, 0, 33, 0, 0, 0, 0, 0) * 70_000


def test_a_name_that_no_text_has_is_told_of_a_proof(sample: Sample, tmp_path: Path) -> None:
    report = check_bytes(LONG_NAME + sample.full, tmp_path)

    assert {one.kind for one in report.broken} >= {"container changed"}


@pytest.mark.parametrize("content", [*NO_PROOFS, MANY, MANY + b"PK\5\6" + bytes(18)])
def test_what_is_no_proof_is_said_so(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "some.zip"
    path.write_bytes(content)

    assert verifier.main([str(path)]) == 2
    assert verifier.main([str(tmp_path / "nothing.zip")]) == 2
