"""A service lets this machine's runtimes hold their logs while people have paused the store."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from app.config import Settings
from app.errors import PausedError
from app.models.queries.releases import list_live_runtimes
from app.models.rules.pauses import RUNTIME, SCORING, STORE
from app.models.tables.execution import Store
from app.services.commands.pauses import pause_connection, resume_connection
from app.services.commands.runtimes import NewRuntime, add_runtime, retire_runtime
from app.services.pauses import heeding
from app.services.record_logs import log_rows
from app.services.runtime_access import reach, runtime_folder
from app.services.runtime_process import find_running, stop
from app.services.runtime_server.held_log import HeldLog
from app.services.runtime_watch import RuntimeWatch
from app.services.unit_of_work import UnitOfWork
from tests.services.runtime_kit import wait_until
from tests.services.test_held_log import _line
from tests.workspaces import TestWorkspace

WHY = "Its disk is replaced today."
DONE = "The new disk is in place."
NAME = "here"


class Place:
    """A built-in runtime of this machine, the store of its log, and who watches both."""

    def __init__(self, bank: TestWorkspace, home: Path) -> None:
        def add(work: UnitOfWork) -> Store:
            return work.add(Store(unit_id=bank.unit_id, name=SCORING))

        self.bank = bank
        self.settings = heeding(Settings(home=home), bank.service.read)
        self.store: UUID = bank.work("tom").write(add).id
        self.runtime: UUID = bank.work("tom").write(add_runtime, NewRuntime(NAME, "bank")).id
        self.folder = runtime_folder(self.settings, NAME)
        self.folder.mkdir(parents=True)
        self.held = HeldLog(self.folder)
        self.scores = home / "stores" / SCORING
        self._watch = RuntimeWatch(bank.service, self.settings)

    def look(self) -> int:
        return self._watch.run_once()

    def pause(self, kind: str = STORE) -> None:
        key = self.store if kind == STORE else self.runtime
        self.bank.work("tom").write(pause_connection, kind, key, reason=WHY)

    def resume(self, kind: str = STORE) -> None:
        key = self.store if kind == STORE else self.runtime
        self.bank.work("tom").write(resume_connection, kind, key, reason=DONE)

    def hold(self, decision: str) -> None:
        """As a runtime does that was told to."""
        segment = self.held.folder / "m" / "20260501T120000.000000Z-abcd0123-1-held-1.jsonl"
        segment.parent.mkdir(parents=True)
        segment.write_bytes(_line(decision))


@pytest.fixture
def place(workspace: TestWorkspace, tmp_path: Path) -> Iterator[Place]:
    made = Place(workspace, tmp_path)
    yield made
    stop(made.folder)


def test_a_runtime_starts_and_serves_while_the_store_of_its_log_is_paused(place: Place) -> None:
    place.pause()

    assert place.look() == 1

    assert find_running(place.folder) is not None
    assert place.held.is_asked_for
    assert not place.scores.exists()
    place.resume()
    assert place.look() == 1
    wait_until(place.scores.is_dir)
    assert place.held.is_over


def test_a_pause_of_the_store_reaches_also_a_runtime_that_is_paused_itself(place: Place) -> None:
    assert place.look() == 1
    place.pause(RUNTIME)
    place.pause()

    assert place.look() == 0

    assert place.held.is_asked_for


def test_records_are_read_only_when_all_that_was_held_is_in_the_log(place: Place) -> None:
    """An import that read past them would begin after them the next time."""
    (runtime,) = place.bank.service.read(list_live_runtimes)
    place.pause()
    place.look()
    stop(place.folder)
    place.hold("d-1")

    with pytest.raises(PausedError, match="scoring is paused by Tom Bakker"):
        list(log_rows(place.settings, NAME))
    place.resume()
    with pytest.raises(PausedError, match="what here held is brought there now"):
        list(log_rows(place.settings, NAME))
    with reach(place.settings, runtime):
        wait_until(lambda: place.held.is_over)

    assert len(list(log_rows(place.settings, NAME))) == 1


def test_what_a_retired_runtime_held_is_brought_into_the_log_without_it(place: Place) -> None:
    place.pause()
    place.look()
    stop(place.folder)
    place.hold("d-1")
    place.bank.work("tom").write(
        retire_runtime, place.runtime, reason="It is sold.", signer=place.bank.signer("tom")
    )
    place.look()
    assert not place.scores.exists()

    place.resume()
    place.look()

    assert find_running(place.folder) is None
    assert place.held.is_over
    assert len(list(log_rows(place.settings, NAME))) == 1


def test_a_log_that_can_not_be_brought_waits_and_stops_no_look(place: Place) -> None:
    place.look()
    stop(place.folder)
    shutil.rmtree(place.scores)
    place.scores.parent.mkdir(exist_ok=True)
    place.scores.write_text("a file where a folder must be")
    place.hold("d-1")
    place.pause(RUNTIME)

    assert place.look() == 0

    assert len(place.held.segments()) == 1
    place.scores.unlink()
    place.look()
    assert place.held.is_over
