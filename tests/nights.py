"""Nightly runs of one monitor over data of their own, with the alerts that each raises and ends."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import select

from app.models.queries.alert_detail import AlertDetail, load_alert
from app.models.queries.find import find_stage
from app.models.rules.monitors import BROKEN
from app.models.tables.inventory import RegisteredModel
from app.models.tables.monitoring import Alert, MonitorRun
from app.services.commands.monitors import (
    NewMonitor,
    add_data_source,
    add_monitor,
    finish_run,
    start_run,
)
from app.services.commands.raised_alerts import alert_title, raise_alert, resolve_passed
from app.services.unit_of_work import UnitOfWork
from tests.workspaces import TestWorkspace

START = datetime(2026, 3, 1, 5, 0, tzinfo=UTC)
LIMIT, WARNS_AT = 0.2, 0.15


class Measured(Protocol):
    """A version, as whoever registered it knows it."""

    @property
    def model_id(self) -> UUID: ...
    @property
    def version_id(self) -> UUID: ...
    @property
    def snapshot_id(self) -> UUID: ...


class Nights:
    """Of a monitor `name` of what serves as `service_tag` in a stage."""

    def __init__(
        self,
        workspace: TestWorkspace,
        model_id: UUID,
        *,
        name: str = "Drift",
        stage: str = "PROD",
        service_tag: str = "cc-fraud",
    ) -> None:
        self.workspace, self.service = workspace, workspace.service
        self.name, self.count, self.severity = name, 0, "high"
        with workspace.work("tom").unit() as work:
            source = add_data_source(work, unit="bank", name=f"log of {name}", kind="runtime_log")
            found = find_stage(work.session, work.get(RegisteredModel, model_id), stage)
            self.new = NewMonitor(name, service_tag, found.id, source.id, cron="0 6 * * *")
            self.monitor_id = add_monitor(work, model_id, self.new).id

    def night(self, of: Measured, values: Mapping[str, float], *, digest: str | None = "") -> None:
        """By rule what a run measured; on which data: empty, its own; None, not known."""
        with self.service.unit() as work:
            self.store(work, of, values, digest=digest)

    def store(
        self,
        work: UnitOfWork,
        of: Measured,
        values: Mapping[str, float],
        *,
        digest: str | None = "",
    ) -> None:
        run = self._start(work, of)
        failed = [rule for rule, value in values.items() if value >= LIMIT]
        finish_run(
            work,
            run.id,
            results=[_result(rule, value) for rule, value in values.items()],
            verdict="FAIL" if failed else "PASS",
            data_digest="" if digest is None else digest or str(run.fire_at),
        )
        for rule in failed:
            test, _, feature = rule.partition(":")
            title = alert_title(test, feature, values[rule], f">= {LIMIT}")
            self._raise(work, of, run, rule, title)
        resolve_passed(work, run.id)

    def broken_night(self, of: Measured) -> None:
        """A run that could not measure anything."""
        with self.service.unit() as work:
            run = self._start(work, of)
            lost = {"test": BROKEN, "verdict": "ERROR", "method": "The log is gone."}
            finish_run(work, run.id, results=[lost], verdict="ERROR", note="The log is gone.")
            self._raise(work, of, run, BROKEN, f"{self.name} broke: The log is gone.")

    def _start(self, work: UnitOfWork, of: Measured) -> MonitorRun:
        self.count += 1
        at = START + timedelta(days=self.count)
        return start_run(
            work,
            run_key=f"{self.name}-{self.count}",
            kind="monitor",
            monitor_id=self.monitor_id,
            model_id=of.model_id,
            version_id=of.version_id,
            snapshot_id=of.snapshot_id,
            fire_at=at,
            data_until=at,
        )

    def _raise(
        self, work: UnitOfWork, of: Measured, run: MonitorRun, rule: str, title: str
    ) -> None:
        raise_alert(
            work,
            model_id=of.model_id,
            version_id=of.version_id,
            monitor_id=self.monitor_id,
            run_id=run.id,
            rule=rule,
            title=title,
            severity=self.severity,
        )

    def states(self) -> dict[str, str]:
        with self.service.reading() as session:
            mine = select(Alert).where(Alert.monitor_id == self.monitor_id)
            return {one.rule: one.state for one in session.scalars(mine)}

    def alert(self, rule: str) -> AlertDetail:
        tom = self.workspace.work("tom")
        with tom.reading() as session:
            mine = Alert.monitor_id == self.monitor_id
            found = session.scalars(select(Alert.id).where(mine, Alert.rule == rule)).one()
            return load_alert(session, found, tom.actor.id)


def _result(rule: str, value: float) -> dict[str, Any]:
    test, _, feature = rule.partition(":")
    return {
        "test": test,
        "feature": feature,
        "statistic": value,
        "threshold": f">= {LIMIT}" if value >= LIMIT else f">= {WARNS_AT}",
        "verdict": "FAIL" if value >= LIMIT else "WARN" if value >= WARNS_AT else "PASS",
    }
