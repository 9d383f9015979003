"""What tests of alerts do and read: an acknowledgement, a person, a row, the trail."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from sqlalchemy import select

from app.models.tables.monitoring import Alert
from app.models.tables.trail import AuditEvent
from app.views.panels.person_dialog import PersonDialog
from tests.workspaces import TestWorkspace


def acknowledge(qtbot: Any, desktop: Any, reason: str) -> None:
    screen = desktop.window.current_screen
    qtbot.keyClick(screen.list.table, Qt.Key.Key_A)
    qtbot.waitUntil(screen.detail.reason.isVisible)
    qtbot.keyClicks(screen.detail.reason.edit, reason)
    qtbot.keyClick(screen.detail.reason.edit, Qt.Key.Key_Return)


def told(workspace: TestWorkspace, alert_id: UUID) -> list[str]:
    with workspace.work("tom").reading() as session:
        events = session.scalars(select(AuditEvent).where(AuditEvent.object_id == alert_id))
        return [one.tag for one in sorted(events, key=lambda one: one.id)]


def stored(workspace: TestWorkspace, alert_id: UUID) -> Alert:
    with workspace.work("tom").reading() as session:
        return session.get_one(Alert, alert_id)


def person_dialog(qtbot: Any, desktop: Any) -> PersonDialog:
    def shown() -> list[PersonDialog]:
        return [one for one in desktop.window.findChildren(PersonDialog) if one.isVisible()]

    qtbot.waitUntil(lambda: bool(shown()))
    return shown()[0]
