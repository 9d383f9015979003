"""Reads a document or a file beside the list it stands in, if its bytes are those recorded."""

from __future__ import annotations

from functools import partial
from typing import Any

import shiboken6
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from app.models.queries.evidence_rows import DocumentRow, can_open
from app.models.queries.model_page import AssetRow
from app.services.reading_files import MOST_SHOWN, Preview, preview_asset, preview_document
from app.services.stores import own_name
from app.views import safe_text, theme
from app.views.dialogs.peek import Peek
from app.views.dialogs.surface import room_for
from app.views.language import tr
from app.views.opening_outside import open_address
from app.views.panels import inventory_words as words
from app.views.screen import ScreenWindow
from app.views.theme import FontRole
from app.views.widgets.basics import caption
from app.views.widgets.scrim import open_sheet
from app.views.widgets.scroll_bar import use_slim_scroll_bars

_WIDE, _HIGH = 720, 380  # px of the words that are read
_BESIDE, _AROUND = 64, 160  # px of the sheet beside them, and of title and buttons


class FileSheet(Peek):
    """A document or a file to be read, as plain words: nothing in it is loaded or followed."""

    def __init__(self, title: str, preview: Preview, uri: str, parent: Any) -> None:
        has_address = can_open(uri)
        verb = tr("Open the address") if has_address else tr("Close")
        super().__init__("inventory.file", safe_text.one_line(title), verb, parent)
        self.text = QPlainTextEdit()
        self.text.setObjectName("inventory.file.text")
        self.text.setAccessibleName(title)
        self.text.setReadOnly(True)
        self.text.setFont(theme.font(FontRole.MONO))
        # They scroll themselves, so the sheet need not: at 200 % it would be more than its screen.
        wide = self.screen().availableGeometry().width() - theme.px(_BESIDE)
        high = room_for(self) - theme.px(_AROUND)
        self.text.setMinimumSize(min(theme.px(_WIDE), wide), min(theme.px(_HIGH), high))
        use_slim_scroll_bars(self.text)
        if preview.why_not:
            self.body.addWidget(caption(_why_none(preview, uri), wraps=True))
        else:
            self.text.setPlainText(safe_text.clean(preview.text, MOST_SHOWN))
            self.body.addWidget(self.text)
        self.verb_button.setVisible(has_address)
        self.update_verb()
        (self.cancel_button if preview.why_not else self.text).setFocus()


def _why_none(preview: Preview, uri: str) -> str:
    if preview.why_not == "link":
        return tr("It is not kept here. Its address: {address}").format(
            address=safe_text.one_line(uri) or "–"
        )
    size = words.size(preview.size_bytes)
    if preview.why_not == "large":
        return tr("At {size} it is too large to be shown.").format(size=size)
    return tr("It holds no text that can be shown ({size}).").format(size=size)


class FileReader(QObject):
    """Opens what can be read: here what is kept here, in the browser what has an address alone.

    What has other bytes than its digest says is not shown.
    """

    shown = Signal(object)  # the row that stands there or in the browser, or has no words

    def __init__(self, owner: QWidget, shell: ScreenWindow) -> None:
        super().__init__(owner)
        self._owner = owner
        self._shell = shell

    def read(self, row: AssetRow | DocumentRow) -> None:
        query = preview_document if isinstance(row, DocumentRow) else preview_asset
        backend = self._shell.backend
        backend.read_once(partial(self._show, row), query, backend.settings, row.id)

    def _show(self, row: AssetRow | DocumentRow, preview: Preview) -> None:
        if not shiboken6.isValid(self._owner):
            return
        if isinstance(row, DocumentRow):
            title, uri = row.title, row.uri
        else:
            title, uri = own_name(row.path), ""
        if preview.why_not == "link" and can_open(uri):
            if open_address(uri, self._shell):
                self.shown.emit(row)
            return
        sheet = FileSheet(title or tr("Document"), preview, uri, self._owner.window())
        if isinstance(row, DocumentRow):
            sheet.submitted.connect(lambda: open_address(uri, self._shell))
        sheet.submitted.connect(sheet.accept)
        open_sheet(sheet)
        if preview.why_not != "link":
            self.shown.emit(row)
