"""Verifying what people signed: a whole trail, and what one deployment rests on.

python -m tests.benchmarks.bench_signatures --json [--requests N]
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from app.models.tables.governance import TransitionRequest
from app.services.commands.requests import decide
from app.services.trail.breaks import Break
from app.services.trail.verifying_signatures import SignatureCheck
from app.services.verifying.requests import goal_of, require_signed
from tests.benchmarks.both import banks
from tests.benchmarks.rows import print_rows, row
from tests.signed_steps import asks_for_signatures
from tests.stories import REASON, ask, register
from tests.trail_kit import sealer
from tests.workspaces import TestWorkspace

REQUESTS, TINY = 150, 3
VOTERS = ("aisha", "jo")  # risk and compliance, as the policy asks for production
GOAL_MS_EACH = 10.0  # ten thousand votes in less than two minutes
GOAL_MS = 100.0  # a deployment asks at its begin, before its switch and before its place


def decided(bank: TestWorkspace, requests: int) -> list[UUID]:
    """Accepted requests for production, each with its two signed votes; all of it sealed."""
    found = []
    for number in range(requests):
        request_id = ask(bank, register(bank, name=f"model-{number}"))
        for handle in VOTERS:
            bank.work(handle).write(
                decide, request_id, verdict="accept", reason=REASON, signer=bank.signer(handle)
            )
        found.append(request_id)
    sealer(bank).run_once()
    return found


def rows(kind: str, bank: TestWorkspace, requests: int) -> Iterator[dict[str, Any]]:
    ids = decided(bank, requests)
    broken: list[Break] = []
    check = SignatureCheck(bank.service, broken.append, end=0, sees_all=True)
    began = time.perf_counter()
    for _ in check.pieces():
        pass
    each_ms = (time.perf_counter() - began) / max(1, check.checked) * 1000
    if broken or check.checked != requests * len(VOTERS):
        raise SystemExit(f"{kind}: {check.checked} signatures were verified; broken: {broken[:3]}")
    yield row(
        f"Signatures of people verified, {kind}",
        f"≤ {GOAL_MS_EACH:.0f} ms each",
        f"{each_ms:.1f} ms each",
        each_ms <= GOAL_MS_EACH,
        f"{check.checked:,} votes of {requests:,} requests",
    )
    times = []
    for request_id in ids:
        began = time.perf_counter()
        with bank.service.reading() as session:
            request = session.get_one(TransitionRequest, request_id)
            require_signed(session, request_id, goal_of(request))
        times.append((time.perf_counter() - began) * 1000)
    slowest, median = max(times), statistics.median(times)
    yield row(
        f"What a deployment rests on verified, {kind}",
        f"≤ {GOAL_MS:.0f} ms",
        f"median {median:.1f} ms, slowest {slowest:.1f} ms",
        median <= GOAL_MS,
        f"votes, voters, rules, ratings and findings of {requests:,} requests",
    )


def run(requests: int) -> Iterator[dict[str, Any]]:
    for kind, _, bank in banks():
        yield from rows(kind, asks_for_signatures(bank), requests)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.bench_signatures")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--requests", type=int, default=REQUESTS)
    parser.add_argument("--tiny", action="store_true", help="few requests, to see that it runs")
    given = parser.parse_args()
    print_rows(run(TINY if given.tiny else given.requests), as_json=given.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
