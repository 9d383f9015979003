"""One feature of a monitor: its distribution and its curve are of the same one, and named."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from tests.db.test_queries_monitoring import run, watch
from tests.views.desks import desk
from tests.workspaces import TestWorkspace

YEAR = 7


@pytest.fixture
def screen(sqlite_workspace: TestWorkspace, tmp_path: Path, qtbot: Any) -> Iterator[Any]:
    watched = watch(sqlite_workspace)
    for day, income in enumerate((0.05, 0.28, 0.06, 0.22, 0.41)):
        run(sqlite_workspace, watched, day, {"income": income, "region": 0.02})
    with desk(sqlite_workspace, "tom", tmp_path, "monitoring") as desktop:
        found: Any = desktop.window.current_screen
        qtbot.waitUntil(lambda: found._page is not None)
        found.view.range.choice.setCurrentIndex(YEAR)
        found.view.range.choice.activated.emit(YEAR)
        qtbot.waitUntil(lambda: len(found._page.heat.fires) == 5)
        yield found


def values(screen: Any) -> list[float | None]:
    return [one.value for one in screen.view.trend._points]


def choose(qtbot: Any, screen: Any, feature: str) -> None:
    names = [row.feature for row in screen._page.heat.rows]
    for _ in range(names.index(feature) + 1):  # the first key puts the cursor on the first row
        qtbot.keyClick(screen.view.heat, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: screen._page.chosen == feature)


def test_the_curve_is_of_the_feature_whose_distribution_is_shown(qtbot: Any, screen: Any) -> None:
    trial = screen.view.trial
    assert trial.title.text() == "Worst of 2, back-tested"
    trial.title.resize(trial.title.sizeHint().width() - 1, trial.title.height())
    assert trial.title.shown == "Worst of 2"  # no title of one word that needs another
    assert values(screen) == [0.05, 0.28, 0.06, 0.22, 0.41]

    choose(qtbot, screen, "region")

    assert trial.title.text() == "region, back-tested"
    assert values(screen) == [0.02] * 5
    assert "With 0.2 it would have fired never" in trial.fired.text()
    qtbot.waitUntil(lambda: "region" in screen.view._dist_titles[0].text())
    screen.refresh()
    qtbot.wait(200)
    assert "region" in screen.view._dist_titles[0].text()


def test_a_limit_is_asked_for_on_what_is_drawn_of_all_features(qtbot: Any, screen: Any) -> None:
    view = screen.view
    choose(qtbot, screen, "region")
    view.threshold.setValue(0.3)
    assert "all features" in view.why_same_limit()

    view.trial.all.click()

    qtbot.waitUntil(lambda: screen._page.chosen == "")
    assert view.trial.title.text() == "Worst of 2, back-tested"
    assert view.why_same_limit() == ""
    assert not view.trial.all.isVisible()


def test_groups_are_called_so_and_their_curve_has_the_room_of_a_distribution(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    watched = watch(sqlite_workspace)
    groups = {"age_band=18-30": 0.15, "age_band=51+": 0.12}
    run(sqlite_workspace, watched, 0, groups, test="disparate_impact")
    with desk(sqlite_workspace, "tom", tmp_path, "monitoring") as desktop:
        screen: Any = desktop.window.current_screen
        qtbot.waitUntil(lambda: screen._page is not None)
        view = screen.view
        view.range.choice.setCurrentIndex(YEAR)
        view.range.choice.activated.emit(YEAR)
        qtbot.waitUntil(lambda: len(screen._page.heat.rows) == 2)

        qtbot.waitUntil(lambda: view._heat_title.text() == "2 groups")
        qtbot.waitUntil(lambda: not view._counted.isVisible())
        assert view.trial.isVisible()
        choose(qtbot, screen, "age_band=51+")
        assert view.trial.all.text() == "Worst of all 2 groups"
