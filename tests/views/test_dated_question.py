"""Questions with a day in them, in both languages: what is asked about, when, or why not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from app.views import language
from app.views.panels.dated_question import DatedQuestion, dated_question
from app.views.typed_day import parse_moment, past_moment
from app.views.zones import zone

DAY = "2025-06-03"


@pytest.fixture(params=["en", "nl"])
def spoken(request) -> Iterator[str]:
    language.use(request.param)
    yield request.param
    language.use("en")


@pytest.fixture
def dutch() -> Iterator[None]:
    language.use("nl")
    yield
    language.use("en")


def asked(text: str) -> DatedQuestion:
    found = dated_question(text)
    assert found is not None, text
    return found


@pytest.mark.parametrize(
    "text",
    [
        "which version of card-fraud served on 3 June 2025",
        "Which version of card-fraud served on 3 June 2025?",
        "on 3 June 2025, which version of card-fraud was serving",
        "what did card-fraud serve on June 3rd, 2025",
        "card-fraud on 2025-06-03",
        "2025-06-03 card-fraud",
        "card-fraud as of 3 Jun 2025",
        "welke versie van card-fraud draaide op 3 juni 2025?",
        "op 3 juni 2025 welke versie van card-fraud",
        "card-fraud per 3 juni 2025",
        "welke versie van card-fraud was op 3 juni 2025 in bedrijf",
    ],
)
def test_words_of_either_language_and_any_order_are_understood(spoken: str, text: str) -> None:
    found = asked(text)

    assert found.names[0] == "card-fraud"
    assert found.at == past_moment(DAY)
    assert found.reason == ""


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("card-fraud 3 June 2025 14:30", f"{DAY} 14:30"),
        ("card-fraud on 3 June 2025 at 9:15 UTC", f"{DAY} 09:15 UTC"),
        ("card-fraud op 3 juni 2025 om 14:30", f"{DAY} 14:30"),
        ("card-fraud 2025-06-03T10:00:00.5+0200", f"{DAY} 08:00:00 UTC"),
    ],
)
def test_a_time_may_stand_behind_the_day(spoken: str, text: str, moment: str) -> None:
    found, wanted = asked(text), parse_moment(moment)

    assert found.names[0] == "card-fraud"
    assert found.at is not None
    assert wanted is not None
    assert abs(found.at - wanted) < timedelta(seconds=1)


def test_a_day_without_a_year_is_the_last_one_that_was(spoken: str) -> None:
    for text, day in (
        ("cc yesterday", "yesterday"), ("cc gisteren", "gisteren"),
        ("what served cc 40 days ago", "40 days ago"), ("cc 3 weken geleden", "3 weken geleden"),
    ):  # fmt: skip
        assert asked(text).names[0] == "cc"
        assert asked(text).at == past_moment(day)
    may = asked("cc 3 mei").at
    assert may is not None
    assert f"{may.astimezone(zone()):%m-%d}" == "05-03"
    assert timedelta(0) < datetime.now(UTC) - may < timedelta(days=367)


def test_a_day_that_can_be_no_month_is_read_day_first() -> None:
    assert asked("card-fraud 27-8-2025").at == past_moment("2025-08-27")


def test_days_in_figures_are_those_of_the_language(dutch: None) -> None:
    assert asked("card-fraud 3-6-2025").at == past_moment(DAY)
    assert asked("card-fraud op 03/06/2025").at == past_moment(DAY)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("card-fraud 3-6-2025", "Two days? Write 2025-06-03 or 2025-03-06."),
        ("card-fraud 3.3.2025", "Write it as 2025-03-03."),
        ("card-fraud 2025/06/03", "Write it as 2025-06-03."),
        ("card-fraud 31-31-2025", "There is no such day."),
        ("card-fraud 2025-02-30", "There is no such day."),
        ("card-fraud 31 June 2025", "There is no such day."),
        ("card-fraud 3-6-25", "Write the year in full: 2026, not 26."),
        ("card-fraud 3 June 20", "Write the year in full: 2026, not 26."),
        ("card-fraud in June 2025", "A day is missing."),
        ("card-fraud 2025-06", "A day is missing."),
        ("card-fraud 2999-01-01", "That is still to come."),
        ("card-fraud 2025-06-03 or 2025-06-04", "Two days are named. Ask for one of them."),
    ],
)
def test_what_is_no_day_or_may_be_two_is_said(text: str, reason: str) -> None:
    found = asked(text)

    assert (found.at, found.reason) == (None, reason)
    assert found.names[0].startswith("card-fraud")


def test_the_reasons_are_dutch_in_a_dutch_window(dutch: None) -> None:
    assert asked("card-fraud 31-2-2025").reason == "Zo'n dag is er niet."
    assert asked("card-fraud 3-6-25").reason == "Schrijf het jaar voluit: 2026, niet 26."


@pytest.mark.parametrize(
    "text",
    [
        "card-fraud",
        "card-fraud v14",
        "alert 3",
        "card-fraud-2025-06-03",
        "cc 1.2.30",
        "may",
        "#PROD",
    ],
)
def test_where_no_day_stands_there_is_no_such_question(spoken: str, text: str) -> None:
    assert dated_question(text) is None


def test_words_inside_a_name_are_of_the_name() -> None:
    assert (
        asked("which version of fraud in cards served on 3 June 2025").names[0] == "fraud in cards"
    )
    # A model may be called like a word of the question: then by all that was typed.
    assert asked("model of models x 2025-06-03").names == ("x", "model of models x")


def test_without_a_thing_it_asks_about_everything() -> None:
    assert asked("2025-06-03").names == ()
    assert asked("what served yesterday?").names == ()


@pytest.mark.parametrize("typed", ["1 March 2025", "March 1, 2025", "1 maart 2025", "1 mrt 2025"])
def test_the_reader_of_days_takes_both_languages_wherever_a_day_is_typed(
    spoken: str, typed: str
) -> None:
    assert parse_moment(typed) == parse_moment("2025-03-01")
    assert parse_moment(f"{typed} 14:30") == parse_moment("2025-03-01 14:30")
