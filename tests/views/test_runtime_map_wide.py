"""A runtime map with more stages and services than fit: it scrolls, and its service tags stay."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QScrollArea

from app.models.queries.runtimes import CellEntry, Matrix, MatrixRow, StageColumn
from app.views import theme
from app.views.panels.runtimes_map_head import FIRST, Head
from app.views.panels.runtimes_matrix import RuntimeMatrix

NOW = datetime(2026, 3, 13, 13, 0, tzinfo=UTC)
STAGES, SERVICES = 8, 60


def matrix_of(stages: int, services: int) -> Matrix:
    def cell(row: int, column: int) -> tuple[CellEntry, ...]:
        if (row + column) % 3:
            return ()
        return (CellEntry(uuid4(), f"rt-{row}-{column}", "ready", NOW, "cc-fraud", 3, "serving"),)

    columns = tuple(StageColumn(f"S{n}", "production", False, 1) for n in range(stages))
    rows = tuple(
        MatrixRow(f"service-{r}", tuple(cell(r, c) for c in range(stages))) for r in range(services)
    )
    return Matrix(columns, rows, (), None)


@pytest.fixture
def wide(qtbot: Any) -> RuntimeMatrix:
    made = RuntimeMatrix()
    qtbot.addWidget(made)
    made.resize(700, 400)
    made.set_matrix(matrix_of(STAGES, SERVICES), NOW)
    made.show()
    qtbot.waitExposed(made)
    qtbot.waitUntil(lambda: area_of(made).horizontalScrollBar().maximum() > 0)
    made.grid.setFocus()
    return made


def area_of(matrix: RuntimeMatrix) -> QScrollArea:
    found = matrix.findChild(QScrollArea)
    assert found is not None
    return found


def place_of(matrix: RuntimeMatrix, name: str) -> Any:
    grid = matrix.grid
    return next(one for one in grid.places() if grid.entry(one).name == name)


def seen_at(matrix: RuntimeMatrix, name: str) -> QRect:
    """Where a runtime's card is in what is seen of the map."""
    box = matrix.grid.box(place_of(matrix, name)).toRect()
    return box.translated(matrix.grid.mapTo(area_of(matrix).viewport(), QPoint(0, 0)))


def pictured(matrix: RuntimeMatrix, left: int, width: int) -> QImage:
    area = area_of(matrix)
    top = area.mapTo(matrix, QPoint(0, 0)).y()
    return matrix.grab(QRect(left, top, width, area.viewport().height())).toImage()


def test_every_stage_can_be_scrolled_to_and_the_service_tags_stay(wide: RuntimeMatrix) -> None:
    across = area_of(wide).horizontalScrollBar()
    first = theme.px(FIRST)
    tags = pictured(wide, 0, first)

    across.setValue(across.maximum())

    assert pictured(wide, 0, first) == tags
    last = seen_at(wide, f"rt-2-{STAGES - 1}")
    assert first <= last.left() < last.right() <= area_of(wide).viewport().width()


def test_the_stages_stand_over_their_cells_wherever_it_is_scrolled_to(
    wide: RuntimeMatrix,
) -> None:
    across = area_of(wide).horizontalScrollBar()
    for value, name in ((0, "rt-0-0"), (70, "rt-0-3"), (across.maximum(), "rt-1-5")):
        across.setValue(value)
        head = wide.grab(QRect(0, 0, wide.width(), 4)).toImage()
        box = wide.grid.box(place_of(wide, name))
        left = round(box.left()) - 8 - across.value()
        # A stage's colour ends one pixel before the next begins.
        assert QColor(head.pixel(left + 20, 1)) != QColor(theme.tokens().base)
        if left - 1 > theme.px(FIRST):
            assert QColor(head.pixel(left - 1, 1)) == QColor(theme.tokens().base)


