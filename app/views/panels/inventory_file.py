"""Add a file or document to a version that lacks it: from a path, the dialog, or dropped here."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from PySide6.QtCore import Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QWidget
from typing_extensions import override

from app.config import Settings
from app.models.home_folders import typed_path
from app.services.adding_files import ROLES, Added, add_file
from app.services.unit_of_work import Work
from app.texts import word
from app.views import theme
from app.views.dialogs.sheet import Sheet
from app.views.file_dialogs import open_dialog
from app.views.language import tr
from app.views.long_task import IsCancelled, Progress
from app.views.widgets.basics import FactList, caption
from app.views.widgets.button import Button
from app.views.widgets.fields import Choice


class AddFileSheet(Sheet):
    def __init__(self, version: str, parent: QWidget, *, role: str = "") -> None:
        """`version`: its name, "cc-fraud v14"; `role`: chosen to begin with."""
        title = tr("Add a file to {version}").format(version=version)
        super().__init__("addfile", title, tr("Add and snapshot"), parent)
        self.setAcceptDrops(True)
        self.path = QLineEdit()
        self.path.setObjectName("addfile.path")
        self.path.setAccessibleName(tr("File"))
        self.path.setPlaceholderText(tr("A path, or drop a file here"))
        self.path.setFixedHeight(theme.px(28))
        self.path.setMinimumWidth(theme.px(300))
        self.path.textChanged.connect(lambda _text: self.update_verb())
        choose = Button(tr("File…"))
        choose.setObjectName("addfile.choose")
        choose.clicked.connect(self._on_choose_clicked)
        source = QWidget()
        line = QHBoxLayout(source)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(self.path, 1)
        line.addWidget(choose)
        roles = [tr("what its name says"), *map(word, ROLES)]
        self._role = Choice(tr("Kept as"), roles, keys=("", *ROLES))
        self._role.setObjectName("addfile.role")
        self._role.setCurrentIndex(ROLES.index(role) + 1 if role else 0)
        facts = FactList(label_width=104)
        facts.set_facts(((tr("File"), source), (tr("Kept as"), self._role)))
        self.body.addWidget(facts)
        words = tr(
            "A file of the same name is replaced, a schema takes the place of the one before, and "
            "the earlier snapshots keep theirs. What is asked for this version gets new evidence. "
            "Nothing is executed."
        )
        self.body.addWidget(caption(words, wraps=True))
        self.path.setFocus()
        self.update_verb()

    @property
    def file(self) -> Path:
        return typed_path(self.path.text().strip())

    @property
    def role(self) -> str:
        """Empty: what the name of the file says."""
        chosen = self._role.currentIndex()
        return ROLES[chosen - 1] if chosen > 0 else ""

    @override
    def lacks(self) -> str:
        return "" if self.path.text().strip() else tr("Choose a file first.")

    @Slot()
    def _on_choose_clicked(self) -> None:
        dialog = QFileDialog(self, tr("File to add"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.path.setText)
        open_dialog(dialog)

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        urls = event.mimeData().urls()
        if len(urls) == 1 and urls[0].isLocalFile():
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        self.path.setText(event.mimeData().urls()[0].toLocalFile())
        event.acceptProposedAction()


def add_beside(
    work: Work,
    settings: Settings,
    version_id: UUID,
    path: Path,
    role: str,
    *,
    progress: Progress,
    is_cancelled: IsCancelled,
) -> Added:
    """As the command of the same name; a large file is copied before anything is stored."""
    return add_file(work, settings, version_id, path, role)
