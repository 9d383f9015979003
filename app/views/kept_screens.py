"""What is kept of a screen between two starts: what was looked at, and how it was laid out.

One way for all of them: `Screen.place_state`, and every list and splitter that has a name. What
was kept may be of an older version or tampered with: what does not fit is passed over.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QWidget

from app.views.item_models.columns import Column
from app.views.kept_values import from_json, to_json
from app.views.screen import Screen
from app.views.widgets.data_table import DataTable
from app.views.widgets.returning import Returning, place_in
from app.views.widgets.splitter import Splitter

log = logging.getLogger(__name__)
Kept = dict[str, Any]
AT_THE_NEWEST = "is_at_the_newest"  # property of a list that is begun at what came last
_PARTS = "app.views.widgets."
_ADOPTED, _ARRANGED = "is_adopted", "is_arranged"  # properties of lists and splitters


def adopt(screen: Screen) -> None:
    """What is there now is kept. What is built anew with each object that is opened is not."""
    for kind in (DataTable, Splitter):
        for one in screen.findChildren(kind):
            one.setProperty(_ADOPTED, True)


def place_of(screen: Screen) -> Kept:
    """Filter, chosen row and order of rows; of who looked at it."""
    lists = {}
    for name, table in _tables(screen):
        column, is_descending = table.sorting
        sort = _name_of(table.rows_model.columns[column]) if column >= 0 else ""
        cursor, top = place_in(table)
        kept = {"cursor": _kept(cursor), "top": _kept(top)}
        lists[name] = kept | {"sort": sort, "is_descending": is_descending}
    views = getattr(screen, "saved_views", None)
    view = _kept(views.kept) if views is not None else None
    return {"state": _kept(screen.place_state()), "lists": lists, "view": view}


def bring_back(screen: Screen, place: Kept) -> None:
    """Look at what `place_of` told."""
    lists = _part(place, "lists")
    for name, table in _tables(screen):
        if sorting := _part(lists, name):
            _sort(table, str(sorting.get("sort", "")), sorting.get("is_descending") is True)
    state = _read(place.get("state"))
    if state is not None:
        try:
            screen.restore_state(state)
        except Exception:  # the edge: what was kept must not keep anybody from the screen
            log.exception("what was kept of %s does not fit", screen.objectName())
    adopt(screen)  # pages that it has built
    match _read(place.get("view")), getattr(screen, "saved_views", None):
        case (UUID() as view_id, bool() as is_changed), views if views is not None:
            views.recall(view_id, is_changed)
    for name, table in _tables(screen):
        if table.property(AT_THE_NEWEST):
            continue
        found = _part(lists, name)
        cursor, top = _read(found.get("cursor")), _read(found.get("top"))
        if cursor is not None or top is not None:
            Returning(table, cursor, top)


def layout_of(screen: Screen) -> Kept:
    """Columns and panes as the reader has moved them, and whether editors stand below titles."""
    columns = {}
    for name, table in _tables(screen):
        names = [_name_of(one) for one in table.rows_model.columns]
        order = [names[n] for n in table.column_order]
        widths = {names[n]: width for n, width in table.chosen_widths.items()}
        hidden = [names[n] for n in sorted(table.hidden_columns)]
        columns[name] = {
            "order": order if order != names else [],
            "widths": widths,
            "hidden": hidden,
            "filter_row": table.filter_row is not None and table.filter_row.is_on,
        }
    panes = {name: list(one.chosen) for name, one in _splitters(screen) if one.chosen}
    return {"columns": columns, "panes": panes}


def lay_out(screen: Screen, layout: Kept) -> None:
    """Arrange it as `layout_of` told; what was arranged already stays as it is.

    So it can be said again when a page was built that was not there yet.
    """
    adopt(screen)
    columns, panes = _part(layout, "columns"), _part(layout, "panes")
    for name, table in _tables(screen):
        if _is_arranged(table):
            continue
        names = {_name_of(one): n for n, one in enumerate(table.rows_model.columns)}
        found = _part(columns, name)
        order = found.get("order")
        if isinstance(order, list):
            table.set_columns([names[one] for one in order if one in names])
        hidden = found.get("hidden")
        if isinstance(hidden, list):
            table.hide_columns(names[one] for one in hidden if one in names)
        widths = _part(found, "widths")
        wanted = {names[one]: size for one, size in widths.items() if one in names}
        table.choose_widths({n: one for n, one in wanted.items() if isinstance(one, int)})
        if found.get("filter_row") is True and table.filter_row is not None:
            table.filter_row.set_on(True)
    for name, splitter in _splitters(screen):
        sizes = panes.get(name)
        if _is_arranged(splitter):
            continue
        if isinstance(sizes, list) and all(isinstance(one, int) and one >= 0 for one in sizes):
            splitter.choose(tuple(sizes))


def reset_layout(screen: Screen) -> None:
    """Columns, panes and filter rows as after the first start."""
    for table in screen.findChildren(DataTable):
        table.reset_columns()
        if table.filter_row is not None:
            table.filter_row.set_on(False)
    for splitter in screen.findChildren(Splitter):
        splitter.reset()


def _is_arranged(widget: QWidget) -> bool:
    """Whether this was asked before."""
    was = bool(widget.property(_ARRANGED))
    widget.setProperty(_ARRANGED, True)
    return was


def _sort(table: DataTable, name: str, is_descending: bool) -> None:
    names = [_name_of(one) for one in table.rows_model.columns]
    table.set_sorting(names.index(name) if name in names else -1, is_descending=is_descending)


def _tables(screen: Screen) -> Iterator[tuple[str, DataTable]]:
    for one in screen.findChildren(DataTable):
        if one.objectName() and one.property(_ADOPTED):
            yield one.objectName(), one


def _splitters(screen: Screen) -> Iterator[tuple[str, Splitter]]:
    """By the part of the screen that they stand in."""
    count: dict[str, int] = {}
    for one in screen.findChildren(Splitter):
        if not one.property(_ADOPTED):
            continue
        name = _home_of(one)
        count[name] = count.get(name, 0) + 1
        yield f"{name}.{count[name]}", one


def _home_of(widget: QWidget) -> str:
    above = widget.parentWidget()
    while above is not None:
        kind = type(above)
        if kind.__module__.startswith("app.") and not kind.__module__.startswith(_PARTS):
            return kind.__name__
        above = above.parentWidget()
    return ""


def _name_of(column: Column[Any]) -> str:
    return column.key or column.title


def _kept(value: object) -> Any:
    try:
        return to_json(value)
    except TypeError as error:
        log.debug("%s", error)
        return None


def _read(found: Any) -> Any:
    try:
        return from_json(found)
    except ValueError as error:
        log.warning("%s", error)
        return None


def _part(found: Mapping[str, Any], name: str) -> Kept:
    part = found.get(name)
    return part if isinstance(part, dict) else {}
