"""Who left holds nothing open: what they began is not stored, and their sessions end."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from threading import Thread
from uuid import UUID

import psycopg
import pytest
from sqlalchemy import select, text

from app.errors import AppError, RefusedError
from app.models.tables.governance import Decision, Finding, TransitionRequest, Waiver
from app.models.tables.inventory import UseCase
from app.models.tables.life_cycle import EngineInbox
from app.models.tables.organisation import Person
from app.services.commands.accounts import close_account
from app.services.commands.findings import NewFinding, accept_finding, add_finding
from app.services.commands.processes import submit
from app.services.commands.requests import decide
from app.services.commands.role_requests import request_role
from app.services.watchdog import Watchdog, find_stuck
from tests.postgres import PostgresServer
from tests.stories import REASON, ask, change_role, register
from tests.workspaces import TestWorkspace

LEFT = "Left the bank on the 1st."
PATIENCE_S = 60.0
ENDED = "57P01"
ENDLESS = (
    "UPDATE mw.saved_view SET name = 'x'"
    " WHERE (SELECT max(x) FROM generate_series(1, 100000000000) x) < 0"
)


@pytest.fixture
def team(postgres_workspace: TestWorkspace) -> TestWorkspace:
    return postgres_workspace


def close(team: TestWorkspace, handle: str) -> tuple[str, ...]:
    with team.service.reading() as session:
        key = session.scalars(select(Person.id).where(Person.handle == handle)).one()
    return team.work("rosa").write(close_account, key, reason=LEFT).to_do


def vote(team: TestWorkspace, handle: str, request: UUID) -> None:
    team.work(handle).write(
        decide, request, verdict="accept", reason=REASON, signer=team.signer(handle)
    )


def test_a_vote_that_was_held_open_until_its_account_was_closed_is_not_stored(
    team: TestWorkspace,
) -> None:
    request = ask(team, register(team))
    with ExitStack() as stack:
        work = stack.enter_context(team.work("aisha").unit())
        decide(work, request, verdict="accept", reason=REASON, signer=team.signer("aisha"))
        work.flush()
        close(team, "aisha")
        with pytest.raises(RefusedError) as refused:
            stack.close()
    vote(team, "jo", request)

    assert [one.code for one in refused.value.blockers] == ["request.role"]
    with team.service.reading() as session:
        assert len(session.scalars(select(Decision)).all()) == 1
        assert session.get_one(TransitionRequest, request).state == "pending"


def test_who_is_merely_named_in_what_is_held_open_is_closed_at_once(team: TestWorkspace) -> None:
    """A key of a row locks whom it names, lightly; a role that is asked for them is refused too."""
    with team.service.reading() as session:
        sanne = session.scalars(select(Person.id).where(Person.handle == "sanne")).one()
    team.work("root").write(request_role, sanne, "tester", team.unit_id, reason="Helps out.")
    with team.work("sanne").unit() as work:
        work.add(UseCase(unit_id=team.unit_id, name="Loans", owner_id=sanne))
        work.flush()
        close(team, "sanne")

    with team.service.reading() as session:
        assert session.get_one(Person, sanne).closed_at is not None


def test_what_else_people_decide_on_is_not_stored_either(team: TestWorkspace) -> None:
    made = register(team)
    with ExitStack() as stack:
        work = stack.enter_context(team.work("mark").unit())
        asked = Waiver(
            model_id=made.model_id, version_id=made.version_id, snapshot_id=made.snapshot_id,
            test="psi", reason="Seasonal.", expires_at=work.now() + timedelta(days=9),
        )  # fmt: skip
        work.add(asked)
        close(team, "mark")
        with pytest.raises(RefusedError) as refused:
            stack.close()

    assert [one.code for one in refused.value.blockers] == ["write.refused"]


def test_whatever_people_sign_is_asked_about_once_more(team: TestWorkspace) -> None:
    asked = text(
        "SELECT DISTINCT c.relname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid"
        " WHERE c.relnamespace = 'mw'::regnamespace AND c.relkind = 'r' AND a.attname = 'key_id'"
        " AND c.relname NOT LIKE '%\\_history'"
    )
    held = text(
        "SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
        " WHERE t.tgname = 'still_held'"
    )
    with team.service.reading() as session:
        signed = set(session.scalars(asked))
        found = set(session.scalars(held))

    # The service alone signs these.
    assert signed - found == {"tree_head", "schema_seal"}


def test_a_signed_step_is_not_stored_after_the_role_for_it_has_ended(team: TestWorkspace) -> None:
    made = register(team)
    new = NewFinding(kind="finding", title="Owner unclear", severity="high", detail="Nobody said.")
    finding = team.work("aisha").write(add_finding, made.version_id, new).id
    with ExitStack() as stack:
        work = stack.enter_context(team.work("jo").unit())
        accept_finding(work, finding, reason=REASON, signer=team.signer("jo"))
        work.flush()
        change_role(team, "jo", "compliance", action="end")
        with pytest.raises(RefusedError) as refused:
            stack.close()

    assert [one.code for one in refused.value.blockers] == ["transition.refused"]
    with team.service.reading() as session:
        assert session.get_one(Finding, finding).state == "open"


def test_what_is_asked_of_the_service_is_not_stored_either(team: TestWorkspace) -> None:
    made = register(team)
    with ExitStack() as stack:
        work = stack.enter_context(team.work("sanne").unit())
        submit(work, made.version_id)
        work.flush()
        close(team, "sanne")
        with pytest.raises(RefusedError) as refused:
            stack.close()

    assert [one.code for one in refused.value.blockers] == ["write.refused"]
    with team.service.reading() as session:
        assert session.scalars(select(EngineInbox)).all() == []


def test_whoever_makes_constraints_immediate_is_waited_for(team: TestWorkspace) -> None:
    """Then the question is asked at once; what it has locked stays so until it is stored."""
    request = ask(team, register(team))
    with team.work("aisha").unit() as work:
        work.session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
        decide(work, request, verdict="accept", reason=REASON, signer=team.signer("aisha"))
        with pytest.raises(AppError, match="Somebody else is writing"):
            close(team, "aisha")
    close(team, "aisha")

    with team.service.reading() as session:
        (vote,) = session.scalars(select(Decision)).all()
        aisha = session.scalars(select(Person).where(Person.handle == "aisha")).one()
        assert aisha.closed_at is not None
        assert vote.decided_at < aisha.closed_at


@contextmanager
def connected(team: TestWorkspace, login: str) -> Iterator[psycopg.Connection]:
    """A client of this login that waits as long as it likes."""
    url = team.login_url("aisha").replace("nb_aisha", login).replace("+psycopg", "")
    with psycopg.connect(url, autocommit=True) as connection:
        for timeout in ("statement", "idle_in_transaction_session", "idle_session", "lock"):
            connection.execute(f"SET {timeout}_timeout = 0".encode())
        try:
            yield connection
        finally:
            connection.close()


def wait_until(is_so: Callable[[], bool]) -> bool:
    end = time.monotonic() + PATIENCE_S
    while not is_so():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


def is_ended(connection: psycopg.Connection) -> bool:
    try:
        connection.execute("SELECT 1")
    except psycopg.OperationalError:
        return connection.closed
    return False


def test_sessions_of_a_closed_account_end_at_once(
    team: TestWorkspace, postgres: PostgresServer
) -> None:
    """Also where its login holds nothing any more: as long as it is connected, it may come back."""
    with connected(team, "nb_aisha") as aisha, connected(team, "nb_jo") as jo:
        to_do = close(team, "aisha")
        for statement in to_do[:-2]:
            postgres.run(statement)
        patient = Watchdog(team.service)

        assert patient.run_once() == 1
        assert wait_until(lambda: is_ended(aisha))
        assert not is_ended(jo)
        assert patient.run_once() == 0


def test_what_a_database_administrator_is_told_to_run_ends_them_too(
    team: TestWorkspace, postgres: PostgresServer
) -> None:
    try:
        with connected(team, "nb_aisha") as aisha:
            to_do = close(team, "aisha")
            for statement in to_do:
                postgres.run(statement)

            assert wait_until(lambda: is_ended(aisha))
    finally:
        postgres.run("ALTER ROLE nb_aisha LOGIN")

    assert [one.split()[0] for one in to_do] == ["REVOKE", "ALTER", "SELECT"]


@pytest.mark.parametrize(
    "gone", ["REVOKE mw_risk_officer, mw_member FROM nb_gone", "DROP ROLE nb_gone"]
)
def test_a_login_that_holds_nothing_any_more_holds_nothing_up(
    team: TestWorkspace, postgres: PostgresServer, gone: str
) -> None:
    postgres.run("CREATE ROLE nb_gone LOGIN IN ROLE mw_risk_officer")
    try:
        with connected(team, "nb_gone") as session:
            session.execute("BEGIN")
            session.execute("SELECT pg_current_xact_id()")
            postgres.run(gone)
            strict = Watchdog(team.service, limit_s=0.1)

            assert wait_until(lambda: strict.run_once() == 1)
            assert wait_until(lambda: is_ended(session))
    finally:
        postgres.run("DROP ROLE IF EXISTS nb_gone")


def test_the_service_of_another_workspace_holds_nothing_up_either(
    team: TestWorkspace, postgres: PostgresServer
) -> None:
    """Its duty is of the whole server, and lets it in here."""
    postgres.run("CREATE ROLE nb_elsewhere LOGIN IN ROLE mw_worker")
    try:
        with connected(team, "nb_elsewhere") as session:
            session.execute("BEGIN")
            session.execute("LOCK TABLE mw.job IN ACCESS EXCLUSIVE MODE")
            strict = Watchdog(team.service, limit_s=0.1)

            assert wait_until(lambda: strict.run_once() == 1)
            assert wait_until(lambda: is_ended(session))
    finally:
        postgres.run("DROP ROLE IF EXISTS nb_elsewhere")


def test_a_statement_that_writes_and_has_no_number_yet_is_ended(team: TestWorkspace) -> None:
    """It unsettles the past from its beginning on: whatever it writes would be stamped later."""
    found: list[str | None] = []

    def run(connection: psycopg.Connection) -> None:
        try:
            connection.execute(ENDLESS.encode())
        except psycopg.Error as error:
            found.append(error.sqlstate)

    with connected(team, "nb_sanne") as session:
        thread = Thread(target=run, args=[session])
        thread.start()
        strict = Watchdog(team.service, limit_s=0.1)
        is_seen = wait_until(lambda: strict.run_once() == 1)
        if not is_seen:
            session.cancel()
        thread.join()

    assert found == [ENDED]


def test_a_listener_that_does_not_read_is_ended(
    team: TestWorkspace, caplog: pytest.LogCaptureFixture
) -> None:
    """Nothing leaves the server's queue before it has read it, and a full one refuses commits."""
    strict = Watchdog(team.service, limit_s=0.5)
    with connected(team, "nb_sanne") as deaf, connected(team, "nb_jo") as loud:
        deaf.execute("LISTEN told")
        told = "SELECT pg_notify('told', i || repeat('x', 7900)) FROM generate_series(1, 500) i"

        def is_found() -> bool:
            loud.execute(told.encode())
            return strict.run_once() == 1

        assert wait_until(is_found)
        assert wait_until(lambda: is_ended(deaf))
        assert not is_ended(loud)
        assert team.service.read(find_stuck, limit_s=0.0) == []
    assert "nb_sanne" in caplog.text
    assert "does not read what it is sent" in caplog.text
