"""Settings of a computer for tests without pauses."""

from __future__ import annotations

from typing import Any

from app.config import Settings


def machine(*args: Any, **kwargs: Any) -> Settings:
    """As `Settings`, where nothing is ever paused; with a workspace `heeding` asks it."""
    return Settings(*args, **kwargs, require_running=lambda _kind, _name: None)
