"""Registering from a Git repository and from a tracking server, chosen in the sheet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from app.models.queries.origins import load_origin
from app.models.rules.origin import Origin
from app.models.tables.inventory import ModelVersion, RegisteredModel
from app.views.panels.inventory_register import RegisterSheet
from app.views.screens.inventory import InventoryScreen
from tests.git_kit import commit, needs_git, new_repository, run
from tests.mlflow_stand_in import Holding, serving
from tests.services.test_intake_mlflow_server import write_model
from tests.views.real_window import window_of
from tests.workspaces import TestWorkspace

pytestmark = needs_git


@pytest.fixture
def sheet(sqlite_workspace: TestWorkspace, qtbot: Any) -> Iterator[RegisterSheet]:
    with window_of(sqlite_workspace, "sanne", "inventory") as window:
        screen = window.current_screen
        assert isinstance(screen, InventoryScreen)
        qtbot.waitUntil(lambda: screen.actions_.why_not_register() == "")
        window.actions_registry.trigger("inventory.register")
        yield next(one for one in QApplication.topLevelWidgets() if isinstance(one, RegisterSheet))


def origin_of(bank: TestWorkspace, name: str) -> Origin | None:
    statement = select(ModelVersion.id).join(RegisteredModel).where(RegisteredModel.name == name)
    with bank.service.reading() as session:
        version = session.scalars(statement).first()
        return load_origin(session, version) if version else None


def test_a_revision_of_a_repository_is_looked_at_and_registered(
    sheet: RegisterSheet,
    sqlite_workspace: TestWorkspace,
    tmp_path: Path,
    qtbot: Any,
) -> None:
    repository = new_repository(tmp_path)
    run(repository, "tag", "v1")
    first = run(repository, "rev-parse", "HEAD")
    (repository / "README.md").write_text("later\n")
    commit(repository)
    source = sheet.source
    source.choose_kind("git")
    source.repository.setText(str(repository))
    source.revision.setText("no-such-tag")
    source.revision.returnPressed.emit()
    qtbot.waitUntil(lambda: "sheet" in sheet.errors.keys)
    source.folder.setText("models/credit")
    source.revision.setText("v1")
    source.revision.returnPressed.emit()
    qtbot.waitUntil(lambda: sheet.lacks() == "")
    assert sheet.place.name.text() == "credit"
    sheet.verb_button.click()

    qtbot.waitUntil(lambda: origin_of(sqlite_workspace, "credit") is not None)
    found = origin_of(sqlite_workspace, "credit")
    assert found is not None
    assert (found.commit, found.revision, found.name) == (first, "v1", "models/credit")


def test_a_server_is_searched_and_one_that_is_down_leaves_the_others(
    sheet: RegisterSheet, sqlite_workspace: TestWorkspace, tmp_path: Path, qtbot: Any
) -> None:
    folder = write_model(tmp_path / "m-1")
    held = Holding(folders={"m-1": folder})
    held.add_version("churn", 4, "models:/m-1")
    held.add_version("churn", 5, "models:/m-2", status="PENDING_REGISTRATION")
    source = sheet.source
    source.choose_kind("mlflow")
    with serving(held) as host:
        _allow(sheet, host)
        source.server.setText(f"http://{host}")
        source.words.setText("chu")
        source.search()
        qtbot.waitUntil(lambda: source.found.rows_model.rowCount() == 2)
        pending, ready = (source.found.rows_model.rows[n] for n in range(2))
        source.found.opened.emit(pending)
        assert "PENDING_REGISTRATION" in source.state.text()
        source.found.opened.emit(ready)
        qtbot.waitUntil(lambda: sheet.lacks() == "")
        assert sheet.place.name.text() == "churn"
    source.search()  # it is gone by now
    qtbot.waitUntil(lambda: source.found.rows_model.rowCount() == 0)
    assert "http" in source.state.text()
    sheet.verb_button.click()  # what was downloaded is registered all the same

    qtbot.waitUntil(lambda: origin_of(sqlite_workspace, "churn") is not None)
    found = origin_of(sqlite_workspace, "churn")
    assert found is not None
    assert (found.kind, found.name) == ("mlflow", "churn v4")


def test_several_models_of_a_server_are_registered_together(
    sheet: RegisterSheet, sqlite_workspace: TestWorkspace, tmp_path: Path, qtbot: Any
) -> None:
    held = Holding(folders={name: write_model(tmp_path / name) for name in ("m-1", "m-2")})
    held.add_version("churn", 4, "models:/m-1")
    held.add_version("limits", 1, "models:/m-2")
    source = sheet.source
    source.choose_kind("mlflow")
    with serving(held) as host:
        _allow(sheet, host)
        source.server.setText(f"http://{host}")
        source.search()
        qtbot.waitUntil(lambda: source.found.rows_model.rowCount() == 2)
        source.found.selectAll()
        sheet.go_on()
        qtbot.waitUntil(lambda: sheet.lacks() == "")
    assert sorted(row.name.text() for row in sheet.several.rows) == ["churn", "limits"]
    sheet.verb_button.click()  # what was downloaded stays until it is stored

    qtbot.waitUntil(lambda: origin_of(sqlite_workspace, "limits") is not None)
    qtbot.waitUntil(lambda: origin_of(sqlite_workspace, "churn") is not None)
    found = origin_of(sqlite_workspace, "limits")
    assert found is not None
    assert (found.kind, found.name) == ("mlflow", "limits v1")
    qtbot.waitUntil(lambda: not shiboken6.isValid(sheet) or sheet.isHidden())


def test_a_folder_can_be_chosen_while_a_server_is_down(
    sheet: RegisterSheet, tmp_path: Path, qtbot: Any
) -> None:
    source = sheet.source
    source.choose_kind("mlflow")
    source.server.setText("http://127.0.0.1:9")
    source.search()
    qtbot.waitUntil(lambda: "not among the hosts" in source.state.text())
    source.choose_kind("folder")
    source.path.setText(str(write_model(tmp_path / "claims")))
    source.path.returnPressed.emit()
    qtbot.waitUntil(lambda: sheet.lacks() == "")
    assert sheet.place.name.text() == "claims"


def _allow(sheet: RegisterSheet, host: str) -> None:
    """As `modelward runtime allow` does before the window starts."""
    window: Any = sheet.parentWidget()
    settings = window.backend.settings
    window.backend._settings = replace(settings, runtime_hosts=lambda: frozenset({host}))
