"""Each page of the administration, and its sheets, for `tests.views.shots`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from app.views import theme
from app.views.panels.operate_sheet import ConfirmSheet
from app.views.screens.administration import PAGES
from tests.views.shots_settings import shoot_pages

SETTLE_MS = 700


def shoot(window: Any, _stage: Any, out: Path) -> None:
    """Called with the screen in front; only an administrator has pages."""
    from tests.views.shots import settle  # it loads this module

    screen = window.current_screen
    while screen._organisation is None:  # until it is read everybody has the pages
        settle(50)
    if not screen._organisation.is_administrator:
        return
    shoot_pages(window, out, "administration", list(PAGES))
    sheets = {
        "role": ("users", screen.people.case.role_button.click),
        "end": ("users", screen.people.case.end_button.click),
        "runtime": ("connections", screen.connections.add_runtime),
        "store": ("connections", screen.connections.add_store),
        "records": ("connections", screen.connections.add_records),
        "secret": ("secrets", screen.secrets.keep),
    }
    for name, (page, ask) in sheets.items():
        _shoot_sheet(window, out, (name, page), ask)


def _shoot_sheet(window: Any, out: Path, what: tuple[str, str], ask: Any) -> None:
    from tests.views.shots import settle  # it loads this module

    name, page = what
    screen = window.current_screen
    screen.tabs.show_page(PAGES.index(page))
    if page == "users":  # nobody gives themselves a role
        rows = screen.people.table.rows_model.rows
        me = screen.backend.decider.id
        other = next(one for one in rows if one.person.id != me and one.person.roles)
        screen.people.table.select_key(other.person.id)
    settle(SETTLE_MS)
    ask()
    settle(SETTLE_MS)
    mode = "dark" if theme.tokens().is_dark else "light"
    for sheet in window.findChildren(ConfirmSheet):
        sheet.grab().save(str(out / f"administration-sheet-{name}-{mode}.png"))
        sheet.reject()
    settle(SETTLE_MS)
