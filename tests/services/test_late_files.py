"""After an approval nothing is added to a version, also by who began before it and stored after."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select, text

from app.errors import AppError, RefusedError
from app.models.tables.governance import TransitionRequest
from app.models.tables.inventory import Asset
from app.services.commands.assets import NewAsset, attach_assets
from app.services.commands.models import NewField, record_training, set_schema
from app.services.commands.requests import decide
from app.services.unit_of_work import UnitOfWork
from tests.services.test_frozen_training import FIRST
from tests.stories import REASON, Registered, ask, register
from tests.workspaces import TestWorkspace

LATE = NewAsset("code", "late.py", b"print()")


def attach(work: UnitOfWork, made: Registered) -> None:
    attach_assets(work, made.version_id, (LATE,))


def tell_schema(work: UnitOfWork, made: Registered) -> None:
    set_schema(work, made.version_id, [NewField("income", "predictor", "numerical")])


def replace_file(work: UnitOfWork, made: Registered) -> None:
    """By another one that was there before."""
    model, other = work.session.scalars(
        select(Asset).where(Asset.version_id == made.version_id).order_by(Asset.created_at)
    )
    model.replaced_by = other.id


ADDING: dict[str, Callable[[UnitOfWork, Registered], None]] = {
    "a file": attach,
    "a column": tell_schema,
    "a replaced file": replace_file,
}


def waits_for_a_lock(bank: TestWorkspace) -> bool:
    waiting = (
        "SELECT 1 FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    with bank.owner_database().session() as session:
        return session.execute(text(waiting)).first() is not None


def second(work: Callable[[], object], said: list[AppError]) -> threading.Thread:
    def attempt() -> None:
        try:
            work()
        except AppError as error:
            said.append(error)

    return threading.Thread(target=attempt)


def wait_until_it_waits(bank: TestWorkspace, late: threading.Thread) -> None:
    while late.is_alive() and not bank.is_sqlite and not waits_for_a_lock(bank):
        pass


def half_accepted(bank: TestWorkspace, made: Registered) -> dict[str, Any]:
    """A request that one vote more accepts; what that vote says."""
    request = ask(bank, made)
    bank.work("aisha").write(
        decide, request, verdict="accept", reason=REASON, signer=bank.signer("aisha")
    )
    return {
        "request_id": request, "verdict": "accept", "reason": REASON, "signer": bank.signer("jo"),
    }  # fmt: skip


@pytest.mark.parametrize("what", ADDING)
def test_what_comes_while_an_approval_is_stored_waits_and_is_refused(
    workspace: TestWorkspace, what: str
) -> None:
    made = register(workspace)
    if what == "a replaced file":
        workspace.work("sanne").write(attach, made)
    vote = half_accepted(workspace, made)
    jo, sanne = workspace.work("jo"), workspace.work("sanne")
    said: list[AppError] = []
    late = second(lambda: sanne.write(ADDING[what], made), said)

    with jo.unit() as work:
        decide(work, **vote)
        work.flush()
        late.start()
        wait_until_it_waits(workspace, late)
        assert late.is_alive()
    late.join()

    (refused,) = said
    assert isinstance(refused, RefusedError)
    assert "version.approved" in [one.code for one in refused.blockers]


def test_an_approval_waits_for_what_is_being_added_and_comes_after_it(
    workspace: TestWorkspace,
) -> None:
    made = register(workspace)
    vote = half_accepted(workspace, made)
    jo, sanne = workspace.work("jo"), workspace.work("sanne")
    said: list[AppError] = []
    approval = second(lambda: jo.write(decide, **vote), said)

    with sanne.unit() as work:
        attach(work, made)
        work.flush()
        approval.start()
        wait_until_it_waits(workspace, approval)
        assert approval.is_alive()
    approval.join()

    assert said == []
    with workspace.service.reading() as session:
        request = session.get_one(TransitionRequest, vote["request_id"])
        added = session.scalars(select(Asset.created_at).where(Asset.path == LATE.path)).one()
    assert request.state == "accepted"
    assert request.closed_at is not None
    assert added < request.closed_at


def test_an_approval_waits_for_a_training_that_was_told_before_anybody_asked(
    workspace: TestWorkspace,
) -> None:
    if workspace.is_sqlite:
        pytest.skip("there one transaction writes at a time")
    made = register(workspace)
    jo, sanne = workspace.work("jo"), workspace.work("sanne")
    said: list[AppError] = []

    with sanne.unit() as work:
        record_training(work, made.version_id, **FIRST)
        work.flush()
        vote = half_accepted(workspace, made)  # neither the asker nor the service waits
        approval = second(lambda: jo.write(decide, **vote), said)
        approval.start()
        wait_until_it_waits(workspace, approval)
        assert approval.is_alive()
    approval.join()

    assert said == []


def test_an_approval_holds_up_no_other_version(workspace: TestWorkspace) -> None:
    if workspace.is_sqlite:
        pytest.skip("there one transaction writes at a time")
    made, other = register(workspace), register(workspace, content=b"v2")
    vote = half_accepted(workspace, made)

    with workspace.work("jo").unit() as work:
        decide(work, **vote)
        work.flush()
        workspace.work("sanne").write(attach, other)

    with workspace.service.reading() as session:
        paths = session.scalars(select(Asset.path).where(Asset.version_id == other.version_id))
        assert LATE.path in paths.all()
