"""Opens an address or a folder with what the computer has for it; where it has none, says where."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QDir, QUrl
from PySide6.QtGui import QDesktopServices

from app.views import safe_text, theme
from app.views.cells import Status
from app.views.language import tr
from app.views.widgets.banner import Banner

KEY = "outside"  # of the banner


class Teller(Protocol):
    """Where it is said: a window, or the banners of a sheet."""

    def show_banner(self, key: str, status: Status, title: str, text: str = "") -> Banner: ...


def open_address(address: str, teller: Teller) -> bool:
    """In the browser; false where this computer has none, which is said."""
    if QDesktopServices.openUrl(QUrl(address)):
        return True
    title = tr("No browser on this computer opens addresses")
    _say_where(teller, title, address, tr("Copy the address"))
    return False


def open_place(place: Path, teller: Teller) -> bool:
    """A file or folder with what shows such ones; false where this computer has nothing for it."""
    if QDesktopServices.openUrl(QUrl.fromLocalFile(str(place))):
        return True
    title = tr("Nothing on this computer opens files and folders")
    _say_where(teller, title, QDir.toNativeSeparators(str(place)), tr("Copy the path"))
    return False


def _say_where(teller: Teller, title: str, where: str, verb: str) -> None:
    banner = teller.show_banner(KEY, Status.WARNING, title, safe_text.one_line(where, 1_000))
    banner.add_action(verb, lambda: theme.application().clipboard().setText(where))
