"""Roles change by request and a second administrator's confirmation; accounts end for good."""

from __future__ import annotations

import threading
from uuid import UUID

import psycopg
import pytest
from sqlalchemy import select

from app.errors import InputError, RefusedError
from app.models.queries.role_requests import list_role_requests
from app.models.rules.roles import Role
from app.models.tables.organisation import Membership, Person, RoleRequest
from app.models.tables.trail import AuditEvent
from app.services.commands.people import find_person, grant_role
from app.services.commands.role_requests import (
    close_person,
    confirm_role,
    duty_statements,
    refuse_role,
    request_role,
    withdraw_role,
)
from app.services.unit_of_work import UnitOfWork
from tests.stories import change_role, register
from tests.two_units import plain_client, plain_url, rows
from tests.workspaces import TestWorkspace

REASON = "Agreed with the unit."


def codes(refused: pytest.ExceptionInfo[RefusedError]) -> list[str]:
    return [blocker.code for blocker in refused.value.blockers]


def ask_role(
    workspace: TestWorkspace, handle: str, role: str, *, by: str = "root", action: str = "grant"
) -> UUID:
    with workspace.work(by).unit() as work:
        person = find_person(work, handle).id
        return request_role(work, person, role, workspace.unit_id, reason=REASON, action=action).id


def test_a_role_is_held_once_a_second_administrator_confirms(workspace: TestWorkspace) -> None:
    asked = ask_role(workspace, "piet", "operator")
    assert workspace.work("piet").actor.roles == {Role.TESTER}

    workspace.work("rosa").write(confirm_role, asked)

    assert workspace.work("piet").actor.roles == {Role.TESTER, Role.OPERATOR}
    with workspace.service.reading() as session:
        held = session.scalars(select(Membership).where(Membership.id == asked)).one()
        told = set(session.scalars(select(AuditEvent.tag).where(AuditEvent.object_id == asked)))
        row = list_role_requests(session)[0]
    assert held.recorded_by == workspace.work("rosa").actor.id
    assert told == {"role_request.asked", "role_request.confirmed", "membership.added"}
    assert (row.asked_by, row.answered_by, row.state) == ("root", "rosa", "confirmed")


def test_who_asked_and_who_gets_it_do_not_confirm(workspace: TestWorkspace) -> None:
    own = ask_role(workspace, "rosa", "operator", by="rosa")
    for_rosa = ask_role(workspace, "rosa", "lob_analyst", by="root")

    for request in (own, for_rosa):
        with pytest.raises(RefusedError) as refused:
            workspace.work("rosa").write(confirm_role, request)
        assert codes(refused) == ["role_request.second"]
    with pytest.raises(RefusedError) as refused:
        workspace.work("root").write(confirm_role, for_rosa)
    assert codes(refused) == ["role_request.second"]


@pytest.mark.parametrize(
    ("handle", "role", "action", "code"),
    [
        ("piet", "worker", "grant", "membership.worker"),
        ("piet", "chief", "grant", "membership.unknown_role"),
        ("piet", "pg_execute_server_program", "grant", "membership.unknown_role"),
        ("piet", "tester", "grant", "role_request.held"),
        ("piet", "operator", "end", "role_request.not_held"),
        ("piet", "auditor", "grant", "membership.conflict"),
        ("piet", "operator", "take", "role_request.action"),
    ],
)
def test_what_could_not_be_confirmed_is_not_asked_for(
    workspace: TestWorkspace, handle: str, role: str, action: str, code: str
) -> None:
    """Python's rule and the database's guard give the same code."""
    with pytest.raises(RefusedError) as refused:
        ask_role(workspace, handle, role, action=action)
    assert code in codes(refused)

    def forge(work: UnitOfWork) -> None:
        person = find_person(work, handle).id
        work.add(
            RoleRequest(
                unit_id=workspace.unit_id, person_id=person, role=role, action=action, reason="x"
            )
        )

    with pytest.raises(RefusedError) as forged:
        workspace.work("root").write(forge)
    assert codes(forged) == [code]


