"""What is typed is quoted in a message by its beginning: a pasted page would fill the window."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from app.command_line.values import instant
from app.errors import InputError, quoted
from app.models.rules.filter_language import COMPARED, duration_of, parse_filter
from app.services.calendars import Schedule
from app.services.commands.models import clean_tag
from app.services.cron import parse_cron

LONG = "word" * 10_000
NOW = datetime(2026, 3, 1, tzinfo=UTC)


def test_a_text_is_quoted_on_one_line_and_up_to_forty_letters():
    assert quoted(" two\nwords ") == "two words"
    assert quoted("a" * 40) == "a" * 40
    assert quoted("a" * 41) == "a" * 40 + "…"


@pytest.mark.parametrize(
    "ask",
    [
        lambda: instant(LONG, NOW),
        lambda: duration_of(parse_filter(f"age>{LONG}", {"age": COMPARED}).conditions[0]),
        lambda: parse_filter(f"{LONG}:x", {}),
        lambda: parse_cron(f"{LONG} " * 9),
        lambda: parse_cron(f"0 0 6 ? * {LONG}"),
        lambda: Schedule("0 6 * * *", zone=LONG),
        lambda: clean_tag("!" * 10_000),
    ],
)
def test_no_message_repeats_a_page(ask: Callable[[], object]):
    with pytest.raises(InputError) as refused:
        ask()
    assert len(refused.value.message) < 250
    assert "…" in refused.value.message
