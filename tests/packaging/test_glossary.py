"""The glossary: one source; the page made of it; every term with a place that exists."""

from __future__ import annotations

import importlib.util
import re
from types import ModuleType
from xml.etree import ElementTree

from app.command_line.tree import COMMANDS
from app.views.cards import CARDS
from app.views.glossary import terms
from tests.packaging.checkout import ROOT

TERMS = terms()


def tool() -> ModuleType:
    """The program behind `make words`."""
    spec = importlib.util.spec_from_file_location("glossary", ROOT / "packaging" / "glossary.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_agrees_with_its_source():
    found = tool()
    assert found.PAGE.read_text(encoding="utf-8") == found.written(), "make words"


def test_every_term_lives_on_screens_that_exist():
    lost = [(one.name, one.screens) for one in TERMS if not set(one.screens) <= set(CARDS)]

    assert len(TERMS) > 100
    assert lost == []
    assert [one.name for one in TERMS if not one.screens] == []


def test_every_command_of_a_term_exists():
    known = {entry.name for entry in COMMANDS}

    named = {one.command.split()[0] for one in TERMS if one.command}
    assert len(named) > 20
    assert named - known == {"--help"}


def test_every_link_of_the_page_leads_to_a_part_of_the_screens():
    page = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    screens = (ROOT / "docs" / "screens.md").read_text(encoding="utf-8")
    parts = {
        head.lower().replace(" ", "-") for head in re.findall(r"^## (.+)$", screens, re.MULTILINE)
    }

    links = re.findall(r"\(screens\.md#(.+?)\)", page)

    assert len(links) >= len(TERMS)
    assert set(links) <= parts


def test_terms_stand_in_order_and_once():
    names = [one.name for one in TERMS]

    assert len(set(names)) == len(names)
    assert names == sorted(names, key=lambda name: name.casefold().split(" (")[0])


def test_what_a_key_opens_with_and_how_one_is_called_have_one_word_each():
    """A password is of a database, a passphrase of what lies locked; a person has a handle."""
    window = ElementTree.parse(ROOT / "resources/translations/modelward_nl.ts")
    said = [one.text or "" for one in window.iter("source")]
    text = (ROOT / "resources/translations/nl.po").read_text(encoding="utf-8")
    said += re.findall(r'^msgid "(.*)"$', text, re.MULTILINE)
    guide = (ROOT / "docs/user-guide.md").read_text(encoding="utf-8")

    of_keys = r"password[^.]*\b(?:sign|signing)\b|\b(?:sign|signing)\b[^.]*password"
    assert [one[:99] for one in said if re.search(rf"(?i)user id\b|{of_keys}", one)] == []
    assert "user id" not in guide.lower()


def test_a_reference_leads_to_a_term():
    names = {one.name.casefold().split(" (")[0] for one in TERMS}

    named = [
        re.sub(r"\W.*", "", one.meaning.removeprefix("See ")) if ";" in one.meaning
        else one.meaning.removeprefix("See ").rstrip(".")
        for one in TERMS
        if one.meaning.startswith("See ")
    ]  # fmt: skip

    assert len(named) >= 4
    assert set(named) <= names
