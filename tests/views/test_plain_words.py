"""What a line says is plain to who reads it for the first time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from app.models.queries.places import Places
from app.views import language
from app.views.cells import Stage, Status
from app.views.language import tr
from app.views.panels.approvals_list import Head, grouped
from app.views.panels.duty_words import duty_lines
from app.views.panels.home_words import STEPS, due_state
from app.views.panels.lineage_head import LineageHead
from app.views.panels.parts import service_tags
from app.views.panels.runtimes_places import PlacesPane
from app.views.widgets.basics import StyledLabel, TagChip

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)  # a Friday


def titles(*days: int) -> list[str]:
    """Over tasks that are due after so many days."""
    rows: list[Any] = [
        SimpleNamespace(group="mine", due_at=NOW + timedelta(days=each)) for each in days
    ]
    return [one.title for one in grouped(rows, NOW) if isinstance(one, Head)]


def test_a_task_of_monday_is_not_said_on_a_friday_to_be_of_this_week() -> None:
    assert titles(0, 1, 3) == ["Today", "Tomorrow", "Next 7 days"]
    assert titles(6, 7) == ["Next 7 days", "Later"]


def test_how_long_something_waits_does_not_read_as_the_time_that_is_left() -> None:
    state = due_state(None, NOW, since=NOW - timedelta(minutes=1))

    assert (state.status, state.text) == (Status.WAITING, "Waiting 1 min")


def test_who_is_told_of_an_act_is_said_to_be_kept_informed() -> None:
    duty: Any = SimpleNamespace(part="informed", who="operator")

    assert duty_lines([duty]) == [("Kept informed", "operator")]


@pytest.mark.usefixtures("qapp")
def test_a_service_tag_stands_after_its_kind_and_says_it_under_the_pointer(qtbot: Any) -> None:
    assert not service_tags(())
    (line,) = service_tags(("cc-fraud",))
    qtbot.addWidget(line)

    assert [one.text() for one in line.findChildren(StyledLabel)] == ["service"]
    (chip,) = line.findChildren(TagChip)
    assert chip.accessibleName() == "Service tag #cc-fraud"
    assert "Service tag #cc-fraud" in chip.toolTip()


def test_in_dutch_judging_and_reviewing_are_two_acts_on_home() -> None:
    language.use("nl")
    try:
        review, judge = tr(STEPS["approve"]), tr(STEPS["findings"])
    finally:
        language.use("en")

    assert (review, judge) == ("Beoordelen…", "Afwegen…")


def test_the_filter_of_lineage_names_in_dutch_what_it_looks_for(qtbot: Any) -> None:
    language.use("nl")
    try:
        head = LineageHead()
    finally:
        language.use("en")
    qtbot.addWidget(head)

    assert head.filter.edit.placeholderText() == "Filter: soort, persoon, versie"


def test_beside_a_retired_runtime_none_is_said_to_be_in_use_and_not_none_yet(qtbot: Any) -> None:
    pane = PlacesPane()
    qtbot.addWidget(pane)

    pane.show_places("cc-fraud v14", Stage("PROD"), Places((), (), ()))

    said = [one.text() for one in pane.findChildren(StyledLabel)]
    assert "No runtime is in use." in said
