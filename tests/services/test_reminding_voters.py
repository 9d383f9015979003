"""Whose vote is missing is reminded of it: by whom, how often, and who is told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import RefusedError
from app.models.queries.approval_detail import load_request
from app.models.queries.notices import Notice, list_notices
from app.models.rules.reminding import AGAIN_AFTER, ReminderFacts, reminder_blockers
from app.services.commands.reminding import remind_voters
from app.services.commands.requests import decide
from tests.stories import REASON, ask, register
from tests.workspaces import TestWorkspace

NOW = datetime(2026, 3, 13, 13, 0, tzinfo=UTC)


def reminded(workspace: TestWorkspace, handle: str) -> list[Notice]:
    work = workspace.work(handle)
    found = work.read(list_notices, work.actor.id, now=datetime.now(UTC))
    return [one for one in found if one.event.tag == "voters.reminded"]


def why_not(workspace: TestWorkspace, handle: str, request_id: UUID) -> list[str]:
    work = workspace.work(handle)
    found = work.read(load_request, request_id, work.actor.id, now=datetime.now(UTC))
    return [one.code for one in found.reminder_blockers]


def vote(workspace: TestWorkspace, request_id: UUID, verdict: str) -> None:
    """Jo's."""
    signer = workspace.signer("jo")
    workspace.work("jo").write(decide, request_id, verdict=verdict, reason=REASON, signer=signer)


def refused(workspace: TestWorkspace, handle: str, request_id: UUID) -> list[str]:
    with pytest.raises(RefusedError) as error:
        workspace.work(handle).write(remind_voters, request_id)
    return [getattr(one, "code", "") for one in error.value.blockers]


def test_who_may_still_vote_is_told_and_who_asked_is_not(workspace: TestWorkspace):
    request_id = ask(workspace, register(workspace))
    assert why_not(workspace, "sanne", request_id) == []

    names = workspace.work("sanne").write(remind_voters, request_id)

    assert names
    for handle in ("jo", "aisha"):
        (notice,) = reminded(workspace, handle)
        assert (notice.kind, notice.event.object_id) == ("assigned", request_id)
        assert workspace.work(handle).actor.full_name in names
    assert reminded(workspace, "sanne") == []


def test_whose_vote_is_there_is_reminded_no_more(workspace: TestWorkspace):
    request_id = ask(workspace, register(workspace))
    vote(workspace, request_id, "accept")

    names = workspace.work("sanne").write(remind_voters, request_id)

    assert workspace.work("jo").actor.full_name not in names
    assert reminded(workspace, "jo") == []
    assert len(reminded(workspace, "aisha")) == 1


def test_a_notice_of_it_goes_with_the_vote(workspace: TestWorkspace):
    request_id = ask(workspace, register(workspace))
    workspace.work("sanne").write(remind_voters, request_id)
    vote(workspace, request_id, "accept")

    assert reminded(workspace, "jo") == []


def test_nobody_is_reminded_again_at_once_whoever_asks(workspace: TestWorkspace):
    request_id = ask(workspace, register(workspace))
    workspace.work("sanne").write(remind_voters, request_id)

    for handle in ("sanne", "jo"):
        assert why_not(workspace, handle, request_id) == ["reminder.again"]
        assert refused(workspace, handle, request_id) == ["reminder.again"]


def test_of_what_is_decided_nobody_is_reminded(workspace: TestWorkspace):
    request_id = ask(workspace, register(workspace))
    vote(workspace, request_id, "reject")

    assert refused(workspace, "sanne", request_id) == ["request.closed"]


def test_a_viewer_reminds_nobody(workspace: TestWorkspace):
    request_id = ask(workspace, register(workspace))

    assert why_not(workspace, "lin", request_id) == refused(workspace, "lin", request_id)
    assert reminded(workspace, "jo") == []


@given(st.integers(min_value=-10, max_value=10 * 3600))
def test_after_the_while_it_may_be_done_again(seconds: int) -> None:
    facts = ReminderFacts("pending", 1, NOW)
    found = reminder_blockers(facts, NOW + timedelta(seconds=seconds))

    assert bool(found) == (timedelta(seconds=seconds) < AGAIN_AFTER)


def test_where_nobody_else_can_vote_it_is_said() -> None:
    (found,) = reminder_blockers(ReminderFacts("pending", 0), NOW)

    assert found.code == "reminder.nobody"
