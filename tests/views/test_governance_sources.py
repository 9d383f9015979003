"""What is said of a data source's protection is mended where it is read: in Governance."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QLabel, QWidget
from sqlalchemy import select

from app.models.tables.execution import DataSource
from app.services.commands.monitors import add_data_source
from app.views.panels.governance_forms import FormSheet
from tests.views.desks import desk
from tests.views.governance_desk import is_open, press, show
from tests.workspaces import TestWorkspace


def recorded(bank: TestWorkspace) -> DataSource:
    with bank.service.reading() as session:
        found = session.scalars(select(DataSource)).one()
        session.expunge(found)
        return found


def said(pane: QWidget) -> list[str]:
    return [one.text() for one in pane.findChildren(QLabel) if one.isVisibleTo(pane)]


def source(bank: TestWorkspace) -> None:
    bank.work("tom").write(
        add_data_source, unit="bank", name="Scores", kind="files", store="", pattern="s/*.parquet"
    )


def test_who_looks_after_data_says_how_they_are_protected(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    source(sqlite_workspace)
    with desk(sqlite_workspace, "tom", tmp_path, "governance") as desktop:
        screen = show(qtbot, desktop, "source")
        assert screen.pane.buttons["change"].isEnabled()
        assert said(screen.pane).count("nobody has said") == 3
        sheet = press(qtbot, desktop, "change")
        assert sheet.text("pattern") == "s/*.parquet"
        assert sheet.text("retention_days") == ""
        sheet._edits["retention_days"].setText("soon")
        assert "number of days" in sheet.lacks()
        sheet._edits["retention_days"].setText("400")
        sheet._edits["purpose"].setText("Fraud detection")
        sheet._edits["data_class"].setCurrentIndex(3)
        sheet._edits["encryption"].setCurrentIndex(1)
        sheet.verb_button.click()
        qtbot.waitUntil(lambda: not is_open(desktop, FormSheet))
        qtbot.waitUntil(lambda: "Fraud detection" in said(screen.pane))
        assert said(screen.pane).count("nobody has said") == 1

    found = recorded(sqlite_workspace)
    assert (found.data_class, found.purpose, found.retention_days, found.encryption) == (
        "personal", "Fraud detection", 400, "yes",
    )  # fmt: skip


def test_who_may_not_change_it_is_told_why(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    source(sqlite_workspace)
    with desk(sqlite_workspace, "jo", tmp_path, "governance") as desktop:
        screen = show(qtbot, desktop, "source")

        assert not screen.pane.buttons["change"].isEnabled()
        assert "role" in screen.pane.buttons["change"].toolTip()
