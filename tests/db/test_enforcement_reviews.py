"""What the signature of a review covers stays as it was signed, whoever tries."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, update

from app.models.rules.rights import write_blockers
from app.models.rules.roles import Role
from app.models.rules.transitions import Thing, transition_blockers
from tests.conftest import BOTH
from tests.db.enforcement_cases import Case, Tally, codes
from tests.db.enforcement_kit import ACTORS, HELD, Bench, open_bench

BLANK = {"document": None, "signature": None, "key_id": None}
CHANGES: dict[str, dict[str, object]] = {
    "another reason": {"reason": "It went well, as ever."},
    "no signature": {"signature": None},
    "another document": {"document": "{}"},
    "opened with its signature": {"state": "open", "reason": "To be done anew."},
    "opened bare": {"state": "open", "reason": "To be done anew.", **BLANK},
}


@pytest.fixture(scope="module", params=BOTH)
def bench(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Bench]:
    server = request.getfixturevalue("postgres") if request.param == "postgresql" else None
    with open_bench(tmp_path_factory.mktemp("reviews"), server, is_by_hand=True) as opened:
        yield opened


def a_review(bench: Bench, owner: Connection) -> UUID:
    """Closed and signed."""
    request = bench.put(
        owner, "transition_request", state="accepted", is_emergency=True, service_tag=uuid4().hex
    )
    review: UUID = bench.put(
        owner, "finding", request_id=request, kind="emergency", state="closed", reason="Seen.",
        review_roles=["risk_officer", "compliance"], document='{"kind": "review"}',
        signature="c2lnbmVk", key_id=next(iter(bench.keys.values())),
    )  # fmt: skip
    return review


def expected(handle: str, change: dict[str, object]) -> tuple[str, ...]:
    held = HELD[handle]
    found = codes(write_blockers("finding", "update", held))
    if "state" in change:
        found += codes(transition_blockers(Thing.FINDING, "closed", "open", held))
    is_open_again = "state" in change and "signature" in change
    return found or (() if is_open_again else ("finding.signed",))


def test_a_signed_review_is_changed_by_nobody_and_opened_by_the_service_alone(
    bench: Bench,
) -> None:
    table = bench.table("finding")
    cases = []
    with bench.as_owner() as owner:
        for handle in ACTORS:
            for label, change in CHANGES.items():
                statement = (
                    update(table)
                    .where(table.c.id == a_review(bench, owner))
                    .values(row_version=table.c.row_version + 1, **change)
                )
                cases.append(
                    Case(
                        f"{label} by {handle}", handle, partial(expected, handle, change), statement
                    )
                )

    tally = Tally().run(bench, cases)

    assert tally.disagreements == []
    assert tally.allowed == sum(Role.WORKER in HELD[one] for one in ACTORS)
