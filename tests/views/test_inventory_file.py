"""Add a file or a document to a version from its pages, and from the task that misses it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget

from app.views.panels.inventory_detail import TAB
from app.views.panels.inventory_file import AddFileSheet
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
