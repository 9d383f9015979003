"""Where the window finds its icons, style sheet and fonts, in a checkout and when installed."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from app import texts


@cache
def resource_folder() -> Path:
    """`resources/`: beside the package in a checkout, inside it when installed."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "resources"
    return inside if inside.is_dir() else package.parent / "resources"


def resource_path(*parts: str) -> Path:
    return resource_folder().joinpath(*parts)


def guide_path() -> Path:
    """The user guide in the reader's language: in `docs`, beside the icons when installed."""
    inside = resource_path("user-guide.md")
    outside = resource_folder().parent / "docs" / "user-guide.md"
    return in_readers_language(inside if inside.is_file() else outside)


def in_readers_language(page: Path) -> Path:
    """`page`, or the translation beside it: `page.nl.md`."""
    translated = page.with_suffix(f".{texts.language()}{page.suffix}")
    return translated if translated.is_file() else page
