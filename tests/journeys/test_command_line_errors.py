"""Bad input: one sentence and a hint, exit code 2, and never a traceback."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.command_line import main as command_line_main
from app.command_line.output import as_json, printable
from tests.journeys.command_line import CommandLine
from tests.journeys.test_command_line_main_job import write_data
from tests.stories import register

REASON = "Limits met, documents read."

BAD = {
    "model show nothing": "There is no model called nothing.",
    "model show cc-fraud:9": "cc-fraud has no version 9.",
    "model show cc-fraud:x": "x is no version.",
    "model list foo:1": "There is no filter foo (at character 1 of the filter).",
    "model list --sort foo": "There is no order foo.",
    "model register nowhere": "There is nothing at nowhere.",
    "model register https://models.example/1": "Nothing is registered from https addresses.",
    "model diff cc-fraud:1@s1 cc-fraud:1@s9": "There is no snapshot s9.",
    "submit cc-fraud:1 --var x": "“x” is no variable.",
    "submit cc-fraud:1 --var x=1 --var x=2": "The variable x is given twice.",
    "submit cc-fraud:1 --process nope": "There is no published life cycle nope.",
    "gate cc-fraud:1 --stage UAT": "The path of cc-fraud has no stage UAT.",
    "request cc-fraud:1 --stage UAT --documents d": "The path of cc-fraud has no stage UAT.",
    "task show 99": "There is no task 99.",
    "task claim nope": "There is no task nope.",
    "task complete 99 --outcome x --reason y": "There is no task 99.",
    "decide 99 accept --reason y": "There is no request 99.",
    "decide t99 accept --reason y": "There is no task 99.",
    "waiver ask cc-fraud:1 --rule auc --reason y --expires soon": "“soon” is no time.",
    "waiver ask cc-fraud:1 --rule auc --reason y --expires 30d": "The rule auc did not fail.",
    "waiver grant 99 --reason enough-of-a-reason": "There is no waiver 99.",
    "finding accept 99 --reason y": "There is no finding 99.",
    "template show nope": "There is no template or table nope.",
    "template check nowhere.bpmn": "There is no file nowhere.bpmn.",
    "process show 99": "There is no process 99.",
    "process retry 99": "There is no process 99.",
    "process cancel 99 --reason y": "There is no process 99.",
    "runtime add r --kind nope": "There is no runtime kind “nope”.",
    "runtime add r --kind oip": "The online runtime r needs a URL.",
    "runtime add r --mode foo": "A runtime is online or batch, not foo.",
    "runtime tag r": "Say which tags.",
    "runtime show r": "There is no runtime called r.",
    "runtime find nothing --stage SIT": "There is no model called nothing.",
    "deploy cc-fraud:1 --runtime r": "There is no runtime called r.",
    "rollback 99 --reason y": "There is no deployment 99.",
    "deployment show 99": "There is no deployment 99.",
    "monitor run nope": "There is no model called nope.",
    "monitor run cc-fraud": "There is no monitor cc-fraud.",
    "monitor show cc-fraud": "There is no monitor cc-fraud.",
    "alert ack 99 --reason y": "There is no alert 99.",
    "lineage": "Say which model.",
    "lineage --decision 1": "No decision 1 is recorded.",
    "drift --reference no.csv --current no.csv": "There is no file no.csv.",
    "drift --reference no.csv --current no.csv --fail-on X": "X is no verdict.",
    "profile no.csv": "There is no file no.csv.",
    "user add a/b": "“a/b” names nobody.",
    "user add x:X --role chief": "There is no role chief.",
    "user grant-role nobody tester": "There is nobody called nobody in this workspace.",
    "unit add x:X --parent nope": "There is no unit nope.",
    "unit show nope": "There is no unit nope.",
    "stage-path add P --stage PROD": "“PROD” is no stage.",
    "source add lake --kind sql": "Data in a SQL engine are not built yet.",
    "store map lake nowhere": "There is no folder nowhere.",
    "source add s --kind nope": "There is no kind of source nope.",
    "usecase add u --model nope": "There is no model called nope.",
    "workspace backup": "Say where to.",
    "demo --label x": "Columns are named, but no data.",
    "demo --data nowhere.csv --label x": "There is no file nowhere.csv.",
    "service": "The service acts as itself.",
    "nonsense": "No such command 'nonsense'.",
    "model nonsense": "No such command 'nonsense'.",
    "gate": "Missing argument 'MODEL:VERSION'.",
    "gate cc-fraud:1": "Missing option '--stage'.",
    "model list --limit many": "Invalid value for '--limit'",
}
NO_NUMBERS = ("2147483648", "99999999999999999999", "9" * 5000, "²", "١")
HOSTILE = {
    **{f"task show {one}": "There is no task" for one in NO_NUMBERS},
    **{f"decide {one} accept --reason y": "There is no request" for one in NO_NUMBERS},
    **{f"decide t{one} accept --reason y": "There is no" for one in NO_NUMBERS},
    **{f"process resume {one}": "There is no process" for one in NO_NUMBERS},
    **{f"model show cc-fraud:{one}": "" for one in NO_NUMBERS},
    "waiver ask cc-fraud:1 --rule auc --reason y --expires 99999999d": "“99999999d” is no time.",
    f"model show {'x' * 100_000}": "There is no model called x",
    f"model register {'x' * 5000}": "xxx",
    f"drift --reference {'x' * 5000} --current y": "There is no file xxx",
    **{
        f"submit cc-fraud:1 --var {one}": f"“{one}” holds a character or a number"
        for one in ("x=1e400", 'x="\\u0000"', 'x="\\ud800"', 'x={"\\u0000":1}')
    },
    "store add ledger --folder nowhere": "There is no folder nowhere.",
}
WHO = {"user": "root", "unit": "root", "usecase": "sanne", "stage-path": "eva"}


def test_bad_input_is_one_sentence_and_a_hint(modelward_file: CommandLine) -> None:
    register(modelward_file.workspace)
    for line, sentence in BAD.items():
        words = line.split()
        answer = modelward_file(*words, by=WHO.get(words[0], "tom"))
        error = answer.document["error"]
        assert answer.code == 2, (line, answer.out)
        assert error["message"].startswith(sentence), line
        assert "Traceback" not in answer.err


@pytest.mark.parametrize("line", HOSTILE, ids=lambda line: line[:40])
def test_hostile_input_is_one_readable_sentence_and_leaves_nothing(
    modelward: CommandLine, line: str
) -> None:
    register(modelward.workspace)

    answer = modelward(*line.split(), by="tom")

    error = answer.document["error"]
    assert (answer.code, error["title"]) != (2, "Fault of the program"), answer.err
    assert answer.code == 2
    assert error["message"].startswith(HOSTILE[line])
    assert len(error["message"]) < 2_500
    assert modelward.done("store", "list", by="tom")["stores"] == []


@pytest.mark.parametrize(
    ("line", "who"), [("store add", "tom"), ("source add", "tom"), ("usecase add", "sanne")]
)
def test_spaces_around_a_name_do_not_count(
    modelward_file: CommandLine, line: str, who: str
) -> None:
    answer = modelward_file(*line.split(), "  a  ledger ", by=who)

    assert answer.code == 0, answer.out
    assert "a  ledger" in answer.out
    again = modelward_file(*line.split(), "a  ledger", by=who)
    assert again.code == 2
    assert "called a  ledger already" in again.document["error"]["message"]


def test_errors_are_on_standard_error_where_people_read(modelward_file: CommandLine) -> None:
    answer = modelward_file("model", "show", "nothing", by="tom", is_json=False)

    assert (answer.code, answer.out) == (2, "")
    assert answer.err == (
        "There is no model called nothing.\n"
        "Inventory lists them, and so does modelward model list.\n"
    )


def test_a_refusal_prints_every_blocker_with_its_fix(modelward_file: CommandLine) -> None:
    register(modelward_file.workspace)

    answer = modelward_file("gate", "cc-fraud:1", "--stage", "PROD", by="sanne")

    assert answer.code == 1
    assert answer.document["allowed"] is False
    codes = {one["code"] for one in answer.document["blockers"]}
    assert {"gate.stage", "gate.not_tested", "gate.approval", "gate.runtime"} <= codes
    assert all(one["message"] and one["fix"] for one in answer.document["blockers"])


def test_a_right_that_is_missing_is_a_refusal(modelward: CommandLine, tmp_path: Path) -> None:
    """On PostgreSQL by the database with that person's own login."""
    data = write_data(tmp_path / "d.csv", rows=20)

    answer = modelward("model", "register", str(data), "--label", "label", by="lin")

    assert answer.code == 1
    assert answer.document["error"]["blockers"]


