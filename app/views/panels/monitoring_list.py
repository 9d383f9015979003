"""The list of monitors, under the names of their models: how it is filtered, told and written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.models.queries.monitor_list import STATES
from app.models.queries.monitoring import MonitorRow
from app.views.cells import GroupTitle, TwoLines
from app.views.filters import FilterGrammar, FilterKey
from app.views.item_models.columns import Column
from app.views.language import N_, tr
from app.views.panels.list_export import Fields
from app.views.panels.monitoring_words import last_state, of_another, stage_of, value_words


@dataclass(frozen=True, slots=True)
class Entry:
    """A model's heading, or one of its monitors."""

    model: str
    one: MonitorRow | None = None

    @property
    def key(self) -> object:
        return self.one.id if self.one else self.model


def _cell(entry: Entry) -> GroupTitle | TwoLines:
    one = entry.one
    if one is None:
        return GroupTitle(entry.model, indent=16, is_name=True)
    state = last_state(one)
    measured, value = of_another(one), value_words(one)
    detail = f"v{measured}: {value}" if measured and value else value or state.text
    if one.missed:
        detail = tr("{result}, %n missed", "", one.missed).format(result=detail)
    note = tr("%n alert(s)", "", one.open_alerts) if one.open_alerts else ""
    return TwoLines(
        one.name, detail, state.status, stage_of(one), note, is_urgent=one.verdict == "FAIL",
        is_strong=one.verdict == "FAIL",
    )  # fmt: skip


GRAMMAR = FilterGrammar(
    (
        FilterKey("verdict", N_("Verdict"), ("fail", "warn", "pass", "error")),
        FilterKey("stage", N_("Stage"), ("PROD", "UAT", "SIT")),
        FilterKey("state", N_("State"), STATES),
        FilterKey("model", N_("Model")),
        FilterKey("service", N_("Service")),
    )
)
FIELDS: Fields[MonitorRow] = (
    ("model", lambda one: one.model_name),
    ("monitor", lambda one: one.name),
    ("dimension", lambda one: one.dimension),
    ("stage", lambda one: one.stage.name if one.stage else ""),
    ("service_tag", lambda one: one.service_tag),
    ("verdict", lambda one: one.verdict),
    ("value", lambda one: one.value),
    ("value_of", lambda one: one.value_of),
    ("limit", lambda one: one.threshold),
    ("last_run_utc", lambda one: one.last_fire_at),
    ("next_run_utc", lambda one: one.next_fire_at),
    ("missed", lambda one: one.missed),
    ("open_alerts", lambda one: one.open_alerts),
    ("paused", lambda one: one.is_paused),
)
COLUMNS: list[Column[Entry]] = [Column(N_("Monitor"), _cell, stretches=True)]


def entries_of(rows: Iterable[MonitorRow]) -> list[Entry]:
    found: list[Entry] = []
    for one in rows:
        if not found or found[-1].model != one.model_name:
            found.append(Entry(one.model_name))
        found.append(Entry(one.model_name, one))
    return found
