"""What a person has set: kept at once, sensible whatever the file says, quiet over midnight."""

from __future__ import annotations

import json
from datetime import time
from pathlib import Path

import pytest

from app.views.preferences import (
    DEFAULTS,
    Preferences,
    PreferenceStore,
    read_preferences,
    write_preferences,
)


def test_what_was_set_is_read_back(tmp_path: Path):
    path = tmp_path / "preferences.json"
    value = Preferences(
        theme="dark",
        zoom=1.25,
        zone="UTC",
        letters=False,
        keys={"alerts.ack": ("B",), "go.back": ()},
        silent_here=frozenset({"watched"}),
        quiet=True,
    )

    write_preferences(path, value)

    assert read_preferences(path) == (value, "")
    assert json.loads(path.read_text())["version"] == 1


def test_a_broken_file_is_a_sentence_and_the_defaults_and_is_kept(qtbot, tmp_path: Path):
    path = tmp_path / "preferences.json"
    path.write_text("{half")

    store = PreferenceStore(path)
    assert store.value == DEFAULTS
    assert str(path) in store.problem

    store.set(theme="dark")
    assert (tmp_path / "preferences.broken.json").read_text() == "{half"
    assert read_preferences(path)[0].theme == "dark"


def test_a_file_of_a_newer_program_is_left_alone(qtbot, tmp_path: Path):
    path = tmp_path / "preferences.json"
    path.write_text('{"version": 99, "theme": "dark"}')

    store = PreferenceStore(path)
    assert "newer" in store.problem
    store.set(theme="light")

    assert store.value.theme == "light"
    assert json.loads(path.read_text())["version"] == 99


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("theme", "pink"),
        ("zoom", 40),
        ("zoom", True),
        ("zone", "Mars/Olympus"),
        ("zone", "../../etc/passwd"),
        ("keys", ["A"]),
        ("quiet_from", "25:99"),
        ("letters", "yes"),
    ],
)
def test_one_value_without_sense_gives_way_to_its_default(tmp_path: Path, name: str, value: object):
    path = tmp_path / "preferences.json"
    path.write_text(json.dumps({"version": 1, "density": "compact", name: value}))

    found, problem = read_preferences(path)

    assert getattr(found, name) == getattr(DEFAULTS, name)
    assert found.density == "compact"
    assert problem == ""


@pytest.mark.parametrize(
    ("begin", "end", "now", "is_quiet"),
    [
        ("20:00", "07:00", time(23, 30), True),
        ("20:00", "07:00", time(6, 59), True),
        ("20:00", "07:00", time(7, 0), False),
        ("20:00", "07:00", time(12, 0), False),
        ("12:00", "13:00", time(12, 30), True),
        ("12:00", "13:00", time(13, 0), False),
        ("12:00", "12:00", time(12, 0), False),
    ],
)
def test_quiet_hours_may_go_over_midnight(begin: str, end: str, now: time, is_quiet: bool):
    value = Preferences(quiet=True, quiet_from=begin, quiet_until=end)

    assert value.is_quiet_at(now) is is_quiet
    assert not Preferences(quiet=False, quiet_from=begin, quiet_until=end).is_quiet_at(now)


def test_only_what_changed_is_told(qtbot, tmp_path: Path):
    store = PreferenceStore(tmp_path / "preferences.json")
    told: list[frozenset[str]] = []
    store.changed.connect(lambda _value, names: told.append(names))

    store.set(theme="dark", zoom=1.0)
    store.set(theme="dark")
    store.reset("theme")

    assert told == [frozenset({"theme"}), frozenset({"theme"})]
