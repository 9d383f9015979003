"""The demo has a batch of today that nobody has measured: with it a person ends its alerts."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.command_line.main import run
from app.services.demo.making import FILE
from tests.made_demo import copied


def said(capsys: pytest.CaptureFixture[str], place: Path, *words: str) -> str:
    capsys.readouterr()
    code = run(["--as", "tom", "--workspace", str(place), *words], lambda _place, _person: 0)
    found = capsys.readouterr()
    assert code == 0, found.err
    return found.out


def test_who_measures_the_batch_of_today_ends_the_alerts_by_proof(
    made_demo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with copied(made_demo, tmp_path) as folder:
        place = folder / FILE
        before = said(capsys, place, "alert", "list")

        measured = said(capsys, place, "monitor", "run", "Daily drift and performance")
        after = said(capsys, place, "alert", "list")

    assert "income" in before
    assert "disparate impact" in before.casefold().replace("_", " ")
    assert "FAIL" not in measured
    assert "No alerts" in after
