"""One display and one demo for all journeys; each works on a copy of its own."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.models.queries.status import load_status
from app.services.demo.stage import FILE, Stage, end_runtimes
from app.views.preferences import FILE as PREFERENCES
from app.views.preferences import Preferences, write_preferences
from app.views.tokens import DARK, LIGHT
from tests.journeys.window.display import Display
from tests.journeys.window.program import Person, person_at

WORKSPACE = "Noorderbank (demo)"
MAKING_S = 300.0


@dataclass(frozen=True, slots=True)
class MadeDemo:
    """The demo as a new user made it, and what that took them."""

    folder: Path
    clicks: int
    keys: int
    shots: tuple[Path, ...]


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
            person.highlight = (DARK if theme == "dark" else LIGHT).highlight
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
            person.wait_for_title(WORKSPACE, timeout_s=MAKING_S)
            shots.append(person.see("home"))
            counted = person.clicks, person.keys
    finally:
        end_runtimes(home / "demo")
    return MadeDemo(home / "demo", *counted, tuple(shots))


@pytest.fixture
def noorderbank(demo: MadeDemo, display: Display, tmp_path: Path) -> Iterator[Noorderbank]:
    home = tmp_path / "home"
    shutil.copytree(demo.folder, home / "demo")
    try:
        with contextlib.closing(Stage(home / "demo")) as stage:
            yield Noorderbank(home, display, stage)
    finally:
        end_runtimes(home / "demo")
