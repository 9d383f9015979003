"""`modelward --json demo --headless` on data unlike its own: wholly done, or one sentence."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from app.services.demo.stage import remove
from tests.journeys.command_line import CommandLine
from tests.journeys.odd_tables import TABLES, TELLS_ITSELF
from tests.shared_data import shared_folder

LIMIT_S = 60.0
START_S = 10.0  # of Python itself, before the command's own clock begins
TOLERANCE = 1e-5
AROUND = ("Prepare the bank", "Register and submit", "Ask over HTTP")
GERMAN = shared_folder("german-credit")
GERMAN_COLUMNS = (
    "account", "months", "history", "purpose", "amount", "savings", "employed since",
    "rate", "status and sex", "debtors", "resident since", "property", "age", "other plans",
    "housing", "credits", "job", "dependants", "telephone", "foreign worker", "risk",
)  # fmt: skip


@pytest.fixture(scope="module")
def bank_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One demo for all tables: to make it takes longer than most of them."""
    home = tmp_path_factory.mktemp("any data")
    yield home
    remove(home / "demo")


@pytest.fixture
def demo(
    bank_home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> CommandLine:
    monkeypatch.setenv("MODELWARD_HOME", str(bank_home))
    for name in ("MODELWARD_WORKSPACE", "MODELWARD_AS"):
        monkeypatch.delenv(name, raising=False)
    return CommandLine(None, bank_home, capsys)


@pytest.fixture
def own_demo(modelward_home: CommandLine) -> Iterator[CommandLine]:
    """A demo that is not made yet."""
    yield modelward_home
    remove(modelward_home.home / "demo")


def german_credit(path: Path) -> Path:
    """A copy of the public data with the header that the file has not."""
    assert GERMAN is not None
    rows = (GERMAN / "german.data").read_text(encoding="utf-8")
    path.write_text("\t".join(GERMAN_COLUMNS) + "\n" + rows, encoding="utf-8")
    return path


def check_answer(found: Mapping[str, Any], outputs: tuple[str, ...]) -> None:
    """Released by different people, and what is served is what was approved."""
    assert found["outcome"] == "DEPLOYED", found["reason"]
    assert found["verdict"] in ("PASS", "WARN", "FAIL", "INSUFFICIENT_DATA")
    assert (found["verdict"] == "FAIL") <= bool(found["failed"])
    assert set(found["failed"]) == set(found["waived"])
    accepted = {one.split(":")[0] for one in found["people"] if one.endswith(": accept")}
    assert len(accepted) >= 2
    assert "sanne" not in accepted
    assert found["serving"]["outputs_checked"] == [*outputs]
    assert found["serving"]["max_difference"] <= TOLERANCE
    assert [one["step"] for one in found["steps"] if one["step"] in AROUND] == [*AROUND]
    assert all(one["seconds"] >= 0 for one in found["steps"])


@pytest.mark.slow
@pytest.mark.skipif(GERMAN is None, reason="the German credit data are not beside the repository")
def test_german_credit_is_trained_governed_and_served_within_a_minute(
    own_demo: CommandLine, tmp_path: Path
) -> None:
    data = str(german_credit(tmp_path / "german credit.csv"))
    order = ("--json", "demo", "--headless", "--data", data, "--label", "risk")

    begun = time.perf_counter()
    first = own_demo.process(*order, "--protected", "age", "--positive", "2")
    wall_s = time.perf_counter() - begun
    begun = time.perf_counter()
    again = own_demo.process(*order, "--protected", "age", "--positive", "2")
    wall_again_s = time.perf_counter() - begun

    assert (first.code, again.code) == (0, 0), first.err + again.err
    found, second = first.document, again.document
    assert wall_s < LIMIT_S
    assert wall_again_s < LIMIT_S
    assert 0 <= wall_s - found["seconds"] < START_S
    assert sum(one["seconds"] for one in found["steps"]) <= found["seconds"] + 0.1
    check_answer(found, ("probabilities", "score"))
    assert found["serving"]["rows_checked"] == 100
    assert (found["repeated"], second["repeated"]) == (False, True)
    same = ("process", "model", "outcome", "verdict", "failed", "waived")
    assert {key: second[key] for key in same} == {key: found[key] for key in same}
    assert second["people"] == []
    assert second["serving"]["sha256"] == found["serving"]["sha256"]
    served = own_demo.done("model", "show", "german credit")["versions"]
    placed = own_demo.done("deployment", "list", "german credit")["deployments"]
    assert [one["version"] for one in served] == [1]
    assert [one["stage"] for one in placed] == ["SIT", "PROD"]


@pytest.mark.slow
@pytest.mark.parametrize("name", TABLES)
def test_a_table_unlike_the_demos_own_ends_as_a_serving_model(
    demo: CommandLine, tmp_path: Path, name: str
) -> None:
    table = TABLES[name]
    data = tmp_path / f"{name}.csv"
    table.write(data)

    found = demo.done("demo", "--headless", "--data", str(data), "--label", table.label)

    check_answer(found, table.outputs)
    assert found["seconds"] < LIMIT_S


@pytest.mark.slow
@pytest.mark.parametrize("name", TELLS_ITSELF)
def test_a_table_that_can_not_be_learned_ends_with_a_sentence_and_a_next_step(
    demo: CommandLine, tmp_path: Path, name: str
) -> None:
    table, words, next_step = TELLS_ITSELF[name]
    data = tmp_path / f"{name}.csv"
    table.write(data)

    answer = demo("demo", "--headless", "--data", str(data), "--label", table.label)

    found = answer.document
    if "error" in found:  # refused before anything was kept
        assert answer.code == 2
        told = f"{found['error']['message']} {found['error']['hint']}"
    else:
        assert (answer.code, found["outcome"], found["serving"]) == (1, "FAILED", None)
        told = found["reason"]
    assert words in told
    assert next_step in told
    assert "\n" not in told
    assert "Traceback" not in answer.err


# Whoever runs the tests in the background of a shell has made all they start deaf to interrupts.
LISTENING = ("env", "--default-signal=INT")


@pytest.mark.slow
def test_an_interrupted_demo_says_so_in_one_document_and_goes_on_when_it_is_called_again(
    own_demo: CommandLine, tmp_path: Path
) -> None:
    data = tmp_path / "late.csv"
    table = TABLES["yes and no"]
    table.write(data)
    order = ("--json", "demo", "--headless", "--data", str(data), "--label", table.label)
    with subprocess.Popen(
        [*LISTENING, *own_demo.argv(*order)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=own_demo.environment(),
    ) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if "the life cycle runs" in line:
                break
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)

    assert process.returncode == 130, err
    told = json.loads(out)["error"]
    assert (told["title"], told["message"]) == ("Interrupted", "Interrupted.")
    assert told["hint"]
    assert told["blockers"] == []
    assert "Traceback" not in err

    found = own_demo.process(*order)
    assert found.code == 0, found.err
    check_answer(found.document, table.outputs)
