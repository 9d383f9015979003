"""A team's workspace, dumped and restored on another server: whoever comes first says what to do.

A dump holds the tables and their rights; the rights of the database itself and of PostgreSQL's own
functions stand beside them, and so does the counter of transactions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import text

from app.services.seat import open_seat
from app.services.trail.rules_witness import rules_notice
from app.services.trail.verifying import verify_trail
from app.services.trail.witness import WitnessKind, check
from tests.journeys.command_line import CommandLine
from tests.postgres import PostgresServer
from tests.trail_kit import add_use, live, sealer
from tests.workspaces import Mould, TestWorkspace, make_workspace

pytestmark = [pytest.mark.slow]


@dataclass
class Move:
    """The old bank, and what the new server made of its dump."""

    old: TestWorkspace
    new: TestWorkspace
    server: PostgresServer
    modelward: CommandLine

    def upgrade(self) -> None:
        """As the superuser of the new server, as the sentence says."""
        self.modelward.done("workspace", "upgrade", "--workspace", self.new.url)

    @property
    def home(self) -> Path:
        return self.modelward.home


@pytest.fixture
def move(
    postgres: PostgresServer,
    postgres_mould: Mould,
    tmp_path: Path,
    home: Path,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Move]:
    with (
        make_workspace(tmp_path, postgres, postgres_mould) as old,
        PostgresServer(tmp_path / "server") as server,
    ):
        postgres.burn_transactions(50_000)  # restoring itself takes some thousands
        live(old)
        check(old.database("lin"), home=home)
        assert old.work("lin").read(rules_notice, home) == ""
        postgres.dump(old.url, tmp_path / "bank.dump")
        url = server.restore(tmp_path / "bank.dump")
        new = TestWorkspace(url, is_sqlite=False, folder=tmp_path, secrets=old.secrets)
        yield Move(old, new, server, CommandLine(new, home, capsys))
        new.close()


def test_who_comes_first_after_a_restore_says_what_to_run_and_then_all_goes_on(move: Move) -> None:
    listed = move.modelward("model", "list", by="lin")
    stopped = move.modelward("service", "--once")
    seat = open_seat(move.new.login_url("lin"))
    seat.close()
    sentence = seat.rules.sentence

    assert sentence.count(". ") == 0
    assert "stops that server, runs pg_resetwal --epoch=1 on its data folder" in sentence
    assert "modelward workspace upgrade as a superuser" in sentence
    assert sentence in listed.err
    assert sentence in stopped.document["error"]["message"]

    move.new.close()
    epoch = re.search(r"pg_resetwal (--epoch=\d+)", sentence)
    assert epoch is not None
    move.server.run_while_stopped("pg_resetwal", epoch.group(1))
    assert "pg_resetwal" not in move.new.work("lin").read(rules_notice, move.home)
    move.upgrade()

    add_use(move.new, "after the move")
    assert sealer(move.new).run_once() > 0
    assert verify_trail(move.new.service).intact
    assert move.modelward.done("workspace", "check", by="lin")["intact"] is True
    # And a computer that knows the old one sees the same rules and the same trail.
    assert move.new.work("lin").read(rules_notice, move.home) == ""
    assert check(move.new.database("lin"), home=move.home).kind is WitnessKind.HOLDS


def test_the_counter_alone_is_named_once_the_rest_is_right(move: Move) -> None:
    move.upgrade()

    sentence = move.new.work("lin").read(rules_notice, move.home)

    assert "nothing new can be sealed" in sentence
    assert "runs pg_resetwal --epoch=1 on its data folder and starts it" in sentence


def test_rules_that_were_changed_on_the_way_are_not_taken_for_a_restore(move: Move) -> None:
    with move.new.owner_database().session(writes=True) as session:
        session.execute(text("ALTER TABLE mw.decision DISABLE TRIGGER guard_insert"))

    assert "changed by hand" in move.new.work("lin").read(rules_notice, move.home)


def test_a_login_that_was_raised_on_the_way_is_not_taken_for_a_restore(move: Move) -> None:
    with move.new.owner_database().session(writes=True) as session:
        session.execute(text("ALTER ROLE nb_tom BYPASSRLS"))

    assert "nb_tom bypasses row security" in move.new.work("lin").read(rules_notice, move.home)


def test_tables_restored_before_their_roles_are_refused_with_the_way_out(
    move: Move, tmp_path: Path
) -> None:
    with PostgresServer(tmp_path / "rolesless") as server:
        url = server.restore(tmp_path / "bank.dump", with_roles=False)
        refused = move.modelward("workspace", "upgrade", "--workspace", url)

    assert refused.code == 4
    assert "restored before the roles" in refused.document["error"]["message"]
    assert "psql --file=roles.sql" in refused.document["error"]["hint"]
