"""Verifying the sealed trail, and catching up with what was sealed, on SQLite and PostgreSQL.

python -m tests.benchmarks.bench_trail --json [--events N]
"""

from __future__ import annotations

import argparse
import gc
import hashlib
import json
import random
import resource
import statistics
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select

from app.models.database import Database
from app.models.queries.trail import sealed_events
from app.models.schema_seal import check_schema
from app.models.tables.trail import AuditEvent, AuditText
from app.services.trail.leaves import leaf_bytes
from app.services.trail.verifying import verify_trail
from app.services.trail.witness import check
from app.services.unit_of_work import Work
from tests.benchmarks.both import banks
from tests.benchmarks.rows import print_rows
from tests.trail_kit import sealer
from tests.workspaces import TestWorkspace

EVENTS = 200_000
TINY = 6_500  # the catching up alone is 6,000
BATCH = 5_000
CATCH_UP = 6_000
ROUNDS = 5
GOAL_RATIO, GOAL_MB, GOAL_MS = 12.0, 250.0, 50.0
START = datetime(2026, 1, 1, tzinfo=UTC)
TAGS = ("model.changed", "snapshot.taken", "test_run.finished", "task.completed", "note.added")


def fill(bank: TestWorkspace, count: int) -> None:
    """Events such as triggers write, three in ten with a text beside; by the owner, in batches."""
    dice = random.Random(5)
    people = [uuid.UUID(int=dice.getrandbits(128), version=4) for _ in range(50)]
    with bank.owner_database().session(writes=True) as session:
        if bank.is_sqlite:  # it refuses events in the name of others
            guard = "DROP TRIGGER IF EXISTS mw_audit_event_guard_insert"
            session.connection().exec_driver_sql(guard)
        first = (session.scalar(select(func.max(AuditEvent.id))) or 0) + 1
        for start in range(first, first + count, BATCH):
            ids = range(start, min(start + BATCH, first + count))
            events, texts = _batch(ids, dice, people, bank.unit_id)
            session.execute(insert(AuditEvent), events)
            session.execute(insert(AuditText), texts)
    if not bank.is_sqlite:
        with bank.owner_database().engine.connect() as raw:
            connection = raw.execution_options(isolation_level="AUTOCOMMIT")
            connection.exec_driver_sql("VACUUM ANALYZE mw.audit_event, mw.audit_text")


