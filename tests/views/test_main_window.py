"""The shell: moving about by keys, staying fresh, telling what is wrong, remembering its place."""

from __future__ import annotations

import gc
import threading
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QMenu, QWidget

from app.errors import AppError, NotReachableError, RefusedError
from app.registry import Registry
from app.views import late_screens, theme
from app.views.delegates.cell_delegate import words_width
from app.views.dialogs.help_sheet import PURPOSES, HelpSheet
from app.views.main_window import MainWindow, Setup
from app.views.object_window import ObjectWindow
from app.views.places import History, ObjectRef, Place
from app.views.preferences import read_preferences
from app.views.screen import SCREENS, Badge, Screen
from app.views.widgets.banner import Banner
from app.views.widgets.person_picker import PersonChoice
from app.views.widgets.scrim import Scrim
from app.views.widgets.status_bar import CellState
from tests.views import samples

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


def badge(window: MainWindow, key: str) -> Badge:
    model = window.rail.main.rail_model
    return model.entry(model.place(key)).badge


def test_screens_are_built_when_first_shown(window):
    assert set(window._screens) == {"alerts"}
    window.go("inventory")
    assert set(window._screens) == {"alerts", "inventory"}


def test_a_window_that_was_closed_imports_nothing_more(qtbot, window):
    window.close()
    window._late.begin()

    assert window._late.errand is None


def test_g_and_a_letter_go_to_a_screen(qtbot, window, alerts):
    alerts.table.setFocus()
    QTest.keySequence(alerts.table, "G, I")
    assert window.current_key == "inventory"
    qtbot.keyClick(window, Qt.Key.Key_1, CTRL)
    assert window.current_key == "home"


def test_letters_stay_in_a_text_field(qtbot, window, alerts):
    alerts.filter.edit.setFocus()
    qtbot.keyClicks(alerts.filter.edit, "gia/")

    assert window.current_key == "alerts"
    assert alerts.filter.edit.text() == "gia/"


def test_slash_focuses_the_filter_and_escape_comes_back(qtbot, window, alerts):
    alerts.table.setFocus()
    QTest.keySequence(alerts.table, "/")
    assert alerts.filter.edit.hasFocus()
    qtbot.keyClick(alerts.filter.edit, Qt.Key.Key_Escape)
    assert alerts.table.hasFocus()


@pytest.mark.parametrize("keys", ["F4", "Alt+Return"])
def test_two_keys_of_the_detail_pane(window, alerts, keys: str):
    alerts.table.setFocus()
    QTest.keySequence(alerts.table, keys)
    is_shown = alerts.detail.isVisible()
    QTest.keySequence(alerts.table, keys)

    assert alerts.detail.isVisible() is not is_shown


def test_back_and_forward_restore_filter_and_object(window, alerts):
    alerts.filter.edit.setText("drift")
    alerts.filter._on_edit_text_edited("drift")
    window.go("inventory", ObjectRef("model", "7", "cc-fraud"))
    assert window.windowTitle().startswith("Inventory › cc-fraud – ")
    assert window.top.breadcrumb.crumbs == ("Inventory", "cc-fraud")
    alerts.filter.clear()
    window.go_back()

    assert window.current_key == "alerts"
    assert str(alerts.filter.query) == "drift"
    window.go_forward()
    assert window.top.breadcrumb.crumbs == ("Inventory", "cc-fraud")
    assert not window.top.forward.isEnabled()


def test_a_screen_that_is_in_front_again_says_where_one_is_on_it(window, alerts):
    alerts.set_crumbs("Alerts", "Drift on income")
    window.go("inventory")
    alerts.set_crumbs("Alerts", "Drift on age")  # a late answer
    assert window.top.breadcrumb.crumbs == ("Inventory",)

    window.go("alerts")
    assert window.top.breadcrumb.crumbs == ("Alerts", "Drift on age")
    assert window.windowTitle().startswith("Alerts › Drift on age – ")

    window.go("inventory")
    window.go_back()
    assert window.top.breadcrumb.crumbs == ("Alerts", "Drift on age")


