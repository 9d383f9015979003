"""F1 and the palette: what a word means here, in the reader's words, and the way to the thing."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from app.views import language
from app.views.cards import CARDS
from app.views.dialogs.help_sheet import HelpSheet
from app.views.dialogs.word_list import WordList
from app.views.glossary import find_terms, terms, terms_called
from app.views.panels import limits

TITLES = {key: card.title for key, card in CARDS.items()}


@pytest.fixture
def dutch():
    language.use("nl")
    yield
    language.use("en")


@pytest.fixture
def sheet(qtbot, window, alerts) -> HelpSheet:
    qtbot.keyClick(alerts.table, Qt.Key.Key_F1)
    found = window.findChild(HelpSheet)
    assert found is not None
    return found


def names(sheet: HelpSheet) -> list[str]:
    return [one.name for one in sheet.words.model.rows]


def test_the_words_of_the_screen_come_first(sheet):
    assert names(sheet) == [
        "Alert", "Disparate impact", "Jensen–Shannon", "KS", "On call", "Operator", "PSI",
        "Runbook", "Saved view", "Snooze", "Wasserstein",
    ]  # fmt: skip
    assert sheet.words.field.hasFocus()


def test_the_search_goes_over_all_words_and_over_what_they_mean(qtbot, sheet):
    qtbot.keyClicks(sheet.words.field, "champion")
    assert names(sheet)[0] == "Champion and challenger"
    assert "measure by measure" in sheet.words.meaning.text()

    sheet.words.field.setText("nobody decides about their own")
    assert names(sheet) == ["Four eyes"]


def test_a_word_that_nobody_uses_says_so(sheet):
    sheet.words.field.setText("zeppelin")

    assert names(sheet) == []
    assert sheet.words.meaning.text() == ""
    assert sheet.words.links == []


def test_a_word_leads_to_the_screen_where_the_thing_lives(qtbot, window, sheet):
    sheet.words.field.setText("Model inventory")
    (link,) = sheet.words.links
    assert link.text() == "Go to Inventory"

    link.click()

    assert window.current_key == "inventory"
    assert not sheet.isVisible()


def test_enter_leads_there_from_the_search(qtbot, window, sheet):
    sheet.words.field.setText("Model inventory")
    qtbot.keyClick(sheet.words.field, Qt.Key.Key_Return)

    assert window.current_key == "inventory"


def test_every_word_leads_somewhere_in_a_window_with_all_screens(qtbot):
    words = WordList("home", TITLES)
    qtbot.addWidget(words)
    dead = []
    for term in terms():
        words._show(term)
        wanted = {f"words.go.{key}" for key in term.screens}
        if {one.objectName() for one in words.links} != wanted or not wanted:
            dead.append(term.name)

    assert dead == []


def test_every_screen_with_a_purpose_has_words_of_its_own():
    bare = [key for key in CARDS if not find_terms("", key)]

    assert bare == ["notifications", "jobs"]


def test_the_palette_finds_a_word_and_opens_it(qtbot, window, alerts):
    window.palette_.open("alerts", "waiver")
    qtbot.waitUntil(lambda: bool(window.palette_.model.items))
    (item,) = [one for one in window.palette_.model.items if one.group == "Words"]
    assert item.title == "Waiver"
    assert "second person" in item.detail

    item.run()

    found = window.findChild(HelpSheet)
    assert found is not None
    assert found.words.table.current_row().name == "Waiver"


def test_a_letter_alone_asks_for_no_word(window, alerts):
    window.palette_.open("alerts", "a")

    assert [one for one in window.palette_.model.items if one.group == "Words"] == []


def test_dutch_readers_find_words_by_both_names(dutch):
    assert [one.said for one in terms_called("ontheffing")] == ["Ontheffing"]
    assert [one.said for one in terms_called("waiver")] == ["Ontheffing"]
    snooze = next(one for one in find_terms("", "alerts") if one.name == "Snooze")
    assert snooze.told.startswith("Een signaal hoogstens een week")


@pytest.mark.parametrize("test", ["psi", "ks", "wasserstein", "jensen_shannon", "disparate_impact"])
def test_what_an_alert_calls_a_measure_is_explained_where_alerts_and_monitors_are(dutch, test):
    (found,) = [one for one in terms() if one.said == limits.test_name(test)]

    assert found.screens == ("monitoring", "alerts")
    assert found.told != found.meaning
