"""T5. A compliance officer proves what ran on a past day, and hands it over."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.verifier.__main__ import BROKEN, INTACT
from tests.journeys.command_line import ROOT
from tests.journeys.window.conftest import Noorderbank
from tests.journeys.window.proofs import (
    place_of_change,
    repacked,
    require_tampering_named,
    tampered,
)

pytestmark = [pytest.mark.slow]

V12_SERVED = timedelta(days=100)


def verified(proof: Path) -> Any:
    """What the program that stands alone says of it."""
    done = subprocess.run(
        [sys.executable, "-m", "app.verifier", "--json", str(proof)],
        capture_output=True, text=True, cwd=ROOT, check=False, timeout=60,
    )  # fmt: skip
    found = json.loads(done.stdout)
    assert done.returncode == (INTACT if found["intact"] else BROKEN), done.stdout + done.stderr
    return found


def test_what_served_on_a_day_is_read_verified_and_handed_over(noorderbank: Noorderbank) -> None:
    home = noorderbank.home  # of the person too: what is handed over is proposed there
    day = datetime.now(UTC) - V12_SERVED
    question = f"= cc-fraud {day:%Y-%m-%d}"
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
        jo.wait_for_title(f"cc-fraud › {day:%-d %B %Y}: v12 on ")
        jo.see("as of that day")
        ask("verify")
        jo.see("verified")
        jo.press("p")
        jo.wait_for_title("Export proof")
        jo.see_main_button()
        jo.see("proof")
        jo.press("ctrl+Return")
        jo.wait_for_title("Sign: ")
        jo.see("signature")
        jo.press("ctrl+Return")
        proof = jo.wait_until("proof", lambda: next(home.glob("cc-fraud-proof-*.zip"), None))
        jo.see("handed over")
        jo.press("Escape")
        keys = jo.keys - len(typed)

        assert jo.clicks == 0
        assert keys <= 8
    require_tampering_named(proof)
    good, again, bad = (verified(one) for one in (proof, repacked(proof), tampered(proof)))
    assert (good["intact"], good["broken"]) == (True, [])
    # The program knows the archive too, which the thirty lines don't look at.
    assert {one["kind"] for one in again["broken"]} == {"container changed"}
    assert not bad["intact"]
    assert ("leaves.txt", place_of_change(proof)) in {
        (one["member"], one["position"]) for one in bad["broken"]
    }
