"""Where a secret could have got to: every cell of the database, every file below a folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtPdf import QPdfDocument
from sqlalchemy import text

from app.models.tables.everything import METADATA
from tests.workspaces import TestWorkspace


def cells_of(bank: TestWorkspace) -> Iterator[tuple[str, str]]:
    """Every row of the database, history and trail included, as text."""
    with bank.owner_database().session() as session:
        for table in METADATA.sorted_tables:
            name = table.name if bank.is_sqlite else f"mw.{table.name}"
            for row in session.execute(text(f"SELECT * FROM {name}")):
                yield table.name, repr(tuple(row))


def files_with(folder: Path, needle: str, *, beside: set[Path], under: str = "") -> list[Path]:
    """Those that hold it, as bytes or as words of a PDF, whose pages are packed."""
    return [
        path
        for path in folder.rglob("*")
        if path.is_file()
        and path not in beside
        and str(path.relative_to(folder)).startswith(under)
        and (needle.encode() in path.read_bytes() or unspaced(needle) in pdf_words(path))
    ]


def pdf_words(path: Path) -> str:
    """Of all its pages, without the spaces and lines; nothing of another kind of file."""
    if path.suffix != ".pdf":
        return ""
    document = QPdfDocument()
    document.load(str(path))
    return "".join(unspaced(document.getAllText(n).text()) for n in range(document.pageCount()))


def unspaced(words: str) -> str:
    return "".join(words.split())
