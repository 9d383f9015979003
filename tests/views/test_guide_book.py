"""The guide as a book: what its parts are, what is found in them, and where links lead."""

from __future__ import annotations

import re

import pytest

from app.views import language
from app.views.cards import CARDS
from app.views.glossary import terms
from app.views.guide_book import LISTED, WORDS, GuideBook, Part

LINK = re.compile(r"\]\(([^)]+)\)")


@pytest.fixture
def book() -> GuideBook:
    return GuideBook()


@pytest.fixture
def dutch():
    language.use("nl")
    yield
    language.use("en")


def part(book: GuideBook, link: str) -> Part:
    found = book.linked(link)
    assert found is not None
    return found


def leads(book: GuideBook, href: str, page: str) -> bool:
    """To a part of that very name, where it names one."""
    found = book.linked(href, page)
    return found is not None and found.anchor == href.partition("#")[2]


def test_the_contents_are_every_part_of_the_guide_and_the_words(book):
    titles = [(one.level, one.title) for one in book.contents]

    assert titles[:2] == [(1, "User guide"), (2, "Ideas")]
    assert (1, "The screens") in titles
    assert (3, "Champion and challenger") in titles
    assert titles[-1] == (1, "Words")


def test_a_line_of_code_that_begins_with_a_cross_is_no_part(book):
    assert not [one.title for one in book.contents if one.title.startswith("effective_until")]


@pytest.mark.parametrize("code", ["en", "nl"])
def test_every_screen_has_its_part_in_either_language(code):
    language.use(code)
    try:
        book = GuideBook()
        found = {key: book.of_screen(key) for key in CARDS}
        said = {key: language.tr(card.title) for key, card in CARDS.items()}
    finally:
        language.use("en")

    assert {key: one.title if one else "" for key, one in found.items()} == said


def test_what_a_dutch_reader_opens_is_dutch(dutch):
    book = GuideBook()

    assert book.contents[0].title == "Gebruikersgids"
    assert part(book, "screens.nl.md#signalen").text.startswith("\n![Signalen]")
    assert not [one for page in LISTED for one in book.parts(page) if "<!--" in one.text]


def test_words_are_found_over_all_parts_those_called_so_first(book):
    found = book.find("SNOOZE")

    assert [one.part.link for one in found][:2] == [f"{WORDS}.md#snooze", "screens.md#alerts"]
    assert [one.where for one in found][:2] == ["Words", "The screens"]
    assert book.find("principal keytab")[0].where == "The window"
    in_text = found[1]
    assert in_text.snippet[in_text.at :].startswith("snooze")


def test_every_word_has_to_be_there(book):
    both = {one.part.link for one in book.find("records champion")}

    assert "screens.md#champion-and-challenger" in both
    assert both < {one.part.link for one in book.find("champion")}
    assert book.find("zeppelin") == []
    assert book.find("  ") == []


def test_what_is_found_is_read_without_the_marks_of_its_page(book):
    (hit,) = [one for one in book.find("snoozes for up to a week") if one.part.title == "Alerts"]

    assert "S snoozes for up to a week. In a protected stage" in hit.snippet


def test_a_part_is_read_with_those_that_stand_below_it(book):
    lineage = book.topic(part(book, "screens.md#the-graph"))

    assert [one.title for one in lineage] == ["Lineage", "The graph"]
    before, after = book.beside(lineage[1])
    assert before is not None
    assert after is not None
    assert (before.title, after.title) == ("Inventory", "Looking back: As of…")


def test_words_and_parts_lead_to_each_other(book):
    (alert,) = [one for one in terms() if one.name == "Alert"]
    alerts = part(book, "screens.md#alerts")

    assert book.told_in(alert)[0] == alerts
    assert "Snooze" in [one.name for one in book.words_in(book.topic(alerts))]


def test_links_lead_nowhere_but_into_the_guide(book):
    assert part(book, "user-guide.nl.md#signing").title == "Signing"
    decision = part(book, "decisions/040-a-question-stops-no-clock.md")
    assert decision.title.startswith("040")
    assert book.linked("../rights.md", decision.page) == part(book, "rights.md")
    assert book.linked("../README.md", "user-guide") is None
    assert book.linked("images/screens/home.png", "screens") is None
    assert book.linked("no-such-page.md") is None


@pytest.mark.parametrize("code", ["en", "nl"])
def test_every_link_of_every_part_leads_somewhere(code):
    """An installed guide has the same files: see the test of the wheel."""
    language.use(code)
    try:
        book = GuideBook()
        dead = [
            (one.link, href)
            for page in LISTED
            for one in book.parts(page)
            for href in LINK.findall(one.text)
            if not href.startswith(("http", "images/")) and not leads(book, href, page)
        ]
    finally:
        language.use("en")

    assert dead == []
