"""The whole tree of commands: nothing of the contract is missing, every answer is one document."""

from __future__ import annotations

import importlib
import io
import json
import re
import shlex
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from app.command_line.call import Call
from app.command_line.tree import COMMANDS, NOT_BUILT, NOT_BUILT_PARTS, Root, load
from tests.journeys.command_line import ROOT, CommandLine
from tests.workspaces import TestWorkspace, make_workspace

# Every command of the contract. Add to it, never take away.
CONTRACT = """
demo; service; workspace init; workspace upgrade; workspace check; workspace backup; workspace info
model register; model list; model show; model history; model diff; snapshot; submit; request; gate
task list; task show; task claim; task complete; decide; approval list; approval show
template import; template export
template list; template show; template check; template prove; template simulate; template publish
template migrate; process list; process show; process retry; process cancel; process suspend
process resume; signal; runtime add; runtime list; runtime show; runtime tag; runtime check
runtime find; runtime retire; deploy; rollback; deployment list; deployment show; monitor run
monitor list; monitor show; monitor backtest; monitor add; monitor limit; monitor judge
drift; profile; alert list; alert ack; alert resolve
alert accept; lineage; as-of; audit verify; audit export; audit room; audit seal; report audit
report kpi; report debt; report maturity; report inventory; framework list; framework import
framework show; framework diff; framework publish; framework refuse; framework evidence
framework control; framework change-control; framework attach; framework withdraw; raci list
raci set; raci change; raci end; maturity; shadow import; user add; user request-role
user confirm; user close; user list; key new; key confirm; key list; key revoke
secret keep; secret forget
runtime allow; runtime allowed; runtime disallow; window list; window plan; window end; on-call list
connection list; connection pause; connection resume
on-call set
unit add; unit show; unit list; unit change; unit evidence
stage-path add; stage-path list; store add; store list; source add; source list; usecase add
usecase list; application add; application list; application show; application change
application use; model change; stage-path show; stage-path change; store show
store change; source show; source change; usecase show; usecase change; waiver show; finding add
finding show; finding change; waiver ask; waiver grant; waiver list; finding list; finding accept
waiver refuse; attest hand-over
policy propose; policy diff; policy publish; policy refuse; policy list; policy show; risk method
risk assess; risk accept; risk refuse; risk list; risk show; attest plan; attest open; attest submit
attest approve; attest return; attest list; attest show
records import; reproduce; info; serve-runtime
"""
NEEDS_NO_WORKSPACE = {
    "drift", "profile", "template check", "info", "store map", "demo", "service",
    "model sample", "secret keep", "records connect",
    "secret forget", "open", "runtime allow", "runtime allowed", "runtime disallow",
}  # fmt: skip


def walk() -> Iterator[tuple[str, Any]]:
    """Every command with its path, built or not."""
    root = Root()
    context = typer.Context(root, obj=Call(lambda _: 0))
    for name in list(root.commands):
        command = root.get_command(context, name)
        parts = getattr(command, "commands", None)
        if parts is None:
            yield name, command
            continue
        for part, each in parts.items():
            yield f"{name} {part}", each


TREE = dict(walk())
PATHS = list(TREE)
BUILT = [path for path in PATHS if path not in NOT_BUILT and path != "serve-runtime"]


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestWorkspace]:
    """One workspace for all commands: what one leaves there disturbs no other."""
    with make_workspace(tmp_path_factory.mktemp("bank"), None) as made:
        yield made


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some commands write the file that they are given the name of."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setattr(sys, "stdin", io.StringIO())  # and some read what is piped to them


def test_every_command_of_the_contract_is_there_or_says_that_it_is_not_built() -> None:
    wanted = {one.strip() for line in CONTRACT.splitlines() for one in line.split(";")} - {""}

    assert wanted - set(PATHS) == set()


def test_nothing_is_called_not_built_that_is(home: Path) -> None:
    for entry in COMMANDS:
        load(entry)  # raises where a name of NOT_BUILT is built

    built = {entry.name for entry in COMMANDS}
    assert built & set(NOT_BUILT) == set()


@pytest.mark.parametrize("path", sorted(NOT_BUILT))
def test_what_is_not_built_says_so(path: str, modelward_home: CommandLine) -> None:
    answer = modelward_home(*path.split(), "anything", "--option", "x")

    assert answer.code == 2
    assert answer.document["error"]["message"] == f"modelward {path} is not built yet."


def test_info_lists_exactly_what_is_not_built(modelward_file: CommandLine) -> None:
    assert modelward_file.done("info")["not_built"] == [*NOT_BUILT, *NOT_BUILT_PARTS]


