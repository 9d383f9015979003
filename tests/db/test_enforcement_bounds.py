"""What the columns of a workspace take: names, sizes, depths, kinds and times, in every database.

Apart from the cases by role: those leave thousands of rows, and here each row of a table changes.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, literal_column, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql import Executable

from app.models.enforcement import replacing
from app.models.enforcement.audit import columns_of
from app.models.enforcement.dialect import POSTGRESQL
from app.models.enforcement.guards import guarded_columns
from app.models.enforcement.guards_of_paths import asset_guards
from app.models.enforcement.hidden_names import CODE, named_columns, pattern
from app.models.enforcement.value_bounds import (
    DEPTH,
    NUMBER,
    SHAPE,
    SIZE,
    TIME,
    deep_columns,
    json_columns,
    shaped_columns,
    text_columns,
    time_columns,
)
from app.models.rules.names import HIDDEN, LISTS
from app.models.rules.paths import leads_out
from app.models.rules.rights import RIGHTS_BY_TABLE
from app.models.rules.sizes import (
    DEEPEST,
    TEXTS,
    depth_blockers,
    longest,
    number_blockers,
    shape_blockers,
    size_blockers,
    time_blockers,
)
from app.models.tables.everything import METADATA
from tests.db.enforcement_kit import OK, Bench, open_bench, verdict_of
from tests.db.refusals_of_sizes import nested

NAMED = named_columns(columns_of(METADATA))
NUMBERS: tuple[object, ...] = (
    [10**308, {"a": -(10**308)}, 0.5, "1e999"],
    [{"a": [10**309]}],
    [-(10**4_000)],
)
# Of a list of texts, and of named values.
OTHER_LISTS: tuple[object, ...] = (7, "a", {}, ["a", None], [["a"]], True)
OTHER_VALUES: tuple[object, ...] = (7, "a", [], True)
IN_TIME = ("1900-01-01 00:00:00.000000", "2999-12-31 23:59:59.999999")
OUT_OF_TIME = ("1899-12-31 23:59:59.999999", "3000-01-01 00:00:00.000000")
NO_TIME = {
    "sqlite": (
        "",
        "soon",
        "2026-02-31 00:00:00.000000",
        "2026-01-01",
        "2026-01-01 00:00:61.000000",
    ),
    "postgresql": ("infinity", "-infinity", "0044-03-15 BC", "294000-01-01"),
}
TOO_LONG = "22001"  # for the type of a few columns, before any trigger
SEEN, UNSEEN = "מודל سري 模型 é 🙂", "cc-\u202edfuarf"


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def bench(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Bench]:
    server = request.getfixturevalue("postgres") if request.param == "postgresql" else None
    with open_bench(tmp_path_factory.mktemp("bench"), server, is_by_hand=True) as opened:
        yield opened


def answer(bench: Bench, statement: Executable) -> str:
    """What the owner is told, whose rights end no guard."""
    connection = bench.changing or bench.connect("author")
    with connection.begin_nested() as attempt:
        try:
            connection.execute(statement)
            return OK
        except DBAPIError as error:
            return verdict_of(error)
        finally:
            attempt.rollback()


def without_guards(bench: Bench, tables: Iterable[str]) -> list[str]:
    return [
        f"DROP TRIGGER mw_{table}_guard_{kind}"
        if bench.is_sqlite
        else f"ALTER TABLE mw.{table} DISABLE TRIGGER guard_{kind}"
        for table in tables
        for kind in ("insert", "update")
        if kind == "insert" or guarded_columns(RIGHTS_BY_TABLE[table], ["id"])
    ]


def test_what_a_file_keeps_no_statement_replaces(bench: Bench) -> None:
    """SQLite's REPLACE asks no trigger of deletes, whichever key meets, its own row number too."""
    if not bench.is_sqlite:
        pytest.skip("PostgreSQL has no such statement.")
    found = bench.scalars("SELECT tbl_name FROM sqlite_master WHERE name LIKE 'mw%no_delete'")
    kept = [one for one in found if one != replacing.TABLE]
    filled = [one for one in kept if bench.scalars(f"SELECT count(*) FROM {one}") != [0]]

    made = {one: answer(bench, text(f"REPLACE INTO {one} DEFAULT VALUES")) for one in kept}
    moved = {
        one: answer(bench, text(f"UPDATE OR REPLACE {one} SET rowid = rowid + 1000"))
        for one in filled
    }

    assert {one: said for one, said in made.items() if said != "write.append_only"} == {}
    # The workspace's own row is settled: whatever it would become is refused before.
    assert moved.pop("workspace") == "write.settled"
    assert {one: said for one, said in moved.items() if said != "write.append_only"} == {}
    assert {*RIGHTS_BY_TABLE, "audit_event"} <= moved.keys()
    for statement in ("REPLACE INTO {} VALUES (1)", "DELETE FROM {}"):
        gone = text(statement.format(replacing.TABLE))
        assert answer(bench, gone) == "write.append_only"


