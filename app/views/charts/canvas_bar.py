"""What the keys of a drawing do, for the pointer."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.views import safe_text
from app.views.charts.canvas import Canvas
from app.views.language import tr
from app.views.widgets.button import Button, Kind

_STEP = 1.25


class CanvasBar(QWidget):
    """Smaller, larger, the whole drawing, its width."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__()
        self.smaller = Button(kind=Kind.QUIET, icon="minus", name=tr("Smaller"), keys="−")
        self.larger = Button(kind=Kind.QUIET, icon="plus", name=tr("Larger"), keys="+")
        self.whole = Button(tr("Whole drawing"), kind=Kind.QUIET, keys="F")
        self.width_ = Button(tr("Its width"), kind=Kind.QUIET, keys="W")
        self.smaller.clicked.connect(lambda _on: canvas.zoom_by(1 / _STEP))
        self.larger.clicked.connect(lambda _on: canvas.zoom_by(_STEP))
        self.whole.clicked.connect(lambda _on: canvas.show_whole())
        self.width_.clicked.connect(lambda _on: canvas.show_width())
        self.setToolTip(safe_text.tooltip(tr("Wheel moves, Ctrl+wheel zooms, F all, W width")))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for button in (self.smaller, self.larger, self.whole, self.width_):
            layout.addWidget(button)