def test_only_the_visible_screen_is_refreshed_at_once(qtbot, window):
    window.go("inventory")
    before = samples.AlertsScreen.refreshed
    window.backend.notify(frozenset({"alert"}))
    qtbot.waitUntil(lambda: "alerts" in window._screens._stale)
    assert samples.AlertsScreen.refreshed == before
    window.go("alerts")

    assert samples.AlertsScreen.refreshed == before + 1


def test_badges_are_read_without_building_screens(qtbot, window):
    qtbot.waitUntil(lambda: badge(window, "approvals").count == 4)
    qtbot.waitUntil(lambda: badge(window, "runs") == Badge(1, is_incident=True))

    assert "runs" not in window._screens


def test_a_letter_acts_on_the_list_and_offers_undo(qtbot, window, alerts):
    alerts.table.setFocus()
    alerts.table.select_key(802)
    QTest.keySequence(alerts.table, "A")

    qtbot.waitUntil(lambda: window.toasts.texts == ["Acknowledged alert 802"])
    assert window.actions_registry.reason("edit.undo") == ""
    window.actions_registry.trigger("edit.undo")
    qtbot.waitUntil(lambda: window.toasts.texts == ["Undone: Acknowledge alert 802"])


def test_a_refused_key_says_why_in_the_status_line(qtbot, window, alerts, backend):
    qtbot.waitUntil(lambda: not backend.is_reading)
    alerts.table.clearSelection()
    alerts.table.setCurrentIndex(alerts.model.index(-1, -1))
    window.actions_registry.trigger("alerts.ack")

    assert window.status.message.state.text == "Choose an alert first."


def test_the_reason_of_a_refused_key_has_the_room_of_what_says_nothing(qtbot, window):
    window.resize(960, 700)
    qtbot.waitUntil(window.status.drafts.isVisible)
    reason, message = "Choose", window.status.message
    while window.status.drafts.isVisible() and len(reason) < 200:
        reason += " one"
        window.refuse("Acknowledge", reason)

    qtbot.waitUntil(lambda: message.words_in(message.width() - 24) == reason)
    assert not window.status.drafts.isVisible()
    message.set_state(CellState(""))
    qtbot.waitUntil(window.status.drafts.isVisible)


def test_an_offline_database_is_told_and_its_return_too(qtbot, window, backend):
    window.set_database_name("gov@db1")

    def gone(_session: object) -> None:
        raise NotReachableError("The database does not answer.")

    backend.read_once(partial(print), gone, on_error=lambda _error: None)
    qtbot.waitUntil(lambda: "offline" in window.banners.keys)
    assert "read-only" in window.status.database.state.text
    window.retry()

    qtbot.waitUntil(lambda: "offline" not in window.banners.keys)
    assert "Connected again" in window.toasts.texts


def test_an_error_becomes_a_banner_with_a_way_out(window, backend):
    backend.failed.emit(AppError("The rule says no.", title="Not allowed"))
    assert window.banners.keys == ("error",)
    window.retry()
    assert window.banners.keys == ()


def test_a_read_that_fails_is_told_with_the_screens_that_lack_it(qtbot, window, backend, alerts):
    def broken(_session: object) -> None:
        raise RuntimeError("a bug")

    def refused(_session: object) -> None:
        raise RefusedError([], "It is not yours to read.")

    class Reading:
        """Acts for a screen, as the parts of many do that are no widgets."""

        def __init__(self, screen: Screen) -> None:
            self.screen = screen

        def show(self, _rows: object) -> None: ...
        def tell(self, error: BaseException) -> None:
            backend.failed.emit(error)

    def told() -> str:
        return window.banners.findChild(Banner, "banner.error").accessibleName()

    reading = Reading(alerts)
    backend.read(reading.show, broken, on_error=reading.tell)
    qtbot.waitUntil(lambda: "error" in window.banners.keys)
    assert told().startswith("Not everything could be read: Alerts. Something went wrong")
    backend.read(window.set_person, broken)
    qtbot.waitUntil(lambda: "Alerts and the window's frame" in told())

    window.retry()
    backend.read(lambda rows: alerts.setToolTip(str(rows)), broken)
    qtbot.waitUntil(lambda: "error" in window.banners.keys)
    assert told().startswith("Not everything could be read: Alerts.")
    window.retry()
    backend.run(None, broken)
    qtbot.waitUntil(lambda: "error" in window.banners.keys)
    assert told().startswith("Something went wrong inside the application")
    window.retry()
    backend.read(reading.show, refused)
    qtbot.waitUntil(lambda: "error" in window.banners.keys)
    assert "Not allowed" in told()
    assert "could be read" not in told()


