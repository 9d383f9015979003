"""The page of policy numbers says what the code does."""

from __future__ import annotations

import ast
import re

import pytest

from tests.packaging.checkout import ROOT

ROW = re.compile(r"^\| (?P<what>.+?) \| (?P<limit>[\d.]+)[^|]*\| (?P<place>[\w.]+:\w+) \|$", re.M)
ROWS = ROW.findall((ROOT / "docs" / "policy.md").read_text(encoding="utf-8"))


def constant(module: str, name: str) -> float:
    """Worked out from the source: importing learning libraries for a number takes seconds."""
    file = ROOT / (module.replace(".", "/") + ".py")
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and [ast.unparse(one) for one in node.targets] == [name]:
            value = eval(compile(ast.Expression(node.value), str(file), "eval"), {})
            return float(value)
    raise AssertionError(f"{module} has no constant {name}")


def test_the_page_lists_limits() -> None:
    assert len(ROWS) > 10


@pytest.mark.parametrize(("limit", "place"), [row[1:] for row in ROWS], ids=[r[2] for r in ROWS])
def test_a_limit_on_the_page_is_the_constant_it_names(limit: str, place: str) -> None:
    module, name = place.split(":")
    if not (ROOT / (module.replace(".", "/") + ".py")).exists():
        pytest.skip(f"{module} is not built yet")

    assert constant(module, name) == float(limit)
