"""Acting in one of several roles: it narrows what somebody may, and never widens it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from app.errors import InputError, RefusedError
from app.models.queries.approvals import count_mine
from app.models.queries.home import role_views
from app.models.queries.lookups import roles_by_unit
from app.models.rules.roles import PEOPLE, Role
from app.models.tables.execution import Store
from app.models.tables.governance import Decision
from app.services.commands.requests import decide
from app.services.unit_of_work import UnitOfWork, Work, in_role
from tests.postgres import PostgresServer
from tests.stories import ask, change_role, register
from tests.workspaces import Mould, TestWorkspace, make_workspace

REASON = "Limits and documents were read."


def acting(workspace: TestWorkspace, handle: str, role: Role | None) -> Work:
    work = workspace.work(handle)
    actor = work.actor if role is None else in_role(work.actor, role)
    return Work(work.database, actor)


def roles_here(work: Work, workspace: TestWorkspace) -> tuple[frozenset[Role], ...]:
    """As commands and as screens ask for them."""
    unit = workspace.unit_id
    asked = work.write(lambda one: one.roles_in(unit))
    return asked, work.read(roles_by_unit, work.actor.id).get(unit, frozenset())


def test_one_role_counts_for_commands_and_screens_and_then_all_again(
    workspace: TestWorkspace,
) -> None:
    both = frozenset({Role.DATA_SCIENTIST, Role.VALIDATOR})
    assert roles_here(acting(workspace, "mark", None), workspace) == (both, both)

    chosen = acting(workspace, "mark", Role.VALIDATOR)

    only = frozenset({Role.VALIDATOR})
    assert roles_here(chosen, workspace) == (only, only)
    assert chosen.actor.roles == only
    assert chosen.read(role_views, chosen.actor.id) == ("validator",)
    assert roles_here(acting(workspace, "mark", None), workspace) == (both, both)


def test_others_are_seen_with_all_their_roles(workspace: TestWorkspace) -> None:
    chosen = acting(workspace, "mark", Role.VALIDATOR)
    tom = workspace.work("tom").actor.id

    held = chosen.read(roles_by_unit, tom)[workspace.unit_id]

    assert held == {Role.OPERATOR, Role.MLOPS_ENGINEER}


@pytest.mark.parametrize("role", sorted(PEOPLE - {Role.DATA_SCIENTIST, Role.VALIDATOR}))
def test_nobody_acts_in_a_role_that_they_do_not_hold(
    sqlite_workspace: TestWorkspace, role: Role
) -> None:
    with pytest.raises(InputError, match="Mark Jansen does not hold the role"):
        acting(sqlite_workspace, "mark", role)


def test_a_role_that_has_ended_counts_for_nothing(workspace: TestWorkspace) -> None:
    chosen = acting(workspace, "mark", Role.VALIDATOR)

    change_role(workspace, "mark", "validator", action="end")

    assert roles_here(chosen, workspace) == (frozenset(), frozenset())


def test_a_vote_is_given_in_the_chosen_role_or_not_at_all(workspace: TestWorkspace) -> None:
    request_id = ask(workspace, register(workspace))
    change_role(workspace, "mark", "risk_officer")
    scientist = acting(workspace, "mark", Role.DATA_SCIENTIST)
    officer = acting(workspace, "mark", Role.RISK_OFFICER)
    vote = {"verdict": "accept", "reason": REASON, "signer": workspace.signer("mark")}

    assert (waiting(scientist), waiting(officer)) == (0, 1)
    with pytest.raises(RefusedError) as refused:
        scientist.write(decide, request_id, **vote)
    officer.write(decide, request_id, **vote)

    assert {one.code for one in refused.value.blockers} == {"request.role"}
    with workspace.service.reading() as session:
        assert session.scalars(select(Decision.role)).all() == ["risk_officer"]


def waiting(work: Work) -> int:
    return work.read(count_mine, work.actor.id, now=datetime.now(UTC))


def register_directly(work: UnitOfWork, unit: UUID) -> None:
    """Past Python's rules, as another client would."""
    work.add(Store(unit_id=unit, name=uuid4().hex, kind="folder"))


def test_on_a_server_the_other_roles_grants_are_gone_too(
    postgres: PostgresServer, postgres_mould: Mould, tmp_path: Path
) -> None:
    with make_workspace(tmp_path, postgres, postgres_mould) as bank:
        change_role(bank, "tom", "tester")
        tester, operator = (acting(bank, "tom", one) for one in (Role.TESTER, Role.OPERATOR))

        with pytest.raises(RefusedError) as refused:
            tester.write(register_directly, bank.unit_id)
        operator.write(register_directly, bank.unit_id)
        acting(bank, "tom", None).write(register_directly, bank.unit_id)

    assert {one.code for one in refused.value.blockers} == {"database.no_right"}
