"""The demo's past is whole, or there is none."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from app.errors import AppError
from app.services.demo.history import History
from app.services.demo.making import has_history
from app.services.demo.preparing import prepare
from app.services.demo.stage import end_runtimes


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


def test_what_makes_the_past_loads_nothing_heavy_that_it_may_not_need() -> None:
    heavy = ["pandas", "onnxruntime", "onnx", "scipy", "keyring", "PySide6"]
    code = (
        "import sys, app.services.demo.preparing;"
        f"print([name for name in {heavy} if name in sys.modules])"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
