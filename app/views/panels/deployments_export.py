"""Deployments as a CSV file: those of the view that is shown, or one with its steps as its log."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.models.queries.deployment_list import DeploymentQuery, list_deployments
from app.models.queries.deployments import DeploymentDetail, DeploymentRow, StepRow
from app.views.panels.csv_file import write_csv
from app.views.panels.list_export import all_rows

HEADER = (
    "deployment", "model", "version", "runtime", "stage", "service_tag", "state", "strategy",
    "traffic_share", "begun_utc", "ended_utc", "begun_by", "reason",
)  # fmt: skip
LOG_HEADER = ("deployment", "step", "try", "state", "begun_utc", "ended_utc", "seconds", "found")


def export_deployments(session: Any, query: DeploymentQuery, path: Path) -> int:
    """Write every deployment of the query; how many there were. Runs beside the window."""
    return write_csv(path, HEADER, map(_line, all_rows(session, list_deployments, query)))


def _line(one: DeploymentRow) -> tuple[object, ...]:
    stage = one.stage.name if one.stage else ""
    return (
        one.number, one.model_name, one.version, one.runtime_name, stage, one.service_tag,
        one.state, one.strategy, one.traffic_share, _utc(one.started_at), _utc(one.finished_at),
        one.started_by, one.reason,
    )  # fmt: skip


def export_log(_session: Any, detail: DeploymentDetail, path: Path) -> int:
    """Write the steps of one deployment with all that each found; how many there were."""
    number = detail.row.number
    return write_csv(path, LOG_HEADER, (_step(number, one) for one in detail.steps))


def _step(number: int, one: StepRow) -> tuple[object, ...]:
    found = json.dumps(dict(one.facts), sort_keys=True, ensure_ascii=False, default=str)
    return (
        number, one.step, one.attempt, one.state, _utc(one.started_at), _utc(one.finished_at),
        one.seconds, found,
    )  # fmt: skip


def _utc(at: datetime | None) -> str:
    return at.astimezone(UTC).isoformat() if at else ""
