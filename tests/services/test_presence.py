"""Who looks at what right now, and the hint that somebody committed something."""

from __future__ import annotations

import threading
import time
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import insert, select

from app.errors import RefusedError
from app.models.queries.presence import who_looks_at
from app.models.tables.personal import Presence
from app.services.commands.models import NewModel, register_model
from app.services.commands.presence import look_at
from app.services.pulse import Pulse
from app.services.unit_of_work import Work
from tests.stories import ask, register
from tests.workspaces import TestWorkspace


def test_others_who_look_are_named_until_they_are_gone(workspace: TestWorkspace) -> None:
    request_id = ask(workspace, register(workspace))
    jo, aisha = workspace.work("jo"), workspace.work("aisha")

    aisha.write(look_at, request_id)
    aisha.write(look_at, request_id)
    jo.write(look_at, request_id)

    assert jo.read(who_looks_at, request_id, jo.actor.id) == ("Aisha Rahman",)
    assert aisha.read(who_looks_at, request_id, aisha.actor.id) == ("Jo Vermeer",)
    _shift(aisha, timedelta(seconds=-40))
    assert jo.read(who_looks_at, request_id, jo.actor.id) == ()
    _shift(aisha, timedelta(days=2))  # nobody stays by saying that they look tomorrow
    assert jo.read(who_looks_at, request_id, jo.actor.id) == ()


def _shift(work: Work, by: timedelta) -> None:
    with work.unit() as unit:
        row = unit.session.scalars(
            select(Presence).where(Presence.person_id == work.actor.id)
        ).one()
        row.seen_at = unit.now() + by


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
