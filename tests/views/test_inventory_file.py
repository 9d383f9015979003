"""Add a file or a document to a version from its pages, and from the task that misses it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget

from app.models.queries.snapshot_diff import Change
from app.services.commands.assets import NewAsset, attach_assets
from app.services.stores import DATA, incoming_path
from app.views.panels.change_words import change_name
from app.views.panels.file_sheet import FileSheet
from app.views.panels.inventory_detail import TAB
from app.views.panels.inventory_file import AddFileSheet
from app.views.widgets.banner import Banner
from tests import stories
from tests.views.demo_desk import calm
from tests.views.desks import desk
from tests.workspaces import TestWorkspace


def page(desktop: Any, tab: str) -> Any:
    return desktop.window.current_screen.pane.tabs.page(TAB[tab])


@pytest.fixture
def sanne(sqlite_workspace: TestWorkspace, tmp_path: Path, qtbot: Any) -> Iterator[Any]:
    stories.register(sqlite_workspace)
    with desk(sqlite_workspace, "sanne", tmp_path, "inventory") as desktop:
        screen: Any = desktop.window.current_screen
        qtbot.waitUntil(lambda: screen.model.rowCount() == 1)
        screen.table.select_first()
        qtbot.waitUntil(lambda: screen.pane.standing is not None)
        calm(desktop)
        yield desktop


@pytest.fixture
def card(tmp_path: Path) -> Path:
    path = tmp_path / "model_card.md"
    path.write_text("# Model card\n\nWhat it is for.\n", encoding="utf-8")
    return path


def ask(desktop: Any, tab: str) -> AddFileSheet:
    screen = desktop.window.current_screen
    screen.pane.show_tab(tab)
    calm(desktop)
    button = screen.findChild(QWidget, f"inventory.add.{tab}")
    assert button.isVisible()
    button.click()
    (found,) = [one for one in desktop.window.findChildren(AddFileSheet) if one.isVisible()]
    return found


def test_a_document_is_added_from_its_page_and_stands_there(
    qtbot: Any, sanne: Any, card: Path
) -> None:
    sheet = ask(sanne, "documents")
    assert sheet.role == "document"
    assert "Choose a file" in sheet.lacks()
    sheet.path.setText(str(card))

    sheet.verb_button.click()

    qtbot.waitUntil(lambda: bool(sanne.window.toasts.texts))
    assert "model_card.md added as document" in sanne.window.toasts.texts[-1]
    documents = page(sanne, "documents")
    qtbot.waitUntil(lambda: documents.table.rows_model.rowCount() == 1)


def test_a_schema_takes_the_place_of_the_one_before_from_its_page(
    qtbot: Any, sanne: Any, tmp_path: Path
) -> None:
    path = tmp_path / "columns.json"
    path.write_text('{"fields": [{"name": "late", "role": "label"}]}', encoding="utf-8")
    sheet = ask(sanne, "schema")
    assert sheet.role == "schema"
    sheet.path.setText(str(path))

    sheet.verb_button.click()

    qtbot.waitUntil(lambda: bool(sanne.window.toasts.texts))
    assert "columns.json added as schema" in sanne.window.toasts.texts[-1]
    fields = page(sanne, "schema").table
    qtbot.waitUntil(lambda: [one.name for one in fields.rows_model.rows] == ["late"])


def test_a_file_is_dropped_on_the_sheet_and_kept_as_its_name_says(
    qtbot: Any, sanne: Any, card: Path
) -> None:
    assets = page(sanne, "assets")
    before = assets.table.rows_model.rowCount()
    sheet = ask(sanne, "assets")
    assert sheet.role == ""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(card))])
    actions, button = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    drop = QDropEvent(QPointF(9, 9), actions, data, button, Qt.KeyboardModifier.NoModifier)
    sheet.dropEvent(drop)
    assert sheet.file == card

    sheet.verb_button.click()

    qtbot.waitUntil(lambda: assets.table.rows_model.rowCount() == before + 1)


def test_a_file_that_is_not_there_keeps_the_sheet_and_the_words(
    qtbot: Any, sanne: Any, tmp_path: Path
) -> None:
    sheet = ask(sanne, "assets")
    sheet.path.setText(str(tmp_path / "nothing.md"))

    sheet.verb_button.click()

    qtbot.waitUntil(lambda: "sheet" in sheet.errors.keys)
    assert sheet.isVisible()
    assert sheet.path.text().endswith("nothing.md")


def test_who_may_not_add_reads_why(sqlite_workspace: TestWorkspace, tmp_path: Path, qtbot: Any):
    stories.register(sqlite_workspace)
    with desk(sqlite_workspace, "lin", tmp_path, "inventory") as desktop:
        screen: Any = desktop.window.current_screen
        qtbot.waitUntil(lambda: screen.model.rowCount() == 1)
        screen.table.select_first()
        qtbot.waitUntil(lambda: screen.pane.standing is not None)
        screen.pane.show_tab("documents")
        calm(desktop)

        button = screen.findChild(QWidget, "inventory.add.documents")

        assert not button.isEnabled()
        assert button.toolTip()


def test_the_bytes_of_files_are_checked_beside_the_window_and_each_says_what_was_found(
    qtbot: Any, sanne: Any
) -> None:
    screen = sanne.window.current_screen
    qtbot.keyClick(screen.table, Qt.Key.Key_V)

    qtbot.waitUntil(lambda: bool(sanne.window.toasts.texts))
    said = "1 file checked: the bytes are those that were registered."
    assert sanne.window.toasts.texts[-1] == said
    files = page(sanne, "assets")
    assert screen.pane.tabs.current == TAB["assets"]
    row = files.table.rows_model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert row.endswith("Checked the same")
    assert files.verify_button.text() == "Verify hash"


def test_a_file_with_other_bytes_is_named_above_the_list(
    qtbot: Any, sanne: Any, sqlite_workspace: TestWorkspace
) -> None:
    screen = sanne.window.current_screen
    settings = sanne.backend.settings
    folder = settings.store_folder(DATA)
    folder.mkdir(parents=True)
    (folder / "train.csv").write_bytes(b"a\n2\n")
    (folder / "other.csv").write_bytes(b"a\n1\n")
    version_id = screen.pane.standing.version_id
    with sqlite_workspace.work("sanne").unit() as work:
        stored = [NewAsset("data", name, b"a\n1\n", store=DATA)
                  for name in ("other.csv", "train.csv")]  # fmt: skip
        attach_assets(work, version_id, stored)
    screen.show_model(str(version_id))
    qtbot.waitUntil(lambda: len(screen.pane.detail.assets) == 3)

    sanne.window.actions_registry.trigger("inventory.verify")

    qtbot.waitUntil(lambda: "verify" in screen.notices.keys)
    (said,) = screen.notices.findChildren(Banner)
    assert said.accessibleName().startswith("1 file is not what was registered")
    assert "train.csv" in said.accessibleName()
    assert "other.csv" not in said.accessibleName()


def test_space_reads_a_document_in_the_window_as_plain_words(
    qtbot: Any, sanne: Any, card: Path
) -> None:
    sheet = ask(sanne, "documents")
    sheet.path.setText(str(card))
    sheet.verb_button.click()
    documents = page(sanne, "documents")
    qtbot.waitUntil(lambda: documents.table.rows_model.rowCount() == 1)
    documents.table.select_first()

    qtbot.keyClick(documents.table, Qt.Key.Key_Space)

    qtbot.waitUntil(lambda: any(one.isVisible() for one in sanne.window.findChildren(FileSheet)))
    (read,) = [one for one in sanne.window.findChildren(FileSheet) if one.isVisible()]
    assert read.text.toPlainText() == "# Model card\n\nWhat it is for.\n"
    assert read.text.isReadOnly()
    qtbot.keyClick(read, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not read.isVisible())


def test_data_is_called_by_its_name_and_not_by_the_folder_of_its_digest(
    qtbot: Any, sanne: Any, sqlite_workspace: TestWorkspace
) -> None:
    screen = sanne.window.current_screen
    version_id = screen.pane.standing.version_id
    path = incoming_path("ab" * 32, "2026/train.csv")
    with sqlite_workspace.work("sanne").unit() as work:
        attach_assets(work, version_id, [NewAsset("data", path, b"a\n1\n", store=DATA)])
    screen.show_model(str(version_id))
    qtbot.waitUntil(lambda: len(screen.pane.detail.assets) == 2)
    screen.pane.show_tab("assets")

    model = page(sanne, "assets").table.rows_model
    row = next(n for n in range(model.rowCount()) if model.rows[n].path == path)
    shown = model.index(row, 1)
    assert shown.data() == "2026/train.csv"
    assert shown.data(Qt.ItemDataRole.ToolTipRole) == path
    change = Change("files", path, "", "", "cosmetic", "")
    assert change_name(change) == "2026/train.csv"
