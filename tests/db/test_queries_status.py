"""The status line and the change feed on both databases."""

from __future__ import annotations

from sqlalchemy import update

from app.models.queries.status import Watermark, events_since, load_status, present_watermark
from app.models.tables.organisation import ServiceInstance
from app.services.commands.models import NewModel, register_model
from tests.stories import register
from tests.workspaces import TestWorkspace


def test_the_feed_gives_each_event_once_and_says_what_changed(workspace: TestWorkspace) -> None:
    read = workspace.work("jo").read
    start = read(present_watermark)

    register(workspace)
    first = read(events_since, start)
    second = read(events_since, first.watermark)
    workspace.work("sanne").write(register_model, NewModel(name="churn"))
    third = read(events_since, first.watermark)

    assert {"model", "version", "snapshot", "asset"} <= first.topics
    assert (second.topics, second.watermark) == (frozenset(), first.watermark)
    assert third.topics == {"model", "binding"}
    assert not {one.id for one in first.events} & {one.id for one in third.events}


def test_small_looks_give_the_same_events_as_one(workspace: TestWorkspace) -> None:
    register(workspace)
    read = workspace.work("jo").read
    whole = read(events_since, Watermark())

    found, mark = [], Watermark()
    while (part := read(events_since, mark, limit=2)).events:
        found += [one.id for one in part.events]
        mark = part.watermark

    assert found == [one.id for one in whole.events]
    assert mark == whole.watermark == read(present_watermark)


def test_a_slow_commit_is_not_missed(workspace: TestWorkspace) -> None:
    """Its ids are smaller than those of a faster one that was read already."""
    if workspace.is_sqlite:
        return  # one writer at a time
    read = workspace.work("jo").read
    start = read(present_watermark)
    with workspace.work("sanne").unit() as slow:
        register_model(slow, NewModel(name="slow"))
        workspace.work("mark").write(register_model, NewModel(name="fast"))
        while_open = read(events_since, start)
    after = read(events_since, while_open.watermark)

    seen = [one.tag for one in (*while_open.events, *after.events)]
    assert seen.count("model.registered") == 2
    assert while_open.events == ()


def test_a_service_that_was_not_seen_for_a_while_does_not_run(workspace: TestWorkspace) -> None:
    with workspace.service.unit() as work:
        work.session.add(ServiceInstance(name="gov-1", host="here", pid=1))
        work.session.add(ServiceInstance(name="gov-2", host="here", pid=2))
    with workspace.service.unit() as work:
        long_ago = work.now().replace(year=2020)
        statement = update(ServiceInstance).where(ServiceInstance.name == "gov-2")
        work.session.execute(statement.values(seen_at=long_ago))

    status = workspace.work("jo").read(load_status)

    assert status.workspace == "Noorderbank"
    assert [one.name for one in status.running] == ["gov-1"]
    assert [one.name for one in status.services] == ["gov-1", "gov-2"]
    assert (status.jobs_due, status.jobs_failed, status.incidents) == (0, 0, 0)
