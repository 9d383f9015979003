"""The user guide's main job, typed as it stands."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from app.services.runtime_process import stop
from tests.journeys.command_line import ROOT


@pytest.mark.slow
def test_the_main_job_can_be_typed_as_the_guide_writes_it(tmp_path: Path) -> None:
    guide = (ROOT / "docs" / "user-guide.md").read_text(encoding="utf-8")
    part = guide[guide.index("## The main job") : guide.index("Without a folder, data and a label")]
    typed = "\n".join(re.findall(r"```\n(.*?)```", part, re.DOTALL))
    programs = tmp_path / "bin"
    programs.mkdir()
    for name, module in (("modelward", "app"), ("modelward-verify", "app.verifier")):
        program = programs / name
        program.write_text(
            f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m {module} "$@"\n'
        )
        program.chmod(0o755)
    folder = tmp_path / "work"
    folder.mkdir()

    try:
        done = subprocess.run(
            ["bash", "-c", f"set -e -o pipefail\n{typed}"],
            cwd=folder,
            env=os.environ | {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"},
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        for name in ("sit-1", "prod-1"):
            stop(folder / "modelward-home" / "runtimes" / name)

    assert done.returncode == 0, done.stdout + done.stderr
    for said in (
        "cc-fraud:1 is registered.",
        "accept by aisha (risk_officer), accept by jo (compliance)",
        '"model_name":"cc-fraud"',
        "600 current rows.",
        "Verdict: FAIL",
        "disparate_impact 0.755 on age_band=51+",  # as the guide says
        "Alert 1 is escalated to mark.",
        "Finding 1 is open.",
        "Complies with the policy",
        "The trail is intact.",
        "INTACT: every byte is what was signed.",
        "Unsigned       2 acts of people",
    ):
        assert said in done.stdout
    (waiting,) = re.findall(r"proof\.zip holds .* not in it, (\d+) w", done.stdout)
    assert waiting == "1"  # that Jo verified it; all before was sealed
