"""What a version lacks: of each thing what is expected, and an example to save and fill in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from app.errors import InputError
from app.models.queries.task_evidence import TaskPage
from app.services.intake.examples import EXPECTED, Example, example_of, key_of
from app.services.placed_file import placed
from app.services.schema_facts import intake_fields
from app.texts import told
from app.views.file_dialogs import open_dialog
from app.views.language import tr
from app.views.panels.told_export import write_list
from app.views.screen import ScreenWindow
from app.views.theme import FontRole
from app.views.widgets.basics import Card, SectionLabel, StyledLabel, caption, row
from app.views.widgets.button import Button
from app.views.widgets.file_place import own_documents

_SHOWN_LINES = 6  # of an example; the rest is in the file


class MissingList(QWidget):
    """`example_asked` for one that somebody wants to fill in."""

    example_asked = Signal(object)  # Example

    def __init__(self, page: TaskPage, missing: Sequence[str]) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(SectionLabel(tr("What is missing"), len(missing)))
        fields = intake_fields(page.files.fields) if page.files else ()
        shown: set[str] = set()
        for sentence in missing:
            column.addWidget(StyledLabel(f"✗  {told(sentence)}", wraps=True, can_copy=True))
            key = key_of(sentence)
            if key in EXPECTED:
                column.addWidget(caption(told(EXPECTED[key]), wraps=True))
            example = example_of(key, page.detail.row.model_name, fields)
            if example is not None and example.file not in shown:
                shown.add(example.file)
                column.addWidget(self._card(example))

    def _card(self, example: Example) -> QWidget:
        card = Card(is_alternate=True)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(14, 10, 14, 10)
        inside.setSpacing(6)
        save = Button(tr("Save an example…"), icon="download")
        save.setObjectName(f"task.example.{example.file}")
        save.clicked.connect(lambda _checked: self.example_asked.emit(example))
        inside.addWidget(row(StyledLabel(example.file, FontRole.STRONG), None, save))
        inside.addWidget(
            StyledLabel(_short(example.text), FontRole.MONO, wraps=True, can_copy=True)
        )
        return card


def _short(text: str) -> str:
    """The first lines and the last ones: a schema of many columns ends with what is asked for."""
    lines = text.rstrip().splitlines()
    if len(lines) <= _SHOWN_LINES:
        return "\n".join(lines)
    return "\n".join([*lines[: _SHOWN_LINES - 3], "  …", *lines[-2:]])


def ask_where(shell: ScreenWindow, parent: QWidget, example: Example) -> None:
    """Save the example where the person says."""
    kinds = tr("Example (*{suffix})").format(suffix=Path(example.file).suffix)
    proposed = str(own_documents() / example.file)
    dialog = QFileDialog(parent, tr("Save an example"), proposed, kinds)
    dialog.setObjectName("task.example.where")
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.fileSelected.connect(lambda chosen: _save(shell, example, Path(chosen)))
    open_dialog(dialog)


def _save(shell: ScreenWindow, example: Example, path: Path) -> None:
    def tell(_count: int) -> None:
        shell.toast(tr("{file} is saved: fill it in, then add it").format(file=path.name))

    write_list(shell.backend, tell, _write, example, path, name="example", filter_text=example.file)


def _write(_session: Any, example: Example, path: Path) -> int:
    try:
        with placed(path) as part:
            part.write_text(example.text, encoding="utf-8")
    except OSError as error:
        raise InputError(
            tr("{path} can't be written: {strerror}.").format(path=path, strerror=error.strerror),
            hint=tr("Choose another place."),
        ) from error
    return 1
