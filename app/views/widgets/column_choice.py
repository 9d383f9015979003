"""Which columns of a list are shown, and in which order: by mouse on their titles, and by keys."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget

from app.views import safe_text
from app.views.dialogs.arrange_sheet import ArrangeSheet, Part
from app.views.language import tr
from app.views.widgets.scrim import open_sheet

if TYPE_CHECKING:
    from app.views.widgets.data_table import DataTable

NAME = "columns"


def columns_menu(table: DataTable, parent: QWidget) -> QMenu:
    """A tick for each column, and the way to their order. Call `popup`, never `exec`."""
    menu = QMenu(parent)
    menu.setObjectName("columns.menu")
    for n in table.column_order:
        title = safe_text.one_line(tr(table.rows_model.columns[n].title))
        if n == 0 or not title:
            continue
        action = menu.addAction(title.replace("&", "&&"))
        action.setCheckable(True)
        action.setChecked(n not in table.hidden_columns)
        action.toggled.connect(partial(_toggle, table, n))
    menu.addSeparator()
    menu.addAction(tr("Arrange columns…"), partial(open_choice, table))
    menu.addAction(tr("As at first"), table.reset_columns)
    return menu


def _toggle(table: DataTable, column: int, is_on: bool) -> None:
    hidden = table.hidden_columns
    table.hide_columns(hidden - {column} if is_on else hidden | {column})


def show_menu(table: DataTable, at: QPoint) -> None:
    menu = columns_menu(table, table)
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(at)


def open_choice(table: DataTable) -> None:
    columns = table.rows_model.columns
    parts = [
        Part(str(n), tr(columns[n].title), n not in table.hidden_columns, is_fixed=n == 0)
        for n in table.column_order
    ]
    first = [str(n) for n in range(len(columns))]
    title = tr("Columns of {list}").format(list=table.accessibleName())
    sheet = ArrangeSheet(NAME, title, parts, first, table.window())
    sheet.submitted.connect(partial(_choose, table, sheet))
    open_sheet(sheet)


def _choose(table: DataTable, sheet: ArrangeSheet) -> None:
    table.set_columns([int(one.key) for one in sheet.parts])
    table.hide_columns(int(one.key) for one in sheet.parts if not one.is_shown)
    sheet.accept()
    table.setFocus()
