"""The inventory of 100,000 models: filter, sort, first page, on SQLite and on PostgreSQL.

python -m tests.benchmarks.bench_inventory --json [--models N] [--detail]
"""

from __future__ import annotations

import argparse
import gc
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from app.models.database import Database
from app.models.queries.inventory import (
    InventoryQuery,
    count_models,
    list_models,
)
from app.models.queries.inventory_facets import facet_counts
from app.models.queries.inventory_order import SORTS
from tests.benchmarks.large import MEMBER, let_in
from tests.benchmarks.load import Loaded, load
from tests.benchmarks.rows import Row, print_rows, row
from tests.postgres import PostgresServer, as_login

GOAL_MS, FACETS_MS = 50.0, 300.0
FACETED = ("", "stage:PROD", "risk:high", "fraud")
ROUNDS = 5
DEEP_PAGES = 3
FILTERS = (
    "",
    "stage:PROD",
    "stage:PROD risk:high",
    "stage:UAT,SIT kind:vendor",
    "stage:none",
    "risk:high owner:me",
    "owner:me",
    "unit:fraud framework:onnx",
    "tag:shared-7",
    "health:critical",
    "health:ok risk:high",
    "debt:no_monitor",
    "debt:no_document stage:PROD",
    "age<30d",
    "-stage:PROD -kind:vendor",
    "fraud",
    "card-limit",
    "09999",
    "nothing-like-this",
    'stage:PROD risk:high "fraud"',
)


@contextmanager
def open_both(models: int) -> Iterator[Iterator[tuple[str, Database, Loaded]]]:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        place.chmod(0o755)  # the PostgreSQL of the wheel runs as another user
        (place / "server").mkdir()
        with PostgresServer(place / "server") as server:
            yield _open(place, server, models)


def _open(
    place: Path, server: PostgresServer, models: int
) -> Iterator[tuple[str, Database, Loaded]]:
    with closing(Database(place / "bench.db")) as database:
        yield "SQLite", database, load(database, models=models)
    url = server.new_database()
    with closing(Database(url)) as database:
        loaded = load(database, models=models)
        yield "PostgreSQL", database, loaded
        let_in(database, server, MEMBER, "bank")
    with closing(Database(as_login(url, MEMBER))) as database:
        yield "PostgreSQL under row security", database, loaded


def p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20, method="inclusive")[-1]


def time_ms(session: Session, read: Callable[..., Any], *arguments: Any) -> float:
    begun = time.perf_counter()
    read(session, *arguments)
    return (time.perf_counter() - begun) * 1000


def queries(loaded: Loaded) -> Iterator[InventoryQuery]:
    for text in FILTERS:
        yield InventoryQuery.of(text, me=loaded.owner_id)
    for sort in SORTS:
        for is_descending in (False, True):
            for text in ("", "stage:PROD", "risk:high kind:vendor"):
                yield InventoryQuery.of(
                    text, sort=sort, is_descending=is_descending, me=loaded.owner_id
                )


def measure_pages(database: Database, loaded: Loaded) -> dict[str, list[float]]:
    """Milliseconds per query: the first page, some rounds; and pages deep in the list."""
    found: dict[str, list[float]] = {}
    gc.collect()
    gc.freeze()  # see `app.views.start.open_place`
    for query in queries(loaded):
        name = f"{_text(query)} by {query.sort}{' desc' if query.is_descending else ''}"
        with database.session() as session:
            time_ms(session, list_models, query)  # warm
            found[name] = [time_ms(session, list_models, query) for _ in range(ROUNDS)]
            page = list_models(session, query)
            for _ in range(DEEP_PAGES):
                if page.cursor is not None:
                    found[name].append(time_ms(session, list_models, query, page.cursor))
                    page = list_models(session, query, page.cursor)
    return found


def _text(query: InventoryQuery) -> str:
    parts = [
        f"{'-' if one.is_negated else ''}{one.key}{one.operator}{','.join(one.values)}"
        for one in query.filter.conditions
    ]
    return " ".join([*parts, *query.filter.words]) or "everything"


def rows(models: int, *, is_detailed: bool) -> Iterator[Row]:
    with open_both(models) as opened:
        for kind, database, loaded in opened:
            pages = measure_pages(database, loaded)
            times = [one for group in pages.values() for one in group]
            worst = max(pages, key=lambda name: statistics.median(pages[name]))
            if is_detailed:
                for name, group in sorted(pages.items(), key=lambda one: -max(one[1])):
                    print(f"{kind:10} {statistics.median(group):7.1f} {max(group):7.1f}  {name}",
                          file=sys.stderr)  # fmt: skip
            yield row(
                f"inventory, filter, sort, a page of 200, {kind}",
                f"p95 ≤ {GOAL_MS:.0f} ms",
                f"p95 {p95(times):.0f} ms, median {statistics.median(times):.0f} ms,"
                f" slowest query {statistics.median(pages[worst]):.0f} ms ({worst})",
                p95(times) <= GOAL_MS,
                f"{loaded.models} models, {loaded.versions} versions,"
                f" {loaded.placements} placements; {len(times)} pages",
            )
            yield from _counts(kind, database, loaded)


def _counts(kind: str, database: Database, loaded: Loaded) -> Iterator[Row]:
    """Both are read beside the page, in threads of their own: rows never wait for them."""
    facets: dict[str, float] = {}
    with database.session() as session:
        counts = [
            time_ms(session, count_models, InventoryQuery.of(text, me=loaded.owner_id))
            for text in FILTERS
        ]
        for text in FACETED:
            query = InventoryQuery.of(text)
            time_ms(session, facet_counts, query)  # warm
            facets[text or "everything"] = time_ms(session, facet_counts, query)
    worst = max(facets.values())
    yield row(
        f"inventory, how many models a filter leaves, {kind}",
        "stated",
        f"p95 {p95(counts):.0f} ms",
        None,
        f"{loaded.models} models, {len(counts)} filters",
    )
    yield row(
        f"inventory, all facets, {kind}",
        f"≤ {FACETS_MS:.0f} ms",
        ", ".join(f"{text} {took:.0f} ms" for text, took in facets.items()),
        worst <= FACETS_MS,
        f"{loaded.models} models, seven facets",
    )


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.bench_inventory")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--models", type=int, default=100_000)
    parser.add_argument("--detail", action="store_true", help="each query, to standard error")
    parser.add_argument("--tiny", action="store_true", help="few models, to see that it runs")
    given = parser.parse_args()
    models = 200 if given.tiny else given.models
    print_rows(rows(models, is_detailed=given.detail), as_json=given.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