def test_f6_walks_through_the_panes(window, alerts):
    window.rail.main.setFocus()
    seen = []
    for _ in range(4):
        window.actions_registry.trigger("pane.next")
        focused = window.focusWidget()
        seen.append(focused.objectName() or focused.accessibleName())

    assert seen == ["Filter alerts", "alerts.table", "status.service", "rail.main"]


def test_the_rail_folds_and_the_window_comes_back_as_it_was(qtbot, window, backend, tmp_path):
    window.actions_registry.trigger("view.rail")
    window.go("inventory")
    assert window.rail.width() == 48
    window.close()
    again = MainWindow(
        backend,
        Setup(tmp_path / "settings.ini", screens=samples.SAMPLES, cards=samples.SHOWN),
    )
    qtbot.addWidget(again)
    again.start()

    assert again.rail.is_folded
    assert again.current_key == "inventory"
    # The offscreen screen is smaller than the window: what is restored is clamped to it.
    assert again.screen().availableGeometry().width() >= again.width() - 160


def test_an_object_opens_in_a_window_of_its_own(qtbot, window):
    window.open_window(ObjectRef("alert", "813", "Alert 813"))
    own = next(iter(window._windows))
    assert isinstance(own, ObjectWindow)
    assert own.screen_.opened == [ObjectRef("alert", "813", "Alert 813")]
    assert own.actions_registry.has("alerts.ack")
    own.close()
    qtbot.waitUntil(lambda: not len(window._windows))


def test_what_a_service_handles_says_so_until_it_does(window):
    registry, done = window.actions_registry, []
    assert registry.reason("work.next") == "This workspace does not offer it."
    window.handle("work.next", lambda: done.append(1))
    registry.trigger("work.next")

    assert done == [1]


def test_the_demo_strip_asks_to_act_as_somebody(qtbot, window):
    window.show_demo_strip([PersonChoice("jo", "Jo Vermeer", "Compliance officer")], "jo")
    assert window.demo.isVisible()
    assert window.demo.button.text() == "Jo Vermeer · Compliance officer"
    with qtbot.waitSignal(window.act_as_requested) as asked:
        window.demo.person_chosen.emit("tom")
    assert asked.args == ["tom"]


def test_the_menu_of_the_demo_strip_marks_whom_one_is(qtbot, window):
    jo = PersonChoice("jo", "Jo Vermeer", "Compliance officer")
    tom = PersonChoice("tom", "Tom Bakker", "ModelOps engineer")
    window.show_demo_strip([jo, tom], "tom")
    window.demo.button.click()
    menu = window.demo.findChild(QMenu)

    assert [each.isChecked() for each in menu.actions()] == [False, True]
    assert menu.activeAction() is menu.actions()[1]
    with qtbot.assertNotEmitted(window.act_as_requested):
        menu.actions()[1].trigger()
    with qtbot.waitSignal(window.act_as_requested) as asked:
        menu.actions()[0].trigger()
    assert asked.args == ["jo"]
    menu.close()


def test_status_cells_are_buttons_with_sentences(qtbot, window):
    window.set_person("Jo Vermeer", "Compliance officer")
    window.set_service(CellState("Service: none", "No service runs"))
    assert window.status.person.accessibleName() == "Signed in as Jo Vermeer, Compliance officer"
    with qtbot.waitSignal(window.status_clicked) as clicked:
        window.status.service.click()
    assert clicked.args == ["service"]


