"""Ctrl+Shift+E: the list that is shown, to its end, as a CSV file; one way for every screen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from PySide6.QtWidgets import QFileDialog, QWidget

from app.views import cells
from app.views.actions import ActionSpec
from app.views.file_dialogs import open_dialog
from app.views.item_models.columns import Column
from app.views.language import tr
from app.views.panels.csv_file import write_csv
from app.views.panels.told_export import write_list
from app.views.screen import Screen
from app.views.widgets.data_table import DataTable

R = TypeVar("R")
Fields = Sequence[tuple[str, Callable[[R], object]]]  # title of a column, and what stands in it
PAGE = 1_000


@dataclass(frozen=True, slots=True)
class ListFile:
    """A list to be written. `export(session, query, path)` runs beside the window; its rows."""

    name: str  # as the trail and the file call it
    export: Callable[[Any, Any, Path], int]
    query: object
    filter_text: str = ""
    model_id: UUID | None = None


def file_of_rows(
    name: str, fields: Fields[R], rows: Iterable[R], *, filter_text: str = ""
) -> ListFile:
    """Rows that are there already, as they are filtered and sorted."""
    export = partial(_write_rows, fields)
    return ListFile(name, export, tuple(rows), filter_text)


def file_of_table(name: str, table: DataTable, *, filter_text: str = "") -> ListFile:
    """The rows of a table as it words them, with raw numbers and times: what Ctrl+C gives."""
    model = table.rows_model
    return file_of_rows(name, fields_of(model.columns), model.rows, filter_text=filter_text)


def fields_of(columns: Sequence[Column[R]]) -> Fields[R]:
    """As the columns word them, with raw numbers and times."""
    return [(one.key or tr(one.title), _copied(one.value)) for one in columns]


def file_of_query(
    name: str,
    fields: Fields[R],
    list_rows: Callable[..., Any],
    query: object,
    *,
    filter_text: str = "",
) -> ListFile:
    """All rows of a query, read page by page."""
    return ListFile(name, partial(_write_query, fields, list_rows), query, filter_text)


def all_rows(session: Any, list_rows: Callable[..., Any], query: object) -> Iterator[Any]:
    """Every row of `list_rows(session, query, after, limit)`."""
    after = None
    while True:
        page = list_rows(session, query, after, PAGE)
        yield from page.rows
        if page.cursor is None:
            return
        after = page.cursor


def ask_where(parent: QWidget, name: str, then: Callable[[Path], object]) -> None:
    """Let the person choose where the file `name` goes, a CSV or a text file by its ending."""
    suffix = Path(name).suffix.lstrip(".")
    kinds = {"csv": tr("CSV (*.csv)"), "txt": tr("Text (*.txt)")}
    dialog = QFileDialog(parent, tr("Export the view"), name, kinds[suffix])
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(suffix)
    dialog.fileSelected.connect(lambda chosen: then(Path(chosen)))
    open_dialog(dialog)


def ask_and_write(screen: Screen, one: ListFile) -> None:
    """The list is what it is now: what comes while a place is chosen may be in it or not."""
    ask_where(screen, f"{one.name.replace(' ', '-')}.csv", partial(write_file, screen, one))


def write_file(screen: Screen, one: ListFile, path: Path) -> None:
    """Write it to `path`, beside the window; the trail keeps who took what."""

    def tell(count: int) -> None:
        screen.shell.toast(tr("%n row(s) exported", "", count))

    write_list(
        screen.backend, tell, one.export, one.query, path, name=one.name,
        filter_text=one.filter_text, model_id=one.model_id,
    )  # fmt: skip


def add_list_export(screen: Screen, current: Callable[[], ListFile | None]) -> None:
    """File the action with the screen; `current` gives what is in front, None: no list."""
    context = screen.card.key

    def export() -> None:
        if (one := current()) is not None:
            ask_and_write(screen, one)

    def why_not() -> str:
        return "" if current() is not None else tr("There is no list here to export.")

    spec = ActionSpec(
        f"{context}.export", tr("Export what is shown…"), ("Ctrl+Shift+E",), "File", "new",
        context, "download", changes=True,
    )  # fmt: skip
    screen.add_action(spec, export, blocked=why_not, waits=False)


def _write_rows(fields: Fields[Any], _session: Any, rows: tuple[Any, ...], path: Path) -> int:
    return write_csv(path, [title for title, _value in fields], (_line(fields, r) for r in rows))


def _write_query(
    fields: Fields[Any], list_rows: Callable[..., Any], session: Any, query: object, path: Path
) -> int:
    rows = all_rows(session, list_rows, query)
    return write_csv(path, [title for title, _value in fields], (_line(fields, r) for r in rows))


def _line(fields: Fields[R], one: R) -> list[object]:
    return [_plain(value(one)) for _title, value in fields]


def _copied(value: Callable[[Any], object]) -> Callable[[Any], object]:
    return lambda one: cells.copied(value(one))


def _plain(value: object) -> object:
    """As spreadsheets and programs read it: UTC in ISO form, several words in one cell."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, tuple | frozenset):
        return " ".join(map(str, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value
