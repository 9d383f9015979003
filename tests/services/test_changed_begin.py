"""Whatever somebody made of event 0 is named as changed, by whoever checks: nothing breaks off."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.errors import VerificationError
from app.models.enforcement.acts import FIRST_ROWS, FIRST_TAG
from app.models.tables.trail import AuditEvent
from app.services.trail.breaks import Kind
from app.services.trail.checking import check_trail
from app.services.trail.export import Wanted, export_proof
from app.services.trail.verifying import verify_trail
from app.verifier.__main__ import check_file
from tests.trail_kit import key_of, live, past_the_rules, rechain, tamper
from tests.workspaces import TestWorkspace

Facts = dict[str, Any]
ROW = "11111111-1111-1111-1111-111111111111"


def with_rows(facts: Facts, **tables: Any) -> Facts:
    return {**facts, FIRST_ROWS: {**facts[FIRST_ROWS], **tables}}


def with_columns(facts: Facts, said: object) -> Facts:
    """Each column of each row says this."""
    rows = {
        table: {key: dict.fromkeys(row, said) for key, row in found.items()}
        for table, found in facts[FIRST_ROWS].items()
    }
    return {**facts, FIRST_ROWS: rows}


SHAPES: dict[str, Callable[[Facts], Any]] = {
    "facts are a list": list,
    "keys are a list": lambda facts: {**facts, "keys": list(facts["keys"])},
    "a key is of a list": lambda facts: {**facts, "keys": {kid: [ROW] for kid in facts["keys"]}},
    "rows are a list": lambda facts: {**facts, FIRST_ROWS: list(facts[FIRST_ROWS])},
    "keys' rows are a list": lambda facts: with_rows(facts, signing_key=[ROW]),
    "roles are nothing": lambda facts: with_rows(facts, membership=None),
    "units are a text": lambda facts: with_rows(facts, business_unit="none"),
    "rows are lists": lambda facts: with_rows(facts, business_unit={ROW: ["x"]}),
    "an id is none": lambda facts: with_rows(facts, person={"x": {}}),
    "a table is none": lambda facts: with_rows(facts, nothing={ROW: {}}),
    "columns are lists": lambda facts: with_columns(facts, ["x"]),
    "columns are numbers": lambda facts: with_columns(facts, 3),
    "columns are texts": lambda facts: with_columns(facts, "x"),
}

OF_FILES = (
    "'x'",
    "5",
    "''",
    "x'3031'",
    "'now'",
    "'0001-01-01T00:00:00+14:00'",
)  # what a column of SQLite takes
OF_SERVERS = ("'infinity'", "'0044-03-15 BC'")


def begin(bank: TestWorkspace) -> tuple[int, Facts]:
    with bank.service.reading() as session:
        first = select(AuditEvent).where(AuditEvent.tag == FIRST_TAG)
        event = session.scalars(first).one()
        return event.id, dict(event.facts)


def overwrite(bank: TestWorkspace, event: int, facts: Any) -> None:
    events = AuditEvent.__table__
    with past_the_rules(bank) as connection:
        connection.execute(events.update().where(events.c.id == event).values(facts=facts))


def test_a_begin_of_another_shape_is_a_named_fault(
    workspace: TestWorkspace, tmp_path: Path
) -> None:
    live(workspace)
    event, facts = begin(workspace)

    for name, change in SHAPES.items():
        overwrite(workspace, event, change(facts))

        found = check_trail(workspace.service, tmp_path).found
        assert (0, Kind.CHANGED, event) in {
            (one.position, one.kind, one.event) for one in found.broken
        }, name
        with pytest.raises(VerificationError, match="broken at position 0"):
            proof(workspace, tmp_path / "proof.zip")


def test_a_begin_of_another_time_is_a_named_fault(workspace: TestWorkspace, tmp_path: Path) -> None:
    live(workspace)
    event, _facts = begin(workspace)

    for at in OF_FILES if workspace.is_sqlite else OF_SERVERS:
        tamper(workspace, f"UPDATE {{schema}}audit_event SET at = {at} WHERE id = {event}")

        found = check_trail(workspace.service, tmp_path).found
        assert (0, Kind.CHANGED, event) in {
            (one.position, one.kind, one.event) for one in found.broken
        }, at
        with pytest.raises(VerificationError, match="broken at position 0"):
            proof(workspace, tmp_path / "proof.zip")


def test_one_that_was_sealed_anew_hides_nothing_in_a_proof(
    workspace: TestWorkspace, tmp_path: Path
) -> None:
    """As who also holds the sealing key could: what people signed has seen another log."""
    live(workspace)
    event, facts = begin(workspace)

    for number, (name, change) in enumerate(SHAPES.items()):
        overwrite(workspace, event, change(facts))
        rechain(workspace, key_of(workspace))

        report = check_file(proof(workspace, tmp_path / f"{number}.zip"))
        assert "signature forged" in {one.kind for one in report.broken}, name
        verify_trail(workspace.service)


def proof(bank: TestWorkspace, out: Path) -> Path:
    return export_proof(bank.work("jo"), out, Wanted(), key_of(bank)).path
