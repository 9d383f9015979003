"""The catalogues hold every text, in Dutch words, with the same places."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree

import pytest

from app import texts
from app.views import language
from tests.packaging.checkout import ROOT

PLACES = re.compile(r"\{[^{}]*\}|%n")
WORDS = re.compile(r"[^\W\d_]+")
SHARED = {
    line
    for line in (Path(__file__).parent / "same_in_dutch.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
}


def tool() -> ModuleType:
    """The program behind `make texts`."""
    path = ROOT / "packaging" / "translations.py"
    spec = importlib.util.spec_from_file_location("translations", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def pairs() -> Iterator[tuple[str, str]]:
    """Every English text with each of its Dutch forms."""
    for (text, _about), entry in language.catalogue("nl").items():
        yield from ((text, form) for form in entry.forms)
    yield from texts.catalogue("nl").items()


def test_the_catalogues_agree_with_the_code() -> None:
    assert tool().lagging() == []


@pytest.mark.parametrize("code", ["en", "nl"])
def test_no_text_of_the_window_is_untranslated(code: str) -> None:
    tree = ElementTree.parse(language.catalogue_file(code))

    messages = list(tree.iter("message"))
    lacking = [
        message.findtext("source")
        for message in messages
        for translation in message.iter("translation")
        if translation.get("type") or not "".join(translation.itertext()).strip()
    ]

    assert len(messages) > 40
    assert lacking == []


def test_no_business_text_is_untranslated() -> None:
    known = texts.catalogue("nl")

    assert [text for text in tool().business_texts() if text not in known] == []
    assert len(known) > 400


def test_plurals_have_two_forms() -> None:
    for code in ("en", "nl"):
        tree = ElementTree.parse(language.catalogue_file(code))
        for message in tree.iter("message"):
            if message.get("numerus") == "yes":
                forms = [form.text for form in message.iter("numerusform")]
                assert len(forms) == 2, message.findtext("source")
                assert all(forms), message.findtext("source")


def test_a_translation_has_the_places_of_its_text() -> None:
    wrong = [
        (text, form)
        for text, form in pairs()
        if sorted(PLACES.findall(text)) != sorted(PLACES.findall(form))
    ]

    assert wrong == []


def test_only_shared_words_stay_as_they_are() -> None:
    same = [
        text
        for text, form in pairs()
        if text == form and set(WORDS.findall(PLACES.sub(" ", text).lower())) - SHARED
    ]

    assert same == []


def test_every_shared_word_is_used() -> None:
    used = {
        word
        for text, form in pairs()
        if text == form
        for word in WORDS.findall(PLACES.sub(" ", text).lower())
    }

    assert sorted(SHARED - used) == []
