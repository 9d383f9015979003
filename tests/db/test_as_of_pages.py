"""The inventory of another day: the same pages, read by index, on both databases."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, inspect, text
from sqlalchemy.orm import Session

from app.models.database import Database
from app.models.enforcement.history import SUFFIX
from app.models.queries.as_of import GOVERNED, look_back
from app.models.queries.home import list_since
from app.models.queries.inventory import InventoryQuery, ModelRow, list_models
from app.models.queries.inventory_order import SORTS
from app.models.tables.base import SCHEMA
from app.models.tables.everything import METADATA
from tests.benchmarks.bench_inventory import queries
from tests.benchmarks.load import CHANGED, Loaded, load
from tests.postgres import PostgresServer

MODELS, PAST = 300, 3_000
AFTER, BEFORE = CHANGED + timedelta(seconds=1), CHANGED - timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Bench:
    database: Database
    loaded: Loaded


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def bench(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Bench]:
    server: PostgresServer | None = None
    if request.param == "postgresql":
        server = request.getfixturevalue("postgres")
    place = str(tmp_path_factory.mktemp("as_of") / "bench.db")
    database = Database(place if server is None else server.new_database())
    yield Bench(database, load(database, models=MODELS, past=PAST))
    database.close()


def page(bench: Bench, query: InventoryQuery, moment: datetime) -> tuple[ModelRow, ...]:
    with bench.database.session() as session:
        look_back(session, moment)
        rows = list_models(session, query).rows
    # A model without a version counts its age from its last change: that differs.
    return tuple(row if row.latest_version else replace(row, since=CHANGED) for row in rows)


def test_a_change_of_nothing_but_the_stamp_leaves_every_page_as_it_was(bench: Bench) -> None:
    """Before the change each row is an image, after it a present row."""
    for query in queries(bench.loaded):
        assert page(bench, query, BEFORE) == page(bench, query, AFTER), query


@pytest.mark.parametrize("filter_text", ["age>30d", "age>30d kind:vendor", "age<900d"])
def test_every_order_shows_the_same_models_of_an_age(bench: Bench, filter_text: str) -> None:
    found = []
    for sort in SORTS:
        query = InventoryQuery.of(filter_text, sort=sort)
        with bench.database.session() as session:
            found.append({row.id for row in list_models(session, query, limit=MODELS).rows})

    assert found[0]
    assert all(ids == found[0] for ids in found)


def test_before_the_first_image_there_was_nothing(bench: Bench) -> None:
    assert page(bench, InventoryQuery.of(""), CHANGED - timedelta(days=9_000)) == ()


def plans(bench: Bench, ask: Callable[[Session], object]) -> Iterator[str]:
    """How the database finds what each statement asks for."""
    told: list[tuple[str, Any]] = []
    is_sqlite = bench.database.is_sqlite
    with bench.database.session() as session:
        event.listen(
            session.connection(),
            "before_cursor_execute",
            lambda _, __, statement, given, *___: told.append((statement, given)),
        )
        ask(session)
    explain = "EXPLAIN QUERY PLAN " if is_sqlite else "EXPLAIN "
    with bench.database.session() as session:
        if not is_sqlite:  # so few rows would be read in one go; with an index they need not
            session.execute(text("SET LOCAL enable_seqscan = off"))
        for statement, given in told:
            found = session.connection().exec_driver_sql(explain + statement, given)
            yield "\n".join(str(row[-1]) for row in found)


# What reads images one after the other; an index in the order of the page is not that.
WHOLE = re.compile(r"SCAN main\.\w+_history(?! USING)|MATERIALIZE past_|Seq Scan on \w+_history")


def test_no_page_reads_all_images_of_a_large_table(bench: Bench) -> None:
    small = re.compile(r"(stage|stage_path|business_unit)_history")

    def ask(session: Session) -> None:
        look_back(session, BEFORE)
        for query in queries(bench.loaded):
            list_models(session, query)

    for plan in plans(bench, ask):
        lines = [line for line in plan.splitlines() if WHOLE.search(line)]
        assert [line for line in lines if not small.search(line)] == [], plan


def test_what_happened_since_a_day_is_found_by_its_time(bench: Bench) -> None:
    """Home asks this of a trail of years."""

    def ask(session: Session) -> None:
        list_since(session, bench.loaded.owner_id, since=AFTER)

    found = [plan for plan in plans(bench, ask) if "audit_event" in plan]

    assert len(found) == 2  # the newest ones, and how many
    assert all("ix_audit_event_at" in plan for plan in found), found


def test_the_migrations_make_every_index_of_the_history_and_no_other(bench: Bench) -> None:
    place = None if bench.database.is_sqlite else SCHEMA
    with bench.database.session() as session:
        there = inspect(session.connection())
        for name in (*GOVERNED, *(f"{name}{SUFFIX}" for name in GOVERNED)):
            made = {
                str(index["name"]): index["column_names"]
                for index in there.get_indexes(name, schema=place)
                if not index.get("duplicates_constraint")
            }
            told = {
                str(index.name): [column.name for column in index.columns]
                for index in METADATA.tables[f"{SCHEMA}.{name}"].indexes
                if not str(index.name).endswith("_words" if place is None else "_search")
            }
            assert made == told, name
