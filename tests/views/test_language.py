"""The window in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from sqlalchemy import select

from app import texts
from app.models.tables.organisation import Person
from app.services.commands.changing import ConflictError, Difference
from app.views import cells, language
from app.views.language import listed, tr
from app.views.panels.operate_sheet import ConfirmSheet
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


def test_what_another_person_changed_meanwhile_is_told_in_dutch(qtbot: Any) -> None:
    language.use("nl")
    window = QWidget()
    qtbot.addWidget(window)
    sheet = ConfirmSheet("T", "V", window)
    moved = (
        Difference("risk_tier", "medium", "high", "low"),
        Difference("description", "", "high", "low"),
    )

    sheet.show_conflict(ConflictError(moved, "Mark Jansen", datetime.now(UTC), 4))

    said = "\n".join(one.text() for one in sheet.errors.findChildren(QLabel))
    assert "Mark Jansen wijzigde risicoklasse en beschrijving sinds u het opende." in said
    assert "Risicoklasse: nu hoog, van u laag." in said
    assert "Beschrijving: nu high, van u low." in said  # people's own words stay


@pytest.mark.parametrize(
    ("code", "one", "many"),
    [("en", "1 alert", "3 alerts"), ("nl", "1 signaal", "3 signalen")],
)
def test_plurals_follow_the_number(code: str, one: str, many: str) -> None:
    language.use(code)

    assert tr("%n alert(s)", "", 1) == one
    assert tr("%n alert(s)", "", 3) == many
    assert tr("%n alert(s)", "", 0) == many.replace("3", "0")


@pytest.mark.parametrize("code", ["en", "nl"])
def test_thousands_stand_apart_as_in_every_other_number(code: str) -> None:
    language.use(code)

    said = tr("%n alert(s)", "", 98_412)

    assert said.split(" ")[0] == cells.significant(98_412)


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


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "0 s"), (2e-6, "< 1 ms"), (0.012, "12 ms"), (0.4, "0.4 s"), (59, "59 s")],
)
def test_a_short_time_is_never_told_as_none(seconds: float, said: str) -> None:
    assert cells.duration(seconds) == said


@pytest.mark.parametrize(
    ("value", "digits", "said"),
    [
        (0.00007, 1, "0.00007"),
        (-0.0000712, 3, "−0.0000712"),
        (0.00012, 2, "0.00012"),
        (4e-9, 1, "4e−09"),
        (12_345.6, 3, "12\N{NARROW NO-BREAK SPACE}346"),
    ],
)
def test_a_small_number_is_written_out(value: float, digits: int, said: str) -> None:
    assert cells.significant(value, digits) == said


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
