"""A resolved alert in the window: by which run, with what value, and what the list says of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtWidgets import QLabel

from app.services.commands.raised_alerts import resolve_passed
from app.views import cells
from app.views.charts.limit import Limit
from app.views.item_models.columns import Role
from app.views.places import ObjectRef
from app.views.widgets.button import Button
from tests.db.test_queries_monitoring import START, Watched, alarm, alarmed, run
from tests.views.desks import desk
from tests.workspaces import TestWorkspace


@pytest.fixture
def watched(sqlite_workspace: TestWorkspace) -> Watched:
    return alarmed(sqlite_workspace)


@pytest.fixture
def tom(
    sqlite_workspace: TestWorkspace, watched: Watched, tmp_path: Path, qtbot: Any
) -> Iterator[Any]:
    with desk(sqlite_workspace, "tom", tmp_path, "alerts") as desktop:
        screen: Any = desktop.window.current_screen
        qtbot.waitUntil(lambda: screen.detail.shown is not None)
        yield desktop


def resolve(bank: TestWorkspace, watched: Watched) -> UUID:
    passed = run(bank, watched, 1, {"income": 0.05})
    with bank.service.unit() as work:
        resolve_passed(work, passed)
    return passed


def test_a_resolved_alert_leads_to_the_run_that_proved_it_with_its_value(
    qtbot: Any, tom: Any, sqlite_workspace: TestWorkspace, watched: Watched
) -> None:
    window, screen = tom.window, tom.window.current_screen
    passed = resolve(sqlite_workspace, watched)
    screen.refresh()
    qtbot.waitUntil(lambda: screen.detail.shown.row.state == "resolved")
    link = screen.detail.findChild(Button, "alerts.proof")

    said = [one.text() for one in screen.detail.findChildren(QLabel)]
    until = cells.moment(START + timedelta(days=1))
    assert f"0.0500, must be < 0.2    n 100    data until {until}" in said
    assert any(one.startswith("Run 2 of v1: 0.0500, must be < 0.2") for one in said)
    assert link.text() == "Run 2 of v1"
    link.click()

    qtbot.waitUntil(lambda: window.current_screen.card.title == "Monitoring")
    runs = window.current_screen.view.runs
    qtbot.waitUntil(runs.isVisible)
    qtbot.waitUntil(lambda: runs.current_row() is not None)
    assert runs.current_row().id == passed


def test_the_chart_of_an_alert_keeps_the_limit_that_raised_it(
    qtbot: Any, tom: Any, sqlite_workspace: TestWorkspace, watched: Watched
) -> None:
    screen = tom.window.current_screen
    before = screen.detail.chart.chart.limit
    assert before == Limit(0.2, "<")
    passed = run(sqlite_workspace, watched, 1, {"income": 0.05}, threshold=">= 0.1")
    with sqlite_workspace.service.unit() as work:
        resolve_passed(work, passed)

    screen.refresh()
    qtbot.waitUntil(lambda: screen.detail.shown.row.state == "resolved")

    assert screen.detail.chart.chart.limit == before
    said = [one.text() for one in screen.detail.findChildren(QLabel)]
    assert any(one.startswith("0.0500, must be < 0.2, warns ≥ 0.1") for one in said)


def test_the_chart_of_an_alert_is_broken_where_nothing_was_measured(
    qtbot: Any, tom: Any, sqlite_workspace: TestWorkspace, watched: Watched
) -> None:
    screen = tom.window.current_screen
    run(sqlite_workspace, watched, 1, {})
    run(sqlite_workspace, watched, 2, {"income": 0.3})

    screen.refresh()

    qtbot.waitUntil(lambda: len(screen.detail.chart.chart.table().rows) == 3)
    assert [row[1] for row in screen.detail.chart.chart.table().rows][1:] == ["no batch", "0.3"]
    assert len(screen.detail.chart.chart.gaps()) == 1


def test_what_left_the_list_says_there_that_it_is_resolved(
    qtbot: Any, tom: Any, sqlite_workspace: TestWorkspace, watched: Watched
) -> None:
    screen = tom.window.current_screen
    model = screen.list.model
    column = model.columns[0]
    assert str(column.value(model.rows[0])).endswith("open")
    resolve(sqlite_workspace, watched)

    screen.refresh()
    qtbot.waitUntil(lambda: model.is_gone(model.rows[0]))

    qtbot.waitUntil(lambda: "resolved" in str(column.value(model.rows[0])))
    assert model.is_gone(model.rows[0])
    painted = [model.index(0, n).data(Role.PAINTED) for n in range(model.columnCount())]
    assert all(one.is_gone and not one.is_struck for one in painted)


def test_an_open_alert_leads_to_the_monitor_that_ends_it(
    qtbot: Any, tom: Any, watched: Watched
) -> None:
    window, screen = tom.window, tom.window.current_screen
    link = screen.detail.findChild(Button, "alerts.proves")
    assert link.text() == "PSI per feature"
    assert screen.detail.start_run.text() == "Start a life cycle…"

    link.click()

    qtbot.waitUntil(lambda: window.current_screen.card.title == "Monitoring")
    qtbot.waitUntil(lambda: window.current_screen.shown_id() == watched.monitor_id)


@pytest.mark.parametrize("name", ["alerts.proves", "Open the monitor"])
def test_it_opens_on_what_the_alert_is_about(
    qtbot: Any, tom: Any, sqlite_workspace: TestWorkspace, watched: Watched, name: str
) -> None:
    """Not on the measure that a monitor is opened on otherwise."""
    window, screen = tom.window, tom.window.current_screen
    other = run(sqlite_workspace, watched, 1, {"age": 0.1, "income": 0.3}, test="ks")
    raised = alarm(sqlite_workspace, watched, other, "ks:age")
    window.open_ref(ObjectRef("alert", str(raised), "alert"))
    qtbot.waitUntil(lambda: screen.detail.shown.row.id == raised)
    (link,) = (
        one
        for one in screen.detail.findChildren(Button)
        if name in (one.objectName(), one.accessibleName())
    )

    link.click()

    qtbot.waitUntil(lambda: window.current_screen.card.title == "Monitoring")
    monitoring = window.current_screen
    qtbot.waitUntil(lambda: monitoring.shown_id() == watched.monitor_id)
    assert (monitoring._page.test, monitoring._feature) == ("ks", "age")


def test_an_alert_says_that_a_run_on_the_same_data_resolves_nothing(
    qtbot: Any, tom: Any, sqlite_workspace: TestWorkspace, watched: Watched
) -> None:
    screen = tom.window.current_screen
    for day in (1, 2):
        copied = run(sqlite_workspace, watched, day, {"income": 0.05}, digest="a1")
    with sqlite_workspace.service.unit() as work:
        assert resolve_passed(work, copied) == 0

    screen.refresh()
    qtbot.waitUntil(lambda: screen.detail.shown.repeated is not None)

    said = [one.text() for one in screen.detail.findChildren(QLabel)]
    assert "Run 3 passed on the same data as run 2, which proves nothing." in said
