"""What the check of a process or table file says is read in Dutch, whatever it found."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app import texts
from app.services.checked_files import check_file
from tests.rules import test_bpmn_checks as processes
from tests.rules import test_dmn_vocabulary as tables


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    yield
    texts.set_language("en")


def said(name: str, data: bytes) -> list[tuple[str, str]]:
    """Each remark in English, and in Dutch."""
    found = [one.told for one in check_file(name, data).remarks if one.told]
    return [(one, texts.told_by_check(one, language="nl")) for one in found]


@pytest.mark.parametrize("name", processes.REFUSED)
def test_why_a_process_is_refused(name: str) -> None:
    step, _words = processes.REFUSED[name]

    told = said("a.bpmn", processes.between(step))

    assert told
    assert [english for english, dutch in told if english == dutch] == []


@pytest.mark.parametrize("name", tables.REFUSED)
def test_why_a_table_is_refused(name: str) -> None:
    before, after, *_ = tables.REFUSED[name]

    told = said("a.dmn", tables.changed(before, after))

    assert told
    assert [english for english, dutch in told if english == dutch] == []


def test_a_sentence_keeps_its_capital_and_its_full_stop_and_what_it_names() -> None:
    steps = '<scriptTask id="s"/>', '<task id="s" vendor:colour="red"/>'

    (script, look) = (
        [dutch for _english, dutch in said("a.bpmn", processes.between(step))] for step in steps
    )

    assert script[0].startswith("Scripts worden nooit uitgevoerd. Geef de stap een taaktype")
    assert look == ["Uitbreidingen van http://vendor.example/look hebben geen invloed."]


def test_what_the_check_says_is_looked_for_nowhere_else() -> None:
    """People write words like these; only what a check says is worded so."""
    assert texts.told("The plan is not known", language="nl") == "The plan is not known"
