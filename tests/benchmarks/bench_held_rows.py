"""Holding the present rows against what the trail told of them, on SQLite and PostgreSQL.

python -m tests.benchmarks.bench_held_rows --json [--models N]
"""

from __future__ import annotations

import argparse
import hashlib
import resource
import sys
import time
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, insert, select, text

from app.models.tables.execution import StagePath
from app.models.tables.inventory import RegisteredModel
from app.models.tables.trail import AuditEvent, AuditText
from app.services.trail.holding import hold_rows
from tests.benchmarks.both import banks
from tests.benchmarks.rows import print_rows, row
from tests.workspaces import TestWorkspace

MODELS, TINY = 20_000, 200
EVENTS_EACH = 10  # of each model: one that it came, and changes
BATCH = 2_000  # models
GOAL_PER_S = 5_000
START = datetime(2026, 1, 1, tzinfo=UTC)


def fill(bank: TestWorkspace, models: int) -> None:
    """Models and what the trail told of them, by the owner with the rules put aside."""
    owner, unit = bank.work("sanne").actor.id, bank.unit_id
    with bank.owner_database().session(writes=True) as session:
        connection = session.connection()
        if bank.is_sqlite:
            triggers = text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for name in connection.execute(triggers).scalars().all():
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
        else:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        path = session.scalars(select(StagePath.id)).first()
        number = session.scalar(select(func.max(AuditEvent.id))) or 0
        for start in range(0, models, BATCH):
            rows, events, texts = [], [], []
            for place in range(start, min(start + BATCH, models)):
                key, name, tags = uuid.uuid4(), f"model-{place}", [f"service-{place}"]
                rows.append(
                    {
                        "id": key, "unit_id": unit, "name": name, "name_folded": name,
                        "owner_id": owner, "stage_path_id": path, "kind": "in_house",
                        "risk_tier": "high", "service_tags": tags, "search_text": name,
                        "recorded_by": owner,
                    }
                )  # fmt: skip
                digest = hashlib.sha256(f"salt{name}".encode()).hexdigest()
                for step in range(EVENTS_EACH):
                    number += 1
                    facts: dict[str, Any] = {
                        "kind": "in_house", "risk_tier": "high", "service_tags": tags,
                        "name": None if step else {"salt": "salt", "sha256": digest},
                    }  # fmt: skip
                    facts |= {"changed": "description"} if step else {}
                    events.append(
                        {"id": number, "txid": 1, "at": START,
                         "actor_id": owner, "object_type": "model", "object_id": key,
                         "tag": "model.changed" if step else "model.registered",
                         "unit_id": unit, "model_id": key, "version_id": None,
                         "facts": facts}
                    )  # fmt: skip
                texts.append({"event_id": number - EVENTS_EACH + 1, "name": "name", "value": name})
            session.execute(insert(RegisteredModel), rows)
            session.execute(insert(AuditEvent), events)
            session.execute(insert(AuditText), texts)
    if not bank.is_sqlite:
        with bank.owner_database().engine.connect() as raw:
            connection = raw.execution_options(isolation_level="AUTOCOMMIT")
            connection.exec_driver_sql(
                "VACUUM ANALYZE mw.registered_model, mw.audit_event, mw.audit_text"
            )


def rows(kind: str, bank: TestWorkspace, models: int) -> Iterator[dict[str, Any]]:
    fill(bank, models)
    work = bank.work("jo")
    began, cpu = time.perf_counter(), time.process_time()
    found = hold_rows(work)
    seconds, cpu_s = time.perf_counter() - began, time.process_time() - cpu
    if not found.as_told or found.held < models:
        raise SystemExit(f"{kind}: the rows were not held: {found}")
    per_s = found.held / seconds
    mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield row(
        f"Rows held against the trail, {kind}",
        f"≥ {GOAL_PER_S:,} rows/s",
        f"{per_s:,.0f} rows/s ({seconds:.1f} s, processor {cpu_s:.1f} s)",
        per_s >= GOAL_PER_S,
        f"{found.held:,} rows, {models * EVENTS_EACH:,} events; {mb:.0f} MB at most",
    )


def run(models: int) -> Iterator[dict[str, Any]]:
    for kind, _, bank in banks():
        yield from rows(kind, bank, models)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.bench_held_rows")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--models", type=int, default=MODELS)
    parser.add_argument("--tiny", action="store_true", help="few models, to see that it runs")
    given = parser.parse_args()
    print_rows(run(TINY if given.tiny else given.models), as_json=given.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
