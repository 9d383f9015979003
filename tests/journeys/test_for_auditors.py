"""What an auditor is told to try, tried as the page writes it, on a real team's database."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from app.services.commands.models import NewModel, register_model
from app.services.library import TABLES
from tests.journeys.command_line import ROOT, Answer, CommandLine
from tests.postgres import PostgresServer
from tests.stories import ask, register
from tests.two_units import plain_client, rows, two_units
from tests.workspaces import Mould

PAGE = (ROOT / "docs" / "for-auditors.md").read_text(encoding="utf-8")
OLD_LIMIT, NEW_LIMIT = b"0.25", b"0.35"


@pytest.fixture
def bank(
    postgres: PostgresServer,
    postgres_mould: Mould,
    home: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[CommandLine]:
    """A request of sanne's, and models of two units that don't see each other."""
    with two_units(tmp_path, postgres, postgres_mould) as made:
        ask(made, register(made))
        for handle, name in (("carla", "loans"), ("fred", "phishing")):
            made.work(handle).write(register_model, NewModel(name=name))
        yield CommandLine(made, home, capsys)


def statements() -> dict[str, tuple[str, str]]:
    """By number: what stands above it, and the statement."""
    block = PAGE[PAGE.index("```sql\n") + 7 : PAGE.index("```\n\n```sh")]
    found = re.findall(r"-- (\d)\. ([^\n]+)\n(.*?;)\n", block, re.DOTALL)
    return {number: (said, statement) for number, said, statement in found}


def commands() -> dict[str, tuple[str, list[str]]]:
    """By number: what stands above them, and the lines."""
    block = PAGE[PAGE.index("```sh\n") + 6 :]
    found = re.findall(r"# (\d)\. ([^\n]+)\n((?:[^#`][^\n]*\n)+)", block)
    return {number: (said, lines.splitlines()) for number, said, lines in found}


@pytest.mark.parametrize("number", ["1", "3", "4", "5"])
def test_a_statement_is_refused_as_the_page_says(bank: CommandLine, number: str) -> None:
    said, statement = statements()[number]
    person = "service" if said.startswith("the service") else said.split(",")[0].split()[0]

    with plain_client(bank.workspace, person) as client, pytest.raises(psycopg.Error) as refused:
        client.execute(statement.encode())

    assert said.rpartition("refused, ")[2] in str(refused.value)


def test_a_member_of_a_unit_is_shown_the_models_of_no_other(bank: CommandLine) -> None:
    said, statement = statements()["2"]
    assert said.endswith("only those of fraud are there")

    with plain_client(bank.workspace, "fred") as client:
        shown = rows(client, statement)
    with bank.workspace.owner_database().session() as session:
        there = session.connection().exec_driver_sql(statement).fetchall()

    assert shown == [("fraud", 1)]
    assert sorted(key for key, _ in there) == ["bank", "credit", "fraud"]


@pytest.mark.parametrize("number", ["1", "2", "4"])
def test_commands_end_refused_as_the_page_says(
    bank: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: str
) -> None:
    shipped = next(one for one in TABLES if one.key == "release-thresholds").read()
    (tmp_path / "limits.dmn").write_bytes(shipped.replace(OLD_LIMIT, NEW_LIMIT, 1))
    monkeypatch.chdir(tmp_path)
    said, lines = commands()[number]

    *before, last = [run(bank, line, said.split()[0]) for line in lines]

    assert [one.code for one in before] == [0] * len(before)
    assert last.code in (1, 2)
    assert said.rpartition("refused, ")[2] in last.out + last.err


def run(bank: CommandLine, line: str, person: str) -> Answer:
    program, *words = shlex.split(line)
    assert program == "modelward"
    return bank(*words, by=person, is_json=False)


def test_each_claim_says_how_to_see_it_and_the_numbers_are_there() -> None:
    ways = re.findall(r"^\| .+ \| .+ \| (.+) \|$", PAGE, re.MULTILINE)[1:]
    named = {found for one in ways for found in re.findall(r"(statement|command) (\d)", one)}

    assert len(ways) == 15
    assert named == {("statement", one) for one in statements()} | {
        ("command", one) for one in commands()
    }
