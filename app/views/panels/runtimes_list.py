"""The list of runtimes: its columns, and what a file of it holds."""

from __future__ import annotations

from app.models.queries.runtime_list import ListedRuntime
from app.views.cells import Age, Tags, Text
from app.views.item_models.columns import Column
from app.views.language import N_, tr
from app.views.panels.list_export import Fields
from app.views.panels.runtimes_words import health_state, serving_words

COLUMNS: list[Column[ListedRuntime]] = [
    Column(
        N_("Runtime"),
        lambda r: Text(r.one.name, is_strong=True),
        key="name",
        width=120,
        is_name=True,
    ),
    Column(N_("Health"), lambda r: health_state(r.one, r.now), key="health", width=160),
    Column(N_("Stages"), lambda r: Text(", ".join(r.one.stage_tags) or tr("none")), width=76),
    Column(N_("Services"), lambda r: Tags(r.one.service_tags), width=170, drop_below=680),
    Column(
        N_("Serves"),
        lambda r: ", ".join(map(serving_words, r.one.serving)) or tr("nothing"),
        stretches=True,
    ),
    Column(
        N_("Last look"), lambda r: Age(r.one.seen_at, r.now), key="seen", is_number=True, width=76
    ),
]
FIELDS: Fields[ListedRuntime] = (
    ("runtime", lambda r: r.one.name),
    ("unit", lambda r: r.one.unit_name),
    ("kind", lambda r: r.one.kind),
    ("mode", lambda r: r.one.mode),
    ("address", lambda r: r.one.url),
    ("state", lambda r: r.one.state),
    ("health", lambda r: r.one.health),
    ("stages", lambda r: r.one.stage_tags),
    ("services", lambda r: r.one.service_tags),
    ("serves", lambda r: "; ".join(map(serving_words, r.one.serving))),
    ("last_look_utc", lambda r: r.one.seen_at),
    ("latency_ms", lambda r: r.one.latency_ms),
)
