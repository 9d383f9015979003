"""The same model by other rules where its use is regulated: judged, routed, named."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import InputError, RefusedError
from app.models.dmn.evaluate import evaluate
from app.models.dmn.xml_io import parse
from app.models.queries.find import find_stage
from app.models.queries.in_force import table_in_force
from app.models.queries.regulated import is_regulated
from app.models.queries.releases import load_table
from app.models.tables.engine import Job
from app.models.tables.inventory import RegisteredModel, UseCaseModel
from app.models.tables.life_cycle import DecisionTable, EngineInbox
from app.models.tables.trail import AuditEvent
from app.services.commands.models import ModelEdit, edit_model
from app.services.commands.monitors import NewMonitor, add_data_source, add_monitor
from app.services.commands.policies import propose_policy
from app.services.commands.processes import submit
from app.services.commands.risks import propose_tier
from app.services.library import TABLES
from app.services.monitoring.decide import decide_with
from app.services.monitoring.judge import Subject, judge
from app.services.monitoring.measure import Measurement
from app.services.scheduler import queue_run
from tests.governance_kit import (
    ALONE,
    WHY,
    attempt,
    codes,
    propose,
    put_in_force,
    start_facts_of,
    use_case,
)
from tests.stories import Registered, register
from tests.workspaces import TestWorkspace


def test_an_assessment_keeps_the_version_of_the_method_it_was_made_by(
    workspace: TestWorkspace,
) -> None:
    use = use_case(workspace)
    first = workspace.work("aisha").write(propose_tier, use, ALONE, reason=WHY)
    shipped = next(one for one in TABLES if one.key == "risk-tier").read()
    harsher = shipped.replace(b"&gt;= 4", b"&gt;= 1").replace(b">= 4", b">= 1")
    made = workspace.work("eva").write(
        propose_policy, "risk-tier", "harsher.dmn", harsher, reason=WHY
    )
    put_in_force(workspace, "aisha", made.id, reason=WHY)

    second = workspace.work("aisha").write(propose_tier, use, ALONE, reason=WHY)

    assert harsher != shipped
    assert (first.method_version, second.method_version) == (1, 2)
    assert (first.table_id, second.table_id) != (second.table_id, second.table_id)


# The same model, regulated and not


def test_the_same_model_is_judged_by_other_rules_in_a_regulated_use(
    workspace: TestWorkspace,
) -> None:
    """One model, two services: a regulated use asks one, an unregulated the other."""
    registered = register(workspace)
    workspace.work("sanne").write(
        edit_model, registered.model_id, ModelEdit(service_tags=("loans", "letters"))
    )
    use_case(workspace, registered.model_id, name="Loans", tag="loans")
    use_case(workspace, registered.model_id, name="Letters", regulated=False, tag="letters")
    made = propose(workspace)
    put_in_force(workspace, "jo", made, reason=WHY)
    monitors = {tag: add(workspace, registered, tag, made) for tag in ("loans", "letters")}
    night = datetime(2026, 3, 2, 6, tzinfo=UTC)

    for monitor_id in monitors.values():
        workspace.service.write(queue_run, monitor_id, night, night)

    with workspace.service.reading() as session:
        jobs = session.scalars(select(Job.inputs).where(Job.task_type == "run_monitor")).all()
        table = load_table(session, made)
    told = {job["monitor_id"]: job["is_regulated"] for job in jobs}
    drifted = Measurement("psi", 0.15, 1000, "PSI", feature="income")
    verdicts = {
        tag: str(
            judge(
                [drifted],
                decide_with(table.dmn, table.decision_id),
                Subject("high", told[str(monitor_id)]),
            )[0].verdict
        )
        for tag, monitor_id in monitors.items()
    }
    assert verdicts == {"loans": "FAIL", "letters": "PASS"}


def add(bank: TestWorkspace, registered: Registered, tag: str, table_id: UUID) -> UUID:
    with bank.work("tom").unit() as work:
        model = work.get(RegisteredModel, registered.model_id)
        source = add_data_source(work, unit="bank", name=f"Log of {tag}", kind="runtime_log")
        new = NewMonitor(
            name=f"Drift of {tag}",
            service_tag=tag,
            stage_id=find_stage(work.session, model, "PROD").id,
            data_source_id=source.id,
            decision_table_id=table_id,
        )
        return add_monitor(work, registered.model_id, new).id


@pytest.mark.parametrize(
    ("regulated", "expected"), [("loans", True), ("letters", True), ("", False)]
)
def test_a_release_is_routed_by_the_strictest_use_of_any_of_its_services(
    workspace: TestWorkspace, regulated: str, *, expected: bool
) -> None:
    """A version is released under its model's first service, here letters, and serves all."""
    registered = register(workspace)
    workspace.work("sanne").write(
        edit_model, registered.model_id, ModelEdit(service_tags=("loans", "letters"))
    )
    for tag in ("loans", "letters"):
        use_case(workspace, registered.model_id, name=tag, regulated=tag == regulated, tag=tag)

    workspace.work("sanne").write(submit, registered.version_id)

    with workspace.service.reading() as session:
        asked = session.scalars(select(EngineInbox).where(EngineInbox.kind == "start")).one()
        facts = start_facts_of(session, workspace, registered)
        table = load_table_of(session, "approval-route", workspace.unit_id)
    variables = asked.payload["variables"]
    slots = evaluate(
        parse(table.dmn), table.decision_id, {**variables, "risk_tier": "high", "stage": "PROD"}
    ).rows
    roles = {str(slot["roles"]) for slot in slots}
    assert (variables["is_regulated"], "validator" in roles) == (expected, expected)
    assert facts["is_regulated"] is expected


