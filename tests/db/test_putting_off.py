"""What a person puts off is off their list alone, on both databases, and comes back by itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from app.errors import InputError, RefusedError
from app.models.queries.as_of import look_back
from app.models.queries.home import load_work
from app.models.queries.need_rows import NeedRow
from app.models.queries.needs import list_needs
from app.models.queries.put_off import load_put_off
from app.services.commands.acts import open_evidence
from app.services.commands.notes import write_note
from app.services.commands.putting_off import put_off, set_put_off
from app.services.commands.requests import decide
from tests.stories import alarm, ask, register
from tests.workspaces import TestWorkspace

HOUR = timedelta(hours=1)


def needs(bank: TestWorkspace, handle: str, now: datetime, *, whole: bool = False) -> list[NeedRow]:
    work = bank.work(handle)
    return list(work.read(list_needs, work.actor.id, now=now, with_put_off=whole))


def test_it_goes_from_one_list_and_comes_back_at_its_time(workspace: TestWorkspace) -> None:
    request_id, now = ask(workspace, register(workspace)), datetime.now(UTC)
    jo, until = workspace.work("jo"), now + HOUR

    done = jo.write(put_off, "request", request_id, until=until, now=now)

    assert needs(workspace, "jo", now) == []
    assert [one.id for one in needs(workspace, "aisha", now)] == [request_id]
    (away,) = needs(workspace, "jo", now, whole=True)
    assert (away.is_put_off, away.remind_at) == (True, until)
    home = jo.read(load_work, jo.actor.id, now=now, last_visit=now)
    assert (home.needs, home.needs_count, home.put_off) == ((), 0, 1)
    (back,) = needs(workspace, "jo", until)
    assert not back.is_put_off

    again = jo.write(set_put_off, "request", done)
    assert [one.id for one in needs(workspace, "jo", now)] == [request_id]
    jo.write(set_put_off, "request", again)
    assert needs(workspace, "jo", now) == []


def test_it_comes_back_as_soon_as_something_happens_to_it(workspace: TestWorkspace) -> None:
    request_id, now = ask(workspace, register(workspace)), datetime.now(UTC)
    workspace.work("jo").write(put_off, "request", request_id, until=None, now=now)
    assert needs(workspace, "jo", now) == []

    workspace.work("aisha").write(
        decide, request_id, verdict="accept", reason="Read the tests; the limits hold.",
        signer=workspace.signer("aisha"),
    )  # fmt: skip

    assert [one.id for one in needs(workspace, "jo", now)] == [request_id]


def test_what_is_critical_or_not_ones_own_is_refused_and_stores_nothing(
    workspace: TestWorkspace,
) -> None:
    found, now = register(workspace), datetime.now(UTC)
    alert_id = alarm(workspace, found, severity="critical")
    tom, jo = workspace.work("tom"), workspace.work("jo")

    with pytest.raises(RefusedError) as refused:
        tom.write(put_off, "alert", alert_id, until=now + HOUR, now=now)
    with pytest.raises(InputError):
        jo.write(put_off, "alert", alert_id, until=now + HOUR, now=now)

    assert [one.code for one in refused.value.blockers] == ["need.critical"]
    assert [one.id for one in needs(workspace, "tom", now)] == [alert_id]


def test_an_alert_that_is_seen_again_stays_off_the_list_and_one_that_got_worse_does_not(
    workspace: TestWorkspace,
) -> None:
    found, now = register(workspace), datetime.now(UTC)
    alert_id = alarm(workspace, found, severity="medium")
    workspace.work("tom").write(put_off, "alert", alert_id, until=now + HOUR, now=now)

    assert alarm(workspace, found, severity="medium") == alert_id
    assert needs(workspace, "tom", now) == []
    assert alarm(workspace, found, severity="critical") == alert_id

    assert [one.id for one in needs(workspace, "tom", now)] == [alert_id]


def test_a_question_that_was_put_off_comes_back_with_the_next_one(workspace: TestWorkspace) -> None:
    request_id, now = ask(workspace, register(workspace)), datetime.now(UTC)
    question = {"kind": "question", "text": "Which data was it?"}
    workspace.work("aisha").write(write_note, request_id, **question)
    workspace.work("sanne").write(put_off, "question", request_id, until=None, now=now)
    assert needs(workspace, "sanne", now) == []

    workspace.work("aisha").write(write_note, request_id, **question)

    assert [one.id for one in needs(workspace, "sanne", now)] == [request_id]


def test_only_what_is_asked_about_and_not_due_again_is_looked_up(workspace: TestWorkspace) -> None:
    request_id, now = ask(workspace, register(workspace)), datetime.now(UTC)
    jo = workspace.work("jo")
    jo.write(put_off, "request", request_id, until=now + HOUR, now=now)

    def looked_up(ids: list[UUID], at: datetime) -> list[UUID]:
        return list(jo.read(load_put_off, jo.actor.id, ids, now=at))

    assert looked_up([request_id], now) == [request_id]
    assert looked_up([request_id], now + HOUR) == []
    assert looked_up([uuid4()], now) == []
    assert looked_up([], now) == []


def test_that_somebody_reads_the_evidence_brings_nothing_back(workspace: TestWorkspace) -> None:
    request_id, now = ask(workspace, register(workspace)), datetime.now(UTC)
    workspace.work("jo").write(put_off, "request", request_id, until=None, now=now)

    workspace.work("aisha").write(open_evidence, request_id, ("tests",), digest="0" * 64)

    assert needs(workspace, "jo", now) == []


def test_what_was_put_off_today_needed_its_reader_before(workspace: TestWorkspace) -> None:
    request_id, then = ask(workspace, register(workspace)), datetime.now(UTC)
    jo = workspace.work("jo")
    jo.write(put_off, "request", request_id, until=None, now=then)

    with jo.reading() as session:
        look_back(session, then)
        before = list_needs(session, jo.actor.id, now=then)

    assert needs(workspace, "jo", then) == []
    assert [one.id for one in before] == [request_id]
