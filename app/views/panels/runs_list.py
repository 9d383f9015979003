"""The list of runs: its columns, its filter and its views."""

from __future__ import annotations

from app import texts
from app.models.queries.run_list import STATES, ListedRun
from app.views.cells import Number, Text
from app.views.filters import FilterGrammar, FilterKey
from app.views.item_models.columns import Column
from app.views.language import N_
from app.views.panels.list_export import Fields
from app.views.panels.runs_words import about, listed_state, since

COLUMNS: list[Column[ListedRun]] = [
    Column(N_("Run"), lambda r: Number(r.run.number), key="number", width=48, is_number=True),
    Column(N_("State"), listed_state, key="state", width=108, filter_key="state"),
    Column(
        N_("Model"),
        lambda r: Text(about(r.run), is_strong=True),
        key="model",
        width=116,
        is_name=True,
    ),
    Column(
        N_("Step"),
        lambda r: Text(", ".join(map(texts.told, r.run.steps)), texts.told(r.run.incident)),
        key="step",
        stretches=True,
        tooltip=lambda r: r.run.incident,
        filter_key="step",
        filter_value=lambda r: texts.told(next(iter(r.run.steps), "")),
    ),
    Column(N_("Since"), since, key="since", width=96, is_number=True, drop_below=544),
    Column(
        N_("Life cycle"),
        lambda r: Text(
            texts.told(r.run.template_name), f"v{r.run.template_version}", is_quiet=True
        ),
        key="template",
        width=160,
        drop_below=780,
        filter_key="template",
        filter_value=lambda r: r.run.template_name,
    ),
    Column(
        N_("Started by"),
        lambda r: texts.person_name(r.run.started_by),
        key="by",
        width=130,
        drop_below=680,
    ),
]
FIELDS: Fields[ListedRun] = (
    ("run", lambda r: r.run.number),
    ("state", lambda r: r.state),
    ("outcome", lambda r: r.run.outcome),
    ("model", lambda r: r.run.model_name),
    ("version", lambda r: r.run.version),
    ("steps", lambda r: "; ".join(map(texts.told, r.run.steps))),
    ("incident", lambda r: texts.told(r.run.incident)),
    ("life_cycle", lambda r: texts.told(r.run.template_name)),
    ("life_cycle_version", lambda r: r.run.template_version),
    ("started_utc", lambda r: r.run.started_at),
    ("since_utc", lambda r: r.run.since),
    ("ended_utc", lambda r: r.run.ended_at),
    ("started_by", lambda r: r.run.started_by),
    ("reason", lambda r: r.run.reason),
)
GRAMMAR = FilterGrammar(
    (
        FilterKey(
            "state",
            N_("State"),
            STATES,
            is_open=False,
        ),
        FilterKey("step", N_("Step")),
        FilterKey("template", N_("Life cycle")),
    )
)
VIEWS = (
    (N_("All runs"), ""),
    (N_("Running"), "state:running,waiting"),
    (N_("With incidents"), "state:incident"),
    (N_("Ended"), "state:done,cancelled"),
)
WHENCE = N_(
    "A run starts when a version is marked ready, when data or a schedule ask "
    "for it, or by hand (Ctrl+N)."
)
