"""One display and one demo for all journeys, each on a copy of its own; a team on PostgreSQL."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url

from app.models.queries.status import load_status
from app.services.demo.making import FILE, READY
from app.services.demo.stage import Stage, end_runtimes
from app.views.preferences import FILE as PREFERENCES
from app.views.preferences import Preferences, write_preferences
from app.views.tokens import DARK, LIGHT
from tests.journeys.window.display import Display
from tests.journeys.window.program import Person, person_at
from tests.journeys.window.proxy import Line
from tests.journeys.window.team import Office, Team
from tests.postgres import PostgresServer
from tests.workspaces import Mould, give_keys, make_workspace

WORKSPACE = "Noorderbank (demo)"
MAKING_S = 300.0
LINE = 20_000  # pixels of a chosen line of Home, at least


@dataclass(frozen=True, slots=True)
class MadeDemo:
    """The demo as a new user made it, and what that took them."""

    folder: Path
    clicks: int
    keys: int
    shots: tuple[Path, ...]
    spent_s: float  # of a processor, from the demo that is made to the Home that is seen filled


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


@pytest.fixture(scope="session")
def demo(display: Display, tmp_path_factory: pytest.TempPathFactory) -> MadeDemo:
    """Made once, the way a new user makes it: an empty profile and one click."""
    home = tmp_path_factory.mktemp("demo")
    write_preferences(home / PREFERENCES, Preferences(theme="light"))
    try:
        with person_at(display, home, "T1") as person:
            person.wait_for_title("Modelward")
            shots = [person.see("empty profile")]
            person.click_main_button()
            ready = home / "demo" / READY
            person.wait_until("demo", ready.is_file, timeout_s=MAKING_S)
            began_s = person.program.worked_s()
            person.wait_for_title(WORKSPACE)
            person.wait_until("Home's first line", lambda: person.sees(person.highlight) >= LINE)
            spent_s = person.program.worked_s() - began_s
            shots.append(person.see("home"))
            counted = person.clicks, person.keys
    finally:
        end_runtimes(home / "demo")
    return MadeDemo(home / "demo", *counted, tuple(shots), spent_s)


@pytest.fixture
def noorderbank(demo: MadeDemo, display: Display, tmp_path: Path) -> Iterator[Noorderbank]:
    home = tmp_path / "home"
    shutil.copytree(demo.folder, home / "demo")
    try:
        with contextlib.closing(Stage(home / "demo")) as stage:
            yield Noorderbank(home, display, stage)
    finally:
        end_runtimes(home / "demo")


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
