"""What a key of a list leads to is in sight, also where the list fills the screen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.views import theme
from app.views.panels.inventory_detail import TAB
from tests.views.demo_desk import calm, demo_desk, go


def test_a_reason_is_asked_in_sight_where_one_pane_is_seen(
    qtbot: Any, demo: Path, tmp_path: Path
) -> None:
    theme.apply(dark=False, zoom_factor=2.0)
    with demo_desk(demo, "tom", tmp_path) as desktop:
        screen = go(desktop, "alerts")
        calm(desktop)
        assert not screen.detail.isVisible()

        QTest.keyClick(screen.list.table, Qt.Key.Key_A)
        qtbot.waitUntil(screen.detail.reason.isVisible)

        assert screen.detail.reason.edit.hasFocus()
        QTest.keyClick(screen.detail.reason.edit, Qt.Key.Key_Escape)
        qtbot.waitUntil(screen.list.table.isVisible)
        assert screen.list.table.hasFocus()

        QTest.keyClick(screen.list.table, Qt.Key.Key_Return)
        calm(desktop)
        QTest.keyClick(desktop.window.focusWidget(), Qt.Key.Key_A)
        qtbot.waitUntil(screen.detail.reason.isVisible)
        QTest.keyClick(screen.detail.reason.edit, Qt.Key.Key_Escape)
        assert screen.detail.isVisible()  # whoever asked from the alert stays with it


def test_a_reason_is_asked_in_sight_where_the_alert_was_put_away(
    qtbot: Any, demo: Path, tmp_path: Path
) -> None:
    with demo_desk(demo, "tom", tmp_path) as desktop:
        desktop.window.resize(1280, 800)
        screen = go(desktop, "alerts")
        calm(desktop)
        screen.split.toggle_last()
        assert not screen.detail.isVisible()

        QTest.keyClick(screen.list.table, Qt.Key.Key_A)

        qtbot.waitUntil(screen.detail.reason.edit.hasFocus)


def test_evidence_asked_for_by_its_key_has_the_keyboard_where_one_pane_is_seen(
    demo: Path, tmp_path: Path
) -> None:
    theme.apply(dark=False, zoom_factor=2.0)
    with demo_desk(demo, "jo", tmp_path) as desktop:
        screen = go(desktop, "approvals")
        calm(desktop)

        QTest.keyClick(screen.list.table, Qt.Key.Key_2)
        calm(desktop)

        assert screen.case.isVisible()
        assert desktop.window.focusWidget().isVisible()


def test_where_a_model_runs_is_in_sight_once_it_is_asked_for(demo: Path, tmp_path: Path) -> None:
    theme.apply(dark=False, zoom_factor=2.0)
    with demo_desk(demo, "sanne", tmp_path) as desktop:
        screen = go(desktop, "inventory")
        calm(desktop)
        assert not screen.pane.isVisible()

        QTest.keyClick(screen.table, Qt.Key.Key_O)
        calm(desktop)

        assert screen.pane.isVisible()
        assert screen.pane.tabs.current == TAB["deployments"]


def test_to_the_token_of_a_run_one_key_leads_from_the_list_too(
    qtbot: Any, demo: Path, tmp_path: Path
) -> None:
    with demo_desk(demo, "tom", tmp_path) as desktop:
        screen = go(desktop, "runs")
        calm(desktop)

        QTest.keyClick(screen.table, Qt.Key.Key_H)

        qtbot.waitUntil(screen.page.isVisible)
