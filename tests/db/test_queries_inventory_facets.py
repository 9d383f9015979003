"""Each facet shows what its own condition would leave, in a bank with every kind of model."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.models.database import Database
from app.models.queries import inventory_facets, inventory_filter
from app.models.queries.inventory import InventoryQuery, count_models
from app.models.queries.inventory_facets import TIERS, facet_counts
from app.models.queries.inventory_filter import DEBTS, HEALTHS
from app.models.queries.lookups import load_units
from tests.benchmarks import load

# Two archived stages on one path: a model may be in both, and then counts for both.
STAGES = (
    ("OLD", "archived", False),
    ("OLDER", "archived", False),
    ("SIT", "staging", False),
    ("PROD", "production", True),
)
MODELS = 300


@pytest.fixture(params=["sqlite", "postgresql"])
def bank(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Database]:
    monkeypatch.setattr(load, "STAGES", STAGES)
    monkeypatch.setattr(load._Loader, "_placements", _some_retired)
    is_team = request.param == "postgresql"
    url = request.getfixturevalue("postgres").new_database() if is_team else tmp_path / "bank.db"
    database = Database(url)
    load.load(database, models=MODELS, owners=9)
    yield database
    database.close()


_placements = load._Loader._placements


def _some_retired(*given: Any) -> Iterator[dict[str, Any]]:
    """Of some models nothing is in place any more, of others less than was."""
    for number, row in enumerate(_placements(*given)):
        is_retired = row["model_id"].int % 3 == number
        yield {**row, "state": "retired" if is_retired else "in_place"}


# Few are gathered as a list, many are looked up: both ways must give the same.
@pytest.mark.parametrize("few", [3, 2_000])
def test_a_facet_counts_what_its_own_condition_would_leave(
    bank: Database, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(inventory_filter, "FEW", few)
    known = {
        "stage": (*(name for name, _, _ in STAGES), "none"),
        "risk": TIERS,
        "health": HEALTHS,
        "debt": DEBTS,
    }
    with bank.session() as session:
        for text in ("", "risk:high", "stage:PROD", "-stage:none fraud", "health:ok,warning"):
            facets = facet_counts(session, InventoryQuery.of(text))
            for key, shown in facets.items():
                kept = " ".join(one for one in text.split() if f"{key}:" not in one)
                counts = {one.value: one.count for one in shown}
                for value in {*known.get(key, ()), *counts}:
                    wanted = InventoryQuery.of(f"{kept} {key}:{value}")
                    found = count_models(session, wanted)
                    assert counts.get(value, 0) == found, f"{key}:{value} under {text!r}"
        everything = facet_counts(session, InventoryQuery())

    assert {one.value for one in everything["stage"]} == {"PROD", "SIT", "OLD", "OLDER", "none"}
    assert sum(one.count for one in everything["health"]) == MODELS


def test_a_unit_is_named_beside_its_key(bank: Database) -> None:
    with bank.session() as session:
        names = {one.key: one.name for one in load_units(session).values()}
        counted = facet_counts(session, InventoryQuery())

    assert {one.value: one.name for one in counted["unit"]}.items() <= names.items()
    assert {one.name for key in counted if key != "unit" for one in counted[key]} == {""}


def test_tags_are_counted_where_the_filter_leaves_few_enough_models(
    bank: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with bank.session() as session:
        counts = facet_counts(session, InventoryQuery())["tag"]
        most = count_models(session, InventoryQuery.of("risk:high"))
        monkeypatch.setattr(inventory_facets, "MOST_TAGGED", most)
        assert counts[0].count == max(one.count for one in counts)
        assert facet_counts(session, InventoryQuery())["tag"] == ()
        assert facet_counts(session, InventoryQuery.of("risk:high"))["tag"]
