"""Rows that were forged past every rule: the service deploys nothing, and says which decision."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, select, update

from app.models.rules.roles import Role
from app.models.tables.engine import Incident, Job, ProcessInstance
from app.models.tables.execution import Deployment
from app.models.tables.governance import TransitionRequest
from app.models.tables.inventory import VersionAuthor
from app.models.tables.life_cycle import DecisionTable, UserTask
from app.models.tables.trail import AuditEvent
from app.services.commands.assets import NewAsset, attach_assets
from app.services.commands.policies import propose_policy, publish_policy
from app.services.commands.risks import answer_assessment, propose_tier
from app.services.commands.roll_backs import ask_roll_back
from app.services.digests import digest_bytes
from app.services.library import TABLES
from app.services.trail.holding import hold_rows
from app.services.verifying.one_check import Verifying
from tests.governance_kit import HARMLESS, use_case
from tests.releases import REASON, V2, Bank
from tests.trail_kit import holding, past_the_rules, sealer, tamper
from tests.workspaces import TestWorkspace

FORGERIES = {
    "an acceptance that nobody signed": (
        "UPDATE {schema}decision SET signature = '' WHERE role = 'compliance'",
        "Jo Vermeer",
        "it carries no signature",
    ),
    "a rejection turned into an acceptance": (
        "UPDATE {schema}decision SET document = replace(document, 'compliance', 'risk_officer')"
        " WHERE role = 'compliance'",
        "Jo Vermeer",
        "the signature does not hold",
    ),
    "a decision in another's name": (
        "UPDATE {schema}decision SET key_id = (SELECT k.id FROM {schema}signing_key k"
        " JOIN {schema}person p ON p.id = k.person_id WHERE p.handle = 'tom')"
        " WHERE role = 'risk_officer'",
        "Aisha Rahman",
        "the key belongs to somebody else",
    ),
}


def incidents(bank: Bank) -> list[str]:
    with bank.workspace.service.reading() as session:
        return list(session.scalars(select(Incident.message).where(Incident.state == "open")))


def failed_jobs(bank: Bank) -> list[str]:
    """What came of work that belongs to no life cycle."""
    with bank.workspace.service.reading() as session:
        return list(session.scalars(select(Job.note).where(Job.state == "failed")))


def asks_for_signatures(bank: Bank) -> None:
    """A team does; a file of one person's does where it is a demo."""
    if bank.workspace.is_sqlite:
        tamper(bank.workspace, "UPDATE {schema}workspace SET is_demo = true")


def decided(bank: Bank, folder: Path) -> UserTask:
    """The task of a release that two people accepted, before the service goes on with it."""
    registered = bank.submit(bank.register(folder / "v2", scorer=V2))
    task = bank.task(registered, "approve")
    bank.decide(task, "aisha")
    bank.decide(task, "jo")
    return task


@pytest.mark.parametrize("forgery", FORGERIES)
def test_nothing_is_deployed_on_a_forged_decision(bank: Bank, tmp_path: Path, forgery: str) -> None:
    sql, person, why = FORGERIES[forgery]
    asks_for_signatures(bank)
    task = decided(bank, tmp_path)
    tamper(
        bank.workspace,
        f"{sql} AND request_id = :request",
        request=task.request_id.hex if bank.workspace.is_sqlite else task.request_id,
    )

    bank.drive(lambda: bool(incidents(bank)))

    found = incidents(bank)
    assert len(found) == 1
    assert person in found[0]
    assert why in found[0]
    assert bank.serving() == [1]


ROUTES = {
    "that nobody signed": (
        "DELETE FROM {schema}signed_act",
        "Jo Vermeer",
        "it carries no signature",
    ),
    "that somebody signed otherwise": (
        "UPDATE {schema}signed_act SET document = replace(document, 'votes', 'vote')",
        "Jo Vermeer",
        "the signature does not hold",
    ),
    "that is said to be the service's": (
        "UPDATE {schema}audit_event SET actor_id = (SELECT id FROM {schema}person"
        " WHERE kind = 'service') WHERE tag = 'table.published'",
        "Background service",
        "it carries no signature",
    ),
    "that was changed since": (
        "UPDATE {schema}decision_table SET dmn = :other, sha256 = :digest WHERE version = 2",
        "Jo Vermeer",
        "what was signed says something else: sha256",
    ),
    "whose digest is another": (
        "UPDATE {schema}decision_table SET dmn = :other WHERE version = 2",
        "Jo Vermeer",
        "its rules are others",
    ),
}
OTHER = next(one for one in TABLES if one.key == "approval-route").read() + b"\n\n"


