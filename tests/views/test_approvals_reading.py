"""Reading in Approvals what was handed in: kept here it is shown, elsewhere it is named."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices

from app.services.commands.assets import NewAsset, attach_assets
from app.services.commands.models import add_document
from app.services.digests import digest_bytes
from app.views.panels.approvals_evidence import DocumentsPanel
from app.views.panels.file_sheet import FileSheet
from tests import stories
from tests.views.demo_desk import calm
from tests.views.desks import desk
from tests.workspaces import TestWorkspace

CARD = b"# Card\n\nWhat it is for, and its limits.\n"
DOCUMENTS = 3  # the tab


@pytest.fixture
def made(sqlite_workspace: TestWorkspace) -> stories.Registered:
    """Before it is asked for: a version that was put to the vote takes no more files."""
    made = stories.register(sqlite_workspace)
    with sqlite_workspace.work("sanne").unit() as work:
        attach_assets(work, made.version_id, [NewAsset("document", "card.md", CARD)])
    return made


def document(
    bank: TestWorkspace, made: stories.Registered, *, uri: str = "", sha256: str = ""
) -> None:
    with bank.work("sanne").unit() as work:
        add_document(
            work, made.model_id, kind="model_card", title="Model card", uri=uri, sha256=sha256,
            version_id=made.version_id,
        )  # fmt: skip


@pytest.fixture
def jo(
    sqlite_workspace: TestWorkspace, made: stories.Registered, tmp_path: Path, request: Any
) -> Iterator[Any]:
    document(sqlite_workspace, made, **request.param)
    stories.ask(sqlite_workspace, made)
    with desk(sqlite_workspace, "jo", tmp_path, "approvals") as desktop:
        yield desktop


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the browser was asked to open; it opens it."""
    asked: list[str] = []

    def open_url(url: Any) -> bool:
        asked.append(url.toString())
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    return asked


def panel_of(qtbot: Any, desktop: Any) -> DocumentsPanel:
    screen = desktop.window.current_screen
    qtbot.waitUntil(lambda: screen.case.shown is not None)
    screen.case.show_tab(DOCUMENTS)
    calm(desktop)
    found = screen.case.findChild(DocumentsPanel)
    assert isinstance(found, DocumentsPanel)
    return found


def sheet_of(qtbot: Any, desktop: Any) -> FileSheet:
    def open_ones() -> list[FileSheet]:
        return [one for one in desktop.window.findChildren(FileSheet) if one.isVisible()]

    qtbot.waitUntil(lambda: bool(open_ones()))
    return open_ones()[0]


@pytest.mark.parametrize("jo", [{"sha256": digest_bytes(CARD)}], indirect=True)
@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_a_document_that_is_kept_here_is_read_beside_the_decision(
    qtbot: Any, jo: Any, key: Qt.Key
) -> None:
    panel = panel_of(qtbot, jo)

    qtbot.keyClick(panel.table, key)

    sheet = sheet_of(qtbot, jo)
    assert sheet.text.toPlainText() == CARD.decode()
    assert not sheet.verb_button.isVisible()
    sheet.reject()


@pytest.mark.parametrize(
    "jo", [{"uri": r"\\share\cards\cc-fraud.docx"}, {"uri": "http://[cards"}], indirect=True
)
def test_a_place_that_no_browser_opens_is_named_and_nothing_is_started(
    qtbot: Any, jo: Any, monkeypatch: Any
) -> None:
    started: list[Any] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", started.append)
    panel = panel_of(qtbot, jo)

    qtbot.keyClick(panel.table, Qt.Key.Key_Return)

    sheet = sheet_of(qtbot, jo)
    assert not sheet.text.toPlainText()
    assert not sheet.verb_button.isVisible()
    assert started == []
    sheet.reject()


@pytest.mark.parametrize("jo", [{"uri": "https://docs.example/card"}], indirect=True)
def test_a_link_goes_to_the_browser_and_counts_as_opened(
    qtbot: Any, jo: Any, started: list[str]
) -> None:
    panel = panel_of(qtbot, jo)
    counted: list[UUID] = []
    panel.document_opened.connect(counted.append)

    qtbot.keyClick(panel.table, Qt.Key.Key_Return)

    assert started == ["https://docs.example/card"]
    assert len(counted) == 1
    assert not [one for one in jo.window.findChildren(FileSheet) if one.isVisible()]


@pytest.mark.parametrize(
    "jo", [{"uri": "https://docs.example/card", "sha256": "ab" * 32}], indirect=True
)
def test_a_link_with_a_digest_that_is_not_kept_here_goes_to_the_browser_and_counts(
    qtbot: Any, jo: Any, started: list[str]
) -> None:
    panel = panel_of(qtbot, jo)
    case = jo.window.current_screen.case.panel
    before = case.opened_count

    qtbot.keyClick(panel.table, Qt.Key.Key_Return)

    qtbot.waitUntil(lambda: case.opened_count == before + 1)
    assert started == ["https://docs.example/card"]
    assert not [one for one in jo.window.findChildren(FileSheet) if one.isVisible()]
