"""The theme: contrast of every token pair, the stage ramp, switching while the program runs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QFont, QPalette, QTextLayout
from PySide6.QtWidgets import QMenu, QWidget

from app.views import theme
from app.views.colors import contrast, ramp_color, stage_colors
from app.views.tokens import DARK, LIGHT, Tokens
from tests.views.access import TOKENS, contrasts


@pytest.mark.parametrize("name", TOKENS)
def test_each_pair_of_colours_that_meet_can_be_told_apart(name: str):
    pairs = [*contrasts(TOKENS[name])]

    assert len(pairs) > 30
    assert not [(what, ratio) for what, ratio, least in pairs if ratio < least]


@given(level=st.floats(0, 1), dark=st.booleans())
def test_every_stage_of_any_path_can_be_read(level: float, dark: bool):
    fill, text = stage_colors(DARK if dark else LIGHT, level)

    assert contrast(text, fill) >= 4.5


@pytest.mark.parametrize("t", TOKENS.values(), ids=TOKENS)
def test_the_ramp_passes_through_its_stops(t: Tokens):
    assert [ramp_color(t.stages, n / 3) for n in range(4)] == list(t.stages)


def test_colours_are_named_in_one_file_only():
    root = Path(theme.__file__).parent
    guilty = [
        file.name
        for file in root.rglob("*.py")
        if file.name != "tokens.py" and re.search(r'"#[0-9A-Fa-f]{6}"', file.read_text("utf-8"))
    ]

    assert not guilty


def test_switching_the_theme_changes_the_palette_of_open_widgets(qtbot):
    from app.views.widgets.basics import caption

    label = caption("quiet")
    qtbot.addWidget(label)
    theme.apply(dark=True)

    assert theme.tokens() is DARK

    def is_seen_in(role: QPalette.ColorRole, value: str) -> bool:
        return label.palette().color(role).name().upper() == value

    qtbot.waitUntil(lambda: is_seen_in(label.foregroundRole(), DARK.secondary))
    theme.apply(dark=False)
    qtbot.waitUntil(lambda: is_seen_in(QPalette.ColorRole.Window, LIGHT.window))


def test_steps_of_zoom_in_one_go_style_the_window_once_and_go_back(qtbot, monkeypatch):
    """Each time every widget alive is styled anew, which takes a second or more."""
    switch = theme.ThemeSwitch(theme.Choice.LIGHT)
    apply, applied = theme.apply, []

    def put_on(**look: Any) -> None:
        applied.append(look)
        apply(**look)

    monkeypatch.setattr(theme, "apply", put_on)
    for _ in range(9):
        switch.zoom_by(1)
    assert switch.zoom_factor == 2.0
    qtbot.waitUntil(lambda: theme.font(theme.FontRole.BODY).pixelSize() == 26)
    assert [look["zoom_factor"] for look in applied] == [2.0]

    switch.zoom_by(0)

    qtbot.waitUntil(lambda: theme.font(theme.FontRole.BODY).pixelSize() == 13)


def test_a_look_that_is_there_already_is_not_put_on_again(qtbot, monkeypatch):
    theme.apply(dark=False)
    worn = []
    for name in ("setStyle", "setPalette", "setStyleSheet"):
        monkeypatch.setattr(
            type(theme.application()), name, lambda *_, name=name: worn.append(name)
        )
    theme.apply(dark=False)

    assert worn == []


def test_no_text_is_smaller_than_twelve_pixels_but_initials():
    sizes = {role: theme.font(role).pixelSize() for role in theme.FontRole}

    assert {role for role, size in sizes.items() if size < 12} == {theme.FontRole.AVATAR}


@pytest.mark.parametrize("written", ["risk-2x4", "a->b", "x86"])
def test_a_name_is_drawn_with_the_letters_it_is_written_in(qtbot: Any, written: str) -> None:
    """Inter knows other shapes for such neighbours: two models could look the same."""

    def glyphs(text: str, font: QFont) -> list[int]:
        layout = QTextLayout(text, font)
        layout.beginLayout()
        layout.createLine()
        layout.endLayout()
        return [one for run in layout.glyphRuns() for one in run.glyphIndexes()]

    theme.apply(dark=False)
    plain = [role for role in theme.FontRole if role is not theme.FontRole.MONO]
    for font in (theme.application().font(), *map(theme.font, plain)):
        assert glyphs(written, font) == [one for letter in written for one in glyphs(letter, font)]


@pytest.mark.parametrize("dark", [False, True])
def test_a_menu_has_an_edge_that_is_seen_against_what_lies_below_it(qtbot, dark: bool):
    theme.apply(dark=dark)
    window = QWidget()
    qtbot.addWidget(window)
    theme.dress(window)
    menu = QMenu(window)
    menu.addAction("Refresh")
    menu.show()
    picture = menu.grab().toImage()
    edge, t = picture.pixelColor(0, picture.height() // 2).name(), theme.tokens()
    assert contrast(edge, t.base) >= 3
    assert contrast(edge, t.window) >= 3
    menu.close()
