"""What happened since the last visit: a run that raises eight alerts fills one line, not eight."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from uuid import UUID, uuid4

import pytest

from app import texts
from app.models.queries import home_since
from app.models.queries.events import EventRow
from app.models.queries.home_since import SinceRow
from app.views import language
from app.views.panels.home_rows import since_ref, since_words

AT = datetime(2026, 3, 14, 13, 0, tzinfo=UTC)
MODEL, VERSION, SERVICE = uuid4(), uuid4(), uuid4()


@pytest.fixture
def dutch() -> Iterator[None]:
    language.use("nl")
    yield
    language.use("en")


def happened(number: int, tag: str = "alert.open", *, seconds: int = 0, **other: Any) -> EventRow:
    """The newest has the highest number, as the trail counts."""
    row = EventRow(
        id=number,
        at=AT + timedelta(seconds=seconds),
        tag=tag,
        actor_id=SERVICE,
        actor="Background service",
        object_type="alert",
        object_id=UUID(int=number),
        unit_id=uuid4(),
        model_id=MODEL,
        model_name="cc-fraud",
        version_id=VERSION,
        version=13,
        facts={},
        texts={},
        words={"number": number, "title": "psi 0.4 on income", "subject": "cc-fraud v13"}
        | ({"run_id": "r"} if tag == "alert.resolved" else {}),
    )
    return replace(row, **other)


def fold(events: Sequence[EventRow]) -> list[SinceRow]:
    """Rows stand for events here: they have all that is compared."""
    groups = home_since.fold(cast(Any, events))
    return [SinceRow(cast(EventRow, one[0]), one[-1].id, len(one)) for one in groups]


def test_what_one_run_raised_is_one_line() -> None:
    rows = fold([happened(4), happened(3), happened(2), happened(1, "deployment.deployed")])

    assert [(row.event.id, row.count, row.key) for row in rows] == [(4, 3, 2), (1, 1, 1)]
    assert since_words(rows[0]) == "raised 3 alerts on cc-fraud v13"


def test_one_alone_is_said_whole() -> None:
    (row,) = fold([happened(4)])

    assert since_words(row).startswith("raised alert 4, ")


@pytest.mark.parametrize(
    ("tag", "said"),
    [
        ("alert.resolved", "resolved 2 alerts on cc-fraud v13 by a passing re-test"),
        ("alert.acknowledged", "acknowledged 2 alerts on cc-fraud v13"),
    ],
)
def test_what_was_done_with_many_in_one_go_is_one_line(tag: str, said: str) -> None:
    facts = {"run_id": "r"} if tag == "alert.resolved" else {}
    (row,) = fold([happened(2, tag, facts=facts), happened(1, tag, facts=facts)])

    assert since_words(row) == said


def test_a_hundred_of_one_run_are_counted_as_a_hundred() -> None:
    assert [row.count for row in fold([happened(n) for n in range(100, 0, -1)])] == [100]


def test_what_was_raised_again_is_said_apart_and_so_is_what_another_version_passed() -> None:
    again = {"from": "resolved"}
    by_other = {"run_id": "r", "measured": 14, "subject": "cc-fraud v13"}
    rows = fold(
        [
            happened(4, facts=again, words={**again, "subject": "cc-fraud v13"}),
            happened(3, facts=again),
            happened(2, "alert.resolved", facts={"run_id": "r"}, words=by_other),
            happened(1, "alert.resolved", facts={"run_id": "r"}),
        ]
    )

    assert [since_words(row) for row in rows] == [
        "raised 2 alerts on cc-fraud v13 again",
        "resolved 2 alerts on cc-fraud v13 by a passing re-test of v14",
    ]


def test_another_version_person_or_minute_is_a_line_of_its_own() -> None:
    events = [
        happened(5, seconds=200),
        happened(4),
        happened(3, version_id=uuid4()),
        happened(2, actor_id=uuid4()),
        happened(1, model_id=uuid4()),
    ]

    assert [row.count for row in fold(events)] == [1, 1, 1, 1, 1]


def test_what_is_no_alert_is_never_put_together() -> None:
    rows = fold([happened(2, "deployment.deployed"), happened(1, "deployment.deployed")])

    assert len(rows) == 2


def test_a_line_stays_the_same_line_when_more_of_it_comes() -> None:
    (before,) = fold([happened(2), happened(1)])
    (after,) = fold([happened(3), happened(2), happened(1)])

    assert before.key == after.key
    assert since_ref(after).id == "3"  # the newest, in the lineage


def test_every_folded_tag_has_its_words_in_dutch(dutch: None) -> None:
    for tag in ("alert.open", "alert.resolved", "alert.acknowledged"):
        (row,) = fold([happened(2, tag), happened(1, tag)])
        assert "2 signalen" in since_words(row)
        assert since_words(row) != texts.event(tag, row.event.words)
