"""The window in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from app import texts
from app.models.tables.organisation import Person
from app.views import cells, language
from app.views.language import listed, tr
from tests.workspaces import TestWorkspace


@pytest.fixture(autouse=True)
def english_again(qapp: QApplication) -> Iterator[None]:
    yield
    language.use("en")


def test_a_marked_text_is_said_in_dutch() -> None:
    language.use("nl")

    assert tr("No alert is open.") == "Er staat geen signaal open."
    assert tr("what nobody marked") == "what nobody marked"


def test_equal_words_are_told_apart() -> None:
    language.use("nl")

    assert tr("Open") == "Open"
    assert tr("Open", "to open it") == "Openen"


@pytest.mark.parametrize(
    ("code", "one", "many"),
    [("en", "1 alert", "3 alerts"), ("nl", "1 signaal", "3 signalen")],
)
def test_plurals_follow_the_number(code: str, one: str, many: str) -> None:
    language.use(code)

    assert tr("%n alert(s)", "", 1) == one
    assert tr("%n alert(s)", "", 3) == many
    assert tr("%n alert(s)", "", 0) == many.replace("3", "0")


def test_lists_are_joined_as_the_language_does() -> None:
    language.use("nl")

    assert listed(["Jo"]) == "Jo"
    assert listed(["Jo", "Tom", "Eva"]) == "Jo, Tom en Eva"
    assert listed(["Jo", "Tom"], either=True) == "Jo of Tom"


def test_days_and_numbers_are_written_as_the_language_does() -> None:
    at = datetime(2026, 3, 14, 12, tzinfo=UTC)
    said = {}
    for code in ("en", "nl"):
        language.use(code)
        said[code] = (
            language.written(at, "dddd d MMMM yyyy"),
            cells.significant(0.8611),
            cells.duration(7_800),
            cells.moment(at)[:10],
        )

    assert said["en"] == ("Saturday 14 March 2026", "0.861", "2 h 10 min", "2026-03-14")
    assert said["nl"] == ("zaterdag 14 maart 2026", "0,861", "2 u 10 min", "2026-03-14")


def test_copies_keep_the_point_whatever_the_language() -> None:
    language.use("nl")

    assert cells.copied(cells.Number(0.8611)) == "0.8611"


def test_buttons_of_qt_speak_the_language_too() -> None:
    language.use("nl")
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Annuleren"

    language.use("en")
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Cancel"


def test_the_environment_wins_over_the_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODELWARD_LANGUAGE", "nl")
    assert language.wanted("en") == "nl"

    monkeypatch.delenv("MODELWARD_LANGUAGE")
    assert language.wanted("nl") == "nl"
    assert language.wanted("klingon") in texts.LANGUAGES


def test_the_pseudo_language_is_longer_and_keeps_places() -> None:
    language.use(texts.PSEUDO)
    english = "{model} goes to {stage}, %n time(s)"

    said = tr(english)

    assert len(tr("Approve promotion")) >= 1.38 * len("Approve promotion")
    assert "{model}" in said
    assert "{stage}" in said
    assert "%n" in said
    assert "goes" not in said


def test_the_service_is_named_in_the_readers_language_and_people_as_they_are_called(
    sqlite_workspace: TestWorkspace,
) -> None:
    with sqlite_workspace.work("jo").reading() as session:
        rows = session.execute(select(Person.handle, Person.full_name))
        named = {handle: name for handle, name in rows}  # noqa: C416 -- rows are no tuples to mypy

    told = {handle: texts.person_name(name, language="nl") for handle, name in named.items()}

    assert told.pop("service") == "Achtergrondservice"
    assert all(named[handle] == name for handle, name in told.items())