def test_nobody_but_an_administrator_asks(workspace: TestWorkspace) -> None:
    with pytest.raises(RefusedError) as refused:
        ask_role(workspace, "piet", "operator", by="sanne")
    assert codes(refused) == ["transition.refused"]


def test_a_role_ends_by_request_too(workspace: TestWorkspace) -> None:
    change_role(workspace, "piet", "tester", action="end")

    assert workspace.work("piet").actor.roles == frozenset()


def test_a_request_is_answered_once(workspace: TestWorkspace) -> None:
    asked = ask_role(workspace, "piet", "operator")
    with pytest.raises(RefusedError) as refused:
        workspace.work("rosa").write(withdraw_role, asked)
    assert codes(refused) == ["request.not_yours"]
    workspace.work("rosa").write(refuse_role, asked, reason="Not before the course.")

    with pytest.raises(RefusedError) as refused:
        workspace.work("rosa").write(confirm_role, asked)
    assert "role_request.closed" in codes(refused)
    assert workspace.work("piet").actor.roles == {Role.TESTER}


def test_a_closed_account_holds_nothing_and_keeps_its_past(workspace: TestWorkspace) -> None:
    registered = register(workspace)
    sanne = workspace.work("sanne").actor

    workspace.work("root").write(close_person, sanne.id, reason="Left the bank.")

    with workspace.service.reading() as session:
        until = session.scalars(
            select(Membership.valid_until).where(Membership.person_id == sanne.id)
        ).all()
        authored = session.scalars(
            select(AuditEvent.actor_id).where(AuditEvent.object_id == registered.version_id)
        ).all()
    assert all(until)
    assert set(authored) == {sanne.id}
    assert workspace.work("sanne").actor.roles == frozenset()
    for again in (sanne.id, workspace.work("root").actor.id):
        with pytest.raises((InputError, RefusedError)):
            workspace.work("root").write(close_person, again, reason="Left the bank.")


def test_a_closed_account_stays_closed(workspace: TestWorkspace) -> None:
    sanne = workspace.work("sanne").actor.id
    workspace.work("root").write(close_person, sanne, reason="Left the bank.")

    def reopen(work: UnitOfWork) -> None:
        find_person(work, "sanne").closed_at = None
        work.flush()

    with pytest.raises(RefusedError) as refused:
        workspace.work("rosa").write(reopen)
    assert codes(refused) == ["person.closed"]


def test_a_closed_account_gets_no_role_by_what_was_asked_before(workspace: TestWorkspace) -> None:
    """Nor by what is asked afterwards, whatever the client."""
    asked = ask_role(workspace, "lin", "validator")
    person = workspace.work("lin").actor.id
    workspace.work("root").write(close_person, person, reason="Left the bank.")

    with workspace.service.reading() as session:
        row = session.get_one(RoleRequest, asked)
        ended = (row.state, row.answered_by, row.reason)
    with pytest.raises(RefusedError) as late:
        ask_role(workspace, "lin", "validator")
    with pytest.raises(RefusedError) as forged:
        workspace.work("root").write(_ask_past_the_rule, workspace.unit_id, person)

    assert ended == ("refused", workspace.work("root").actor.id, "Left the bank.")
    assert codes(late) == codes(forged) == ["person.closed"]


def _ask_past_the_rule(work: UnitOfWork, unit_id: UUID, person_id: UUID) -> None:
    work.add(RoleRequest(unit_id=unit_id, person_id=person_id, role="validator", reason=REASON))