def test_zooming_grows_the_bars_and_rows_of_an_open_window(qtbot, window, alerts):
    window.resize(1440, 900)
    theme.apply(dark=False, zoom_factor=1.5)
    qtbot.waitUntil(lambda: alerts.table.rowHeight(0) == 42)

    assert window.status.height() == 39
    assert window.rail.width() == 300
    assert alerts.table.columnWidth(0) == 210
    theme.apply(dark=False)
    qtbot.waitUntil(lambda: alerts.table.rowHeight(0) == 28)


def test_where_zoom_leaves_little_room_the_rail_folds_until_there_is_more(qtbot, window):
    window.resize(1280, 800)
    assert not window.rail.is_folded

    theme.apply(dark=False, zoom_factor=2.0)
    qtbot.waitUntil(lambda: window.rail.is_folded)
    theme.apply(dark=False)

    qtbot.waitUntil(lambda: not window.rail.is_folded)


def test_the_sheet_of_keys_lists_what_can_be_done_here(window):
    window.actions_registry.trigger("help.keys")
    sheet = window.findChild(QDialog, "keys")
    texts = {row.text for row in sheet.findChild(QWidget, "keys.table").rows_model.rows}

    assert {"Acknowledge", "Command palette…", "Go to Home"} <= texts
    assert window.findChild(Scrim).isVisible()
    sheet.reject()
    assert not window.findChild(Scrim).isVisible()


def test_actions_and_keys_stand_unelided_on_the_sheet_of_keys(window, qtbot):
    window.resize(1280, 800)
    window.actions_registry.trigger("help.keys")
    table = window.findChild(QDialog, "keys").findChild(QWidget, "keys.table")

    def cut() -> list[str]:
        columns = list(enumerate(table.rows_model.columns))
        cells = [(n, one.value(row)) for n, one in columns for row in table.rows_model.rows]
        return [str(cell) for n, cell in cells if table.columnWidth(n) < words_width(cell)]

    assert len(table.rows_model.rows) > 20
    qtbot.waitUntil(lambda: cut() == [])


def test_links_are_copied_and_understood(window, qapp):
    ref = ObjectRef("model", "cc-fraud", "cc-fraud")
    window.go("inventory", ref)
    window.actions_registry.trigger("edit.link")

    assert qapp.clipboard().text() == "mgov://model/cc-fraud"
    assert ObjectRef.from_link("mgov://model/cc-fraud") == ObjectRef("model", "cc-fraud")
    assert ObjectRef.from_link("http://x") is None


@pytest.mark.parametrize("count", [3, 80])
def test_history_cuts_what_lay_ahead_and_forgets_the_oldest(count):
    history = History(limit=50)
    for n in range(count):
        history.visit(Place(f"s{n}"))
    history.back()
    history.back()
    history.visit(Place("other"))

    assert not history.can_go_forward
    assert history.back().screen == f"s{count - 3}"


def test_the_first_paint_comes_soon(qtbot, tmp_path: Path, backend):
    import time

    started = time.perf_counter()
    made = MainWindow(
        backend,
        Setup(tmp_path / "s.ini", screens=samples.SAMPLES, cards=samples.SHOWN),
    )
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    made.grab()

    assert time.perf_counter() - started < 0.8
    made.close()


def test_what_a_person_waits_for_goes_before_the_other_screens(
    qtbot, tmp_path: Path, backend, monkeypatch: pytest.MonkeyPatch
):
    imported: list[str] = []
    answered: list[object] = []
    gate = threading.Event()
    monkeypatch.setattr(late_screens, "_FIRST_SCREEN_MS", 5)
    monkeypatch.setattr(Registry, "is_loaded", property(lambda _self: bool(imported)))
    monkeypatch.setattr(Registry, "load", lambda _self: imported.append("screens"))
    made = MainWindow(
        backend,
        Setup(tmp_path / "s.ini", screens=samples.SAMPLES, cards=samples.SHOWN),
    )
    qtbot.addWidget(made)
    backend.read(answered.append, lambda _session: gate.wait(5))

    made.show()
    made.start()
    qtbot.wait(60)
    assert not imported
    gate.set()
    qtbot.waitUntil(lambda: bool(imported))
    assert answered == [True]
    made.close()


