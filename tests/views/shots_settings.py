"""Each page of the settings, for `tests.views.shots`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from app.views import theme


def shoot(window: Any, _stage: Any, out: Path) -> None:
    """Called with the screen in front."""
    shoot_pages(window, out, "settings", [page.name for page in window.current_screen.pages])


def shoot_pages(window: Any, out: Path, screen: str, names: list[str]) -> None:
    from tests.views.shots import SIZES, settle

    mode = "dark" if theme.tokens().is_dark else "light"
    window.resize(*SIZES[0])
    for n, name in enumerate(names):
        window.current_screen.tabs.show_page(n)
        settle(900)
        window.grab().save(str(out / f"{screen}-{name}-{mode}.png"))
