"""A later event that repeats what was changed past the rules hides nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

import pytest
from sqlalchemy import Connection

from app.models.enforcement.audit import AUTHORED
from app.models.queries.held_rows import FILES, HELD
from app.models.rules.rights import TableRights
from app.services.trail.holding import RowFault, RowKind, RowsHeld, held_names
from tests.db.enforcement_kit import Bench, open_bench
from tests.db.test_rows_held_against_the_trail import (
    CHANGING,
    change,
    columns_of,
    held,
    only_telling,
    past_all_rules,
    put,
    tellers_of,
)


@dataclass(frozen=True)
class Repeated:
    """Rows that were told, changed past the rules, and then told again by an honest event."""

    bench: Bench
    answer: RowsHeld
    keys: dict[str, UUID]

    def of(self, table: str) -> list[RowFault]:
        return [one for one in self.answer.faults if one.id == self.keys[table]]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def repeated(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Repeated]:
    is_team = request.param == "postgresql"
    server = request.getfixturevalue("postgres") if is_team else None
    with open_bench(tmp_path_factory.mktemp("repeated"), server) as bench:
        later = tellers_of(bench, "after_update")
        with only_telling(bench, "after_insert", tellers_of(bench, "after_insert")) as owner:
            keys = {one.table: put(bench, owner, one) for one in HELD}
        forged = [change(bench, one, keys[one.table], but=kept(one)) for one in CHANGING]
        past_all_rules(bench, forged, keys)
        with only_telling(bench, "after_update", later) as owner:
            for one in CHANGING:
                tell_again(bench, owner, one, keys[one.table])
        yield Repeated(bench, held(bench), keys)


def kept(rights: TableRights) -> str:
    """Who changes an asset becomes an author of its version, which is then to be one."""
    return "version_id" if rights.table in AUTHORED else ""


def tell_again(bench: Bench, owner: Connection, rights: TableRights, key: UUID) -> None:
    """An honest event of the row, of which nothing is changed."""
    names = [one for one in (*rights.editable, "state") if one in bench.table(rights.table).c]
    name = names[0] if names else rights.facts[0]
    mw = "" if bench.is_sqlite else "mw."
    owner.exec_driver_sql(f"UPDATE {mw}{rights.table} SET {name} = {name} WHERE id = '{key.hex}'")


@pytest.mark.parametrize("rights", CHANGING, ids=lambda one: one.table)
def test_what_was_changed_past_the_rules_is_named_also_where_an_event_repeats_it(
    repeated: Repeated, rights: TableRights
) -> None:
    columns = columns_of(repeated.bench, rights)
    open_ones = {*columns} - {*rights.texts} - {FILES.get(rights.table), kept(rights)}

    found = [one for one in repeated.of(rights.table) if one.column in open_ones]

    assert {one.kind for one in found} <= {RowKind.REPEATED}
    never, by_service = held_names(rights)
    assert {one.column for one in found} == open_ones & {*never, *by_service, "state"}
    assert all(one.event and one.expected != one.found for one in found)
