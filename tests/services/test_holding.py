"""Rows that say something else than the trail told of them last are named; others never are."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, insert, select, text, update

from app.models.enforcement.acts import FIRST_ROWS
from app.models.queries.held_rows import HELD
from app.models.queries.row_names import RowName, row_names
from app.models.rules.roles import Role
from app.models.tables.base import SCHEMA
from app.models.tables.everything import METADATA
from app.models.tables.governance import RiskAssessment, TransitionRequest
from app.models.tables.inventory import RegisteredModel
from app.models.tables.life_cycle import DecisionTable
from app.models.tables.organisation import Membership, Person
from app.models.tables.trail import AuditEvent
from app.services.commands.accounts import close_account
from app.services.commands.policies import refuse_policy
from app.services.trail.breaks import Kind
from app.services.trail.checking import check_trail
from app.services.trail.holding import RowFault, RowKind, RowsHeld, hold_rows
from app.services.trail.verifying import verify_trail
from app.texts import named
from tests.governance_kit import attempt, propose, propose_by_sql, use_case
from tests.postgres import PostgresServer
from tests.stories import change_role, put_in_production, register
from tests.trail_kit import live, past_the_rules, sealer
from tests.two_units import two_units
from tests.workspaces import Mould, TestWorkspace


def held(bank: TestWorkspace, by: str = "jo") -> RowsHeld:
    return hold_rows(bank.work(by))


def said(found: RowsHeld) -> list[tuple[str, RowKind, str, str, str]]:
    return [(one.table, one.kind, one.column, one.expected, one.found) for one in found.faults]


def of_person(bank: TestWorkspace, handle: str) -> UUID:
    with bank.service.reading() as session:
        return session.scalars(select(Person.id).where(Person.handle == handle)).one()


def test_a_bank_at_work_is_as_told(workspace: TestWorkspace) -> None:
    live(workspace)
    change_role(workspace, "piet", Role.OPERATOR)
    workspace.work("root").write(
        close_account, of_person(workspace, "piet"), reason="Left the bank in March."
    )
    put_in_production(workspace, register(workspace, name="churn"))

    found = held(workspace)

    assert found.faults == ()
    assert found.is_complete
    assert found.held > 60
    assert (found.first, found.hidden) == (0, 0)


def test_a_row_that_decides_is_named_with_event_expected_and_found(
    workspace: TestWorkspace,
) -> None:
    live(workspace)
    change_role(workspace, "piet", Role.OPERATOR)
    piet = of_person(workspace, "piet")
    with past_the_rules(workspace) as connection:
        mine = Membership.person_id == piet, Membership.role == Role.OPERATOR
        connection.execute(update(Membership).where(*mine).values(role="risk_officer"))
        connection.execute(update(TransitionRequest).values(state="rejected"))
        connection.execute(update(RegisteredModel).values(name="churn"))

    found = held(workspace)

    assert sorted(said(found)) == [
        ("membership", RowKind.OTHER, "role", "operator", "risk_officer"),
        ("registered_model", RowKind.OTHER, "name", "cc-fraud", "churn"),
        ("transition_request", RowKind.OTHER, "state", "accepted", "rejected"),
    ]
    answer = verify_trail(workspace.work("jo"))
    assert {one.kind for one in answer.broken} == {Kind.SIGNATURE}  # no event: a vote's name
    with workspace.service.reading() as session:
        tags = {one.event: session.get_one(AuditEvent, one.event).tag for one in found.faults}
    assert sorted(tags.values()) == ["membership.added", "model.registered", "request.accepted"]
    assert sorted(named(one.name.thing, one.name.name, one.name.of) for one in found.faults
                  if one.name is not None) == [
        "membership of Piet Smit", "model churn", "request 1 of churn v1",
    ]  # fmt: skip


def test_every_row_that_is_held_has_a_name_for_people(workspace: TestWorkspace) -> None:
    live(workspace)
    with workspace.service.reading() as session:
        tables = {one.table: METADATA.tables[f"{SCHEMA}.{one.table}"] for one in HELD}
        ids = {name: set(session.scalars(select(table.c.id))) for name, table in tables.items()}
        names = {name: row_names(session, name, keys) for name, keys in ids.items()}
        policy = session.scalars(
            select(DecisionTable).where(DecisionTable.key == "approval-route")
        ).first()

    assert {name: set(found) for name, found in names.items()} == ids
    assert policy is not None
    assert names["decision_table"][policy.id] == RowName("policy", f"{policy.name} v1")
    assert {one.of for one in names["placement"].values()} == {"cc-fraud v1"}


def test_a_role_that_was_given_longer_is_named(workspace: TestWorkspace) -> None:
    """That it ended is told; before, only the row said so."""
    change_role(workspace, "piet", Role.OPERATOR)
    change_role(workspace, "piet", Role.OPERATOR, action="end")
    assert held(workspace).faults == ()
    piet = of_person(workspace, "piet")
    with past_the_rules(workspace) as connection:
        mine = Membership.person_id == piet, Membership.role == Role.OPERATOR
        connection.execute(update(Membership).where(*mine).values(valid_until=None))

    [found] = held(workspace).faults

    assert (found.table, found.column, found.found) == ("membership", "valid_until", "null")
    assert found.expected.startswith("20")


def test_an_event_that_tells_nothing_hides_nothing(workspace: TestWorkspace) -> None:
    change_role(workspace, "piet", Role.OPERATOR)
    piet = of_person(workspace, "piet")
    with past_the_rules(workspace) as connection:
        mine = Membership.person_id == piet, Membership.role == Role.OPERATOR
        key = connection.execute(select(Membership.id).where(*mine)).scalar_one()
        connection.execute(update(Membership).where(*mine).values(role="risk_officer"))
        last = connection.scalar(select(func.max(AuditEvent.id)))
        connection.execute(
            insert(AuditEvent).values(
                id=last + 1, actor_id=piet, at=datetime.now(UTC), tag="membership.changed",
                object_type="membership",
                object_id=key, unit_id=workspace.unit_id, facts={},
            )
        )  # fmt: skip

    assert said(held(workspace)) == [
        ("membership", RowKind.OTHER, "role", "operator", "risk_officer")
    ]


def deep(levels: int) -> str:
    return '{"is_regulated": true, "a": ' + "[" * levels + "]" * levels + "}"


def propose_deep(bank: TestWorkspace, levels: int) -> UUID:
    """An assessment whose answers somebody's own client stores."""
    use = use_case(bank, register(bank).model_id)
    assert propose_by_sql(bank, "sanne", use, answers={"is_regulated": True}) == ""
    with past_the_rules(bank) as connection:
        found: UUID = connection.execute(select(RiskAssessment.id)).scalar_one()
        told = connection.execute(
            select(AuditEvent.facts).where(AuditEvent.object_id == found)
        ).scalar_one()
        answers = deep(levels)
        facts = json.dumps({**told, "answers": 0}).replace('"answers": 0', f'"answers": {answers}')
        schema, kind = ("", "") if bank.is_sqlite else ("mw.", "::jsonb")
        for table, column, value in (
            ("risk_assessment", "answers", answers), ("audit_event", "facts", facts),
        ):  # fmt: skip
            which = "object_id" if table == "audit_event" else "id"
            key = found.hex if bank.is_sqlite else found
            sql = f"UPDATE {schema}{table} SET {column} = CAST(:value AS text){kind}"
            connection.execute(text(f"{sql} WHERE {which} = :key"), {"value": value, "key": key})
    return found


