"""The scale of the heat map: cool inside the limit, warm beyond it, broken at the limit."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from app.models.dmn.limits import plain
from app.views import cells, painting, theme
from app.views.charts.limit import Limit
from app.views.language import tr
from app.views.theme import FontRole


class HeatLegend(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._below, self._above = "", ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_limit(self, test: str, limit: Limit | None) -> None:
        if limit is None:
            self._below, self._above = test, ""
        else:
            value = cells.decimal(plain(limit.value))
            if limit.low is not None:
                inside, beyond = tr("{test} inside"), tr("outside {value}")
                value = str(limit)
            elif limit.is_upper:
                inside, beyond = tr("{test} below"), tr("above {value}")
            else:
                inside, beyond = tr("{test} above"), tr("below {value}")
            self._below, self._above = inside.format(test=test), beyond.format(value=value)
        self.setAccessibleName(
            tr("Scale: {below} {above}, hatched: no batch").format(
                below=self._below, above=self._above
            )
        )
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        font = theme.font(FontRole.CAPTION)
        words = sum(
            painting.text_width(w, font) for w in (self._below, self._above, tr("no batch"))
        )
        return QSize(round(words) + theme.px(6 * 18 + 70), theme.px(20))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t, painter = theme.tokens(), QPainter(self)
        middle, x, size = self.height() / 2, 0.0, float(theme.px(16))
        font = theme.font(FontRole.CAPTION)
        x += painting.draw_text(painter, x, middle, self._below, font, t.secondary) + 6
        if self._above:
            for n, color in enumerate((*t.heat_below, *t.heat_above)):
                if n == len(t.heat_below):
                    painter.fillRect(QRectF(x + 1, middle - 9, 2, 18), QColor(t.text))
                    x += 4
                box = QRectF(round(x), round(middle - 5), size, 10)
                painter.fillRect(box, QColor(color))
                painter.setPen(QPen(QColor(t.edge), 1))
                painter.drawRect(box)
                x += size + 1
            x += 6
            x += painting.draw_text(painter, x, middle, self._above, font, t.secondary) + 14
        box = QRectF(round(x), round(middle - 5), 12, 10)
        painting.draw_hatch(painter, box, t.edge)
        painter.setPen(QPen(QColor(t.divider), 1))
        painter.drawRect(box)
        painting.draw_text(painter, x + 18, middle, tr("no batch"), font, t.secondary)
        painter.end()
