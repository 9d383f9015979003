"""Code of the product's own as one file, kept with what it made: `train.pyz`, `measure.pyz`.

A version must be trained, evaluated and scored again by the code that did it first, whatever the
product has become. So the sources that this needs are put into a Python zip application, byte for
byte the same wherever it is made of the same sources.
"""

from __future__ import annotations

import ast
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import app
from app.services.digests import digest_bytes


@dataclass(frozen=True, slots=True)
class OwnCode:
    """A part of the product that starts by itself."""

    name: str  # of the file
    start: str  # the module whose `main` is given the arguments
    drop_ins: tuple[str, ...] = ()  # packages whose files are found by being there


TRAINER = OwnCode("train.pyz", "app.services.training.again")
OWN_CODE = TRAINER.name
_BEGUN = (1980, 1, 1, 0, 0, 0)  # the zip format knows no earlier day


def write_own_code(target: Path) -> None:
    """Write the trainer of today, with all of the product that it imports."""
    target.write_bytes(own_code(TRAINER))


def is_own_code(sha256: str) -> bool:
    """Whether it is the digest of the trainer of today."""
    return digest_bytes(own_code(TRAINER)) == sha256


def own_code(code: OwnCode) -> bytes:
    """The file as it is today, with all of the product that it imports."""
    found = own_modules(code)
    main = f"import sys\n\nfrom {code.start} import main\n\nsys.exit(main(sys.argv[1:]))\n"
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_STORED) as file:
        file.writestr(zipfile.ZipInfo("__main__.py", _BEGUN), main)
        for name in sorted(found):
            relative = found[name].relative_to(_root()).as_posix()
            file.writestr(zipfile.ZipInfo(relative, _BEGUN), found[name].read_bytes())
    return content.getvalue()


def own_modules(code: OwnCode) -> dict[str, Path]:
    """Where it starts, its drop-in files, what these import of the product, and so on."""
    found: dict[str, Path] = {}
    waiting = [code.start, *(one for package in code.drop_ins for one in _files_of(package))]
    while waiting:
        name = waiting.pop()
        path = _source(name)
        if name not in found and path is not None:
            found[name] = path
            waiting += [name.rpartition(".")[0], *imported(path, "app")]
    return found


def imported(path: Path, package: str = "") -> Iterator[str]:
    """What a file imports when it runs, of one package or of all."""
    for node in _run_by(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [one.name for one in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [str(node.module), *(f"{node.module}.{one.name}" for one in node.names)]
        else:
            continue
        yield from (one for one in names if package in ("", one.partition(".")[0]))


def _run_by(node: ast.AST) -> Iterator[ast.AST]:
    """Every statement, but those that only type checkers read."""
    yield node
    for one in ast.iter_child_nodes(node):
        if not (isinstance(one, ast.If) and ast.unparse(one.test) == "TYPE_CHECKING"):
            yield from _run_by(one)


def _root() -> Path:
    return Path(app.__file__).resolve().parent.parent


def _files_of(package: str) -> list[str]:
    place = _root().joinpath(*package.split("."))
    return [package, *(f"{package}.{one.stem}" for one in sorted(place.glob("[!_]*.py")))]


def _source(name: str) -> Path | None:
    place = _root().joinpath(*name.split("."))
    whole = (place.with_suffix(".py"), place / "__init__.py")
    return next((path for path in whole if name and path.is_file()), None)
