"""F13: one writing transaction held open; short times stand for the two minutes of the policy,
but in the long run, which waits for them.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from app.errors import NotReachableError
from app.models.queries.status import HoldUp, events_since, load_hold_up, present_watermark
from app.models.tables.inventory import UseCase
from app.models.tables.organisation import ServiceInstance
from app.services.unit_of_work import UnitOfWork
from app.services.watchdog import LIMIT_S, TELL_S, Watchdog
from app.views.widgets.banner import Banner
from tests.postgres import PostgresServer
from tests.trail_kit import sealer
from tests.views.desks import desk, seat_at
from tests.workspaces import Mould, TestWorkspace, make_workspace

SERVICE = "gov-1"


@pytest.fixture
def team(
    postgres: PostgresServer, postgres_mould: Mould, tmp_path: Path
) -> Iterator[TestWorkspace]:
    with make_workspace(tmp_path, postgres, postgres_mould) as made:
        with made.service.unit() as work:
            work.session.add(ServiceInstance(name=SERVICE, host="here", pid=1))
        yield made


def add_use(work: UnitOfWork, name: str, bank: TestWorkspace) -> None:
    work.add(UseCase(unit_id=bank.unit_id, name=name, owner_id=work.actor.id))
    work.flush()


def wait_until_told(team: TestWorkspace, dog: Watchdog) -> HoldUp:
    looking = team.work("mark")
    while True:
        dog.run_once()
        found = looking.read(load_hold_up)
        if found is not None:
            return found


@pytest.mark.parametrize(
    ("tell_s", "limit_s"),
    [
        pytest.param(1.0, 1.0, id="after a second"),
        pytest.param(TELL_S, LIMIT_S, id="after two minutes", marks=pytest.mark.soak),
    ],
)
def test_an_open_change_holds_up_feed_and_seal_is_named_and_is_ended(
    qtbot: Any, team: TestWorkspace, tmp_path: Path, tell_s: float, limit_s: float
) -> None:
    seal, own = sealer(team), team.work("mark")
    seal.run_once()
    seen = own.read(present_watermark)
    patient = Watchdog(team.service, SERVICE, limit_s=2 * LIMIT_S, tell_s=tell_s)
    strict = Watchdog(team.service, SERVICE, limit_s=limit_s)
    most_ms = int(1_000 * limit_s) + 30_000

    def is_over() -> bool:
        """The server ends a session some time after it was asked to."""
        patient.run_once()
        return own.read(load_hold_up) is None

    with ExitStack() as stack:
        open_work = stack.enter_context(team.work("sanne").unit())
        began_s = time.monotonic()
        # The product's own connections would end by themselves after a minute; this client won't.
        open_work.session.execute(text("SET idle_in_transaction_session_timeout = 0"))
        add_use(open_work, "held", team)
        with own.unit() as work:
            add_use(work, "mine", team)
        held = wait_until_told(team, patient)
        feed_meanwhile = own.read(events_since, seen)
        sealed_meanwhile = seal.run_once()
        own_names = own.read(lambda session: session.scalars(select(UseCase.name)).all())
        with desk(team, "jo", tmp_path, "home") as desktop:
            qtbot.waitUntil(lambda: "hold-up" in desktop.window.banners.keys)
            told = desktop.window.findChild(Banner, "banner.hold-up").accessibleName()
            qtbot.waitUntil(lambda: strict.run_once() == 1, timeout=most_ms)
            lasted_s = time.monotonic() - began_s
            qtbot.waitUntil(is_over)
            desktop._hold_up.look()
            qtbot.waitUntil(lambda: "hold-up" not in desktop.window.banners.keys)
        with pytest.raises(NotReachableError):
            stack.close()
    feed_after = own.read(events_since, seen)

    assert feed_meanwhile.events == ()
    assert sealed_meanwhile == 0
    assert own_names == ["mine"]
    assert (held.login, held.name) == ("nb_sanne", "Sanne de Vries")
    assert tell_s < held.age_s < tell_s + 30 <= lasted_s + 30
    assert lasted_s > limit_s
    assert told.startswith(
        "Sanne de Vries (nb_sanne) holds up what is new. A change that was begun"
    )
    assert [event.tag for event in feed_after.events] == ["use_case.added"]
    assert seal.run_once() > 0


def test_ones_own_change_is_told_while_the_feed_waits(team: TestWorkspace, tmp_path: Path) -> None:
    with (
        closing(seat_at(team, "mark", tmp_path)) as seat,
        team.work("sanne").unit() as open_work,
    ):
        add_use(open_work, "held", team)
        seat.write(lambda work: add_use(work, "mine", team), (), {})

        assert seat.changes() == frozenset()
        assert seat.own_changes() == {"use_case"}
        assert seat.own_changes() == frozenset()
    assert seat.changes() == {"use_case"}


def test_nobody_is_named_by_a_service_that_stopped(team: TestWorkspace) -> None:
    dog = Watchdog(team.service, SERVICE, tell_s=0.0)
    with team.work("sanne").unit() as open_work:
        add_use(open_work, "held", team)
        dog.run_once()
        named = team.work("mark").read(load_hold_up)
        with team.service.unit() as work:
            service = work.session.get_one(ServiceInstance, SERVICE)
            service.stopped_at = service.started_at
        unnamed = team.work("mark").read(load_hold_up)

    assert named is not None
    assert unnamed is None


def test_a_short_change_is_not_told(team: TestWorkspace) -> None:
    dog = Watchdog(team.service, SERVICE)
    with team.work("sanne").unit() as open_work:
        add_use(open_work, "held", team)
        dog.run_once()

        assert team.work("mark").read(load_hold_up) is None