def test_what_is_written_once_nobody_rewords(bench: Bench) -> None:
    """Past images, who made a version, which unit lies in which: in a file, too."""
    if not bench.is_sqlite:
        pytest.skip("On PostgreSQL nobody is granted it.")
    history = "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE '%history'"
    kept = [*bench.scalars(history), "version_author", "unit_ancestor", "audit_event", "audit_text"]
    with bench.as_owner() as owner:
        for name in kept:
            if not owner.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar_one():
                owner.exec_driver_sql(empty_row(owner, name))

    first = {
        one: bench.scalars(f"SELECT name FROM pragma_table_info('{one}') LIMIT 1")[0]
        for one in kept
    }
    said = {
        statement: answer(bench, text(statement))
        for one in kept
        for statement in (f"UPDATE {one} SET {first[one]} = {first[one]}", f"DELETE FROM {one}")
    }

    assert {one: code for one, code in said.items() if code != "write.append_only"} == {}
    assert len(kept) > 30


def empty_row(owner: Connection, table: str) -> str:
    """A row that says nothing, whatever its columns ask for."""
    columns = owner.exec_driver_sql(f"SELECT count(*) FROM pragma_table_info('{table}')")
    return f"INSERT INTO {table} VALUES ({', '.join(['0'] * columns.scalar_one())})"


def test_a_key_that_is_taken_is_told_as_before(bench: Bench) -> None:
    """What meets another row without replacing it is refused by the key, or passes it by."""
    if not bench.is_sqlite:
        pytest.skip("PostgreSQL has no such guard.")
    again = "INTO job SELECT * FROM job LIMIT 1"
    with bench.as_owner() as owner:
        bench.put(owner, "job")

    assert "UNIQUE" in said(bench, f"INSERT {again}")
    assert said(bench, f"INSERT OR IGNORE {again}") == OK
    assert said(bench, f"INSERT {again} ON CONFLICT DO NOTHING") == OK
    assert "UNIQUE" not in said(bench, f"INSERT OR REPLACE {again}")


@pytest.mark.parametrize("clause", ["ABORT", "FAIL"])  # ROLLBACK would end the bench's savepoint
def test_a_clause_that_no_file_takes_is_told_as_one(bench: Bench, clause: str) -> None:
    """What it meets is the guard against REPLACE, and no row that is there already."""
    if not bench.is_sqlite:
        pytest.skip("PostgreSQL has no such clause.")
    with bench.as_owner() as owner:
        bench.put(owner, "job")

    for statement in ("INSERT OR {} INTO job SELECT * FROM job", "UPDATE OR {} job SET rowid = 77"):
        assert answer(bench, text(statement.format(clause))) == "write.conflict_clause"


def said(bench: Bench, statement: str) -> str:
    """What SQLite says of it, in its words."""
    try:
        with bench.connect("author").begin_nested() as attempt:
            bench.connect("author").execute(text(statement))
            attempt.rollback()
    except DBAPIError as error:
        return str(error.orig)
    return OK


def test_every_column_with_names_is_kept_from_hidden_signs(bench: Bench) -> None:
    """Without the guards of each table, which would refuse what lacks more than a name."""
    wrong = []
    with bench.changed(without_guards(bench, NAMED)):
        for table, names in NAMED.items():
            for name in names:
                for value, is_refused in ((UNSEEN, True), (SEEN, False)):
                    given = {name: [value] if name in LISTS else value}
                    says = (
                        answer(bench, bench.new_row(table, **given)),
                        answer(bench, update(bench.table(table)).values(**given)),
                    )
                    if tuple(one == CODE for one in says) != (is_refused, is_refused):
                        wrong.append((table, name, value, says))

    assert wrong == []
    assert len(NAMED) > 20


def test_every_text_and_every_number_is_kept_to_its_bound(bench: Bench) -> None:
    """At the bound and one beyond it, new and over another."""
    texts, values = text_columns(METADATA), json_columns(METADATA)
    given: list[tuple[str, str, object, bool]] = []
    for table, name in ((table, name) for table, names in texts.items() for name in names):
        for size in (longest(name), longest(name) + 1):
            is_over = bool(size_blockers({name: "x" * size}))
            given.append((table, name, "x" * size, is_over))
    for table, name in ((table, name) for table, names in values.items() for name in names):
        given += [(table, name, one, bool(number_blockers(one))) for one in NUMBERS]
    wrong = []
    with bench.changed(without_guards(bench, {**texts, **values})):
        for table, name, value, is_over in given:
            says = (
                answer(bench, bench.new_row(table, **{name: value})),
                answer(bench, update(bench.table(table)).values(**{name: value})),
            )
            code = NUMBER if name in values.get(table, ()) else SIZE
            refused = tuple(one == code or one.startswith(TOO_LONG) for one in says)
            is_said = name not in RIGHTS_BY_TABLE[table].fixed  # else nobody inserts it
            if refused not in ((is_over, is_over), (is_over and is_said, is_over)):
                wrong.append((table, name, len(str(value)), says))

    assert wrong == []
    assert sum(map(len, texts.values())) > 100
    assert sum(map(len, values.values())) > 20


