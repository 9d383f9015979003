"""Names of one endless word, with markup and a direction: no pane is wider than its place."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QGuiApplication, QHelpEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QToolTip,
)

from app.models.queries.runtimes import Matrix, MatrixRow, StageColumn
from app.views import theme
from app.views.panels.runtimes_matrix import RuntimeMatrix
from app.views.safe_text import breakable, clean
from app.views.widgets.basics import StyledLabel, row
from app.views.widgets.button import Button
from app.views.widgets.fields import Choice
from app.views.widgets.status_bar import CellState, StatusCell
from tests.views.demo_desk import SCREENS, calm, demo_desk, faces
from tests.views.odd_words import COMMENT, ODD, ONE_WORD, odd_demo
from tests.views.test_at_every_zoom import cut_off, wrong_in

BIDI = "\u202e"
NOW = datetime(2026, 3, 13, 13, tzinfo=UTC)


def test_endless_words_leave_every_screen_as_wide_as_it_is(demo: Path, tmp_path: Path) -> None:
    folder = odd_demo(demo, tmp_path / "odd")
    with demo_desk(folder, "tom", tmp_path) as desktop:
        wrong = {}
        for key in (*SCREENS, "settings"):
            for show in faces(desktop, key):
                show()
                calm(desktop)
                for one in wrong_in(desktop, cut_off):
                    wrong[f"{key}: {one}"] = True

        assert desktop.window.width() == 1280
        assert not list(wrong)


def test_a_word_of_any_length_goes_on_in_the_next_line(qtbot) -> None:
    for given in (COMMENT, ODD + ONE_WORD):
        label = StyledLabel(given, wraps=True, can_copy=True)
        qtbot.addWidget(label)

        assert label.minimumSizeHint().width() < 120
        assert label.heightForWidth(200) > 5 * label.fontMetrics().height()
        assert label.text() == clean(given)
        label.setSelection(0, len(QLabel.text(label)))
        assert label.selectedText() == clean(given)
        label.show()
        QTest.keySequence(label, QKeySequence(QKeySequence.StandardKey.Copy))
        assert QGuiApplication.clipboard().text() == clean(given)


def test_a_mark_stays_with_its_letter() -> None:
    whole = "e\u0301" * 40

    pieces = breakable(whole).split("\u200b")

    assert len(pieces) > 4
    assert "".join(pieces) == whole
    assert all(piece.startswith("e") for piece in pieces)


def test_words_of_usual_length_are_left_alone() -> None:
    assert breakable("Disparate impact on months_customer") == "Disparate impact on months_customer"


def test_a_long_line_gives_way_and_its_tooltip_has_the_whole(qtbot) -> None:
    long, short = StyledLabel("runtime " + ONE_WORD), StyledLabel("4 of 100 models")
    holder = row(long, short)
    qtbot.addWidget(holder)

    assert holder.minimumSizeHint().width() < 300
    holder.resize(300, 30)
    holder.show()
    qtbot.waitUntil(lambda: long.toolTip() == "runtime " + ONE_WORD)
    assert short.width() >= short.sizeHint().width()


def test_a_tag_ends_before_the_first_stage(qtbot) -> None:
    matrix = RuntimeMatrix()
    qtbot.addWidget(matrix)
    rows = (MatrixRow(ODD + ONE_WORD, ((),)), MatrixRow("short", ((),)))
    matrix.set_matrix(Matrix((StageColumn("PROD", "production", True, 0),), rows, (), None), NOW)
    matrix.resize(600, 200)
    matrix.show()
    grid = matrix.grid
    seen = grid.grab().toImage()
    first = theme.px(128)  # where the first stage begins

    beside = {seen.pixelColor(x, 20).name() for x in range(first + 2, first + 14)}

    assert beside == {theme.tokens().base.lower()}
    assert grid.words_at(QPoint(40, 20)) == ODD + ONE_WORD
    assert grid.words_at(QPoint(40, 60)) == "short"
    assert not grid.words_at(QPoint(first + 40, 20))


@pytest.mark.parametrize("kind", [Button, StatusCell])
def test_what_is_pressed_is_no_wider_than_its_place(qtbot, kind: type[Button | StatusCell]) -> None:
    if kind is Button:
        one: Button | StatusCell = Button(ONE_WORD, elides=True)
    else:
        one = StatusCell("status.person")
        one.set_state(CellState("role", person="Tom", strong=ODD + ONE_WORD))
    qtbot.addWidget(one)

    assert one.minimumSizeHint().width() <= 120
    if isinstance(one, StatusCell):
        assert one.sizeHint().width() < 400
        assert "\u202e" not in one.state.strong


def test_a_choice_shows_plain_words_keeps_what_it_was_given_and_has_the_whole_in_its_tooltip(
    qtbot,
) -> None:
    given = ODD + ONE_WORD
    choice = Choice("Feature")
    qtbot.addWidget(choice)
    choice.addItem(given)
    choice.resize(200, 28)
    choice.show()

    shown = choice.itemDelegate().displayText(given, choice.locale())
    at = choice.rect().center()
    QApplication.sendEvent(choice, QHelpEvent(QEvent.Type.ToolTip, at, choice.mapToGlobal(at)))

    assert choice.currentText() == given  # what is asked for by its name is found
    assert choice.sizeHint().width() <= 420
    assert choice.minimumSizeHint().width() <= 200
    assert BIDI not in shown
    qtbot.waitUntil(QToolTip.isVisible)
    assert ONE_WORD in QToolTip.text()
    assert BIDI not in QToolTip.text()
    assert "<b>" not in QToolTip.text()
    QToolTip.hideText()
