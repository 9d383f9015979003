"""Alerts put off, given and escalated: as the rules say, in Python and in both databases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from app.errors import RefusedError, StaleError
from app.models.queries.alert_detail import load_alert
from app.models.queries.alerts import AlertQuery, AlertRow, facet_counts, list_alerts
from app.models.queries.events import load_event_rows
from app.models.queries.needs import list_needs
from app.models.queries.notices import list_notices
from app.models.tables.monitoring import Alert
from app.models.tables.trail import AuditEvent
from app.services.commands.alerts import (
    acknowledge_alert,
    act_on_all,
    assign_alert,
    comment_alert,
    escalate_alert,
    snooze_alert,
    take_back_acknowledgement,
    take_back_all,
    take_back_each,
    wake_alert,
)
from app.texts import event
from tests.stories import Registered, alarm, register
from tests.workspaces import TestWorkspace

WHY = "Waits for the late labels."
KNOWN = "Latency rose with the last deployment."


def ahead(**span: float) -> datetime:
    return datetime.now(UTC) + timedelta(**span)


@pytest.fixture
def registered(workspace: TestWorkspace) -> Registered:
    return register(workspace)


@pytest.fixture
def alert_id(workspace: TestWorkspace, registered: Registered) -> UUID:
    return alarm(workspace, registered, severity="high")


def shown(workspace: TestWorkspace, text: str = "state:live") -> list[AlertRow]:
    return list(workspace.work("tom").read(list_alerts, AlertQuery.of(text)).rows)


def needs(workspace: TestWorkspace, handle: str) -> set[UUID]:
    work = workspace.work(handle)
    found = work.read(list_needs, work.actor.id, now=datetime.now(UTC))
    return {one.id for one in found if one.kind == "alert"}


def told(workspace: TestWorkspace, alert_id: UUID) -> list[str]:
    with workspace.service.reading() as session:
        found = select(AuditEvent.tag).where(AuditEvent.object_id == alert_id)
        return list(session.scalars(found.order_by(AuditEvent.id)))


def test_a_snoozed_alert_needs_nobody_until_its_time(
    workspace: TestWorkspace, alert_id: UUID
) -> None:
    assert needs(workspace, "tom") == {alert_id}

    workspace.work("tom").write(snooze_alert, alert_id, until=ahead(hours=4), reason=WHY)

    assert needs(workspace, "tom") == set()
    (row,) = shown(workspace)
    assert row.snoozed_until is not None
    assert [one.id for one in shown(workspace, "state:snoozed")] == [alert_id]
    assert shown(workspace, "state:open") == []
    counts = workspace.work("tom").read(facet_counts, AlertQuery())
    assert counts["state"] == {"snoozed": 1}

    workspace.work("tom").write(wake_alert, alert_id)

    assert needs(workspace, "tom") == {alert_id}
    assert told(workspace, alert_id) == ["alert.open", "alert.snoozed", "alert.woken"]


def test_a_snooze_ends_when_the_alert_gets_worse_and_not_before(
    workspace: TestWorkspace, registered: Registered, alert_id: UUID
) -> None:
    workspace.work("tom").write(snooze_alert, alert_id, until=ahead(hours=4))

    alarm(workspace, registered, severity="high")
    assert needs(workspace, "tom") == set()
    alarm(workspace, registered, severity="critical")

    assert needs(workspace, "tom") == {alert_id}


@pytest.mark.parametrize(
    ("span", "reason", "code"),
    [
        (timedelta(minutes=-1), WHY, "alert.snooze_past"),
        (timedelta(days=8), WHY, "alert.snooze_long"),
        (timedelta(hours=25), "", "reason.short"),
    ],
)
def test_a_snooze_has_its_bounds(
    workspace: TestWorkspace, alert_id: UUID, span: timedelta, reason: str, code: str
) -> None:
    with pytest.raises(RefusedError) as refused:
        workspace.work("tom").write(
            snooze_alert, alert_id, until=datetime.now(UTC) + span, reason=reason
        )

    assert [one.code for one in refused.value.blockers] == [code]


def test_the_database_refuses_a_long_snooze_and_one_in_another_name(
    workspace: TestWorkspace, alert_id: UUID
) -> None:
    tom, sanne = (workspace.work(one) for one in ("tom", "sanne"))
    attacks = {
        "alert.snooze_long": {"snoozed_until": ahead(days=30), "snoozed_by": tom.actor.id},
        "actor.forged": {"snoozed_until": ahead(days=1), "snoozed_by": sanne.actor.id},
    }
    for code, given in attacks.items():
        with pytest.raises((DBAPIError, RefusedError), match=code), tom.unit() as work:
            work.session.execute(
                update(Alert)
                .where(Alert.id == alert_id)
                .values(**given, row_version=Alert.row_version + 1)
            )


def test_an_ended_alert_can_not_be_put_off(workspace: TestWorkspace, alert_id: UUID) -> None:
    with workspace.service.unit() as work:
        alert = work.get(Alert, alert_id)
        alert.state, alert.resolved_at = "resolved", work.now()

    with pytest.raises(RefusedError) as refused:
        workspace.work("tom").write(snooze_alert, alert_id, until=ahead(hours=1))

    assert [one.code for one in refused.value.blockers] == ["alert.ended"]


def test_an_escalated_alert_is_with_whom_it_was_given_to_and_they_are_told(
    workspace: TestWorkspace, alert_id: UUID
) -> None:
    tom, sanne = (workspace.work(one) for one in ("tom", "sanne"))
    tom.write(acknowledge_alert, alert_id, reason="Seen by the desk.")

    tom.write(escalate_alert, alert_id, person_id=sanne.actor.id, reason=KNOWN)

    (row,) = shown(workspace)
    assert (row.owner_id, row.escalated_by, row.reason) == (sanne.actor.id, "Tom Bakker", KNOWN)
    assert needs(workspace, "sanne") == {alert_id}
    assert needs(workspace, "tom") == set()
    notices = sanne.read(list_notices, sanne.actor.id, now=datetime.now(UTC))
    assert [(one.kind, one.event.words["assignee"]) for one in notices if one.kind == "escalated"]
    assert told(workspace, alert_id)[-1] == "alert.escalated"


def test_taking_an_escalated_alert_oneself_ends_the_escalation(
    workspace: TestWorkspace, alert_id: UUID
) -> None:
    tom, sanne = (workspace.work(one) for one in ("tom", "sanne"))
    tom.write(escalate_alert, alert_id, person_id=sanne.actor.id, reason=KNOWN)

    sanne.write(assign_alert, alert_id, person_id=sanne.actor.id)

    (row,) = shown(workspace)
    assert (row.owner_id, row.escalated_by) == (sanne.actor.id, "")
    assert told(workspace, alert_id)[-1] == "alert.assigned"


def test_an_alert_is_given_only_to_somebody_who_may_act_on_it(
    workspace: TestWorkspace, alert_id: UUID
) -> None:
    tom, jo = (workspace.work(one) for one in ("tom", "jo"))

    for command, taker, code, given in (
        (assign_alert, jo, "alert.taker", {}),
        (escalate_alert, jo, "alert.taker", {"reason": KNOWN}),
        (escalate_alert, tom, "alert.escalate_self", {"reason": KNOWN}),
    ):
        with pytest.raises(RefusedError) as refused:
            tom.write(command, alert_id, person_id=taker.actor.id, **given)
        assert [one.code for one in refused.value.blockers] == [code]


def test_what_is_taken_back_is_done_again_by_the_same_way_and_all_of_it_is_told(
    workspace: TestWorkspace, alert_id: UUID
) -> None:
    tom, sanne = (workspace.work(one) for one in ("tom", "sanne"))
    acts: list[tuple[Callable[..., Alert], dict[str, Any], list[str]]] = [
        (acknowledge_alert, {"reason": WHY}, ["acknowledged", "taken_back", "acknowledged"]),
        (assign_alert, {"person_id": sanne.actor.id}, ["assigned", "released", "assigned"]),
        (snooze_alert, {"until": ahead(hours=4)}, ["snoozed", "woken", "snoozed"]),
    ]
    for command, given, tags in acts:
        before = len(told(workspace, alert_id))
        done = tom.write(act_on_all, command, [alert_id], **given)
        back = tom.write(take_back_all, done)
        again = tom.write(take_back_all, back)

        assert told(workspace, alert_id)[before:] == [f"alert.{one}" for one in tags]
        assert [one.after for one in again] == [one.after for one in done]
    (row,) = shown(workspace)
    assert (row.state, row.reason, row.owner_id) == ("acknowledged", WHY, sanne.actor.id)


def came_again(workspace: TestWorkspace, registered: Registered, alert_id: UUID, by: str) -> None:
    """Somebody acknowledged it, a re-test passed, and then the limit was broken anew."""
    workspace.work(by).write(acknowledge_alert, alert_id, reason=KNOWN)
    with workspace.service.unit() as work:
        work.get(Alert, alert_id).state = "resolved"
        work.flush()
    alarm(workspace, registered, severity="high")


@pytest.mark.parametrize("way", ["undo", "key"])
def test_an_alert_is_as_it_was_before_its_acknowledgement_was_taken_back(
    workspace: TestWorkspace, registered: Registered, alert_id: UUID, way: str
) -> None:
    came_again(workspace, registered, alert_id, "tom")
    tom = workspace.work("tom")
    before = shown(workspace)[0]
    assert (before.is_again, before.owner, before.reason) == (True, "Tom Bakker", KNOWN)

    done = tom.write(act_on_all, acknowledge_alert, [alert_id], reason=WHY)
    if way == "undo":
        (back,) = tom.write(take_back_all, done)
    else:
        (back,) = tom.write(act_on_all, take_back_acknowledgement, [alert_id])

    (row,) = shown(workspace)
    assert (row.state, row.is_again, row.owner, row.reason) == ("open", True, "Tom Bakker", KNOWN)
    assert (back.after, back.unrestored) == (done[0].before, "")


def test_the_earlier_word_of_somebody_else_is_theirs_and_what_is_taken_back_says_so(
    workspace: TestWorkspace, registered: Registered, alert_id: UUID
) -> None:
    came_again(workspace, registered, alert_id, "mark")
    tom = workspace.work("tom")

    done = tom.write(act_on_all, acknowledge_alert, [alert_id], reason=WHY)
    (back,) = tom.write(take_back_all, done)

    (row,) = shown(workspace)
    assert (row.state, row.owner, row.reason) == ("open", "", "")
    assert back.unrestored == "Mark Jansen"


def test_what_was_said_as_an_alert_was_escalated_stays_when_it_is_open_again(
    workspace: TestWorkspace, alert_id: UUID
) -> None:
    tom, sanne = workspace.work("tom"), workspace.work("sanne")
    tom.write(acknowledge_alert, alert_id, reason=WHY)
    tom.write(escalate_alert, alert_id, person_id=sanne.actor.id, reason=KNOWN)

    tom.write(take_back_acknowledgement, alert_id)

    (row,) = shown(workspace)
    assert (row.state, row.escalated_by, row.reason) == ("open", "Tom Bakker", KNOWN)


def test_an_escalation_is_there_again_when_what_ended_it_is_taken_back_or_that_is_refused(
    workspace: TestWorkspace, alert_id: UUID
) -> None:
    """An acknowledged alert is in somebody's needs as an escalated one only."""
    tom, sanne, mark = (workspace.work(one) for one in ("tom", "sanne", "mark"))
    tom.write(acknowledge_alert, alert_id, reason=WHY)
    tom.write(escalate_alert, alert_id, person_id=sanne.actor.id, reason=KNOWN)
    given = tom.write(act_on_all, assign_alert, [alert_id], person_id=mark.actor.id)
    assert needs(workspace, "sanne") == set()

    tom.write(take_back_all, given)

    (row,) = shown(workspace)
    assert (row.owner_id, row.escalated_by, row.reason) == (sanne.actor.id, "Tom Bakker", KNOWN)
    assert needs(workspace, "sanne") == {alert_id}
    taken = sanne.write(act_on_all, assign_alert, [alert_id], person_id=sanne.actor.id)
    with pytest.raises(RefusedError) as refused:
        sanne.write(take_back_all, taken)
    assert [one.code for one in refused.value.blockers] == ["alert.escalated_by_other"]
    assert told(workspace, alert_id)[-3:] == [
        "alert.assigned", "alert.escalated", "alert.assigned",
    ]  # fmt: skip