def _batch(
    ids: range, dice: random.Random, people: list[uuid.UUID], unit: uuid.UUID
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    events, texts = [], []
    for number in ids:
        facts: dict[str, Any] = {
            "number": number,
            "digest": f"{dice.getrandbits(256):064x}",
            "service_tags": ["card-fraud", "limits"],
            "from": "",
            "to": "completed",
            "reason": None,
        }
        if number % 10 < 3:
            salt, value = f"{dice.getrandbits(128):032x}", f"Limits met, documents read, {number}."
            digest = hashlib.sha256((salt + value).encode()).hexdigest()
            facts["reason"] = {"salt": salt, "sha256": digest}
            texts.append({"event_id": number, "name": "reason", "value": value})
        events.append(
            {
                "id": number,
                "txid": 1,
                "at": START + timedelta(seconds=number),
                "actor_id": dice.choice(people),
                "tag": dice.choice(TAGS),
                "object_type": "model",
                "object_id": uuid.UUID(int=dice.getrandbits(128), version=4),
                "unit_id": unit,
                "model_id": dice.choice(people),
                "version_id": None,
                "facts": facts,
            }
        )
    return events, texts


def hash_s(work: Work, size: int) -> float:
    """Plain hashing of the same bytes: one SHA-256 for each leaf that lies in memory."""
    total = 0.0
    for start in range(0, size, BATCH):
        with work.reading() as session:
            rows = sealed_events(session, start, min(start + BATCH, size))
        leaves = [leaf_bytes(one.event) for one in rows if one.event is not None]
        began = time.perf_counter()
        for leaf in leaves:
            hashlib.sha256(leaf).digest()
        total += time.perf_counter() - began
    return total


def verify_alone(url: str, handle: str) -> dict[str, Any]:
    """Verify in a process of its own, whose memory is that of nothing else."""
    command = [sys.executable, "-m", "tests.benchmarks.bench_trail", "--verify", url, handle]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    assert isinstance(found, dict)
    return found


def _verify(url: str, handle: str) -> None:
    database = Database(url)
    work = Work.of(database, handle if database.is_sqlite else None)
    gc.freeze()  # as `modelward audit verify` does
    began, cpu = time.perf_counter(), time.process_time()
    answer = verify_trail(work)
    seconds, cpu_s = time.perf_counter() - began, time.process_time() - cpu
    database.close()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    found = {
        "s": seconds,
        "cpu_s": cpu_s,
        "events": answer.events,
        "intact": answer.intact,
        "mb": peak,
    }
    print(json.dumps(found))


def catch_up_ms(bank: TestWorkspace, home: Path) -> float:
    """The best of several: what a computer needs that has not seen the last 6,000 events."""
    database = bank.database("jo")
    check(database, home=home)
    before = {path.name: path.read_bytes() for path in (home / "witness").iterdir()}
    fill(bank, CATCH_UP)
    sealer(bank).run_once()
    times = []
    for _ in range(ROUNDS):
        for name, content in before.items():
            (home / "witness" / name).write_bytes(content)
        began = time.perf_counter()
        verdict = check(database, home=home)
        times.append((time.perf_counter() - began) * 1000)
        if verdict.size - verdict.seen != CATCH_UP:
            raise SystemExit(f"the witness caught up {verdict.size - verdict.seen} events")
    return min(times)


def check_ms(bank: TestWorkspace) -> float:
    """Whether the database's rules are as sealed: each start asks it, beside what it imports."""
    times = []
    with bank.work("jo").reading() as session:
        connection = session.connection()
        for _ in range(ROUNDS):
            began = time.perf_counter()
            check_schema(connection)
            times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


def rows(kind: str, bank: TestWorkspace, home: Path, events: int) -> Iterator[dict[str, Any]]:
    fill(bank, events)
    began = time.perf_counter()
    sealed = sealer(bank).run_once()
    sealing_s = time.perf_counter() - began
    both = [verify_alone(bank.login_url("jo"), "jo") for _ in range(2)]
    found = min(both, key=lambda one: float(one["s"]))
    if not found["intact"] or found["events"] != sealed:
        raise SystemExit(f"{kind}: the trail was not verified: {found}")
    plain = hash_s(bank.work("jo"), sealed)
    ratio, mb = found["s"] / plain, found["mb"]
    yield {
        "row": f"Audit verification, {kind}",
        "goal": f"≤ {GOAL_RATIO:.0f} × plain hashing, ≤ {GOAL_MB:.0f} MB",
        "measured": f"{ratio:.1f} × ({found['events'] / found['s']:,.0f} events/s), {mb:.0f} MB",
        "met": ratio <= GOAL_RATIO and mb <= GOAL_MB,
        "worked_on": f"{sealed:,} events, sealed at {sealed / sealing_s:,.0f}/s;"
        f" processor {found['cpu_s'] / plain:.1f} × plain hashing",
    }
    ms = catch_up_ms(bank, home)
    yield {
        "row": f"Catching up {CATCH_UP:,} events, {kind}",
        "goal": f"≤ {GOAL_MS:.0f} ms",
        "measured": f"{ms:.1f} ms (best of {ROUNDS})",
        "met": ms <= GOAL_MS,
        "worked_on": f"{CATCH_UP:,} of {sealed + CATCH_UP:,} events",
    }
    ms = check_ms(bank)
    yield {
        "row": f"The database's rules held against their seal, {kind}",
        "goal": f"≤ {GOAL_MS:.0f} ms",
        "measured": f"{ms:.1f} ms (median of {ROUNDS})",
        "met": ms <= GOAL_MS,
        "worked_on": "each table, trigger, function, policy and grant",
    }


def run(events: int) -> Iterator[dict[str, Any]]:
    for kind, home, bank in banks():
        yield from rows(kind, bank, home, events)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.bench_trail")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--events", type=int, default=EVENTS)
    parser.add_argument("--tiny", action="store_true", help="few events, to see that it runs")
    parser.add_argument("--verify", nargs=2, metavar=("URL", "HANDLE"))
    given = parser.parse_args()
    if given.verify:
        _verify(*given.verify)
        return 0
    print_rows(run(TINY if given.tiny else given.events), as_json=given.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