def test_a_service_that_a_use_asks_for_keeps_its_name(workspace: TestWorkspace) -> None:
    registered = register(workspace)
    model = registered.model_id
    sanne = workspace.work("sanne")
    sanne.write(edit_model, model, ModelEdit(service_tags=("loans", "letters")))
    use_case(workspace, model, tag="loans")

    with pytest.raises(RefusedError) as refused:
        sanne.write(edit_model, model, ModelEdit(service_tags=("credit", "letters")))
    by_sql = attempt(workspace, "sanne", "registered_model", model, service_tags=["letters"])
    beside = attempt(
        workspace, "sanne", "registered_model", model, service_tags=["loans", "credit"]
    )
    by_a_judge = attempt(workspace, "jo", "registered_model", model, service_tags=["credit"])

    assert codes(refused) == {"model.tag_used"}
    assert (by_sql, beside, by_a_judge) == ("model.tag_used", "", "")
    with workspace.service.reading() as session:
        told = session.scalars(
            select(AuditEvent).where(AuditEvent.tag == "model.changed").order_by(AuditEvent.id)
        ).all()
    assert told[-1].facts["service_tags"] == ["credit"]
    assert told[-1].actor_id == workspace.work("jo").actor.id


@pytest.mark.parametrize(("tag", "expected"), [("other", "use.tag"), ("cc-fraud", ""), (None, "")])
def test_no_client_stores_a_use_of_a_service_that_is_not_there(
    workspace: TestWorkspace, tag: str | None, expected: str
) -> None:
    registered = register(workspace)
    use = use_case(workspace)
    found = ""

    try:
        with workspace.work("sanne").unit() as work:
            work.add(UseCaseModel(use_case_id=use, model_id=registered.model_id, service_tag=tag))
    except RefusedError as error:
        found = error.blockers[0].code

    assert found == expected


def load_table_of(session: Session, key: str, unit_id: UUID) -> DecisionTable:
    found = table_in_force(session, key, unit_id)
    assert found is not None
    return session.get_one(DecisionTable, found)


def test_a_use_without_a_service_asks_all_of_them(workspace: TestWorkspace) -> None:
    registered = register(workspace)
    use_case(workspace, registered.model_id)

    with workspace.service.reading() as session:
        found = {
            tag: is_regulated(session, registered.model_id, tag) for tag in ("", "cc-fraud", "x")
        }

    assert found == {"": True, "cc-fraud": True, "x": True}


def test_a_use_can_only_ask_a_service_that_the_model_has(workspace: TestWorkspace) -> None:
    registered = register(workspace)

    with pytest.raises(InputError):
        use_case(workspace, registered.model_id, tag="other")
