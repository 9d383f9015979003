"""A bank on PostgreSQL and its people at windows of their own, each with a login of their own."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sqlalchemy import make_url, select

from app.models.tables.governance import Decision
from tests.journeys.window.display import Display
from tests.journeys.window.program import Person, person_at
from tests.journeys.window.proxy import Line
from tests.workspaces import TestWorkspace


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