def test_what_somebody_else_changed_since_is_not_taken_back(
    workspace: TestWorkspace, registered: Registered, alert_id: UUID
) -> None:
    tom, mark = (workspace.work(one) for one in ("tom", "mark"))
    other = alarm(workspace, registered, feature="region")
    done = tom.write(act_on_all, snooze_alert, [other, alert_id], until=ahead(hours=4))
    alarm(workspace, registered, severity="high")  # seen again: nobody's act
    mark.write(snooze_alert, alert_id, until=ahead(hours=8))

    with pytest.raises(StaleError) as stale:
        tom.write(take_back_all, done)

    assert stale.value.message == "Mark Jansen changed alert 1 since, so it stays as it is."
    assert {one.snoozed_until is None for one in shown(workspace)} == {False}
    acted = tom.write(take_back_each, done)
    assert (acted.done, acted.changed, acted.refused) == ((other,), 1, 0)


def test_who_may_not_act_on_alerts_may_not_put_one_off(
    workspace: TestWorkspace, alert_id: UUID
) -> None:
    with pytest.raises(RefusedError) as refused:
        workspace.work("jo").write(snooze_alert, alert_id, until=ahead(hours=1), reason=WHY)

    assert refused.value.blockers[0].code.startswith("write.")


def test_every_comment_stands_in_the_story_with_its_author(
    workspace: TestWorkspace, alert_id: UUID
) -> None:
    """Who said what, one after the other, also of an alert that is no longer open."""
    tom, sanne = workspace.work("tom"), workspace.work("sanne")
    tom.write(comment_alert, alert_id, reason="  Labels of Monday are late. ")
    tom.write(acknowledge_alert, alert_id, reason="Seen it.")
    sanne.write(comment_alert, alert_id, reason="ok")
    sanne.write(comment_alert, alert_id, reason="ok")

    story = tom.read(load_alert, alert_id, tom.actor.id).story

    assert [(one.actor, one.tag, one.texts.get("comment")) for one in story[:-1]] == [
        ("Sanne de Vries", "alert.commented", "ok"),
        ("Sanne de Vries", "alert.commented", "ok"),
        ("Tom Bakker", "alert.acknowledged", None),
        ("Tom Bakker", "alert.commented", "Labels of Monday are late."),
    ]
    assert story[-1].tag == "alert.open"
    with workspace.service.reading() as session:
        assert session.get_one(Alert, alert_id).comments == 3


