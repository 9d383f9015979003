"""Life cycles: the list, a file's check before it is kept, publishing what runs."""

from __future__ import annotations

from pathlib import Path

from app.views.panels.life_cycles_report import ImportSheet
from app.views.panels.operate_sheet import ConfirmSheet
from app.views.screens.life_cycles import LifeCyclesScreen
from tests.views.operate_kit import BPMN, open_window, publish_small, wait
from tests.workspaces import TestWorkspace

GOOD = BPMN.replace(b'mw:task="ask_host"', b'mw:task="scan"')
SCRIPT = GOOD.replace(b"bpmn:serviceTask", b"bpmn:scriptTask")


def shown(qtbot, window) -> LifeCyclesScreen:
    screen = window.current_screen
    assert isinstance(screen, LifeCyclesScreen)
    wait(qtbot, lambda: screen._found.rows)
    return screen


def test_a_refused_file_is_not_imported_and_its_lines_are_named(
    qtbot, sqlite_workspace: TestWorkspace, tmp_path: Path
):
    publish_small(sqlite_workspace)
    file = tmp_path / "scripted.bpmn"
    file.write_bytes(SCRIPT)
    with open_window(qtbot, sqlite_workspace, "eva", tmp_path, "life_cycles") as window:
        screen = shown(qtbot, window)
        screen.import_path(str(file))
        wait(qtbot, lambda: screen.findChild(ImportSheet), 20_000)
        sheet = screen.findChild(ImportSheet)

        first = sheet.report.rows_model.rows[0][1]
        assert (first.verdict, first.element, first.line) == ("refused", "scriptTask", 7)
        assert not sheet.verb_button.isEnabled()
        sheet.reject()


def test_an_imported_file_is_a_draft_until_it_is_published(
    qtbot, sqlite_workspace: TestWorkspace, tmp_path: Path
):
    publish_small(sqlite_workspace)
    file = tmp_path / "small.bpmn"
    file.write_bytes(GOOD)
    with open_window(qtbot, sqlite_workspace, "eva", tmp_path, "life_cycles") as window:
        screen = shown(qtbot, window)
        screen.import_path(str(file))
        wait(qtbot, lambda: screen.findChild(ImportSheet), 20_000)
        screen.findChild(ImportSheet).verb_button.click()
        wait(qtbot, lambda: screen._file is not None and screen._file.row.state == "draft")
        assert screen._file.row.version == 2
        assert screen._file.data == GOOD

        wait(qtbot, lambda: not screen.findChildren(ImportSheet))
        window.actions_registry.trigger("life_cycles.publish")
        screen.findChild(ConfirmSheet).verb_button.click()
        wait(qtbot, lambda: screen._file.row.state == "published")
        states = {row.version: row.state for row in screen._found.rows if row.key == "small"}
        wait(qtbot, lambda: screen._found.rows[-1] is not None)
        assert states[2] == "published"


def test_who_is_no_architect_reads_and_exports_only(
    qtbot, sqlite_workspace: TestWorkspace, tmp_path: Path
):
    publish_small(sqlite_workspace)
    with open_window(qtbot, sqlite_workspace, "tom", tmp_path, "life_cycles") as window:
        screen = shown(qtbot, window)
        wait(qtbot, lambda: screen._file is not None)
        assert "AI architect" in screen.import_button.reason
        assert not screen.publish_button.isEnabled()
        screen.export_path(str(tmp_path / "out.bpmn"))

        assert (tmp_path / "out.bpmn").read_bytes() == screen._file.data
