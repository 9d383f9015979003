"""Connections are made in the window and tried at once; secrets are kept, replaced, never shown."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QLineEdit

from app.models.queries.listing_organisation import list_stores
from app.models.queries.listing_places import list_runtimes
from app.services.runtime_access import runtime_folder
from app.views.panels.administration_retention import how_long, said_by
from app.views.panels.operate_sheet import ConfirmSheet
from app.views.screens.administration import PAGES
from app.views.widgets.basics import StyledLabel
from tests.services.test_connecting import HOST, TOKEN
from tests.services.test_secrets import MemoryKeyring
from tests.views.desks import desk
from tests.views.operate_kit import wait
from tests.workspaces import TestWorkspace

Ring = MemoryKeyring


@pytest.fixture
def ring(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Ring:
    made = MemoryKeyring()
    monkeypatch.setattr("app.services.secrets.system_keyring", lambda: made)
    monkeypatch.setenv("MODELWARD_HOME", str(tmp_path))
    return made


@pytest.fixture
def at_connections(qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path, ring: Ring) -> Any:
    with desk(sqlite_workspace, "root", tmp_path, "administration") as desktop:
        screen: Any = desktop.window.current_screen
        wait(qtbot, lambda: screen._organisation is not None)
        screen.tabs.show_page(PAGES.index("connections"))
        wait(qtbot, lambda: bool(screen.connections.table.rows_model.rows))
        wait(qtbot, lambda: bool(screen.connections._units))
        yield desktop, screen


def put(sheet: ConfirmSheet, **texts: str) -> None:
    for name, text in texts.items():
        field = sheet.findChild(QLineEdit, name.replace("__", "."))
        assert isinstance(field, QLineEdit)
        field.setText(text)


def names(screen: Any) -> list[str]:
    return [one.name for one in screen.connections.table.rows_model.rows]


def words_beside(screen: Any) -> str:
    return "\n".join(one.text() for one in screen.connections.area.findChildren(StyledLabel))


def test_a_store_is_made_and_tried(
    qtbot: Any, at_connections: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    desktop, screen = at_connections
    sheet = screen.connections.add_store()
    assert "Give it a name" in sheet.lacks()
    put(sheet, administration__store__name="scores",
        administration__store__folder=str(tmp_path / "not-there"))  # fmt: skip
    sheet.verb_button.click()
    wait(qtbot, lambda: not sheet.is_running)
    assert sqlite_workspace.work("root").read(list_stores) == []

    folder = tmp_path / "scores"
    folder.mkdir()
    put(sheet, administration__store__folder=str(folder))
    sheet.verb_button.click()
    wait(qtbot, lambda: "scores" in names(screen))
    one = next(one for one in screen.connections.table.rows_model.rows if one.name == "scores")
    wait(qtbot, lambda: len(screen.connections.steps_of(one)) == 5)

    assert screen.connections.steps_of(one)[0].code == "mapped"
    assert all(step.is_good for step in screen.connections.steps_of(one)[:4])
    assert str(folder) in words_beside(screen)
    assert "scores is kept, and is being tried" in desktop.window.toasts.texts


def test_a_stores_folder_is_changed_on_this_computer(
    qtbot: Any, at_connections: Any, tmp_path: Path
) -> None:
    desktop, screen = at_connections
    sheet = screen.connections.add_store()
    put(sheet, administration__store__name="scores")
    sheet.verb_button.click()
    wait(qtbot, lambda: "scores" in names(screen))
    wait(qtbot, lambda: hasattr(screen.connections, "place_button"))
    wait(qtbot, lambda: not screen.connections._running)

    (tmp_path / "new").mkdir()
    screen.connections.place_button.click()
    place: Any = screen.connections.findChildren(ConfirmSheet)[-1]
    put(place, administration__place__folder=str(tmp_path / "new"))
    place.verb_button.click()
    wait(qtbot, lambda: desktop.backend.settings.store_place("scores") == tmp_path / "new")


def test_a_runtime_is_made_with_its_token(
    qtbot: Any, at_connections: Any, sqlite_workspace: TestWorkspace, ring: Ring
) -> None:
    _desktop, screen = at_connections
    sheet = screen.connections.add_runtime()
    sheet.kind.setCurrentIndex(sheet._kinds.index("oip"))
    put(sheet, runtimes__add__name="eu-1", runtimes__add__url=HOST, runtimes__add__token=TOKEN)
    assert sheet.token.echoMode() == QLineEdit.EchoMode.Password
    sheet.verb_button.click()
    wait(qtbot, lambda: "eu-1" in names(screen))
    one = next(one for one in screen.connections.table.rows_model.rows if one.name == "eu-1")
    wait(qtbot, lambda: bool(screen.connections.steps_of(one)))

    assert ring.kept == {("modelward", "runtime.eu-1"): f"{HOST}#bank {TOKEN}"}
    (row,) = sqlite_workspace.work("root").read(list_runtimes)
    assert (row.url, one.secret) == (HOST, "runtime.eu-1")
    assert TOKEN.encode() not in Path(sqlite_workspace.url.rpartition("///")[2]).read_bytes()
    steps = {step.code: step.is_good for step in screen.connections.steps_of(one)}
    assert (steps["secret"], steps["answer"]) == (True, False)  # this computer may not call it


def test_a_built_in_runtime_is_this_computers(
    qtbot: Any, at_connections: Any, sqlite_workspace: TestWorkspace
) -> None:
    desktop, screen = at_connections
    sheet = screen.connections.add_runtime()
    put(sheet, runtimes__add__name="sit-1")
    sheet.kind.setCurrentIndex(sheet._kinds.index("embedded"))
    assert not sheet.token.isEnabled()
    sheet.verb_button.click()
    wait(qtbot, lambda: "sit-1" in names(screen))

    wait(qtbot, runtime_folder(desktop.backend.settings, "sit-1").is_dir)


def test_a_row_is_not_stored_twice_where_the_keyring_refused(
    qtbot: Any, at_connections: Any, sqlite_workspace: TestWorkspace, ring: Ring,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    from keyring.errors import KeyringLocked

    def locked(*_args: str) -> None:
        raise KeyringLocked("locked")

    _desktop, screen = at_connections
    sheet = screen.connections.add_runtime()
    sheet.kind.setCurrentIndex(sheet._kinds.index("oip"))
    put(sheet, runtimes__add__name="eu-1", runtimes__add__url=HOST, runtimes__add__token=TOKEN)
    with monkeypatch.context() as now:
        now.setattr(ring, "set_password", locked)
        sheet.verb_button.click()
        wait(qtbot, lambda: bool(sheet.errors.keys))
    assert len(sqlite_workspace.work("root").read(list_runtimes)) == 1

    sheet.verb_button.click()
    wait(qtbot, lambda: bool(ring.kept))
    assert len(sqlite_workspace.work("root").read(list_runtimes)) == 1


def test_a_database_of_an_application_is_made_tried_and_its_secret_shown(
    qtbot: Any, at_connections: Any, tmp_path: Path, ring: Ring
) -> None:
    _desktop, screen = at_connections
    file = tmp_path / "desk.db"
    sqlite3.connect(file).close()
    sheet = screen.connections.add_records()
    put(sheet, administration__records__name="desk", administration__records__address=str(file),
        administration__records__password=TOKEN)  # fmt: skip
    sheet.verb_button.click()
    wait(qtbot, lambda: "desk" in names(screen))
    one = next(one for one in screen.connections.table.rows_model.rows if one.name == "desk")
    wait(qtbot, lambda: len(screen.connections.steps_of(one)) == 2)
    assert all(step.is_good for step in screen.connections.steps_of(one))

    screen.connections.secret_wanted.emit(one.secret)
    wait(qtbot, lambda: bool(screen.secrets.table.rows_model.rows))
    wait(qtbot, lambda: screen.secrets.table.current_row().name == "database.desk")
    screen.secrets.replace_button.click()
    again: Any = screen.secrets.findChild(ConfirmSheet)
    assert "Type or paste" in again.lacks()
    assert TOKEN not in [one.text() for one in again.findChildren(QLineEdit)]
    put(again, administration__secret__value="another")
    again.verb_button.click()
    wait(qtbot, lambda: ring.kept == {("modelward", "database.desk"): "another"})


def test_a_token_of_mlflow_is_kept_for_its_server(
    qtbot: Any, at_connections: Any, ring: Ring
) -> None:
    _desktop, screen = at_connections
    screen.tabs.show_page(PAGES.index("secrets"))
    wait(qtbot, lambda: bool(screen.secrets._here.keeps_in))
    sheet = screen.secrets.keep()
    put(sheet, administration__secret__name="key.root", administration__secret__value=TOKEN)
    assert "A name begins with" in sheet.lacks()
    put(sheet, administration__secret__name="mlflow.prod")
    assert "for which server" in sheet.lacks()
    put(sheet, administration__secret__server=HOST)
    sheet.verb_button.click()
    wait(qtbot, lambda: ring.kept == {("modelward", "mlflow.prod"): f"{HOST} {TOKEN}"})


def test_without_a_keyring_the_sheet_says_what_to_do(
    qtbot: Any, at_connections: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    _desktop, screen = at_connections
    monkeypatch.setattr("app.services.secrets.system_keyring", lambda: None)
    screen.tabs.show_page(PAGES.index("secrets"))
    wait(qtbot, lambda: bool(screen.secrets._here.units))
    sheet = screen.secrets.keep()

    assert "no safe place" in sheet.lacks()
    said = "\n".join(one.text() for one in sheet.findChildren(StyledLabel))
    assert "MODELWARD_PASSPHRASE_FILE" in said


def test_retention_shows_the_policy_and_leads_to_it(
    qtbot: Any, at_connections: Any, sqlite_workspace: TestWorkspace
) -> None:
    desktop, screen = at_connections
    screen.tabs.show_page(PAGES.index("retention"))
    wait(qtbot, lambda: bool(screen.retention.table.rows_model.rows))
    page = screen.retention
    first = page.table.rows_model.rows[0]
    assert (how_long(first), said_by(first)) == ("400 days", "retention v1, Noorderbank")
    assert page.detail.text() == "No such file lies on this computer."

    page.table.select_key(page.table.rows_model.rows[-1].key)
    assert "No policy changes that" in page.policy_button.reason
    page.table.select_key(first.key)
    page.policy_button.click()
    wait(qtbot, lambda: desktop.window.current_screen.here().kind == "policy")
    assert desktop.window.current_screen.here().id == str(first.kept.row.policy_id)


def test_integrations_are_tried_or_lead_to_their_lines(qtbot: Any, at_connections: Any) -> None:
    _desktop, screen = at_connections
    screen.tabs.show_page(PAGES.index("integrations"))
    page = screen.integrations
    wait(qtbot, lambda: bool(page.table.rows_model.rows))
    page.table.select_key("mlflow:")
    assert "none is known" in page.try_button.reason

    page.table.select_key("keyring:")
    page.try_button.click()
    wait(qtbot, lambda: bool(page.steps_of(page.table.current_row())))
    assert all(step.is_good for step in page.steps_of(page.table.current_row()))
    words = [one.text() for one in page.area.findChildren(StyledLabel)]
    assert "keyring of this computer" in words

    page.table.select_key("store:")
    page.place_button.click()
    assert PAGES[screen.tabs.current] == "connections"
