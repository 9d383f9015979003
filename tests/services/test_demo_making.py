from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import AppError
from app.services.demo.making import FILE, READY, WITH_HISTORY, Making, begin, has_history
from app.services.demo.stage import end_runtimes


def test_a_demo_that_is_there_with_its_past_is_not_made_again(tmp_path: Path) -> None:
    for name in (READY, WITH_HISTORY):
        (tmp_path / name).touch()

    assert begin(tmp_path) is None


def test_what_stops_the_making_is_told_to_whoever_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MODELWARD_HOME", str(tmp_path))
    folder = tmp_path / "demo"
    (folder / FILE).mkdir(parents=True)  # no file can be made there

    with pytest.raises(AppError) as caught:
        Making(folder).wait()

    assert FILE in caught.value.message
    assert caught.value.hint


def test_a_making_that_breaks_is_a_bug_and_stands_in_the_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MODELWARD_HOME", str(tmp_path))
    (tmp_path / "file").touch()

    with pytest.raises(RuntimeError):
        Making(tmp_path / "file" / "demo").wait()

    assert "the demo could not be made" in (tmp_path / "logs" / "modelward.log").read_text()


@pytest.mark.slow
def test_two_windows_that_want_the_demo_at_once_get_the_same_whole_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MODELWARD_HOME", str(tmp_path))
    folder = tmp_path / "demo"
    try:
        first, second = Making(folder), Making(folder)
        first.wait()
        second.wait()

        assert has_history(folder)
        assert sorted(one.name for one in tmp_path.glob("demo*")) == ["demo", "demo.lock"]
    finally:
        end_runtimes(folder)
