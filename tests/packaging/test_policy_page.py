"""The page of policy numbers says what the code does."""

from __future__ import annotations

import importlib
import re

import pytest

from tests.packaging.checkout import ROOT

ROW = re.compile(r"^\| (?P<what>.+?) \| (?P<limit>[\d.]+)[^|]*\| (?P<place>[\w.]+:\w+) \|$", re.M)
ROWS = ROW.findall((ROOT / "docs" / "policy.md").read_text(encoding="utf-8"))


def test_the_page_lists_limits() -> None:
    assert len(ROWS) > 10


@pytest.mark.parametrize(("limit", "place"), [row[1:] for row in ROWS], ids=[r[2] for r in ROWS])
def test_a_limit_on_the_page_is_the_constant_it_names(limit: str, place: str) -> None:
    module, constant = place.split(":")
    if not (ROOT / (module.replace(".", "/") + ".py")).exists():
        pytest.skip(f"{module} is not built yet")

    assert getattr(importlib.import_module(module), constant) == float(limit)
