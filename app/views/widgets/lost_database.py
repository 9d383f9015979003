"""What was said of a database that is back."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.views.widgets.banner import BannerArea
from app.views.widgets.reason_line import ReasonLine


def forget_lost_database(window: QWidget) -> None:
    """Nothing in this window, nor in the sheets over it, says any more that it is away."""
    for area in window.findChildren(BannerArea):
        area.forget_lost_database()
    for line in window.findChildren(ReasonLine):
        line.forget_lost_database()