def test_every_json_value_is_as_deep_as_its_readers_take(bench: Bench) -> None:
    columns, wrong = deep_columns(METADATA), []
    with bench.changed(without_guards(bench, columns)):
        for table, name in ((table, name) for table, names in columns.items() for name in names):
            for levels in (DEEPEST, DEEPEST + 1, 600):
                value = nested(levels)
                says = (
                    answer(bench, bench.new_row(table, **{name: value})),
                    answer(bench, update(bench.table(table)).values(**{name: value})),
                )
                is_deep = bool(depth_blockers(value))
                is_said = name not in RIGHTS_BY_TABLE[table].fixed  # else nobody inserts it
                refused = tuple(one == DEPTH for one in says)
                if is_deep != (levels > DEEPEST) or refused != (is_deep and is_said, is_deep):
                    wrong.append((table, name, levels, says))

    assert wrong == []
    assert sum(map(len, columns.values())) > 10


@pytest.mark.parametrize("levels", [1_500, 2_500])
def test_what_the_database_itself_can_not_read_is_refused(bench: Bench, levels: int) -> None:
    """Told by SQL, as any client may."""
    value = "[" * levels + "]" * levels
    sent = literal_column(f"'{value}'" if bench.is_sqlite else f"'{value}'::jsonb")

    assert answer(bench, bench.new_row("engine_inbox").values(payload=sent)) == DEPTH


def test_every_json_value_has_the_kind_that_its_readers_expect(bench: Bench) -> None:
    shaped, wrong = shaped_columns(METADATA), []
    with bench.changed(without_guards(bench, shaped)):
        for table, name in ((table, name) for table, names in shaped.items() for name in names):
            is_list = name in TEXTS
            well: tuple[object, ...] = ([], ["a"]) if is_list else ({}, {"a": [1]})
            for value in (*well, *(OTHER_LISTS if is_list else OTHER_VALUES)):
                says = (
                    answer(bench, bench.new_row(table, **{name: value})),
                    answer(bench, update(bench.table(table)).values(**{name: value})),
                )
                is_other = bool(shape_blockers({name: value}))
                if {one == SHAPE for one in says} != {is_other} or is_other == (value in well):
                    wrong.append((table, name, value, says))

    assert wrong == []
    assert sum(map(len, shaped.values())) > 10


def test_every_time_that_people_write_is_one_that_every_reader_takes(bench: Bench) -> None:
    """Told by SQL, as any client may: years before Christ, no end of days, what is no time."""
    times, wrong = time_columns(METADATA), []
    given = [*IN_TIME, *OUT_OF_TIME, *NO_TIME[bench.name]]
    with bench.changed(without_guards(bench, times)):
        for table, name in ((table, name) for table, names in times.items() for name in names):
            for text in given:
                value = literal_column(f"'{text}{'' if bench.is_sqlite else ' UTC'}'")
                if text in NO_TIME["postgresql"]:
                    value = literal_column(f"'{text}'")
                says = (
                    answer(bench, bench.new_row(table).values(**{name: value})),
                    answer(bench, update(bench.table(table)).values(**{name: value})),
                )
                if {one == TIME for one in says} != {text not in IN_TIME}:
                    wrong.append((table, name, text, says))

    assert wrong == []
    assert sum(map(len, times.values())) > 15
    for text in (*IN_TIME, *OUT_OF_TIME):
        at = datetime.fromisoformat(text).replace(tzinfo=UTC)
        assert bool(time_blockers([at])) == (text in OUT_OF_TIME)


def test_the_signs_of_the_database_are_those_of_python(bench: Bench) -> None:
    """Every code point; a NUL and halves of a pair, PostgreSQL keeps none of."""
    points = [n for first, last in HIDDEN for n in range(first, last + 1)]
    kept = [n for n in points if n and not 0xD800 <= n <= 0xDFFF]
    if bench.is_sqlite:
        asked = (
            "WITH RECURSIVE p (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM p WHERE i < 70000)"
            " SELECT i FROM p WHERE i NOT BETWEEN 55296 AND 57343 AND mw_hides(char(i))"
        )
        kept = [n for n in kept if n <= 70_000]
    else:
        asked = (
            "SELECT i FROM generate_series(1, 1114111) i"
            f" WHERE i NOT BETWEEN 55296 AND 57343 AND chr(i) ~ '{pattern()}'"
        )

    assert bench.scalars(asked) == kept


def test_paths_that_lead_out_are_those_of_python(bench: Bench) -> None:
    """Every one of up to five of the signs that mean something, and of one that means nothing."""
    signs = ["".join(one) for n in range(1, 6) for one in itertools.product("./\\:a", repeat=n)]
    (guard,) = asset_guards(POSTGRESQL)
    rows = ", ".join(f"('{path}')" for path in signs)
    asked = f"WITH new(path) AS (VALUES {rows}) SELECT path FROM new WHERE {guard.violated_if}"
    percent = "%" if bench.is_sqlite else "%%"
    found = bench.connect("author").exec_driver_sql(asked.replace("%", percent)).scalars().all()

    assert sorted(found) == sorted(path for path in signs if leads_out(path))
    assert 1000 < len(found) < len(signs) - 1000
