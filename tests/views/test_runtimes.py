"""Runtimes: the matrix, places rule by rule with their fixes, tags with a look at what follows."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject, QPoint, Qt
from sqlalchemy import select

from app.models.queries.alerts import count_runtimes
from app.models.queries.endpoint import Endpoint, ServedColumn, ServedSchema, load_endpoint
from app.models.queries.home import load_work
from app.models.queries.lookups import load_units
from app.models.queries.runtime_health import FAILED, SILENT, Silence
from app.models.queries.runtime_list import list_runtime_page
from app.models.queries.runtimes import load_matrix
from app.models.rules.pauses import SCORING, STORE
from app.models.tables.execution import Heartbeat, Runtime, Store
from app.services.commands.models import add_stage_path
from app.services.commands.pauses import pause_connection
from app.services.commands.runtimes import (
    NewRuntime,
    add_runtime,
    find_runtime,
    record_look,
)
from app.services.commands.windows import NewWindow, end_window, plan_window
from app.views import language
from app.views.cells import Status
from app.views.errand import Errand
from app.views.panels.home_blocks import STATES
from app.views.panels.operate_sheet import ConfirmSheet
from app.views.panels.runtimes_dialogs import AddRuntimeSheet
from app.views.panels.runtimes_endpoint import EndpointSheet
from app.views.panels.runtimes_list import FIELDS
from app.views.panels.runtimes_windows import PlanSheet
from app.views.panels.runtimes_words import HEALTH
from app.views.screens import runtimes
from app.views.widgets.basics import StyledLabel
from tests.stories import register
from tests.views.operate_kit import open_window, wait
from tests.views.runtimes_kit import add_runtimes, shown
from tests.views.test_administration import confirm
from tests.workspaces import TestWorkspace


@pytest.fixture
def bank(sqlite_workspace: TestWorkspace) -> TestWorkspace:
    return add_runtimes(sqlite_workspace)


def test_the_matrix_has_services_down_and_stages_across(qtbot, bank, tmp_path: Path):
    with open_window(qtbot, bank, "tom", tmp_path, "runtimes") as window:
        screen = shown(qtbot, window)
        table = screen.matrix.table()

        assert table.headers == ("Service", "SIT", "PROD")
        assert ("cc-fraud", "–", "prod-eu-2") in table.rows
        assert ("no service", "–", "prod-eu-9") in table.rows
        assert "edge-03" in screen._untagged_words.text()


def test_the_matrix_has_a_table_by_the_keys_that_every_chart_has(qtbot, bank, tmp_path: Path):
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    with open_window(qtbot, bank, "tom", tmp_path, "runtimes") as window:
        screen = shown(qtbot, window)
        screen.focus_list()
        wait(qtbot, lambda: "edge-03" in [line.one.name for line in screen._model.rows])
        chosen = next(line.one.id for line in screen._model.rows if line.one.name == "edge-03")
        screen.matrix.select(chosen)
        screen._runtime_id = chosen

        qtbot.keyClick(window.focusWidget(), Qt.Key.Key_T, both)
        assert window.focusWidget() is screen.table
        assert screen.table.current_row().one.id == chosen
        qtbot.keyClick(window.focusWidget(), Qt.Key.Key_T, both)

        assert screen.stack.currentWidget() is screen.matrix
        assert screen.matrix.isAncestorOf(window.focusWidget())


def test_the_places_have_room_for_their_sentences_beside_the_map(qtbot, bank, tmp_path: Path):
    with open_window(qtbot, bank, "tom", tmp_path, "runtimes") as window:
        screen = shown(qtbot, window)
        wait(qtbot, lambda: screen.findChild(QObject, "runtimes.fix.prod-eu-9"))

        assert screen.places.width() >= 390


def test_what_is_chosen_above_the_map_stands_on_one_line(qtbot, bank, tmp_path: Path):
    with open_window(qtbot, bank, "tom", tmp_path, "runtimes") as window:
        window.resize(1280, 800)
        screen = shown(qtbot, window)

        parts = screen.add_button, screen.view, screen.version
        wait(qtbot, lambda: len({one.mapTo(screen, QPoint()).y() for one in parts}) == 1)


def test_a_runtime_that_does_not_serve_what_it_should_says_which_and_why(
    qtbot, bank, tmp_path: Path
):
    found = Silence(FAILED, "14", "The decision 1 of Jo can't be relied on.")
    why = found.sentence("cc-fraud")
    with bank.service.unit() as work:
        key = find_runtime(work, "prod-eu-2").id
        facts = {SILENT: {"cc-fraud": found.as_fact()}}
        record_look(work, key, is_live=True, latency_ms=4.0, facts=facts)
    with open_window(qtbot, bank, "tom", tmp_path, "runtimes") as window:
        screen = shown(qtbot, window)
        screen.choose_runtime(key)
        said = {one.text() for one in screen.detail.findChildren(StyledLabel)}
        assert why in said
        assert HEALTH[screen.chosen_row().health] == (Status.CRITICAL, "does not serve all")

    tom, clock = bank.work("tom"), datetime.now(UTC)
    assert (tom.read(count_runtimes).ready, tom.read(count_runtimes).troubled) == (2, 1)
    places = [one for row in tom.read(load_matrix).rows for cell in row.cells for one in cell]
    assert {one.health for one in places if one.runtime_id == key} == {"silent"}
    home = tom.read(load_work, tom.actor.id, now=clock, last_visit=clock)
    (row,) = (one for one in home.blocks["runtimes"] if one.id == key)
    assert (STATES[row.state], row.why.params["words"]) == (HEALTH["silent"], why)


def test_the_table_is_read_by_pages_and_no_runtime_moves_when_one_comes(
    qtbot, bank, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    most, asked = [1], []

    def list_few(session: Any, query: Any, after: Any, limit: int) -> Any:
        asked.append(after)
        return list_runtime_page(session, query, after, min(limit, *most))

    monkeypatch.setattr(runtimes, "list_runtime_page", list_few)
    with open_window(qtbot, bank, "tom", tmp_path, "runtimes") as window:
        screen = shown(qtbot, window)
        screen.view.choose(runtimes.TABLE)
        model = screen.table.rows_model

        def names() -> list[str]:
            return [line.one.name for line in model.rows]

        wait(qtbot, lambda: names() == ["edge-03", "prod-eu-2", "prod-eu-9"])
        assert sum(after is not None for after in asked) == 2  # page by page
        screen.table.set_sorting(0, is_descending=True)
        wait(qtbot, lambda: names() == ["prod-eu-9", "prod-eu-2", "edge-03"])

        screen.table.select_key(model.rows[1].id)
        most[0] = 1_000
        with bank.work("tom").unit() as work:
            add_runtime(work, NewRuntime("zeta", "bank"))
        screen.refresh()
        wait(qtbot, lambda: model.new_count == 1)
        assert names() == ["prod-eu-9", "prod-eu-2", "edge-03"]
        assert screen.table.current_row().one.name == "prod-eu-2"
        assert screen.here().id == str(model.rows[1].id)

        path = tmp_path / "runtimes.csv"
        file = screen._pages.file("runtimes", FIELDS)
        assert bank.service.read(file.export, file.query, path) == 4
        assert [line.split(",")[0] for line in path.read_text().splitlines()[1:3]] == [
            "zeta", "prod-eu-9"
        ]  # fmt: skip


def test_the_products_own_kind_of_runtime_is_called_by_a_dutch_name(qtbot, bank, tmp_path: Path):
    with open_window(qtbot, bank, "tom", tmp_path, "runtimes") as window:
        screen = shown(qtbot, window)
        wait(qtbot, screen.add_button.isEnabled)
        language.use("nl")
        try:
            window.actions_registry.trigger("runtimes.add")
            sheet = screen.findChild(AddRuntimeSheet)
            kinds = [sheet.kind.itemText(n) for n in range(sheet.kind.count())]
        finally:
            language.use("en")
        sheet.reject()

    assert "Ingebouwde runtime" in kinds


def test_a_runtime_is_added_where_its_url_is_needed(qtbot, bank, tmp_path: Path):
    with open_window(qtbot, bank, "tom", tmp_path, "runtimes") as window:
        screen = shown(qtbot, window)
        wait(qtbot, screen.add_button.isEnabled)
        window.actions_registry.trigger("runtimes.add")
        sheet = screen.findChild(AddRuntimeSheet)
        sheet.name.setText("prod-us-1")
        sheet.kind.setCurrentIndex(sheet._kinds.index("oip"))
        assert "URL" in sheet.lacks()
        with bank.work("tom").unit() as work:
            named = {one.name: one.key for one in load_units(work.session).values()}
        shown_units = [sheet.unit.itemText(n) for n in range(sheet.unit.count())]
        assert set(shown_units) <= set(named)
        assert sheet.new_runtime().unit == named[shown_units[0]] != shown_units[0]
        sheet.url.setText("https://us-1.bank.example")
        sheet.verb_button.click()
        wait(qtbot, lambda: len(screen.runtime_map.runtimes) == 4)

        with bank.work("tom").unit() as work:
            assert find_runtime(work, "prod-us-1").url == "https://us-1.bank.example"


def test_a_runtime_of_another_stage_is_not_offered_as_one_of_this(qtbot, bank, tmp_path: Path):
    with bank.work("tom").unit() as work:
        add_runtime(work, NewRuntime("sit-1", "bank", stage_tags=("SIT",)))
    with open_window(qtbot, bank, "tom", tmp_path, "runtimes") as window:
        screen = shown(qtbot, window)
        wait(qtbot, lambda: screen.findChild(QObject, "runtimes.fix.prod-eu-9"))

        assert screen.findChild(QObject, "runtimes.fix.sit-1") is None
        assert screen.findChild(QObject, "runtimes.fix.edge-03") is not None
        said = [each.text() for each in screen.places.findChildren(StyledLabel)]
        assert "sit-1 is a runtime of SIT; the path keeps its stages apart." in said


def test_a_runtime_nobody_has_looked_at_is_not_said_to_be_ready(qtbot, bank, tmp_path: Path):
    with bank.service.unit() as work:
        seen = work.session.scalars(select(Heartbeat)).all()
        for one in seen:
            one.at -= timedelta(minutes=15)
    with open_window(qtbot, bank, "tom", tmp_path, "runtimes") as window:
        screen = shown(qtbot, window)

        def words() -> list[str]:
            return [one.text() for one in screen.places.findChildren(StyledLabel)]

        wait(qtbot, lambda: "ready, not looked at 15 min" in words())


def test_a_service_that_no_runtime_carries_has_its_row(qtbot, bank, tmp_path: Path):
    register(bank, name="arrears")
    with open_window(qtbot, bank, "tom", tmp_path, "runtimes") as window:
        screen = shown(qtbot, window)

        assert ("arrears", "–", "–") in screen.matrix.table().rows


def test_e_shows_the_endpoint_and_tries_it_with_the_time_of_each_step(qtbot, bank, tmp_path: Path):
    with open_window(qtbot, bank, "tom", tmp_path, "runtimes") as window:
        screen = shown(qtbot, window)
        screen.matrix.grid.setFocus()
        qtbot.keyClick(screen.matrix.grid, Qt.Key.Key_E)
        wait(qtbot, lambda: window.findChild(EndpointSheet) is not None)
        sheet = window.findChild(EndpointSheet)
        assert isinstance(sheet, EndpointSheet)
        said = {label.text() for label in sheet.findChildren(StyledLabel)}
        assert "known to its machine" in said

        sheet.verb_button.click()
        wait(qtbot, lambda: sheet.steps)

        by_code = {step.code: step for step in sheet.steps}
        assert by_code["secret"].is_good
        assert not by_code["answer"].is_good  # nothing started it on this computer
        assert by_code["answer"].said
        assert sheet.verb_button.isEnabled()  # once more, when it was mended


def test_a_sheet_that_is_closed_while_it_tries_leaves_nothing_behind(qtbot, bank, tmp_path: Path):
    with open_window(qtbot, bank, "lin", tmp_path, "runtimes") as window:
        screen = shown(qtbot, window)
        assert not window.actions_registry.reason("runtimes.endpoint")  # it changes nothing
        screen.acts.open_endpoint()
        wait(qtbot, lambda: window.findChild(EndpointSheet) is not None)
        sheet = window.findChild(EndpointSheet)
        sheet.verb_button.click()

        sheet.reject()

        wait(qtbot, lambda: not [one for one in threading.enumerate() if one.name == "errand"])
        wait(qtbot, lambda: not screen.backend.findChildren(Errand))


def test_the_endpoint_tells_how_a_service_is_asked(qtbot, bank, tmp_path: Path):
    with open_window(qtbot, bank, "lin", tmp_path, "runtimes") as window:
        screen = shown(qtbot, window)
        runtime = screen.runtime_map.runtimes[0]
        with bank.work("lin").reading() as session:
            endpoint = load_endpoint(session, runtime.id)
        assert endpoint.serves == ()
        many = tuple(ServedColumn(f"c{n}", "double", is_required=n == 0) for n in range(42))
        out = (ServedColumn("score", "", is_required=False),)
        served = ServedSchema("cc-fraud", "cc-fraud", 3, many, out)
        stored = replace(endpoint.runtime, url="https://edge.bank", mode="online")

        sheet = EndpointSheet(Endpoint(stored, (served,)), screen.backend, window)

        said = [label.text() for label in sheet.findChildren(StyledLabel)]
        assert "POST https://edge.bank/v2/models/cc-fraud/infer" in said
        columns = next(one for one in said if one.startswith("c0 "))
        assert columns.startswith("c0 double (required), c1 double, ")
        assert columns.endswith("c39 double, 2 more, in the Inventory")
        assert "score" in said
        sheet.deleteLater()


def test_an_operator_plans_maintenance_and_ends_it_where_the_runtime_stands(
    qtbot, bank, tmp_path: Path
):
    with open_window(qtbot, bank, "tom", tmp_path, "runtimes") as window:
        screen = shown(qtbot, window)
        wait(qtbot, lambda: screen.chosen_row() is not None)
        name = screen.chosen_row().name
        window.actions_registry.trigger("runtimes.window")
        sheet = screen.findChild(PlanSheet)
        assert sheet.target.count() == 1  # freezes are not an operator's
        sheet.since.setText("2026-02-30 09:00")
        assert "not understood" in sheet.lacks()
        sheet.since.setText("now")
        sheet.reason.edit.setPlainText("New memory is put in.")
        wait(qtbot, lambda: not sheet.lacks())
        sheet.verb_button.click()
        wait(qtbot, lambda: window.toasts.texts == ["The window is planned"])
        wait(qtbot, lambda: f"{name}, closed" in str(screen.matrix.table().rows))

        end = screen.detail.findChild(QObject, "runtimes.end.1")
        words = [one.text() for one in screen.detail.findChildren(StyledLabel)]
        assert any("Maintenance until" in one and "New memory" in one for one in words)
        end.click()
        ending = next(one for one in screen.findChildren(ConfirmSheet) if one is not sheet)
        ending.reason.edit.setPlainText("It went faster than that.")
        ending.verb_button.click()
        wait(qtbot, lambda: screen.runtime_map is not None and not screen.runtime_map.windows)
        wait(qtbot, lambda: "closed" not in str(screen.matrix.table().rows))


def test_a_frozen_stage_says_so_and_only_an_administrator_ends_it(qtbot, bank, tmp_path: Path):
    since = datetime.now(UTC) - timedelta(hours=1)
    until = since + timedelta(hours=3)
    bank.work("root").write(plan_window, NewWindow(since, until, "The year ends.", stage="PROD"))
    with open_window(qtbot, bank, "tom", tmp_path, "runtimes") as window:
        screen = shown(qtbot, window)
        wait(qtbot, lambda: screen.chosen_row() is not None)

        assert screen.matrix.table().headers == ("Service", "SIT", "PROD, frozen for Noorderbank")
        end = screen.detail.findChild(QObject, "runtimes.end.1")
        assert "Only an administrator" in end.reason
        wait(qtbot, lambda: screen.places.findChildren(StyledLabel))
        wait(
            qtbot,
            lambda: any(
                one.text().startswith("PROD is frozen until")
                for one in screen.places.findChildren(StyledLabel)
            ),
        )
        words = [one.text() for one in screen.places.findChildren(StyledLabel)]
        assert "fits later" in words  # nothing is to be mended there
        assert any(one.startswith("0 fit, 1 later, ") for one in words)


def test_a_freeze_says_of_which_path_and_one_of_a_kind_closes_every_name(
    qtbot, bank, tmp_path: Path
):
    root = bank.work("root")
    stages = (("PROD", "production", True), ("Live", "production", True))
    root.write(add_stage_path, unit="bank", name="Quick", stages=stages)
    since = datetime.now(UTC) - timedelta(hours=1)
    new = NewWindow(since, since + timedelta(hours=3), "The year ends.", stage="Quick/PROD")
    first = root.write(plan_window, new)
    with open_window(qtbot, bank, "root", tmp_path, "runtimes") as window:
        screen = shown(qtbot, window)
        wait(qtbot, lambda: screen.chosen_row() is not None)
        heads = screen.matrix.table().headers
        assert heads[1:] == ("SIT", "PROD, frozen for Noorderbank (Quick)", "LIVE")

        root.write(end_window, first.id, reason="It has ended already.")
        window.actions_registry.trigger("runtimes.window")
        sheet = screen.findChild(PlanSheet)
        offered = {sheet.target.itemText(n) for n in range(sheet.target.count())}
        assert {"Freeze of PROD (Quick)", "Freeze of SIT", "Freeze of Live"} <= offered
        place = sheet.target.findText("Freeze of every stage of the kind production")
        sheet.target.setCurrentIndex(place)
        sheet.since.setText("now")
        sheet.reason.edit.setPlainText("Nobody is there to look after it.")
        sheet.verb_button.click()
        wait(qtbot, lambda: "frozen" in screen.matrix.table().headers[-1])
        assert screen.matrix.table().headers[1:] == (
            "SIT", "PROD, frozen for Noorderbank", "LIVE, frozen for Noorderbank",
        )  # fmt: skip


def test_an_administrator_freezes_a_stage_every_week(qtbot, bank, tmp_path: Path):
    with open_window(qtbot, bank, "root", tmp_path, "runtimes") as window:
        screen = shown(qtbot, window)
        wait(qtbot, lambda: screen.chosen_row() is not None)
        window.actions_registry.trigger("runtimes.window")
        sheet = screen.findChild(PlanSheet)
        sheet.target.setCurrentIndex(sheet.target.findText("Freeze of PROD"))
        sheet.is_weekly.setChecked(True)
        sheet.reason.edit.setPlainText("Nobody is there to look after it.")
        sheet.verb_button.click()
        wait(qtbot, lambda: screen.runtime_map is not None and screen.runtime_map.windows)

        one = screen.runtime_map.windows[0]
        assert (one.stage, one.runtime, one.is_weekly) == ("PROD", "", True)
        assert one.zone


def test_who_operates_pauses_a_runtime_from_its_pane_and_lets_it_go_on(qtbot, bank, tmp_path: Path):
    with open_window(qtbot, bank, "tom", tmp_path, "runtimes") as window:
        screen = shown(qtbot, window)
        with bank.service.reading() as session:
            key = session.scalars(select(Runtime.id).where(Runtime.name == "prod-eu-2")).one()
        screen.choose_runtime(key)
        button = screen.detail.pause_button
        assert (button.text(), button.reason) == ("Pause…", "")

        window.actions_registry.trigger("runtimes.pause")
        wait(qtbot, lambda: window.findChild(ConfirmSheet) is not None)
        confirm(qtbot, window, "Its disk is replaced today.")
        wait(qtbot, lambda: screen.chosen_row().is_paused)
        said = [one.text() for one in screen.detail.findChildren(StyledLabel)]
        assert any(one.startswith("prod-eu-2 is paused by Tom Bakker on ") for one in said)
        assert button.text() == "Let it go on…"
        wait(qtbot, lambda: window.findChild(ConfirmSheet) is None)

        button.click()
        wait(qtbot, lambda: window.findChild(ConfirmSheet) is not None)
        confirm(qtbot, window, "The new disk is in place.")
        wait(qtbot, lambda: not screen.chosen_row().is_paused)
        assert button.text() == "Pause…"


def test_a_built_in_runtime_says_that_its_log_waits_while_its_store_is_paused(
    qtbot, bank, tmp_path: Path
):
    why = "The share moves to another disk."
    with bank.work("tom").unit() as work:
        store = work.add(Store(unit_id=bank.unit_id, name=SCORING))
        pause_connection(work, STORE, store.id, reason=why)
    with open_window(qtbot, bank, "tom", tmp_path, "runtimes") as window:
        screen = shown(qtbot, window)
        wait(qtbot, lambda: screen.chosen_row() is not None)
        said = [one.text() for one in screen.detail.findChildren(StyledLabel)]

    (words,) = (one for one in said if one.startswith("Its records of decisions wait beside it: "))
    assert "scoring is paused by Tom Bakker since " in words
    assert words.endswith(f": {why}")


def test_who_may_not_pause_a_runtime_reads_who_may(qtbot, bank, tmp_path: Path):
    with open_window(qtbot, bank, "lin", tmp_path, "runtimes") as window:
        screen = shown(qtbot, window)

        assert not screen.detail.pause_button.isEnabled()
        assert "pause a connection" in screen.detail.pause_button.reason
