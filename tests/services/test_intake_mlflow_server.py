"""Registering from a tracking server: what it lists, what is fetched, and what it may not do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from app.config import Settings
from app.errors import AppError, InputError, NotReachableError
from app.models.queries.model_details import load_model_detail
from app.models.rules.origin import Origin
from app.services.commands.models import NewModel
from app.services.intake.mlflow_server import MlflowAddress, MlflowServer, parse_mlflow
from app.services.intake.sources import download, parse_given
from app.services.registering import register_path
from tests.machine import machine
from tests.mlflow_stand_in import Holding, serving
from tests.model_folders import Scorer
from tests.workspaces import TestWorkspace

COMMIT = "4be107c29f2c41aaa604e1bd77b10c3e5d0a9f11"
MLMODEL = """flavors:
  onnx: {data: model.onnx}
run_id: r1
mlflow_version: 2.14.1
signature:
  inputs: '[{"name": "income", "type": "float", "required": true}]'
"""


def write_model(folder: Path) -> Path:
    (folder / "data").mkdir(parents=True)
    (folder / "MLmodel").write_text(MLMODEL)
    (folder / "model.onnx").write_bytes(Scorer().onnx())
    (folder / "requirements.txt").write_text("numpy==2.4.6\n")
    (folder / "data" / "model.pkl").write_bytes(b"cos\nsystem\n(S'touch pwned'\ntR.")
    return folder


@pytest.fixture
def holding(tmp_path: Path) -> Holding:
    """Version 1 as MLflow 2 has it, 2 as MLflow 3 does, 3 not ready; and four runs."""
    held = Holding(page=2)
    first, second = tmp_path / "r1", tmp_path / "m-2"
    write_model(first / "nested" / "model")
    write_model(second)
    (tmp_path / "r3").mkdir()
    (tmp_path / "r3" / "plot.png").write_bytes(b"x")
    tags = {"mlflow.source.git.commit": COMMIT}
    held.add_run("r1", first / "nested", name="credit spring", tags=tags)
    held.add_run("r2", tmp_path / "none", name="credit summer", logged="m-2")
    held.add_run("r3", tmp_path / "r3", name="credit autumn")
    held.add_run("r4", tmp_path / "none", name="credit winter", status="RUNNING")
    held.folders["m-2"] = second
    held.add_version("cc-fraud", 1, "mlflow-artifacts:/1/r1/artifacts/model", "r1")
    held.add_version("cc-fraud", 2, "models:/m-2", "r2")
    held.add_version("cc-fraud", 3, "models:/m-3", status="PENDING_REGISTRATION")
    held.aliases["cc-fraud", "champion"] = "1"
    return held


@pytest.fixture
def host(holding: Holding) -> Iterator[str]:
    with serving(holding) as found:
        yield found


@pytest.fixture
def settings(host: str, tmp_path: Path) -> Settings:
    return machine(home=tmp_path / "home", runtime_hosts=lambda: frozenset({host}))


def fetch(settings: Settings, host: str, wanted: str, scratch: Path) -> Any:
    given = parse_given(f"mlflow+http://{host}#{wanted}")
    assert isinstance(given, MlflowAddress)
    return download(settings, given, scratch)


def test_versions_and_runs_are_listed_and_say_which_can_not_be_registered(
    settings: Settings, host: str
) -> None:
    server = MlflowServer(settings, parse_mlflow(f"mlflow+http://{host}"))
    every, some = server.search(""), server.search("spr%'ing")

    assert [(one.title, one.problem) for one in every] == [
        ("cc-fraud v3", "It is PENDING_REGISTRATION there."),
        ("cc-fraud v2", ""), ("cc-fraud v1", ""),
        ("credit winter", "It is RUNNING there."), ("credit autumn", ""), ("credit summer", ""),
        ("credit spring", ""),
    ]  # fmt: skip
    assert every[2].detail == "run r1"
    assert every[6].detail == "run, credit, auc 0.88"
    assert [str(one.address) for one in some] == [f"mlflow+http://{host}#runs:/r1"]


def test_a_version_is_registered_with_its_run_and_commit_and_nothing_is_unpickled(
    workspace: TestWorkspace, settings: Settings, host: str, tmp_path: Path
) -> None:
    sanne = workspace.work("sanne")
    brought = fetch(settings, host, "models:/cc-fraud@champion", tmp_path)
    made = register_path(sanne, settings, brought, NewModel(name=""))

    detail = sanne.read(load_model_detail, made.version_id)
    assert (made.model_name, made.is_new) == ("cc-fraud", True)
    assert detail.origin == Origin(
        "mlflow", address=f"http://{host}", name="cc-fraud v1", commit=COMMIT, run="r1"
    )
    assert {one.path: one.role for one in detail.files} == {
        "MLmodel": "other", "model.onnx": "model", "requirements.txt": "dependencies",
        "data/model.pkl": "weights", ".modelward/source.json": "source",
    }  # fmt: skip
    assert detail.versions[0].source_kind == "mlflow"
    assert not Path("pwned").exists()


@pytest.mark.parametrize("wanted", ["models:/cc-fraud/2", "runs:/r1", "runs:/r1/model", "runs:/r2"])
def test_each_way_leads_to_the_same_files(
    settings: Settings, host: str, tmp_path: Path, wanted: str
) -> None:
    """Of MLflow 2 and 3, a version or a run, and over several pages of a listing."""
    folder = fetch(settings, host, wanted, tmp_path).folder
    files = {one.relative_to(folder).as_posix() for one in folder.rglob("*") if one.is_file()}
    assert files == {"MLmodel", "model.onnx", "requirements.txt", "data/model.pkl"}
    assert (folder / "model.onnx").read_bytes() == Scorer().onnx()


NOT_HAD = {
    "models:/cc-fraud/3": "is PENDING_REGISTRATION",
    "models:/cc-fraud/9": "no such model",
    "models:/cc-fraud@nobody": "no such model",
    "runs:/r3": "has no model: no folder of its artifacts has a file MLmodel",
    "runs:/r9": "no such model",
    "runs:/r1/plots": "no such model|has no file MLmodel",
}


@pytest.mark.parametrize("wanted", NOT_HAD)
def test_what_is_not_there_is_said_in_a_sentence(
    settings: Settings, host: str, tmp_path: Path, wanted: str
) -> None:
    with pytest.raises(InputError, match=NOT_HAD[wanted]):
        fetch(settings, host, wanted, tmp_path)


LIES: dict[str, tuple[list[dict[str, Any]], str]] = {
    "a path out of the folder": ([{"path": "../evil", "file_size": 1}], "is not taken"),
    "an absolute path": ([{"path": "/etc/cron.d/evil", "file_size": 1}], "is not taken"),
    "hooks of git": ([{"path": ".git/hooks/x", "file_size": 1}], "is not taken"),
    "a smaller size": ([{"path": "model.onnx", "file_size": 3}], "over the limit of 3 bytes"),
    "a larger size": ([{"path": "requirements.txt", "file_size": 99}], "came with 13 bytes"),
    "too much": ([{"path": "x", "file_size": 1 << 60}], "too large"),
    "one file twice": ([{"path": "a/b"}, {"path": "a/b"}], "lists a/b twice|no such model"),
    "a negative size": ([{"path": "x", "file_size": -5}], "MLflow does not say"),
    "a size that is none": ([{"path": "x", "file_size": "abc"}], "MLflow does not say"),
    "a file that is none": (["x"], "MLflow does not say"),  # type: ignore[list-item]
    "a folder in itself": ([{"path": "a", "is_dir": True}], "not in the folder asked for"),
}
STRANGE: dict[str, Any] = {
    "model-versions/get": {"model_version": None},
    "runs/get": {"run": [1]},
    "model-versions/search": {"model_versions": [1]},
    "runs/search": {"runs": [{"info": None}]},
    "experiments/search": b"[" * 100_000,
}


@pytest.mark.parametrize("call", STRANGE)
def test_an_answer_that_no_server_of_mlflow_gives_is_said_to_be_that(
    settings: Settings, holding: Holding, host: str, tmp_path: Path, call: str
) -> None:
    holding.lies[call] = STRANGE[call]
    wanted = "models:/cc-fraud/2" if call.startswith("model") else "runs:/r1/model"

    def ask() -> object:
        if not call.endswith("search"):
            return fetch(settings, host, wanted, tmp_path)
        address = parse_mlflow(f"mlflow+http://{host}")
        with closing(MlflowServer(settings, address)) as server:
            return server.search("")

    with pytest.raises(AppError, match=r"MLflow does not say|not JSON"):
        ask()


def test_folders_without_end_are_listed_no_further(
    settings: Settings, host: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.services.intake.mlflow_server.MOST_CALLS", 2)

    with pytest.raises(InputError, match="too large"):
        fetch(settings, host, "models:/cc-fraud/1", tmp_path)


@pytest.mark.parametrize("lie", LIES)
def test_a_server_that_lies_writes_nothing_elsewhere(
    settings: Settings, holding: Holding, host: str, tmp_path: Path, lie: str
) -> None:
    files, said = LIES[lie]
    call = "logged-models/m-2/artifacts/directories"
    holding.lies[call] = {"files": [{"path": "MLmodel", "file_size": len(MLMODEL)}, *files]}
    scratch = tmp_path / "scratch"
    scratch.mkdir()

    with pytest.raises(AppError, match=said):
        fetch(settings, host, "models:/cc-fraud/2", scratch)

    assert not (scratch / "evil").exists()
    assert not (tmp_path / "evil").exists()


def test_a_token_is_sent_by_its_name_and_only_to_a_host_that_may_be_called(
    settings: Settings, holding: Holding, host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    holding.token = "t0ken"
    monkeypatch.setenv("MODELWARD_SECRET_MLFLOW_PROD", f"http://{host} t0ken")
    named = parse_mlflow(f"mlflow+http://{host}?secret=mlflow.prod")

    found = MlflowServer(settings, named).search("")
    with pytest.raises(InputError, match="refuses who asks"):
        MlflowServer(settings, parse_mlflow(f"mlflow+http://{host}")).search("")
    before = len(holding.asked)
    with pytest.raises(InputError, match="not among the hosts"):
        MlflowServer(machine(home=settings.home), named).search("")
    with pytest.raises(InputError, match="sent to no tracking server"):
        parse_mlflow(f"mlflow+http://{host}?secret=runtime.prod")

    assert len(found) == 7
    assert "t0ken" not in str(named) + repr(found)
    assert len(holding.asked) == before


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        ("https://{host} t0ken", "is kept for https://"),  # never in the clear
        ("http://{name}:1 t0ken", "is not sent to http://{host}"),
        ("http://tracking.bank.example t0ken", "is kept for http://tracking.bank.example;"),
        ("http://{host}@tracking.bank.example t0ken", "is no address of a server"),
        ("http://{host} ", "does not say for which server"),
        ("t0ken", "does not say for which server"),
    ],
)
def test_a_token_is_sent_to_no_server_but_its_own(
    settings: Settings,
    holding: Holding,
    host: str,
    monkeypatch: pytest.MonkeyPatch,
    kept: str,
    said: str,
) -> None:
    """Both may be called: whoever gives an address must not choose who is told the token."""
    places = {"host": host, "name": host.partition(":")[0]}
    monkeypatch.setenv("MODELWARD_SECRET_MLFLOW_PROD", kept.format(**places))

    with pytest.raises(InputError, match=re.escape(said.format(**places))) as refused:
        MlflowServer(settings, parse_mlflow(f"mlflow+http://{host}?secret=mlflow.prod"))

    assert "t0ken" not in refused.value.message + refused.value.hint
    assert holding.asked == []


def test_a_server_that_is_down_is_said_to_be(tmp_path: Path) -> None:
    with serving(Holding()) as host:
        settings = machine(home=tmp_path, runtime_hosts=lambda: frozenset({host}))
    with pytest.raises(NotReachableError):
        MlflowServer(settings, parse_mlflow(f"mlflow+http://{host}")).search("")
