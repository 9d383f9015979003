"""A role that is given or ended past the rules is named, also where an event tells of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert, select, text

from app.models.rules.roles import Role
from app.models.tables.organisation import Membership
from app.services.commands.people import grant_role
from app.services.commands.role_requests import close_person, confirm_role, request_role
from app.services.trail.breaks import Kind
from app.services.trail.holding import hold_rows
from app.services.trail.verifying import verify_trail
from app.services.verifying.eligibility import NOT_HELD
from tests.governance_kit import WHY
from tests.services.test_signatures import accept
from tests.services.test_signed_keys import faults
from tests.signed_steps import proof
from tests.stories import ask, register
from tests.trail_kit import past_the_rules, tamper
from tests.workspaces import TestWorkspace

KIND = "role without request"


def told(bank: TestWorkspace) -> list[str]:
    """What *Verify now* says of the trail."""
    return [str(one.kind) for one in verify_trail(bank.service).broken]


def ask_for(bank: TestWorkspace, action: str) -> UUID:
    lin = bank.work("lin").actor.id
    asked = {"reason": WHY, "action": action}
    return bank.work("root").write(request_role, lin, "tester", bank.unit_id, **asked).id


def by_request(bank: TestWorkspace, action: str) -> None:
    bank.work("rosa").write(confirm_role, ask_for(bank, action))


def write_event(bank: TestWorkspace, tag: str, key: UUID, actor: str, **facts: object) -> None:
    """As the trigger would have, had the rules let it."""
    said = ", ".join(f"'{name}', {one}" for name, one in facts.items())
    lin = bank.work("lin").actor.id
    tamper(
        bank,
        "INSERT INTO {schema}audit_event (txid, at, actor_id, tag, object_type, object_id, unit_id,"
        f" facts) VALUES (pg_current_xact_id()::text::bigint, now(), '{bank.work(actor).actor.id}',"
        f" '{tag}', '{tag.partition('.')[0]}', '{key}', '{bank.unit_id}', jsonb_build_object("
        f"'person_id', '{lin}', {said}))",
    )


def give_past_the_rules(bank: TestWorkspace, role: Role, *, key: UUID | None = None) -> UUID:
    """The row, its event under an administrator's name, and the duty of the login."""
    key, lin = key or uuid4(), bank.work("lin").actor.id
    with past_the_rules(bank) as connection:
        connection.execute(
            insert(Membership.__table__).values(
                id=key, unit_id=bank.unit_id, person_id=lin, role=str(role),
                recorded_by=bank.work("rosa").actor.id,
            )
        )  # fmt: skip
        connection.execute(text(f"GRANT mw_{role} TO nb_lin"))
    write_event(bank, "membership.added", key, "rosa", role=f"'{role}'", valid_until="NULL")
    return key


def test_roles_that_were_asked_for_and_confirmed_are_as_told(
    workspace: TestWorkspace, tmp_path: Path
) -> None:
    for action in ("grant", "end", "grant"):
        by_request(workspace, action)
    workspace.work("root").write(close_person, workspace.work("lin").actor.id, reason=WHY)

    assert told(workspace) == proof(workspace, tmp_path).broken == []


def test_who_works_alone_asks_nobody(sqlite_workspace: TestWorkspace, tmp_path: Path) -> None:
    bank = sqlite_workspace
    with bank.work("root").unit() as work:
        grant_role(work, bank.work("lin").actor.id, "tester", bank.unit_id)

    assert told(bank) == proof(bank, tmp_path).broken == []


def kinds(bank: TestWorkspace, folder: Path) -> Sequence[str]:
    return [one.kind for one in proof(bank, folder).broken]


def test_a_role_with_its_event_and_without_a_request_is_named(
    postgres_workspace: TestWorkspace, tmp_path: Path
) -> None:
    """Held against the trail the row is as told, since its event was written with it."""
    bank = postgres_workspace

    key = give_past_the_rules(bank, Role.TESTER)

    assert told(bank) == kinds(bank, tmp_path) == [KIND]
    (found,) = verify_trail(bank.service).broken
    assert (found.kind, found.person) == (Kind.ROLE, "Rosa Kok")
    assert found.name is not None
    assert not [one for one in hold_rows(bank.service).faults if one.id == key]


def test_who_got_a_role_so_votes_for_nothing(postgres_workspace: TestWorkspace) -> None:
    bank = postgres_workspace
    request_id = ask(bank, register(bank))
    give_past_the_rules(bank, Role.RISK_OFFICER)

    accept(bank, "lin", request_id)

    assert faults(bank, request_id) == [NOT_HELD]


def test_one_request_gives_one_role(postgres_workspace: TestWorkspace, tmp_path: Path) -> None:
    """What was asked for is another role than the one that was given."""
    bank = postgres_workspace
    key = ask_for(bank, "grant")
    facts = {"role": "'tester'", "action": "'grant'", "valid_until": "NULL"}
    write_event(bank, "role_request.confirmed", key, "rosa", **facts)

    give_past_the_rules(bank, Role.COMPLIANCE, key=key)

    assert KIND in told(bank)
    assert KIND in kinds(bank, tmp_path)


@pytest.mark.parametrize("asker", ["rosa", "nobody"])
def test_who_asked_confirms_nothing(
    postgres_workspace: TestWorkspace, tmp_path: Path, asker: str
) -> None:
    bank, key = postgres_workspace, uuid4()
    facts = {"role": "'tester'", "action": "'grant'", "valid_until": "NULL"}
    if asker != "nobody":
        write_event(bank, "role_request.asked", key, asker, **facts)
    write_event(bank, "role_request.confirmed", key, "rosa", **facts)

    give_past_the_rules(bank, Role.TESTER, key=key)

    assert KIND in told(bank)
    assert KIND in kinds(bank, tmp_path)


@pytest.mark.parametrize("was_ended", [False, True])
def test_a_role_that_nobody_asked_to_end_is_named(
    postgres_workspace: TestWorkspace, tmp_path: Path, was_ended: bool
) -> None:
    """A request that ended one before ends no later one."""
    bank = postgres_workspace
    if was_ended:
        for action in ("grant", "end"):
            by_request(bank, action)
    by_request(bank, "grant")
    with bank.service.reading() as session:
        key = session.scalars(
            select(Membership.id).where(
                Membership.person_id == bank.work("lin").actor.id,
                Membership.role == "tester",
                Membership.valid_until.is_(None),
            )
        ).one()
    tamper(bank, f"UPDATE {{schema}}membership SET valid_until = now() WHERE id = '{key}'")

    facts = {"role": "'tester'", "valid_until": "now()", "changed": "'valid_until'"}
    write_event(bank, "membership.changed", key, "rosa", **facts)

    assert told(bank) == kinds(bank, tmp_path) == [KIND]
