"""The theme: contrast of every token pair, the stage ramp, switching while the program runs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QPalette

from app.views import theme
from app.views.colors import contrast, mix, ramp_color, stage_colors
from app.views.tokens import DARK, DARK_CONTRAST, LIGHT, LIGHT_CONTRAST, Tokens

STRONG = (LIGHT_CONTRAST, DARK_CONTRAST)
BOTH = pytest.mark.parametrize(
    "t", [LIGHT, DARK, *STRONG], ids=["light", "dark", "light contrast", "dark contrast"]
)
STATUSES = ("ok", "warning", "critical", "info", "waiting", "unknown")


@BOTH
@pytest.mark.parametrize("name", ["text", "secondary", "placeholder", *STATUSES])
def test_words_can_be_read_on_content_and_chrome(t: Tokens, name: str):
    for ground in (t.base, t.window):
        assert contrast(getattr(t, name), ground) >= 4.5


@BOTH
@pytest.mark.parametrize("name", STATUSES)
def test_a_status_can_be_read_on_its_own_soft_fill(t: Tokens, name: str):
    assert contrast(getattr(t, name), getattr(t, f"{name}_soft")) >= 4.5


@pytest.mark.parametrize("t", STRONG)
def test_high_contrast_is_seven_to_one_for_words_and_more_for_edges(t: Tokens):
    for name in ("text", "secondary", "placeholder", *STATUSES):
        assert contrast(getattr(t, name), t.base) >= 7, name
        if name in STATUSES:
            assert contrast(getattr(t, name), getattr(t, f"{name}_soft")) >= 7, name
    assert contrast(t.edge, t.base) >= 7


@BOTH
def test_edges_focus_and_chart_lines_stand_out(t: Tokens):
    for color in (t.edge, t.focus):
        assert min(contrast(color, t.base), contrast(color, t.window)) >= 3
    for color in (t.reference, t.current, t.challenger, t.third):
        assert contrast(color, t.base) >= 3


@BOTH
def test_text_on_a_selection_can_be_read(t: Tokens):
    assert contrast(t.highlight_text, t.highlight) >= 4.5
    assert contrast(t.critical_text, t.critical) >= 4.5
    pale = mix(t.highlight, t.base, t.selection_share)
    assert contrast(t.text, pale) >= 4.5
    assert contrast(t.secondary, pale) >= 4.5


@given(level=st.floats(0, 1), dark=st.booleans())
def test_every_stage_of_any_path_can_be_read(level: float, dark: bool):
    fill, text = stage_colors(DARK if dark else LIGHT, level)

    assert contrast(text, fill) >= 4.5


@BOTH
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
    role = label.foregroundRole()
    assert label.palette().color(role).name().upper() == DARK.secondary
    theme.apply(dark=False)
    assert label.palette().color(QPalette.ColorRole.Window).name().upper() == LIGHT.window


def test_zoom_scales_fonts_and_goes_back(qtbot):
    switch = theme.ThemeSwitch(theme.Choice.LIGHT)
    for _ in range(9):
        switch.zoom_by(1)
    largest = theme.font(theme.FontRole.BODY).pixelSize()
    switch.zoom_by(0)

    assert (largest, theme.font(theme.FontRole.BODY).pixelSize()) == (26, 13)


def test_no_text_is_smaller_than_twelve_pixels_but_initials():
    sizes = {role: theme.font(role).pixelSize() for role in theme.FontRole}

    assert {role for role, size in sizes.items() if size < 12} == {theme.FontRole.AVATAR}
