"""Where windows stand: never larger than their screen, never out of sight."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

LEAST_SEEN = 100  # px of a window, both ways
_USUAL = QSize(1440, 900)
_TITLE_BAR = 36  # what no window knows before it is shown


def screens_name() -> str:
    """The same for the same screens: a layout of two screens is none for one."""
    screens = QGuiApplication.screens()
    told = sorted(f"{one.name()} {_sized(one.geometry().size())}" for one in screens)
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:12]


def placed(frame: QRect, areas: Sequence[QRect]) -> QRect:
    """`frame` as it can be worked in on screens with these free areas, the primary one first.

    Too large, it becomes as large as its screen; hardly seen, it goes to the middle of the first.
    """
    seen = [one.intersected(frame) for one in areas]
    sizes = [max(0, one.width()) * max(0, one.height()) for one in seen]
    n = sizes.index(max(sizes))
    enough = frame.size().boundedTo(QSize(LEAST_SEEN, LEAST_SEEN))
    is_seen = seen[n].width() >= enough.width() and seen[n].height() >= enough.height()
    area = areas[n] if is_seen else areas[0]
    fits = frame.size().boundedTo(_inside_frame(area))
    found = QRect(frame.topLeft(), fits)
    if not is_seen:
        found.moveCenter(area.center())
    elif fits != frame.size():
        found.moveTopLeft(area.topLeft())
    return found


def put_in_sight(window: QWidget) -> None:
    """After its geometry was restored, perhaps on other screens."""
    primary = QGuiApplication.primaryScreen()
    others = [one for one in QGuiApplication.screens() if one is not primary]
    areas = [one.availableGeometry() for one in (primary, *others)]
    frame = QRect(window.pos(), window.size())
    wanted = placed(frame, areas)
    if wanted.size() != frame.size():
        window.resize(wanted.size())
    if wanted.topLeft() != frame.topLeft():
        window.move(wanted.topLeft())


def center(window: QWidget) -> None:
    """In its usual size, on the primary screen."""
    area = QGuiApplication.primaryScreen().availableGeometry()
    window.resize(_USUAL.boundedTo(_inside_frame(area)))
    window.move(area.center() - window.rect().center())


def within_screen(size: QSize) -> QSize:
    """What of it the primary screen has room for, with the frame of a window."""
    return size.boundedTo(_inside_frame(QGuiApplication.primaryScreen().availableGeometry()))


def _inside_frame(area: QRect) -> QSize:
    return QSize(area.width(), area.height() - _TITLE_BAR)


def _sized(size: QSize) -> str:
    return f"{size.width()}x{size.height()}"
