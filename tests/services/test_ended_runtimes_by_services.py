"""What a service makes of the word that a retired runtime has ended, whatever happens meanwhile."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from app import texts
from app.models.queries.ended_runtimes import load_ended_by
from app.models.queries.events import load_event_rows
from app.models.queries.runtime_map import load_runtime_map
from app.models.tables.execution import Deployment, Placement
from app.models.tables.life_cycle import EngineInbox
from app.models.tables.monitoring import Alert
from app.models.tables.trail import AuditEvent
from app.services import retired_runtimes
from app.services.commands.ended_runtimes import say_ended, settle_ended, take_off_ended
from app.services.commands.runtimes import record_not_ended
from app.services.engine.engine import Engine
from app.services.engine.inbox import Inbox
from app.services.retired_runtimes import OutlivingWatch
from app.services.unit_of_work import InboxKind
from tests.killed_worker import CONTEXT, live
from tests.services.killed_ending import KILLED, POINTS, settle, take_up
from tests.services.test_ended_runtimes import (
    DEPLOYED,
    SEEN_BY_EYE,
    SOLD,
    TAKEN_OFF,
    deployed,
    in_production,
    retire,
    runtime_of,
    say,
)
from tests.stories import put_in_production, register
from tests.trail_kit import tamper
from tests.workspaces import TestWorkspace

WHY = "The runtime (process 7) does not end."


@pytest.fixture
def bank(workspace: TestWorkspace, monkeypatch: pytest.MonkeyPatch) -> TestWorkspace:
    """What serves in production does so on a runtime that is retired; each word is signed."""
    monkeypatch.setattr(retired_runtimes, "GONE_FOR", timedelta())
    put_in_production(workspace, register(workspace))
    if workspace.is_sqlite:
        tamper(workspace, "UPDATE {schema}workspace SET is_demo = true")
    retire(workspace)
    return workspace


def taken_up(bank: TestWorkspace, asked: UUID) -> str:
    """What the inbox says of it, once a service has been there."""
    inbox = Inbox(Engine(), {InboxKind.RUNTIME_ENDED: take_off_ended})
    while inbox.take_one(bank.service):
        pass
    with bank.service.reading() as session:
        return session.get_one(EngineInbox, asked).result


def count_taken_off(bank: TestWorkspace) -> int:
    with bank.service.reading() as session:
        told = select(AuditEvent.id).where(AuditEvent.tag == "deployment.undeployed")
        return len(session.scalars(told).all())


# What it stopped by


def test_who_said_it_is_told_by_what_it_stopped(bank: TestWorkspace) -> None:
    asked = say(bank)
    bank.service.write(record_not_ended, runtime_of(bank), is_up=True, why=WHY)

    said = taken_up(bank, asked)

    assert said == (
        "Nothing was taken off. A service saw its server up within the last minute."
        " Have it ended; its alert says why the service did not end it."
    )
    assert texts.told(said, language="nl").startswith("Er is niets af gehaald. Een service zag")
    assert in_production(bank) == [DEPLOYED]


def test_each_reason_is_told_with_what_it_is_about(bank: TestWorkspace) -> None:
    asked = say(bank)
    put_in_production(bank, register(bank, name="hmrm", by="mark"))
    of_prod_1 = "(SELECT id FROM {schema}runtime WHERE name = 'prod-1')"
    tamper(bank, f"UPDATE {{schema}}deployment SET runtime_id = {of_prod_1}")
    bank.service.write(record_not_ended, runtime_of(bank), is_up=True, why=WHY)

    said = taken_up(bank, asked)

    assert "What you were not shown is deployed on it, too: hmrm v1 (PROD)." in said
    assert "A service saw its server up" in said


def test_a_refusal_of_a_rule_alone_is_no_code(bank: TestWorkspace) -> None:
    asked = say(bank)
    tamper(bank, "UPDATE {schema}deployment SET state = 'undeployed'")

    said = taken_up(bank, asked)

    assert said == (
        "Nothing was taken off."
        " Nothing is deployed on it any more, so there is nothing to take off."
    )


# What is on its way


@pytest.mark.parametrize("state", ["undeploying", "rolling_back"])
def test_what_is_being_switched_on_a_retired_runtime_is_told_and_taken_off_by_word(
    bank: TestWorkspace, state: str
) -> None:
    on_its_way(bank, state)
    OutlivingWatch(bank.service).run_once()
    with bank.service.reading() as session:
        (alert,) = session.scalars(select(Alert).where(Alert.state == "open")).all()
        shown = load_runtime_map(session, bank.work("tom").actor.id)
    (row,) = shown.outliving

    said = taken_up(bank, say(bank, seen=on_runtime(bank)))
    OutlivingWatch(bank.service).run_once()

    assert "may still answer on prod-1, which is retired" in alert.title
    assert (row.name, [one.state for one in row.serving]) == ("prod-1", [state])
    assert shown.ending[row.id] == ()
    assert (said, in_production(bank)) == ("", [TAKEN_OFF])
    with bank.service.reading() as session:
        assert load_ended_by(session, session.scalars(select(Deployment)).one()) == "Tom Bakker"
        assert session.get_one(Alert, alert.id).state == "resolved"


@pytest.mark.parametrize("state", ["undeploying", "rolling_back"])
def test_what_is_being_switched_is_taken_off_once_a_service_saw_the_end(
    bank: TestWorkspace, state: str
) -> None:
    on_its_way(bank, state)

    assert bank.service.write(settle_ended, runtime_of(bank)) == 1

    assert in_production(bank) == [("undeployed", SOLD, "left", SOLD)]
    with bank.service.reading() as session:  # whoever asked for a roll-back did not say so
        assert load_ended_by(session, session.scalars(select(Deployment)).one()) == ""


def on_its_way(bank: TestWorkspace, state: str) -> None:
    asked = uuid4() if state == "rolling_back" else None
    is_asked = ", asked_id = :one" if asked else ""
    given = {"one": asked.hex if bank.is_sqlite else asked} if asked else {}
    tamper(bank, f"UPDATE {{schema}}deployment SET state = '{state}'{is_asked}", **given)


def on_runtime(bank: TestWorkspace) -> list[UUID]:
    with bank.service.reading() as session:
        return list(session.scalars(select(Deployment.id)))


# What the reason holds


def test_no_sign_of_the_reason_turns_round_what_is_read_beside_it(bank: TestWorkspace) -> None:
    typed = "Seen by \u202eeye\x07,\nin the yard \N{FAMILY}\u200d."
    OutlivingWatch(bank.service).run_once()
    asked = bank.work("tom").write(
        say_ended, runtime_of(bank), reason=typed, seen=deployed(bank), signer=bank.signer("tom")
    )

    assert taken_up(bank, asked) == ""

    kept = "Seen by \ufffdeye\ufffd,\nin the yard \N{FAMILY}\u200d."
    with bank.service.reading() as session:
        (one,) = session.scalars(select(Deployment)).all()
        place = session.get_one(Placement, one.placement_id)
        (alert,) = session.scalars(select(Alert)).all()
        taken_off = select(AuditEvent).where(AuditEvent.tag == "deployment.undeployed")
        (event,) = load_event_rows(session, session.scalars(taken_off).all())
        told = texts.event(event.tag, event.words, language="en")
        assert (one.reason, place.reason) == (kept, kept)
        assert alert.detail.endswith(kept)
        assert told.endswith(kept)


# Two services, and one that dies


def test_of_two_services_that_saw_the_end_one_takes_it_off(
    bank: TestWorkspace, tmp_path: Path
) -> None:
    together = CONTEXT.Barrier(2)
    url, runtime = bank.login_url("service"), runtime_of(bank)
    said = [tmp_path / "one", tmp_path / "other"]
    both = [CONTEXT.Process(target=settle, args=(url, runtime, together, each)) for each in said]
    for one in both:
        one.start()
    for one in both:
        one.join(60)

    assert [one.exitcode for one in both] == [0, 0]
    assert sorted(one.read_text() for one in said) == ["0", "1"]
    assert in_production(bank) == [("undeployed", SOLD, "left", SOLD)]
    assert count_taken_off(bank) == 1


def test_a_word_that_waited_for_a_service_that_saw_the_end_finds_nothing_left(
    bank: TestWorkspace,
) -> None:
    """Both are at it: the word is taken up while what the service saw is not stored yet."""
    asked, said = say(bank), list[str]()
    other = threading.Thread(target=lambda: said.append(taken_up(bank, asked)))

    with bank.service.unit() as work:
        settle_ended(work, runtime_of(bank))
        work.flush()
        other.start()
        other.join(0.5)
    other.join(60)

    assert said == [
        "Nothing was taken off."
        " Nothing is deployed on it any more, so there is nothing to take off."
    ]
    assert in_production(bank) == [("undeployed", SOLD, "left", SOLD)]
    assert count_taken_off(bank) == 1


@pytest.mark.parametrize("point", POINTS)
def test_a_service_that_is_killed_leaves_nothing_half_done(bank: TestWorkspace, point: str) -> None:
    asked = say(bank)
    url = bank.login_url("service")

    first = live(take_up, url, point)
    with bank.service.reading() as session:
        consumed = session.get_one(EngineInbox, asked).consumed_at
    before, events = in_production(bank), count_taken_off(bank)
    second = live(take_up, url, "")

    assert (first, consumed, before, events) == (KILLED, None, [DEPLOYED], 0)
    assert (second, in_production(bank), count_taken_off(bank)) == (0, [TAKEN_OFF], 1)
    with bank.service.reading() as session:
        assert session.get_one(EngineInbox, asked).result == ""
        assert session.scalars(select(Deployment.reason)).one() == SEEN_BY_EYE
