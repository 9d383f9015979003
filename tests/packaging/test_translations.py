"""The catalogues hold every text, in Dutch words, with the same places."""

from __future__ import annotations

import ast
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
    yield from texts.catalogue("commands_nl").items()
    yield from texts.catalogue("checks_nl").items()


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


def test_nothing_that_a_command_prints_is_untranslated() -> None:
    known, wanted = texts.catalogue("commands_nl"), tool().command_texts()

    assert [text for text in wanted if text not in known] == []
    assert len(wanted) > 300


def test_nothing_that_the_check_of_a_file_says_is_untranslated() -> None:
    known, wanted = texts.catalogue("checks_nl"), tool().checking_texts()

    assert [text for text in wanted if text not in known] == []
    assert len(wanted) > 150


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


def test_what_is_quoted_stands_between_the_same_marks_in_both_languages() -> None:
    other_marks = re.compile("[‘„«»]|'\\{|\"\\{(?!\\{|key|name|example|runtime_hosts)")

    wrong = [
        (text, form)
        for text, form in pairs()
        if other_marks.search(text + form) or text.count("“") != form.count("“")
    ]

    assert not wrong


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


# Where words reach the window, by the place of their argument.
SINKS = {
    "Button": 0, "Column": 0, "caption": 0, "StyledLabel": 0, "SectionLabel": 0, "EmptyState": 0,
    "Tab": 0, "FilterBar": 0, "DataTable": 1, "ActionSpec": 1, "screen_title": 0, "pane_title": 0,
    "toast": 0, "set_blocked": 0, "setText": 0, "setToolTip": 0, "setAccessibleName": 0,
    "setWindowTitle": 0, "setPlaceholderText": 0, "Choice": 0, "Segments": 0, "refuse": 1,
    "InputError": 0, "AppError": 0, "VerificationError": 0,
}  # fmt: skip
UNTRANSLATED = {"Modelward", "English", "Nederlands", "UTC", "SHA-256"}


def unmarked(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        place = SINKS.get(name)
        if place is None or len(node.args) <= place:
            continue
        given = node.args[place]
        parts = given.values if isinstance(given, ast.JoinedStr) else [given]
        words = "".join(str(one.value) for one in parts if isinstance(one, ast.Constant))
        if re.search("[A-Za-z]{3}", words) and words not in UNTRANSLATED:
            yield words


def test_words_of_the_window_are_marked_where_they_are_shown() -> None:
    found = {
        f"{file.name}: {words}"
        for file in sorted((ROOT / "app" / "views").rglob("*.py"))
        for words in unmarked(ast.parse(file.read_text(encoding="utf-8")))
    }

    assert found == set()


def test_a_text_that_is_not_marked_is_found() -> None:
    bad = ast.parse("Button('Delete')\nlabel.setText(f'{n} models')\nButton(tr('Delete'))")

    assert list(unmarked(bad)) == ["Delete", " models"]


def test_what_is_said_as_it_is_yielded_or_handed_on_is_a_text_and_a_docstring_is_none() -> None:
    source = '"""Some words of a file."""\ndef tell():\n    """Some words of a function."""\n'
    source += '    yield Change("trained on other data")\n'
    source += '    found.append(f"{name} no longer takes {tag}.")\n'

    assert {*tool().told(ast.parse(source))} == {
        "trained on other data", "{name} no longer takes {tag}."
    }  # fmt: skip


def test_what_has_a_hint_is_an_error_by_whatever_name_it_is_made() -> None:
    source = 'raise type(error)(error.message, hint=f"Tries left: {left}.")\n'
    source += 'raise Failed("The training ended.", hint="Give it more time.")\n'

    assert {*tool().refusals(ast.parse(source))} == {
        "Tries left: {left}.", "The training ended.", "Give it more time."
    }  # fmt: skip
