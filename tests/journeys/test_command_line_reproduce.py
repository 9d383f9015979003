"""Any version can be run again, on both databases, with a real training."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, text, update

from app.models.queries.releases import load_version_files
from app.models.tables.inventory import Snapshot, TrainingRecord
from app.services.stores import DATA, inside
from app.services.task_types import Done, Later, Outcome, TaskContext
from app.services.tasks.reproduce import Reproduce
from app.services.training import process
from tests.journeys.command_line import Answer, CommandLine
from tests.journeys.test_command_line_main_job import prepare, work
from tests.machine import machine
from tests.model_folders import write_folder
from tests.services.runtime_kit import wait_until

WHATS = ("training", "evaluation", "scoring")
KEYS = {
    "what", "model", "version", "snapshot", "verdict", "tolerance", "compared", "environment",
    "data", "seconds", "pinned",
}  # fmt: skip


@contextmanager
def service(modelward: CommandLine) -> Iterator[None]:
    """On PostgreSQL a person's login does no work; a service of its own does."""
    if modelward.workspace.is_sqlite:
        yield
        return
    with modelward.service("day"):
        yield


def again(modelward: CommandLine, what: str, model: str = "payments:1") -> Answer:
    return modelward("reproduce", model, "--what", what, "--timeout", "120", by="mark")


def place(modelward: CommandLine, name: str) -> Path:
    """Where a file of the first version lies in this machine's store."""
    version = modelward.done("model", "show", "payments", by="sanne")["versions"][0]["id"]
    files = modelward.workspace.service.read(load_version_files, UUID(version))
    asset = files.find("data") if name == "data" else files.named(name)
    assert asset is not None
    return inside(machine(home=modelward.home).store_folder(DATA), asset.path)


def parts(answer: Answer) -> dict[str, str]:
    return {one["name"]: one["held"] for one in answer.document["pinned"]}


def numbers(answer: Answer) -> dict[str, dict[str, Any]]:
    return {one["name"]: one for one in answer.document["compared"]}


@pytest.mark.slow
def test_a_trained_version_is_run_again_and_compared(
    modelward: CommandLine, tmp_path: Path
) -> None:
    prepare(modelward, tmp_path)
    work(modelward)

    with service(modelward):
        for what in WHATS:
            answer = again(modelward, what)
            assert answer.code == 0, answer.out + answer.err
            found = answer.document
            assert found.keys() >= KEYS
            assert (found["what"], found["version"], found["verdict"]) == (what, 1, "equal"), found[
                "why"
            ]
            assert found["data"]["digest"] == found["data"]["found"] != ""
            assert found["environment"] == []
            seed = "same" if what == "training" else "not_used"
            assert {"code": "same", "data": "same", "lock": "same", "libraries": "same",
                    "seed": seed}.items() <= parts(answer).items()  # fmt: skip
            assert found["compared"]
            assert all(one["difference"] == 0 for one in found["compared"])
        trained = numbers(again(modelward, "training"))
        assert {"auc", "model.onnx", "algorithm"} <= trained.keys()

        check_lineage(modelward)
        check_other_record(modelward)
        check_other_data(modelward)


def check_lineage(modelward: CommandLine) -> None:
    told = modelward.done("lineage", "payments:1", by="lin")["events"]
    runs = [one for one in told if one["facts"].get("kind", "").startswith("reproduce_")]
    assert {one["tag"] for one in runs} == {"test_run.started", "test_run.finished"}
    finished = next(one for one in runs if one["tag"] == "test_run.finished")
    assert finished["facts"]["verdict"] == "equal"
    assert finished["sentence"].startswith("ran the training of payments v1 again in run ")


def check_other_record(modelward: CommandLine) -> None:
    """What a forged record claims is not what comes out, and the number is named."""

    def forge(connection: Any, auc: float) -> None:
        row = connection.execute(select(TrainingRecord.metrics)).scalar_one()
        connection.execute(update(TrainingRecord).values(metrics={**row, "auc": auc}))

    with forging(modelward) as connection:
        forge(connection, 0.5)
    answer = again(modelward, "training")

    assert answer.code == 1
    assert answer.document["verdict"] == "different"
    auc = numbers(answer)["auc"]
    assert auc["then"] == 0.5
    assert auc["difference"] == pytest.approx(abs(auc["now"] - 0.5))
    assert "auc was 0.5 and is" in answer.document["why"]

    assert set(parts(answer).values()) == {"same"}  # so it is none of these

    with forging(modelward) as connection:
        forge(connection, auc["now"] + 2e-6)
        row = connection.execute(select(TrainingRecord.parameters)).scalar_one()
        made_by = {"code": "0.0.9"}  # and its Python was never kept
        connection.execute(update(TrainingRecord).values(parameters={**row, "made_by": made_by}))
    answer = again(modelward, "training")
    assert (answer.code, answer.document["verdict"]) == (0, "within_tolerance")
    assert (parts(answer)["code"], parts(answer)["python"]) == ("same", "not_pinned")
    assert "As pinned: code, data, lock, libraries, seed." in answer.document["why"]


