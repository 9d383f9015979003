"""What windows keep on this computer: nothing that stands there by somebody's hand is run."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.views.drafts import DraftStore
from app.views.preferences import DEFAULTS, read_preferences
from app.views.window_file import WindowFile

APP = Path(__file__).parents[2] / "app"


def test_two_windows_keep_what_the_other_one_kept(tmp_path: Path) -> None:
    one, other = (WindowFile(tmp_path / "home" / "window.json") for _ in range(2))
    assert one.names == ()
    one.keep({"session/person": "jo", "place/a/jo": {"screen": "alerts"}})
    other.keep({"place/b/jo": {"screen": "home"}, "placement": True})
    assert one.value("place/b/jo") == {"screen": "home"}

    one.remove("place", "nothing")

    assert other.names == ("session/person", "placement")
    assert other.value("place/a/jo", "none") == "none"
    assert [path.name for path in (tmp_path / "home").iterdir()] == ["window.json"]


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b"\xff\x00", b"[" * 200_000])
def test_a_file_that_makes_no_sense_holds_nothing(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "window.json"
    path.write_bytes(content)
    kept = WindowFile(path)

    assert kept.value("session/person") is None
    assert read_preferences(path)[0] == DEFAULTS
    DraftStore(path).open("w")
    kept.keep({"session/person": "jo"})

    assert WindowFile(path).value("session/person") == "jo"


def test_a_folder_that_may_not_be_written_costs_what_was_to_be_kept(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    kept = WindowFile(tmp_path / "file" / "window.json")

    kept.keep({"session/person": "jo"})

    assert kept.names == ()


def test_no_window_keeps_anything_in_a_form_that_runs_when_it_is_read() -> None:
    asked = [path.name for path in APP.rglob("*.py") if "QSettings(" in path.read_text("utf-8")]

    assert asked == []
