"""A bank and its people at windows of their own: on PostgreSQL each by their own login."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sqlalchemy import make_url, select
from typing_extensions import override

from app.models.tables.governance import Decision
from tests.journeys.window.display import Display
from tests.journeys.window.program import Person, person_at
from tests.journeys.window.proxy import Line
from tests.workspaces import TestWorkspace


@dataclass
class Office:
    """Several people's windows on one workspace, each a process of its own with its own key."""

    bank: TestWorkspace
    display: Display
    folder: Path

    def place_of(self, handle: str) -> str:
        """What `--workspace` is told. On a file the same for all; who they are, `MODELWARD_AS`."""
        return self.bank.url

    @contextlib.contextmanager
    def sit_down(self, handle: str, task: str) -> Iterator[Person]:
        credentials = str(self.folder / "credentials")
        with person_at(
            self.display,
            self.folder / handle,
            task,
            "--workspace",
            self.place_of(handle),
            environment={"CREDENTIALS_DIRECTORY": credentials, "MODELWARD_AS": handle},
        ) as person:
            person.wait_for_title("Noorderbank")
            person.rest()
            yield person

    def decisions(self, request_id: UUID) -> list[Decision]:
        """Asked on the server itself, whatever the line does."""
        statement = select(Decision).where(Decision.request_id == request_id)
        with self.bank.service.reading() as session:
            return [*session.scalars(statement.order_by(Decision.decided_at))]


@dataclass
class Team(Office):
    """A bank on PostgreSQL, reached through a line that can be cut."""

    line: Line

    @override
    def place_of(self, handle: str) -> str:
        own = make_url(self.bank.login_url(handle))
        place = own.set(host="127.0.0.1", port=self.line.port, query={})
        return place.render_as_string()
