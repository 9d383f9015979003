"""One display and one demo for all journeys, each on a copy of its own; a team on PostgreSQL."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url

from app.models.queries.status import load_status
from app.services.demo.making import FILE
from app.services.demo.stage import Stage
from app.views.preferences import FILE as PREFERENCES
from app.views.preferences import Preferences, write_preferences
from app.views.tokens import DARK, LIGHT
from tests.journeys.window.display import Display
from tests.journeys.window.program import Person, person_at
from tests.journeys.window.proxy import Line
from tests.journeys.window.team import Office, Team
from tests.made_demo import copied
from tests.postgres import PostgresServer
from tests.workspaces import Mould, give_keys, make_workspace

WORKSPACE = "Noorderbank (demo)"


@dataclass
class Noorderbank:
    """A demo of its own for one journey. `sit_down("tom", …)` opens the window as Tom."""

    home: Path
    display: Display
    stage: Stage

    @contextlib.contextmanager
    def sit_down(
        self, handle: str, task: str, *, theme: str = "light", **preferred: Any
    ) -> Iterator[Person]:
        """The person at the open window; it is closed by its key afterwards."""
        write_preferences(self.home / PREFERENCES, Preferences(theme=theme, **preferred))
        place = str(self.stage.folder / FILE)
        language = {"MODELWARD_LANGUAGE": str(preferred.get("language") or "en")}
        with person_at(
            self.display,
            self.home,
            task,
            *("--workspace", place, "--as", handle),
            environment=language,
        ) as person:
            person.tokens = DARK if theme == "dark" else LIGHT
            person.wait_for_title(WORKSPACE)
            person.wait_until("running service", self._is_served)
            person.rest()
            yield person

    def _is_served(self) -> bool:
        return bool(self.stage.work("ada").read(load_status).running)


@pytest.fixture(scope="session")
def display(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Display]:
    with Display(tmp_path_factory.mktemp("display") / "x") as made:
        yield made


@pytest.fixture
def noorderbank(made_demo: Path, display: Display, tmp_path: Path) -> Iterator[Noorderbank]:
    home = tmp_path / "home"
    with copied(made_demo, home) as folder, contextlib.closing(Stage(folder)) as stage:
        yield Noorderbank(home, display, stage)


@pytest.fixture
def team(
    postgres: PostgresServer, postgres_mould: Mould, display: Display, tmp_path: Path
) -> Iterator[Team]:
    give_keys(tmp_path / "credentials")
    with make_workspace(tmp_path, postgres, postgres_mould) as bank:
        url = make_url(bank.url)
        socket = Path(str(url.query["host"])) / f".s.PGSQL.{url.port or 5432}"
        with Line(str(socket)) as line:
            yield Team(bank, display, tmp_path, line)


@pytest.fixture(params=["sqlite", "postgresql"])
def office(
    request: pytest.FixtureRequest, sqlite_mould: Mould, display: Display, tmp_path: Path
) -> Iterator[Office]:
    """On either database; on a file people are told apart by who they say they are."""
    if request.param == "postgresql":
        yield request.getfixturevalue("team")
        return
    give_keys(tmp_path / "credentials")
    with make_workspace(tmp_path, None, sqlite_mould) as made:
        yield Office(made, display, tmp_path)
