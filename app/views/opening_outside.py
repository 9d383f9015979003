"""Opens an address or a folder with what the computer has for it; where it has none, says where.

Whoever wrote an address may lead anywhere with it: nobody goes there before they have seen where.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QDir, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from app.models.rules.paths import is_web_address
from app.views import safe_text, theme
from app.views.cells import Status
from app.views.dialogs.peek import Peek
from app.views.language import tr
from app.views.theme import FontRole
from app.views.widgets.banner import Banner
from app.views.widgets.basics import StyledLabel
from app.views.widgets.scrim import open_sheet

KEY = "outside"  # of the banner


class Teller(Protocol):
    """Where it is said: a window, or the banners of a sheet."""

    def show_banner(self, key: str, status: Status, title: str, text: str = "") -> Banner: ...


class AddressSheet(Peek):
    """Where an address leads, before the browser goes there."""

    keeps_its_own = True  # nothing is typed in it

    def __init__(self, address: str, host: str, parent: QWidget) -> None:
        super().__init__("outside", tr("Open this address?"), tr("Open in the browser"), parent)
        said = tr("It leads out of Modelward, to {host}.").format(host=host)
        self.body.addWidget(StyledLabel(said, FontRole.STRONG, wraps=True))
        whole = StyledLabel(_shown(address), FontRole.MONO, wraps=True, can_copy=True)
        whole.setObjectName("outside.address")
        self.body.addWidget(whole)
        self.update_verb()
        self.cancel_button.setFocus()


def open_address(
    address: str, teller: Teller, parent: QWidget, opened: Callable[[], object] = lambda: None
) -> None:
    """In the browser, as soon as a person says so who sees where it leads; then calls `opened`.

    Only what https shows; what is no such address, and where this computer has no browser, is said.
    """
    url = QUrl(address)
    host = url.host(QUrl.ComponentFormattingOption.FullyEncoded)  # no letters that look alike
    if not is_web_address(address) or not host:
        title = tr("Only https addresses are opened from here")
        _say_where(teller, title, address, tr("Copy the address"))
        return
    sheet = AddressSheet(address, host, parent)

    def go() -> None:
        sheet.accept()
        if QDesktopServices.openUrl(url):
            opened()
        else:
            title = tr("No browser on this computer opens addresses")
            _say_where(teller, title, address, tr("Copy the address"))

    sheet.submitted.connect(go)
    open_sheet(sheet)


def open_place(place: Path, teller: Teller) -> bool:
    """A file or folder with what shows such ones; false where this computer has nothing for it."""
    if QDesktopServices.openUrl(QUrl.fromLocalFile(str(place))):
        return True
    title = tr("Nothing on this computer opens files and folders")
    _say_where(teller, title, QDir.toNativeSeparators(str(place)), tr("Copy the path"))
    return False


def _say_where(teller: Teller, title: str, where: str, verb: str) -> None:
    banner = teller.show_banner(KEY, Status.WARNING, title, _shown(where))
    banner.add_action(verb, lambda: theme.application().clipboard().setText(where))


def _shown(where: str) -> str:
    return safe_text.one_line(where, 1_000)
