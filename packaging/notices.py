"""Lists every locked dependency and its licence, from the metadata of what is installed."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata
from pathlib import Path

ROOT = Path(__file__).parent.parent
TARGET = ROOT / "docs" / "third-party.md"
LICENCE_FILE = re.compile(r"(LICEN[CS]E|OFL|COPYING)([-_.].*)?", re.IGNORECASE)
HEAD = """# What Modelward is built with

Every package of `requirements.lock`, with the licence that its own metadata states. Made by
`make notices` from the installed packages; a test fails when the list is out of date.

| Package | Version | Licence |
|---|---|---|
"""


def locked() -> Iterator[tuple[str, str]]:
    """Name and version of each pin in the lock."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    yield from re.findall(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", lock, re.MULTILINE)


def licence(name: str) -> str:
    """As an SPDX expression where the package has one; empty where nothing is stated."""
    try:
        found: PackageMetadata = metadata(name)
    except PackageNotFoundError:
        return ""
    classifiers = [
        line.split(" :: ")[-1]
        for line in found.get_all("Classifier") or []
        if line.startswith("License :: ") and line != "License :: OSI Approved"
    ]
    written = (found.get_all("License") or [""])[0].strip()
    if "\n" in written or len(written) > 80:  # the whole text
        written = ""
    expression = (found.get_all("License-Expression") or [""])[0]
    return expression or ", ".join(classifiers) or written


def page() -> str:
    rows = (f"| {name} | {version} | {licence(name)} |\n" for name, version in sorted(locked()))
    return HEAD + "".join(rows) + "".join(_shipped_rows())


def _shipped_rows() -> Iterator[str]:
    found = list(shipped())
    if found:
        yield "\nShipped as files, each beside its licence:\n\n| Folder | Licence |\n|---|---|\n"
    yield from (f"| {folder} | {first} |\n" for folder, first in found)


def shipped() -> Iterator[tuple[str, str]]:
    """Folders of resources that came with a licence file, and where that names it."""
    for file in sorted((ROOT / "resources").rglob("*")):
        if file.is_file() and LICENCE_FILE.fullmatch(file.name):
            lines = [line.strip() for line in file.read_text(encoding="utf-8").splitlines()]
            named = [line for line in lines if re.search("licen[cs]e", line, re.IGNORECASE)]
            first = [*named, *filter(None, lines), ""][0]
            yield file.parent.relative_to(ROOT).as_posix(), first.replace("|", "/")


def main() -> int:
    missing = [name for name, _ in locked() if not licence(name)]
    if missing:
        print(f"No licence is stated by: {', '.join(missing)}", file=sys.stderr)
        return 1
    TARGET.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