def test_what_is_asked_for_an_account_is_refused_as_another_client_closes_it(
    workspace: TestWorkspace,
) -> None:
    asked = ask_role(workspace, "lin", "validator")
    others = ask_role(workspace, "piet", "operator")
    person = workspace.work("lin").actor.id

    def close_alone(work: UnitOfWork) -> None:
        row = work.get(Person, person)
        row.closed_at, row.reason = work.now(), "Left the bank."
        work.flush()

    def confirm_past_the_rule(work: UnitOfWork) -> None:
        request = work.get(RoleRequest, asked)
        request.state, request.answered_by = "confirmed", work.actor.id
        work.flush()

    workspace.work("root").write(close_alone)
    with workspace.service.reading() as session:
        row = session.get_one(RoleRequest, asked)
        ended = (row.state, row.answered_by, row.reason)
        assert ended == ("refused", workspace.work("root").actor.id, "Left the bank.")
        assert session.get_one(RoleRequest, others).state == "asked"
    for confirming in (lambda work: confirm_role(work, asked), confirm_past_the_rule):
        with pytest.raises(RefusedError) as refused:
            workspace.work("rosa").write(confirming)
        assert codes(refused)[0] in ("role_request.closed", "transition.refused")

    assert workspace.work("lin").actor.roles == frozenset()


def test_in_a_file_one_person_grants(sqlite_workspace: TestWorkspace) -> None:
    piet = sqlite_workspace.work("piet").actor.id

    sqlite_workspace.work("root").write(grant_role, piet, "operator", sqlite_workspace.unit_id)

    assert Role.OPERATOR in sqlite_workspace.work("piet").actor.roles


# What only PostgreSQL has: logins and duties


@pytest.fixture
def team(postgres_workspace: TestWorkspace) -> TestWorkspace:
    return postgres_workspace


def has_duty(workspace: TestWorkspace, handle: str, role: str) -> bool:
    with plain_client(workspace, "root") as root:
        asked = "SELECT pg_has_role(%s, %s, 'MEMBER')"
        return bool(rows(root, asked, f"nb_{handle}", f"mw_{role}")[0][0])


def test_one_administrator_alone_gives_nobody_a_role(team: TestWorkspace) -> None:
    piet = team.work("piet").actor.id

    with pytest.raises(RefusedError) as refused:
        team.work("root").write(grant_role, piet, "operator", team.unit_id)

    assert codes(refused) == ["membership.by_request"]


def test_the_duty_of_a_login_follows_the_membership(team: TestWorkspace) -> None:
    change_role(team, "lin", "executive", action="end")
    change_role(team, "lin", "lob_analyst")
    assert has_duty(team, "lin", "lob_analyst")

    change_role(team, "lin", "lob_analyst", action="end")

    assert not has_duty(team, "lin", "lob_analyst")
    change_role(team, "lin", "executive")


def test_what_somebody_else_granted_is_left_to_the_administrator(team: TestWorkspace) -> None:
    """The login was made with its first duties: the database's owner can't take those away."""
    change_role(team, "eva", "architect", action="end")

    with team.work("root").reading() as session:
        to_do = duty_statements(session, team.work("eva").actor.id)

    assert to_do == ['REVOKE mw_architect FROM "nb_eva";']


def test_two_that_conflict_confirmed_at_once_do_not_both_pass(team: TestWorkspace) -> None:
    change_role(team, "lin", "executive", action="end")
    confirmers = ("rosa", "root")
    asked = [
        ask_role(team, "lin", role, by=by)
        for role, by in (("auditor", "root"), ("risk_officer", "rosa"))
    ]
    start, found = threading.Barrier(2), ["", ""]

    def confirm(number: int) -> None:
        login = plain_url(team.url, f"nb_{confirmers[number]}")
        try:
            with psycopg.connect(login) as connection:
                me = "answered_by = mw.mw_actor(), row_version = row_version + 1"
                sql = f"UPDATE mw.role_request SET state = 'confirmed', {me} WHERE id = %s"
                start.wait()
                connection.execute(sql.encode(), (asked[number],))
                found[number] = "confirmed"
        except psycopg.Error as error:
            found[number] = str(error).splitlines()[0]

    threads = [threading.Thread(target=confirm, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(found) == ["MW403 membership.conflict", "confirmed"]
    assert len(team.work("lin").actor.roles) == 1
