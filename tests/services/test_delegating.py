"""Who hands on a task gives nobody a role, and the trail says to whom it went."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update

from app import texts
from app.errors import RefusedError, StaleError
from app.models.bpmn.graph import NodeKind
from app.models.queries.lookups import now as clock
from app.models.queries.task_detail import load_task
from app.models.rules.tasks import SECOND_PERSON, TEST
from app.models.tables.everything import METADATA
from app.models.tables.life_cycle import UserTask
from app.models.tables.trail import AuditEvent
from app.services.commands.tasks import (
    claim_task,
    complete_task,
    delegate_task,
    hand_over,
    is_any_handed_back,
    is_any_left,
    take_back_task,
)
from app.services.engine.starting import StartRequest
from app.services.scheduler import Scheduler
from tests.processes import Stage, line, node
from tests.services.engine_tasks import TASKS
from tests.stories import change_role, register
from tests.workspaces import TestWorkspace

REASON = "Looked at it together with the team."


def a_task(bank: TestWorkspace, kind: str, *roles: str, assignee: str = "") -> UUID:
    """An open task about a version that sanne made and submitted."""
    registered = register(bank)
    stage = Stage(bank, TASKS)
    step = node("look", NodeKind.USER, task_kind=kind, roles=roles, assignee=assignee)
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


def test_who_comes_second_to_a_task_is_told_who_ended_it_and_how(workspace: TestWorkspace) -> None:
    task_id = a_task(workspace, "do", "validator")
    workspace.work("mark").write(complete_task, task_id, outcome="done", reason=REASON)

    with pytest.raises(RefusedError) as refused:
        workspace.work("mark").write(complete_task, task_id, outcome="done", reason=REASON)

    assert texts.in_full(refused.value) == "Mark Jansen has ended this task already, as done."


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


def ending(bank: TestWorkspace, handle: str, task_id: UUID, outcome: str = "done") -> set[str]:
    """The codes with which the command refuses that this person ends it; empty: it is ended."""
    try:
        bank.work(handle).write(complete_task, task_id, outcome=outcome, reason=REASON)
    except RefusedError as error:
        return {one.code for one in error.blockers}
    return set()


def ending_by_sql(bank: TestWorkspace, handle: str, task_id: UUID, **more: str | UUID) -> str:
    """The code with which the database refuses what somebody's own client writes."""
    table = METADATA.tables["mw.user_task"]
    values = {"row_version": table.c.row_version + 1, **more}
    with pytest.raises(RefusedError) as refused, bank.work(handle).unit() as work:
        work.session.execute(update(table).where(table.c.id == task_id).values(**values))
    return refused.value.blockers[0].code


def test_who_loses_the_role_after_a_hand_over_does_not_do_the_task_and_another_does(
    workspace: TestWorkspace,
) -> None:
    task_id = a_task(workspace, TEST, "validator")
    for handle in ("aisha", "eva"):
        change_role(workspace, handle, "validator")
    by_command(workspace, "mark", task_id, "aisha")
    change_role(workspace, "aisha", "validator", action="end")
    aisha = workspace.work("aisha")
    shown = aisha.read(load_task, task_id, aisha.actor.id, now=aisha.read(clock))

    refused = [
        ending(workspace, "aisha", task_id),
        {ending_by_sql(workspace, "aisha", task_id, state="completed", outcome="done")},
        {ending_by_sql(workspace, "aisha", task_id, state="claimed")},
        by_command(workspace, "aisha", task_id, "eva"),
        {by_sql(workspace, "aisha", task_id, "eva")},
        {one.code for one in shown.row.blockers},
    ]
    workspace.work("eva").write(claim_task, task_id)

    assert refused == [{"task.role_lost"}] * 6
    assert handed(workspace, task_id)[0] == workspace.work("eva").actor.id
    assert ending(workspace, "eva", task_id) == set()


def test_who_took_a_task_and_loses_the_role_does_not_do_it(workspace: TestWorkspace) -> None:
    task_id = a_task(workspace, "do", "validator")
    change_role(workspace, "aisha", "validator")
    workspace.work("aisha").write(claim_task, task_id)
    change_role(workspace, "aisha", "validator", action="end")

    assert ending(workspace, "aisha", task_id) == {"task.role_lost"}


def test_the_service_gives_what_somebody_may_not_do_any_more_to_everybody_of_the_role(
    workspace: TestWorkspace,
) -> None:
    left, kept = (a_task(workspace, "do", "validator", "tester") for _ in range(2))
    change_role(workspace, "aisha", "validator")
    for task_id, to in ((left, "aisha"), (kept, "mark")):
        by_command(workspace, "mark", task_id, to)
    mark = workspace.work("mark")
    scheduler = Scheduler(workspace.service, lambda: mark.read(clock))
    assert not mark.read(is_any_left, mark.read(clock))
    scheduler.run_once()
    assert handed(workspace, left)[0] == workspace.work("aisha").actor.id

    change_role(workspace, "aisha", "validator", action="end")
    assert mark.read(is_any_left, mark.read(clock))
    scheduler.run_once()

    assert handed(workspace, left) == (None, None, "")
    assert handed(workspace, kept)[0] == mark.actor.id
    assert not mark.read(is_any_left, mark.read(clock))
    with workspace.service.reading() as session:
        told = session.scalars(
            select(AuditEvent.tag)
            .where(AuditEvent.object_id == left, AuditEvent.object_type == "task")
            .order_by(AuditEvent.id.desc())
        ).first()
    assert told == "task.released"


def test_whom_the_step_itself_names_does_it_without_its_role_and_nobody_says_that_of_another(
    workspace: TestWorkspace,
) -> None:
    task_id = a_task(workspace, "do", "validator", assignee="piet")
    change_role(workspace, "aisha", "validator")
    mark = workspace.work("mark")

    assert not mark.read(is_any_left, mark.read(clock))
    if workspace.is_sqlite:  # PostgreSQL grants nobody the column
        aisha = workspace.work("aisha").actor.id
        assert ending_by_sql(workspace, "aisha", task_id, named_id=aisha) == "write.column"
    assert ending(workspace, "piet", task_id) == set()


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
