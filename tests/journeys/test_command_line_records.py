"""Decision records and applications on the command line, on both databases."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from sqlalchemy import func, select

from app.models.tables.applications import DecisionRecord
from app.services.digests import digest
from tests.journeys.command_line import CommandLine
from tests.stories import register

HEAD = "decision_id,model,version,decided_at\n"
DAY = "2026-03-01T09:00:00+01:00"


@pytest.fixture
def bank(modelward: CommandLine) -> CommandLine:
    register(modelward.workspace)
    register(modelward.workspace, content=b"v2")
    modelward.done("application", "add", "Credit desk", "--owner", "lin", by="sanne")
    return modelward


def count(bank: CommandLine) -> int:
    with bank.workspace.service.reading() as session:
        return session.scalar(select(func.count()).select_from(DecisionRecord)) or 0


def write(path: Path, text: str) -> str:
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_the_same_file_twice_stores_nothing_twice(bank: CommandLine, tmp_path: Path) -> None:
    rows = "".join(f"d-{n},cc-fraud,{1 + n % 2},{DAY}\n" for n in range(4_500))
    file = write(tmp_path / "march.csv", HEAD + rows)

    first = bank.done("records", "import", file, "--application", "Credit desk", by="sanne")
    again = bank.done("records", "import", file, "--application", "Credit desk", by="mark")

    assert (first["stored"], first["versions"]) == (
        4_500,
        {"cc-fraud:1": 2_250, "cc-fraud:2": 2_250},
    )
    assert (again["stored"], again["known"]) == (0, 4_500)
    assert count(bank) == 4_500


def test_without_an_application_too_nothing_is_stored_twice(
    bank: CommandLine, tmp_path: Path
) -> None:
    file = write(tmp_path / "march.csv", f"{HEAD}d-1,cc-fraud,1,{DAY}\nd-1,cc-fraud,1,{DAY}\n")

    bank.done("records", "import", file, by="sanne")
    bank.done("records", "import", file, by="sanne")

    assert count(bank) == 1


def test_json_lines_and_parquet_say_the_same(bank: CommandLine, tmp_path: Path) -> None:
    features, outputs = {"age": 30.5}, {"score": 0.25}
    row = {"decision_id": "d-1", "at": DAY, "model": "cc-fraud", "version": "1"}
    lines = json.dumps({**row, "features": features, "outputs": outputs}) + "\n"
    known = digest({"features": features, "outputs": outputs})
    table = pa.table(
        {
            "Decision_id": ["d-1"],
            "decided_at": pa.array([datetime(2026, 3, 1, 8, tzinfo=UTC)]),
            "model": ["cc-fraud:1"],
            "inference_sha256": [known],
        }
    )
    pq.write_table(table, tmp_path / "march.parquet")

    told = bank.done("records", "import", write(tmp_path / "march.jsonl", lines), by="sanne")
    same = bank.done("records", "import", str(tmp_path / "march.parquet"), by="sanne")

    assert (told["stored"], same["stored"], same["known"]) == (1, 0, 1)
    with bank.workspace.service.reading() as session:
        stored = session.scalars(select(DecisionRecord)).one()
    assert stored.inference_sha256 == known
    assert stored.decided_at == datetime(2026, 3, 1, 8, tzinfo=UTC)


def test_wrong_rows_are_named_by_line_and_nothing_is_stored(
    bank: CommandLine, tmp_path: Path
) -> None:
    good = "".join(f"d-{n},cc-fraud,1,{DAY}\n" for n in range(2_500))
    wrong = (
        f"w-1,cc-fraud,1,yesterday\nw-2,nobody,1,{DAY}\nw-3,cc-fraud,9,{DAY}\n,cc-fraud,1,{DAY}\n"
        f"w-4,cc-fraud,1\nw-5,cc-fraud,1,2999-01-01\n"
    )
    file = write(tmp_path / "march.csv", HEAD + good + wrong)

    answer = bank("records", "import", file, by="sanne")

    assert answer.code == 2
    error = answer.document["error"]
    assert error["message"] == "march.csv has 6 wrong rows; nothing was stored."
    for number, why in (
        (2502, "The time “yesterday” can't be read."),
        (2503, "There is no model called nobody."),
        (2504, "cc-fraud has no version 9."),
        (2505, "The decision has no id."),
        (2506, "It has 3 fields instead of 4."),
        (2507, "Its time lies in the future."),
    ):
        assert f"Line {number}: {why}" in error["hint"]
    assert count(bank) == 0


def test_a_decision_told_again_otherwise_is_refused(bank: CommandLine, tmp_path: Path) -> None:
    bank.done(
        "records", "import", write(tmp_path / "a.csv", f"{HEAD}d-1,cc-fraud,1,{DAY}\n"), by="sanne"
    )
    later = write(tmp_path / "b.csv", f"{HEAD}d-2,cc-fraud,1,{DAY}\nd-1,cc-fraud,1,2026-04-01\n")

    answer = bank("records", "import", later, by="sanne")

    assert answer.code == 2
    assert "Line 3: Decision d-1 of cc-fraud:1 is recorded already" in answer.out
    assert count(bank) == 1


def test_a_file_without_its_columns_is_named(bank: CommandLine, tmp_path: Path) -> None:
    answer = bank("records", "import", write(tmp_path / "a.csv", "id,at\n1,2\n"), by="sanne")

    assert answer.code == 2
    assert "a.csv has no column decision_id." in answer.out


def test_an_application_shows_what_it_used_from_when_until_when(
    bank: CommandLine, tmp_path: Path
) -> None:
    assert (
        bank("application", "use", "Credit desk", "cc-fraud:1", by="sanne").code == 2
    )  # not served
    bank.done("application", "use", "Credit desk", "cc-fraud:1", "--from", "2026-01-01", by="sanne")
    bank.done("application", "use", "Credit desk", "cc-fraud:1", "--until", "2026-02-01", by="mark")
    file = write(tmp_path / "march.csv", f"{HEAD}d-1,cc-fraud,2,{DAY}\n")
    bank.done("records", "import", file, "--application", "bank/Credit desk", by="sanne")

    shown = bank.done("application", "show", "Credit desk", by="jo")
    january = bank.done("application", "show", "Credit desk", "--at", "2026-01-15", by="jo")

    assert [(one["version"], one["basis"], one["decisions"]) for one in shown["uses"]] == [
        (1, "recorded", 0),
        (2, "decided", 1),
    ]
    assert shown["uses"][0]["used_until"] == "2026-02-01T00:00:00+00:00"
    assert [one["version"] for one in january["uses"]] == [1]
    assert shown["owner"] == "Lin Chen"


def test_an_application_is_changed_and_its_name_stays_its_own(bank: CommandLine) -> None:
    bank.done("application", "add", "Cards", by="sanne")

    changed = bank.done(
        "application", "change", "Cards", "--name", "Card desk", "--owner", "mark", by="sanne"
    )

    assert (changed["name"], changed["owner"]) == ("Card desk", "Mark Jansen")
    assert bank("application", "change", "Card desk", "--name", "Credit desk", by="sanne").code == 2
    assert bank("application", "add", "Credit desk", by="sanne").code == 2
    assert len(bank.done("application", "list", by="jo")["applications"]) == 2


def test_a_table_of_a_database_that_this_machine_knows_is_imported(
    bank: CommandLine, tmp_path: Path
) -> None:
    path = tmp_path / "desk.db"
    rows = [(f"d-{n}", f"2026-03-{1 + n:02} 08:00:00", "cc-fraud", 1) for n in range(28)]
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "CREATE TABLE scores (decision_id text, decided_at text, model text, version integer)"
        )
        connection.executemany("INSERT INTO scores VALUES (?, ?, ?, ?)", rows)

    refused = bank("records", "connect", "desk", "postgresql://a:hunter2@h/d")
    told = bank.done("records", "connect", "desk", str(path))
    words = ["records", "import", "--database", "desk", "--table", "scores"]
    first = bank.done(*words, by="sanne")
    again = bank.done(*words, "--since", "2026-03-15", by="sanne")
    odd = bank("records", "import", "--database", "desk", by="sanne")

    assert (refused.code, odd.code) == (2, 2)
    assert "hunter2" not in refused.out + refused.err
    assert told["secret"] == "database.desk"
    assert (first["stored"], again["rows"], again["stored"]) == (28, 14, 0)
    kept = json.loads((bank.home / "settings.json").read_text())
    assert kept["databases"] == {"desk": f"sqlite:///{path}"}
