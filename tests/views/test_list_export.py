"""Ctrl+Shift+E writes the list of whatever screen is in front, to its end, and tells the trail."""

from __future__ import annotations

import csv
import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QFileDialog

from app.services.demo.making import FILE
from app.views.cards import CARDS
from app.views.desktop import Desktop
from app.views.screens.administration import PAGES
from app.views.widgets.data_table import DataTable
from tests.hands import wait_for
from tests.views.demo_desk import calm, demo_desk, go

KEYS = "Ctrl+Shift+E"
# Lists that an operator sees: (screen, a column of the file, how many rows it has).
LISTS: tuple[tuple[str, str, Callable[[Any], int]], ...] = (
    ("alerts", "severity", lambda s: s.list.model.total),
    ("approvals", "votes_needed", lambda s: len(s.list.shown())),
    ("inventory", "risk_tier", lambda s: s.model.total),
    ("runs", "life_cycle", lambda s: s._model.total),
    ("runtimes", "health", lambda s: s._model.rowCount()),
    ("deployments", "traffic_share", lambda s: s._model.total),
    ("monitoring", "verdict", lambda s: sum(1 for e in s._model.rows if e.one)),
    ("reports", "of_which", lambda s: len(s.report.figures) + len(s.report.gaps)),
    ("governance", "regulated", lambda s: s.tables.model.total),
    ("notifications", "what_happened", lambda s: s._model.rowCount()),
    ("jobs", "due_utc", lambda s: s._model.rowCount()),
)
NO_LIST = {"home", "settings"}  # what they show are lines of other screens' lists
OTHER = {"administration", "lineage", "life_cycles"}  # the first here below, events, a file
FULL = {"jobs": lambda s: s.view.choose(1)}  # the face of it that has rows


@pytest.fixture(scope="module")
def kept(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo whose trail may be told of."""
    return Path(shutil.copytree(demo, tmp_path_factory.mktemp("exports") / "demo"))


def counted(count: Callable[[Any], Any], screen: Any) -> bool:
    """Whether the screen has read its list, and how long that is."""
    try:
        return bool(count(screen))
    except AttributeError:  # nothing is read yet
        return False


def told(folder: Path) -> list[dict[str, Any]]:
    with closing(sqlite3.connect(folder / FILE)) as file:
        rows = file.execute("SELECT facts FROM audit_event WHERE tag = 'list.exported' ORDER BY id")
        return [json.loads(facts) for (facts,) in rows]


def exported(qtbot: Any, desktop: Desktop, key: str, target: Path) -> list[dict[str, str]]:
    registry = desktop.window.actions_registry
    assert KEYS in registry.keys(f"{key}.export")
    assert registry.reason(f"{key}.export") == ""
    registry.trigger(f"{key}.export")
    dialog = desktop.window.findChild(QFileDialog)
    assert dialog is not None
    dialog.fileSelected.emit(str(target))
    dialog.close()
    dialog.setParent(None)
    qtbot.waitUntil(target.is_file)
    calm(desktop)
    with target.open(encoding="utf-8", newline="") as file:  # what people wrote has lines
        return list(csv.DictReader(file))


def test_every_screen_is_named_here() -> None:
    assert {key for key, *_ in LISTS} | NO_LIST | OTHER == set(CARDS)


def test_the_list_of_each_screen_goes_into_a_file_with_all_its_rows(
    qtbot: Any, kept: Path, tmp_path: Path
) -> None:
    with demo_desk(kept, "tom", tmp_path) as desktop:
        for key, column, count in LISTS:
            screen = go(desktop, key)
            FULL.get(key, lambda _screen: None)(screen)
            calm(desktop)
            before = told(kept)
            wait_for(f"rows of {key}", lambda show=screen, of=count: counted(of, show))
            screen.focus_list()  # only a list that is there takes the keyboard
            calm(desktop)

            rows = exported(qtbot, desktop, key, tmp_path / f"{key}.csv")

            assert len(rows) == count(screen) > 0, key
            assert any(row[column] for row in rows), key
            assert [one["rows"] for one in told(kept)[len(before) :]] == [len(rows)], key


def test_each_page_of_the_administration_gives_its_list(
    qtbot: Any, kept: Path, tmp_path: Path
) -> None:
    with demo_desk(kept, "ada", tmp_path) as desktop:
        screen = go(desktop, "administration")
        for place, page in enumerate(PAGES):
            screen.tabs.show_page(place)
            calm(desktop)
            table = next(one for one in screen.findChildren(DataTable) if one.isVisible())
            shown = table.rows_model.rowCount()  # the export itself will stand in the log
            rows = exported(qtbot, desktop, "administration", tmp_path / f"{page}.csv")
            assert len(rows) == shown, page
        log = (tmp_path / "log.csv").read_text().splitlines()
        assert log[0].startswith("event,at_utc,who,tag")
        assert len(log) > 10
        assert "admin log" in {one["list"] for one in told(kept)}


def test_an_export_is_of_what_a_filter_leaves_and_says_so(
    qtbot: Any, kept: Path, tmp_path: Path
) -> None:
    with demo_desk(kept, "tom", tmp_path) as desktop:
        screen = go(desktop, "alerts")
        qtbot.waitUntil(lambda: screen.list.model.total is not None)
        whole = screen.list.model.total
        screen.apply_filter("severity:critical")
        calm(desktop)

        rows = exported(qtbot, desktop, "alerts", tmp_path / "some.csv")

        assert {row["severity"] for row in rows} == {"critical"}
        assert 0 < len(rows) < whole
        assert told(kept)[-1]["rows"] == len(rows)


@pytest.fixture(autouse=True)
def own_dialogs(monkeypatch: pytest.MonkeyPatch) -> None:
    """The desktop's own dialog would be asked for, which no test can answer."""
    option = QFileDialog.Option.DontUseNativeDialog
    shown = QFileDialog.open

    def opened(self: QFileDialog) -> None:
        self.setOption(option)
        shown(self)

    monkeypatch.setattr(QFileDialog, "open", opened)
