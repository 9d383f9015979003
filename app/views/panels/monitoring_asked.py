"""A run of a monitor that somebody asked for now, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from app.models.queries.monitoring import MonitorRow
from app.views.language import tr
from app.views.panels.monitoring_words import verdict_state

RUN_NOTE = "monitor run"  # the note that it was asked for gives way to what came of it


@dataclass(frozen=True, slots=True)
class AskedRun:
    """The monitor as it was when the run was asked for."""

    monitor_id: UUID
    last_number: int
    alerts: int

    @staticmethod
    def of(one: MonitorRow) -> AskedRun:
        return AskedRun(one.id, one.last_run_number or 0, one.open_alerts)

    def outcome(self, one: MonitorRow) -> str:
        """What the run came to; empty while it goes on, and of another monitor."""
        number = one.last_run_number or 0
        if one.id != self.monitor_id or number <= self.last_number or not one.verdict:
            return ""
        verdict = verdict_state(one.verdict).text
        ended = self.alerts - one.open_alerts
        if ended <= 0:
            return tr("Run {number}: {verdict}").format(number=number, verdict=verdict)
        said = tr("Run {number}: {verdict}, which ended %n alert(s)", "", ended)
        return said.format(number=number, verdict=verdict)
