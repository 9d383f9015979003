"""Who looks at what right now, and the hint that somebody committed something."""

from __future__ import annotations

import threading
import time
from contextlib import nullcontext, suppress
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from psycopg import OperationalError
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import DBAPIError

from app.errors import InputError, RefusedError
from app.models.database import CHANGED
from app.models.queries.lookups import now
from app.models.queries.presence import who_looks_at
from app.models.queries.status import events_since, present_watermark
from app.models.rules.sizes import SHARES
from app.models.tables.personal import Presence
from app.services.commands.models import NewModel, register_model
from app.services.commands.presence import look_at
from app.services.pulse import Pulse
from app.services.unit_of_work import UnitOfWork
from tests.stories import ask, register
from tests.trail_kit import past_the_rules
from tests.workspaces import TestWorkspace


def test_others_who_look_are_named_until_they_are_gone(workspace: TestWorkspace) -> None:
    request_id = ask(workspace, register(workspace))
    jo, aisha = workspace.work("jo"), workspace.work("aisha")

    aisha.write(look_at, request_id)
    aisha.write(look_at, request_id)
    jo.write(look_at, request_id)

    assert jo.read(who_looks_at, request_id, jo.actor.id) == ("Aisha Rahman",)
    assert aisha.read(who_looks_at, request_id, aisha.actor.id) == ("Jo Vermeer",)
    _shift(workspace, timedelta(seconds=-40))
    assert jo.read(who_looks_at, request_id, jo.actor.id) == ()
    _shift(workspace, timedelta(days=2))  # an earlier version let somebody say so
    assert jo.read(who_looks_at, request_id, jo.actor.id) == ()


def _shift(bank: TestWorkspace, by: timedelta) -> None:
    moment = bank.work("root").read(now) + by
    with past_the_rules(bank) as connection:
        connection.execute(update(Presence).values(seen_at=moment))


@pytest.mark.parametrize("by", [timedelta(days=-2), timedelta(days=2)])
def test_nobody_says_when_they_looked(workspace: TestWorkspace, by: timedelta) -> None:
    """A server writes the time itself; a file takes no other than now."""
    request_id = ask(workspace, register(workspace))
    jo, aisha = workspace.work("jo"), workspace.work("aisha")
    aisha.write(look_at, request_id)
    mine = select(Presence).where(Presence.person_id == aisha.actor.id)
    refused = suppress(RefusedError) if workspace.is_sqlite else nullcontext()

    with refused, aisha.unit() as work:
        work.session.scalars(mine).one().seen_at = work.now() + by

    assert jo.read(who_looks_at, request_id, jo.actor.id) == ("Aisha Rahman",)


def test_who_was_seen_at_more_than_is_kept_looks_on_unseen(
    workspace: TestWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(SHARES, "presence", replace(SHARES["presence"], most=1))
    registered = register(workspace)
    first, second = ask(workspace, registered), ask(workspace, register(workspace, name="churn"))
    jo, aisha = workspace.work("jo"), workspace.work("aisha")

    for request_id in (first, second, first):
        aisha.write(look_at, request_id)

    assert jo.read(who_looks_at, first, jo.actor.id) == ("Aisha Rahman",)
    assert jo.read(who_looks_at, second, jo.actor.id) == ()


def test_nobody_looks_in_anothers_name(workspace: TestWorkspace) -> None:
    request_id = ask(workspace, register(workspace))
    jo, tom = workspace.work("jo"), workspace.work("tom")
    forged = {
        "id": uuid4(), "unit_id": workspace.unit_id, "person_id": jo.actor.id,
        "object_id": request_id,
    }  # fmt: skip

    with pytest.raises(RefusedError) as refused, tom.unit() as work:
        work.session.execute(insert(Presence).values(forged))

    assert [one.code for one in refused.value.blockers] == ["actor.forged"]


def test_a_commit_elsewhere_is_heard_of_at_once(workspace: TestWorkspace) -> None:
    pulse = Pulse(workspace.database("jo"))
    heard: list[float] = []
    is_over = threading.Event()

    def listen() -> None:
        while not is_over.is_set():
            if pulse.wait(is_over.is_set):
                heard.append(time.monotonic())
        pulse.close()

    thread = threading.Thread(target=listen)
    thread.start()
    try:
        end = time.monotonic() + 30
        number = 0
        while not heard and time.monotonic() < end:  # the first commits may meet no listener yet
            number += 1
            workspace.work("sanne").write(register_model, NewModel(f"m{number}", unit="bank"))
            is_over.wait(0.5)
    finally:
        is_over.set()
        thread.join()

    assert heard


def test_where_nothing_is_committed_nothing_is_heard(workspace: TestWorkspace) -> None:
    pulse = Pulse(workspace.database("jo"))

    heard = [pulse.wait(lambda: False) for _ in range(3)]

    pulse.close()
    assert heard == [False, False, False]


def register_and_refuse(work: UnitOfWork) -> None:
    register_model(work, NewModel("refused", unit="bank"))
    raise InputError("It is not stored.")


def test_what_is_refused_is_not_told(workspace: TestWorkspace) -> None:
    """Whoever hears of a commit finds one; on both databases."""
    pulse = Pulse(workspace.database("jo"))
    sanne = workspace.work("sanne")
    pulse.wait(lambda: False)  # it listens from here on

    with pytest.raises(InputError):
        sanne.write(register_and_refuse)
    refused = [pulse.wait(lambda: False) for _ in range(3)]
    sanne.write(register_model, NewModel("stored", unit="bank"))
    stored = [pulse.wait(lambda: False) for _ in range(3)]

    pulse.close()
    assert (any(refused), any(stored)) == (False, True)


def test_who_listens_and_loses_the_line_listens_anew(workspace: TestWorkspace) -> None:
    """What was committed meanwhile, the next look finds: a hint is never the news itself."""
    if workspace.is_sqlite:
        return  # a file has no line
    jo = workspace.work("jo")
    pulse, before = Pulse(workspace.database("jo")), jo.read(present_watermark)
    pulse.wait(lambda: False)
    with workspace.owner_database().session() as session:
        ended = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE query = :query"
        assert session.scalar(text(ended), {"query": f"LISTEN {CHANGED}"}) == 1

    workspace.work("sanne").write(register_model, NewModel("unheard", unit="bank"))
    with pytest.raises((DBAPIError, OperationalError)):
        pulse.wait(lambda: False)
    assert jo.read(events_since, before).topics == {"model", "binding"}
    pulse.wait(lambda: False)
    workspace.work("sanne").write(register_model, NewModel("heard", unit="bank"))
    heard = any(pulse.wait(lambda: False) for _ in range(20))

    pulse.close()
    assert heard
