"""Labels of a diagram stand beside the shapes, in whichever language they are."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont

from app.models.bpmn import xml_io
from app.services.library import ON_MODEL_CHANGED, REGISTRY_PROMOTION
from app.views import language as languages
from app.views import theme
from app.views.charts.bpmn_labels import SMALLEST, Obstacle, place
from app.views.charts.bpmn_layout import lay_out
from app.views.charts.bpmn_painter import ProcessDiagram
from app.views.theme import FontRole

FLAGS = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
DIAMOND = Obstacle(QRectF(0, 0, 44, 44), is_diamond=True)
STEP = Obstacle(QRectF(110, -6, 92, 56))


@pytest.fixture
def font(qtbot) -> QFont:
    found = QFont(theme.font(FontRole.CAPTION))
    found.setPixelSize(12)
    return found


def test_a_label_is_moved_out_of_a_diamond_and_no_further(font: QFont) -> None:
    box, same = place("no longer than that", font, QRectF(24, 34, 40, 14), FLAGS, [DIAMOND])

    assert same.pixelSize() == 12
    reach = DIAMOND.between(box.top() + 1, box.bottom() - 1)
    assert reach is not None
    assert 0 < box.left() - reach[1] < 5


def test_between_two_shapes_it_is_as_small_as_it_has_to_be(font: QFont) -> None:
    words = "aangeleverd en goed"
    box, smaller = place(words, font, QRectF(40, 20, 40, 14), FLAGS, [DIAMOND, STEP])

    assert SMALLEST <= smaller.pixelSize() < 12
    assert box.left() >= 44
    alone, whole = place(words, font, QRectF(40, 20, 40, 14), FLAGS, [])
    assert whole.pixelSize() == 12
    assert alone.center().x() == pytest.approx(60, abs=1)


@pytest.mark.parametrize("shipped", [ON_MODEL_CHANGED, REGISTRY_PROMOTION])
@pytest.mark.parametrize("language", ["en", "nl"])
def test_no_label_of_a_shipped_life_cycle_lies_on_a_shape(
    qtbot, monkeypatch, shipped, language: str
) -> None:

    process = xml_io.parse(shipped.read(), "shipped.bpmn").processes[shipped.process_id]
    diagram = ProcessDiagram("drawing")
    qtbot.addWidget(diagram)
    diagram.set_process(process)
    shapes = diagram._obstacles()
    placed: list[tuple[str, QRectF]] = []

    def watched(words, font, box, flags, obstacles):
        found = place(words, font, box, flags, obstacles)
        placed.append((words, found[0]))
        return found

    monkeypatch.setattr("app.views.charts.bpmn_shapes.place", watched)
    languages.use(language)
    try:
        diagram.grab()
    finally:
        languages.use("en")

    assert len(placed) > len(lay_out(process).edges) / 4
    on_shapes = [
        words
        for words, box in placed
        for one in shapes
        if (reach := one.between(box.top() + 1, box.bottom() - 1)) is not None
        and reach[0] < box.right() - 1
        and reach[1] > box.left() + 1
    ]
    assert on_shapes == []
