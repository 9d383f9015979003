"""The demo's past is whole, or there is none."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.errors import AppError
from app.services.commands.assets import NewAsset
from app.services.demo.bank import FRAUD, MODELS
from app.services.demo.history import History
from app.services.demo.made_models import trained
from app.services.demo.making import has_history
from app.services.demo.preparing import prepare
from app.services.demo.stage import StoryClock, end_runtimes
from app.services.digests import digest_file
from tests.machine import machine


@pytest.mark.slow
def test_a_past_whose_release_ends_otherwise_is_an_error_and_no_lesser_bank(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MODELWARD_HOME", str(tmp_path))
    monkeypatch.setattr(History, "_add_runtimes", lambda _self: None)
    folder = tmp_path / "demo"
    try:
        with pytest.raises(AppError, match=r"hmrm v3 ended with “FAILED” instead of “DEPLOYED”"):
            prepare(folder)
    finally:
        end_runtimes(folder)

    assert not has_history(folder)


def test_a_model_of_the_bank_comes_out_equal_from_what_is_kept_with_it(tmp_path: Path) -> None:
    """Its code alone, without the product; and its commit is one that Git reads."""
    settings, clock = machine(home=tmp_path / "home"), StoryClock(datetime.now(UTC))
    scratch, again = tmp_path / "scratch", tmp_path / "again"
    for folder in (scratch, again):
        folder.mkdir()
    fraud = next(one for one in MODELS if one.name == "cc-fraud")
    made, later = (
        trained(settings, clock, fraud, FRAUD, seed=seed, scratch=scratch) for seed in (12, 13)
    )
    trained(settings, clock, fraud, FRAUD, seed=12, scratch=scratch)
    kept = {one.path: one for one in made.assets}
    for name in ("train.py", "training.json"):
        (again / name).write_bytes(content_of(kept[name]))
    data = settings.store_folder("data") / "cc-fraud" / "12" / "data.parquet"
    commits = []
    for one in (later, made):
        assert one.training is not None
        commits.append(one.training["commit_ref"])
    assert made.training is not None

    given = ["--data", data, "--parameters", again / "training.json", "--seed", "12"]
    command = [sys.executable, "-I", again / "train.py", *given, "--out", again]
    subprocess.run([*map(str, command)], check=True, capture_output=True, cwd=again)

    assert (again / "model.onnx").read_bytes() == made.model != later.model
    metrics = json.loads((again / "metrics.json").read_text())
    assert metrics["holdout"] == made.training["metrics"]
    assert 0.8 < metrics["holdout"]["auc"] < 1.0
    assert digest_file(data) == made.training["data_digests"]["data"]
    place = settings.store_folder("repositories") / "cc-fraud.git"

    def git(*arguments: str) -> str:
        asked = ["git", f"--git-dir={place}", *arguments]
        return subprocess.run(asked, check=True, capture_output=True, text=True).stdout

    assert git("fsck", "--strict", "--no-dangling") == ""
    told = git("log", "--format=%H %an", "main").splitlines()[1:]
    assert told == [f"{one} Sanne de Vries" for one in commits]
    assert git("show", f"{made.training['commit_ref']}:train.py").encode() == content_of(
        kept["train.py"]
    )


def content_of(asset: NewAsset) -> bytes:
    assert isinstance(asset.source, bytes)
    return asset.source


def test_what_makes_the_past_loads_nothing_heavy_that_it_may_not_need() -> None:
    heavy = ["pandas", "onnxruntime", "onnx", "scipy", "keyring", "PySide6"]
    code = (
        "import sys, app.services.demo.preparing;"
        f"print([name for name in {heavy} if name in sys.modules])"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
