"""Titles and sentences begin with a capital, and have none inside but those of names and keys."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import app.views

FOLDER = Path(app.views.__file__).parent
# Screens, buttons and fields by their own names; keys; products, languages, days, a bank.
NAMES = frozenset({
    "Abandon", "Add", "Alt", "Approvals", "As", "Camunda", "Connections", "Ctrl", "Enter", "Excel",
    "Git", "Governance", "Home", "Inference", "Inventory", "Lineage", "Modeler", "Modelward",
    "Mondays", "Next", "Noorderbank", "Open", "Protocol", "Py", "Python", "Questions", "Register",
    "Retry", "Run", "Runtimes", "Secrets", "Use", "Users", "Verify",
})  # fmt: skip
INSIDE = re.compile(r"(?<=[^\W\d_,;)] )([A-Z][a-z]+)")  # after a word, not after a stop or a colon


def marked() -> Iterator[tuple[str, str]]:
    """Every text for people in the window, with the file it stands in."""
    for file in sorted(FOLDER.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            first = node.args[0] if node.args else None
            if node.func.id in {"tr", "N_"} and isinstance(first, ast.Constant):
                yield file.name, str(first.value)


def test_a_title_in_capitals_would_be_found() -> None:
    assert INSIDE.findall("Find Place For") == ["Place", "For"]
    assert INSIDE.findall("Done. Hint 3, Skip: It is") == []


def test_no_title_has_a_capital_inside() -> None:
    found = [
        f"{file}: {text!r}"
        for file, text in marked()
        if any(word not in NAMES for word in INSIDE.findall(text))
    ]

    assert not found
