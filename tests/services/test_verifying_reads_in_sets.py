"""However many signatures are verified at once, what they rest on is read in as many statements."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import pytest
from sqlalchemy import Engine, event

from app.models.tables.governance import TransitionRequest
from app.services.commands.findings import NewFinding, add_finding, move_finding
from app.services.commands.requests import decide
from app.services.trail.breaks import Break
from app.services.trail.held_trail import hold_ahead
from app.services.trail.verifying_signatures import SignatureCheck
from app.services.verifying.requests import goal_of, require_signed
from tests.signed_steps import asks_for_signatures
from tests.stories import REASON, ask, register
from tests.trail_kit import sealer
from tests.workspaces import TestWorkspace

bank = pytest.fixture(name="bank")(asks_for_signatures)
MOST = 41  # of a deployment: votes, voters, keys, what was sealed of them, rules and findings


@contextmanager
def statements() -> Iterator[list[str]]:
    found: list[str] = []

    def note(_: object, __: object, statement: str, *___: object) -> None:
        found.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield found
    event.remove(Engine, "before_cursor_execute", note)


def accepted(bank: TestWorkspace, name: str = "cc-fraud") -> UUID:
    request_id = ask(bank, register(bank, name=name))
    for handle in ("aisha", "jo"):
        bank.work(handle).write(
            decide, request_id, verdict="accept", reason=REASON, signer=bank.signer(handle)
        )
    return request_id


def close_findings(bank: TestWorkspace, request_id: UUID, count: int) -> None:
    """Findings that people signed, under the snapshot of the request."""
    with bank.service.reading() as session:
        version = session.get_one(TransitionRequest, request_id).version_id
    aisha = bank.work("aisha")
    for _ in range(count):
        row = aisha.write(add_finding, version, NewFinding("No test under 25", "medium"))
        aisha.write(move_finding, row.id, state="closed", reason=REASON)


def asked_for_a_deployment(bank: TestWorkspace, request_id: UUID) -> int:
    sealer(bank).run_once()
    bank.service.read(hold_ahead)
    with bank.service.reading() as session:
        request = session.get_one(TransitionRequest, request_id)
        with statements() as found:
            require_signed(session, request_id, goal_of(request))
    return len(found)


def test_a_deployment_asks_no_more_for_many_signatures(bank: TestWorkspace) -> None:
    request_id = accepted(bank)
    close_findings(bank, request_id, 1)
    asked_for_a_deployment(bank, request_id)  # what a process asks of itself it asks once
    few = asked_for_a_deployment(bank, request_id)
    close_findings(bank, request_id, 4)

    many = asked_for_a_deployment(bank, request_id)

    assert many == few <= MOST


def asked_for_the_trail(bank: TestWorkspace) -> tuple[int, int]:
    """Statements, and signatures that they were for."""
    broken: list[Break] = []
    check = SignatureCheck(bank.service, broken.append, end=0, sees_all=True)
    with statements() as found:
        assert [*check.pieces()]
    assert broken == []
    return len(found), check.checked


def test_the_trail_asks_for_each_request_once(bank: TestWorkspace) -> None:
    """What a document says of its subject is read of each request; all else of all of them."""
    for name in ("cc-fraud", "cc-limit"):
        accepted(bank, name)
    few, votes = asked_for_the_trail(bank)
    for name in ("churn", "mortgage", "savings"):
        accepted(bank, name)

    many, more_votes = asked_for_the_trail(bank)

    assert (votes, more_votes) == (4, 10)
    assert many - few == 3
