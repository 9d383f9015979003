"""What the demo leaves to do: a batch of today to measure, and a life cycle to publish."""

from __future__ import annotations

import json
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.command_line.main import run
from app.services.demo.making import FILE
from tests.made_demo import copied


def said(capsys: pytest.CaptureFixture[str], place: Path, *words: str, as_: str = "tom") -> str:
    capsys.readouterr()
    code = run(["--as", as_, "--workspace", str(place), *words], lambda _place, _person: 0)
    found = capsys.readouterr()
    assert code == 0, found.err
    return found.out + found.err


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


def test_its_runs_were_when_its_calendar_says_and_the_last_one_a_day_ago_at_most(
    made_demo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with copied(made_demo, tmp_path) as folder:
        shown = said(
            capsys, folder / FILE, "--json", "monitor", "show", "Daily drift and performance",
            "--limit", "99",
        )  # fmt: skip

    runs = [datetime.fromisoformat(one["fire_at"]) for one in json.loads(shown)["runs"]]
    assert len(runs) == 28
    assert {one.astimezone(ZoneInfo("Europe/Amsterdam")).time() for one in runs} == {time(5)}
    assert datetime.now(UTC) - max(runs) < timedelta(hours=26)


def test_a_life_cycle_waits_there_to_be_read_and_published(
    made_demo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with copied(made_demo, tmp_path) as folder:
        place = folder / FILE
        waits = said(capsys, place, "template", "list")
        published = said(capsys, place, "template", "publish", "registry-promotion", as_="aisha")

    assert "in_review" in waits
    assert "“Test where it is staged” (user task) [accept_test]" in published
    assert "3 days → 2 days" in published