@pytest.mark.parametrize("path", BUILT)
def test_help_is_there_and_names_the_options_of_every_command(
    path: str, modelward_home: CommandLine
) -> None:
    answer = modelward_home(*path.split(), "--help", is_json=False)

    assert answer.code == 0
    for option in ("--json", "--workspace", "--as"):
        assert option in answer.out


@pytest.mark.parametrize("path", [p for p in BUILT if p not in ("service", "demo")])
def test_every_command_answers_with_one_document(
    path: str, bank: TestWorkspace, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever comes of it, with the plainest arguments that the command takes."""
    arguments = [one for parameter in TREE[path].params for one in _plainest(parameter)]

    answer = CommandLine(bank, home, capsys)(*path.split(), *arguments, by="tom")

    assert answer.code in (0, 1, 2, 3, 4), answer.err
    document = json.loads(answer.out)
    assert "Traceback" not in answer.err
    if answer.code != 0 and "error" in document:
        assert document["error"]["message"]
        assert document["error"]["title"] != "Fault of the program", answer.err


def _plainest(parameter: Any) -> list[str]:
    if not parameter.required:
        return []
    value = "1" if parameter.name != "verdict" else "accept"
    if parameter.param_type_name == "argument":
        return [value]
    return [parameter.opts[0], value]


@pytest.mark.parametrize("path", [p for p in BUILT if p not in NEEDS_NO_WORKSPACE])
def test_without_a_workspace_every_command_says_how_to_make_one(
    path: str, modelward_home: CommandLine
) -> None:
    if path == "workspace init":
        return
    arguments = [one for parameter in TREE[path].params for one in _plainest(parameter)]

    answer = modelward_home(*path.split(), *arguments)

    assert answer.code == 2
    error = answer.document["error"]
    assert error["message"]
    assert error["hint"]


def test_the_user_guide_shows_only_what_is_built() -> None:
    guide = (ROOT / "docs" / "user-guide.md").read_text(encoding="utf-8")
    lines = re.findall(r"^modelward ([^\n]+)", guide.replace("\\\n", " "), re.MULTILINE)
    assert len(lines) > 15
    for line in lines:
        words = shlex.split(line, comments=True)
        path = next(p for p in (" ".join(words[:2]), words[0]) if p in BUILT)
        parameters = TREE[path].params
        known = {one for each in parameters for one in (*each.opts, *each.secondary_opts)}
        assert {word for word in words if word.startswith("--")} <= known, line


def test_help_is_quick_and_loads_no_heavy_library() -> None:
    code = (
        "import sys; from app.__main__ import main\n"
        "main(['--help'])\n"
        "heavy = {'sqlalchemy','pandas','pyarrow','onnx','onnxruntime','scipy','numpy','PySide6'}\n"
        "sys.exit(', '.join(sorted(heavy & set(sys.modules))) or 0)"
    )
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert time.perf_counter() - started < 2  # 0.13 s on an idle machine


@pytest.mark.parametrize(
    ("command", "elsewhere"),
    [
        ("service", "numpy pyarrow pandas packaging.markers app.services.tasks.run_monitor"),
        ("user", "requests lxml numpy app.services.commands.policies app.services.sign_in"),
        ("model", "numpy pyarrow app.services.story app.services.background"),
        ("task", "requests lxml numpy app.services.sign_in app.models.queries.status"),
        ("store", "app.services.commands.models app.services.commands.requests"),
        ("application", "requests lxml app.services.commands.models"),
        ("approval", "lxml app.services.commands.requests app.services.commands.processes"),
        ("waiver", "app.models.bpmn app.services.commands.processes app.services.engine.starting"),
    ],
)
def test_a_command_loads_nothing_that_only_others_need(command: str, elsewhere: str) -> None:
    code = (
        "import sys; from app.command_line.tree import COMMANDS, load\n"
        f"load(next(one for one in COMMANDS if one.name == {command!r}))\n"
        f"print([one for one in {elsewhere.split()!r} if one in sys.modules])"
    )

    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    "command",
    ["model list", "user list", "unit show bank", "runtime list", "store list", "info"],
)
def test_a_command_opens_its_file_once(
    command: str,
    bank: TestWorkspace,
    home: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """To open it means to read all its rules: a third of what a short command takes."""
    opened: list[str] = []
    connect = sqlite3.connect

    def count(*arguments: Any, **options: Any) -> sqlite3.Connection:
        opened.append(command)
        return connect(*arguments, **options)

    monkeypatch.setattr(sqlite3, "connect", count)
    monkeypatch.setattr(sqlite3.dbapi2, "connect", count)

    answer = CommandLine(bank, home, capsys)(*command.split(), by="tom")

    assert (answer.code, opened) == (0, [command])


def test_the_verifier_says_that_there_are_no_bundles_yet() -> None:
    verifier = importlib.import_module("app.verifier.__main__")

    assert verifier.main(["bundle.zip", "--json"]) == 2
