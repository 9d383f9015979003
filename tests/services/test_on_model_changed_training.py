"""On Model Changed where a version is trained: what fails, is cancelled or takes too long."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.services.commands.models import NewModel
from app.services.registering import Registration, register_data
from app.services.sweeper import Sweeper
from app.services.training import job
from tests.model_folders import people
from tests.releases import MODEL, V1, V2, Bank, Poller
from tests.services.release_kit import check_only_task, check_over


@pytest.fixture
def poller(bank: Bank) -> Iterator[Poller]:
    with bank.polled() as opened:
        yield opened


DATA_ROLES = {"data_scientist", "mlops_engineer"}


def data_file(folder: Path, *, rows: int = 200, label: str = "late") -> Path:
    path = folder / "data.csv"
    table = people(rows, 5)
    lines = [f"{a:.3f},{b:.3f},{'yes' if a > 52 else 'no'}" for a, b in table]
    path.write_text("\n".join([f"income,age,{label}", *lines]) + "\n")
    return path


def submit_data(bank: Bank, data: Path, **training: object) -> Registration:
    registered = register_data(
        bank.workspace.work("sanne"), bank.settings, data, NewModel(name=MODEL), label="late"
    )
    return bank.submit(registered, training=training)


def test_training_that_fails_on_its_data(bank: Bank, poller: Poller, tmp_path: Path) -> None:
    registered = submit_data(bank, data_file(tmp_path, label="other"))

    task = bank.task(registered, "review_training")
    assert "late" in task.facts["error"]
    assert task.assignee_id == bank.workspace.work("sanne").actor.id
    bank.complete(task, "reject", by="sanne")

    check_over(bank, poller, registered, "FAILED")
    check_only_task(bank, registered, "review_training", DATA_ROLES)


def training_folder(bank: Bank) -> Path:
    return next(bank.settings.work_folder.glob("job-*/training/spec.json")).parent


def test_training_that_is_cancelled(bank: Bank, poller: Poller, tmp_path: Path) -> None:
    registered = submit_data(bank, data_file(tmp_path))
    bank.drive(lambda: bool(list(bank.settings.work_folder.glob("job-*/training/child.json"))))

    job.cancel(training_folder(bank))
    task = bank.task(registered, "review_training")
    bank.complete(task, "reject", by="sanne")

    assert "cancelled" in task.facts["error"]
    check_over(bank, poller, registered, "FAILED")
    check_only_task(bank, registered, "review_training", DATA_ROLES)


def test_training_beyond_its_time_limit(bank: Bank, poller: Poller, tmp_path: Path) -> None:
    registered = submit_data(bank, data_file(tmp_path), time_limit_s=0.05)

    task = bank.task(registered, "review_training")
    bank.complete(task, "reject", by="sanne")

    assert "time" in task.facts["error"].lower()
    check_over(bank, poller, registered, "FAILED")
    check_only_task(bank, registered, "review_training", DATA_ROLES)


def test_training_under_way_ends_when_the_version_is_superseded(
    bank: Bank, poller: Poller, tmp_path: Path
) -> None:
    older = submit_data(bank, data_file(tmp_path, rows=2000))
    bank.drive(lambda: bool(list(bank.settings.work_folder.glob("job-*/training/child.json"))))
    folder = training_folder(bank)

    newer = bank.submit(bank.register(tmp_path / "v3", scorer=V2))
    assert bank.end(older) == "SUPERSEDED"
    Sweeper(bank.background.work, bank.settings).run_once()

    assert not folder.exists()
    assert bank.release(newer) == "DEPLOYED"
    assert bank.left_open() == {}
    assert poller.saw_only(V1, V2)
