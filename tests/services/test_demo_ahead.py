"""The demo that is made before anybody asks for it: it comes whole, or nothing of it stays."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import pytest

from app.services.demo.left_over import PREFIX, remove_left
from app.services.demo.making import FILE, READY, Making, begin_ahead, has_history
from app.services.demo.stage import Stage, end_runtimes
from app.services.intake.children import child_environment
from app.services.runtime_process import find_running
from tests.tiny_demo import use_tiny_demo

LONG = 600  # acts: it is not ready before the test has ended
WINDOW = """
import pytest, sys, time
from pathlib import Path
from app.services.demo.making import begin_ahead
from tests.tiny_demo import use_tiny_demo
use_tiny_demo(pytest.MonkeyPatch(), acts=int(sys.argv[2]))
making = begin_ahead(Path(sys.argv[1]))
print(making._process.pid, flush=True)
time.sleep(600)
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MODELWARD_HOME", str(tmp_path))
    return tmp_path / "demo"


def ahead_of(folder: Path) -> Making:
    making = begin_ahead(folder)
    assert making is not None
    return making


def until(is_so: Callable[[], object], *, timeout_s: float = 60.0) -> None:
    end = time.monotonic() + timeout_s
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.02)


def is_begun(folder: Path) -> bool:
    return any(folder.parent.glob(f"{PREFIX}*/demo/stores/by"))


def is_ready(folder: Path) -> bool:
    return any(folder.parent.glob(f"{PREFIX}*/demo/{READY}"))


def lies_there(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.parent.iterdir() if one.name != "logs")


def maker_of(folder: Path) -> int:
    return int((folder / "stores" / "by").read_text())


def makers_ahead(folder: Path) -> set[int]:
    """Of whatever lies there: a removed one may vanish meanwhile."""
    found = set()
    for one in folder.parent.glob(f"{PREFIX}*/demo/stores/by"):
        with suppress(OSError, ValueError):
            found.add(int(one.read_text()))
    return found


def test_one_that_is_ready_is_moved_to_its_place(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_tiny_demo(monkeypatch)
    making = ahead_of(folder)
    until(lambda: is_ready(folder))
    assert not folder.exists()

    making.want()
    making.wait()

    assert has_history(folder)
    assert maker_of(folder) == making._process.pid
    assert lies_there(folder) == ["demo", "demo.lock"]


def test_one_that_is_not_ready_is_made_to_its_end_first(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_tiny_demo(monkeypatch, acts=20)
    making = ahead_of(folder)
    until(lambda: is_begun(folder))
    assert not is_ready(folder)

    making.want()
    making.wait()

    assert has_history(folder)
    assert maker_of(folder) == making._process.pid
    assert lies_there(folder) == ["demo", "demo.lock"]


@pytest.mark.parametrize(("acts", "is_so"), [(LONG, is_begun), (1, is_ready)])
def test_one_that_nobody_wants_takes_all_of_itself_away(
    folder: Path, monkeypatch: pytest.MonkeyPatch, acts: int, is_so: Callable[[Path], bool]
) -> None:
    use_tiny_demo(monkeypatch, acts=acts)
    making = ahead_of(folder)
    until(lambda: is_so(folder))

    making.end()

    assert making._process.returncode == 0
    assert lies_there(folder) == []


@pytest.mark.parametrize(("acts", "is_so"), [(LONG, is_begun), (1, is_ready)])
def test_of_a_window_that_is_killed_nothing_stays(
    folder: Path, acts: int, is_so: Callable[[Path], bool]
) -> None:
    window = subprocess.Popen(
        [sys.executable, "-c", WINDOW, str(folder), str(acts)], env=child_environment()
    )
    try:
        until(lambda: is_so(folder))
    finally:
        window.kill()
        window.wait()

    until(lambda: not lies_there(folder))


def test_where_its_process_is_killed_the_demo_is_made_when_it_is_wanted(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_tiny_demo(monkeypatch, acts=3)
    making = ahead_of(folder)
    until(lambda: is_begun(folder))
    making._process.kill()
    making._process.wait()
    left = [name for name in lies_there(folder) if name.startswith(PREFIX)]

    making.want()
    making.wait()

    assert has_history(folder)
    assert maker_of(folder) != making._process.pid
    assert lies_there(folder) == sorted(["demo", "demo.lock", *left])
    remove_left(folder.parent)
    assert lies_there(folder) == ["demo", "demo.lock"]


def test_the_next_one_removes_what_a_killed_one_left_and_not_what_is_being_made(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_tiny_demo(monkeypatch, acts=LONG)
    killed, other = ahead_of(folder), ahead_of(folder)
    until(lambda: makers_ahead(folder) == {killed._process.pid, other._process.pid})
    killed._process.kill()
    killed._process.communicate()

    third = ahead_of(folder)
    until(lambda: makers_ahead(folder) == {other._process.pid, third._process.pid})

    for making in (other, third):
        making.end()
    assert lies_there(folder) == []


def test_one_that_got_old_is_gone_and_the_demo_is_made_anew(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_tiny_demo(monkeypatch, acts=1, fresh_s=0.5)
    making = ahead_of(folder)
    making._process.wait(timeout=60)
    assert lies_there(folder) == []

    making.want()
    making.wait()

    assert has_history(folder)
    assert maker_of(folder) != making._process.pid


def test_a_window_that_thought_otherwise_has_the_demo_made(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_tiny_demo(monkeypatch, acts=1)
    making = ahead_of(folder)
    making.drop()

    making.want()
    making.wait()

    assert has_history(folder)
    assert lies_there(folder) == ["demo", "demo.lock"]


def test_the_demo_that_another_window_made_meanwhile_stays(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_tiny_demo(monkeypatch, acts=1)
    making, other = ahead_of(folder), Making(folder)
    other.wait()
    until(lambda: is_ready(folder))

    making.want()
    making.wait()

    assert maker_of(folder) == other._process.pid
    assert lies_there(folder) == ["demo", "demo.lock"]
    assert begin_ahead(folder) is None


@pytest.mark.slow
def test_a_moved_demo_knows_no_other_place_and_its_runtimes_start_there(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    making = ahead_of(folder)
    until(lambda: is_ready(folder), timeout_s=300)
    place = next(folder.parent.glob(f"{PREFIX}*"))

    making.want()
    making.wait()

    try:
        assert has_history(folder)
        assert not place.exists()
        with closing(sqlite3.connect(folder / FILE)) as file:
            assert [table for table, row in _rows(file) if place.name in str(row)] == []
        with closing(Stage(folder)) as stage:
            background = stage.background("after the move")
            assert background.watch_once() == 2
            background.close()
        for runtime in (folder / "runtimes").iterdir():
            assert find_running(runtime) is not None
    finally:
        end_runtimes(folder)


def _rows(file: sqlite3.Connection) -> list[tuple[str, tuple[object, ...]]]:
    tables = file.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    return [(name, row) for (name,) in tables for row in file.execute(f'SELECT * FROM "{name}"')]
