"""No name hides a sign, whoever writes it by whatever way: the same signs in all three places."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

import pytest
from sqlalchemy import update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql import Executable

from app.models.enforcement.audit import columns_of
from app.models.enforcement.hidden_names import CODE, named_columns, pattern
from app.models.rules.names import HIDDEN, LISTS, hides, shown
from app.models.tables.everything import METADATA
from tests.db.enforcement_kit import OK, Bench, open_bench, verdict_of

pytestmark = pytest.mark.xdist_group("hidden names")
NAMED = named_columns(columns_of(METADATA))
SEEN, UNSEEN = "מודל سري 模型 é 🙂", "cc-\u202edfuarf"
UNICODE = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def bench(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Bench]:
    server = request.getfixturevalue("postgres") if request.param == "postgresql" else None
    with open_bench(tmp_path_factory.mktemp("bench"), server) as opened:
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


def test_every_column_with_names_is_kept_from_hidden_signs(bench: Bench) -> None:
    """Without the guards of each table, which would refuse what lacks more than a name."""
    wrong = []
    kinds = ("insert", "update")
    gone = [
        f"DROP TRIGGER mw_{table}_guard_{kind}"
        if bench.is_sqlite
        else f"ALTER TABLE mw.{table} DISABLE TRIGGER guard_{kind}"
        for table in NAMED
        for kind in kinds
    ]
    with bench.changed(gone):
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


def test_what_unicode_hides_is_among_them() -> None:
    """Of this Python's year; what a later one adds is to be added to the list."""
    unseen = [chr(n) for n in range(0x110000) if unicodedata.category(chr(n)) in UNICODE]

    assert [one for one in unseen if not hides(one)] == []
    assert not hides(SEEN)
    assert shown(UNSEEN) == "cc-\ufffddfuarf"
