"""What libraries would keep or send about the people who use the product, they don't."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.journeys.command_line import ROOT

USERS = {
    "runtime": "import app.services.runtime_server.serve",
    "training": "import app.services.training.child",
    "intake": "from app.services.intake import onnx_child; onnx_child._session(MODEL)",
    "demo": "import app.services.demo.main_job",
}


@pytest.mark.parametrize("code", USERS.values(), ids=USERS)
def test_the_onnx_runtime_writes_nothing_into_the_home_folder(tmp_path: Path, code: str) -> None:
    start = "from tests.model_folders import Scorer; MODEL = Scorer().onnx(); "
    environment = {k: v for k, v in os.environ.items() if k != "ORT_DISABLE_TELEMETRY"}
    given = {"HOME": str(tmp_path), "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": ""}

    subprocess.run([sys.executable, "-c", start + code], env=environment | given, check=True)

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
