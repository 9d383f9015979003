"""The example in the contract of a screen is a screen."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from enum import Enum
from pathlib import Path
from types import SimpleNamespace

from PySide6.QtWidgets import QVBoxLayout

from app.registry import Registry
from app.views import screen as contract
from app.views.actions import ActionSpec
from app.views.cards import CARDS
from app.views.cells import Age, State, Status, Text
from app.views.item_models.columns import Column
from app.views.item_models.row_table import RowTableModel
from app.views.main_window import MainWindow, Setup
from app.views.screen import SCREENS, Screen, ScreenWindow
from app.views.widgets.data_table import DataTable
from app.views.widgets.filter_bar import FilterBar
from tests.views import sample_rows

Topic = Enum("Topic", ["ALERT"])


def rows(_session: object, *_: object) -> list[SimpleNamespace]:
    row = {"id": 1, "status": Status.WARNING, "state": "open", "title": "PSI 0.41 > 0.25"}
    return [SimpleNamespace(**row, opened_at=sample_rows.NOW, now=sample_rows.NOW)]


def test_the_example_of_the_contract_shows_rows_and_acts(qtbot, backend, tmp_path: Path):
    text = contract.__doc__ or ""
    start, end = text.index("    COLUMNS"), text.index("Object names")
    screens: Registry[Screen] = Registry("screen", "tests.views.sample_screens")
    acknowledged: list[int] = []
    names = dict(  # noqa: C408 -- a list of names, not of strings
        AlertRow=SimpleNamespace, SCREENS=screens, Topic=Topic, GRAMMAR=sample_rows.GRAMMAR,
        list_alerts=rows, count_my_open_alerts=lambda _session, _decider: 1,
        acknowledge=lambda _work, alert_id: acknowledged.append(alert_id),
        ActionSpec=ActionSpec, Age=Age, Column=Column, DataTable=DataTable, FilterBar=FilterBar,
        QVBoxLayout=QVBoxLayout, CARDS=CARDS, RowTableModel=RowTableModel, Screen=Screen,
        ScreenWindow=ScreenWindow, State=State, Text=Text,
    )  # fmt: skip
    # The example is ours and constant: running it is the point.
    exec(textwrap.dedent(text[start:end]), names)
    screens.load()
    window = MainWindow(
        backend, Setup(tmp_path / "s.ini", screens=screens, cards=[CARDS["alerts"]])
    )
    qtbot.addWidget(window)
    window.show()
    window.start()
    shown = window.current_screen
    qtbot.waitUntil(lambda: shown.table.rows_model.rowCount() == 1)

    shown.table.select_first()
    window.actions_registry.trigger("alerts.ack")
    qtbot.waitUntil(lambda: acknowledged == [1])
    qtbot.waitUntil(lambda: window.toasts.texts == ["Acknowledged"])
    assert window.rail.main.rail_model.entry(0).badge.count == 1
    window.close()


def test_each_card_has_its_screen_and_each_screen_its_card():
    assert {key: cls.card for key, cls in SCREENS.items()} == dict(CARDS)


def test_the_rail_goes_by_group_and_no_letter_leads_to_two_screens():
    groups = [card.group for card in CARDS.values()]
    letters = [card.letter for card in CARDS.values()]

    assert groups == sorted(groups)
    assert len(set(letters)) == len(letters)


def test_a_screen_comes_without_the_others():
    program = (
        "import sys; from app.views.screen import SCREENS; SCREENS.get('settings');"
        "print([one for one in sys.modules if one.startswith('app.views.screens.')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, check=True, timeout=120
    )
    assert done.stdout.strip() == "['app.views.screens.settings']"
