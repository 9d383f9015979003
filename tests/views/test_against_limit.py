"""A value is drawn against its limits: a line at each, green where it holds, marks where they are.

What is painted is read back, since a picture was what was wrong.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from app.models.queries.evidence_rows import ResultRow
from app.views import painting, theme
from app.views.cells import AgainstLimit
from app.views.colors import contrast
from app.views.item_models.columns import Role
from app.views.panels.approvals_tests import AGAINST, TestsTable, summary

WIDTH, HEIGHT = 112, 28
MIDDLE = HEIGHT // 2
pytestmark = pytest.mark.usefixtures("qapp")


def result(value: float, serving: float, threshold: str, verdict: str) -> ResultRow:
    return ResultRow(
        "disparate_impact", "gender", "bias", value, serving, threshold, verdict, "critical",
        None, None, None, 800, "ratio", "disparate_impact:gender",
    )  # fmt: skip


def cell_of(qtbot: Any, one: ResultRow) -> AgainstLimit:
    """What the table of tests shows of a result."""
    tests = TestsTable([one], before="v12 in PROD", after="v13 candidate")
    qtbot.addWidget(tests)
    model = tests.table.model()
    titles = [model.headerData(n, Qt.Orientation.Horizontal) for n in range(7)]
    cell = model.index(1, titles.index(AGAINST)).data(Role.CELL)
    assert isinstance(cell, AgainstLimit)
    return cell


def columns_of(cell: AgainstLimit, color: str, row: int) -> list[int]:
    """Where a row of pixels of the painted cell has this colour."""
    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
    image.fill(QColor(theme.tokens().base))
    painter = QPainter(image)
    painting.draw_against_limit(painter, QRectF(0, 0, WIDTH, HEIGHT), cell, None)
    painter.end()
    return [x for x in range(WIDTH) if image.pixelColor(x, row) == QColor(color)]


def lines(cell: AgainstLimit) -> list[int]:
    """Where limits stand, which alone reach so high."""
    dark = columns_of(cell, theme.tokens().text, MIDDLE - 6)
    return [x for x in dark if x - 1 not in dark]


def green(cell: AgainstLimit) -> tuple[int, int]:
    found = columns_of(cell, theme.tokens().ok_soft, MIDDLE + 4)
    return found[0], found[-1]


def mark(cell: AgainstLimit) -> int:
    t = theme.tokens()
    found = columns_of(cell, t.critical if cell.is_over else t.current, MIDDLE + 2)
    return round(sum(found) / len(found))


def ring(cell: AgainstLimit) -> int:
    """The middle of what stands for the version that serves now: hollow."""
    inside = columns_of(cell, theme.tokens().base, MIDDLE)
    return round(sum(inside) / len(inside))


def test_a_limit_with_two_sides_has_a_line_at_each_and_is_green_between_them(qtbot: Any):
    cell = cell_of(qtbot, result(1.09, 0.785, "outside 0.8 to 1.25", "PASS"))

    low, high = lines(cell)
    first, last = green(cell)
    assert abs(low - first) <= 2
    assert abs(high - last) <= 2
    assert low < mark(cell) < high
    assert ring(cell) < low  # 0.785 breaks the limit, however near it is


@pytest.mark.parametrize(("value", "is_high"), [(0.41, False), (1.9, True), (1.2501, True)])
def test_a_value_beyond_either_end_stands_outside_of_the_green(
    qtbot: Any, value: float, is_high: bool
):
    cell = cell_of(qtbot, result(value, 1.0, "outside 0.8 to 1.25", "FAIL"))

    low, high = lines(cell)
    assert (mark(cell) > high) if is_high else (mark(cell) < low)
    assert low < ring(cell) < high


@pytest.mark.parametrize(
    ("threshold", "ends_are_green"), [("< 0.8", (False, True)), (">= 0.8", (True, False))]
)
def test_a_limit_with_one_side_has_one_line_and_is_green_to_the_good_end(
    qtbot: Any, threshold: str, ends_are_green: tuple[bool, bool]
):
    over = threshold == "< 0.8"
    cell = cell_of(qtbot, result(0.7, 0.9, threshold, "FAIL" if over else "PASS"))

    (line,) = lines(cell)
    first, last = green(cell)
    assert (first == 0, last == WIDTH - 1) == ends_are_green
    assert mark(cell) < line < ring(cell)


def test_how_many_pass_is_said_with_how_many_got_worse() -> None:
    worse = result(0.85, 1.0, "outside 0.8 to 1.25", "PASS")
    better = result(1.0, 0.85, "outside 0.8 to 1.25", "PASS")
    as_shown = result(1.0001, 1.0, "outside 0.8 to 1.25", "PASS")
    drifted = replace(worse, dimension="drift")
    new = replace(worse, serving=None)

    assert summary([worse, worse, better])[0] == "3 of 3 tests pass; 2 measures got worse"
    assert summary([better, as_shown, drifted, new])[0] == "4 of 4 tests pass"


def test_the_picture_says_under_the_pointer_what_each_of_its_marks_is(qtbot: Any) -> None:
    one = result(0.7, 0.9, "< 0.8", "FAIL")
    tests = TestsTable([one], before="v12 in PROD", after="v13 candidate")
    qtbot.addWidget(tests)
    model = tests.table.model()
    titles = [model.headerData(n, Qt.Orientation.Horizontal) for n in range(7)]
    place, pointed = titles.index(AGAINST), Qt.ItemDataRole.ToolTipRole

    said = model.index(1, place).data(pointed)
    for words in (
        "Filled: v13 candidate, 0.7", "Hollow: v12 in PROD, 0.9",
        "Band: where it holds, ≥ 0.8",
    ):  # fmt: skip
        assert words in said
    assert "a scale of its own" in model.headerData(place, Qt.Orientation.Horizontal, pointed)
    assert model.index(0, place).data(pointed) is None  # a title among them


@pytest.mark.parametrize("is_dark", [False, True])
@pytest.mark.parametrize("has_high_contrast", [False, True])
def test_on_the_chosen_row_the_mark_is_told_from_where_the_limit_holds(
    is_dark: bool, has_high_contrast: bool
) -> None:
    theme.apply(dark=is_dark, has_high_contrast=has_high_contrast)
    t = theme.tokens()
    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
    image.fill(QColor(t.highlight))
    painter = QPainter(image)
    cell = AgainstLimit(0.2, None, 1.0, before=0.6)
    painting.draw_against_limit(painter, QRectF(0, 0, WIDTH, HEIGHT), cell, t.highlight_text)
    painter.end()

    at = round(painting._x_in(QRectF(0, 0, WIDTH, HEIGHT), cell, cell.value))
    inside = image.pixelColor(at + 10, MIDDLE + 4).name()
    assert contrast(image.pixelColor(at, MIDDLE).name(), inside) >= 3
    assert contrast(t.highlight_text, inside) >= 3  # the line, and the ring
