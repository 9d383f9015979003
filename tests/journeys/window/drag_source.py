"""A window of another program with one file to drag: `python drag_source.py FILE X Y`."""

from __future__ import annotations

import sys

from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QDrag, QMouseEvent
from PySide6.QtWidgets import QApplication, QLabel
from typing_extensions import override

TITLE = "A file manager"
SIZE = 120  # px, each way


class Source(QLabel):
    def __init__(self, path: str) -> None:
        super().__init__(path)
        self._path = path
        self.setWindowTitle(TITLE)
        self.setWindowFlag(Qt.WindowType.WindowStaysOnTopHint)
        self.setFixedSize(SIZE, SIZE)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(self._path)])
        drag = QDrag(self)
        drag.setMimeData(data)
        drag.exec(Qt.DropAction.CopyAction)
        self.hide()  # and live on: what was dropped is fetched afterwards


if __name__ == "__main__":
    application = QApplication(sys.argv[:1])
    application.setQuitOnLastWindowClosed(False)
    source = Source(sys.argv[1])
    source.move(int(sys.argv[2]), int(sys.argv[3]))
    source.show()
    sys.exit(application.exec())
