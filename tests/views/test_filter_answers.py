"""Enter in a filter: the keys go to the rows that are found, whenever they come; else they stay."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.views.cells import Text
from app.views.filters import FilterQuery, parse
from app.views.item_models.columns import Column
from app.views.item_models.paged_table import Page, PagedTableModel, PageRequest
from app.views.panels.ways_out import WaysOut
from app.views.widgets.data_table import DataTable
from app.views.widgets.filter_bar import FilterBar
from app.views.widgets.placeholders import EmptyState
from tests import stories
from tests.db.test_queries_monitoring import watch
from tests.views.desks import desk
from tests.views.operate_kit import wait
from tests.workspaces import TestWorkspace

Answer = Callable[[Page[str]], None]


class Desk(QWidget):
    """A field over a list that is answered only when a test says so."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: deque[tuple[FilterQuery, Answer]] = deque()
        self.bar = FilterBar("Filter")
        self.model: PagedTableModel[str] = PagedTableModel(
            [Column("Name", Text)], lambda one: one, self._load, parent=self
        )
        self.table = DataTable(self.model, "Things")
        empty = EmptyState("None")
        self.table.set_empty_state(empty)
        self.ways = WaysOut(empty, self.bar)
        layout = QVBoxLayout(self)
        layout.addWidget(self.bar)
        layout.addWidget(self.table)
        self.bar.changed.connect(self.model.set_query)
        self.bar.left.connect(self.table.setFocus)
        self.model.page_taken.connect(self.tell)

    def _load(self, then: Answer, request: PageRequest) -> None:
        self.asked.append((request.query, then))

    def tell(self) -> None:
        self.ways.follow_model(self.model)

    def answer(self, *rows: str) -> str:
        """What was asked first is found; gives what that was."""
        query, then = self.asked.popleft()
        then(Page(rows))
        return str(query)


@pytest.fixture
def here(qtbot: Any) -> Desk:
    made = Desk()
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    made.model.reload()
    made.answer("one", "other")
    made.bar.edit.setFocus()
    return made


def write(qtbot: Any, bar: FilterBar, text: str, *, is_paused: bool = False) -> None:
    """`is_paused`: long enough for the list to be asked before the next key."""
    bar.edit.selectAll()
    qtbot.keyClicks(bar.edit, text)
    if is_paused:
        bar._debounce.timeout.emit()


def enter(qtbot: Any, bar: FilterBar) -> None:
    qtbot.keyClick(bar.edit, Qt.Key.Key_Return)


def test_rows_that_come_after_enter_leave_the_keys_in_the_list(qtbot: Any, here: Desk) -> None:
    write(qtbot, here.bar, "one")
    enter(qtbot, here.bar)

    here.answer("one")

    assert here.table.hasFocus()


def test_a_filter_that_finds_nothing_after_enter_takes_the_keys_back(
    qtbot: Any, here: Desk
) -> None:
    write(qtbot, here.bar, "zzz")
    enter(qtbot, here.bar)
    was_in_list = here.table.hasFocus()

    here.answer()

    assert was_in_list
    assert here.bar.edit.hasFocus()


def test_a_word_about_the_list_is_no_answer_while_its_filter_is_read(
    qtbot: Any, here: Desk
) -> None:
    """What is begun finds nothing, the whole word does; news come before its rows."""
    write(qtbot, here.bar, "on", is_paused=True)
    here.answer()
    write(qtbot, here.bar, "one")
    enter(qtbot, here.bar)

    here.tell()
    asked = here.answer("one")

    assert asked == "one"
    assert here.table.hasFocus()


def test_a_late_answer_to_the_filter_before_is_none_to_the_one_entered(
    qtbot: Any, here: Desk
) -> None:
    write(qtbot, here.bar, "on", is_paused=True)
    write(qtbot, here.bar, "one")
    enter(qtbot, here.bar)

    here.answer()  # to "on": the list drops it
    here.ways.follow(parse("on"), is_empty=True)  # other lists may not
    here.answer("one")

    assert here.table.hasFocus()