@contextmanager
def forging(modelward: CommandLine) -> Iterator[Any]:
    """As the owner of the database may, with its guards switched off."""
    database = modelward.workspace.owner_database()
    with database.session() as session:
        connection = session.connection()
        if not modelward.workspace.is_sqlite:
            connection.execute(text("SET session_replication_role = replica"))
            yield connection
        else:
            triggers = connection.execute(
                text(
                    "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
                    " AND tbl_name = 'training_record'"
                )
            ).all()
            for name, _ in triggers:
                connection.execute(text(f'DROP TRIGGER "{name}"'))
            yield connection
            for _, sql in triggers:
                connection.exec_driver_sql(sql)
        session.commit()


def check_other_data(modelward: CommandLine) -> None:
    sample = place(modelward, "holdout.parquet")
    content = sample.read_bytes()
    sample.write_bytes(content + b" ")
    changed = again(modelward, "scoring")
    assert (changed.code, changed.document["verdict"]) == (1, "different")
    assert "The data changed" in changed.document["why"]
    assert parts(changed)["data"] == "other"
    assert changed.document["data"]["found"] not in (None, changed.document["data"]["digest"])
    sample.write_bytes(content)

    data = place(modelward, "data")
    data.rename(data.with_name("elsewhere.csv"))
    gone = again(modelward, "training")
    assert (gone.code, gone.document["verdict"]) == (2, "not_possible")
    assert gone.document["data"]["found"] is None
    assert parts(gone)["data"] == "not_here"
    assert "The store “data” has no file" in gone.document["why"]
    assert gone.document["compared"] == []


def test_a_registered_model_says_what_of_it_can_be_run_again(
    modelward_file: CommandLine, tmp_path: Path
) -> None:
    modelward = modelward_file
    folder = write_folder(tmp_path / "credit")
    modelward.done("model", "register", str(folder), "--name", "credit", by="sanne")

    scored = again(modelward, "scoring", "credit:1")
    assert (scored.code, scored.document["verdict"]) == (0, "within_tolerance")
    assert 0 < scored.document["compared"][0]["difference"] < 1e-6  # Python then, ONNX now
    assert scored.document["environment"] == locked_otherwise(folder)

    trained = again(modelward, "training", "credit:1")
    assert (trained.code, trained.document["verdict"]) == (2, "not_possible")
    assert "neither train.py nor train.pyz" in trained.document["why"]
    assert (parts(trained)["code"], parts(trained)["seed"]) == ("not_pinned", "not_pinned")
    assert (parts(trained)["data"], parts(trained)["lock"]) == ("same", "same")  # these are kept
    where = {one["name"]: one["where"] for one in trained.document["pinned"]}
    assert where["data"].endswith("train.parquet in the store “data”")
    assert f"data as {where['data']}, lock as requirements.txt" in trained.document["why"]
    tested = again(modelward, "evaluation", "credit:1")
    assert (tested.code, tested.document["verdict"]) == (2, "not_possible")
    assert "never tested" in tested.document["why"]

    refused = modelward("reproduce", "credit:1", "--what", "scoring", by="lin")
    assert refused.code == 1
    assert [one["code"] for one in refused.document["error"]["blockers"]] == ["inbox.refused"]


def locked_otherwise(folder: Path) -> list[dict[str, str]]:
    """What a lock names in another version than this environment has, found the plain way."""
    import importlib.metadata

    found = []
    for line in (folder / "requirements.txt").read_text().splitlines():
        name, version = line.split("==")
        now = importlib.metadata.version(name)
        if now != version:
            found.append({"package": name, "then": version, "now": now})
    return found


class Killed(BaseException):
    """Of a service, at this place."""


@pytest.mark.parametrize("has_started", [False, True], ids=["not started", "not noted"])
def test_a_run_whose_service_was_killed_at_its_start_is_run_by_the_next(
    modelward_file: CommandLine,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    has_started: bool,
) -> None:
    """After what is to be done was written, and before anybody noted who does it."""
    modelward = modelward_file
    folder = write_folder(tmp_path / "credit")
    modelward.done("model", "register", str(folder), "--name", "credit", by="sanne")
    started: list[str] = []
    begin = process.start_detached

    def killed(module: str, *rest: Any) -> int:
        if has_started:
            started.append(module)
            begin(module, *rest)
        else:
            os.close(rest[-1])  # as the system frees what a killed process held
        monkeypatch.setattr(process, "start_detached", noted)
        raise Killed

    def noted(module: str, *rest: Any) -> int:
        started.append(module)
        return begin(module, *rest)

    monkeypatch.setattr(process, "start_detached", killed)
    run = a_run(modelward, tmp_path)

    with pytest.raises(Killed):
        run()
    wait_until(lambda: not isinstance(run(), Later), deadline_s=60)

    assert run() == Done({"verdict": "within_tolerance"})
    assert len(started) == 1


def a_run(modelward: CommandLine, folder: Path) -> Callable[[], Outcome]:
    """One look at the scoring of the newest snapshot by a service, as it takes a job up."""
    service = modelward.workspace.service
    with service.reading() as session:
        snapshot = session.scalars(select(Snapshot)).one()
        ids = str(snapshot.version_id), str(snapshot.id)
    context = TaskContext(
        key="again", read=service.read, write=service.write, work_folder=folder / "job",
        clock=lambda: datetime.now(UTC), settings=machine(home=modelward.home),
    )  # fmt: skip
    return lambda: Reproduce().run(Reproduce.Inputs(*ids, what="scoring"), context)