def test_the_keyboard_takes_the_map_along(qtbot: Any, wide: RuntimeMatrix) -> None:
    grid, viewport = wide.grid, area_of(wide).viewport()
    wide.select_first()
    columns = []
    for _ in range(STAGES):
        qtbot.keyClick(grid, Qt.Key.Key_Right)
        name = grid.entry(grid.at).name
        columns.append(int(name.split("-")[2]))
        box = seen_at(wide, name)
        assert theme.px(FIRST) <= box.left() < box.right() <= viewport.width()
    assert columns[-1] == STAGES - 1

    for _ in range(12):
        qtbot.keyClick(grid, Qt.Key.Key_Down)
    name = grid.entry(grid.at).name
    assert int(name.split("-")[1]) > 10
    assert viewport.rect().contains(seen_at(wide, name))
    for _ in range(3):
        qtbot.keyClick(grid, Qt.Key.Key_Left)
    box = seen_at(wide, grid.entry(grid.at).name)
    assert theme.px(FIRST) <= box.left()


def test_a_click_on_a_service_tag_takes_no_runtime_below_it(
    qtbot: Any, wide: RuntimeMatrix
) -> None:
    grid, across = wide.grid, area_of(wide).horizontalScrollBar()
    across.setValue(across.maximum())
    chosen: list[object] = []
    grid.chosen.connect(chosen.append)
    hidden = next(
        one for one in grid.places()
        if grid.offset < grid.box(one).center().x() < grid.offset + theme.px(FIRST)
    )  # fmt: skip
    at = grid.box(hidden).center().toPoint()

    qtbot.mouseClick(grid, Qt.MouseButton.LeftButton, pos=at)

    assert chosen == []
    assert grid.words_at(at) == f"service-{hidden.row}"
    assert grid._cell_at(QPointF(at)) is None  # nothing can be dropped there either


def test_what_is_read_anew_leaves_the_map_where_it_is(wide: RuntimeMatrix) -> None:
    area = area_of(wide)
    wide.select_first()
    area.horizontalScrollBar().setValue(200)
    area.verticalScrollBar().setValue(300)

    wide.set_matrix(matrix_of(STAGES, SERVICES), NOW)

    assert (area.horizontalScrollBar().value(), area.verticalScrollBar().value()) == (200, 300)


def test_only_rows_that_are_seen_are_painted(
    wide: RuntimeMatrix, monkeypatch: pytest.MonkeyPatch
) -> None:
    painted: list[int] = []
    draw = type(wide.grid)._draw_tag

    def noted(self: Any, painter: Any, row: int) -> None:
        painted.append(row)
        draw(self, painter, row)

    monkeypatch.setattr(type(wide.grid), "_draw_tag", noted)
    area_of(wide).verticalScrollBar().setValue(1_000)
    painted.clear()

    wide.grid.grab(QRect(0, 1_000, 700, 300))

    assert 0 < len(painted) < 12
    assert min(painted) > 10


def test_a_map_that_fits_does_not_scroll_sideways(qtbot: Any) -> None:
    matrix = RuntimeMatrix()
    qtbot.addWidget(matrix)
    matrix.resize(900, 400)
    matrix.set_matrix(matrix_of(3, 2), NOW)
    matrix.show()
    qtbot.waitExposed(matrix)

    assert area_of(matrix).horizontalScrollBar().maximum() == 0
    assert matrix.grid.offset == 0


def test_the_whole_of_what_is_said_of_a_stage_is_under_the_pointer(wide: RuntimeMatrix) -> None:
    head, across = wide.findChild(Head), area_of(wide).horizontalScrollBar()
    assert head is not None
    head.frozen = {"S0": "Fraud, Credit and every unit below them that has a long name"}
    first = theme.px(FIRST)

    assert head.words_at(first + 20) == f"S0: 1, frozen for {head.frozen['S0']}"
    assert not head.words_at(20)
    across.setValue(across.maximum())
    assert head.words_at(wide.width() - 20) == f"S{STAGES - 1}: 1"
    assert not head.words_at(20)
