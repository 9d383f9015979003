"""A signature is of one step: a second one that nobody signed rests on nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import func, insert, select, text, update

from app.models.tables.governance import Finding
from app.models.tables.trail import AuditEvent, AuditText
from app.services.commands.findings import move_finding
from app.services.signed_blocks import load_signed_of
from app.services.verifying.ground import finding_faults
from app.services.verifying.one_check import Verifying
from app.services.verifying.signatures import MISSING
from tests.governance_kit import WHY
from tests.signed_steps import STEPS
from tests.trail_kit import past_the_rules, sealer
from tests.workspaces import TestWorkspace

bank = pytest.fixture(name="bank")(lambda workspace: workspace)


@pytest.mark.parametrize("is_told", [False, True])
def test_what_was_accepted_once_is_not_signed_a_second_time(
    bank: TestWorkspace, is_told: bool
) -> None:
    """Somebody opens it again; the database's owner sets it back, with or without an event."""
    step = STEPS["finding accepted"](bank)
    step.take(bank)
    bank.work(step.who).write(move_finding, step.row, state="open", reason="It came back.")
    sealer(bank).run_once()
    with past_the_rules(bank) as connection:
        values: dict[str, Any] = {"state": "accepted", "reason": WHY}
        values["row_version"] = Finding.row_version + 1
        values["snapshot_id"] = step.row  # any: it is asked for by that of a release
        connection.execute(update(Finding).where(Finding.id == step.row).values(**values))
        if is_told:
            first = select(AuditEvent.__table__).where(
                AuditEvent.object_id == step.row, AuditEvent.tag == "finding.accepted"
            )
            told = dict(connection.execute(first).mappings().one())
            again = {
                **told, "at": datetime.now(UTC), "facts": {**told["facts"], "from": "open"},
                "id": connection.scalar(select(func.max(AuditEvent.id))) + 1,
            }  # fmt: skip
            if not bank.is_sqlite:
                again["txid"] = connection.scalar(text("SELECT pg_current_xact_id()::text::bigint"))
            connection.execute(insert(AuditEvent).values(**again))
            texts = select(AuditText.__table__).where(AuditText.event_id == told["id"])
            for one in connection.execute(texts).mappings().all():
                copy = {**one, "event_id": again["id"]}
                connection.execute(insert(AuditText).values(**copy))

    with bank.service.reading() as session:
        faults = [one.why for one in finding_faults(Verifying(session), step.row)]
        blocks = load_signed_of(session, step.row)

    assert faults == [MISSING]
    assert len([one for one in blocks if not one.fault]) <= 1