@pytest.mark.parametrize("route", ROUTES)
def test_nothing_is_deployed_by_a_policy_that_nobody_put_in_force(
    bank: Bank, tmp_path: Path, route: str
) -> None:
    sql, person, why = ROUTES[route]
    asks_for_signatures(bank)
    file = next(one for one in TABLES if one.key == "approval-route").read() + b"\n"
    eva, jo = bank.workspace.work("eva"), bank.workspace.work("jo")
    made = eva.write(propose_policy, "approval-route", "route.dmn", file, reason="Fewer votes.")
    jo.write(publish_policy, made.id, reason="Fewer votes will do.", seen=made.sha256)
    decided(bank, tmp_path)
    given = {"other": OTHER, "digest": digest_bytes(OTHER)}
    tamper(bank.workspace, sql, **{one: given[one] for one in given if f":{one}" in sql})

    bank.drive(lambda: bool(incidents(bank)))

    (found,) = incidents(bank)
    assert found.startswith("The policy ")
    assert person in found
    assert why in found
    assert bank.serving() == [1]


TABLE = "UPDATE {schema}decision_table SET dmn = :other, sha256 = :digest WHERE key = "
SHIPPED = {
    "policy": TABLE + "'approval-route'",
    "table of limits": TABLE + "'release-thresholds'",
    "life cycle": (
        "UPDATE {schema}life_cycle_template SET sha256 = :digest, parameters = parameters"
        " WHERE key = 'on-model-changed' AND :other <> ''"
    ),
}


POINTS = {  # by what a row says which one that was; the signed evidence says it too
    "table of limits": "UPDATE {schema}monitor_run SET decision_table_id = NULL",
    "life cycle": "UPDATE {schema}transition_request SET instance_id = NULL",
}


@pytest.mark.parametrize(
    ("kind", "is_hidden"), [*((one, False) for one in SHIPPED), *((one, True) for one in POINTS)]
)
def test_nothing_is_deployed_by_what_came_with_the_product_and_was_changed(
    bank: Bank, tmp_path: Path, kind: str, is_hidden: bool
) -> None:
    asks_for_signatures(bank)
    decided(bank, tmp_path)
    tamper(bank.workspace, SHIPPED[kind], other=OTHER, digest=digest_bytes(OTHER))
    if is_hidden:
        tamper(bank.workspace, POINTS[kind])

    bank.drive(lambda: bool(incidents(bank)))

    (found,) = incidents(bank)
    assert found.startswith(f"The {kind} ")
    assert "its rules are others than those that were put in force" in found
    assert bank.serving() == [1]


RATINGS = {
    "that nobody signed": (
        "DELETE FROM {schema}signed_act WHERE thing = 'risk'",
        "it carries no signature",
    ),
    "that somebody changed": (
        "UPDATE {schema}risk_assessment SET score = 0.5",
        "what was signed says something else: score",
    ),
}


def test_a_begin_that_somebody_put_before_the_sealed_one_vouches_for_nothing(
    bank: Bank, tmp_path: Path
) -> None:
    asks_for_signatures(bank)
    sealer(bank.workspace).run_once()
    events, tables = AuditEvent.__table__, DecisionTable.__table__
    digest = digest_bytes(OTHER)
    with past_the_rules(bank.workspace) as connection:
        first = connection.execute(select(events).order_by(events.c.id).limit(1)).mappings().one()
        facts = copy.deepcopy(first["facts"])
        routes = select(tables.c.id).where(tables.c.key == "approval-route")
        for key in connection.scalars(routes).all():
            this = tables.c.id == key
            connection.execute(update(tables).where(this).values(dmn=OTHER, sha256=digest))
            facts["first_rows"]["decision_table"][str(key)]["sha256"] = digest
        forged = {**first, "id": first["id"] - 1, "facts": facts}
        connection.execute(insert(events).values(**forged))
    decided(bank, tmp_path)

    bank.drive(lambda: bool(incidents(bank)))

    assert "its rules are others" in incidents(bank)[0]
    assert bank.serving() == [1]
    held = hold_rows(bank.workspace.service)
    assert {(one.table, one.column) for one in held.faults} >= {("decision_table", "sha256")}


@pytest.mark.parametrize("rating", RATINGS)
def test_nothing_is_deployed_by_a_rating_that_nobody_accepted(
    bank: Bank, tmp_path: Path, rating: str
) -> None:
    sql, why = RATINGS[rating]
    asks_for_signatures(bank)
    registered = bank.register(tmp_path / "v2", scorer=V2)
    use = use_case(bank.workspace, registered.model_id)
    proposed = bank.workspace.work("aisha").write(propose_tier, use, HARMLESS, reason=REASON)
    bank.workspace.work("jo").write(answer_assessment, proposed.id, reason=REASON)
    bank.submit(registered)
    task = bank.task(registered, "approve")
    for who in ("aisha", "jo"):
        bank.decide(task, who)
    tamper(bank.workspace, sql)

    bank.drive(lambda: bool(incidents(bank)))

    (found,) = incidents(bank)
    assert found.startswith("The risk assessment ")
    assert "of Jo Vermeer" in found
    assert why in found
    assert bank.serving() == [1]


