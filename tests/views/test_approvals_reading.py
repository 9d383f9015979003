"""Reading in Approvals what was handed in: kept here it is shown, elsewhere it is named."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices

from app.config import data_folder
from app.services.commands.assets import NewAsset, attach_assets
from app.services.commands.models import add_document
from app.services.digests import digest_bytes
from app.services.log_file import log_folder
from app.views import theme
from app.views.opening_outside import AddressSheet
from app.views.panels.approvals_evidence import DocumentsPanel
from app.views.panels.file_sheet import FileSheet
from app.views.widgets.banner import Banner
from app.views.widgets.button import Button
from tests import stories
from tests.views.demo_desk import calm, demo_desk, go
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


def asked(qtbot: Any, desktop: Any) -> AddressSheet:
    """The sheet that shows where a link leads."""
    qtbot.waitUntil(lambda: desktop.window.findChild(AddressSheet) is not None)
    found = desktop.window.findChild(AddressSheet)
    assert isinstance(found, AddressSheet)
    return found


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
    "jo",
    [
        {"uri": r"\\share\cards\cc-fraud.docx"},
        {"uri": "http://[cards"},
        {"uri": "http://a.example/card"},
    ],
    indirect=True,
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
    case = jo.window.current_screen.case.panel
    before = case.opened_count

    qtbot.keyClick(panel.table, Qt.Key.Key_Return)
    sheet = asked(qtbot, jo)
    assert (started, case.opened_count) == ([], before)
    sheet.verb_button.click()

    qtbot.waitUntil(lambda: case.opened_count == before + 1)
    assert started == ["https://docs.example/card"]
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
    sheet = asked(qtbot, jo)
    assert (started, case.opened_count) == ([], before)
    sheet.verb_button.click()

    qtbot.waitUntil(lambda: case.opened_count == before + 1)
    assert started == ["https://docs.example/card"]
    assert not [one for one in jo.window.findChildren(FileSheet) if one.isVisible()]


@pytest.mark.parametrize("jo", [{"uri": "https://docs.example/card"}], indirect=True)
@pytest.mark.parametrize("way", ["Return", "Space", "double click"])
def test_where_no_browser_is_the_address_is_said_and_copied_and_nothing_counts(
    qtbot: Any, jo: Any, monkeypatch: Any, way: str
) -> None:
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: False)
    panel = panel_of(qtbot, jo)
    case = jo.window.current_screen.case.panel
    before = case.opened_count

    if way == "double click":
        where = panel.table.visualRect(panel.table.model().index(0, 0)).center()
        qtbot.mouseClick(panel.table.viewport(), Qt.MouseButton.LeftButton, pos=where)
        qtbot.mouseDClick(panel.table.viewport(), Qt.MouseButton.LeftButton, pos=where)
    else:
        qtbot.keyClick(panel.table, getattr(Qt.Key, f"Key_{way}"))
    asked(qtbot, jo).verb_button.click()
    qtbot.waitUntil(lambda: "outside" in jo.window.banners.keys)

    banner = jo.window.banners.findChild(Banner, "banner.outside")
    assert "https://docs.example/card" in banner.accessibleName()
    copy = next(b for b in banner.findChildren(Button) if b.text() == "Copy the address")
    qtbot.mouseClick(copy, Qt.MouseButton.LeftButton)
    assert theme.application().clipboard().text() == "https://docs.example/card"
    assert case.opened_count == before


@pytest.mark.parametrize("jo", [{"uri": "https://docs.example/card"}], indirect=True)
def test_where_nothing_opens_files_the_log_says_where_it_is(
    qtbot: Any, jo: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: False)
    log_folder(data_folder()).mkdir(parents=True, exist_ok=True)

    jo.window.actions_registry.trigger("help.log")

    banner = jo.window.banners.findChild(Banner, "banner.outside")
    assert str(log_folder(data_folder())) in banner.accessibleName()
    copy = next(b for b in banner.findChildren(Button) if b.text() == "Copy the path")
    qtbot.mouseClick(copy, Qt.MouseButton.LeftButton)
    assert theme.application().clipboard().text() == str(log_folder(data_folder()))


def test_the_documents_of_the_demo_are_read_in_the_window(
    qtbot: Any, demo: Path, tmp_path: Path
) -> None:
    """Nobody who tries it has the bank's web server: 5 of 5 can be reached all the same."""
    with demo_desk(demo, "jo", tmp_path) as desktop:
        go(desktop, "approvals")
        panel = panel_of(qtbot, desktop)
        documents = panel.table.rows_model.rows
        assert {one.kind for one in documents} == {"model_card", "validation"}
        for place, one in enumerate(documents):
            panel.table.setCurrentIndex(panel.table.model().index(place, 0))
            qtbot.keyClick(panel.table, Qt.Key.Key_Return)
            sheet = sheet_of(qtbot, desktop)
            words = sheet.text.toPlainText()
            assert words.startswith("# ")
            assert "cc-fraud" in words
            assert one.kind != "validation" or "AUC" in words
            sheet.reject()
            calm(desktop)
        case = desktop.window.current_screen.case
        case.show_tab(0)
        case.show_tab(1)
        case.show_tab(2)
        assert case.panel.opened_count == 5
