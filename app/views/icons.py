"""Lucide icons, drawn in a colour of the theme and kept in Qt's pixmap cache."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer

from app.views import theme
from app.views.resources import resource_path

FALLBACK = "box"


@cache
def _source(name: str) -> str:
    file = resource_path("icons", f"{name}.svg")
    if not file.is_file():
        file = resource_path("icons", f"{FALLBACK}.svg")
    return file.read_text(encoding="utf-8")


def pixmap(name: str, color: str, size: int, ratio: float = 1.0) -> QPixmap:
    """The icon `size` logical pixels wide, sharp at the device's pixel `ratio`."""
    key = f"mw-icon:{name}:{color}:{size}:{ratio}"
    found = QPixmap()
    if QPixmapCache.find(key, found):
        return found
    made = QPixmap(round(size * ratio), round(size * ratio))
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    svg = _source(name).replace("currentColor", QColor(color).name())
    renderer = QSvgRenderer(QByteArray(svg.encode()))
    renderer.render(painter, QRectF(0, 0, made.width(), made.height()))
    painter.end()
    made.setDevicePixelRatio(ratio)
    QPixmapCache.insert(key, made)
    return made


def draw(  # noqa: PLR0917 -- a drawing primitive: what, place, look
    painter: QPainter, name: str, x: float, y: float, size: int, color: str
) -> None:
    """Paint the icon with its top left corner at (x, y)."""
    # The painter's own zoom counts too, or diagrams would show blurred icons.
    scale = max(1.0, round(painter.worldTransform().m11() * 4) / 4)
    ratio = painter.device().devicePixelRatio() * scale
    painter.drawPixmap(round(x), round(y), pixmap(name, color, size, ratio))


def icon(name: str, color: str | None = None, size: int = 16) -> QIcon:
    """For the few places where Qt itself wants an icon; made anew when the theme changes."""
    made = QIcon()
    for ratio in (1.0, 2.0):
        made.addPixmap(pixmap(name, color or theme.tokens().secondary, theme.px(size), ratio))
    return made
