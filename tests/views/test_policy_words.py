"""Rules of a decision table are read as words, in the reader's language, not as its file spells."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QLabel

from app.models.queries.policy_change import RuleText
from app.views import language, theme
from app.views.item_models.row_table import RowTableModel
from app.views.panels import governance_words as words
from app.views.panels.policy_words import Block, blocks, cell_words
from app.views.widgets.data_table import DataTable
from tests.views.desks import desk
from tests.views.governance_desk import show
from tests.workspaces import TestWorkspace

RAW = ('"', ">=", "<=", "not(", "|")
TABLES = ("approval-route", "monitor-thresholds", "risk-tier", "data-protection")


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    yield
    language.use("en")
    theme.apply(dark=False)


@pytest.mark.parametrize(
    ("name", "text", "read"),
    [
        ("test", '"psi"', "PSI"),
        ("value", ">= 0.2", "≥ 0.2"),
        ("regulated", "true", "yes"),
        ("life cycle", 'not("registry-promotion")', "not Registry promotion"),
        ("roles (any of)", '"risk_officer|compliance"', "risk officer or compliance officer"),
        ("data class", '"confidential","personal"', "confidential or personal"),
        ("verdict", '"FAIL"', "over"),
        ("limit", '">= 0.2 and p < 0.05"', "≥ 0.2 and p < 0.05"),
        ("limit", '">= 0.3 (below 1000 values)"', "≥ 0.3 (below 1\u202f000 values)"),
        ("limit", '"outside -0.1 to 0.1"', "outside -0.1 to 0.1"),
        ("value", "< 0.8, > 1.25", "< 0.8 or > 1.25"),
        ("roles", '"validator|data_scientist"', "validator or data scientist"),
        ("stage", '"PROD"', "PROD"),
        ("feature", '"device_age"', "device_age"),
        ("any", '"a" + b', '"a" + b'),
    ],
)
def test_a_cell_is_read_without_its_spelling(qapp: Any, name: str, text: str, read: str) -> None:
    assert cell_words(name, text) == read


def test_numbers_have_the_readers_sign_and_names_keep_their_dots(qapp: Any) -> None:
    language.use("nl")

    assert cell_words("value", ">= 0.2") == "≥ 0,2"
    assert cell_words("value", "< -0.8, > 1.25") == "< -0,8 of > 1,25"
    assert cell_words("amount", "< customer.income * 0.5") == "< customer.income * 0,5"


def test_rules_about_one_thing_stand_together_and_those_with_a_note_by_it(qapp: Any) -> None:
    def rule(number: int, when: Any, note: str = "") -> RuleText:
        return RuleText("d", number, note, tuple(when), (("verdict", '"WARN"'),))

    psi, ks = ("test", '"psi"'), ("test", '"ks"')
    rules = [
        rule(1, [psi, ("value", ">= 0.1")]), rule(2, [psi]), rule(3, [ks]),
        rule(4, [ks], "A note"), rule(5, []),
    ]  # fmt: skip

    assert list(blocks(rules)) == [
        Block("PSI", ("1. value ≥ 0.1 → verdict: warning", "2. otherwise → verdict: warning")),
        Block("KS", ("3. otherwise → verdict: warning",)),
        Block("4. A note", ("test: KS", "→ verdict: warning")),
        Block("Always", ("5. otherwise → verdict: warning",)),
    ]


def is_shown(screen: Any, key: object) -> bool:
    return screen.pane.shown is not None and screen.pane.shown.row.id == key


@pytest.mark.parametrize("code", ["en", "nl"])
def test_no_policy_of_the_product_is_shown_as_its_file_spells_it(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path, code: str
) -> None:
    language.use(code)
    with desk(sqlite_workspace, "jo", tmp_path, "governance") as desktop:
        screen = show(qtbot, desktop, "policy")
        read: dict[str, str] = {}
        for one in screen.tables.model.rows:
            screen.tables.table.select_key(one.id)
            qtbot.waitUntil(partial(is_shown, screen, one.id))
            labels = screen.pane.area.body.findChildren(QLabel)
            rules = [each.text() for each in labels if each.isVisibleTo(screen.pane.area.body)]
            read[one.title] = "\n".join(rules)

    assert len(read) >= len(TABLES)
    assert not {name for name, text in read.items() if any(sign in text for sign in RAW)}
    if code == "nl":
        everything = "\n".join(read.values())
        assert "Risico accepteert wat naar productie gaat" in everything
        assert "geraakte mensen" in everything
        assert "Personal data" not in everything


@pytest.mark.parametrize("code", ["en", "nl"])
def test_a_list_of_duties_lies_within_its_pane(qtbot: Any, code: str) -> None:
    language.use(code)
    table = DataTable(RowTableModel(words.columns("raci"), lambda row: row.id), "Duties")
    qtbot.addWidget(table)
    table.resize(472, 300)  # of a window 1,280 wide
    table.show()
    qtbot.waitUntil(lambda: table.horizontalScrollBar().maximum() == 0)


def test_the_parts_of_a_duty_are_dutch_and_whole(qapp: Any) -> None:
    language.use("nl")
    said = list(map(language.tr, words.PARTS.values()))

    assert said == ["verantwoordelijk", "eindverantwoordelijk", "geraadpleegd", "geïnformeerd"]
    font = QFontMetricsF(theme.font(theme.FontRole.BODY))
    (part,) = (one for one in words.columns("raci") if one.key == "grade")
    assert all(font.horizontalAdvance(one) + 16 <= part.width for one in said)
