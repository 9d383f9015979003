"""Roles change by request and a second administrator's confirmation; accounts end for good."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from uuid import UUID

import psycopg
import pytest
from sqlalchemy import select, text

from app.errors import InputError, RefusedError
from app.models.queries.role_requests import list_role_requests
from app.models.rules.roles import Role
from app.models.tables.organisation import Membership, Person, RoleRequest
from app.models.tables.trail import AuditEvent
from app.services.commands.accounts import confirm_change
from app.services.commands.people import add_person, add_unit, find_person, grant_role
from app.services.commands.role_requests import (
    close_person,
    confirm_role,
    refuse_role,
    request_role,
    withdraw_role,
)
from app.services.commands.signatures import sign_step
from app.services.duties import StrayLogin, duty_statements, give_duties, stray_logins
from app.services.unit_of_work import UnitOfWork
from app.services.workspace import login_statement, upgrade_workspace
from tests.postgres import PostgresServer
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

    assert to_do == ["REVOKE mw_architect FROM nb_eva;"]


@pytest.fixture
def yan(team: TestWorkspace, postgres: PostgresServer) -> Iterator[str]:
    """Somebody who is recorded and whose role is confirmed before there is a login; its name."""
    login = "nb_yan"
    with team.work("root").unit() as work:
        add_person(work, handle="yan", full_name="Yan Yip", login=login)
    asked = ask_role(team, "yan", "tester")
    team.work("rosa").write(confirm_role, asked)
    yield login
    postgres.run(f"DROP ROLE IF EXISTS {login}")


def strays(team: TestWorkspace, by: str = "root") -> dict[str, StrayLogin]:
    return {one.handle: one for one in team.work(by).read(stray_logins)}


def make_login(team: TestWorkspace, postgres: PostgresServer) -> None:
    """As `user add` printed it, before there was a role."""
    postgres.run(login_statement("nb_yan", ()))


def test_a_login_that_is_not_there_yet_is_told_with_all_its_duties(
    team: TestWorkspace, yan: str
) -> None:
    asked = ask_role(team, "yan", "operator")

    changed = team.work("rosa").write(confirm_change, asked)

    made = login_statement(yan, (Role.OPERATOR, Role.TESTER))
    assert changed.to_do == (made,)
    assert strays(team)["yan"].why == "The login nb_yan of yan is not there yet."
    assert strays(team, "lin")["yan"].statements == (made,)


def test_a_login_made_after_its_role_was_confirmed_is_named_and_mended_by_an_administrator(
    team: TestWorkspace, yan: str, postgres: PostgresServer
) -> None:
    make_login(team, postgres)
    assert strays(team)["yan"].sentence == (
        "The login nb_yan of yan lacks tester. A database administrator runs:"
        " GRANT mw_tester TO nb_yan;"
    )
    with pytest.raises(InputError, match="Only an administrator"):
        team.work("lin").write(give_duties)

    team.work("root").write(give_duties)

    assert has_duty(team, "yan", "tester")
    assert strays(team) == {}
    assert Role.TESTER in team.work("yan").actor.roles


def test_the_next_confirmation_gives_what_the_login_lacks(
    team: TestWorkspace, yan: str, postgres: PostgresServer
) -> None:
    make_login(team, postgres)

    change_role(team, "yan", "operator")

    assert has_duty(team, "yan", "tester")
    assert strays(team) == {}


def test_an_upgrade_gives_what_logins_lack_and_takes_nothing(
    team: TestWorkspace, yan: str, postgres: PostgresServer
) -> None:
    make_login(team, postgres)
    postgres.run("GRANT mw_validator TO nb_yan")

    upgrade_workspace(team.owner_database())

    assert has_duty(team, "yan", "tester")
    assert strays(team)["yan"].why == "The login nb_yan of yan still has validator."
    assert strays(team)["yan"].statements == ("REVOKE mw_validator FROM nb_yan;",)


def test_who_sees_one_unit_is_told_of_no_duty_as_too_much(
    team: TestWorkspace, yan: str, postgres: PostgresServer
) -> None:
    """The membership may be of a unit that they don't see."""
    make_login(team, postgres)
    postgres.run("GRANT mw_tester, mw_validator TO nb_yan")
    with team.work("root").unit() as work:
        cards = add_unit(work, key="cards", name="Cards", parent="bank").id
    with team.owner_database().session(writes=True) as session:
        session.execute(text("SET LOCAL session_replication_role = replica"))
        move = text("UPDATE mw.membership SET unit_id = :cards WHERE person_id = :lin")
        session.execute(move, {"cards": cards, "lin": _id(team, "lin")})

    assert strays(team, "lin") == {}
    assert strays(team)["yan"].why == "The login nb_yan of yan still has validator."


def _id(team: TestWorkspace, handle: str) -> UUID:
    with team.service.reading() as session:
        return session.scalars(select(Person.id).where(Person.handle == handle)).one()


def test_the_login_of_a_closed_account_is_named_until_it_is_closed_too(
    team: TestWorkspace, yan: str, postgres: PostgresServer
) -> None:
    make_login(team, postgres)
    postgres.run("GRANT mw_tester TO nb_yan")
    team.work("root").write(close_person, _id(team, "yan"), reason="Left the bank on the 1st.")

    (left,) = strays(team).values()

    assert left.why == "The account of yan is closed, and the login nb_yan is not."
    assert left.statements == (
        "REVOKE mw_tester FROM nb_yan;",
        "ALTER ROLE nb_yan NOLOGIN;",
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'nb_yan';",
    )
    assert strays(team, "lin") == {"yan": left}  # a viewer of the whole bank
    for statement in left.statements:
        postgres.run(statement)
    assert strays(team) == {}


def test_a_duty_that_another_workspace_of_the_server_gave_is_not_taken(
    team: TestWorkspace, yan: str, postgres: PostgresServer
) -> None:
    """One administrator here, who records somebody's login, ends nothing of what they do there."""
    make_login(team, postgres)
    postgres.run("GRANT mw_tester, mw_operator TO nb_yan GRANTED BY mw_owner")  # as `project_duty`

    team.work("root").write(give_duties)
    team.work("root").write(close_person, _id(team, "yan"), reason="Left the bank on the 1st.")

    assert not has_duty(team, "yan", "tester")
    assert has_duty(team, "yan", "operator")
    assert strays(team)["yan"].statements[0] == "REVOKE mw_operator FROM nb_yan;"


def test_a_login_that_may_not_come_in_is_told(
    team: TestWorkspace, yan: str, postgres: PostgresServer
) -> None:
    change_role(team, "yan", "tester", action="end")
    postgres.run("CREATE ROLE nb_yan LOGIN")

    assert strays(team)["yan"].statements == ("GRANT mw_member TO nb_yan;",)


def test_two_that_conflict_confirmed_at_once_do_not_both_pass(team: TestWorkspace) -> None:
    change_role(team, "lin", "executive", action="end")
    confirmers = ("rosa", "root")
    asked = [
        ask_role(team, "lin", role, by=by)
        for role, by in (("auditor", "root"), ("risk_officer", "rosa"))
    ]
    start, found = threading.Barrier(2), ["", ""]
    for confirmer, one in zip(confirmers, asked, strict=True):
        with team.work(confirmer).unit() as work:
            row, signer = work.get(RoleRequest, one), team.signer(confirmer)
            changes = {"answered_by": work.actor.id}
            sign_step(work, row, "confirmed", signer, meaning="Confirmed", **changes)

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
