"""The difference of two snapshots as a file for people without the program: CSV, or a PDF."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QFileDialog, QWidget

from app.models.queries.snapshot_diff import GROUPS, Change, SnapshotDiff
from app.texts import told, word
from app.views.file_dialogs import open_dialog
from app.views.language import tr
from app.views.panels.change_words import change_name, value_words
from app.views.panels.csv_file import write_csv
from app.views.panels.inventory_words import snapshot_name
from app.views.panels.told_export import write_list
from app.views.screen import ScreenWindow

PDF, CSV = ".pdf", ".csv"
_WIDTHS = (16, 22, 18, 18, 26)  # percent of the sheet


@dataclass(frozen=True, slots=True)
class Told:
    """What is written, in the reader's words: they are looked up in the window's thread."""

    title: str
    about: str
    heads: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]


def told_diff(diff: SnapshotDiff, changes: tuple[Change, ...], model: str) -> Told:
    """`changes`: those of `diff` that are shown, which the page says."""
    heads = (tr("Gravity"), tr("Change"), tr("Before"), tr("After"), tr("Why it counts so"))
    all_words = tr("All %n change(s) are listed.", "", len(diff.changes))
    part = tr("{shown} of {count} changes are listed: the others were not shown.").format(
        shown=len(changes), count=len(diff.changes)
    )
    if diff.is_identical:
        all_words = tr("The digests are equal.")
    return Told(
        tr("{model}: {before} beside {after}").format(
            model=model,
            before=snapshot_name(diff.before_label),
            after=snapshot_name(diff.after_label),
        ),
        all_words if len(changes) == len(diff.changes) else part,
        heads,
        tuple(_lines(changes)),
    )


def _lines(changes: tuple[Change, ...]) -> Iterator[tuple[str, ...]]:
    order = [(GROUPS.index(one.group), n, one) for n, one in enumerate(changes)]
    for _, _, one in sorted(order, key=lambda each: each[:2]):
        before, after = value_words(one, one.before), value_words(one, one.after)
        name = f"{word(one.group).capitalize()}: {change_name(one)}"
        yield word(one.severity), name, before, after, told(one.rule)


class DiffExport(QObject):
    """Asks where to, then writes what is shown now; the trail knows that somebody did."""

    written = Signal(int)  # changes

    def __init__(self, shell: ScreenWindow, parent: QWidget) -> None:
        super().__init__(parent)
        self._shell = shell
        self._parent = parent

    def open(self, said: Told, stem: str, model_id: UUID | None) -> None:
        kinds = ";;".join((tr("Document (*.pdf)"), tr("Table, CSV (*.csv)")))
        dialog = QFileDialog(self._parent, tr("Export the difference"), f"{stem}{PDF}", kinds)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)

        def keep(chosen: str) -> None:
            path = Path(chosen)
            if path.suffix.lower() not in (PDF, CSV):
                kind = CSV if "csv" in dialog.selectedNameFilter() else PDF
                path = path.with_name(path.name + kind)
            self.export_to(said, path, model_id)

        dialog.fileSelected.connect(keep)
        open_dialog(dialog)

    def export_to(self, said: Told, path: Path, model_id: UUID | None) -> None:
        """Write it; the ending of the name says as what."""
        query = said, path.suffix.lower() == CSV
        write_list(
            self._shell.backend, self._on_written, _write, query, path, name="difference",
            filter_text=said.title, model_id=model_id,
        )  # fmt: skip

    def _on_written(self, count: int) -> None:
        self._shell.toast(tr("The difference is exported"))
        self.written.emit(count)


def _write(_session: Any, query: tuple[Told, bool], path: Path) -> int:
    said, is_table = query
    if is_table:
        return write_csv(path, said.heads, said.lines)
    paper: Any = importlib.import_module("app.views.proof_pdf")  # no list needs it
    paper.print_pdf(lambda: _page(paper.Page(), said), path, said.title)
    return len(said.lines)


def _page(page: Any, said: Told) -> QTextDocument:
    page.title(said.title)
    page.text(said.about)
    if said.lines:
        page.table(said.lines, _WIDTHS, said.heads)
    made: QTextDocument = page.document
    return made
