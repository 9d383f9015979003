"""The inventory of another day beside the one of now: the same queries, the same pages.

python -m tests.benchmarks.bench_as_of --json [--models N] [--past ROWS] [--detail]

Measured in turn, query by query, so that a busy machine slows both.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from app.models.database import Database
from app.models.queries.as_of import look_back
from app.models.queries.inventory import list_models
from tests.benchmarks.bench_inventory import queries, time_ms
from tests.benchmarks.load import CHANGED, load
from tests.benchmarks.rows import Row, print_rows, row
from tests.postgres import PostgresServer

GOAL = 3.0
ROUNDS = 3
THEN = CHANGED - timedelta(days=5)  # every row has another image since


def _page_ms(database: Database, query: object, moment: datetime | None) -> float:
    with database.session() as session:
        if moment is not None:
            look_back(session, moment)
        return time_ms(session, list_models, query)


def rows(models: int, past: int, *, is_detailed: bool) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        place.chmod(0o755)  # the PostgreSQL of the wheel runs as another user
        (place / "server").mkdir()
        with PostgresServer(place / "server") as server:
            for kind, url in (("SQLite", str(place / "bench.db")), ("PostgreSQL", "")):
                database = Database(url or server.new_database())
                try:
                    yield _row(kind, database, models, past, is_detailed=is_detailed)
                finally:
                    database.close()


def _row(kind: str, database: Database, models: int, past: int, *, is_detailed: bool) -> Row:
    loaded = load(database, models=models, past=past)
    now_ms, then_ms = [], []
    for query in queries(loaded):
        times: dict[datetime | None, list[float]] = {None: [], THEN: []}
        for round_ in range(ROUNDS + 1):
            for moment, found in times.items():
                taken = _page_ms(database, query, moment)
                if round_:  # the first one warms
                    found.append(taken)
        now_ms.append(statistics.median(times[None]))
        then_ms.append(statistics.median(times[THEN]))
        if is_detailed:
            print(f"{kind:10} {now_ms[-1]:7.1f} {then_ms[-1]:8.1f} {query}", file=sys.stderr)
    now, then = statistics.median(now_ms), statistics.median(then_ms)
    return row(
        f"the inventory of another day, a page of 200, {kind}",
        f"≤ {GOAL:.0f} × the present one",
        f"{then / now:.1f} × (median {then:.1f} ms, now {now:.1f} ms;"
        f" slowest {max(then_ms):.0f} ms, now {max(now_ms):.0f} ms)",
        then <= GOAL * now,
        f"{loaded.models:,} models, {past:,} history rows; {len(now_ms)} queries, each the median"
        f" of {ROUNDS}",
    )


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.bench_as_of")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--models", type=int, default=100_000)
    parser.add_argument("--past", type=int, default=1_000_000)
    parser.add_argument("--tiny", action="store_true", help="few models, to see that it runs")
    parser.add_argument("--detail", action="store_true", help="each query, to standard error")
    given = parser.parse_args()
    models, past = (60, 600) if given.tiny else (given.models, given.past)
    print_rows(rows(models, past, is_detailed=given.detail), as_json=given.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
