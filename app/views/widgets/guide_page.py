"""One topic of the guide, to read: its words, its pictures, its links. It loads nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, QUrl, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QImage,
    QImageReader,
    QPainter,
    QResizeEvent,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrameFormat,
    QTextTable,
)
from PySide6.QtWidgets import QFrame, QTextBrowser, QTextEdit
from typing_extensions import override

from app.views import theme
from app.views.guide_book import slug
from app.views.language import tr
from app.views.widgets.scroll_bar import use_slim_scroll_bars

_FENCED = QTextFormat.Property.BlockCodeFence
_RULE = QTextFormat.Property.BlockTrailingHorizontalRulerWidth
_PICTURE = "\N{OBJECT REPLACEMENT CHARACTER}"  # what stands for one in the text
_MOST_WIDTH = 760  # px of a picture at zoom 1: wider tells no more
_MARGIN = 24
_MOST_MARKS = 200


class GuidePage(QTextBrowser):
    """Pictures are as wide as the page, with a pixel for each of the screen's."""

    followed = Signal(str)  # where a link leads, as it was written

    def __init__(self, folder: Path) -> None:
        self._markdown = ""  # before Qt tells of the first change
        super().__init__()
        self._folder = folder.resolve()
        self.setObjectName("guide.page")
        self.setAccessibleName(tr("The part that is open"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.document().setDocumentMargin(_MARGIN)
        use_slim_scroll_bars(self)
        self._rest = QTimer(self, singleShot=True, interval=60)
        self._rest.timeout.connect(self._fit_pictures)
        self.anchorClicked.connect(self._on_anchor_clicked)

    def show_text(self, markdown: str) -> None:
        self._markdown = markdown
        self.setMarkdown(markdown)
        whole = QTextCursor(self.document())
        whole.beginEditBlock()  # laid out once, not after each change
        self._set_apart()
        self._dress_tables()
        self._fit_pictures()
        whole.endEditBlock()

    def turn_to(self, anchor: str) -> None:
        """Qt gives the headings of Markdown no names, so they are found by their words."""
        block = self.document().begin()
        while anchor and block.isValid():
            if block.blockFormat().headingLevel() and slug(block.text()) == anchor:
                self.setTextCursor(QTextCursor(block))
                top = self.document().documentLayout().blockBoundingRect(block).top()
                self.verticalScrollBar().setValue(int(top) - theme.px(8))
                return
            block = block.next()
        self.moveCursor(QTextCursor.MoveOperation.Start)
        self.verticalScrollBar().setValue(0)

    def mark(self, typed: str) -> None:
        """Show where this stands, else where its words do; scroll to the first from here on."""
        found = self._places(typed)
        if not found:
            found = [mark for word in typed.split() for mark in self._places(word)]
        self.setExtraSelections(found)
        here = self.textCursor().position()
        first = min(
            (one.cursor.position() for one in found if one.cursor.position() > here), default=0
        )
        if first:
            cursor = QTextCursor(self.document())
            cursor.setPosition(first)
            box = self.cursorRect(cursor)
            if box.bottom() > self.viewport().height():
                bar = self.verticalScrollBar()
                bar.setValue(bar.value() + box.top() - self.viewport().height() // 3)

    def _places(self, word: str) -> list[QTextEdit.ExtraSelection]:
        t = theme.tokens()
        look = QTextCharFormat()
        look.setBackground(QColor(t.highlight))
        look.setForeground(QColor(t.highlight_text))
        places: list[QTextEdit.ExtraSelection] = []
        cursor = self.document().find(word) if word else QTextCursor()
        while not cursor.isNull() and len(places) < _MOST_MARKS:
            mark = QTextEdit.ExtraSelection()
            mark.cursor, mark.format = cursor, look
            places.append(mark)
            cursor = self.document().find(word, cursor)
        return places

    def _set_apart(self) -> None:
        """Qt makes the room between paragraphs of a font's points, and has none for one in pixels.

        Code stands on a ground of its own, and its lines together.
        """
        t = theme.tokens()
        cursor = QTextCursor(self.document())
        block = self.document().begin()
        while block.isValid():
            form = block.blockFormat()
            following = block.next().blockFormat()
            is_within = bool(block.textList()) and bool(block.next().textList())
            if form.hasProperty(_RULE):
                form.setBackground(QColor(t.divider))
            if form.hasProperty(_FENCED):
                form.setBackground(QColor(t.window))
                form.setNonBreakableLines(False)
            if form.hasProperty(_FENCED) and following.hasProperty(_FENCED):
                room = 0
            elif form.headingLevel() or is_within:
                room = 4
            else:
                room = 10
            cursor.setPosition(block.position())
            if cursor.currentTable() is None:
                form.setTopMargin(theme.px(12 if form.headingLevel() else 0))
                form.setBottomMargin(theme.px(room))
                cursor.setBlockFormat(form)
            block = block.next()

    def _dress_tables(self) -> None:
        """Lines of the theme between the rows, and room around the words."""
        line = QColor(theme.tokens().divider)
        for frame in self.document().rootFrame().childFrames():
            if isinstance(frame, QTextTable):
                form = frame.format()
                form.setBorder(1)
                form.setBorderCollapse(True)
                form.setBorderBrush(line)
                form.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
                form.setCellSpacing(0)
                form.setCellPadding(theme.px(6))
                form.setTopMargin(theme.px(4))
                form.setBottomMargin(theme.px(10))
                frame.setFormat(form)

    def _room(self) -> int:
        wide = self.viewport().width() - 2 * _MARGIN
        return max(1, min(wide, theme.px(_MOST_WIDTH)))

    @Slot()
    def _fit_pictures(self) -> None:
        """As wide as there is room, each scaled anew for the pixels of the screen."""
        document = self.document()
        cursor = document.find(_PICTURE)
        while not cursor.isNull():
            form = cursor.charFormat().toImageFormat()
            url = QUrl(form.name())
            document.addResource(QTextDocument.ResourceType.ImageResource, url, self._picture(url))
            size = self._shown_size(url)
            form.setWidth(size.width())
            form.setHeight(size.height())
            cursor.setCharFormat(form)
            cursor = document.find(_PICTURE, cursor)

    def _file(self, url: QUrl) -> Path | None:
        """Of a picture; None for whatever isn't among the files of the guide."""
        if url.scheme() or url.host():
            return None
        path = (self._folder / url.path()).resolve()
        return path if path.is_relative_to(self._folder) and path.is_file() else None

    def _shown_size(self, url: QUrl) -> QSize:
        path = self._file(url)
        size = QImageReader(str(path)).size() if path is not None else QSize()
        if not size.isValid():
            return QSize(1, 1)
        wide = min(self._room(), size.width())
        return QSize(wide, round(size.height() * wide / size.width()))

    def _picture(self, url: QUrl) -> QImage:
        path = self._file(url)
        image = QImage(str(path)) if path is not None else QImage()
        if image.isNull():
            return QImage(1, 1, QImage.Format.Format_ARGB32_Premultiplied)
        ratio = self.devicePixelRatioF()
        wanted = round(self._shown_size(url).width() * ratio)
        if wanted < image.width():
            image = image.scaledToWidth(wanted, Qt.TransformationMode.SmoothTransformation)
        return _edged(image.convertToFormat(QImage.Format.Format_RGB32))

    @override
    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        """Pictures of the guide and nothing else, whatever stands in a page."""
        if kind == QTextDocument.ResourceType.ImageResource.value:
            return self._picture(QUrl(name))
        return None

    @Slot(QUrl)
    def _on_anchor_clicked(self, url: QUrl) -> None:
        self.followed.emit(url.toString())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._rest.start()

    @override
    def changeEvent(self, event: QEvent) -> None:
        """The colours of links and lines, and the room between, are of the theme."""
        super().changeEvent(event)
        looks = (QEvent.Type.PaletteChange, QEvent.Type.FontChange)
        if event.type() in looks and self._markdown:
            place = self.verticalScrollBar().value()
            self.show_text(self._markdown)
            self.verticalScrollBar().setValue(place)


def _edged(image: QImage) -> QImage:
    """A light picture on light paper shows where it ends."""
    painter = QPainter(image)
    painter.setPen(QColor(theme.tokens().edge))
    painter.drawRect(image.rect().adjusted(0, 0, -1, -1))
    painter.end()
    return image
