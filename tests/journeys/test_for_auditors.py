"""What an auditor is told to try, tried as the page writes it, on a real team's database."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from PySide6.QtCore import QSizeF
from PySide6.QtGui import QFont, QTextDocument

from app.services.commands.models import NewModel, register_model
from app.services.library import TABLES
from app.views import theme
from tests.journeys.command_line import ROOT, Answer, CommandLine
from tests.postgres import PostgresServer
from tests.stories import ask, register
from tests.trail_kit import sealer
from tests.two_units import plain_client, rows, two_units
from tests.workspaces import Mould

TWO_PAGES = ROOT / "docs" / "for-auditors.md"
ANNEX = (ROOT / "docs" / "auditors-annex.md").read_text(encoding="utf-8")
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
    block = ANNEX[ANNEX.index("```sql\n") + 7 : ANNEX.index("```\n\n```sh")]
    found = re.findall(r"-- (\d)\. ([^\n]+)\n(.*?;)\n", block, re.DOTALL)
    return {number: (said, statement) for number, said, statement in found}


def commands() -> dict[str, tuple[str, list[str]]]:
    """By number: what stands above them, and the lines."""
    block = ANNEX[ANNEX.index("```sh\n") + 6 :]
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


def test_rows_that_a_superuser_changed_behind_the_trail_are_those_the_page_shows(
    bank: CommandLine,
) -> None:
    said, statement = statements()["6"]
    assert said.startswith("jo, ")

    with plain_client(bank.workspace, "jo") as client:
        before = rows(client, statement)
        with bank.workspace.owner_database().session(writes=True) as session:
            behind = session.connection().exec_driver_sql
            behind("SET LOCAL session_replication_role = replica")
            behind("UPDATE mw.registered_model SET risk_tier = 'low' WHERE name = 'phishing'")
            behind("UPDATE mw.transition_request SET state = 'accepted'")
        after = rows(client, statement)

    assert {(row[0], row[4]) for row in before} <= {
        ("membership", None), ("key", None), ("table", None)
    }  # fmt: skip
    changed = {(row[0], row[3]) for row in after} - {(row[0], row[3]) for row in before}
    assert changed == {("model", "low"), ("request", "accepted")}


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


def test_of_a_changed_byte_file_and_record_are_named_as_the_page_says(
    bank: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (damage, verify) = commands()["5"][1]
    monkeypatch.chdir(tmp_path)
    for number in range(8):  # a bank's trail is longer than 20,000 bytes
        register(bank.workspace, name=f"model-{number}")
    sealer(bank.workspace).run_once()
    bank.done("audit", "export", "--out", "proof.zip", by="jo")

    before = checked(verify)
    subprocess.run(["bash", "-c", damage], check=True, capture_output=True)
    after = checked(verify)

    assert (before.returncode, after.returncode) == (0, 4)
    assert re.search(r"^  [a-z]+\.txt, record \d+", after.stdout, re.MULTILINE)


def checked(line: str) -> subprocess.CompletedProcess[str]:
    """By the one file, in an interpreter that has nothing of the product."""
    program, *words = shlex.split(line)
    assert program == "modelward-verify"
    command = [sys.executable, "-I", str(ROOT / "app" / "verifier" / "__main__.py"), *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def run(bank: CommandLine, line: str, person: str) -> Answer:
    program, *words = shlex.split(line)
    assert program == "modelward"
    return bank(*words, by=person, is_json=False)


def test_each_claim_says_how_to_see_it_and_the_numbers_are_there() -> None:
    claims = TWO_PAGES.read_text(encoding="utf-8")
    ways = re.findall(r"^\| .+ \| .+ \| (.+) \|$", claims, re.MULTILINE)[1:]
    named = {found for one in ways for found in re.findall(r"(statement|command) (\d)", one)}

    assert len(ways) == 17
    assert named == {("statement", one) for one in statements()} | {
        ("command", one) for one in commands()
    }


def test_what_is_guaranteed_prints_on_two_pages(qtbot: object) -> None:
    """A4, edges of 15 mm, 9 points, as a browser or a text program sets Markdown."""
    theme.apply(dark=False)  # brings our font: in another the lines are others
    dots = 96 / 25.4
    page = QTextDocument()
    page.setDefaultFont(QFont("Inter", 9))
    page.setDocumentMargin(0)
    page.setPageSize(QSizeF((210 - 30) * dots, (297 - 30) * dots))
    page.setMarkdown(TWO_PAGES.read_text(encoding="utf-8"))

    assert page.pageCount() == 2
