"""Where a new file goes: a path that is proposed, can be typed, and can be chosen."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QWidget

from app.models.home_folders import typed_path
from app.views import theme
from app.views.file_dialogs import open_dialog
from app.views.language import tr
from app.views.sheet_fields import propose
from app.views.widgets.button import Button
from app.views.zones import zone

LONGEST_STEM = 80  # letters
LONGEST_STEM_BYTES = 200  # of the 255 that a system takes, with the minute and the ending
_NOT_IN_NAMES = re.compile(r"[^\w.+]+")  # of files, on any system


def own_documents() -> Path:
    """Where this person's documents lie; their home where there is no such folder."""
    found = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return Path(found) if found and Path(found).is_dir() else Path.home()


class FilePlace(QWidget):
    """A line with a path, and a button that asks for another. No file is written over.

    Args:
        name: what a reader hears, and the title of the question.
        suffix: every file's ending, with its dot; `kinds` says it to people, as Qt words it.
        folder: where the file is proposed; None: among this person's documents.
    """

    changed = Signal()

    def __init__(
        self,
        object_name: str,
        name: str,
        suffix: str,
        kinds: str,
        *,
        folder: Path | None = None,
    ) -> None:
        super().__init__()
        self._name, self._suffix, self._kinds = name, suffix, kinds
        self._folder = folder or own_documents()
        self.line = QLineEdit(self)
        self.line.setObjectName(object_name)
        self.line.setAccessibleName(name)
        self.choose_button = Button(tr("Choose…"))
        self.choose_button.setAutoDefault(False)
        self.choose_button.setAccessibleName(f"{tr('Choose…')} {name}")
        self.choose_button.clicked.connect(self._on_choose_clicked)
        self.setFocusProxy(self.line)
        theme.keep_sized(self.line, lambda: self.line.setFixedHeight(theme.px(28)))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.line, 1)
        row.addWidget(self.choose_button)
        self.line.textChanged.connect(self.changed)

    @property
    def path(self) -> Path:
        """With the ending of its kind, whatever was typed."""
        path = typed_path(self.line.text().strip())
        is_named = path.suffix.lower() == self._suffix
        return path if is_named or not path.name else path.with_name(path.name + self._suffix)

    def propose(self, stem: str) -> None:
        """A name of this minute in the folder, so that one of before is seldom in the way."""
        now, safe = datetime.now(zone()), _NOT_IN_NAMES.sub("-", stem).lstrip(".-")
        safe = safe[:LONGEST_STEM].encode()[:LONGEST_STEM_BYTES].decode(errors="ignore")
        propose(self.line, str(self._folder / f"{safe}-{now:%Y-%m-%d-%H%M}{self._suffix}"))

    def lacks(self) -> str:
        """What is missing, as a sentence. Whether it can be written there is seen at writing."""
        if not self.line.text().strip():
            return tr("Say where the file goes.")
        if not self.path.is_absolute() or not self.path.name:
            return tr("Say the whole way to the file.")
        return ""

    @Slot()
    def _on_choose_clicked(self) -> None:
        dialog = QFileDialog(self, self._name, self.line.text(), self._kinds)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
        dialog.setDefaultSuffix(self._suffix.removeprefix("."))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.line.setText)
        open_dialog(dialog)
