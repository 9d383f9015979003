"""The open workspace in its window: who sits there, what is told, what is driven."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtWidgets import QLabel, QMenu, QWidget

from app.errors import InputError, NotReachableError
from app.models.queries.status import ServiceRow, load_status
from app.models.rules.rights import RIGHTS
from app.models.rules.roles import Role
from app.models.topics import Topic
from app.services import background
from app.services.commands.requests import decide
from app.services.seat import make_workspace, open_seat
from app.services.unit_of_work import Work
from app.views import theme
from app.views.backend import Backend
from app.views.cells import Status
from app.views.desktop import Desktop
from app.views.first_run import Face, StartWindow
from app.views.object_window import ObjectWindow
from app.views.places import ObjectRef
from app.views.service_thread import NAME, ServiceThread
from app.views.service_words import service_cell
from app.views.start import Starter
from app.views.widgets.digest_chain import DigestChain, linked_digests
from tests import stories
from tests.postgres import PostgresServer
from tests.services.test_rules_witness import change_and_seal
from tests.views.demo_desk import SCREENS, calm
from tests.views.desks import desk, leave, seat_at
from tests.workspaces import Mould, TestWorkspace
from tests.workspaces import make_workspace as new_bank

HEAVY = ("pyqtgraph", "pandas", "scipy", "pyarrow", "PySide6.QtWebEngineWidgets", "sqlalchemy")


def test_every_object_of_the_trail_is_a_topic() -> None:
    told = {one.object for one in RIGHTS if not one.is_silent}

    assert told <= set(Topic)


def test_nothing_heavy_is_loaded_before_the_first_paint() -> None:
    code = (
        "import sys; import app.views.start as s; s.make_application();"
        "w = s.StartWindow(); w.show(); w.grab();"
        f"print([m for m in {HEAVY!r} if m in sys.modules])"
    )
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}

    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment
    )

    assert found.stdout.strip() == "[]"


def test_rules_changed_by_hand_are_said_at_once(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    with desk(sqlite_workspace, "jo", tmp_path / "before", "home") as desktop:
        assert desktop.seat.rules.sentence == ""
        calm(desktop)
        assert "schema" not in desktop.window.banners.keys
    with sqlite_workspace.owner_database().session(writes=True) as session:
        session.connection().exec_driver_sql("DROP TRIGGER mw_decision_guard_insert")

    with desk(sqlite_workspace, "jo", tmp_path / "after", "home") as desktop:
        qtbot.waitUntil(lambda: "schema" in desktop.window.banners.keys)


def test_rules_changed_while_the_window_is_open_end_its_service_and_are_said(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(background, "RULES_S", 0.1)
    with desk(sqlite_workspace, "jo", tmp_path, "home") as desktop:
        assert desktop.seat.rules.sentence == ""
        desktop.service.start()
        qtbot.waitUntil(lambda: desktop.service.is_running)
        with sqlite_workspace.owner_database().session(writes=True) as session:
            session.connection().exec_driver_sql("DROP TRIGGER mw_decision_guard_insert")

        qtbot.waitUntil(lambda: "schema" in desktop.window.banners.keys)
        qtbot.waitUntil(lambda: not desktop.service.is_running)  # either may see it first


def test_rules_sealed_anew_are_told_at_the_next_start(
    qtbot: Any, workspace: TestWorkspace, tmp_path: Path
) -> None:
    with desk(workspace, "jo", tmp_path, "home") as desktop:
        assert desktop.seat.rules.sentence == ""
    part = change_and_seal(workspace)

    with desk(workspace, "jo", tmp_path, "home") as desktop:
        qtbot.waitUntil(lambda: "schema" in desktop.window.banners.keys)
        banner = desktop.window.banners.findChild(QWidget, "banner.schema")
        assert banner is not None
        assert f"same version of Modelward: {part}." in banner.accessibleName()


def test_a_change_by_somebody_else_reaches_the_screen_in_front(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    request_id = stories.ask(sqlite_workspace, stories.register(sqlite_workspace))
    with desk(sqlite_workspace, "jo", tmp_path, "approvals") as desktop:
        screen: Any = desktop.window.current_screen
        qtbot.waitUntil(lambda: screen.case.shown is not None)
        assert screen.case.shown.row.votes_given == 0

        sqlite_workspace.work("aisha").write(
            decide, request_id, verdict="accept", reason="Limits met, documents read."
        )

        qtbot.waitUntil(lambda: screen.case.shown.row.votes_given == 1)


def test_another_person_sees_their_own_inbox_and_acts_as_themselves(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    stories.ask(sqlite_workspace, stories.register(sqlite_workspace))
    with desk(sqlite_workspace, "sanne", tmp_path, "approvals") as desktop:
        screen: Any = desktop.window.current_screen
        qtbot.waitUntil(lambda: screen.case.shown is not None)
        assert not screen.case.bar.buttons["accept"].isEnabled()

        desktop.act_as("jo")
        qtbot.waitUntil(lambda: desktop.seat.actor.handle == "jo")
        qtbot.waitUntil(lambda: screen.case.shown is not None)

        assert screen.case.bar.buttons["accept"].isEnabled()
        assert "Jo Vermeer" in desktop.window.status.person.state.said
        assert screen.list.table.hasFocus()  # Y decides at once


def test_who_may_approve_in_the_demo_is_called_approver(
    sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    with desk(sqlite_workspace, "sanne", tmp_path, "approvals") as desktop:
        roles = {one.id: one.role for one in desktop._choices()}

    assert roles["jo"] == "Compliance officer, approver"
    assert "approver" not in roles["tom"]


def test_only_the_last_change_of_person_is_told(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    with desk(sqlite_workspace, "sanne", tmp_path, "home") as desktop:
        for handle in ("jo", "tom"):
            desktop.act_as(handle)
            qtbot.waitUntil(lambda who=handle: desktop.seat.actor.handle == who)

        assert desktop.window.toasts.texts == ["You act as Tom Bakker now"]


def test_ctrl_j_opens_the_most_urgent_thing_with_its_evidence(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    stories.ask(sqlite_workspace, stories.register(sqlite_workspace))
    with desk(sqlite_workspace, "jo", tmp_path, "home") as desktop:
        desktop.window.actions_registry.trigger("work.next")

        qtbot.waitUntil(lambda: desktop.window.current_key == "approvals")
        screen: Any = desktop.window.current_screen
        qtbot.waitUntil(lambda: screen.case.shown is not None)


def test_ctrl_j_goes_on_from_what_it_opened_and_says_where_there_is_no_other(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    first = stories.ask(sqlite_workspace, stories.register(sqlite_workspace))
    with desk(sqlite_workspace, "jo", tmp_path, "home") as desktop:
        go_on = partial(desktop.window.actions_registry.trigger, "work.next")
        screen = reached(qtbot, desktop, go_on, first)
        go_on()
        qtbot.waitUntil(lambda: "Nothing else needs you" in desktop.window.toasts.texts)

        second = stories.ask(sqlite_workspace, stories.register(sqlite_workspace, name="churn"))
        reached(qtbot, desktop, go_on, second)
        assert reached(qtbot, desktop, go_on, first) is screen


def reached(qtbot: Any, desktop: Desktop, go_on: Callable[[], object], request: UUID) -> Any:
    go_on()
    qtbot.waitUntil(lambda: desktop.window.current_key == "approvals")
    screen: Any = desktop.window.current_screen
    qtbot.waitUntil(lambda: screen.case.shown is not None and screen.case.shown.row.id == request)
    return screen


def test_one_lands_where_ones_role_looks_all_day_and_then_where_one_was(
    sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    def sit_down(handle: str, then: str = "") -> str:
        seat = seat_at(sqlite_workspace, handle, tmp_path)
        desktop = Desktop(seat, tmp_path / "window.json", drives=False)
        desktop.show()
        landed = str(desktop.window.current_key)
        if then:
            desktop.window.go(then)
        leave(desktop)
        return landed

    landed = [sit_down("tom", "governance"), sit_down("tom"), sit_down("eva"), sit_down("jo")]

    # An operator and an architect, and nobody of them where another one was before.
    assert landed == ["alerts", "governance", "life_cycles", "home"]


def test_the_palette_finds_objects_and_moments(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    registered = stories.register(sqlite_workspace)
    with desk(sqlite_workspace, "jo", tmp_path, "home") as desktop:
        found: list[Any] = []
        desktop._finder(found.append, "", "cc-fr")
        qtbot.waitUntil(lambda: len(found) == 1)
        desktop._finder(found.append, "=", "cc-fraud 2026-03-01")
        qtbot.waitUntil(lambda: len(found) == 2)

        model, *_ = found[0]
        assert model.title == "cc-fraud"
        model.run()
        screen: Any = desktop.window.current_screen
        qtbot.waitUntil(lambda: screen.pane.detail is not None)
        assert screen.pane.detail.row.id == registered.model_id
        assert [one.title for one in found[1]] == ["cc-fraud as of 1 March 2026"]
        assert [one.reason for one in found[1]] == [""]
        desktop._finder(found.append, "=", "cc-fraud 2999-03-01")
        qtbot.waitUntil(lambda: len(found) == 3)
        assert [one.reason for one in found[2]] == ["That is still to come."]


def tell_everything(backend: Backend) -> None:
    """All that a window may hear of its backend."""
    backend.connection_changed.emit(backend.connection)
    backend.returned.emit()
    backend.decider_changed.emit(backend.decider)
    backend.moment_changed.emit(None)
    backend.changed.emit(frozenset(Topic))


def test_closed_windows_leave_nothing_behind_and_hear_nothing_more(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    """What lives on is dressed anew with each change of the look, until nobody can wait for it."""
    model = str(stories.register(sqlite_workspace).model_id)
    refs = [ObjectRef(kind, model, "cc-fraud") for kind in ("model", "lineage")]
    refs += [
        ObjectRef(kind, str(uuid4()), "gone")
        for kind in ("alert", "run", "runtime", "deployment", "monitor", "use_case", "person")
    ]

    def count() -> Counter[str]:
        with desk(sqlite_workspace, "aisha", tmp_path, "home") as desktop:
            calm(desktop)
            for key in (*SCREENS, "settings"):
                desktop.window.go(key)
            for ref in refs:
                desktop.window.open_window(ref)
            calm(desktop)
            for own in theme.application().topLevelWidgets():
                if isinstance(own, ObjectWindow):
                    own.close()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            with qtbot.capture_exceptions() as raised:
                tell_everything(desktop.backend)
                calm(desktop)
        with qtbot.capture_exceptions() as raised_after:
            tell_everything(desktop.backend)
        assert [*raised, *raised_after] == []
        gc.collect()
        return Counter(type(one).__name__ for one in theme.application().allWidgets())

    count()  # what is made once for all windows

    before = count()

    assert count() - before == Counter()


def test_the_service_runs_in_the_window_and_ends_with_it(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    with closing(seat_at(sqlite_workspace, "jo", tmp_path)) as seat:
        service = ServiceThread(seat)
        service.start()
        assert service.is_starting
        qtbot.waitUntil(lambda: service.is_running)

        service.stop(wait=True)

    assert not service.is_running


def test_the_status_line_tells_of_a_service_outside_the_window(
    sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    state = sqlite_workspace.work("jo").read(load_status)
    at = datetime(2026, 3, 13, tzinfo=UTC)

    def told(name: str) -> Status | None:
        row = ServiceRow(name, "host", 1, at, at, None, 0, is_running=True)
        with closing(seat_at(sqlite_workspace, "jo", tmp_path)) as seat:
            return service_cell(replace(state, services=(row,)), ServiceThread(seat)).status

    assert told("batch") is Status.OK
    assert told(NAME) is Status.CRITICAL  # its own, that was stopped a moment ago


@pytest.mark.parametrize("is_own", [False, True])
def test_nothing_is_said_to_be_alive_while_the_database_is_away(
    sqlite_workspace: TestWorkspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_own: bool
) -> None:
    at = datetime(2026, 3, 13, tzinfo=UTC)
    row = ServiceRow("batch", "host", 1, at, at, None, 0, is_running=True)
    with desk(sqlite_workspace, "jo", tmp_path, "home") as desktop:
        monkeypatch.setattr(type(desktop.seat), "runs_service", is_own)
        cell, state = desktop.window.status.service, sqlite_workspace.work("jo").read(load_status)
        desktop._on_state_read(replace(state, services=(row,)))
        known = cell.state
        assert known.status is Status.OK

        desktop.backend._note_offline(NotReachableError("The server does not answer."))
        assert (cell.state.text, cell.state.status) == (known.text, Status.UNKNOWN)
        assert cell.state.said.startswith("As it was before the database was lost")
        desktop._on_state_read(replace(state, services=()))
        was_said = "Nothing is driven" if is_own else "As it was before the database was lost"
        assert cell.state.said.startswith(was_said)  # its own service it knows itself

        desktop._on_state_read(replace(state, services=(row,)))
        desktop.backend._note_online(0.001)
        assert cell.state == known


def test_a_first_start_offers_three_ways_and_asks_for_what_it_needs(qtbot: Any) -> None:
    window = StartWindow()
    qtbot.addWidget(window)
    window.show_choices()
    window.show()
    new = window.findChild(QObject, "firstrun.new")
    assert not new.isEnabled()
    asked: list[str] = []
    window.new_wanted.connect(asked.append)

    window.name_edit.setText("  Ana Novak ")
    qtbot.keyClick(window.name_edit, Qt.Key.Key_Return)

    assert new.isEnabled()
    assert asked == ["Ana Novak"]


def test_a_first_start_shows_that_each_step_is_linked_to_the_one_before(qtbot: Any) -> None:
    window = StartWindow()
    qtbot.addWidget(window)
    window.show_choices()
    window.resize(1280, 800)
    window.show()
    chain = window.findChild(DigestChain)
    said = [one.text() for one in window.findChildren(QLabel)]

    assert chain.isVisible()
    assert "Every step leaves a signed record that is linked to the one before." in said
    few, more = linked_digests(3), linked_digests(4)
    assert more[:3] == few
    assert len(set(more)) == 4

    window.resize(1000, 800)

    qtbot.waitUntil(lambda: not chain.isVisible())


def test_a_face_of_the_demo_is_a_way_into_it(qtbot: Any) -> None:
    window = StartWindow()
    qtbot.addWidget(window)
    window.show_choices()
    window.show()
    wanted: list[str] = []
    window.demo_wanted.connect(wanted.append)

    qtbot.mouseClick(window.findChild(Face, "firstrun.as.tom"), Qt.MouseButton.LeftButton)
    window.demo_button.click()

    assert wanted == ["tom", ""]


def test_a_new_workspace_opens_as_its_one_person(
    qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MODELWARD_HOME", str(tmp_path))
    starter = Starter(tmp_path / "window.json")
    qtbot.addWidget(starter.window)
    starter.begin()
    starter.window.new_wanted.emit("Ana Novak")
    qtbot.waitUntil(lambda: starter.desktop is not None)

    assert "Ana Novak" in starter.desktop.window.status.person.state.said
    assert not starter.window.isVisible()

    leave(starter.desktop)
    starter.close()


def test_homes_figures_are_counted_once_while_the_window_is_built(
    qtbot: Any,
    sqlite_workspace: TestWorkspace,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("MODELWARD_HOME", str(tmp_path))
    asked: Counter[str] = Counter()
    read = Work.read

    def counted(work: Work, query: Any, *args: Any, **kwargs: Any) -> Any:
        asked[query.__name__] += 1
        return read(work, query, *args, **kwargs)

    monkeypatch.setattr(Work, "read", counted)
    starter = Starter(tmp_path / "window.json", "sanne")
    qtbot.addWidget(starter.window)
    starter.begin(sqlite_workspace.url)
    qtbot.waitUntil(lambda: starter.desktop is not None)
    home = starter.desktop.window.current_screen
    qtbot.waitUntil(lambda: home.is_filled)

    assert asked["load_figures"] == 1
    leave(starter.desktop)
    starter.close()


def test_a_place_without_a_workspace_leads_back_to_the_choices(
    qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MODELWARD_HOME", str(tmp_path))
    starter = Starter(tmp_path / "window.json")
    qtbot.addWidget(starter.window)

    starter.begin(str(tmp_path / "nowhere.db"))
    qtbot.waitUntil(lambda: "start" in starter.window.banners.keys)

    assert starter.window.demo_button.isVisible()
    starter.close()


def test_who_is_named_sits_at_the_window_and_not_who_sat_there_last(
    sqlite_workspace: TestWorkspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MODELWARD_HOME", str(tmp_path))
    place = sqlite_workspace.url

    named, last = open_seat(place, person="tom", last="jo"), open_seat(place, last="jo")

    assert (named.actor.handle, last.actor.handle) == ("tom", "jo")
    for each in (named, last):
        each.close()
    with pytest.raises(InputError, match="nobody called thomas"):
        open_seat(place, person="thomas")


def test_on_a_server_nobody_sits_at_the_window_as_somebody_else(
    postgres: PostgresServer, postgres_mould: Mould, tmp_path: Path
) -> None:
    with new_bank(tmp_path, postgres, postgres_mould) as bank:
        place = bank.login_url("jo")

        with pytest.raises(InputError, match="nobody can act as tom"):
            open_seat(place, person="tom")


def test_a_workspace_is_made_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODELWARD_HOME", str(tmp_path))
    place = make_workspace("Ana Novak")

    with pytest.raises(InputError):
        make_workspace("Ana Novak")

    seat = open_seat(place)
    assert seat.actor.full_name == "Ana Novak"
    assert not seat.can_change_person
    seat.close()


def test_a_workspace_file_that_goes_away_is_told_and_nothing_is_written_beside_it(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    stories.register(sqlite_workspace)
    place = Path(str(sqlite_workspace.database("jo").url.database))
    away = tmp_path / "away"
    away.mkdir()
    with desk(sqlite_workspace, "jo", tmp_path, "inventory") as desktop:
        window = desktop.window
        found: list[BaseException] = []
        qtbot.waitUntil(lambda: desktop.backend.connection.is_online)
        for each in place.parent.glob(f"{place.name}*"):
            each.rename(away / each.name)

        def said() -> str:
            banner = window.banners.findChild(QWidget, "banner.offline")
            return str(banner.accessibleName()) if banner is not None else ""

        # Between the moves of its parts the file is broken; gone is what it is in the end.
        qtbot.waitUntil(lambda: "is no longer at its place" in said())
        desktop.backend.run(None, lambda work: work.now(), on_error=found.append)
        qtbot.waitUntil(lambda: bool(found))
        for each in away.iterdir():
            each.rename(place.parent / each.name)
        desktop.backend.reconnect_now()

        qtbot.waitUntil(lambda: "offline" not in window.banners.keys)
        assert "no longer at its place" in str(found[0])


def test_a_person_with_several_roles_chooses_one_and_the_status_bar_says_it(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    with desk(sqlite_workspace, "mark", tmp_path, "home") as desktop:
        window = desktop.window
        assert "Data scientist, validator" in window.status.person.state.text
        desktop._open_person_menu()
        menu = window.findChildren(QMenu)[-1]
        offered = [one.text() for one in menu.actions() if one.isCheckable()]
        menu.close()
        assert offered == [
            "Act in all your roles", "Act as data scientist only", "Act as validator only",
        ]  # fmt: skip

        desktop.act_in(Role.VALIDATOR)
        qtbot.waitUntil(lambda: "Validator only" in window.status.person.state.text)

        assert desktop.seat.actor.roles == desktop.backend.decider.roles == {Role.VALIDATOR}
        home: Any = window.current_screen
        qtbot.waitUntil(lambda: home.role_view.count() == 1)  # it sees as that role, too
        desktop.act_in(None)
        qtbot.waitUntil(lambda: "Data scientist, validator" in window.status.person.state.text)
        assert len(desktop.seat.actor.roles) == 2


def test_a_role_that_is_not_held_is_not_taken(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    with desk(sqlite_workspace, "jo", tmp_path, "home") as desktop:
        desktop.act_in(Role.ADMINISTRATOR)
        qtbot.waitUntil(lambda: "error" in desktop.window.banners.keys)

        assert desktop.seat.actor.roles == {Role.COMPLIANCE}
