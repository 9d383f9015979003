"""What row security costs on the inventory's pages: the same queries with it and without.

python -m tests.benchmarks.bench_row_security --json [--models N] [--detail]

Without: the superuser, whom policies don't bind. With: somebody who sees the whole bank, and
somebody of one unit in eight. Measured in turn, query by query, so that a busy machine slows both.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

from app.models.database import Database
from app.models.queries.inventory import list_models
from tests.benchmarks.bench_inventory import queries, time_ms
from tests.benchmarks.large import let_in
from tests.benchmarks.load import load
from tests.benchmarks.rows import print_rows
from tests.postgres import PostgresServer, as_login

GOAL = 1.3
ROUNDS = 5
LOGINS = {"of the bank": ("rs_bank", "bank"), "of a unit": ("rs_unit", "credit")}


def rows(models: int, *, is_detailed: bool) -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        place.chmod(0o755)  # the PostgreSQL of the wheel runs as another user
        (place / "server").mkdir()
        with PostgresServer(place / "server") as server:
            url = server.new_database()
            owner = Database(url)
            loaded = load(owner, models=models)
            for login, unit in LOGINS.values():
                let_in(owner, server, login, unit)
            members = {name: Database(as_login(url, login)) for name, (login, _) in LOGINS.items()}
            try:
                found = _measure({"owner": owner, **members}, loaded.owner_id, is_detailed)
            finally:
                for database in (owner, *members.values()):
                    database.close()
    return [
        {
            "row": f"row security: a page of the inventory for somebody {name}",
            "goal": f"≤ {GOAL} × of the page without",
            "measured": f"{statistics.median(found[name]) / statistics.median(found['owner']):.2f}"
            f" × (median {statistics.median(found[name]):.1f} ms, without"
            f" {statistics.median(found['owner']):.1f} ms)",
            "met": statistics.median(found[name]) <= GOAL * statistics.median(found["owner"]),
            "worked_on": f"{loaded.models} models; {len(found[name])} queries, each the median"
            f" of {ROUNDS}",
        }
        for name in LOGINS
    ]


def _measure(databases: dict[str, Database], me: Any, is_detailed: bool) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {name: [] for name in databases}
    for query in queries_of(me):
        times: dict[str, list[float]] = {name: [] for name in databases}
        for round_ in range(ROUNDS + 1):
            for name, database in databases.items():
                with database.session() as session:
                    taken = time_ms(session, list_models, query)
                if round_:  # the first one warms
                    times[name].append(taken)
        for name, one in times.items():
            found[name].append(statistics.median(one))
        if is_detailed:
            medians = " ".join(f"{found[name][-1]:7.1f}" for name in databases)
            print(medians, query.filter, query.sort, file=sys.stderr)
    return found


def queries_of(me: Any) -> list[Any]:
    class Owner:
        owner_id = me

    return list(queries(Owner()))  # type: ignore[arg-type]  # it asks for the owner alone


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.bench_row_security")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--models", type=int, default=10_000)
    parser.add_argument("--tiny", action="store_true", help="few models, to see that it runs")
    parser.add_argument("--detail", action="store_true", help="each query, to standard error")
    given = parser.parse_args()
    models = 60 if given.tiny else given.models
    print_rows(rows(models, is_detailed=given.detail), as_json=given.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
