"""Where the window finds its icons, style sheet and fonts, in a checkout and when installed."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def resource_folder() -> Path:
    """`resources/`: beside the package in a checkout, inside it when installed."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "resources"
    return inside if inside.is_dir() else package.parent / "resources"


def resource_path(*parts: str) -> Path:
    return resource_folder().joinpath(*parts)


def guide_path() -> Path:
    """The user guide: in `docs` in a checkout, beside the icons when installed."""
    inside = resource_path("user-guide.md")
    return inside if inside.is_file() else resource_folder().parent / "docs" / "user-guide.md"
