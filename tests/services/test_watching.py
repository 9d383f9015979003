"""What a person wants to hear of: their own rows only, on both databases, and undone at will."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from app.errors import AppError, InputError
from app.models.queries.notices import Notice, list_notices, list_watched
from app.models.queries.watching import list_watching
from app.models.tables.governance import TransitionRequest
from app.models.tables.personal import Watch
from app.services.commands.alerts import acknowledge_alert
from app.services.commands.watching import put_away, set_watch, take_back, toggle_watch
from app.services.unit_of_work import UnitOfWork
from tests.services.test_role_requests import ask_role
from tests.stories import alarm, ask, register
from tests.workspaces import TestWorkspace


def notices(workspace: TestWorkspace, handle: str) -> tuple[Notice, ...]:
    work = workspace.work(handle)
    found: tuple[Notice, ...] = work.read(list_notices, work.actor.id, now=datetime.now(UTC))
    return found


def test_watching_is_switched_on_and_off_by_the_same_act(workspace: TestWorkspace) -> None:
    model_id = register(workspace).model_id
    jo = workspace.work("jo")

    assert jo.write(toggle_watch, "model", model_id) is True
    assert [one.name for one in jo.read(list_watched, jo.actor.id)] == ["cc-fraud"]
    assert jo.write(toggle_watch, "model", model_id) is False
    assert jo.read(list_watched, jo.actor.id) == ()
    with workspace.service.reading() as session:
        assert len(session.scalars(select(Watch)).all()) == 1


def test_what_others_do_to_a_watched_model_is_told_and_own_acts_are_not(
    workspace: TestWorkspace,
) -> None:
    model_id = register(workspace).model_id
    for handle in ("jo", "sanne"):
        workspace.work(handle).write(set_watch, "model", model_id, on=True)
    before = {one.key for one in notices(workspace, "jo")}

    register(workspace, content=b"v2")

    fresh = [one for one in notices(workspace, "jo") if one.key not in before]
    assert {one.kind for one in fresh} == {"watched"}
    assert {one.event.actor for one in fresh} == {"Sanne de Vries"}
    assert {"version.registered", "snapshot.taken"} <= {one.event.tag for one in fresh}
    assert notices(workspace, "sanne") == ()


def test_a_critical_alert_is_told_to_the_owner_and_to_operators_only(
    workspace: TestWorkspace,
) -> None:
    registered = register(workspace)
    critical = alarm(workspace, registered, severity="critical")
    alarm(workspace, registered, severity="high", feature="region")

    for handle in ("sanne", "tom"):
        assert [(one.kind, one.key) for one in notices(workspace, handle)] == [("alert", critical)]
    assert notices(workspace, "jo") == ()


def test_one_line_an_object_with_how_many_more_lie_below(workspace: TestWorkspace) -> None:
    registered = register(workspace)
    jo = workspace.work("jo")
    alert = alarm(workspace, registered, severity="high")
    jo.write(set_watch, "alert", alert, on=True)
    alarm(workspace, registered, severity="high")  # the same again

    (one,) = notices(workspace, "jo")
    assert (one.key, one.count, one.is_watched) == (alert, 2, True)


def test_what_was_put_away_stays_away_until_something_new_happens(
    workspace: TestWorkspace,
) -> None:
    registered = register(workspace)
    alert = alarm(workspace, registered, severity="critical")
    tom = workspace.work("tom")
    tom.write(set_watch, "alert", alert, on=True)
    (one,) = notices(workspace, "tom")

    put = tom.write(put_away, "alert", alert, one.event.id)
    assert notices(workspace, "tom") == ()
    assert len(notices(workspace, "sanne")) == 1  # of hers nothing was taken

    tom.write(take_back, put)
    assert [each.key for each in notices(workspace, "tom")] == [alert]
    tom.write(put_away, "alert", alert, one.event.id)
    alarm(workspace, registered, severity="critical")
    (again,) = notices(workspace, "tom")
    assert (again.event.tag, again.count) == ("alert.changed", 1)


def test_a_request_for_a_role_reaches_the_person_and_the_second_administrator(
    workspace: TestWorkspace,
) -> None:
    asked = ask_role(workspace, "piet", "operator")

    for handle in ("piet", "rosa"):
        assert [(one.kind, one.key) for one in notices(workspace, handle)] == [("account", asked)]
    assert notices(workspace, "root") == ()
    assert notices(workspace, "jo") == ()


def test_who_asked_hears_what_became_of_a_request(workspace: TestWorkspace) -> None:
    request = ask(workspace, register(workspace))
    with workspace.service.unit() as work:
        work.get(TransitionRequest, request).state = "expired"

    assert [(one.kind, one.key) for one in notices(workspace, "sanne")] == [("request", request)]


def test_after_thirty_days_it_is_no_news(workspace: TestWorkspace) -> None:
    alarm(workspace, register(workspace), severity="critical")
    tom = workspace.work("tom")
    later = datetime.now(UTC) + timedelta(days=31)

    assert tom.read(list_notices, tom.actor.id, now=later) == ()


@pytest.mark.parametrize("kind", ["model", "stage", "nothing"])
def test_what_is_not_there_is_not_watched(workspace: TestWorkspace, kind: str) -> None:
    with pytest.raises(InputError):
        workspace.work("jo").write(set_watch, kind, uuid4(), on=True)


def test_nobody_watches_or_puts_away_for_somebody_else(workspace: TestWorkspace) -> None:
    model_id = register(workspace).model_id
    workspace.work("jo").write(set_watch, "model", model_id, on=True)
    sanne = workspace.work("sanne")

    with pytest.raises(AppError), sanne.unit() as work:
        work.add(
            Watch(
                unit_id=workspace.unit_id,
                person_id=workspace.work("jo").actor.id,
                object_type="model",
                object_id=uuid4(),
            )
        )
    with sanne.reading() as session:
        hers = session.scalars(select(Watch.id)).all()
    if hers:  # PostgreSQL does not even show it to her
        with pytest.raises(AppError):
            sanne.write(_switch_off, hers[0])


def _switch_off(work: UnitOfWork, watch_id: UUID) -> None:
    work.get(Watch, watch_id).is_on = False
    work.flush()


def test_home_lists_what_is_watched_and_under_way(workspace: TestWorkspace) -> None:
    registered = register(workspace)
    alert = alarm(workspace, registered, severity="high")
    workspace.work("tom").write(acknowledge_alert, alert, reason="Known, being looked at.")
    jo = workspace.work("jo")
    assert jo.read(list_watching, jo.actor.id) == ()

    jo.write(set_watch, "model", registered.model_id, on=True)

    assert [(one.kind, one.id) for one in jo.read(list_watching, jo.actor.id)] == [("alert", alert)]
