"""A monitor is paused and goes on; what a later version replaced stays where it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import select, update

from app.errors import RefusedError
from app.models.queries.monitor_list import list_monitors
from app.models.queries.monitoring import load_monitor_detail
from app.models.queries.submission import load_standing
from app.models.tables.execution import DataSource
from app.models.tables.monitoring import Monitor
from app.models.tables.trail import AuditEvent
from app.services.commands.monitors import (
    NewMonitor,
    add_monitor,
    edit_monitor,
    edit_source,
    pause_monitor,
    resume_monitor,
)
from app.services.scheduler import Scheduler
from app.services.unit_of_work import UnitOfWork
from tests.db.test_queries_monitoring import Watched, watch
from tests.stories import put_in_production
from tests.workspaces import TestWorkspace

DAYS = tuple(datetime(2026, 3, day, 6, tzinfo=UTC) for day in (2, 3, 4))


def listed(bank: TestWorkspace, text: str = "") -> list[UUID]:
    return [one.id for one in bank.work("tom").read(list_monitors, text).rows]


def replaced(bank: TestWorkspace, monitor_id: UUID) -> UUID:
    """The next version of a monitor, which takes its place."""
    with bank.service.unit() as work:
        row = work.get(Monitor, monitor_id)
        same = {name: getattr(row, name) for name in NewMonitor.__slots__}
        new = replace(NewMonitor(**same), cron="30 5 * * *", tests=tuple(row.tests))
        return add_monitor(work, row.model_id, new).id


def test_a_paused_monitor_runs_at_none_of_its_times_and_is_found_by_its_state(
    workspace: TestWorkspace,
) -> None:
    watched = watch(workspace)
    tom = workspace.work("tom")
    tom.write(edit_monitor, watched.monitor_id, cron="0 5 * * *", zone="UTC")
    Scheduler(workspace.service, lambda: DAYS[0]).run_once()  # it counts from then on

    tom.write(pause_monitor, watched.monitor_id)

    assert Scheduler(workspace.service, lambda: DAYS[1]).run_once() == 0
    assert listed(workspace) == []
    assert listed(workspace, "state:paused") == [watched.monitor_id]
    assert listed(workspace, "state:running") == []
    assert listed(workspace, "state:paused,running") == [watched.monitor_id]
    assert listed(workspace, "-state:paused") == []
    lacks = tom.read(load_standing, watched.registered.version_id, tom.actor.id).gaps
    assert "monitors" in {one.kind for one in lacks}  # nothing watches it now, and that is said

    tom.write(resume_monitor, watched.monitor_id)

    assert listed(workspace) == [watched.monitor_id]
    assert Scheduler(workspace.service, lambda: DAYS[2]).run_once() >= 1
    with tom.reading() as session:
        told = session.scalars(select(AuditEvent.tag).where(AuditEvent.tag == "monitor.changed"))
        assert len(told.all()) == 3  # its times, paused, going on


def test_what_a_later_version_replaced_does_not_go_on_beside_it(workspace: TestWorkspace) -> None:
    watched = watch(workspace)
    newer = replaced(workspace, watched.monitor_id)
    tom = workspace.work("tom")

    assert listed(workspace, "state:paused") == []  # it is not paused: another stands there
    detail = tom.read(load_monitor_detail, watched.monitor_id, tom.actor.id)
    assert [one.code for one in detail.resume_blockers] == ["monitor.replaced"]
    with pytest.raises(RefusedError) as refused:
        tom.write(resume_monitor, watched.monitor_id)
    assert [one.code for one in refused.value.blockers] == ["monitor.replaced"]
    one = update(Monitor).where(Monitor.id == watched.monitor_id)
    going = one.values(is_paused=False, row_version=Monitor.row_version + 1)
    with pytest.raises(RefusedError) as by_hand, tom.unit() as work:
        work.session.execute(going)
    assert [one.code for one in by_hand.value.blockers] == ["monitor.replaced"]

    tom.write(pause_monitor, newer)
    assert listed(workspace, "state:paused") == [newer]
    tom.write(resume_monitor, newer)
    assert listed(workspace) == [newer]


def test_who_has_no_right_to_it_pauses_nothing(workspace: TestWorkspace) -> None:
    watched = watch(workspace)

    with pytest.raises(RefusedError) as refused:
        workspace.work("lin").write(pause_monitor, watched.monitor_id)

    assert [one.code for one in refused.value.blockers] == ["write.refused"]
    assert listed(workspace) == [watched.monitor_id]


def served(workspace: TestWorkspace) -> Watched:
    """Built by sanne, released into PROD by others, and watched there."""
    watched = watch(workspace)
    put_in_production(workspace, watched.registered)
    return watched


def weakened(work: UnitOfWork, kind: type[Monitor | DataSource], key: UUID, **to: object) -> None:
    """As with another client: no command is asked."""
    mine = update(kind).where(kind.id == key)
    work.session.execute(mine.values(row_version=kind.row_version + 1, **to))


@pytest.mark.parametrize(
    "to", [{"is_paused": True}, {"tests": ["psi"]}, {"minimum_rows": 10**6}, {"cron": ""}]
)
def test_who_built_it_does_not_look_away_alone_from_what_serves(
    workspace: TestWorkspace, to: dict[str, object]
) -> None:
    watched = served(workspace)
    sanne = workspace.work("sanne")

    with pytest.raises(RefusedError) as by_command:
        sanne.write(edit_monitor, watched.monitor_id, **to)
    with pytest.raises(RefusedError) as by_hand:
        sanne.write(weakened, Monitor, watched.monitor_id, **to)
    workspace.work("tom").write(weakened, Monitor, watched.monitor_id, **to)

    for refused in (by_command, by_hand):
        assert [one.code for one in refused.value.blockers] == ["monitor.own_work"]
    detail = sanne.read(load_monitor_detail, watched.monitor_id, sanne.actor.id)
    assert [one.code for one in detail.pause_blockers] == ["monitor.own_work"]


def next_version(work: UnitOfWork, present_id: UUID, **given: object) -> Monitor:
    """As with another client, and one that looks at nothing."""
    present = work.get(Monitor, present_id)
    same = {name: getattr(present, name) for name in NewMonitor.__slots__}
    more = {"model_id": present.model_id, "version": present.version + 1, **given}
    return work.add(Monitor(**same | more))


BLIND = {"tests": ["missing"], "minimum_rows": 10**6, "cron": ""}


def test_who_built_it_puts_no_blind_version_in_the_place_of_what_watches_it(
    workspace: TestWorkspace,
) -> None:
    watched = served(workspace)
    sanne, tom = workspace.work("sanne"), workspace.work("tom")
    with sanne.reading() as session:
        row = session.get_one(Monitor, watched.monitor_id)
        same = {name: getattr(row, name) for name in NewMonitor.__slots__}
    blind = replace(NewMonitor(**same), tests=("missing",), minimum_rows=10**6)

    with pytest.raises(RefusedError) as by_command:
        sanne.write(add_monitor, watched.registered.model_id, blind)
    with pytest.raises(RefusedError) as by_hand:
        sanne.write(next_version, watched.monitor_id, **BLIND)

    for refused in (by_command, by_hand):
        assert [one.code for one in refused.value.blockers] == ["monitor.own_work"]
    assert listed(workspace) == [watched.monitor_id]
    # One more looks on.
    other = sanne.write(next_version, watched.monitor_id, name="Beside it", version=1).id
    assert set(listed(workspace)) == {watched.monitor_id, other}
    tom.write(next_version, watched.monitor_id, **BLIND)  # a colleague answers for it


def test_who_built_it_makes_the_next_version_of_what_serves_nowhere_or_a_colleague_paused(
    workspace: TestWorkspace,
) -> None:
    watched = watch(workspace)
    sanne = workspace.work("sanne")
    second = sanne.write(next_version, watched.monitor_id).id
    put_in_production(workspace, watched.registered)
    for one in (watched.monitor_id, second):
        workspace.work("tom").write(pause_monitor, one)

    third = sanne.write(next_version, second).id

    assert listed(workspace) == [third]


def test_who_built_it_lets_it_go_on_and_pauses_what_serves_nowhere(
    workspace: TestWorkspace,
) -> None:
    watched = watch(workspace)
    sanne = workspace.work("sanne")
    sanne.write(pause_monitor, watched.monitor_id)
    put_in_production(workspace, watched.registered)

    sanne.write(resume_monitor, watched.monitor_id)

    assert listed(workspace) == [watched.monitor_id]


def test_who_built_it_moves_no_data_that_its_monitors_read(workspace: TestWorkspace) -> None:
    watched = served(workspace)
    sanne = workspace.work("sanne")
    with sanne.reading() as session:
        source = session.get_one(Monitor, watched.monitor_id).data_source_id

    with pytest.raises(RefusedError) as by_command:
        sanne.write(edit_source, source, pattern="prod-8")
    with pytest.raises(RefusedError) as by_hand:
        sanne.write(weakened, DataSource, source, pattern="prod-8")
    sanne.write(edit_source, source, purpose="Scoring of card payments.")
    workspace.work("tom").write(edit_source, source, pattern="prod-9")

    for refused in (by_command, by_hand):
        assert [one.code for one in refused.value.blockers] == ["monitor.own_work"]
