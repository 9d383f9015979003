"""The table twin of the timeline: every event with all its columns, and the same as a file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path
from typing import Any

from app import texts
from app.models.queries.events import EventRow
from app.models.queries.lineage import LANE_OF, REVIEWED, EventQuery, list_events
from app.services.checked_reviews import checked_reviewers_of
from app.views import cells
from app.views.cells import Text
from app.views.filters import FilterGrammar, FilterKey
from app.views.item_models.columns import Column
from app.views.language import N_, tr
from app.views.panels.csv_file import write_csv
from app.views.panels.lineage_data import LANE_TITLES
from app.views.panels.lineage_event import sentence
from app.views.zones import zone

PAGE = 1_000
TYPES = ("snapshot", "data", "test", "approval", "deployment", "alert")
HEADER = (
    "event",
    "time_utc",
    "time_local",
    "tag",
    "sentence",
    "actor",
    "object_type",
    "object_id",
    "model",
    "version",
    "facts",
    "texts",
    "reviewed_by",
)


def _called(kind: str) -> str:
    """A lane by its title, which is of several: "approval" asks for "Approvals"."""
    for lane in (kind, f"{kind}s"):
        if lane in LANE_TITLES:
            return tr(LANE_TITLES[lane])
    return texts.word(kind)


GRAMMAR = FilterGrammar(
    (
        FilterKey("type", N_("Lane or kind of object"), TYPES, is_open=False, shown=_called),
        FilterKey("actor", N_("Who did it"), ("me",)),
        FilterKey("tag", N_("Exact tag"), tuple(LANE_OF)),
        FilterKey("version", N_("Version")),
        FilterKey("is", N_("Reviewed or not yet"), tuple(REVIEWED), is_open=False),
    )
)


def _lane(row: EventRow) -> str:
    lane = LANE_OF.get(row.tag, "")
    return tr(LANE_TITLES[lane]) if lane in LANE_TITLES else texts.word(lane) or "–"


COLUMNS: list[Column[EventRow]] = [
    Column(N_("Event"), lambda row: f"{row.id}", is_number=True, width=66),
    Column(N_("Time"), lambda row: cells.moment(row.at), width=132,
           tooltip=lambda row: cells.moment_in_full(row.at)),
    Column(N_("Who"), lambda row: texts.person_name(row.actor), width=140,
           filter_key="actor", filter_value=lambda row: texts.person_name(row.actor)),
    Column(N_("What"), lambda row: Text(sentence(row)), stretches=True, tooltip=sentence),
    Column(N_("About"), lambda row: row.subject or texts.word(row.object_type), width=120,
           drop_below=1080, filter_key="version",
           filter_value=lambda row: f"v{row.version}" if row.version else ""),
    Column(N_("Lane"), _lane, width=96, drop_below=1240, filter_key="type"),
    Column(N_("Kind"), lambda row: Text(texts.act(row.tag), is_quiet=True), width=160,
           drop_below=1400, tooltip=lambda row: f"tag:{row.tag}", filter_key="tag",
           filter_value=lambda row: row.tag),
    Column(N_("Texts"), lambda row: "; ".join(row.texts.values()), width=220, drop_below=1600,
           tooltip=lambda row: "\n".join(row.texts.values())),
    Column("UTC", lambda row: f"{row.at.astimezone(UTC):%Y-%m-%d %H:%M:%S}", width=150,
           drop_below=1760),
]  # fmt: skip


def export_events(session: Any, query: EventQuery, path: Path) -> int:
    """Write every event of the query; how many there were. Runs beside the window."""
    return write_csv(path, HEADER, _lines(session, query))


def _lines(session: Any, query: EventQuery) -> Iterator[tuple[object, ...]]:
    after: int | None = None
    while True:
        page = list_events(session, query, after, PAGE)
        ids = [row.id for row in page.rows]
        reviewers = checked_reviewers_of(session, ids, known_at=query.known_at)
        yield from ((*_line(row), "; ".join(reviewers.get(row.id, ()))) for row in page.rows)
        if page.cursor is None:
            return
        after = page.cursor


def _line(row: EventRow) -> tuple[object, ...]:
    return (
        row.id,
        row.at.astimezone(UTC).isoformat(),
        row.at.astimezone(zone()).isoformat(),
        row.tag,
        sentence(row),
        row.actor,
        row.object_type,
        str(row.object_id),
        row.model_name,
        row.version,
        json.dumps(dict(row.facts), sort_keys=True, default=str),
        json.dumps(dict(row.texts), sort_keys=True, ensure_ascii=False),
    )
