"""What a service did on somebody's word is what that person signed: in proofs, and in the trail."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, insert, select

from app.models.rules.asking import SIGNED
from app.models.tables.execution import Deployment
from app.models.tables.inventory import ModelVersion
from app.models.tables.life_cycle import EngineInbox
from app.models.tables.trail import AuditEvent
from app.services.commands import ended_runtimes, retiring, roll_backs
from app.services.commands.ended_runtimes import settle_ended, take_off_ended
from app.services.commands.retiring import ask_retirement, retire_version
from app.services.commands.roll_backs import ask_roll_back, begin_roll_back, settle_roll_back
from app.services.commands.runtimes import NewRuntime, add_runtime, record_look
from app.services.engine.engine import Engine
from app.services.engine.inbox import Inbox
from app.services.trail.breaks import Kind
from app.services.trail.export import Wanted, export_proof
from app.services.trail.verifying import verify_trail
from app.services.trail.verifying_deeds import WHY
from app.services.unit_of_work import InboxKind
from app.verifier import __main__ as verifier
from app.verifier.__main__ import Report, check_file
from tests.db.test_queries_runtimes import deploy
from tests.ended_kit import deployed, retire, runtime_of, say, serving, take_up
from tests.proof_kit import lines, record_of, remade
from tests.services.test_trail_proof import model_id
from tests.stories import REASON, register
from tests.trail_kit import key_of, past_the_rules, sealer, tamper
from tests.workspaces import TestWorkspace

NOBODY_S = str(UUID(int=7))
UNSIGNED_ROW = "signature = '', document = NULL, key_id = NULL"
FORGED = "document = replace(document, 'shredded', 'sold')"


@pytest.fixture
def bank(workspace: TestWorkspace) -> TestWorkspace:
    return on_a_retired_runtime(workspace)


@pytest.fixture
def rolling(workspace: TestWorkspace) -> TestWorkspace:
    return in_place_of_another(workspace)


def on_a_retired_runtime(workspace: TestWorkspace) -> TestWorkspace:
    """What serves in production does so there."""
    serving(workspace)
    retire(workspace)
    return workspace


def in_place_of_another(workspace: TestWorkspace) -> TestWorkspace:
    """Version 2 of a model serves where version 1 did."""
    new = NewRuntime("sit-1", "bank", stage_tags=("SIT",), service_tags=("cc-fraud",))
    runtime = workspace.work("tom").write(add_runtime, new)
    workspace.service.write(record_look, runtime.id, is_live=True)
    for content in (b"v1", b"v2"):
        deploy(workspace, register(workspace, content=content))
    if workspace.is_sqlite:
        tamper(workspace, "UPDATE {schema}workspace SET is_demo = true")
    return workspace


def proof(bank: TestWorkspace, folder: Path, wanted: Wanted | None = None) -> Report:
    sealer(bank).run_once()
    out = folder / f"{uuid4()}.zip"
    export_proof(bank.work("jo"), out, wanted or Wanted(), key_of(bank))
    return check_file(out)


def told(bank: TestWorkspace, tag: str) -> AuditEvent:
    """The last event of this tag."""
    with bank.service.reading() as session:
        found = select(AuditEvent).where(AuditEvent.tag == tag).order_by(AuditEvent.id.desc())
        event = session.scalars(found.limit(1)).first()
    assert event is not None
    return event


def told_otherwise(bank: TestWorkspace, tag: str, **other: Any) -> None:
    """Whoever writes past the rules has the event say something else before it is sealed."""
    events, event = AuditEvent.__table__, told(bank, tag)
    columns = {name: value for name, value in other.items() if name in events.c}
    facts = {**event.facts, **{name: one for name, one in other.items() if name not in columns}}
    with past_the_rules(bank) as connection:
        connection.execute(
            events.update().where(events.c.id == event.id).values(facts=facts, **columns)
        )


def told_again(bank: TestWorkspace, tag: str) -> None:
    event = told(bank, tag)
    values = {one.name: getattr(event, one.name) for one in AuditEvent.__table__.c}
    with past_the_rules(bank) as connection:
        newest = connection.scalar(select(func.max(AuditEvent.id))) or 0
        connection.execute(insert(AuditEvent.__table__).values({**values, "id": newest + 1}))


def other_wish(bank: TestWorkspace, reason: str = REASON) -> UUID:
    """Signed by the same person for something else."""
    with bank.service.reading() as session:
        version = session.scalars(select(ModelVersion.id)).first()
    assert version is not None
    signer = bank.signer("tom")
    return bank.work("tom").write(ask_retirement, version, reason=reason, seen=None, signer=signer)


def forged_row(bank: TestWorkspace, change: str) -> None:
    tamper(bank, f"UPDATE {{schema}}engine_inbox SET {change}")


TAKEN_OFF = "deployment.undeployed"
DEEDS: dict[str, tuple[Callable[[TestWorkspace, UUID], object], str]] = {
    "no wish": (
        lambda bank, _: told_otherwise(bank, TAKEN_OFF, asked_id=NOBODY_S), verifier.NO_WISH,
    ),
    "a wish of another kind": (
        lambda bank, other: told_otherwise(bank, TAKEN_OFF, asked_id=str(other)),
        verifier.NO_WISH,
    ),
    "another runtime": (
        lambda bank, _: told_otherwise(bank, TAKEN_OFF, runtime_id=NOBODY_S), verifier.OTHER_THING,
    ),
    "a deployment that it does not name": (
        lambda bank, _: told_otherwise(bank, TAKEN_OFF, object_id=UUID(NOBODY_S)), verifier.UNNAMED,
    ),
    "a forged one": (lambda bank, _: forged_row(bank, FORGED), verifier.NOT_HELD),
    "another person's": (
        lambda bank, _: told_otherwise(bank, "inbox.asked", actor_id=bank.work("jo").actor.id),
        verifier.NOT_HELD,
    ),
    "taken off twice": (lambda bank, _: told_again(bank, TAKEN_OFF), verifier.AGAIN),
}  # fmt: skip


@pytest.mark.parametrize("case", DEEDS)
def test_a_taking_off_that_nobody_signed_for_is_named(
    bank: TestWorkspace, tmp_path: Path, case: str
) -> None:
    change, why = DEEDS[case]
    other = other_wish(bank)
    take_up(bank, say(bank))

    change(bank, other)

    report = proof(bank, tmp_path)
    (broken,) = (one for one in report.broken if one.kind == "not signed for")
    assert (broken.member, broken.found) == ("leaves.txt", why)
    assert broken.record == (broken.position or 0) + 1
    if case != "another person's":  # the rows still name who signed it
        (found,) = (one for one in verify_trail(bank.service).broken if one.kind is Kind.DEED)
        assert (found.position, found.found) == (broken.position, WHY[why])


def test_what_was_signed_for_is_no_fault(bank: TestWorkspace, tmp_path: Path) -> None:
    take_up(bank, say(bank))

    report = proof(bank, tmp_path)
    found = verify_trail(bank.service)

    assert (report.broken, report.refused, report.elsewhere) == ([], [], [])
    assert (found.broken, found.refused) == ((), 0)


@pytest.mark.parametrize("workspace", ["postgresql"], indirect=True)
def test_a_word_that_nobody_signed_is_named_where_the_log_asks(
    bank: TestWorkspace, tmp_path: Path
) -> None:
    take_up(bank, say(bank))
    forged_row(bank, UNSIGNED_ROW)
    told_otherwise(bank, "inbox.asked", signature=None, key_id=None)

    (broken,) = proof(bank, tmp_path).broken
    found = [one.found for one in verify_trail(bank.service).broken if one.kind is Kind.DEED]

    assert (broken.kind, broken.found) == ("not signed for", verifier.UNSIGNED)
    assert found == [WHY[verifier.UNSIGNED]]


def test_who_is_said_to_have_signed_and_what_was_taken_off_are_named(
    bank: TestWorkspace,
) -> None:
    take_up(bank, say(bank))
    sealer(bank).run_once()

    forged_row(bank, FORGED)

    (found,) = (one for one in verify_trail(bank.service).broken if one.kind is Kind.DEED)
    assert found.person == "Tom Bakker"
    assert found.name is not None
    assert found.event == told(bank, TAKEN_OFF).id


def roll_back(bank: TestWorkspace) -> UUID:
    (serves,) = deployed(bank)
    signer = bank.signer("tom")
    asked = bank.work("tom").write(ask_roll_back, serves, reason=REASON, signer=signer)
    bank.service.write(begin_roll_back, serves, asked)
    bank.service.write(settle_roll_back, serves, reason=REASON, asked_id=asked)
    return asked


def test_a_roll_back_that_somebody_signed_for_is_no_fault(
    rolling: TestWorkspace, tmp_path: Path
) -> None:
    roll_back(rolling)

    assert proof(rolling, tmp_path).broken == []
    assert verify_trail(rolling.service).broken == ()


@pytest.mark.parametrize("step", ["rolling_back", "rolled_back"])
@pytest.mark.parametrize("other", [{"asked_id": NOBODY_S}, {"object_id": UUID(NOBODY_S)}])
def test_a_roll_back_that_nobody_signed_for_is_named(
    rolling: TestWorkspace, tmp_path: Path, step: str, other: dict[str, Any]
) -> None:
    roll_back(rolling)

    told_otherwise(rolling, f"deployment.{step}", **other)

    why = verifier.NO_WISH if "asked_id" in other else verifier.OTHER_THING
    (broken,) = proof(rolling, tmp_path).broken
    assert (broken.kind, broken.found) == ("not signed for", why)
    found = [one.found for one in verify_trail(rolling.service).broken if one.kind is Kind.DEED]
    assert found == [WHY[why]]


def test_a_roll_back_that_is_tried_twice_on_one_word_is_named(
    rolling: TestWorkspace, tmp_path: Path
) -> None:
    roll_back(rolling)

    told_again(rolling, "deployment.rolling_back")

    (broken,) = proof(rolling, tmp_path).broken
    assert (broken.kind, broken.found) == ("not signed for", verifier.TRIED)
    found = [one.found for one in verify_trail(rolling.service).broken if one.kind is Kind.DEED]
    assert found == [WHY[verifier.TRIED]]


# What a service refused for its signature, and what was done all the same


def junk(bank: TestWorkspace, kind: str, document: str = "{}", **payload: Any) -> UUID:
    """As a person's own login can write it."""
    key = uuid4()
    with bank.work("tom").unit() as work:
        work.session.execute(
            insert(EngineInbox).values(
                id=key, unit_id=bank.unit_id, kind=kind, payload={**payload, "reason": REASON},
                document=document, signature="AAAA", key_id=bank.signer("tom").key_id,
            )
        )  # fmt: skip
    return key


