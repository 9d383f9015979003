"""F4 at the window: the server falls silent. It says so, lets read, and comes back by itself."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget
from sqlalchemy import make_url

from app.errors import NotReachableError
from app.models.database import Database
from app.models.tables.inventory import UseCase
from app.services.unit_of_work import UnitOfWork
from app.views.desktop import Desktop
from tests.journeys.window.proxy import Line
from tests.stories import register
from tests.views.desks import desk
from tests.views.speakers import FEED, WINDOW, WRITER, overhearing
from tests.workspaces import TestWorkspace

TOLD_WITHIN_MS = 40_000  # ten seconds on a machine at rest
# What F4 asks for, of a machine that does nothing else; beside others it waits for these.
AT_REST = pytest.param(100.0, id="at rest", marks=pytest.mark.soak)
BEAT_MS = 5


@contextmanager
def beating() -> Iterator[list[float]]:
    """Milliseconds between two beats of the window's event loop."""
    gaps: list[float] = []
    last = time.perf_counter()

    def beat() -> None:
        nonlocal last
        now = time.perf_counter()
        gaps.append((now - last) * 1000)
        last = now

    timer = QTimer()
    timer.timeout.connect(beat)
    timer.start(BEAT_MS)
    try:
        yield gaps
    finally:
        timer.stop()


@pytest.fixture
def line(bank: TestWorkspace) -> Iterator[Line]:
    url = make_url(bank.url)
    with Line(f"{url.query['host']}/.s.PGSQL.{url.port or 5432}") as made:
        yield made


@pytest.fixture
def bank(postgres_workspace: TestWorkspace) -> TestWorkspace:
    return postgres_workspace


def over(line: Line, bank: TestWorkspace, handle: str) -> None:
    """From now on this person's window reaches the server by the line."""
    place = make_url(bank.login_url(handle)).set(host="127.0.0.1", port=line.port, query={})
    bank.database(handle).close()
    bank._databases[handle] = Database(place.render_as_string(hide_password=False))


def offline_words(desktop: Desktop) -> str:
    banner = desktop.window.banners.findChild(QWidget, "banner.offline")
    return str(banner.accessibleName()) if banner is not None else ""


def add_named(work: UnitOfWork, bank: TestWorkspace, name: str) -> None:
    work.add(UseCase(unit_id=bank.unit_id, name=name, owner_id=work.actor.id))


@pytest.mark.parametrize("freeze_ms", [None, AT_REST])
def test_a_server_that_falls_silent_is_told_with_the_age_of_what_is_shown_and_comes_back(
    qtbot: Any,
    bank: TestWorkspace,
    line: Line,
    tmp_path: Path,
    freeze_ms: float | None,
) -> None:
    register(bank)
    over(line, bank, "sanne")
    refused: list[BaseException] = []
    done: list[object] = []
    topics: list[str] = []
    with desk(bank, "sanne", tmp_path, "inventory") as desktop:
        backend = desktop.backend
        backend.changed.connect(topics.extend)
        qtbot.waitUntil(lambda: backend.connection.answered_at is not None)
        line.fall_silent()
        with overhearing() as speakers, beating() as gaps_ms:
            qtbot.waitUntil(
                lambda: "offline" in desktop.window.banners.keys, timeout=TOLD_WITHIN_MS
            )
            words = offline_words(desktop)
            backend.run(done.append, add_named, bank, "meanwhile", on_error=refused.append)
            qtbot.waitUntil(lambda: bool(refused))
        register(bank, name="fraud-cards", by="mark", content=b"v2")  # over a line of their own
        line.mend()

        qtbot.waitUntil(lambda: "offline" not in desktop.window.banners.keys, timeout=60_000)
        qtbot.waitUntil(lambda: "model" in topics)
        backend.run(done.append, add_named, bank, "after")
        qtbot.waitUntil(lambda: done == [None])
    assert "does not answer" in words
    assert "What you see is as of" in words
    assert isinstance(refused[0], NotReachableError)
    assert "Nothing was stored" in refused[0].hint
    assert speakers.of(FEED)  # somebody asks
    assert speakers.of(WRITER) == []  # what is to be stored is refused without asking
    assert speakers.of(WINDOW) == []  # and the window waits for nobody
    assert len(gaps_ms) > 20
    print(f"\nF4: the window stood still for {max(gaps_ms):.0f} ms at most")
    assert freeze_ms is None or max(gaps_ms) < freeze_ms
