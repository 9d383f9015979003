"""A document is read as it was meant, or as it was written; nothing that it names is fetched."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSize, QUrl
from PySide6.QtGui import QImage, QTextDocument
from PySide6.QtWidgets import QWidget

from app.services.reading_files import Preview
from app.views import theme
from app.views.panels.file_sheet import MOST_SET, FileSheet

CARD = "# Card of cc-fraud\n\nFor **payments** only, <b>never</b> for loans.\n"


@pytest.fixture
def home(qtbot: Any) -> QWidget:
    theme.apply(dark=False, zoom_factor=1.0)
    found = QWidget()
    found.resize(1280, 800)
    qtbot.addWidget(found)
    found.show()
    return found


def opened(words: str, home: QWidget, *, is_markdown: bool = True) -> FileSheet:
    preview = Preview(words, size_bytes=len(words), is_markdown=is_markdown)
    sheet = FileSheet("Model card", preview, "", home)
    sheet.show()
    return sheet


def test_markdown_is_set_and_can_be_read_as_it_was_written(home: QWidget) -> None:
    sheet = opened(CARD, home)

    assert sheet.shown is sheet.page
    assert sheet.page.toPlainText().split("\n") == [
        "Card of cc-fraud", "For payments only, <b>never</b> for loans.",
    ]  # fmt: skip

    sheet.ways.choose(1)

    assert sheet.shown is sheet.text
    assert sheet.text.isVisible()
    assert not sheet.page.isVisible()
    assert sheet.text.toPlainText() == CARD
    sheet.ways.choose(0)
    assert sheet.page.isVisible()
    sheet.close()


def test_a_picture_that_a_document_names_is_not_fetched(home: QWidget, tmp_path: Path) -> None:
    picture = tmp_path / "beacon.png"
    image = QImage(40, 40, QImage.Format.Format_RGB32)
    image.fill(0)
    assert image.save(str(picture))
    url = QUrl.fromLocalFile(str(picture))
    kind = QTextDocument.ResourceType.ImageResource.value
    assert QTextDocument().resource(kind, url) is not None  # Qt itself would

    sheet = opened(f"# Card\n\n![seen]({url.toString()})\n", home)
    sheet.grab()

    assert sheet.page.document().resource(kind, url).size() == QSize(1, 1)
    sheet.close()


@pytest.mark.parametrize(
    ("words", "is_markdown"), [(CARD, False), ("# Long\n" + "word " * (MOST_SET // 5), True)]
)
def test_other_words_and_very_many_are_read_as_written(
    home: QWidget, words: str, is_markdown: bool
) -> None:
    sheet = opened(words, home, is_markdown=is_markdown)

    assert sheet.shown is sheet.text
    assert not sheet.ways.isVisible()
    assert sheet.text.toPlainText() == words
    sheet.close()
