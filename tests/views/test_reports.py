"""Reports: the executive figures of Home at one moment; each opens the rows that it counts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from app.models.queries.home import load_figures
from app.models.queries.reports import load_report
from app.services.commands.models import NewModel, register_model
from app.views.cells import moment_in_full
from app.views.desktop import Desktop
from app.views.panels.home_parts import GapTile
from app.views.widgets.basics import StyledLabel
from tests.hands import Hands
from tests.stories import put_in_production, register
from tests.views.demo_desk import calm, demo_desk, go
from tests.workspaces import TestWorkspace

NOW = datetime(2026, 3, 13, 13, 0, tzinfo=UTC)


def test_the_figures_are_those_that_home_has_for_executives(workspace: TestWorkspace):
    put_in_production(workspace, register(workspace))
    new = NewModel(name="churn", risk_tier="high", owner="jo")
    workspace.work("sanne").write(register_model, new)
    me = workspace.work("lin").actor.id

    report = workspace.work("lin").read(load_report, me, now=NOW)
    home = workspace.work("lin").read(load_figures, me, now=NOW, view="executive")

    assert report.figures == home.tiles["figures"]
    assert report.gaps == home.tiles["tiles"]
    counts = {one.code: one.count for one in (*report.figures, *report.gaps)}
    assert (counts["in_production"], counts["high_risk"], counts["no_monitor"]) == (1, 1, 1)
    assert (report.as_of, report.has_models) == (NOW, True)


def test_g_k_shows_them_with_the_moment_and_what_is_still_to_come(demo: Path, tmp_path: Path):
    with demo_desk(demo, "lin", tmp_path) as desktop, Hands(desktop.window) as hands:
        hands.press("G", "K")
        hands.until("reports", lambda: desktop.window.current_key == "reports")
        screen: Any = desktop.window.current_screen
        hands.until("figures", lambda: screen.report is not None)
        calm(desktop)

        assert moment_in_full(screen.report.as_of) in screen.as_of.text()
        said = [one.text() for one in screen._later.findChildren(StyledLabel) if one.isVisible()]
        assert any("maturity" in one for one in said)
        assert next(one.objectName() for one in tiles(screen)) == "reports.tile.in_production"


def shown(qtbot: Any, desktop: Desktop) -> Any:
    screen = go(desktop, "reports")
    qtbot.waitUntil(lambda: screen.report is not None)
    calm(desktop)
    return screen


def tiles(screen: Any) -> list[GapTile]:
    return [one for one in screen.findChildren(GapTile) if one.isVisible()]


def listed(desktop: Desktop) -> int:
    """How many rows the list in front has; -1: not counted yet."""
    screen: Any = desktop.window.current_screen
    model = screen.tables.model if hasattr(screen, "tables") else None
    found = model or getattr(screen, "model", None) or screen._model
    return -1 if found.total is None else int(found.total)


def test_each_figure_opens_the_rows_that_it_counts(qtbot: Any, demo: Path, tmp_path: Path):
    opened = set()
    with demo_desk(demo, "lin", tmp_path) as desktop:
        screen = shown(qtbot, desktop)
        places = {one.tile.code: one for one in tiles(screen) if one.leads}
        for code in places:
            screen = shown(qtbot, desktop)
            tile = next(one for one in tiles(screen) if one.tile.code == code)
            tile.click()
            qtbot.waitUntil(lambda key=tile.tile.screen: desktop.window.current_key == key)
            calm(desktop)
            if tile.tile.span_s is None:  # of how many a time is the median is no list
                counted = tile.tile.count
                qtbot.waitUntil(lambda of=counted: listed(desktop) == of)
                opened.add(code)

    assert {"in_production", "high_risk", "late_reviews"} <= opened


def test_looking_back_the_report_is_of_that_moment(qtbot: Any, demo: Path, tmp_path: Path):
    with demo_desk(demo, "lin", tmp_path) as desktop:
        screen = shown(qtbot, desktop)
        now = screen.report
        then = datetime.now(UTC) - timedelta(days=60)
        desktop.backend.look_back(then)
        qtbot.waitUntil(lambda: screen.report is not None and screen.report.as_of == then)

        assert screen.report.figures != now.figures
        assert moment_in_full(then) in screen.as_of.text()