@pytest.mark.parametrize("text", ["", "   ", "x"])
def test_a_comment_says_something(workspace: TestWorkspace, alert_id: UUID, text: str) -> None:
    with pytest.raises(RefusedError):
        workspace.work("tom").write(comment_alert, alert_id, reason=text)

    assert told(workspace, alert_id) == ["alert.open"]


def test_who_may_not_act_on_alerts_writes_nothing_there(
    workspace: TestWorkspace, alert_id: UUID
) -> None:
    with pytest.raises(RefusedError):
        workspace.work("lin").write(comment_alert, alert_id, reason="What does it cost us?")

    assert told(workspace, alert_id) == ["alert.open"]


@pytest.mark.parametrize(
    "values", [{"comment": "  ", "comments": 1}, {"comment": "Mine."}, {"comments": 7}]
)
def test_the_database_takes_no_comment_that_replaces_or_hides_another(
    workspace: TestWorkspace, alert_id: UUID, values: dict[str, object]
) -> None:
    workspace.work("tom").write(comment_alert, alert_id, reason="The first one.")

    tom = workspace.work("tom")
    with pytest.raises((DBAPIError, RefusedError), match=r"alert\.comment"), tom.unit() as work:
        work.session.execute(
            update(Alert)
            .where(Alert.id == alert_id)
            .values(**values, row_version=Alert.row_version + 1)
        )

    assert told(workspace, alert_id) == ["alert.open", "alert.commented"]


def test_what_happened_to_an_alert_names_it(workspace: TestWorkspace, alert_id: UUID) -> None:
    """Its title is told once, when it is raised."""
    tom = workspace.work("tom")
    tom.write(acknowledge_alert, alert_id, reason=KNOWN)

    with tom.reading() as session:
        events = session.scalars(
            select(AuditEvent).where(AuditEvent.object_id == alert_id).order_by(AuditEvent.id)
        ).all()
        raised, known = load_event_rows(session, events)

    assert known.tag == "alert.acknowledged"
    assert known.words["title"] == raised.texts["title"]
    assert raised.texts["title"] in event(known.tag, known.words)