@pytest.mark.parametrize("levels", [600, 990])
def test_values_that_are_deep_stop_nobody_from_verifying(
    workspace: TestWorkspace, levels: int
) -> None:
    """Python gives up at a thousand levels; the databases go on for a while."""
    key = propose_deep(workspace, levels if workspace.is_sqlite else levels + 20)
    sealer(workspace).run_once()

    assert held(workspace).faults == ()
    assert verify_trail(workspace.work("jo")).intact
    with past_the_rules(workspace) as connection:
        mine = RiskAssessment.id == key
        connection.execute(update(RiskAssessment).where(mine).values(tier="low"))
    if levels < 900:
        assert [one[2] for one in said(held(workspace))] == ["tier"]


def test_a_row_too_deep_to_be_read_beside_an_event_that_can_be_is_named(
    postgres_workspace: TestWorkspace,
) -> None:
    use = use_case(postgres_workspace, register(postgres_workspace).model_id)
    assert propose_by_sql(postgres_workspace, "sanne", use) == ""
    with past_the_rules(postgres_workspace) as connection:
        connection.execute(
            text("UPDATE mw.risk_assessment SET answers = CAST(:deep AS jsonb), tier = 'low'"),
            {"deep": deep(1_100)},
        )

    assert [(one[0], one[4]) for one in said(held(postgres_workspace))] == [
        ("risk_assessment", "values too deep to be read")
    ]


def test_what_a_drafter_said_of_a_file_that_never_came_in_force_is_no_alarm(
    workspace: TestWorkspace,
) -> None:
    made = propose(workspace)
    assert attempt(workspace, "eva", "decision_table", made, sha256="f" * 64) == ""
    workspace.work("eva").write(refuse_policy, made, reason="Taken back: a wrong digest.")

    assert held(workspace).faults == ()


