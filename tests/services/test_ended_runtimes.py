"""Somebody says that a retired runtime has ended, where no service can see that: signed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from app import texts
from app.errors import RefusedError, VerificationError
from app.models.queries.alerts import alert_rows
from app.models.queries.ended_runtimes import load_ended, load_ended_by
from app.models.queries.events import load_event_rows
from app.models.tables.execution import Deployment
from app.models.tables.life_cycle import EngineInbox
from app.models.tables.monitoring import Alert
from app.models.tables.trail import AuditEvent
from app.services import retired_runtimes
from app.services.commands.ended_runtimes import say_ended, settle_ended, take_off_ended
from app.services.commands.runtimes import record_not_ended
from app.services.engine.engine import Engine
from app.services.engine.inbox import Inbox
from app.services.retired_runtimes import OutlivingWatch
from app.services.signed_blocks import bearer_of, load_signed_block
from app.services.signing import KeyPair
from app.services.unit_of_work import InboxKind
from tests.ended_kit import (
    SEEN_BY_EYE,
    SOLD,
    deployed,
    in_production,
    retire,
    runtime_of,
    say,
    serving,
    take_up,
)
from tests.stories import Registered, put_in_production, register, try_beside
from tests.trail_kit import require_found_in_proof, require_found_in_trail, tamper
from tests.workspaces import TestWorkspace

DEPLOYED = ("deployed", "", "in_place", "")
TAKEN_OFF = ("undeployed", SEEN_BY_EYE, "left", SEEN_BY_EYE)


@pytest.fixture
def registered(workspace: TestWorkspace, monkeypatch: pytest.MonkeyPatch) -> Registered:
    """It serves in production, and nobody waits a minute for the first alert."""
    monkeypatch.setattr(retired_runtimes, "GONE_FOR", timedelta())
    return serving(workspace)


@pytest.fixture
def bank(workspace: TestWorkspace, registered: Registered) -> TestWorkspace:
    """What serves in production does so on a runtime that is retired."""
    retire(workspace)
    return workspace


def refused(bank: TestWorkspace, **said: Any) -> list[str]:
    with pytest.raises(RefusedError) as found:
        say(bank, **said)
    return [one.code for one in found.value.blockers]


def test_what_an_operator_signed_to_have_ended_is_taken_off_and_told_by_their_name(
    bank: TestWorkspace, registered: Registered
) -> None:
    OutlivingWatch(bank.service).run_once()

    take_up(bank, say(bank))
    OutlivingWatch(bank.service).run_once()

    assert in_production(bank) == [TAKEN_OFF]
    with bank.work("jo").reading() as session:
        (alert,) = session.scalars(select(Alert)).all()
        (shown,) = alert_rows(session, [alert])
        (row,) = session.scalars(select(Deployment)).all()
        assert load_ended_by(session, row) == "Tom Bakker"
        events = session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
        told = {
            one.tag: f"{one.actor} {texts.event(one.tag, one.words, language='en')}"
            for one in load_event_rows(session, events)
        }
    assert alert.state == "resolved"
    assert shown.detail == (
        f"Tom Bakker says that it has ended; no service saw that: {SEEN_BY_EYE}"
    )
    assert told["inbox.asked"] == "Tom Bakker said that prod-1, which is retired, has ended"
    assert told["deployment.undeployed"].endswith(
        "took cc-fraud v1 off prod-1, deployment 1, which Tom Bakker says has ended and no service"
        f" saw end: {SEEN_BY_EYE}"
    )


def test_the_signature_is_shown_at_the_word_and_at_what_was_taken_off(
    bank: TestWorkspace,
) -> None:
    asked = say(bank)
    take_up(bank, asked)

    with bank.work("jo").reading() as session:
        block = load_signed_block(session, asked)
        taken_off = select(AuditEvent).where(AuditEvent.tag == "deployment.undeployed")
        (event,) = load_event_rows(session, session.scalars(taken_off).all())
        bearer = bearer_of(event)
    tamper(bank, FORGE)
    with bank.work("jo").reading() as session:
        forged = load_signed_block(session, asked)

    assert block is not None
    assert (block.person, block.meaning, block.fault) == ("Tom Bakker", "Has ended", "")
    assert bearer == asked
    assert forged is not None
    assert forged.fault == "the signature does not hold"


def test_who_may_not_read_the_word_is_told_that_there_is_one(bank: TestWorkspace) -> None:
    """It stands in the unit of the runtime, and the model may be of one below."""
    OutlivingWatch(bank.service).run_once()
    take_up(bank, say(bank))
    tamper(
        bank,
        "UPDATE {schema}audit_event SET object_id = id_of_nobody WHERE tag = 'inbox.asked'".replace(
            "id_of_nobody", f"'{uuid4()}'"
        ),
    )

    with bank.work("jo").reading() as session:
        (row,) = session.scalars(select(Deployment)).all()
        taken_off = select(AuditEvent).where(AuditEvent.tag == "deployment.undeployed")
        (event,) = load_event_rows(session, session.scalars(taken_off).all())
        by = load_ended_by(session, row)
        (alert,) = alert_rows(session, session.scalars(select(Alert)).all())
        stored = session.scalars(select(Alert.detail)).one()

    assert by == "an operator"
    assert alert.detail == stored
    assert stored == f"An operator says that it has ended; no service saw that: {SEEN_BY_EYE}"
    assert texts.event(event.tag, event.words, language="en") == (
        "took cc-fraud v1 off prod-1, deployment 1, which an operator says has ended and no service"
        f" saw end: {SEEN_BY_EYE}"
    )


def test_what_a_wish_of_another_kind_is_kept_with_is_told_by_nobodys_word(
    bank: TestWorkspace,
) -> None:
    """As of what was asked to be rolled back, and was replaced instead."""
    take_up(bank, say(bank))
    told = "facts" if bank.is_sqlite else "facts::text"
    roll_back = f"replace({told}, 'runtime_ended', 'roll_back')"
    if not bank.is_sqlite:
        roll_back += "::jsonb"
    tamper(bank, f"UPDATE {{schema}}audit_event SET facts = {roll_back} WHERE tag = 'inbox.asked'")

    with bank.work("jo").reading() as session:
        taken_off = select(AuditEvent).where(AuditEvent.tag == "deployment.undeployed")
        (event,) = load_event_rows(session, session.scalars(taken_off).all())
        by = load_ended_by(session, session.scalars(select(Deployment)).one())

    assert by == ""
    assert "says has ended" not in texts.event(event.tag, event.words, language="en")


def test_the_document_names_the_runtime_and_what_was_seen_on_it(bank: TestWorkspace) -> None:
    (deployment,) = deployed(bank)

    asked = say(bank)

    with bank.service.reading() as session:
        said = json.loads(session.get_one(EngineInbox, asked).document or "")
    assert (said["name"], said["runtime"]) == ("prod-1", str(runtime_of(bank)))
    assert (said["deployments"], said["saw"]) == ([str(deployment)], ["cc-fraud v1 (PROD)"])
    assert (said["reason"], said["meaning"]) == (SEEN_BY_EYE, "Has ended")


def test_what_a_service_saw_end_is_told_by_nobodys_word(bank: TestWorkspace) -> None:
    bank.service.write(settle_ended, runtime_of(bank))

    assert in_production(bank) == [("undeployed", SOLD, "left", SOLD)]
    with bank.service.reading() as session:
        assert session.scalars(select(Deployment.asked_id)).all() == [None]
        assert load_ended_by(session, session.scalars(select(Deployment)).one()) == ""


def test_a_place_that_another_runtime_is_about_to_have_stays(
    workspace: TestWorkspace, registered: Registered
) -> None:
    try_beside(workspace)
    retire(workspace)

    take_up(workspace, say(workspace))

    assert in_production(workspace)[0] == ("undeployed", SEEN_BY_EYE, "in_place", "")


def test_a_runtime_in_use_has_not_ended(workspace: TestWorkspace, registered: Registered) -> None:
    assert refused(workspace) == ["ended.not_retired"]


def test_it_is_not_for_other_roles(bank: TestWorkspace) -> None:
    assert refused(bank, by="sanne") == ["inbox.refused"]
    assert refused(bank, by="root") == ["inbox.refused"]


def test_what_is_deployed_beside_what_was_shown_is_named(bank: TestWorkspace) -> None:
    assert refused(bank, seen=[]) == ["ended.unseen"]


def test_once_it_is_taken_off_there_is_nothing_to_say(bank: TestWorkspace) -> None:
    asked = say(bank)

    again = refused(bank)
    take_up(bank, asked)
    tamper(bank, "UPDATE {schema}engine_inbox SET consumed_at = created_at")
    late = refused(bank)

    assert again == ["ended.asked"]
    assert late == ["ended.nothing"]


SIGNERS = {
    "somebody else": lambda bank: bank.signer("jo"),
    "another key": lambda bank: replace(bank.signer("tom"), pair=KeyPair.generate()),
}


@pytest.mark.parametrize("whose", SIGNERS)
def test_it_is_said_by_ones_own_signature(bank: TestWorkspace, whose: str) -> None:
    assert refused(bank, signer=SIGNERS[whose](bank)) == ["key.inactive"]


def test_nobody_says_it_without_a_signature(bank: TestWorkspace) -> None:
    with pytest.raises(RefusedError) as found:
        bank.work("tom").write(say_ended, runtime_of(bank), reason=SEEN_BY_EYE, seen=deployed(bank))

    assert [one.code for one in found.value.blockers] == ["act.unsigned"]


WHY = "The runtime (process 7) does not end."


def test_what_a_service_sees_up_has_not_ended(bank: TestWorkspace) -> None:
    bank.service.write(record_not_ended, runtime_of(bank), is_up=True, why=WHY)

    with pytest.raises(RefusedError) as found:
        say(bank)

    (blocker,) = found.value.blockers
    assert blocker.code == "ended.seen_up"
    with bank.work("tom").reading() as session:
        me = bank.work("tom").actor.id
        assert load_ended(session, runtime_of(bank), me).blockers == (blocker,)


@pytest.mark.parametrize(("retired_s", "seen_s"), [(3600, 61), (0, 20)])
def test_a_look_of_before_hinders_nobody(bank: TestWorkspace, retired_s: int, seen_s: int) -> None:
    """Of a while ago, or of just now but of the time before it was retired."""
    bank.service.write(record_not_ended, runtime_of(bank), is_up=True, why=WHY)
    retired, seen = (ago(bank, seconds) for seconds in (retired_s, seen_s))
    tamper(bank, f"UPDATE {{schema}}runtime SET recorded_from = {retired}")
    tamper(bank, f"UPDATE {{schema}}heartbeat SET at = {seen}")

    take_up(bank, say(bank))

    assert in_production(bank) == [TAKEN_OFF]


def ago(bank: TestWorkspace, seconds: int) -> str:
    if bank.is_sqlite:
        return f"strftime('%Y-%m-%d %H:%M:%f000', 'now', '-{seconds} seconds')"
    return f"now() - interval '{seconds} seconds'"


def test_where_no_server_was_ever_started_a_person_may_know_better(bank: TestWorkspace) -> None:
    never = retired_runtimes.NEVER_STARTED
    bank.service.write(record_not_ended, runtime_of(bank), is_up=False, why=never)

    take_up(bank, say(bank))

    assert in_production(bank) == [TAKEN_OFF]


def test_the_service_looks_again_before_it_takes_anything_off(bank: TestWorkspace) -> None:
    asked = say(bank)
    bank.service.write(record_not_ended, runtime_of(bank), is_up=True, why=WHY)

    with pytest.raises(RefusedError) as found:
        take_up(bank, asked)

    assert [one.code for one in found.value.blockers] == ["ended.seen_up"]
    assert in_production(bank) == [DEPLOYED]


def test_what_was_deployed_since_is_not_taken_off_by_a_word_that_does_not_name_it(
    workspace: TestWorkspace, registered: Registered
) -> None:
    other = register(workspace, name="hmrm", by="mark")
    put_in_production(workspace, other)
    tamper(workspace, "UPDATE {schema}deployment SET state = 'undeployed' WHERE number = 2")
    retire(workspace)
    asked = say(workspace)
    tamper(workspace, "UPDATE {schema}deployment SET state = 'deployed' WHERE number = 2")
    tamper(workspace, "UPDATE {schema}deployment SET runtime_id = :one", one=as_kept(workspace))

    with pytest.raises(RefusedError) as found:
        take_up(workspace, asked)

    assert [one.code for one in found.value.blockers] == ["ended.unseen"]
    assert [one[0] for one in in_production(workspace)] == ["deployed", "deployed"]


def as_kept(bank: TestWorkspace) -> object:
    return runtime_of(bank).hex if bank.is_sqlite else runtime_of(bank)


FORGED = {
    "signature = ''": "it carries no signature",
    "document = NULL": "does not hold",
    "kind = 'reproduce'": "another kind of wish",
    "document = replace(document, 'runtime_ended', 'retire_version')": "does not hold",
    "created_by = (SELECT id FROM {schema}person WHERE handle = 'jo')": "belongs to somebody else",
    "payload = replace(payload, 'disks', 'plugs')": "says something else: reason",
    "payload = replace(payload, '{deployment}', '{runtime}')": "something else: deployments",
}


@pytest.mark.parametrize("change", FORGED)
def test_a_forged_word_takes_nothing_off(bank: TestWorkspace, change: str) -> None:
    asked = say(bank)
    (deployment,) = deployed(bank)
    sql = change.replace("{deployment}", str(deployment)).replace("{runtime}", str(UUID(int=1)))
    if not bank.is_sqlite:
        sql = sql.replace("replace(payload,", "replace(payload::text,")
        sql += "::jsonb" if "payload::text" in sql else ""
    tamper(bank, f"UPDATE {{schema}}engine_inbox SET {sql} WHERE kind = 'runtime_ended'")

    with pytest.raises(VerificationError, match=FORGED[change]):
        take_up(bank, asked)

    assert in_production(bank) == [DEPLOYED]


def test_the_inbox_of_the_service_takes_it_up(bank: TestWorkspace) -> None:
    asked = say(bank)

    inbox = Inbox(Engine(), {InboxKind.RUNTIME_ENDED: take_off_ended})
    while inbox.take_one(bank.service):
        pass

    with bank.service.reading() as session:
        assert session.get_one(EngineInbox, asked).result == ""
    assert in_production(bank) == [TAKEN_OFF]


FORGE = (
    "UPDATE {schema}engine_inbox SET document = replace(document, 'shredded', 'sold')"
    " WHERE kind = 'runtime_ended'"
)


def test_a_proof_holds_the_word_and_the_verifier_reads_it(
    bank: TestWorkspace, tmp_path: Path
) -> None:
    take_up(bank, say(bank))

    require_found_in_proof(bank, tmp_path, FORGE, signatures=4, done=1)


def test_verifying_the_trail_names_what_was_taken_off_on_a_forged_word(
    bank: TestWorkspace,
) -> None:
    take_up(bank, say(bank))

    broken = require_found_in_trail(bank, FORGE, signatures=4)

    assert broken.found == "the signature does not hold"
    assert "Tom Bakker" in broken.expected


def test_verifying_the_trail_names_what_was_taken_off_beside_the_word(
    workspace: TestWorkspace, registered: Registered
) -> None:
    """As who may write past the rules could have it seem."""
    put_in_production(workspace, register(workspace, name="hmrm", by="mark"))
    tamper(workspace, "UPDATE {schema}deployment SET state = 'undeployed' WHERE number = 2")
    retire(workspace)
    take_up(workspace, say(workspace))
    named = "(SELECT id FROM {schema}engine_inbox WHERE kind = 'runtime_ended')"

    broken = require_found_in_trail(
        workspace, f"UPDATE {{schema}}deployment SET asked_id = {named}", signatures=6
    )

    assert broken.found == "deployments were taken off by it that it does not name"
