"""A life cycle of one's own asks for no fewer people than the policy, and starts for no model."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from app.errors import RefusedError, StaleError
from app.models.bpmn.graph import NodeKind
from app.models.rules.four_eyes import Slot, keeps_to
from app.models.rules.roles import Role
from app.models.tables.engine import Incident
from app.models.tables.everything import METADATA
from app.models.tables.governance import RequestSlot
from app.models.tables.life_cycle import DecisionTable, LifeCycleTemplate
from app.services.approvals import open_approval
from app.services.commands.bindings import bind_life_cycle
from app.services.commands.life_cycles import import_table, import_template, publish
from app.services.commands.processes import submit
from app.services.digests import digest_bytes
from app.services.engine.starting import StartRequest
from app.services.library import ON_MODEL_CHANGED, TABLES
from app.services.unit_of_work import InboxKind
from tests.governance_kit import sign_as
from tests.processes import Stage, line, node
from tests.services.engine_tasks import TASKS
from tests.stories import Registered, register
from tests.workspaces import TestWorkspace

RISK, COMPLIANCE = {"roles": "risk_officer", "needed": 1}, {"roles": "compliance", "needed": 1}
SCIENTIST = {"roles": "data_scientist", "needed": 1}
ROUTE = next(one for one in TABLES if one.key == "approval-route")


@pytest.fixture
def stage(workspace: TestWorkspace) -> Stage:
    return Stage(workspace, TASKS, openers={"approve": open_approval})


def begin(bank: Stage, registered: Registered, slots: list[Any], **variables: Any) -> UUID:
    """A life cycle that comes to its approval with slots of its own making."""
    step = node("approve", NodeKind.USER, task_kind="approve", roles=("tester",))
    template_id = bank.library.publish(line("easy", step))
    request = StartRequest(
        template_id,
        bank.workspace.unit_id,
        start_key="easy",
        model_id=registered.model_id,
        version_id=registered.version_id,
        started_by=bank.workspace.work("sanne").actor.id,
        variables={
            "slots": slots, "stage": "PROD", "snapshot_id": str(registered.snapshot_id),
            "service_tag": "default", **variables,
        },
    )  # fmt: skip
    with bank.work.unit() as work:
        return bank.engine.start(work, request)


def said(stage: Stage) -> list[str]:
    with stage.work.reading() as session:
        return list(session.scalars(select(Incident.message)))


def pinned(stage: Stage) -> list[list[str]]:
    with stage.work.reading() as session:
        return list(session.scalars(select(RequestSlot.roles).order_by(RequestSlot.slot)))


@pytest.mark.parametrize(
    "slots",
    [
        [SCIENTIST],
        [SCIENTIST, SCIENTIST],
        [RISK],
        [RISK, {"roles": "compliance|data_scientist", "needed": 1}],
    ],
    ids=["another role", "two others", "one of two", "or anybody"],
)
def test_slots_weaker_than_the_policy_are_an_incident(stage: Stage, slots: list[Any]) -> None:
    begin(stage, register(stage.workspace), slots)

    (message,) = said(stage)
    assert "Approval route v1 wants 1 of risk officer, 1 of compliance officer" in message
    assert pinned(stage) == []


def test_a_life_cycle_may_ask_for_more_than_the_policy(stage: Stage) -> None:
    begin(stage, register(stage.workspace), [SCIENTIST, COMPLIANCE, RISK])

    assert said(stage) == []
    assert pinned(stage) == [["data_scientist"], ["compliance"], ["risk_officer"]]


def test_a_staging_stage_that_is_not_protected_follows_its_life_cycle(stage: Stage) -> None:
    begin(stage, register(stage.workspace), [SCIENTIST], stage="SIT")

    assert (said(stage), pinned(stage)) == ([], [["data_scientist"]])


def test_a_table_of_another_key_is_no_route_whatever_the_run_says(stage: Stage) -> None:
    bank = stage.workspace
    easy = ROUTE.read()
    for before, after in (
        (b'"risk_officer"', b'"data_scientist"'),
        (b'"compliance"', b'"data_scientist"'),
        (b'"approval-route"', b'"easy-route"'),
    ):
        easy = easy.replace(before, after)
    made = bank.work("eva").write(
        import_table, unit="bank", key="easy-route", name="Easy", decision_id="easy-route", dmn=easy
    )
    bank.work("jo").write(publish, DecisionTable, made.id, seen=digest_bytes(easy))

    begin(
        stage, register(bank), [SCIENTIST, SCIENTIST],
        decision_tables={"approval-route": str(made.id)},
    )  # fmt: skip

    assert "Approval route v1 wants" in said(stage)[0]


@pytest.mark.parametrize(
    ("given", "is_kept"),
    [
        ([({Role.COMPLIANCE}, 1, 0), ({Role.RISK_OFFICER}, 1, 1)], True),
        ([({Role.COMPLIANCE}, 1, 0), ({Role.RISK_OFFICER}, 1, 0)], False),
        ([({Role.COMPLIANCE, Role.RISK_OFFICER}, 2, 0)], False),
        ([({Role.COMPLIANCE}, 2, 0), ({Role.RISK_OFFICER}, 3, 1), ({Role.TESTER}, 1, 2)], True),
        ([], False),
    ],
)
def test_a_route_in_order_is_kept_in_its_order(given: Any, is_kept: bool) -> None:
    route = (
        Slot(1, frozenset({Role.COMPLIANCE}), rank=0),
        Slot(2, frozenset({Role.RISK_OFFICER, Role.VALIDATOR}), rank=1),
    )
    slots = [Slot(n, frozenset(r), needed=k, rank=rank) for n, (r, k, rank) in enumerate(given)]

    assert keeps_to(slots, route) is is_kept
    assert keeps_to(slots, ())


# Life cycles come in force by a second person


def draft(bank: TestWorkspace, key: str = "copy") -> LifeCycleTemplate:
    return bank.work("eva").write(
        import_template, unit="bank", key=key, name="Copy",
        process_id=ON_MODEL_CHANGED.process_id, bpmn=ON_MODEL_CHANGED.read(),
    )  # fmt: skip


def by_sql(bank: TestWorkspace, handle: str, row_id: UUID, **values: object) -> str:
    """The code with which the database refuses a change of a life cycle; empty: none."""
    table = METADATA.tables["mw.life_cycle_template"]
    change = update(table).where(table.c.id == row_id)
    try:
        with bank.work(handle).unit() as work:
            sign_as(bank, work, table.name, row_id, values)
            work.session.execute(change.values(row_version=table.c.row_version + 1, **values))
    except RefusedError as error:
        return error.blockers[0].code
    except StaleError:
        return "stale"
    return ""


def test_an_architect_alone_puts_no_life_cycle_in_force(workspace: TestWorkspace) -> None:
    made = draft(workspace)
    seen = {"state": "published", "seen_sha256": made.sha256}

    with pytest.raises(RefusedError) as own:
        workspace.work("eva").write(publish, LifeCycleTemplate, made.id, seen=made.sha256)
    reviewed = by_sql(workspace, "eva", made.id, state="in_review")
    found = [
        by_sql(workspace, "eva", made.id, **seen),
        by_sql(workspace, "jo", made.id, state="published"),
        by_sql(workspace, "jo", made.id, **seen, bpmn=b"<other/>"),
        by_sql(workspace, "jo", made.id, **seen),
    ]

    assert [one.code for one in own.value.blockers] == ["policy.second"]
    assert reviewed == ""
    assert found == ["policy.second", "stale", "table.content", ""]


def test_only_the_life_cycle_that_was_looked_at_comes_in_force(workspace: TestWorkspace) -> None:
    made = draft(workspace)
    changed = by_sql(workspace, "eva", made.id, bpmn=b"<other/>", sha256=digest_bytes(b"<other/>"))

    with pytest.raises(StaleError):
        workspace.work("jo").write(publish, LifeCycleTemplate, made.id, seen=made.sha256)

    assert changed == ""


# A model runs the life cycle that it is bound to


def start_by_sql(bank: TestWorkspace, handle: str, registered: Registered) -> str:
    try:
        with bank.work(handle).unit() as work:
            work.tell_engine(
                InboxKind.START, bank.unit_id, template_key="copy",
                version_id=str(registered.version_id),
            )  # fmt: skip
    except RefusedError as error:
        return error.blockers[0].code
    return ""


def test_a_builder_starts_no_other_life_cycle_than_the_bound_one(workspace: TestWorkspace) -> None:
    made = draft(workspace)
    workspace.work("jo").write(publish, LifeCycleTemplate, made.id, seen=made.sha256)
    registered = register(workspace)
    sanne = workspace.work("sanne")

    with pytest.raises(RefusedError) as refused:
        sanne.write(submit, registered.version_id, template_key="copy")
    forced = start_by_sql(workspace, "sanne", registered)
    with pytest.raises(RefusedError) as rebound:
        sanne.write(bind_life_cycle, registered.model_id, template_key="copy", parameters={})
    by_architect = start_by_sql(workspace, "eva", registered)

    assert [one.code for one in refused.value.blockers] == ["start.bound"]
    assert (forced, by_architect) == ("start.bound", "")
    assert [one.code for one in rebound.value.blockers] == ["binding.guarded"]
