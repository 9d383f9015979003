"""The view that is shown, as sheets of paper: its picture, then its lists and words to the end.

Paper has no scroll bars: what the picture cuts off stands below it in words.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QImage, QTextDocument
from PySide6.QtWidgets import QFileDialog, QLabel, QWidget

from app.views import cells
from app.views.file_dialogs import open_dialog
from app.views.item_models.paged_table import PagedTableModel
from app.views.language import tr
from app.views.panels.parts import ScrollColumn
from app.views.panels.told_export import write_list
from app.views.screen import Screen, ScreenWindow
from app.views.widgets.button import Button, Kind
from app.views.widgets.data_table import DataTable

PDF = ".pdf"
_LINE = 8  # px: what begins less far below something stands beside it


@dataclass(frozen=True, slots=True)
class Part:
    """A list as a table, or what stands beside it as lines."""

    name: str
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    widths: tuple[int, ...] = ()  # in hundredths
    lines: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Printed:
    title: str
    about: str
    picture: QImage
    parts: tuple[Part, ...]

    @property
    def count(self) -> int:
        return sum(len(one.rows) or len(one.lines) for one in self.parts)


def printed_view(screen: Screen, crumbs: Sequence[str], now: datetime) -> Printed:
    """What of the screen is in sight, in the order of reading; lists as far as they were read."""
    filtered = screen.filter_bar.query if screen.filter_bar is not None else None
    about = [tr("Printed {when}").format(when=cells.moment_in_full(now))]
    if screen.backend.moment is not None:
        as_of = cells.moment_in_full(screen.backend.moment)
        about.append(tr("As of {when}").format(when=as_of))
    if filtered is not None and not filtered.is_empty:
        about.append(tr("Filter: {filter}").format(filter=filtered))
    parts = [part for one in _shown(screen) if (part := _part(one)) is not None]
    picture = screen.grab().toImage()
    return Printed(" › ".join(crumbs), "    ".join(about), picture, tuple(parts))


def _shown(screen: Screen) -> list[QWidget]:
    kinds: tuple[type[QWidget], ...] = (DataTable, ScrollColumn)
    found = [one for kind in kinds for one in screen.findChildren(kind)]
    seen = [one for one in found if one.isVisible() and one.width() and one.height()]
    return sorted(seen, key=lambda one: _place(one, screen))


def _place(one: QWidget, within: QWidget) -> tuple[int, int]:
    at = one.mapTo(within, QPoint(0, 0))
    return at.x(), at.y()  # panes stand side by side: each is read to its end


def _part(one: QWidget) -> Part | None:
    if isinstance(one, DataTable):
        return _list(one)
    if isinstance(one, ScrollColumn):
        lines = tuple(_lines(one.body))
        return Part(one.accessibleName(), lines=lines) if lines else None
    return None


def _list(table: DataTable) -> Part | None:
    model = table.rows_model
    rows = list(model.rows)
    if not rows:
        return None
    shown = [n for n in range(len(model.columns)) if not table.isColumnHidden(n)]
    whole = sum(table.columnWidth(n) for n in shown) or 1
    total = model.total if isinstance(model, PagedTableModel) else len(rows)
    note = ""
    if total is not None and total > len(rows):
        note = tr("The first {shown} of {total} rows.").format(shown=len(rows), total=total)
    return Part(
        table.accessibleName(),
        tuple(tr(model.columns[n].title) for n in shown),
        tuple(tuple(str(model.columns[n].value(row)) for n in shown) for row in rows),
        tuple(max(1, round(100 * table.columnWidth(n) / whole)) for n in shown),
        note=note,
    )


def _lines(body: QWidget) -> Iterator[str]:
    """Its words, line by line; of its buttons only those that read as words."""
    words: list[tuple[int, int, str]] = []
    for one in body.findChildren(QWidget):
        if not isinstance(one, QLabel | Button) or not one.isVisibleTo(body):
            continue
        if isinstance(one, Button) and one.kind is not Kind.LINK:
            continue
        at = one.mapTo(body, QPoint(0, 0))
        words.append((at.y(), at.x(), " ".join(one.text().split())))
    line: list[tuple[int, str]] = []
    begun = 0
    for top, left, text in sorted(words):
        if line and top - begun >= _LINE:
            yield "    ".join(said for _left, said in sorted(line))
            line = []
        if text:
            begun = begun if line else top
            line.append((left, text))
    if line:
        yield "    ".join(said for _left, said in sorted(line))


class ViewPrint(QObject):
    """Asks where to, then writes the sheets; the trail is told, as of every export."""

    def __init__(self, shell: ScreenWindow, parent: QWidget) -> None:
        super().__init__(parent)
        self._shell = shell
        self._parent = parent

    def open(self, screen: Screen, crumbs: Sequence[str]) -> None:
        """The view is taken now: what changes while a place is chosen is not on the sheets."""
        said = printed_view(screen, crumbs, datetime.now(UTC))
        kinds = tr("Document (*.pdf)")
        name = tr(screen.card.title).lower()
        dialog = QFileDialog(self._parent, tr("Print as PDF"), f"{name}{PDF}", kinds)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.fileSelected.connect(lambda chosen: self.print_to(said, Path(chosen)))
        open_dialog(dialog)

    def print_to(self, said: Printed, path: Path) -> None:
        if path.suffix.lower() != PDF:
            path = path.with_name(path.name + PDF)
        write_list(
            self._shell.backend, self._on_written, _write, said, path, name="view",
            filter_text=said.title,
        )  # fmt: skip

    def _on_written(self, _count: int) -> None:
        self._shell.toast(tr("The view is printed"))


def _write(_session: Any, said: Printed, path: Path) -> int:
    paper: Any = importlib.import_module("app.views.proof_pdf")  # no list needs it
    paper.print_pdf(lambda: _page(paper.Page(), said), path, said.title)
    return said.count


def _page(page: Any, said: Printed) -> QTextDocument:
    page.title(said.title)
    page.small(said.about)
    page.picture(said.picture)
    for one in said.parts:
        page.heading(one.name)
        for line in one.lines:
            page.text(line)
        if one.rows:
            page.table(one.rows, one.widths, one.heads)
        if one.note:
            page.small(one.note)
    made: QTextDocument = page.document
    return made