def serve(bank: TestWorkspace) -> None:
    inbox = Inbox(
        Engine(),
        {InboxKind.RUNTIME_ENDED: take_off_ended, InboxKind.RETIRE_VERSION: retire_version},
    )
    while inbox.take_one(bank.service):
        pass


def for_what(bank: TestWorkspace, kind: str) -> dict[str, Any]:
    """What a wish of this kind names."""
    with bank.service.reading() as session:
        row = session.scalars(select(Deployment).where(Deployment.state == "deployed")).one()
        return {
            "runtime_ended": {
                "runtime_id": str(row.runtime_id), "deployments": [str(row.id)],
            },
            "roll_back": {"deployment_id": str(row.id)},
            "retire_version": {
                "version_id": str(row.version_id), "places": [str(row.placement_id)],
            },
        }[kind]  # fmt: skip


def marked_refused(bank: TestWorkspace) -> None:
    tamper(bank, "UPDATE {schema}engine_inbox SET consumed_at = created_at, result = 'Refused.'")


@pytest.mark.parametrize("kind", SIGNED)
def test_what_was_refused_for_its_signature_breaks_nothing(
    bank: TestWorkspace, tmp_path: Path, kind: str
) -> None:
    junk(bank, kind, **for_what(bank, kind))
    serve(bank)

    report = proof(bank, tmp_path)
    found = verify_trail(bank.service)

    number = told(bank, "inbox.asked").id
    assert (report.broken, report.refused) == ([], [number])
    assert (found.broken, found.refused) == ((), 1)
    assert f"no event here tells that anything was done on it: event {number}." in (
        verifier._as_text(report)
    )