def test_nothing_that_is_found_at_once_keeps_the_keys_in_the_field(qtbot: Any, here: Desk) -> None:
    """A short list finds without asking anybody, between the key and its answer."""
    here.bar.changed.disconnect(here.model.set_query)
    here.bar.changed.connect(lambda query: here.ways.follow(query, is_empty=True))
    write(qtbot, here.bar, "zzz")

    enter(qtbot, here.bar)

    assert here.bar.edit.hasFocus()


def test_who_types_on_after_enter_is_not_called_back_later(qtbot: Any, here: Desk) -> None:
    write(qtbot, here.bar, "on")
    enter(qtbot, here.bar)
    here.bar.edit.setFocus()
    write(qtbot, here.bar, "zzz", is_paused=True)
    here.table.setFocus()

    here.answer("one")
    here.answer()

    assert here.table.hasFocus()


# The screens


def held(desktop: Any, monkeypatch: pytest.MonkeyPatch) -> deque[Callable[[], object]]:
    """What the database answers from now on, in the order in which it does."""
    answers: deque[Callable[[], object]] = deque()
    monkeypatch.setattr(desktop.backend._turns, "add", answers.append)
    return answers


def test_news_of_an_alert_do_not_call_the_keys_back_to_its_filter(
    qtbot: Any,
    sqlite_workspace: TestWorkspace,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stories.alarm(sqlite_workspace, stories.register(sqlite_workspace), feature="income")
    with desk(sqlite_workspace, "tom", tmp_path, "alerts") as desktop:
        screen: Any = desktop.window.current_screen
        wait(qtbot, lambda: screen.list.model.rowCount() == 1 and not desktop.backend.is_reading)
        alerts, bar = screen.list, screen.list.filter
        bar.edit.setFocus()
        write(qtbot, bar, "zzz", is_paused=True)
        wait(qtbot, lambda: not alerts.model.rowCount() and not desktop.backend.is_reading)
        answers = held(desktop, monkeypatch)
        write(qtbot, bar, "fraud")
        enter(qtbot, bar)

        alerts.set_live(True, is_driven=not alerts._is_driven)
        wait(qtbot, lambda: answers)
        while answers:
            answers.popleft()()

        assert alerts.model.rowCount() == 1
        assert alerts.table.hasFocus()


def test_what_a_begun_word_finds_is_no_answer_to_the_monitor_that_is_entered(
    qtbot: Any,
    sqlite_workspace: TestWorkspace,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    watch(sqlite_workspace)
    with desk(sqlite_workspace, "tom", tmp_path, "monitoring") as desktop:
        screen: Any = desktop.window.current_screen
        wait(qtbot, lambda: screen.table.rows_model.rowCount() and not desktop.backend.is_reading)
        bar, before = screen.filter, screen.table.rows_model.rowCount()
        bar.edit.setFocus()
        answers = held(desktop, monkeypatch)
        write(qtbot, bar, "zzz", is_paused=True)
        wait(qtbot, lambda: len(answers) == 1)
        write(qtbot, bar, "fraud")
        bar._debounce.stop()  # not asked for yet

        answers.popleft()()
        is_begun_empty = not screen.table.rows_model.rowCount()
        enter(qtbot, bar)
        is_in_list = screen.table.hasFocus()
        wait(qtbot, lambda: len(answers) == 1)
        answers.popleft()()

        assert is_begun_empty
        assert is_in_list
        assert screen.table.rows_model.rowCount() == before
        assert screen.table.hasFocus()


def test_what_is_watched_says_nothing_of_the_notices_in_front(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    stories.alarm(sqlite_workspace, stories.register(sqlite_workspace), severity="critical")
    with desk(sqlite_workspace, "tom", tmp_path, "notifications") as desktop:
        screen: Any = desktop.window.current_screen
        wait(qtbot, lambda: screen.table.rows_model.rowCount() and not desktop.backend.is_reading)
        screen.filter.edit.setFocus()
        write(qtbot, screen.filter, "fraud", is_paused=True)
        found = screen.table.rows_model.rowCount(), screen.watched_table.rows_model.rowCount()

        enter(qtbot, screen.filter)

        assert found == (1, 0)
        assert screen.table.hasFocus()
