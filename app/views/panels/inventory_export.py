"""The inventory under the present filter as a CSV file, read page by page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from app.models.queries.inventory import InventoryQuery, ModelRow, list_chosen, list_models
from app.views.panels.csv_file import write_csv
from app.views.panels.list_export import PAGE, all_rows

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
    rows = all_rows(session, list_models, query)
    return write_csv(path, HEADER, (_line(row) for row in rows))


@dataclass(frozen=True, slots=True)
class Chosen:
    """Some models, as `me` sees them."""

    ids: tuple[UUID, ...]
    me: UUID


def export_chosen(session: Any, chosen: Chosen, path: Path) -> int:
    """Write these models; how many there were."""
    return write_csv(path, HEADER, (_line(row) for row in _chosen(session, chosen)))


def _chosen(session: Any, chosen: Chosen) -> Iterator[ModelRow]:
    for start in range(0, len(chosen.ids), PAGE):
        yield from list_chosen(session, chosen.ids[start : start + PAGE], chosen.me)


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