LEFT_OUT: dict[str, tuple[Callable[[dict[str, Any]], dict[str, Any]], str]] = {
    "the document": (
        lambda one: {**{n: v for n, v in one.items() if n != "document"}, "sha256": "0" * 64},
        "missing",
    ),
    "the signature": (lambda one: {**one, "signature": "BBBB"}, "signature forged"),
    "the name of the key": (lambda one: {**one, "kid": ""}, "signature forged"),
}


@pytest.mark.parametrize("what", LEFT_OUT)
def test_what_whoever_made_the_proof_changed_of_a_wish_is_a_fault(
    bank: TestWorkspace, tmp_path: Path, what: str
) -> None:
    """Nothing was done on it: but nobody may pass a genuine signature off as a refused one."""
    say(bank)
    sealer(bank).run_once()
    made = export_proof(bank.work("jo"), tmp_path / "whole.zip", Wanted(), key_of(bank))
    content = made.path.read_bytes()
    change, kind = LEFT_OUT[what]
    records = [json.loads(line.partition(b" ")[2]) for line in lines(content, "signed.txt")]
    written = [record_of(change(one) if one["kind"] == "runtime_ended" else one) for one in records]
    other = tmp_path / "other.zip"
    other.write_bytes(remade(content, tmp_path, key_of(bank), {"signed.txt": written}))

    report = check_file(other)

    assert [one.kind for one in report.broken] == [kind]
    assert report.refused == []


