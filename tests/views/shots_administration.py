"""Each page of the administration, for `tests.views.shots`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from app.views.screens.administration import PAGES
from tests.views.shots_settings import shoot_pages


def shoot(window: Any, _stage: Any, out: Path) -> None:
    """Called with the screen in front; only an administrator has pages."""
    if window.current_screen.tabs.isVisible():
        shoot_pages(window, out, "administration", list(PAGES))
