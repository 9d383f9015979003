"""Retiring a version: who may, what is said before, and what is true afterwards."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from app.errors import RefusedError
from app.models.queries.retirement import load_retirement
from app.models.tables.execution import Deployment, Placement
from app.models.tables.governance import TransitionRequest
from app.models.tables.inventory import UseCase, UseCaseModel
from app.models.tables.life_cycle import EngineInbox
from app.models.tables.trail import AuditEvent
from app.services.commands.requests import request_transition
from app.services.commands.retiring import ask_retirement, retire_version
from app.services.runtime_watch import RuntimeWatch
from tests.releases import Bank
from tests.services.test_roll_back import answers, deployment_in_production
from tests.stories import REASON, Registered, put_in_production, register
from tests.trail_kit import overwrite_payloads
from tests.workspaces import TestWorkspace


def asked_by(bank: TestWorkspace, who: str, registered: Registered, **given: object) -> UUID:
    return bank.work(who).write(
        ask_retirement, registered.version_id, reason=REASON, signer=bank.signer(who), **given
    )


def codes(refused: pytest.ExceptionInfo[RefusedError]) -> list[str]:
    return [one.code for one in refused.value.blockers]


@pytest.mark.parametrize("payload", [["x"], "x", 7])
def test_a_wish_that_names_nothing_hinders_nobody(
    workspace: TestWorkspace, payload: object
) -> None:
    """As one stands there from before the databases asked for named values."""
    first = register(workspace)
    put_in_production(workspace, first)
    tom = workspace.work("tom")
    found = tom.read(load_retirement, first.version_id, tom.actor.id)
    seen = [one.deployment_id for one in found.served]
    wish = asked_by(workspace, "tom", first, seen=seen)
    assert tom.read(load_retirement, first.version_id, tom.actor.id).blockers != ()

    overwrite_payloads(workspace, {wish: payload})

    assert tom.read(load_retirement, first.version_id, tom.actor.id).blockers == ()


def test_what_serves_is_retired_by_an_operator_who_saw_that_it_serves(
    workspace: TestWorkspace,
) -> None:
    first, second = register(workspace), register(workspace, content=b"v2")
    put_in_production(workspace, first)
    with workspace.work("sanne").unit() as work:
        use = work.add(
            UseCase(unit_id=workspace.unit_id, name="Card fraud", owner_id=work.actor.id)
        )
        work.add(UseCaseModel(use_case_id=use.id, model_id=first.model_id))
    tom = workspace.work("tom")
    found = tom.read(load_retirement, first.version_id, tom.actor.id)
    assert [one.label for one in found.stays] == ["PROD #cc-fraud"]
    assert [one.label for one in found.served] == ["PROD #cc-fraud @ prod-1"]
    assert (found.uses, found.blockers) == (("Card fraud",), ())

    with pytest.raises(RefusedError) as builder:
        asked_by(workspace, "sanne", first, seen=None)
    with pytest.raises(RefusedError) as unseen:
        asked_by(workspace, "tom", first)
    with pytest.raises(RefusedError) as nowhere:
        asked_by(workspace, "tom", second)
    seen = [one.deployment_id for one in found.served]
    asked = asked_by(workspace, "tom", first, seen=seen)
    with pytest.raises(RefusedError) as again:
        asked_by(workspace, "tom", first, seen=seen)
    with workspace.service.unit() as work:
        assert retire_version(work, work.get(EngineInbox, asked)) is None

    assert codes(builder) == ["inbox.refused"]
    assert codes(unseen) == ["retire.serving"]
    assert codes(nowhere) == ["retire.nowhere"]
    assert codes(again) == ["retire.asked"]
    with workspace.service.reading() as session:
        told = session.scalars(select(AuditEvent).where(AuditEvent.tag == "inbox.asked")).one()
        place = session.scalars(select(Placement)).one()
        served = session.scalars(select(Deployment)).one()
    assert (place.state, place.reason, served.state, served.reason) == (
        "left", REASON, "undeployed", REASON,
    )  # fmt: skip
    assert place.placed_until is not None
    # Who retired it stands in the lineage of the model, though a service did it.
    assert (told.actor_id, told.model_id, told.version_id) == (
        tom.actor.id, first.model_id, first.version_id,
    )  # fmt: skip
    # A new approval may bring it back.
    workspace.work("sanne").write(
        request_transition, first.version_id, stage="PROD", documents="https://docs.example/1"
    )
    with workspace.service.reading() as session:
        states = session.scalars(select(TransitionRequest.state)).all()
    assert sorted(states) == ["accepted", "draft"]


def test_a_wish_of_anothers_place_leaves_that_alone(sqlite_workspace: TestWorkspace) -> None:
    """Here nobody signs, so that whoever writes past the command is believed otherwise."""
    first = register(sqlite_workspace)
    other = register(sqlite_workspace, name="hmrm", by="mark")
    for one in (first, other):
        put_in_production(sqlite_workspace, one)
    with sqlite_workspace.service.unit() as work:
        places = work.session.scalars(select(Placement.id)).all()
        wish = EngineInbox(
            kind="retire_version",
            payload={
                "version_id": str(first.version_id),
                "places": [str(one) for one in places],
                "reason": REASON,
            },
        )
        retire_version(work, wish)

    with sqlite_workspace.service.reading() as session:
        left = session.execute(
            select(Placement.model_id, Placement.state, Deployment.state).join(
                Deployment, Deployment.placement_id == Placement.id
            )
        ).all()
    assert {tuple(one) for one in left} == {
        (first.model_id, "left", "undeployed"), (other.model_id, "in_place", "deployed"),
    }  # fmt: skip


def test_a_retired_version_answers_nowhere_and_its_run_stands_before_that(
    bank: Bank, tmp_path: Path
) -> None:
    registered = bank.submit(bank.register(tmp_path / "v2"))
    tom, signer = bank.workspace.work("tom"), bank.workspace.signer("tom")
    bank.task(registered, "approve")
    with pytest.raises(RefusedError) as under_way:
        tom.write(ask_retirement, registered.version_id, reason=REASON, seen=None, signer=signer)
    assert bank.release(registered) == "DEPLOYED"
    deployment = deployment_in_production(bank, registered)
    assert answers(bank, deployment) != ""

    tom.write(ask_retirement, registered.version_id, reason=REASON, seen=None, signer=signer)
    bank.drive(lambda: bank.serving() == [])
    RuntimeWatch(bank.workspace.service, bank.settings).run_once()

    assert codes(under_way) == ["retire.under_way"]
    assert answers(bank, deployment) == ""
    assert bank.left_open() == {}
