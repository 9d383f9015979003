"""What the code imports is what pyproject.toml asks for, not what happens to be installed."""

from __future__ import annotations

import ast
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.packaging.checkout import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
OURS = {"app", "tests"}
PEERS = "_peer.py"  # programs that benchmarks run in another product's own environment
# Come with another package under a name of their own, by that package's own documentation.
PARTS_OF = {"shiboken6": "pyside6", "pyside6-essentials": "pyside6", "pyside6-addons": "pyside6"}


def asked_for(*extras: str) -> set[str]:
    lines = list(PROJECT["dependencies"])
    for extra in extras:
        lines += PROJECT["optional-dependencies"][extra]
    return {canonicalize_name(Requirement(line).name) for line in lines}


def imported(folder: str) -> Iterator[tuple[str, str]]:
    """Top-level name of each foreign module that a file below `folder` imports, and the file."""
    for file in sorted((ROOT / folder).rglob("*.py")):
        if file.name.endswith(PEERS):
            continue
        for name in _names(file):
            if name not in sys.stdlib_module_names and name not in OURS:
                yield name, str(file.relative_to(ROOT))


def _names(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".", maxsplit=1)[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module.split(".", maxsplit=1)[0]


@pytest.mark.parametrize(
    ("folder", "extras"),
    [("app", ("convert", "spark", "dask", "ibis")), ("tests", ("convert", "test"))],
)
def test_every_imported_package_is_a_declared_dependency(
    folder: str, extras: tuple[str, ...]
) -> None:
    declared = asked_for(*extras)
    providers = packages_distributions()

    undeclared = {
        f"{file} imports {name}"
        for name, file in imported(folder)
        if not declared
        & {
            PARTS_OF.get(canonicalize_name(one), canonicalize_name(one))
            for one in providers.get(name, [name])
        }
    }

    assert sorted(undeclared) == []
