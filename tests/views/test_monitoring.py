"""Monitoring: the tree, the heat map with its holes, a limit tried on what was measured."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QWidget
from sqlalchemy import select

from app.models.queries import monitor_list
from app.models.queries.monitor_page import MonitorPage
from app.models.queries.spans import Span
from app.models.tables.inventory import ModelVersion, Snapshot
from app.models.tables.life_cycle import DecisionTable, EngineInbox
from app.models.tables.monitoring import MonitorRun
from app.services.commands.raised_alerts import raise_alert
from app.views import cells
from app.views.charts.limit import Limit
from app.views.filters import parse
from app.views.kept_values import from_json, to_json
from app.views.opening_outside import AddressSheet
from app.views.panels.monitoring_limit import LimitTrial
from app.views.panels.monitoring_new import NewMonitorSheet
from app.views.panels.monitoring_page import measured_words
from app.views.panels.monitoring_runbook import RunbookSheet
from app.views.panels.monitoring_words import columns_of, ticks_of
from app.views.panels.operate_sheet import ConfirmSheet
from app.views.panels.run_start import StartSheet
from app.views.places import ObjectRef
from app.views.screens.monitoring import MonitoringScreen
from app.views.widgets.basics import ShorterLabel, StyledLabel
from app.views.widgets.button import Button
from app.views.zones import zone
from tests.db.test_limit_trial import Measured, judged, measure
from tests.db.test_queries_monitoring import run, watch
from tests.stories import Registered, put_in_production
from tests.views.desks import desk
from tests.views.operate_kit import open_window, wait
from tests.workspaces import TestWorkspace

YEAR = 7


@pytest.fixture
def bank(sqlite_workspace: TestWorkspace) -> TestWorkspace:
    watched = watch(sqlite_workspace)
    for day, income in enumerate((0.05, 0.28, 0.06, 0.22, 0.41)):
        run(sqlite_workspace, watched, day, {"income": income, "region": 0.02})
    return sqlite_workspace


def shown(qtbot, window) -> MonitoringScreen:
    screen = window.current_screen
    assert isinstance(screen, MonitoringScreen)
    wait(qtbot, lambda: screen._page is not None)
    screen.view.range.choice.setCurrentIndex(YEAR)
    screen.view.range.choice.activated.emit(YEAR)
    wait(qtbot, lambda: len(screen._page.heat.fires) == 5)
    return screen


def test_the_tree_opens_what_fails_and_shows_its_worst_value(qtbot, bank, tmp_path: Path):
    with open_window(qtbot, bank, "tom", tmp_path, "monitoring") as window:
        screen = shown(qtbot, window)

        row = screen.table.current_row()
        assert row.one.verdict == "FAIL"
        assert str(screen.table.rows_model.columns[0].value(row)).find("PSI income 0.41") > 0
        assert screen.view.heat.table().rows[0][0] == "income"


def test_beside_a_list_that_its_filter_left_empty_nothing_is_acted_on(qtbot, bank, tmp_path: Path):
    with open_window(qtbot, bank, "tom", tmp_path, "monitoring") as window:
        screen = shown(qtbot, window)

        screen.filter.set_query(parse("no-such-monitor"))
        wait(qtbot, lambda: not screen.view.isVisible())

        assert screen._unread.isVisible()
        assert screen.why_no_run() == "Choose a monitor first."
        screen.filter.set_query(parse(""))
        wait(qtbot, screen.view.isVisible)


def test_the_back_test_counts_what_another_limit_would_have_caught(qtbot, bank, tmp_path: Path):
    with open_window(qtbot, bank, "tom", tmp_path, "monitoring") as window:
        screen = shown(qtbot, window)
        assert "With 0.2 it would have fired 2 times in 365 days" in screen.view.fired.text()
        assert screen.view.trend.limit == Limit(0.2, "<")

        screen.view.threshold.setValue(0.3)

        assert "with 0.3 once" in screen.view.fired.text()
        assert "As stored it fires where a value is ≥ 0.2." in screen.view.fired.text()


def test_a_run_without_a_kept_profile_says_so(qtbot, bank, tmp_path: Path):
    with open_window(qtbot, bank, "tom", tmp_path, "monitoring") as window:
        screen = shown(qtbot, window)
        chart = screen.view.distribution
        wait(qtbot, lambda: "not kept" in chart.why_empty)
        assert not chart.is_drawn

        long_ago = Span(None, datetime(2020, 1, 1, tzinfo=UTC), datetime(2020, 2, 1, tzinfo=UTC))
        screen.view.range.set_span(long_ago)
        screen.view.range.chosen.emit(screen.view.range.span)
        charts = (screen.view.heat, screen.view.distribution, screen.view.trend)
        wait(qtbot, lambda: len({one.why_empty for one in charts}) == 1)
        assert charts[0].why_empty == "Nothing was measured in this time."
        assert not screen.view.legend.isVisible()
        assert not screen.view.fired.isVisible()


def test_run_now_asks_the_service(qtbot, bank, tmp_path: Path):
    with open_window(qtbot, bank, "tom", tmp_path, "monitoring") as window:
        shown(qtbot, window)
        window.actions_registry.trigger("monitoring.run")
        wait(qtbot, lambda: window.toasts.texts)

        with bank.service.reading() as session:
            kinds = session.scalars(select(EngineInbox.kind)).all()
        assert "run_monitor" in kinds


def test_a_run_to_refresh_the_model_says_which_monitor_asks_for_it(qtbot, bank, tmp_path: Path):
    with open_window(qtbot, bank, "tom", tmp_path, "monitoring") as window:
        screen = shown(qtbot, window)

        window.actions_registry.trigger("monitoring.start")
        sheet = screen.findChild(StartSheet)
        wait(qtbot, lambda: sheet.offer)

        assert sheet.windowTitle() == "Start a run to refresh cc-fraud"
        assert not sheet.model_button.isEnabled()
        assert sheet.version.currentText() == "v1"
        assert sheet.given == {"monitor": screen._page.detail.row.name, "monitor_verdict": "FAIL"}
        assert sheet.reason is None  # only against an alert


def test_a_feature_is_found_among_many(qtbot, sqlite_workspace, tmp_path: Path):
    watched = watch(sqlite_workspace)
    for day in range(5):
        run(sqlite_workspace, watched, day, {f"feature_{n:02}": n / 100 for n in range(60)})
    with open_window(qtbot, sqlite_workspace, "tom", tmp_path, "monitoring") as window:
        screen = shown(qtbot, window)
        view = screen.view
        assert view._heat_title.text() == "60 features, the first 50"
        assert view.search.isVisible()

        qtbot.keyClicks(view.search, "re_07")
        wait(qtbot, lambda: len(screen._page.heat.rows) == 1)
        assert view._heat_title.text() == "1 of 60 features"
        assert screen._page.feature == "feature_07"
        view.search.setText("nobody")
        wait(qtbot, lambda: not screen._page.heat.rows)
        assert view.heat.why_empty == "No feature matches “nobody”."
        assert view.search.isVisible()
        qtbot.keyClick(view.search, Qt.Key.Key_Escape)
        wait(qtbot, lambda: len(screen._page.heat.rows) == 50)


def test_who_may_not_run_it_is_told_why(qtbot, bank, tmp_path: Path):
    with open_window(qtbot, bank, "lin", tmp_path, "monitoring") as window:
        screen = shown(qtbot, window)

        assert not screen.view.run_button.isEnabled()
        assert "roles do not allow" in screen.view.run_button.reason


def test_results_of_a_version_that_was_replaced_are_named_as_its_own(qtbot, bank, tmp_path: Path):
    with open_window(qtbot, bank, "tom", tmp_path, "monitoring") as window:
        page = shown(qtbot, window)._page
        assert page is not None
        measured = next(one.version for one in page.runs if one.version)

        def serving(version: int | None) -> MonitorPage:
            row = replace(page.detail.row, serving_version=version)
            return replace(page, detail=replace(page.detail, row=row))

        assert measured_words(serving(measured)) == ""
        assert measured_words(serving(measured + 1)) == f"last run is of v{measured}"


def test_a_usual_title_and_what_is_said_below_it_are_whole(qtbot, bank, tmp_path: Path):
    with open_window(qtbot, bank, "tom", tmp_path, "monitoring") as window:
        view = shown(qtbot, window).view
        window.resize(1280, 800)
        view.title.setText("Daily drift and performance")
        view.about.setText(
            "cc-fraud v13    Daily 05:00 Europe/Amsterdam, next 2026-11-21 04:00    "
            "reference: training data, 2,500 rows    last run 2026-11-20 05:02, n 1,200    "
            "judged by Monitor thresholds v1"
        )

        assert view.about.hasHeightForWidth()
        qtbot.waitUntil(lambda: view.title.width() >= view.title.sizeHint().width())
        qtbot.waitUntil(
            lambda: view.about.height() >= view.about.heightForWidth(view.about.width())
        )


def test_what_the_charts_are_of_stands_beside_their_names(qtbot, bank, tmp_path: Path):
    with open_window(qtbot, bank, "tom", tmp_path, "monitoring") as window:
        view = shown(qtbot, window).view

        window.resize(1440, 900)
        qtbot.waitUntil(view.range.isVisible)
        qtbot.waitUntil(lambda: abs(middle(view.test) - middle(view.tabs.bar)) < 4)
        assert abs(middle(view.range) - middle(view.tabs.bar)) < 4
        assert view.tabs.bar.width() >= view.tabs.bar.least_width

        window.resize(900, 900)  # their names need the line
        qtbot.waitUntil(lambda: middle(view.test) < middle(view.tabs.bar) - 20)


def middle(widget: QWidget) -> int:
    """The height on screen (px) of its middle."""
    return widget.mapToGlobal(widget.rect().center()).y()


@pytest.mark.parametrize("height", [800, 1080])
def test_the_dates_of_the_heat_map_are_in_sight(qtbot, bank, tmp_path: Path, height: int):
    with open_window(qtbot, bank, "tom", tmp_path, "monitoring") as window:
        view = shown(qtbot, window).view
        window.resize(1280, height)
        wait(qtbot, lambda: view.height() > height / 2)

        area = view._heat_area
        assert area.height() >= area.widget().sizeHint().height()
        assert area.height() <= area.widget().sizeHint().height() + 90  # nothing blank below


def test_what_is_not_listed_is_said_and_found_by_its_name(
    qtbot, bank, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    watch(bank, "quiet")
    defaults = {**(monitor_list.list_monitors.__kwdefaults__ or {}), "limit": 1}
    monkeypatch.setattr(monitor_list.list_monitors, "__kwdefaults__", defaults)
    with open_window(qtbot, bank, "tom", tmp_path, "monitoring") as window:
        screen = shown(qtbot, window)

        def listed() -> list[str]:
            return [entry.one.model_name for entry in screen._model.rows if entry.one is not None]

        wait(qtbot, screen._note.isVisible)
        assert len(listed()) == 1
        assert "quiet" not in listed()
        screen.filter.set_query(parse("QUIET"))
        wait(qtbot, lambda: listed() == ["quiet"])
        assert not screen._note.isVisible()


def test_a_monitor_that_has_not_run_shows_no_empty_axes(
    qtbot, sqlite_workspace: TestWorkspace, tmp_path: Path
):
    watched = watch(sqlite_workspace)
    with open_window(qtbot, sqlite_workspace, "tom", tmp_path, "monitoring") as window:
        screen = window.current_screen
        wait(qtbot, lambda: screen._page is not None)
        assert screen.view.not_run.isVisible()
        assert not screen.view.tabs.isVisible()

        run(sqlite_workspace, watched, 0, {"income": 0.05, "region": 0.02})
        screen.refresh()

        wait(qtbot, screen.view.tabs.isVisible)
        assert not screen.view.not_run.isVisible()


def typed(sheet: NewMonitorSheet, name: str, text: str) -> None:
    edit = sheet.findChild(QLineEdit, f"monitoring.new.{name}")
    edit.setText(text)


def test_a_monitor_is_made_in_the_window(qtbot, bank, tmp_path: Path):
    with open_window(qtbot, bank, "tom", tmp_path, "monitoring") as window:
        screen = shown(qtbot, window)
        window.actions_registry.trigger("monitoring.new")
        sheet = window.findChild(NewMonitorSheet)
        wait(qtbot, lambda: sheet.choice is not None and not sheet.lacks())
        assert sheet.model.text() == "cc-fraud"
        # What the monitor of this bank measured is older than that.
        assert "No monitor has measured this model in 90 days" in sheet._limits.text()
        choice = sheet.choice
        assert choice is not None
        fired = {"psi": 3, "ks": 1}
        tests = tuple(replace(one, fired=fired.get(one.key)) for one in choice.tests)
        sheet.show_choice(replace(choice, tests=tests))
        assert "they would have fired: PSI 3 times · KS once." in sheet._limits.text()

        typed(sheet, "name", "psi per FEATURE")
        assert "has a monitor of this name" in sheet.verb_button.reason
        typed(sheet, "name", "Missing values")
        sheet.measures.setCurrentIndex(1)
        assert "Tick at least one" in sheet.lacks()
        sheet.findChild(QCheckBox, "monitoring.new.test.missing").setChecked(True)
        typed(sheet, "zone", "Europe/Nowhere")
        wait(qtbot, lambda: "no time zone" in sheet.lacks())
        typed(sheet, "zone", "Europe/Amsterdam")
        typed(sheet, "clock", "5:30")
        wait(qtbot, lambda: not sheet.lacks())
        times = sheet.findChild(QLabel, "monitoring.new.times").text()
        assert times.count("05:30") == 5
        sheet.verb_button.click()

        wait(qtbot, lambda: screen._page.detail.row.name == "Missing values")
        row = screen._page.detail.row
        assert (row.tests, row.cron, row.zone) == (("missing",), "30 5 * * *", "Europe/Amsterdam")
        wait(qtbot, lambda: screen.table.current_row().one.name == "Missing values")


def test_who_may_make_no_monitor_is_told_why(qtbot, bank, tmp_path: Path):
    with open_window(qtbot, bank, "lin", tmp_path, "monitoring") as window:
        screen = shown(qtbot, window)

        assert "roles do not allow" in screen.new_button.reason
        assert "roles do not allow" in window.actions_registry.reason("monitoring.new")
        window.actions_registry.trigger("monitoring.new")
        assert window.findChild(NewMonitorSheet) is None


def test_a_tried_limit_is_proposed_with_what_it_would_do(
    qtbot, sqlite_workspace: TestWorkspace, tmp_path: Path
):
    one = judged(sqlite_workspace)
    values = (0.05, 0.28, 0.06, 0.22, 0.41)
    measure(sqlite_workspace, one, [[Measured("psi", "income", each, 0.001)] for each in values])
    with open_window(qtbot, sqlite_workspace, "eva", tmp_path, "monitoring") as window:
        screen = shown(qtbot, window)
        assert "another number" in screen.view.trial.save.reason
        screen.view.threshold.setValue(0.3)
        assert "With 0.2 it would have fired 2 times in 365 days; with 0.3 once" in (
            screen.view.fired.text()
        )

        window.actions_registry.trigger("monitoring.limit")
        sheet = window.findChild(ConfirmSheet)
        said = " ".join(one.text() for one in sheet.findChildren(QLabel))
        assert "(looser)" in said  # how often it would have fired is counted below
        assert not sheet.verb_button.isEnabled()
        sheet.reason.edit.setPlainText("It fires on nights without harm.")
        sheet.verb_button.click()

        wait(qtbot, lambda: any("is proposed" in each for each in window.toasts.texts))
        with sqlite_workspace.service.reading() as session:
            drafts = session.scalars(
                select(DecisionTable.key).where(DecisionTable.state == "draft")
            ).all()
        assert drafts == ["monitor-thresholds"]


def test_days_of_ones_own_are_a_range(qtbot, bank, tmp_path: Path):
    with open_window(qtbot, bank, "tom", tmp_path, "monitoring") as window:
        screen = shown(qtbot, window)
        chooser = screen.view.range
        own = chooser.choice.count() - 1
        chooser.choice.setCurrentIndex(own)
        chooser.choice.activated.emit(own)
        first, last = (chooser.findChild(QLineEdit, f"monitoring.range.{one}") for one in
                       ("from", "until"))  # fmt: skip
        assert first.isVisible()
        assert window.focusWidget() is first

        first.setText("2026-03-02")
        last.setText("2026-03-01")
        last.editingFinished.emit()
        assert "not after the first" in chooser._problem.text()
        last.setText("2026-03-04")
        last.editingFinished.emit()

        wait(qtbot, lambda: len(screen._page.heat.fires) == 3)
        assert "3 days" in screen.view.fired.text()
        kept = screen.place_state()
        chooser.set_span(Span(7))
        screen.restore_state(kept)
        assert (chooser.span.days, first.text(), last.text()) == (None, "2026-03-02", "2026-03-04")

        fire = screen._page.heat.fires[0].astimezone(zone())
        begin, end = fire - timedelta(minutes=30), fire + timedelta(minutes=60)
        first.setText(f"{begin:%Y-%m-%d %H:%M}")
        last.setText(f"{end:%Y-%m-%d %H:%M}")
        last.editingFinished.emit()
        wait(qtbot, lambda: len(screen._page.heat.fires) == 1)
        assert "in 1 h 30 min" in screen.view.fired.text()
        kept = from_json(json.loads(json.dumps(to_json(screen.place_state()))))
        chooser.choice.setCurrentIndex(1)
        chooser.choice.activated.emit(1)
        assert chooser.span == Span(minutes=60)
        assert from_json(to_json(chooser.span)) == chooser.span
        screen.restore_state(kept)
        assert first.text() == f"{begin:%Y-%m-%d %H:%M}"
        assert last.text() == f"{end:%Y-%m-%d %H:%M}"


def test_runs_of_one_day_are_told_apart_by_their_time() -> None:
    day = datetime(2026, 3, 14, 9, tzinfo=UTC)
    each_hour = [day + timedelta(hours=n) for n in range(3)]

    assert columns_of([day, day + timedelta(days=1)]) == [
        cells.day(day),
        cells.day(day + timedelta(days=1)),
    ]
    assert columns_of(each_hour) == [f"{at.astimezone(zone()):%H:%M}" for at in each_hour]
    assert ticks_of(each_hour) == columns_of(each_hour)
    both = [*each_hour, day + timedelta(days=2)]
    assert columns_of(both) == [*map(cells.moment, each_hour), cells.day(both[-1])]
    assert ticks_of(both) == [*[cells.day(day)] * 3, cells.day(both[-1])]


def test_a_monitor_is_paused_and_goes_on_by_its_key(qtbot, bank, tmp_path: Path):
    with open_window(qtbot, bank, "tom", tmp_path, "monitoring") as window:
        screen = shown(qtbot, window)
        monitor_id = screen._page.detail.row.id

        window.actions_registry.trigger("monitoring.pause")
        wait(qtbot, lambda: window.findChild(ConfirmSheet) is not None)
        window.findChild(ConfirmSheet).verb_button.click()
        wait(qtbot, lambda: screen._page.detail.row.is_paused)
        assert screen.view.paused.isVisibleTo(screen)
        assert screen.view.pause_button.accessibleName() == "Let it go on…"
        wait(qtbot, lambda: window.findChild(ConfirmSheet) is None)

        screen.view.pause_button.click()
        wait(qtbot, lambda: window.findChild(ConfirmSheet) is not None)
        window.findChild(ConfirmSheet).verb_button.click()
        wait(qtbot, lambda: not screen._page.detail.row.is_paused)

        assert screen._page.detail.row.id == monitor_id
        assert not screen.view.paused.isVisibleTo(screen)


def test_who_may_not_pause_it_is_told_why(qtbot, bank, tmp_path: Path):
    with open_window(qtbot, bank, "lin", tmp_path, "monitoring") as window:
        screen = shown(qtbot, window)

        assert not screen.view.pause_button.isEnabled()
        assert "roles do not allow" in screen.view.pause_button.reason


def test_who_built_what_serves_is_told_that_somebody_else_pauses_it(qtbot, bank, tmp_path: Path):
    with bank.service.reading() as session:
        made = session.scalars(select(ModelVersion)).one()
        snapshot = session.scalars(select(Snapshot.id)).one()
    put_in_production(bank, Registered(made.model_id, made.id, snapshot))

    with open_window(qtbot, bank, "sanne", tmp_path, "monitoring") as window:
        screen = shown(qtbot, window)

        assert not screen.view.pause_button.isEnabled()
        assert "You worked on this model" in screen.view.pause_button.reason
        assert screen.view.run_button.isEnabled()


def test_a_leads_to_the_alerts_of_the_model(qtbot, bank, tmp_path: Path):
    with desk(bank, "tom", tmp_path, "monitoring") as desktop:
        screen: Any = desktop.window.current_screen
        wait(qtbot, lambda: screen._page is not None)

        desktop.window.actions_registry.trigger("monitoring.alerts")

        alerts: Any = desktop.window.current_screen
        assert alerts.card.key == "alerts"
        assert str(alerts.filter_bar.query) == "state:live model:cc-fraud"


def test_a_runbook_is_written_with_the_monitor_and_read_beside_its_alert(
    qtbot, bank, tmp_path: Path, monkeypatch
):
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    with open_window(qtbot, bank, "tom", tmp_path, "monitoring") as window:
        screen = shown(qtbot, window)
        one = screen._page.detail.row
        with bank.service.unit() as work:
            version_id = work.get(MonitorRun, one.last_run_id).version_id
            raised = raise_alert(
                work, model_id=one.model_id, version_id=version_id,
                monitor_id=one.id, run_id=one.last_run_id, rule="psi:income", title="PSI 0.41",
                severity="high",
            ).id  # fmt: skip

        window.actions_registry.trigger("monitoring.runbook")
        wait(qtbot, lambda: window.findChild(RunbookSheet) is not None)
        sheet = window.findChild(RunbookSheet)
        assert not sheet.verb_button.isEnabled()
        sheet.text.edit.setPlainText("file:///usr/bin/xterm")
        assert sheet.link.isHidden()
        sheet.text.edit.setPlainText("https://wiki.example/drift")
        assert not sheet.link.isHidden()
        sheet.link.click()
        sheet.findChild(AddressSheet).reject()
        sheet.verb_button.click()
        wait(qtbot, lambda: screen._page.detail.runbook == "https://wiki.example/drift")

        window.open_ref(ObjectRef("alert", str(raised), "alert"))
        wait(qtbot, lambda: window.current_screen.findChild(Button, "alerts.runbook") is not None)
        window.current_screen.findChild(Button, "alerts.runbook").click()
        asked = window.findChild(AddressSheet)
        assert opened == []
        assert asked.findChild(QLabel, "outside.address").text() == "https://wiki.example/drift"
        asked.verb_button.click()
        assert opened == ["https://wiki.example/drift"]


def test_a_runbook_may_be_read_by_who_may_not_write_it(qtbot, bank, tmp_path: Path):
    with open_window(qtbot, bank, "lin", tmp_path, "monitoring") as window:
        shown(qtbot, window)

        window.actions_registry.trigger("monitoring.runbook")
        wait(qtbot, lambda: window.findChild(RunbookSheet) is not None)
        sheet = window.findChild(RunbookSheet)

        assert sheet.text.edit.isReadOnly()
        said = [one.text() for one in sheet.findChildren(StyledLabel)]
        assert any("roles do not allow" in one for one in said)
        sheet.verb_button.click()
        wait(qtbot, lambda: window.findChild(RunbookSheet) is None)


def test_the_title_of_the_trial_is_short_rather_than_cut(qtbot):
    trial = LimitTrial()
    qtbot.addWidget(trial)
    trial.show()
    (title,) = trial.findChildren(ShorterLabel)
    trial.resize(500, 200)
    wait(qtbot, lambda: title.shown == "Threshold, back-tested")

    trial.resize(trial.minimumSizeHint().expandedTo(QSize(260, 200)))

    wait(qtbot, lambda: title.shown == "Threshold")
