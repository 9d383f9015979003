"""A life cycle started against an alert: the run and the alert, or neither."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import func, select

from app.errors import InputError, RefusedError
from app.models.bpmn.graph import NodeKind
from app.models.queries.alert_detail import load_alert
from app.models.tables.life_cycle import EngineInbox
from app.models.tables.monitoring import Alert
from app.services.commands.bindings import bind_life_cycle
from app.services.commands.remedies import remedy_by_run
from tests import stories
from tests.processes import Stage, line, message, node
from tests.services.engine_tasks import TASKS
from tests.workspaces import TestWorkspace

WHY = "Trained anew on the last quarter."


@pytest.fixture
def stage(workspace: TestWorkspace) -> Stage:
    return Stage(workspace, TASKS)


@pytest.fixture
def registered(stage: Stage) -> stories.Registered:
    stage.library.publish(line("mend"), parameters={"given_at_start": ["limit"]})
    found = stories.register(stage.workspace)
    eva = stage.workspace.work("eva")
    eva.write(bind_life_cycle, found.model_id, template_key="mend", parameters={})
    return found


@pytest.fixture
def alert_id(stage: Stage, registered: stories.Registered) -> UUID:
    return stories.alarm(stage.workspace, registered)


def starts(stage: Stage) -> int:
    with stage.work.reading() as session:
        found = select(func.count()).where(EngineInbox.kind == "start")
        return session.scalar(found) or 0


def stored(stage: Stage, alert_id: UUID) -> Alert:
    with stage.work.reading() as session:
        return session.get_one(Alert, alert_id)


def test_the_run_knows_its_alert_and_the_alert_its_run(
    stage: Stage, registered: stories.Registered, alert_id: UUID
) -> None:
    sanne = stage.workspace.work("sanne")

    found = sanne.write(
        remedy_by_run, alert_id, registered.version_id, template_key="mend", reason=WHY,
        variables={"limit": 0.2},
    )  # fmt: skip
    stage.drain()

    detail = sanne.read(load_alert, alert_id, sanne.actor.id)
    assert found.is_new
    assert [one.state for one in detail.runs] == ["completed"]
    assert stage.variables(detail.runs[0].id)["alert"] == detail.row.number
    assert stage.variables(detail.runs[0].id)["limit"] == 0.2
    assert (detail.row.state, detail.row.reason) == ("in_remediation", WHY)
    other = stories.alarm(stage.workspace, registered, feature="region")
    assert sanne.read(load_alert, other, sanne.actor.id).runs == ()


def test_a_second_start_beside_a_run_begins_nothing_and_leaves_the_alert(
    stage: Stage, registered: stories.Registered, alert_id: UUID
) -> None:
    sanne = stage.workspace.work("sanne")
    step = node("wait", NodeKind.CATCH, event=message("go", "${business_key}"))
    stage.library.publish(line("mend", step))
    given = {"template_key": "mend", "reason": WHY}
    sanne.write(remedy_by_run, alert_id, registered.version_id, **given)
    stage.drain()
    other = stories.alarm(stage.workspace, registered, feature="region")

    again = sanne.write(remedy_by_run, other, registered.version_id, **given)

    assert not again.is_new
    assert stored(stage, other).state == "open"


def test_what_is_in_remediation_already_is_commented(
    stage: Stage, registered: stories.Registered, alert_id: UUID
) -> None:
    sanne = stage.workspace.work("sanne")
    with sanne.unit() as work:
        alert = work.get(Alert, alert_id)
        alert.state, alert.reason = "in_remediation", "Asked the source of the data."
        work.flush()

    sanne.write(remedy_by_run, alert_id, registered.version_id, template_key="mend", reason=WHY)

    alert = stored(stage, alert_id)
    assert (alert.reason, alert.comment) == ("Asked the source of the data.", WHY)


def test_nothing_starts_where_the_alert_says_no(
    stage: Stage, registered: stories.Registered, alert_id: UUID
) -> None:
    sanne = stage.workspace.work("sanne")
    other = stories.register(stage.workspace, name="churn")
    wanted = {"template_key": "mend", "reason": WHY}

    with pytest.raises(RefusedError):  # no reason
        sanne.write(
            remedy_by_run, alert_id, registered.version_id, template_key="mend", reason="Mend"
        )
    with pytest.raises(InputError, match="another model"):
        sanne.write(remedy_by_run, alert_id, other.version_id, **wanted)
    with pytest.raises(RefusedError):  # compliance does not act on alerts
        stage.workspace.work("jo").write(remedy_by_run, alert_id, registered.version_id, **wanted)
    with stage.work.unit() as work:
        work.get(Alert, alert_id).state = "resolved"
        work.flush()
    with pytest.raises(RefusedError, match="ended"):
        sanne.write(remedy_by_run, alert_id, registered.version_id, **wanted)

    assert starts(stage) == 0
