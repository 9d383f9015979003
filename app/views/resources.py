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


def docs_folder() -> Path:
    """The pages and pictures of the guide: beside `resources`, or in it when installed."""
    inside = resource_path("docs")
    return inside if inside.is_dir() else resource_folder().parent / "docs"


def in_readers_language(page: Path) -> Path:
    """`page`, or the translation beside it: `page.nl.md`."""
    translated = page.with_suffix(f".{texts.language()}{page.suffix}")
    return translated if translated.is_file() else page