def test_a_bug_shows_a_neutral_text_and_leaves_a_log_file(
    modelward_file: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> object:
        raise ZeroDivisionError("canary")

    monkeypatch.setattr(command_line_main.Root, "main", broken)

    answer = modelward_file("model", "list", by="tom")

    error = answer.document["error"]
    assert answer.code == 2
    assert "canary" not in answer.out + answer.err
    log = modelward_file.home / "logs" / "command-line.log"
    assert str(log) in error["hint"]
    assert "ZeroDivisionError: canary" in log.read_text()


def test_global_options_stand_anywhere(modelward_file: CommandLine) -> None:
    place = modelward_file.workspace.url
    orders = [
        ["--workspace", place, "--as", "tom", "--json", "task", "list"],
        ["task", "--json", "list", "--as", "tom", "--workspace", place],
        ["task", "list", "--workspace", place, "--json", "--as", "tom"],
    ]

    for order in orders:
        answer = modelward_file(*order, is_json=False)
        nothing = {
            "tasks": [],
            "registrations": [],
            "more_registrations": 0,
            "for": "tom",
            "others": 0,
        }
        assert (answer.code, answer.document) == (0, nothing)


def test_values_after_two_dashes_are_no_options(modelward_file: CommandLine) -> None:
    answer = modelward_file("model", "show", "--", "--json", by="tom", is_json=False)

    assert answer.code == 2
    assert answer.out == ""


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_json_has_no_words_that_json_does_not_know(value: float) -> None:
    assert json.loads(as_json({"value": value})) == {"value": None}


def test_names_do_not_steer_the_terminal() -> None:
    assert printable("a\x1b[2Jb\u202ec\nd") == "a�[2Jb�c\nd"


def test_a_request_that_no_life_cycle_takes_up_says_so(modelward: CommandLine) -> None:
    """Nobody is told to wait for others who were never asked."""
    register(modelward.workspace)
    asked = modelward(
        "request", "cc-fraud:1", "--stage", "PROD", "--documents", "https://docs.example/1",
        by="sanne",
    )  # fmt: skip
    number = str(asked.document["number"])

    vote = modelward("decide", number, "accept", "--reason", "The evidence holds.", by="aisha")
    gate = modelward("gate", "cc-fraud:1", "--stage", "PROD", by="sanne")

    assert (asked.code, asked.document["state"]) == (0, "draft")
    assert "No life cycle runs for this version" in asked.err
    assert vote.code == 1
    codes = [one["code"] for one in vote.document["error"]["blockers"]]
    assert codes == ["request.no_life_cycle"]
    assert "add a file or a document to the version first" in vote.err + vote.out
    assert "request.no_life_cycle" in {one["code"] for one in gate.document["blockers"]}


def test_the_demo_has_a_place_of_its_own(modelward_home: CommandLine, tmp_path: Path) -> None:
    answer = modelward_home("--workspace", str(tmp_path / "mine.db"), "demo", "--headless")

    assert answer.code == 2
    assert not (tmp_path / "mine.db").exists()
    assert not (modelward_home.home / "demo").exists()