def put_in(bank: TestWorkspace, **values: object) -> UUID:
    """A role that nobody asked for, as old as the workspace by its own word."""
    key = uuid4()
    piet = of_person(bank, "piet")
    with past_the_rules(bank) as connection:
        oldest = connection.scalar(select(Membership.recorded_from).limit(1))
        connection.execute(
            insert(Membership).values(
                id=key, unit_id=bank.unit_id, person_id=piet, role="risk_officer",
                recorded_by=piet, recorded_from=oldest, **values,
            )
        )  # fmt: skip
    return key


def test_what_a_workspace_began_with_is_held_against_event_0(workspace: TestWorkspace) -> None:
    key = put_in(workspace)
    rosa = of_person(workspace, "rosa")
    with past_the_rules(workspace) as connection:
        connection.execute(
            update(Membership).where(Membership.person_id == rosa).values(role="auditor")
        )
        connection.execute(update(Person).where(Person.id == rosa).values(full_name="Mallory"))

    found = held(workspace)

    [digest] = [one.expected for one in found.faults if one.column == "full_name"]
    assert len(digest) == 64
    assert RowFault("membership", key, RowKind.UNTOLD, "an event that tells of it", "nothing") in (
        found.faults
    )
    assert {one[2:] for one in said(found) if one[1] is RowKind.OTHER} == {
        ("role", "administrator", "auditor"),
        ("full_name", digest, "Mallory"),
    }


def test_rows_of_the_first_day_of_an_earlier_version_are_counted_and_not_named(
    workspace: TestWorkspace,
) -> None:
    with past_the_rules(workspace) as connection:
        facts = connection.scalar(select(AuditEvent.facts).where(AuditEvent.id == 1))
        facts.pop(FIRST_ROWS)
        connection.execute(update(AuditEvent).where(AuditEvent.id == 1).values(facts=facts))
    with workspace.work("root").unit() as work:
        who = select(Person).where(Person.handle == "piet")
        work.session.scalars(who).one().full_name = "Piet de Wit"

    found = held(workspace)

    assert found.faults == ()
    assert found.first > 20
    assert found.held == 1


def test_facts_that_older_events_lack_are_not_held(workspace: TestWorkspace) -> None:
    change_role(workspace, "piet", Role.OPERATOR)
    with past_the_rules(workspace) as connection:
        event = AuditEvent.tag == "membership.added"
        facts = connection.scalar(select(AuditEvent.facts).where(event))
        facts.pop("valid_until")
        connection.execute(update(AuditEvent).where(event).values(facts=facts))

    assert held(workspace).faults == ()


def test_who_sees_one_unit_holds_what_they_see(
    postgres: PostgresServer, postgres_mould: Mould, tmp_path: Path
) -> None:
    with two_units(tmp_path, postgres, postgres_mould) as bank:
        for handle, name in (("carla", "loans"), ("fred", "phishing")):
            register(bank, name=name, by=handle)
        before = held(bank, "carla")
        with past_the_rules(bank) as connection:
            connection.execute(update(RegisteredModel).values(risk_tier="low"))
        found = held(bank, "carla")

    assert before.faults == ()
    assert before.hidden > 0
    assert [(one.table, one.column) for one in found.faults] == [("registered_model", "risk_tier")]


def test_what_was_stopped_says_nothing_and_is_not_told(
    workspace: TestWorkspace, tmp_path: Path
) -> None:
    register(workspace)
    sealer(workspace).run_once()
    asked = iter([*[False] * 4, *[True] * 1000])
    told: list[tuple[int, int]] = []
    whole = hold_rows(workspace.work("jo"), progress=lambda *one: told.append(one))
    stopped = hold_rows(workspace.work("jo"), is_cancelled=lambda: True)

    checked = check_trail(workspace.work("jo"), tmp_path, is_cancelled=lambda: next(asked))

    assert whole.is_complete
    assert told[-1][0] == told[-1][1]
    assert [one for one, _ in told] == sorted(one for one, _ in told)
    assert (stopped.is_complete, checked.is_complete) == (False, False)
    with workspace.service.reading() as session:
        tags = session.scalars(select(AuditEvent.tag)).all()
    assert "trail.verified" not in tags


@pytest.mark.parametrize("facts", ["{", "[]", '"x"'])
def test_an_event_that_is_none_any_more_breaks_nothing(
    sqlite_workspace: TestWorkspace, facts: str
) -> None:
    """The seal names it."""
    register(sqlite_workspace)
    sealer(sqlite_workspace).run_once()
    with past_the_rules(sqlite_workspace) as connection:
        connection.execute(text("UPDATE audit_event SET facts = :facts"), {"facts": facts})

    assert held(sqlite_workspace).is_complete
    assert not verify_trail(sqlite_workspace.work("jo")).intact