@pytest.mark.parametrize("how", ["another's", "as one that had ended"])
def test_nor_may_they_say_of_a_key_what_the_log_does_not(
    bank: TestWorkspace, tmp_path: Path, how: str
) -> None:
    say(bank)
    sealer(bank).run_once()
    made = export_proof(bank.work("jo"), tmp_path / "whole.zip", Wanted(), key_of(bank))
    content, kid = made.path.read_bytes(), bank.signer("tom").kid
    change: dict[str, Any]
    if how == "another's":
        name, change = "signed.txt", {"kid": bank.signer("jo").kid}
    else:
        name, change = "keys.txt", {"state": "revoked", "revoked_at_size": 1, "ended_at": 1}
    records = [json.loads(line.partition(b" ")[2]) for line in lines(content, name)]
    is_meant = {"kind": "runtime_ended"} if name == "signed.txt" else {"kid": kid}
    written = [
        record_of(one | change if one.items() >= is_meant.items() else one) for one in records
    ]
    (tmp_path / "other.zip").write_bytes(remade(content, tmp_path, key_of(bank), {name: written}))

    report = check_file(tmp_path / "other.zip")

    assert "signature forged" in {one.kind for one in report.broken}
    assert report.refused == []


def test_whatever_is_written_as_a_document_is_refused_and_counted(
    bank: TestWorkspace, tmp_path: Path
) -> None:
    for document in ("", "[]", '"x"', "{", '{"deployments": 3, "places": [1], "model": []}'):
        for kind in SIGNED:
            junk(bank, kind, document, **for_what(bank, kind))
    serve(bank)
    take_up(bank, say(bank))  # what is genuine beside it still counts

    report, found = proof(bank, tmp_path), verify_trail(bank.service)
    part = proof(bank, tmp_path, Wanted(model_id=model_id(bank), model_name="cc-fraud"))

    assert (report.broken, len(report.refused)) == ([], 15)
    assert (found.broken, found.refused) == ((), 15)
    # The four words on a runtime that are no document may name other models: they stay out.
    assert (part.broken, len(part.refused), part.elsewhere) == ([], 11, [])
    assert "The signatures of 15 wishes do not hold" in verifier._as_text(report)


def unverified(monkeypatch: pytest.MonkeyPatch) -> None:
    """As who took over the service has it."""
    for place, name in (
        (ended_runtimes, "require_ended_signed"),
        (roll_backs, "require_roll_back_signed"),
        (retiring, "require_version_retirement_signed"),
    ):
        monkeypatch.setattr(place, name, lambda *_: None)


def done_on(bank: TestWorkspace, kind: str, asked: UUID) -> None:
    if kind == InboxKind.ROLL_BACK:
        (serves,) = deployed(bank)
        bank.service.write(begin_roll_back, serves, asked)
        return
    act = take_off_ended if kind == InboxKind.RUNTIME_ENDED else retire_version
    with bank.service.unit() as work:
        act(work, work.get(EngineInbox, asked))


