"""Being on call: said for a unit, handed over, and what the service raises goes to that person."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from app.errors import RefusedError
from app.models.queries.alert_detail import load_alert
from app.models.queries.on_call import find_on_call, list_hand_overs, load_duties
from app.models.tables.monitoring import Alert
from app.services.commands.alerts import assign_alert
from app.services.commands.on_call import put_on_call
from app.services.commands.people import add_unit
from tests import stories
from tests.workspaces import TestWorkspace

HOUR = timedelta(hours=1)


def raised(bank: TestWorkspace, name: str, feature: str = "income") -> Alert:
    found = stories.register(bank, name=name)
    alert_id = stories.alarm(bank, found, feature=feature)
    with bank.service.reading() as session:
        return session.get_one(Alert, alert_id)


def who(bank: TestWorkspace, handle: str) -> UUID:
    return bank.work(handle).actor.id


def test_new_alerts_are_given_to_who_is_on_call_and_it_is_handed_over(
    workspace: TestWorkspace,
) -> None:
    tom = workspace.work("tom")
    now = datetime.now(UTC)
    assert raised(workspace, "cc-fraud").assignee_id is None
    assert tom.read(load_duties, tom.actor.id).rows == ()

    tom.write(put_on_call, workspace.unit_id, person_id=tom.actor.id, ends_at=now + 8 * HOUR)
    mine = raised(workspace, "cc-fraud", "age")
    tom.write(
        put_on_call, workspace.unit_id, person_id=who(workspace, "mark"), ends_at=now + 9 * HOUR
    )
    his = raised(workspace, "cc-fraud", "region")

    assert (mine.assignee_id, mine.state) == (tom.actor.id, "open")
    assert his.assignee_id == who(workspace, "mark")
    (duty,) = tom.read(load_duties, tom.actor.id).rows
    assert (duty.person_id, duty.ends_at) == (who(workspace, "mark"), now + 9 * HOUR)
    assert tom.read(load_alert, mine.id, tom.actor.id).row.owner_id == tom.actor.id  # it stays


def passed(bank: TestWorkspace, alert_id: UUID) -> None:
    """As the service does when a run on newer data found nothing."""
    with bank.service.unit() as work:
        alert = work.get(Alert, alert_id)
        alert.state, alert.resolved_at = "resolved", work.now()


def test_what_comes_again_goes_to_who_is_on_call_then_else_stays_whose_it_was(
    workspace: TestWorkspace,
) -> None:
    tom, mark = workspace.work("tom"), who(workspace, "mark")
    ends_at = datetime.now(UTC) + HOUR
    found = raised(workspace, "cc-fraud")
    tom.write(assign_alert, found.id, person_id=mark)
    passed(workspace, found.id)

    again = raised(workspace, "cc-fraud")
    assert (again.id, again.state, again.assignee_id) == (found.id, "open", mark)

    tom.write(put_on_call, workspace.unit_id, person_id=tom.actor.id, ends_at=ends_at)
    assert raised(workspace, "cc-fraud").assignee_id == mark  # it was open all the time
    passed(workspace, found.id)

    third = raised(workspace, "cc-fraud")
    assert (third.state, third.assignee_id, third.times) == ("open", tom.actor.id, 4)


def test_nobody_is_on_call_once_the_time_is_over(
    workspace: TestWorkspace,
) -> None:
    tom, now = workspace.work("tom"), datetime.now(UTC)
    tom.write(put_on_call, workspace.unit_id, person_id=tom.actor.id, ends_at=now + HOUR)

    with workspace.service.reading() as session:
        assert find_on_call(session, workspace.unit_id, now + HOUR) is None
        assert find_on_call(session, workspace.unit_id, now + HOUR / 2) == tom.actor.id


def test_a_unit_goes_by_its_own_entry_and_else_by_the_one_above(workspace: TestWorkspace) -> None:
    tom, now = workspace.work("tom"), datetime.now(UTC)
    below = workspace.work("root").write(add_unit, key="fraud", name="Fraud", parent="bank").id
    tom.write(put_on_call, workspace.unit_id, person_id=tom.actor.id, ends_at=now + HOUR)
    with workspace.service.reading() as session:
        assert find_on_call(session, below, now) == tom.actor.id

    tom.write(put_on_call, below, person_id=who(workspace, "mark"), ends_at=now + HOUR)

    with workspace.service.reading() as session:
        assert find_on_call(session, below, now) == who(workspace, "mark")
        assert find_on_call(session, workspace.unit_id, now) == tom.actor.id
    choices = {one.unit: one for one in tom.read(list_hand_overs, tom.actor.id)}
    assert choices["Fraud"].present is not None
    assert choices["Fraud"].present.person_id == who(workspace, "mark")
    assert [one for one, _name in choices["Fraud"].people].count(tom.actor.id) == 1


def test_who_can_not_act_on_alerts_is_not_put_on_call_and_puts_nobody(
    workspace: TestWorkspace,
) -> None:
    tom, now = workspace.work("tom"), datetime.now(UTC)
    refused = (
        ("tom", who(workspace, "lin"), now + HOUR, "on_call.taker"),
        ("tom", tom.actor.id, now - HOUR, "on_call.past"),
        ("tom", tom.actor.id, now + timedelta(days=15), "on_call.long"),
        ("lin", tom.actor.id, now + HOUR, "write.refused"),
    )
    for by, person, ends_at, code in refused:
        with pytest.raises(RefusedError) as caught:
            workspace.work(by).write(
                put_on_call, workspace.unit_id, person_id=person, ends_at=ends_at
            )
        assert [one.code for one in caught.value.blockers] == [code]

    assert workspace.work("lin").read(load_duties, who(workspace, "lin")).blockers
    assert workspace.work("lin").read(list_hand_overs, who(workspace, "lin")) == ()