def test_a_workspace_that_asked_for_signatures_asks_for_them_whatever_its_flag_says(
    workspace: TestWorkspace,
) -> None:
    """A file of one person never did."""
    tamper(workspace, "UPDATE {schema}workspace SET is_team = false")

    with workspace.service.reading() as session:
        assert Verifying(session).is_required is not workspace.is_sqlite


def test_nothing_is_deployed_on_a_request_that_was_accepted_past_the_votes(
    bank: Bank, tmp_path: Path
) -> None:
    asks_for_signatures(bank)
    decided(bank, tmp_path)
    tamper(bank.workspace, "UPDATE {schema}decision SET seen_digest = 'x' WHERE slot = 2")

    bank.drive(lambda: bool(incidents(bank)))

    assert ["votes do not make that" in one for one in incidents(bank)] == [True]
    assert bank.serving() == [1]


def test_what_is_rolled_back_to_must_still_be_signed(bank: Bank, tmp_path: Path) -> None:
    asks_for_signatures(bank)
    registered = bank.submit(bank.register(tmp_path / "v2", scorer=V2))
    assert bank.release(registered) == "DEPLOYED"
    with bank.workspace.service.reading() as session:
        first = session.scalars(
            select(TransitionRequest).order_by(TransitionRequest.number)
        ).first()
        present = session.scalars(
            select(Deployment)
            .where(Deployment.version_id == registered.version_id, Deployment.state == "deployed")
            .order_by(Deployment.number.desc())
        ).first()
    assert first is not None
    assert present is not None
    key = first.id.hex if bank.workspace.is_sqlite else first.id
    tamper(
        bank.workspace,
        "UPDATE {schema}decision SET signature = '' WHERE request_id = :request",
        request=key,
    )
    bank.workspace.work("tom").write(
        ask_roll_back, present.id, reason=REASON, signer=bank.workspace.signer("tom")
    )

    bank.drive(lambda: bool(failed_jobs(bank)))

    assert "it carries no signature" in failed_jobs(bank)[0]
    assert bank.serving() == [2]


def test_nothing_is_rolled_back_on_a_wish_that_nobody_signed(bank: Bank, tmp_path: Path) -> None:
    asks_for_signatures(bank)
    registered = bank.submit(bank.register(tmp_path / "v2", scorer=V2))
    assert bank.release(registered) == "DEPLOYED"
    with bank.workspace.service.reading() as session:
        present = session.scalars(
            select(Deployment)
            .where(Deployment.version_id == registered.version_id, Deployment.state == "deployed")
            .order_by(Deployment.number.desc())
        ).first()
    assert present is not None
    bank.workspace.work("tom").write(
        ask_roll_back, present.id, reason=REASON, signer=bank.workspace.signer("tom")
    )
    tamper(bank.workspace, "UPDATE {schema}engine_inbox SET signature = ''")

    bank.drive(lambda: bool(failed_jobs(bank)))

    (said,) = failed_jobs(bank)
    assert "asked for by Tom Bakker, can't be relied on: it carries no signature" in said
    assert bank.serving() == [2]


TRICKS = {
    "a role for the moment of the vote": "the trail tells of no such role",
    "the requester": "it is a vote on own work",
    "who changed the version": "it is a vote on own work",
    "who began the run": "it is a vote on own work",
}


@pytest.mark.parametrize("trick", TRICKS)
def test_who_might_not_vote_lets_nothing_serve(bank: Bank, tmp_path: Path, trick: str) -> None:
    """Signed with their own keys, in the moment in which the database's owner let them."""
    asks_for_signatures(bank)
    workspace = bank.workspace
    registered = bank.register(tmp_path / "v2", scorer=V2)
    if trick == "who changed the version":
        note = NewAsset("documentation", "notes.txt", b"I know better.")
        with holding(workspace, "jo", Role.DATA_SCIENTIST):
            workspace.work("jo").write(attach_assets, registered.version_id, [note])
        authors, jo = VersionAuthor.__table__, workspace.work("jo").actor.id
        with past_the_rules(workspace) as connection:
            connection.execute(delete(authors).where(authors.c.person_id == jo))
    task = bank.task(bank.submit(registered), "approve")
    assert task.request_id is not None
    bank.decide(task, "aisha")
    if trick == "a role for the moment of the vote":
        with holding(workspace, "lin", Role.COMPLIANCE):
            bank.decide(task, "lin")
    else:
        bank.decide(task, "jo")
    if trick == "the requester":
        requests, jo = TransitionRequest.__table__, workspace.work("jo").actor.id
        this = requests.c.id == task.request_id
        with past_the_rules(workspace) as connection:
            connection.execute(update(requests).where(this).values(requested_by=jo))

    if trick == "who began the run":
        runs, jo = ProcessInstance.__table__, workspace.work("jo").actor.id
        with past_the_rules(workspace) as connection:
            connection.execute(update(runs).values(started_by=jo))

    bank.drive(lambda: bool(incidents(bank)) or bank.serving() != [1])

    assert bank.serving() == [1]
    assert TRICKS[trick] in incidents(bank)[0]
