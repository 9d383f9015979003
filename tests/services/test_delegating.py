"""Who hands on a task gives nobody a role, and the trail says to whom it went."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update

from app.errors import RefusedError, StaleError
from app.models.bpmn.graph import NodeKind
from app.models.queries.approval_detail import load_task
from app.models.queries.lookups import now as clock
from app.models.rules.tasks import SECOND_PERSON
from app.models.tables.everything import METADATA
from app.models.tables.life_cycle import UserTask
from app.models.tables.trail import AuditEvent
from app.services.commands.tasks import (
    complete_task,
    delegate_task,
    hand_over,
    is_any_handed_back,
    take_back_task,
)
from app.services.engine.starting import StartRequest
from app.services.scheduler import Scheduler
from tests.processes import Stage, line, node
from tests.services.engine_tasks import TASKS
from tests.stories import change_role, register
from tests.workspaces import TestWorkspace

REASON = "Looked at it together with the team."


def a_task(bank: TestWorkspace, kind: str, *roles: str) -> UUID:
    """An open task about a version that sanne made and submitted."""
    registered = register(bank)
    stage = Stage(bank, TASKS)
    step = node("look", NodeKind.USER, task_kind=kind, roles=roles)
    request = StartRequest(
        stage.library.publish(line("look", step)), bank.unit_id, uuid4().hex,
        model_id=registered.model_id, version_id=registered.version_id,
    )  # fmt: skip
    with stage.work.unit() as work:
        instance_id = stage.engine.start(work, request)
    (task,) = stage.open_tasks(instance_id)
    return task.id


def by_command(bank: TestWorkspace, handle: str, task_id: UUID, to: str) -> set[str]:
    try:
        bank.work(handle).write(delegate_task, task_id, bank.work(to).actor.id)
    except RefusedError as error:
        return {one.code for one in error.blockers}
    return set()


def by_sql(bank: TestWorkspace, handle: str, task_id: UUID, to: str, **more: str) -> str:
    table = METADATA.tables["mw.user_task"]
    values = {"assignee_id": bank.work(to).actor.id, "row_version": table.c.row_version + 1, **more}
    try:
        with bank.work(handle).unit() as work:
            work.session.execute(update(table).where(table.c.id == task_id).values(**values))
    except RefusedError as error:
        return error.blockers[0].code
    return ""


def test_a_task_is_handed_only_to_who_holds_its_role(workspace: TestWorkspace) -> None:
    task_id = a_task(workspace, "do", "validator")
    change_role(workspace, "aisha", "validator")

    refused = [
        by_command(workspace, "mark", task_id, "sanne"),
        {by_sql(workspace, "mark", task_id, "sanne")},
        {by_sql(workspace, "mark", task_id, "sanne", state="claimed")},
    ]
    handed = by_command(workspace, "mark", task_id, "aisha")
    workspace.work("aisha").write(complete_task, task_id, outcome="done", reason=REASON)

    assert refused == [{"task.assignee"}] * 3
    assert handed == set()


@pytest.mark.parametrize("kind", SECOND_PERSON)
def test_what_a_second_person_does_is_not_handed_to_who_worked_on_the_version(
    workspace: TestWorkspace, kind: str
) -> None:
    task_id = a_task(workspace, kind, "data_scientist", "validator")
    change_role(workspace, "aisha", "validator")

    found = [
        by_command(workspace, "mark", task_id, "sanne"),
        {by_sql(workspace, "mark", task_id, "sanne")},
        {by_sql(workspace, "mark", task_id, "aisha")},
    ]

    assert found == [{"task.own_work"}, {"task.own_work"}, {""}]


def test_only_a_holder_of_the_role_hands_a_task_on(workspace: TestWorkspace) -> None:
    task_id = a_task(workspace, "do", "validator")

    assert by_command(workspace, "piet", task_id, "mark") == {"task.role"}
    assert by_sql(workspace, "piet", task_id, "mark") == "task.role"


@pytest.mark.parametrize("way", ["command", "sql"])
def test_the_trail_names_to_whom_a_task_was_handed(workspace: TestWorkspace, way: str) -> None:
    task_id = a_task(workspace, "do", "validator")
    change_role(workspace, "aisha", "validator")

    if way == "command":
        by_command(workspace, "mark", task_id, "aisha")
    else:
        by_sql(workspace, "mark", task_id, "aisha")

    with workspace.service.reading() as session:
        told = session.scalars(
            select(AuditEvent)
            .where(AuditEvent.object_id == task_id, AuditEvent.object_type == "task")
            .order_by(AuditEvent.id.desc())
        ).first()
        assert session.get_one(UserTask, task_id).assignee_id == workspace.work("aisha").actor.id
    assert told is not None
    assert (told.tag, told.facts["assignee_id"]) == (
        "task.delegated", str(workspace.work("aisha").actor.id),
    )  # fmt: skip


def test_a_task_goes_back_and_is_handed_on_again_until_somebody_does_it(
    workspace: TestWorkspace,
) -> None:
    task_id = a_task(workspace, "do", "validator")
    change_role(workspace, "aisha", "validator")
    mark, aisha = workspace.work("mark"), workspace.work("aisha")

    handed = mark.write(hand_over, task_id, aisha.actor.id)
    back = mark.write(take_back_task, handed)
    again = mark.write(take_back_task, back)

    assert again == handed
    with workspace.service.reading() as session:
        told = session.scalars(
            select(AuditEvent.tag)
            .where(AuditEvent.object_id == task_id, AuditEvent.object_type == "task")
            .order_by(AuditEvent.id)
        )
        assert list(told)[1:] == ["task.delegated", "task.released", "task.delegated"]
    aisha.write(complete_task, task_id, outcome="done", reason=REASON)
    with pytest.raises(StaleError) as stale:
        mark.write(take_back_task, again)
    assert stale.value.message == "Task 1 was changed since, so it stays as it is."


def handed(bank: TestWorkspace, task_id: UUID) -> tuple[UUID | None, datetime | None, str]:
    with bank.work("mark").reading() as session:
        task = session.get_one(UserTask, task_id)
        return task.assignee_id, task.handed_until, task.handed_note


def test_until_a_day_it_is_theirs_and_then_it_goes_back_to_who_gave_it(
    workspace: TestWorkspace,
) -> None:
    task_id = a_task(workspace, "do", "validator")
    mark, aisha = workspace.work("mark"), workspace.work("aisha")
    change_role(workspace, "aisha", "validator")
    now = mark.read(clock)
    until = now + timedelta(days=3)
    mark.write(delegate_task, task_id, aisha.actor.id, until=until, note=" Away until then. ")
    shown = aisha.read(load_task, task_id, aisha.actor.id, now=now)

    assert handed(workspace, task_id) == (aisha.actor.id, until, "Away until then.")
    assert (shown.handed_by, shown.handed_until) == (mark.actor.full_name, until)
    assert shown.handed_note == "Away until then."
    assert not mark.read(is_any_handed_back, until - timedelta(minutes=1))
    assert mark.read(is_any_handed_back, until)

    Scheduler(workspace.service, lambda: until + timedelta(minutes=1)).run_once()
    assert handed(workspace, task_id) == (mark.actor.id, None, "")
    assert not mark.read(is_any_handed_back, until + timedelta(days=9))


def test_it_goes_to_everybody_where_who_gave_it_may_not_do_it_any_more(
    workspace: TestWorkspace,
) -> None:
    task_id = a_task(workspace, "do", "validator")
    mark, aisha = workspace.work("mark"), workspace.work("aisha")
    change_role(workspace, "aisha", "validator")
    until = mark.read(clock) + timedelta(days=1)
    mark.write(delegate_task, task_id, aisha.actor.id, until=until)
    change_role(workspace, "mark", "validator", action="end")
    Scheduler(workspace.service, lambda: until).run_once()

    assert handed(workspace, task_id) == (None, None, "")


@pytest.mark.parametrize(
    ("span", "code"),
    [(timedelta(minutes=-1), "task.until_past"), (timedelta(days=91), "task.until_long")],
)
def test_a_day_that_is_past_or_far_away_is_refused(
    workspace: TestWorkspace, span: timedelta, code: str
) -> None:
    task_id = a_task(workspace, "do", "validator")
    mark, aisha = workspace.work("mark"), workspace.work("aisha")
    change_role(workspace, "aisha", "validator")
    until = mark.read(clock) + span
    with pytest.raises(RefusedError) as refused:
        mark.write(delegate_task, task_id, aisha.actor.id, until=until)

    assert [one.code for one in refused.value.blockers] == [code]


def test_what_is_taken_back_has_its_day_and_its_note_again(workspace: TestWorkspace) -> None:
    task_id = a_task(workspace, "do", "validator")
    mark, aisha, eva = (workspace.work(one) for one in ("mark", "aisha", "eva"))
    for handle in ("aisha", "eva"):
        change_role(workspace, handle, "validator")
    until = mark.read(clock) + timedelta(days=3)
    mark.write(hand_over, task_id, aisha.actor.id, until=until, note="Away.")
    given = aisha.write(hand_over, task_id, eva.actor.id)
    assert handed(workspace, task_id) == (eva.actor.id, None, "")

    aisha.write(take_back_task, given)
    assert handed(workspace, task_id) == (aisha.actor.id, until, "Away.")