@pytest.mark.parametrize("is_hidden", [False, True], ids=["as it is", "marked refused"])
@pytest.mark.parametrize("kind", SIGNED)
def test_what_was_done_on_a_forged_wish_is_found_whatever_its_row_says(
    workspace: TestWorkspace,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    kind: str,
    *,
    is_hidden: bool,
) -> None:
    is_roll_back = kind == InboxKind.ROLL_BACK
    bank = (in_place_of_another if is_roll_back else on_a_retired_runtime)(workspace)
    unverified(monkeypatch)
    asked = junk(bank, kind, **for_what(bank, kind))
    done_on(bank, kind, asked)
    tamper(bank, "UPDATE {schema}engine_inbox SET consumed_at = created_at")
    if is_hidden:
        marked_refused(bank)

    report = proof(bank, tmp_path)
    found = verify_trail(bank.service)

    assert report.refused == []
    assert found.refused == 0
    forged = [one for one in report.broken if one.kind == "signature forged"]
    assert [(one.member, one.record) for one in forged] == [
        ("signed.txt", 1 if is_roll_back else 4)
    ]
    assert Kind.SIGNATURE in {one.kind for one in found.broken}
    is_named = kind != "retire_version"  # no event of that names its wish
    assert ("not signed for" in {one.kind for one in report.broken}) is is_named
    assert (Kind.DEED in {one.kind for one in found.broken}) is is_named


def test_what_others_signed_for_is_not_taken_for_done_on_a_forged_wish(
    workspace: TestWorkspace, tmp_path: Path
) -> None:
    """A version left its place as somebody asked, another as its runtime was seen to have ended."""
    serving(workspace)
    junk(workspace, "retire_version", **for_what(workspace, "retire_version"))
    serve(workspace)
    asked = other_wish(workspace)
    with workspace.service.unit() as work:
        assert retire_version(work, work.get(EngineInbox, asked)) is None

    report, found = proof(workspace, tmp_path), verify_trail(workspace.service)

    assert (report.broken, len(report.refused)) == ([], 1)
    assert (found.broken, found.refused) == ((), 1)


@pytest.mark.parametrize("how", ["word", "seen"])
def test_a_place_that_was_left_with_its_runtime_is_not_taken_for_it_either(
    bank: TestWorkspace, tmp_path: Path, how: str
) -> None:
    junk(bank, "retire_version", **for_what(bank, "retire_version"))
    serve(bank)
    if how == "word":
        take_up(bank, say(bank))
    else:
        bank.service.write(settle_ended, runtime_of(bank))

    report, found = proof(bank, tmp_path), verify_trail(bank.service)

    assert (report.broken, len(report.refused)) == ([], 1)
    assert (found.broken, found.refused) == ((), 1)


def test_nor_is_one_that_was_left_in_a_roll_back(rolling: TestWorkspace, tmp_path: Path) -> None:
    junk(rolling, "retire_version", **for_what(rolling, "retire_version"))
    serve(rolling)
    roll_back(rolling)

    report, found = proof(rolling, tmp_path), verify_trail(rolling.service)

    assert (report.broken, len(report.refused)) == ([], 1)
    assert (found.broken, found.refused) == ((), 1)


def test_each_word_of_the_verifier_has_the_readers() -> None:
    words = {
        verifier.NO_WISH, verifier.NAMES_NONE, verifier.LATER, verifier.OTHER_THING,
        verifier.UNNAMED, verifier.NOT_HELD, verifier.UNSIGNED, verifier.AGAIN, verifier.TRIED,
    }  # fmt: skip

    assert set(WHY) == words
    assert set(verifier.DONE_ON.values()) < set(SIGNED)


def test_a_proof_without_documents_names_what_it_can(bank: TestWorkspace, tmp_path: Path) -> None:
    """Whose wish it is, and of which runtime: not which deployments were signed for."""
    take_up(bank, say(bank))
    told_otherwise(bank, TAKEN_OFF, runtime_id=NOBODY_S)

    (broken,) = proof(bank, tmp_path, Wanted(is_redacted=True)).broken

    assert (broken.kind, broken.found) == ("not signed for", verifier.OTHER_THING)
