"""A retired runtime on which something may still answer stays in sight until somebody signs."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from app.models.queries.deployments import load_deployment
from app.models.queries.ended_runtimes import Answering
from app.models.tables.execution import Deployment, Runtime
from app.models.tables.life_cycle import EngineInbox
from app.services.commands.ended_runtimes import take_off_ended
from app.services.commands.runtimes import record_not_ended, retire_runtime
from app.services.engine.engine import Engine
from app.services.engine.inbox import Inbox
from app.services.unit_of_work import InboxKind
from app.views.dialogs.decision_dialog import DecisionDialog
from app.views.main_window import MainWindow
from app.views.panels.deployments_words import reason_line
from app.views.screens.runtimes import RuntimesScreen
from app.views.widgets.basics import StyledLabel
from app.views.widgets.name_list import NameList
from tests.stories import put_in_production, register
from tests.views.operate_kit import wait
from tests.views.real_window import window_of
from tests.workspaces import TestWorkspace

SEEN_BY_EYE = "Its disks were shredded in my presence."


@pytest.fixture
def bank(sqlite_workspace: TestWorkspace) -> TestWorkspace:
    """What is in production is on a runtime that is retired."""
    put_in_production(sqlite_workspace, register(sqlite_workspace))
    tom = sqlite_workspace.work("tom")
    tom.write(
        retire_runtime,
        runtime_of(sqlite_workspace).id,
        reason="The machine is sold.",
        is_forced=True,
        signer=sqlite_workspace.signer("tom"),
    )
    return sqlite_workspace


def runtime_of(bank: TestWorkspace) -> Runtime:
    with bank.service.reading() as session:
        return session.scalars(select(Runtime).where(Runtime.name == "prod-1")).one()


def shown(qtbot: Any, window: MainWindow) -> RuntimesScreen:
    screen = window.current_screen
    assert isinstance(screen, RuntimesScreen)
    wait(qtbot, lambda: screen.runtime_map is not None)
    return screen


def dialogs() -> list[DecisionDialog]:
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, DecisionDialog)]


def test_an_operator_signs_that_it_has_ended_and_it_is_gone(
    bank: TestWorkspace, qtbot: Any
) -> None:
    with window_of(bank, "tom", "runtimes") as window:
        screen = shown(qtbot, window)
        said = " ".join(one.text() for one in screen.ended.line.findChildren(StyledLabel))
        assert "prod-1 is retired, and cc-fraud v1 may still answer there" in said
        wait(qtbot, lambda: [line.one.name for line in screen._model.rows] == ["prod-1"])
        window.actions_registry.trigger("runtimes.ended")
        wait(qtbot, lambda: bool(dialogs()))
        (sheet,) = dialogs()
        told = " ".join(label.text() for label in sheet.findChildren(StyledLabel))
        assert "cc-fraud v1 (PROD)" in told
        assert "no service has seen that" in told
        assert not sheet.sign_button.isEnabled()

        sheet.reason.set_text(SEEN_BY_EYE)
        sheet.sign_button.click()
        wait(qtbot, lambda: bool(window.toasts.texts))
        wait(qtbot, lambda: "said already" in screen.ended.why_not())
        with bank.service.unit() as work:
            wish = select(EngineInbox).where(EngineInbox.kind == "runtime_ended")
            take_off_ended(work, work.session.scalars(wish).one())
        screen.refresh()
        wait(qtbot, screen.ended.line.isHidden)

        assert "Nothing is deployed on a retired runtime." in screen.ended.why_not()
        screen._model.reload()
        wait(qtbot, lambda: screen._model.rowCount() == 0)
        with bank.service.reading() as session:
            found = session.scalars(select(Deployment)).one()
        assert (found.state, found.reason) == ("undeployed", SEEN_BY_EYE)
        told = reason_line(bank.work("jo").read(load_deployment, found.id, found.id))
        assert told == (
            f"Tom Bakker says that prod-1 has ended, which no service saw: “{SEEN_BY_EYE}”"
        )


def test_why_a_service_took_nothing_off_is_told_to_who_said_it(
    bank: TestWorkspace, qtbot: Any
) -> None:
    with window_of(bank, "tom", "runtimes") as window:
        screen = shown(qtbot, window)
        say(qtbot, window)
        wait(qtbot, lambda: bool(window.toasts.texts))
        bank.service.write(
            record_not_ended, runtime_of(bank).id, is_up=True, why="It does not end."
        )

        take_up(bank)

        wait(qtbot, lambda: bool(banner_words(window)), timeout_ms=20_000)
        told = banner_words(window)
        assert "Nothing was taken off prod-1" in told
        assert "A service saw its server up within the last minute." in told
        assert not screen.ended.line.isHidden()


def test_what_was_taken_off_is_told_to_who_said_it(bank: TestWorkspace, qtbot: Any) -> None:
    with window_of(bank, "tom", "runtimes") as window:
        screen = shown(qtbot, window)
        say(qtbot, window)
        wait(qtbot, lambda: bool(window.toasts.texts))

        take_up(bank)

        said = "What was deployed on prod-1 is taken off"
        wait(qtbot, lambda: said in window.toasts.texts, timeout_ms=20_000)
        wait(qtbot, screen.ended.line.isHidden)


def say(qtbot: Any, window: MainWindow) -> None:
    window.actions_registry.trigger("runtimes.ended")
    wait(qtbot, lambda: bool(dialogs()))
    (sheet,) = dialogs()
    sheet.reason.set_text(SEEN_BY_EYE)
    sheet.sign_button.click()


def take_up(bank: TestWorkspace) -> None:
    inbox = Inbox(Engine(), {InboxKind.RUNTIME_ENDED: take_off_ended})
    while inbox.take_one(bank.service):
        pass


def banner_words(window: MainWindow) -> str:
    return " ".join(one.text() for one in window.banners.findChildren(StyledLabel))


def test_what_is_signed_for_is_read_whole_however_much_it_is(
    bank: TestWorkspace, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = tuple(
        Answering(uuid4(), number, f"model-{number}", 1, "PROD", "scores") for number in range(40)
    )
    monkeypatch.setattr(
        "app.models.queries.ended_runtimes.list_answering", lambda _session, _runtime: many
    )
    with window_of(bank, "tom", "runtimes") as window:
        shown(qtbot, window)
        window.actions_registry.trigger("runtimes.ended")
        wait(qtbot, lambda: bool(dialogs()))
        (sheet,) = dialogs()

        (names,) = sheet.findChildren(NameList)
        assert names.toPlainText().split("\n") == [one.label for one in many]
        assert sheet.reason.edit.hasFocus()
        QTest.keyClick(sheet.reason.edit, Qt.Key.Key_Backtab)
        wait(qtbot, names.hasFocus)
        bar = names.verticalScrollBar()
        assert bar.value() == 0 < bar.maximum()
        QTest.keyClick(names, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
        assert names.textCursor().blockNumber() == len(many) - 1
        assert names.viewport().rect().contains(names.cursorRect())


def test_a_retired_runtime_has_no_cell_and_its_tags_stay(bank: TestWorkspace, qtbot: Any) -> None:
    with window_of(bank, "tom", "runtimes") as window:
        screen = shown(qtbot, window)
        assert screen.runtime_map is not None

        screen.choose_runtime(runtime_of(bank).id)

        assert [row.cells for row in screen.runtime_map.matrix.rows if any(row.cells)] == []
        assert "takes nothing" in screen.acts.why_no_tags()


def test_what_is_seen_up_and_who_may_not_say_so_is_told_at_the_button(
    bank: TestWorkspace, qtbot: Any
) -> None:
    bank.service.write(record_not_ended, runtime_of(bank).id, is_up=True, why="It does not end.")

    for who, why in (("tom", "saw its server up"), ("sanne", "roles do not let you")):
        with window_of(bank, who, "runtimes") as window:
            screen = shown(qtbot, window)

            assert why in screen.ended.why_not()
            assert not dialogs()