def test_no_widget_goes_in_the_thread_that_imports_the_other_screens(
    qtbot, tmp_path: Path, backend, monkeypatch: pytest.MonkeyPatch
):
    """A collection that begins there would delete what a closed window left behind."""
    looked: list[bool] = []
    monkeypatch.setattr(late_screens, "_FIRST_SCREEN_MS", 5)
    monkeypatch.setattr(Registry, "is_loaded", property(lambda _self: bool(looked)))
    monkeypatch.setattr(Registry, "load", lambda _self: looked.append(gc.isenabled()))
    made = MainWindow(
        backend,
        Setup(tmp_path / "s.ini", screens=samples.SAMPLES, cards=samples.SHOWN),
    )
    qtbot.addWidget(made)
    gc.enable()  # as where no collector of a desktop has taken it over

    made.show()
    made.start()

    qtbot.waitUntil(lambda: bool(looked))
    assert looked[0] is False  # the window itself asks for them afterwards
    qtbot.waitUntil(gc.isenabled)
    made.close()


def test_no_key_is_dead_before_a_menu_was_opened(window):
    asleep = [
        each.spec.id
        for each in window.actions_registry._actions.values()
        if not each.action.isEnabled()
    ]

    assert asleep == []


def test_a_key_of_the_window_is_heard_once_its_service_came(qtbot, window, alerts):
    done = []
    window.handle("work.next", lambda: done.append(1))

    qtbot.keyClick(alerts.table, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)

    assert done == [1]


def test_f1_says_what_the_screen_is_for_and_leads_to_the_guide(qtbot, window, alerts):
    qtbot.keyClick(alerts.table, Qt.Key.Key_F1)
    sheet = window.findChild(HelpSheet)
    assert sheet is not None
    assert "monitors found" in sheet.purpose.text()
    assert "A" in [key for row in sheet.table.rows_model.rows for key in row.keys]

    sheet.guide.click()

    guide = window._commands._guide
    assert guide is not None
    assert guide.page.toPlainText().startswith("Alerts")


def test_every_screen_has_its_help():
    assert {key for key, _ in SCREENS.items()} <= set(PURPOSES)
    assert [key for key, said in PURPOSES.items() if "modelward " in said] == []  # of the window


def test_the_first_window_fits_its_screen(qtbot, backend, tmp_path: Path):
    made = MainWindow(
        backend,
        Setup(tmp_path / "new.ini", screens=samples.SAMPLES, cards=samples.SHOWN),
    )
    qtbot.addWidget(made)
    area = made.screen().availableGeometry()

    assert made.width() <= max(area.width(), made.minimumWidth())
    assert made.height() < max(area.height(), made.minimumHeight() + 1)


def test_a_second_window_beside_the_first_is_no_session_that_was_cut_off(
    qtbot, backend, tmp_path: Path
):
    def begin() -> MainWindow:
        made = MainWindow(
            backend,
            Setup(tmp_path / "two.ini", screens=samples.SAMPLES, cards=samples.SHOWN),
        )
        qtbot.addWidget(made)
        made.start("inventory")
        return made

    first, second = begin(), begin()
    assert "cut_off" not in first.banners.keys + second.banners.keys
    first.close()
    second.close()

    assert "cut_off" not in begin().banners.keys


def test_the_look_is_kept_at_once(qtbot, backend, tmp_path: Path):
    switch = theme.ThemeSwitch(theme.Choice.LIGHT)
    place = tmp_path / "look.ini"
    made = MainWindow(
        backend,
        Setup(place, theme_switch=switch, screens=samples.SAMPLES, cards=samples.SHOWN),
    )
    qtbot.addWidget(made)

    made.actions_registry.trigger("view.theme")

    kept, _ = read_preferences(tmp_path / "preferences.json")
    assert kept.theme == "dark"
    theme.apply(dark=False)


def test_the_buttons_of_the_bar_say_what_they_open(window):
    window.set_jobs(2)
    assert window.top.jobs.toolTip() == "Open Jobs: 2 (G J)"
    assert window.top.bell.toolTip() == "Open Notifications: 0 (G N)"
