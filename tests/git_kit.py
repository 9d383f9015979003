"""Repositories made by the real program, for tests that register from one."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="there is no git here")
CARD = "# Credit\n"


def run(repository: Path, *words: str) -> str:
    who = (
        "-c",
        "user.name=Ann",
        "-c",
        "user.email=ann@bank.example",
        "-c",
        "init.defaultBranch=main",
    )
    plain = {"PATH": os.environ["PATH"], "HOME": os.devnull, "GIT_CONFIG_GLOBAL": os.devnull}
    command = ["git", *who, "-C", str(repository), *words]
    return subprocess.run(
        command, env=plain, check=True, capture_output=True, text=True
    ).stdout.strip()


def commit(repository: Path, message: str = "x") -> str:
    run(repository, "add", "--all", "--force")
    run(repository, "commit", "--quiet", "--message", message)
    return run(repository, "rev-parse", "HEAD")


def new_repository(folder: Path) -> Path:
    """A repository whose folder `models/credit` was committed once, with a token in its remote."""
    made = folder / "bank models"
    (made / "models" / "credit").mkdir(parents=True)
    run(made, "init", "--quiet")
    run(made, "remote", "add", "origin", "https://ann:s3cret@git.bank.example/models.git?t=s3cret")
    (made / "models" / "credit" / "model_card.md").write_text(CARD)
    (made / "models" / "credit" / "train.py").write_text("pass\n")
    (made / "README.md").write_text("all models\n")
    commit(made)
    return made
