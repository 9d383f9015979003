"""`modelward demo --headless`: the main job on given data, told in the shape of the contract."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from app.services.demo.making import FILE
from app.services.demo.stage import remove
from app.services.runtime_process import find_running
from tests.journeys.command_line import CommandLine
from tests.journeys.test_command_line_main_job import write_data

KEYS = {"process", "outcome", "verdict", "failed", "waived", "steps", "serving"}


@pytest.fixture
def demo(modelward_home: CommandLine) -> Iterator[CommandLine]:
    """The demo in a folder of its own; its runtimes are ended."""
    yield modelward_home
    remove(modelward_home.home / "demo")


@pytest.mark.slow
def test_the_demo_serves_what_it_learned_and_does_nothing_twice(
    demo: CommandLine, tmp_path: Path
) -> None:
    data = str(write_data(tmp_path / "payments.csv"))

    first = demo.done("demo", "--headless", "--data", data, "--label", "label")
    assert set(first) >= KEYS
    assert first["outcome"] == "DEPLOYED"
    assert set(first["failed"]) == set(first["waived"])
    assert set(first["serving"]) >= {"version", "runtime", "prediction"}
    assert all(set(step) >= {"step", "state", "seconds"} for step in first["steps"])
    assert [*first["failed_verdicts"]] == first["failed"]

    again = demo.done("demo", "--headless", "--data", data, "--label", "label")
    assert again["process"] == first["process"]
    text = demo("demo", "--headless", "--data", data, "--label", "label", is_json=False).out
    for rule, verdict in first["failed_verdicts"].items():
        assert f"{rule} ({verdict})" in text
    placed = demo.done("deployment", "list", "payments")["deployments"]
    assert [one["stage"] for one in placed] == ["SIT", "PROD"]

    folder = demo.home / "demo"
    found = [find_running(one) for one in (folder / "runtimes").glob("*")]
    served = [one.url for one in found if one is not None]
    removed = demo.done("demo", "--remove")
    assert removed == {"folder": str(folder), "removed": True}
    assert not folder.exists()
    assert served
    for url in served:
        with pytest.raises(requests.ConnectionError):
            requests.get(f"{url}/v2/health/live", timeout=10)


def test_a_demo_that_is_not_there_is_not_made_to_be_removed(modelward_home: CommandLine) -> None:
    both = modelward_home("demo", "--remove", "--reset")
    said = modelward_home("demo", "--remove", is_json=False).out

    assert both.code == 2
    assert "There is no demo in" in said
    assert not (modelward_home.home / "demo").exists()


def test_a_folder_that_stays_is_not_said_to_be_removed(modelward_home: CommandLine) -> None:
    folder = modelward_home.home / "demo"
    folder.mkdir(parents=True)
    (folder / "letter.txt").write_text("not the demo's")

    answer = modelward_home("demo", "--remove")

    assert answer.code == 2
    assert "letter.txt stays" in answer.document["error"]["message"]


def test_what_stays_of_the_demo_is_said_in_dutch(modelward_home: CommandLine) -> None:
    folder = modelward_home.home / "demo"
    folder.mkdir(parents=True)
    (folder / "brief.txt").write_text("not the demo's")
    remove = ("demo", "--remove", "--language", "nl")

    some = modelward_home(*remove, is_json=False).err
    (folder / FILE).write_text("no database")
    all_of_it = modelward_home(*remove, is_json=False).err

    assert "De demo kon niet helemaal worden verwijderd: brief.txt blijft staan." in some
    assert f"verwijder dan {folder}." in some
    assert "is geen demo, dus er wordt niets van verwijderd." in all_of_it


@pytest.mark.slow
def test_a_strict_demo_ends_rejected_where_a_rule_fails(demo: CommandLine, tmp_path: Path) -> None:
    data = str(write_data(tmp_path / "payments.csv"))

    answer = demo(
        "demo", "--headless", "--strict", "--data", data, "--label", "label",
        "--protected", "country",
    )  # fmt: skip

    assert answer.code == 1
    assert answer.document["outcome"] == "REJECTED"
    assert answer.document["failed"]
    assert answer.document["waived"] == []
    assert answer.document["serving"] is None


@pytest.mark.slow
def test_a_demo_that_did_not_deploy_ends_with_exit_code_1(
    demo: CommandLine, tmp_path: Path
) -> None:
    data = str(write_data(tmp_path / "payments.csv", rows=3))

    answer = demo("demo", "--headless", "--data", data, "--label", "label")

    assert answer.code == 1
    assert answer.document["outcome"] == "FAILED"
    assert answer.document["reason"]


@pytest.mark.slow
def test_after_the_demo_the_command_line_reaches_its_runtimes_and_their_scoring_log(
    demo: CommandLine, tmp_path: Path
) -> None:
    data = str(write_data(tmp_path / "payments.csv"))
    demo.done("demo", "--headless", "--data", data, "--label", "label")

    runtime = demo.done("runtime", "check", "prod-eu-2")
    run = demo.done("--as", "tom", "monitor", "run", "payments/Scoring log PROD")

    assert runtime["live"]
    assert "payments" in [one["name"] for one in runtime["models"]]
    assert run["verdict"] != "ERROR", run
    assert run["rows"]["current"] > 0
    assert not (demo.home / "runtimes").exists()
