"""Times on the command line: one form, in UTC with its offset, whichever command says them."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from app import command_line, models, services
from app.command_line.as_of import READS
from app.command_line.output import as_json, moment
from tests.journeys.command_line import CommandLine
from tests.journeys.test_command_line_as_of import fill
from tests.stories import REASON, register

SAID = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d[\d:.]*(?:Z|[+-]\d\d:?\d\d| UTC)?")
FORM = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{6})?\+00:00")
OTHERWISE = re.compile(r"\} ?UTC|%[MS]\}? ?UTC")
FORMATTED = re.compile(r":%[a-zA-Z]|strftime|\.isoformat\(")
SHOWN = (
    "application show Desk", "approval show 1", "approval list --all", "attest show 1",
    "audit verify", "deployment list", "finding show 1", "framework show fair-credit",
    "lineage cc-fraud", "lineage cc-fraud:1 --graph", "model history cc-fraud",
    "model show cc-fraud", "on-call list", "policy show release-thresholds", "process list --all",
    "raci list",
    "registration show 1", "risk show 1", "task list --all", "task show 1", "user requests --all",
    "window list", "workspace info",
)  # fmt: skip


@pytest.fixture
def bank(modelward: CommandLine, tmp_path: Path) -> CommandLine:
    """Something of each kind, an account that is closed, and a decision on a customer."""
    register(modelward.workspace)
    fill(modelward)
    ask = ("user", "request-role", "piet", "operator", "--reason", "He joins the night shift.")
    modelward.done(*ask, "--until", "2099-12-31", by="root")
    modelward.done("user", "close", "lin", "--reason", "Left the bank.", by="root")
    file = tmp_path / "decisions.csv"
    file.write_text(
        "decision_id,model,version,decided_at\n4711,cc-fraud,2,2026-03-01T09:00:00+02:00\n"
    )
    modelward.done("records", "import", str(file), "--application", "Desk", by="sanne")
    return modelward


def said(bank: CommandLine, *words: str) -> list[str]:
    """Every time in the answer, for people and as JSON."""
    text, document = (bank(*words, by="mark", is_json=is_json) for is_json in (False, True))
    for answer in (text, document):
        assert answer.code == 0, (words, answer.out, answer.err)
    told = json.dumps(without_sealed(document.document))
    return SAID.findall(text.out + text.err + told + document.err)


def without_sealed(value: Any) -> Any:
    """All but the facts of events, which are told to the letter, as they were sealed."""
    if isinstance(value, dict):
        return {name: without_sealed(one) for name, one in value.items() if name != "facts"}
    return [without_sealed(one) for one in value] if isinstance(value, list) else value


def test_every_command_says_times_in_one_form(bank: CommandLine) -> None:
    lists = [f"{name} list" for name, words in READS.items() if "list" in words]
    commands = [*lists, *SHOWN, "lineage --decision 4711"]

    times = {command: said(bank, *command.split()) for command in commands}

    wrong = {
        command: [one for one in found if not FORM.fullmatch(one)]
        for command, found in times.items()
    }
    assert {command: found for command, found in wrong.items() if found} == {}
    assert len([command for command, found in times.items() if found]) > len(commands) // 2
    assert "2026-03-01T07:00:00+00:00" in times["lineage --decision 4711"]


def test_a_time_of_another_zone_is_told_as_the_instant_that_it_is(bank: CommandLine) -> None:
    there = datetime.now(timezone(timedelta(hours=2))).replace(microsecond=0) + timedelta(days=2)
    until = there.isoformat()
    assert until.endswith("+02:00")

    snooze = ("alert", "snooze", "1", "--until", until, "--reason", REASON)
    done = bank(*snooze, by="tom", is_json=False)

    assert done.code == 0, done.err
    assert SAID.findall(done.out) == [moment(there)]
    assert moment(there) == there.astimezone(UTC).isoformat()
    assert json.loads(as_json({"at": there})) == {"at": moment(there)}


def test_no_command_words_a_time_by_itself() -> None:
    (folder,) = command_line.__path__
    found = {
        path.name
        for path in Path(folder).glob("*.py")
        if FORMATTED.search(path.read_text(encoding="utf-8"))
    }

    # `output` has the form; `main` dates what it writes into the file of a fault; `values` and
    # `audit` read times.
    assert found <= {"output.py", "main.py", "values.py", "audit.py"}


def test_no_refusal_and_no_record_says_a_time_in_another_form() -> None:
    files = [
        path
        for room in (models, services)
        for folder in room.__path__
        for path in Path(folder).rglob("*.py")
    ]
    found = {path.name for path in files if OTHERWISE.search(path.read_text(encoding="utf-8"))}

    assert len(files) > 300
    assert found == set()
