"""Ctrl+K: finds commands and objects, and says why something can't be done."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from app.views import painting
from app.views.actions import Entry
from app.views.command_palette import CommandPalette
from app.views.main_window import MainWindow, Setup
from app.views.palette_match import matches, rank

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def palette(qtbot, window) -> CommandPalette:
    qtbot.waitUntil(lambda: not window.actions_registry.reason("alerts.ack"))  # its rows are there
    qtbot.keyClick(window, Qt.Key.Key_K, CTRL)
    made: CommandPalette = window.palette_
    assert made.isVisible()
    return made


@pytest.fixture
def real_palette(qtbot, backend, tmp_path) -> CommandPalette:
    """With the screens of the program, by their cards; no database is asked."""
    window = MainWindow(backend, Setup(tmp_path / "settings.ini"))
    qtbot.addWidget(window)
    window.show()
    window.palette_.open()
    return window.palette_


def titles(palette: CommandPalette) -> list[str]:
    return [item.title for item in palette.model.items]


def test_it_opens_with_the_commands_of_the_screen_first(palette):
    assert "Acknowledge" in titles(palette)[:3]


def test_typing_finds_objects_and_commands(qtbot, palette):
    qtbot.keyClicks(palette.input, "cc-f")
    qtbot.waitUntil(lambda: "cc-fraud" in titles(palette))
    assert titles(palette)[0] == "Approve promotion cc-fraud v14"


def test_enter_runs_and_gives_the_focus_back(qtbot, window, alerts, palette):
    palette.close_palette()
    alerts.table.setFocus()
    palette.open("alerts")
    qtbot.keyClicks(palette.input, ">go to inv")
    qtbot.keyClick(palette.input, Qt.Key.Key_Return)

    assert window.current_key == "inventory"
    assert not palette.isVisible()


def test_what_is_blocked_is_listed_with_its_reason_and_stays(qtbot, palette):
    qtbot.keyClicks(palette.input, ">forward")
    (item,) = palette.model.items
    qtbot.keyClick(palette.input, Qt.Key.Key_Return)

    assert item.reason == "There is no place to go forward to."
    assert palette.isVisible()


def test_a_reason_why_not_has_all_the_room_that_the_title_leaves(qtbot, palette, monkeypatch):
    qtbot.keyClicks(palette.input, ">forward")
    (item,) = palette.model.items
    long = "It is for administrators, MLOps engineers and compliance officers of this unit."
    palette.model.set_items([replace(item, reason=long)])
    said: list[str] = []

    def noted(_painter, _x, _middle, text, *_look) -> float:
        said.append(text)
        return 0.0

    monkeypatch.setattr(painting, "draw_text", noted)
    palette.list.viewport().grab()

    assert long in said


@pytest.mark.parametrize(
    ("prefix", "has_commands"), [(">", True), ("?", True), ("#", False), ("=", False)]
)
def test_prefixes_narrow(qtbot, palette, prefix, has_commands):
    qtbot.keyClicks(palette.input, prefix)

    groups = {item.group for item in palette.model.items}
    assert bool(groups & {"Commands", "Keys"}) == has_commands


def test_arrows_skip_headings_and_escape_closes(qtbot, window, alerts, palette):
    qtbot.keyClick(palette.input, Qt.Key.Key_Down)
    first = palette.list.currentIndex().row()
    assert palette.model.item(first) is not None
    qtbot.keyClick(palette.input, Qt.Key.Key_Escape)

    assert not palette.isVisible()
    assert alerts.table.hasFocus()


def test_an_answer_to_older_words_is_dropped(qtbot, palette):
    answers = []
    palette._find = lambda then, _prefix, text: answers.append((text, then))
    palette.input.setText("old")
    qtbot.waitUntil(lambda: len(answers) == 1)
    palette.input.setText("new")
    qtbot.waitUntil(lambda: len(answers) == 2)
    from app.views.palette_items import PaletteItem

    answers[1][1]([PaletteItem("Models", "new thing", lambda: None)])
    answers[0][1]([PaletteItem("Models", "old thing", lambda: None)])

    assert "new thing" in titles(palette)
    assert "old thing" not in titles(palette)

    palette.input.setText("newest")  # not asked yet, and so not answered
    answers[1][1]([PaletteItem("Models", "late thing", lambda: None)])
    assert palette._is_asking
    assert "late thing" not in titles(palette)


def test_the_command_that_is_called_so_is_chosen_before_objects_and_stays(qtbot, palette):
    """Letters inside a word, and objects of fewer letters, lead to nothing unasked."""
    from app.views.palette_items import PaletteItem

    palette._find = lambda then, _prefix, text: then(
        [PaletteItem("Models", f"{text} model", lambda: None)]
    )

    def chosen() -> str:
        return palette.model.item(palette.list.currentIndex().row()).title

    for letters, title in (("ac", "Acknowledge"), ("bac", "Back"), ("go to i", "Go to Inventory")):
        palette.input.clear()
        for letter in letters:
            qtbot.keyClicks(palette.input, letter)
            qtbot.waitUntil(lambda: not palette._is_asking)
        assert titles(palette)[0] == f"{letters} model"
        assert chosen() == title


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("res", "Restart the refresh"),  # of this screen, and begins so
        ("ref", "Refresh"),  # the command itself before what only has the word
        ("refresh", "Refresh"),
        ("as", "Assign…"),
        ("as ", "As of…"),  # a whole word
        ("as of…", "As of…"),  # as Tab writes it
        ("ale", "Go to Alerts"),  # although one is there
        ("alerts ", "Go to Alerts"),
    ],
)
def test_what_is_called_so_comes_before_what_has_the_word_too(typed, title):
    names = {
        "alerts.restart": "Restart the refresh",
        "alerts.assign": "Assign…",
        "alerts.all": "All new alerts",
        "view.refresh": "Refresh",
        "view.as_of": "As of…",
        "go.alerts": "Go to Alerts",
    }
    entries = [
        Entry(key, name, (), "", "alerts" if key.startswith("alerts") else "", "", lambda: None)
        for key, name in names.items()
    ]
    fitting = [one for one in entries if matches(one, typed)]

    assert min(fitting, key=lambda one: rank(one, typed, "alerts")).text == title


def test_tab_narrows_to_the_chosen_object(qtbot, palette):
    qtbot.keyClicks(palette.input, "cc-fa")
    qtbot.waitUntil(lambda: "cc-fallback-rules" in titles(palette))
    names = [palette.model.index(n).data() for n in range(palette.model.rowCount())]
    palette._select(names.index("cc-fallback-rules"))
    qtbot.keyClick(palette.input, Qt.Key.Key_Tab)

    assert palette.input.text() == "cc-fallback-rules"


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("acknowledge drift", "Go to Alerts"),
        ("which version served", "Go to Lineage"),
        ("roll back", "Go to Deployments"),
        ("users", "Go to Administration"),
    ],
)
def test_a_screen_is_found_by_what_one_wants_to_do_there(qtbot, real_palette, typed, title):
    qtbot.keyClicks(real_palette.input, typed)

    assert titles(real_palette) == [title]
    assert typed.split()[0] in real_palette.model.items[0].detail


def test_the_name_of_a_command_comes_before_other_words_for_it(qtbot, palette):
    qtbot.keyClicks(palette.input, ">app")

    names = titles(palette)
    own = [("app" in one.lower()) for one in names]
    assert own == sorted(own, reverse=True)


def test_where_nothing_is_found_the_list_says_what_can_be_typed(qtbot, real_palette):
    qtbot.keyClicks(real_palette.input, "zzqx")
    qtbot.waitUntil(real_palette.nothing.isVisible)

    assert "“zzqx”" in real_palette.nothing.text()
    assert not real_palette.list.isVisible()
    assert real_palette.panel.height() > real_palette.nothing.height() > 40

    real_palette.input.setText(">")
    assert real_palette.list.isVisible()
    assert not real_palette.nothing.isVisible()
