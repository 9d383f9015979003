"""Brings the catalogues in `resources/translations` up to date with the texts marked in the code.

Texts of the window go into Qt Linguist's `.ts` files by Qt's own lupdate; business texts and
refusals into `.po` files. Translations are kept, texts that nobody uses any more are dropped. With
`--check` nothing is written; the exit code says whether a catalogue lags behind.
"""

from __future__ import annotations

import ast
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from shutil import copy

import PySide6

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "resources" / "translations"
LUPDATE = Path(PySide6.__file__).parent / "lupdate"
# English needs a catalogue too, for its plurals only.
LANGUAGES = ("en", "nl")
PO_HEAD = (
    'msgid ""\nmsgstr ""\n"Language: {language}\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
)


def update_window(language: str, target: Path) -> None:
    """Bring one `.ts` file up to date."""
    files = sorted(map(str, (ROOT / "app" / "views").rglob("*.py")))
    options = ["-silent", "-no-obsolete", "-locations", "none"]
    options += ["-source-language", "en", "-target-language", language]
    options += ["-tr-function-alias", "QT_TR_NOOP+=N_"]
    options += ["-pluralonly"] if language == "en" else []
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as listed:
        listed.write("\n".join(files))
        listed.flush()
        subprocess.run([LUPDATE, *options, f"@{listed.name}", "-ts", target], check=True, cwd=ROOT)


def marked(file: Path) -> Iterator[str]:
    """The texts of a file that are marked by `N_`."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        first, function = node.args[0], node.func
        is_mark = isinstance(function, ast.Name) and function.id == "N_"
        if is_mark and isinstance(first, ast.Constant) and isinstance(first.value, str):
            yield first.value


def business_texts() -> list[str]:
    """Every marked text below the window, once, in the order of the files."""
    files = sorted(
        file
        for file in (ROOT / "app").rglob("*.py")
        if "views" not in file.relative_to(ROOT / "app").parts
    )
    return list(dict.fromkeys(text for file in files for text in marked(file)))


def update_business(language: str, target: Path) -> None:
    """Bring one `.po` file up to date."""
    sys.path.insert(0, str(ROOT))
    from app.texts import read_catalogue

    known = read_catalogue(target) if target.is_file() else {}
    entries = [PO_HEAD.format(language=language)]
    for text in business_texts():
        entries.append(f"msgid {_quoted(text)}\nmsgstr {_quoted(known.get(text, ''))}\n")
    target.write_text("\n".join(entries), encoding="utf-8")


def update(folder: Path) -> None:
    """Bring every catalogue in a folder up to date."""
    for language in LANGUAGES:
        update_window(language, folder / f"modelward_{language}.ts")
        if language != "en":
            update_business(language, folder / f"{language}.po")


def lagging() -> list[str]:
    """The catalogues that would change."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file in FOLDER.iterdir():
            copy(file, folder)
        update(folder)
        return [
            file.name
            for file in sorted(folder.iterdir())
            if not (FOLDER / file.name).is_file()
            or file.read_bytes() != (FOLDER / file.name).read_bytes()
        ]


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


if __name__ == "__main__":
    if "--check" in sys.argv[1:]:
        found = lagging()
        if found:
            print(f"Out of date: {', '.join(found)}. Run: make texts")
        sys.exit(bool(found))
    FOLDER.mkdir(exist_ok=True)
    update(FOLDER)
