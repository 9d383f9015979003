"""A signature beside a wish that nobody signs is refused; where one stands, no proof breaks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert, select, text

from app.errors import RefusedError
from app.models.rules.asking import ASKING, SIGNED
from app.models.rules.rights import ACTS
from app.models.tables.governance import Decision
from app.models.tables.life_cycle import EngineInbox
from app.services.commands.requests import decide
from app.services.signed_blocks import load_signatures
from app.services.signing import ACT
from app.services.trail.export import Wanted, export_proof
from app.services.unit_of_work import InboxKind
from app.verifier import __main__ as verifier
from app.verifier.__main__ import Report, check_file
from tests import stories
from tests.stories import REASON
from tests.trail_kit import key_of, past_the_rules, sealer
from tests.workspaces import PEOPLE, TestWorkspace

UNSIGNED = sorted(set(ASKING) - set(SIGNED))
UNREAD = {"document": "{}", "signature": "x"}


def wish(bank: TestWorkspace, who: str, kind: str, **given: Any) -> UUID:
    """As a person with SQL could write it."""
    key = uuid4()
    row = {"id": key, "unit_id": bank.unit_id, "kind": kind, "payload": {}, **given}
    with bank.work(who).unit() as work:
        work.session.execute(insert(EngineInbox).values(**row))
    return key


def asker(kind: str) -> str:
    return next(handle for handle, (_, roles) in PEOPLE.items() if roles & ASKING[kind])


def proof(bank: TestWorkspace, folder: Path, **wanted: Any) -> Report:
    sealer(bank).run_once()
    out = folder / f"{uuid4()}.zip"
    export_proof(bank.work("jo"), out, Wanted(**wanted), key_of(bank))
    return check_file(out)


@pytest.mark.parametrize("kind", sorted(SIGNED))
def test_a_junk_wish_hides_the_signature_of_nobody_else(
    workspace: TestWorkspace, kind: str
) -> None:
    who = asker(kind)
    payloads: tuple[dict[str, Any], ...] = (
        {}, {"deployments": 3}, {"places": ["x"], "reason": {"a": 1}}, {"reason": ["x"]},
    )  # fmt: skip
    request = stories.ask(workspace, stories.register(workspace))
    workspace.work("aisha").write(
        decide, request, verdict="accept", reason=REASON, signer=workspace.signer("aisha")
    )
    with workspace.work("jo").reading() as session:
        vote = session.scalars(select(Decision.id)).one()
    junk = [
        wish(workspace, who, kind, **UNREAD, key_id=workspace.signer(who).key_id, payload=one)
        for one in payloads
    ]

    found = workspace.work("jo").read(load_signatures, [*junk, vote])

    assert found[vote] is not None
    assert found[vote].fault == ""
    assert all(one is None or one.fault for key, one in found.items() if key != vote)


@pytest.mark.parametrize("kind", UNSIGNED)
def test_no_part_of_a_signature_is_stored_with_a_kind_that_nobody_signs(
    workspace: TestWorkspace, kind: str
) -> None:
    who = asker(kind)
    parts = {
        **UNREAD,
        "key_id": workspace.signer(who).key_id,
        "signature of nothing": "",
        "key of another": workspace.signer("aisha").key_id,
    }

    for name, value in parts.items():
        column = {"signature of nothing": "signature", "key of another": "key_id"}.get(name, name)
        with pytest.raises(RefusedError) as refused:
            wish(workspace, who, kind, **{column: value})
        assert [one.code for one in refused.value.blockers] == ["act.not_signed"], name


def test_a_tester_with_sql_breaks_no_proof(workspace: TestWorkspace, tmp_path: Path) -> None:
    with pytest.raises(RefusedError):
        wish(workspace, "piet", "reproduce", signature="x")
    wish(workspace, "piet", "reproduce")

    assert proof(workspace, tmp_path).broken == []


@pytest.mark.parametrize("kind", sorted(InboxKind))
@pytest.mark.parametrize("is_redacted", [False, True])
def test_a_proof_and_who_checks_it_agree_on_which_wishes_are_signed(
    workspace: TestWorkspace, tmp_path: Path, kind: InboxKind, *, is_redacted: bool
) -> None:
    """Signed where the kind asks for it; else beside what was stored before it was refused."""
    who, is_signed = asker(kind), kind in SIGNED
    signer = workspace.signer(who)
    if is_signed:
        key = uuid4()
        said = signed_wish(workspace, who, kind, key)
        signature = signer.pair.sign(ACT, said)
        wish(workspace, who, kind, id=key, document=said, signature=signature, key_id=signer.key_id)
    else:
        store(workspace, wish(workspace, who, kind))

    report = proof(workspace, tmp_path, is_redacted=is_redacted)

    assert report.broken == []
    assert report.signatures + report.unchecked == int(is_signed)


def signed_wish(bank: TestWorkspace, who: str, kind: str, key: UUID) -> str:
    with bank.service.reading() as session:
        log = session.execute(text(f"SELECT log_id FROM {schema(bank)}workspace")).scalar_one()
    actor = bank.work(who).actor.id
    said = {"id": str(key), "actor": str(actor), "log": str(UUID(str(log))), "verdict": kind}
    return json.dumps(said)


def store(bank: TestWorkspace, key: UUID) -> None:
    """As it stood there before it was refused, and its event with it."""
    in_file = "json_set(facts, '$.signature', 'x')"
    on_server = "jsonb_set(CAST(facts AS jsonb), '{signature}', CAST('\"x\"' AS jsonb))"
    new = in_file if bank.is_sqlite else on_server
    with past_the_rules(bank) as connection:
        for change in (
            "engine_inbox SET signature = 'x' WHERE id = :key",
            f"audit_event SET facts = {new} WHERE object_type = 'inbox' AND object_id = :key",
        ):
            written = {"key": key.hex if bank.is_sqlite else key}
            connection.execute(text(f"UPDATE {schema(bank)}{change}"), written)


def schema(bank: TestWorkspace) -> str:
    return "" if bank.is_sqlite else "mw."


def test_a_signature_without_a_text_is_told_as_refused(
    workspace: TestWorkspace, tmp_path: Path
) -> None:
    """No database can tell that it is none; the service acts on none, and the log tells so."""
    key_id = workspace.signer("tom").key_id
    wish(workspace, "tom", "roll_back", signature="forged", key_id=key_id)

    report = proof(workspace, tmp_path)

    assert (report.broken, report.signatures, len(report.refused)) == ([], 0, 1)


def test_the_verifier_knows_the_kinds_that_are_signed() -> None:
    told = {kind for kind, tag in verifier.TOLD.items() if tag == verifier.ASKED}

    assert told == set(SIGNED)
    assert told <= set(ACTS)
