"""T5. A compliance officer proves what ran on a past day, and hands it over."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.journeys.command_line import ROOT
from tests.journeys.window.conftest import Noorderbank

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("display")]

V12_SERVED = timedelta(days=100)


def verified(proof: Path) -> subprocess.CompletedProcess[str]:
    """What the program that stands alone says of it."""
    return subprocess.run(
        [sys.executable, "-m", "app.verifier", str(proof)],
        capture_output=True, text=True, cwd=ROOT, check=False, timeout=60,
    )  # fmt: skip


def tampered(proof: Path) -> Path:
    """A copy in which one letter of the events is another."""
    copy = proof.with_name("tampered.zip")
    with zipfile.ZipFile(proof) as source, zipfile.ZipFile(copy, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if b"deployment.deployed" in content:
                content = content.replace(b"deployment.deployed", b"deployment.deplayed", 1)
            target.writestr(name, content)
    assert copy.read_bytes() != proof.read_bytes()
    return copy


def test_what_served_on_a_day_is_read_verified_and_handed_over(
    noorderbank: Noorderbank, tmp_path: Path
) -> None:
    question = f"= cc-fraud {datetime.now(UTC) - V12_SERVED:%Y-%m-%d}"
    proof = tmp_path / "cc-fraud.zip"
    typed = ""
    with noorderbank.sit_down("jo", "T5") as jo:

        def ask(text: str) -> None:
            nonlocal typed
            jo.press("ctrl+k")
            jo.type(text)
            typed += text
            jo.see_chosen_row()  # the database has answered
            jo.see(text.strip("= ").replace(" ", "-"))
            jo.press("Return")

        ask(question)
        jo.wait_for_title("cc-fraud")
        jo.see("as of that day")
        ask("verify")
        jo.see("verified")
        ask("export proof")
        jo.wait_for_title("Export proof")
        jo.see_main_button()
        jo.see("proof")
        jo.press("ctrl+Return")
        jo.wait_for_title("Where the proof goes")
        jo.type(str(proof))
        typed += str(proof)
        jo.see("file")
        jo.press("Return")
        jo.wait_for_title("Sign: ")
        jo.see("signature")
        jo.press("ctrl+Return")
        jo.wait_until("proof", proof.is_file)
        jo.see("handed over")
        jo.press("Escape")
        keys = jo.keys - len(typed)

        assert jo.clicks == 0
        assert keys <= 10
    good, bad = verified(proof), verified(tampered(proof))
    assert good.returncode == 0, good.stdout + good.stderr
    assert bad.returncode != 0
