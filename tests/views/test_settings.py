"""Settings: each change holds at once, is found by its words, and is kept."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLabel, QLineEdit, QPushButton

from app.registry import Registry
from app.services.settings_file import last_workspace, remember_workspace
from app.views import fixed_settings, notices, theme
from app.views.charts.chart import ChartPanel
from app.views.charts.trend import TrendChart, TrendPoint
from app.views.main_window import MainWindow, Setup
from app.views.panels.settings_keys import KeyEditor
from app.views.panels.settings_report import DiagnosticsPart
from app.views.panels.settings_rows import SettingsPage
from app.views.preferences import PreferenceStore, preferences_in_force, read_preferences
from app.views.screen import Screen
from app.views.screens.settings import SettingsScreen
from app.views.timings import MOST_KEPT, Timings
from app.views.widgets.basics import StyledLabel
from app.views.window_file import WindowFile
from app.views.zones import zone_name
from tests.views import sample_rows, samples
from tests.views.demo_desk import calm
from tests.views.desks import desk


@pytest.fixture
def window(qtbot, backend, tmp_path: Path) -> Iterator[MainWindow]:
    screens: Registry[Screen] = Registry("screen", "tests.views.sample_screens")
    for key, cls in samples.SAMPLES.items():
        if key != "settings":
            screens.register(key)(cls)
    screens.register("settings")(SettingsScreen)
    screens.load()
    cards = samples.SHOWN
    switch = theme.ThemeSwitch(theme.Choice.LIGHT)
    made = MainWindow(
        backend, Setup(tmp_path / "window.json", screens=screens, cards=cards, theme_switch=switch)
    )
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    made.start("alerts")
    made.preferences.set(theme="light")
    made.go("settings")
    yield made
    made.preferences.set(zone="")
    made.close()
    theme.apply(dark=False)


@pytest.fixture
def settings(window: MainWindow) -> SettingsScreen:
    screen = window.current_screen
    assert isinstance(screen, SettingsScreen)
    return screen


def choose(screen: SettingsScreen, name: str, n: int) -> None:
    box = screen.findChild(QComboBox, name)
    box.setCurrentIndex(n)
    box.activated.emit(n)


def test_a_theme_holds_at_once_and_is_kept(window, settings, tmp_path: Path):
    choose(settings, "settings.theme", 2)

    assert theme.tokens().is_dark
    assert read_preferences(tmp_path / "preferences.json")[0].theme == "dark"


def test_density_and_zoom_change_the_rows_of_every_list(qtbot, window, settings):
    table = window._screens["alerts"].table
    normal = table.verticalHeader().defaultSectionSize()

    choose(settings, "settings.density", 0)
    qtbot.waitUntil(lambda: table.verticalHeader().defaultSectionSize() == 24)
    choose(settings, "settings.density", 2)
    qtbot.waitUntil(lambda: table.verticalHeader().defaultSectionSize() == 34)
    window.preferences.reset("density")
    qtbot.waitUntil(lambda: table.verticalHeader().defaultSectionSize() == normal == 28)


def test_high_contrast_has_no_tinted_fill(window, settings):
    choose(settings, "settings.contrast", 2)

    t = theme.tokens()
    assert t.ok_soft == t.base
    assert t.text == "#000000"


def test_the_search_goes_to_the_control(qtbot, window, settings):
    QTest.keyClicks(settings.search, "contr")
    QTest.keyClick(settings.search, Qt.Key.Key_Return)

    assert settings.pages[settings.tabs.current].name == "accessibility"
    assert window.focusWidget().objectName() == "settings.contrast"


def test_single_keys_can_be_switched_off(qtbot, window, settings):
    settings.findChild(QCheckBox, "settings.letters").click()
    window.go("alerts")
    alerts = window.current_screen
    alerts.table.setFocus()
    QTest.keySequence(alerts.table, "G, I")

    assert window.current_key == "alerts"
    assert window.actions_registry.action("go.inventory").shortcuts() == [QKeySequence("Ctrl+4")]


def test_other_keys_do_it_instead_and_reset_gives_the_first_back(qtbot, window, settings):
    keys = _editor(settings)
    keys.table.select_key("view.refresh")
    keys.field.setKeySequence(QKeySequence("Ctrl+R"))
    assert keys.blocker() == ""
    keys.use_button.click()

    assert window.actions_registry.action("view.refresh").shortcuts() == [QKeySequence("Ctrl+R")]
    assert "Ctrl+R" in window.actions_registry.tooltip("view.refresh")
    assert window.preferences.value.keys == {"view.refresh": ("Ctrl+R",)}
    keys.table.select_key("view.refresh")
    keys.reset_button.click()
    assert window.actions_registry.action("view.refresh").shortcuts() == [QKeySequence("F5")]
    assert window.preferences.value.keys == {}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Ctrl+K", "Command palette"),
        ("G", "single letter"),
        ("Ctrl+K, A", "Command palette"),
        ("", "Press the new keys"),
    ],
)
def test_keys_that_can_not_be_told_apart_are_refused_with_the_reason(settings, typed, said):
    keys = _editor(settings)
    keys.table.select_key("view.refresh")
    keys.field.setKeySequence(QKeySequence(typed))

    assert said in keys.blocker()
    assert not keys.use_button.isEnabled()


def test_keys_chosen_before_hold_for_screens_built_later(qtbot, window, settings):
    window.preferences.set(keys={"inventory.open": ("Ctrl+Y",), "alerts.ack": ("B",)})

    assert window.actions_registry.action("alerts.ack").shortcuts() == [QKeySequence("B")]


def test_the_zone_changes_what_is_shown_and_the_status_line(window, settings):
    choose(settings, "settings.zone", 13)  # Asia/Tokyo
    assert zone_name(sample_rows.NOW) == "JST"
    assert "JST" in window.status.zone.accessibleName()

    window.status.zone.click()
    assert window.preferences.value.zone == ""
    window.status.zone.click()
    assert "UTC" in window.status.zone.accessibleName()


def test_a_time_that_is_none_goes_back(settings, window):
    field = settings.findChild(QLineEdit, "settings.quiet_from")
    field.setText("99:99")
    field.editingFinished.emit()
    assert field.text() == "20:00"

    field.setText("21:30")
    field.editingFinished.emit()
    assert window.preferences.value.quiet_from == "21:30"


def test_the_report_names_versions_and_no_person(qtbot, sqlite_workspace, tmp_path: Path):
    with desk(sqlite_workspace, "jo", tmp_path, "settings") as desktop:
        page = next(one for one in desktop.window.current_screen.pages if one.name == "diagnostics")
        part = page.findChild(DiagnosticsPart)
        part.test()
        qtbot.waitUntil(lambda: len(part.findings) == 4)

        report = part.report()
        assert "Modelward: 0." in report
        assert "Database: ok, answered in" in report
        assert "Jo Vermeer" not in report


def test_the_report_tells_what_was_measured_in_this_window(qtbot, sqlite_workspace, tmp_path: Path):
    with desk(sqlite_workspace, "jo", tmp_path, "home") as desktop:
        calm(desktop)
        desktop.backend.timings.note("reach", 0.003)
        desktop.backend.timings.note("enter", 1.3)
        desktop.window.go("settings")
        page = next(one for one in desktop.window.current_screen.pages if one.name == "diagnostics")
        part = page.findChild(DiagnosticsPart)

        report = part.report()

    assert "Connecting: Find the server 3 ms · Sign in there 1.3 s" in report
    assert re.search(r"Changes of screen: 2: half of them within \d+ ms, the slowest", report)
    assert re.search(r"Answers of the database: [1-9]\d*: half of them within", report)


def test_what_is_kept_of_times_is_the_newest_and_its_middle(qtbot) -> None:
    timings = Timings()
    assert timings.of("read") is None

    for n in range(MOST_KEPT + 10):
        timings.note("read", n / 1_000)
    with timings.measured("screen"):
        pass

    kept = timings.of("read")
    assert kept is not None
    assert (kept.count, round(kept.slowest_ms)) == (MOST_KEPT, MOST_KEPT + 9)
    assert round(kept.middle_ms) == 10 + MOST_KEPT // 2
    shown = timings.of("screen")
    assert shown is not None
    assert shown.count == 1


def _editor(settings: SettingsScreen) -> KeyEditor:
    editor = settings.findChild(KeyEditor)
    assert isinstance(editor, KeyEditor)
    return editor


def test_a_shared_computer_forgets_at_the_end(
    qtbot, sqlite_workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("MODELWARD_HOME", str(tmp_path))
    remember_workspace("/srv/bank.db")
    for forgets in (False, True):
        with desk(sqlite_workspace, "jo", tmp_path, "settings") as desktop:
            desktop.window.preferences.set(forgets=forgets)
        kept = WindowFile(tmp_path / "window.json")
        assert (kept.value("session/person") is None) == forgets
        assert (last_workspace() == "") == forgets
        assert kept.names == () or not forgets
    assert read_preferences(tmp_path / "preferences.json")[0].forgets


def test_charts_begin_as_tables_that_follow_their_facts(qtbot, window, settings):
    chart = TrendChart("Trend")
    panel = ChartPanel(chart)
    qtbot.addWidget(panel)
    panel.show()
    assert panel.currentWidget() is chart
    panel.hide()

    settings.findChild(QCheckBox, "settings.tables").click()
    panel.show()
    at = datetime(2026, 3, 13, tzinfo=UTC)
    chart.set_data([TrendPoint(at, 0.25)], None)

    assert panel.table is not None
    assert panel.table.rows_model.rowCount() == 1
    chart.set_data([TrendPoint(at, 0.25), TrendPoint(at + timedelta(days=1), 0.5)], None)
    assert panel.table.rows_model.rowCount() == 2

    panel.toggle_table()  # this one as a chart, as long as it is shown
    assert panel.currentWidget() is chart
    panel.hide()
    settings.findChild(QCheckBox, "settings.tables").click()
    panel.show()
    assert panel.currentWidget() is chart


def test_a_screen_reader_is_told_as_much_as_was_chosen(window, settings):
    assert notices.is_spoken(is_detail=True)

    choose(settings, "settings.spoken", 1)
    assert notices.is_spoken(is_detail=False)
    assert not notices.is_spoken(is_detail=True)

    choose(settings, "settings.spoken", 2)
    assert not notices.is_spoken(is_detail=False)
    window.preferences.set(spoken="all")


def test_a_setting_that_is_fixed_shows_a_lock_and_why(qtbot, backend, tmp_path: Path):
    """Without a switch of the look nobody here changes it."""
    screens: Registry[Screen] = Registry("screen", "tests.views.sample_screens")
    for key, cls in samples.SAMPLES.items():
        screens.register(key)(SettingsScreen if key == "settings" else cls)
    screens.load()
    setup = Setup(tmp_path / "window.json", screens=screens, cards=samples.SHOWN)
    window = MainWindow(backend, setup)
    qtbot.addWidget(window)
    window.start("settings")
    page = window.current_screen.pages[0]

    for name in ("settings.theme", "settings.density", "settings.zoom"):
        assert not page.findChild(QComboBox, name).isEnabled()
        assert not page.findChild(QLabel, f"{name}.lock").pixmap().isNull()
    said = [one.text() for one in page.findChildren(StyledLabel)]
    assert said.count("The look is fixed in this session.") == 3
    assert not any(words.startswith("Ctrl++") for words in said)
    window.close()


def test_larger_targets_are_larger_at_once_and_back(qtbot, window: MainWindow) -> None:
    screen = window.current_screen
    box = screen.findChild(QCheckBox, "settings.targets")
    button = screen.findChild(QPushButton, "settings.forget")
    choice = screen.findChild(QComboBox, "settings.contrast")
    assert isinstance(button, QPushButton)
    assert isinstance(choice, QComboBox)
    small = button.sizeHint().height(), choice.sizeHint().height(), theme.row_height()

    box.click()
    large = button.sizeHint().height(), choice.sizeHint().height(), theme.row_height()
    assert all(one >= 40 > other for one, other in zip(large, small, strict=True))
    foot = window.rail.foot
    qtbot.waitUntil(lambda: foot.height() == foot.height_of_rows() >= 40)
    window.preferences.set(density="compact")
    assert theme.row_height() == 40

    box.click()
    window.preferences.set(density="normal")
    assert (button.sizeHint().height(), choice.sizeHint().height(), theme.row_height()) == small


def test_what_the_computer_fixes_shows_its_lock_and_is_not_changed(
    qtbot, backend, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "fixed.json"
    fixed = {"forgets": True, "density": "compact", "lock_after": 5, "zoom": "huge", "moon": 1}
    said = {"by": "Service desk", "reason": "Counters are shared.", "settings": fixed}
    file.write_text(json.dumps(said), encoding="utf-8")
    monkeypatch.setenv(fixed_settings.VARIABLE, str(file))
    path = tmp_path / "preferences.json"
    store = PreferenceStore(path)

    assert (store.value.forgets, store.value.density, store.value.zoom) == (True, "compact", 1.0)
    store.set_lock_minutes(60)
    assert store.lock_minutes == 5
    store.set(forgets=False, density="comfortable", flashes=False)
    store.reset("density")
    assert (store.value.forgets, store.value.density, store.value.flashes) == (
        True, "compact", False,
    )  # fmt: skip
    own, _ = read_preferences(path)  # as it is again where nothing is fixed
    assert (own.forgets, own.density) == (False, "normal")
    assert preferences_in_force(path).forgets

    page = SettingsPage("test", "Test", store)
    qtbot.addWidget(page)
    control = page.switch("forgets", "At the end", "Forget where I was")
    assert not control.isEnabled()
    assert control.accessibleDescription() == "Fixed by Service desk. Counters are shared."
    assert page.findChild(QLabel, "settings.forgets.lock") is not None
    assert page.switch("tables", "Charts", "Begin as tables").isEnabled()


def test_a_fixed_file_that_nobody_understands_fixes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(fixed_settings.VARIABLE, str(tmp_path / "fixed.json"))
    for content in ("{", "[]", '{"settings": 3}'):
        (tmp_path / "fixed.json").write_text(content, encoding="utf-8")
        assert fixed_settings.read_fixed() == fixed_settings.NOTHING


def test_the_notes_of_all_pages_begin_at_one_place(window: MainWindow, settings) -> None:
    begin = set()
    for n, page in enumerate(settings.pages):
        settings.tabs.show_page(n)
        QApplication.processEvents()
        notes = [one.note for one in page._rows if one.note is not None]
        begin |= {note.mapTo(page, note.rect().topLeft()).x() for note in notes}

    assert len(begin) == 1
