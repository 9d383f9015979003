"""Text from outside: never markup, never hidden, never endless."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt

from app.views import safe_text
from app.views.safe_text import PlainLabel
from app.views.widgets.basics import StyledLabel


@given(st.text(max_size=300))
def test_nothing_hidden_survives(text: str):
    shown = safe_text.clean(text)

    for letter in shown:
        assert letter in "\n\t" or unicodedata.category(letter) not in ("Cc", "Cs", "Cn")
        assert unicodedata.bidirectional(letter) not in ("RLO", "LRO", "RLE", "LRE", "RLI", "LRI")


@given(st.text(alphabet="<>&\"'ab", max_size=80))
def test_a_tooltip_holds_no_markup(text: str):
    inside = safe_text.tooltip(text).removeprefix("<qt>").removesuffix("</qt>")

    assert "<" not in inside.replace("<br>", "")


def test_a_direction_override_is_shown_rather_than_obeyed():
    assert safe_text.clean("invoice\u202egpj.exe") == "invoice\ufffdgpj.exe"


def test_long_text_is_cut_with_a_mark():
    assert safe_text.clean("a" * 20_000) == "a" * 10_000 + "…"
    assert safe_text.one_line("a\n b") == "a b"


def test_labels_never_read_markup(qtbot):
    for label in (PlainLabel("<b>x</b>"), StyledLabel("<img src=x>")):
        qtbot.addWidget(label)
        assert label.textFormat() is Qt.TextFormat.PlainText
    label.setToolTip("<b>")
    assert label.toolTip() == "<qt>&lt;b&gt;</qt>"


def test_how_tall_words_are_follows_words_margins_and_font(qtbot):
    label, other = PlainLabel("short"), PlainLabel("short")
    for each in (label, other):
        qtbot.addWidget(each)
        each.setWordWrap(True)
    larger = label.font()
    larger.setPixelSize(28)
    tall = [label.heightForWidth(200)]

    label.setText("word " * 200)
    tall.append(label.heightForWidth(200))
    label.setContentsMargins(0, 10, 0, 10)
    tall.append(label.heightForWidth(200))
    label.setFont(larger)
    tall.append(label.heightForWidth(200))
    other.setFont(larger)
    other.setContentsMargins(0, 10, 0, 10)
    other.setText("word " * 200)

    assert tall == sorted(set(tall))  # each taller than the one before
    assert tall[2] == tall[1] + 20
    assert tall[-1] == other.heightForWidth(200)
