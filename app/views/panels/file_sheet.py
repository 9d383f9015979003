"""Reads a document or a file beside the list it stands in, if its bytes are those recorded."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import shiboken6
from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import (
    QImage,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)
from PySide6.QtWidgets import QAbstractScrollArea, QPlainTextEdit, QTextEdit, QWidget
from typing_extensions import override

from app.models.queries.evidence_rows import DocumentRow
from app.models.queries.model_page import AssetRow
from app.models.rules.paths import is_web_address
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
from app.views.widgets.segments import Segments

MOST_SET = 200_000  # letters: to set more would hold up the window; the rest is read as written
_GITHUB = QTextDocument.MarkdownFeature.MarkdownDialectGitHub
_WIDE, _HIGH = 720, 380  # px of the words that are read
_MARGIN, _ABOVE, _BELOW, _IN_LIST = 12, 10, 6, 2  # px of the page and between its blocks
_BESIDE, _AROUND = 64, 160  # px of the sheet beside them, and of title and buttons


class _Unloading(QTextDocument):
    """What its pictures name stays where it is: without one, Qt's painting would fetch it."""

    @override
    def loadResource(self, kind: int, name: QUrl | str) -> QImage:
        blank = QImage(1, 1, QImage.Format.Format_ARGB32)
        blank.fill(0)
        return blank


def _space(paper: QTextDocument) -> None:
    """Room between its parts, and headlines that stay below the sheet's own."""
    paper.setDocumentMargin(theme.px(_MARGIN))
    cursor, block = QTextCursor(paper), paper.begin()
    while block.isValid():
        level, in_list = block.blockFormat().headingLevel(), block.textList() is not None
        placed = QTextBlockFormat()
        placed.setTopMargin(theme.px(_ABOVE) if level and block.blockNumber() else 0)
        placed.setBottomMargin(theme.px(_IN_LIST if in_list else _BELOW))
        cursor.setPosition(block.position())
        cursor.mergeBlockFormat(placed)
        if level:
            letters = QTextCharFormat()
            role = FontRole.PANE_TITLE if level == 1 else FontRole.STRONG
            letters.setFont(theme.font(role))
            letters.setProperty(QTextFormat.Property.FontSizeAdjustment, 0)
            cursor.movePosition(
                QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor
            )
            cursor.mergeCharFormat(letters)
        block = block.next()


class FileSheet(Peek):
    """A document or a file to be read: nothing in it is loaded or followed.

    Markdown is set as its author meant it, and can be read as it was written.
    """

    def __init__(self, title: str, preview: Preview, uri: str, parent: Any) -> None:
        has_address = is_web_address(uri)
        verb = tr("Open the address") if has_address else tr("Close")
        super().__init__("inventory.file", safe_text.one_line(title), verb, parent)
        said = safe_text.clean(preview.text, MOST_SHOWN)
        self.text = QPlainTextEdit()
        self.text.setFont(theme.font(FontRole.MONO))
        self.page = QTextEdit()
        self.ways = Segments(tr("Shown"), [tr("To read"), tr("As written")])
        for one, name in ((self.text, "inventory.file.text"), (self.page, "inventory.file.page")):
            self._dress(one, name, title)
        if preview.why_not:
            self.body.addWidget(caption(_why_none(preview, uri), wraps=True))
        else:
            self.text.setPlainText(said)
            if is_set := preview.is_markdown and len(said) <= MOST_SET:
                self._set(said)
            self.body.addWidget(self.page)
            self.body.addWidget(self.text)
            self._show_page(is_set)
        self.verb_button.setVisible(has_address)
        self.update_verb()
        (self.cancel_button if preview.why_not else self.shown).setFocus()

    @property
    def shown(self) -> QAbstractScrollArea:
        """What is read at present."""
        return self.text if self.page.isHidden() else self.page

    def _dress(self, one: QPlainTextEdit | QTextEdit, name: str, title: str) -> None:
        one.setObjectName(name)
        one.setAccessibleName(title)
        one.setReadOnly(True)
        # They scroll themselves, so the sheet need not: at 200 % it would be more than its screen.
        wide = self.screen().availableGeometry().width() - theme.px(_BESIDE)
        high = room_for(self) - theme.px(_AROUND)
        one.setMinimumSize(min(theme.px(_WIDE), wide), min(theme.px(_HIGH), high))
        use_slim_scroll_bars(one)

    def _set(self, said: str) -> None:
        paper = _Unloading(self.page)
        paper.setDefaultFont(theme.font(FontRole.BODY))
        paper.setMarkdown(said, _GITHUB | QTextDocument.MarkdownFeature.MarkdownNoHTML)
        _space(paper)
        self.page.setDocument(paper)
        self.ways.chosen.connect(lambda way: self._show_page(way == 0))
        self.body.addWidget(self.ways)

    def _show_page(self, is_set: bool) -> None:
        self.page.setVisible(is_set)
        self.text.setHidden(is_set)


def _why_none(preview: Preview, uri: str) -> str:
    if preview.why_not == "link":
        return tr("It is not kept here, and only https addresses are opened: {address}").format(
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
        backend.read_for_sheet(partial(self._show, row), query, backend.settings, row.id)

    def _show(self, row: AssetRow | DocumentRow, preview: Preview) -> None:
        if not shiboken6.isValid(self._owner):
            return
        if isinstance(row, DocumentRow):
            title, uri = row.title, row.uri
        else:
            title, uri = own_name(row.path), ""
        if preview.why_not == "link" and is_web_address(uri):
            self._open_outside(uri, lambda: self.shown.emit(row))
            return
        sheet = FileSheet(title or tr("Document"), preview, uri, self._owner.window())
        if isinstance(row, DocumentRow):
            sheet.submitted.connect(lambda: self._open_outside(uri, lambda: None))
        sheet.submitted.connect(sheet.accept)
        open_sheet(sheet)
        if preview.why_not != "link":
            self.shown.emit(row)

    def _open_outside(self, uri: str, opened: Callable[[], object]) -> None:
        open_address(uri, self._shell, self._owner.window(), opened)
