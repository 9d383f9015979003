"""The page of rights says what the rules say, of which the databases' own are made."""

from __future__ import annotations

import importlib.util
from types import ModuleType

import pytest

from app.models.rules.rights import RIGHTS
from app.models.rules.transitions import TRANSITIONS
from tests.packaging.checkout import ROOT

PAGE = (ROOT / "docs" / "rights.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def rights() -> ModuleType:
    spec = importlib.util.spec_from_file_location("rights", ROOT / "packaging" / "rights.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_is_what_the_rules_come_to(rights: ModuleType) -> None:
    assert rights.written() == PAGE, "run: make rights"


def test_every_table_and_every_step_stands_on_the_page_once() -> None:
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in PAGE.splitlines()]
    tables = [row[0] for row in rows if len(row) == 5 and row[0].startswith("`")]
    steps = [tuple(row[:3]) for row in rows if len(row) == 4 and row[2].startswith("`")]

    assert sorted(tables) == sorted(f"`{one.table}`" for one in RIGHTS)
    assert (
        len(steps) == len(set(steps)) == len({(s.thing, s.source, s.target) for s in TRANSITIONS})
    )


def test_only_who_decides_writes_a_decision_and_nobody_changes_one() -> None:
    (line,) = [line for line in PAGE.splitlines() if line.startswith("| `decision` |")]

    assert line == (
        "| `decision` | data scientist, tester, validator, risk officer, compliance officer"
        " | nobody | – | – |"
    )
