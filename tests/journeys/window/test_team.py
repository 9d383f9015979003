"""T11, and two approvers at once: windows on a team's PostgreSQL, each with a login of its own."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import make_url, select

from app.models.tables.governance import Decision
from tests.journeys.window.display import Display
from tests.journeys.window.program import STATUS_BAR, Person, person_at
from tests.journeys.window.proxy import Line
from tests.postgres import PostgresServer
from tests.stories import ask, register
from tests.workspaces import Mould, TestWorkspace, give_keys, make_workspace

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("display")]

BEFORE = "Limits and documents were read; "
AFTER = "the evidence supports it."


@dataclass
class Team:
    """A bank on PostgreSQL, reached through a line that can be cut."""

    bank: TestWorkspace
    line: Line
    display: Display
    folder: Path

    @contextlib.contextmanager
    def sit_down(self, handle: str, task: str) -> Iterator[Person]:
        own = make_url(self.bank.login_url(handle))
        place = own.set(host="127.0.0.1", port=self.line.port, query={})
        with person_at(
            self.display,
            self.folder / handle,
            task,
            "--workspace",
            place.render_as_string(),
            environment={"CREDENTIALS_DIRECTORY": str(self.folder / "credentials")},
        ) as person:
            person.wait_for_title("Noorderbank")
            person.rest()
            yield person

    def decisions(self, request_id: UUID) -> list[Decision]:
        """Asked on the server itself, whatever the line does."""
        statement = select(Decision).where(Decision.request_id == request_id)
        with self.bank.service.reading() as session:
            return [*session.scalars(statement.order_by(Decision.decided_at))]


@pytest.fixture
def team(
    postgres: PostgresServer, postgres_mould: Mould, display: Display, tmp_path: Path
) -> Iterator[Team]:
    give_keys(tmp_path / "credentials")
    with make_workspace(tmp_path, postgres, postgres_mould) as bank:
        url = make_url(bank.url)
        socket = Path(str(url.query["host"])) / f".s.PGSQL.{url.port or 5432}"
        with Line(str(socket)) as line:
            yield Team(bank, line, display, tmp_path)


def test_a_database_that_goes_while_a_reason_is_typed_costs_no_word(team: Team) -> None:
    request_id = ask(team.bank, register(team.bank))
    with team.sit_down("jo", "T11") as jo:
        jo.press("ctrl+j")
        jo.wait_for_title("Promote cc-fraud v1")
        jo.rest()
        jo.press("y")
        jo.wait_for_title("Approve promotion")
        jo.rest()
        jo.type(BEFORE)
        jo.see("half a reason")
        with jo.sees_a_change(STATUS_BAR):
            team.line.cut()
        jo.type(AFTER)
        jo.see("offline")
        jo.press("ctrl+Return")
        jo.see("not stored")
        assert team.decisions(request_id) == []
        with jo.sees_a_change(STATUS_BAR):
            team.line.mend()
        jo.see("back")
        jo.press("ctrl+Return")

        (decision,) = jo.wait_until("decision", lambda: team.decisions(request_id))
        jo.see("stored")
        assert decision.reason == BEFORE + AFTER


def test_two_approvers_with_own_logins_decide_at_two_windows(team: Team) -> None:
    request_id = ask(team.bank, register(team.bank))
    with team.sit_down("aisha", "two-aisha") as aisha, team.sit_down("jo", "two-jo") as jo:
        for number, person in enumerate((aisha, jo), start=1):
            person.comes_forward()
            person.press("ctrl+j")
            person.wait_for_title("Promote cc-fraud v1")
            person.see("case")
            person.press("y")
            person.wait_for_title("Approve promotion")
            person.rest()
            person.type(BEFORE + AFTER)
            person.press("ctrl+Return")
            person.wait_until(
                "vote", lambda number=number: len(team.decisions(request_id)) == number
            )
            person.see("voted")

        found = team.decisions(request_id)
        assert [one.role for one in found] == ["risk_officer", "compliance"]
        assert len({one.decided_by for one in found}) == 2
        aisha.comes_forward()
        aisha.see("both votes")
