"""One service tag, one model; one model, service and stage, one runtime."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from app.errors import RefusedError
from app.models.queries.releases import RuntimeRow, list_live_runtimes
from app.models.tables.execution import Deployment, Runtime
from app.models.tables.organisation import BusinessUnit
from app.services.commands.models import NewModel
from app.services.commands.runtimes import NewRuntime, add_runtime, find_runtime, tag_runtime
from app.services.registering import register_path
from app.services.runtime_access import is_here, reach, runtime_folder
from app.services.runtime_process import stop
from tests.model_folders import write_folder
from tests.releases import MODEL, V2, Bank


@contextmanager
def second_runtime(bank: Bank, name: str) -> Iterator[None]:
    folder = runtime_folder(bank.settings, name)
    folder.mkdir(parents=True, exist_ok=True)
    runtime = NewRuntime(name, "bank", stage_tags=("PROD",), service_tags=(MODEL,))
    bank.workspace.work("tom").write(add_runtime, runtime)
    try:
        bank.background.watch_once()
        yield
    finally:
        stop(folder)


def runtime_of(bank: Bank, name: str) -> RuntimeRow:
    return next(r for r in bank.workspace.service.read(list_live_runtimes) if r.name == name)


def answers(bank: Bank, name: str) -> str:
    with reach(bank.settings, runtime_of(bank, name)) as adapter:
        present = adapter.current_default(MODEL)
    return present.version if present else ""


def serving_on(bank: Bank) -> list[tuple[UUID, str]]:
    with bank.workspace.service.reading() as session:
        rows = session.execute(
            select(Deployment.runtime_id, Deployment.state).where(
                Deployment.state == "deployed", Deployment.service_tag == MODEL
            )
        )
        return [(row[0], row[1]) for row in rows]


def test_a_new_version_replaces_the_old_one_where_it_serves(bank: Bank, tmp_path: Path) -> None:
    with second_runtime(bank, "prod-0"):  # idle, and first by name
        registered = bank.submit(bank.register(tmp_path / "v2", scorer=V2))
        assert bank.release(registered) == "DEPLOYED"

        assert (answers(bank, "prod-1"), answers(bank, "prod-0")) == ("2", "")
        assert len(serving_on(bank)) == 2  # SIT and PROD


def test_what_served_on_another_runtime_is_taken_off_there(bank: Bank, tmp_path: Path) -> None:
    with second_runtime(bank, "prod-0"):
        registered = bank.register(tmp_path / "v2", scorer=V2)
        bank.submit(registered, wanted_runtime="prod-0")
        assert bank.release(registered) == "DEPLOYED"
        assert len(serving_on(bank)) == 2
        bank.background.watch_once()

        assert (answers(bank, "prod-1"), answers(bank, "prod-0")) == ("", "2")


@pytest.mark.parametrize("tags", [("PROD", "SIT"), ("SIT",)], ids=["as well", "instead"])
def test_no_version_comes_to_serve_production_by_a_stage_that_asks_for_less(
    bank: Bank, tmp_path: Path, tags: tuple[str, ...]
) -> None:
    """An operator tags the runtime that serves production for SIT, where nobody is asked."""
    with bank.workspace.work("tom").unit() as work:
        for name, stages in (("sit-1", ()), ("prod-1", tags)):
            tag_runtime(work, find_runtime(work, name).id, stage_tags=stages)
    registered = bank.submit(bank.register(tmp_path / "v2", scorer=V2))
    bank.drive(lambda: bool(bank.tasks(registered)))

    assert f"On prod-1, #{MODEL} serves PROD, which asks for more." in bank.describe()
    assert answers(bank, "prod-1") == "1"


@pytest.mark.parametrize("name", ["./prod-1", "prod-1/", "prod-1.", " PROD-1"])
def test_no_row_leads_to_the_process_of_production(bank: Bank, name: str) -> None:
    """Without a command, so that nothing but the database says no."""
    row = Runtime(
        unit_id=bank.workspace.unit_id, name=name, kind="embedded", url="", stage_tags=["SIT"],
        service_tags=[MODEL], formats=["onnx"],
    )  # fmt: skip
    with pytest.raises(RefusedError), bank.workspace.work("tom").unit() as work:
        work.session.add(row)


def test_no_runtime_of_a_unit_below_leads_to_the_process_of_production(bank: Bank) -> None:
    with bank.workspace.work("root").unit() as work:
        above = bank.workspace.unit_id
        work.session.add(BusinessUnit(key="cards", name="Cards", parent_id=above))
    new = NewRuntime("Prod-1", "cards", stage_tags=("SIT",), service_tags=(MODEL,))
    with pytest.raises(RefusedError) as refused:
        bank.workspace.work("tom").write(add_runtime, new)

    assert [one.code for one in refused.value.blockers] == ["runtime.known"]


def test_a_row_from_before_names_was_guarded_is_no_runtime_of_this_machine(bank: Bank) -> None:
    there = runtime_of(bank, "prod-1")
    assert is_here(bank.settings, there)
    assert not is_here(bank.settings, replace(there, name="./prod-1"))


def test_another_model_does_not_take_over_a_service_tag(bank: Bank, tmp_path: Path) -> None:
    write_folder(tmp_path / "other", scorer=V2)
    new = NewModel(name="other", service_tags=(MODEL,))
    registered = register_path(bank.workspace.work("sanne"), bank.settings, tmp_path / "other", new)
    bank.submit(registered)
    bank.drive(lambda: bool(bank.tasks(registered)))

    assert f"On sit-1, #{MODEL} already answers for {MODEL}." in bank.describe()
    assert answers(bank, "sit-1") == "1"
