"""The lists of pages and tabs at 200 % on the smallest usual screen: none is scrolled sideways."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.views import language, theme
from app.views.item_models.columns import Column
from app.views.item_models.row_table import RowTableModel
from app.views.panels import administration_places as places
from app.views.panels import administration_windows as windows
from app.views.panels import governance_words, monitoring_page, runs_list, runs_page
from app.views.screens import runtimes
from app.views.widgets.data_table import DataTable

ROOM = 1_100  # px that the least of them has of 1280, at 200 %
LISTS: dict[str, list[Column[Any]]] = {
    "stages": places.STAGES,
    "tags": places.TAGS,
    "connections": places.CONNECTIONS,
    "secrets": places.SECRETS,
    "windows": windows.COLUMNS,
    "runs of a monitor": monitoring_page.RUN_COLUMNS,
    "log of a run": runs_page.LOG_COLUMNS,
    "runtimes": runtimes.COLUMNS,
}


@pytest.fixture(params=["en", "nl"])
def at_200_percent(request: Any) -> Iterator[None]:
    language.use(request.param)
    theme.apply(dark=False, zoom_factor=2.0)
    yield
    language.use("en")
    theme.apply(dark=False)


@pytest.mark.usefixtures("at_200_percent")
@pytest.mark.parametrize("name", LISTS)
def test_what_has_no_room_gives_way_and_no_list_is_scrolled_sideways(
    qtbot: QtBot, name: str
) -> None:
    table = DataTable(RowTableModel(LISTS[name], id), name)
    qtbot.addWidget(table)
    table.resize(ROOM, 400)
    table.show()

    head = table.horizontalHeader()
    assert head.length() <= table.viewport().width(), [
        (LISTS[name][n].title, head.sectionSize(n)) for n in range(head.count())
    ]
    assert head.count() - head.hiddenSectionCount() >= 3


NARROW: dict[str, tuple[Callable[[], list[Column[Any]]], int]] = {
    # px of a window of 1024 that the list beside two other panes, or one, has
    **{kind: (partial(governance_words.columns, kind), 232) for kind in governance_words.KINDS},
    "runs": (lambda: runs_list.COLUMNS, 498),
}


@pytest.mark.parametrize("name", NARROW)
def test_beside_other_panes_in_a_small_window_no_list_is_scrolled_sideways(
    qtbot: QtBot, name: str
) -> None:
    make, room = NARROW[name]
    table = DataTable(RowTableModel(make(), id), name)
    qtbot.addWidget(table)
    table.resize(room, 400)
    table.show()

    head = table.horizontalHeader()
    assert head.length() <= table.viewport().width(), [
        (make()[n].title, head.sectionSize(n)) for n in range(head.count())
    ]
    assert head.count() - head.hiddenSectionCount() >= 2
