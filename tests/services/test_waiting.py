"""Who waits on a command line for the service goes on waiting when the line is lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from app.command_line.call import Call
from app.command_line.waiting import wait_for
from app.errors import NotReachableError
from app.services.unit_of_work import Work
from tests.postgres import PostgresServer
from tests.workspaces import TestWorkspace

PATIENCE_S = 60.0


@dataclass(frozen=True, slots=True)
class Line:
    """The way to one workspace, which somebody cuts and mends."""

    server: PostgresServer
    database: str

    def cut(self) -> None:
        self.server.run(f'ALTER DATABASE "{self.database}" ALLOW_CONNECTIONS false')
        self.server.run(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            f" WHERE datname = '{self.database}'"
        )

    def mend(self) -> None:
        self.server.run(f'ALTER DATABASE "{self.database}" ALLOW_CONNECTIONS true')


class Heard(Call):
    def __init__(self, heard: Callable[[str], None]) -> None:
        super().__init__(lambda _place, _person: 0, is_json=False)
        self._heard = heard

    def say(self, text: str) -> None:
        self._heard(text)


@pytest.fixture
def work(postgres_workspace: TestWorkspace) -> Work:
    return postgres_workspace.work("sanne")


@pytest.fixture
def line(postgres_workspace: TestWorkspace, postgres: PostgresServer) -> Line:
    return Line(postgres, str(postgres_workspace.owner_database().url.database))


def test_a_line_that_is_lost_while_somebody_waits_is_tried_again(work: Work, line: Line) -> None:
    looked: list[int] = []
    said: list[str] = []

    def look() -> str | None:
        with work.reading():
            looked.append(1)
        if len(looked) == 1:
            line.cut()
            return None
        return "done"

    def hear(text: str) -> None:
        said.append(text)
        line.mend()

    found = wait_for(Heard(hear), work, look, PATIENCE_S)

    assert found == "done"
    assert said == [
        "The database does not answer now. What was asked for goes on without it; this command"
        " waits."
    ]


def test_a_line_that_stays_away_is_told_of_at_the_end(work: Work, line: Line) -> None:
    with work.reading():
        line.cut()
    try:
        with pytest.raises(NotReachableError) as refused:
            wait_for(Heard(lambda _: None), work, lambda: _look(work), 0.5)
    finally:
        line.mend()

    assert "goes on without you" in refused.value.hint


def _look(work: Work) -> None:
    with work.reading() as session:
        session.connection()
