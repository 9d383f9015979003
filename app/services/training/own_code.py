"""The product's own trainer as one file, kept with what it trained: `train.pyz`.

A version must be trained again by the code that trained it, whatever the product has become. So the
sources that a training needs are put into a Python zip application, byte for byte the same wherever
it is made of the same sources.
"""

from __future__ import annotations

import ast
import zipfile
from collections.abc import Iterator
from pathlib import Path

import app

OWN_CODE = "train.pyz"
START = "app.services.training.again"
_BEGUN = (1980, 1, 1, 0, 0, 0)  # the zip format knows no earlier day
_MAIN = f"import sys\n\nfrom {START} import main\n\nsys.exit(main(sys.argv[1:]))\n"


def write_own_code(target: Path) -> None:
    """Write the trainer of today, with all of the product that it imports."""
    found = _modules(START)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as file:
        file.writestr(zipfile.ZipInfo("__main__.py", _BEGUN), _MAIN)
        for name in sorted(found):
            relative = found[name].relative_to(_root()).as_posix()
            file.writestr(zipfile.ZipInfo(relative, _BEGUN), found[name].read_bytes())


def _root() -> Path:
    return Path(app.__file__).resolve().parent.parent


def _modules(start: str) -> dict[str, Path]:
    """`start`, what it imports of the product, and so on."""
    found: dict[str, Path] = {}
    waiting = [start]
    while waiting:
        name = waiting.pop()
        path = _source(name)
        if name not in found and path is not None:
            found[name] = path
            waiting += [name.rpartition(".")[0], *_imported(path)]
    return found


def _source(name: str) -> Path | None:
    place = _root().joinpath(*name.split("."))
    whole = (place.with_suffix(".py"), place / "__init__.py")
    return next((path for path in whole if name and path.is_file()), None)


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names if one.name.startswith("app."))
        elif isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "app":
            yield str(node.module)
            yield from (f"{node.module}.{one.name}" for one in node.names)
