"""The pill behind which new rows wait: "^ 3 new ." so that nothing moves under the cursor."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QWidget
from typing_extensions import override

from app.views import icons, painting, theme
from app.views.colors import mix
from app.views.language import tr
from app.views.theme import FontRole


class NewRowsPill(QPushButton):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its key is "." in the list

    def set_count(self, count: int) -> None:
        self.setText(tr("{count} new").format(count=count))
        self.setAccessibleName(tr("Show %n new row(s)", "", count))
        self.setVisible(count > 0)

    @override
    def sizeHint(self) -> QSize:
        font = theme.font(FontRole.CAPTION_STRONG)
        width = painting.text_width(self.text(), font) + painting.keycap_width(".")
        return QSize(round(width) + theme.px(56), theme.px(24))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t = theme.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(mix(t.highlight, t.base, 0.30 if t.is_dark else 0.14)))
        radius = self.height() / 2
        painter.drawRoundedRect(QRectF(self.rect()), radius, radius)
        middle, x = self.height() / 2, theme.px(14)
        size = theme.px(12)
        icons.draw(painter, "chevron-up", x, middle - size / 2, size, t.focus)
        x += size + 8
        font = theme.font(FontRole.CAPTION_STRONG)
        end = x + painting.draw_text(painter, x, middle, self.text(), font, t.focus)
        painting.draw_keycap(painter, end + 8, middle, ".")
        painter.end()
