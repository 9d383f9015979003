"""The inventory under the present filter as a CSV file, read page by page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.models.queries.inventory import InventoryQuery, ModelRow, list_models
from app.views.panels.csv_file import write_csv

PAGE = 1_000
HEADER = (
    "model",
    "unit",
    "kind",
    "framework",
    "risk_tier",
    "owner",
    "tags",
    "latest_version",
    "in_place",
    "health",
    "health_cause",
    "open_alerts",
    "step",
    "run",
    "since",
    "debt",
)


def export_models(session: Any, query: InventoryQuery, path: Path) -> int:
    """Write every model of the query; how many there were. Runs beside the window."""
    return write_csv(path, HEADER, (_line(row) for row in _rows(session, query)))


def _rows(session: Any, query: InventoryQuery) -> Iterator[ModelRow]:
    cursor = None
    while True:
        page = list_models(session, query, cursor, PAGE)
        yield from page.rows
        if page.cursor is None:
            return
        cursor = page.cursor


def _line(row: ModelRow) -> tuple[object, ...]:
    return (
        row.name,
        row.unit_key,
        row.kind,
        row.framework,
        row.risk_tier,
        row.owner_name,
        " ".join(row.tags),
        row.latest_version,
        row.in_place,
        row.health.level,
        row.health.cause,
        row.health.open_alerts,
        row.step.name,
        row.step.run_number,
        row.since.isoformat(),
        " ".join(row.debt),
    )
