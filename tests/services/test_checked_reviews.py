"""A sign-off whose signature does not hold is shown as that, and is no review."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert, select

from app.models.queries.lineage import EventQuery, list_events
from app.models.queries.lineage_reviews import SIGNED_OFF
from app.models.tables.governance import LineageReview
from app.models.tables.organisation import SigningKey
from app.models.tables.trail import AuditEvent
from app.services.checked_reviews import (
    checked_reviewers_of,
    checked_reviews_of,
    list_checked_reviews,
    load_checked_event,
)
from app.services.verifying.signatures import BROKEN, MISSING
from tests.services.test_lineage_reviews import measured, model_of, reviewed
from tests.trail_kit import live, tamper
from tests.workspaces import TestWorkspace


@pytest.fixture
def bank(workspace: TestWorkspace) -> TestWorkspace:
    """The life of cc-fraud, sealed; nobody has looked at it yet."""
    live(workspace)
    if workspace.is_sqlite:  # a file of one person's asks for no signature; a demo does
        tamper(workspace, "UPDATE {schema}workspace SET is_demo = true")
    return workspace


def events(bank: TestWorkspace) -> list[int]:
    """Those that a sign-off of all of it covers."""
    with bank.service.reading() as session:
        wanted = select(AuditEvent.id).where(
            AuditEvent.model_id == model_of(bank), AuditEvent.tag != SIGNED_OFF
        )
        return [*session.scalars(wanted)]


def forge(bank: TestWorkspace) -> UUID:
    """Written by SQL with Jo's own login, which the database can't tell from a signed one."""
    facts = measured(bank).facts
    assert facts is not None
    forged = uuid4()
    with bank.work("jo").unit() as work:
        jo = work.actor.id
        key = work.session.scalars(select(SigningKey.id).where(SigningKey.person_id == jo)).first()
        work.session.execute(
            insert(LineageReview.__table__).values(
                id=forged, model_id=model_of(bank), first_position=facts.first,
                last_position=facts.last, events=facts.events, own_events=facts.own,
                sha256=facts.sha256, reason="I read all of it.", document="{}",
                signature="not a signature", key_id=key,
            )
        )  # fmt: skip
    return forged


def test_a_forged_sign_off_is_told_and_reviews_nothing(bank: TestWorkspace) -> None:
    forged, every, sanne = forge(bank), events(bank), bank.work("sanne")

    (row,) = sanne.read(list_checked_reviews, model_of(bank))
    found = sanne.read(checked_reviews_of, every)

    assert (row.id, row.fault, row.is_signed) == (forged, BROKEN, False)
    assert {one.fault for by in found.values() for one in by} == {BROKEN}
    assert set(sanne.read(checked_reviewers_of, every).values()) == {()}
    assert [one.fault for one in sanne.read(load_checked_event, every[0]).reviews] == [BROKEN]


def test_beside_a_forged_one_that_of_another_counts(bank: TestWorkspace) -> None:
    forge(bank)
    reviewed(bank, "mark")

    told = bank.work("sanne").read(checked_reviewers_of, events(bank))

    assert set(told.values()) == {("Mark Jansen",)}
    rows = bank.work("sanne").read(list_checked_reviews, model_of(bank))
    assert [(row.by, row.is_signed) for row in rows] == [
        ("Mark Jansen", True), ("Jo Vermeer", False),
    ]  # fmt: skip


def test_what_a_forged_one_alone_covers_is_found_as_unreviewed(bank: TestWorkspace) -> None:
    forged, every = forge(bank), events(bank)
    query = EventQuery.of("is:unreviewed", model_id=model_of(bank))
    sanne = bank.work("sanne")

    recorded = sanne.read(list_events, query).rows
    left = sanne.read(list_events, replace(query, void=frozenset({forged}))).rows

    assert recorded == ()
    assert sorted(row.id for row in left) == every


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("signature = 'AAAA'", BROKEN),
        ("reason = 'None of it.'", "what was signed says something else: reason"),
        ("signature = '', key_id = NULL", MISSING),
    ],
)
def test_what_was_changed_afterwards_does_not_hold(
    bank: TestWorkspace, change: str, why: str
) -> None:
    reviewed(bank)
    before = bank.work("sanne").read(list_checked_reviews, model_of(bank))[0]
    tamper(bank, f"UPDATE {{schema}}lineage_review SET {change}")

    after = bank.work("sanne").read(list_checked_reviews, model_of(bank))[0]

    assert (before.fault, before.is_signed) == ("", True)
    assert (after.fault, after.is_signed) == (why, False)


def test_in_a_persons_own_file_what_nobody_signed_is_recorded_and_counts(
    sqlite_workspace: TestWorkspace,
) -> None:
    live(sqlite_workspace)
    reviewed(sqlite_workspace)
    tamper(sqlite_workspace, "UPDATE {schema}lineage_review SET signature = '', key_id = NULL")

    (row,) = sqlite_workspace.work("sanne").read(list_checked_reviews, model_of(sqlite_workspace))

    assert (row.fault, row.is_signed) == (None, False)
    told = sqlite_workspace.work("sanne").read(checked_reviewers_of, events(sqlite_workspace))
    assert set(told.values()) == {("Jo Vermeer",)}
