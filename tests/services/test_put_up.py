"""Drafts of life cycles that are put up for publishing, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import UUID

import pytest
from sqlalchemy import select

from app.errors import InputError, RefusedError
from app.models.queries.events import load_event_rows
from app.models.queries.home_blocks import Asked
from app.models.queries.home_process import list_drafts
from app.models.queries.life_cycles import list_life_cycles
from app.models.queries.lookups import roles_by_unit
from app.models.queries.need_rows import NeedRow
from app.models.queries.needs import list_needs
from app.models.tables.life_cycle import LifeCycleTemplate
from app.models.tables.trail import AuditEvent
from app.services.commands.life_cycles import import_template, publish, put_up, send_back, take_back
from app.services.commands.putting_off import put_off, set_put_off
from app.services.library import ON_MODEL_CHANGED
from app.services.unit_of_work import UnitOfWork
from app.texts import why
from app.views.panels.event_words import event_words
from tests.workspaces import TestWorkspace

WHY = "It deploys before the tests are read."

Act = Callable[[UnitOfWork, UUID], None]


def draft(workspace: TestWorkspace, *, key: str = "copy", bpmn: bytes = b"") -> UUID:
    made = workspace.work("eva").write(
        import_template, unit="bank", key=key, name="Copy",
        process_id=ON_MODEL_CHANGED.process_id, bpmn=bpmn or ON_MODEL_CHANGED.read(),
    )  # fmt: skip
    return made.id


def needed(workspace: TestWorkspace, handle: str) -> list[NeedRow]:
    work = workspace.work(handle)
    found = work.read(list_needs, work.actor.id, now=datetime.now(UTC))
    return [one for one in found if one.kind == "template"]


def state(workspace: TestWorkspace, row_id: UUID) -> str:
    with workspace.work("eva").reading() as session:
        return session.get_one(LifeCycleTemplate, row_id).state


def refusals(workspace: TestWorkspace, handle: str, act: Act, row_id: UUID) -> list[str]:
    with pytest.raises(RefusedError) as refused:
        workspace.work(handle).write(act, row_id)
    return [one.code for one in refused.value.blockers]


def test_a_draft_that_is_put_up_needs_everybody_who_may_publish_it_and_nobody_else(
    workspace: TestWorkspace,
) -> None:
    row_id = draft(workspace)
    before = needed(workspace, "jo")

    workspace.work("eva").write(put_up, row_id)

    assert before == []
    (need,) = needed(workspace, "jo")
    assert (need.id, need.title, need.version, need.action) == (row_id, "Copy", 1, "publish")
    assert need.asked_by == "Eva Lindqvist"
    assert needed(workspace, "eva") == needed(workspace, "tom") == []


def test_once_published_it_needs_nobody(workspace: TestWorkspace) -> None:
    row_id = draft(workspace)
    workspace.work("eva").write(put_up, row_id)
    with workspace.work("jo").reading() as session:
        seen = session.get_one(LifeCycleTemplate, row_id).sha256

    workspace.work("jo").write(publish, LifeCycleTemplate, row_id, seen=seen)

    assert state(workspace, row_id) == "published"
    assert needed(workspace, "jo") == []


def test_the_list_names_who_stored_it_not_who_published_it(workspace: TestWorkspace) -> None:
    row_id = draft(workspace)
    with workspace.work("jo").reading() as session:
        stored = session.get_one(LifeCycleTemplate, row_id)
        seen, at = stored.sha256, stored.recorded_from
    workspace.work("jo").write(publish, LifeCycleTemplate, row_id, seen=seen)

    jo = workspace.work("jo")
    rows = jo.read(list_life_cycles, jo.actor.id).rows

    (row,) = [one for one in rows if one.id == row_id]
    assert (row.state, row.by, row.at) == ("published", "Eva Lindqvist", at)


def test_who_put_it_up_takes_it_back(workspace: TestWorkspace) -> None:
    row_id = draft(workspace)
    workspace.work("eva").write(put_up, row_id)

    others = {one: refusals(workspace, one, take_back, row_id) for one in ("tom", "jo")}
    workspace.work("eva").write(take_back, row_id)

    assert others == {"tom": ["transition.refused"], "jo": ["policy.not_yours"]}
    assert state(workspace, row_id) == "draft"
    assert needed(workspace, "jo") == []


def test_who_is_asked_sends_it_back_and_says_why(workspace: TestWorkspace) -> None:
    row_id = draft(workspace)
    workspace.work("eva").write(put_up, row_id)

    unsaid = refusals(workspace, "jo", partial(send_back, reason="No."), row_id)
    workspace.work("jo").write(send_back, row_id, reason=WHY)
    workspace.work("eva").write(put_up, row_id)

    eva = workspace.work("eva")
    (row,) = [one for one in eva.read(list_life_cycles, eva.actor.id).rows if one.id == row_id]
    assert unsaid == ["template.reason"]
    assert row.state == "in_review"
    assert row.sent_back is not None
    assert (row.sent_back.by, row.sent_back.reason) == ("Jo Vermeer", WHY)
    assert row.sent_back.at > row.at


def told(workspace: TestWorkspace, row_id: UUID) -> list[str]:
    with workspace.work("eva").reading() as session:
        found = select(AuditEvent).where(AuditEvent.object_id == row_id).order_by(AuditEvent.id)
        rows = load_event_rows(session, session.scalars(found).all())
    return [f"{one.actor} {event_words(one)}" for one in rows]


def test_what_was_sent_back_needs_who_stored_it_until_it_is_put_up_again(
    workspace: TestWorkspace,
) -> None:
    row_id, other = draft(workspace), draft(workspace, key="other")
    for one in (row_id, other):
        workspace.work("eva").write(put_up, one)
    before = needed(workspace, "eva")

    workspace.work("jo").write(send_back, row_id, reason=WHY)
    workspace.work("eva").write(take_back, other)
    (need,) = needed(workspace, "eva")
    others = needed(workspace, "jo"), needed(workspace, "tom")
    workspace.work("eva").write(put_up, row_id)
    again = needed(workspace, "eva")
    workspace.work("eva").write(take_back, row_id)

    assert before == again == []
    assert (need.id, need.action, need.version) == (row_id, "mend", 1)
    assert why(need.why) == f"Jo Vermeer sent it back: {WHY}"
    assert others == ([], [])
    assert needed(workspace, "eva") == []  # what she took back herself waits for nobody


def test_home_says_that_who_stored_it_wrote_it_though_another_sent_it_back(
    workspace: TestWorkspace,
) -> None:
    row_id = draft(workspace)
    workspace.work("eva").write(put_up, row_id)

    workspace.work("jo").write(send_back, row_id, reason=WHY)

    eva = workspace.work("eva")
    with eva.reading() as session:
        held = roles_by_unit(session, eva.actor.id)
        rows = list_drafts(Asked(session, eva.actor.id, datetime.now(UTC), held))
    assert [one.why.code for one in rows if one.id == row_id] == ["home.draft_mine"]


def test_what_was_sent_back_is_put_off_and_is_done_with_a_newer_version(
    workspace: TestWorkspace,
) -> None:
    row_id, now = draft(workspace), datetime.now(UTC)
    workspace.work("eva").write(put_up, row_id)
    workspace.work("jo").write(send_back, row_id, reason=WHY)

    done = workspace.work("eva").write(
        put_off, "template", row_id, until=now + timedelta(1), now=now
    )
    put_off_then = needed(workspace, "eva")
    workspace.work("eva").write(set_put_off, "template", done)
    back = needed(workspace, "eva")
    draft(workspace)

    assert (put_off_then, [one.id for one in back]) == ([], [row_id])
    assert needed(workspace, "eva") == []


def test_the_trail_tells_who_sent_it_back_with_the_reason_and_who_took_it_back(
    workspace: TestWorkspace,
) -> None:
    row_id = draft(workspace)
    workspace.work("eva").write(put_up, row_id)
    workspace.work("eva").write(take_back, row_id)
    workspace.work("eva").write(put_up, row_id)
    workspace.work("jo").write(send_back, row_id, reason=WHY)

    assert told(workspace, row_id) == [
        "Eva Lindqvist drafted the life cycle copy v1",
        "Eva Lindqvist gave the life cycle copy v1 to review",
        "Eva Lindqvist took the life cycle copy v1 back",
        "Eva Lindqvist gave the life cycle copy v1 to review",
        f"Jo Vermeer sent the life cycle copy v1 back: {WHY}",
    ]


def test_each_time_somebody_sends_it_back_they_say_why(workspace: TestWorkspace) -> None:
    row_id, again = draft(workspace), "The limits of the switch are still those of last year."
    for said in (WHY, again):
        workspace.work("eva").write(put_up, row_id)
        kept = refusals(workspace, "jo", take_back, row_id)
        workspace.work("jo").write(send_back, row_id, reason=said)
        assert kept == ["policy.not_yours"]

    eva = workspace.work("eva")
    (row,) = [one for one in eva.read(list_life_cycles, eva.actor.id).rows if one.id == row_id]
    assert row.sent_back is not None
    assert row.sent_back.reason == again


def test_by_sql_nobody_sends_it_back_without_a_word(workspace: TestWorkspace) -> None:
    row_id = draft(workspace)
    workspace.work("eva").write(put_up, row_id)

    def silently(work: UnitOfWork, key: UUID) -> None:
        work.get(LifeCycleTemplate, key).state = "draft"
        work.flush()

    assert refusals(workspace, "jo", silently, row_id) == ["template.reason"]


def test_who_sent_it_back_has_a_part_in_it_and_does_not_publish_it(
    workspace: TestWorkspace,
) -> None:
    row_id = draft(workspace)
    workspace.work("eva").write(put_up, row_id)
    workspace.work("jo").write(send_back, row_id, reason=WHY)
    workspace.work("eva").write(put_up, row_id)
    with workspace.work("jo").reading() as session:
        seen = session.get_one(LifeCycleTemplate, row_id).sha256

    with pytest.raises(RefusedError) as refused:
        workspace.work("jo").write(publish, LifeCycleTemplate, row_id, seen=seen)

    assert [one.code for one in refused.value.blockers] == ["policy.second"]


def test_it_can_be_put_off_like_all_that_needs_somebody(workspace: TestWorkspace) -> None:
    row_id = draft(workspace)
    workspace.work("eva").write(put_up, row_id)
    now = datetime.now(UTC)

    workspace.work("jo").write(put_off, "template", row_id, until=now + timedelta(1), now=now)

    assert needed(workspace, "jo") == []


def test_who_may_not_or_need_not_ask_is_refused(workspace: TestWorkspace) -> None:
    row_id = draft(workspace)

    by = {one: refusals(workspace, one, put_up, row_id) for one in ("tom", "jo")}
    workspace.work("eva").write(put_up, row_id)
    again = refusals(workspace, "eva", put_up, row_id)

    assert by == {"tom": ["transition.refused"], "jo": ["policy.publishes"]}
    assert again == ["transition.refused"]


def test_what_can_not_run_is_not_put_up(workspace: TestWorkspace) -> None:
    other = ON_MODEL_CHANGED.read().replace(b"serviceTask", b"scriptTask")
    row_id = draft(workspace, bpmn=other)

    with pytest.raises(InputError, match="can't run"):
        workspace.work("eva").write(put_up, row_id)

    assert state(workspace, row_id) == "draft"


def test_a_draft_older_than_what_is_in_force_is_said_to_be_published_by_nobody(
    workspace: TestWorkspace,
) -> None:
    older, newer = draft(workspace), draft(workspace)
    with workspace.work("jo").reading() as session:
        seen = session.get_one(LifeCycleTemplate, newer).sha256
    workspace.work("jo").write(publish, LifeCycleTemplate, newer, seen=seen)

    jo = workspace.work("jo")
    listed = jo.read(list_life_cycles, jo.actor.id)
    (row,) = (one for one in listed.rows if one.id == older)

    assert [one.code for one in row.put_up_blockers] == refusals(workspace, "jo", put_up, older)
    assert "policy.publishes" not in {one.code for one in row.put_up_blockers}
